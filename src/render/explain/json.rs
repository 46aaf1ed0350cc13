//! One customer as JSON for other programs: fixed English keys, ISO days, no words of ours.
//!
//! Amounts are strings of exact decimals, as in the summary of a run; labels are names of
//! the rules, types by their id; what is blank is `null`.

mod bearing;
mod due;

use serde::{Serialize, Serializer};

use crate::classify::Since;
use crate::classify::path::Decider;
use crate::classify::value::Value;
use crate::money::Money;
use crate::records::flight::Nature;
use crate::report::explain::{
    Explanation, Fits, KindStory, OrderLine, ScoreStory, Shift, TierStory, Touch, Tried,
};
use crate::report::movements::Labels;
use crate::report::reason::{Begins, Measured, TierReason};
use crate::report::summary::Made;
use crate::rules::condition::trace::{self, Outcome, Seen, Step, Trace};
use crate::rules::{Condition, Rules};
use crate::score::Scale;
use crate::score::rfm::Bounds;

use bearing::Bearing;
use due::{Due, Planned};

/// The explanation as indented JSON with a line end after it.
pub fn json(told: &Explanation<'_>, made: &Made<'_>) -> String {
    let shown = Document {
        told: Whole::of(told),
        made,
    };
    let text = serde_json::to_string_pretty(&shown).expect("strings and numbers have a JSON form");
    text + "\n"
}

/// The explanation, and what it was made from.
#[derive(Serialize)]
struct Document<'a> {
    #[serde(flatten)]
    told: Whole<'a>,
    made: &'a Made<'a>,
}

/// Members of an object, in their order.
struct Members<'a>(Vec<(&'a str, Scalar<'a>)>);

impl Serialize for Members<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(key, value)| (key, value)))
    }
}

#[derive(Serialize)]
#[serde(untagged)]
enum Scalar<'a> {
    Null,
    Count(i64),
    Number(f64),
    Text(&'a str),
    Owned(String),
    Flag(bool),
}

impl<'a> Scalar<'a> {
    fn of(value: &Value<'a>) -> Self {
        match *value {
            Value::Blank => Self::Null,
            Value::Count(count) => Self::Count(count),
            Value::Number(number) | Value::Ratio(number) => Self::Number(number),
            Value::Money(money) => Self::Owned(money.to_string()),
            Value::Date(day) => Self::Owned(day.to_string()),
            Value::Text(text) => Self::Text(text),
            Value::Words(words) => Self::Text(&words.en),
            Value::Flag(flag) => Self::Flag(flag),
        }
    }

    fn seen(value: &trace::Value) -> Self {
        match value {
            trace::Value::Number(number) => Self::Number(*number),
            trace::Value::Date(day) => Self::Owned(day.to_string()),
            trace::Value::Text(text) => Self::Owned(text.clone()),
            trace::Value::Blank => Self::Null,
        }
    }

    fn measured(measured: Measured) -> Self {
        match measured.scale {
            Scale::Money => Self::Owned(Money(measured.value).to_string()),
            Scale::Millionths => Self::Number(measured.value as f64 / 1e6),
        }
    }
}

#[derive(Serialize)]
struct Whole<'a> {
    as_of: String,
    customer_id: &'a str,
    name: &'a str,
    owner: &'a str,
    windows: Windows,
    #[serde(skip_serializing_if = "Option::is_none")]
    moved: Option<MovedShown<'a>>,
    metrics: Members<'a>,
    own_metrics: Members<'a>,
    tier: TierShown<'a>,
    scores: Option<Scores<'a>>,
    #[serde(rename = "type")]
    kind: KindShown<'a>,
    tags: Vec<Tested<'a>>,
    orders: Vec<Order>,
    older_orders: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    bought: Option<BoughtShown<'a>>,
    order_rows_set_aside: u32,
    contacts: Vec<Contact<'a>>,
    older_contacts: usize,
    tracks: Vec<TrackShown<'a>>,
    next: Due,
    tasks: Vec<Planned<'a>>,
    bearing: Bearing<'a>,
}

/// Categories of the last purchase, the largest amounts first, and main ones never bought.
#[derive(Serialize)]
struct BoughtShown<'a> {
    last: Vec<&'a str>,
    not_yet: Vec<&'a str>,
}

/// The condition of a track; tracks are counted from 1.
#[derive(Serialize)]
struct TrackShown<'a> {
    track: usize,
    when: Part<'a>,
}

