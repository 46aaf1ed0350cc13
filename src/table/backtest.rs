//! Tables of a back test: what customers of each label did in the year that followed, and
//! how well measures told them apart.

use std::borrow::Cow;

use crate::lang::Language;
use crate::lang::backtest::{Heading, bound as bound_words, by_rules, heading, not_of, tier_from};
use crate::lang::report::{Word, word};
use crate::lang::review::tried;
use crate::money::{Total, UNITS};
use crate::review::backtest::{After, BackTest, FIRSTS, Label, Stood, Tried};
use crate::review::bounds::{Bound, Question, best};
use crate::rules::Rules;
use crate::score::Scale;
use crate::table::review::{count, rate};
use crate::table::{Cell, Column, Emphasis, Grid};

/// What customers of each label did; `name` gives the name of a place, and the last one has
/// none.
pub fn after<'a>(
    title: Heading,
    lines: &[After],
    all: &After,
    name: impl Fn(usize) -> Option<&'a str>,
    language: Language,
) -> Grid<'a> {
    let plain = |key: &str, of: Heading| Column::named(key, heading(of, language), Emphasis::Plain);
    let columns = vec![
        plain("label", title),
        Column::named(
            "customers",
            word(Word::CustomerCount, language),
            Emphasis::Plain,
        ),
        plain("amount_after", Heading::After),
        plain("share_after", Heading::Share),
        plain("orders_after", Heading::Orders),
        Column::named("lost", heading(Heading::Lost, language), Emphasis::Figure),
    ];
    let used = lines.iter().enumerate();
    let rows = used.filter(|(_, after)| after.customers > 0);
    let rows = rows.map(|(place, after)| {
        let share = all.amount.0 > 0;
        vec![
            name(place).unwrap_or(word(Word::Nothing, language)).into(),
            count(after.customers),
            whole(after.amount),
            if share {
                Cell::Ratio(after.amount.0 as f64 / all.amount.0 as f64)
            } else {
                Cell::Blank
            },
            count(after.orders),
            rate(after.lost),
        ]
    });
    Grid::of(columns, rows.collect())
}

/// An amount in whole units: cents say nothing here.
fn whole<'a>(sum: Total) -> Cell<'a> {
    let half = i128::from(UNITS) / 2;
    let units = (sum.0 + half).div_euclid(i128::from(UNITS));
    i64::try_from(units).map_or_else(|_| Cell::Number(sum.to_f64()), Cell::Count)
}

/// How well measures told customers apart; `own` is the rules' measure as written.
pub fn measures<'a>(found: &BackTest, own: &str, language: Language) -> Grid<'a> {
    let plain = |key: &str, of: Heading| Column::named(key, heading(of, language), Emphasis::Plain);
    let mut columns = vec![
        plain("measure", Heading::Measure),
        plain("auc", Heading::Auc),
        plain("gini", Heading::Gini),
    ];
    columns.extend(FIRSTS.map(|first| plain(&format!("first_{first}"), Heading::First(first))));
    columns.push(plain("as_best", Heading::AsBest));
    let rows = found.distinct().map(|measure| {
        let name = tried(measure.tried, own, language);
        let mut row = vec![
            Cell::Text(Cow::Owned(name)),
            ratio(measure.auc),
            ratio(measure.gini),
        ];
        row.extend(measure.held.map(ratio));
        row.push(ratio(measure.held_as_best));
        row
    });
    Grid::of(columns, rows.collect())
}

