//! Workbooks that came back, in words: what is said about marks and edits, why a task is
//! not asked for any more, and the words people may have left in our columns.

use crate::lang::report::{Status, Word, named_manager, status, word};
use crate::lang::workbook::{Label, label};
use crate::lang::{Language, heading};
use crate::living::was::WAS_COLUMN;
use crate::period::Day;
use crate::problem::Returned as Said;
use crate::records::issued::{DROPPED, WAITS};
use crate::report::ended::{Fate, Wait, Why};
use crate::returned::{State, Words};

/// The words of ours in workbooks that came back.
pub const WORDS: Words<'static> = Words {
    headings: &headings,
    state: &state,
    nobody: &is_nobody,
    manager: &named_manager,
};

/// What was found.
#[expect(
    clippy::too_many_lines,
    reason = "one flat match: every finding with both languages side by side"
)]
pub fn message(said: &Said, language: Language) -> String {
    let zh = language == Language::Zh;
    match said {
        Said::Unread(heading, word) if zh => format!("“{heading}”里的“{word}”读不懂，照原样留着"),
        Said::Unread(heading, word) => {
            format!("\"{word}\" under \"{heading}\" cannot be read; it stays as typed")
        }
        Said::Ahead(heading, word) if zh => {
            format!("“{heading}”里的“{word}”在截止日之后，照原样留着")
        }
        Said::Ahead(heading, word) => {
            format!("\"{word}\" under \"{heading}\" lies after the as-of day; it stays as typed")
        }
        Said::LongBefore(heading, word, listed) if zh => {
            format!("“{heading}”里的“{word}”比任务下发的 {listed} 早了一个多月，照原样留着")
        }
        Said::LongBefore(heading, word, listed) => format!(
            "\"{word}\" under \"{heading}\" lies more than a month before {listed}, when the task was first listed; it stays as typed"
        ),
        Said::Before(day, listed) if zh => {
            format!("完成日期 {day} 在任务下发的 {listed} 之前，按 {day} 记")
        }
        Said::Before(day, listed) => format!(
            "the done day, {day}, lies before {listed}, when the task was first listed; it counts on {day}"
        ),
        Said::PutOffNowhere(heading, word) if zh => format!(
            "任务推迟了，“{heading}”里是{}，不是以后的日期，照原样留着",
            quoted(word, language)
        ),
        Said::PutOffNowhere(heading, word) => format!(
            "the task is put off, but \"{heading}\" has {}, no later day; it stays as typed",
            quoted(word, language)
        ),
        Said::DayAssumed(day) if zh => format!("没有填完成日期，按工作簿的日期 {day} 记"),
        Said::DayAssumed(day) => {
            format!("no done day is given; it counts on the day of the workbook, {day}")
        }
        Said::Conflict(task) if zh => format!("任务 {task} 的填写不止一种，都记进了跟进记录"),
        Said::Conflict(task) => {
            format!("task {task} is marked in different ways; the contact log has all of them")
        }
        Said::Passed(words) if zh => {
            format!("任务已经有了结果，这一行填的{}没有记入", quoted(words, language))
        }
        Said::Passed(words) => {
            let words = quoted(words, language);
            format!("the task has ended already; {words} beside it is not taken")
        }
        Said::KeyChanged if zh => "隐藏的 _key 被改过，认不出这一行是谁的，没有采用".to_owned(),
        Said::KeyChanged => {
            "the hidden _key was changed, so nobody knows what the row is about; it is not taken".to_owned()
        }
        Said::KeyLeft if zh => {
            "只排了一部分列，隐藏的 _key 没有跟着动，认不出这一行是谁的，没有采用".to_owned()
        }
        Said::KeyLeft => {
            "only some columns were sorted and the hidden _key stayed behind, so nobody knows what the row is about; it is not taken".to_owned()
        }
        Said::RowWithoutKey if zh => "这一行不是任务，没有采用".to_owned(),
        Said::RowWithoutKey => "this row is no task of ours; it is not taken".to_owned(),
        Said::CustomerAdded(word) if zh => format!("{}是在这里加的客户，没有采用", quoted(word, language)),
        Said::CustomerAdded(word) => {
            format!("{} was added here as a customer and is not taken", quoted(word, language))
        }
        Said::ColumnNotKept(heading) if zh => {
            format!("这张表里加的“{heading}”列没有带入新的工作簿")
        }
        Said::ColumnNotKept(heading) => {
            format!("the column \"{heading}\" was added to this sheet; the new workbook goes without it")
        }
        Said::NoHeading(word) if zh => format!("“{word}”所在的列没有列名，没有采用"),
        Said::NoHeading(word) => {
            format!("\"{word}\" stands in a column without a heading and is not taken")
        }
        Said::Formulas if zh => "这张表里有公式，留下的是算出来的值".to_owned(),
        Said::Formulas => {
            "there are formulas on this sheet; what they came to is kept, and the formulas are not".to_owned()
        }
        Said::HeadingsGone if zh => "列名那一行不见了，认不出各列，这张表里填的都没有采用".to_owned(),
        Said::HeadingsGone => {
            "the row of headings is gone, so nobody knows what the columns are; nothing on this sheet is taken".to_owned()
        }
        Said::HiddenColumnGone(WAS_COLUMN) if zh => {
            format!("隐藏列 {WAS_COLUMN} 不见了，认不出改过哪些地方，这张表里改的都没有采用")
        }
        Said::HiddenColumnGone(WAS_COLUMN) => format!(
            "the hidden column {WAS_COLUMN} is gone, so nobody knows what was changed; no change on this sheet is taken"
        ),
        Said::HiddenColumnGone(column) if zh => {
            format!("隐藏列 {column} 不见了，认不出各行是谁的，这张表里填的都没有采用")
        }
        Said::HiddenColumnGone(column) => format!(
            "the hidden column {column} is gone, so nobody knows whose rows these are; nothing on this sheet is taken"
        ),
        Said::CardGone if zh => {
            "工作簿是 tierbook 写的，但里面的隐藏表 _tierbook 不见了或被改过，填的认不出来，没有采用".to_owned()
        }
        Said::CardGone => {
            "tierbook wrote this workbook, but its hidden sheet _tierbook is gone or was changed; nothing that was filled in there can be taken".to_owned()
        }
        Said::OwnSheet(name) if zh => format!("工作表“{name}”不是 tierbook 写的，没有带入新的工作簿"),
        Said::OwnSheet(name) => {
            format!("tierbook did not write the sheet \"{name}\"; the new workbook goes without it")
        }
        Said::Contacts if zh => "只有以前的工作簿里才有的跟进记录，已带入".to_owned(),
        Said::Contacts => "contacts that only earlier workbooks hold are taken".to_owned(),
        Said::EditTaken(customer, heading, taken, source) if zh => format!(
            "{customer} 的“{heading}”取工作簿里填的{}，客户表里是{}",
            quoted(taken, language),
            quoted(source, language)
        ),
        Said::EditTaken(customer, heading, taken, source) => format!(
            "\"{heading}\" of {customer} is taken from the workbook: {}; the customer sheet says {}",
            quoted(taken, language),
            quoted(source, language)
        ),
        Said::EditsTaken if zh => "在工作簿里填的负责人、指定和勿扰，客户表里是空白，已采用".to_owned(),
        Said::EditsTaken => {
            "owners, pins and do-not-contact set in the workbook are taken; the customer sheet is blank there".to_owned()
        }
        Said::Joined { customer, now, heading, taken, left } => {
            let [taken, left] = [taken, left].map(|word| quoted(word, language));
            match language {
                Language::Zh => format!("{customer} 现在算作 {now}：“{heading}”取{taken}，不取{left}"),
                Language::En => format!("{customer} counts as {now} now: under \"{heading}\" {taken} is taken, {left} is not"),
            }
        }
        Said::Absent if zh => format!(
            "在工作簿里填过内容的客户不在这次的数据里，填的内容留在“{}”表",
            label(Label::Absent, language)
        ),
        Said::Absent => format!(
            "customers of whom something was written in the workbook are not in the data; it waits on the sheet \"{}\"",
            label(Label::Absent, language)
        ),
        Said::EditNotTaken(customer, heading, word)
        | Said::TaskEditNotTaken(customer, heading, word)
            if zh => format!(
            "{customer} 的“{heading}”被改成{}；这一列由 tierbook 填写，没有采用",
            quoted(word, language)
        ),
        Said::EditNotTaken(customer, heading, word)
        | Said::TaskEditNotTaken(customer, heading, word) => format!(
            "\"{heading}\" of {customer} was changed to {}; it comes from the data and is not taken",
            quoted(word, language)
        ),
        Said::EditsDiffer(customer, heading, taken, left) if zh => format!(
            "几份工作簿里 {customer} 的“{heading}”不同：取{}，不取{}",
            quoted(taken, language),
            quoted(left, language)
        ),
        Said::EditsDiffer(customer, heading, taken, left) => format!(
            "workbooks differ about \"{heading}\" of {customer}: {} is taken, {} is not",
            quoted(taken, language),
            quoted(left, language)
        ),
    }
}

