//! What is proposed for small books of different kinds.

use super::fixture::{CHINESE, CUSTOMERS, OPEN, ORDERS, propose};
use super::kinds::{Cause, Note};
use super::seen::{CurrencyWhy, DatesWhy, Keyed};
use super::*;
use crate::names::{Field, Metric, Status};
use crate::rules::DateOrder;

#[track_caller]
fn check(files: &[(&str, &str)], language: Language, look: impl FnOnce(&Proposal)) {
    propose(files, language, |_, proposal| look(&proposal));
}

#[test]
fn chinese_books_get_chinese_defaults() {
    check(CHINESE, Language::Zh, |proposal| {
        let rules = &proposal.draft.rules;
        assert_eq!(rules.rfm.segments, SegmentMap::Chinese8(Split::Mean));
        assert_eq!(rules.calendar.workdays, Workdays::China);
        assert_eq!(rules.book.currency, "CNY");
        assert_eq!(rules.report.by, ["industry", "owner", "level"]);
        assert_eq!(rules.types[0].name.pick(Language::En), "流失预警客户");
        assert_eq!(proposal.draft.currency, CurrencyWhy::Unnamed);
    });
}

#[test]
fn customers_that_stand_twice_are_no_damage() {
    let twice = "客户编号,客户名称\nC1,甲公司\nC1,甲公司\nC2,乙公司\nC2,乙公司\n";
    let files = [("客户.csv", twice), CHINESE[1]];
    check(&files, Language::Zh, |proposal| {
        let seen = &proposal.seen;
        assert_eq!((seen.damaged, seen.repeated), (1, 2));
        // An order without a day; the customers are whole.
        assert!(seen.worst < 0.21, "{}", seen.worst);
    });
}

#[test]
fn rows_units_and_status_words_are_counted() {
    check(CHINESE, Language::Zh, |proposal| {
        let seen = &proposal.seen;
        // C9 has only an order that was cancelled.
        assert_eq!((seen.customers, seen.not_in_sheet), (3, 0));
        assert_eq!((seen.order_rows(), seen.damaged), (5, 1));
        assert!(seen.worst > 0.19 && seen.worst < 0.21);
        assert_eq!(seen.units[0].scale, 10_000);
        let words: Vec<_> = seen
            .statuses
            .iter()
            .map(|seen| (seen.word.as_str(), seen.means, seen.rows))
            .collect();
        let expected = [
            ("已取消", Status::Cancelled, 1),
            ("已完成", Status::Paid, 1),
            ("待付款", Status::Pending, 1),
            ("试用", Status::Unknown, 1),
        ];
        assert_eq!(words, expected);
        assert_eq!(seen.repeated, 0);
        let likely: Vec<_> = seen.likely_states().iter().map(|seen| &seen.word).collect();
        assert_eq!(likely, ["试用"]);
    });
}

#[test]
fn what_types_cannot_see_is_said_with_its_cause() {
    check(CHINESE, Language::Zh, |proposal| {
        let missing = &proposal.types[0].missing;
        let expected = [
            (
                Metric::OpenComplaints,
                Cause::NoLogNorColumn(Field::CustomerComplaint),
            ),
            (
                Metric::Satisfaction,
                Cause::NoLogNorColumn(Field::CustomerSatisfaction),
            ),
            (Metric::Unanswered, Cause::NoLog),
        ];
        assert_eq!(missing[..], expected);
        let strategic = [(Metric::Strategic, Cause::NoColumn(Field::CustomerStrategic))];
        assert_eq!(proposal.types[1].missing, strategic);
        assert_eq!(proposal.types[6].notes, [Note::NoCreatedDay]);
    });
    check(ORDERS, Language::En, |proposal| {
        let first = Day::from_ymd(2026, 3, 4).expect("a day");
        let growth = (Metric::Growth12m, Cause::Since(first, 24));
        assert!(proposal.types[0].missing.contains(&growth));
        assert_eq!(proposal.types[6].notes, [Note::OnlyBuyers]);
    });
}

