//! What a run says in a terminal: one screen after `classify`, and all that was
//! recognised after `check`. Takes a run and a look, gives text.

use std::cmp::Reverse;

use crate::followup::everyone::{Listed, Listing};
use crate::lang::list::Touch;
use crate::lang::open::describe;
use crate::lang::place::SheetName;
use crate::lang::report::{
    AllProblems, Word, account, amounts, brief_account, by_person, due, headline, more_problems,
    more_tables, no_problems, rest, run_title, who, word, written,
};
use crate::lang::{
    Language, bought, finding, heading, list, number, place, provenance, reading, workload,
};
use crate::living::Card;
use crate::problem::{Finding, Grouped, Place, Severity, SheetId, group};
use crate::records::open::Sheet;
use crate::records::provenance::Difference;
use crate::render::book::sheet_names;
use crate::render::measure::wrap;
use crate::render::movements;
use crate::render::terminal::{Bar, Look, bars, pairs, title};
use crate::report::Run;
use crate::report::movements::Movements;
use crate::report::overview::{Counted, Label, Overview, OwnerLine};
use crate::report::summary::Output;
use crate::rules::Who;
use crate::table::follow_ups::FollowUps;
use crate::table::people::Reach;

/// Kinds of problems shown after `classify`.
const MOST_PROBLEMS: usize = 5;

/// Tables whose account is shown one by one.
const MOST_TABLES: usize = 6;

/// Tiers, and types, shown one by one.
const MOST_LABELS: usize = 9;

/// People named with their tasks, and tasks named, of those due by the as-of day.
const MOST_PEOPLE: usize = 6;
const MOST_TASKS: usize = 3;

/// Sentences about what the team can do; `check` and the workbook have all of them.
const MOST_WORKLOAD: usize = 3;

/// Narrower than this, names and what is said of them do not stand side by side.
const NARROW: u16 = 60;

/// One screen: what was read, tiers and types, who is due, what moved, problems, what was
/// written.
pub fn summary_text(
    run: &Run<'_>,
    overview: &Overview<'_>,
    moves: Option<&Movements>,
    outputs: &[Output],
    look: Look,
) -> String {
    let language = look.language;
    let rules = run.rules();
    let mut out = title(&run_title(run.as_of(), language), look);
    let (customers, amount) = (overview.customers, overview.amount_12m);
    push_line(
        &mut out,
        &headline(customers, amount, run.currency(), language),
        look,
    );
    out += &read_in(run, look);
    push_labels(&mut out, Word::ByTier, &overview.tiers, look, |at| {
        &rules.tier.classes[at]
    });
    push_labels(&mut out, Word::ByType, &overview.types, look, |at| {
        let name = &rules.types[at].name;
        language.pick(&name.zh, &name.en)
    });
    if run.plan.listing == Listing::Tasks {
        push_section(&mut out, word(Word::Plan, language), look);
        let workload = workload::lines(run, language);
        let workload = workload.iter().take(MOST_WORKLOAD);
        let workload = workload.map(|line| format!("  {line}"));
        for line in due_today(run, overview, language)
            .into_iter()
            .chain(workload)
        {
            push_line(&mut out, &line, look);
        }
    }
    if let Some(moves) = moves {
        push_section(&mut out, &movements::heading(run, moves, language), look);
        for line in movements::lines(run, moves, language) {
            push_line(&mut out, &format!("  {line}"), look);
        }
    }
    push_section(&mut out, word(Word::Problems, language), look);
    for line in problem_lines(run, all_problems(outputs), language) {
        push_line(&mut out, &format!("  {line}"), look);
    }
    if !outputs.is_empty() {
        push_section(&mut out, word(Word::Written, language), look);
        for output in outputs {
            // A path is not broken into lines: it is there to be copied.
            let written = written(&output.path, output.rows, language);
            push_at(&mut out, 2, &written);
        }
    }
    out
}

