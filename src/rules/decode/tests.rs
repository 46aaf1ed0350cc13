//! Cases of the decoder as a whole; faults in full are in `tests/rules_faults.rs`.

use super::*;
use crate::lang::Language;
use crate::lang::rules::render;
use crate::money::Money;
use crate::names::Field;
use crate::period::{Day, Span};
use crate::problem::WhyUnheld;
use crate::rules::*;
use proptest::prelude::*;

/// The rules of a text that has no fault.
fn good(text: &str) -> Rules {
    decode(text).unwrap_or_else(|faults| panic!("{text}\n{faults:#?}"))
}

/// The kinds of the faults of a text, in order.
fn bad(text: &str) -> Vec<FaultKind> {
    let faults = decode(text).expect_err(text);
    faults.into_iter().map(|fault| fault.kind).collect()
}

fn span(text: &str) -> Span {
    Span::parse(text).expect("a test span")
}

#[test]
fn the_example_decodes_and_says_what_is_built_in() {
    let example = good(EXAMPLE);
    assert_eq!(example, good(""));
    assert_eq!(example, Rules::built_in());
    let ids: Vec<_> = example.types.iter().map(|kind| kind.id.as_str()).collect();
    assert_eq!(
        ids,
        [
            "at_risk",
            "strategic",
            "new",
            "high_value",
            "active",
            "dormant",
            "prospect"
        ]
    );
    assert_eq!(example.tags.len(), 2);
}

#[test]
fn the_lines_shown_as_comments_decode_too() {
    let (mut header, mut shown) = (String::new(), 0);
    for line in EXAMPLE.lines() {
        let bare = line.strip_prefix("# ").unwrap_or(line);
        let key = bare.split_once(" = ").map_or("", |(key, _)| key.trim_end());
        if bare.starts_with('[') {
            bare.clone_into(&mut header);
        } else if bare != line && !key.is_empty() && !key.contains(' ') {
            shown += 1;
            let faults = decode(&format!("{header}\n{bare}\n"))
                .err()
                .unwrap_or_default();
            // Some mean something only beside another line.
            let wrong = faults.iter().find(|fault| {
                !matches!(
                    fault.kind,
                    FaultKind::OnlyWith(..) | FaultKind::Missing { .. }
                )
            });
            assert_eq!(wrong, None, "{header} {bare}");
        }
    }
    assert_eq!(shown, 50);
}

#[test]
fn what_a_file_leaves_out_stays_built_in() {
    let rules = good("[book]\ncurrency = 'usd'\n[[tag]]\nname = 'x'\nwhen = 'true'\n");
    assert_eq!(rules.book.currency, "USD");
    assert_eq!(rules.tags.len(), 1);
    assert_eq!(rules.types, Rules::built_in().types);
    assert_eq!(rules.tier, Rules::built_in().tier);
    assert!(rules.types.iter().all(|kind| kind.when.place.is_empty()));
}

#[test]
fn a_type_of_the_file_replaces_all_built_in_ones() {
    let rules = good("[[type]]\nid = 'all'\nwhen = 'true'\n");
    assert_eq!(rules.types.len(), 1);
    assert_eq!(rules.types[0].name.zh, "all");
    assert!(rules.types[0].tracks.is_empty());
}

#[test]
fn aliases_are_names_of_one_customer() {
    let rules = good("[input.aliases]\n'华强' = ['深圳华强', ' HQ ']\n'远达' = '新远达'\n");
    let owned = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect();
    let expected: [(String, Vec<String>); 2] = [
        ("华强".to_owned(), owned(&["深圳华强", "HQ"])),
        ("远达".to_owned(), owned(&["新远达"])),
    ];
    assert_eq!(rules.input.aliases, expected);
}

#[test]
fn order_of_keys_is_kept() {
    let rules = good(
        "[rates]\nUSD = 7.10\nEUR = 8\nhkd = '0.91'\n[input.columns]\n'order.amount' = ['成交额', '额']\ncustomer.id = '会员号'\n",
    );
    assert_eq!(
        rules.rates,
        [
            ("USD".to_owned(), Rate(7_100_000)),
            ("EUR".to_owned(), Rate(8_000_000)),
            ("HKD".to_owned(), Rate(910_000)),
        ]
    );
    let fields: Vec<_> = rules
        .input
        .columns
        .iter()
        .map(|(field, _)| *field)
        .collect();
    assert_eq!(fields, [Field::OrderAmount, Field::CustomerId]);
}

