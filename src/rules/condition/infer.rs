//! Finds out what kind every part of an expression is.
//!
//! Takes a parsed expression and its scope; gives its inputs with their kinds
//! and the cautions, or every fault of names, layers and kinds.

use std::ops::Range;

use crate::period::{Span, Unit};

use super::check::{
    Caution, Input, InputKind, Scope, Source, Speaks, Wants, age, calendar, place_of,
};
use super::fault::{Fault, FaultKind, ValueKind};
use super::names::{can_be_blank, resolve};
use super::{Arithmetic, Comparison, Expr, Function, Node, Presence};

/// The inputs of an expression, each once, with their kinds, and its cautions.
pub(super) fn infer(
    expr: &Expr,
    scope: &Scope<'_>,
) -> Result<(Vec<Input>, Vec<Caution>), Vec<Fault>> {
    let mut checker = Checker {
        scope,
        inputs: Vec::new(),
        cautions: Vec::new(),
        ranking: false,
        faults: Vec::new(),
    };
    let kind = checker.kind(expr);
    let wanted = match scope.wants {
        Wants::Truth => ValueKind::Truth,
        Wants::Number => ValueKind::Number,
    };
    checker.want(kind, wanted, &expr.span);
    if !checker.faults.is_empty() {
        checker
            .faults
            .sort_by_key(|fault| (fault.span.start, fault.span.end));
        return Err(checker.faults);
    }
    let inputs = (0..checker.inputs.len())
        .map(|place| Input {
            source: checker.inputs[place].source.clone(),
            kind: input_kind(checker.settled(place).unwrap_or(ValueKind::Text)),
            span: checker.inputs[place].span.clone(),
        })
        .collect();
    Ok((inputs, checker.cautions))
}

fn input_kind(kind: ValueKind) -> InputKind {
    match kind {
        ValueKind::Number => InputKind::Number,
        ValueKind::Date => InputKind::Date,
        ValueKind::Text => InputKind::Text,
        ValueKind::Truth => InputKind::Flag,
    }
}

/// What is known of a value's kind.
#[derive(Debug, Clone, Copy)]
enum Known {
    Kind(ValueKind),
    /// That of a column, not settled when it was asked for.
    Column(usize),
    /// A fault was noted.
    Nothing,
}

/// An input whose kind may still be open.
struct Open {
    source: Source,
    span: Range<usize>,
    state: State,
}

enum State {
    Settled(ValueKind),
    Free,
    /// The same as that of another input.
    As(usize),
}

struct Checker<'a> {
    scope: &'a Scope<'a>,
    inputs: Vec<Open>,
    cautions: Vec<Caution>,
    ranking: bool,
    faults: Vec<Fault>,
}

