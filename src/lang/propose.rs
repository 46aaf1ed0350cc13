//! What `init` says: why each line of the rules it writes is as it is, and what it
//! found on the way. Takes a proposal, gives sentences in both languages.

pub mod found;
pub mod orders;
pub mod tracks;
pub mod types;

use crate::lang::{Language, number};
use crate::propose::seen::{CurrencyWhy, DatesWhy, Seen};
use crate::propose::tiers::{Measure, Why};
use crate::propose::{Draft, HeaderWord, How, Proposal};
use crate::rules::{SegmentMap, TierCut};
use crate::value::date::Undecidable;

/// A line of the rules, beside those of types, tags and header words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Line {
    /// `[book] language`.
    Language,
    /// `[book] currency`.
    Currency,
    /// `[input] files`.
    Files,
    /// `[input] date_order`.
    DateOrder,
    /// `[input] decimal`, where nothing decides it.
    Decimal,
    /// `[input] max_set_aside`.
    MaxSetAside,
    /// `[input] stale_after`.
    StaleAfter,
    /// `[input] stale`.
    Stale,
    /// `[output] path`.
    Output,
    /// `[orders] count`.
    Count,
    /// `[orders] excluded`.
    Excluded,
    /// `[orders] refunded`.
    Refunded,
    /// `[orders] unpaid`.
    Unpaid,
    /// `[orders] duplicates`.
    Duplicates,
    /// `[tier] measure`.
    Measure,
    /// `[tier] classes`.
    Classes,
    /// `[tier] share`, `at_least`.
    Cut,
    /// The other way to cut, as a comment.
    OtherCut,
    /// `[tier] keep_for`.
    KeepFor,
    /// `[rfm] method`.
    Method,
    /// `[rfm] bins`.
    Bins,
    /// `[rfm] window`.
    Window,
    /// `[rfm] segments`.
    Segments,
    /// `[rfm] split`.
    Split,
    /// `[history] every`.
    Every,
    /// `[history] depth`.
    Depth,
    /// `[report] by`.
    By,
    /// `[calendar] workdays`.
    Workdays,
    /// `[calendar] shift`.
    Shift,
    /// `[calendar] horizon`.
    Horizon,
}

/// Why a line is as it is.
pub fn why(line: Line, of: &Proposal, language: Language) -> String {
    match line {
        Line::Language | Line::Currency | Line::Files | Line::Output => place(line, of, language),
        Line::DateOrder => match &of.draft.dates {
            DatesWhy::Open { .. } => yours(&dates(&of.draft.dates, language), language),
            decided => dates(decided, language),
        },
        Line::Decimal => yours(&dots(&of.seen, language).unwrap_or_default(), language),
        Line::MaxSetAside | Line::StaleAfter | Line::Stale => limits(line, &of.seen, language),
        Line::Count | Line::Excluded | Line::Refunded | Line::Unpaid | Line::Duplicates => {
            orders::why(line, &of.seen, language)
        }
        Line::Measure | Line::Classes | Line::Cut | Line::OtherCut | Line::KeepFor => {
            tiers(line, of, language)
        }
        Line::Method | Line::Bins | Line::Window | Line::Segments | Line::Split => {
            scores(line, of, language)
        }
        Line::Every | Line::Depth => history(line, &of.seen, language),
        Line::By => crosstabs(of, language),
        Line::Workdays | Line::Shift | Line::Horizon => calendar(line, of, language),
    }
}

fn place(line: Line, of: &Proposal, language: Language) -> String {
    let draft = &of.draft;
    let text = match (line, draft.chinese, language) {
        (Line::Language, true, Language::Zh) => "表头是中文，所以输出也用中文",
        (Line::Language, false, Language::Zh) => "表头不是中文，但您用中文，所以输出用中文",
        (Line::Language, true, Language::En) => {
            "the headers are Chinese, but you asked in English, so outputs are English"
        }
        (Line::Language, false, Language::En) => {
            "the headers are not Chinese, so outputs are English"
        }
        (Line::Files, _, Language::Zh) => {
            "刚才读的就是这些，写在这里，以后只需一句 tierbook classify；路径从本文件所在的文件夹算起，* 代表任意字符"
        }
        (Line::Files, _, Language::En) => {
            "what was read just now, so that from here on `tierbook classify` suffices; paths start from this file's folder, * stands for any characters"
        }
        (Line::Output, _, Language::Zh) => {
            "结果写到这里：同一句命令每周换新，只会替换 tierbook 自己写的文件"
        }
        (Line::Output, _, Language::En) => {
            "results go here and are renewed each week; only a file that tierbook wrote is ever replaced"
        }
        _ => return currency(draft, language),
    };
    text.to_owned()
}

