use super::*;
use crate::money::{Money, Total};
use crate::names::Kind;
use crate::period::{Day, Span, Unit};
use crate::problem::{
    BlankName, EventLeft, Fitting, Nearest, Nobody, Odd, TypeName, Unheld, WhyUnheld,
};

fn too_many_categories() -> Finding {
    Finding::TooManyCategories {
        header: "WORD".to_owned(),
        field: Field::OrderProduct,
        most: 65_000,
    }
}

/// One of every finding; the user's words are all `WORD`.
#[expect(clippy::too_many_lines, reason = "one flat list: every finding")]
fn every() -> Vec<Finding> {
    let word = || "WORD".to_owned();
    let named = || TypeName {
        zh: word(),
        en: word(),
    };
    let pin = |field, near| Finding::UnknownPin {
        field,
        word: word(),
        customer: word(),
        near,
    };
    let field = Field::OrderAmount;
    let total = Total(1_240_000_000);
    [
        Finding::EmptyCell(field),
        Finding::NotADate(Field::OrderDate, word()),
        Finding::DateOutOfRange(Field::OrderDate, word()),
        Finding::NotAnAmount(field, word()),
        Finding::NotANumber(field, word()),
        Finding::NotYesOrNo(Field::CustomerStrategic, word()),
        Finding::RulesColumn {
            header: word(),
            read_as: ReadAs::Date,
            word: word(),
        },
        Finding::DamagedId(Field::OrderId, word()),
        Finding::DamagedOrders(word()),
        Finding::SumRows(word(), total),
        Finding::ReturnRows(word(), total),
        Finding::WithoutId,
        Finding::RoundedIds(word()),
        Finding::GarbledId(Field::CustomerName, word()),
        Finding::ErrorCell(field, word()),
        Finding::NoCustomer,
        Finding::RaggedRow(3, 5),
        Finding::BadText,
        Finding::StrayQuote,
        Finding::OtherEncoding(word(), word()),
        Finding::BrokenSheet,
        Finding::HiddenSheet(Role::Orders),
        Finding::DuplicateCustomer(word(), Some(7)),
        Finding::DuplicateCustomer(word(), None),
        Finding::DuplicateOrderRow {
            customer: word(),
            day: Day(0),
            amount: total,
            counted: true,
            first: Some(7),
        },
        Finding::DuplicateOrderRow {
            customer: word(),
            day: Day(0),
            amount: total,
            counted: false,
            first: None,
        },
        Finding::OrderShownTwice {
            customer: word(),
            day: Day(0),
            amount: total,
            counted: true,
            cancelled: false,
        },
        Finding::OrderShownTwice {
            customer: word(),
            day: Day(0),
            amount: total,
            counted: true,
            cancelled: true,
        },
        Finding::OrderShownTwice {
            customer: word(),
            day: Day(0),
            amount: total,
            counted: false,
            cancelled: false,
        },
        Finding::OrderShownTwice {
            customer: word(),
            day: Day(0),
            amount: total,
            counted: false,
            cancelled: true,
        },
        Finding::OrdersElsewhere(total),
        Finding::Papers { counted: true },
        Finding::Papers { counted: false },
        Finding::UnknownCustomer(word()),
        Finding::UnknownContact(word()),
        Finding::ContactsAfterAsOf,
        Finding::LastContactAfterAsOf,
        Finding::SharedNames,
        Finding::SegmentShadowed {
            zh: word(),
            en: word(),
        },
        Finding::ExcludedByStatus(word(), total),
        Finding::AfterAsOf(total),
        Finding::RefundedRows(word(), total),
        Finding::RoundedAmounts,
        Finding::UnknownStatus(word()),
        Finding::NoRate(word()),
        Finding::Stale(Day(0), 1),
        Finding::ShortHistory(Day(0), 12),
        Finding::NoColumn(word()),
        Finding::ColumnChosen {
            field,
            taken: word(),
            left: word(),
        },
        Finding::NearNames(word(), word()),
        Finding::NameWithoutId(word()),
        Finding::ColumnRenamed(word(), word()),
        Finding::UnknownOutcome(word()),
        pin(Field::CustomerPinnedTier, None),
        pin(Field::CustomerPinnedType, Some(word())),
        Finding::FewDistinct('f', 2),
        Finding::AnotherTable(7),
        Finding::TableAbove(7),
        Finding::LinesBelow,
        Finding::TotalsOnce(word(), total),
        Finding::AmountsAlike(word()),
        Finding::NoRows(Role::Orders),
        Finding::NoRows(Role::Customers),
        Finding::Undecided(named(), blanks(), word()),
        Finding::SegmentGap(word()),
        Finding::SegmentOverlap(word()),
        Finding::NobodyOfType(nobody()),
        Finding::CalendarEnds(Day(0)),
    ]
    .into_iter()
    .chain(of_amounts_and_days())
    .chain(calendar_events())
    .chain(lopsided_tiers())
    .chain([too_many_categories()])
    .chain(odd().map(Finding::Odd))
    .collect()
}

