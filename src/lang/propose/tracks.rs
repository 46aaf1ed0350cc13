//! Why each line of a follow-up is as it is. Takes the track and how many customers its
//! type has, gives sentences.

use crate::lang::followup::span as span_words;
use crate::lang::{Language, number};
use crate::period::{Span, Unit};
use crate::rules::{Anchor, Track, Who};

/// A line of a follow-up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TrackLine {
    /// `who`.
    Who,
    /// `when`.
    When,
    /// `urgent`.
    Urgent,
    /// `anchor`.
    Anchor,
    /// `steps`.
    Steps,
    /// `every`.
    Every,
    /// `until`.
    Until,
    /// `then_every`.
    ThenEvery,
    /// `channels`.
    Channels,
    /// `contents`.
    Contents,
    /// `goal`.
    Goal,
    /// `script`.
    Script,
    /// `escalate`.
    Escalate,
}

/// Why a line is as it is; `owner` is the header of the column that names owners.
pub fn why(
    line: TrackLine,
    track: &Track,
    customers: u64,
    owner: Option<&str>,
    language: Language,
) -> String {
    let text = match line {
        TrackLine::Who => return who(track.who, owner, language),
        TrackLine::Anchor => anchor(&track.anchor, language),
        TrackLine::Every => return every(track, customers, language),
        TrackLine::Until => return until(track, language),
        TrackLine::When => {
            language.pick("只对符合这个条件的客户", "only for customers of this kind")
        }
        TrackLine::Escalate => language.pick(
            "过了这么久还没解决，就告诉主管、列入风险名单",
            "not settled after so long: the manager is told, then it is on the risk list",
        ),
        TrackLine::Urgent => language.pick(
            "等不得：到期当天就做，不为别的任务让路",
            "cannot wait: due at once, whatever else is due",
        ),
        TrackLine::Steps => language.pick(
            "开头几步各有分工，做过的不再重复",
            "each of the first steps has its purpose; a step that was done is not asked again",
        ),
        TrackLine::ThenEvery => language.pick(
            "之后放慢，把时间留给更要紧的人",
            "slower from then on, so that time is left for others",
        ),
        TrackLine::Channels if track.channels.len() == 1 => {
            language.pick("就用这一种，最合适", "this one suits best")
        }
        TrackLine::Contents if track.contents.len() == 1 => {
            language.pick("每次都谈这件事", "what every contact is about")
        }
        TrackLine::Channels => language.pick(
            "轮流使用：上次用过的这次换一个",
            "in turns: not the one used last time",
        ),
        TrackLine::Contents => language.pick(
            "轮流谈：每次联系都有事可说",
            "in turns, so that every contact has something to say",
        ),
        TrackLine::Goal => language.pick(
            "写在任务里，提醒为了什么",
            "stands on the task, to remind of what it is for",
        ),
        TrackLine::Script => language.pick("现成的话术，可以照着说", "words to begin with"),
    };
    text.to_owned()
}

fn who(who: Who, owner: Option<&str>, language: Language) -> String {
    match (who, owner, language) {
        (Who::Owner, Some(header), Language::Zh) => format!("负责人：客户表有“{header}”列，任务就派给他"),
        (Who::Owner, Some(header), Language::En) => format!("the customer's owner, as \"{header}\" names them"),
        (Who::Owner, None, Language::Zh) => "负责人：表里还没有负责人列，任务先不指名；加一列“负责人”就派得出去".to_owned(),
        (Who::Owner, None, Language::En) => "the customer's owner; no sheet names one yet, so tasks are nobody's until there is a column \"Owner\"".to_owned(),
        (Who::Manager, _, Language::Zh) => "主管出面，客户感到被重视".to_owned(),
        (Who::Manager, _, Language::En) => "the manager, so that the customer feels valued".to_owned(),
        (Who::Auto, _, Language::Zh) => "群发，不占人力：这些客户多而小".to_owned(),
        (Who::Auto, _, Language::En) => "a bulk message that takes nobody's time: these customers are many and small".to_owned(),
    }
}

fn anchor(anchor: &Anchor, language: Language) -> &'static str {
    match anchor {
        Anchor::LastContact => language.pick("从上次联系算起", "counts from the last contact"),
        Anchor::FirstOrder => language.pick("从首单那天算起", "counts from the first order"),
        Anchor::LastOrder => language.pick("从最近一单算起", "counts from the last order"),
        Anchor::TypeBegan => {
            language.pick("从进入这一类那天算起", "counts from the day the type began")
        }
        Anchor::ComplaintOrTypeBegan => language.pick(
            "从投诉那天算起，没有投诉就从进入这一类那天算起",
            "counts from the complaint, else from the day the type began",
        ),
        Anchor::Date(_) => language.pick("从表里的日期算起", "counts from a day of the sheet"),
    }
}

/// How often that is, and how much work it makes for a type that is not divided further.
fn every(track: &Track, customers: u64, language: Language) -> String {
    let Some(every) = track.every else {
        return String::new();
    };
    let often = often(every, language);
    let words = match (track.steps.is_empty(), language) {
        (true, _) => often,
        (false, Language::Zh) => format!("前几步做完后{often}"),
        (false, Language::En) => format!("{often} after the steps"),
    };
    // Rounded up: less than one contact a week is still told as one.
    let weekly = (customers * 7).div_ceil(days(every).max(1));
    if customers == 0 || track.when.is_some() || track.who == Who::Auto {
        return words;
    }
    let customers = number::customers(customers, language);
    match language {
        Language::Zh => format!("{words}：{customers}，一周约 {} 次", number::count(weekly)),
        Language::En => format!(
            "{words}: {customers}, about {} a week",
            number::count(weekly)
        ),
    }
}

/// `每周一次`, `every 2 weeks`.
fn often(every: Span, language: Language) -> String {
    let words = match (every.count, every.unit) {
        (1, Unit::Day) => ("每天一次", "daily"),
        (1, Unit::Week) => ("每周一次", "weekly"),
        (1, Unit::Month) => ("每月一次", "monthly"),
        (3, Unit::Month) => ("每季一次", "quarterly"),
        (1, Unit::Year) => ("每年一次", "yearly"),
        _ => {
            let long = span_words(every, language);
            return match language {
                Language::Zh => format!("每 {long}一次"),
                Language::En => format!("every {long}"),
            };
        }
    };
    language.pick(words.0, words.1).to_owned()
}

/// A span in days, months and years at their mean, rounded.
fn days(span: Span) -> u64 {
    let count = u64::from(span.count);
    match span.unit {
        Unit::Day => count,
        Unit::Week => count * 7,
        Unit::Month => (count * 30_437).div_ceil(1000),
        Unit::Year => (count * 365_243).div_ceil(1000),
    }
}

fn until(track: &Track, language: Language) -> String {
    let Some((until, _)) = track.until else {
        return String::new();
    };
    let long = span_words(until, language);
    match language {
        Language::Zh => format!("跟得这么密，到满 {long}为止"),
        Language::En => format!("so close only for the first {long}"),
    }
}
