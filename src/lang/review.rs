//! The words of a review: what each figure is called and how it is defined, sections, and
//! what is said of numbers that are small.

use crate::lang::Language;
use crate::lang::number::{self, count, percent};
use crate::period::{Day, Span};
use crate::review::backtest::Tried;
use crate::review::figures::SMALL;
use crate::review::{By, Figures, Measure, Part, Period, Value};

/// What a figure is called.
pub fn measure(measure: Measure, language: Language) -> &'static str {
    let (zh, en) = match measure {
        Measure::Customers => ("客户", "Customers"),
        Measure::Issued => ("任务", "Tasks"),
        Measure::Recomputed => ("其中推算", "Recomputed"),
        Measure::OnTime => ("按时率", "On time"),
        Measure::Late => ("逾期率", "Late"),
        Measure::Open => ("未完成", "Not done"),
        Measure::Superseded => ("已作废", "Superseded"),
        Measure::Backlog => ("清积压", "Backlog done"),
        Measure::Contacts => ("联系", "Contacts"),
        Measure::Reached => ("接通率", "Reached"),
        Measure::Unanswered => ("未接通", "Unanswered"),
        Measure::Won => ("成交率", "Won"),
        Measure::Second => ("复购率", "Second order"),
        Measure::Woken => ("唤醒率", "Woken"),
        Measure::Saved => ("挽回率", "Saved"),
        Measure::GivenUp => ("预警转沉睡", "Fell dormant"),
        Measure::Lost => ("流失率", "Lost"),
        Measure::Revenue => ("金额", "Revenue"),
        Measure::Change => ("年额变化", "Change"),
        Measure::Satisfaction => ("满意度变化", "Satisfaction"),
    };
    language.pick(zh, en)
}

/// How a figure is defined, and what a rate is a part of.
pub fn definition(measure: Measure, language: Language) -> &'static str {
    let (zh, en) = match measure {
        Measure::Customers => (
            "期末已是客户的；按期初的等级、类型分组，期间新来的归在（无）；渠道、内容下是期间这样联系过的客户",
            "known on the last day, by their tier and type on the eve; those that came later have none; by channel and \
             content those that were contacted so in the period",
        ),
        Measure::Issued => (
            "期间到期、要人做的任务，群发不算：有下发记录的按记录，没有的按当时的计划推算；归在下发时的类型和负责人名下",
            "tasks for people due in the period, no bulk touches: as log and workbooks say they were issued, else as the \
             plans of the time would have; by the type and the person they were issued to",
        ),
        Measure::Recomputed => (
            "没有下发记录、按当时的计划推算的 ÷ 任务",
            "not written down and recomputed from the plans of the time, of all tasks",
        ),
        Measure::OnTime => (
            "到期日当天或之前完成的 ÷ 任务减已作废",
            "done on their day or before, of the tasks not superseded",
        ),
        Measure::Late => (
            "到期日之后完成的 ÷ 任务减已作废",
            "done after their day, of the tasks not superseded",
        ),
        Measure::Open => (
            "期末还没完成的 ÷ 任务减已作废",
            "not done on the last day, of the tasks not superseded",
        ),
        Measure::Superseded => (
            "推迟、取消，或没完成而后来不再要求的 ÷ 任务",
            "put off, dropped, or not done and no longer asked for, of all tasks",
        ),
        Measure::Backlog => (
            "期间完成的 ÷ 期初已经逾期、没有作废的任务；不算在上面的任务里",
            "done in the period, of the tasks overdue when it began and not superseded; they are not among the tasks \
             above",
        ),
        Measure::Contacts => (
            "跟进记录里期间的联系",
            "contacts of the log within the period",
        ),
        Measure::Reached => (
            "客户有回应的 ÷ 有回应加未接通；推迟、勿扰和没写结果的不算",
            "answered, of those answered or not; postponed, do-not-contact and blank outcomes are left out",
        ),
        Measure::Unanswered => (
            "未接通的 ÷ 有回应加未接通",
            "not answered, of those answered or not",
        ),
        Measure::Won => (
            "期末有订单的 ÷ 客户表里期初还没买过的（含期间建档的）",
            "with an order by the last day, of those in the customer sheet that had not bought before the period",
        ),
        Measure::Second => (
            "期末有两单以上的 ÷ 期间首单的，加期初只有一单且在 180 天内的",
            "with two orders or more on the last day, of those whose first order fell in the period, or whose only \
             order was at most 180 days old on its eve",
        ),
        Measure::Woken => (
            "期间买过的 ÷ 期初类型为沉睡（dormant）的",
            "bought in the period, of those of the type dormant on the eve",
        ),
        Measure::Saved => (
            "期末不再是流失预警、也没有沉睡的 ÷ 期初类型为流失预警（at_risk）的",
            "neither at risk nor dormant on the last day, of those of the type at_risk on the eve",
        ),
        Measure::GivenUp => (
            "期末沉睡的 ÷ 期初类型为流失预警（at_risk）的",
            "dormant on the last day, of those of the type at_risk on the eve",
        ),
        Measure::Lost => (
            "到期末近 12 个月没有订单的 ÷ 到期初近 12 个月有订单的",
            "without an order in the 12 months to the last day, of those with one in the 12 months to the eve",
        ),
        Measure::Revenue => (
            "期间的金额，退款已减",
            "amounts of the period, refunds subtracted",
        ),
        Measure::Change => (
            "期初前买过的客户：到期末的近 12 个月金额，比到期初的",
            "of customers that had bought by the eve: the amount of the 12 months to the last day against that to the eve",
        ),
        Measure::Satisfaction => (
            "跟进记录里两端都有满意度的客户：平均值的变化，按所写的分制",
            "of customers with a satisfaction in the log on both days: the change of the mean, on the scale as written",
        ),
    };
    language.pick(zh, en)
}