#[test]
fn evidence_about_dates_and_currency_is_written_down() {
    check(ORDERS, Language::En, |proposal| {
        let rules = &proposal.draft.rules;
        assert_eq!(rules.input.date_order, DateOrder::MonthDayYear);
        let decided = DatesWhy::Decided {
            header: "Order Date".to_owned(),
            sure: 1,
            ambiguous: 2,
        };
        assert_eq!(proposal.draft.dates, decided);
        assert_eq!(rules.book.currency, "USD");
        assert_eq!(proposal.draft.currency, CurrencyWhy::Named);
        assert_eq!(proposal.seen.keyed, Keyed::ByName);
        assert_eq!(rules.report.by, ["segment"]);
        assert_eq!(rules.rfm.segments, SegmentMap::Eleven);
    });
}

#[test]
fn what_nobody_can_decide_is_left_to_a_person() {
    check(OPEN, Language::En, |proposal| {
        assert!(matches!(proposal.draft.dates, DatesWhy::Open { .. }));
        assert_eq!(proposal.draft.rules.input.date_order, DateOrder::Auto);
        let codes = ["EUR", "USD"].map(str::to_owned).to_vec();
        assert_eq!(proposal.draft.currency, CurrencyWhy::Several(codes));
        assert_eq!(proposal.draft.rules.book.currency, "USD");
        assert!(proposal.draft.rules.rates.is_empty());
    });
}

#[test]
fn customers_without_orders_have_no_tiers_and_say_so() {
    check(CUSTOMERS, Language::En, |proposal| {
        assert_eq!(proposal.draft.tiers.why, tiers::Why::Few);
        assert_eq!(proposal.types[6].customers, 2);
        assert!(
            proposal.types[3]
                .missing
                .contains(&(Metric::DaysSinceLastOrder, Cause::NoOrders))
        );
    });
}

#[test]
fn old_orders_are_sorted_by_all_amounts() {
    let files = [(
        "orders.csv",
        "Customer ID,Order Date,Amount\n1,1997-03-04,90\n2,1998-05-06,60\n",
    )];
    check(&files, Language::En, |proposal| {
        assert_eq!(proposal.draft.rules.tier.measure.text, "amount");
        assert_eq!(proposal.draft.tiers.measure, tiers::Measure::Ever);
    });
}

#[test]
fn header_words_on_thin_evidence_are_written_down_unless_that_changes_a_sheet() {
    let files = [(
        "orders.csv",
        "Customer ID,Order Date,(Basic) Order Amount,No\n1,2026-03-04,90,7\n",
    )];
    check(&files, Language::En, |proposal| {
        let words: Vec<_> = proposal
            .draft
            .words
            .iter()
            .map(|word| (word.field, word.header.as_str(), &word.how))
            .collect();
        assert_eq!(
            words,
            [(Field::OrderAmount, "(Basic) Order Amount", &How::Ending)]
        );
        let columns = vec![(Field::OrderAmount, vec!["(Basic) Order Amount".to_owned()])];
        assert_eq!(proposal.draft.rules.input.columns, columns);
    });
}

#[test]
fn a_field_that_is_asked_for_is_known_by_the_word_that_asks() {
    let asked = [
        Field::CustomerComplaint,
        Field::CustomerSatisfaction,
        Field::CustomerStrategic,
        Field::CustomerLastContact,
        Field::CustomerCreated,
        Field::CustomerFirstDeal,
        Field::CustomerOwner,
        Field::CustomerIndustry,
        Field::ContactSatisfaction,
    ];
    for field in asked {
        for language in [Language::Zh, Language::En] {
            let word = crate::lang::heading::field(field, language);
            let strength = crate::names::header::strength(field, word, &[]);
            assert_eq!(
                strength,
                crate::names::header::Strength::Word,
                "{field} {word}"
            );
        }
    }
}
