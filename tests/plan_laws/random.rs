//! Random teams, rules and books, as the texts that people write.

use std::fmt::Write as _;

use proptest::collection::vec;
use proptest::prelude::*;
use tierbook::period::Day;
use tierbook::rules::Rules;
use tierbook::rules::decode::decode;

use crate::world::as_of;

/// One track.
#[derive(Debug, Clone)]
pub(crate) struct Track {
    who: usize,
    anchor: usize,
    every: usize,
    steps: Vec<u32>,
    then: usize,
    channels: usize,
    urgent: bool,
    escalate: bool,
}

/// One customer, with its orders and contacts as days before the as-of day.
#[derive(Debug, Clone)]
pub(crate) struct Customer {
    stage: usize,
    owner: usize,
    created: i32,
    next: Option<i32>,
    ends: Option<i32>,
    reach: u8,
    pub(crate) orders: Vec<(i32, u32)>,
    pub(crate) contacts: Vec<(i32, usize, usize, Option<i32>)>,
}

/// One person: capacity and leave.
pub(crate) type Person = (Option<u32>, Option<(i32, i32)>);

/// A whole case.
#[derive(Debug, Clone)]
pub(crate) struct Case {
    types: Vec<Vec<Track>>,
    calendar: (usize, usize, u32),
    limits: (u32, bool),
    team: (Option<u32>, bool, bool),
    people: Vec<Person>,
    quiet: u32,
    pub(crate) customers: Vec<Customer>,
}

const OWNERS: [&str; 4] = ["甲", "乙", "丙", ""];
const CHANNELS: [&str; 3] = ["电话", "微信", "上门"];
const OUTCOMES: [&str; 5] = ["已沟通", "未接通", "投诉", "已解决", ""];
const EVERY: [&str; 5] = ["3d", "1w", "2w", "1m", "1q"];
const STAGES: [&str; 3] = ["一", "二", "三"];

fn track() -> impl Strategy<Value = Track> {
    let steps = prop_oneof![2 => Just(Vec::new()), 1 => vec(0u32..9, 1..4)];
    let cadence = (0usize..6, steps, 0usize..8);
    (
        0usize..5,
        0usize..8,
        cadence,
        0usize..8,
        prop::bool::weighted(0.15),
        prop::bool::weighted(0.2),
    )
        .prop_map(
            |(who, anchor, (every, mut steps, then), channels, urgent, escalate)| {
                steps.sort_unstable();
                steps.dedup();
                Track {
                    who,
                    anchor,
                    every,
                    steps,
                    then,
                    channels,
                    urgent,
                    escalate,
                }
            },
        )
}

fn customer() -> impl Strategy<Value = Customer> {
    let orders = vec((0i32..500, 1u32..5000), 0..4);
    let contacts = vec(
        (
            0i32..200,
            0usize..3,
            0usize..5,
            prop::option::weighted(0.2, -20i32..20),
        ),
        0..6,
    );
    let days = (
        0i32..900,
        prop::option::weighted(0.2, -20i32..20),
        prop::option::of(-40i32..60),
    );
    (0usize..3, 0usize..4, days, 0u8..12, orders, contacts).prop_map(
        |(stage, owner, (created, next, ends), reach, orders, contacts)| Customer {
            stage,
            owner,
            created,
            next,
            ends,
            reach,
            orders,
            contacts,
        },
    )
}

/// Any case.
pub(crate) fn case() -> impl Strategy<Value = Case> {
    let capacity = || prop::option::weighted(0.7, 1u32..6);
    let leave = prop::option::weighted(0.4, (-3i32..20, 0i32..12));
    let leave = leave.prop_map(|away| away.map(|(from, long)| (from, from + long)));
    (
        vec(vec(track(), 0..4), 3),
        (0usize..3, 0usize..3, 3u32..25),
        (1u32..6, any::<bool>()),
        (capacity(), any::<bool>(), any::<bool>()),
        vec((prop::option::weighted(0.3, 1u32..6), leave), 3),
        0u32..4,
        vec(customer(), 1..14),
    )
        .prop_map(
            |(types, calendar, limits, team, people, quiet, customers)| Case {
                types,
                calendar,
                limits,
                team,
                people,
                quiet,
                customers,
            },
        )
}