/// What a person has to decide, marked so.
fn yours(said: &str, language: Language) -> String {
    format!("{}{said}", language.pick("要您定：", "for you to settle: "))
}

fn currency(draft: &Draft, language: Language) -> String {
    let code = &draft.rules.book.currency;
    match (&draft.currency, language) {
        (CurrencyWhy::Named, Language::Zh) => {
            format!("表里写明的货币只有 {code} 一种，所以用它记账")
        }
        (CurrencyWhy::Named, Language::En) => {
            format!("{code} is the only currency that the sheets name")
        }
        (CurrencyWhy::Unnamed, Language::Zh) if draft.chinese => {
            "表里没有写货币，表头是中文，所以当作人民币".to_owned()
        }
        (CurrencyWhy::Unnamed, Language::En) if draft.chinese => {
            "no sheet names a currency; the headers are Chinese, so it is taken for CNY".to_owned()
        }
        (CurrencyWhy::Unnamed, Language::Zh) => {
            format!("表里没有写货币，{code} 只是猜测：不对请改这里")
        }
        (CurrencyWhy::Unnamed, Language::En) => format!(
            "no sheet names a currency, so {code} is a guess: please put it right if it is another"
        ),
        (CurrencyWhy::Several(codes), Language::Zh) => format!(
            "金额写了 {} 几种货币，以 {code} 记账；其余的要在 [rates] 里写汇率",
            codes.join("、")
        ),
        (CurrencyWhy::Several(codes), Language::En) => format!(
            "amounts are written in {}; the book is kept in {code}, and the others need a rate under [rates]",
            codes.join(", ")
        ),
    }
}

fn dates(why: &DatesWhy, language: Language) -> String {
    let count = number::count;
    match (why, language) {
        (DatesWhy::Plain, Language::Zh) => {
            "每个日期都只有一种读法，所以不用规定年月日的顺序".to_owned()
        }
        (DatesWhy::Plain, Language::En) => {
            "every date can be read in one way only, so no order of day and month has to be set"
                .to_owned()
        }
        (
            DatesWhy::Decided {
                header, sure: 0, ..
            },
            Language::Zh,
        ) => format!(
            "“{header}”列的年份只写两位，按数字的分布只有这种顺序说得通；写在这里，以后就不再变"
        ),
        (
            DatesWhy::Decided {
                header, sure: 0, ..
            },
            Language::En,
        ) => format!(
            "years in \"{header}\" have two digits, and only this order makes sense of how the numbers spread; written down so that it stays"
        ),
        (
            DatesWhy::Decided {
                header,
                sure,
                ambiguous,
            },
            Language::Zh,
        ) => format!(
            "“{header}”列有 {} 个日期只能这样读，另有 {} 个两种都读得通，所以写定：哪怕某个月的文件里全是 12 号以前，也不会读错",
            count(*sure),
            count(*ambiguous)
        ),
        (
            DatesWhy::Decided {
                header,
                sure,
                ambiguous,
            },
            Language::En,
        ) => format!(
            "in \"{header}\" {} dates can be read only so and {} either way; written down so that a file with days up to the 12th only is not misread",
            count(*sure),
            count(*ambiguous)
        ),
        (DatesWhy::Differing, Language::Zh) => {
            "各列的顺序不一样，所以不统一规定，各按各列的数据判断".to_owned()
        }
        (DatesWhy::Differing, Language::En) => {
            "columns differ in their order, so each is decided by its own dates".to_owned()
        }
        (
            DatesWhy::Open {
                header,
                why: Undecidable::Ambiguous,
            },
            Language::Zh,
        ) => format!(
            "“{header}”列的日期按“日/月”和“月/日”都读得通；请把 date_order 改成 ymd（年/月/日）、dmy（日/月/年）或 mdy（月/日/年），改之前 classify 会停下来问"
        ),
        (
            DatesWhy::Open {
                header,
                why: Undecidable::Ambiguous,
            },
            Language::En,
        ) => format!(
            "the dates in \"{header}\" can be read day first or month first; write date_order = \"dmy\", \"mdy\" or \"ymd\", until then classify stops and asks"
        ),
        (
            DatesWhy::Open {
                header,
                why: Undecidable::Conflicting,
            },
            Language::Zh,
        ) => format!(
            "“{header}”列有的日期只能按“日/月”读，有的只能按“月/日”读；请把 date_order 改成 ymd、dmy 或 mdy，读不出的行会列为问题"
        ),
        (
            DatesWhy::Open {
                header,
                why: Undecidable::Conflicting,
            },
            Language::En,
        ) => format!(
            "some dates in \"{header}\" can only be read day first, others only month first; write date_order = \"dmy\", \"mdy\" or \"ymd\", and rows that do not fit are listed as problems"
        ),
    }
}

