//! The rules in force in plain words: where tiers begin, what types and tags ask
//! for, and how many customers each has. Takes a run, gives small grids.

use crate::lang::Language;
use crate::lang::reason::{one_line, push_measured};
use crate::lang::report::{ClassBegins, Word, class_begins, range, who, word};
use crate::lang::workbook::{Label, cadence, label};
use crate::lang::{number, plain};
use crate::money::Total;
use crate::report::Run;
use crate::report::overview::Overview;
use crate::report::reason::{Begins, begins};
use crate::rules::{Step, Track, Type, Words};
use crate::score::rfm::Bounds;
use crate::table::{Cell, Column, Emphasis, Grid};

/// Groups of tiers shown; further ones have their cuts in each customer's reason.
const MOST_GROUPS: usize = 50;

/// Each class with where it begins and how many customers it has.
pub fn tiers<'a>(run: &Run<'a>, language: Language) -> Grid<'a> {
    let groups = run.engine.tier_group_names();
    let grouped = groups.len() > 1;
    let heads = heads(run, groups.len());
    let mut columns = Vec::new();
    if grouped {
        columns.push(named("group", Word::Group, language));
    }
    columns.push(Column::keyed("tier", Emphasis::Tier, language));
    columns.push(named("begins", Word::Begins, language));
    columns.push(named("customers", Word::CustomerCount, language));
    let classes = &run.rules().tier.classes;
    let mut rows = Vec::new();
    let used = groups.iter().enumerate();
    let used = used.filter(|(group, _)| !grouped || heads[*group].iter().any(|count| *count > 0));
    for (group, name) in used.take(MOST_GROUPS) {
        for (class, class_name) in classes.iter().enumerate() {
            let mut cells: Vec<Cell<'a>> = Vec::with_capacity(4);
            if grouped {
                let name = name.unwrap_or(word(Word::Blank, language));
                cells.push(name.to_owned().into());
            }
            cells.push(class_name.as_str().into());
            cells.push(class_start(run, group, class, language).into());
            cells.push(Cell::Count(heads[group][class] as i64));
            rows.push(cells);
        }
    }
    Grid::of(columns, rows)
}

/// Customers of each class, by group.
fn heads(run: &Run<'_>, groups: usize) -> Vec<Vec<u64>> {
    let classes = run.rules().tier.classes.len();
    let mut heads = vec![vec![0; classes]; groups];
    for (customer, tier) in (0u32..).zip(&run.verdicts.tier) {
        let class = heads[run.engine.tier_group(customer)].get_mut(usize::from(*tier));
        if let Some(count) = class {
            *count += 1;
        }
    }
    heads
}

fn class_start(run: &Run<'_>, group: usize, class: usize, language: Language) -> String {
    if class + 1 == run.rules().tier.classes.len() {
        return class_begins(ClassBegins::Last, language);
    }
    let mut text = String::new();
    let how = match begins(run, group, class as u8) {
        Some((_, Begins::At(value))) => {
            push_measured(value, &mut text);
            ClassBegins::At(&text)
        }
        Some((_, Begins::Above(value))) => {
            push_measured(value, &mut text);
            ClassBegins::Above(&text)
        }
        None => ClassBegins::NobodyIn,
    };
    class_begins(how, language)
}

/// Each type with its condition, in the order of the rules.
pub fn types<'a>(run: &Run<'a>, overview: &Overview<'_>, language: Language) -> Grid<'a> {
    let types = run.rules().types.iter().zip(&overview.types);
    let rows = types.map(|(kind, line)| {
        conditioned(
            language.pick(&kind.name.zh, &kind.name.en),
            &kind.when.text,
            line.customers,
            language,
        )
    });
    Grid::of(conditions("type", language), rows.collect())
}

/// Each tag with its condition.
pub fn tags<'a>(run: &Run<'a>, overview: &Overview<'_>, language: Language) -> Grid<'a> {
    let tags = run.rules().tags.iter().zip(&overview.tags);
    let rows = tags.map(|(tag, line)| {
        conditioned(
            language.pick(&tag.name.zh, &tag.name.en),
            &tag.when.text,
            line.customers,
            language,
        )
    });
    Grid::of(conditions("tags", language), rows.collect())
}