/// What lines are counted by.
pub fn by(by: By, language: Language) -> &'static str {
    let (zh, en) = match by {
        By::All => ("全部", "All"),
        By::Tier => ("等级", "Tier"),
        By::Type => ("客户类型", "Type"),
        By::Owner => ("负责人", "Owner"),
        By::Channel => ("渠道", "Channel"),
        By::Content => ("内容", "Content"),
    };
    language.pick(zh, en)
}

/// Fixed words of a review.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Said {
    /// The tab of the page.
    Review,
    /// The tab of all figures.
    Figures,
    /// How figures are defined.
    Definitions,
    /// The heading of definitions.
    Definition,
    /// The heading of figures.
    Measure,
    /// The heading of numbers.
    Value,
    /// The heading of what a rate is a part of.
    Of,
    /// The heading of rates.
    Rate,
    /// The heading of earlier numbers.
    Before,
    /// The heading of remarks, and what they say of a small number.
    Remark,
    /// Said of a part of very few.
    Small,
    /// Service targets.
    Targets,
    /// The heading of a target.
    Target,
    /// The heading of whether it was kept.
    Kept,
    /// It was.
    Met,
    /// It was not.
    NotMet,
    /// Why customers left.
    Reasons,
    /// The heading of a reason.
    Reason,
    /// The heading of customers that were lost.
    OfThemLost,
    /// No reason was given.
    NoReason,
    /// The tab of reasons.
    ReasonsTab,
    /// Nobody's line.
    Nobody,
    /// Figures by group.
    Groups,
}

/// A fixed word.
pub fn said(said: Said, language: Language) -> &'static str {
    let (zh, en) = match said {
        Said::Review => ("复盘", "Review"),
        Said::Figures => ("明细", "Figures"),
        Said::Definitions => (
            "全部客户，各指标怎么算",
            "Everybody together, and how figures are defined",
        ),
        Said::Definition => ("定义", "Definition"),
        Said::Measure => ("指标", "Figure"),
        Said::Value => ("数值", "Value"),
        Said::Of => ("基数", "Of"),
        Said::Rate => ("比率", "Rate"),
        Said::Before => ("此前", "Before"),
        Said::Remark => ("说明", "Remark"),
        Said::Small => ("基数小", "small number"),
        Said::Targets => ("服务目标", "Service targets"),
        Said::Target => ("目标", "Target"),
        Said::Kept => ("达成", "Kept"),
        Said::Met => ("达到", "met"),
        Said::NotMet => ("未达到", "not met"),
        Said::Reasons => ("流失和拒绝的原因", "Reasons for loss"),
        Said::Reason => ("原因", "Reason"),
        Said::OfThemLost => ("其中流失", "Of them lost"),
        Said::NoReason => ("（没有写原因）", "(none given)"),
        Said::ReasonsTab => ("流失原因", "Reasons"),
        Said::Nobody => ("（无）", "(none)"),
        Said::Groups => ("分组", "Group"),
    };
    language.pick(zh, en)
}

