//! The words of lists of tasks: titles, what is to be done with whom, messages for
//! a chat, entries of a calendar. Takes days, names and counts; gives text.

use crate::lang::Language;
use crate::lang::reason::tier;
use crate::lang::report::who;
use crate::period::Day;
use crate::rules::Who;

/// One planned contact in the words of the customer sheet and the rules.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Touch<'a> {
    /// Name of the customer.
    pub customer: &'a str,
    /// The tier's name; `None` without orders.
    pub tier: Option<&'a str>,
    /// Who carries it out.
    pub who: Who,
    /// By which channel.
    pub channel: Option<&'a str>,
    /// About what.
    pub content: Option<&'a str>,
    /// Days since the due day; 0 when it is not past.
    pub days_overdue: u32,
    /// Whom to ask for.
    pub contact_person: Option<&'a str>,
    /// The number to call.
    pub phone: Option<&'a str>,
}

/// Names shown of those who get one bulk message.
const MOST_NAMES: usize = 10;

/// What a list of several days is called; our own files are known again by its first words.
pub fn title(first: Day, last: Day, language: Language) -> String {
    let days = range(first, last, language);
    match language {
        Language::Zh => format!("跟进计划 · {days}"),
        Language::En => format!("Follow-ups · {days}"),
    }
}

/// A range of days; one day stands alone.
pub fn range(first: Day, last: Day, language: Language) -> String {
    match language {
        _ if first >= last => last.to_string(),
        Language::Zh => format!("{first} 至 {last}"),
        Language::En => format!("{first} to {last}"),
    }
}

/// Who has how many tasks.
pub fn person(name: &str, tasks: usize, language: Language) -> String {
    match language {
        Language::Zh => format!("{name}（{tasks} 项）"),
        Language::En if tasks == 1 => format!("{name} (1 task)"),
        Language::En => format!("{name} ({tasks} tasks)"),
    }
}

/// The first line of a message to one person; our own files are known again by its first words.
pub fn message_title(
    name: &str,
    first: Day,
    last: Day,
    tasks: usize,
    language: Language,
) -> String {
    let (person, days) = (person(name, tasks, language), range(first, last, language));
    match language {
        Language::Zh => format!("【跟进计划】{person}，{days}"),
        Language::En => format!("[Follow-ups] {person}, {days}"),
    }
}

/// Stands for a name where customers have no owner, in files and headings.
pub fn unassigned(language: Language) -> &'static str {
    language.pick("未分配", "Unassigned")
}

/// There is nothing to list.
pub fn nothing(language: Language) -> &'static str {
    language.pick("没有任务", "Nothing to do")
}

/// The heading of what is late.
pub fn late(language: Language) -> &'static str {
    language.pick("已逾期", "Overdue")
}

/// The heading of what one message reaches many with.
pub fn bulk(language: Language) -> String {
    let word = who(Who::Auto, language);
    match language {
        Language::Zh => word.to_owned(),
        Language::En => "In bulk".to_owned(),
    }
}

/// The heading of a day: `11月23日 周一`, `Mon 23 Nov`.
pub fn day(day: Day, language: Language) -> String {
    const ZH: [&str; 7] = ["一", "二", "三", "四", "五", "六", "日"];
    const EN: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
    const MONTHS: [&str; 12] = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ];
    let (_, month, date) = day.ymd();
    let weekday = day.weekday() as usize;
    match language {
        Language::Zh => format!("{month}月{date}日 周{}", ZH[weekday]),
        Language::En => format!("{} {date} {}", EN[weekday], MONTHS[month as usize - 1]),
    }
}

/// One contact on one line: `甲公司（A 级），电话：回访近况，逾期 3 天`.
pub fn touch(touch: &Touch<'_>, language: Language) -> String {
    let mut text = subject(touch, language);
    if touch.who == Who::Manager {
        text += &brackets(who(Who::Manager, language), language);
    }
    if touch.days_overdue > 0 {
        text += language.pick("，", ", ");
        text += &days_late(touch.days_overdue, language);
    }
    let reach = reach(touch);
    if !reach.is_empty() {
        text += language.pick("，联系 ", ", contact ");
        text += &reach;
    }
    text
}

/// Whom to contact and about what, as the title of an event.
pub fn event(touch: &Touch<'_>, language: Language) -> String {
    let mut text = subject(touch, language);
    if touch.days_overdue > 0 {
        text += &brackets(&days_late(touch.days_overdue, language), language);
    }
    text
}

/// What else belongs to an event, line by line; empty texts are left out.
pub fn event_notes(
    touch: &Touch<'_>,
    id: &str,
    more: &[(NoteWord, &str)],
    language: Language,
) -> String {
    let reach = reach(touch);
    let known = [(NoteWord::Customer, id), (NoteWord::Contact, &reach)];
    let lines = known.iter().chain(more);
    let lines = lines.filter(|(_, text)| !text.is_empty());
    let lines: Vec<String> = lines
        .map(|(word, text)| {
            let colon = language.pick("：", ": ");
            format!("{}{colon}{text}", note_word(*word, language))
        })
        .collect();
    lines.join("\n")
}

