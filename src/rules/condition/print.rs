//! Writes an expression in its one canonical form.
//!
//! Takes a tree; gives text that parses to an equal tree: English words, no
//! suffixes, one space around operators, parentheses only where they are needed.

use std::fmt::{self, Write};

use super::lex::fold;
use super::{Arithmetic, Expr, Node, Presence};

/// How tightly a part binds; a looser part within a tighter place needs parentheses.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Level {
    Or,
    And,
    Not,
    Comparison,
    Sum,
    Product,
    Unary,
    Atom,
}

/// Writes the canonical form.
impl fmt::Display for Expr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_node(f, &self.node)
    }
}

fn level(node: &Node) -> Level {
    match node {
        Node::Or(_) => Level::Or,
        Node::And(_) => Level::And,
        Node::Not(_) => Level::Not,
        Node::Compare(..)
        | Node::Between(..)
        | Node::In(..)
        | Node::NotIn(..)
        | Node::Contains(..) => Level::Comparison,
        Node::Arithmetic(Arithmetic::Add | Arithmetic::Subtract, ..) => Level::Sum,
        Node::Arithmetic(..) => Level::Product,
        Node::Negate(_) => Level::Unary,
        Node::Number(_)
        | Node::Span(_)
        | Node::Date(_)
        | Node::Text(_)
        | Node::Truth(_)
        | Node::Name(_)
        | Node::Column { .. }
        | Node::Call(..) => Level::Atom,
    }
}

fn write_node(f: &mut fmt::Formatter<'_>, node: &Node) -> fmt::Result {
    match node {
        Node::Number(value) => write!(f, "{value}"),
        Node::Span(span) => write!(f, "{span}"),
        Node::Date(day) => write!(f, "{day}"),
        Node::Text(text) => write_text(f, text),
        Node::Truth(truth) => write!(f, "{truth}"),
        Node::Name(name) => f.write_str(name),
        Node::Column { header, presence } => write_column(f, header, *presence),
        Node::Call(function, arguments) => {
            write!(f, "{}(", function.word())?;
            write_joined(f, arguments, ", ", Level::Or)?;
            f.write_char(')')
        }
        Node::Negate(inner) => {
            f.write_char('-')?;
            write_at(f, inner, Level::Unary)
        }
        Node::Arithmetic(sign, left, right) => write_arithmetic(f, *sign, left, right),
        Node::Compare(comparison, left, right) => write_pair(f, left, comparison.sign(), right),
        Node::Between(value, low, high) => {
            write_pair(f, value, "between", low)?;
            f.write_str(" and ")?;
            write_at(f, high, Level::Sum)
        }
        Node::In(value, list) => write_list(f, value, "in", list),
        Node::NotIn(value, list) => write_list(f, value, "not in", list),
        Node::Contains(text, part) => write_pair(f, text, "contains", part),
        Node::Not(inner) => {
            f.write_str("not ")?;
            write_at(f, inner, Level::Not)
        }
        // A chain within a chain of the same kind keeps its parentheses.
        Node::And(parts) => write_joined(f, parts, " and ", Level::Not),
        Node::Or(parts) => write_joined(f, parts, " or ", Level::And),
    }
}

/// Writes a part where at least this level is needed.
fn write_at(f: &mut fmt::Formatter<'_>, expr: &Expr, needed: Level) -> fmt::Result {
    if level(&expr.node) >= needed {
        return write_node(f, &expr.node);
    }
    f.write_char('(')?;
    write_node(f, &expr.node)?;
    f.write_char(')')
}

fn write_joined(
    f: &mut fmt::Formatter<'_>,
    parts: &[Expr],
    joint: &str,
    needed: Level,
) -> fmt::Result {
    for (place, part) in parts.iter().enumerate() {
        if place > 0 {
            f.write_str(joint)?;
        }
        write_at(f, part, needed)?;
    }
    Ok(())
}

fn write_pair(f: &mut fmt::Formatter<'_>, left: &Expr, word: &str, right: &Expr) -> fmt::Result {
    write_at(f, left, Level::Sum)?;
    write!(f, " {word} ")?;
    write_at(f, right, Level::Sum)
}

fn write_list(f: &mut fmt::Formatter<'_>, value: &Expr, word: &str, list: &[Expr]) -> fmt::Result {
    write_at(f, value, Level::Sum)?;
    write!(f, " {word} [")?;
    write_joined(f, list, ", ", Level::Unary)?;
    f.write_char(']')
}

/// Operators bind to the left, so the right side must bind tighter.
fn write_arithmetic(
    f: &mut fmt::Formatter<'_>,
    sign: Arithmetic,
    left: &Expr,
    right: &Expr,
) -> fmt::Result {
    let (sign, left_level, right_level) = match sign {
        Arithmetic::Add => ("+", Level::Sum, Level::Product),
        Arithmetic::Subtract => ("-", Level::Sum, Level::Product),
        Arithmetic::Multiply => ("*", Level::Product, Level::Unary),
        Arithmetic::Divide => ("/", Level::Product, Level::Unary),
    };
    write_at(f, left, left_level)?;
    write!(f, " {sign} ")?;
    write_at(f, right, right_level)
}

/// Every quote that could end the text is written twice.
fn write_text(f: &mut fmt::Formatter<'_>, text: &str) -> fmt::Result {
    f.write_char('\'')?;
    for c in text.chars() {
        f.write_char(c)?;
        if fold(c) == '\'' {
            f.write_char(c)?;
        }
    }
    f.write_char('\'')
}

fn write_column(f: &mut fmt::Formatter<'_>, header: &str, presence: Presence) -> fmt::Result {
    f.write_char('[')?;
    f.write_str(&header.replace(']', "]]"))?;
    if presence == Presence::Optional {
        f.write_char('?')?;
    }
    f.write_char(']')
}
