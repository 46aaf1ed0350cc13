//! Which rules fit the facts that were read, and why each line of them is as it is.
//!
//! [`read`](read::read) reads facts before there are rules for them, [`draft`] takes them and
//! gives rules; once customers are classified by these, [`Proposal::new`] adds what only
//! verdicts can tell. Reasons are data; `lang::propose` words them.

mod columns;
#[cfg(test)]
pub(crate) mod fixture;
pub mod kinds;
pub mod levels;
pub mod read;
pub mod seen;
pub mod tiers;

use crate::lang::Language;
use crate::names::{Role, Stratum};
use crate::period::Day;
use crate::records::book::Book;
use crate::records::open::Sheet;
use crate::records::table::Table;
use crate::report::Run;
use crate::rules::condition::{self, Scope, Speaks, Wants};
use crate::rules::{Condition, Rules, SegmentMap, Split, Words, Workdays};

use kinds::TypeSeen;
use levels::Levels;
use read::Assumed;
use seen::{CurrencyWhy, DatesWhy, Seen};
use tiers::Tiers;

pub use columns::{ByColumn, HeaderWord, How};

/// What was read, and where the rules are to be kept.
#[derive(Clone, Copy)]
pub struct Given<'a> {
    /// Every sheet that was looked at.
    pub sheets: &'a [Sheet],
    /// Those with a role.
    pub tables: &'a [Table],
    /// The facts.
    pub book: &'a Book,
    /// What had to be assumed to read them.
    pub assumed: &'a Assumed,
    /// The day the run speaks for.
    pub as_of: Day,
    /// The language in which the rules are written.
    pub language: Language,
    /// `[input] files`: relative to where the rules will be.
    pub files: &'a [String],
    /// `[output] path`, likewise.
    pub output: &'a str,
}

/// Rules that fit, with the reasons that the facts alone give.
#[derive(Debug, Clone)]
pub struct Draft {
    /// The rules.
    pub rules: Rules,
    /// Where tiers begin, and why there.
    pub tiers: Tiers,
    /// Why this currency.
    pub currency: CurrencyWhy,
    /// Why this order of day and month.
    pub dates: DatesWhy,
    /// Header words worth writing down.
    pub words: Vec<HeaderWord>,
    /// Columns of the crosstabs.
    pub by: Vec<ByColumn>,
    /// Whether the sheets are headed in Chinese.
    pub chinese: bool,
}

/// Rules that fit, with every reason.
#[derive(Debug, Clone)]
pub struct Proposal {
    /// The rules and what the facts say about them.
    pub draft: Draft,
    /// The numbers that the reasons speak of.
    pub seen: Seen,
    /// What the rules' types find in the data, in their order.
    pub types: Vec<TypeSeen>,
    /// How many customers carry each tag of the rules.
    pub tags: Vec<TypeSeen>,
    /// The sheet's own levels beside the tiers, where the sheet has any.
    pub levels: Option<Levels>,
}

/// Whether most of the headers that were recognised are Chinese.
pub fn is_chinese(sheets: &[Sheet]) -> bool {
    let bound = sheets.iter().flat_map(|sheet| {
        let headers = sheet.fields.iter();
        headers.filter_map(|(_, column)| sheet.headers.get(*column))
    });
    let (mut chinese, mut all) = (0, 0);
    for header in bound {
        all += 1;
        chinese += usize::from(header.chars().any(is_han));
    }
    chinese * 2 > all
}

fn is_han(char: char) -> bool {
    matches!(char, '\u{3400}'..='\u{9fff}' | '\u{20000}'..='\u{323af}')
}

/// The rules that fit what was read.
pub fn draft(given: &Given<'_>) -> Draft {
    let chinese = is_chinese(given.sheets);
    let mut rules = localised(Rules::built_in(), given.language);
    let (currency_code, currency) = seen::currency(given, chinese);
    let (order, dates) = seen::dates(given);
    let tiers = tiers::tiers(given);
    let words = columns::words(given.sheets);
    let by = columns::crosstabs(given);
    rules.book.language = Some(given.language);
    rules.book.currency = currency_code;
    rules.input.files = given.files.to_vec();
    rules.input.date_order = order;
    rules.input.columns = columns::grouped(&words);
    rules.output.path = Some(given.output.to_owned());
    rules.tier.measure = condition_of(tiers.measure.key(), TIER);
    rules.tier.cut = tiers.cut.clone();
    if chinese {
        rules.rfm.segments = SegmentMap::Chinese8(Split::Mean);
    } else {
        rules.calendar.workdays = Workdays::Weekdays;
    }
    rules.report.by = match &by[..] {
        [] => vec!["segment".to_owned()],
        by => by.iter().map(|column| column.key.to_owned()).collect(),
    };
    Draft {
        rules,
        tiers,
        currency,
        dates,
        words,
        by,
        chinese,
    }
}

impl Proposal {
    /// Adds to a draft what the verdicts by its rules tell.
    pub fn new(draft: Draft, given: &Given<'_>, run: &Run<'_>) -> Self {
        Self {
            seen: seen::seen(given, run),
            types: kinds::types(given, run),
            tags: kinds::tags(given, run),
            levels: levels::levels(run),
            draft,
        }
    }
}

/// The conditions of types see everything below types; the tier measure what is below tiers.
const TYPE: Scope<'static> = Scope {
    below: Stratum::Type,
    own: &[],
    speaks_of: Speaks::Customers,
    wants: Wants::Truth,
};
const TIER: Scope<'static> = Scope {
    below: Stratum::Tier,
    own: &[],
    speaks_of: Speaks::Customers,
    wants: Wants::Number,
};

/// A condition that the rules file would decode from a text of ours.
fn condition_of(text: &str, scope: Scope<'_>) -> Condition {
    let expr = condition::parse(text).expect("texts of the built-in rules are expressions");
    let program = condition::check(&expr, &scope).expect("they name what stands below them");
    Condition {
        text: text.to_owned(),
        place: 0..0,
        expr,
        program,
    }
}

/// The rules with the words of one language only, as a person would write them.
fn localised(mut rules: Rules, language: Language) -> Rules {
    let keep = |words: &mut Words| *words = Words::from(words.pick(language));
    for kind in &mut rules.types {
        keep(&mut kind.name);
        // 万 is no word of English.
        if language == Language::En && kind.when.text.contains("500万") {
            kind.when = condition_of(&kind.when.text.replace("500万", "5000000"), TYPE);
        }
        for track in &mut kind.tracks {
            let steps = track.steps.iter_mut();
            steps.for_each(|step| {
                keep(&mut step.channel);
                keep(&mut step.content);
            });
            track.channels.iter_mut().for_each(keep);
            track.contents.iter_mut().for_each(keep);
            keep(&mut track.goal);
            track.script.iter_mut().for_each(keep);
        }
    }
    rules.tags.iter_mut().for_each(|tag| keep(&mut tag.name));
    rules
}

/// The header of a field in the first sheet of its role that has it.
fn header_of(tables: &[Table], field: crate::names::Field) -> Option<&str> {
    let mut tables = tables.iter().filter(|table| table.role == field.role());
    tables.find_map(|table| Some(table.headers.get(table.column(field)?)?.as_str()))
}

/// Whether any sheet has this role.
fn has(tables: &[Table], role: Role) -> bool {
    tables.iter().any(|table| table.role == role)
}

/// A header on one line, without what would end a comment.
fn tidy(header: &str) -> String {
    let words = header.split(|char: char| char.is_whitespace() || char.is_control());
    let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
    words.join(" ")
}

#[cfg(test)]
mod tests;
