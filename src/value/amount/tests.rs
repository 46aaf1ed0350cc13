use super::*;
use proptest::prelude::*;

fn read(mark: Mark, text: &str, reading: AmountReading) -> Result<Option<Money>, AmountFault> {
    let raw = Raw {
        mark,
        text: text.as_bytes(),
    };
    amount(raw, &reading, &mut AmountEvidence::default())
}

#[track_caller]
fn check(text: &str, expected: i64) {
    let answer = read(Mark::Text, text, AmountReading::default());
    assert_eq!(answer, Ok(Some(Money(expected))), "{text}");
}

const COMMA: AmountReading = AmountReading {
    decimal: Decimal::Comma,
    scale: 1,
};

/// Reads a whole column as callers do.
fn column(cells: &[&str]) -> (Decimal, Vec<Result<Option<Money>, AmountFault>>) {
    let mut evidence = AmountEvidence::default();
    for cell in cells {
        let raw = Raw::text(cell.as_bytes());
        let _ = amount(raw, &AmountReading::default(), &mut evidence);
    }
    let decimal = evidence.decimal(Decimal::Dot);
    let reading = AmountReading { decimal, scale: 1 };
    let read = |cell: &&str| read(Mark::Text, cell, reading);
    (decimal, cells.iter().map(read).collect())
}

#[test]
fn plain_amounts() {
    check("1234.56", 12_345_600);
    check("0", 0);
    check("-0.5", -5_000);
    check("12.", 120_000);
    check(".5", 5_000);
    check("0.1234", 1_234);
    check("1.234", 12_340);
    check("99999999999999", 999_999_999_999_990_000);
    check("007", 70_000);
}

#[test]
fn amounts_in_every_dress() {
    for text in [
        "1234.5",
        "1,234.5",
        "1,234.50",
        "1'234.50",
        "1’234.50",
        "1 234.50",
        "1\u{2009}234.50",
        "1\u{a0}234.50",
        "¥1,234.50",
        "￥1,234.50",
        "$1234.50",
        "€ 1,234.50",
        "1,234.50 元",
        "1234.5元",
        "CNY 1,234.50",
        "RMB1234.5",
        "1,234.50 USD",
        "US$1,234.5",
        "HK$1,234.5",
        "1,234.5美元",
        "１，２３４．５０",
        "+1234.5",
        " 1234.5 ",
        "人民币1234.5元",
        "0.12345万",
        "1,234.500",
        "'1234.5",
        "CHF 1'234.50",
        "A$1,234.50",
        "1,234.50 zł",
        "₹1,234.50",
        "1,234.50 澳元",
        "=\"1,234.50\"",
    ] {
        check(text, 12_345_000);
    }
    for text in [
        "-1234.5",
        "1234.5-",
        "(1234.5)",
        "(1,234.50)",
        "（1,234.50）",
        "-¥1,234.50",
        "¥-1,234.50",
        "(¥1,234.50)",
        "¥(1,234.50)",
        "−1234.5",
        "－1234.5",
        "$-1,234.50",
        "- 1234.5",
    ] {
        check(text, -12_345_000);
    }
}

#[test]
fn dashes_stand_for_decimals() {
    for text in [
        "250.-",
        "250.–",
        "250.--",
        "250,-",
        "CHF 250.-",
        "250,-- €",
        "250.-\n",
    ] {
        check(text, 2_500_000);
    }
    for text in ["-250.-", "(250.-)", "250.00-"] {
        check(text, -2_500_000);
    }
    check("1'250.-", 12_500_000);
}

#[test]
fn chinese_powers_of_ten() {
    check("1.2万", 120_000_000);
    check("1.2万元", 120_000_000);
    check("¥1.2万", 120_000_000);
    check("3亿", 3_000_000_000_000);
    check("1.2 萬", 120_000_000);
    check("5千", 50_000_000);
    check("3百万", 30_000_000_000);
    check("0.00001万", 1_000);
    check("-2万", -200_000_000);
}

#[test]
fn groups_of_thousands_must_be_well_placed() {
    check("1,234,567", 12_345_670_000);
    check("12,34,567", 12_345_670_000);
    check("1,2345,6789", 1_234_567_890_000);
    check("1,234", 12_340_000);
    for text in [
        "1,23,45",
        "12,3456",
        "1,234,56",
        "1,,234",
        ",123",
        "1,234 567",
        "1 23",
        "12,5",
    ] {
        let answer = read(Mark::Text, text, AmountReading::default());
        assert_eq!(answer, Err(AmountFault::NotAnAmount), "{text}");
    }
}

