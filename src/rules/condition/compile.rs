//! Turns a checked expression into a program: nothing can be wrong any more.
//!
//! Takes the tree and its inputs with their kinds; gives the program. Text
//! comparisons with literals become tests that are answered once a word.

use crate::names::Metric;

use super::check::{
    Caution, Input, InputKind, Program, Scope, Source, Wants, age, calendar, place_of,
};
use super::names::resolve;
use super::program::{Measure, Number, Root, Side, Text, Truth, TruthNode, WordTest, compared};
use super::{Arithmetic, Comparison, Expr, Function, Node};

/// Compiles an expression that has passed every check.
pub(super) fn compile(
    expr: &Expr,
    scope: &Scope<'_>,
    inputs: Vec<Input>,
    cautions: Vec<Caution>,
) -> Program {
    let mut compiler = Compiler {
        scope,
        inputs: &inputs,
        ranked: Vec::new(),
        tests: Vec::new(),
        words: Vec::new(),
    };
    let root = match scope.wants {
        Wants::Truth => Root::Truth(compiler.truth(expr)),
        Wants::Number => Root::Number(compiler.number(expr)),
    };
    let Compiler {
        ranked,
        tests,
        words,
        ..
    } = compiler;
    Program {
        inputs,
        wants: scope.wants,
        ranked,
        root,
        tests,
        words,
        cautions,
    }
}

struct Compiler<'a> {
    scope: &'a Scope<'a>,
    inputs: &'a [Input],
    ranked: Vec<Program>,
    tests: Vec<WordTest>,
    words: Vec<String>,
}

