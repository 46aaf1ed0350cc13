use super::*;
use proptest::prelude::*;

fn day(text: &str) -> Day {
    Day::parse_iso(text).expect("a test date")
}

fn read(mark: Mark, text: &str, reading: DateReading) -> Result<Option<Day>, DateFault> {
    let raw = Raw {
        mark,
        text: text.as_bytes(),
    };
    date(raw, reading, &mut DateEvidence::default())
}

#[track_caller]
fn check(text: &str, expected: &str) {
    let answer = read(Mark::Text, text, DateReading::default());
    assert_eq!(answer, Ok(Some(day(expected))), "{text}");
}

/// Reads a whole column as callers do: once to gather, once decided.
fn column(
    cells: &[&str],
    told: DateOrder,
) -> Result<Vec<Result<Option<Day>, DateFault>>, Undecidable> {
    let mut evidence = DateEvidence::default();
    for cell in cells {
        let _ = date(
            Raw::text(cell.as_bytes()),
            DateReading::default(),
            &mut evidence,
        );
    }
    let reading = decide(&evidence, told)?;
    Ok(cells
        .iter()
        .map(|cell| read(Mark::Text, cell, reading))
        .collect())
}

#[track_caller]
fn check_column(cells: &[&str], expected: &[&str]) {
    let days = column(cells, DateOrder::Auto).expect("decided");
    let expected: Vec<_> = expected.iter().map(|text| Ok(Some(day(text)))).collect();
    assert_eq!(days, expected, "{cells:?}");
}

#[test]
fn plain_forms_need_no_column() {
    for text in [
        "2024-03-05",
        "2024/03/05",
        "2024.03.05",
        "2024-3-5",
        "2024/3/5",
        "2024.3.5",
        "20240305",
        "2024年3月5日",
        "2024年03月05日",
        "2024年3月5号",
        "２０２４年３月５日",
        "２０２４／０３／０５",
        "24年3月5日",
        " 2024-03-05 ",
        "\u{feff}2024-03-05",
        "'2024-03-05",
        "5-Mar-2024",
        "05-mar-24",
        "5 March 2024",
        "Mar 5, 2024",
        "March 5th, 2024",
        "2024-Mar-05",
        "Tue, 05 Mar 2024 10:00:00 GMT",
        "5/5/2024 ".replace("5/5", "5-Mar").trim(),
    ] {
        check(text, "2024-03-05");
    }
    check("5/5/2024", "2024-05-05");
}

#[test]
fn times_and_zones_are_accepted_and_the_day_as_written_counts() {
    for text in [
        "2024-03-05 08:15:00",
        "2024-03-05T08:15:00",
        "2024-03-05 23:59:59 +0200",
        "2024-03-05T23:59:59.999Z",
        "2024-03-05T00:00:00.000+08:00",
        "2024-03-05T08:15:00.000+0000",
        "2024-03-05 08:15",
        "2024-03-05 8:15:00 PM",
        "2024/3/5 8:15",
        "2024-03-05 00:00:00.0",
        "2024年3月5日 08:15",
        "2024年3月5日 8时15分",
        "2024年3月5日 星期二",
        "2024/3/5 周二",
        "2024/3/5(周二)",
        "2024/3/5 星期二 上午 8:15:00",
        "2024/3/5 下午8:15",
        "20240305081500",
        "2024-03-05 10:00:00 UTC",
    ] {
        check(text, "2024-03-05");
    }
}

#[test]
fn what_is_no_date_is_said() {
    for text in [
        "2024-02-30",
        "202-3-5",
        "20243-5",
        "2024-3-5 25:00",
        "2024/3/5 8",
        "2024/3/5x",
        "2023-02-29",
        "2024-13-04",
        "2024-00-10",
        "2024-03",
        "2024",
        "abc",
        "0",
        "2024-03-05x",
        "2024-03-05 99:00",
        "2024-03-05 08:15 abc",
        "2024/3-5",
        "31/4/2024",
        "13/13/2024",
        "2024年3月",
        "1.5",
        "12.34",
        "19999",
        "60001",
        "20241305",
        "Foo 5, 2024",
        "2024-03-05 08:15:00;",
        "2024-3-5-6",
        "5/2024",
    ] {
        let answer = read(Mark::Text, text, DateReading::default());
        assert_eq!(answer, Err(DateFault::NotADate), "{text}");
    }
}

#[test]
fn the_range_of_facts_has_two_ends() {
    check("1950-01-01", "1950-01-01");
    check("2129-06-06", "2129-06-06");
    for text in [
        "1949-12-31",
        "2129-06-07",
        "1900-01-01",
        "9999-12-31",
        "1/2/1900",
        "18991231",
    ] {
        let answer = read(Mark::Text, text, DateReading::default());
        assert_eq!(answer, Err(DateFault::OutOfRange), "{text}");
    }
}

