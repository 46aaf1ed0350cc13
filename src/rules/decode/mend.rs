//! Takes what swallows the rest of a broken file out of the way, so that the
//! faults behind it are found in the same run.
//!
//! A key without `=` ends the TOML reader's work, and an open list takes in all
//! that follows. Their lines are blanked byte by byte, so every place stays.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue, Error};

use crate::rules::fault::{Fault, FaultKind, Syntax};

use super::syntax;

/// More broken places than this in one file are not looked for.
const MOST: usize = 50;

/// The text without what swallows its rest, and the faults taken out.
pub(super) fn mend(text: &str) -> (String, Vec<Fault>) {
    let mut mended = text.to_owned();
    let mut faults = Vec::new();
    for _ in 0..MOST {
        let (document, errors) = DeTable::parse_recoverable(&mended);
        let Some((fault, lines)) = swallower(&mended, document.get_ref(), &errors) else {
            break;
        };
        faults.push(fault);
        mended = blanked(&mended, &lines);
    }
    (mended, faults)
}

/// The first fault that takes more with it than its own line, and the lines to blank.
fn swallower(
    text: &str,
    document: &DeTable<'_>,
    errors: &[Error],
) -> Option<(Fault, Range<usize>)> {
    let faults: Vec<_> = errors
        .iter()
        .map(|error| syntax::fault(text, error))
        .collect();
    faults
        .iter()
        .filter_map(|(span, kind)| match kind {
            Syntax::NoEquals => {
                let lines = line_start(text, span.start)..line_end(text, span.start);
                Some((syntax_fault(span.clone(), kind), lines))
            }
            Syntax::OpenList | Syntax::OpenBraces => {
                let open = document
                    .iter()
                    .find_map(|(_, value)| ending_at(value, span.start))
                    .or_else(|| unclosed(text, span.start))?;
                let lines = line_start(text, open)..next_entry(text, line_end(text, open));
                // A text without its closing quote took the closing bracket with it.
                let quote = faults
                    .iter()
                    .find(|(at, kind)| *kind == Syntax::OpenText && lines.contains(&at.start));
                let fault = match quote {
                    Some((at, kind)) => syntax_fault(at.clone(), kind),
                    None => syntax_fault(open..open + 1, kind),
                };
                Some((fault, lines))
            }
            _ => None,
        })
        .min_by_key(|(_, lines)| lines.start)
}

fn syntax_fault(span: Range<usize>, kind: &Syntax) -> Fault {
    Fault {
        span,
        kind: FaultKind::Syntax(kind.clone()),
    }
}

/// Where the outermost list or inline table begins that ends at a place.
fn ending_at(value: &Spanned<DeValue<'_>>, end: usize) -> Option<usize> {
    let span = value.span();
    match value.get_ref() {
        DeValue::Array(_) | DeValue::Table(_) if span.end == end => Some(span.start),
        DeValue::Array(items) => items.iter().find_map(|item| ending_at(item, end)),
        DeValue::Table(entries) => entries.iter().find_map(|(_, item)| ending_at(item, end)),
        _ => None,
    }
}

/// The first bracket of the last line before a place that opens more than it closes.
///
/// Needed where the TOML reader gave up on the value as well.
fn unclosed(text: &str, before: usize) -> Option<usize> {
    let mut end = before;
    while end > 0 {
        let start = line_start(text, end);
        let line = &text[start..end];
        let count = |brackets: [char; 2]| line.matches(brackets).count();
        if let Some((key, _)) = line.split_once('=')
            && count(['[', '{']) > count([']', '}'])
        {
            let open = line[key.len()..].find(['[', '{'])?;
            return Some(start + key.len() + open);
        }
        end = start.saturating_sub(1);
    }
    None
}

fn line_start(text: &str, at: usize) -> usize {
    text[..at].rfind('\n').map_or(0, |newline| newline + 1)
}

/// The place behind the line break of the line.
fn line_end(text: &str, at: usize) -> usize {
    text[at..]
        .find('\n')
        .map_or(text.len(), |newline| at + newline + 1)
}

/// The first line from a place on that looks like a header or `key = value`.
fn next_entry(text: &str, from: usize) -> usize {
    let mut at = from;
    for line in text[from..].split_inclusive('\n') {
        let line_text = line.trim_start();
        let header = line_text
            .trim_start_matches('[')
            .starts_with(|c: char| c.is_ascii_alphabetic());
        let entry = line_text.split_once('=').is_some_and(|(key, _)| {
            let key = key.trim_end();
            !key.is_empty()
                && key
                    .chars()
                    .all(|c| c.is_alphanumeric() || "\"'._-".contains(c))
        });
        if entry || (line_text.starts_with('[') && header) {
            return at;
        }
        at += line.len();
    }
    text.len()
}

/// The text with spaces in place of some whole lines; line breaks stay.
fn blanked(text: &str, lines: &Range<usize>) -> String {
    let blank = text[lines.clone()].bytes();
    let blank = blank.map(|byte| if byte == b'\n' { '\n' } else { ' ' });
    let mut mended = String::with_capacity(text.len());
    mended.push_str(&text[..lines.start]);
    mended.extend(blank);
    mended.push_str(&text[lines.end..]);
    mended
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The faults taken out, as the text at their place, and what is left, trimmed.
    fn check(text: &str, faults: &[&str], left: &str) {
        let (mended, found) = mend(text);
        assert_eq!(mended.len(), text.len());
        let found: Vec<_> = found
            .iter()
            .map(|fault| &text[fault.span.clone()])
            .collect();
        assert_eq!(found, faults, "{text}");
        let lines: Vec<_> = mended.lines().map(str::trim).collect();
        assert_eq!(lines.join("\n").trim(), left, "{text}");
    }

    #[test]
    fn sound_files_stay_as_they_are() {
        check("a = [1,\n2]\n[t]\nb = 1", &[], "a = [1,\n2]\n[t]\nb = 1");
    }

    #[test]
    fn a_key_without_equals_takes_only_its_line() {
        check("b 3\nb = 2\nc 4\n", &["", ""], "b = 2");
    }

    #[test]
    fn an_open_list_ends_before_the_next_entry() {
        check("a = [\n'金',\n\n[t]\nb = 1", &["["], "[t]\nb = 1");
        check("a = [\n'x',\nb = 1", &["["], "b = 1");
        check("[t]\na = ['x\nb = 1", &[""], "[t]\n\nb = 1");
        check(
            "[t]\na = { b = 1\n[u]\nc = 01\nd = \"x\ne",
            &["{", ""],
            "[t]\n\n[u]\nc = 01\nd = \"x",
        );
    }
}
