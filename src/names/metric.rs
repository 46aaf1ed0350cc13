//! The catalogue of metrics: one table from which conditions, columns, `explain`
//! and the manual are made.

use std::fmt;

/// What a metric's value is and in which unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// A whole number of things.
    Count,
    /// A plain number.
    Number,
    /// An amount in book currency.
    Money,
    /// A ratio, shown as a percentage; `0.3` is 30 %.
    Ratio,
    /// A number of plain days.
    Days,
    /// A calendar day.
    Date,
    /// A word or name.
    Text,
    /// Yes or no.
    Flag,
}

/// Which days a metric looks at, counted back from the day of evaluation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Window {
    /// Everything up to the day.
    All,
    /// `day - 12 months < x <= day`.
    Last12m,
    /// `day - 24 months < x <= day - 12 months`.
    Previous12m,
    /// `day - 90 < x <= day`, in plain days.
    Last90d,
    /// A fact without a date of its own: always so.
    Always,
}

/// What a metric is when there is nothing to count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Empty {
    /// 0: nothing was bought, nothing was said.
    Zero,
    /// Blank: there is no such value.
    Blank,
}

/// Which part of the facts a metric needs; without it the metric is blank.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Needs {
    /// The order table.
    Orders,
    /// A profit column, or a cost column to subtract from the amount.
    Profit,
    /// A product column.
    Product,
    /// The contact log.
    Contacts,
    /// The customer sheet's column of the same name (or the log's, for satisfaction and complaints).
    Column,
    /// The step of the run that computes it.
    Run,
}

/// The layers of a run, lowest first: an expression sees strictly lower ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Stratum {
    /// Columns of the sheets and the catalogue's own metrics.
    Base,
    /// `[metrics]` of the rules file.
    Own,
    /// r, f, m, rfm, segment.
    Score,
    /// share, rank, tier, xyz.
    Tier,
    /// type.
    Type,
    /// Tags.
    Tag,
    /// The follow-up plan.
    Plan,
}

/// One row of the catalogue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entry {
    /// The metric.
    pub metric: Metric,
    /// English key, the same in TOML, CSV, JSON and code.
    pub key: &'static str,
    /// Chinese name, usable in conditions and shown in sheets.
    pub zh: &'static str,
    /// English name shown in sheets.
    pub en: &'static str,
    /// What the value is.
    pub kind: Kind,
    /// Which days it looks at.
    pub window: Window,
    /// What it is when there is nothing to count.
    pub empty: Empty,
    /// What it is made of.
    pub needs: Needs,
    /// The layer that computes it.
    pub stratum: Stratum,
}

