//! Cases at each boundary of the language: reading, faults, kinds, meaning.

use super::*;
use crate::names::{Field, Metric, Stratum};

const CUSTOMERS: Scope<'static> = Scope {
    below: Stratum::Tag,
    own: &[],
    speaks_of: Speaks::Customers,
    wants: Wants::Truth,
};

/// What the text reads as, in canonical form.
fn reads(text: &str, expected: &str) {
    let expr = parse(text).unwrap_or_else(|faults| panic!("{text}: {faults:?}"));
    assert_eq!(expr.to_string(), expected, "{text}");
    assert_eq!(parse(expected).as_ref(), Ok(&expr), "{expected}");
}

/// The faults of a text, each with the words it points at.
fn faults(text: &str, scope: &Scope<'_>) -> Vec<(String, FaultKind)> {
    let found = match parse(text) {
        Ok(expr) => check(&expr, scope).err().unwrap_or_default(),
        Err(faults) => faults,
    };
    found
        .into_iter()
        .map(|fault| (text[fault.span].to_owned(), fault.kind))
        .collect()
}

fn only_fault(text: &str, place: &str, kind: FaultKind) {
    assert_eq!(
        faults(text, &CUSTOMERS),
        [(place.to_owned(), kind)],
        "{text}"
    );
}

#[test]
fn spans_are_not_metrics() {
    reads("m >= 3", "m >= 3");
    reads("days_since_last_order <= 3m", "days_since_last_order <= 3m");
    reads("距末单天数<=3个月且m>=4", "距末单天数 <= 3m and m >= 4");
    reads("gap_ratio > 2周", "gap_ratio > 2w");
    only_fault("m > 3mm", "3mm", FaultKind::UnknownUnit("mm".to_owned()));
    only_fault("m > 3q", "3q", FaultKind::UnknownUnit("q".to_owned()));
}

#[test]
fn chinese_needs_no_spaces() {
    reads("金额>=5万且等级='A'", "金额 >= 50000 and 等级 = 'A'");
    reads(
        "近12月金额>1.2亿或非战略客户",
        "近12月金额 > 120000000 or not 战略客户",
    );
    reads("等级in['A','B']", "等级 in ['A', 'B']");
    reads("满意度between 1 and 3", "满意度 between 1 and 3");
    reads("[勿扰]=是且金额>3万元", "[勿扰] = true and 金额 > 30000");
    reads("金额占比 > 1", "金额占比 > 1");
}

#[test]
fn full_width_signs_fold_outside_of_texts() {
    reads("（金额＞＝５万）", "金额 >= 50000");
    reads("增长！＝－５０％", "增长 != -0.5");
    reads("等级 in [‘A’，“B”]", "等级 in ['A', 'B']");
    reads("行业 = '（深圳）'", "行业 = '（深圳）'");
    reads("a ≤ 1 and b ≠ 2", "a <= 1 and b != 2");
}

#[test]
fn numbers_round_once() {
    for (text, expected) in [
        ("33.3%", "0.333"),
        ("0.1万", "1000"),
        ("1.1", "1.1"),
        ("12元", "12"),
        ("2亿元", "200000000"),
        ("007", "7"),
    ] {
        reads(text, expected);
    }
}

#[test]
fn texts_and_headers_keep_their_quotes_and_brackets() {
    reads("a = 'it''s'", "a = 'it''s'");
    reads("a = \"it's\"", "a = 'it''s'");
    reads("[a]]b] > 1", "[a]]b] > 1");
    reads("[ 客户 等级? ] > 1", "[客户 等级?] > 1");
    reads("[客户等级?] > 1", "[客户等级?] > 1");
    reads("【会员】 > 1", "[会员] > 1");
}

#[test]
fn operators_bind_as_in_sql() {
    reads("a or b and not c = 1", "a or b and not c = 1");
    reads("(a or b) and c", "(a or b) and c");
    reads("1 - (2 - 3) * -4 > 0", "1 - (2 - 3) * -4 > 0");
    reads("(1 + 2) + 3 = 6", "1 + 2 + 3 = 6");
    reads("a == 1 AND b <> 2", "a = 1 and b != 2");
    reads("a between 1 and 2 and b", "a between 1 and 2 and b");
    reads("not (a and b)", "not (a and b)");
    reads("a not in [-1, 2]", "a not in [-1, 2]");
}

