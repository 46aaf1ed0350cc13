//! The words of every field, folded, and how strongly a header claims one. Takes folded
//! headers, gives claims.

use std::sync::LazyLock;

use foldhash::HashSet;

use crate::names::Field;
use crate::names::synonyms::SYNONYMS;

use super::basis::{Basis, based};
use super::{OwnWords, fold};

/// How strongly a column claims a field; smaller is stronger.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Claim {
    /// Place among the own words, one of which it is to the letter.
    Letter(usize),
    /// Place among the own words.
    Own(usize),
    /// Place among the built-in words.
    Word(usize),
    /// The basis of an amount, and the place of its word among the built-in ones.
    Based(Basis, usize),
    /// Place among the words for want of better.
    Weak(usize),
}

/// The words of a field, folded.
pub(super) struct Folded {
    pub(super) field: Field,
    /// The own words as they are written: two headers may differ by a unit alone.
    letters: Vec<String>,
    own: Vec<String>,
    words: &'static [String],
    weak: &'static [String],
}

/// The built-in words of [`SYNONYMS`], folded once: words, then weak ones.
pub(in crate::names) static FOLDED: LazyLock<Vec<[Vec<String>; 2]>> = LazyLock::new(|| {
    let fold_all = |words: &[&str]| words.iter().map(|word| fold(word)).collect();
    let lists = SYNONYMS
        .iter()
        .map(|synonyms| [fold_all(synonyms.words), fold_all(synonyms.weak)]);
    lists.collect()
});

/// Fields whose amounts may be told with tax or without, and in two currencies.
const MONEY: &[Field] = &[
    Field::OrderAmount,
    Field::OrderPrice,
    Field::OrderCost,
    Field::OrderProfit,
    Field::OrderRefund,
];

/// Whether a folded header says that its amounts are in the book's currency.
pub(super) fn is_in_own_currency(header: &str) -> bool {
    based(header).is_some_and(|(_, basis)| basis.own_currency)
}

/// Whether a folded header is a word for an amount with its basis.
fn is_based(header: &str) -> bool {
    let lists = || SYNONYMS.iter().zip(FOLDED.iter());
    based(header).is_some_and(|(word, _)| {
        let mut lists = lists().filter(|(synonyms, _)| MONEY.contains(&synonyms.field));
        lists.any(|(_, [words, _])| words.iter().any(|known| known == word))
    })
}

/// Whether two headers may name one field.
pub(crate) fn are_of_one_field(one: &str, other: &str) -> bool {
    let (one, other) = (fold(one), fold(other));
    FOLDED.iter().any(|lists| {
        let has = |word: &String| lists.iter().any(|words| words.contains(word));
        has(&one) && has(&other)
    })
}

/// Each field's synonyms with its folded words.
pub(super) fn folded(
    own: &OwnWords,
    wanted: impl Fn(Field) -> bool,
) -> impl Iterator<Item = Folded> {
    let lists = SYNONYMS.iter().zip(FOLDED.iter());
    let lists = lists.filter(move |(synonyms, _)| wanted(synonyms.field));
    lists.map(|(synonyms, words)| Folded::new(synonyms.field, words, own))
}

impl Folded {
    fn new(field: Field, [words, weak]: &'static [Vec<String>; 2], own: &OwnWords) -> Self {
        let mine = own.iter().filter(|(of, _)| *of == field);
        let mine: Vec<&String> = mine.flat_map(|(_, words)| words).collect();
        Self {
            field,
            letters: mine.iter().map(|word| word.trim().to_owned()).collect(),
            own: mine.iter().map(|word| fold(word)).collect(),
            words,
            weak,
        }
    }

    /// What a header claims, folded and as it is written.
    pub(super) fn claim(&self, header: &str, letters: &str) -> Option<Claim> {
        let place = |words: &[String]| words.iter().position(|word| word == header);
        let letter = self.letters.iter().position(|word| word == letters.trim());
        letter
            .map(Claim::Letter)
            .or_else(|| place(&self.own).map(Claim::Own))
            .or_else(|| place(self.words).map(Claim::Word))
            .or_else(|| {
                // Few fields are of money, and the words around an amount are many.
                let (word, basis) = MONEY.contains(&self.field).then(|| based(header))??;
                let place = self.words.iter().position(|known| known == word);
                Some(Claim::Based(basis, place?))
            })
            .or_else(|| place(self.weak).map(Claim::Weak))
    }

    /// The length of the longest word that the header ends with.
    pub(super) fn ending(&self, header: &str) -> Option<usize> {
        let long = |word: &&String| word.chars().count() >= if word.is_ascii() { 8 } else { 3 };
        let words = self.words.iter().filter(long);
        words
            .filter(|word| header.ends_with(word.as_str()))
            .map(String::len)
            .max()
    }
}

/// Every header word of every role, folded, and the own ones.
pub(crate) struct KnownWords(HashSet<String>);

impl KnownWords {
    /// The built-in words and these.
    pub(crate) fn with(own: &OwnWords) -> Self {
        let own = own.iter().flat_map(|(_, words)| words);
        Self(own.map(|word| fold(word)).collect())
    }

    /// Whether a folded word is one of them.
    pub(crate) fn contains(&self, folded: &str) -> bool {
        static BUILT_IN: LazyLock<HashSet<&str>> = LazyLock::new(|| {
            let words = FOLDED.iter().flatten().flatten();
            words.map(String::as_str).collect()
        });
        BUILT_IN.contains(folded) || self.0.contains(folded) || is_based(folded)
    }
}
