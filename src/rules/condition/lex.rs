//! Cuts the text of an expression into tokens.
//!
//! Takes the text; gives tokens with the bytes they stand at, full-width signs
//! folded, and the faults of single tokens. A faulty token becomes
//! [`Token::Broken`], so that the parser can go on behind it.

use std::ops::Range;

use crate::names::metric::CATALOGUE;
use crate::period::{Day, Span, Unit};

use super::fault::{Fault, FaultKind};
use super::{Comparison, Presence};

/// One token.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Token {
    Number(f64),
    Span(Span),
    Date(Day),
    Text(String),
    Column { header: String, presence: Presence },
    Name(String),
    Truth(bool),
    Comparison(Comparison),
    And,
    Or,
    Not,
    In,
    Between,
    Contains,
    Plus,
    Minus,
    Times,
    Over,
    Open,
    Close,
    ListOpen,
    ListClose,
    Comma,
    Broken,
}

/// A token and the bytes it stands at.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Placed {
    pub(super) token: Token,
    pub(super) span: Range<usize>,
}

/// Cuts the text into tokens; faults are those of single tokens.
pub(super) fn lex(text: &str) -> (Vec<Placed>, Vec<Fault>) {
    let mut lexer = Lexer {
        chars: text
            .char_indices()
            .map(|(at, c)| (at, fold(c), c))
            .collect(),
        end: text.len(),
        next: 0,
        tokens: Vec::new(),
        faults: Vec::new(),
    };
    while lexer.next < lexer.chars.len() {
        lexer.token();
    }
    (lexer.tokens, lexer.faults)
}

/// Folds full-width signs and letters to their narrow form, one character to one.
pub(super) fn fold(c: char) -> char {
    match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
        '\u{3000}' | '\u{a0}' => ' ',
        '‘' | '’' => '\'',
        '“' | '”' => '"',
        '\u{2212}' | '–' => '-',
        '×' => '*',
        '÷' => '/',
        '【' => '[',
        '】' => ']',
        _ => c,
    }
}

