//! Movements on a terminal: how many, then the falls worth saving and the rises worth a call.

use crate::classify::worker::Worker;
use crate::lang::movement::{Sentences, advice, between, counts, only_more};
use crate::lang::report::{Word, word};
use crate::render::measure::wrap;
use crate::render::terminal::{Look, title};
use crate::report::Run;
use crate::report::movements::why::why;
use crate::report::movements::{Move, Movements};

/// Customers shown of each kind of movement.
const MOST: usize = 3;

/// The movements that people act on.
const SHOWN: [Move; 3] = [Move::Fall, Move::Slip, Move::Rise];

/// The section of movements, with an empty line before it.
pub fn text(run: &Run<'_>, movements: &Movements, look: Look) -> String {
    let language = look.language;
    let heading = format!(
        "{} {}",
        word(Word::Movements, language),
        between(movements.from(), run.as_of())
    );
    let mut out = format!("\n{}", title(&heading, look));
    let all: Vec<(Move, u64)> = Move::ALL
        .iter()
        .map(|how| (*how, movements.count(*how)))
        .collect();
    push_line(&mut out, &counts(&all, language), look);
    let sentences = Sentences::new(run.rules(), &run.verdicts.segment_names, language);
    let mut worker = Worker::new(run.engine);
    for how in SHOWN {
        let moved = movements.of(how);
        if moved.is_empty() {
            continue;
        }
        let colon = language.pick("：", ":");
        push_line(&mut out, &format!("{}{colon}", advice(how, language)), look);
        let shown = &moved[..moved.len().min(MOST)];
        for (moved, why) in shown.iter().zip(why(run, movements, &mut worker, shown)) {
            let who = who(run, moved.customer);
            let why = sentences.tiers(&why);
            push_line(&mut out, &format!("  {who} {why}"), look);
        }
        if moved.len() > MOST {
            let more = only_more((moved.len() - MOST) as u64, language);
            push_line(&mut out, &format!("  {more}"), look);
        }
    }
    out
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

fn push_line(out: &mut String, line: &str, look: Look) {
    let text = line.trim_start();
    let mut indent = line.len() - text.len();
    for part in wrap(text, usize::from(look.width).saturating_sub(indent + 2)) {
        out.push_str(&" ".repeat(indent));
        out.push_str(part.trim_end());
        out.push('\n');
        indent = line.len() - text.len() + 2;
    }
}