/// One line a table: what it holds and what became of its rows.
fn read_in(run: &Run<'_>, look: Look) -> String {
    let language = look.language;
    let ledger = &run.engine.book.ledger;
    let (shown, others) = ledger.split_at(ledger.len().min(MOST_TABLES));
    let mut lines: Vec<(String, String)> = shown
        .iter()
        .filter_map(|entry| {
            let name = table_name(run, entry.sheet, language)?;
            // Folders were typed or stand in the rules; here they would only take room.
            let name = name.rsplit(['/', '\\']).next().unwrap_or(&name);
            let account = brief_account(&entry.account, language);
            Some((format!("  {name}"), account))
        })
        .collect();
    if !others.is_empty() {
        let rows = others.iter().map(|entry| entry.account.read).sum();
        let more = more_tables(others.len(), rows, language);
        lines.push(("  …".to_owned(), more));
    }
    if look.width >= NARROW {
        return pairs(&lines, look);
    }
    let mut out = String::new();
    for (name, account) in &lines {
        push_line(&mut out, name, look);
        push_line(&mut out, &format!("    {account}"), look);
    }
    out
}

/// How many tasks are due, whose they are, and the first of them: of the best customers,
/// the most overdue.
fn due_today(run: &Run<'_>, overview: &Overview<'_>, language: Language) -> Vec<String> {
    let counts = overview.tasks;
    let horizon = run.rules().calendar.horizon;
    let line = due(
        counts.today,
        counts.overdue,
        counts.later,
        horizon,
        language,
    );
    let mut lines = vec![format!("  {line}")];
    let now = |line: &OwnerLine<'_>| line.tasks.today + line.tasks.overdue;
    let mut people: Vec<(&str, u64)> = (overview.owners.iter())
        .map(|line| (line.owner, now(line)))
        .filter(|(_, tasks)| *tasks > 0)
        .collect();
    people.sort_by_key(|(name, tasks)| (Reverse(*tasks), *name));
    if !people.is_empty() {
        let named: u64 = people.iter().map(|(_, tasks)| tasks).sum();
        let more = people.len().saturating_sub(MOST_PEOPLE);
        people.truncate(MOST_PEOPLE);
        // What goes to many at once is nobody's in person.
        let bulk = (counts.today + counts.overdue).saturating_sub(named);
        if bulk > 0 {
            people.push((who(Who::Auto, language), bulk));
        }
        lines.push(format!("  {}", by_person(&people, more, language)));
    }
    let tasks = FollowUps {
        engine: run.engine,
        verdicts: run.verdicts,
        cuts: run.cuts,
        plan: run.plan,
    };
    let (reach, mut clerk) = (Reach::new(tasks, language), run.plan.clerk());
    for listed in first_tasks(run) {
        // Whom to ask for stands in the plan; here a line suffices.
        let touch = Touch {
            contact_person: None,
            phone: None,
            ..reach.touch(&clerk.task(listed))
        };
        let owner = run.owner(listed.customer);
        let gap = if owner.is_empty() { "" } else { "  " };
        lines.push(format!("    {owner}{gap}{}", list::touch(&touch, language)));
    }
    lines
}

/// Tasks of people that are due by the as-of day: the highest rank first, then the most overdue.
fn first_tasks(run: &Run<'_>) -> Vec<Listed> {
    let all = run.plan.tasks();
    let due = all.partition_point(|listed| listed.due <= run.as_of());
    let mut first: Vec<Listed> = Vec::with_capacity(MOST_TASKS + 1);
    for listed in all[..due].iter().filter(|listed| listed.who != Who::Auto) {
        // Tasks come the most overdue first, so equals stay behind.
        let place = first.partition_point(|other| other.rank <= listed.rank);
        if place < MOST_TASKS {
            first.insert(place, *listed);
            first.truncate(MOST_TASKS);
        }
    }
    first
}