/// Whether a (folded) character can be part of a name.
pub(super) fn is_name_character(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// Units of numbers with the power of ten they stand for, longest first.
const SUFFIXES: [(&str, i32); 6] = [
    ("万元", 4),
    ("亿元", 8),
    ("万", 4),
    ("亿", 8),
    ("元", 0),
    ("%", -2),
];

/// Units of spans, longest first.
const UNITS: [(&str, Unit); 8] = [
    ("个月", Unit::Month),
    ("天", Unit::Day),
    ("周", Unit::Week),
    ("年", Unit::Year),
    ("d", Unit::Day),
    ("w", Unit::Week),
    ("m", Unit::Month),
    ("y", Unit::Year),
];

/// Words of the language in half width, in any case.
const WORDS: [(&str, Token); 13] = [
    ("and", Token::And),
    ("or", Token::Or),
    ("not", Token::Not),
    ("in", Token::In),
    ("between", Token::Between),
    ("contains", Token::Contains),
    ("true", Token::Truth(true)),
    ("false", Token::Truth(false)),
    ("且", Token::And),
    ("或", Token::Or),
    ("非", Token::Not),
    ("是", Token::Truth(true)),
    ("否", Token::Truth(false)),
];

/// The word of the language that a whole name is, if it is one.
pub(super) fn reserved(word: &str) -> Option<Token> {
    WORDS
        .iter()
        .find(|(known, _)| known.eq_ignore_ascii_case(word))
        .map(|(_, token)| token.clone())
}

/// Whether the character joins two conditions and so ends a Chinese name.
pub(super) fn is_joint(c: char) -> bool {
    matches!(c, '且' | '或')
}

struct Lexer {
    /// Byte, folded character, character as written.
    chars: Vec<(usize, char, char)>,
    end: usize,
    next: usize,
    tokens: Vec<Placed>,
    faults: Vec<Fault>,
}

impl Lexer {
    fn token(&mut self) {
        let c = self.chars[self.next].1;
        match c {
            _ if c.is_whitespace() => self.next += 1,
            '0'..='9' => self.number(),
            '\'' | '"' => self.text(c),
            '[' if matches!(
                self.tokens.last(),
                Some(Placed {
                    token: Token::In,
                    ..
                })
            ) =>
            {
                self.push(1, Token::ListOpen);
            }
            '[' => self.column(),
            _ if is_name_character(c) => self.word(),
            _ => self.sign(),
        }
    }

    fn folded(&self, at: usize) -> Option<char> {
        self.chars.get(at).map(|&(_, c, _)| c)
    }

    fn byte(&self, at: usize) -> usize {
        self.chars.get(at).map_or(self.end, |&(byte, ..)| byte)
    }

    fn collect(&self, range: Range<usize>) -> String {
        self.chars[range].iter().map(|&(_, c, _)| c).collect()
    }

    /// Takes the next `length` characters as a token.
    fn push(&mut self, length: usize, token: Token) {
        let span = self.byte(self.next)..self.byte(self.next + length);
        self.next += length;
        self.tokens.push(Placed { token, span });
    }

    /// Takes the next `length` characters as a faulty token.
    fn broken(&mut self, length: usize, kind: FaultKind) {
        let span = self.byte(self.next)..self.byte(self.next + length);
        self.faults.push(Fault::new(span, kind));
        self.push(length, Token::Broken);
    }

    fn starts_with(&self, at: usize, word: &str) -> bool {
        let mut at = at;
        word.chars().all(|c| {
            at += 1;
            self.folded(at - 1) == Some(c)
        })
    }

    /// Whether a number or span may end before this character.
    fn ends_number(&self, at: usize) -> bool {
        self.folded(at)
            .is_none_or(|c| !is_name_character(c) || is_joint(c))
    }

    fn digits(&self, from: usize) -> usize {
        self.chars[from.min(self.chars.len())..]
            .iter()
            .take_while(|(_, c, _)| c.is_ascii_digit())
            .count()
    }

    fn number(&mut self) {
        if self.date() {
            return;
        }
        let whole = self.digits(self.next);
        let mut length = whole;
        if self.folded(self.next + whole) == Some('.') {
            let fraction = self.digits(self.next + whole + 1);
            if fraction > 0 {
                length += 1 + fraction;
            }
        }
        let after = self.next + length;
        if length == whole
            && let Some((word, unit)) = UNITS.iter().find(|(word, _)| {
                self.starts_with(after, word) && self.ends_number(after + word.chars().count())
            })
        {
            return self.span(whole, whole + word.chars().count(), *unit);
        }
        let (suffix, power) = SUFFIXES
            .iter()
            .find(|(word, _)| self.starts_with(after, word))
            .map_or((0, 0), |(word, power)| (word.chars().count(), *power));
        self.plain_number(length, suffix, power);
    }

    fn plain_number(&mut self, length: usize, suffix: usize, power: i32) {
        let end = self.next + length + suffix;
        if !self.ends_number(end) {
            let word = (end..self.chars.len())
                .take_while(|&at| !self.ends_number(at))
                .count();
            let unit = self.collect(self.next + length..end + word);
            return self.broken(length + suffix + word, FaultKind::UnknownUnit(unit));
        }
        let digits = self.collect(self.next..self.next + length);
        // Reading the power with the digits rounds once: 33.3% is exactly 0.333.
        match format!("{digits}e{power}").parse::<f64>() {
            Ok(value) if value.is_finite() => self.push(length + suffix, Token::Number(value)),
            _ => self.broken(length + suffix, FaultKind::NumberTooLarge),
        }
    }

    fn span(&mut self, digits: usize, length: usize, unit: Unit) {
        let count = self.collect(self.next..self.next + digits).parse::<u32>();
        match count {
            Ok(count) if count <= Span::MAX_COUNT => {
                self.push(length, Token::Span(Span::new(count, unit)));
            }
            _ => self.broken(length, FaultKind::SpanTooLong),
        }
    }

    /// Takes `2026-06-30` if that is what stands here.
    fn date(&mut self) -> bool {
        let at = self.next;
        let shape = self.digits(at) == 4
            && self.folded(at + 4) == Some('-')
            && self.digits(at + 5) == 2
            && self.folded(at + 7) == Some('-')
            && self.digits(at + 8) == 2;
        if !shape || !self.ends_number(at + 10) {
            return false;
        }
        let text = self.collect(at..at + 10);
        match Day::parse_iso(&text) {
            Some(day) => self.push(10, Token::Date(day)),
            None => self.broken(10, FaultKind::NoSuchDay(text)),
        }
        true
    }

    /// A text ends with a quote of its class; the same quote twice is that quote.
    fn text(&mut self, quote: char) {
        let mut text = String::new();
        let mut at = self.next + 1;
        while let Some(&(_, folded, c)) = self.chars.get(at) {
            if folded != quote {
                text.push(c);
                at += 1;
            } else if self.chars.get(at + 1).is_some_and(|next| next.2 == c) {
                text.push(c);
                at += 2;
            } else {
                return self.push(at + 1 - self.next, Token::Text(text));
            }
        }
        self.broken(self.chars.len() - self.next, FaultKind::UnclosedText);
    }

    /// A header ends with the bracket that opened it; `]]` is a `]` inside.
    fn column(&mut self) {
        let close = match self.chars[self.next].2 {
            '【' => '】',
            '［' => '］',
            _ => ']',
        };
        let mut header = String::new();
        let mut at = self.next + 1;
        while let Some(&(_, _, c)) = self.chars.get(at) {
            if c != close {
                header.push(c);
                at += 1;
            } else if self.chars.get(at + 1).is_some_and(|next| next.2 == c) {
                header.push(c);
                at += 2;
            } else {
                return self.header(at + 1 - self.next, &header);
            }
        }
        self.broken(self.chars.len() - self.next, FaultKind::UnclosedColumn);
    }

    fn header(&mut self, length: usize, header: &str) {
        let (header, presence) = match header.trim().strip_suffix(['?', '？']) {
            Some(header) => (header, Presence::Optional),
            None => (header, Presence::Required),
        };
        let header = header.trim().to_owned();
        if header.is_empty() {
            self.broken(length, FaultKind::EmptyColumn);
        } else {
            self.push(length, Token::Column { header, presence });
        }
    }

    /// A word ends where a name of the catalogue or a word of the language does:
    /// longest first, so that `等级='A'且金额>5万` needs no spaces.
    fn word(&mut self) {
        if let Some(length) = self.catalogue_name() {
            let name = self.collect(self.next..self.next + length);
            return self.push(length, Token::Name(name));
        }
        if let Some((length, token)) = self.reserved_word() {
            return self.push(length, token);
        }
        let length = (self.next..self.chars.len())
            .take_while(|&at| {
                self.folded(at)
                    .is_some_and(|c| is_name_character(c) && !is_joint(c))
            })
            .count()
            .max(1);
        let name = self.collect(self.next..self.next + length);
        self.push(length, Token::Name(name));
    }

    fn catalogue_name(&self) -> Option<usize> {
        CATALOGUE
            .iter()
            .flat_map(|entry| [entry.key, entry.zh])
            .filter(|name| self.starts_with_any_case(name))
            .map(|name| name.chars().count())
            .filter(|length| self.ends_name(self.next + length))
            .max()
    }

    fn starts_with_any_case(&self, word: &str) -> bool {
        word.chars().enumerate().all(|(offset, c)| {
            self.folded(self.next + offset)
                .is_some_and(|found| found.eq_ignore_ascii_case(&c))
        })
    }

    /// A known name may end before a sign, before 且 and 或, and before an
    /// English word of the language.
    fn ends_name(&self, at: usize) -> bool {
        if self.ends_number(at) {
            return true;
        }
        let changes = self.chars[at - 1].1.is_ascii() != self.chars[at].1.is_ascii();
        changes && reserved(&self.ascii_word(at)).is_some()
    }

    fn ascii_word(&self, at: usize) -> String {
        self.chars[at..]
            .iter()
            .map(|&(_, c, _)| c)
            .take_while(|&c| c.is_ascii() && is_name_character(c))
            .collect()
    }

    fn reserved_word(&self) -> Option<(usize, Token)> {
        let c = self.chars[self.next].1;
        if c.is_ascii() {
            let word = self.ascii_word(self.next);
            return reserved(&word).map(|token| (word.len(), token));
        }
        let token = reserved(c.encode_utf8(&mut [0; 4]))?;
        match token {
            // 是否续约 is a name; 是 alone is a value.
            Token::Truth(_) if !self.ends_number(self.next + 1) => None,
            _ => Some((1, token)),
        }
    }

    fn sign(&mut self) {
        let next = self.folded(self.next + 1);
        let other = |found: &str, write| FaultKind::OtherLanguage {
            found: found.to_owned(),
            write,
        };
        match (self.chars[self.next].1, next) {
            ('<', Some('=')) => self.push(2, Token::Comparison(Comparison::AtMost)),
            ('<', Some('>')) | ('!', Some('=')) => {
                self.push(2, Token::Comparison(Comparison::NotEqual));
            }
            ('>', Some('=')) => self.push(2, Token::Comparison(Comparison::AtLeast)),
            ('=', Some('=')) => self.push(2, Token::Comparison(Comparison::Equal)),
            ('<', _) => self.push(1, Token::Comparison(Comparison::Less)),
            ('>', _) => self.push(1, Token::Comparison(Comparison::More)),
            ('=', _) => self.push(1, Token::Comparison(Comparison::Equal)),
            ('≤', _) => self.push(1, Token::Comparison(Comparison::AtMost)),
            ('≥', _) => self.push(1, Token::Comparison(Comparison::AtLeast)),
            ('≠', _) => self.push(1, Token::Comparison(Comparison::NotEqual)),
            ('+', _) => self.push(1, Token::Plus),
            ('-', _) => self.push(1, Token::Minus),
            ('*', _) => self.push(1, Token::Times),
            ('/', _) => self.push(1, Token::Over),
            ('(', _) => self.push(1, Token::Open),
            (')', _) => self.push(1, Token::Close),
            (']', _) => self.push(1, Token::ListClose),
            (',' | '、', _) => self.push(1, Token::Comma),
            ('&', Some('&')) => self.broken(2, other("&&", "and")),
            ('|', Some('|')) => self.broken(2, other("||", "or")),
            ('&', _) => self.broken(1, other("&", "and")),
            ('|', _) => self.broken(1, other("|", "or")),
            ('!', _) => self.broken(1, other("!", "not")),
            _ => self.broken(1, FaultKind::UnknownCharacter(self.chars[self.next].2)),
        }
    }
}
