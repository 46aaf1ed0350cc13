//! The help of the command line: templates, examples, and the Chinese texts.
//!
//! The English texts of options stand where the options are declared; a test
//! there makes sure that each has its Chinese text here.

use crate::lang::Language;
use crate::period::Day;
use crate::sheet::encoding;

/// Options by id, or `command.id` where one command's differs.
const OPTIONS: &[(&str, &str)] = &[
    (
        "lang",
        "消息和输出的语言：zh | en | auto；auto 先看规则文件，再看系统语言",
    ),
    ("quiet", "只输出结果、警告和错误，不显示进度"),
    ("no_color", "不用颜色；环境变量 NO_COLOR 作用相同"),
    ("ascii", "表格和条形只用 ASCII 字符"),
    (
        "files",
        "工作簿和文本表格，可以混着写；每张表的用途由表头认出；- 是标准输入。不写就用规则里的 [input] files",
    ),
    (
        "init.files",
        "工作簿和文本表格，可以混着写；每张表的用途由表头认出；- 是标准输入。不写就读当前文件夹里的表格",
    ),
    (
        "init.output",
        "规则写到哪个文件；- 只打印出来。不写就是 ./rules.toml；已有的文件不会覆盖",
    ),
    ("customers", "这个文件（或其中这张表）是客户；可以写多次"),
    ("orders", "这个文件（或其中这张表）是订单；可以写多次"),
    ("contacts", "这个文件（或其中这张表）是跟进记录；可以写多次"),
    (
        "encoding",
        "所有文本表格的编码，如 gbk、big5、latin-1；不写就从字节认出",
    ),
    (
        "delimiter",
        "所有文本表格的分隔符，一个字符或 tab；不写就从各行认出",
    ),
    (
        "large_files",
        "读取超出通常上限八倍以内的文件；只用于您信任的文件",
    ),
    (
        "rules",
        "规则文件；不写就用当前文件夹的 rules.toml，再没有就用内置规则",
    ),
    ("as_of", "截止日，例如 2026-03-31；不写就是今天"),
    ("json", "在标准输出打印供程序读取的摘要"),
    (
        "threads",
        "读取用的线程数；不写就与处理器数相同。结果不因线程数而变",
    ),
    ("chunk_bytes", "一次读取的字节数；测试用"),
    ("output", "要写的文件或文件夹；- 是标准输出"),
    ("force", "替换不是 tierbook 写的文件"),
    (
        "classify.format",
        "结果的形式：xlsx 工作簿 | csv 一组 CSV 文件 | json；不写就看输出文件的后缀，再没有就是 xlsx",
    ),
    (
        "schedule.format",
        "清单的形式：table 给人看 | csv | xlsx | json | md | ics 日历 | text 发到聊天里的文字；或一种导入格式：salesforce | hubspot | odoo | zoho | jiandaoyun 简道云 | google-calendar | generic 通用，或规则里的 [[export]]。不写就看输出文件的后缀，再没有就是 table",
    ),
    (
        "split_by",
        "owner：给每位负责人写一个文件，放进 --output 的文件夹，只含其本人的客户；不写 --format 就是工作簿",
    ),
    ("classify.strict", "有任何一行读不出就停下（退出码 3）"),
    ("check.strict", "警告也算问题"),
    (
        "at",
        "看这位客户在这一天是什么情况，以及与截止日之间有什么变动",
    ),
    ("since", "变动与哪一天相比；不写就是往前一个 [history] 周期"),
    ("list_excluded", "逐行列出因状态或截止日而不计的行"),
    (
        "back_test",
        "拿过去检验规则：一年前的分层，对照之后一年客户的实际表现",
    ),
    (
        "review.from",
        "第一天；只写了 --to 就从那一天所在季度的第一天起；两个都不写，就是截止日之前最近的一个整季度",
    ),
    ("to", "最后一天；只写了 --from 就到截止日"),
    (
        "review.format",
        "结果的形式：table 给人看 | xlsx 工作簿 | csv | json；不写就看输出文件的后缀，再没有就是 table",
    ),
    (
        "rules_before",
        "改为与这份旧规则相比：谁会换等级、换类型，每周任务变多少",
    ),
    ("from", "最早的到期日；不写则已逾期的也列出"),
    ("until", "最晚的到期日"),
    ("days", "多少天，含第一天"),
    ("owner", "只看这位负责人的任务；可以写多次"),
    (
        "reassign",
        "这个人离职或调岗：按规则把他的客户分给其他人；可以写多次",
    ),
    ("tier", "只看这个等级的客户；可以写多次"),
    ("types", "只看这个类型的客户，写编号或名称；可以写多次"),
    ("overdue", "只看已经逾期的任务"),
    (
        "deferred",
        "不列任务，只列到最后一天为止排不下的；格式为 table、csv 或 json",
    ),
    (
        "fail_if_due",
        "有到期任务时以退出码 4 结束，便于定时任务发邮件提醒",
    ),
    (
        "customer",
        "客户编号或名称；名称只写一部分也行，只要不会认错",
    ),
    (
        "shell",
        "命令行外壳：bash | zsh | fish | powershell | elvish",
    ),
    ("help", "显示帮助"),
    ("version", "显示版本"),
];

