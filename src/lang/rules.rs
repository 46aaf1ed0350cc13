//! Words for the faults of a rules file: one sentence that says what stands
//! there and what was expected, and a help line with the next move.

mod expected;
mod render;
mod syntax;

use crate::lang::{Language, condition};
use crate::rules::export::FIELDS;
use crate::rules::fault::{Because, FaultKind, Found, Run};

pub use render::render;

/// What is wrong, in one sentence without a full stop.
#[expect(clippy::too_many_lines, reason = "one sentence a fault, side by side")]
pub fn title(kind: &FaultKind, language: Language) -> String {
    let (zh, en) = match kind {
        FaultKind::Syntax(syntax) => return syntax::title(syntax, language),
        FaultKind::Condition(fault) => return condition::fault(fault, language).message,
        FaultKind::UnknownKey { key, table, .. } => unknown_key(key, table),
        FaultKind::WrongKind {
            key,
            expected,
            found,
        } => {
            let (zh, en) = expected::noun(*expected);
            let (found_zh, found_en) = found_noun(*found);
            (
                format!("“{key}”要写{zh}，这里写的是{found_zh}"),
                format!("`{key}` takes {en}, and this is {found_en}"),
            )
        }
        FaultKind::NoSuchClass(word, _) => (
            format!("没有“{word}”这个等级"),
            format!("there is no tier `{word}`"),
        ),
        FaultKind::NoSuchType(word, _) => (
            format!("没有“{word}”这个类型"),
            format!("there is no type `{word}`"),
        ),
        FaultKind::TooMany(key, found, most) => (
            format!("[[{key}]] 有 {found} 个，最多 {most} 个"),
            format!("there are {found} [[{key}]]; {most} are the most"),
        ),
        FaultKind::NotReadable {
            key,
            word,
            expected,
        } => {
            let (zh, en) = expected::noun(*expected);
            (
                format!("“{key}”要写{zh}，“{word}”读不出来"),
                format!("`{key}` takes {en}, and `{word}` does not read as one"),
            )
        }
        FaultKind::NotOneOf { key, word, .. } => (
            format!("“{key}”不认识“{word}”这个词"),
            format!("`{key}` does not know the word `{word}`"),
        ),
        FaultKind::OutOfRange {
            key,
            word,
            low,
            high,
        } => (
            format!("“{key}”应在 {low} 到 {high} 之间，这里是 {}", brief(word)),
            format!(
                "`{key}` lies between {low} and {high}, and this is {}",
                brief(word)
            ),
        ),
        FaultKind::NotPositive { key, word } => (
            format!("“{key}”要大于 0，这里是 {word}"),
            format!("`{key}` has to be above 0, and this is {word}"),
        ),
        FaultKind::EmptyText(key) => (format!("“{key}”是空的"), format!("`{key}` is empty")),
        FaultKind::Missing { key, table } => {
            let (zh, en) = table_noun(table);
            (format!("{zh}缺少“{key}”"), format!("{en} lacks `{key}`"))
        }
        FaultKind::Twice(key, word) => (
            format!("“{key}”里“{word}”出现了两次"),
            format!("`{word}` stands twice in `{key}`"),
        ),
        FaultKind::NoSuchColumn(header, _) => (
            format!("规则里写了 [{header}]，但表里没有这一列"),
            format!("the rules speak of [{header}], but no sheet has that column"),
        ),
        FaultKind::OwnRate(code) => (
            format!("{code} 就是账本币种（[book] currency），1 {code} 只能是 1 {code}"),
            format!("{code} is the book's own currency: 1 {code} is 1 {code}"),
        ),
        FaultKind::Together(second, first) => (
            format!("“{second}”和“{first}”不能同时写"),
            format!("`{second}` and `{first}` cannot stand together"),
        ),
        FaultKind::OnlyWith(key, other) => (
            format!("“{key}”要和“{other}”一起写才有意义"),
            format!("`{key}` means something only together with `{other}`"),
        ),
        FaultKind::ListLength {
            key,
            found,
            wanted,
            because,
        } => list_length(key, *found, *wanted, *because),
        FaultKind::Order {
            key,
            word,
            before,
            run,
        } => order(key, word, before, *run),
        FaultKind::ClassCount(count) => (
            format!("“classes”要有 2 到 100 个等级，这里有 {count} 个"),
            format!("`classes` takes 2 to 100 classes, and here are {count}"),
        ),
        FaultKind::NotAMultiple(word, every) => (
            format!("“keep_for”的 {word} 不是 [history] every（{every}）的整数倍"),
            format!("`keep_for` of {word} is no whole number of [history] every ({every})"),
        ),
        FaultKind::BeyondHistory(word, depth) => (
            format!("“keep_for”的 {word} 比 [history] depth = {depth} 回看的时间还长"),
            format!("`keep_for` of {word} reaches further back than [history] depth = {depth}"),
        ),
        FaultKind::NameTaken(key) => (
            format!("“{key}”这个名字已经有别的含义"),
            format!("the name `{key}` already means something else"),
        ),
        FaultKind::NotAName(key) => (
            format!("“{key}”不能当指标名，写进条件里会认不出来"),
            format!("`{key}` cannot name a metric: a condition could not tell it apart"),
        ),
        FaultKind::MadeOfNothing(key) => (
            format!("指标“{key}”没有说明怎么算"),
            format!("the metric `{key}` does not say what it is made of"),
        ),
        FaultKind::UnknownField { word, .. } => (
            format!("没有“{word}”这个字段"),
            format!("there is no field `{word}`"),
        ),
        FaultKind::UnknownPlaceholder { word, .. } => (
            format!("话术里的“{{{word}}}”不是已知的字段"),
            format!("`{{{word}}}` in the script is no known field"),
        ),
        FaultKind::UnknownTaskField { word, .. } => (
            format!("“{word}”不是任务的字段"),
            format!("`{word}` is no field of a task"),
        ),
        FaultKind::OpenBrace => (
            "这个“{”没有对应的“}”".to_owned(),
            "this `{` is never closed".to_owned(),
        ),
        FaultKind::BackwardRange(word) => (
            format!("“{word}”的终点在起点之前"),
            format!("`{word}` ends before it begins"),
        ),
        FaultKind::BeyondBins { word, bins } => (
            format!("“{word}”超出了 1 到 {bins} 分"),
            format!("`{word}` goes beyond the scores 1 to {bins}"),
        ),
        FaultKind::NeedsFiveBins(map, bins) => (
            format!("“{map}”分群按 5 分制命名，这里是 {bins} 分制"),
            format!("the segments `{map}` are named for 5 scores, and here are {bins}"),
        ),
        FaultKind::NoCadence => (
            "这条跟进计划没有写什么时候跟进".to_owned(),
            "this follow-up does not say when".to_owned(),
        ),
    };
    language.pick(&zh, &en).to_owned()
}

