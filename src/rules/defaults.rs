//! The built-in value of every key that a rules file may leave out.
//!
//! Single values stand here and nowhere else; the built-in types and tags stand
//! in the example file. A test holds the example file equal to this module.

use crate::names::Stratum;
use crate::period::{Span, Unit};

use super::condition::{self, Scope, Speaks, Wants};
use super::{
    AmountsOf, Anchor, Book, Calendar, Condition, CountBy, DateOrder, History, Input, Keep, Limits,
    Orders, Output, Quiet, Recycle, Report, Rfm, RfmMethod, Rules, SegmentMap, Severe, Shift, Team,
    Tier, TierCut, Track, Who, Words, Workdays, Xyz,
};

/// The rules of an empty file, without types and tags.
pub(super) fn rules() -> Rules {
    Rules {
        book: Book {
            language: None,
            currency: "CNY".to_owned(),
        },
        input: Input {
            files: Vec::new(),
            date_order: DateOrder::Auto,
            decimal: None,
            max_set_aside: 0.05,
            stale_after: Span::new(14, Unit::Day),
            stale: Severe::Say,
            columns: Vec::new(),
            aliases: Vec::new(),
        },
        output: Output {
            keep: 8,
            path: None,
            columns: None,
            tables: None,
        },
        orders: Orders {
            count: CountBy::Order,
            counted: Vec::new(),
            excluded: Vec::new(),
            refunded: Vec::new(),
            unpaid: Keep::Keep,
            duplicates: Keep::Keep,
            amounts: AmountsOf::Auto,
        },
        rates: Vec::new(),
        metrics: Vec::new(),
        tier: tier(),
        xyz: None,
        rfm: Rfm {
            method: RfmMethod::Quantile,
            bins: 5,
            window: None,
            by: None,
            segments: SegmentMap::Eleven,
        },
        history: History {
            every: Span::new(1, Unit::Month),
            depth: 12,
        },
        report: Report {
            by: ["industry", "source", "owner"].map(str::to_owned).to_vec(),
        },
        types: Vec::new(),
        tags: Vec::new(),
        calendar: Calendar {
            workdays: Workdays::China,
            off: Vec::new(),
            work: Vec::new(),
            shift: Shift::Next,
            horizon: 14,
            ics: None,
        },
        limits: Limits {
            min_gap: 3,
            per_channel: Vec::new(),
        },
        quiet: quiet(),
        team: team(),
        recycle: None,
        exports: Vec::new(),
    }
}

/// `[quiet]` where the file is silent.
pub(super) fn quiet() -> Quiet {
    let both = |zh: &str, en: &str| Words {
        zh: zh.to_owned(),
        en: en.to_owned(),
    };
    Quiet {
        attempts: 3,
        tag: both("待激活", "Parked"),
        types: ["prospect", "dormant"].map(str::to_owned).to_vec(),
        tiers: None,
        track: Track {
            every: Some(Span::new(3, Unit::Month)),
            channels: vec![both("邮件", "E-mail")],
            ..plain(Anchor::LastContact)
        },
    }
}

/// `[team]` where the file is silent: nobody is known, and visits take as long as four calls.
fn team() -> Team {
    let weights = ["上门", "Visit", "高层拜访", "Executive visit"];
    Team {
        channel_weight: weights.map(|channel| (channel.to_owned(), 4)).to_vec(),
        ..Team::default()
    }
}

/// A track of the owner's with nothing but an anchor.
pub(super) fn plain(anchor: Anchor) -> Track {
    Track {
        who: Who::Owner,
        when: None,
        urgent: false,
        anchor,
        steps: Vec::new(),
        every: None,
        until: None,
        channels: Vec::new(),
        contents: Vec::new(),
        goal: Words::default(),
        script: None,
        escalate: Vec::new(),
    }
}

/// `[recycle]` as it is when the table is there and empty.
pub(super) fn recycle() -> Recycle {
    Recycle {
        after: None,
        tiers: Vec::new(),
        warn: 7,
    }
}

/// `[xyz]` as it is when the table is there and empty.
pub(super) fn xyz() -> Xyz {
    Xyz {
        every: Span::new(1, Unit::Month),
        periods: Some(12),
        cuts: [0.5, 1.0],
    }
}

fn tier() -> Tier {
    Tier {
        measure: measure(),
        classes: ["A", "B", "C"].map(str::to_owned).to_vec(),
        cut: TierCut::Share(vec![800_000, 950_000]),
        by: None,
        keep_for: Some(Span::new(3, Unit::Month)),
        unheld: None,
        targets: Vec::new(),
    }
}

fn measure() -> Condition {
    let text = "amount_12m";
    let scope = Scope {
        below: Stratum::Tier,
        own: &[],
        speaks_of: Speaks::Customers,
        wants: Wants::Number,
    };
    let expr = condition::parse(text).expect("a catalogue name is an expression");
    let program = condition::check(&expr, &scope).expect("amounts are numbers of the lowest layer");
    Condition {
        text: text.to_owned(),
        place: 0..0,
        expr,
        program,
    }
}