#[test]
fn faults_of_reading_point_at_their_words() {
    only_fault("  ", "  ", FaultKind::Empty);
    only_fault("金额 > 'A", "'A", FaultKind::UnclosedText);
    only_fault("金额 > [列", "[列", FaultKind::UnclosedColumn);
    only_fault("1 < 金额 < 5", "1 < 金额 < 5", FaultKind::Chain);
    only_fault("等级 in ('A')", "(", FaultKind::ListExpected);
    only_fault("金额 > 5) and 等级 = 'A'", ")", FaultKind::NothingOpened);
    only_fault("等级 in []", "]", FaultKind::EmptyList);
    only_fault("等级 in [金额]", "金额", FaultKind::NotAPlainValue);
    only_fault(
        "last_order > 2026-02-30",
        "2026-02-30",
        FaultKind::NoSuchDay("2026-02-30".to_owned()),
    );
    only_fault(
        "金额 >",
        "",
        FaultKind::ExpectedValue {
            found: String::new(),
        },
    );
    only_fault(
        "金额 > 5 && 等级 = 'A'",
        "&&",
        FaultKind::OtherLanguage {
            found: "&&".to_owned(),
            write: "and",
        },
    );
    only_fault(
        "(金额 > 5",
        "",
        FaultKind::Expected {
            wanted: ")",
            found: String::new(),
        },
    );
    only_fault(
        "金额 not contains 'x'",
        "contains",
        FaultKind::NotBefore("contains"),
    );
    only_fault(
        "maxx(1, 2) > 1",
        "maxx",
        FaultKind::UnknownFunction {
            name: "maxx".to_owned(),
            suggestion: Some("max".to_owned()),
        },
    );
    only_fault(
        "if(true) = 1",
        "if(true)",
        FaultKind::ArgumentCount {
            function: Function::If,
            found: 1,
        },
    );
}

#[test]
fn every_fault_is_reported_at_once() {
    let found = faults("金额 > > 5 and 等级 in () or a < b < c", &CUSTOMERS);
    let places: Vec<&str> = found.iter().map(|(place, _)| place.as_str()).collect();
    assert_eq!(places, [">", "(", "a < b < c"]);
    let found = faults("amuont > 5 and tier = 3 and type > 1", &CUSTOMERS);
    let places: Vec<&str> = found.iter().map(|(place, _)| place.as_str()).collect();
    assert_eq!(places, ["amuont", "tier = 3", "type > 1"]);
}

#[test]
fn hostile_nesting_is_refused() {
    for text in ["(".repeat(5000), "-".repeat(5000), "not ".repeat(5000)] {
        let found = faults(&format!("{text}1"), &CUSTOMERS);
        assert_eq!(
            found.first().map(|fault| &fault.1),
            Some(&FaultKind::TooDeep)
        );
    }
    let sum = vec!["1"; 5000].join("+");
    assert_eq!(faults(&sum, &CUSTOMERS)[0].1, FaultKind::TooDeep);
    let long = vec!["amount > 1"; 5000].join(" and ");
    assert_eq!(faults(&long, &CUSTOMERS), []);
}

#[test]
fn names_need_a_lower_layer() {
    let own = ["parts_24m".to_owned()];
    let tier = Scope {
        below: Stratum::Tier,
        own: &own,
        ..CUSTOMERS
    };
    assert_eq!(faults("parts_24m > 1 and r = 5", &tier), []);
    let too_high = FaultKind::StratumTooHigh {
        name: "等级".to_owned(),
        stratum: Stratum::Tier,
        here: Stratum::Tier,
    };
    assert_eq!(faults("等级='A'", &tier), [("等级".to_owned(), too_high)]);
    let base = Scope {
        below: Stratum::Own,
        ..tier
    };
    assert!(matches!(
        faults("parts_24m > 1", &base)[0].1,
        FaultKind::StratumTooHigh { .. }
    ));
}

