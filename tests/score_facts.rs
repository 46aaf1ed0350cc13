//! Scores and segments of 995 real customers, as R's rfm package and plain
//! type-7 quantiles give them.

use tierbook::money::UNITS;
use tierbook::rules::{Rfm, RfmMethod, SegmentMap, Split};
use tierbook::score::{RfmCuts, RfmValues, Segments};

struct Customer {
    name: &'static str,
    values: RfmValues,
    r_package: [u8; 3],
    r_segment: &'static str,
    quantile: [u8; 3],
    /// One of the Chinese eight, 1 the best: split at mean, at mean score, at median.
    eight: [usize; 3],
}

fn customers() -> Vec<Customer> {
    include_str!("data/rfm_r_package.csv")
        .lines()
        .skip(3)
        .map(customer)
        .collect()
}

fn customer(line: &'static str) -> Customer {
    let cells: Vec<&str> = line.split(',').collect();
    let number = |place: usize| cells[place].parse::<i64>().expect("a whole number");
    let scores = |from: usize| [0, 1, 2].map(|next| number(from + next) as u8);
    let eight = number(11) as usize;
    Customer {
        name: cells[0],
        values: RfmValues {
            recency: number(1),
            frequency: number(2),
            monetary: number(3) * UNITS,
        },
        r_package: scores(4),
        r_segment: cells[7],
        quantile: scores(8),
        eight: [eight / 100, eight / 10 % 10, eight % 10],
    }
}

fn rules(method: RfmMethod) -> Rfm {
    Rfm {
        method,
        bins: 5,
        window: None,
        by: None,
        segments: SegmentMap::RPackage,
    }
}

fn values(customers: &[Customer]) -> impl Iterator<Item = (usize, RfmValues)> + Clone {
    customers.iter().map(|customer| (0, customer.values))
}

/// How many of the customers are in each segment, in the order of the map.
fn heads(segments: &Segments, cuts: &RfmCuts, customers: &[Customer]) -> Vec<(String, u32)> {
    let mut heads: Vec<_> = segments
        .names()
        .iter()
        .map(|name| (name.en.clone(), 0))
        .collect();
    for customer in customers {
        let scores = cuts.score(0, customer.values);
        let segment = segments
            .segment(0, customer.values, scores)
            .expect("the map has no gap");
        heads[usize::from(segment)].1 += 1;
    }
    heads
}

fn named(heads: &[(&str, u32)]) -> Vec<(String, u32)> {
    heads
        .iter()
        .map(|(name, count)| ((*name).to_owned(), *count))
        .collect()
}

#[test]
fn every_score_and_segment_is_that_of_the_r_package() {
    let customers = customers();
    assert_eq!(customers.len(), 995);
    let cuts = RfmCuts::new(&rules(RfmMethod::RPackage), 1, values(&customers), 2);
    let segments =
        Segments::new(&SegmentMap::RPackage, 5, 1, values(&customers)).expect("five bins");
    for customer in &customers {
        let scores = cuts.score(0, customer.values);
        assert_eq!(scores, customer.r_package, "{}", customer.name);
        let segment = segments
            .segment(0, customer.values, scores)
            .expect("others are named");
        assert_eq!(
            segments.names()[usize::from(segment)].en,
            customer.r_segment,
            "{}",
            customer.name
        );
    }
}

#[test]
fn segments_hold_as_many_customers_as_published() {
    let customers = customers();
    let cuts = RfmCuts::new(&rules(RfmMethod::RPackage), 1, values(&customers), 2);
    let segments =
        Segments::new(&SegmentMap::RPackage, 5, 1, values(&customers)).expect("five bins");
    let expected = [
        ("Champions", 35),
        ("Potential Loyalist", 342),
        ("Loyal Customers", 170),
        ("Promising", 9),
        ("New Customers", 104),
        ("Can't Lose Them", 47),
        ("At Risk", 28),
        ("Need Attention", 10),
        ("About To Sleep", 102),
        ("Lost", 148),
        ("Others", 0),
    ];
    assert_eq!(heads(&segments, &cuts, &customers), named(&expected));
}

#[test]
fn every_score_is_that_of_plain_quantiles() {
    let customers = customers();
    let cuts = RfmCuts::new(&rules(RfmMethod::Quantile), 1, values(&customers), 2);
    for customer in &customers {
        assert_eq!(
            cuts.score(0, customer.values),
            customer.quantile,
            "{}",
            customer.name
        );
    }
}

#[test]
fn the_chinese_eight_split_at_mean_and_median() {
    let customers = customers();
    for (split, place) in [(Split::Mean, 0), (Split::Median, 2)] {
        let map = SegmentMap::Chinese8(split);
        let segments = Segments::new(&map, 5, 1, values(&customers)).expect("any bins");
        for customer in &customers {
            let found = segments.segment(0, customer.values, customer.quantile);
            assert_eq!(
                found.map(|name| usize::from(name) + 1),
                Some(customer.eight[place]),
                "{}",
                customer.name
            );
        }
    }
}

#[test]
fn splitting_scores_at_their_mean_is_splitting_values_that_are_scores() {
    let customers = customers();
    let scores = |customer: &Customer| {
        let [r, f, m] = customer.quantile.map(i64::from);
        RfmValues {
            recency: -r,
            frequency: f,
            monetary: m,
        }
    };
    let values = customers.iter().map(|customer| (0, scores(customer)));
    let segments =
        Segments::new(&SegmentMap::Chinese8(Split::Mean), 5, 1, values).expect("any bins");
    for customer in &customers {
        let found = segments.segment(0, scores(customer), customer.quantile);
        assert_eq!(
            found.map(|name| usize::from(name) + 1),
            Some(customer.eight[1]),
            "{}",
            customer.name
        );
    }
}

#[test]
fn the_eleven_names_hold_as_many_customers_as_counted_by_others() {
    let customers = customers();
    let expected = [
        ("Champions", 139),
        ("Loyal", 98),
        ("Potential Loyalist", 104),
        ("New Customers", 99),
        ("Promising", 55),
        ("Need Attention", 53),
        ("About To Sleep", 30),
        ("At Risk", 137),
        ("Cannot Lose Them", 22),
        ("Hibernating", 147),
        ("Lost", 111),
    ];
    let found = [RfmMethod::RPackage, RfmMethod::Quantile].map(|method| {
        let cuts = RfmCuts::new(&rules(method), 1, values(&customers), 2);
        let segments =
            Segments::new(&SegmentMap::Eleven, 5, 1, values(&customers)).expect("five bins");
        heads(&segments, &cuts, &customers)
    });
    assert!(found.contains(&named(&expected)), "{found:?}");
}
