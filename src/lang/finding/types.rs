//! Types that nobody is of, or of which nobody can tell who is, in words. Takes what a finding
//! knows of it, gives its sentence.

use crate::lang::Language;
use crate::lang::number::{count, metric_value};
use crate::lang::reason::one_line;
use crate::problem::{BlankName, Nearest, Nobody, TypeName};

/// How many blank names are told; further ones are hinted at.
const BLANKS_TOLD: usize = 4;

pub(super) fn undecided(
    owner: &TypeName,
    blanks: &[BlankName],
    customer: &str,
    language: Language,
) -> String {
    let told: Vec<String> = blanks
        .iter()
        .take(BLANKS_TOLD)
        .map(|blank| match language {
            Language::Zh => format!("“{}”空 {} 个", blank.zh, count(blank.customers)),
            Language::En => format!("\"{}\" blank for {}", blank.en, count(blank.customers)),
        })
        .collect();
    let more = if blanks.len() > BLANKS_TOLD {
        "…"
    } else {
        ""
    };
    match language {
        Language::Zh => format!(
            "“{}”对部分客户无法判断（例如 {customer}）：{}{more}",
            owner.zh,
            told.join("、")
        ),
        Language::En => {
            let told = told.join(", ");
            let owner = &owner.en;
            format!(
                "\"{owner}\" could not be decided for some customers (such as {customer}): {told}{more}"
            )
        }
    }
}

pub(super) fn nobody_of(kinds: &[Nobody], language: Language) -> String {
    let named = |nobody: &Nobody| {
        let kind = &nobody.kind;
        let nearest = nobody.nearest.as_ref();
        let nearest = nearest.map_or_else(String::new, |nearest| nearest_of(nearest, language));
        match language {
            Language::Zh => format!("“{}”{nearest}", kind.zh),
            Language::En => format!("\"{}\"{nearest}", kind.en),
        }
    };
    let all: Vec<String> = kinds.iter().map(named).collect();
    match (language, kinds.len()) {
        (Language::Zh, _) => format!("没有客户属于这些类型：{}", all.join("、")),
        (Language::En, 1) => format!("no customer is of the type {}", all.join("")),
        (Language::En, _) => format!("no customer is of the types {}", all.join(", ")),
    }
}

/// Who comes nearest to a type that nobody is of.
pub(super) fn nearest_of(nearest: &Nearest, language: Language) -> String {
    match (nearest, language) {
        (Nearest::Misses { customer, part }, Language::Zh) => {
            format!("（最接近的是 {customer}，只不符合 {}）", one_line(part))
        }
        (Nearest::Misses { customer, part }, Language::En) => {
            format!(" (the nearest, {customer}, fails only {})", one_line(part))
        }
        (
            Nearest::Has {
                customer,
                number,
                kind,
            },
            Language::Zh,
        ) => format!(
            "（最接近的是 {customer}，为 {}）",
            metric_value(*number, *kind)
        ),
        (
            Nearest::Has {
                customer,
                number,
                kind,
            },
            Language::En,
        ) => format!(
            " (the nearest, {customer}, has {})",
            metric_value(*number, *kind)
        ),
    }
}