#[test]
fn calendar_spans_compare_with_ages_only() {
    let fault = |span: &str, days| FaultKind::CalendarSpan {
        span: Span::parse(span).expect("a span"),
        days,
    };
    only_fault("金额 > 3m", "3m", fault("3m", 90));
    only_fault("days_since_last_order > 1y + 5d", "1y", fault("1y", 365));
    only_fault("days_since_last_order in [3m]", "3m", fault("3m", 90));
    assert_eq!(
        faults(
            "3m >= days_since_last_order and days_since_first_order between 30d and 1y",
            &CUSTOMERS
        ),
        []
    );
}

#[test]
fn kinds_are_named_on_both_sides() {
    only_fault(
        "tier = 3",
        "tier = 3",
        FaultKind::KindsDiffer {
            left: ValueKind::Text,
            right: ValueKind::Number,
        },
    );
    only_fault(
        "tier >= 'B'",
        "tier >= 'B'",
        FaultKind::NoOrder(ValueKind::Text),
    );
    only_fault(
        "amount",
        "amount",
        FaultKind::WrongKind {
            wanted: ValueKind::Truth,
            found: ValueKind::Number,
        },
    );
    only_fault(
        "[x] > 1 and [x] = 'a'",
        "[x]",
        FaultKind::ColumnOfTwoKinds {
            header: "x".to_owned(),
            first: ValueKind::Number,
            second: ValueKind::Text,
        },
    );
    only_fault(
        "percent_rank(percent_rank(amount)) > 1",
        "percent_rank(amount)",
        FaultKind::NestedRank,
    );
}

/// The kinds that columns get.
fn kinds(text: &str, expected: &[InputKind]) {
    let program = check(&parse(text).expect(text), &CUSTOMERS).expect(text);
    let found: Vec<InputKind> = program.inputs().iter().map(|input| input.kind).collect();
    assert_eq!(found, expected, "{text}");
}

#[test]
fn columns_get_their_kind_from_use() {
    use InputKind::{Date, Flag, Number, Text};
    kinds("[a] > 1", &[Number]);
    kinds("[a] = 'x'", &[Text]);
    kinds("[a]", &[Flag]);
    kinds("[a] and [b] = 2026-01-01", &[Flag, Date]);
    kinds("[a] = [b]", &[Text, Text]);
    kinds("[a] = [b] and [b] = 3", &[Number, Number]);
    kinds("[a] - 2026-01-01 > 3", &[Date]);
    kinds("blank([a]) or [a] > 1", &[Number]);
    kinds("max([a], [b]) > 1", &[Number, Number]);
    kinds("if([a], [b], 'x') = [c]", &[Flag, Text, Text]);
}

#[test]
fn inputs_are_named_once_and_ages_read_their_date() {
    let program = check(
        &parse("[a?] > 1 or [a] < 0 or days_since_last_order < 3m").expect("parses"),
        &CUSTOMERS,
    )
    .expect("checks");
    let sources: Vec<&Source> = program.inputs().iter().map(|input| &input.source).collect();
    let column = Source::Column {
        header: "a".to_owned(),
        optional: false,
    };
    assert_eq!(sources, [&column, &Source::Metric(Metric::LastOrder)]);
}

#[test]
fn order_rows_speak_of_order_columns_only() {
    let rows = Scope {
        speaks_of: Speaks::OrderRows,
        ..CUSTOMERS
    };
    assert_eq!(
        faults(
            "品类 = '配件' and amount > 5 and [备注] contains '急'",
            &rows
        ),
        []
    );
    let found = faults("amount_12m > 5", &rows);
    assert_eq!(found[0].0, "amount_12m");
    assert!(
        matches!(&found[0].1, FaultKind::UnknownName { suggestion: Some(name), .. } if name == "amount")
    );
    let program = check(&parse("category = 'x'").expect("parses"), &rows).expect("checks");
    assert_eq!(
        program.inputs()[0].source,
        Source::Field(Field::OrderCategory)
    );
}

#[test]
fn unequal_on_what_can_be_blank_is_cautioned() {
    let cautions = |text: &str| {
        check(&parse(text).expect(text), &CUSTOMERS)
            .expect(text)
            .cautions()
            .len()
    };
    assert_eq!(cautions("tier != 'C'"), 1);
    assert_eq!(cautions("orders != 1"), 0);
    assert_eq!(cautions("stage not in ['x']"), 1);
}

