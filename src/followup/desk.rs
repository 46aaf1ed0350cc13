//! Gathers what the plan knows of each customer, from records and verdicts.
//!
//! Takes a book, its rules and what was decided; gives each customer's [`Situation`] to
//! the planner, a batch at a time, with memory that is used again.

mod cards;
mod columns;

use std::collections::BTreeMap;
use std::ops::Range;

use crate::classify::begun::Begun;
use crate::classify::cuts::Cuts;
use crate::classify::engine::Engine;
use crate::classify::worker::Worker;
use crate::classify::{NONE, Verdicts};
use crate::followup::assign::Assigned;
use crate::followup::calendar::WorkCalendar;
use crate::followup::desk::cards::Card;
pub(super) use crate::followup::desk::cards::Class;
use crate::followup::plan::Planner;
use crate::followup::quiet::{Patience, Silence};
use crate::followup::recycle::{Kept, Recycled, recycled};
use crate::followup::situation::{Away, Contact, Line, Rank, Reach, Situation, UNDATED};
use crate::followup::staff::{PersonId, Staff};
use crate::followup::task::{TaskId, TrackMark};
use crate::metrics::contacts::contact_facts;
use crate::names::Field;
use crate::period::Day;
use crate::records::column::Column;
use crate::records::contacts::{Contact as Logged, Contacts, Outcome};
use crate::records::customers::{Details, Wanted};
use crate::records::flight::Nature;
use crate::records::rest::Rows;
use crate::rules::condition::InputKind;
use crate::rules::{Anchor, DateAnchor, DateOf, Rules, Track, Type, Who};

pub use columns::{COLUMNS, dated, wanted, wanted_for};

/// What is the same for all customers.
pub(super) struct Desk<'a> {
    engine: &'a Engine<'a>,
    verdicts: &'a Verdicts,
    cuts: &'a Cuts,
    /// The workdays of the rules.
    pub(super) calendar: WorkCalendar,
    horizon_days: u32,
    plan_began: Option<Day>,
    types: Vec<Tracks<'a>>,
    /// Whose part each track is, by mark: contacts of a former type's tasks say so.
    whose: BTreeMap<TrackMark, Who>,
    begun: Begun<'a>,
    created: Option<&'a Column>,
    first_deal: Option<&'a Column>,
    last_contact: Option<&'a Column>,
    next_contact: Option<&'a Column>,
    do_not_contact: Option<&'a Column>,
    patience: Patience<'a>,
    /// The people who follow up.
    pub(super) staff: Staff<'a>,
    /// Owners given to customers without one.
    pub(super) assigned: Assigned,
}

/// The tracks of a type.
struct Tracks<'a> {
    lines: Vec<Line<'a>>,
    applies: Applies,
    /// For each track, the column that names the day it counts from.
    dates: Vec<Option<&'a Column>>,
    /// What is done for its customers instead once nobody answers.
    quiet: Line<'a>,
    orders: Orders,
    /// Bits of the tracks that only roll ([`Line::only_rolls`]).
    rolling: u32,
}

/// Whether any track of a type counts from orders.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Orders {
    Asked,
    Unasked,
}

/// Whether all tracks of a type apply to everyone of it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Applies {
    Always,
    /// Some have a condition.
    Conditionally,
}

/// One thread's memory.
pub(super) struct Hand<'d, 'a> {
    planner: Planner<'d>,
    worker: Worker,
    lines: Vec<Line<'a>>,
    contacts: Vec<Contact<'d>>,
    dates: Vec<Option<Day>>,
    /// Customers that are looked at next.
    cards: Vec<Card>,
    /// Per customer of the batch, bits of the tracks that apply.
    pub(super) applying: Vec<u32>,
}

impl<'d, 'a> Hand<'d, 'a> {
    /// Memory for one thread.
    pub(super) fn new(desk: &'d Desk<'a>) -> Self {
        let as_of = desk.as_of();
        Self {
            planner: Planner::new(
                &desk.calendar,
                &desk.engine.rules.limits,
                as_of,
                desk.horizon_days,
                desk.plan_began,
            )
            .knowing(&desk.engine.book.shown, &desk.engine.book.dropped),
            worker: Worker::new(desk.engine),
            lines: Vec::new(),
            contacts: Vec::new(),
            dates: Vec::new(),
            cards: Vec::new(),
            applying: Vec::new(),
        }
    }

    /// Makes ready for customers that are looked at next, each with the bits of the tracks
    /// that apply to it; [`Desk::look`] knows them by their places here.
    pub(super) fn gather(&mut self, desk: &Desk<'a>, customers: impl Iterator<Item = (u32, u32)>) {
        desk.gather(&mut self.cards, customers);
    }

