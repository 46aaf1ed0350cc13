//! Which column is which field, and what kind of sheet it is, from headers alone.
//! Takes the cells of a header row, gives a [`Binding`] or a [`Verdict`].
//! Candidates follow one written list; what it cannot decide is said.

use std::sync::LazyLock;

use foldhash::HashSet;

use crate::names::synonyms::SYNONYMS;
use crate::names::{Field, Role};
use crate::value::amount::unit;
use crate::value::text::{is_separator, push_folded};

/// Own header words of the rules file, tried before the built-in ones.
pub type OwnWords = [(Field, Vec<String>)];

/// Which field stands in which column.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Binding {
    /// Fields with their columns, first column 0, in the order of the word list.
    pub fields: Vec<(Field, usize)>,
    /// Fields for which another column was possible: the one taken and the one left.
    pub chosen: Vec<(Field, usize, usize)>,
    /// Fields left without a column because two have equal claim to it.
    pub ambiguous: Vec<(Field, usize, usize)>,
}

impl Binding {
    /// The column of a field.
    pub fn column(&self, field: Field) -> Option<usize> {
        let found = self.fields.iter().find(|(bound, _)| *bound == field);
        found.map(|(_, column)| *column)
    }

    /// Whether any of these fields has a column, or would have one if it were unambiguous.
    fn claims(&self, fields: &[Field]) -> bool {
        let ambiguous = |field: &Field| self.ambiguous.iter().any(|(one, ..)| one == field);
        let claimed = |field: &Field| self.column(*field).is_some() || ambiguous(field);
        fields.iter().any(claimed)
    }

    fn is_taken(&self, column: usize) -> bool {
        let ambiguous =
            |(_, one, other): &(Field, usize, usize)| *one == column || *other == column;
        self.fields.iter().any(|(_, taken)| *taken == column)
            || self.ambiguous.iter().any(ambiguous)
    }
}

/// What stands behind a header word and does not belong to it, beside units of amounts.
const BEHIND: &[&str] = &["必填", "选填", "天", "个", "件", "%"];

/// A header as it is compared: width and case folded, without spaces, separators,
/// brackets, and units in brackets or behind a separator.
pub fn fold(header: &str) -> String {
    let mut folded = String::with_capacity(header.len());
    push_folded(&mut folded, header);
    let mut core = folded.trim_end_matches(is_separator);
    while let Some((front, behind)) = core.rsplit_once(is_separator)
        && (BEHIND.contains(&behind) || unit(behind).is_some())
        && let front = front.trim_end_matches(is_separator)
        && !front.is_empty()
    {
        core = front;
    }
    folded.truncate(core.len());
    folded.retain(|c| !is_separator(c));
    folded
}

/// How strongly a column claims a field; smaller is stronger.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Claim {
    /// Place among the own words, one of which it is to the letter.
    Letter(usize),
    /// Place among the own words.
    Own(usize),
    /// Place among the built-in words.
    Word(usize),
    /// Place among the words for want of better.
    Weak(usize),
}

/// The words of a field, folded.
struct Folded {
    field: Field,
    /// The own words as they are written: two headers may differ by a unit alone.
    letters: Vec<String>,
    own: Vec<String>,
    words: &'static [String],
    weak: &'static [String],
}

/// The built-in words of [`SYNONYMS`], folded once: words, then weak ones.
pub(super) static FOLDED: LazyLock<Vec<[Vec<String>; 2]>> = LazyLock::new(|| {
    let fold_all = |words: &[&str]| words.iter().map(|word| fold(word)).collect();
    let lists = SYNONYMS
        .iter()
        .map(|synonyms| [fold_all(synonyms.words), fold_all(synonyms.weak)]);
    lists.collect()
});

/// Each field's synonyms with its folded words.
fn folded(own: &OwnWords, wanted: impl Fn(Field) -> bool) -> impl Iterator<Item = Folded> {
    let lists = SYNONYMS.iter().zip(FOLDED.iter());
    let lists = lists.filter(move |(synonyms, _)| wanted(synonyms.field));
    lists.map(|(synonyms, words)| Folded::new(synonyms.field, words, own))
}