/// What was found in many cells at once, with the first one as an example.
pub fn gist(said: &Said, language: Language) -> String {
    match (said, language) {
        (
            Said::EditNotTaken(customer, heading, word)
            | Said::TaskEditNotTaken(customer, heading, word),
            Language::Zh,
        ) => format!(
            "由 tierbook 填写的格子被改了，没有采用，例如 {customer} 的“{heading}”改成{}",
            quoted(word, language)
        ),
        (
            Said::EditNotTaken(customer, heading, word)
            | Said::TaskEditNotTaken(customer, heading, word),
            Language::En,
        ) => format!(
            "cells that come from the data were changed and are not taken, such as \"{heading}\" of {customer}, to {}",
            quoted(word, language)
        ),
        (other, _) => message(other, language),
    }
}

/// What somebody could do about it.
pub fn help(said: &Said, language: Language) -> Option<String> {
    let (zh, en) = match said {
        Said::Unread(..) | Said::Ahead(..) => (
            "在新的工作簿里改好这一格，下次运行就会记入",
            "correct the cell in the new workbook; the next run takes it",
        ),
        Said::PutOffNowhere(..) => (
            "推迟的任务请写上“下次联系”的日期；联系到了就用别的结果",
            "give a task that is put off a next day; was the customer contacted, choose another outcome",
        ),
        Said::LongBefore(..) => (
            "在新的工作簿里改好日期；以前的联系请记在“跟进记录”里",
            "correct the day in the new workbook; write contacts of earlier times into the contact log",
        ),
        Said::NoHeading(_) => (
            "在“全部客户”里给这一列写上列名，就会带到新的工作簿；这个词还在带日期的旧文件里",
            "give the column a heading on the sheet of all customers, then it is carried on; the word is still in the old file under its date",
        ),
        Said::Formulas => (
            "每周要重算的，请在 rules.toml 的 [metrics] 里写成自己的指标",
            "what is to be worked out anew every week can be a metric of your own, under [metrics] in rules.toml",
        ),
        Said::HeadingsGone => (
            "旧文件还在，带着日期：补上列名，和客户表、订单一起再读一次",
            "put the headings back in the old file under its date and name it among the files",
        ),
        Said::HiddenColumnGone(_) => (
            "用还带着这一列的那一份，或把填的内容抄进最新的工作簿；旧文件还在，带着日期",
            "take a copy that still has the column, or write the marks into the newest workbook; the old file is still there under its date",
        ),
        Said::CardGone => (
            "用还带着隐藏表的那一份（Excel 的“检查文档”会删掉它），或把填的内容抄进最新的工作簿",
            "take a copy that still has the sheet (Excel's Document Inspector removes it), or write the marks into the newest workbook",
        ),
        Said::DayAssumed(_) => (
            "填任务时请写上完成日期",
            "write the done day beside a task when it is done",
        ),
        Said::Conflict(_) => (
            "看看跟进记录里哪一条对，删掉另一条",
            "see which row of the contact log is right and delete the other",
        ),
        Said::KeyLeft => (
            "排序时请选中所有的列；把这一行填的写进新的工作簿",
            "sort all columns together; write what the row says into the new workbook",
        ),
        Said::Passed(_) => (
            "要留下的话，请写进“跟进记录”",
            "write it into the contact log if it should stay",
        ),
        Said::KeyChanged | Said::RowWithoutKey => (
            "联系过的客户请记在“跟进记录”里",
            "write contacts into the contact log instead",
        ),
        Said::OwnSheet(_) => (
            "它还在带日期的旧文件里",
            "it is still in the old file under its date",
        ),
        Said::EditNotTaken(..) => (
            "请在客户表或订单里改",
            "change it in the customer sheet or the orders",
        ),
        Said::TaskEditNotTaken(..) => (
            "改期请填“下次联系”，换负责人请在“全部客户”里改",
            "write another day under \"Next day\"; set the owner on the sheet of all customers",
        ),
        Said::CustomerAdded(_) => (
            "新客户请加进客户表",
            "add new customers to the customer sheet",
        ),
        Said::ColumnNotKept(_) => (
            "自己的列请加在“全部客户”里；它还在带日期的旧文件里",
            "add columns of your own to the sheet of all customers; it is still in the old file under its date",
        ),
        Said::Absent => (
            "客户回到数据里就照常采用；不要了就在那张表里删掉整行",
            "it counts again when they are back; delete a row there to let it go",
        ),
        Said::EditsDiffer(..) | Said::Joined { .. } => (
            "在新的工作簿里写上对的那个",
            "write the right one into the new workbook",
        ),
        Said::Contacts | Said::Before(..) | Said::EditTaken(..) | Said::EditsTaken => return None,
    };
    Some(language.pick(zh, en).to_owned())
}