/// The headline.
pub fn title(period: Period, language: Language) -> String {
    let (from, to) = (period.from, period.to);
    match language {
        Language::Zh => format!("复盘：{from} 至 {to}"),
        Language::En => format!("Review {from} to {to}"),
    }
}

/// How tasks were judged; `recomputed` are the parts of the period that nothing is written of.
pub fn judged_by(recomputed: &[(Day, Day)], period: Period, language: Language) -> String {
    let how = language.pick(
        "按期初和期间各期末的计划，用截至那天的数据；没写任务编号的联系，算完成了该客户最早的一个任务。",
        "by the plans of the eve and of the period ends within, on the facts up to each of these days; a contact that \
         names no task fulfils the earliest one its customer has open.",
    );
    let spans: Vec<String> = recomputed
        .iter()
        .map(|(first, last)| match language {
            Language::Zh if first == last => first.to_string(),
            Language::En if first == last => format!("on {first}"),
            Language::Zh => format!("{first} 至 {last}"),
            Language::En => format!("from {first} to {last}"),
        })
        .collect();
    let spans = spans.join(language.pick("、", ", "));
    match (recomputed, language) {
        ([], Language::Zh) => {
            "任务按下发时的记录判断：跟进记录里的任务状态，和工作簿里还没做完的任务。".to_owned()
        }
        ([], Language::En) => "Tasks are judged as they were issued: by their status in the log, and by what a workbook \
                               still asks for."
            .to_owned(),
        ([all], Language::Zh) if *all == (period.from, period.to) => {
            format!("这段时间没有下发任务的记录，任务是重新推算的：{how}")
        }
        ([all], Language::En) if *all == (period.from, period.to) => {
            format!("Nobody wrote down which tasks were issued in this time, so they are recomputed: {how}")
        }
        (_, Language::Zh) => format!(
            "任务按下发时的记录判断；{spans} 到期的没有下发记录，是重新推算的（见“其中推算”）：{how}"
        ),
        (_, Language::En) => format!(
            "Tasks are judged as they were issued. Of those due {spans} nothing is written down, so they are recomputed \
             (see \"Recomputed\"): {how}"
        ),
    }
}

/// Where reasons for loss come from.
pub fn reasons_from(language: Language) -> &'static str {
    language.pick(
        "原因取自跟进记录的“流失原因”列：每个客户算一次，取期间最近写的；流失的客户期间没写的，取期末前 12 个月内最近的。",
        "Reasons are those of the log's column \"Reason for loss\": one for each customer, the newest of the period; of \
         those lost without one, the newest of the 12 months up to the last day.",
    )
}

/// How service targets are judged.
pub fn targets_judged(language: Language) -> &'static str {
    language.pick(
        "联系的目标：基数是期初属于该等级的客户，达成的是期间从没等过更久的（从期初前最近一次联系算起，没有就从期初算起），\
         全部达成才算达到。按时的目标：基数是这些客户期间到期、没有作废的任务，达成的是按时完成的。",
        "Of a target for contacts the base are the customers of the tier on the eve, and it was kept for those that never \
         waited longer, counted from the last contact before the period, else from its first day; it is met when it was \
         kept for all. Of a target for tasks on time the base are the tasks of these customers due in the period and \
         not superseded.",
    )
}

/// So many further reasons are not shown.
pub fn more_reasons(number: usize, language: Language) -> String {
    match language {
        Language::Zh => format!("（另外 {number} 种）"),
        Language::En => format!("({number} more)"),
    }
}

/// There is no log to judge tasks by.
pub fn no_log(language: Language) -> &'static str {
    language.pick(
        "没有跟进记录，任务是否完成、客户是否接通都无从得知。",
        "There is no contact log, so nothing is known of tasks done and customers reached.",
    )
}

/// What a star stands for.
pub fn small_note(language: Language) -> String {
    match language {
        Language::Zh => format!("基数不到 {SMALL} 的不写比率，只写“几/几”：样本小，说明不了什么。"),
        Language::En => {
            format!(
                "A part of fewer than {SMALL} stands as counts, 3/4: such small numbers prove little."
            )
        }
    }
}