/// The next move, where there is one to name.
#[expect(clippy::too_many_lines, reason = "one sentence a fault, side by side")]
pub fn help(kind: &FaultKind, language: Language) -> Option<String> {
    let (zh, en) = match kind {
        FaultKind::Syntax(syntax) => return syntax::help(syntax, language),
        FaultKind::Condition(fault) => return condition::fault(fault, language).help,
        FaultKind::UnknownKey {
            near: Some(near), ..
        }
        | FaultKind::NotOneOf {
            near: Some(near), ..
        }
        | FaultKind::UnknownField { near: Some(near), .. }
        | FaultKind::UnknownTaskField { near: Some(near), .. } => did_you_mean(near),
        FaultKind::UnknownPlaceholder { near: Some(near), .. } => {
            did_you_mean(&format!("{{{near}}}"))
        }
        FaultKind::UnknownKey { known, .. } => (
            format!("这里可以写：{}", known.join("、")),
            format!("what can stand here: {}", known.join(", ")),
        ),
        FaultKind::NoSuchClass(_, classes) => (
            format!("现有的等级：{}", classes.join("、")),
            format!("the tiers are {}", classes.join(", ")),
        ),
        FaultKind::NoSuchType(_, ids) => (
            format!("现有的类型：{}", ids.join("、")),
            format!("the types are {}", ids.join(", ")),
        ),
        FaultKind::TooMany(..) => (
            "合并相近的几个".to_owned(),
            "join some that are nearly the same".to_owned(),
        ),
        FaultKind::NotOneOf { allowed, .. } => {
            let quoted: Vec<_> = allowed.iter().map(|word| format!("\"{word}\"")).collect();
            (
                format!("可以写：{}", quoted.join("、")),
                format!("it takes {}", quoted.join(", ")),
            )
        }
        FaultKind::WrongKind { expected, .. } | FaultKind::NotReadable { expected, .. } => {
            let (zh, en) = expected::example(*expected);
            (zh.to_owned(), en.to_owned())
        }
        FaultKind::OutOfRange { .. }
        | FaultKind::NotPositive { .. }
        | FaultKind::ClassCount(_) => return None,
        FaultKind::EmptyText(_) => (
            "填上内容，或者删掉这一行、用内置的值".to_owned(),
            "fill it in, or drop the line to keep the built-in value".to_owned(),
        ),
        FaultKind::Missing { key, .. } => (
            format!("加上 {key} = …"),
            format!("add {key} = … to it"),
        ),
        FaultKind::Twice(..) => (
            "删掉一个，或者换个名字".to_owned(),
            "drop one of them, or give it another name".to_owned(),
        ),
        FaultKind::NoSuchColumn(header, Some(near)) => (
            format!("是不是“{near}”？如果可有可无，请写 [{header}?]"),
            format!("did you mean \"{near}\"? If it may be missing, write [{header}?]"),
        ),
        FaultKind::NoSuchColumn(header, None) => (
            format!("核对列名；如果可有可无，请写 [{header}?]"),
            format!("check the header; if it may be missing, write [{header}?]"),
        ),
        FaultKind::OwnRate(_) => (
            "删掉这一行，或改正 [book] currency：[rates] 只写其他币种".to_owned(),
            "drop the line, or mend `currency` under [book]: [rates] is for other currencies"
                .to_owned(),
        ),
        FaultKind::Together(second, first) => (
            format!("留下“{second}”或“{first}”其中一个"),
            format!("keep either `{second}` or `{first}`"),
        ),
        FaultKind::OnlyWith(key, other) => (
            format!("加上 {other}，或者删掉“{key}”"),
            format!("add {other}, or drop `{key}`"),
        ),
        FaultKind::ListLength { wanted, .. } => (
            format!("写 {wanted} 个"),
            format!("write {wanted} of them"),
        ),
        FaultKind::Order { run, .. } => match run {
            Run::Up => ("从小到大排列".to_owned(), "write them rising".to_owned()),
            Run::Down => ("从大到小排列".to_owned(), "write them falling".to_owned()),
        },
        FaultKind::NotAMultiple(_, every) => (
            format!("写成 {every} 的整数倍；写 \"0d\" 表示不保留"),
            format!("write a multiple of {every}; \"0d\" holds no tier"),
        ),
        FaultKind::BeyondHistory(..) => (
            "把 [history] depth 调大，或把 keep_for 调短；写 \"0d\" 表示不保留".to_owned(),
            "raise [history] depth, or shorten keep_for; \"0d\" holds no tier".to_owned(),
        ),
        FaultKind::NameTaken(key) => (
            format!("换个名字，例如 my_{key}"),
            format!("choose another, such as my_{key}"),
        ),
        FaultKind::NotAName(_) => (
            "用字母、汉字、数字和下划线，不以数字开头，例如 parts_24m".to_owned(),
            "use letters, digits and underscores, no digit first, such as parts_24m".to_owned(),
        ),
        FaultKind::MadeOfNothing(_) => (
            "写 sum = \"amount\"、count = \"orders\" 或 formula = \"…\" 其中一个".to_owned(),
            "write one of sum = \"amount\", count = \"orders\", formula = \"…\"".to_owned(),
        ),
        FaultKind::UnknownField { near: None, .. } => (
            "字段写成 customer.id、order.amount、contact.day 这样".to_owned(),
            "fields look like customer.id, order.amount, contact.day".to_owned(),
        ),
        FaultKind::UnknownPlaceholder { near: None, .. } => (
            "可以写 {name}、{customer_id}、{owner} 或任何指标，例如 {days_since_last_order}"
                .to_owned(),
            "it can be {name}, {customer_id}, {owner} or any metric, such as {days_since_last_order}"
                .to_owned(),
        ),
        FaultKind::UnknownTaskField { near: None, .. } => (
            format!("可以写：{}，或任何指标", FIELDS.join("、")),
            format!("it can be one of {}, or any metric", FIELDS.join(", ")),
        ),
        FaultKind::OpenBrace => (
            "补上“}”，例如 {name}".to_owned(),
            "close it, as in {name}".to_owned(),
        ),
        FaultKind::BackwardRange(_) => (
            "把两头对调".to_owned(),
            "swap its two ends".to_owned(),
        ),
        FaultKind::BeyondBins { .. } => (
            "改范围，或改 [rfm] bins".to_owned(),
            "change the range, or [rfm] bins".to_owned(),
        ),
        FaultKind::NeedsFiveBins(..) => (
            "写 bins = 5，或用 segments = \"chinese8\"，或写自己的 [[segment]]".to_owned(),
            "write bins = 5, or segments = \"chinese8\", or [[segment]] tables of your own"
                .to_owned(),
        ),
        FaultKind::NoCadence => (
            "加一行 every = \"1m\"，或写 steps = [{ after = \"0d\" }, …]".to_owned(),
            "add a line every = \"1m\", or steps = [{ after = \"0d\" }, …]".to_owned(),
        ),
    };
    Some(language.pick(&zh, &en).to_owned())
}