fn calendar_events() -> [Finding; 3] {
    let (file, first) = ("WORD".to_owned(), "WORD".to_owned());
    [EventLeft::Timed, EventLeft::Repeats, EventLeft::Unread].map(|left| Finding::CalendarEvents {
        file: file.clone(),
        left,
        events: 3,
        first: first.clone(),
    })
}

fn lopsided_tiers() -> [Finding; 3] {
    let amounts = Fitting::Amounts(vec![Money::whole(2_000)]);
    [amounts, Fitting::Nothing, Fitting::Untried]
        .map(|fitting| Finding::LopsidedTiers("WORD".to_owned(), 93, fitting))
}

fn of_amounts_and_days() -> [Finding; 4] {
    let word = || "WORD".to_owned();
    [
        Finding::DottedAmounts,
        Finding::MeasureTooLarge(word()),
        Finding::EnteredLater(word()),
        Finding::PinEndsFirst(word()),
    ]
}

fn blanks() -> Vec<BlankName> {
    let blank = |zh: &str, en: &str, customers| BlankName {
        zh: zh.to_owned(),
        en: en.to_owned(),
        customers,
    };
    vec![blank("指标", "key", 2), blank("WORD", "WORD", 1)]
}

fn nobody() -> Vec<Nobody> {
    let word = || "WORD".to_owned();
    let misses = Nearest::Misses {
        customer: word(),
        part: word(),
    };
    let has = Nearest::Has {
        customer: word(),
        number: 0.5,
        kind: Some(Kind::Ratio),
    };
    let nobody = |nearest| Nobody {
        kind: TypeName {
            zh: word(),
            en: word(),
        },
        nearest: Some(nearest),
    };
    vec![nobody(misses), nobody(has)]
}

fn odd() -> [Odd; 11] {
    let word = || "WORD".to_owned();
    let named = || TypeName {
        zh: word(),
        en: word(),
    };
    [
        Odd::ShadowedType {
            kind: named(),
            by: named(),
            customer: word(),
        },
        Odd::LopsidedType(named(), 93),
        Odd::RareType(named(), word()),
        Odd::RareTier(word(), None),
        Odd::NoFollowUp(named(), word()),
        Odd::ManyTypes(12),
        Odd::FarThreshold {
            class: word(),
            begins: Money::ZERO,
            customer: word(),
            value: Money::ZERO,
        },
        Odd::FarNumber {
            of: named(),
            part: word(),
            customer: word(),
            number: 12.0,
            kind: None,
        },
        Odd::NeverMatches {
            of: named(),
            parts: [word(), word()],
        },
        Odd::StillTiers(Day(0), word()),
        Odd::NothingHeld(Unheld {
            keep_for: Span::new(3, Unit::Month),
            why: WhyUnheld::Depth,
            whole: Span::new(3, Unit::Month),
            depth: 3,
            looks_back: 2,
        }),
    ]
}

#[test]
fn each_language_keeps_to_itself() {
    let chinese = |text: &str| {
        text.chars()
            .any(|char| ('\u{4e00}'..='\u{9fff}').contains(&char))
    };
    for finding in every() {
        let said = |language| {
            let gist = gist(&finding, Total(10_000), language);
            [message(&finding, language), gist]
        };
        for (zh, en) in said(Language::Zh).into_iter().zip(said(Language::En)) {
            assert!(chinese(&zh), "{zh}");
            assert!(!chinese(&en), "{en}");
        }
        let both = [Language::Zh, Language::En].map(|language| help(&finding, language));
        assert_eq!(both[0].is_some(), both[1].is_some(), "{finding:?}");
    }
}

#[test]
fn the_user_s_word_is_shown_back() {
    for finding in every() {
        let has_word = format!("{finding:?}").contains("WORD");
        for language in [Language::Zh, Language::En] {
            let text = message(&finding, language);
            assert_eq!(text.contains("WORD"), has_word, "{text}");
            assert!(!text.to_lowercase().contains("invalid"), "{text}");
            assert!(!text.ends_with(['.', '。']), "{text}");
        }
    }
}

#[test]
fn whatever_sets_a_row_aside_has_a_next_move() {
    for finding in every() {
        if finding.severity() == Severity::Error {
            assert!(help(&finding, Language::En).is_some(), "{finding:?}");
        }
    }
}

#[test]
fn sentences_read_well() {
    let check = |finding: Finding, zh: &str, en: &str| {
        assert_eq!(message(&finding, Language::Zh), zh);
        assert_eq!(message(&finding, Language::En), en);
    };
    check(
        Finding::Stale(Day(20_634), 1),
        "最新的订单是 2026-06-30，已过 1 天",
        "the newest order is of 2026-06-30, 1 day ago",
    );
    check(
        Finding::ExcludedByStatus("已取消".into(), Total(1_240_000_000)),
        "状态为“已取消”的行不计入，合计 12.4万",
        "rows with the status \"已取消\" are left out, 124,000.00 in all",
    );
    check(
        Finding::FewDistinct('f', 2),
        "F 只有 2 个不同的值，少于评分档数",
        "F has only 2 distinct values, fewer than there are scores",
    );
}