#[test]
fn what_is_no_amount_is_said() {
    for text in [
        "abc",
        "12a",
        "1.2.3",
        "--5",
        "-5-",
        "(-5)",
        "1.38E+10",
        "1e5",
        "3亿5000万",
        "万",
        "¥",
        "$¥5",
        "12:30",
        "2024-03-05",
        "1/2",
        "+",
        ".",
        "万万",
        "1万万",
        "()",
        "100\n50",
        "200\r\n30",
        "12\t50",
        "5 5",
        ".-",
        "250.---",
        "250-.",
    ] {
        let answer = read(Mark::Text, text, AmountReading::default());
        assert_eq!(answer, Err(AmountFault::NotAnAmount), "{text:?}");
    }
    let cases = [
        ("12%", AmountFault::Percent),
        ("１２％", AmountFault::Percent),
        ("#N/A", AmountFault::ErrorCell),
        ("922337203685478", AmountFault::TooLarge),
        ("99999999999999999999999999999999999", AmountFault::TooLarge),
        ("9999999亿", AmountFault::TooLarge),
    ];
    for (text, fault) in cases {
        let answer = read(Mark::Text, text, AmountReading::default());
        assert_eq!(answer, Err(fault), "{text}");
    }
    check("922337203685477.5807", i64::MAX);
}

#[test]
fn blank_cells_are_no_amounts() {
    for text in ["", " ", "-", "--", "无", "NULL", "¥ -", "￥-   ", "-¥"] {
        let answer = read(Mark::Text, text, AmountReading::default());
        assert_eq!(answer, Ok(None), "{text:?}");
    }
}

#[test]
fn finer_amounts_round_half_to_even_and_are_counted() {
    let cases = [
        ("0.00005", 0, 1),
        ("0.00015", 2, 1),
        ("0.00025", 2, 1),
        ("0.000251", 3, 1),
        ("-0.00015", -2, 1),
        ("33.333333333", 333_333, 1),
        ("1.50000", 15_000, 0),
        ("0.0000000000000000000000001", 0, 1),
    ];
    for (text, expected, rounded) in cases {
        let mut evidence = AmountEvidence::default();
        let raw = Raw::text(text.as_bytes());
        let answer = amount(raw, &AmountReading::default(), &mut evidence);
        assert_eq!(answer, Ok(Some(Money(expected))), "{text}");
        assert_eq!(evidence.rounded, rounded, "{text}");
    }
}

#[test]
fn the_column_tells_a_decimal_comma() {
    let money = |units| Ok(Some(Money(units)));
    assert_eq!(
        column(&["12,5", "1.234,56", "1.234", "7"]),
        (
            Decimal::Comma,
            vec![
                money(125_000),
                money(12_345_600),
                money(12_340_000),
                money(70_000)
            ]
        )
    );
    assert_eq!(
        column(&["12.5", "1,234"]),
        (Decimal::Dot, vec![money(125_000), money(12_340_000)])
    );
    assert_eq!(
        column(&["1.234.567", "1,5"]),
        (Decimal::Comma, vec![money(12_345_670_000), money(15_000)])
    );
    assert_eq!(
        column(&["1,234", "1.234"]),
        (Decimal::Dot, vec![money(12_340_000), money(12_340)])
    );
    // A stray cell of the other kind is refused, not misread.
    let (decimal, cells) = column(&["12,5", "13,25", "1.5"]);
    assert_eq!(decimal, Decimal::Comma);
    assert_eq!(cells[2], Err(AmountFault::NotAnAmount));
}

#[test]
fn cells_that_are_no_amounts_are_no_evidence() {
    let mut evidence = AmountEvidence::default();
    for text in ["1.2.3", "a,b", "3,4x", "2024.3.5"] {
        let _ = amount(
            Raw::text(text.as_bytes()),
            &AmountReading::default(),
            &mut evidence,
        );
    }
    assert_eq!(evidence, AmountEvidence::default());
}

#[test]
fn three_decimals_are_evidence_only_where_they_cannot_group() {
    let cases = [
        ("1.234", (0, 1)),
        ("-123.456", (0, 1)),
        ("0.125", (1, 0)),
        ("1234.567", (1, 0)),
        ("1.5", (1, 0)),
        ("15", (0, 0)),
        ("¥1.234", (0, 1)),
        ("¥1234.567", (1, 0)),
    ];
    for (text, expected) in cases {
        let mut evidence = AmountEvidence::default();
        let raw = Raw::text(text.as_bytes());
        let answer = amount(raw, &AmountReading::default(), &mut evidence);
        assert!(answer.is_ok(), "{text}");
        assert_eq!((evidence.dot, evidence.ambiguous), expected, "{text}");
    }
}

