//! The people who follow up: who looks after whom, who is whose manager, who is away,
//! and how much each can do in a day.
//!
//! Takes `[team]` and the owner column; gives each person a number, by name, and looks
//! customers up by it.

use std::collections::BTreeMap;

use crate::period::Day;
use crate::records::column::Column;
use crate::rules::condition::BLANK;
use crate::rules::{Team, Who, Words};
use crate::value::text::fold_width;

/// A person's number; people are numbered by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PersonId(pub u16);

/// The most people that one plan tells apart; of further names nothing is known.
const MOST: usize = u16::MAX as usize;

/// One person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Member<'a> {
    /// The name.
    pub name: &'a str,
    /// Units of a call a workday; `None` is no limit.
    pub capacity: Option<u32>,
    /// Days away, ends included.
    pub away: &'a [(Day, Day)],
    manager: Option<PersonId>,
}

/// Everybody who follows up.
#[derive(Debug, Clone)]
pub struct Staff<'a> {
    members: Vec<Member<'a>>,
    /// Per word of the owner column; `None` for people who leave.
    by_word: Vec<Option<PersonId>>,
    codes: &'a [u32],
    manager: Option<PersonId>,
    /// Channels in half width and small letters, with their weights.
    weights: Vec<(String, u32)>,
    ever_away: bool,
}

impl<'a> Staff<'a> {
    /// Everybody the owner column and `[team]` name.
    pub(super) fn new(team: &'a Team, owners: Option<&'a Column>) -> Self {
        let (words, codes): (&[String], &[u32]) = match owners {
            Some(Column::Text(column)) => (&column.words, &column.codes),
            _ => (&[], &[]),
        };
        let stays = |name: &&str| team.leaving.iter().all(|leaver| leaver != name);
        let mut names: Vec<&str> = words.iter().map(String::as_str).collect();
        names.extend(team.manager.as_deref());
        for person in &team.people {
            names.push(&person.name);
            names.extend(person.manager.as_deref());
        }
        names.extend(
            team.assign
                .iter()
                .flat_map(|line| &line.owners)
                .map(String::as_str),
        );
        names.retain(stays);
        names.sort_unstable();
        names.dedup();
        names.truncate(MOST);
        let ids: BTreeMap<&str, PersonId> = (0..)
            .zip(&names)
            .map(|(number, name)| (*name, PersonId(number)))
            .collect();
        let find = |name: &str| ids.get(name).copied();
        let team_manager = team.manager.as_deref().and_then(find);
        let member = |name: &&'a str| {
            let person = team.people.iter().find(|person| person.name == **name);
            let manager = person.and_then(|person| person.manager.as_deref());
            Member {
                name,
                capacity: person.and_then(|person| person.capacity).or(team.capacity),
                away: person.map_or(&[], |person| &person.away),
                manager: manager.and_then(find).or(team_manager),
            }
        };
        let weight =
            |(channel, weight): &(String, u32)| (fold_width(channel).to_ascii_lowercase(), *weight);
        Self {
            members: names.iter().map(member).collect(),
            by_word: words.iter().map(|word| find(word)).collect(),
            codes,
            manager: team_manager,
            weights: team.channel_weight.iter().map(weight).collect(),
            ever_away: team.people.iter().any(|person| !person.away.is_empty()),
        }
    }

    /// Everybody, by number.
    pub fn members(&self) -> &[Member<'a>] {
        &self.members
    }

    /// One of them.
    pub fn member(&self, person: PersonId) -> Member<'a> {
        self.members[usize::from(person.0)]
    }

    /// The person of a name.
    pub fn named(&self, name: &str) -> Option<PersonId> {
        let found = self
            .members
            .binary_search_by(|member| member.name.cmp(name));
        found.ok().map(|place| PersonId(place as u16))
    }

    /// The owner that the customer sheet names, if that person stays.
    pub(super) fn in_sheet(&self, customer: u32) -> Option<PersonId> {
        let code = *self.codes.get(customer as usize)?;
        if code == BLANK {
            return None;
        }
        self.by_word[code as usize]
    }

    /// Whether the customer sheet names an owner who leaves.
    pub(super) fn is_left(&self, customer: u32) -> bool {
        let code = self.codes.get(customer as usize).copied().unwrap_or(BLANK);
        code != BLANK && self.by_word[code as usize].is_none()
    }

    /// Everybody whom the customer sheet names as an owner and who stays.
    pub(super) fn other_owners(&self) -> Vec<PersonId> {
        let mut owners: Vec<PersonId> = self.by_word.iter().flatten().copied().collect();
        owners.sort_unstable();
        owners
    }

    /// Who carries out a track of a customer with this owner.
    pub(super) fn person(&self, owner: Option<PersonId>, who: Who) -> Option<PersonId> {
        match who {
            Who::Owner => owner,
            Who::Manager => match owner {
                Some(owner) => self.member(owner).manager,
                None => self.manager,
            },
            Who::Auto => None,
        }
    }

    /// Whether anybody is away on any day.
    pub(super) fn is_ever_away(&self) -> bool {
        self.ever_away
    }

    /// When a person is away.
    pub(super) fn away(&self, person: Option<PersonId>) -> &'a [(Day, Day)] {
        person.map_or(&[], |person| self.member(person).away)
    }

    /// Whether anybody's days are limited.
    pub fn is_limited(&self) -> bool {
        self.members.iter().any(|member| member.capacity.is_some())
    }

    /// How many calls a contact by this channel takes; one without an entry.
    pub fn weight(&self, channel: Option<&Words>) -> u32 {
        let Some(channel) = channel else {
            return 1;
        };
        let is = |known: &str| is_word(&channel.zh, known) || is_word(&channel.en, known);
        let found = self.weights.iter().find(|(known, _)| is(known));
        found.map_or(1, |(_, weight)| *weight)
    }
}

/// Whether a word is, in half width and small letters, the known one. Every task asks, so
/// nothing is allocated for one that is in half width already.
fn is_word(word: &str, known: &str) -> bool {
    let folded = fold_width(word);
    let small = folded.chars().map(|c| c.to_ascii_lowercase());
    small.eq(known.chars())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::decode::decode;

    #[test]
    fn a_weight_counts_under_either_name_of_a_channel() {
        let visit = Words {
            zh: "上门".to_owned(),
            en: "Visit".to_owned(),
        };
        for (name, expected) in [("Visit", 1), ("上门", 1), ("ＶＩＳＩＴ", 1), ("电话", 4)]
        {
            let rules = decode(&format!("[team.channel_weight]\n'{name}' = 1\n"));
            let rules = rules.unwrap_or_else(|faults| panic!("{faults:?}"));
            let staff = Staff::new(&rules.team, None);
            assert_eq!(staff.weight(Some(&visit)), expected, "{name}");
        }
    }
}
