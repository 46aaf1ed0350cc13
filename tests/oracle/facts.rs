//! Random small books: facts as a person would write them, crowded around the
//! days and values at which definitions turn.

use std::fmt::Write;

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use tierbook::period::{Day, Span, Unit};
use tierbook::records::table::Table;

use crate::reading::{day, table};

/// Customers, each in three spellings of one id.
pub(crate) const IDS: [[&str; 3]; 12] = [
    ["1001", "1001.0", "１００１"],
    ["0007", " 0007", "０００７"],
    ["7", "7.0", "７"],
    ["C-1", " C-1 ", "C-1"],
    ["客户3", "客户3", "客户３"],
    ["B10", "B10", "B10 "],
    ["B9", "B9", "B9"],
    ["zz", "zz", "zz"],
    ["深圳公司", "深圳公司", " 深圳公司"],
    ["2", "2.0", "2"],
    ["A", "A", "A"],
    ["M_5", "M_5", "M_5"],
];

/// What a cell holds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Cell<T> {
    /// This.
    Good(T),
    /// Nothing.
    Blank,
    /// Something unreadable.
    Bad,
}

/// The four natures of a status word.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Status {
    Blank,
    Paid,
    Unpaid,
    Cancelled,
    Refunded,
    Odd,
}

#[derive(Debug, Clone)]
pub(crate) struct CustomerRow {
    pub(crate) who: usize,
    /// 0 is blank.
    pub(crate) industry: usize,
    pub(crate) first_deal: Option<Day>,
    pub(crate) last_contact: Option<Day>,
    pub(crate) satisfaction: Option<u32>,
    /// 0 blank, 1 否, 2 是, from 3 on the number less 3.
    pub(crate) complaint: u32,
    /// Tier and type set by hand, from and until.
    pub(crate) pin: (Option<u8>, Option<u8>, Option<Day>, Option<Day>),
}

#[derive(Debug, Clone)]
pub(crate) struct OrderRow {
    pub(crate) who: Option<usize>,
    pub(crate) spelling: usize,
    pub(crate) number: Option<u32>,
    pub(crate) day: Cell<Day>,
    pub(crate) day_style: usize,
    /// In hundredths.
    pub(crate) amount: Cell<i64>,
    pub(crate) status: Status,
    pub(crate) product: u32,
    pub(crate) cost: Option<i64>,
}

#[derive(Debug, Clone)]
pub(crate) struct ContactRow {
    pub(crate) who: usize,
    pub(crate) day: Cell<Day>,
    /// Place in [`OUTCOMES`].
    pub(crate) outcome: usize,
    pub(crate) satisfaction: Option<u32>,
}

pub(crate) const OUTCOMES: [&str; 9] = [
    "",
    "已沟通",
    "未接通",
    "已成交",
    "已拒绝",
    "投诉",
    "已解决",
    "推迟",
    "勿扰",
];

/// Types that pins may name, by their id in the rules of the tests.
pub(crate) const TYPE_IDS: [&str; 6] = ["risk", "fresh", "big", "fans", "had", "rest"];

/// A book.
#[derive(Debug, Clone)]
pub(crate) struct Facts {
    pub(crate) as_of: Day,
    pub(crate) customers: Option<Vec<CustomerRow>>,
    pub(crate) orders: Vec<OrderRow>,
    /// Whether the order sheet has a column of order numbers.
    pub(crate) numbered: bool,
    pub(crate) log: Option<Vec<ContactRow>>,
}

/// Whether pins may occur.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Pinned {
    Never,
    Sometimes,
}

/// Days over three years up to a little after the as-of day.
fn days(as_of: Day) -> impl Strategy<Value = Day> {
    let turn = |months: u32| as_of.before(Span::new(months, Unit::Month));
    let turns: Vec<Day> = [0, 1, 2, 3, 6, 11, 12, 13, 23, 24, 25]
        .into_iter()
        .flat_map(|months| [turn(months), as_of.month_end(months)])
        .collect();
    prop_oneof![
        4 => (proptest::sample::select(turns), -1..=1i32).prop_map(|(turn, by)| turn.plus(by)),
        2 => (0..200i32).prop_map(move |back| as_of.plus(-back)),
        3 => (0..1_100i32).prop_map(move |back| as_of.plus(-back)),
        1 => (0..40i32).prop_map(move |on| as_of.plus(on)),
    ]
}

