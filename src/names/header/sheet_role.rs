//! What kind of sheet it is, from its headers. Takes the cells of a header row, gives a
//! [`Verdict`]: the role with its columns, or the one that it nearly has.

use crate::names::header::unbind::{MAY_BE_ARTICLES, are_articles};
use crate::names::header::{Binding, OTHER_THINGS, OwnWords, bind, fold};
use crate::names::synonyms::SYNONYMS;
use crate::names::{Field, Role};

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
    let nearly = !contacts.claims(LOG_ONLY)
        && (is_nearly_orders(headers, &orders, &customers)
            || lacks_a_word(headers, &orders, &customers)
            || (are_named_orders(headers, &orders, own)
                && !is_customers(headers, &customers, portrait)));
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
    is_plain(headers, orders, Field::OrderId)
        && needs.iter().filter(|met| **met).count() == 2
        && portrait_beside(orders, customers) <= 1
}

/// Whether a customer, a day and an amount stand there, one of the latter two in words that we do
/// not know: 金额 with something behind it, or a day in three columns. Rows of customers have none
/// of both, but for the day on which they were entered. Or a name stands there that is rather an
/// article's.
fn lacks_a_word(headers: &[String], orders: &Binding, customers: &Binding) -> bool {
    const MONEY: &[&str] = &["金额", "金額", "销售额", "价税", "货款", "amount"];
    /// What customers have, too: a limit, a debt, a plan.
    const THEIRS: &[&str] = &[
        "授信", "信用", "额度", "注册", "注資", "欠", "余额", "预算", "意向", "credit", "balance",
        "budget", "limit",
    ];
    let folded: Vec<String> = headers.iter().map(|header| fold(header)).collect();
    let date = orders.column(Field::OrderDate);
    let entered = date.is_some() && date == customers.column(Field::CustomerCreated);
    let amount = orders.claims(&[Field::OrderAmount]);
    let money = |(column, header): (usize, &String)| {
        let other = |words: &[&str]| words.iter().any(|word| header.contains(word));
        let (other, theirs) = (other(OTHER_THINGS) && !header.contains('税'), other(THEIRS));
        MONEY.iter().any(|word| header.contains(word))
            && !(other || theirs || orders.is_taken(column))
    };
    let has = |words: &[&str]| {
        words
            .iter()
            .any(|word| folded.iter().any(|header| header == word))
    };
    let parted = date.is_none() && has(&["年", "年份", "year"]) && has(&["月", "月份", "month"]);
    let dated = orders.claims(&[Field::OrderDate]) && !entered;
    let asked = if orders.claims(ORDER_CUSTOMER) {
        amount && parted || dated && !amount && folded.iter().enumerate().any(money)
    } else {
        let priced = orders.claims(&[Field::OrderQuantity]) && orders.claims(&[Field::OrderPrice]);
        dated && (amount || priced) && has(MAY_BE_ARTICLES) && are_articles(orders, &folded)
    };
    asked && !lists_papers(headers) && portrait_beside(orders, customers) <= 1
}

/// Whether the rules file has a word for its day or amount, both are there and no customer is.
fn are_named_orders(headers: &[String], orders: &Binding, own: &OwnWords) -> bool {
    let column = |field| orders.column(field);
    let (Some(date), Some(amount)) = (column(Field::OrderDate), column(Field::OrderAmount)) else {
        return false;
    };
    let named = |(field, column): (Field, usize)| {
        let words = own.iter().filter(|(of, _)| *of == field);
        let mut words = words.flat_map(|(_, words)| words);
        words.any(|word| fold(word) == fold(&headers[column]))
    };
    let both = [(Field::OrderDate, date), (Field::OrderAmount, amount)];
    both.into_iter().any(named) && !orders.claims(ORDER_CUSTOMER)
}

/// How many fields describe a customer, apart from those that orders have too: a day of entry
/// and a seller.
fn portrait_beside(orders: &Binding, customers: &Binding) -> usize {
    let shared = [Field::OrderDate, Field::OrderSalesperson].map(|field| orders.column(field));
    let portrait = PORTRAIT
        .iter()
        .filter_map(|field| customers.column(*field))
        .filter(|column| !shared.contains(&Some(*column)));
    portrait.count()
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
