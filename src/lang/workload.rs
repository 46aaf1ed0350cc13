//! What the team has to do against what it can do, who is told, and who goes back to
//! everyone: a few sentences for `check` and the overview.
//!
//! Takes a run; gives lines, none where there is nothing to say.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use crate::followup::capacity::{Deferred, Later, Overload};
use crate::followup::recycle::{Kept, Recycled};
use crate::followup::workload::{Week, Workload};
use crate::lang::Language;
use crate::lang::followup::span;
use crate::lang::number::{count, customers, days};
use crate::report::Run;
use crate::rules::Told;

/// Customers named in one line; of the others it is said how many there are.
const NAMED: usize = 3;

/// People named one by one.
const PEOPLE: usize = 10;

/// Every line there is to say of a plan.
pub fn lines(run: &Run<'_>, language: Language) -> Vec<String> {
    let mut lines = Vec::new();
    if let Some(workload) = run.plan.workload() {
        lines.extend(team(run, workload, language));
        lines.extend(short_people(run, workload, language));
        lines.extend(deferred(run, language));
        lines.extend(last_turn(run, language));
        lines.extend(overloads(run, language));
    }
    lines.extend(handed_over(run, language));
    lines.extend(told(run, language));
    lines.extend(recycled(run, language));
    lines
}

/// `A 与 B 每周需 214 次，团队可做 150 次`; visits count as several calls.
fn team(run: &Run<'_>, workload: &Workload, language: Language) -> Vec<String> {
    let needs = workload.needs();
    let classes = &run.rules().tier.classes;
    let best = classes.len() - 1;
    let upper: u64 = needs.iter().take(best).sum();
    let all: u64 = needs.iter().sum();
    let names = match &classes[..best] {
        [one, other] => [one.as_str(), other].join(language.pick(" 与 ", " and ")),
        more => more.join(language.pick("、", ", ")),
    };
    let need = if best == 1 { "needs" } else { "need" };
    let contacts = contacts(upper);
    let [upper, all] = [upper, all].map(whole);
    let can = workload.can().map(|can| count(can / 1000));
    let said = match (can, language) {
        (Some(can), Language::Zh) => {
            format!(
                "{names} 每周需 {upper} 次，全部客户每周需 {all} 次，团队可做 {can} 次（按电话计）"
            )
        }
        (Some(can), Language::En) => format!(
            "{names} {need} {contacts} a week, all customers {all}; the team can do {can} (in calls)"
        ),
        (None, Language::Zh) => {
            format!("{names} 每周需 {upper} 次，全部客户每周需 {all} 次（按电话计）")
        }
        (None, Language::En) => {
            format!("{names} {need} {contacts} a week, all customers {all} (in calls)")
        }
    };
    std::iter::once(said)
        .chain(nobodys(workload, language))
        .collect()
}

/// `其中 20 次没有人做：112 个客户没有负责人`; what everybody needs, and nobody is there to do.
fn nobodys(workload: &Workload, language: Language) -> Option<String> {
    let need: u64 = workload.nobodys.iter().sum();
    let owner = (workload.without.owner > 0).then(|| {
        let customers = customers(workload.without.owner, language);
        match language {
            Language::Zh => format!("{customers}没有负责人，请写上，或用 [[team.assign]] 分给大家"),
            Language::En => {
                format!(
                    "{customers} without an owner; name one, or share them out with [[team.assign]]"
                )
            }
        }
    });
    let manager = (workload.without.manager > 0).then(|| {
        let customers = customers(workload.without.manager, language);
        match language {
            Language::Zh => format!("{customers}有主管的任务而没有写明主管，请写在 [team] manager"),
            Language::En => {
                format!("{customers} with a manager's tasks and no manager; name one under [team] manager")
            }
        }
    });
    let why: Vec<String> = owner.into_iter().chain(manager).collect();
    (need > 0).then(|| match language {
        Language::Zh => format!("其中 {} 次没有人做：{}", whole(need), why.join("；")),
        Language::En => format!(
            "{} a week of these are nobody's: {}",
            contacts(need),
            why.join("; ")
        ),
    })
}

fn contacts(thousandths: u64) -> String {
    let plural = if thousandths.div_ceil(1000) == 1 {
        ""
    } else {
        "s"
    };
    format!("{} contact{plural}", whole(thousandths))
}

fn whole(thousandths: u64) -> String {
    count(thousandths.div_ceil(1000))
}

/// Everybody of whom more is asked than there is time for, the shortest of time first.
fn short_people(run: &Run<'_>, workload: &Workload, language: Language) -> Vec<String> {
    let mut short: Vec<&Week> = workload
        .people
        .iter()
        .filter(|week| week.is_short())
        .collect();
    let lacks = |week: &Week| week.need() - week.can.unwrap_or(0);
    short.sort_by_key(|week| (Reverse(lacks(week)), week.person));
    let more = short.len().saturating_sub(PEOPLE);
    let mut lines: Vec<String> = short
        .iter()
        .take(PEOPLE)
        .map(|week| {
            let name = run.plan.staff().member(week.person).name;
            let (need, can) = (whole(week.need()), count(week.can.unwrap_or(0) / 1000));
            match language {
                Language::Zh => format!("{name}：每周需 {need} 次，可做 {can} 次"),
                Language::En => format!("{name}: {need} needed a week, {can} possible"),
            }
        })
        .collect();
    if more > 0 {
        lines.push(match language {
            Language::Zh => format!("另有 {more} 人也做不完"),
            Language::En => format!("{more} more have too much to do, too"),
        });
    }
    lines
}