impl Checker<'_> {
    fn fault(&mut self, span: &Range<usize>, kind: FaultKind) -> Known {
        self.faults.push(Fault::new(span.clone(), kind));
        Known::Nothing
    }

    fn kind(&mut self, expr: &Expr) -> Known {
        match &expr.node {
            Node::Number(_) => Known::Kind(ValueKind::Number),
            Node::Span(span) => self.span(*span, &expr.span),
            Node::Date(_) => Known::Kind(ValueKind::Date),
            Node::Text(_) => Known::Kind(ValueKind::Text),
            Node::Truth(_) => Known::Kind(ValueKind::Truth),
            Node::Name(name) => self.name(name, &expr.span),
            Node::Column { header, presence } => self.column(header, *presence, &expr.span),
            Node::Call(function, arguments) => self.call(*function, arguments, &expr.span),
            Node::Negate(inner) => self.all(ValueKind::Number, [&**inner], ValueKind::Number),
            Node::Arithmetic(sign, left, right) => self.arithmetic(*sign, left, right),
            Node::Compare(comparison, left, right) => self.compare(*comparison, left, right),
            Node::Between(value, low, high) => self.between(value, [low, high]),
            Node::In(value, list) => self.list(value, list),
            Node::NotIn(value, list) => {
                self.caution(value);
                self.list(value, list)
            }
            Node::Contains(text, part) => {
                self.all(ValueKind::Text, [&**text, &**part], ValueKind::Truth)
            }
            Node::Not(inner) => self.all(ValueKind::Truth, [&**inner], ValueKind::Truth),
            Node::And(parts) | Node::Or(parts) => {
                self.all(ValueKind::Truth, parts, ValueKind::Truth)
            }
        }
    }

    /// All parts must be of one kind; the whole is of another.
    fn all<'e>(
        &mut self,
        wanted: ValueKind,
        parts: impl IntoIterator<Item = &'e Expr>,
        gives: ValueKind,
    ) -> Known {
        for part in parts {
            let kind = self.kind(part);
            self.want(kind, wanted, &part.span);
        }
        Known::Kind(gives)
    }

    fn span(&mut self, span: Span, place: &Range<usize>) -> Known {
        if span.plain_days().is_some() {
            return Known::Kind(ValueKind::Number);
        }
        let days = match span.unit {
            Unit::Year => span.count * 365,
            _ => span.count * 30,
        };
        self.fault(place, FaultKind::CalendarSpan { span, days })
    }

    fn name(&mut self, name: &str, span: &Range<usize>) -> Known {
        match resolve(name, self.scope) {
            Ok((source, kind)) => {
                self.input(source, span, State::Settled(kind));
                Known::Kind(kind)
            }
            Err(kind) => self.fault(span, kind),
        }
    }

    fn column(&mut self, header: &str, presence: Presence, span: &Range<usize>) -> Known {
        let source = Source::Column {
            header: header.to_owned(),
            optional: presence == Presence::Optional,
        };
        Known::Column(self.input(source, span, State::Free))
    }

    /// The place of an input; a column asked for with and without `?` is required.
    fn input(&mut self, source: Source, span: &Range<usize>, state: State) -> usize {
        if let Some(place) = place_of(&source, self.inputs.iter().map(|input| &input.source)) {
            if let (
                Source::Column { optional, .. },
                Source::Column {
                    optional: false, ..
                },
            ) = (&mut self.inputs[place].source, &source)
            {
                *optional = false;
            }
            return place;
        }
        self.inputs.push(Open {
            source,
            span: span.clone(),
            state,
        });
        self.inputs.len() - 1
    }

    fn call(&mut self, function: Function, arguments: &[Expr], span: &Range<usize>) -> Known {
        match function {
            Function::Blank => {
                self.kind(&arguments[0]);
                Known::Kind(ValueKind::Truth)
            }
            Function::Min | Function::Max => {
                let mut kind = self.kind(&arguments[0]);
                for argument in &arguments[1..] {
                    let next = self.kind(argument);
                    kind = self.same(kind, next, &arguments[0].span, &argument.span);
                }
                self.ordered(kind, &arguments[0].span)
            }
            Function::Abs | Function::Round => {
                self.all(ValueKind::Number, arguments, ValueKind::Number)
            }
            Function::If => {
                let condition = self.kind(&arguments[0]);
                self.want(condition, ValueKind::Truth, &arguments[0].span);
                let (one, other) = (self.kind(&arguments[1]), self.kind(&arguments[2]));
                self.same(one, other, &arguments[1].span, &arguments[2].span)
            }
            Function::PercentRank => self.rank(arguments, span),
        }
    }

    fn rank(&mut self, arguments: &[Expr], span: &Range<usize>) -> Known {
        if self.ranking {
            return self.fault(span, FaultKind::NestedRank);
        }
        if self.scope.speaks_of == Speaks::OrderRows {
            return self.fault(span, FaultKind::RankOfRows);
        }
        self.ranking = true;
        let kind = self.all(ValueKind::Number, arguments, ValueKind::Number);
        self.ranking = false;
        kind
    }

    /// Days are numbers too: a date minus a date is days, a date plus days a date.
    fn arithmetic(&mut self, sign: Arithmetic, left: &Expr, right: &Expr) -> Known {
        let kinds = (self.kind(left), self.kind(right));
        let dates = (self.is_date(kinds.0), self.is_date(kinds.1));
        let (wanted, gives) = match (sign, dates) {
            (Arithmetic::Add, (true, _)) => ([ValueKind::Date, ValueKind::Number], ValueKind::Date),
            (Arithmetic::Add, (_, true)) => ([ValueKind::Number, ValueKind::Date], ValueKind::Date),
            (Arithmetic::Subtract, (_, true)) => ([ValueKind::Date; 2], ValueKind::Number),
            (Arithmetic::Subtract, (true, _)) => {
                ([ValueKind::Date, ValueKind::Number], ValueKind::Date)
            }
            _ => ([ValueKind::Number; 2], ValueKind::Number),
        };
        self.want(kinds.0, wanted[0], &left.span);
        self.want(kinds.1, wanted[1], &right.span);
        Known::Kind(gives)
    }

    fn is_date(&self, known: Known) -> bool {
        match known {
            Known::Kind(kind) => kind == ValueKind::Date,
            Known::Column(input) => self.settled(input) == Some(ValueKind::Date),
            Known::Nothing => false,
        }
    }

    fn compare(&mut self, comparison: Comparison, left: &Expr, right: &Expr) -> Known {
        if comparison == Comparison::NotEqual {
            self.caution(left);
            self.caution(right);
        }
        if self.calendar_age(left, right) || self.calendar_age(right, left) {
            return Known::Kind(ValueKind::Truth);
        }
        let (one, other) = (self.kind(left), self.kind(right));
        let kind = self.same(one, other, &left.span, &right.span);
        if !matches!(comparison, Comparison::Equal | Comparison::NotEqual) {
            self.ordered(kind, &(left.span.start..right.span.end));
        }
        Known::Kind(ValueKind::Truth)
    }

    /// Each end is a calendar span for itself.
    fn between(&mut self, value: &Expr, ends: [&Expr; 2]) -> Known {
        let mut known = None;
        for end in ends {
            if self.calendar_age(value, end) {
                continue;
            }
            let kind = match known {
                Some(kind) => kind,
                None => *known.insert(self.kind(value)),
            };
            let other = self.kind(end);
            let kind = self.same(kind, other, &value.span, &end.span);
            self.ordered(kind, &(value.span.start..end.span.end));
        }
        Known::Kind(ValueKind::Truth)
    }

    /// Notes the date behind an age that is compared with a calendar span.
    fn calendar_age(&mut self, value: &Expr, span: &Expr) -> bool {
        let date = calendar(span).and_then(|_| age(value, self.scope));
        if let Some(date) = date {
            self.input(
                Source::Metric(date),
                &value.span,
                State::Settled(ValueKind::Date),
            );
        }
        date.is_some()
    }

    fn list(&mut self, value: &Expr, list: &[Expr]) -> Known {
        let mut kind = self.kind(value);
        for item in list {
            let next = self.kind(item);
            kind = self.same(kind, next, &value.span, &item.span);
        }
        Known::Kind(ValueKind::Truth)
    }

    fn caution(&mut self, expr: &Expr) {
        let source = match &expr.node {
            Node::Name(name) => resolve(name, self.scope).ok().map(|(source, _)| source),
            Node::Column { header, presence } => Some(Source::Column {
                header: header.clone(),
                optional: *presence == Presence::Optional,
            }),
            _ => None,
        };
        let Some(source) = source.filter(can_be_blank) else {
            return;
        };
        self.kind(expr); // makes it an input
        let place = place_of(&source, self.inputs.iter().map(|input| &input.source));
        self.cautions.extend(place.map(|input| Caution {
            span: expr.span.clone(),
            input,
        }));
    }

    fn root(&self, mut input: usize) -> usize {
        while let State::As(other) = self.inputs[input].state {
            input = other;
        }
        input
    }

    fn settled(&self, input: usize) -> Option<ValueKind> {
        match self.inputs[self.root(input)].state {
            State::Settled(kind) => Some(kind),
            State::Free | State::As(_) => None,
        }
    }

    /// Asks for a kind; settles that of a column.
    fn want(&mut self, known: Known, wanted: ValueKind, span: &Range<usize>) -> Known {
        match known {
            Known::Nothing => Known::Nothing,
            Known::Kind(found) if found == wanted => known,
            Known::Kind(found) => self.fault(span, FaultKind::WrongKind { wanted, found }),
            Known::Column(input) => match self.settled(input) {
                None => {
                    let root = self.root(input);
                    self.inputs[root].state = State::Settled(wanted);
                    Known::Kind(wanted)
                }
                Some(first) if first == wanted => Known::Kind(wanted),
                Some(first) => self.two_kinds(input, first, wanted, span),
            },
        }
    }

    fn two_kinds(
        &mut self,
        input: usize,
        first: ValueKind,
        second: ValueKind,
        span: &Range<usize>,
    ) -> Known {
        let header = match &self.inputs[input].source {
            Source::Column { header, .. } => header.clone(),
            _ => return Known::Nothing,
        };
        self.fault(
            span,
            FaultKind::ColumnOfTwoKinds {
                header,
                first,
                second,
            },
        )
    }

    /// Both must be of one kind, whichever it is.
    fn same(
        &mut self,
        left: Known,
        right: Known,
        left_span: &Range<usize>,
        right_span: &Range<usize>,
    ) -> Known {
        match (left, right) {
            (Known::Nothing, _) | (_, Known::Nothing) => Known::Nothing,
            (Known::Kind(one), Known::Kind(other)) if one == other => left,
            (Known::Kind(left), Known::Kind(right)) => self.fault(
                &(left_span.start.min(right_span.start)..left_span.end.max(right_span.end)),
                FaultKind::KindsDiffer { left, right },
            ),
            (Known::Kind(kind), Known::Column(_)) => self.want(right, kind, right_span),
            (Known::Column(_), Known::Kind(kind)) => self.want(left, kind, left_span),
            (Known::Column(one), Known::Column(other)) => {
                match (self.settled(one), self.settled(other)) {
                    (Some(kind), _) => self.want(right, kind, right_span),
                    (None, Some(kind)) => self.want(left, kind, left_span),
                    (None, None) => {
                        let (one, other) = (self.root(one), self.root(other));
                        if one != other {
                            self.inputs[other].state = State::As(one);
                        }
                        left
                    }
                }
            }
        }
    }

    /// A kind that has an order: numbers (also what is not known otherwise) and dates.
    fn ordered(&mut self, known: Known, span: &Range<usize>) -> Known {
        let kind = match known {
            Known::Nothing => return known,
            Known::Kind(kind) => kind,
            Known::Column(input) => match self.settled(input) {
                None => return self.want(known, ValueKind::Number, span),
                Some(kind) => kind,
            },
        };
        match kind {
            ValueKind::Number | ValueKind::Date => Known::Kind(kind),
            ValueKind::Text | ValueKind::Truth => self.fault(span, FaultKind::NoOrder(kind)),
        }
    }
}