#[test]
fn cuts_of_tiers_take_every_form() {
    let cut = |text: &str| good(&format!("[tier]\n{text}\n")).tier.cut;
    assert_eq!(
        cut("share = ['70%', 0.9]"),
        TierCut::Share(vec![700_000, 900_000])
    );
    assert_eq!(
        cut("top = ['20%', '50%']"),
        TierCut::Top(vec![200_000, 500_000])
    );
    assert_eq!(
        cut("at_least = ['100万', 500000]"),
        TierCut::AtLeast(vec![Money::whole(1_000_000), Money::whole(500_000)])
    );
    assert_eq!(
        cut("classes = ['大', '小']\nmore_than = ['1.5亿元']"),
        TierCut::MoreThan(vec![Money::whole(150_000_000)])
    );
}

#[test]
fn a_held_tier_fits_history() {
    let keep = |text: &str| good(text).tier.keep_for;
    let unheld = |text: &str| {
        let unheld = good(text).tier.unheld;
        unheld.map(|unheld| (unheld.whole.to_string(), unheld.depth, unheld.why))
    };
    for (text, whole, depth, why) in [
        ("every = '1w'\n", "13w", 13, WhyUnheld::Every(span("1w"))),
        ("every = '30d'\n", "90d", 3, WhyUnheld::Every(span("30d"))),
        ("every = '2m'\n", "2m", 1, WhyUnheld::Every(span("2m"))),
        ("every = '1y'\n", "1y", 1, WhyUnheld::Every(span("1y"))),
        ("depth = 2\n", "3m", 3, WhyUnheld::Depth),
        ("depth = 0\n", "3m", 3, WhyUnheld::Depth),
    ] {
        let text = format!("[history]\n{text}");
        assert_eq!(
            unheld(&text),
            Some((whole.to_owned(), depth, why)),
            "{text}"
        );
        assert_eq!(unheld(&format!("{text}[tier]\nkeep_for = '0d'\n")), None);
    }
    assert_eq!(unheld("[history]\nevery = '1q'\ndepth = 1\n"), None);
    assert_eq!(keep("[tier]\nkeep_for = '1y'\n"), Some(span("1y")));
    assert_eq!(keep("[tier]\nkeep_for = '0d'\n"), None);
    assert_eq!(keep("[history]\ndepth = 0\n"), None);
    assert_eq!(keep("[history]\nevery = '1w'\n"), None);
    assert_eq!(keep("[history]\nevery = '1q'\n"), Some(span("3m")));
    assert!(matches!(
        bad("[tier]\nkeep_for = '4m'\n[history]\nevery = '1q'\n")[..],
        [FaultKind::NotAMultiple(..)]
    ));
    assert!(matches!(
        bad("[tier]\nkeep_for = '13m'\n")[..],
        [FaultKind::BeyondHistory(..)]
    ));
    assert!(matches!(
        bad("[tier]\nkeep_for = '90d'\n")[..],
        [FaultKind::NotAMultiple(..)]
    ));
}

#[test]
fn steadiness_is_on_when_its_table_is_there() {
    assert_eq!(good("").xyz, None);
    let xyz = good("[xyz]\n").xyz.expect("on");
    assert_eq!(
        (xyz.every, xyz.periods, xyz.cuts),
        (span("1m"), Some(12), [0.5, 1.0])
    );
    let xyz = good("[xyz]\nevery = '1q'\nperiods = 'all'\nx = 1\ny = '150%'\n").xyz;
    let xyz = xyz.expect("on");
    assert_eq!(
        (xyz.every, xyz.periods, xyz.cuts),
        (span("3m"), None, [1.0, 1.5])
    );
}

#[test]
fn scores_are_cut_and_named_as_asked() {
    let rfm = |text: &str| good(&format!("[rfm]\n{text}\n")).rfm;
    assert_eq!(
        rfm(
            "method = 'fixed'\nbins = 3\nsegments = 'chinese8'\nsplit = 'score'\nrecency = ['30d', '13w']\nfrequency = [1, 4]\nmonetary = ['1万', 50000]"
        ),
        Rfm {
            method: RfmMethod::Fixed {
                recency: vec![30, 91],
                frequency: vec![1, 4],
                monetary: vec![Money::whole(10_000), Money::whole(50_000)],
            },
            bins: 3,
            window: None,
            by: None,
            segments: SegmentMap::Chinese8(Split::Score),
        }
    );
    assert_eq!(
        rfm("window = '24m'\nby = '[片区]'").window,
        Some(span("24m"))
    );
    assert_eq!(rfm("segments = 'r-package'").segments, SegmentMap::RPackage);
}