impl<'a> Whole<'a> {
    fn of(told: &'a Explanation<'a>) -> Self {
        let metrics = told.metrics.iter();
        let own = told.own.iter();
        Self {
            as_of: told.as_of().to_string(),
            customer_id: told.id,
            name: told.name,
            owner: told.owner,
            windows: Windows {
                last_12m_after: told.windows.year_ago.to_string(),
                previous_12m_after: told.windows.two_years_ago.to_string(),
                last_90d_after: told.as_of().plus(-90).to_string(),
                orders_from: told.covered_from.map(|day| day.to_string()),
                covers_two_years: told.covers_two_years(),
            },
            moved: told.moved.as_ref().map(|shift| MovedShown::of(shift, told)),
            metrics: Members(
                metrics
                    .map(|(metric, value)| (metric.key(), Scalar::of(value)))
                    .collect(),
            ),
            own_metrics: Members(own.map(|(key, value)| (*key, Scalar::of(value))).collect()),
            tier: TierShown::of(&told.tier, told.rules),
            scores: told.scores.as_ref().map(Scores::of),
            kind: KindShown::of(&told.kind, told.rules),
            tags: told.tags.iter().map(Tested::of).collect(),
            orders: told.orders.iter().map(Order::of).collect(),
            older_orders: told.more_orders,
            bought: (told.bought).map(|(bought, customer)| BoughtShown {
                last: bought.last(customer).0.collect(),
                not_yet: bought.missing(customer).collect(),
            }),
            order_rows_set_aside: told.set_aside,
            contacts: told.contacts.iter().map(Contact::of).collect(),
            older_contacts: told.more_contacts,
            tracks: (told.tracks.iter())
                .map(|tried| TrackShown {
                    track: tried.number + 1,
                    when: Part::of(&tried.trace, tried.condition),
                })
                .collect(),
            next: Due::of(&told.next),
            tasks: told.tasks.iter().map(Planned::of).collect(),
            bearing: Bearing::of(told),
        }
    }
}

/// What moved between two days.
#[derive(Serialize)]
struct MovedShown<'a> {
    from: String,
    to: String,
    /// `null` when no label moved.
    #[serde(rename = "move")]
    how: Option<&'static str>,
    labels_from: Option<LabelsShown<'a>>,
    labels_to: Option<LabelsShown<'a>>,
}

#[derive(Serialize)]
struct LabelsShown<'a> {
    tier: Option<&'a str>,
    tier_raw: Option<&'a str>,
    #[serde(rename = "type")]
    kind: Option<&'a str>,
    segment: Option<&'a str>,
    measure: Option<Scalar<'a>>,
    amount_12m: String,
    orders_12m: u32,
}

impl<'a> MovedShown<'a> {
    fn of(shift: &Shift<'a>, told: &Explanation<'a>) -> Self {
        let why = shift.why.as_ref();
        let labels = |labels: Labels, at: usize| {
            let why = why?;
            let class = |tier: Option<u8>| {
                let class = tier.and_then(|tier| told.rules.tier.classes.get(usize::from(tier)));
                class.map(String::as_str)
            };
            let kind = labels
                .kind
                .and_then(|kind| told.rules.types.get(usize::from(kind)));
            let segment = labels.segment;
            let segment = segment.and_then(|segment| told.segments.get(usize::from(segment)));
            Some(LabelsShown {
                tier: class(labels.tier),
                tier_raw: class(labels.raw),
                kind: kind.map(|kind| kind.id.as_str()),
                segment: segment.map(|segment| segment.en.as_str()),
                measure: why.measure[at].map(Scalar::measured),
                amount_12m: Money(why.orders[at].amount_12m).to_string(),
                orders_12m: why.orders[at].orders_12m,
            })
        };
        Self {
            from: shift.from.to_string(),
            to: shift.to.to_string(),
            how: why.map(|why| why.how.key()),
            labels_from: why.and_then(|why| labels(why.from?, 0)),
            labels_to: why.and_then(|why| labels(why.to, 1)),
        }
    }
}

/// The last day before each window.
#[derive(Serialize)]
struct Windows {
    last_12m_after: String,
    previous_12m_after: String,
    last_90d_after: String,
    orders_from: Option<String>,
    covers_two_years: bool,
}

/// A day, or that it lies before history, or that nothing is known.
#[derive(Serialize)]
struct Began {
    day: Option<String>,
    known: &'static str,
}

impl Began {
    fn of(since: Since) -> Self {
        Self {
            day: since.day().map(|day| day.to_string()),
            known: match since {
                Since::Day(_) => "day",
                Since::Earlier => "earlier",
                Since::Unknown => "unknown",
            },
        }
    }
}