#[test]
fn fake_and_blank_dates_are_empty() {
    for text in [
        "",
        " ",
        "-",
        "无",
        "NULL",
        "0000-00-00",
        "0000-00-00 00:00:00",
        "1900-01-00",
        "1900/1/0",
        "1899-12-30 00:00:00",
    ] {
        let answer = read(Mark::Text, text, DateReading::default());
        assert_eq!(answer, Ok(None), "{text}");
    }
    assert_eq!(read(Mark::Number, "0", DateReading::default()), Ok(None));
}

#[test]
fn cells_of_workbooks_say_what_they_are() {
    let reading = DateReading::default();
    let ok = Ok(Some(day("2024-03-05")));
    assert_eq!(read(Mark::Date, "2024-03-05", reading), ok);
    assert_eq!(read(Mark::Date, "2024-03-05 08:15:00", reading), ok);
    assert_eq!(read(Mark::Number, "45356", reading), ok);
    assert_eq!(read(Mark::Number, "45356.75", reading), ok);
    assert_eq!(read(Mark::Number, "20240305", reading), ok);
    assert_eq!(
        read(Mark::Number, "12", reading),
        Err(DateFault::OutOfRange)
    );
    assert_eq!(
        read(Mark::Error, "#N/A", reading),
        Err(DateFault::ErrorCell)
    );
    assert_eq!(read(Mark::Flag, "true", reading), Err(DateFault::NotADate));
    assert_eq!(
        read(Mark::Text, "#REF!", reading),
        Err(DateFault::ErrorCell)
    );
}

#[test]
fn one_sure_cell_decides_its_column() {
    check_column(&["3/4/2024", "13/5/2024"], &["2024-04-03", "2024-05-13"]);
    check_column(&["3/4/2024", "5/13/2024"], &["2024-03-04", "2024-05-13"]);
    check_column(&["3.4.2024", "31.12.2023"], &["2024-04-03", "2023-12-31"]);
    check_column(&["3-4-24", "12-31-23"], &["2024-03-04", "2023-12-31"]);
    check_column(&["99/6/30", "98/12/1"], &["1999-06-30", "1998-12-01"]);
    check_column(
        &["3/4/2024 10:00", "2024-01-01", "13/5/2024 9:00"],
        &["2024-04-03", "2024-01-01", "2024-05-13"],
    );
}

#[test]
fn columns_that_cannot_be_decided_ask() {
    let auto = DateOrder::Auto;
    assert_eq!(
        column(&["3/4/2024", "4/3/2024"], auto),
        Err(Undecidable::Ambiguous)
    );
    assert_eq!(
        column(&["13/5/2024", "5/13/2024"], auto),
        Err(Undecidable::Conflicting)
    );
    assert_eq!(column(&["26/6/12"], auto), Err(Undecidable::Ambiguous));
    assert!(column(&["2024-01-02", "5/5/2024", ""], auto).is_ok());
}

#[test]
fn what_the_rules_say_goes_first() {
    let days = column(&["3/4/2024", "13/5/2024"], DateOrder::MonthDayYear).expect("told");
    assert_eq!(
        days,
        [Ok(Some(day("2024-03-04"))), Err(DateFault::NotADate)]
    );
    // What is plain from the whole column is not read otherwise.
    let plain = ["3/4/2024", "13/5/2024", "14/5/2024", "15/5/2024"];
    let days = column(&plain, DateOrder::MonthDayYear).expect("told");
    assert_eq!(days[0], Ok(Some(day("2024-04-03"))));
    assert_eq!(days[3], Ok(Some(day("2024-05-15"))));
    let mut slips = vec!["3/4/2024"; 60];
    slips.extend(["13/5/2024", "14/5/2024", "15/5/2024"]);
    let days = column(&slips, DateOrder::MonthDayYear).expect("told");
    assert_eq!(days[0], Ok(Some(day("2024-03-04"))));
    assert_eq!(days[62], Err(DateFault::NotADate));
    let days = column(&["26/6/12"], DateOrder::YearMonthDay).expect("told");
    assert_eq!(days, [Ok(Some(day("2026-06-12")))]);
}

#[test]
fn two_digit_years_are_known_by_their_spread() {
    let dates: Vec<String> = (1..=28)
        .map(|day| format!("{day:02}/{:02}/24", day % 12 + 1))
        .collect();
    let cells: Vec<&str> = dates.iter().map(String::as_str).collect();
    let days = column(&cells, DateOrder::Auto).expect("days spread, years do not");
    assert_eq!(days[27], Ok(Some(day("2024-05-28"))));
}

#[test]
fn day_numbers_of_text_tables_need_company() {
    check_column(&["45356", "45357"], &["2024-03-05", "2024-03-06"]);
    check_column(&["45356", "2024-03-06"], &["2024-03-05", "2024-03-06"]);
    let days = column(&["45356", "2024-03-06", "2024-03-07"], DateOrder::Auto).expect("decided");
    assert_eq!(days[0], Err(DateFault::NotADate));
    let first = read(Mark::Text, "45356", DateReading::default());
    assert_eq!(first, Err(DateFault::NeedsOrder));
}

