//! Which customer is meant: by id, by name, or by part of the name.
//!
//! Takes the registry and what somebody typed; gives the customer, or what else there
//! is to say about the word.

use crate::names::near::nearest;
use crate::records::registry::Registry;
use crate::value::text::{fold_width, folded_name};

/// The most customers shown when several fit.
const MOST: usize = 8;

/// Why no customer was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NotFound {
    /// Several fit: the first of them in the order of outputs, and how many there are.
    Several(Vec<u32>, usize),
    /// Nobody fits; customers with a near id or name.
    Nobody(Vec<u32>),
}

/// The customer that is meant.
///
/// The exact id comes first, then the id or name apart from width, case and spaces, then
/// the only name that holds the word. Each step is tried only when the one before finds
/// nobody; several of one step are never guessed among.
pub fn find(registry: &Registry, order: &[u32], asked: &str) -> Result<u32, NotFound> {
    let asked = asked.trim();
    let folded = folded_name(asked);
    if folded.is_empty() {
        return Err(NotFound::Nobody(Vec::new()));
    }
    let id = fold_width(asked);
    let steps: [&dyn Fn(u32) -> bool; 4] = [
        &|customer| registry.id(customer) == asked || registry.id(customer) == id,
        &|customer| folded_name(registry.name(customer)) == folded,
        &|customer| folded_name(registry.id(customer)) == folded,
        &|customer| folded_name(registry.name(customer)).contains(&folded),
    ];
    for fits in steps {
        let mut found = order.iter().copied().filter(|customer| fits(*customer));
        let first: Vec<u32> = found.by_ref().take(MOST).collect();
        match first.as_slice() {
            [] => {}
            [one] => return Ok(*one),
            _ => {
                let all = first.len() + found.count();
                return Err(NotFound::Several(first, all));
            }
        }
    }
    Err(NotFound::Nobody(near(registry, order, asked)))
}

/// Customers with the nearest id and the nearest name.
fn near(registry: &Registry, order: &[u32], asked: &str) -> Vec<u32> {
    let ids = order.iter().map(|customer| registry.id(*customer));
    let names = order.iter().map(|customer| registry.name(*customer));
    let (id, name) = (nearest(asked, ids), nearest(asked, names));
    let is_near = |customer: &&u32| {
        id == Some(registry.id(**customer)) || name == Some(registry.name(**customer))
    };
    order.iter().filter(is_near).take(MOST).copied().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::names::Role;
    use crate::period::Day;
    use crate::records::sample;
    use crate::rules::Rules;

    const CUSTOMERS: &str = "客户编号,客户名称\n\
        C1,深圳恒远机电有限公司\nC2,恒远\nC3,Acme Tools\nC10,ACME  tools\nC4,佛山永泰\nC5,佛山永安\n007,邦德\n7,七\n";

    fn check(asked: &str, expected: Result<&str, (&str, &[&str])>) {
        let day = Day::parse_iso("2026-11-22").expect("a test date");
        let rules = Rules::built_in();
        let book = sample::book(&[(Role::Customers, CUSTOMERS)], &rules, &[], day);
        let ids = |customers: &[u32]| -> Vec<String> {
            let ids = customers.iter().map(|one| book.registry.id(*one));
            ids.map(str::to_owned).collect()
        };
        let found = find(&book.registry, &book.order, asked);
        let found = match &found {
            Ok(one) => Ok(book.registry.id(*one)),
            Err(NotFound::Several(some, all)) => {
                assert_eq!(some.len(), *all);
                Err(("several", ids(some)))
            }
            Err(NotFound::Nobody(near)) => Err(("nobody", ids(near))),
        };
        let expected =
            expected.map_err(|(how, ids)| (how, ids.iter().map(|id| (*id).to_owned()).collect()));
        assert_eq!(found, expected, "{asked}");
    }

    #[test]
    fn an_exact_id_wins() {
        check("C1", Ok("C1"));
        check(" C10 ", Ok("C10"));
        check("Ｃ４", Ok("C4"));
        check("c3", Ok("C3"));
    }

    #[test]
    fn leading_zeros_tell_ids_apart() {
        check("007", Ok("007"));
        check("7", Ok("7"));
    }

    #[test]
    fn a_whole_name_wins_over_a_part() {
        check("恒远", Ok("C2"));
        check("佛山 永安", Ok("C5"));
    }

    #[test]
    fn part_of_a_name_suffices_if_only_one_has_it() {
        check("机电", Ok("C1"));
        check("永泰", Ok("C4"));
    }

    #[test]
    fn several_are_listed_and_never_guessed_among() {
        check("acme tools", Err(("several", &["C3", "C10"])));
        check("佛山", Err(("several", &["C4", "C5"])));
    }

    #[test]
    fn nobody_gets_the_nearest() {
        check("佛山永宁", Err(("nobody", &["C5"])));
        check("C11", Err(("nobody", &["C1"])));
        check("完全不同的公司", Err(("nobody", &[])));
        check("  ", Err(("nobody", &[])));
    }
}
