//! Laws of the condition language on random expressions and random columns:
//! what is printed reads back, and whole columns come out as row by row.

use std::collections::HashMap;

use proptest::prelude::*;
use tierbook::names::Stratum;
use tierbook::period::{Day, Span, Unit};
use tierbook::rules::condition::{
    Arithmetic, BLANK, Columns, Comparison, Days, Expr, Function, Node, Presence, RankTable, Scope,
    Source, Speaks, Wants, check, parse,
};

fn expr(node: Node) -> Expr {
    Expr { node, span: 0..0 }
}

fn boxed(node: Node) -> Box<Expr> {
    Box::new(expr(node))
}

// ---- print and parse ----

fn any_comparison() -> impl Strategy<Value = Comparison> {
    prop::sample::select(vec![
        Comparison::Less,
        Comparison::AtMost,
        Comparison::More,
        Comparison::AtLeast,
        Comparison::Equal,
        Comparison::NotEqual,
    ])
}

fn any_arithmetic() -> impl Strategy<Value = Arithmetic> {
    prop::sample::select(vec![
        Arithmetic::Add,
        Arithmetic::Subtract,
        Arithmetic::Multiply,
        Arithmetic::Divide,
    ])
}

fn any_literal() -> impl Strategy<Value = Node> {
    prop_oneof![
        (0.0f64..1e12).prop_map(Node::Number),
        (0u32..100_000).prop_map(|n| Node::Number(f64::from(n) / 1000.0)),
        (0u32..36_500, 0usize..4).prop_map(|(count, unit)| {
            let unit = [Unit::Day, Unit::Week, Unit::Month, Unit::Year][unit];
            Node::Span(Span::new(count, unit))
        }),
        (-7305i32..58_000).prop_map(|day| Node::Date(Day(day))),
        "[a' ‘’“\"客\\]]{0,5}".prop_map(Node::Text),
        any::<bool>().prop_map(Node::Truth),
    ]
}

fn any_leaf() -> impl Strategy<Value = Node> {
    let names = vec![
        "m",
        "金额",
        "amount_12m",
        "等级",
        "配件金额",
        "parts_24m",
        "是否续约",
    ];
    prop_oneof![
        any_literal(),
        prop::sample::select(names).prop_map(|name| Node::Name(name.to_owned())),
        ("[a客\\]'（ 】]{0,3}x", any::<bool>()).prop_map(|(header, optional)| Node::Column {
            header: header.trim().to_owned(),
            presence: if optional {
                Presence::Optional
            } else {
                Presence::Required
            },
        }),
    ]
}

fn any_call(argument: impl Strategy<Value = Expr> + Clone) -> impl Strategy<Value = Node> {
    let function = prop::sample::select(Function::ALL.to_vec());
    (function, prop::collection::vec(argument, 3)).prop_map(|(function, mut arguments)| {
        arguments.truncate(function.arguments().1);
        Node::Call(function, arguments)
    })
}

