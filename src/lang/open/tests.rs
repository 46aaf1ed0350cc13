use super::*;
use crate::records::open::{needs, open};
use crate::sheet::{Bounds, FileFault};
use std::sync::Arc;

fn at() -> At {
    At {
        file: "book.xlsx".to_owned(),
        sheet: Some("一月".to_owned()),
    }
}

fn opened(name: &str, text: &str) -> Vec<Sheet> {
    let bytes = text.as_bytes().to_vec();
    let file = crate::records::open::File {
        name: name.to_owned(),
        len: bytes.len() as u64,
        source: Arc::new(bytes),
        claims: Vec::new(),
    };
    let opened = open(&[file], &[], &Bounds::default());
    opened.map_err(|_| "faults").expect("a table").sheets
}

#[test]
fn a_sheet_says_what_was_recognised() {
    let sheets = opened(
        "订单.csv",
        "订单编号,客户编号,下单日期,金额\nA1,C1,2024-01-05,10\n",
    );
    let lines = describe(&sheets[0], Language::Zh);
    assert_eq!(lines[0], "订单.csv：订单表，UTF-8，逗号分隔，表头在第 1 行");
    assert!(lines[1].contains("客户编号←客户编号"), "{lines:?}");
    let lines = describe(&sheets[0], Language::En);
    assert_eq!(
        lines[0],
        "订单.csv: orders, UTF-8, separated by commas, header in row 1"
    );
}

#[test]
fn a_sheet_left_alone_says_why() {
    let mut sheet = opened("a.csv", "客户编号,客户名称\n1,甲\n").remove(0);
    sheet.role = None;
    sheet.why = Some(Ignored::SameFile("b.csv".to_owned()));
    let lines = describe(&sheet, Language::Zh);
    assert_eq!(lines, ["a.csv：不读（内容与 b.csv 完全相同，只读一次）"]);
}

#[test]
fn missing_columns_name_what_is_there_and_what_was_perhaps_meant() {
    let fault = OpenFault::MissingColumns {
        at: at(),
        role: Role::Orders,
        missing: vec![Missing {
            need: needs(Role::Orders)[2],
            near: Some("金额X".to_owned()),
        }],
        headers: vec!["日期".to_owned(), "金额X".to_owned()],
    };
    let text = message(&fault, Language::Zh);
    assert!(
        text.contains("book.xlsx › 一月") && text.contains("“日期”、“金额X”"),
        "{text}"
    );
    let text = help(&fault, Language::En).expect("a next move");
    assert!(
        text.contains("is it \"金额X\"?") && text.contains("\"order.amount\" = [\"金额X\"]"),
        "{text}"
    );
}

#[test]
fn an_undecided_column_shows_both_and_where_they_stand() {
    let fault = OpenFault::AmbiguousColumn {
        at: at(),
        field: Field::OrderAmount,
        one: ("金额".to_owned(), 2),
        other: ("金额\n(元)".to_owned(), 27),
    };
    let text = message(&fault, Language::Zh);
    assert!(
        text.contains("“金额”（C 列）") && text.contains("“金额 (元)”（AB 列）"),
        "{text}"
    );
    assert!(help(&fault, Language::Zh).is_some_and(|text| text.contains("[input.columns]")));
}

#[test]
fn every_fault_has_a_sentence_in_both_languages() {
    let file = || "f.csv".to_owned();
    let faults = [
        OpenFault::NoFiles,
        OpenFault::TooManySheets,
        OpenFault::Refused {
            file: file(),
            why: Refusal::File(FileFault::Empty),
        },
        OpenFault::Refused {
            file: file(),
            why: Refusal::TooLarge { limit: 1 << 30 },
        },
        OpenFault::NoSuchSheet {
            file: file(),
            sheet: "x".to_owned(),
            sheets: vec!["y".to_owned()],
        },
        OpenFault::ClaimedTwice {
            at: at(),
            one: Role::Orders,
            other: Role::Customers,
        },
        OpenFault::NoHeader {
            at: at(),
            role: Role::Contacts,
        },
        OpenFault::NothingRecognised {
            file: file(),
            seen: vec![Seen {
                sheet: None,
                why: Ignored::NoRole,
                headers: (0..20).map(|n| format!("h{n}")).collect(),
            }],
        },
    ];
    for fault in &faults {
        let [zh, en] = [Language::Zh, Language::En].map(|language| message(fault, language));
        assert!(!zh.is_empty() && zh != en, "{zh}");
        assert_eq!(
            help(fault, Language::En).is_none(),
            matches!(fault, OpenFault::Refused { .. })
        );
    }
    assert!(message(&faults[7], Language::En).contains("8 more"));
}
