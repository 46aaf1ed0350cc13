//! Messages to paste into a chat: plain lines, no table. Takes messages and the
//! range of days, gives text with `\n` line ends and a blank line between people.

use crate::lang::Language;
use crate::lang::list;
use crate::period::Day;
use crate::table::agenda::Message;

/// The messages one below the other; without any, one line that says so.
pub fn text(messages: &[Message<'_>], days: (Day, Day), language: Language) -> String {
    if messages.is_empty() {
        let title = list::title(days.0, days.1, language);
        let colon = language.pick("：", ": ");
        return format!("{title}{colon}{}\n", list::nothing(language));
    }
    let parts: Vec<String> = messages
        .iter()
        .map(|message| one(message, days, language))
        .collect();
    parts.join("\n")
}

fn one(message: &Message<'_>, (first, last): (Day, Day), language: Language) -> String {
    let name = match message.name {
        "" => list::unassigned(language),
        name => name,
    };
    let mut out = list::message_title(name, first, last, message.tasks, language);
    out.push('\n');
    let mut section = |heading: String, lines: Vec<String>| {
        if lines.is_empty() {
            return;
        }
        out.push_str(&heading);
        out.push_str(language.pick("：\n", ":\n"));
        for line in lines {
            out.push_str("· ");
            out.push_str(&one_line(&line));
            out.push('\n');
        }
    };
    let touch = |touch| list::touch(touch, language);
    let late = message.late.iter().map(touch).collect();
    section(list::late(language).to_owned(), late);
    for (day, touches) in &message.days {
        let lines = touches.iter().map(touch).collect();
        section(list::day(*day, language), lines);
    }
    let many = message.bulk.iter().map(|bulk| {
        let (channel, content) = (bulk.channel, bulk.content);
        list::many(channel, content, &bulk.customers, language)
    });
    section(list::bulk(language), many.collect());
    out
}

/// A name with a line break or a control character must not break the message.
fn one_line(text: &str) -> String {
    text.chars()
        .map(|char| if char.is_control() { ' ' } else { char })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::list::Touch;
    use crate::rules::Who;
    use crate::table::agenda::Bulk;

    fn day(text: &str) -> Day {
        Day::parse_iso(text).expect("a test date")
    }

    fn touch(customer: &str, days_overdue: u32) -> Touch<'_> {
        Touch {
            customer,
            tier: Some("A"),
            who: Who::Owner,
            channel: Some("电话"),
            content: None,
            days_overdue,
            contact_person: None,
            phone: None,
        }
    }

    fn check(messages: &[Message<'_>], language: Language, expected: &str) {
        let days = (day("2026-11-20"), day("2026-11-26"));
        assert_eq!(text(messages, days, language), expected);
    }

    #[test]
    fn a_message_says_what_is_late_then_day_by_day_then_in_bulk() {
        let message = Message {
            name: "王芳",
            tasks: 4,
            late: vec![touch("甲", 3)],
            days: vec![(day("2026-11-23"), vec![touch("乙\n", 0)])],
            bulk: vec![Bulk {
                channel: Some("微信"),
                content: Some("新品"),
                customers: vec!["丙", "丁"],
            }],
        };
        check(
            &[message],
            Language::Zh,
            "【跟进计划】王芳（4 项），2026-11-20 至 2026-11-26\n\
             已逾期：\n· 甲（A 级），电话，逾期 3 天\n\
             11月23日 周一：\n· 乙 （A 级），电话\n\
             群发：\n· 微信：新品，2 位：丙、丁\n",
        );
    }

    #[test]
    fn people_are_parted_by_a_blank_line_and_nobody_has_a_name() {
        let message = |name| Message {
            name,
            tasks: 1,
            late: Vec::new(),
            days: vec![(day("2026-11-20"), vec![touch("甲", 0)])],
            bulk: Vec::new(),
        };
        check(
            &[message("Ann"), message("")],
            Language::En,
            "[Follow-ups] Ann (1 task), 2026-11-20 to 2026-11-26\n\
             Fri 20 Nov:\n· 甲 (tier A), 电话\n\n\
             [Follow-ups] Unassigned (1 task), 2026-11-20 to 2026-11-26\n\
             Fri 20 Nov:\n· 甲 (tier A), 电话\n",
        );
    }

    #[test]
    fn an_empty_list_says_so() {
        check(
            &[],
            Language::Zh,
            "跟进计划 · 2026-11-20 至 2026-11-26：没有任务\n",
        );
    }
}