/// What only a person knows of amounts such as 1.234; `None` where the sheets show it.
fn dots(seen: &Seen, language: Language) -> Option<String> {
    let (header, cells) = seen.dotted.as_ref()?;
    let cells = number::cells(*cells, language);
    Some(match language {
        Language::Zh => format!(
            "“{header}”列里带点的数（{cells}）点后都是三位，如 1.234，看不出点是小数点还是千分位；是千分位就把 decimal 改成 comma，是小数点就改成 dot，改之前按小数读"
        ),
        Language::En => format!(
            "every dot in \"{header}\" has three digits behind it, such as 1.234 ({cells}), and may be a decimal point or group thousands; write decimal = \"comma\" where it groups thousands, else \"dot\"; until then it is read as a decimal point"
        ),
    })
}

fn limits(line: Line, seen: &Seen, language: Language) -> String {
    let zh = language == Language::Zh;
    let damaged = number::rows(seen.damaged, language);
    let worst = number::percent(seen.worst);
    match (line, seen.age()) {
        (Line::MaxSetAside, _) if seen.damaged == 0 && zh => "每一行都读得出，所以用内置的上限：坏行超过 5% 就停下，免得结果不可信".to_owned(),
        (Line::MaxSetAside, _) if seen.damaged == 0 => "every row can be read, so the built-in limit stands: more than 5 % damaged rows, and nothing is written".to_owned(),
        (Line::MaxSetAside, _) if seen.worst > 0.05 && zh => format!("现在有 {damaged}读不出，一张表里最多占 {worst}，超过 5% 的上限，classify 会停下：先用 tierbook check 看看并改好，或把上限调高"),
        (Line::MaxSetAside, _) if seen.worst > 0.05 => format!("{damaged} cannot be read now, up to {worst} of a table, which is above the limit of 5 %: classify will refuse until that is mended (tierbook check lists them) or the limit is raised"),
        (Line::MaxSetAside, _) if zh => format!("现在有 {damaged}读不出，一张表里最多占 {worst}，离这个上限还远；超过就停下，免得结果不可信"),
        (Line::MaxSetAside, _) => format!("{damaged} cannot be read now, at most {worst} of a table, well below this limit; above it nothing is written"),
        (Line::StaleAfter, None) if zh => "还没有订单；有了以后，最新订单早于这么久就提醒".to_owned(),
        (Line::StaleAfter, None) => "there are no orders yet; once there are, this says when the newest one is too old".to_owned(),
        (Line::StaleAfter, Some(age)) if zh => format!("最新订单在截止日前 {}，早于这么久就提醒：多半是忘了导出新数据", number::days(age.unsigned_abs().into(), language)),
        (Line::StaleAfter, Some(age)) => format!("the newest order is {} old on the as-of day; when it is older than this the run says so, since most likely somebody forgot a new export", number::days(age.unsigned_abs().into(), language)),
        (_, Some(age)) if age > 14 && zh => "数据已经比上面的期限旧，所以只提醒；改成 refuse 就会停下".to_owned(),
        (_, Some(age)) if age > 14 => "the data is older than that already, so it is only said; \"refuse\" would stop".to_owned(),
        _ if zh => "旧数据只提醒，不停下；无人值守时可改成 refuse".to_owned(),
        _ => "old data is said, not refused; choose \"refuse\" when nobody watches the run".to_owned(),
    }
}