impl Folded {
    fn new(field: Field, [words, weak]: &'static [Vec<String>; 2], own: &OwnWords) -> Self {
        let mine = own.iter().filter(|(of, _)| *of == field);
        let mine: Vec<&String> = mine.flat_map(|(_, words)| words).collect();
        Self {
            field,
            letters: mine.iter().map(|word| word.trim().to_owned()).collect(),
            own: mine.iter().map(|word| fold(word)).collect(),
            words,
            weak,
        }
    }

    /// What a header claims, folded and as it is written.
    fn claim(&self, header: &str, letters: &str) -> Option<Claim> {
        let place = |words: &[String]| words.iter().position(|word| word == header);
        let letter = self.letters.iter().position(|word| word == letters.trim());
        letter
            .map(Claim::Letter)
            .or_else(|| place(&self.own).map(Claim::Own))
            .or_else(|| place(self.words).map(Claim::Word))
            .or_else(|| place(self.weak).map(Claim::Weak))
    }

    /// The length of the longest word that the header ends with.
    fn ending(&self, header: &str) -> Option<usize> {
        let long = |word: &&String| word.chars().count() >= if word.is_ascii() { 8 } else { 3 };
        let words = self.words.iter().filter(long);
        words
            .filter(|word| header.ends_with(word.as_str()))
            .map(String::len)
            .max()
    }
}

/// Binds the columns of a sheet of a role to its fields.
///
/// Whole folded headers are matched first, by the order of the words; fields still
/// without a column then take the header that ends with the longest of their words
/// (`(基本信息)单据编号`), unless a word in front changes its meaning (预计成交日期) or
/// two headers are equally close. One column never serves two fields.
pub fn bind(written: &[String], role: Role, own: &OwnWords) -> Binding {
    let mut headers: Vec<String> = written.iter().map(|header| fold(header)).collect();
    let is_own = own
        .iter()
        .flat_map(|(_, words)| words)
        .any(|word| fold(word) == "state");
    if role == Role::Orders && !is_own {
        forget_states(&mut headers);
    }
    let lists: Vec<Folded> = folded(own, |field| field.role() == role).collect();
    let mut binding = Binding::default();
    let passes: [fn(&Claim) -> bool; 3] = [
        |claim| matches!(claim, Claim::Letter(_) | Claim::Own(_)),
        |claim| matches!(claim, Claim::Word(_)),
        |claim| matches!(claim, Claim::Weak(_)),
    ];
    for pass in passes {
        for list in &lists {
            bind_exact(&mut binding, list, (&headers, written), pass);
        }
    }
    // What a word in front makes another thing is looked at once, not for every field.
    let other = |header: &String| OTHER_THINGS.iter().any(|word| header.contains(word));
    let endings: Vec<(usize, &str)> = headers
        .iter()
        .enumerate()
        .filter(|(column, header)| !binding.is_taken(*column) && !other(header))
        .map(|(column, header)| (column, header.as_str()))
        .collect();
    for list in &lists {
        bind_ending(&mut binding, list, &endings);
    }
    let order = |field: Field| lists.iter().position(|list| list.field == field);
    binding.fields.sort_by_key(|(field, _)| order(*field));
    binding
}

/// How surely a header word names a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Strength {
    /// It is one of the field's words, built-in or own.
    Word,
    /// It may name the field when nothing better is there.
    Weak,
    /// It merely ends with one of the field's words.
    Ending,
}

/// How surely a header that was bound to a field names it.
pub fn strength(field: Field, header: &str, own: &OwnWords) -> Strength {
    let header = fold(header);
    let lists = folded(own, |of| of == field);
    let claims = lists.filter_map(|list| list.claim(&header, &header));
    match claims.min() {
        Some(Claim::Letter(_) | Claim::Own(_) | Claim::Word(_)) => Strength::Word,
        Some(Claim::Weak(_)) => Strength::Weak,
        None => Strength::Ending,
    }
}

/// Beside a city or a postal code, `State` is a part of the address and no status.
fn forget_states(headers: &mut [String]) {
    const BESIDE: &[&str] = &[
        "city",
        "country",
        "postalcode",
        "postcode",
        "zip",
        "zipcode",
    ];
    if headers
        .iter()
        .any(|header| BESIDE.contains(&header.as_str()))
    {
        for header in headers.iter_mut().filter(|header| *header == "state") {
            header.clear();
        }
    }
}