#[test]
fn own_segments_take_scores_in_every_form() {
    let rules = good(
        "[rfm]\nbins = 4\n[[segment]]\nname = { zh = '好', en = 'Good' }\nr = '3-4'\nf = 4\nm = [2, 3]\n[[segment]]\nname = '其余'\n",
    );
    let SegmentMap::Own(list) = rules.rfm.segments else {
        panic!("an own map")
    };
    assert_eq!((list[0].r, list[0].f, list[0].m), ((3, 4), (4, 4), (2, 3)));
    assert_eq!((list[1].r, list[1].f, list[1].m), ((1, 4), (1, 4), (1, 4)));
    assert_eq!(list[0].name.en, "Good");
}

#[test]
fn own_metrics_are_rows_or_formulas() {
    let rules = good(
        "[metrics]\nb = { count = 'rows' }\na = { formula = 'amount / orders' }\n[[tag]]\nname = 'x'\nwhen = 'a > b'\n",
    );
    assert_eq!(rules.metrics[0].key, "b");
    assert!(matches!(
        rules.metrics[0].made_of,
        MadeOf::Rows {
            take: Take::CountRows,
            last: None,
            ..
        }
    ));
    assert!(matches!(rules.metrics[1].made_of, MadeOf::Formula(_)));
}

#[test]
fn follow_ups_read_steps_cadence_and_script() {
    let rules = good(
        "[[type]]\nid = 'x'\nwhen = 'true'\n[[type.follow_up]]\nwho = 'auto'\nanchor = 'type_began'\nsteps = [{ after = '0d' }, { after = '1w', channel = '电话' }]\nevery = '1m'\nuntil = '3m'\nthen_every = '1q'\nscript = '您好 {name}，已 {days_since_last_order} 天'\n",
    );
    let track = &rules.types[0].tracks[0];
    assert_eq!(track.anchor, Anchor::TypeBegan);
    assert_eq!(track.steps.len(), 2);
    assert_eq!(track.until, Some((span("3m"), span("3m"))));
    assert_eq!(track.who, Who::Auto);
    assert!(track.script.is_some());
}

#[test]
fn words_of_follow_ups_are_one_text_or_one_for_each_language() {
    let rules = good(
        "[[type]]\nid = 'x'\nwhen = 'true'\n[[type.follow_up]]\nsteps = [{ after = '0d', channel = { zh = '上门', en = 'Visit' } }]\nchannels = ['微信', { zh = '电话', en = 'Phone' }]\ncontents = { en = 'News' }\ngoal = { zh = '复购', en = 'More' }\nscript = { zh = '您好 {name}', en = 'Hello {owner}' }\n",
    );
    let track = &rules.types[0].tracks[0];
    let both = |zh: &str, en: &str| Words {
        zh: zh.to_owned(),
        en: en.to_owned(),
    };
    assert_eq!(track.steps[0].channel, both("上门", "Visit"));
    assert!(track.steps[0].content.is_empty());
    assert_eq!(track.channels, ["微信".into(), both("电话", "Phone")]);
    assert_eq!(track.contents, ["News".into()]);
    assert_eq!(track.goal, both("复购", "More"));
    assert_eq!(track.script, Some(both("您好 {name}", "Hello {owner}")));
}

#[test]
fn days_of_the_calendar_take_single_days_and_ranges() {
    let calendar = good("[calendar]\noff = ['2026-12-24..2026-12-26', 2026-12-31]\nhorizon = '2w'\nshift = 'none'\n").calendar;
    let day = |text| Day::parse_iso(text).expect("a test day");
    assert_eq!(
        calendar.off,
        [
            (day("2026-12-24"), day("2026-12-26")),
            (day("2026-12-31"), day("2026-12-31")),
        ]
    );
    assert_eq!((calendar.horizon, calendar.shift), (14, Shift::Stay));
}

#[test]
fn a_byte_order_mark_and_windows_line_ends_make_no_difference() {
    let windows = format!("\u{feff}{}", EXAMPLE.replace('\n', "\r\n"));
    let rules = good(&windows);
    assert_eq!(rules.types.len(), 7);
    assert_eq!(rules.tier, Rules::built_in().tier);
}

