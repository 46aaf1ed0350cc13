//! Words and sentences of the workbook's sheets beyond those of every report. Takes a
//! word's name or a few numbers, gives text in both languages.

use crate::lang::followup::span;
use crate::lang::report::Word;
use crate::lang::{Language, number};
use crate::money::Total;
use crate::names::words::LossReason;
use crate::period::Day;
use crate::report::overview::Counted;
use crate::rules::{Anchor, Track};

/// A fixed word of the workbook.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Label {
    /// Sheet of scores and segments.
    Rfm,
    /// Sheet of tasks for which nobody has room.
    Deferred,
    /// Sheet of customers that are not in the data.
    Absent,
    /// Column of shares of customers.
    CustomerShare,
    /// Column of contacts in the last days.
    Contacts,
    /// Chart of tiers.
    TierShares,
    /// Chart of types.
    TypeCounts,
    /// Chart of segments.
    SegmentCounts,
    /// Chart of the ABC curve.
    Curve,
    /// What the curve counts to the right.
    CurveCustomers,
    /// Chart of tasks by owner and week.
    Workload,
    /// Chart of tiers over time.
    TiersOverTime,
    /// Section of customers by two scores.
    MatrixCustomers,
    /// Section of amounts by two scores.
    MatrixAmounts,
    /// What the two scores mean.
    MatrixHelp,
    /// Section of follow-up tracks.
    Tracks,
    /// Column of cadences.
    Cadence,
    /// Columns of channels and contents.
    Channels,
    /// What is talked about.
    Contents,
    /// Column of file and sheet.
    Source,
    /// Column of conditions as the rules file has them.
    AsWritten,
    /// Column of places to click.
    Place,
    /// Nothing was found.
    NoProblems,
}

/// A fixed word.
pub fn label(label: Label, language: Language) -> &'static str {
    let (zh, en) = match label {
        Label::Rfm => ("RFM", "RFM"),
        Label::Deferred => ("排不下", "No room"),
        Label::Absent => ("不在数据里", "Not in the data"),
        Label::CustomerShare => ("客户占比", "Share of customers"),
        Label::Contacts => ("近30天联系", "Contacts in 30 days"),
        Label::TierShares => ("各等级占多少客户、多少金额", "Customers and amount by tier"),
        Label::TypeCounts => ("各类型的客户数", "Customers by type"),
        Label::SegmentCounts => ("各分群的客户数", "Customers by segment"),
        Label::Curve => (
            "ABC 曲线：大客户撑起多少",
            "ABC curve: what the largest make up",
        ),
        Label::CurveCustomers => ("客户累计占比（从大到小）", "Customers, largest first"),
        Label::Workload => ("待办任务：按负责人和周", "Tasks by owner and week"),
        Label::TiersOverTime => ("各等级客户数的变化", "Customers by tier over time"),
        Label::MatrixCustomers => ("客户数：R × F", "Customers: R × F"),
        Label::MatrixAmounts => ("近12月金额：R × F", "Amount 12m: R × F"),
        Label::MatrixHelp => (
            "R 分越高，最近越买过；F 分越高，买得越勤。颜色越深，数字越大。右上角是最好的客户；右下角买得勤却久未下单，最该先挽回。",
            "The higher R, the more recent the last order; the higher F, the more orders. Darker means more. Top right: the best customers. Bottom right: those who bought often and have gone quiet, worth winning back first.",
        ),
        Label::Tracks => ("跟进方式", "How customers are followed up"),
        Label::Cadence => ("什么时候", "When"),
        Label::Channels => ("渠道（轮换）", "Channels in turn"),
        Label::Contents => ("内容（轮换）", "Contents in turn"),
        Label::Source => ("文件 › 工作表", "File › sheet"),
        Label::AsWritten => ("规则文件中的写法", "As the rules file has it"),
        Label::Place => ("位置", "Where"),
        Label::NoProblems => ("没有发现问题。", "No problems found."),
    };
    language.pick(zh, en)
}

/// What the sheet of customers that are not in the data is for, above its headings.
pub fn absent_note(language: Language) -> &'static str {
    language.pick(
        "这些客户不在这次的数据里。为他们填的内容留在这里，客户回来时照常采用；不要了就删掉整行。",
        "These customers are not in the data of this run. What was written of them waits here and counts again when they are back; delete a row to let it go.",
    )
}

