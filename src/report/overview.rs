//! The numbers of the overview: customers and amounts by label, tasks by person,
//! tiers at earlier days. Takes a run, gives counts in a fixed order.

use std::cmp::Ordering;

use crate::classify::NONE;
use crate::money::Total;
use crate::parallel::both;
use crate::period::Day;
use crate::report::Run;
use crate::rules::Who;

/// A label of a customer, as a place in the list of its kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Label {
    /// The label at this place.
    At(usize),
    /// No label at all.
    Nothing,
}

/// Customers of one label.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Counted {
    /// The label.
    pub label: Label,
    /// How many customers carry it.
    pub customers: u64,
    /// What they bought in the last 12 months.
    pub amount_12m: Total,
    /// That amount as a share of everybody's, 0 to 1; `None` when nothing was bought.
    pub share: Option<f64>,
}

/// What one person has to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnerLine<'a> {
    /// The person; empty for customers and tasks of nobody.
    pub owner: &'a str,
    /// Customers.
    pub customers: u64,
    /// Tasks.
    pub tasks: TaskCounts,
    /// Tasks due from the as-of day on, by the weeks of [`Overview::weeks`].
    pub weeks: Vec<u64>,
    /// Contacts of the last [`DONE_DAYS`] days, by who made them where the log says so.
    pub contacts: u64,
    /// Customers of the best tier without a contact in the last 90 days.
    pub best_without_contact: u64,
}

/// Tasks by when they are due.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct TaskCounts {
    /// Due on the as-of day.
    pub today: u64,
    /// Due before it.
    pub overdue: u64,
    /// Due after it, within the horizon.
    pub later: u64,
}

/// Customers by tier at an earlier day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Point {
    /// The day.
    pub day: Day,
    /// Customers of each class, best first, by the rule alone.
    pub tiers: Vec<u64>,
}

/// The numbers of the overview.
#[derive(Debug, Clone)]
pub struct Overview<'a> {
    /// All customers.
    pub customers: u64,
    /// What all bought in the last 12 months.
    pub amount_12m: Total,
    /// Every class, best first, then customers without one if there are any.
    pub tiers: Vec<Counted>,
    /// Every type in the order of the rules, then customers without one if there are any.
    pub types: Vec<Counted>,
    /// Every segment, then customers without one if there are any; empty without scores.
    pub segments: Vec<Counted>,
    /// Every tag.
    pub tags: Vec<Counted>,
    /// The Mondays of the weeks in which tasks are due; the last one stands for all after it.
    pub weeks: Vec<Day>,
    /// People by name, those without a name last.
    pub owners: Vec<OwnerLine<'a>>,
    /// Tasks of all.
    pub tasks: TaskCounts,
    /// Earlier days, oldest first, and the as-of day at the end.
    pub history: Vec<Point>,
    /// Customers that the customer sheet does not have.
    pub not_in_sheet: u64,
}

/// Days without a contact after which a customer of the best tier is pointed out.
pub const SILENT_DAYS: i32 = 90;

/// Days in which contacts count as done.
pub const DONE_DAYS: i32 = 30;

/// Weeks that the owner board tells apart.
const MOST_WEEKS: usize = 5;

/// Counts everything.
pub fn overview<'a>(run: &Run<'a>) -> Overview<'a> {
    let verdicts = run.verdicts;
    let rules = run.rules();
    let customers = run.engine.book.len();
    let all: Total = run.figures.amounts_12m.iter().sum();
    let segments = verdicts.segment_names.len();
    let weeks = weeks(run.as_of(), rules.calendar.horizon);
    // Each walks over all customers.
    let ((tiers, types), (segments, tags, owners)) = both(
        run.engine.threads,
        || {
            let (tiers, types) = (verdicts.tier.iter(), verdicts.kind.iter());
            let (tiers, types) = (tiers.copied(), types.copied());
            (
                count_labels(run, all, rules.tier.classes.len(), tiers),
                count_labels(run, all, rules.types.len(), types),
            )
        },
        || {
            let labels = verdicts.segments.iter().copied();
            let counted = (segments > 0).then(|| count_labels(run, all, segments, labels));
            (
                counted.unwrap_or_default(),
                tags(run, all),
                owners(run, &weeks),
            )
        },
    );
    Overview {
        customers: customers as u64,
        amount_12m: all,
        tiers,
        types,
        segments,
        tags,
        owners,
        weeks,
        tasks: tasks(run.plan.tasks().iter().map(|task| task.due), run.as_of()),
        history: history(run),
        not_in_sheet: if rules_have_sheet(run) {
            (customers as u64).saturating_sub(u64::from(run.engine.book.registry.in_sheet))
        } else {
            0
        },
    }
}