    /// How the customer at a place of those that were made ready is planned, where others are
    /// planned alike.
    pub(super) fn class(&self, desk: &Desk<'a>, place: usize) -> Option<Class> {
        desk.class(&self.cards[place])
    }

    /// The place among the tiers of the customer at a place of those that were made ready.
    pub(super) fn rank(&self, desk: &Desk<'a>, place: usize) -> u8 {
        desk.rank(self.cards[place].tier).place
    }

    /// The customer at a place of those that were made ready.
    pub(super) fn gathered(&self, place: usize) -> Option<u32> {
        self.cards.get(place).map(|card| card.customer)
    }
}

impl<'a> Desk<'a> {
    /// Binds the tracks of the rules and the columns of the book.
    pub(super) fn new(
        engine: &'a Engine<'a>,
        verdicts: &'a Verdicts,
        cuts: &'a Cuts,
        horizon_days: u32,
    ) -> Self {
        let column = |field| engine.book.details.field(field);
        let details = &engine.book.details;
        let staff = Staff::new(&engine.rules.team, column(Field::CustomerOwner));
        let types = engine.rules.types.iter();
        let types: Vec<Tracks<'a>> = types
            .map(|kind| Tracks::of(kind, engine.rules, details))
            .collect();
        let lines = types
            .iter()
            .flat_map(|kind| kind.lines.iter().chain([&kind.quiet]));
        let whose = lines.map(|line| (line.mark, line.track.who)).collect();
        Self {
            plan_began: plan_began(&engine.book.contacts, &whose, cuts.windows.day),
            calendar: WorkCalendar::new(&engine.rules.calendar),
            begun: Begun::of(engine.book),
            created: column(Field::CustomerCreated),
            first_deal: column(Field::CustomerFirstDeal),
            last_contact: column(Field::CustomerLastContact),
            next_contact: column(Field::CustomerNextContact),
            do_not_contact: column(Field::CustomerDoNotContact),
            patience: Patience::new(engine.rules),
            assigned: Assigned::of(engine, verdicts, cuts, &staff),
            staff,
            engine,
            verdicts,
            cuts,
            horizon_days,
            types,
            whose,
        }
    }

    /// The book and the rules.
    pub(super) fn engine(&self) -> &'a Engine<'a> {
        self.engine
    }

    /// The last day of tasks.
    pub(super) fn horizon(&self) -> Day {
        self.as_of().plus(self.horizon_days as i32)
    }

    /// The customer's type.
    pub(super) fn kind(&self, customer: u32) -> Option<u8> {
        let kind = self.verdicts.kind[customer as usize];
        (kind != NONE).then_some(kind)
    }

    /// Whether any track of any type has a condition.
    pub(super) fn is_conditional(&self) -> bool {
        let mut types = self.types.iter();
        types.any(|kind| kind.applies == Applies::Conditionally)
    }

    /// Shows `look` the situation of the customer at a place of those gathered.
    pub(super) fn look<'d, T>(
        &'d self,
        hand: &mut Hand<'d, 'a>,
        place: usize,
        look: impl FnOnce(&mut Planner<'d>, &Situation<'_, 'a>) -> T,
    ) -> T {
        let Hand {
            planner,
            lines,
            contacts,
            dates,
            cards,
            ..
        } = hand;
        let card = &cards[place];
        let logged = self.logged(card.customer);
        let silence = self.silence(card.customer, logged);
        lines.clear();
        dates.clear();
        if let Some(kind) = self.types.get(usize::from(card.kind)) {
            if let (Silence::Parked(_), false) = (silence, kind.lines.is_empty()) {
                lines.push(kind.quiet);
                dates.push(None);
            } else {
                let all = kind.lines.iter().zip(&kind.dates);
                let all = all.filter(|(line, _)| card.applying >> line.number & 1 == 1);
                for (line, column) in all {
                    lines.push(*line);
                    dates.push(column.and_then(|column| column.day(card.customer)));
                }
            }
        }
        contacts.clear();
        contacts.extend(logged.iter().map(|contact| self.contact(contact)));
        let situation = Situation {
            dates,
            silence,
            ..self.situation(card, lines, contacts, logged)
        };
        look(planner, &situation)
    }

    /// What a customer makes of contacts.
    fn silence(&self, customer: u32, logged: &[Logged]) -> Silence {
        if logged.is_empty() {
            return Silence::Answers;
        }
        let as_of = self.as_of();
        let bought = purchases(self.engine.book.rows(customer).until(as_of));
        let last_order = bought.map(|(_, last)| last);
        let tier = self.verdicts.tier[customer as usize];
        self.patience
            .silence(logged, last_order, self.kind(customer), tier, as_of)
    }