/// One row in which every number is the given one, at a day.
struct Row {
    day: Day,
    number: f64,
    flag: u8,
    word: Vec<String>,
    ranks: RankTable,
}

impl Columns for Row {
    fn len(&self) -> usize {
        1
    }
    fn days(&self) -> Days<'_> {
        Days::One(self.day)
    }
    fn numbers(&self, _: usize, out: &mut [f64]) {
        out.fill(self.number);
    }
    fn flags(&self, _: usize, out: &mut [u8]) {
        out.fill(self.flag);
    }
    fn codes(&self, _: usize, out: &mut [u32]) {
        out.fill(if self.word.is_empty() { BLANK } else { 0 });
    }
    fn dictionary(&self, _: usize) -> &[String] {
        &self.word
    }
    fn rank_table(&self, _: usize) -> &RankTable {
        &self.ranks
    }
}

fn day(text: &str) -> Day {
    Day::parse_iso(text).expect("a day")
}

fn outcome(text: &str, row: &Row) -> u8 {
    let program = check(&parse(text).expect(text), &CUSTOMERS).expect(text);
    let mut out = [9];
    program.truths(row, &mut program.scratch(), &mut out);
    out[0]
}

#[test]
fn calendar_boundaries_clip_at_month_ends() {
    let at = |text: &str, last: &str| {
        let row = Row {
            day: day("2026-05-31"),
            number: f64::from(day(last).0),
            flag: UNKNOWN,
            word: Vec::new(),
            ranks: RankTable::new(Vec::new()),
        };
        outcome(text, &row)
    };
    // Three months before 31 May is 28 February.
    for (text, before, boundary, after) in [
        ("days_since_last_order <= 3m", FALSE, TRUE, TRUE),
        ("days_since_last_order < 3m", FALSE, FALSE, TRUE),
        ("days_since_last_order > 3m", TRUE, FALSE, FALSE),
        ("days_since_last_order >= 3m", TRUE, TRUE, FALSE),
        ("days_since_last_order = 3m", FALSE, TRUE, FALSE),
        ("days_since_last_order != 3m", TRUE, FALSE, TRUE),
        ("3m > days_since_last_order", FALSE, FALSE, TRUE),
        ("days_since_last_order between 3m and 1y", TRUE, TRUE, FALSE),
    ] {
        let found = ["2026-02-27", "2026-02-28", "2026-03-01"].map(|last| at(text, last));
        assert_eq!(found, [before, boundary, after], "{text}");
    }
}

#[test]
fn blanks_follow_sql() {
    let blank = Row {
        day: day("2026-05-31"),
        number: f64::NAN,
        flag: UNKNOWN,
        word: Vec::new(),
        ranks: RankTable::new(Vec::new()),
    };
    for (text, expected) in [
        ("amount > 1", UNKNOWN),
        ("amount > 1 and false", FALSE),
        ("false and amount > 1", FALSE),
        ("amount > 1 or true", TRUE),
        ("not amount > 1", UNKNOWN),
        ("tier in ['A']", UNKNOWN),
        ("tier != 'A'", UNKNOWN),
        ("tier contains 'A'", UNKNOWN),
        ("amount between 1 and 2", UNKNOWN),
        ("3 between amount and 2", FALSE),
        ("blank(amount) and blank(tier) and blank(strategic)", TRUE),
        ("strategic", UNKNOWN),
        ("days_since_last_order < 3m", UNKNOWN),
        ("max(amount, 5) = 5 and min(5, amount) = 5", TRUE),
        ("blank(1 / 0)", TRUE),
        ("1 / 0 > 1", UNKNOWN),
        ("if(strategic, 1, 2) = 2", TRUE),
        ("if(strategic, 'a', 'b') = 'b'", TRUE),
        ("strategic = true", UNKNOWN),
        ("round(2.5) = 3 and round(-2.5) = -3 and abs(-2) = 2", TRUE),
        ("30d * 2 = 60", TRUE),
    ] {
        assert_eq!(outcome(text, &blank), expected, "{text}");
    }
}