macro_rules! catalogue {
    ($($(#[$doc:meta])* $metric:ident $key:literal $zh:literal $en:literal
        $kind:ident $window:ident $empty:ident $needs:ident $stratum:ident;)*) => {
        /// A metric of the catalogue.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[repr(u8)]
        pub enum Metric { $($(#[$doc])* $metric),* }

        /// Every metric, in the order in which outputs list them.
        pub const CATALOGUE: &[Entry] = &[$(Entry {
            metric: Metric::$metric,
            key: $key,
            zh: $zh,
            en: $en,
            kind: Kind::$kind,
            window: Window::$window,
            empty: Empty::$empty,
            needs: Needs::$needs,
            stratum: Stratum::$stratum,
        }),*];
    };
}

catalogue! {
    /// Distinct orders; an order is dated by its first row.
    Orders "orders" "订单数" "Orders" Count All Zero Orders Base;
    /// Distinct orders of the last 12 months.
    Orders12m "orders_12m" "近12月订单数" "Orders 12m" Count Last12m Zero Orders Base;
    /// Sum of amounts, refunds subtracted.
    Amount "amount" "金额" "Amount" Money All Zero Orders Base;
    /// Sum of amounts of the last 12 months.
    Amount12m "amount_12m" "近12月金额" "Amount 12m" Money Last12m Zero Orders Base;
    /// Sum of amounts of the 12 months before those.
    AmountPrev12m "amount_prev_12m" "前12月金额" "Amount previous 12m" Money Previous12m Zero Orders Base;
    /// Profit (or amount minus cost) of the last 12 months.
    Profit12m "profit_12m" "近12月毛利" "Profit 12m" Money Last12m Zero Profit Base;
    /// `profit_12m / amount_12m`.
    Margin12m "margin_12m" "近12月毛利率" "Margin 12m" Ratio Last12m Blank Profit Base;
    /// `amount / orders`.
    AverageOrder "average_order" "客单价" "Average order" Money All Blank Orders Base;
    /// The largest order.
    LargestOrder "largest_order" "最大单金额" "Largest order" Money All Blank Orders Base;
    /// Day of the first purchase; 首次合作日期 wins where the sheet has it.
    FirstOrder "first_order" "首单日期" "First order" Date All Blank Orders Base;
    /// Day of the last purchase.
    LastOrder "last_order" "末单日期" "Last order" Date All Blank Orders Base;
    /// Days from the first purchase to the day.
    DaysSinceFirstOrder "days_since_first_order" "距首单天数" "Days since first order" Days All Blank Orders Base;
    /// Days from the last purchase to the day.
    DaysSinceLastOrder "days_since_last_order" "距末单天数" "Days since last order" Days All Blank Orders Base;
    /// Median days between distinct purchase days; needs three of them.
    TypicalGap "typical_gap" "常规间隔" "Typical gap" Days All Blank Orders Base;
    /// `days_since_last_order / typical_gap`.
    GapRatio "gap_ratio" "间隔倍数" "Gap ratio" Number All Blank Orders Base;
    /// `amount_12m / amount_prev_12m - 1`; blank when the earlier window is not above 0 or not covered.
    Growth12m "growth_12m" "近12月增长" "Growth 12m" Ratio Last12m Blank Orders Base;
    /// Calendar months with a purchase in the last 12 months.
    ActiveMonths12m "active_months_12m" "近12月活跃月数" "Active months 12m" Count Last12m Zero Orders Base;
    /// Refunded amount divided by amount bought.
    RefundRate "refund_rate" "退款率" "Refund rate" Ratio All Blank Orders Base;
    /// Distinct products bought.
    Products "products" "产品数" "Products" Count All Zero Product Base;
    /// Day of the last contact.
    LastContact "last_contact" "最近联系" "Last contact" Date All Blank Contacts Base;
    /// Days from the last contact to the day.
    DaysSinceLastContact "days_since_last_contact" "距上次联系天数" "Days since last contact" Days All Blank Contacts Base;
    /// Contacts of the last 90 days.
    Contacts90d "contacts_90d" "近90天联系次数" "Contacts 90d" Count Last90d Zero Contacts Base;
    /// Contacts in a row since the last answer.
    Unanswered "unanswered" "连续未接通" "Unanswered" Count All Zero Contacts Base;
    /// Complaints of the last 90 days.
    Complaints90d "complaints_90d" "近90天投诉" "Complaints 90d" Count Last90d Zero Contacts Base;
    /// Complaints not yet solved.
    OpenComplaints "open_complaints" "未解决投诉" "Open complaints" Count All Zero Contacts Base;
    /// The latest satisfaction, folded to 1-5.
    Satisfaction "satisfaction" "满意度" "Satisfaction" Number All Blank Column Base;
    /// Whether the sheet marks the customer as strategic.
    Strategic "strategic" "战略客户" "Strategic" Flag Always Blank Column Base;
    /// Industry.
    Industry "industry" "行业" "Industry" Text Always Blank Column Base;
    /// Region.
    Region "region" "区域" "Region" Text Always Blank Column Base;
    /// Where the customer came from.
    Source "source" "来源" "Source" Text Always Blank Column Base;
    /// Stage of the sale.
    Stage "stage" "阶段" "Stage" Text Always Blank Column Base;
    /// The sheet's own level.
    Level "level" "级别" "Level" Text Always Blank Column Base;
    /// Who follows up.
    Owner "owner" "负责人" "Owner" Text Always Blank Column Base;
    /// Department of the owner.
    Department "department" "部门" "Department" Text Always Blank Column Base;
    /// When the customer was entered.
    Created "created" "建档日期" "Created" Date Always Blank Column Base;
    /// When the contract ends.
    ContractEnd "contract_end" "合同到期" "Contract end" Date Always Blank Column Base;
    /// Recency score, 1 (long ago) to bins.
    R "r" "R" "R" Count All Blank Run Score;
    /// Frequency score.
    F "f" "F" "F" Count All Blank Run Score;
    /// Monetary score.
    M "m" "M" "M" Count All Blank Run Score;
    /// The three scores written together.
    Rfm "rfm" "RFM" "RFM" Text All Blank Run Score;
    /// Name of the RFM segment.
    Segment "segment" "分群" "Segment" Text All Blank Run Score;
    /// Share of the tier measure in its group.
    Share "share" "占比" "Share" Ratio All Blank Run Tier;
    /// Share accumulated down to and with this customer.
    CumulativeShare "cumulative_share" "累计占比" "Cumulative share" Ratio All Blank Run Tier;
    /// Place by the tier measure, 1 is the largest; equal values share a place.
    Rank "rank" "排名" "Rank" Count All Blank Run Tier;
    /// The tier: pinned, else held, else raw.
    Tier "tier" "等级" "Tier" Text All Blank Run Tier;
    /// Steadiness of the amounts.
    Xyz "xyz" "XYZ" "XYZ" Text All Blank Run Tier;
    /// Id of the customer type.
    Type "type" "客户类型" "Type" Text All Blank Run Type;
}

impl Metric {
    /// This metric's row of the catalogue.
    pub fn entry(self) -> &'static Entry {
        &CATALOGUE[self as usize]
    }

    /// The English key.
    pub fn key(self) -> &'static str {
        self.entry().key
    }

    /// What the value is.
    pub fn kind(self) -> Kind {
        self.entry().kind
    }

    /// The metric of an English key or a Chinese name.
    pub fn named(name: &str) -> Option<Self> {
        CATALOGUE
            .iter()
            .find(|entry| entry.key.eq_ignore_ascii_case(name) || entry.zh == name)
            .map(|entry| entry.metric)
    }

    /// The date that an age counts from: `days_since_last_order` counts from `last_order`.
    pub fn date_of_age(self) -> Option<Self> {
        match self {
            Self::DaysSinceFirstOrder => Some(Self::FirstOrder),
            Self::DaysSinceLastOrder => Some(Self::LastOrder),
            Self::DaysSinceLastContact => Some(Self::LastContact),
            _ => None,
        }
    }
}

/// Writes the English key.
impl fmt::Display for Metric {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.key())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn rows_of_the_catalogue_stand_at_their_metric() {
        for (place, entry) in CATALOGUE.iter().enumerate() {
            assert_eq!(entry.metric as usize, place, "{}", entry.key);
        }
    }

    #[test]
    fn no_name_means_two_metrics() {
        let mut seen = HashSet::new();
        for entry in CATALOGUE {
            assert!(seen.insert(entry.key), "{}", entry.key);
            // R, F and M are written alike in both languages, apart from case.
            if !entry.zh.eq_ignore_ascii_case(entry.key) {
                assert!(seen.insert(entry.zh), "{}", entry.zh);
            }
        }
    }

    #[test]
    fn names_of_both_languages_find_their_metric() {
        assert_eq!(Metric::named("amount_12m"), Some(Metric::Amount12m));
        assert_eq!(Metric::named("近12月金额"), Some(Metric::Amount12m));
        assert_eq!(Metric::named("amount_13m"), None);
    }
}
