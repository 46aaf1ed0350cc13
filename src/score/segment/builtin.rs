//! The maps of segments that need no rules: eleven names, the Chinese eight, R's ten.
//!
//! Takes nothing but the number of bins; gives tables and ranges as published.

use crate::rules::{Segment, Words};

use super::{SegmentTable, cells};

/// Eleven names on all 125 cells, each cell once; 543 is R 5, F 4, M 3.
///
/// The map in common use in e-mail marketing, as the RFM app of Squeezely publishes it.
const ELEVEN: [(&str, &str, &[u16]); 11] = [
    (
        "冠军客户",
        "Champions",
        &[555, 554, 545, 544, 455, 454, 445],
    ),
    (
        "忠诚客户",
        "Loyal",
        &[543, 444, 435, 355, 354, 345, 344, 335],
    ),
    (
        "潜在忠诚客户",
        "Potential Loyalist",
        &[
            553, 552, 551, 542, 541, 533, 532, 531, 453, 452, 451, 442, 441, 433, 432, 431, 423,
            353, 352, 351, 342, 341, 333, 323,
        ],
    ),
    (
        "新客户",
        "New Customers",
        &[512, 511, 422, 421, 412, 411, 311],
    ),
    (
        "有潜力客户",
        "Promising",
        &[
            525, 524, 523, 522, 521, 515, 514, 513, 425, 424, 415, 414, 413, 315, 314, 313,
        ],
    ),
    (
        "需关注客户",
        "Need Attention",
        &[535, 534, 443, 434, 343, 334, 325, 324],
    ),
    (
        "即将沉睡客户",
        "About To Sleep",
        &[331, 321, 312, 251, 241, 231, 221, 213],
    ),
    (
        "有流失风险客户",
        "At Risk",
        &[
            255, 254, 253, 252, 245, 244, 243, 242, 235, 234, 225, 224, 153, 152, 145, 143, 142,
            135, 134, 133, 125, 124,
        ],
    ),
    (
        "不能流失客户",
        "Cannot Lose Them",
        &[215, 214, 155, 154, 144, 115, 114, 113],
    ),
    (
        "休眠客户",
        "Hibernating",
        &[332, 322, 233, 232, 223, 222, 212, 211, 132, 123, 122],
    ),
    ("已流失客户", "Lost", &[151, 141, 131, 121, 112, 111]),
];

/// Ranges of R, F and M, ends included.
type Ranges = [(u8, u8); 3];

/// The ten of R `rfm` 0.3.0, first match wins.
const R_PACKAGE: [(&str, &str, Ranges); 10] = [
    ("冠军客户", "Champions", [(5, 5), (5, 5), (5, 5)]),
    (
        "潜在忠诚客户",
        "Potential Loyalist",
        [(3, 5), (3, 5), (2, 5)],
    ),
    ("忠诚客户", "Loyal Customers", [(2, 4), (2, 4), (2, 4)]),
    ("有潜力客户", "Promising", [(3, 4), (1, 3), (3, 5)]),
    ("新客户", "New Customers", [(4, 5), (1, 3), (1, 5)]),
    ("不能流失客户", "Can't Lose Them", [(1, 2), (3, 4), (4, 5)]),
    ("有流失风险客户", "At Risk", [(1, 2), (2, 5), (4, 5)]),
    ("需关注客户", "Need Attention", [(1, 3), (3, 5), (3, 5)]),
    ("即将沉睡客户", "About To Sleep", [(2, 3), (1, 3), (1, 4)]),
    ("已流失客户", "Lost", [(1, 1), (1, 5), (1, 5)]),
];

/// The Chinese eight, the best first: near is worth 1, frequent 2, big 4, counted down from 7.
const CHINESE_EIGHT: [(&str, &str); 8] = [
    ("重要价值客户", "Important, valued"),
    ("重要保持客户", "Important, keep"),
    ("重要发展客户", "Important, develop"),
    ("重要挽留客户", "Important, win back"),
    ("一般价值客户", "Ordinary, valued"),
    ("一般保持客户", "Ordinary, keep"),
    ("一般发展客户", "Ordinary, develop"),
    ("一般挽留客户", "Ordinary, win back"),
];

/// The eleven names as a table.
pub(super) fn eleven() -> SegmentTable {
    let names = ELEVEN.iter().map(|(zh, en, _)| words(zh, en)).collect();
    let mut table = SegmentTable::empty(names);
    for (name, (_, _, cells)) in (0..).zip(ELEVEN) {
        for cell in cells {
            let digits = [cell / 100, cell / 10 % 10, cell % 10];
            table.set(digits.map(|digit| digit as u8), name);
        }
    }
    table
}

/// R's ten as ranges; what they leave open is [`others`].
pub(super) fn r_package() -> Vec<Segment> {
    let segment = |(zh, en, [r, f, m]): (&str, &str, Ranges)| Segment {
        name: words(zh, en),
        r,
        f,
        m,
    };
    R_PACKAGE.into_iter().map(segment).collect()
}

/// The name R gives to cells outside its ten ranges.
pub(super) fn others() -> Words {
    words("其他客户", "Others")
}

/// The Chinese eight for scores of 1 to `bins`: high is above (bins + 1) ÷ 2.
pub(super) fn chinese_eight(bins: u8) -> SegmentTable {
    let names = CHINESE_EIGHT.iter().map(|(zh, en)| words(zh, en)).collect();
    let mut table = SegmentTable::empty(names);
    for scores in cells(bins) {
        let [near, frequent, big] = scores.map(|score| u16::from(2 * score > bins + 1));
        table.set(scores, 7 - (near + 2 * frequent + 4 * big));
    }
    table
}

fn words(zh: &str, en: &str) -> Words {
    Words {
        zh: zh.to_owned(),
        en: en.to_owned(),
    }
}
