//! Conditions in plain words: `订单数 ≥ 3 且 距末单天数 ≤ 3 个月`. Takes the text of a
//! condition that has been checked, gives what it says in the reader's language.

use crate::lang::followup::span;
use crate::lang::{Language, heading, number};
use crate::names::Metric;
use crate::names::metric::Kind;
use crate::rules::condition::{Arithmetic, Comparison, Expr, Function, Node, parse};

/// The condition in words; what cannot be parsed stays as it was written.
pub fn condition(text: &str, language: Language) -> String {
    let Ok(expr) = parse(text) else {
        return text.to_owned();
    };
    if expr.node == Node::Truth(true) {
        return language.pick("其余所有客户", "all others").to_owned();
    }
    let mut words = String::new();
    Plain { language }.push(&expr, Place::Whole, &mut words);
    words
}

/// Where a part stands: a looser part within a tighter one needs brackets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Place {
    Whole,
    Part,
    Value,
}

/// How numbers beside a metric are meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Unit {
    Plain,
    Money,
    Ratio,
}

/// Writes expressions in one language.
#[derive(Debug, Clone, Copy)]
struct Plain {
    language: Language,
}

impl Plain {
    fn pick(self, zh: &'static str, en: &'static str) -> &'static str {
        self.language.pick(zh, en)
    }

    fn push(self, expr: &Expr, place: Place, out: &mut String) {
        match &expr.node {
            Node::Or(parts) => self.chain(parts, self.pick(" 或 ", " or "), place, out),
            Node::And(parts) => self.chain(parts, self.pick(" 且 ", " and "), place, out),
            Node::Not(inner) => {
                out.push_str(self.pick("不满足：", "not "));
                self.push(inner, Place::Part, out);
            }
            Node::Compare(sign, left, right) => {
                let unit = unit(left, right);
                self.value(left, unit, out);
                out.push_str(self.sign(*sign));
                self.value(right, unit, out);
            }
            Node::Between(value, low, high) => {
                let unit = unit(value, low);
                self.value(value, unit, out);
                out.push_str(self.pick(" 在 ", " from "));
                self.value(low, unit, out);
                out.push_str(self.pick(" 到 ", " to "));
                self.value(high, unit, out);
                out.push_str(self.pick(" 之间", ""));
            }
            Node::In(value, list) => self.list(value, self.pick(" 是 ", " is "), list, out),
            Node::NotIn(value, list) => {
                self.list(value, self.pick(" 不是 ", " is not "), list, out);
            }
            Node::Contains(text, part) => {
                self.value(text, Unit::Plain, out);
                out.push_str(self.pick(" 含 ", " contains "));
                self.value(part, Unit::Plain, out);
            }
            _ => self.value(expr, Unit::Plain, out),
        }
    }

    fn chain(self, parts: &[Expr], joint: &str, place: Place, out: &mut String) {
        let bracket = place > Place::Whole;
        out.push_str(if bracket { self.pick("（", "(") } else { "" });
        for (at, part) in parts.iter().enumerate() {
            if at > 0 {
                out.push_str(joint);
            }
            self.push(part, Place::Part, out);
        }
        out.push_str(if bracket { self.pick("）", ")") } else { "" });
    }

    fn list(self, value: &Expr, joint: &str, list: &[Expr], out: &mut String) {
        self.value(value, Unit::Plain, out);
        out.push_str(joint);
        for (at, word) in list.iter().enumerate() {
            if at > 0 {
                let is_final = at + 1 == list.len();
                out.push_str(if is_final {
                    self.pick(" 或 ", " or ")
                } else {
                    self.pick("、", ", ")
                });
            }
            self.value(word, Unit::Plain, out);
        }
    }

    fn value(self, expr: &Expr, unit: Unit, out: &mut String) {
        match &expr.node {
            Node::Number(value) => out.push_str(&self.number(*value, unit)),
            Node::Span(wanted) => out.push_str(&span(*wanted, self.language)),
            Node::Date(day) => out.push_str(&day.to_string()),
            Node::Text(text) => out.push_str(text),
            Node::Truth(true) => out.push_str(self.pick("是", "yes")),
            Node::Truth(false) => out.push_str(self.pick("否", "no")),
            Node::Name(name) => match Metric::named(name) {
                Some(metric) => out.push_str(heading::metric(metric, self.language)),
                None => out.push_str(name),
            },
            Node::Column { header, .. } => out.push_str(header),
            Node::Call(function, arguments) => self.call(*function, arguments, unit, out),
            Node::Negate(inner) => {
                out.push('-');
                self.value(inner, unit, out);
            }
            Node::Arithmetic(sign, left, right) => {
                // A factor or a divisor is a plain number, whatever it is applied to.
                let (sign, unit) = match sign {
                    Arithmetic::Add => (" + ", unit),
                    Arithmetic::Subtract => (" - ", unit),
                    Arithmetic::Multiply => (" × ", Unit::Plain),
                    Arithmetic::Divide => (" ÷ ", Unit::Plain),
                };
                self.operand(left, unit, out);
                out.push_str(sign);
                self.operand(right, unit, out);
            }
            _ => self.push(expr, Place::Value, out),
        }
    }

    fn operand(self, expr: &Expr, unit: Unit, out: &mut String) {
        let brackets = matches!(expr.node, Node::Arithmetic(..));
        out.push_str(if brackets { "(" } else { "" });
        self.value(expr, unit, out);
        out.push_str(if brackets { ")" } else { "" });
    }

    fn call(self, function: Function, arguments: &[Expr], unit: Unit, out: &mut String) {
        let name = match function {
            Function::Blank => {
                self.value(&arguments[0], unit, out);
                return out.push_str(self.pick(" 为空", " is blank"));
            }
            Function::Max => self.pick("较大者", "the larger of "),
            Function::Min => self.pick("较小者", "the smaller of "),
            Function::Abs => self.pick("绝对值", "the size of "),
            Function::Round => self.pick("取整", "rounded "),
            Function::If => self.pick("如果", "if "),
            Function::PercentRank => self.pick("百分位", "percentile of "),
        };
        out.push_str(name);
        out.push_str(self.pick("（", "("));
        for (at, argument) in arguments.iter().enumerate() {
            if at > 0 {
                out.push_str(self.pick("，", ", "));
            }
            self.value(argument, unit, out);
        }
        out.push_str(self.pick("）", ")"));
    }

    fn sign(self, sign: Comparison) -> &'static str {
        match sign {
            Comparison::Less => self.pick(" 少于 ", " below "),
            Comparison::AtMost => self.pick(" 不超过 ", " at most "),
            Comparison::More => self.pick(" 超过 ", " above "),
            Comparison::AtLeast => self.pick(" 达到 ", " at least "),
            Comparison::Equal => self.pick(" 是 ", " is "),
            Comparison::NotEqual => self.pick(" 不是 ", " is not "),
        }
    }

    fn number(self, value: f64, unit: Unit) -> String {
        match unit {
            Unit::Ratio => format!("{}%", short(value * 100.0)),
            Unit::Money if self.language == Language::Zh && value >= 1e4 => {
                format!("{}万", short(value / 1e4))
            }
            Unit::Money | Unit::Plain => short(value),
        }
    }
}