fn did_you_mean(near: &str) -> (String, String) {
    (
        format!("是不是想写“{near}”？"),
        format!("did you mean `{near}`?"),
    )
}

fn unknown_key(key: &str, table: &str) -> (String, String) {
    if table.is_empty() {
        return (
            format!("规则文件里没有“{key}”这一节"),
            format!("a rules file has no table `{key}`"),
        );
    }
    let (zh, en) = table_noun(table);
    (
        format!("{zh}里没有“{key}”这个键"),
        format!("{en} has no key `{key}`"),
    )
}

/// A table as people see it in the file.
fn table_noun(table: &str) -> (String, String) {
    match table {
        "type" | "tag" | "segment" | "type.follow_up" | "export" => {
            (format!("[[{table}]] "), format!("[[{table}]]"))
        }
        "name" => ("name ".to_owned(), "`name`".to_owned()),
        "steps" => ("这一步".to_owned(), "this step".to_owned()),
        "columns" => ("这一列".to_owned(), "this column".to_owned()),
        "metrics" => ("自定义指标".to_owned(), "an own metric".to_owned()),
        _ => (format!("[{table}] "), format!("[{table}]")),
    }
}

fn found_noun(found: Found) -> (&'static str, &'static str) {
    match found {
        Found::Text => ("文字", "a text"),
        Found::Whole => ("整数", "a whole number"),
        Found::Number => ("小数", "a number"),
        Found::Flag => (" true 或 false", "a yes or no"),
        Found::Date => ("日期", "a date"),
        Found::List => ("列表", "a list"),
        Found::Table => ("一节内容", "a table"),
    }
}