/// `今后 14 天排不下 37 项：张伟 20 项（甲公司、乙公司、丙公司 等）`.
fn deferred(run: &Run<'_>, language: Language) -> Vec<String> {
    let deferred = run.plan.deferred();
    if deferred.is_empty() {
        return Vec::new();
    }
    let horizon = days(u64::from(run.rules().calendar.horizon), language);
    let total = count(deferred.len() as u64);
    let follow = deferred
        .iter()
        .filter(|one| one.room == Later::AfterEarlier);
    let follow = match (follow.count() as u64, language) {
        (0, _) => String::new(),
        (some, Language::Zh) => format!("（其中 {} 项等同一客户的前一项做完）", count(some)),
        (some, Language::En) => {
            format!(
                " ({} of them follow an earlier one of their customer)",
                count(some)
            )
        }
    };
    let mut lines = vec![match language {
        Language::Zh => format!("今后 {horizon}排不下 {total} 项，已往后排{follow}："),
        Language::En => format!("no room within {horizon} for {total} tasks, which wait{follow}:"),
    }];
    let mut people: Vec<_> = deferred.iter().filter_map(|task| task.person).collect();
    people.sort_unstable();
    people.dedup();
    for person in people.iter().take(PEOPLE) {
        let own = deferred.iter().filter(|task| task.person == Some(*person));
        let customers: Vec<u32> = own.map(|one| one.task.customer).collect();
        let name = run.plan.staff().member(*person).name;
        lines.push(match language {
            Language::Zh => format!(
                "{name} {} 项：{}",
                count(customers.len() as u64),
                names(run, &customers, language)
            ),
            Language::En => format!(
                "{name}, {}: {}",
                count(customers.len() as u64),
                names(run, &customers, language)
            ),
        });
    }
    if people.len() > PEOPLE {
        let more = people.len() - PEOPLE;
        lines.push(match language {
            Language::Zh => format!("以及另外 {more} 人的任务"),
            Language::En => format!("and tasks of {more} more people"),
        });
    }
    lines
}

/// What stands above the tasks that wait.
pub fn deferred_note(run: &Run<'_>, language: Language) -> String {
    let horizon = days(u64::from(run.rules().calendar.horizon), language);
    let total = count(run.plan.deferred().len() as u64);
    match language {
        Language::Zh => format!(
            "今后 {horizon}，负责的人都已排满，这 {total} 项往后排。要早些做，可以提高每天的次数、换人，或放慢节奏"
        ),
        Language::En => format!(
            "Within {horizon} those who would do these {total} tasks have no room, so they wait. To do them sooner, raise the capacity, share them out, or slow the cadence down"
        ),
    }
}

/// The heading of the first day with room for a task.
pub fn room_from(language: Language) -> &'static str {
    language.pick("最早有空", "Room from")
}

/// By when the last of the tasks that wait has had its turn, and from when on nothing new
/// comes before it: every week of waiting outweighs one tier. Of what follows another task
/// nobody knows the day before that is done.
fn last_turn(run: &Run<'_>, language: Language) -> Option<String> {
    let last = run.plan.last_turn()?;
    let most = days(u64::from(run.plan.overtaken_for()), language);
    let with_day = |one: &Deferred| matches!(one.room, Later::On(_));
    let all = run.plan.deferred().iter().all(with_day);
    let who = match (all, language) {
        (true, Language::Zh) => "等着的最晚",
        (true, Language::En) => "whatever waits has its turn by",
        (false, Language::Zh) => "已排到日子的，最晚",
        (false, Language::En) => "of what waits, those with a day have their turn by",
    };
    Some(match language {
        Language::Zh => {
            format!("{who} {last} 轮到；等满 {most}以后，除紧急任务外不再有新任务排到前面")
        }
        Language::En => {
            format!("{who} {last}; after {most} nothing new comes before it but urgent tasks")
        }
    })
}