/// A number without needless places: `3`, `1.5`, `5,000,000`.
fn short(number: f64) -> String {
    let rounded = (number * 1e6).round() / 1e6;
    if rounded.fract() == 0.0 {
        number::grouped_count(rounded as i64)
    } else {
        rounded.to_string()
    }
}

/// What the numbers of a comparison are, by the metric on either side.
fn unit(left: &Expr, right: &Expr) -> Unit {
    let of = |expr: &Expr| match &expr.node {
        Node::Name(name) => Metric::named(name).map(|metric| match metric.entry().kind {
            Kind::Money => Unit::Money,
            Kind::Ratio => Unit::Ratio,
            _ => Unit::Plain,
        }),
        _ => None,
    };
    of(left).or_else(|| of(right)).unwrap_or(Unit::Plain)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::Rules;

    #[track_caller]
    fn check(text: &str, zh: &str, en: &str) {
        assert_eq!(condition(text, Language::Zh), zh);
        assert_eq!(condition(text, Language::En), en);
    }

    #[test]
    fn comparisons_speak_of_metrics_by_their_names() {
        check("orders >= 3", "订单数 达到 3", "Orders at least 3");
        check(
            "amount_12m > 500万 and growth_12m <= -50%",
            "近12月金额 超过 500万 且 近12月增长 不超过 -50%",
            "Amount 12m above 5,000,000 and Growth 12m at most -50%",
        );
        check(
            "days_since_first_order < 3m",
            "距首单天数 少于 3 个月",
            "Days since first order below 3 months",
        );
    }

    #[test]
    fn lists_and_nesting_keep_their_meaning() {
        check(
            "(tier in ['A', 'B'] or strategic) and not [阶段?] = '报价'",
            "（等级 是 A 或 B 或 战略客户） 且 不满足：阶段 是 报价",
            "(Tier is A or B or Strategic) and not 阶段 is 报价",
        );
        check(
            "days_since_last_order <= max(180d, 1.5 * typical_gap)",
            "距末单天数 不超过 较大者（180 天，1.5 × 常规间隔）",
            "Days since last order at most the larger of (180 days, 1.5 × Typical gap)",
        );
    }

    #[test]
    fn the_last_type_takes_all_others_and_odd_text_stays() {
        check("true", "其余所有客户", "all others");
        check("orders >=", "orders >=", "orders >=");
    }

    #[test]
    fn every_built_in_condition_has_words_in_chinese() {
        for kind in &Rules::built_in().types {
            let text = condition(&kind.when.text, Language::Zh);
            assert!(!text.contains('_'), "{text}");
        }
    }
}
