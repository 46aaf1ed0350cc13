//! The ledger: every row read is used, excluded, layout, or set aside, and the
//! readable amounts of each currency add up the same way, exactly.

use crate::money::{Money, Total};
use crate::problem::SheetId;

/// What became of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Fate {
    /// It counts.
    Used,
    /// It is left out by a status word or by the as-of day.
    Excluded,
    /// It is damaged and waits for somebody.
    SetAside,
}

/// Amounts of one currency, by what became of their rows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Amounts {
    /// All that could be read, summed before anything was decided.
    pub read: Total,
    /// Of rows used.
    pub used: Total,
    /// Of rows excluded.
    pub excluded: Total,
    /// Of rows set aside.
    pub set_aside: Total,
}

/// The account of one table.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Account {
    /// Rows of the table, counted when it was split.
    pub read: u64,
    /// Rows that count.
    pub used: u64,
    /// Rows left out.
    pub excluded: u64,
    /// Titles, headers, totals, notes, blank rows.
    pub layout: u64,
    /// Damaged rows.
    pub set_aside: u64,
    /// Rows that are not layout and whose amount cannot be read.
    pub unreadable_amounts: u64,
    /// Amounts by currency as written, in alphabetical order.
    pub amounts: Vec<(String, Amounts)>,
}

/// The account of a table with its place in the run's list of sheets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Which sheet.
    pub sheet: SheetId,
    /// Its account.
    pub account: Account,
}

/// An account that does not add up: a bug of ours, which stops the run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Imbalance {
    /// Which sheet.
    pub sheet: SheetId,
    /// The account.
    pub account: Account,
}

impl Account {
    /// Counts a row that is not layout.
    pub fn row(&mut self, fate: Fate) {
        match fate {
            Fate::Used => self.used += 1,
            Fate::Excluded => self.excluded += 1,
            Fate::SetAside => self.set_aside += 1,
        }
    }

    /// The amounts of a currency, which come into being when first asked for.
    pub fn currency(&mut self, currency: &str) -> &mut Amounts {
        let at = match self
            .amounts
            .binary_search_by(|(known, _)| known.as_str().cmp(currency))
        {
            Ok(at) => at,
            Err(at) => {
                self.amounts
                    .insert(at, (currency.to_owned(), Amounts::default()));
                at
            }
        };
        &mut self.amounts[at].1
    }

    /// Adds the account of another part of the same table.
    pub fn merge(&mut self, other: &Self) {
        self.read += other.read;
        self.used += other.used;
        self.excluded += other.excluded;
        self.layout += other.layout;
        self.set_aside += other.set_aside;
        self.unreadable_amounts += other.unreadable_amounts;
        for (currency, amounts) in &other.amounts {
            let mine = self.currency(currency);
            mine.read += amounts.read;
            mine.used += amounts.used;
            mine.excluded += amounts.excluded;
            mine.set_aside += amounts.set_aside;
        }
    }

    /// Whether rows and amounts add up.
    pub fn balances(&self) -> bool {
        let rows = self.used + self.excluded + self.layout + self.set_aside;
        rows == self.read
            && self
                .amounts
                .iter()
                .all(|(_, sum)| sum.read == sum.used + sum.excluded + sum.set_aside)
    }
}

impl Amounts {
    /// Counts a readable amount under what became of its row.
    #[inline]
    pub fn settle(&mut self, amount: Money, fate: Fate) {
        match fate {
            Fate::Used => self.used += amount,
            Fate::Excluded => self.excluded += amount,
            Fate::SetAside => self.set_aside += amount,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_account_balances_only_when_every_row_and_amount_is_somewhere() {
        let mut account = Account {
            read: 3,
            layout: 1,
            ..Account::default()
        };
        account.row(Fate::Used);
        assert!(!account.balances(), "a row is missing");
        account.row(Fate::SetAside);
        assert!(account.balances());
        account.currency("CNY").read += Money::whole(5);
        assert!(!account.balances(), "an amount is missing");
        account
            .currency("CNY")
            .settle(Money::whole(5), Fate::SetAside);
        assert!(account.balances());
    }

    #[test]
    fn accounts_of_two_parts_add_up_per_currency() {
        let mut account = Account::default();
        account.currency("USD").settle(Money::whole(1), Fate::Used);
        let mut other = Account::default();
        other.currency("CNY").settle(Money::whole(2), Fate::Used);
        other.currency("USD").settle(Money::whole(3), Fate::Used);
        account.merge(&other);
        let used: Vec<_> = account
            .amounts
            .iter()
            .map(|(name, sum)| (name.as_str(), sum.used))
            .collect();
        assert_eq!(
            used,
            [
                ("CNY", Money::whole(2).into()),
                ("USD", Money::whole(4).into())
            ]
        );
    }
}
