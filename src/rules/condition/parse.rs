//! Builds the tree of an expression from its tokens.
//!
//! Takes the text; gives the tree, or every fault that can be told apart: after
//! a fault the parser goes on behind the next `and`, `or`, comma or parenthesis.

use std::ops::Range;

use crate::names::near::nearest;

use super::fault::{Fault, FaultKind};
use super::lex::{Placed, Token, lex};
use super::{Arithmetic, Expr, Function, Node};

/// How deep parentheses, signs and operators may stand within one another.
const DEEPEST: usize = 100;

/// Parses one expression; reports as many faults as it can find.
///
/// Names are not looked up yet: that is for [`check`](super::check()).
pub fn parse(text: &str) -> Result<Expr, Vec<Fault>> {
    let (tokens, faults) = lex(text);
    if tokens.is_empty() {
        return Err(vec![Fault::new(0..text.len(), FaultKind::Empty)]);
    }
    let mut parser = Parser {
        text,
        tokens,
        next: 0,
        depth: 0,
        faults,
    };
    let expr = parser.whole();
    let mut faults = parser.faults;
    if faults.is_empty() {
        return Ok(expr);
    }
    faults.sort_by_key(|fault| (fault.span.start, fault.span.end));
    Err(faults)
}

/// A fault was noted; whoever can go on behind it does.
struct Stop;

type Parsed<T = Expr> = Result<T, Stop>;

struct Parser<'a> {
    text: &'a str,
    tokens: Vec<Placed>,
    next: usize,
    depth: usize,
    faults: Vec<Fault>,
}

