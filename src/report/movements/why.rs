//! What moved a customer: its measure then and now, where the class began then and now,
//! and what decided its labels on both days.
//!
//! Takes a run, its movements and some of them; gives data that `lang::movement` words.

use crate::classify::worker::Worker;
use crate::metrics::orders::OrderFacts;
use crate::metrics::outlook::Needs;
use crate::report::reason::{
    Begins, KindReason, Measured, Stood, TierReason, begins, begins_on, reason, tier_on,
};
use crate::report::{Figures, Run};

use super::{Labels, Move, Moved, Movements};

/// What moved a customer.
#[derive(Debug, Clone, Copy)]
pub struct Why<'a> {
    /// How it moved.
    pub how: Move,
    /// Labels of the earlier day; `None` for whom nobody knew.
    pub from: Option<Labels>,
    /// Labels of the as-of day.
    pub to: Labels,
    /// The tier measure then and now; `None` without orders.
    pub measure: [Option<Measured>; 2],
    /// The class that was left or reached, with where it began then and now; `None` when the
    /// tier stayed and is not about to fall.
    pub class: Option<(u8, [Option<Begins>; 2])>,
    /// What decided the tier then; `None` for whom nobody knew.
    pub tier_from: Option<TierReason<'a>>,
    /// What decides the tier now.
    pub tier_to: TierReason<'a>,
    /// What decides the type now.
    pub kind_to: KindReason,
    /// Sums and counts of orders then and now.
    pub orders: [OrderFacts; 2],
}

/// What moved each of these customers, in their order; at most a batch at a time.
pub fn why<'a>(
    run: &Run<'a>,
    movements: &Movements,
    worker: &mut Worker,
    moved: &[Moved],
) -> Vec<Why<'a>> {
    let (engine, past) = (run.engine, &movements.past);
    let frame = &mut worker.frame;
    frame.customers.clear();
    frame
        .customers
        .extend(moved.iter().map(|moved| moved.customer));
    frame.fill(
        engine.book,
        &engine.outlook,
        run.cuts.windows,
        Needs::default(),
    );
    let now = frame.orders.clone();
    frame.step_back(
        engine.book,
        &engine.outlook,
        past.cuts.windows,
        Needs::default(),
    );
    let measures = Figures::of(&past.cuts);
    let orders = frame.orders.iter().copied().zip(now);
    let rows = moved.iter().zip(orders);
    rows.map(|(moved, (then, now))| {
        let measure = measures.measure(moved.customer);
        one(run, movements, *moved, measure, [then, now])
    })
    .collect()
}

fn one<'a>(
    run: &Run<'a>,
    movements: &Movements,
    moved: Moved,
    value: Option<i64>,
    orders: [OrderFacts; 2],
) -> Why<'a> {
    let (customer, slot) = (moved.customer, moved.customer as usize);
    let (engine, past, scale) = (run.engine, &movements.past, run.engine.scale());
    let measured = |value: Option<i64>| value.map(|value| Measured { value, scale });
    let (from, to) = movements.labels(run, moved);
    let stood = Stood {
        tier: past.tier[slot],
        raw: past.tier_raw[slot],
        value: measured(value),
        held: past.held(engine, customer),
    };
    let now = reason(run, customer);
    Why {
        how: moved.how,
        from,
        to,
        measure: [measured(value), measured(run.figures.measure(customer))],
        class: class(run, movements, moved, from, to),
        tier_from: from.map(|_| tier_on(engine, &past.cuts, customer, stood)),
        tier_to: now.tier,
        kind_to: now.kind,
        orders,
    }
}

/// The class that was left or reached, and where it began on both days.
fn class(
    run: &Run<'_>,
    movements: &Movements,
    moved: Moved,
    from: Option<Labels>,
    to: Labels,
) -> Option<(u8, [Option<Begins>; 2])> {
    let then = from.and_then(|from| from.tier);
    let class = match moved.how {
        Move::Fall | Move::Slip => then?,
        Move::Rise | Move::First | Move::New => to.tier?,
        Move::Type | Move::Segment => return None,
    };
    let last = run.rules().tier.classes.len().saturating_sub(1);
    // The last class begins nowhere.
    let class = (usize::from(class) < last).then_some(class)?;
    let group = run.engine.tier_group(moved.customer);
    let starts = [
        begins_on(run.engine, &movements.past.cuts, group, class),
        begins(run, group, class),
    ];
    Some((class, starts.map(|found| found.map(|(_, begins)| begins))))
}