fn list_length(key: &str, found: usize, wanted: usize, because: Because) -> (String, String) {
    match because {
        Because::Classes(classes) => (
            format!("{classes} 个等级之间有 {wanted} 个分界，“{key}”有 {found} 个"),
            format!("{classes} classes have {wanted} cuts between them, and `{key}` has {found}"),
        ),
        Because::Bins(bins) => (
            format!("{bins} 分制有 {wanted} 个分界，“{key}”有 {found} 个"),
            format!("{bins} scores have {wanted} cuts between them, and `{key}` has {found}"),
        ),
    }
}

fn order(key: &str, word: &str, before: &str, run: Run) -> (String, String) {
    match run {
        Run::Up => (
            format!("“{key}”要从小到大，{word} 不大于前面的 {before}"),
            format!("`{key}` has to rise, and {word} is not above the {before} before it"),
        ),
        Run::Down => (
            format!("“{key}”要从大到小，{word} 不小于前面的 {before}"),
            format!("`{key}` has to fall, and {word} is not below the {before} before it"),
        ),
    }
}

/// A value in a sentence: long or many-lined ones are only pointed at.
fn brief(word: &str) -> String {
    let mut characters = word.chars();
    let start: String = characters.by_ref().take(24).collect();
    if characters.next().is_some() || word.contains('\n') {
        return format!("{}…", start.lines().next().unwrap_or_default());
    }
    start
}