/// Binds the header that claims a field most strongly; headers come folded and as written.
fn bind_exact(
    binding: &mut Binding,
    list: &Folded,
    (headers, written): (&[String], &[String]),
    pass: fn(&Claim) -> bool,
) {
    if binding.claims(&[list.field]) {
        return;
    }
    let free = headers
        .iter()
        .enumerate()
        .filter(|(column, header)| !header.is_empty() && !binding.is_taken(*column));
    let mut claims: Vec<(Claim, usize)> = free
        .filter_map(|(column, header)| Some((list.claim(header, &written[column])?, column)))
        .filter(|(claim, _)| pass(claim))
        .collect();
    claims.sort_unstable();
    let Some((best, taken)) = claims.first().copied() else {
        return;
    };
    match claims.get(1).copied() {
        Some((second, left)) if second == best && decides(list.field) => {
            binding.ambiguous.push((list.field, taken, left));
            return;
        }
        Some((_, left))
            if decides(list.field) && !matches!(best, Claim::Letter(_) | Claim::Own(_)) =>
        {
            binding.chosen.push((list.field, taken, left));
        }
        _ => {}
    }
    binding.fields.push((list.field, taken));
}

/// Words that, before a header word, make it another thing.
const OTHER_THINGS: &[&str] = &[
    "预计",
    "计划",
    "目标",
    "上次",
    "下次",
    "累计",
    "历史",
    "年度",
    "未",
    "退",
    "优惠",
    "折扣",
    "原",
    "税",
    "运费",
    "平均",
    "上级",
    "供应商",
    "同行",
    "竞争",
    "最近",
    "最后",
    "最大",
    "首次",
    "父",
    "取消",
    "关闭",
    "expected",
    "planned",
    "previous",
    "parent",
    "average",
    "discount",
    "last",
    "next",
    "total",
    "ship",
];

/// Binds the header that ends with the longest of a field's words.
fn bind_ending(binding: &mut Binding, list: &Folded, headers: &[(usize, &str)]) {
    if binding.claims(&[list.field]) {
        return;
    }
    let free = headers
        .iter()
        .filter(|(column, _)| !binding.is_taken(*column));
    let mut endings: Vec<(usize, usize)> = free
        .filter_map(|(column, header)| Some((list.ending(header)?, *column)))
        .collect();
    endings.sort_unstable_by_key(|(length, column)| (usize::MAX - length, *column));
    match endings[..] {
        [] => {}
        [(first, _), (second, _), ..] if first == second => {}
        [(_, column), ..] => binding.fields.push((list.field, column)),
    }
}

/// Whether the wrong column would change results, so that a choice is worth a word.
fn decides(field: Field) -> bool {
    !matches!(
        field,
        Field::CustomerDepartment
            | Field::CustomerContactPerson
            | Field::CustomerPhone
            | Field::CustomerEmail
            | Field::CustomerRegion
            | Field::CustomerLevel
            | Field::CustomerSource
            | Field::CustomerIndustry
            | Field::OrderProduct
            | Field::OrderCategory
            | Field::OrderSalesperson
            | Field::ContactLossReason
            | Field::ContactNote
            | Field::ContactContent
    )
}

/// What kind of sheet the headers tell of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// The role; `None` if the sheet holds none of the three kinds of fact.
    pub role: Option<Role>,
    /// The columns in that role; empty without one.
    pub binding: Binding,
    /// The fields that decided it.
    pub why: Vec<Field>,
    /// The role that it would have but for a column it cannot do without; only without a role.
    pub nearly: Option<Role>,
}

const ORDER_CUSTOMER: &[Field] = &[Field::OrderCustomerId, Field::OrderCustomerName];
const CONTACT_CUSTOMER: &[Field] = &[Field::ContactCustomerId, Field::ContactCustomerName];
/// Fields that only a contact log has.
const LOG_ONLY: &[Field] = &[
    Field::ContactChannel,
    Field::ContactOutcome,
    Field::ContactContent,
    Field::ContactTask,
];
/// Fields that describe a customer, and that logs and orders seldom repeat.
const PORTRAIT: &[Field] = &[
    Field::CustomerPhone,
    Field::CustomerEmail,
    Field::CustomerIndustry,
    Field::CustomerSource,
    Field::CustomerLevel,
    Field::CustomerRegion,
    Field::CustomerContactPerson,
    Field::CustomerCreated,
    Field::CustomerFirstDeal,
    Field::CustomerLastContact,
    Field::CustomerStrategic,
    Field::CustomerOwner,
];