/// Which of the outputs lists all problems.
fn all_problems(outputs: &[Output]) -> AllProblems<'_> {
    let ends = |output: &&Output, with: &str| output.path.to_lowercase().ends_with(with);
    let lists = outputs.iter().find(|output| ends(output, "problems.csv"));
    match lists {
        Some(output) => AllProblems::File(&output.path),
        None if outputs.iter().any(|output| ends(&output, ".xlsx")) => AllProblems::Sheet,
        None => AllProblems::Check,
    }
}

/// The first kinds of problems with their first places, and where to read the others and what
/// to do.
fn problem_lines(run: &Run<'_>, all: AllProblems<'_>, language: Language) -> Vec<String> {
    // Worst first, so that all notes stand at the end.
    let groups = group(run.problems);
    if groups.is_empty() {
        return vec![no_problems(language).to_owned()];
    }
    let is_serious = |group: &Grouped<'_>| group.first.finding.severity() != Severity::Note;
    let serious = groups.partition_point(is_serious);
    let shown = serious.min(MOST_PROBLEMS);
    let names = sheet_names(run);
    let mut lines: Vec<String> = groups[..shown]
        .iter()
        .map(|group| problem_line(group, &names, language))
        .collect();
    lines.push(more_problems(
        serious - shown,
        groups.len() - serious,
        all,
        language,
    ));
    lines
}

/// What is wrong, for those who hear of nothing else: rows that could not be read, orders that
/// are too old, and what people wrote in workbooks and was not taken. Empty where all is well.
pub fn wrong_text(run: &Run<'_>, look: Look) -> String {
    let is_wrong = |group: &Grouped<'_>| {
        let finding = &group.first.finding;
        match finding {
            Finding::Stale(..)
            | Finding::HiddenSheet(_)
            | Finding::NoRows(_)
            | Finding::AnotherTable(_)
            | Finding::TableAbove(_)
            | Finding::OrdersElsewhere(_)
            | Finding::Papers { .. }
            | Finding::OrderShownTwice { counted: true, .. } => true,
            Finding::Returned(said) => said.severity() != Severity::Note,
            other => other.severity() == Severity::Error,
        }
    };
    let wrong: Vec<Grouped<'_>> = group(run.problems).into_iter().filter(is_wrong).collect();
    if wrong.is_empty() {
        return String::new();
    }
    problems(run, &wrong, look)
}

/// Everything that was recognised, the ledger, and all problems grouped.
pub fn check_text(run: &Run<'_>, look: Look) -> String {
    let language = look.language;
    let mut out = title(word(Word::ReadIn, language), look);
    for sheet in run.sheets {
        for line in describe(sheet, language) {
            push_line(&mut out, &line, look);
        }
        for line in readings(run, sheet, language) {
            push_line(&mut out, &format!("  {line}"), look);
        }
    }
    push_title(&mut out, Word::Ledger, look);
    out += &ledger(run, look);
    let mut plan = workload::lines(run, language);
    plan.extend(bought::main_line(run.engine.book.bought.as_ref(), language));
    if !plan.is_empty() {
        push_title(&mut out, Word::Plan, look);
        for line in plan {
            push_line(&mut out, &line, look);
        }
    }
    push_title(&mut out, Word::Problems, look);
    let groups = group(run.problems);
    out += &problems(run, &groups, look);
    out
}

/// How the days and amounts of a sheet were read, where their cells did not say it alone.
fn readings(run: &Run<'_>, sheet: &Sheet, language: Language) -> Vec<String> {
    let book = run.engine.book;
    let header = |place: Place| {
        let column = place.column.map(usize::from);
        let header = column.and_then(|column| sheet.headers.get(column));
        header.map_or("", String::as_str)
    };
    let dates = book
        .dates
        .iter()
        .filter(|column| column.place.sheet == sheet.id);
    let dates = dates.filter_map(|column| reading::days(column, header(column.place), language));
    let amounts = book
        .amounts
        .iter()
        .filter(|column| column.place.sheet == sheet.id);
    let amounts =
        amounts.flat_map(|column| reading::amounts(column, header(column.place), language));
    dates.chain(amounts).collect()
}