#[test]
fn number_cells_always_have_a_dot() {
    let cases = [
        ("0.1", 1_000),
        ("1234.567", 12_345_670),
        ("1.5E+3", 15_000_000),
        ("1.5e-3", 15),
        ("-12", -120_000),
    ];
    for (text, expected) in cases {
        let answer = read(Mark::Number, text, COMMA);
        assert_eq!(answer, Ok(Some(Money(expected))), "{text}");
    }
    let faults = [
        (Mark::Number, "1E+300", AmountFault::TooLarge),
        (Mark::Date, "2024-03-05", AmountFault::NotAnAmount),
        (Mark::Flag, "true", AmountFault::NotAnAmount),
        (Mark::Error, "#N/A", AmountFault::ErrorCell),
    ];
    for (mark, text, fault) in faults {
        assert_eq!(read(mark, text, COMMA), Err(fault), "{text}");
    }
}

#[test]
fn a_unit_in_the_header_scales_the_column() {
    let reading = AmountReading {
        decimal: Decimal::Dot,
        scale: 10_000,
    };
    let cases = [
        (Mark::Text, "1.5", 150_000_000),
        (Mark::Number, "0.00000001", 1),
        (Mark::Text, "-0.00001", -1_000),
        // A unit of its own goes before the header's.
        (Mark::Text, "1.5万", 150_000_000),
        (Mark::Text, "1.2亿", 1_200_000_000_000),
        (Mark::Text, "35000元", 350_000_000),
        (Mark::Text, "3.5万元", 350_000_000),
        (Mark::Text, "¥3.5", 350_000_000),
    ];
    for (mark, text, expected) in cases {
        assert_eq!(
            read(mark, text, reading),
            Ok(Some(Money(expected))),
            "{text}"
        );
    }
}

#[test]
fn currencies_in_cells_are_noted() {
    let mut evidence = AmountEvidence::default();
    for text in ["¥5", "US$7", "8", "€x"] {
        let _ = amount(
            Raw::text(text.as_bytes()),
            &AmountReading::default(),
            &mut evidence,
        );
    }
    assert_eq!(evidence.currencies().collect::<Vec<_>>(), ["USD", "CNY"]);
}

/// Whole digits with a mark between groups of three.
fn grouped(whole: &str, mark: char) -> String {
    let mut text = String::new();
    for (place, digit) in whole.chars().enumerate() {
        if place > 0 && (whole.len() - place).is_multiple_of(3) {
            text.push(mark);
        }
        text.push(digit);
    }
    text
}

proptest! {
    #[test]
    fn written_amounts_read_back(
        units in -999_999_999_999_999_i64..=999_999_999_999_999,
        dialect in 0..8usize,
    ) {
        let money = Money(units);
        let plain = Money(units.abs()).to_string();
        let sign = if units < 0 { "-" } else { "" };
        let (whole, decimals) = plain.split_once('.').expect("money has decimals");
        let dot = AmountReading::default();
        let (text, reading) = match dialect {
            0 => (money.to_string(), dot),
            1 => (format!("{sign}¥{}.{decimals}", grouped(whole, ',')), dot),
            2 => (format!("{sign}{}.{decimals} 元", grouped(whole, ' ')), dot),
            3 => (format!("{sign}{}.{decimals}", grouped(whole, '\'')), dot),
            4 => (format!("{plain}{sign}"), dot),
            5 => (format!("{sign}{},{decimals}", grouped(whole, '.')), COMMA),
            6 => (format!("{sign}{whole},{decimals}"), COMMA),
            _ => (if units < 0 { format!("({plain})") } else { plain.clone() }, dot),
        };
        prop_assert_eq!(read(Mark::Text, &text, reading), Ok(Some(money)), "{}", text);
    }

    #[test]
    fn no_text_makes_the_reader_fall(text in "[-+0-9.,'()¥$万亿元 %e]{0,20}") {
        let _ = column(&[&text]);
    }
}

#[test]
fn no_way_of_writing_a_currency_hides_another() {
    for (at, (code, words)) in CURRENCIES.iter().enumerate() {
        for (place, word) in words.iter().enumerate() {
            let before = CURRENCIES[..at].iter().flat_map(|(_, words)| words.iter());
            let mut before = before.chain(&words[..place]);
            let hides = |other: &&str| word.ends_with(other) || word.starts_with(other);
            assert_eq!(before.find(|other| hides(other)), None, "{word} of {code}");
        }
    }
}