/// Axis of the curve that counts the measure: `近12月金额累计占比`.
pub fn curve_upwards(measure: &str, language: Language) -> String {
    match language {
        Language::Zh => format!("{measure}累计占比"),
        Language::En => format!("Share of {}", measure.to_lowercase()),
    }
}

/// The week that begins on this Monday, as a heading: `6/29 起`.
pub fn week(monday: Day, language: Language) -> String {
    let (_, month, day) = monday.ymd();
    match language {
        Language::Zh => format!("{month}/{day} 周"),
        Language::En => format!("Week {month:02}-{day:02}"),
    }
}

/// What the best tier makes up: `A 级 40 个客户（13.3%）带来近12月金额的 86.2%。`
pub fn best_carry(tier: &str, best: &Counted, all: u64, language: Language) -> Option<String> {
    let share = number::percent(best.share?);
    let part = number::percent(best.customers as f64 / all.max(1) as f64);
    let customers = number::customers(best.customers, language);
    (best.customers > 0).then(|| match language {
        Language::Zh => format!("{tier}的 {customers}（{part}）带来近12月金额的 {share}。"),
        Language::En => {
            format!(
                "{tier}: {customers} ({part}) bring {share} of the amount of the last 12 months."
            )
        }
    })
}

/// Customers of the best tier without a contact, as a figure's label.
pub fn best_silent(tier: &str, language: Language) -> String {
    match language {
        Language::Zh => format!("{tier} 90天未联系"),
        Language::En => format!("{tier}, 90 days silent"),
    }
}

/// How many more problems and notes the sheet of problems holds.
pub fn more_on_sheet(more: usize, notes: usize, language: Language) -> Option<String> {
    if more == 0 && notes == 0 {
        return None;
    }
    let sheet = crate::lang::report::word(Word::Problems, language);
    let mut parts = Vec::new();
    match (more, language) {
        (0, _) => {}
        (_, Language::Zh) => parts.push(format!("{more} 处问题")),
        (1, Language::En) => parts.push("1 more problem".to_owned()),
        (_, Language::En) => parts.push(format!("{more} more problems")),
    }
    match (notes, language) {
        (0, _) => {}
        (_, Language::Zh) => parts.push(format!("{notes} 条提示")),
        (1, Language::En) => parts.push("1 note".to_owned()),
        (_, Language::En) => parts.push(format!("{notes} notes")),
    }
    Some(match language {
        Language::Zh => format!("另有 {}，见“{sheet}”。", parts.join("、")),
        Language::En => format!("{} on the sheet \"{sheet}\".", parts.join(" and ")),
    })
}

/// What a part of the overview is, for a figure's label: the amount with its currency.
pub fn amount_label(currency: &str, language: Language) -> String {
    match language {
        Language::Zh => format!("近12月金额 {currency}"),
        Language::En => format!("{currency}, 12 months"),
    }
}

/// An amount at a glance for a figure: `1.9亿`; English in full without cents.
pub fn glance(total: Total, language: Language) -> String {
    match language {
        Language::Zh => number::amount(total, language),
        Language::En => number::grouped_count(total.to_f64().round() as i64),
    }
}

/// A recency score as a row: `R5 最近`.
pub fn recency(score: u8, bins: u8, language: Language) -> String {
    match score {
        1 => format!("R{score} {}", language.pick("最久", "longest ago")),
        _ if score == bins => format!("R{score} {}", language.pick("最近", "most recent")),
        _ => format!("R{score}"),
    }
}

/// A frequency score as a column: `F5 最勤`.
pub fn frequency(score: u8, bins: u8, language: Language) -> String {
    match score {
        1 => format!("F{score} {}", language.pick("最少", "fewest")),
        _ if score == bins => format!("F{score} {}", language.pick("最勤", "most")),
        _ => format!("F{score}"),
    }
}

/// The reasons for a loss, as drop-downs offer them.
pub fn loss_reasons(language: Language) -> Vec<String> {
    let words = LossReason::ALL.iter();
    words
        .map(|reason| {
            let [zh, en] = reason.words();
            language.pick(zh, en).to_owned()
        })
        .collect()
}