#[derive(Serialize)]
struct TierShown<'a> {
    tier: Option<&'a str>,
    by: &'static str,
    until: Option<String>,
    why: Option<&'a str>,
    tier_raw: Option<&'a str>,
    measure: &'a str,
    value: Option<Scalar<'a>>,
    begins: Vec<Begin<'a>>,
    group: Option<&'a str>,
    missing: Option<Missing<'a>>,
    share: Option<f64>,
    cumulative_share: Option<f64>,
    rank: Option<u32>,
    since: Began,
    path: Vec<Stood<'a>>,
}

#[derive(Serialize)]
struct Begin<'a> {
    tier: &'a str,
    at_least: Option<Scalar<'a>>,
    above: Option<Scalar<'a>>,
}

#[derive(Serialize)]
struct Missing<'a> {
    tier: Option<&'a str>,
    value: Scalar<'a>,
}

#[derive(Serialize)]
struct Stood<'a> {
    day: String,
    tier: Option<&'a str>,
    tier_raw: Option<&'a str>,
    by: &'static str,
}

impl<'a> TierShown<'a> {
    fn of(story: &TierStory<'a>, rules: &'a Rules) -> Self {
        let class = |tier: u8| {
            rules
                .tier
                .classes
                .get(usize::from(tier))
                .map(String::as_str)
        };
        let named = |tier: Option<u8>| tier.and_then(class);
        let (by, until, why) = match story.reason {
            TierReason::NoOrders => ("no_orders", None, None),
            TierReason::ByMeasure { .. } => ("measure", None, None),
            TierReason::Held { until, .. } => ("held", Some(until), None),
            TierReason::Pinned { until, why, .. } => ("pinned", until, why),
        };
        let starts = rules.tier.classes.iter().zip(&story.begins);
        let begins = starts.map(|(tier, begins)| Begin {
            tier,
            at_least: match begins {
                Some(Begins::At(start)) => Some(Scalar::measured(*start)),
                _ => None,
            },
            above: match begins {
                Some(Begins::Above(start)) => Some(Scalar::measured(*start)),
                _ => None,
            },
        });
        Self {
            tier: named(story.tier),
            by,
            until: until.map(|day| day.to_string()),
            why,
            tier_raw: named(story.raw),
            measure: &rules.tier.measure.text,
            value: story.measure.map(Scalar::measured),
            begins: begins.collect(),
            group: story.group,
            missing: story.missing.map(|missing| Missing {
                tier: class(missing.tier),
                value: Scalar::measured(missing.missing),
            }),
            share: story.standing.map(|standing| standing.share),
            cumulative_share: story.standing.map(|standing| standing.cumulative_share),
            rank: story.standing.map(|standing| standing.rank),
            since: Began::of(story.since),
            path: story
                .path
                .iter()
                .map(|stand| Stood {
                    day: stand.day.to_string(),
                    tier: named(stand.tier),
                    tier_raw: named(stand.raw),
                    by: match stand.by {
                        Decider::Measure => "measure",
                        Decider::Held => "held",
                        Decider::Pinned => "pinned",
                    },
                })
                .collect(),
        }
    }
}

#[derive(Serialize)]
struct Scores<'a> {
    r: Scored,
    f: Scored,
    m: Scored,
    segment: Option<&'a str>,
}

#[derive(Serialize)]
struct Scored {
    score: u8,
    value: Scalar<'static>,
    above: Option<Scalar<'static>>,
    at_most: Option<Scalar<'static>>,
}

impl<'a> Scores<'a> {
    fn of(story: &ScoreStory<'a>) -> Self {
        let [r, f, m] = story.scores;
        let [days, orders, amounts] = story.bounds;
        let values = story.values;
        let money = |value| Scalar::Owned(Money(value).to_string());
        Self {
            r: Scored::of(r, values.recency, days, Scalar::Count),
            f: Scored::of(f, values.frequency, orders, Scalar::Count),
            m: Scored::of(m, values.monetary, amounts, money),
            segment: story.segment.map(|segment| segment.en.as_str()),
        }
    }
}

impl Scored {
    fn of(score: u8, value: i64, bounds: Bounds, shown: fn(i64) -> Scalar<'static>) -> Self {
        Self {
            score,
            value: shown(value),
            above: bounds.above.map(shown),
            at_most: bounds.at_most.map(shown),
        }
    }
}

#[derive(Serialize)]
struct KindShown<'a> {
    #[serde(rename = "type")]
    kind: Option<&'a str>,
    pinned: bool,
    pinned_until: Option<String>,
    since: Began,
    counts_from: Option<String>,
    tried: Vec<Tested<'a>>,
}