/// Counts customers and amounts by label; a label beyond `count` is no label.
fn count_labels(
    run: &Run<'_>,
    all: Total,
    count: usize,
    labels: impl Iterator<Item: Into<usize>>,
) -> Vec<Counted> {
    let mut sums = vec![(0u64, Total::ZERO); count + 1];
    for (label, amount) in labels.zip(run.figures.amounts_12m.iter()) {
        let (customers, sum) = &mut sums[label.into().min(count)];
        *customers += 1;
        *sum += amount;
    }
    let lines = sums.into_iter().enumerate();
    lines
        .filter(|(place, (customers, _))| *place < count || *customers > 0)
        .map(|(place, (customers, amount_12m))| Counted {
            label: if place < count {
                Label::At(place)
            } else {
                Label::Nothing
            },
            customers,
            amount_12m,
            share: share(amount_12m, all),
        })
        .collect()
}

/// A part of the whole; blank when the whole is not above 0.
pub fn share(part: Total, all: Total) -> Option<f64> {
    (all.0 > 0).then(|| part.0 as f64 / all.0 as f64)
}

fn tags(run: &Run<'_>, all: Total) -> Vec<Counted> {
    let mut sums = vec![(0u64, Total::ZERO); run.rules().tags.len()];
    for (bits, amount) in run.verdicts.tags.iter().zip(run.figures.amounts_12m.iter()) {
        for (place, (customers, sum)) in sums.iter_mut().enumerate() {
            if bits >> place & 1 == 1 {
                *customers += 1;
                *sum += amount;
            }
        }
    }
    let lines = sums.into_iter().enumerate();
    lines
        .map(|(place, (customers, amount_12m))| Counted {
            label: Label::At(place),
            customers,
            amount_12m,
            share: share(amount_12m, all),
        })
        .collect()
}

impl TaskCounts {
    /// Counts a task.
    fn add(&mut self, due: Day, as_of: Day) {
        match due.cmp(&as_of) {
            Ordering::Less => self.overdue += 1,
            Ordering::Equal => self.today += 1,
            Ordering::Greater => self.later += 1,
        }
    }
}

fn tasks(days: impl Iterator<Item = Day>, as_of: Day) -> TaskCounts {
    let mut counts = TaskCounts::default();
    days.for_each(|day| counts.add(day, as_of));
    counts
}

/// One line for each person; empty when nobody is named anywhere.
fn owners<'a>(run: &Run<'a>, weeks: &[Day]) -> Vec<OwnerLine<'a>> {
    // Everybody has a line, and the last is nobody's.
    let members = run.plan.staff().members();
    let nobody = members.len();
    if nobody == 0 {
        return Vec::new();
    }
    let names = members.iter().map(|member| member.name).chain([""]);
    let mut lines: Vec<OwnerLine<'a>> = names
        .map(|owner| OwnerLine {
            owner,
            customers: 0,
            tasks: TaskCounts::default(),
            weeks: vec![0; weeks.len()],
            contacts: 0,
            best_without_contact: 0,
        })
        .collect();
    let place = |customer: u32| {
        let owner = run.plan.owner_number(customer);
        owner.map_or(nobody, |owner| usize::from(owner.0))
    };
    let silent_from = run.as_of().plus(-SILENT_DAYS);
    for (customer, tier) in (0u32..).zip(&run.verdicts.tier) {
        let line = &mut lines[place(customer)];
        line.customers += 1;
        if *tier == 0 {
            let last = run.last_contact(customer);
            line.best_without_contact += u64::from(last.is_none_or(|last| last <= silent_from));
        }
    }
    // Bulk touches are nobody's in person.
    let tasks = run.plan.tasks().iter();
    for task in tasks.filter(|task| task.who != Who::Auto) {
        let line = &mut lines[place(task.customer)];
        line.tasks.add(task.due, run.as_of());
        let week = weeks.iter().rposition(|monday| *monday <= task.due);
        if let Some(week) = week.filter(|_| task.due >= run.as_of()) {
            line.weeks[week] += 1;
        }
    }
    let names: Vec<&str> = members.iter().map(|member| member.name).collect();
    count_contacts(run, &names, &mut lines, place);
    lines.retain(|line| line.customers > 0);
    lines.sort_by_key(|line| (line.owner.is_empty(), line.owner));
    lines
}