/// What a workbook was made from, against the inputs and the rules of now.
pub fn provenance_text(book: &str, card: &Card, differences: &[Difference], look: Look) -> String {
    let language = look.language;
    let mut out = format!("\n{}", title(provenance::heading(language), look));
    let about = provenance::about(book, card.as_of, &card.made.version, language);
    push_line(&mut out, &about, look);
    for one in differences {
        let line = format!("  - {}", provenance::difference(one, language));
        push_line(&mut out, &line, look);
    }
    let end = if differences.is_empty() {
        provenance::matches(language)
    } else {
        provenance::run_again(language)
    };
    push_line(&mut out, &format!("  {end}"), look);
    out
}

/// One account a table, with its amounts.
fn ledger(run: &Run<'_>, look: Look) -> String {
    let language = look.language;
    let mut lines = Vec::new();
    for entry in &run.engine.book.ledger {
        let Some(name) = table_name(run, entry.sheet, language) else {
            continue;
        };
        lines.push((name, account(&entry.account, language)));
        for (currency, sums) in &entry.account.amounts {
            lines.push((String::new(), amounts(currency, sums, language)));
        }
    }
    pairs(&lines, look)
}

/// `orders.xlsx › 2025 (orders)`.
fn table_name(run: &Run<'_>, sheet: SheetId, language: Language) -> Option<String> {
    let sheet = run.sheets.get(usize::from(sheet.0))?;
    let mut name = sheet.file_name.clone();
    if let Some(tab) = &sheet.name {
        name += " › ";
        name += tab;
    }
    if let Some(role) = sheet.role {
        let role = heading::role(role, language);
        name += language.pick("（", " (");
        name += role;
        name += language.pick("）", ")");
    }
    Some(name)
}

/// Shares and customers by label; where labels are many, the largest, in their order.
fn push_labels<'n>(
    out: &mut String,
    title: Word,
    lines: &[Counted],
    look: Look,
    name: impl Fn(usize) -> &'n str,
) {
    let language = look.language;
    let words = [title, Word::Share, Word::CustomerCount];
    let words = words.map(|name| word(name, language));
    push_section(out, &words.join(" · "), look);
    let shown = largest(lines);
    let mut bar_lines: Vec<Bar> = shown
        .iter()
        .map(|line| Bar {
            name: match line.label {
                Label::At(at) => name(at).to_owned(),
                Label::Nothing => word(Word::Nothing, language).to_owned(),
            },
            note: share_note(line.share.filter(|_| line.customers > 0)),
            count: line.customers,
        })
        .collect();
    if shown.len() < lines.len() {
        let customers = |lines: &[Counted]| lines.iter().map(|line| line.customers).sum::<u64>();
        bar_lines.push(Bar {
            name: rest(lines.len() - shown.len(), language),
            note: String::new(),
            count: customers(lines) - customers(&shown),
        });
    }
    let narrower = Look {
        width: look.width.saturating_sub(2),
        ..look
    };
    for line in bars(&bar_lines, narrower).lines() {
        push_at(out, 2, line);
    }
}

fn share_note(share: Option<f64>) -> String {
    share.map_or(String::new(), number::percent)
}

/// All labels, or as many as a screen has room for.
fn largest(lines: &[Counted]) -> Vec<Counted> {
    if lines.len() <= MOST_LABELS + 1 {
        return lines.to_vec();
    }
    let mut by_size: Vec<usize> = (0..lines.len()).collect();
    by_size.sort_by_key(|at| (Reverse(lines[*at].customers), *at));
    by_size.truncate(MOST_LABELS);
    by_size.sort_unstable();
    by_size.into_iter().map(|at| lines[at]).collect()
}