impl Compiler<'_> {
    fn place(&self, source: &Source) -> usize {
        place_of(source, self.inputs.iter().map(|input| &input.source))
            .expect("the check made every name an input")
    }

    /// The input that an expression is, if it is a name or column.
    fn input(&self, expr: &Expr) -> Option<usize> {
        let source = match &expr.node {
            Node::Name(name) => resolve(name, self.scope).ok()?.0,
            Node::Column { header, .. } => Source::Column {
                header: header.clone(),
                optional: false,
            },
            _ => return None,
        };
        Some(self.place(&source))
    }

    fn kind(&self, expr: &Expr) -> InputKind {
        match &expr.node {
            Node::Number(_) | Node::Span(_) | Node::Negate(_) => InputKind::Number,
            Node::Date(_) => InputKind::Date,
            Node::Text(_) => InputKind::Text,
            Node::Name(_) | Node::Column { .. } => {
                let input = self.input(expr).expect("names and columns are inputs");
                self.inputs[input].kind
            }
            Node::Call(function, arguments) => match function {
                Function::Blank => InputKind::Flag,
                Function::Min | Function::Max => self.kind(&arguments[0]),
                Function::If => self.kind(&arguments[1]),
                Function::Abs | Function::Round | Function::PercentRank => InputKind::Number,
            },
            Node::Arithmetic(sign, left, right) => {
                let dates = [left, right].map(|side| self.kind(side) == InputKind::Date);
                match (sign, dates) {
                    (Arithmetic::Add, [true, _] | [_, true])
                    | (Arithmetic::Subtract, [true, false]) => InputKind::Date,
                    _ => InputKind::Number,
                }
            }
            Node::Truth(_)
            | Node::Compare(..)
            | Node::Between(..)
            | Node::In(..)
            | Node::NotIn(..)
            | Node::Contains(..)
            | Node::Not(_)
            | Node::And(_)
            | Node::Or(_) => InputKind::Flag,
        }
    }

    fn truth(&mut self, expr: &Expr) -> Truth {
        let node = match &expr.node {
            Node::Truth(truth) => TruthNode::Always(*truth),
            Node::Not(inner) => TruthNode::Not(Box::new(self.truth(inner))),
            Node::And(parts) => TruthNode::And(parts.iter().map(|part| self.truth(part)).collect()),
            Node::Or(parts) => TruthNode::Or(parts.iter().map(|part| self.truth(part)).collect()),
            Node::Compare(comparison, left, right) => self.compare(expr, *comparison, left, right),
            Node::Between(value, low, high) => self.between(expr, value, low, high),
            Node::In(value, list) => self.list(expr, value, list),
            Node::NotIn(value, list) => {
                let node = self.list(expr, value, list);
                negated(expr, node)
            }
            Node::Contains(text, part) => self.contains(text, part),
            Node::Call(Function::Blank, arguments) => self.blank(&arguments[0]),
            Node::Call(Function::If, arguments) => TruthNode::If(Box::new([
                self.truth(&arguments[0]),
                self.truth(&arguments[1]),
                self.truth(&arguments[2]),
            ])),
            _ => TruthNode::Flag(self.input(expr).expect("only an input is left")),
        };
        Truth {
            span: expr.span.clone(),
            node,
        }
    }

    fn compare(
        &mut self,
        expr: &Expr,
        comparison: Comparison,
        left: &Expr,
        right: &Expr,
    ) -> TruthNode {
        if let Some(node) = self.age(comparison, left, right) {
            return node;
        }
        if let Some(node) = self.age(comparison.flipped(), right, left) {
            return node;
        }
        let node = match self.kind(left) {
            InputKind::Number | InputKind::Date => {
                return TruthNode::Compare {
                    comparison,
                    measure: self.measure(left),
                    left: self.side(left),
                    right: self.side(right),
                };
            }
            InputKind::Text => self.same_text(left, right),
            InputKind::Flag => {
                TruthNode::SameTruth(Box::new(self.truth(left)), Box::new(self.truth(right)))
            }
        };
        match comparison {
            Comparison::NotEqual => negated(expr, node),
            _ => node,
        }
    }

    /// `age <= 3m` asks whether the date is at or after the day three months before.
    fn age(&self, comparison: Comparison, value: &Expr, span: &Expr) -> Option<TruthNode> {
        let span = calendar(span)?;
        let date: Metric = age(value, self.scope)?;
        Some(TruthNode::Age {
            comparison: comparison.flipped(),
            date: self.place(&Source::Metric(date)),
            span,
        })
    }

    fn between(&mut self, expr: &Expr, value: &Expr, low: &Expr, high: &Expr) -> TruthNode {
        if calendar(low).is_none() && calendar(high).is_none() {
            return TruthNode::Between {
                measure: self.measure(value),
                value: self.side(value),
                low: self.side(low),
                high: self.side(high),
            };
        }
        let mut end = |comparison, end: &Expr| Truth {
            span: expr.span.clone(),
            node: self.compare(expr, comparison, value, end),
        };
        TruthNode::And(vec![
            end(Comparison::AtLeast, low),
            end(Comparison::AtMost, high),
        ])
    }

    fn measure(&self, expr: &Expr) -> Measure {
        match self.kind(expr) {
            InputKind::Date => Measure::Date,
            _ => Measure::Number,
        }
    }

    fn side(&mut self, expr: &Expr) -> Side {
        Side {
            span: expr.span.clone(),
            number: self.number(expr),
        }
    }

    fn list(&mut self, expr: &Expr, value: &Expr, list: &[Expr]) -> TruthNode {
        match self.kind(value) {
            InputKind::Number | InputKind::Date => TruthNode::Member {
                measure: self.measure(value),
                value: self.side(value),
                list: list
                    .iter()
                    .map(|item| match self.number(item) {
                        Number::Constant(value) => value,
                        _ => f64::NAN,
                    })
                    .collect(),
            },
            InputKind::Text => self.text_list(expr, value, list),
            InputKind::Flag => self.alternatives(expr, value, list),
        }
    }

    fn text_list(&mut self, expr: &Expr, value: &Expr, list: &[Expr]) -> TruthNode {
        let words = list
            .iter()
            .map(literal)
            .collect::<Option<Vec<String>>>()
            .expect("a list of texts is one of literals");
        match self.input(value) {
            Some(input) => self.word(input, WordTest::OneOf(words)),
            None => self.alternatives(expr, value, list),
        }
    }

    /// `x in [a, b]` as `x = a or x = b`.
    fn alternatives(&mut self, expr: &Expr, value: &Expr, list: &[Expr]) -> TruthNode {
        let parts = list.iter().map(|item| Truth {
            span: expr.span.clone(),
            node: self.compare(expr, Comparison::Equal, value, item),
        });
        TruthNode::Or(parts.collect())
    }

    fn word(&mut self, input: usize, test: WordTest) -> TruthNode {
        self.tests.push(test);
        TruthNode::Word {
            input,
            test: self.tests.len() - 1,
        }
    }

    fn same_text(&mut self, left: &Expr, right: &Expr) -> TruthNode {
        for (one, other) in [(left, right), (right, left)] {
            if let (Some(input), Some(word)) = (self.input(one), literal(other)) {
                return self.word(input, WordTest::OneOf(vec![word]));
            }
        }
        TruthNode::SameText(self.text(left), self.text(right))
    }

    fn contains(&mut self, text: &Expr, part: &Expr) -> TruthNode {
        if let (Some(input), Some(part)) = (self.input(text), literal(part)) {
            return self.word(input, WordTest::Contains(part));
        }
        TruthNode::ContainsText(self.text(text), self.text(part))
    }

    fn blank(&mut self, expr: &Expr) -> TruthNode {
        match self.kind(expr) {
            InputKind::Number | InputKind::Date => TruthNode::BlankNumber(self.number(expr)),
            InputKind::Text => TruthNode::BlankText(self.text(expr)),
            InputKind::Flag => TruthNode::BlankTruth(Box::new(self.truth(expr))),
        }
    }

    fn number(&mut self, expr: &Expr) -> Number {
        match &expr.node {
            Node::Number(value) => Number::Constant(*value),
            Node::Span(span) => {
                let days = span.plain_days().expect("calendar spans are ages");
                Number::Constant(f64::from(days))
            }
            Node::Date(day) => Number::Constant(f64::from(day.0)),
            Node::Negate(inner) => match self.number(inner) {
                Number::Constant(value) => Number::Constant(-value),
                inner => Number::Negate(Box::new(inner)),
            },
            Node::Arithmetic(sign, left, right) => Number::Arithmetic(
                *sign,
                Box::new(self.number(left)),
                Box::new(self.number(right)),
            ),
            Node::Call(function, arguments) => self.call(*function, arguments),
            _ => Number::Input(self.input(expr).expect("only an input is left")),
        }
    }

    fn call(&mut self, function: Function, arguments: &[Expr]) -> Number {
        match function {
            Function::Min => Number::Smallest(self.numbers(arguments)),
            Function::Max => Number::Largest(self.numbers(arguments)),
            Function::Abs => Number::Absolute(Box::new(self.number(&arguments[0]))),
            Function::Round => Number::Round(Box::new(self.number(&arguments[0]))),
            Function::If => Number::If(
                Box::new(self.truth(&arguments[0])),
                Box::new(self.number(&arguments[1])),
                Box::new(self.number(&arguments[2])),
            ),
            Function::PercentRank => {
                let scope = Scope {
                    wants: Wants::Number,
                    ..*self.scope
                };
                let inputs = self.inputs.to_vec();
                self.ranked
                    .push(compile(&arguments[0], &scope, inputs, Vec::new()));
                let place = self.ranked.len() - 1;
                Number::Rank(place, Box::new(self.number(&arguments[0])))
            }
            Function::Blank => unreachable!("blank(x) is no number"),
        }
    }

    fn numbers(&mut self, parts: &[Expr]) -> Vec<Number> {
        parts.iter().map(|part| self.number(part)).collect()
    }

    fn text(&mut self, expr: &Expr) -> Text {
        match &expr.node {
            Node::Text(text) => {
                let word = compared(text);
                let place = self.words.iter().position(|known| *known == word);
                Text::Literal(place.unwrap_or_else(|| {
                    self.words.push(word);
                    self.words.len() - 1
                }))
            }
            Node::Call(Function::If, arguments) => Text::If(
                Box::new(self.truth(&arguments[0])),
                Box::new(self.text(&arguments[1])),
                Box::new(self.text(&arguments[2])),
            ),
            _ => Text::Input(self.input(expr).expect("only an input is left")),
        }
    }
}

/// A text literal in its compared form.
fn literal(expr: &Expr) -> Option<String> {
    match &expr.node {
        Node::Text(text) => Some(compared(text)),
        _ => None,
    }
}

fn negated(expr: &Expr, node: TruthNode) -> TruthNode {
    TruthNode::Not(Box::new(Truth {
        span: expr.span.clone(),
        node,
    }))
}
