//! What a customer lacks to its next tier, in one short sentence.

use crate::lang::number::{amount, grouped_money};
use crate::lang::reason::push_measured;
use crate::lang::{Language, reason};
use crate::money::{Total, UNITS};
use crate::report::distance::{Counted, Distance, Then};
use crate::rules::Rules;
use crate::score::Scale;

/// To the last digit: `再有 834,638.50（12 个月内）即为 A 级`.
pub fn exactly(distance: &Distance, rules: &Rules, language: Language) -> String {
    let mut missing = String::new();
    push_measured(distance.missing, &mut missing);
    sentence(&missing, distance, rules, language)
}

/// At a glance: `再有 83.5万（12 个月内）即为 A 级`. Rounded up, so that it suffices.
pub fn roughly(distance: &Distance, rules: &Rules, language: Language) -> String {
    if distance.missing.scale != Scale::Money {
        return exactly(distance, rules, language);
    }
    let missing = i128::from(distance.missing.value);
    let units = i128::from(UNITS);
    let shown = match language {
        Language::Zh if missing >= 10_000 * units => {
            // 亿 and 万 are told with one decimal.
            let grain = if missing >= 100_000_000 * units {
                10_000_000 * units
            } else {
                1_000 * units
            };
            amount(Total(rounded_up(missing, grain)), language)
        }
        // Down to a hundredth, the smallest that is shown.
        Language::Zh | Language::En => grouped_money(Total(rounded_up(missing, units / 100))),
    };
    sentence(&shown, distance, rules, language)
}

fn then(then: Then, class: &str, language: Language) -> String {
    match (then, language) {
        (Then::Becomes, Language::Zh) => format!("即为 {class}"),
        (Then::Becomes, Language::En) => format!("makes {class}"),
        (Then::Keeps, Language::Zh) => format!("即可保住 {class}"),
        (Then::Keeps, Language::En) => format!("keeps {class}"),
        (Then::ByMeasure, Language::Zh) => format!("按数值即为 {class}"),
        (Then::ByMeasure, Language::En) => format!("makes {class} by value"),
    }
}

fn rounded_up(value: i128, grain: i128) -> i128 {
    (value + grain - 1).div_euclid(grain) * grain
}

fn sentence(missing: &str, distance: &Distance, rules: &Rules, language: Language) -> String {
    let class = rules.tier.classes.get(usize::from(distance.tier));
    let class = class.map_or(String::new(), |class| reason::tier(class, language));
    let then = then(distance.then, &class, language);
    match (distance.counted, language) {
        (Counted::Last12m, Language::Zh) => format!("再有 {missing}（12 个月内）{then}"),
        (Counted::Last12m, Language::En) => format!("{missing} more within 12 months {then}"),
        (Counted::Ever, Language::Zh) => format!("再有 {missing} {then}"),
        (Counted::Ever, Language::En) => format!("{missing} more {then}"),
        (Counted::Other, Language::Zh) => format!("离 {class}还差 {missing}"),
        (Counted::Other, Language::En) => format!("{missing} short of {class}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::reason::Measured;

    fn check(value: i64, counted: Counted, zh: &str, en: &str) {
        let rules = Rules::built_in();
        let missing = Measured {
            value,
            scale: Scale::Money,
        };
        let distance = Distance {
            tier: 0,
            missing,
            counted,
            then: Then::Becomes,
        };
        assert_eq!(roughly(&distance, &rules, Language::Zh), zh);
        assert_eq!(roughly(&distance, &rules, Language::En), en);
    }

    #[test]
    fn amounts_at_a_glance_are_rounded_up() {
        check(
            1_236_000_001,
            Counted::Last12m,
            "再有 12.4万（12 个月内）即为 A 级",
            "123,600.01 more within 12 months makes tier A",
        );
        check(
            1_240_000_000,
            Counted::Ever,
            "再有 12.4万 即为 A 级",
            "124,000.00 more makes tier A",
        );
        check(
            1,
            Counted::Ever,
            "再有 0.01 即为 A 级",
            "0.01 more makes tier A",
        );
        check(
            1_000_100_000_000,
            Counted::Ever,
            "再有 1.1亿 即为 A 级",
            "100,010,000.00 more makes tier A",
        );
    }

    #[test]
    fn other_measures_are_told_as_they_are() {
        let distance = Distance {
            tier: 1,
            missing: Measured {
                value: 2_500_000,
                scale: Scale::Millionths,
            },
            counted: Counted::Other,
            then: Then::Becomes,
        };
        let rules = Rules::built_in();
        let zh = roughly(&distance, &rules, Language::Zh);
        assert_eq!(zh, "离 B 级还差 2.5");
        assert_eq!(
            exactly(&distance, &rules, Language::En),
            "2.5 short of tier B"
        );
    }
}