#[test]
fn parts_of_a_column_add_up() {
    let evidence = |cells: &[&str]| {
        let mut evidence = DateEvidence::default();
        for cell in cells {
            let _ = date(
                Raw::text(cell.as_bytes()),
                DateReading::default(),
                &mut evidence,
            );
        }
        evidence
    };
    let mut merged = evidence(&["3/4/2024", "1/2/26"]);
    merged.merge(&evidence(&["13/5/2024", "45000"]));
    assert_eq!(
        merged,
        evidence(&["3/4/2024", "1/2/26", "13/5/2024", "45000"])
    );
    assert_eq!((merged.sure(Order::DayFirst), merged.ambiguous()), (1, 2));
    assert!(merged.needs_decision());
}

proptest! {
    #[test]
    fn written_days_read_back(offset in 0..=u16::MAX, dialect in 0..10usize) {
        let day = Day::from_offset(offset);
        let (y, m, d) = day.ymd();
        let (text, told) = match dialect {
            0 => (format!("{y}-{m:02}-{d:02}"), DateOrder::Auto),
            1 => (format!("{y}/{m}/{d}"), DateOrder::Auto),
            2 => (format!("{y}.{m}.{d} 8:05"), DateOrder::Auto),
            3 => (format!("{y}{m:02}{d:02}"), DateOrder::Auto),
            4 => (format!("{y}年{m}月{d}日"), DateOrder::Auto),
            5 => (format!("{d}/{m}/{y}"), DateOrder::DayMonthYear),
            6 => (format!("{m}/{d}/{y}"), DateOrder::MonthDayYear),
            7 => (format!("{y}-{m:02}-{d:02}T23:00:00.000-0800"), DateOrder::Auto),
            8 => (format!("{d}.{m:02}.{y}"), DateOrder::DayMonthYear),
            _ => (format!("{y}/{m:02}/{d:02} 00:00:00"), DateOrder::Auto),
        };
        let days = column(&[&text], told).expect("told or plain");
        prop_assert_eq!(days, vec![Ok(Some(day))]);
    }

    #[test]
    fn no_text_makes_the_reader_fall(text in "\\PC{0,24}") {
        let _ = column(&[&text], DateOrder::Auto);
    }

    #[test]
    fn near_dates_never_make_the_reader_fall(text in "[0-9]{0,4}[-/.年 ][0-9a-z]{0,5}[-/.月 ,][0-9]{0,4}[ T日]?[0-9:.+Z]{0,9}") {
        let _ = column(&[&text], DateOrder::Auto);
    }
}

#[test]
fn days_before_months_and_after_them_read_alike_quickly_and_with_care() {
    // A blank in front takes the slow way.
    let texts = [
        "6/30/2026",
        "30/6/2026",
        "30.6.2026",
        "3-4-2026",
        "5/5/2026",
        "03/04/2026 8:15",
        "13/13/2026",
        "0/4/2026",
        "31/4/2026",
        "3/4/1949",
        "3/4/2130",
        "31/2/1900",
        "3/4.2026",
        "3/4/20261",
        "3/4/2026 25:00",
        "3/4/2026 ",
        "3/4/2026 8:15 PM",
        "3/4/202",
        "3//2026",
        "111/1/2026",
        "1/111/2026",
        "3/4/2026x",
        "29/2/2024",
        "29/2/2023",
    ];
    let readings = [
        None,
        Some(Order::DayFirst),
        Some(Order::MonthFirst),
        Some(Order::YearFirst),
    ];
    for order in readings {
        let reading = DateReading {
            order,
            ..DateReading::default()
        };
        for text in texts {
            let with_care = format!("\u{3000}{text}");
            let read = |text: &str| {
                let mut evidence = DateEvidence::default();
                let raw = Raw {
                    mark: Mark::Text,
                    text: text.as_bytes(),
                };
                (date(raw, reading, &mut evidence), evidence)
            };
            assert_eq!(read(text), read(&with_care), "{text} {order:?}");
        }
    }
}

#[test]
fn a_month_that_comes_again_reads_as_it_did() {
    let mut cells: Vec<String> = Vec::new();
    for year in 1949..=2130 {
        for (month, day) in (0..=13).flat_map(|month| (0..=32).map(move |day| (month, day))) {
            let sign = ['-', '/', '.'][(year + month + day) % 3];
            cells.push(format!("{year}{sign}{month:02}{sign}{day:02}"));
        }
    }
    let odd = [
        "2026-06-30",
        "2026-06-30",
        "30/06/2026",
        "2026-06-30",
        "2026/06/30",
        "",
        "2026-13-01",
        "2026-06-30 08:15:00",
        "2026-06-3x",
        "2026-06-30",
        "0000-00-00",
        "-",
        "2026-6-30",
        "2026-02-29",
        "2026-02-28",
        "2026-02-:0",
        "2026-02/28",
    ];
    cells.extend(odd.map(str::to_owned));
    let (mut months, mut again, mut each) = (
        Months::default(),
        DateEvidence::default(),
        DateEvidence::default(),
    );
    for cell in cells {
        let raw = Raw::text(cell.as_bytes());
        let reading = DateReading::default();
        assert_eq!(
            months.date(raw, reading, &mut again),
            date(raw, reading, &mut each),
            "{cell}"
        );
    }
    assert_eq!(again, each);
}
