//! Which column is which field, and what kind of sheet it is, from headers alone.
//! Takes the cells of a header row, gives a [`Binding`] or a [`Verdict`].
//! Candidates follow one written list; what it cannot decide is said.

mod basis;
mod sheet_role;
mod unbind;
mod words;

use crate::names::{Field, Role};
use crate::value::amount::take_unit;
use crate::value::text::{is_separator, push_folded};

use words::{Claim, Folded, folded};

pub use sheet_role::{Verdict, role};
pub(super) use words::FOLDED;
pub(crate) use words::{KnownWords, are_of_one_field};

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

/// What a remark in brackets behind a header begins with: how a cell is to be filled in.
const REMARKS: &[&str] = &[
    "格式", "精确", "保留", "示例", "例", "如", "请", "yyyy", "yy-", "dd", "mm", "format", "e.g.",
];

/// What pivot tables put in front of the word that they sum up, folded.
const SUMS: &[&str] = &["求和项", "求和項", "sumof"];

/// A header as it is compared: width and case folded, without spaces, separators, brackets,
/// and what does not belong to its word: units in brackets or behind a separator, a remark
/// about how it is filled in, `求和项:` of a pivot table.
pub fn fold(header: &str) -> String {
    let mut folded = String::with_capacity(header.len());
    push_folded(&mut folded, header);
    if let Some((front, remark)) = folded.split_once('(')
        && !front.is_empty()
        && REMARKS.iter().any(|word| remark.starts_with(word))
    {
        folded.truncate(front.len());
    }
    take_unit(&mut folded);
    folded.retain(|c| !is_separator(c) && !matches!(c, ',' | '?'));
    let sum = SUMS.iter().find_map(|sum| folded.strip_prefix(sum));
    match sum.filter(|word| !word.is_empty()) {
        Some(word) => word.to_owned(),
        None => folded,
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
        |claim| matches!(claim, Claim::Word(_) | Claim::Based(..)),
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
    if role == Role::Orders {
        unbind::what_others_rule_out(&mut binding, &headers, own);
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
        Some(Claim::Letter(_) | Claim::Own(_) | Claim::Word(_) | Claim::Based(..)) => {
            Strength::Word
        }
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

#[cfg(test)]
mod tests;