/// What a line of notes is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoteWord {
    /// The customer's id.
    Customer,
    /// Whom to ask for, and the number.
    Contact,
    /// To which end.
    Goal,
    /// What to say.
    Script,
    /// What was bought last.
    LastBought,
    /// Main categories that were never bought.
    NotBought,
    /// The last note of the log.
    LastNote,
    /// Why on this day.
    Reason,
    /// The task's id.
    Task,
}

fn note_word(word: NoteWord, language: Language) -> &'static str {
    match word {
        NoteWord::Customer => language.pick("客户编号", "Customer id"),
        NoteWord::Contact => language.pick("联系人", "Contact"),
        NoteWord::Goal => language.pick("目标", "Goal"),
        NoteWord::Script => language.pick("话术", "Script"),
        NoteWord::LastBought => language.pick("上次购买", "Last bought"),
        NoteWord::NotBought => language.pick("未购品类", "Not bought yet"),
        NoteWord::LastNote => language.pick("最近备注", "Last note"),
        NoteWord::Reason => language.pick("原因", "Reason"),
        NoteWord::Task => language.pick("任务编号", "Task"),
    }
}

/// Many customers on one line: `微信：新品介绍，12 位：甲、乙…`.
pub fn many(
    channel: Option<&str>,
    content: Option<&str>,
    customers: &[&str],
    language: Language,
) -> String {
    let mut text = action(channel, content, language);
    if !text.is_empty() {
        text += language.pick("，", ", ");
    }
    let shown = &customers[..customers.len().min(MOST_NAMES)];
    let names = shown.join(language.pick("、", ", "));
    let more = if shown.len() < customers.len() {
        language.pick("…", ", …")
    } else {
        ""
    };
    let count = customers.len();
    let counted = match language {
        Language::Zh => format!("{count} 位：{names}{more}"),
        Language::En if count == 1 => format!("1 customer: {names}"),
        Language::En => format!("{count} customers: {names}{more}"),
    };
    text + &counted
}

fn subject(touch: &Touch<'_>, language: Language) -> String {
    let mut text = touch.customer.to_owned();
    if let Some(class) = touch.tier {
        text += &brackets(&tier(class, language), language);
    }
    let action = action(touch.channel, touch.content, language);
    if !action.is_empty() {
        text += language.pick("，", ", ");
        text += &action;
    }
    text
}

fn action(channel: Option<&str>, content: Option<&str>, language: Language) -> String {
    match (channel, content) {
        (Some(channel), Some(content)) => {
            format!("{channel}{}{content}", language.pick("：", ": "))
        }
        (Some(one), None) | (None, Some(one)) => one.to_owned(),
        (None, None) => String::new(),
    }
}

fn brackets(text: &str, language: Language) -> String {
    match language {
        Language::Zh => format!("（{text}）"),
        Language::En => format!(" ({text})"),
    }
}

fn days_late(days: u32, language: Language) -> String {
    match language {
        Language::Zh => format!("逾期 {days} 天"),
        Language::En if days == 1 => "1 day late".to_owned(),
        Language::En => format!("{days} days late"),
    }
}

fn reach(touch: &Touch<'_>) -> String {
    let parts = [touch.contact_person, touch.phone];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    const TOUCH: Touch<'_> = Touch {
        customer: "甲公司",
        tier: Some("A"),
        who: Who::Owner,
        channel: Some("电话"),
        content: Some("回访近况"),
        days_overdue: 0,
        contact_person: None,
        phone: None,
    };

    fn check(one: Touch<'_>, zh: &str, en: &str) {
        assert_eq!(touch(&one, Language::Zh), zh);
        assert_eq!(touch(&one, Language::En), en);
    }

    #[test]
    fn a_contact_is_one_line() {
        check(
            TOUCH,
            "甲公司（A 级），电话：回访近况",
            "甲公司 (tier A), 电话: 回访近况",
        );
        let late = Touch {
            days_overdue: 1,
            who: Who::Manager,
            contact_person: Some("李工"),
            phone: Some("13800138000"),
            ..TOUCH
        };
        check(
            late,
            "甲公司（A 级），电话：回访近况（主管），逾期 1 天，联系 李工 13800138000",
            "甲公司 (tier A), 电话: 回访近况 (manager), 1 day late, contact 李工 13800138000",
        );
    }

    #[test]
    fn what_nobody_knows_leaves_no_trace() {
        let bare = Touch {
            tier: None,
            channel: None,
            content: None,
            ..TOUCH
        };
        check(bare, "甲公司", "甲公司");
        assert_eq!(event_notes(&bare, "", &[], Language::Zh), "");
        assert_eq!(
            many(None, None, &["甲", "乙"], Language::Zh),
            "2 位：甲、乙"
        );
    }

    #[test]
    fn long_lists_of_names_end_early() {
        let names = ["a"; 11];
        let said = many(Some("Mail"), None, &names, Language::En);
        assert_eq!(said, "Mail, 11 customers: a, a, a, a, a, a, a, a, a, a, …");
        assert!(!many(None, None, &names[..10], Language::En).contains('…'));
    }

    #[test]
    fn days_have_their_weekday() {
        let monday = Day::parse_iso("2026-11-23").expect("a test date");
        assert_eq!(day(monday, Language::Zh), "11月23日 周一");
        assert_eq!(day(monday.plus(6), Language::En), "Sun 29 Nov");
        assert_eq!(range(monday, monday, Language::Zh), "2026-11-23");
    }
}