impl Parser<'_> {
    fn whole(&mut self) -> Expr {
        let mut expr = self.or();
        while self.next < self.tokens.len() {
            // Only faults leave tokens behind; what follows is still looked at.
            let found = self.here();
            match self.peek() {
                Some(Token::And | Token::Or | Token::Broken) => {}
                Some(Token::Close | Token::ListClose) => self.fault(FaultKind::NothingOpened),
                _ => self.fault(FaultKind::ExpectedOperator { found }),
            }
            self.next += 1;
            self.skip();
            if matches!(self.peek(), Some(Token::And | Token::Or)) {
                self.next += 1;
            }
            if self.next < self.tokens.len() {
                expr = self.or();
            }
        }
        expr
    }

    fn peek(&self) -> Option<&Token> {
        self.tokens.get(self.next).map(|placed| &placed.token)
    }

    fn take(&mut self, token: &Token) -> bool {
        let found = self.peek() == Some(token);
        self.next += usize::from(found);
        found
    }

    /// The bytes of the next token, empty at the end of the text.
    fn place(&self) -> Range<usize> {
        self.tokens
            .get(self.next)
            .map_or(self.text.len()..self.text.len(), |placed| {
                placed.span.clone()
            })
    }

    /// The text of the next token, empty at the end.
    fn here(&self) -> String {
        self.text[self.place()].to_owned()
    }

    /// Where the last taken token ended.
    fn end(&self) -> usize {
        self.tokens[self.next - 1].span.end
    }

    fn fault(&mut self, kind: FaultKind) {
        self.fault_at(self.place(), kind);
    }

    fn fault_at(&mut self, span: Range<usize>, kind: FaultKind) {
        // One fault a place; and behind the deepest one everything follows from it.
        let follows = self
            .faults
            .iter()
            .any(|fault| fault.span == span || fault.kind == FaultKind::TooDeep);
        if !follows {
            self.faults.push(Fault::new(span, kind));
        }
    }

    fn stop<T>(&mut self, kind: FaultKind) -> Parsed<T> {
        // A broken token has been reported by the lexer.
        if self.peek() != Some(&Token::Broken) {
            self.fault(kind);
        }
        Err(Stop)
    }

    /// Goes to the next place at which a condition can end, within these parentheses.
    fn skip(&mut self) {
        let mut open = 0usize;
        while let Some(token) = self.peek() {
            match token {
                Token::Open | Token::ListOpen => open += 1,
                Token::Close | Token::ListClose if open > 0 => open -= 1,
                Token::Close | Token::Comma | Token::And | Token::Or if open == 0 => return,
                _ => {}
            }
            self.next += 1;
        }
    }

    fn or(&mut self) -> Expr {
        self.chain(&Token::Or, Self::and, Node::Or)
    }

    fn and(&mut self) -> Expr {
        self.chain(&Token::And, Self::condition, Node::And)
    }

    fn chain(
        &mut self,
        joint: &Token,
        part: fn(&mut Self) -> Expr,
        join: fn(Vec<Expr>) -> Node,
    ) -> Expr {
        let first = part(self);
        if self.peek() != Some(joint) {
            return first;
        }
        let start = first.span.start;
        let mut parts = vec![first];
        while self.take(joint) {
            parts.push(part(self));
        }
        let span = start..parts[parts.len() - 1].span.end;
        Expr {
            node: join(parts),
            span,
        }
    }

    /// One condition; the place to which faults within it come back.
    fn condition(&mut self) -> Expr {
        let start = self.place();
        self.not().unwrap_or_else(|Stop| {
            self.skip();
            Expr {
                node: Node::Truth(true),
                span: start,
            }
        })
    }

    fn deeper<T>(&mut self, inner: impl FnOnce(&mut Self) -> Parsed<T>) -> Parsed<T> {
        if self.depth >= DEEPEST {
            self.fault(FaultKind::TooDeep);
            self.next = self.tokens.len();
            return Err(Stop);
        }
        self.depth += 1;
        let result = inner(self);
        self.depth -= 1;
        result
    }

    fn not(&mut self) -> Parsed {
        let start = self.place().start;
        if !self.take(&Token::Not) {
            return self.comparison();
        }
        let inner = self.deeper(Self::not)?;
        Ok(Expr {
            span: start..inner.span.end,
            node: Node::Not(Box::new(inner)),
        })
    }

    fn comparison(&mut self) -> Parsed {
        let left = self.sum()?;
        let start = left.span.start;
        let node = match self.peek() {
            Some(&Token::Comparison(comparison)) => {
                self.next += 1;
                let right = self.sum()?;
                self.no_chain(start)?;
                Node::Compare(comparison, Box::new(left), Box::new(right))
            }
            Some(Token::Between) => {
                self.next += 1;
                let low = self.sum()?;
                self.expect(&Token::And, "and")?;
                Node::Between(Box::new(left), Box::new(low), Box::new(self.sum()?))
            }
            Some(Token::Contains) => {
                self.next += 1;
                Node::Contains(Box::new(left), Box::new(self.sum()?))
            }
            Some(Token::In) => {
                self.next += 1;
                Node::In(Box::new(left), self.list()?)
            }
            Some(Token::Not) => self.not_in(left)?,
            _ => return Ok(left),
        };
        let span = start..self.end();
        Ok(Expr { node, span })
    }

    fn not_in(&mut self, left: Expr) -> Parsed<Node> {
        self.next += 1;
        match self.peek() {
            Some(Token::In) => {
                self.next += 1;
                Ok(Node::NotIn(Box::new(left), self.list()?))
            }
            Some(Token::Between) => self.stop(FaultKind::NotBefore("between")),
            Some(Token::Contains) => self.stop(FaultKind::NotBefore("contains")),
            _ => {
                let found = self.here();
                self.stop(FaultKind::Expected {
                    wanted: "in",
                    found,
                })
            }
        }
    }

    /// `a < b < c` and `a = b in [c]` are refused as a whole.
    fn no_chain(&mut self, start: usize) -> Parsed<()> {
        let chained = |token: Option<&Token>| {
            matches!(
                token,
                Some(Token::Comparison(_) | Token::Between | Token::In | Token::Contains)
            )
        };
        if !chained(self.peek()) {
            return Ok(());
        }
        while chained(self.peek()) {
            let list = self.take(&Token::In);
            if list {
                self.list()?;
            } else {
                self.next += 1;
                self.sum()?;
            }
        }
        let span = start..self.end();
        self.fault_at(span, FaultKind::Chain);
        Err(Stop)
    }

    fn expect(&mut self, token: &Token, wanted: &'static str) -> Parsed<()> {
        if self.take(token) {
            return Ok(());
        }
        let found = self.here();
        self.stop(FaultKind::Expected { wanted, found })
    }

    /// The values of `in [a, b]`, brackets included.
    fn list(&mut self) -> Parsed<Vec<Expr>> {
        if !self.take(&Token::ListOpen) {
            return self.stop(FaultKind::ListExpected);
        }
        if self.peek() == Some(&Token::ListClose) {
            self.stop::<()>(FaultKind::EmptyList)?;
        }
        let mut values = vec![self.plain_value()?];
        while self.take(&Token::Comma) {
            values.push(self.plain_value()?);
        }
        self.expect(&Token::ListClose, "]")?;
        Ok(values)
    }

    fn plain_value(&mut self) -> Parsed {
        let value = self.unary()?;
        let plain = |node: &Node| {
            matches!(
                node,
                Node::Number(_) | Node::Span(_) | Node::Date(_) | Node::Text(_) | Node::Truth(_)
            )
        };
        let fine = match &value.node {
            Node::Negate(inner) => matches!(inner.node, Node::Number(_) | Node::Span(_)),
            node => plain(node),
        };
        if !fine {
            self.fault_at(value.span.clone(), FaultKind::NotAPlainValue);
        }
        Ok(value)
    }

    fn sum(&mut self) -> Parsed {
        self.operators(Self::product, |token| match token {
            Token::Plus => Some(Arithmetic::Add),
            Token::Minus => Some(Arithmetic::Subtract),
            _ => None,
        })
    }

    fn product(&mut self) -> Parsed {
        self.operators(Self::unary, |token| match token {
            Token::Times => Some(Arithmetic::Multiply),
            Token::Over => Some(Arithmetic::Divide),
            _ => None,
        })
    }

    /// A chain of operators, which bind to the left: each makes the tree deeper.
    fn operators(
        &mut self,
        part: fn(&mut Self) -> Parsed,
        operator: fn(&Token) -> Option<Arithmetic>,
    ) -> Parsed {
        let mut left = part(self)?;
        let mut length = 0;
        while let Some(sign) = self.peek().and_then(operator) {
            length += 1;
            if self.depth + length > DEEPEST {
                self.fault(FaultKind::TooDeep);
                self.next = self.tokens.len();
                return Err(Stop);
            }
            self.next += 1;
            let right = part(self)?;
            left = Expr {
                span: left.span.start..right.span.end,
                node: Node::Arithmetic(sign, Box::new(left), Box::new(right)),
            };
        }
        Ok(left)
    }

    fn unary(&mut self) -> Parsed {
        let start = self.place().start;
        if !self.take(&Token::Minus) {
            return self.atom();
        }
        let inner = self.deeper(Self::unary)?;
        Ok(Expr {
            span: start..inner.span.end,
            node: Node::Negate(Box::new(inner)),
        })
    }

    fn atom(&mut self) -> Parsed {
        let span = self.place();
        let node = match self.peek().cloned() {
            Some(Token::Number(value)) => Node::Number(value),
            Some(Token::Span(value)) => Node::Span(value),
            Some(Token::Date(value)) => Node::Date(value),
            Some(Token::Text(value)) => Node::Text(value),
            Some(Token::Truth(value)) => Node::Truth(value),
            Some(Token::Column { header, presence }) => Node::Column { header, presence },
            Some(Token::Name(name)) => return self.name(name),
            Some(Token::Open) => return self.parentheses(),
            _ => {
                let found = self.here();
                return self.stop(FaultKind::ExpectedValue { found });
            }
        };
        self.next += 1;
        Ok(Expr { node, span })
    }

    fn parentheses(&mut self) -> Parsed {
        let start = self.place().start;
        self.next += 1;
        let inner = self.deeper(|parser| Ok(parser.or()))?;
        self.expect(&Token::Close, ")")?;
        Ok(Expr {
            node: inner.node,
            span: start..self.end(),
        })
    }

    fn name(&mut self, name: String) -> Parsed {
        let span = self.place();
        self.next += 1;
        let function = Function::named(&name);
        if self.peek() != Some(&Token::Open) {
            return match function {
                Some(function) => {
                    self.fault_at(span, FaultKind::FunctionWithoutArguments(function));
                    Err(Stop)
                }
                None => Ok(Expr {
                    node: Node::Name(name),
                    span,
                }),
            };
        }
        self.next += 1;
        let arguments = self.arguments()?;
        let whole = span.start..self.end();
        let Some(function) = function else {
            self.fault_at(span, unknown_function(name));
            return Err(Stop);
        };
        let (fewest, most) = function.arguments();
        let found = arguments.len();
        if found < fewest || found > most {
            self.fault_at(whole, FaultKind::ArgumentCount { function, found });
            return Err(Stop);
        }
        Ok(Expr {
            node: Node::Call(function, arguments),
            span: whole,
        })
    }

    /// The arguments of a function, closing parenthesis included.
    fn arguments(&mut self) -> Parsed<Vec<Expr>> {
        let mut arguments = Vec::new();
        if self.take(&Token::Close) {
            return Ok(arguments);
        }
        loop {
            arguments.push(self.deeper(|parser| Ok(parser.or()))?);
            if !self.take(&Token::Comma) {
                break;
            }
        }
        self.expect(&Token::Close, ")")?;
        Ok(arguments)
    }
}

fn unknown_function(name: String) -> FaultKind {
    let words = Function::ALL.map(Function::word);
    let suggestion = nearest(&name, words).map(str::to_owned);
    FaultKind::UnknownFunction { name, suggestion }
}