impl<'a> KindShown<'a> {
    fn of(story: &'a KindStory<'a>, rules: &'a Rules) -> Self {
        let kind = story
            .kind
            .and_then(|kind| rules.types.get(usize::from(kind)));
        Self {
            kind: kind.map(|kind| kind.id.as_str()),
            pinned: story.pinned.is_some(),
            pinned_until: story.pinned.flatten().map(|day| day.to_string()),
            since: Began::of(story.since),
            counts_from: story.counts_from.map(|(day, _)| day.to_string()),
            tried: story.tried.iter().map(Tested::of).collect(),
        }
    }
}

/// A condition that was tried.
#[derive(Serialize)]
struct Tested<'a> {
    id: &'a str,
    outcome: &'static str,
    when: Part<'a>,
}

impl<'a> Tested<'a> {
    fn of(tried: &'a Tried<'a>) -> Self {
        Self {
            id: tried.id.unwrap_or(&tried.name.en),
            outcome: match tried.fits {
                Fits::First => "matched",
                Fits::Also => "also",
                Fits::No => "no",
                Fits::Undecided => "undecided",
            },
            when: Part::of(&tried.trace, tried.condition),
        }
    }
}

/// A part of a condition with what it saw.
#[derive(Serialize)]
struct Part<'a> {
    text: &'a str,
    step: &'static str,
    /// `null` when something is blank.
    holds: Option<bool>,
    /// What is blank.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    blank: Vec<&'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    seen: Vec<Side<'a>>,
    /// The boundary day of a calendar span.
    #[serde(skip_serializing_if = "Option::is_none")]
    boundary: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    parts: Vec<Part<'a>>,
}

#[derive(Serialize)]
struct Side<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<&'a str>,
    value: Scalar<'a>,
}

impl<'a> Part<'a> {
    fn of(trace: &'a Trace, condition: &'a Condition) -> Self {
        let written = |span: &std::ops::Range<usize>| condition.text.get(span.clone());
        let side = |seen: &Seen| Side {
            text: written(&seen.span),
            value: Scalar::seen(&seen.value),
        };
        let (step, seen, boundary) = match &trace.step {
            Step::Flag => ("flag", Vec::new(), None),
            Step::Values(sides) => ("values", sides.iter().map(side).collect(), None),
            Step::Age { date, boundary, .. } => ("age", vec![side(date)], Some(*boundary)),
            Step::Texts(texts) => ("texts", texts.iter().map(Side::of_text).collect(), None),
            Step::Blank => ("blank", Vec::new(), None),
            Step::Not => ("not", Vec::new(), None),
            Step::And => ("and", Vec::new(), None),
            Step::Or => ("or", Vec::new(), None),
            Step::If => ("if", Vec::new(), None),
        };
        let (holds, blank) = match &trace.outcome {
            Outcome::True => (Some(true), Vec::new()),
            Outcome::False => (Some(false), Vec::new()),
            Outcome::Undecided(inputs) => {
                let inputs = inputs
                    .iter()
                    .filter_map(|input| condition.program.inputs().get(*input));
                (
                    None,
                    inputs.filter_map(|input| written(&input.span)).collect(),
                )
            }
        };
        let parts = trace.parts.iter();
        Self {
            text: written(&trace.span).unwrap_or_default(),
            step,
            holds,
            blank,
            seen,
            boundary: boundary.map(|day| day.to_string()),
            parts: parts.map(|part| Part::of(part, condition)).collect(),
        }
    }
}

impl Side<'_> {
    fn of_text(value: &trace::Value) -> Self {
        Self {
            text: None,
            value: Scalar::seen(value),
        }
    }
}

#[derive(Serialize)]
struct Order {
    day: String,
    amount: String,
    nature: &'static str,
}

impl Order {
    fn of(line: &OrderLine) -> Self {
        Self {
            day: line.day.to_string(),
            amount: line.amount.to_string(),
            nature: match line.nature {
                Nature::Purchase => "purchase",
                Nature::Refund => "refund",
                Nature::Returned => "returned",
            },
        }
    }
}

#[derive(Serialize)]
struct Contact<'a> {
    day: String,
    who: Option<&'a str>,
    channel: Option<&'a str>,
    outcome: Option<&'static str>,
    note: Option<&'a str>,
    next_day: Option<String>,
}

impl<'a> Contact<'a> {
    fn of(touch: &Touch<'a>) -> Self {
        Self {
            day: touch.day.to_string(),
            who: touch.who,
            channel: touch.channel,
            outcome: touch.outcome.map(crate::names::Outcome::key),
            note: touch.note,
            next_day: touch.next_day.map(|day| day.to_string()),
        }
    }
}
