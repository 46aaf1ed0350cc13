//! How a task that was asked for ended: the one place of its format in the log.
//! Takes the words of a cell, gives a [`Status`]; a row of the log may carry it as [`Asked`].
//!
//! Three columns of the log beside the task's id say it, in every language with the same words:
//!
//! | column | heading | what stands there |
//! |---|---|---|
//! | `status` | 任务状态, Task status | `open`, `done`, `late` or `superseded` |
//! | `issued` | 下发日期, Issued | the day of the first workbook that showed the task |
//! | `due` | 任务到期日, Task due | the day it was due when it was last shown |
//!
//! A row that is `done` or `late` is the contact itself. A row that is `open` or
//! `superseded` is no contact: nobody was spoken to, and no metric counts it. Its day is the
//! day on which that was found, its note says why. A task that only waits for its turn has
//! not ended: its row is `open`, its note begins with [`WAITS`], and `due` is the day of its
//! turn where that is known. Such a row stands as long as no workbook shows the task.

use crate::period::Day;

/// A note that begins like this says that somebody dropped the task: it is not asked for again.
pub const DROPPED: [&str; 2] = ["已取消", "dropped"];

/// A note that begins like this says that the task waits and is asked for again.
pub const WAITS: [&str; 2] = ["等待：", "waits: "];

/// What stands in the note of an end between its reason and somebody's own words, in each
/// language; reasons have none of it.
pub const BEFORE_WORDS: [&str; 2] = ["；", "; "];

/// How a task that was asked for ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Status {
    /// It has not ended.
    Open,
    /// Done on its day or before.
    Done,
    /// Done after its day.
    Late,
    /// Not asked for any more.
    Superseded,
}

impl Status {
    /// Every status.
    pub const ALL: [Self; 4] = [Self::Open, Self::Done, Self::Late, Self::Superseded];

    /// The word in the log; never changed.
    pub fn key(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Done => "done",
            Self::Late => "late",
            Self::Superseded => "superseded",
        }
    }

    /// The status that a cell names.
    pub fn named(text: &str) -> Option<Self> {
        let text = text.trim();
        let mut all = Self::ALL.into_iter();
        all.find(|status| status.key().eq_ignore_ascii_case(text))
    }

    /// Done on `day` what was due on `due`.
    pub fn done(day: Day, due: Option<Day>) -> Self {
        match due {
            Some(due) if day > due => Self::Late,
            _ => Self::Done,
        }
    }

    /// Whether a row with it is a contact.
    pub fn is_contact(self) -> bool {
        matches!(self, Self::Done | Self::Late)
    }
}

/// What a row of the log says about the task that asked for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Asked {
    /// How it ended.
    pub status: Status,
    /// The day of the first workbook that showed it.
    pub issued: Option<Day>,
    /// The day it was due.
    pub due: Option<Day>,
}

impl Asked {
    /// Whether the row with this note says that its task waits.
    pub fn waits(&self, note: &str) -> bool {
        self.status == Status::Open && WAITS.iter().any(|word| note.starts_with(word))
    }
}

/// A task that workbooks of ours show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shown {
    /// The first day on which one did.
    pub since: Day,
    /// The day of the newest of them.
    pub last: Day,
    /// The day that one asks for; `None` where that cannot be told.
    pub due: Option<Day>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_come_back() {
        for status in Status::ALL {
            assert_eq!(Status::named(status.key()), Some(status));
        }
        assert_eq!(Status::named(" Late "), Some(Status::Late));
        assert_eq!(Status::named("已沟通"), None);
    }

    #[test]
    fn the_due_day_itself_is_in_time() {
        let check = |day, due, expected| assert_eq!(Status::done(Day(day), due), expected);
        check(10, Some(Day(10)), Status::Done);
        check(11, Some(Day(10)), Status::Late);
        check(11, None, Status::Done);
    }
}