/// Whether the headers are those of quotations, invoices or payments: two of them at least are
/// about one, and one is its day or number. Such a sheet names customers and describes none;
/// sums of them may stand beside customers.
fn lists_papers(headers: &[String]) -> bool {
    const PAPERS: &[&str] = &[
        "报价",
        "回款",
        "收款",
        "付款",
        "开票",
        "发票",
        "報價",
        "收款單",
        "quote",
        "quotation",
        "payment",
        "invoice",
        "receipt",
    ];
    /// What only one of them has.
    const ITS: &[&str] = &[
        "日期", "时间", "单号", "编号", "号码", "時間", "單號", "編號", "號碼", "date", "number",
        "no",
    ];
    const PARTS: &[&str] = &["金额", "方式", "金額", "amount", "total", "method"];
    let part = |header: &String| {
        let header = fold(header);
        let mut papers = PAPERS.iter().filter_map(|paper| header.strip_prefix(paper));
        papers.find_map(|rest| match rest {
            rest if ITS.contains(&rest) => Some(true),
            rest => PARTS.contains(&rest).then_some(false),
        })
    };
    let parts: Vec<bool> = headers.iter().filter_map(part).collect();
    parts.len() >= 2 && parts.contains(&true)
}

/// Recognises the role of a sheet from its headers.
///
/// Orders have a day, an amount (or quantity and price) and a customer. A contact
/// log has a customer, a day, and who, channel, outcome, content or note, but no
/// amount. Customers have an id or a name, and are not one of these.
pub fn role(headers: &[String], own: &OwnWords) -> Verdict {
    let customers = bind(headers, Role::Customers, own);
    let orders = bind(headers, Role::Orders, own);
    let contacts = bind(headers, Role::Contacts, own);
    let portrait = PORTRAIT
        .iter()
        .filter(|field| customers.column(**field).is_some());
    let portrait = portrait.count();
    let nearly = is_nearly_orders(headers, &orders, &customers) && !contacts.claims(LOG_ONLY);
    let found = if is_orders(&orders) {
        Some((Role::Orders, orders))
    } else if nearly {
        None
    } else if (is_contacts(&contacts, portrait) || is_log(headers, &contacts, &customers))
        && !orders.claims(&[Field::OrderAmount])
    {
        Some((Role::Contacts, contacts))
    } else if portrait <= 1 && lists_papers(headers) {
        None
    } else if is_customers(headers, &customers, portrait) {
        Some((Role::Customers, customers))
    } else {
        None
    };
    match found {
        Some((role, binding)) => Verdict {
            role: Some(role),
            why: reasons(role, &binding),
            binding,
            nearly: None,
        },
        None => Verdict {
            role: None,
            binding: Binding::default(),
            why: Vec::new(),
            nearly: nearly.then_some(Role::Orders),
        },
    }
}

fn is_orders(orders: &Binding) -> bool {
    let priced = orders.claims(&[Field::OrderQuantity]) && orders.claims(&[Field::OrderPrice]);
    orders.claims(&[Field::OrderDate])
        && (orders.claims(&[Field::OrderAmount]) || priced)
        && orders.claims(ORDER_CUSTOMER)
}

/// Whether the rows are numbered as orders are, and only one of day, amount and customer
/// is missing. Neither customers nor contacts have numbers of orders.
fn is_nearly_orders(headers: &[String], orders: &Binding, customers: &Binding) -> bool {
    let priced = orders.claims(&[Field::OrderQuantity]) && orders.claims(&[Field::OrderPrice]);
    let needs = [
        orders.claims(&[Field::OrderDate]),
        orders.claims(&[Field::OrderAmount]) || priced,
        orders.claims(ORDER_CUSTOMER),
    ];
    // Orders have a day of entry and a seller, too.
    let shared = [Field::OrderDate, Field::OrderSalesperson].map(|field| orders.column(field));
    let portrait = PORTRAIT
        .iter()
        .filter_map(|field| customers.column(*field))
        .filter(|column| !shared.contains(&Some(*column)));
    is_plain(headers, orders, Field::OrderId)
        && needs.iter().filter(|met| **met).count() == 2
        && portrait.count() <= 1
}

