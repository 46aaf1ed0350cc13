use std::fs;
use std::path::Path;

use serde_json::Value;

use super::*;
use crate::lang::Language;
use crate::report::Run;
use crate::report::explain::explain;
use crate::report::find::find;
use crate::report::fixture::{self, Files};
use crate::report::summary::Made;
use crate::rules::Rules;

/// One customer that bought, one that was pinned, one that wants to be left alone and
/// never bought, and one that only the orders name.
const BOOK: Files<'static> = &[
    (
        "customers.csv",
        "客户编号,客户名称,负责人,行业,建档日期,勿扰,指定等级,指定类型,指定至,原因\n\
         C1,甲公司,王伟,制造,2025-01-05,,,,,\n\
         C2,乙公司,李娜,零售,2025-02-01,,A,战略客户,2026-12-31,老板的朋友\n\
         C3,丙公司,,制造,2026-10-01,是,,,,\n",
    ),
    (
        "orders.csv",
        "订单编号,客户编号,下单日期,金额,订单状态\n\
         A0,C1,2024-10-20,300,已完成\nA1,C1,2025-11-22,500,已完成\nA2,C1,2025-11-23,100,已完成\n\
         A3,C1,2026-09-01,200,已完成\nA4,C1,2026-11-02,900,已完成\nA5,C1,2026-11-03,-50,退款\n\
         A6,C1,2026-11-05,70,已退款\nB1,C2,2026-10-01,60,已完成\nD1,C9,2026-02-01,40,已完成\n",
    ),
    (
        "log.csv",
        "客户编号,跟进日期,跟进人,渠道,结果,备注,下次联系\n\
         C1,2026-11-10,王伟,电话,已沟通,要新目录,2026-11-30\n",
    ),
];

fn look(language: Language) -> Look {
    Look {
        width: 90,
        ink: Ink::Unicode,
        language,
    }
}

fn with(asked: &str, look: impl Fn(&Explanation<'_>)) {
    fixture::run_by(BOOK, &Rules::built_in(), |run: &Run<'_>| {
        let book = run.engine.book;
        let customer = find(&book.registry, &book.order, asked).expect("a customer of the book");
        look(&explain(run, customer));
    });
}

/// Compares with `golden/NAME.zh.txt` and `.en.txt`; `UPDATE_GOLDEN=1` rewrites them.
fn check(asked: &str, name: &str) {
    let golden = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/render/explain/golden");
    with(asked, |told| {
        for (language, ending) in [(Language::Zh, "zh"), (Language::En, "en")] {
            let shown = text(told, look(language));
            let file = golden.join(format!("{name}.{ending}.txt"));
            if std::env::var_os("UPDATE_GOLDEN").is_some() {
                fs::write(&file, &shown).expect("written");
            }
            let expected = fs::read_to_string(&file).expect("a golden file");
            assert_eq!(shown, expected, "\n{shown}");
        }
    });
}

#[test]
fn a_customer_that_buys_fits_one_screen() {
    check("甲公司", "bought");
}

#[test]
fn pins_stand_beside_what_the_rules_say() {
    check("乙公司", "pinned");
}

#[test]
fn without_orders_and_with_a_wish_for_silence_the_reasons_are_told() {
    check("丙公司", "silent");
}

#[test]
fn a_customer_that_only_orders_name_has_its_tier_held() {
    check("C9", "orders_only");
}

#[test]
fn no_line_is_wider_than_the_terminal_and_ascii_stays_ascii() {
    for asked in ["C1", "C2", "C3", "C9"] {
        with(asked, |told| {
            for width in [40, 60, 80, 120, 200] {
                let look = Look {
                    width,
                    ink: Ink::Ascii,
                    language: Language::En,
                };
                let shown = text(told, look);
                for line in shown.lines() {
                    assert!(text_width(line) <= usize::from(width), "{width}: {line}");
                }
                assert!(!shown.contains(['✓', '✗', '─']), "{shown}");
            }
        });
    }
}

fn parsed(asked: &str, check: impl Fn(&Value)) {
    with(asked, |told| {
        let made = Made {
            as_of: told.as_of().to_string(),
            version: "0",
            rules_digest: "",
            inputs: &[],
        };
        let text = json(told, &made);
        let ending = "\"made\": {\n    \"as_of\"";
        assert!(text.contains(ending), "{text}");
        assert!(text.ends_with("}\n"));
        check(&serde_json::from_str(&text).expect("JSON"));
    });
}

#[test]
fn json_holds_the_same_facts_under_fixed_keys() {
    parsed("C1", |told| {
        let keys: Vec<&String> = told.as_object().expect("an object").keys().collect();
        for key in [
            "as_of",
            "customer_id",
            "name",
            "owner",
            "windows",
            "metrics",
            "own_metrics",
            "tier",
            "scores",
            "type",
            "tags",
            "orders",
            "contacts",
            "next",
            "tasks",
        ] {
            assert!(keys.iter().any(|known| *known == key), "{key}");
        }
        assert_eq!(told["windows"]["last_12m_after"], "2025-11-22");
        assert_eq!(told["metrics"]["amount_12m"], "1150.00");
        assert_eq!(told["metrics"]["amount_prev_12m"], "500.00");
        assert_eq!(told["metrics"]["days_since_last_order"], 20);
        assert_eq!(told["tier"]["by"], "measure");
        assert_eq!(told["tier"]["since"]["known"], "earlier");
        assert_eq!(told["type"]["type"], "high_value");
        assert_eq!(told["orders"][0]["nature"], "returned");
        assert_eq!(told["contacts"][0]["outcome"], "reached");
        assert_eq!(told["next"]["day"], "2026-11-30");
        assert_eq!(told["next"]["reason"]["moved"][0]["because"], "agreed");
    });
}

#[test]
fn json_keeps_the_whole_condition_with_boundary_days_and_blanks() {
    parsed("C9", |told| {
        let new = &told["type"]["tried"][2];
        assert_eq!(new["id"], "new");
        assert_eq!(new["outcome"], "no");
        let age = &new["when"]["parts"][0];
        assert_eq!(age["text"], "days_since_first_order < 3m");
        assert_eq!(age["seen"][0]["value"], "2026-02-01");
        assert_eq!(age["boundary"], "2026-08-22");
        let risk = &told["type"]["tried"][0];
        assert_eq!(risk["outcome"], "undecided");
        assert_eq!(risk["when"]["holds"], Value::Null);
        assert_eq!(risk["when"]["blank"][0], "satisfaction");
        assert_eq!(told["tier"]["by"], "held");
        assert_eq!(told["tier"]["until"], "2026-11-30");
        assert_eq!(told["tier"]["missing"]["tier"], "B");
    });
    parsed("C3", |told| {
        assert_eq!(told["tier"]["tier"], Value::Null);
        assert_eq!(told["scores"], Value::Null);
        assert_eq!(told["next"]["never"], "do_not_contact");
    });
    parsed("C2", |told| {
        assert_eq!(told["tier"]["by"], "pinned");
        assert_eq!(told["tier"]["why"], "老板的朋友");
        assert_eq!(told["type"]["pinned_until"], "2026-12-31");
        assert_eq!(told["type"]["tried"][2]["outcome"], "matched");
    });
}