/// Each track of every type: who, when, how, about what and to which end.
pub fn tracks<'a>(run: &Run<'a>, language: Language) -> Grid<'a> {
    let columns = vec![
        Column::keyed("type", Emphasis::Plain, language),
        Column::named("cadence", label(Label::Cadence, language), Emphasis::Long),
        Column::keyed("who", Emphasis::Plain, language),
        Column::named("channels", label(Label::Channels, language), Emphasis::Long),
        Column::named("contents", label(Label::Contents, language), Emphasis::Long),
        Column::keyed("goal", Emphasis::Plain, language),
    ];
    let pick = |words: &'a Words| language.pick(&words.zh, &words.en);
    let row = |kind: &'a Type, track: &'a Track| {
        let mut when = cadence(track, language);
        if let Some(condition) = &track.when {
            when += language.pick("；条件：", "; if ");
            when += &plain::condition(&condition.text, language);
        }
        // Steps may have channels and contents of their own.
        let steps = |of: fn(&'a Step) -> &'a Words| -> Vec<Words> {
            let mut words: Vec<Words> = Vec::new();
            for said in track.steps.iter().map(of) {
                if !said.zh.is_empty() && !words.contains(said) {
                    words.push(said.clone());
                }
            }
            words
        };
        let listed = |own: Vec<Words>, rotation: &[Words]| -> String {
            let words: Vec<&str> = own
                .iter()
                .chain(rotation.iter().filter(|words| !own.contains(words)))
                .map(|words| language.pick(&words.zh, &words.en))
                .collect();
            words.join(language.pick("、", ", "))
        };
        vec![
            pick(&kind.name).into(),
            when.into(),
            who(track.who, language).into(),
            listed(steps(|step| &step.channel), &track.channels).into(),
            listed(steps(|step| &step.content), &track.contents).into(),
            pick(&track.goal).into(),
        ]
    };
    let types = run.rules().types.iter();
    let rows = types.flat_map(|kind| kind.tracks.iter().map(move |track| row(kind, track)));
    Grid::of(columns, rows.collect())
}

fn conditions(key: &str, language: Language) -> Vec<Column> {
    vec![
        Column::keyed(key, Emphasis::Plain, language),
        Column::named("condition", word(Word::Condition, language), Emphasis::Long),
        named("customers", Word::CustomerCount, language),
        Column::named("written", label(Label::AsWritten, language), Emphasis::Long),
    ]
}

fn conditioned<'a>(
    name: &'a str,
    condition: &str,
    customers: u64,
    language: Language,
) -> Vec<Cell<'a>> {
    vec![
        name.into(),
        plain::condition(condition, language).into(),
        Cell::Count(customers as i64),
        one_line(condition).into(),
    ]
}

/// The cut points of the scores, best first; `None` where there is not one set for all.
pub fn scores<'a>(run: &Run<'_>, language: Language) -> Option<Grid<'a>> {
    use crate::rules::RfmMethod;
    let rules = &run.rules().rfm;
    let (cuts, _) = run.cuts.rfm.as_ref()?;
    if rules.by.is_some() || rules.method == RfmMethod::Nested {
        return None;
    }
    let columns = vec![
        named("score", Word::Score, language),
        Column::named("recency", word(Word::Recency, language), Emphasis::Long),
        Column::named("frequency", word(Word::Frequency, language), Emphasis::Long),
        Column::named("monetary", word(Word::Monetary, language), Emphasis::Long),
    ];
    let whole = |value: i64| number::grouped_count(value);
    let money = |value: i64| number::grouped_money(Total(i128::from(value)));
    let rows = (1..=rules.bins).rev().map(|score| {
        let [recency, frequency, monetary] = cuts.bounds(0, [score; 3]);
        vec![
            Cell::Count(i64::from(score)),
            bounds(recency, &whole, language).into(),
            bounds(frequency, &whole, language).into(),
            bounds(monetary, &money, language).into(),
        ]
    });
    Some(Grid::of(columns, rows.collect()))
}

fn bounds(bounds: Bounds, show: &dyn Fn(i64) -> String, language: Language) -> String {
    // Equal values share a score, so a score may stand for no value at all.
    if bounds
        .above
        .zip(bounds.at_most)
        .is_some_and(|(above, most)| above >= most)
    {
        return word(Word::Nothing, language).to_owned();
    }
    // What nothing can be above is no bound.
    let above = bounds.above.map(show);
    let at_most = bounds.at_most.filter(|most| *most != i64::MAX).map(show);
    range(above.as_deref(), at_most.as_deref(), language)
}

fn named(key: &str, name: Word, language: Language) -> Column {
    Column::named(key, word(name, language), Emphasis::Plain)
}
