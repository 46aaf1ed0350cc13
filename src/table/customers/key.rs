//! The fixed keys of the customers table: words for outputs, and a value each, since a
//! million rows would otherwise compare words for every cell.

macro_rules! keys {
    ($($name:ident $word:literal;)*) => {
        /// A fixed column.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(super) enum Key {
            $($name,)*
        }

        /// The fixed keys, in order.
        pub const KEYS: [&str; [$($word),*].len()] = [$($word),*];

        impl Key {
            /// All of them, in the order of [`KEYS`].
            pub(super) const ALL: [Self; KEYS.len()] = [$(Self::$name),*];
        }
    };
}

keys! {
    CustomerId "customer_id";
    Name "name";
    Owner "owner";
    Tier "tier";
    TierSince "tier_since";
    TierRaw "tier_raw";
    Type "type";
    TypeSince "type_since";
    AlsoTypes "also_types";
    Segment "segment";
    R "r";
    F "f";
    M "m";
    Share "share";
    CumulativeShare "cumulative_share";
    Rank "rank";
    Tags "tags";
    Orders "orders";
    Amount "amount";
    Orders12m "orders_12m";
    Amount12m "amount_12m";
    AmountPrev12m "amount_prev_12m";
    Profit12m "profit_12m";
    Growth12m "growth_12m";
    RefundRate "refund_rate";
    FirstOrder "first_order";
    LastOrder "last_order";
    DaysSinceLastOrder "days_since_last_order";
    TypicalGap "typical_gap";
    GapRatio "gap_ratio";
    LastContact "last_contact";
    DaysSinceLastContact "days_since_last_contact";
    OpenComplaints "open_complaints";
    NextDue "next_due";
    Reason "reason";
    AsOf "as_of";
    NextTier "next_tier";
    ToNextTier "to_next_tier";
    Path "path";
    Xyz "xyz";
    Rfm "rfm";
    RecycleOn "recycle_on";
}

/// How many of [`KEYS`] are always there; the others are only by name.
pub(super) const FIXED: usize = 39;

impl Key {
    /// Its word.
    pub(super) fn word(self) -> &'static str {
        KEYS[self as usize]
    }
}