const COMMANDS: &[(&str, &str, &str)] = &[
    (
        "tierbook",
        "把表格里的客户分好等级和类型，并排出谁在什么时候、为了什么去跟进谁。",
        "Sorts the customers in your spreadsheets into tiers and types, and plans who contacts whom, when and why.",
    ),
    (
        "init",
        "看看您的表格，写出一份合适的 rules.toml，每行都说明为什么。",
        "Look at the spreadsheets, write a commented rules.toml that fits them.",
    ),
    (
        "check",
        "读一遍所有表格，报告每个问题，什么都不写。",
        "Read everything, report every problem, write nothing.",
    ),
    (
        "classify",
        "给客户分等级和类型，排出跟进计划，写成工作簿。",
        "Sort customers into tiers and types, plan the follow-ups, write the workbook.",
    ),
    (
        "schedule",
        "列出一段日子里的跟进任务。",
        "List the follow-up tasks of a range of days.",
    ),
    (
        "explain",
        "说明一位客户为什么在这一类，接下来该做什么。",
        "Show why a customer is where it is, and what is due.",
    ),
    (
        "review",
        "复盘两天之间客户怎么变了，跟进带来了什么。",
        "Show what became of customers between two days, and what the follow-ups achieved.",
    ),
    (
        "completions",
        "打印命令行外壳的自动补全。",
        "Print the completions of a shell.",
    ),
    ("man", "打印手册页。", "Print the manual page."),
    (
        "help",
        "显示帮助，也可以写上命令名。",
        "Show this help, or the help of a command.",
    ),
];

/// What a command does, in one short sentence.
pub fn command(name: &str, language: Language) -> Option<&'static str> {
    let (_, zh, en) = COMMANDS.iter().find(|(command, ..)| *command == name)?;
    Some(language.pick(zh, en))
}

/// The Chinese text of an option.
pub fn option(command: &str, id: &str) -> Option<&'static str> {
    let own = format!("{command}.{id}");
    let text = |key: &str| OPTIONS.iter().find(|(option, _)| *option == key);
    text(&own).or_else(|| text(id)).map(|(_, zh)| *zh)
}

/// The ids that have a Chinese text, without the command before them.
pub fn option_ids() -> impl Iterator<Item = &'static str> {
    OPTIONS
        .iter()
        .map(|(id, _)| id.split_once('.').map_or(*id, |(_, id)| id))
}

/// The text of `help` and `version`, which every command line has.
pub fn standard(id: &str, language: Language) -> Option<&'static str> {
    match (language, id) {
        (Language::Zh, _) => option("tierbook", id),
        (Language::En, "help") => Some("Show this help"),
        (Language::En, "version") => Some("Show the version"),
        (Language::En, _) => None,
    }
}

/// How a page of help is laid out, in clap's own form: the sentence, the use, an example, the options.
pub fn template(language: Language) -> &'static str {
    language.pick(
        "{about}\n\n用法：{usage}{after-help}\n\n{all-args}\n",
        "{about}\n\nUsage: {usage}{after-help}\n\n{all-args}\n",
    )
}