/// The labels of the rules and the best bound of each measure, by how much they tell in a
/// question.
pub fn bounds<'a>(
    found: &BackTest,
    question: Question,
    rules: &Rules,
    scale: Scale,
    language: Language,
) -> Grid<'a> {
    let plain = |key: &str, of: Heading| Column::named(key, heading(of, language), Emphasis::Plain);
    let figure =
        |key: &str, of: Heading| Column::named(key, heading(of, language), Emphasis::Figure);
    let mut columns = vec![
        plain("measure", Heading::Measure),
        plain("bound", Heading::Bound),
    ];
    columns.extend(match question {
        Question::Amount => told_columns(language).to_vec(),
        Question::Buying => vec![
            figure("again_above", Heading::AgainAbove),
            figure("again_below", Heading::AgainBelow),
            figure("lead", Heading::Lead),
        ],
    });
    let cells = |bound: &Bound| match question {
        Question::Amount => told(bound).to_vec(),
        Question::Buying => vec![
            rate(bound.bought),
            rate(bound.bought_below),
            ratio(bound.lead(question)),
        ],
    };
    // Tiers are there for amounts, types for what becomes of customers.
    let is_asked = |stood: &&Stood| match stood.label {
        Label::TierFrom(_) => question == Question::Amount,
        Label::NotOf(_) => question == Question::Buying,
    };
    let stood = found.stood.iter().filter(is_asked).map(|stood| {
        let name = by_rules(&label(&stood.label, rules, language), language);
        let mut row = vec![Cell::Text(Cow::Owned(name)), Cell::Blank];
        row.extend(cells(&stood.bound));
        row
    });
    let measures = found.distinct().filter_map(|measure| {
        let bounds = measure.bounds.iter().map(|bound| ((), bound));
        let ((), bound) = best(bounds, question)?;
        let name = tried(measure.tried, rules.tier.measure.text.as_str(), language);
        let at = bound_words(measure.tried, bound.at, scale, language);
        let mut row = vec![Cell::Text(Cow::Owned(name)), Cell::Text(Cow::Owned(at))];
        row.extend(cells(bound));
        Some(row)
    });
    let rows = stood.chain(measures).collect();
    Grid::of(columns, rows)
}

/// Every bound of the rules' own measure.
pub fn own_bounds<'a>(found: &BackTest, scale: Scale, language: Language) -> Grid<'a> {
    let plain = |key: &str, of: Heading| Column::named(key, heading(of, language), Emphasis::Plain);
    let figure =
        |key: &str, of: Heading| Column::named(key, heading(of, language), Emphasis::Figure);
    let mut columns = vec![plain("bound", Heading::Bound)];
    columns.extend(told_columns(language));
    columns.push(figure("again_above", Heading::AgainAbove));
    columns.push(figure("again_below", Heading::AgainBelow));
    let own = found.measures.iter().find(|one| one.tried == Tried::Rules);
    let bounds = own.into_iter().flat_map(|one| &one.bounds);
    let rows = bounds.map(|bound| {
        let at = bound_words(Tried::Rules, bound.at, scale, language);
        let mut row = vec![Cell::Text(Cow::Owned(at))];
        row.extend(told(bound));
        row.extend([rate(bound.bought), rate(bound.bought_below)]);
        row
    });
    Grid::of(columns, rows.collect())
}

fn told_columns(language: Language) -> [Column; 4] {
    [
        ("customers", Heading::Above),
        ("of_all", Heading::OfAll),
        ("held", Heading::Held),
        ("lift", Heading::Lift),
    ]
    .map(|(key, of)| Column::named(key, heading(of, language), Emphasis::Plain))
}

/// How many are above a bound, and what they held.
fn told<'a>(bound: &Bound) -> [Cell<'a>; 4] {
    [
        count(bound.above.count),
        ratio(bound.above.rate()),
        ratio(bound.held),
        bound.lift().map_or(Cell::Blank, Cell::Number),
    ]
}

/// A label of the rules.
pub fn label(label: &Label, rules: &Rules, language: Language) -> String {
    match label {
        Label::TierFrom(place) => {
            let class = rules.tier.classes.get(*place).map_or("", String::as_str);
            tier_from(class, *place == 0, language)
        }
        Label::NotOf(types) => {
            let types = types.iter().filter_map(|place| rules.types.get(*place));
            let names: Vec<&str> = types.map(|kind| kind.name.pick(language)).collect();
            not_of(&names, language)
        }
    }
}

fn ratio<'a>(value: Option<f64>) -> Cell<'a> {
    value.map_or(Cell::Blank, Cell::Ratio)
}