/// One figure in a line: `12 of 30 (40%)`; `None` where there is nothing to say.
pub fn in_line(figures: &Figures, measure: Measure, language: Language) -> Option<String> {
    match figures.value(measure) {
        Value::Count(0) => None,
        Value::Count(number) => Some(count(number)),
        // All or nothing is said below.
        Value::Part(part)
            if measure == Measure::Recomputed && (part.count == 0 || part.count == part.of) =>
        {
            None
        }
        Value::Part(part) => in_words(part, language),
        Value::Amount(amount) => Some(number::amount(amount, language)),
        Value::Change(from, to) if from.0 > 0 => {
            let change = signed_percent((to.0 - from.0) as f64 / from.0 as f64);
            Some(format!(
                "{} → {} ({change})",
                number::amount(from, language),
                number::amount(to, language)
            ))
        }
        Value::Means(from, to, rated) if rated > 0 => {
            let of = number::customers(rated, language);
            let small = if rated < SMALL { small(language) } else { "" };
            let comma = language.pick("，", ", ");
            Some(format!("{from:.1} → {to:.1}{comma}{of}{small}"))
        }
        Value::Change(..) | Value::Means(..) => None,
    }
}

/// A rate with what it is a part of.
pub fn in_words(part: Part, language: Language) -> Option<String> {
    let rate = part.rate()?;
    let (some, of) = (count(part.count), count(part.of));
    let shown = match language {
        Language::Zh => format!("{some} / {of}"),
        Language::En => format!("{some} of {of}"),
    };
    Some(if part.is_small() {
        format!("{shown}{}", small(language))
    } else {
        format!("{shown} ({})", percent(rate))
    })
}

/// Whether a target was kept; of very few it says so.
pub fn kept_or_not(met: bool, part: Part, language: Language) -> String {
    let met = said(if met { Said::Met } else { Said::NotMet }, language);
    let small = if part.is_small() { small(language) } else { "" };
    format!("{met}{small}")
}

fn small(language: Language) -> &'static str {
    language.pick("（基数小）", " (small number)")
}

/// `+12.5%`, `-3%`.
pub fn signed_percent(ratio: f64) -> String {
    let sign = if ratio > 0.0 { "+" } else { "" };
    format!("{sign}{}", percent(ratio))
}

/// A target of a tier: contacted every so often.
pub fn contacted_every(every: Span, language: Language) -> String {
    match language {
        Language::Zh => format!("至少每 {every} 联系一次"),
        Language::En => format!("a contact every {every}"),
    }
}

/// A target of a tier: so many tasks on time, in millionths.
pub fn on_time(share: u32, language: Language) -> String {
    let share = percent(f64::from(share) / 1e6);
    match language {
        Language::Zh => format!("{share} 的任务按时完成"),
        Language::En => format!("{share} of the tasks on time"),
    }
}

/// The last day lies after the as-of day.
pub fn too_late(to: Day, as_of: Day, language: Language) -> String {
    match language {
        Language::Zh => {
            format!("--to {to} 晚于截止日 {as_of}；那时的数据还没有，请换一个更早的日子。")
        }
        Language::En => {
            format!(
                "--to {to} is after the as-of day, {as_of}, of which nothing is known yet; name an earlier day."
            )
        }
    }
}

/// The first day lies after the last one.
pub fn empty(from: Day, to: Day, language: Language) -> String {
    match language {
        Language::Zh => format!("--from {from} 晚于 --to {to}；请换一下先后。"),
        Language::En => format!("--from {from} is after --to {to}; exchange the two days."),
    }
}

/// A workbook does not fit a stream.
pub fn needs_output(language: Language) -> &'static str {
    language.pick(
        "工作簿要写到文件里，请加上 -o 文件名.xlsx。",
        "a workbook goes to a file: add -o FILE.xlsx.",
    )
}

/// What a measure of the back test is called; `own` is the rules' measure as written.
pub fn tried(tried: Tried, own: &str, language: Language) -> String {
    let (zh, en) = match tried {
        Tried::Rules => {
            return match language {
                Language::Zh => format!("现行规则：{own}"),
                Language::En => format!("the rules' own: {own}"),
            };
        }
        Tried::Amount12m => ("近12月金额", "Amount 12m"),
        Tried::Amount => ("累计金额", "Amount of all time"),
        Tried::Orders12m => ("近12月订单数", "Orders 12m"),
        Tried::Recency => ("最近购买", "How recently they bought"),
        Tried::Growth12m => ("近12月增长", "Growth 12m"),
    };
    language.pick(zh, en).to_owned()
}