#[test]
fn all_faults_come_at_once_and_by_place() {
    let faults =
        decode("[tier]\nby = 3\nshares = 1\n[book]\nlanguage = 'de'\n[[tag]]\nname = ''\n")
            .expect_err("four faults");
    let places: Vec<_> = faults.iter().map(|fault| fault.span.start).collect();
    assert!(places.is_sorted());
    assert_eq!(faults.len(), 5, "{faults:#?}");
}

#[test]
fn broken_toml_hides_what_only_follows_from_it() {
    assert!(matches!(
        bad("[[type]]\nid = 'x'\nwhen = \n")[..],
        [FaultKind::Syntax(fault::Syntax::NoValue)]
    ));
    assert!(matches!(
        bad("[tier]\nshare = [80%, 95%]\n")[..],
        [FaultKind::Syntax(fault::Syntax::Unquoted(_))]
    ));
}

#[test]
fn no_text_makes_the_decoder_panic() {
    for text in [
        "[",
        "[[",
        "=",
        "a",
        "a=",
        "'",
        "\"\"\"",
        "[[type]]",
        "type = 1",
        "[type]",
        "\u{feff}",
        "type = [1]",
        "metrics = 1",
        "[metrics]\nx = 1",
        "input.columns = 1",
        "[tier]\nclasses = []",
    ] {
        let _ = decode(text);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn random_parts_decode_and_keep_their_order(
        types in prop::sample::subsequence(
            vec![("t1", "orders > 0"), ("t2", "tier = 'A'"), ("t3", "true"), ("t4", "amount_12m >= 5万")], 1..=4,
        ).prop_shuffle(),
        metrics in prop::sample::subsequence(
            vec!["m_one = { sum = 'amount' }", "a_two = { count = 'rows', last = '6m' }", "z_three = { formula = 'amount * 2' }"], 0..=3,
        ).prop_shuffle(),
        rates in prop::sample::subsequence(vec!["USD", "EUR", "AUD", "JPY"], 0..=4).prop_shuffle(),
        quote in prop::sample::select(vec!["\"", "\"\"\"", "'''\n"]),
    ) {
        let mut text = String::from("[metrics]\n");
        for metric in &metrics {
            text.extend([metric, "\n"]);
        }
        text.push_str("[rates]\n");
        for rate in &rates {
            text.extend([rate, " = 1.5\n"]);
        }
        for (id, when) in &types {
            let end = quote.trim_end();
            text.extend(["[[type]]\nid = '", id, "'\nwhen = ", quote, when, end, "\n"]);
        }
        let rules = good(&text);
        let ids: Vec<_> = rules.types.iter().map(|kind| kind.id.as_str()).collect();
        let wanted: Vec<_> = types.iter().map(|(id, _)| *id).collect();
        prop_assert_eq!(ids, wanted);
        let whens: Vec<_> = rules.types.iter().map(|kind| kind.when.text.as_str()).collect();
        let wanted: Vec<_> = types.iter().map(|(_, when)| *when).collect();
        prop_assert_eq!(whens, wanted);
        let keys: Vec<_> = rules.metrics.iter().map(|own| own.key.as_str()).collect();
        let wanted: Vec<_> = metrics.iter().map(|own| own.split(' ').next().unwrap_or_default()).collect();
        prop_assert_eq!(keys, wanted);
        let codes: Vec<_> = rules.rates.iter().map(|(code, _)| code.as_str()).collect();
        prop_assert_eq!(codes, rates);
    }

    #[test]
    fn a_damaged_example_is_refused_or_read_but_never_a_panic(
        cuts in prop::collection::vec((0.0..1.0_f64, 0..40_usize), 1..4),
        put in prop::sample::select(vec!["", "\"", "'''", "[", "]", "{", "=", "\\", "“金", "\n[tier\n", "\r"]),
    ) {
        let mut text: Vec<char> = EXAMPLE.chars().collect();
        for (place, length) in cuts {
            let start = (place * text.len() as f64) as usize;
            let end = (start + length).min(text.len());
            text.splice(start..end, put.chars());
        }
        let text: String = text.into_iter().collect();
        if let Err(faults) = decode(&text) {
            prop_assert!(!faults.is_empty());
            for fault in &faults {
                prop_assert!(text.get(fault.span.clone()).is_some(), "{fault:?}");
            }
            let few = &faults[..faults.len().min(5)];
            render(few, "rules.toml", &text, Language::Zh);
        }
    }
}