fn write_track(text: &mut String, track: &Track) {
    let who = ["owner", "owner", "owner", "manager", "auto"][track.who];
    let anchor = [
        "last_contact",
        "last_contact",
        "last_contact",
        "first_order",
        "last_order",
        "type_began",
        "complaint or type began",
        "[到期] - 30d",
    ][track.anchor];
    let _ = writeln!(
        text,
        "[[type.follow_up]]\nwho = \"{who}\"\nanchor = \"{anchor}\""
    );
    let every = EVERY.get(track.every);
    let steps: Vec<String> = track
        .steps
        .iter()
        .map(|after| {
            format!(
                "{{ after = \"{after}d\", channel = \"{}\" }}",
                CHANNELS[*after as usize % 3]
            )
        })
        .collect();
    if !steps.is_empty() {
        let _ = writeln!(text, "steps = [{}]", steps.join(", "));
    }
    if every.is_some() || steps.is_empty() {
        let every = every.copied().unwrap_or("2w");
        let _ = writeln!(text, "every = \"{every}\"");
        if let Some(then) = EVERY.get(track.then).filter(|_| track.anchor != 7) {
            let _ = writeln!(text, "until = \"3w\"\nthen_every = \"{then}\"");
        }
    }
    let channels: Vec<String> = (0..3)
        .filter(|place| track.channels >> place & 1 == 1)
        .map(|place| format!("\"{}\"", CHANNELS[place]))
        .collect();
    let _ = writeln!(
        text,
        "channels = [{}]\nurgent = {}",
        channels.join(", "),
        track.urgent
    );
    if track.escalate {
        text.push_str("escalate = [{ after = \"5d\", to = \"manager\" }]\n");
    }
}

impl Case {
    /// The rules; without capacities where they are left out.
    pub(crate) fn rules(&self, limited: bool) -> Rules {
        let text = self.text(limited);
        decode(&text).unwrap_or_else(|faults| panic!("{faults:?}\n{text}"))
    }

    fn text(&self, limited: bool) -> String {
        let mut text =
            String::from("[history]\ndepth = 0\n[tier]\nat_least = [\"5000\", \"1000\"]\n");
        let (workdays, shift, horizon) = self.calendar;
        let _ = writeln!(
            text,
            "[calendar]\nworkdays = \"{}\"\nshift = \"{}\"\nhorizon = \"{horizon}d\"\noff = [\"{}\"]",
            ["CN", "weekdays", "all"][workdays],
            ["next", "previous", "none"][shift],
            as_of().plus(4),
        );
        let _ = writeln!(text, "[limits]\nmin_gap = \"{}d\"", self.limits.0);
        if self.limits.1 {
            text.push_str("[limits.per_channel]\n\"微信\" = \"1 in 7d\"\n");
        }
        let _ = writeln!(text, "[quiet]\nattempts = {}", self.quiet);
        let (capacity, manager, weights) = self.team;
        text.push_str("[team]\n");
        if let Some(units) = capacity.filter(|_| limited) {
            let _ = writeln!(text, "capacity = {units}");
        }
        if manager {
            text.push_str("manager = \"总\"\n");
        }
        if weights {
            text.push_str("[team.channel_weight]\n\"上门\" = 3\n");
        }
        for ((units, away), name) in self.people.iter().zip(OWNERS) {
            let _ = writeln!(text, "[team.person.\"{name}\"]");
            if let Some(units) = units.filter(|_| limited) {
                let _ = writeln!(text, "capacity = {units}");
            }
            if let Some((first, last)) = away {
                let (first, last) = (as_of().plus(*first), as_of().plus(*last));
                let _ = writeln!(text, "away = [\"{first}..{last}\"]");
            }
        }
        text.push_str("[[team.assign]]\nowners = [\"甲\", \"丙\"]\n");
        for (tracks, stage) in self.types.iter().zip(STAGES) {
            let _ = writeln!(
                text,
                "[[type]]\nid = \"t{}\"\nname = \"{stage}\"\nwhen = \"stage = '{stage}'\"",
                stage.len() + stage.as_bytes()[2] as usize
            );
            for track in tracks {
                write_track(&mut text, track);
            }
        }
        text
    }

    /// Sheets of customers, orders and contacts.
    pub(crate) fn sheets(&self) -> [String; 3] {
        let day = |ago: i32| as_of().plus(-ago);
        let blank = |day: Option<Day>| day.map_or_else(String::new, |day| day.to_string());
        let mut customers =
            "客户编号,客户名称,负责人,阶段,建档日期,下次联系时间,到期,勿扰\n".to_owned();
        let mut orders = "订单编号,客户编号,订单日期,订单金额\n".to_owned();
        let mut contacts = "客户编号,跟进日期,渠道,结果,下次联系,任务编号\n".to_owned();
        for (number, one) in self.customers.iter().enumerate() {
            let (owner, stage) = (OWNERS[one.owner], STAGES[one.stage]);
            let reach = if one.reach == 0 { "是" } else { "" };
            let _ = writeln!(
                customers,
                "K{number:02},客户{number},{owner},{stage},{},{},{},{reach}",
                day(one.created),
                blank(one.next.map(day)),
                blank(one.ends.map(|ends| day(-ends))),
            );
            for (at, (ago, amount)) in one.orders.iter().enumerate() {
                let _ = writeln!(orders, "{number}-{at},K{number:02},{},{amount}", day(*ago));
            }
            for (ago, channel, outcome, next) in &one.contacts {
                let (channel, outcome) = (CHANNELS[*channel], OUTCOMES[*outcome]);
                let next = blank(next.map(|next| day(*ago - next.max(1))));
                let _ = writeln!(
                    contacts,
                    "K{number:02},{},{channel},{outcome},{next},",
                    day(*ago)
                );
            }
        }
        [customers, orders, contacts]
    }
}
