//! Exports of known systems, as data in the form in which users write columns.
//!
//! Takes the words of a header, gives the system whose signature they hold. Its columns
//! go before the built-in words, and behind what the rules file says.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use serde::Deserialize;

use crate::names::header::{OwnWords, fold};
use crate::names::{Field, Role};

/// The data.
pub const SYSTEMS: &str = include_str!("systems.toml");

/// How well the headers of a system are known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Confidence {
    /// By its own source code or documentation.
    Vendor,
    /// Seen whole in a public program that reads its exports.
    Observed,
    /// Seen in part.
    Partial,
}

/// An export of a known system.
#[derive(Debug, PartialEq, Eq)]
pub struct System {
    /// Its Chinese name.
    pub zh: String,
    /// Its English name.
    pub en: String,
    /// How well its headers are known.
    pub confidence: Confidence,
    /// What its rows are.
    pub role: Role,
    /// The header words by which it is known, folded.
    signature: Vec<String>,
    /// Its header words per field.
    pub columns: Vec<(Field, Vec<String>)>,
    /// Whether order cells are known to stand on the first line of an order only.
    pub lines: Option<LinesKnown>,
}

/// What is known of the lines of a system's orders.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LinesKnown {
    /// Order cells stand on the first line; the lines below leave them blank.
    Below,
}

/// The file as it is written.
#[derive(Deserialize)]
struct Written {
    system: Vec<WrittenSystem>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenSystem {
    zh: String,
    en: String,
    confidence: Confidence,
    signature: Vec<String>,
    lines: Option<LinesKnown>,
    columns: toml::Table,
}

/// Every system, in the order of the file.
pub fn systems() -> &'static [System] {
    static ALL: LazyLock<Vec<System>> = LazyLock::new(|| {
        let written: Written = toml::from_str(SYSTEMS).expect("a test reads the file");
        written.system.into_iter().map(System::of).collect()
    });
    &ALL
}

/// Makes the words ready by which headers are known, which else whoever needs them first does.
pub fn prepare() {
    LazyLock::force(&super::header::FOLDED);
    systems();
}

/// The first system whose signature a header holds.
pub fn recognise<'h>(words: impl Iterator<Item = &'h str>) -> Option<&'static System> {
    let words: BTreeSet<String> = words.map(fold).collect();
    systems()
        .iter()
        .find(|system| system.signature.iter().all(|word| words.contains(word)))
}

impl System {
    fn of(written: WrittenSystem) -> Self {
        let columns: Vec<(Field, Vec<String>)> = written
            .columns
            .into_iter()
            .map(|(key, words)| {
                let field = Field::named(&key).expect("a test reads the fields");
                (field, words.try_into().expect("a list of words"))
            })
            .collect();
        Self {
            zh: written.zh,
            en: written.en,
            confidence: written.confidence,
            role: columns[0].0.role(),
            signature: written.signature.iter().map(|word| fold(word)).collect(),
            columns,
            lines: written.lines,
        }
    }

    /// The words of the rules file, and behind them those of the system.
    pub fn words(&self, own: &OwnWords) -> Vec<(Field, Vec<String>)> {
        own.iter().chain(&self.columns).cloned().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::names::header::bind;

    #[test]
    fn every_system_is_of_one_role_and_finds_its_own_columns() {
        for system in systems() {
            let roles = system.columns.iter().map(|(field, _)| field.role());
            assert!(
                roles.into_iter().all(|role| role == system.role),
                "{}",
                system.en
            );
            let headers: Vec<String> = system
                .columns
                .iter()
                .map(|(_, words)| words[0].clone())
                .collect();
            let binding = bind(&headers, system.role, &system.words(&[]));
            for (column, (field, _)) in system.columns.iter().enumerate() {
                assert_eq!(
                    binding.column(*field),
                    Some(column),
                    "{field} of {}",
                    system.en
                );
            }
        }
    }

    #[test]
    fn no_header_of_one_system_is_taken_for_another() {
        for system in systems() {
            let written = system.signature.iter().map(String::as_str);
            let found = recognise(written).map(|found| found.en.as_str());
            assert_eq!(found, Some(system.en.as_str()));
        }
        assert_eq!(recognise(["客户名称", "跟进状态"].into_iter()), None);
    }

    #[test]
    fn the_manual_names_every_system_and_how_well_it_is_known() {
        let manual = include_str!("../../docs/systems.md");
        for system in systems() {
            let known = match system.confidence {
                Confidence::Vendor => "vendor",
                Confidence::Observed => "observed",
                Confidence::Partial => "partial",
            };
            let line = format!(
                "| {} · {} | {} | {known} |",
                system.en,
                system.zh,
                system.role.key()
            );
            assert!(manual.contains(&line), "{line}");
        }
    }

    #[test]
    fn the_rules_file_goes_first() {
        let system = recognise(["Order #", "Customer type", "Net Sales"].into_iter());
        let system = system.expect("WooCommerce");
        let own = [(Field::OrderAmount, vec!["Gross".to_owned()])];
        let headers = ["Order #", "Date", "Customer", "Net Sales", "Gross"].map(str::to_owned);
        let binding = bind(&headers, Role::Orders, &system.words(&own));
        assert_eq!(binding.column(Field::OrderAmount), Some(4));
        assert_eq!(binding.column(Field::OrderCustomerName), Some(2));
    }
}