/// A worked example of a command.
#[expect(
    clippy::too_many_lines,
    reason = "one flat match: every command with both languages side by side"
)]
pub fn example(name: &str, language: Language) -> Option<&'static str> {
    let text = match name {
        "tierbook" => language.pick(
            "例子：
  tierbook init 客户.xlsx 订单.csv                   第一次：看懂表格，写出合适的规则
  tierbook check 客户.xlsx 订单.csv                  先看看表格有没有问题
  tierbook classify 客户.xlsx 订单.csv -o 客户分层.xlsx   写出带跟进计划的工作簿
  tierbook schedule 客户.xlsx 订单.csv --days 7      这一周该跟进谁
  tierbook explain 恒远机电 客户.xlsx 订单.csv         这位客户为什么在这一类

退出码：0 完成 · 1 出错，什么都没写 · 2 命令没看懂 · 3 数据有问题 · 4 有到期任务（--fail-if-due）",
            "Examples:
  tierbook init customers.xlsx orders.csv                   the first time: rules that fit your tables
  tierbook check customers.xlsx orders.csv                  are the tables sound?
  tierbook classify customers.xlsx orders.csv -o book.xlsx  the workbook, with the plan
  tierbook schedule customers.xlsx orders.csv --days 7      whom to contact this week
  tierbook explain \"Hill & Co\" customers.xlsx orders.csv    why this customer is where it is

Exit codes: 0 done · 1 failed, nothing written · 2 not understood · 3 data refused · 4 tasks are due (--fail-if-due)",
        ),
        "init" => language.pick(
            "例子：
  tierbook init 客户.xlsx 订单-*.csv
      说出每张表、每一列当作什么，客户大致怎么分，然后写出 rules.toml：每一行都写着为什么这样定。
      看过、改过以后，每周只需一句 tierbook classify。已有的 rules.toml 不会覆盖。",
            "Example:
  tierbook init customers.xlsx orders-*.csv
      Says what each sheet and column was taken for and how customers would fall into classes, then
      writes rules.toml, in which every line says why. Read it, change it; from then on a bare
      `tierbook classify` is enough each week. A rules.toml that is there is never replaced.",
        ),
        "check" => language.pick(
            "例子：
  tierbook check 客户.xlsx 订单-*.csv
      认出每张表的用途和每一列，逐条列出读不出的日期、金额和编号：哪个文件、哪张表、哪一格。
      退出码：0 没有问题 · 3 有问题 · 1 读不了
  tierbook check 客户分层.xlsx 客户.xlsx 订单-*.csv
      还会说写好的工作簿与这些文件和规则是否还一致：哪个文件改动了、规则有没有变。",
            "Example:
  tierbook check customers.xlsx orders-*.csv
      Says what each sheet and column was taken for, and lists every date, amount and id that
      cannot be read, by file, sheet and cell. Exit codes: 0 clean · 3 problems · 1 failed
  tierbook check tiers.xlsx customers.xlsx orders-*.csv
      Says, too, whether the workbook still matches these files and the rules, or what has changed.",
        ),
        "classify" => language.pick(
            "例子：
  tierbook classify 客户.xlsx 订单.csv -o 客户分层.xlsx
      写出工作簿：概览、跟进计划、各等级和全部客户。
  tierbook classify 客户.xlsx 订单.csv --format csv -o 结果/
      写出一组 CSV 文件，供其他程序读取。
  tierbook classify 客户.xlsx 订单.csv --since 2026-01-01
      谁的等级、类型从元旦以来有了变动，为什么。",
            "Examples:
  tierbook classify customers.xlsx orders.csv -o book.xlsx
      Writes a workbook: overview, follow-up plan, each tier, all customers.
  tierbook classify customers.xlsx orders.csv --format csv -o result/
      Writes a folder of CSV files for other programs.
  tierbook classify customers.xlsx orders.csv --since 2026-01-01
      Whose tier or type has moved since New Year, and why.",
        ),
        "schedule" => language.pick(
            "例子：
  tierbook schedule 客户.xlsx 订单.csv --days 7 --owner 王芳
      王芳今天起七天的任务，连同已逾期的。
  tierbook schedule 客户.xlsx 订单.csv --split-by owner -o 本周/
      每位负责人一个工作簿，填好后交回。
  tierbook schedule 客户.xlsx 订单.csv -o 跟进.ics
      日历文件，可导入或订阅。",
            "Example:
  tierbook schedule customers.xlsx orders.csv --days 7 --owner Ann
      Ann's tasks of the seven days from today, and what is overdue.
  tierbook schedule customers.xlsx orders.csv --split-by owner -o week/
      A workbook for each owner, to be filled in and sent back.
  tierbook schedule customers.xlsx orders.csv -o tasks.ics
      A calendar to import or to subscribe to.",
        ),
        "explain" => language.pick(
            "例子：
  tierbook explain C001 客户.xlsx 订单.csv
      C001 的等级、类型、依据的规则和数字、下一次跟进的日子。
  tierbook explain C001 客户.xlsx 订单.csv --at 2026-06-30
      那一天是什么情况，之后有什么变动。",
            "Example:
  tierbook explain C001 customers.xlsx orders.csv
      The tier and type of C001, the rules and numbers behind them, and the next task.
  tierbook explain C001 customers.xlsx orders.csv --at 2026-06-30
      How things stood on that day, and what has moved since.",
        ),
        "review" => language.pick(
            "例子：
  tierbook review 客户.xlsx 订单.csv 跟进记录.csv --from 2026-07-01 --to 2026-09-30
      三季度：任务完成了多少，成交、复购、唤醒、挽回、流失各多少，按等级、类型、负责人、渠道、内容。
  tierbook review 客户.xlsx 订单.csv 跟进记录.csv -o 复盘.xlsx
      最近一个整季度，写成工作簿，每个比率都带基数和定义。
  tierbook review 客户.xlsx 订单.csv --rules 新规则.toml --rules-before rules.toml
      换规则之前先看看：谁会变，任务变多少。",
            "Examples:
  tierbook review customers.xlsx orders.csv log.csv --from 2026-07-01 --to 2026-09-30
      The third quarter: tasks done; customers won, woken, saved and lost; by tier, type, owner, channel, content.
  tierbook review customers.xlsx orders.csv log.csv -o review.xlsx
      The last whole quarter as a workbook, each rate with its base and its definition.
  tierbook review customers.xlsx orders.csv --rules new.toml --rules-before rules.toml
      Before rules are changed: who would move, and what it means for work.",
        ),
        "completions" => language.pick(
            "例子：
  tierbook completions bash > ~/.local/share/bash-completion/completions/tierbook",
            "Example:
  tierbook completions bash > ~/.local/share/bash-completion/completions/tierbook",
        ),
        "man" => language.pick("例子：\n  tierbook man > tierbook.1", "Example:\n  tierbook man > tierbook.1"),
        _ => return None,
    };
    Some(text)
}