    /// How a customer answers contacts.
    pub(super) fn silence_of(&self, customer: u32) -> Silence {
        self.silence(customer, self.logged(customer))
    }

    /// The contacts of a customer up to the day of the plan.
    fn logged(&self, customer: u32) -> &'a [Logged] {
        let log = &self.engine.book.contacts;
        if log.present {
            log.until(customer, self.as_of())
        } else {
            &[]
        }
    }

    /// Who looks after a customer.
    pub(super) fn owner(&self, customer: u32) -> Option<PersonId> {
        let in_sheet = self.staff.in_sheet(customer);
        in_sheet.or_else(|| self.assigned.owner(customer))
    }

    /// Who carries out a track of a customer.
    pub(super) fn person(&self, customer: u32, who: Who) -> Option<PersonId> {
        self.staff.person(self.owner(customer), who)
    }

    /// Finds which tracks apply, into `hand.applying`; only customers of types with conditions
    /// on tracks are looked at.
    pub(super) fn find_applying(&self, hand: &mut Hand<'_, 'a>, customers: Range<u32>) {
        hand.applying.clear();
        hand.applying.resize(customers.len(), u32::MAX);
        let first = customers.start;
        let conditional = customers.filter(|customer| {
            let kind = self.kind(*customer);
            kind.is_some_and(|kind| self.types[kind as usize].applies == Applies::Conditionally)
        });
        hand.worker.frame.customers.clear();
        hand.worker.frame.customers.extend(conditional);
        if hand.worker.frame.is_empty() {
            return;
        }
        let found = hand.worker.applying(self.engine, self.cuts, self.verdicts);
        for (customer, bits) in hand.worker.frame.customers.iter().zip(found) {
            hand.applying[(customer - first) as usize] = bits;
        }
    }

    /// When a customer goes back to everyone, if it has an owner and the rules say when.
    pub(super) fn recycled(&self, customer: u32) -> Option<Recycled> {
        self.engine.rules.recycle.as_ref()?;
        self.owner(customer)?;
        let as_of = self.as_of();
        let past = |column: Option<&Column>| {
            let day = column.and_then(|column| column.day(customer));
            day.filter(|day| *day <= as_of)
        };
        let bought = purchases(self.engine.book.rows(customer).until(as_of));
        let logged = self.engine.book.contacts.until(customer, as_of).last();
        let contact = logged
            .map(|contact| contact.day)
            .max(past(self.last_contact));
        let ends = self.engine.book.details.field(Field::CustomerContractEnd);
        let ends = ends.and_then(|column| column.day(customer));
        let days = [
            (past(self.created), Kept::Created),
            (bought.map(|(_, last)| last), Kept::Order),
            (contact, Kept::Contact),
            (ends.filter(|end| *end > as_of), Kept::Contract),
        ];
        recycled(
            self.engine.rules,
            self.verdicts.tier[customer as usize],
            days,
        )
    }

    /// How many tiers there are.
    pub(super) fn tiers(&self) -> u8 {
        self.engine.rules.tier.classes.len() as u8
    }

    pub(super) fn as_of(&self) -> Day {
        self.cuts.windows.day
    }

    fn situation<'s>(
        &'s self,
        card: &Card,
        lines: &'s [Line<'a>],
        contacts: &'s [Contact<'s>],
        logged: &[Logged],
    ) -> Situation<'s, 'a> {
        let (customer, as_of) = (card.customer, self.as_of());
        let earliest = logged.first().map(|contact| contact.day);
        let since = card.since.or(card.first_order).or(earliest);
        Situation {
            customer_id: self.engine.book.registry.id(customer),
            type_since: since.unwrap_or(UNDATED),
            tracks: lines,
            dates: &[],
            created: card.created,
            first_order: card.first_order,
            last_order: card.last_order,
            oldest_open_complaint: contact_facts(logged, as_of).oldest_open,
            reach: reach(card, logged),
            put_off: self.engine.book.contacts.put_off(customer, as_of),
            snooze: card.next_contact,
            sheet_last_contact: card.last_contact,
            contacted_later: card.contacted_later,
            contacts,
            rank: self.rank(card.tier),
            silence: Silence::Answers,
            away: self.away(customer),
        }
    }

    /// When those who look after a customer are away.
    fn away(&self, customer: u32) -> Away<'a> {
        if !self.staff.is_ever_away() {
            return Away::default();
        }
        Away {
            owner: self.staff.away(self.person(customer, Who::Owner)),
            manager: self.staff.away(self.person(customer, Who::Manager)),
        }
    }

    /// A customer without a tier comes after those of the last one.
    fn rank(&self, tier: u8) -> Rank {
        let of = self.engine.rules.tier.classes.len() as u8;
        Rank {
            place: tier.min(of),
            of,
        }
    }

    /// A contact of the log. Who is whose manager is not known, so a contact is the
    /// owner's unless the task it names is somebody else's.
    fn contact<'s>(&'s self, logged: &Logged) -> Contact<'s> {
        let log = &self.engine.book.contacts;
        let task = log.word(logged.task).and_then(TaskId::parse);
        let whose = task.and_then(|task| self.whose.get(&task.mark()));
        Contact {
            day: logged.day,
            by: Some(whose.copied().unwrap_or(Who::Owner)),
            channel: log.word(logged.channel),
            content: log.word(logged.content),
            task,
            next_day: logged.next_day,
            outcome: logged.outcome,
        }
    }
}