/// `刘洋：4 天里仅紧急任务就超过每天 2 次，最多的一天 2026-11-23 有 25 次`.
fn overloads(run: &Run<'_>, language: Language) -> Vec<String> {
    let of_people = run.plan.overloads().chunk_by(|a, b| a.person == b.person);
    let line = |own: &[Overload]| {
        let worst = own.iter().max_by_key(|one| (one.units, Reverse(one.day)))?;
        let member = run.plan.staff().member(worst.person);
        let (name, limit) = (member.name, member.capacity.unwrap_or(0));
        let (day, units, many) = (worst.day, worst.units, own.len() as u64);
        Some(match language {
            Language::Zh if many == 1 => {
                format!("{name} {day} 仅紧急任务就有 {units} 次，超过每天 {limit} 次")
            }
            Language::Zh => format!(
                "{name}：{many} 天里仅紧急任务就超过每天 {limit} 次，最多的一天 {day} 有 {units} 次"
            ),
            Language::En if many == 1 => {
                format!("{name}, {day}: urgent tasks alone take {units}, more than {limit} a day")
            }
            Language::En => format!(
                "{name}: on {many} days urgent tasks alone take more than {limit}, at most {units} on {day}"
            ),
        })
    };
    let mut lines: Vec<String> = of_people.clone().take(PEOPLE).filter_map(line).collect();
    let more = of_people.count().saturating_sub(PEOPLE);
    if more > 0 {
        lines.push(match language {
            Language::Zh => format!("另有 {more} 人也有这样的日子"),
            Language::En => format!("{more} more people have such days, too"),
        });
    }
    lines
}

/// To whom the customers of those who leave go.
fn handed_over(run: &Run<'_>, language: Language) -> Option<String> {
    let leaving = &run.rules().team.leaving;
    if leaving.is_empty() {
        return None;
    }
    let mut by_person: BTreeMap<&str, u64> = BTreeMap::new();
    let customers = 0..run.engine.book.len() as u32;
    for customer in customers.filter(|customer| run.plan.is_left(*customer)) {
        *by_person.entry(run.owner(customer)).or_default() += 1;
    }
    let nobody = language.pick("（无人）", "nobody");
    let mut shares = Vec::new();
    for (name, customers) in by_person {
        let name = if name.is_empty() { nobody } else { name };
        shares.push(format!("{name} {}", count(customers)));
    }
    let shares = shares.join(language.pick("、", ", "));
    let leavers = leaving.join(language.pick("、", ", "));
    Some(match language {
        Language::Zh => format!("{leavers} 的客户改由：{shares}"),
        Language::En => format!("customers of {leavers} go to: {shares}"),
    })
}

/// Of whom the manager is told, and who is on the risk list.
fn told(run: &Run<'_>, language: Language) -> Vec<String> {
    let of = |to: Told| -> Vec<u32> {
        let told = run.plan.told().iter().filter(|(_, told)| told.to == to);
        told.map(|(customer, _)| *customer).collect()
    };
    let line = |(to, zh, en): (Told, &str, &str)| {
        let customers = of(to);
        let number = count(customers.len() as u64);
        let named = names(run, &customers, language);
        (!customers.is_empty()).then(|| match language {
            Language::Zh => format!("{zh} {number} 位：{named}"),
            Language::En => format!("{en}, {number}: {named}"),
        })
    };
    [
        (Told::RiskList, "风险名单", "on the risk list"),
        (Told::Manager, "告知主管的客户", "the manager is told of"),
    ]
    .into_iter()
    .filter_map(line)
    .collect()
}

fn recycled(run: &Run<'_>, language: Language) -> Option<String> {
    let warn = run.rules().recycle.as_ref()?.warn;
    let until = run.as_of().plus(warn as i32);
    let soon = |customer: &u32| {
        let recycled = run.plan.recycled(*customer);
        recycled.is_some_and(|recycled| recycled.day <= until)
    };
    let customers: Vec<u32> = (0..run.engine.book.len() as u32).filter(soon).collect();
    let number = count(customers.len() as u64);
    let named = names(run, &customers, language);
    (!customers.is_empty()).then(|| match language {
        Language::Zh => format!("{} 前该放回公海 {number} 位：{named}", until.plus(1)),
        Language::En => format!("going back to everyone by {until}, {number}: {named}"),
    })
}

/// Why a customer goes back on its day: `最近联系 2026-05-01，180 天没有联系和订单 → 2026-10-28 放回公海`.
pub fn recycle_reason(recycled: Recycled, language: Language) -> String {
    let (since, day) = (recycled.since, recycled.day);
    let after = span(recycled.after, language);
    let (zh, en) = match recycled.from {
        Kept::Created => ("建档", "Entered"),
        Kept::Order => ("最近下单", "Last order"),
        Kept::Contact => ("最近联系", "Last contact"),
        Kept::Contract => ("合同到期", "Contract ends"),
    };
    match language {
        Language::Zh => format!("{zh} {since}，{after}内没有联系和订单 → {day} 放回公海"),
        Language::En => {
            format!("{en} {since}, then {after} without contact or order → goes back on {day}")
        }
    }
}

/// The first few by name, and that there are more.
fn names(run: &Run<'_>, customers: &[u32], language: Language) -> String {
    let registry = &run.engine.book.registry;
    let mut customers = customers.to_vec();
    customers.sort_unstable_by(|a, b| registry.by_id(*a, *b));
    customers.dedup();
    let shown = customers.iter().take(NAMED);
    let shown: Vec<&str> = shown.map(|customer| registry.name(*customer)).collect();
    let mut text = shown.join(language.pick("、", ", "));
    if customers.len() > NAMED {
        text += language.pick(" 等", " …");
    }
    text
}
