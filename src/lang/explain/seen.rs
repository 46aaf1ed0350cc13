//! A comparison of a condition with the values it saw.
//!
//! Takes a leaf of a trace and the condition it belongs to; gives the comparison as
//! the rules write it, with what was there behind it.

use crate::lang::number::{metric_value, yes_or_no};
use crate::lang::reason::one_line;
use crate::lang::{Language, heading};
use crate::names::{Kind, Metric};
use crate::period::Day;
use crate::report::explain::deciding::Settles;
use crate::rules::Condition;
use crate::rules::condition::trace::{Outcome, Seen, Step, Value};
use crate::rules::condition::{Comparison, Source};

/// The comparison as written, with what it saw: `orders >= 3（实为 12）`, and `not` before it
/// where it is denied.
pub fn comparison(one: Settles<'_>, condition: &Condition, language: Language) -> String {
    let Settles { leaf, denied } = one;
    let text = one_line(condition.text.get(leaf.span.clone()).unwrap_or_default());
    if leaf.step == Step::Flag && text == "true" && !denied {
        return language.pick("总是符合", "always holds").to_owned();
    }
    let not = if denied { "not " } else { "" };
    let seen = seen(one, condition, language);
    match language {
        Language::Zh => format!("{not}{text}（{seen}）"),
        Language::En => format!("{not}{text} ({seen})"),
    }
}

fn seen(one: Settles<'_>, condition: &Condition, language: Language) -> String {
    let leaf = one.leaf;
    match &leaf.step {
        Step::Values(sides) => values(sides, condition, language),
        Step::Age {
            date,
            comparison,
            boundary,
            ..
        } => {
            let asked = if one.denied {
                comparison.denied()
            } else {
                *comparison
            };
            age(date, condition, asked, *boundary, language)
        }
        Step::Texts(texts) => {
            let first = texts.first().unwrap_or(&Value::Blank);
            is_value(first, None, language)
        }
        Step::Blank => match leaf.outcome {
            Outcome::True => language.pick("空", "blank").to_owned(),
            _ => language.pick("有值", "not blank").to_owned(),
        },
        Step::Flag | Step::Not | Step::And | Step::Or | Step::If => match leaf.outcome {
            Outcome::True => yes_or_no(true, language).to_owned(),
            Outcome::False => yes_or_no(false, language).to_owned(),
            Outcome::Undecided(_) => language.pick("空", "blank").to_owned(),
        },
    }
}

/// The first side, and the others where they are more than a number as written.
fn values(sides: &[Seen], condition: &Condition, language: Language) -> String {
    let Some((first, others)) = sides.split_first() else {
        return String::new();
    };
    let unit = sides.iter().find_map(|side| kind(side, condition));
    let mut text = is_value(&first.value, unit, language);
    let written = |side: &Seen| condition.text.get(side.span.clone()).unwrap_or_default();
    let computed =
        |side: &&Seen| side.input.is_some() || written(side).contains(['(', '（', '*', '/', '+']);
    let limits = others.iter().filter(computed);
    let limits: Vec<String> = limits
        .map(|side| value(&side.value, unit, language))
        .collect();
    if !limits.is_empty() {
        text += language.pick("，界线为 ", ", held against ");
        text += &limits.join(language.pick(" 和 ", " and "));
    }
    text
}

/// What the numbers of a side count, if it is nothing but a metric.
fn kind(side: &Seen, condition: &Condition) -> Option<Kind> {
    metric(side, condition).map(Metric::kind)
}

fn metric(side: &Seen, condition: &Condition) -> Option<Metric> {
    let input = condition.program.inputs().get(side.input?)?;
    match input.source {
        Source::Metric(metric) => Some(metric),
        Source::Own(_) | Source::Column { .. } | Source::Field(_) => None,
    }
}

/// `首单日期 2024-01-05，须晚于 2026-08-20`: the day and the boundary day.
fn age(
    date: &Seen,
    condition: &Condition,
    comparison: Comparison,
    boundary: Day,
    language: Language,
) -> String {
    let asked = match comparison {
        Comparison::Less => language.pick("须早于 ", "must be before "),
        Comparison::AtMost => language.pick("须不晚于 ", "must be no later than "),
        Comparison::More => language.pick("须晚于 ", "must be after "),
        Comparison::AtLeast => language.pick("须不早于 ", "must be no earlier than "),
        Comparison::Equal => language.pick("须正是 ", "must be "),
        Comparison::NotEqual => language.pick("须不是 ", "must not be "),
    };
    let name = metric(date, condition).map(|metric| heading::metric(metric, language));
    let date = match (&date.value, name) {
        (Value::Blank, Some(name)) => match language {
            Language::Zh => format!("{name}为空"),
            Language::En => format!("{name} is blank"),
        },
        (known, Some(name)) => format!("{name} {}", value(known, None, language)),
        (known, None) => is_value(known, None, language),
    };
    format!("{date}{}{asked}{boundary}", language.pick("，", ", "))
}

fn is_value(seen: &Value, unit: Option<Kind>, language: Language) -> String {
    match (seen, language) {
        (Value::Blank, Language::Zh) => "为空".to_owned(),
        (known, Language::Zh) => format!("实为 {}", value(known, unit, language)),
        (known, Language::En) => format!("is {}", value(known, unit, language)),
    }
}

fn value(value: &Value, unit: Option<Kind>, language: Language) -> String {
    match (value, unit) {
        (Value::Blank, _) => language.pick("空", "blank").to_owned(),
        (Value::Date(day), _) => day.to_string(),
        (Value::Text(text), _) => text.clone(),
        (Value::Number(number), unit) => metric_value(*number, unit),
    }
}