/// Any tree at all, well typed or not.
fn any_tree() -> impl Strategy<Value = Expr> {
    any_leaf().prop_map(expr).prop_recursive(5, 40, 3, |inner| {
        let one = inner.clone().prop_map(Box::new);
        let list = prop::collection::vec(any_literal().prop_map(expr), 1..4).boxed();
        let parts = prop::collection::vec(inner.clone(), 2..4);
        prop_oneof![
            any_call(inner.clone()),
            one.clone().prop_map(Node::Negate),
            one.clone().prop_map(Node::Not),
            (any_arithmetic(), one.clone(), one.clone())
                .prop_map(|(sign, a, b)| Node::Arithmetic(sign, a, b)),
            (any_comparison(), one.clone(), one.clone())
                .prop_map(|(sign, a, b)| Node::Compare(sign, a, b)),
            (one.clone(), one.clone(), one.clone()).prop_map(|(a, b, c)| Node::Between(a, b, c)),
            (one.clone(), list.clone()).prop_map(|(a, list)| Node::In(a, list)),
            (one.clone(), list).prop_map(|(a, list)| Node::NotIn(a, list)),
            (one.clone(), one).prop_map(|(a, b)| Node::Contains(a, b)),
            parts.clone().prop_map(Node::And),
            parts.prop_map(Node::Or),
        ]
        .prop_map(expr)
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn what_is_printed_reads_back(tree in any_tree()) {
        let text = tree.to_string();
        let read = parse(&text);
        prop_assert_eq!(read.as_ref(), Ok(&tree), "{}", text);
        prop_assert_eq!(read.expect("equal").to_string(), text);
    }

    #[test]
    fn no_text_breaks_the_parser(text in "[-a金额m0-9'\\[\\]()<>=且或 ,.%万年“】]{0,24}") {
        if let Err(faults) = parse(&text) {
            prop_assert!(!faults.is_empty());
            for fault in faults {
                prop_assert!(text.get(fault.span.clone()).is_some(), "{:?}", fault);
            }
        }
    }
}

// ---- columns and rows ----

/// A value of the slow evaluator; `None` is blank or unknown.
#[derive(Debug, Clone, PartialEq)]
enum Slow {
    Number(Option<f64>),
    Text(Option<String>),
    Truth(Option<bool>),
}

impl Slow {
    fn number(self) -> Option<f64> {
        match self {
            Self::Number(value) => value,
            other => panic!("{other:?} is no number"),
        }
    }

    fn text(self) -> Option<String> {
        match self {
            Self::Text(value) => value,
            other => panic!("{other:?} is no text"),
        }
    }

    fn truth(self) -> Option<bool> {
        match self {
            Self::Truth(value) => value,
            other => panic!("{other:?} is no truth"),
        }
    }

    fn is_blank(&self) -> bool {
        matches!(
            self,
            Self::Number(None) | Self::Text(None) | Self::Truth(None)
        )
    }
}

type Row = HashMap<&'static str, Slow>;

const NUMBERS: [&str; 3] = ["amount", "gap_ratio", "satisfaction"];
const TEXTS: [&str; 2] = ["tier", "stage"];
const WORDS: [&str; 4] = ["A", "B", "AB", ""];

fn slow_compare(sign: Comparison, one: Slow, other: Slow) -> Option<bool> {
    if one.is_blank() || other.is_blank() {
        return None;
    }
    let order = match (one, other) {
        (Slow::Number(a), Slow::Number(b)) => a.partial_cmp(&b)?,
        (Slow::Text(a), Slow::Text(b)) => a.cmp(&b),
        (Slow::Truth(a), Slow::Truth(b)) => a.cmp(&b),
        pair => panic!("{pair:?} do not compare"),
    };
    Some(match sign {
        Comparison::Less => order.is_lt(),
        Comparison::AtMost => order.is_le(),
        Comparison::More => order.is_gt(),
        Comparison::AtLeast => order.is_ge(),
        Comparison::Equal => order.is_eq(),
        Comparison::NotEqual => order.is_ne(),
    })
}

fn slow_and(parts: impl Iterator<Item = Option<bool>>) -> Option<bool> {
    let parts: Vec<Option<bool>> = parts.collect();
    if parts.contains(&Some(false)) {
        Some(false)
    } else if parts.contains(&None) {
        None
    } else {
        Some(true)
    }
}

fn slow_not(truth: Option<bool>) -> Option<bool> {
    truth.map(|truth| !truth)
}

fn slow_age(left: &Expr, right: &Expr, row: &Row, day: Day) -> Option<[Slow; 2]> {
    let (Node::Name(name), Node::Span(span)) = (&left.node, &right.node) else {
        return None;
    };
    if name != "days_since_last_order" || span.plain_days().is_some() {
        return None;
    }
    // The older the date, the larger the age: both sides change their sign.
    let last = row["last_order"].clone().number();
    Some([
        Slow::Number(last.map(|last| -last)),
        Slow::Number(Some(f64::from(-day.before(*span).0))),
    ])
}

fn slow(tree: &Expr, row: &Row, day: Day) -> Slow {
    let go = |part: &Expr| slow(part, row, day);
    let compared = |sign, a: &Expr, b: &Expr| match slow_age(a, b, row, day) {
        Some([a, b]) => slow_compare(sign, a, b),
        None => slow_compare(sign, go(a), go(b)),
    };
    let within = |value: &Expr, list: &[Expr]| {
        slow_not(slow_and(list.iter().map(|item| {
            slow_not(slow_compare(Comparison::Equal, go(value), go(item)))
        })))
    };
    match &tree.node {
        Node::Number(value) => Slow::Number(Some(*value)),
        Node::Span(span) => Slow::Number(span.plain_days().map(f64::from)),
        Node::Date(day) => Slow::Number(Some(f64::from(day.0))),
        Node::Text(text) => Slow::Text(Some(text.clone())),
        Node::Truth(truth) => Slow::Truth(Some(*truth)),
        Node::Name(name) => row[name.as_str()].clone(),
        Node::Column { .. } => unreachable!("not generated"),
        Node::Negate(inner) => Slow::Number(go(inner).number().map(|value| -value)),
        Node::Arithmetic(sign, a, b) => Slow::Number(slow_arithmetic(*sign, go(a), go(b))),
        Node::Compare(sign, a, b) => Slow::Truth(compared(*sign, a, b)),
        Node::Between(value, low, high) => Slow::Truth(slow_and(
            [
                compared(Comparison::AtLeast, value, low),
                compared(Comparison::AtMost, value, high),
            ]
            .into_iter(),
        )),
        Node::In(value, list) => Slow::Truth(within(value, list)),
        Node::NotIn(value, list) => Slow::Truth(slow_not(within(value, list))),
        Node::Contains(text, part) => Slow::Truth(
            go(text)
                .text()
                .zip(go(part).text())
                .map(|(text, part)| text.contains(&part)),
        ),
        Node::Not(inner) => Slow::Truth(slow_not(go(inner).truth())),
        Node::And(parts) => Slow::Truth(slow_and(parts.iter().map(|part| go(part).truth()))),
        Node::Or(parts) => Slow::Truth(slow_not(slow_and(
            parts.iter().map(|part| slow_not(go(part).truth())),
        ))),
        Node::Call(function, arguments) => slow_call(*function, arguments, row, day),
    }
}

fn slow_arithmetic(sign: Arithmetic, a: Slow, b: Slow) -> Option<f64> {
    let (a, b) = a.number().zip(b.number())?;
    match sign {
        Arithmetic::Add => Some(a + b),
        Arithmetic::Subtract => Some(a - b),
        Arithmetic::Multiply => Some(a * b),
        Arithmetic::Divide if b == 0.0 => None,
        Arithmetic::Divide => Some(a / b),
    }
}

fn slow_call(function: Function, arguments: &[Expr], row: &Row, day: Day) -> Slow {
    let value = |place: usize| slow(&arguments[place], row, day);
    let known = || (0..arguments.len()).filter_map(|place| value(place).number());
    match function {
        Function::Blank => Slow::Truth(Some(value(0).is_blank())),
        Function::Min => Slow::Number(known().reduce(f64::min)),
        Function::Max => Slow::Number(known().reduce(f64::max)),
        Function::Abs => Slow::Number(value(0).number().map(f64::abs)),
        Function::Round => Slow::Number(value(0).number().map(f64::round)),
        Function::If if value(0) == Slow::Truth(Some(true)) => value(1),
        Function::If => value(2),
        Function::PercentRank => unreachable!("not generated"),
    }
}

fn number_tree() -> impl Strategy<Value = Expr> {
    prop_oneof![
        (0u8..4).prop_map(|value| expr(Node::Number(f64::from(value)))),
        prop::sample::select(NUMBERS.to_vec()).prop_map(|name| expr(Node::Name(name.to_owned()))),
    ]
    .prop_recursive(3, 10, 3, |inner| {
        let one = inner.clone().prop_map(Box::new);
        let parts = prop::collection::vec(inner.clone(), 1..4);
        let function = prop::sample::select(vec![Function::Min, Function::Max]);
        prop_oneof![
            (function, parts).prop_map(|(function, parts)| Node::Call(function, parts)),
            inner
                .clone()
                .prop_map(|part| Node::Call(Function::Round, vec![part])),
            one.clone().prop_map(Node::Negate),
            (any_arithmetic(), one.clone(), one).prop_map(|(s, a, b)| Node::Arithmetic(s, a, b)),
            (inner.clone(), inner.clone(), inner).prop_map(|(a, b, c)| {
                let condition = Node::Compare(Comparison::Less, Box::new(a), Box::new(b.clone()));
                Node::Call(Function::If, vec![expr(condition), b, c])
            }),
        ]
        .prop_map(expr)
    })
}

fn text_tree() -> impl Strategy<Value = Expr> {
    let name = prop::sample::select(TEXTS.to_vec());
    let word = prop::sample::select(WORDS.to_vec());
    prop_oneof![
        word.prop_map(|word| Node::Text(word.to_owned())),
        name.clone().prop_map(|name| Node::Name(name.to_owned())),
        name.prop_map(|name| {
            let condition = expr(Node::Name("strategic".to_owned()));
            let text = expr(Node::Text("AB".to_owned()));
            Node::Call(
                Function::If,
                vec![condition, expr(Node::Name(name.to_owned())), text],
            )
        }),
    ]
    .prop_map(expr)
}

fn truth_leaf() -> impl Strategy<Value = Node> {
    let number = || number_tree().prop_map(Box::new);
    let text = || text_tree().prop_map(Box::new);
    let numbers = prop::collection::vec((0u8..4).prop_map(|n| expr(Node::Number(n.into()))), 1..3);
    let words = prop::collection::vec(
        prop::sample::select(WORDS.to_vec()).prop_map(|word| expr(Node::Text(word.to_owned()))),
        1..3,
    )
    .boxed();
    let equal = prop::sample::select(vec![Comparison::Equal, Comparison::NotEqual]);
    let span = (0u32..5).prop_map(|count| boxed(Node::Span(Span::new(count, Unit::Month))));
    let age = || boxed(Node::Name("days_since_last_order".to_owned()));
    prop_oneof![
        Just(Node::Name("strategic".to_owned())),
        any::<bool>().prop_map(Node::Truth),
        (any_comparison(), number(), number()).prop_map(|(s, a, b)| Node::Compare(s, a, b)),
        (number(), number(), number()).prop_map(|(a, b, c)| Node::Between(a, b, c)),
        (number(), numbers).prop_map(|(a, list)| Node::In(a, list)),
        (text(), words.clone()).prop_map(|(a, list)| Node::In(a, list)),
        (text(), words).prop_map(|(a, list)| Node::NotIn(a, list)),
        (equal, text(), text()).prop_map(|(s, a, b)| Node::Compare(s, a, b)),
        (text(), text()).prop_map(|(a, b)| Node::Contains(a, b)),
        number_tree().prop_map(|number| Node::Call(Function::Blank, vec![number])),
        text_tree().prop_map(|text| Node::Call(Function::Blank, vec![text])),
        (any_comparison(), span.clone()).prop_map(move |(s, span)| Node::Compare(s, age(), span)),
        (span.clone(), span).prop_map(move |(a, b)| Node::Between(age(), a, b)),
    ]
}

fn truth_tree() -> impl Strategy<Value = Expr> {
    truth_leaf()
        .prop_map(expr)
        .prop_recursive(4, 16, 3, |inner| {
            let one = inner.clone().prop_map(Box::new);
            let parts = prop::collection::vec(inner.clone(), 2..4);
            prop_oneof![
                one.clone().prop_map(Node::Not),
                parts.clone().prop_map(Node::And),
                parts.prop_map(Node::Or),
                (one.clone(), one).prop_map(|(a, b)| Node::Compare(Comparison::Equal, a, b)),
                prop::collection::vec(inner.clone(), 3)
                    .prop_map(|parts| Node::Call(Function::If, parts)),
                inner.prop_map(|part| Node::Call(Function::Blank, vec![part])),
            ]
            .prop_map(expr)
        })
}

fn any_row() -> impl Strategy<Value = Row> {
    let number = || prop::option::weighted(0.7, (-1i8..4).prop_map(f64::from));
    let text = || prop::option::weighted(0.7, prop::sample::select(WORDS.to_vec()));
    let last = prop::option::weighted(0.8, (20_300i32..20_620).prop_map(f64::from));
    let numbers = (number(), number(), number());
    (numbers, text(), text(), any::<Option<bool>>(), last).prop_map(
        |((a, b, c), tier, stage, flag, last)| {
            HashMap::from([
                ("amount", Slow::Number(a)),
                ("gap_ratio", Slow::Number(b)),
                ("satisfaction", Slow::Number(c)),
                ("tier", Slow::Text(tier.map(str::to_owned))),
                ("stage", Slow::Text(stage.map(str::to_owned))),
                ("strategic", Slow::Truth(flag)),
                ("last_order", Slow::Number(last)),
            ])
        },
    )
}

struct Table<'a> {
    names: Vec<&'static str>,
    rows: &'a [Row],
    days: Days<'a>,
    words: Vec<String>,
}

impl Table<'_> {
    fn column(&self, input: usize) -> impl Iterator<Item = Slow> {
        self.rows
            .iter()
            .map(move |row| row[self.names[input]].clone())
    }
}

