//! What the TOML reader complains about, sorted into kinds that can be worded
//! in both languages; at most one complaint a line.

use std::ops::Range;

use toml::de::Error;

use crate::rules::fault::{Fault, FaultKind, Syntax};

use super::line;

/// The faults of TOML itself, at most one a line; `taken` are those found before.
pub(super) fn faults(text: &str, errors: &[Error], taken: Vec<Fault>) -> Vec<Fault> {
    let mut faults: Vec<_> = errors.iter().map(|error| fault(text, error)).collect();
    // What is open explains what else is odd on its line.
    faults.sort_by_key(|(span, syntax)| (line(text, span), weight(syntax), span.start));
    faults.dedup_by_key(|(span, _)| line(text, span));
    let faults = faults.into_iter().map(|(span, syntax)| Fault {
        span,
        kind: FaultKind::Syntax(syntax),
    });
    let mut all: Vec<_> = taken.into_iter().chain(faults).collect();
    all.sort_by_key(|fault| fault.span.start);
    without_echoes(text, all)
}

/// Drops the complaints about lines that continue a text without its closing quote.
fn without_echoes(text: &str, mut faults: Vec<Fault>) -> Vec<Fault> {
    let mut continued = None;
    faults.retain(|fault| {
        let here = line(text, &fault.span);
        let echo = continued.is_some_and(|before: usize| here == before + 1)
            && fault.kind == FaultKind::Syntax(Syntax::NoEquals);
        if echo || fault.kind == FaultKind::Syntax(Syntax::OpenText) {
            continued = Some(here);
        }
        !echo
    });
    faults
}

/// One complaint of the TOML reader: where it stands and of which kind it is.
pub(super) fn fault(text: &str, error: &Error) -> (Range<usize>, Syntax) {
    let span = error.span().unwrap_or(0..0);
    let span = span.start.min(text.len())..span.end.min(text.len());
    sort(text, span, error.message())
}

fn weight(syntax: &Syntax) -> u8 {
    match syntax {
        Syntax::OpenText | Syntax::OpenHeader | Syntax::OpenList | Syntax::OpenBraces => 0,
        Syntax::Other(_) => 2,
        _ => 1,
    }
}

fn sort(text: &str, span: Range<usize>, message: &str) -> (Range<usize>, Syntax) {
    let word = text.get(span.clone()).unwrap_or_default();
    let starts = |start: &str| message.starts_with(start);
    let syntax = if starts("string values must be quoted") {
        unquoted(word)
    } else if starts("invalid unquoted key") {
        let span = key(text, span);
        let word = text[span.clone()].to_owned();
        return (span, Syntax::UnquotedKey(word));
    } else if starts("key with no value") || starts("missing assignment") {
        Syntax::NoEquals
    } else if starts("missing value") {
        Syntax::NoValue
    } else if starts("unclosed table") || starts("unclosed array table") {
        Syntax::OpenHeader
    } else if starts("unclosed array") {
        Syntax::OpenList
    } else if starts("unclosed inline table") {
        Syntax::OpenBraces
    } else if starts("missing comma") {
        Syntax::NoComma
    } else if starts("duplicate key") || starts("cannot extend value") {
        Syntax::KeyTwice(word.to_owned())
    } else if starts("missing escaped value") || starts("too few unicode value digits") {
        Syntax::Escape
    } else if starts("invalid date") || starts("invalid time") {
        Syntax::Date(word.to_owned())
    } else if is_open_text(message) {
        Syntax::OpenText
    } else {
        let message = message.trim_end_matches(", expected nothing");
        Syntax::Other(message.to_owned())
    };
    (span, syntax)
}

fn unquoted(word: &str) -> Syntax {
    if word.is_empty() {
        Syntax::NoValue
    } else if word.starts_with(['“', '”', '‘', '’', '＂', '「']) {
        Syntax::CurlyQuotes(word.to_owned())
    } else {
        Syntax::Unquoted(word.to_owned())
    }
}

/// `invalid basic string, expected` a quote: the string does not end.
fn is_open_text(message: &str) -> bool {
    message
        .split_once(" string, expected ")
        .is_some_and(|(kind, quote)| {
            let kinds = ["basic", "literal"];
            kinds.iter().any(|known| kind.ends_with(known)) && quote.starts_with('`')
        })
}

/// The whole key of which one character was refused.
fn key(text: &str, span: Range<usize>) -> Range<usize> {
    let ends = |character: char| matches!(character, '=' | '[' | ']' | '{' | '.' | '\n' | '\r');
    let before = &text[..span.start];
    let start = before
        .char_indices()
        .rev()
        .find(|(_, character)| ends(*character))
        .map_or(0, |(at, character)| at + character.len_utf8());
    let rest = &text[span.start..];
    let end = span.start + rest.find(ends).unwrap_or(rest.len());
    let word = &text[start..end];
    let start = end - word.trim_start().len();
    start..start + word.trim().len()
}
