//! What the plan needs in a usual week against what the team can do.
//!
//! Takes the cadences in force for every customer; gives units of a call a week, in
//! thousandths, per person and tier, and what each person's workdays hold.

use crate::followup::calendar::about_days;
use crate::followup::desk::Desk;
use crate::followup::situation::{Reach, Situation};
use crate::followup::staff::PersonId;
use crate::rules::{Track, Who};

/// Weeks ahead whose workdays and leave make a usual week.
const WEEKS: i32 = 4;

/// Units a week that customers need, in thousandths, by person and tier.
#[derive(Debug, Clone, Default)]
pub(super) struct Needs {
    tiers: usize,
    by_person: Vec<u64>,
    /// By tier, what nobody is there to do.
    nobodys: Vec<u64>,
    without: Without,
}

/// Customers of whom something is needed that nobody is there to do.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Without {
    /// Those without an owner.
    pub owner: u64,
    /// Those of whom the rules ask something of a manager, and name none.
    pub manager: u64,
}

/// Need and capacity of everybody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Workload {
    /// People by number, those without customers and tasks left out.
    pub people: Vec<Week>,
    /// What customers of each tier need that nobody is there to do, best first, then those
    /// without one; thousandths of a call.
    pub nobodys: Vec<u64>,
    /// Of how many customers that is.
    pub without: Without,
}

/// One person's usual week; thousandths of a call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Week {
    /// Who.
    pub person: PersonId,
    /// What customers of each tier need, best first, then those without one.
    pub needs: Vec<u64>,
    /// What the person can do; `None` is without limit.
    pub can: Option<u64>,
}

impl Week {
    /// What all customers need.
    pub fn need(&self) -> u64 {
        self.needs.iter().sum()
    }

    /// Whether more is needed than can be done.
    pub fn is_short(&self) -> bool {
        self.can.is_some_and(|can| self.need() > can)
    }
}

impl Needs {
    /// Counts what one customer needs.
    pub(super) fn count(&mut self, desk: &Desk<'_>, customer: u32, facts: &Situation<'_, '_>) {
        if facts.reach == Reach::DoNotContact {
            return;
        }
        self.tiers = usize::from(desk.tiers()) + 1;
        let tier = usize::from(facts.rank.place).min(self.tiers - 1);
        let mut without = [false; 2];
        for line in facts.tracks {
            let track = line.track;
            let Some(need) = weekly(desk, track) else {
                continue;
            };
            let Some(person) = desk.person(customer, track.who) else {
                add_at(&mut self.nobodys, tier, need);
                without[usize::from(track.who == Who::Manager)] = true;
                continue;
            };
            let place = usize::from(person.0) * self.tiers + tier;
            add_at(&mut self.by_person, place, need);
        }
        let [owner, manager] = without.map(u64::from);
        self.without.owner += owner;
        self.without.manager += manager;
    }

    /// Adds what others counted.
    pub(super) fn add(&mut self, other: &Self) {
        self.tiers = self.tiers.max(other.tiers);
        let both = [
            (&mut self.by_person, &other.by_person),
            (&mut self.nobodys, &other.nobodys),
        ];
        for (sums, more) in both {
            for (place, more) in more.iter().enumerate() {
                add_at(sums, place, *more);
            }
        }
        self.without.owner += other.without.owner;
        self.without.manager += other.without.manager;
    }
}

/// Adds to a sum, which begins with nothing where nobody added to it before.
fn add_at(sums: &mut Vec<u64>, place: usize, more: u64) {
    if sums.len() <= place {
        sums.resize(place + 1, 0);
    }
    sums[place] += more;
}

/// Thousandths of a call a week that the lasting cadence of a track takes.
fn weekly(desk: &Desk<'_>, track: &Track) -> Option<u64> {
    let every = track.lasting()?;
    let weights = track.channels.iter();
    let weights: u32 = weights
        .map(|channel| desk.staff.weight(Some(channel)))
        .sum();
    let channels = u64::from((track.channels.len() as u32).max(1));
    let units = if track.channels.is_empty() {
        1
    } else {
        u64::from(weights)
    };
    (track.who != Who::Auto).then(|| 7000 * units / (channels * u64::from(about_days(every))))
}

impl Workload {
    /// Sets what is needed against everybody's workdays of the weeks ahead.
    pub(super) fn of(desk: &Desk<'_>, needs: &Needs) -> Self {
        let tiers = usize::from(desk.tiers()) + 1;
        let as_of = desk.as_of();
        let members = desk.staff.members().iter().enumerate();
        let people = members.map(|(number, member)| {
            let needs = (0..tiers).map(|tier| {
                let place = number * tiers + tier;
                needs.by_person.get(place).copied().unwrap_or(0)
            });
            let days = (0..7 * WEEKS).map(|ahead| as_of.plus(ahead)).filter(|day| {
                let away = member.away.iter();
                desk.calendar.is_workday(*day)
                    && !away
                        .clone()
                        .any(|(first, last)| (*first..=*last).contains(day))
            });
            let days = days.count() as u64;
            Week {
                person: PersonId(number as u16),
                needs: needs.collect(),
                can: member
                    .capacity
                    .map(|units| u64::from(units) * days * 1000 / WEEKS as u64),
            }
        });
        Self {
            people: people.filter(|week| week.need() > 0).collect(),
            nobodys: needs.nobodys.clone(),
            without: needs.without,
        }
    }

    /// What all need of each tier, best first, then of those without one; what nobody is there
    /// to do is needed, too.
    pub fn needs(&self) -> Vec<u64> {
        let mut sums = self.nobodys.clone();
        for week in &self.people {
            for (tier, need) in week.needs.iter().enumerate() {
                add_at(&mut sums, tier, *need);
            }
        }
        sums
    }

    /// What the team can do; `None` where somebody's days have no limit.
    pub fn can(&self) -> Option<u64> {
        self.people.iter().map(|week| week.can).sum()
    }
}