impl Columns for Table<'_> {
    fn len(&self) -> usize {
        self.rows.len()
    }

    fn days(&self) -> Days<'_> {
        self.days
    }

    fn numbers(&self, input: usize, out: &mut [f64]) {
        for (out, value) in out.iter_mut().zip(self.column(input)) {
            *out = value.number().unwrap_or(f64::NAN);
        }
    }

    fn flags(&self, input: usize, out: &mut [u8]) {
        for (out, value) in out.iter_mut().zip(self.column(input)) {
            *out = value.truth().map_or(2, u8::from);
        }
    }

    fn codes(&self, input: usize, out: &mut [u32]) {
        for (out, value) in out.iter_mut().zip(self.column(input)) {
            *out = value.text().map_or(BLANK, |text| {
                let place = self.words.iter().position(|word| *word == text);
                place.expect("a known word") as u32
            });
        }
    }

    fn dictionary(&self, _: usize) -> &[String] {
        &self.words
    }

    fn rank_table(&self, _: usize) -> &RankTable {
        unreachable!("no ranks are generated")
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn columns_come_out_as_row_by_row(
        tree in truth_tree(),
        rows in prop::collection::vec(any_row(), 12),
        days in prop::collection::vec(20_500i32..20_600, 12),
    ) {
        let scope = Scope {
            below: Stratum::Type,
            own: &[],
            speaks_of: Speaks::Customers,
            wants: Wants::Truth,
        };
        let program = check(&tree, &scope).expect("only well-typed trees are made");
        let names = program.inputs().iter().map(|input| match &input.source {
            Source::Metric(metric) => metric.key(),
            other => panic!("{other:?}"),
        });
        let names: Vec<&'static str> = names.collect();
        let days: Vec<Day> = days.into_iter().map(|day| Day(20_500 + day / 4 % 100)).collect();
        for each in [Days::Each(&days), Days::One(days[0])] {
            let words = WORDS.map(str::to_owned).to_vec();
            let table = Table { names: names.clone(), rows: &rows, days: each, words };
            let mut out = [9; 12];
            program.truths(&table, &mut program.scratch(), &mut out);
            for (place, row) in rows.iter().enumerate() {
                let day = match each {
                    Days::One(day) => day,
                    Days::Each(days) => days[place],
                };
                let expected = slow(&tree, row, day).truth().map_or(2, u8::from);
                prop_assert_eq!(out[place], expected, "{} on {:?}", tree, row);
            }
        }
    }
}