fn quoted(word: &str, language: Language) -> String {
    match language {
        _ if word.is_empty() => language.pick("空白", "nothing").to_owned(),
        Language::Zh => format!("“{word}”"),
        Language::En => format!("\"{word}\""),
    }
}

/// What became of a task that the plan does not list, for the note of the log.
pub fn fate(fate: Fate, language: Language) -> String {
    match fate {
        Fate::Ended(reason) => why(reason, language),
        Fate::Waits(reason) => {
            language.pick(WAITS[0], WAITS[1]).to_owned() + &wait(reason, language)
        }
    }
}

/// Why a task is not asked for any more.
fn why(why: Why, language: Language) -> String {
    let (zh, en) = match why {
        Why::NotACustomer => ("已不在客户之列", "no longer a customer"),
        Why::Dropped => (DROPPED[0], DROPPED[1]),
        Why::DoNotContact => ("勿扰", "not to be contacted"),
        Why::Contacted(day) => return contacted(day, language),
        Why::Reckoned(day) => return reckoned(day, language),
        Why::OtherType => ("客户类型变了", "the customer's type has changed"),
        Why::Replanned => ("计划有变", "the plan has changed"),
    };
    language.pick(zh, en).to_owned()
}

fn contacted(day: Day, language: Language) -> String {
    match language {
        Language::Zh => format!("{day} 已另行联系"),
        Language::En => format!("contacted otherwise on {day}"),
    }
}