fn tiers(line: Line, of: &Proposal, language: Language) -> String {
    let zh = language == Language::Zh;
    let tiers = &of.draft.tiers;
    let currency = &of.draft.rules.book.currency;
    let amount = number::amount(of.seen.amount_12m, language);
    let rates_open =
        !of.draft.rules.rates.is_empty() || matches!(of.draft.currency, CurrencyWhy::Several(_));
    match line {
        Line::Measure if tiers.measure == Measure::Ever => {
            let newest = of.seen.days.map(|(_, newest)| newest.to_string()).unwrap_or_default();
            if zh {
                format!("最近 12 个月没有订单（最新的是 {newest}），所以按全部金额排；有了新订单再改成 amount_12m")
            } else {
                format!("nobody bought in the last 12 months (the newest order is of {newest}), so all amounts count; change it to amount_12m once there are new orders")
            }
        }
        Line::Measure if rates_open && zh => "按近 12 个月的金额排；几种货币还没有汇率，所以这里说不出总额".to_owned(),
        Line::Measure if rates_open => "sorted by what was bought in the last 12 months; without rates there is no total to tell".to_owned(),
        Line::Measure if zh => format!("近 12 个月共 {amount} {currency}，看的是现在的价值，所以按它排"),
        Line::Measure => format!("{amount} {currency} were bought in the last 12 months: the value of today, so customers are sorted by it"),
        Line::Classes if zh => "三级正好对应三种投入：A 专人常联系，B 定期维护，C 群发".to_owned(),
        Line::Classes => "three classes for three kinds of effort: A in person and often, B regularly, C by bulk messages".to_owned(),
        Line::KeepFor if zh => "一时少买不马上降级，所以保留三个月；“0d”不保留".to_owned(),
        Line::KeepFor => "a customer who pauses should not drop at once, so a better tier stays for three months; \"0d\" holds none".to_owned(),
        Line::OtherCut => other_cut(of, language),
        _ => cut(of, language),
    }
}

/// `A 33、B 69、C 172`.
fn heads(of: &Proposal, heads: [u64; 3], language: Language) -> String {
    let classes = &of.draft.rules.tier.classes;
    let parts = classes.iter().zip(heads);
    let parts: Vec<String> = parts
        .map(|(class, heads)| format!("{class} {}", number::count(heads)))
        .collect();
    parts.join(language.pick("、", ", "))
}

fn cut(of: &Proposal, language: Language) -> String {
    let zh = language == Language::Zh;
    let tiers = &of.draft.tiers;
    let divided = heads(of, tiers.heads, language);
    let by_share = heads(of, tiers.by_share, language);
    let buyers: u64 = tiers.heads.iter().sum();
    let buyers = number::customers(buyers, language);
    match tiers.why {
        Why::Share if zh => format!(
            "累计占比到 80% 为 A，到 95% 为 B：有金额的 {buyers}分成 {divided}，分得开，所以用占比"
        ),
        Why::Share => format!(
            "A holds the first 80 % of the amount, B goes up to 95 %: {buyers} who bought become {divided}, which tells them apart"
        ),
        Why::NearlyAllBest(percent) if zh => format!(
            "按占比会有 {percent}% 的客户是 A（{by_share}），等于没分，所以改按金额：{divided}"
        ),
        Why::NearlyAllBest(percent) => format!(
            "by share {percent} % of those who bought would be A ({by_share}), which says nothing, so amounts divide them: {divided}"
        ),
        Why::NearlyAllLast(percent) if zh => format!(
            "按占比会有 {percent}% 的客户是 C（{by_share}），几个大客户占了全部，所以改按金额：{divided}"
        ),
        Why::NearlyAllLast(percent) => format!(
            "by share {percent} % of those who bought would be C ({by_share}) beside a few giants, so amounts divide them: {divided}"
        ),
        Why::Alike(percent) if zh => format!(
            "{percent}% 的客户在同一级（{divided}），但大家金额几乎一样，按金额也分不开，所以仍用占比"
        ),
        Why::Alike(percent) => format!(
            "{percent} % of those who bought are in one class ({divided}), but they bought nearly the same, so no amounts would part them either"
        ),
        Why::Few if zh => {
            format!("有金额的才 {buyers}（{divided}），看不出更好的分法，所以用常见的 80%、95%")
        }
        Why::Few => format!(
            "only {buyers} bought ({divided}), too few to find better cuts, so the usual 80 % and 95 % stand"
        ),
    }
}

