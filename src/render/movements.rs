//! Movements on a terminal: how many, then the falls worth saving.

use crate::classify::worker::Worker;
use crate::lang::Language;
use crate::lang::movement::{Sentences, advice, between, counts, only_more};
use crate::lang::report::{Word, word};
use crate::report::Run;
use crate::report::movements::why::why;
use crate::report::movements::{Move, Movements};

/// The movements that people act on first.
const SHOWN: [Move; 2] = [Move::Fall, Move::Slip];

/// Customers shown of one kind of movement.
const MOST: usize = 3;

/// Customers shown of all kinds.
const MOST_OF_ALL: usize = 4;

/// What stands above the lines: the days compared.
pub fn heading(run: &Run<'_>, movements: &Movements, language: Language) -> String {
    let days = between(movements.from(), run.as_of());
    format!("{} {days}", word(Word::Movements, language))
}

/// The lines, not yet broken; those about one customer begin with two blanks.
pub fn lines(run: &Run<'_>, movements: &Movements, language: Language) -> Vec<String> {
    let all: Vec<(Move, u64)> = Move::ALL
        .iter()
        .map(|how| (*how, movements.count(*how)))
        .collect();
    let mut lines = vec![counts(&all, language)];
    let sentences = Sentences::new(run.rules(), &run.verdicts.segment_names, language);
    let mut worker = Worker::new(run.engine);
    let mut room = MOST_OF_ALL;
    for how in SHOWN {
        let moved = movements.of(how);
        if moved.is_empty() {
            continue;
        }
        let colon = language.pick("：", ":");
        lines.push(format!("{}{colon}", advice(how, language)));
        let shown = &moved[..moved.len().min(MOST).min(room)];
        room -= shown.len();
        for (moved, why) in shown.iter().zip(why(run, movements, &mut worker, shown)) {
            let who = who(run, moved.customer);
            lines.push(format!("  {who}  {}", sentences.brief(&why)));
        }
        if moved.len() > shown.len() {
            let more = only_more((moved.len() - shown.len()) as u64, language);
            lines.push(format!("  {more}"));
        }
    }
    lines
}

/// The name with the owner, if there is one.
fn who(run: &Run<'_>, customer: u32) -> String {
    let (name, owner) = (run.engine.book.registry.name(customer), run.owner(customer));
    if owner.is_empty() {
        name.to_owned()
    } else {
        format!("{name} · {owner}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::period::Day;
    use crate::report::fixture;
    use crate::report::movements::movements;
    use crate::rules::Rules;

    #[test]
    fn movements_are_a_heading_and_few_lines() {
        fixture::run_by(fixture::SMALL, &Rules::built_in(), |run| {
            let day = Day::parse_iso("2026-05-22").expect("a day");
            let moves = movements(run, day);
            assert_eq!(
                heading(run, &moves, Language::En),
                "Movements 2026-05-22 → 2026-11-22"
            );
            for language in [Language::Zh, Language::En] {
                let lines = lines(run, &moves, language);
                assert!(!lines.is_empty() && lines.len() <= 9, "{lines:?}");
            }
        });
    }
}