/// Counts the contacts of the last days: for who made them if that is an owner, else for
/// the customer's owner.
fn count_contacts(
    run: &Run<'_>,
    owners: &[&str],
    lines: &mut [OwnerLine<'_>],
    place: impl Fn(u32) -> usize,
) {
    let contacts = &run.engine.book.contacts;
    let recent = run.as_of().plus(-DONE_DAYS);
    let counted = contacts.all().iter();
    for contact in counted.filter(|contact| contact.day > recent && contact.day <= run.as_of()) {
        let who = contacts.word(contact.who);
        let who = who.and_then(|who| owners.iter().position(|owner| *owner == who));
        lines[who.unwrap_or_else(|| place(contact.customer))].contacts += 1;
    }
}

/// The Mondays of the weeks from the as-of day to the end of the horizon, at most [`MOST_WEEKS`].
fn weeks(as_of: Day, horizon: u32) -> Vec<Day> {
    let first = as_of.plus(-(as_of.weekday() as i32));
    let last = as_of.plus(horizon as i32);
    let mondays = (0..MOST_WEEKS as i32).map(|week| first.plus(7 * week));
    mondays.take_while(|monday| *monday <= last).collect()
}

fn history(run: &Run<'_>) -> Vec<Point> {
    let classes = run.rules().tier.classes.len();
    let point = |day: Day, labels: &[u8]| {
        let mut tiers = vec![0u64; classes];
        for label in labels.iter().filter(|label| **label != NONE) {
            tiers[usize::from(*label)] += 1;
        }
        Point { day, tiers }
    };
    let earlier = run.verdicts.path.iter().rev();
    let mut points: Vec<Point> = earlier.map(|(day, labels)| point(*day, labels)).collect();
    if !points.is_empty() {
        points.push(point(run.as_of(), &run.verdicts.tier_raw));
    }
    points
}

fn rules_have_sheet(run: &Run<'_>) -> bool {
    let mut sheets = run.sheets.iter();
    sheets.any(|sheet| sheet.role == Some(crate::names::Role::Customers))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::crosstab::{Word, crosstabs};
    use crate::report::fixture;
    use crate::rules::Rules;

    #[test]
    fn labels_add_up_to_everybody() {
        fixture::run(fixture::SMALL, |run| {
            let overview = overview(run);
            let customers =
                |lines: &[Counted]| lines.iter().map(|line| line.customers).sum::<u64>();
            assert_eq!(customers(&overview.tiers), 4);
            assert_eq!(customers(&overview.types), 4);
            assert_eq!(customers(&overview.segments), 4);
            let tiers: Vec<_> = overview.tiers.iter().map(|line| line.label).collect();
            assert_eq!(
                tiers,
                [Label::At(0), Label::At(1), Label::At(2), Label::Nothing]
            );
            assert_eq!(overview.not_in_sheet, 1);
            assert!(overview.history.is_empty());
        });
    }

    #[test]
    fn people_stand_by_name_and_nobody_last() {
        fixture::run(fixture::SMALL, |run| {
            let overview = overview(run);
            let owners: Vec<_> = overview.owners.iter().map(|line| line.owner).collect();
            assert_eq!(owners, ["李娜", "王伟", ""]);
            let counts: Vec<_> = overview.owners.iter().map(|line| line.customers).collect();
            assert_eq!(counts, [1, 1, 2]);
            let contacts: Vec<_> = overview.owners.iter().map(|line| line.contacts).collect();
            assert_eq!(contacts, [0, 1, 0]);
            // The only customer of the best tier was contacted twelve days ago.
            assert!(
                overview
                    .owners
                    .iter()
                    .all(|line| line.best_without_contact == 0)
            );
        });
        fixture::run(&fixture::SMALL[..2], |run| {
            let silent: Vec<_> = overview(run)
                .owners
                .iter()
                .map(|line| line.best_without_contact)
                .collect();
            assert_eq!(silent, [0, 1, 0]);
        });
    }

    #[test]
    fn weeks_begin_on_mondays_and_cover_the_horizon() {
        let mondays = |day: &str, horizon| -> Vec<String> {
            let day = Day::parse_iso(day).expect("a day");
            let weeks = weeks(day, horizon);
            weeks.iter().map(ToString::to_string).collect()
        };
        assert_eq!(mondays("2026-06-29", 6), ["2026-06-29"]);
        assert_eq!(mondays("2026-06-30", 6), ["2026-06-29", "2026-07-06"]);
        assert_eq!(mondays("2026-07-05", 0), ["2026-06-29"]);
        assert_eq!(mondays("2026-06-30", 200).len(), MOST_WEEKS);
    }

    #[test]
    fn weeks_add_up_to_the_tasks_that_are_not_late() {
        fixture::run(fixture::SMALL, |run| {
            for line in overview(run).owners {
                let ahead = line.tasks.today + line.tasks.later;
                assert_eq!(line.weeks.iter().sum::<u64>(), ahead, "{}", line.owner);
            }
        });
    }

    #[test]
    fn earlier_days_come_oldest_first_and_end_with_the_as_of_day() {
        fixture::run_by(fixture::SMALL, &Rules::built_in(), |run| {
            let history = overview(run).history;
            assert_eq!(history.len(), 13);
            assert!(history.is_sorted_by_key(|point| point.day));
            assert_eq!(history[12].day, fixture::as_of());
            assert_eq!(history[12].tiers, [1, 1, 1]);
        });
    }

    #[test]
    fn crosstabs_put_the_largest_first_and_blanks_last() {
        fixture::run(fixture::SMALL, |run| {
            let tables = crosstabs(run);
            let by: Vec<_> = tables.iter().map(|table| table.by).collect();
            assert_eq!(by, ["industry", "owner"]);
            let rows: Vec<_> = tables[0]
                .rows
                .iter()
                .map(|row| (row.word, row.customers, row.tiers.clone()))
                .collect();
            let expected = [
                (Word::Said("制造"), 2, vec![1, 0, 0]),
                (Word::Said("零售"), 1, vec![0, 1, 0]),
                (Word::Blank, 1, vec![0, 0, 1]),
            ];
            assert_eq!(rows, expected);
        });
    }
}
