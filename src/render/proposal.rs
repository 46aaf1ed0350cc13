//! What `init` shows in a terminal. Takes a run by the proposed rules and the proposal,
//! gives text.

use crate::lang::open::describe;
use crate::lang::propose::found::{
    Direction, Title, compared, differing, direction, next, open, title as worded, understood,
};
use crate::lang::report::{Word, word};
use crate::propose::Proposal;
use crate::propose::levels::Levels;
use crate::render::measure::wrap;
use crate::render::terminal::{Bar, Look, bars, pairs, table, title};
use crate::report::Run;
use crate::report::overview::{Label, overview};
use crate::table::{Cell, Column, Emphasis, Grid};

/// What was found: sheets, what they say, tiers and types by the proposed rules, own
/// levels beside tiers, and what is left to a person. `notes` are about the files.
pub fn found_text(run: &Run<'_>, of: &Proposal, notes: &[String], look: Look) -> String {
    let language = look.language;
    let mut out = title(worded(Title::Sheets, language), look);
    let sheets = run.sheets.iter();
    for line in sheets.flat_map(|sheet| describe(sheet, language)) {
        push_line(&mut out, &line, look);
    }
    for note in notes {
        push_line(&mut out, note, look);
    }
    push_title(&mut out, Title::Understood, look);
    out += &pairs(&understood(of, language), look);
    let overview = overview(run);
    let rules = run.rules();
    let nothing = || word(Word::Nothing, language).to_owned();
    push_title(&mut out, Title::Tiers, look);
    let bar = |name, count| Bar {
        name,
        note: String::new(),
        count,
    };
    let tiers = overview.tiers.iter().map(|line| match line.label {
        Label::At(at) => bar(rules.tier.classes[at].clone(), line.customers),
        Label::Nothing => bar(nothing(), line.customers),
    });
    out += &bars(&tiers.collect::<Vec<_>>(), look);
    push_title(&mut out, Title::Types, look);
    let types = overview.types.iter().map(|line| match line.label {
        Label::At(at) => bar(
            rules.types[at].name.pick(language).to_owned(),
            line.customers,
        ),
        Label::Nothing => bar(nothing(), line.customers),
    });
    out += &bars(&types.collect::<Vec<_>>(), look);
    if let Some(levels) = &of.levels {
        push_levels(&mut out, run, levels, look);
    }
    let open = open(of, language);
    if !open.is_empty() {
        push_title(&mut out, Title::Open, look);
        for line in open {
            push_item(&mut out, &line, look);
        }
    }
    out
}

/// What to do once the rules are written to a file; `named` where other commands do not
/// find it by themselves.
pub fn next_text(of: &Proposal, rules: &str, named: Option<&str>, look: Look) -> String {
    let mut out = String::new();
    push_title(&mut out, Title::Next, look);
    for line in next(rules, named, &open(of, look.language), look.language) {
        push_item(&mut out, &line, look);
    }
    out
}

fn push_levels(out: &mut String, run: &Run<'_>, levels: &Levels, look: Look) {
    let language = look.language;
    let classes = &run.rules().tier.classes;
    push_title(out, Title::Levels, look);
    let headings = classes
        .iter()
        .map(String::as_str)
        .chain([word(Word::Nothing, language)]);
    let level = Column::named("level", word(Word::Label, language), Emphasis::Plain);
    let columns = headings.map(|heading| Column::named(heading, heading, Emphasis::Plain));
    let rows = levels.rows.iter().map(|(level, counts)| {
        let counts = counts.iter().map(|count| Cell::Count(*count as i64));
        [Cell::from(level.as_str())]
            .into_iter()
            .chain(counts)
            .collect()
    });
    let grid = Grid::of([level].into_iter().chain(columns).collect(), rows.collect());
    *out += &table(grid, look);
    for line in compared(levels, language) {
        push_line(out, &line, look);
    }
    for (which, list) in [
        (Direction::Better, &levels.first_better),
        (Direction::Worse, &levels.first_worse),
    ] {
        if list.is_empty() {
            continue;
        }
        push_line(out, direction(which, language), look);
        for one in list {
            let class = classes
                .get(usize::from(one.tier))
                .map_or("", String::as_str);
            push_item(out, &differing(one, class, run.currency(), language), look);
        }
    }
}

fn push_title(out: &mut String, name: Title, look: Look) {
    out.push('\n');
    *out += &title(worded(name, look.language), look);
}

fn push_line(out: &mut String, line: &str, look: Look) {
    for part in wrap(line, usize::from(look.width)) {
        out.push_str(part.trim_end());
        out.push('\n');
    }
}

/// A line with a mark before it; what does not fit goes on below the words.
fn push_item(out: &mut String, line: &str, look: Look) {
    let room = usize::from(look.width).saturating_sub(2);
    for (number, part) in wrap(line, room).iter().enumerate() {
        *out += if number == 0 { "- " } else { "  " };
        out.push_str(part.trim_end());
        out.push('\n');
    }
}
