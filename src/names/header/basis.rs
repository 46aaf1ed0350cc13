//! On what basis a column tells amounts: with tax or without it, in the book's currency or in
//! that of the paper. Takes a folded header, gives the word for the amount and its basis.

/// What is said of an amount beside its word; smaller is taken first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub(super) struct Basis {
    /// It is in the currency of the paper, which another column names: 原币.
    pub foreign: bool,
    /// Tax comes on top of it.
    pub untaxed: bool,
    /// It is in the book's own currency, whatever another column names: 本位币.
    pub own_currency: bool,
}

const WHOLE: Basis = Basis {
    foreign: false,
    untaxed: false,
    own_currency: false,
};
const UNTAXED: Basis = Basis {
    untaxed: true,
    ..WHOLE
};
const OWN: Basis = Basis {
    own_currency: true,
    ..WHOLE
};
const FOREIGN: Basis = Basis {
    foreign: true,
    ..WHOLE
};

/// Words in front of the amount or behind it; 不含税 before 含税, with which it ends.
const AROUND: &[(&str, Basis)] = &[
    ("不含税", UNTAXED),
    ("不含稅", UNTAXED),
    ("未税", UNTAXED),
    ("未稅", UNTAXED),
    ("无税", UNTAXED),
    ("税前", UNTAXED),
    ("含税", WHOLE),
    ("含稅", WHOLE),
    ("税后", WHOLE),
    ("记账本位币", OWN),
    ("本位币", OWN),
    ("本币", OWN),
    ("本幣", OWN),
    ("原币", FOREIGN),
    ("原幣", FOREIGN),
    ("外币", FOREIGN),
];

/// Words behind the amount, folded.
const BEHIND: &[(&str, Basis)] = &[
    ("localcurrency", OWN),
    ("basecurrency", OWN),
    ("homecurrency", OWN),
    ("originalcurrency", FOREIGN),
    ("foreigncurrency", FOREIGN),
    ("beforetax", UNTAXED),
    ("pretax", UNTAXED),
];

/// Words for taxes, behind which or before which stands whether they are within.
const TAXES: &[&str] = &["vat", "tax", "gst"];
const WITH: &[&str] = &["including", "included", "inclusive", "incl", "inc", "with"];
const WITHOUT: &[&str] = &[
    "excluding",
    "excluded",
    "exclusive",
    "excl",
    "without",
    "netof",
    "ex",
];

/// The word for an amount and its basis; `None` where nothing is said of that.
pub(super) fn based(header: &str) -> Option<(&str, Basis)> {
    let (mut word, mut basis) = (header, None);
    while let Some((rest, said)) = without_one(word) {
        let before: Basis = basis.unwrap_or_default();
        word = rest;
        basis = Some(Basis {
            foreign: before.foreign || said.foreign,
            untaxed: before.untaxed || said.untaxed,
            own_currency: before.own_currency || said.own_currency,
        });
    }
    basis.map(|basis| (word, basis))
}

fn without_one(word: &str) -> Option<(&str, Basis)> {
    let around = AROUND.iter().find_map(|(said, basis)| {
        let rest = word.strip_prefix(said).or_else(|| word.strip_suffix(said));
        Some((rest?, *basis))
    });
    let behind = || {
        let mut said = BEHIND.iter();
        said.find_map(|(said, basis)| Some((word.strip_suffix(said)?, *basis)))
    };
    let found = around.or_else(behind).or_else(|| taxed(word));
    found.filter(|(rest, _)| !rest.is_empty())
}

/// A word without `incl VAT`, `tax excluded` and the like behind it.
fn taxed(word: &str) -> Option<(&str, Basis)> {
    let either = |text: &'_ str| {
        let ends = |words: &[&str]| {
            words
                .iter()
                .find_map(|said| Some(text.strip_suffix(said)?.len()))
        };
        // `exclusive` ends with none of the words for with.
        let without = ends(WITHOUT).map(|len| (len, UNTAXED));
        without.or_else(|| ends(WITH).map(|len| (len, WHOLE)))
    };
    let tax = |text: &str| {
        TAXES
            .iter()
            .find_map(|tax| Some(text.strip_suffix(tax)?.len()))
    };
    let of_last = tax(word).and_then(|len| either(&word[..len]));
    let found = of_last.or_else(|| {
        let (len, basis) = either(word)?;
        Some((tax(&word[..len])?, basis))
    });
    found.map(|(len, basis)| (&word[..len], basis))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_said_of_tax_and_currency_is_parted_from_the_word() {
        let both = Basis {
            own_currency: true,
            ..UNTAXED
        };
        for (header, expected) in [
            ("金额含税", Some(("金额", WHOLE))),
            ("销售金额不含税", Some(("销售金额", UNTAXED))),
            ("不含税金额", Some(("金额", UNTAXED))),
            ("未税金额", Some(("金额", UNTAXED))),
            ("本币金额", Some(("金额", OWN))),
            ("金额本位币", Some(("金额", OWN))),
            ("本币不含税金额", Some(("金额", both))),
            ("原币金额", Some(("金额", FOREIGN))),
            ("amountinclvat", Some(("amount", WHOLE))),
            ("amountexcltax", Some(("amount", UNTAXED))),
            ("totaltaxincluded", Some(("total", WHOLE))),
            ("totalvatexcluded", Some(("total", UNTAXED))),
            ("amountlocalcurrency", Some(("amount", OWN))),
            ("金额", None),
            ("含税", None),
            ("税额", None),
            ("tax", None),
            ("amountwithdiscount", None),
        ] {
            assert_eq!(based(header), expected, "{header}");
        }
    }
}