#[test]
fn no_number_is_a_zero_below_zero() {
    let formula = Scope {
        below: Stratum::Own,
        own: &[],
        speaks_of: Speaks::Customers,
        wants: Wants::Number,
    };
    let row = |number| Row {
        day: day("2026-05-31"),
        number,
        flag: TRUE,
        word: Vec::new(),
        ranks: RankTable::new(Vec::new()),
    };
    for (text, number) in [
        ("amount", -0.0),
        ("-amount", 0.0),
        ("round(amount / 1000)", -0.3),
        ("amount / -5", 0.0),
        ("amount * -1", 0.0),
        ("max(amount, -0)", -0.0),
        ("if(amount = 0, -amount, 1)", 0.0),
    ] {
        let program = check(&parse(text).expect(text), &formula).expect(text);
        let mut out = [9.0];
        program.numbers(&row(number), &mut program.scratch(), &mut out);
        assert_eq!(out[0].to_bits(), 0.0_f64.to_bits(), "{text}");
    }
}

#[test]
fn texts_compare_trimmed_and_in_half_width() {
    let row = Row {
        day: day("2026-05-31"),
        number: 0.0,
        flag: TRUE,
        word: vec![" Ａ（深圳） ".to_owned()],
        ranks: RankTable::new(Vec::new()),
    };
    for (text, expected) in [
        ("stage = 'A(深圳)'", TRUE),
        ("stage = 'a(深圳)'", FALSE),
        ("stage contains '（深'", TRUE),
        ("stage = owner", TRUE),
        ("'A(深圳)' contains stage", TRUE),
        ("stage in ['x', ' A(深圳)']", TRUE),
        ("if(strategic, stage, 'x') = owner", TRUE),
    ] {
        assert_eq!(outcome(text, &row), expected, "{text}");
    }
}

#[test]
fn a_trace_keeps_values_boundaries_and_blanks() {
    let row = Row {
        day: day("2026-05-31"),
        number: f64::NAN,
        flag: UNKNOWN,
        word: Vec::new(),
        ranks: RankTable::new(Vec::new()),
    };
    let text = "amount > 5 and days_since_last_order <= 3m";
    let program = check(&parse(text).expect(text), &CUSTOMERS).expect(text);
    let trace = program
        .trace(&row, &mut program.scratch(), 0)
        .expect("a condition");
    assert_eq!(trace.outcome, Outcome::Undecided(vec![0, 1]));
    assert_eq!(&text[trace.parts[0].span.clone()], "amount > 5");
    assert!(matches!(
        &trace.parts[1].step,
        Step::Age { boundary, date: Seen { value: Value::Blank, .. }, .. } if *boundary == day("2026-02-28")
    ));
    let mut counts = [0, 0];
    program.count_undecided(&row, &mut program.scratch(), &[UNKNOWN], &mut counts);
    assert_eq!(counts, [1, 1]);
}

#[test]
fn ranks_are_taken_of_a_program_of_their_own() {
    let scope = Scope {
        below: Stratum::Tier,
        wants: Wants::Number,
        ..CUSTOMERS
    };
    let text = "0.5 * percent_rank(-amount) + 1";
    let program = check(&parse(text).expect(text), &scope).expect(text);
    let mut row = Row {
        day: day("2026-05-31"),
        number: 30.0,
        flag: UNKNOWN,
        word: Vec::new(),
        ranks: RankTable::new(Vec::new()),
    };
    let ranked = &program.ranked()[0];
    let values = [10.0, 20.0, 30.0, 40.0, 50.0].map(|amount| {
        row.number = amount;
        let mut out = [0.0];
        ranked.numbers(&row, &mut ranked.scratch(), &mut out);
        out[0]
    });
    row.ranks = RankTable::new(values.to_vec());
    row.number = 20.0;
    let mut out = [0.0];
    program.numbers(&row, &mut program.scratch(), &mut out);
    assert!((out[0] - 1.375).abs() < 1e-12, "{}", out[0]);
}

#[test]
fn a_long_condition_over_several_lines_reads_and_checks() {
    let text = "open_complaints > 0 or satisfaction <= 2
        or (orders >= 3 and days_since_last_order >= max(45d, 1.5 * typical_gap)
            and days_since_last_order <= max(180d, 3 * typical_gap))
        or (tier in ['A', 'B'] and (growth_12m <= -50% or unanswered >= 3))";
    let program = check(&parse(text).expect("parses"), &CUSTOMERS).expect("checks");
    assert_eq!(program.inputs().len(), 8);
}