fn is_contacts(contacts: &Binding, portrait: usize) -> bool {
    let log = contacts.claims(LOG_ONLY);
    let noted = log || contacts.claims(&[Field::ContactWho, Field::ContactNote]);
    let most = if log { 2 } else { 1 };
    contacts.claims(CONTACT_CUSTOMER)
        && contacts.claims(&[Field::ContactDay])
        && noted
        && portrait <= most
}

/// Whether a plain word for an outcome, a content or a task tells of a log, of which the
/// words for day, person and channel are then too, although a portrait has them as well.
fn is_log(headers: &[String], contacts: &Binding, customers: &Binding) -> bool {
    const TELLING: [Field; 3] = [
        Field::ContactOutcome,
        Field::ContactContent,
        Field::ContactTask,
    ];
    const SHARED: [Field; 3] = [Field::ContactDay, Field::ContactWho, Field::ContactChannel];
    let telling = TELLING
        .iter()
        .any(|field| is_plain(headers, contacts, *field));
    let plain_day = is_plain(headers, contacts, Field::ContactDay);
    let shared = |column| {
        SHARED
            .iter()
            .any(|field| contacts.column(*field) == Some(column))
    };
    let portrait = PORTRAIT
        .iter()
        .filter_map(|field| customers.column(*field))
        .filter(|column| !shared(*column));
    telling && plain_day && contacts.claims(CONTACT_CUSTOMER) && portrait.count() <= 1
}

/// Whether the column of a field is headed by one of the field's own words, and not by
/// one that serves for want of better.
fn is_plain(headers: &[String], binding: &Binding, field: Field) -> bool {
    let header = binding
        .column(field)
        .and_then(|column| headers.get(column))
        .map(|header| fold(header));
    let mut lists = SYNONYMS.iter().filter(|synonyms| synonyms.field == field);
    header.is_some_and(|header| {
        lists.any(|synonyms| synonyms.words.iter().any(|word| fold(word) == header))
    })
}

/// Whether an id or a name says that it is a customer's, or enough else does.
fn is_customers(headers: &[String], customers: &Binding, portrait: usize) -> bool {
    const SPEAKING: &[&str] = &[
        "客户",
        "客戶",
        "会员",
        "會員",
        "公司",
        "企业",
        "往来单位",
        "单位名称",
        "买家",
        "customer",
        "client",
        "company",
        "account",
        "cust",
    ];
    let keys = [Field::CustomerId, Field::CustomerName];
    let speaks = |field: &Field| {
        let header = customers
            .column(*field)
            .and_then(|column| headers.get(column));
        header.is_some_and(|header| {
            let header = fold(header);
            SPEAKING.iter().any(|word| header.contains(word))
        })
    };
    customers.claims(&keys) && (keys.iter().any(speaks) || portrait >= 2)
}

/// The bound fields without which the role would be another.
fn reasons(role: Role, binding: &Binding) -> Vec<Field> {
    let fields: &[Field] = match role {
        Role::Customers => &[Field::CustomerId, Field::CustomerName],
        Role::Orders => &[
            Field::OrderCustomerId,
            Field::OrderCustomerName,
            Field::OrderDate,
            Field::OrderAmount,
            Field::OrderQuantity,
            Field::OrderPrice,
        ],
        Role::Contacts => &[
            Field::ContactCustomerId,
            Field::ContactCustomerName,
            Field::ContactDay,
            Field::ContactWho,
            Field::ContactChannel,
            Field::ContactOutcome,
            Field::ContactContent,
            Field::ContactNote,
        ],
    };
    let bound = |field: &&Field| binding.column(**field).is_some();
    fields.iter().filter(bound).copied().collect()
}

/// Every header word of every role, folded, and the own ones.
pub(crate) struct KnownWords(HashSet<String>);

impl KnownWords {
    /// The built-in words and these.
    pub(crate) fn with(own: &OwnWords) -> Self {
        let own = own.iter().flat_map(|(_, words)| words);
        Self(own.map(|word| fold(word)).collect())
    }

    /// Whether a folded word is one of them.
    pub(crate) fn contains(&self, folded: &str) -> bool {
        static BUILT_IN: LazyLock<HashSet<&str>> = LazyLock::new(|| {
            let words = FOLDED.iter().flatten().flatten();
            words.map(String::as_str).collect()
        });
        BUILT_IN.contains(folded) || self.0.contains(folded)
    }
}

#[cfg(test)]
mod tests;
