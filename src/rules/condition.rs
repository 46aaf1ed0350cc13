//! The condition language: lex, parse, check, evaluate.
/// A parsed expression.
#[derive(Debug, Clone, PartialEq)]
pub struct Expr;
