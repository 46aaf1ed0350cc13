//! Whether a workbook of ours still matches its inputs and rules, in words.
//!
//! Takes differences as data, gives one line for each and one for all.

use crate::lang::Language;
use crate::lang::number::{self, grouped_count};
use crate::period::Day;
use crate::records::provenance::{Difference, base_name};
use crate::report::summary::Made;

/// Digits of a digest that tell two files apart.
const DIGITS: usize = 12;

/// The heading.
pub fn heading(language: Language) -> &'static str {
    language.pick("工作簿还对得上吗", "Does the workbook still match")
}

/// What a workbook says of itself: `tiers.xlsx, made as of 2026-06-30 by tierbook 0.1.0`.
pub fn about(book: &str, as_of: Option<Day>, version: &str, language: Language) -> String {
    let day = as_of.map_or_else(|| "?".to_owned(), |day| day.to_string());
    match language {
        Language::Zh => format!("{book}：截止 {day}，由 tierbook {version} 写出"),
        Language::En => format!("{book}: as of {day}, written by tierbook {version}"),
    }
}

/// What an output was made from, in one line: the day, the files with their sizes and the
/// beginnings of their digests, the rules and the version.
pub fn made_of(made: &Made<'_>, language: Language) -> String {
    let short = |digest: &str| digest.chars().take(DIGITS).collect::<String>();
    let inputs: Vec<String> = made
        .inputs
        .iter()
        .map(|input| {
            let (name, digest) = (base_name(&input.name), short(&input.digest));
            let size = number::count(input.size);
            match language {
                Language::Zh => format!("{name}（{size} 字节，{digest}）"),
                Language::En => format!("{name} ({size} bytes, {digest})"),
            }
        })
        .collect();
    let (as_of, version, rules) = (&made.as_of, made.version, short(made.rules_digest));
    match language {
        Language::Zh => format!(
            "截止 {as_of}；来自 {}；规则 {rules}；tierbook {version}",
            inputs.join("、")
        ),
        Language::En => format!(
            "As of {as_of}; from {}; rules {rules}; tierbook {version}",
            inputs.join(", ")
        ),
    }
}

/// Nothing differs.
pub fn matches(language: Language) -> &'static str {
    language.pick(
        "与这些文件和规则一致。",
        "It matches these files and these rules.",
    )
}

/// Something differs: what to do.
pub fn run_again(language: Language) -> &'static str {
    language.pick(
        "用 tierbook classify 重新写出，就会与现在的文件和规则一致。",
        "`tierbook classify` writes it anew from the files and rules of now.",
    )
}

/// One difference.
pub fn difference(difference: &Difference, language: Language) -> String {
    match (difference, language) {
        (Difference::Changed { name, sizes }, language) => {
            let [then, now] = sizes.map(|size| grouped_count(size as i64));
            match language {
                Language::Zh if then == now => format!("{name} 已改动，大小没变（{now} 字节）"),
                Language::Zh => format!("{name} 已改动（{then} → {now} 字节）"),
                Language::En if then == now => {
                    format!("{name} has changed, its size has not ({now} bytes)")
                }
                Language::En => format!("{name} has changed ({then} → {now} bytes)"),
            }
        }
        (Difference::Missing { name }, Language::Zh) => {
            format!("{name} 当时读了，这次没有给出")
        }
        (Difference::Missing { name }, Language::En) => {
            format!("{name} was read then and is not given now")
        }
        (Difference::Added { name }, Language::Zh) => format!("{name} 当时没有读"),
        (Difference::Added { name }, Language::En) => format!("{name} was not read then"),
        (Difference::Rules, Language::Zh) => "规则已不同".to_owned(),
        (Difference::Rules, Language::En) => "the rules are not those of then".to_owned(),
        (Difference::Version { made, now }, Language::Zh) => {
            format!("当时的版本是 {made}，现在是 {now}")
        }
        (Difference::Version { made, now }, Language::En) => {
            format!("version {made} wrote it, this is {now}")
        }
    }
}