fn cell<T: std::fmt::Debug + Clone>(
    good: impl Strategy<Value = T>,
) -> impl Strategy<Value = Cell<T>> {
    prop_oneof![
        30 => good.prop_map(Cell::Good),
        1 => Just(Cell::Blank),
        1 => Just(Cell::Bad),
    ]
}

fn order(as_of: Day) -> impl Strategy<Value = OrderRow> {
    let amounts = prop_oneof![
        6 => proptest::sample::select(vec![10_000i64, 10_000, 5_000, 20_000, 1_234, 100_000]),
        1 => Just(0),
        1 => proptest::sample::select(vec![-10_000i64, -5_000, -1]),
        1 => 1..500_000i64,
        1 => proptest::sample::select(vec![9_000_000_000i64, 40_000_000_000_000]),
    ];
    let status = prop_oneof![
        4 => Just(Status::Blank),
        4 => Just(Status::Paid),
        1 => Just(Status::Unpaid),
        1 => Just(Status::Cancelled),
        1 => Just(Status::Refunded),
        1 => Just(Status::Odd),
    ];
    (
        prop_oneof![40 => (0..IDS.len()).prop_map(Some), 1 => Just(None)],
        0..3usize,
        option::weighted(0.9, 0..8u32),
        cell(days(as_of)),
        0..5usize,
        cell(amounts),
        status,
        0..4u32,
        option::of(proptest::sample::select(vec![0i64, 3_000, 8_000])),
    )
        .prop_map(
            |(who, spelling, number, day, day_style, amount, status, product, cost)| OrderRow {
                who,
                spelling,
                number,
                day,
                day_style,
                amount,
                status,
                product,
                cost,
            },
        )
}

fn customer(as_of: Day, pinned: Pinned) -> impl Strategy<Value = CustomerRow> {
    (
        0..IDS.len(),
        0..4usize,
        option::weighted(0.2, days(as_of)),
        option::weighted(0.2, days(as_of)),
        option::weighted(0.3, prop_oneof![9 => 1..=5u32, 1 => 6..=10u32]),
        0..6u32,
        (
            option::weighted(0.25, 0..3u8),
            option::weighted(0.25, 0..6u8),
            option::weighted(0.3, days(as_of)),
            option::weighted(0.3, days(as_of)),
        ),
    )
        .prop_map(
            move |(who, industry, first_deal, last_contact, satisfaction, complaint, pin)| {
                CustomerRow {
                    who,
                    industry,
                    first_deal,
                    last_contact,
                    satisfaction,
                    complaint,
                    pin: match pinned {
                        Pinned::Never => (None, None, None, None),
                        Pinned::Sometimes => pin,
                    },
                }
            },
        )
}

fn contact(as_of: Day) -> impl Strategy<Value = ContactRow> {
    (
        0..IDS.len(),
        cell(days(as_of)),
        0..OUTCOMES.len(),
        option::weighted(0.2, 1..=5u32),
    )
        .prop_map(|(who, day, outcome, satisfaction)| ContactRow {
            who,
            day,
            outcome,
            satisfaction,
        })
}

/// Books with up to `most` order rows.
pub(crate) fn facts(most: usize, pinned: Pinned) -> impl Strategy<Value = Facts> {
    let as_of = proptest::sample::select(vec![
        "2026-06-30",
        "2026-03-31",
        "2024-02-29",
        "2026-05-15",
        "2025-02-28",
        "2026-01-01",
    ]);
    as_of.prop_flat_map(move |text| {
        let as_of = day(text);
        (
            option::weighted(0.8, vec(customer(as_of, pinned), 1..14)),
            vec(order(as_of), 0..most),
            prop::bool::weighted(0.8),
            option::weighted(0.7, vec(contact(as_of), 0..20)),
        )
            .prop_map(move |(customers, orders, numbered, log)| Facts {
                as_of,
                customers,
                orders,
                numbered,
                log,
            })
    })
}

const INDUSTRIES: [&str; 4] = ["", "制造", "零售", "IT"];

fn written(day: Day, style: usize) -> String {
    let (y, m, d) = day.ymd();
    match style {
        0 => format!("{y}/{m}/{d}"),
        1 => format!("{y}年{m}月{d}日"),
        2 => format!("{y}{m:02}{d:02}"),
        3 => format!("{day} 18:30:00"),
        _ => day.to_string(),
    }
}