/// When a track asks for contacts: `从首单起：当天、3 天、7 天，之后每 1 周一次，满 3 个月后每 1 个月一次`.
pub fn cadence(track: &Track, language: Language) -> String {
    let mut text = anchor(&track.anchor, language).to_owned();
    let steps: Vec<String> = track
        .steps
        .iter()
        .map(|step| match step.after.count {
            0 => language.pick("当天", "the same day").to_owned(),
            _ => span(step.after, language),
        })
        .collect();
    if !steps.is_empty() {
        text += language.pick("：", ": ");
        text += &steps.join(language.pick("、", ", "));
    }
    if let Some(every) = track.every {
        text += match (steps.is_empty(), language) {
            (true, Language::Zh) => "，每 ",
            (true, Language::En) => ", every ",
            (false, Language::Zh) => "，之后每 ",
            (false, Language::En) => ", then every ",
        };
        text += &span(every, language);
        text += language.pick("一次", "");
    }
    if let Some((until, then)) = track.until {
        let [until, then] = [until, then].map(|wanted| span(wanted, language));
        let parts = match language {
            Language::Zh => ["，满 ", &until, "后每 ", &then, "一次"],
            Language::En => [", after ", &until, " every ", &then, ""],
        };
        text.extend(parts);
    }
    if track.urgent {
        text += language.pick("；紧急，不受排期限制", "; urgent, nothing else delays it");
    }
    text
}

fn anchor(anchor: &Anchor, language: Language) -> &'static str {
    let (zh, en) = match anchor {
        Anchor::LastContact => ("从上次联系起", "From the last contact"),
        Anchor::FirstOrder => ("从首单起", "From the first order"),
        Anchor::LastOrder => ("从最近下单起", "From the last order"),
        Anchor::TypeBegan => ("从成为该类型起", "From the day the type began"),
        Anchor::ComplaintOrTypeBegan => (
            "从投诉或成为该类型起",
            "From the complaint, or the day the type began",
        ),
        Anchor::Date(_) => ("从表里的日期起", "From a day of the sheet"),
    };
    language.pick(zh, en)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::overview::Label as Place;
    use crate::rules::Rules;

    fn best(customers: u64, share: Option<f64>) -> Counted {
        Counted {
            label: Place::At(0),
            customers,
            amount_12m: Total::ZERO,
            share,
        }
    }

    #[test]
    fn the_best_tier_is_told_in_one_sentence() {
        let best = best(40, Some(0.862));
        assert_eq!(
            best_carry("A 级", &best, 300, Language::Zh).as_deref(),
            Some("A 级的 40 个客户（13.3%）带来近12月金额的 86.2%。")
        );
        assert_eq!(
            best_carry("Tier A", &best, 300, Language::En).as_deref(),
            Some("Tier A: 40 customers (13.3%) bring 86.2% of the amount of the last 12 months.")
        );
        assert_eq!(
            best_carry("A", &self::best(0, Some(0.0)), 0, Language::Zh),
            None
        );
        assert_eq!(best_carry("A", &self::best(4, None), 4, Language::Zh), None);
    }

    #[test]
    fn cadences_of_the_built_in_rules_read_as_sentences() {
        let rules = Rules::built_in();
        let of = |id: &str| {
            let kind = rules.types.iter().find(|kind| kind.id == id);
            cadence(&kind.expect("a type").tracks[0], Language::Zh)
        };
        assert_eq!(of("dormant"), "从上次联系起，每 3 个月一次");
        assert!(of("new").starts_with("从首单起：当天"), "{}", of("new"));
    }

    #[test]
    fn the_rest_of_the_problems_is_counted() {
        assert_eq!(more_on_sheet(0, 0, Language::Zh), None);
        assert_eq!(
            more_on_sheet(2, 8, Language::Zh).as_deref(),
            Some("另有 2 处问题、8 条提示，见“问题数据”。")
        );
        assert_eq!(
            more_on_sheet(0, 1, Language::En).as_deref(),
            Some("1 note on the sheet \"Problems\".")
        );
    }
}