/// The encodings that can be named; in both languages, since it is asked before either is known.
pub fn encoding_names() -> String {
    format!("write one of {0} · 请写 {0} 之一", encoding::NAMES)
}

/// How a delimiter is written.
pub fn delimiter_form() -> String {
    "write one character such as , ; | or the word tab · 请写一个字符，如 , ; |，或 tab".to_owned()
}

/// Movements lead up to the as-of day.
pub fn since_too_late(since: Day, as_of: Day, language: Language) -> String {
    match language {
        Language::Zh => format!("--since {since} 要早于截止日 {as_of}；请换一个更早的日子。"),
        Language::En => {
            format!("--since {since} must be before the as-of day, {as_of}; name an earlier day.")
        }
    }
}

/// What happens after the as-of day is not read.
pub fn at_too_late(at: Day, as_of: Day, language: Language) -> String {
    match language {
        Language::Zh => {
            format!(
                "--at {at} 晚于截止日 {as_of}；截止日之后的数据不读，请换一个更早的日子，或用 --as-of 指定那一天。"
            )
        }
        Language::En => format!(
            "--at {at} is after the as-of day, {as_of}, and nothing later is read; name an earlier day, or that day with --as-of."
        ),
    }
}

/// The last day of a range comes before its first.
pub fn empty_range(from: Day, until: Day, language: Language) -> String {
    match language {
        Language::Zh => format!("--until {until} 早于 --from {from}；请换一下先后。"),
        Language::En => format!("--until {until} is before --from {from}; exchange the two days."),
    }
}
