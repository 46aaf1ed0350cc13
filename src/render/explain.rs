//! One customer on one screen of a terminal, or as JSON.
//!
//! Takes an [`Explanation`] and a [`Look`]; gives text. Parts stand under each other,
//! their names to the left.

mod json;

use crate::lang::bought::lines as bought_lines;
use crate::lang::explain::{
    Part, contact, due, headline, kind, moved, no_contacts, no_orders, no_tags, numbers, older,
    order, part, path, scores, tier, track, tried, windows,
};
use crate::render::measure::{text_width, wrap};
use crate::render::terminal::{Ink, Look, clean, pad, title};
use crate::report::explain::{Explanation, Fits, Tried};
use crate::report::path::bars;

pub use json::json;

/// Columns of the names of parts, with the gap behind them.
const NAMES: usize = 10;

/// Blanks between two metrics side by side.
const GAP: usize = 3;

/// One screen about one customer.
pub fn text(told: &Explanation<'_>, look: Look) -> String {
    let language = look.language;
    let mut out = headlines(told, look);
    section(&mut out, Part::Moved, &moved(told, language), look);
    let mut tiers = tier(told, language);
    tiers.extend(way(told, look));
    section(&mut out, Part::Tier, &tiers, look);
    section(&mut out, Part::Scores, &scores(told, language), look);
    let mut types = vec![kind(told, language)];
    types.extend(told.kind.tried.iter().map(|one| marked(one, look)));
    section(&mut out, Part::Kind, &types, look);
    let mut tags: Vec<String> = told.tags.iter().map(|one| marked(one, look)).collect();
    if tags.is_empty() {
        tags.push(no_tags(language).to_owned());
    }
    section(&mut out, Part::Tags, &tags, look);
    let shown = numbers(told, language);
    section(&mut out, Part::Numbers, &side_by_side(&shown, look), look);
    section(&mut out, Part::Windows, &windows(told, language), look);
    let orders: Vec<_> = told.orders.iter().map(|one| order(one, language)).collect();
    let mut orders = side_by_side(&orders, look);
    orders.extend(older(told.more_orders, language));
    if orders.is_empty() {
        orders.push(no_orders(language).to_owned());
    }
    if let Some((bought, customer)) = told.bought {
        orders.extend(bought_lines(bought, customer, language));
    }
    section(&mut out, Part::Orders, &orders, look);
    let touches = told.contacts.iter();
    let mut contacts: Vec<String> = touches.map(|one| contact(one, language)).collect();
    contacts.extend(older(told.more_contacts, language));
    if contacts.is_empty() {
        contacts.push(no_contacts(language).to_owned());
    }
    section(&mut out, Part::Contacts, &contacts, look);
    let tracks = told.tracks.iter();
    let mut tasks: Vec<String> = tracks
        .map(|one| format!("{} {}", mark(one.fits, look), track(one, language)))
        .collect();
    tasks.extend(due(told, language));
    section(&mut out, Part::Due, &tasks, look);
    out
}

/// The headline, in as many lines as it takes, the last one underlined.
fn headlines(told: &Explanation<'_>, look: Look) -> String {
    let headline = clean(&headline(told, look.language));
    let mut lines = wrap(&headline, usize::from(look.width));
    let last = lines.pop().unwrap_or_default();
    let mut out = String::new();
    for line in lines {
        out.push_str(line.trim_end());
        out.push('\n');
    }
    out + &title(&last, look)
}

/// The tiers so far, drawn and told.
fn way(told: &Explanation<'_>, look: Look) -> Option<String> {
    let text = path(told, look.language)?;
    let stands = told.tier.path.iter().copied();
    Some(match look.ink {
        Ink::Unicode => format!("{} {text}", bars(stands, told.rules.tier.classes.len())),
        Ink::Ascii => text,
    })
}

/// A condition with a mark before it.
fn marked(one: &Tried<'_>, look: Look) -> String {
    format!("{} {}", mark(one.fits, look), tried(one, look.language))
}

fn mark(fits: Fits, look: Look) -> &'static str {
    match (fits, look.ink) {
        (Fits::First | Fits::Also, Ink::Unicode) => "✓",
        (Fits::First | Fits::Also, Ink::Ascii) => "+",
        (Fits::No, Ink::Unicode) => "✗",
        (Fits::No, Ink::Ascii) => "-",
        (Fits::Undecided, _) => "?",
    }
}

/// The columns right of the names.
fn room(look: Look) -> usize {
    usize::from(look.width).saturating_sub(NAMES).max(20)
}

/// Lines of a part; what does not fit goes on a little to the right below.
fn section(out: &mut String, name: Part, lines: &[String], look: Look) {
    let mut name = part(name, look.language);
    for line in lines {
        let line = clean(line);
        let text = line.trim_start();
        let indent = line.len() - text.len();
        let mut before = indent;
        for shown in wrap(text, room(look).saturating_sub(indent + 2)) {
            let full = format!("{}{}{shown}", pad(name, NAMES), " ".repeat(before));
            out.push_str(full.trim_end());
            out.push('\n');
            (name, before) = ("", indent + 2);
        }
    }
}

/// Names and values in as many columns as fit.
fn side_by_side(shown: &[(String, String)], look: Look) -> Vec<String> {
    let widths = (1..=shown.len())
        .map(|columns| widths(shown, columns))
        .take_while(|widths| total(widths) + 2 <= room(look))
        .last()
        .unwrap_or_else(|| widths(shown, 1));
    let cell = |(pair, (name, value)): (&(String, String), &(usize, usize))| {
        format!("{} {}", pad(&pair.0, *name), pad(&pair.1, *value))
    };
    let rows = shown.chunks(widths.len().max(1));
    rows.map(|row| {
        let cells: Vec<String> = row.iter().zip(&widths).map(cell).collect();
        cells.join(&" ".repeat(GAP))
    })
    .collect()
}

/// The widest name and value of each column, when rows are filled from left to right.
fn widths(shown: &[(String, String)], columns: usize) -> Vec<(usize, usize)> {
    let widest = |column: usize| {
        let cells = shown.iter().skip(column).step_by(columns);
        cells.fold((0, 0), |(names, values), (name, value)| {
            (names.max(text_width(name)), values.max(text_width(value)))
        })
    };
    (0..columns).map(widest).collect()
}

fn total(widths: &[(usize, usize)]) -> usize {
    let cells = widths.iter().map(|(name, value)| name + 1 + value);
    cells.sum::<usize>() + widths.len().saturating_sub(1) * GAP
}

#[cfg(test)]
mod tests;
