//! What a run says in a terminal: one screen after `classify`, and all that was
//! recognised after `check`. Takes a run and a look, gives text.

use crate::followup::everyone::Listing;
use crate::lang::open::describe;
use crate::lang::report::{
    Word, account, amounts, due, headline, more_problems, no_problems, run_title, word, written,
};
use crate::lang::{Language, finding, heading, number, place, workload};
use crate::problem::{Grouped, Severity, group};
use crate::render::book::sheet_names;
use crate::render::measure::wrap;
use crate::render::movements;
use crate::render::terminal::{Look, bars, pairs, title};
use crate::report::Run;
use crate::report::movements::Movements;
use crate::report::overview::{Counted, Label, Overview};
use crate::report::summary::Output;

/// Kinds of problems shown after `classify`.
const MOST_PROBLEMS: usize = 8;

/// One screen: what was read, tiers and types, what is due, problems, what was written.
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
    push_line(
        &mut out,
        &headline(
            overview.customers,
            overview.amount_12m,
            run.currency(),
            language,
        ),
        look,
    );
    out += &ledger(run, look);
    push_labels_title(&mut out, Word::ByTier, look);
    out += &bars(
        &counts(&overview.tiers, language, |at| &rules.tier.classes[at]),
        look,
    );
    push_labels_title(&mut out, Word::ByType, look);
    let kinds = counts(&overview.types, language, |at| {
        language.pick(&rules.types[at].name.zh, &rules.types[at].name.en)
    });
    out += &bars(&kinds, look);
    if let Some(moves) = moves {
        out += &movements::text(run, moves, look);
    }
    if run.plan.listing == Listing::Tasks {
        push_title(&mut out, Word::Plan, look);
        let tasks = overview.tasks;
        let horizon = rules.calendar.horizon;
        let line = due(tasks.today, tasks.overdue, tasks.later, horizon, language);
        push_line(&mut out, &line, look);
        for line in workload::lines(run, language) {
            push_line(&mut out, &line, look);
        }
    }
    push_title(&mut out, Word::Problems, look);
    // Worst first, so that all notes stand at the end.
    let groups = group(run.problems);
    let is_serious = |group: &Grouped<'_>| group.first.finding.severity() != Severity::Note;
    let serious = groups.partition_point(is_serious);
    let shown = serious.min(MOST_PROBLEMS);
    out += &problems(run, &groups[..shown], look);
    let more = more_problems(serious - shown, groups.len() - serious, language);
    if let Some(more) = more {
        push_line(&mut out, &more, look);
    }
    if !outputs.is_empty() {
        push_title(&mut out, Word::Written, look);
        for output in outputs {
            // A path is not broken into lines: it is there to be copied.
            out += &written(&output.path, output.rows, language);
            out.push('\n');
        }
    }
    out
}

/// Everything that was recognised, the ledger, and all problems grouped.
pub fn check_text(run: &Run<'_>, look: Look) -> String {
    let language = look.language;
    let mut out = title(word(Word::ReadIn, language), look);
    for line in run
        .sheets
        .iter()
        .flat_map(|sheet| describe(sheet, language))
    {
        push_line(&mut out, &line, look);
    }
    push_title(&mut out, Word::Ledger, look);
    out += &ledger(run, look);
    let plan = workload::lines(run, language);
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

/// One account a table, with its amounts.
fn ledger(run: &Run<'_>, look: Look) -> String {
    let language = look.language;
    let mut lines = Vec::new();
    for entry in &run.engine.book.ledger {
        let Some(sheet) = run.sheets.get(usize::from(entry.sheet.0)) else {
            continue;
        };
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
        lines.push((name, account(&entry.account, language)));
        for (currency, sums) in &entry.account.amounts {
            lines.push((String::new(), amounts(currency, sums, language)));
        }
    }
    pairs(&lines, look)
}

fn counts<'n>(
    lines: &[Counted],
    language: Language,
    name: impl Fn(usize) -> &'n str,
) -> Vec<(String, u64)> {
    let named = lines.iter().map(|line| {
        let name = match line.label {
            Label::At(at) => name(at),
            Label::Nothing => word(Word::Nothing, language),
        };
        let share = line.share.filter(|_| line.customers > 0);
        let share = share.map_or(String::new(), |share| {
            format!(" {}", number::percent(share))
        });
        (format!("{name}{share}"), line.customers)
    });
    named.collect()
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
        let grade = group.first.finding.severity();
        let line = format!(
            "{}{}{}",
            finding::severity(grade, language),
            language.pick("：", ": "),
            place::grouped(group, &names, language)
        );
        push_line(&mut out, &line, look);
        let help = finding::help(&group.first.finding, language);
        if let Some(help) = help.filter(|_| grade != Severity::Note) {
            push_line(&mut out, &format!("  → {help}"), look);
        }
    }
    out
}

fn push_title(out: &mut String, name: Word, look: Look) {
    out.push('\n');
    *out += &title(word(name, look.language), look);
}

/// Names what stands beside each label: its share of the amount and its customers.
fn push_labels_title(out: &mut String, name: Word, look: Look) {
    let words = [name, Word::Share, Word::CustomerCount];
    let words = words.map(|name| word(name, look.language));
    out.push('\n');
    *out += &title(&words.join(" · "), look);
}

fn push_line(out: &mut String, line: &str, look: Look) {
    for part in wrap(line, usize::from(look.width)) {
        out.push_str(part.trim_end());
        out.push('\n');
    }
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
                    "计入 3 + 排除 0",
                    "等级 · 金额占比 · 客户数",
                    "A 90.0%",
                    "今日到期",
                    "错误：orders.csv › C5",
                    "客户分层.xlsx\n",
                ],
            );
            assert!(zh.lines().count() < 50, "{zh}");
            let en = summary_text(run, &overview, None, &outputs, look(Language::En));
            check(
                &en,
                &[
                    "Customer tiers as of 2026-11-22",
                    "4 customers, 1,000.00 CNY in the last 12 months",
                    "3 used + 0 excluded",
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