/// Hundredths as a decimal.
fn decimal(hundredths: i64) -> String {
    let sign = if hundredths < 0 { "-" } else { "" };
    let amount = hundredths.unsigned_abs();
    format!("{sign}{}.{:02}", amount / 100, amount % 100)
}

impl Facts {
    /// The customer sheet as text.
    pub(crate) fn customer_text(&self) -> Option<String> {
        let rows = self.customers.as_ref()?;
        let mut text = "客户编号,客户名称,行业,首次合作日期,最近联系,满意度,未解决投诉,指定等级,指定类型,指定自,指定至\n".to_owned();
        for row in rows {
            let iso = |day: Option<Day>| day.map_or_else(String::new, |day| day.to_string());
            let complaint = match row.complaint {
                0 => String::new(),
                1 => "否".to_owned(),
                2 => "是".to_owned(),
                more => (more - 3).to_string(),
            };
            let (tier, kind, from, until) = row.pin;
            writeln!(
                text,
                "{},客{},{},{},{},{},{complaint},{},{},{},{}",
                IDS[row.who][0],
                row.who,
                INDUSTRIES[row.industry],
                iso(row.first_deal),
                iso(row.last_contact),
                row.satisfaction
                    .map_or_else(String::new, |value| value.to_string()),
                tier.map_or("", |tier| ["A", "B", "C"][usize::from(tier)]),
                kind.map_or("", |kind| TYPE_IDS[usize::from(kind)]),
                iso(from),
                iso(until),
            )
            .expect("text grows");
        }
        Some(text)
    }

    /// The order sheet as text.
    pub(crate) fn order_text(&self) -> String {
        let mut text = if self.numbered {
            "订单编号,客户编号,日期,金额,状态,产品,成本\n".to_owned()
        } else {
            "客户编号,日期,金额,状态,产品,成本\n".to_owned()
        };
        for row in &self.orders {
            if self.numbered {
                let number = row.number.map_or_else(String::new, |number| match number {
                    7 => "临-7".to_owned(),
                    number => format!("SO00{number}"),
                });
                write!(text, "{number},").expect("text grows");
            }
            let day = match row.day {
                Cell::Good(day) => written(day, row.day_style),
                Cell::Blank => String::new(),
                Cell::Bad => "2025-13-45".to_owned(),
            };
            let amount = match row.amount {
                Cell::Good(amount) => decimal(amount),
                Cell::Blank => String::new(),
                Cell::Bad => "待定".to_owned(),
            };
            let status = match row.status {
                Status::Blank => "",
                Status::Paid => "已完成",
                Status::Unpaid => "待付款",
                Status::Cancelled => "已取消",
                Status::Refunded => "已退款",
                Status::Odd => "某状态",
            };
            let product = ["", "甲", "乙", "丙"][row.product as usize];
            let cost = row.cost.map_or_else(String::new, decimal);
            let who = row.who.map_or("", |who| IDS[who][row.spelling]);
            writeln!(text, "{who},{day},{amount},{status},{product},{cost}").expect("text grows");
        }
        text
    }

    /// The log as text.
    pub(crate) fn log_text(&self) -> Option<String> {
        let mut text = "客户编号,跟进日期,跟进结果,满意度\n".to_owned();
        for row in self.log.as_ref()? {
            let day = match row.day {
                Cell::Good(day) => day.to_string(),
                Cell::Blank => String::new(),
                Cell::Bad => "昨天下午".to_owned(),
            };
            let satisfaction = row
                .satisfaction
                .map_or_else(String::new, |value| value.to_string());
            let who = IDS[row.who][0];
            writeln!(text, "{who},{day},{},{satisfaction}", OUTCOMES[row.outcome])
                .expect("text grows");
        }
        Some(text)
    }

    /// All sheets: customers, orders, log.
    pub(crate) fn tables(&self) -> Vec<Table> {
        let texts = [
            self.customer_text(),
            Some(self.order_text()),
            self.log_text(),
        ];
        (0u16..)
            .zip(texts)
            .filter_map(|(sheet, text)| Some(table(sheet, &text?)))
            .collect()
    }
}