fn other_cut(of: &Proposal, language: Language) -> String {
    let tiers = &of.draft.tiers;
    let by_amounts = tiers.amounts.as_ref().map_or([0; 3], |(_, heads)| *heads);
    match (&tiers.cut, language) {
        (TierCut::Share(_), Language::Zh) => format!(
            "也可以按金额，达到即为该级，会分成 {}；用它就删去上面的 share",
            heads(of, by_amounts, language)
        ),
        (TierCut::Share(_), Language::En) => format!(
            "or by amount, this and more, which gives {}; then delete the share above",
            heads(of, by_amounts, language)
        ),
        (_, Language::Zh) => format!(
            "也可以按占比，会分成 {}；用它就删去上面的 at_least",
            heads(of, tiers.by_share, language)
        ),
        (_, Language::En) => format!(
            "or by share, which gives {}; then delete the at_least above",
            heads(of, tiers.by_share, language)
        ),
    }
}

fn scores(line: Line, of: &Proposal, language: Language) -> String {
    let zh = language == Language::Zh;
    let customers = number::customers(of.seen.customers, language);
    let eight = matches!(of.draft.rules.rfm.segments, SegmentMap::Chinese8(_));
    match line {
        Line::Method if zh => format!("按这 {customers}自己的分位数切，所以不用先定分界"),
        Line::Method => format!(
            "cut at the quantiles of your own {customers}, so no bounds have to be found first"
        ),
        Line::Bins if zh => "五分制最常见：每分约五分之一的客户".to_owned(),
        Line::Bins => "five scores are usual: about a fifth of the customers each".to_owned(),
        Line::Window => match of.seen.days {
            Some((first, newest)) if zh => {
                format!("订单从 {first} 到 {newest}，全部都看；太久的不想算，就写 24m")
            }
            Some((first, newest)) => format!(
                "orders run from {first} to {newest}, and all of them count; \"24m\" would forget older ones"
            ),
            None if zh => "还没有订单，全部都看".to_owned(),
            None => "there are no orders yet, so all of them count".to_owned(),
        },
        Line::Split if zh => "R、F、M 高于平均值就算高：最常见的做法".to_owned(),
        Line::Split => "R, F and M are high above their mean: the usual way".to_owned(),
        _ if eight && zh => "表头是中文，所以用国内通行的八类（重要价值、重要发展……）".to_owned(),
        _ if eight => {
            "the headers are Chinese, so the eight segments usual in China are used".to_owned()
        }
        _ if zh => "表头不是中文，所以用国际通行的十一类（冠军、忠诚……）".to_owned(),
        _ => "the headers are not Chinese, so the eleven names in general use (Champions, Loyal …)"
            .to_owned(),
    }
}

fn history(line: Line, seen: &Seen, language: Language) -> String {
    let zh = language == Language::Zh;
    match (line, seen.days) {
        (Line::Every, _) if zh => "每隔一个月回看一次，所以看得出谁升谁降、从哪天起".to_owned(),
        (Line::Every, _) => {
            "a look back each month tells who rose, who fell and since when".to_owned()
        }
        (_, Some((first, _))) if zh => {
            format!("回看 12 次，也就是一年；订单从 {first} 开始，更早就没有数据")
        }
        (_, Some((first, _))) => format!(
            "twelve looks, one year; orders begin on {first}, and before that there is nothing to see"
        ),
        (_, None) if zh => "回看 12 次，也就是一年；还没有订单，所以暂时是空的".to_owned(),
        (_, None) => "twelve looks, one year; without orders it stays empty for now".to_owned(),
    }
}

