//! The words for old rules against new ones.

use crate::lang::Language;
use crate::lang::number::count;
use crate::period::Day;

/// The headline.
pub fn title(before: &str, as_of: Day, language: Language) -> String {
    match language {
        Language::Zh => format!("换了规则会怎样（原规则 {before}，截止日 {as_of}）"),
        Language::En => format!("What new rules change, against {before}, as of {as_of}"),
    }
}

/// Nobody moves between labels of a kind.
pub fn nobody(what: &str, customers: u64, language: Language) -> String {
    let customers = count(customers);
    match language {
        Language::Zh => format!("{what}：{customers} 个客户都不变。"),
        Language::En => format!("{what}: none of the {customers} customers moves."),
    }
}

/// So many move between labels of a kind.
pub fn moved(what: &str, moved: u64, customers: u64, language: Language) -> String {
    let (moved, customers) = (count(moved), count(customers));
    match language {
        Language::Zh => format!("{what}：{customers} 个客户里有 {moved} 个会变"),
        Language::En => format!("{what}: {moved} of {customers} customers would move"),
    }
}

/// Headings of the tables.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Heading {
    /// The label under the old rules.
    From,
    /// The label under the new rules.
    To,
    /// The first customers of a way.
    First,
    /// Work.
    Work,
    /// Tasks a week under the old rules.
    Before,
    /// Tasks a week under the new rules.
    After,
    /// Everybody together.
    Total,
    /// Bulk touches.
    Bulk,
}

/// A heading.
pub fn heading(heading: Heading, language: Language) -> &'static str {
    let (zh, en) = match heading {
        Heading::From => ("原来", "From"),
        Heading::To => ("改为", "To"),
        Heading::First => ("例如", "Such as"),
        Heading::Work => (
            "每周任务（按跟进周期，不含积压）",
            "Tasks a week, as the cadences ask for, without any backlog",
        ),
        Heading::Before => ("原规则", "Before"),
        Heading::After => ("新规则", "After"),
        Heading::Total => ("合计", "Total"),
        Heading::Bulk => ("群发", "Bulk touches"),
    };
    language.pick(zh, en)
}
