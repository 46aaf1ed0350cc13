//! The figures of a review: counts, and rates that keep what they are a part of.
//!
//! Takes nothing but numbers; gives each [`Measure`] as a [`Value`].

use crate::money::Total;

/// Parts of fewer than this many say little.
pub const SMALL: u64 = 10;

/// Some of many.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Part {
    /// How many.
    pub count: u64,
    /// Of how many.
    pub of: u64,
}

impl Part {
    /// Adds one of those that count, which is or is not so.
    pub(super) fn add(&mut self, so: bool) {
        self.of += 1;
        self.count += u64::from(so);
    }

    /// The share, 0 to 1; `None` of nothing.
    pub fn rate(self) -> Option<f64> {
        (self.of > 0).then(|| self.count as f64 / self.of as f64)
    }

    /// Whether it is a part of so few that the rate says little.
    pub fn is_small(self) -> bool {
        self.of < SMALL
    }
}

/// What was counted over some customers.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Figures {
    /// Customers.
    pub customers: u64,
    /// Tasks for people due in the period.
    pub issued: u64,
    /// Those of them that nobody wrote down: plans of the time would have listed them.
    pub recomputed: u64,
    /// Those done by their day.
    pub on_time: u64,
    /// Those done later.
    pub late: u64,
    /// Those that nobody had to do any more.
    pub superseded: u64,
    /// Those not done on the last day.
    pub open: u64,
    /// Tasks overdue when the period began that were done.
    pub backlog: Part,
    /// Contacts of the log.
    pub contacts: u64,
    /// Those in which the customer answered.
    pub reached: u64,
    /// Those that nobody answered.
    pub unanswered: u64,
    /// Prospects that bought.
    pub won: Part,
    /// New customers with a second order.
    pub second: Part,
    /// Dormant customers that bought.
    pub woken: Part,
    /// Customers at risk that were saved.
    pub saved: Part,
    /// Customers at risk that fell dormant.
    pub given_up: Part,
    /// Buyers of the year before the period without an order in the year to its end.
    pub lost: Part,
    /// What was bought in the period.
    pub revenue: Total,
    /// What the customers of the eve had bought in 12 months.
    pub year_from: Total,
    /// What the same customers bought in the 12 months to the last day.
    pub year_to: Total,
    /// Customers with a satisfaction in the log on both days.
    pub rated: u64,
    /// The sum of their satisfactions on the eve, as written.
    pub satisfaction_from: f64,
    /// That on the last day.
    pub satisfaction_to: f64,
}

/// One number of the figures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Measure {
    /// Customers.
    Customers,
    /// Tasks due in the period.
    Issued,
    /// Tasks recomputed, of those due in the period.
    Recomputed,
    /// Tasks done by their day, of those not superseded.
    OnTime,
    /// Tasks done later.
    Late,
    /// Tasks not done.
    Open,
    /// Tasks superseded.
    Superseded,
    /// Tasks overdue when the period began that were done.
    Backlog,
    /// Contacts.
    Contacts,
    /// Contacts answered, of those answered or not.
    Reached,
    /// Contacts not answered, of the same.
    Unanswered,
    /// 成交率: prospects that bought.
    Won,
    /// 复购率: new customers with a second order.
    Second,
    /// Dormant customers that bought.
    Woken,
    /// Customers at risk that were saved.
    Saved,
    /// Customers at risk that fell dormant.
    GivenUp,
    /// 流失率: buyers that stopped.
    Lost,
    /// What was bought in the period.
    Revenue,
    /// Change of 12 months' revenue of the customers there on both days.
    Change,
    /// Change of the mean satisfaction of customers rated on both days.
    Satisfaction,
}

/// A number with its meaning.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Value {
    /// How many.
    Count(u64),
    /// A rate and what it is a part of.
    Part(Part),
    /// An amount.
    Amount(Total),
    /// An amount then and now.
    Change(Total, Total),
    /// A mean then and now, over so many customers.
    Means(f64, f64, u64),
}

impl Measure {
    /// All, in the order of outputs.
    pub const ALL: [Self; 20] = [
        Self::Customers,
        Self::Issued,
        Self::Recomputed,
        Self::OnTime,
        Self::Late,
        Self::Open,
        Self::Superseded,
        Self::Backlog,
        Self::Contacts,
        Self::Reached,
        Self::Unanswered,
        Self::Won,
        Self::Second,
        Self::Woken,
        Self::Saved,
        Self::GivenUp,
        Self::Lost,
        Self::Revenue,
        Self::Change,
        Self::Satisfaction,
    ];

    /// The key in machine outputs.
    pub fn key(self) -> &'static str {
        match self {
            Self::Customers => "customers",
            Self::Issued => "tasks",
            Self::Recomputed => "tasks_recomputed",
            Self::OnTime => "tasks_on_time",
            Self::Late => "tasks_late",
            Self::Open => "tasks_open",
            Self::Superseded => "tasks_superseded",
            Self::Backlog => "backlog_done",
            Self::Contacts => "contacts",
            Self::Reached => "reached",
            Self::Unanswered => "unanswered",
            Self::Won => "won",
            Self::Second => "second_order",
            Self::Woken => "woken",
            Self::Saved => "saved",
            Self::GivenUp => "given_up",
            Self::Lost => "lost",
            Self::Revenue => "revenue",
            Self::Change => "revenue_change",
            Self::Satisfaction => "satisfaction_change",
        }
    }
}

impl Figures {
    /// One of the numbers.
    pub fn value(&self, measure: Measure) -> Value {
        let part = |count, of| Value::Part(Part { count, of });
        let (judged, tried) = (
            self.issued - self.superseded,
            self.reached + self.unanswered,
        );
        let mean = |sum: f64| sum / self.rated as f64;
        match measure {
            Measure::Customers => Value::Count(self.customers),
            Measure::Issued => Value::Count(self.issued),
            Measure::Recomputed => part(self.recomputed, self.issued),
            Measure::OnTime => part(self.on_time, judged),
            Measure::Late => part(self.late, judged),
            Measure::Open => part(self.open, judged),
            Measure::Superseded => part(self.superseded, self.issued),
            Measure::Backlog => Value::Part(self.backlog),
            Measure::Contacts => Value::Count(self.contacts),
            Measure::Reached => part(self.reached, tried),
            Measure::Unanswered => part(self.unanswered, tried),
            Measure::Won => Value::Part(self.won),
            Measure::Second => Value::Part(self.second),
            Measure::Woken => Value::Part(self.woken),
            Measure::Saved => Value::Part(self.saved),
            Measure::GivenUp => Value::Part(self.given_up),
            Measure::Lost => Value::Part(self.lost),
            Measure::Revenue => Value::Amount(self.revenue),
            Measure::Change => Value::Change(self.year_from, self.year_to),
            Measure::Satisfaction => Value::Means(
                mean(self.satisfaction_from),
                mean(self.satisfaction_to),
                self.rated,
            ),
        }
    }

    /// Whether anything was counted.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}