fn crosstabs(of: &Proposal, language: Language) -> String {
    let columns = of.draft.by.iter().map(|column| match language {
        Language::Zh => format!("“{}”（{} 种）", column.header, column.words),
        Language::En => format!("\"{}\" ({} words)", column.header, column.words),
    });
    let columns: Vec<String> = columns.collect();
    match (columns.is_empty(), language) {
        (false, Language::Zh) => format!("客户表里有{}，所以概览按它们各列一张表", columns.join("、")),
        (false, Language::En) => format!("the customer sheet has {}, so the overview counts by each", columns.join(", ")),
        (true, Language::Zh) => "没有行业、来源、区域、负责人这样的列，所以按分群列；以后有了就写进来，例如 [\"industry\"]".to_owned(),
        (true, Language::En) => "no sheet has an industry, source, region or owner, so the overview counts by segment; once there is one, name it here, such as [\"industry\"]".to_owned(),
    }
}

fn calendar(line: Line, of: &Proposal, language: Language) -> String {
    let text = match line {
        Line::Workdays if of.draft.chinese => language.pick(
            "表头是中文，所以按国内的法定节假日和调休",
            "the headers are Chinese, so China's public holidays and make-up days hold",
        ),
        Line::Workdays => language.pick(
            "表头不是中文，所以只按周一至周五；在国内就改成 CN",
            "no country's holidays are known for these sheets, so Monday to Friday; add your own days as off = [\"2026-12-25\"]",
        ),
        Line::Shift => language.pick(
            "任务落在休息日就改到下一个工作日：那天没人上班",
            "a task on a day off waits for the next workday, since nobody is there",
        ),
        _ => language.pick(
            "列出今后两周的任务：够排本周和下周",
            "tasks of the next two weeks: enough to plan this week and the next",
        ),
    };
    text.to_owned()
}

/// Why a header word is written down.
pub fn header_word(word: &HeaderWord, language: Language) -> String {
    let field = crate::lang::heading::field(word.field, language);
    let header = &word.header;
    match (&word.how, language) {
        (How::Weak, Language::Zh) => {
            format!("“{header}”当作{field}：这个词也可能指别的，所以写定；不对就改成正确的表头")
        }
        (How::Weak, Language::En) => format!(
            "\"{header}\" was taken for {field}, though the word may mean other things; put the right header here if it does"
        ),
        (How::Ending, Language::Zh) => {
            format!("“{header}”只是结尾像{field}，当作了它，所以写定；不对就改成正确的表头")
        }
        (How::Ending, Language::En) => format!(
            "\"{header}\" was taken for {field} because it ends like it; put the right header here if it is not"
        ),
        (How::Before(left), Language::Zh) => {
            format!("“{left}”也像{field}，用了“{header}”，所以写定；要用另一列就改这里")
        }
        (How::Before(left), Language::En) => format!(
            "\"{left}\" looks like {field}, too; \"{header}\" was taken, and is written down so that it stays"
        ),
    }
}

/// No header word had to be written down.
pub fn no_header_words(language: Language) -> &'static str {
    language.pick(
        "每个表头都是常见的写法，所以这里不用写；要换一列，例如 \"order.amount\" = [\"成交额\"]",
        "every header is a usual one, so nothing is needed here; to use another column, write for example \"order.amount\" = [\"Net sales\"]",
    )
}

/// The lines at the top of the file.
pub fn head(of: &Proposal, language: Language) -> Vec<String> {
    let seen = &of.seen;
    let customers = number::customers(seen.customers, language);
    let rows = number::rows(seen.order_rows(), language);
    match language {
        Language::Zh => vec![
            format!("客户分层与跟进规则。tierbook init 看过您的表（{customers}，订单 {rows}，截止 {}）以后写成。", seen.as_of),
            "每一行都写着为什么。哪一行都可以改；删去一行，就用内置的值。".to_owned(),
            "时间写法：\"30d\" 天，\"2w\" 周，\"3m\" 月，\"1q\" 季，\"1y\" 年。改好后运行 tierbook check 看看对不对。".to_owned(),
        ],
        Language::En => vec![
            format!("Rules for tiers, types and follow-ups, written by tierbook init from your sheets ({customers}, {rows} of orders, as of {}).", seen.as_of),
            "Every line says why it is as it is. Change any of them; a line that is deleted falls back to the built-in value.".to_owned(),
            "Time is written \"30d\" days, \"2w\" weeks, \"3m\" months, \"1q\" quarter, \"1y\" year. After a change, tierbook check tells whether all is well.".to_owned(),
        ],
    }
}