/// The first kinds of problems, each with its advice where it is serious.
fn problems(run: &Run<'_>, groups: &[Grouped<'_>], look: Look) -> String {
    let language = look.language;
    let mut out = String::new();
    if run.problems.is_empty() {
        push_line(&mut out, no_problems(language), look);
    }
    let names = sheet_names(run);
    for group in groups {
        push_line(&mut out, &problem_line(group, &names, language), look);
        let help = finding::help(&group.first.finding, language);
        let grade = group.first.finding.severity();
        if let Some(help) = help.filter(|_| grade != Severity::Note) {
            push_line(&mut out, &format!("  → {help}"), look);
        }
    }
    out
}

fn problem_line(group: &Grouped<'_>, names: &[SheetName], language: Language) -> String {
    format!(
        "{}{}{}",
        finding::severity(group.first.finding.severity(), language),
        language.pick("：", ": "),
        place::grouped(group, names, language)
    )
}

fn push_title(out: &mut String, name: Word, look: Look) {
    out.push('\n');
    *out += &title(word(name, look.language), look);
}

/// The heading of a part of a screen; its lines stand further in.
fn push_section(out: &mut String, heading: &str, look: Look) {
    out.push('\n');
    push_line(out, heading, look);
}

/// A line, broken where the terminal ends; what goes on stands two further in.
fn push_line(out: &mut String, line: &str, look: Look) {
    let text = line.trim_start();
    let indent = line.len() - text.len();
    let wide = usize::from(look.width).saturating_sub(indent);
    let mut lines = wrap(text, wide).into_iter();
    let first = lines.next().unwrap_or_default();
    push_at(out, indent, &first);
    // Broken anew, for what is left has two columns less.
    let rest = lines.collect::<Vec<_>>();
    let rest = text.get(first.len()..).filter(|_| !rest.is_empty());
    for part in wrap(
        rest.unwrap_or_default().trim_start(),
        wide.saturating_sub(2),
    ) {
        if !part.is_empty() {
            push_at(out, indent + 2, &part);
        }
    }
}

fn push_at(out: &mut String, indent: usize, line: &str) {
    out.extend(std::iter::repeat_n(' ', indent));
    out.push_str(line.trim_end());
    out.push('\n');
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::terminal::Ink;
    use crate::report::fixture;
    use crate::report::overview::overview;

    fn look(language: Language) -> Look {
        Look {
            width: 100,
            ink: Ink::Unicode,
            language,
        }
    }

    fn check(text: &str, wanted: &[&str]) {
        for part in wanted {
            assert!(text.contains(part), "{part}\nis not in\n{text}");
        }
    }

    #[test]
    fn one_screen_tells_what_was_read_found_and_written() {
        fixture::run(fixture::SMALL, |run| {
            let overview = overview(run);
            let outputs = [Output {
                path: "客户分层.xlsx".to_owned(),
                rows: None,
            }];
            let zh = summary_text(run, &overview, None, &outputs, look(Language::Zh));
            check(
                &zh,
                &[
                    "客户分层，截止 2026-11-22",
                    "4 个客户，近12月金额 1,000.00 CNY",
                    "orders.csv（订单）",
                    "= 计入 3 + 版式行 1 + 搁置 1",
                    "等级 · 金额占比 · 客户数",
                    "A       90.0%  1",
                    "今日到期",
                    "错误：orders.csv › C5",
                    "客户分层.xlsx\n",
                ],
            );
            assert!(zh.lines().count() < 40, "{zh}");
            let en = summary_text(run, &overview, None, &outputs, look(Language::En));
            check(
                &en,
                &[
                    "Customer tiers as of 2026-11-22",
                    "4 customers, 1,000.00 CNY in the last 12 months",
                    "= 3 used + 1 layout",
                ],
            );
        });
    }

    #[test]
    fn checking_tells_how_each_sheet_was_understood() {
        fixture::run(fixture::SMALL, |run| {
            check(
                &check_text(run, look(Language::Zh)),
                &["customers.csv：客户表", "每一行的去向", "orders.csv › C5"],
            );
            check(
                &check_text(run, look(Language::En)),
                &["customers.csv: ", "What became of every row"],
            );
        });
    }
}