impl<'a> Tracks<'a> {
    /// Whether of these tracks a customer has one alone, and that only rolls.
    fn only_roll(&self, applying: u32) -> bool {
        let all = u32::MAX >> (32 - self.lines.len().clamp(1, 32));
        let own = applying & all;
        self.lines.len() <= 32 && own.is_power_of_two() && own & !self.rolling == 0
    }

    fn of(kind: &'a Type, rules: &'a Rules, details: &'a Details) -> Self {
        let numbered = kind.tracks.iter().enumerate();
        let lines: Vec<_> = numbered
            .map(|(number, track)| Line::new(&kind.id, number, track))
            .collect();
        // Its number follows those of the type's own tracks.
        let quiet = Line {
            number: kind.tracks.len(),
            ..Line::new(QUIET_ID, 0, &rules.quiet.track)
        };
        // It may stand for any of them.
        let rolling = lines
            .iter()
            .filter(|line| line.only_rolls() && quiet.only_rolls());
        let tracks = || kind.tracks.iter().chain([&rules.quiet.track]);
        let conditional = kind.tracks.iter().any(|track| track.when.is_some());
        Self {
            rolling: rolling.fold(0, |bits, line| bits | (1 << line.number)),
            lines,
            applies: if conditional {
                Applies::Conditionally
            } else {
                Applies::Always
            },
            dates: kind
                .tracks
                .iter()
                .map(|track| date_column(&track.anchor, details))
                .collect(),
            quiet,
            orders: if tracks().any(counts_from_orders) {
                Orders::Asked
            } else {
                Orders::Unasked
            },
        }
    }
}

fn counts_from_orders(track: &Track) -> bool {
    matches!(track.anchor, Anchor::FirstOrder | Anchor::LastOrder)
}

/// Stands for the plan of `[quiet]` in task ids; no type of a rules file has this id.
const QUIET_ID: &str = "\0quiet";

/// The column that an anchor names, where a sheet has it.
fn date_column<'a>(anchor: &Anchor, details: &'a Details) -> Option<&'a Column> {
    let Anchor::Date(DateAnchor {
        of: DateOf::Column { header, .. },
        ..
    }) = anchor
    else {
        return None;
    };
    let is = |wanted: &Wanted| {
        wanted.field.is_none() && wanted.header == *header && wanted.kind == InputKind::Date
    };
    let place = details.wanted.iter().position(is)?;
    details.columns.get(place)
}

/// The sheet's mark, or the last outcome of the log.
fn reach(card: &Card, logged: &[Logged]) -> Reach {
    let last = logged.iter().rev().find_map(|contact| contact.outcome);
    if card.marked || last == Some(Outcome::DoNotContact) {
        Reach::DoNotContact
    } else {
        Reach::Open
    }
}

/// The first and the last purchase day.
#[inline]
fn purchases(rows: Rows<'_>) -> Option<(Day, Day)> {
    let bought = |row: &crate::records::rest::Row| row.nature == Nature::Purchase;
    let first = rows.iter().find(bought)?;
    let last = rows.iter().rev().find(bought)?;
    Some((Day::from_offset(first.day), Day::from_offset(last.day)))
}

/// The day of the first contact that carries out a task of ours.
fn plan_began(log: &Contacts, whose: &BTreeMap<TrackMark, Who>, as_of: Day) -> Option<Day> {
    let ours = |contact: &&Logged| {
        let task = log.word(contact.task).and_then(TaskId::parse);
        task.is_some_and(|task| whose.contains_key(&task.mark()))
    };
    let known = log.all().iter().filter(|contact| contact.day <= as_of);
    known.filter(ours).map(|contact| contact.day).min()
}