fn reckoned(day: Day, language: Language) -> String {
    match language {
        Language::Zh => format!("{day} 做了前一项，之后的从那天重新算"),
        Language::En => {
            format!("the one before was done on {day}, and what follows counts from then")
        }
    }
}

/// Why a task waits.
fn wait(wait: Wait, language: Language) -> String {
    match (wait, language) {
        (Wait::PutOff(day), Language::Zh) => format!("推迟到 {day}，到时再提"),
        (Wait::PutOff(day), Language::En) => {
            format!("put off to {day}, when it is asked for again")
        }
        (Wait::Full(Some(day)), Language::Zh) => {
            format!("这几天排不下，{day} 起才有空，到时再提")
        }
        (Wait::Full(Some(day)), Language::En) => {
            format!("nobody has room for it before {day}, when it is asked for again")
        }
        (Wait::Full(None), Language::Zh) => "排不下，有空时再提".to_owned(),
        (Wait::Full(None), Language::En) => {
            "nobody has room for it; it is asked for again when somebody has".to_owned()
        }
        (Wait::Until(day), Language::Zh) => format!("排到 {day}，到时再提"),
        (Wait::Until(day), Language::En) => {
            format!("its turn is on {day}, when it is asked for again")
        }
        (Wait::AfterEarlier, Language::Zh) => "前一项做完再提".to_owned(),
        (Wait::AfterEarlier, Language::En) => {
            "it is asked for again once the one before is done".to_owned()
        }
    }
}

/// The headings of a column's key in every language.
pub fn headings(key: &str) -> Vec<String> {
    let field = crate::names::Field::named(key);
    let both = [Language::Zh, Language::En].into_iter();
    let both = both.filter_map(|language| match field {
        Some(field) => Some(heading::field(field, language).to_owned()),
        None => heading::key(key, language).map(str::to_owned),
    });
    both.collect()
}

/// What a word in the column of states means, in any language.
pub fn state(text: &str) -> Option<State> {
    let text = text.trim().to_lowercase();
    let is = |one| {
        [Language::Zh, Language::En]
            .into_iter()
            .any(|language| status(one, language) == text)
    };
    if is(Status::Open) || is(Status::Overdue) {
        Some(State::Open)
    } else if is(Status::Done) || matches!(text.as_str(), "完成" | "是" | "√" | "✓" | "yes" | "y")
    {
        Some(State::Done)
    } else if is(Status::Dropped) || matches!(text.as_str(), "已取消" | "cancelled") {
        Some(State::Dropped)
    } else {
        None
    }
}

/// Whether an owner's cell says that there is none, in any language.
pub fn is_nobody(text: &str) -> bool {
    let both = [Language::Zh, Language::En].into_iter();
    both.map(|language| word(Word::Nobody, language))
        .any(|word| word == text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn states_are_known_in_both_languages() {
        let check = |text, expected| assert_eq!(state(text), expected, "{text}");
        check("待办", Some(State::Open));
        check("overdue", Some(State::Open));
        check(" Done ", Some(State::Done));
        check("完成", Some(State::Done));
        check("取消", Some(State::Dropped));
        check("差不多", None);
        check("", None);
    }

    #[test]
    fn headings_come_in_both_languages() {
        assert_eq!(headings("outcome"), ["结果", "Outcome"]);
        assert_eq!(headings("customer.pinned_tier").len(), 2);
        assert!(headings("我的列").is_empty());
    }

    #[test]
    fn nothing_written_over_is_said_so() {
        let said = Said::EditTaken(
            "C1".to_owned(),
            "负责人".to_owned(),
            "李四".to_owned(),
            String::new(),
        );
        assert_eq!(
            message(&said, Language::Zh),
            "C1 的“负责人”取工作簿里填的“李四”，客户表里是空白"
        );
    }
}
