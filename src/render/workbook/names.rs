//! Sheet names that Excel takes: no `[]:*?/\`, at most 31 UTF-16 units, no `'` at
//! either end, unique whatever the case. Takes the wished name, gives one that fits.

/// Longest name, in UTF-16 units.
const LONGEST: usize = 31;

/// The names given so far.
#[derive(Debug, Default)]
pub(super) struct Names {
    taken: Vec<String>,
}

impl Names {
    /// A name as close to the wished one as Excel allows; a second sheet of the
    /// same name is `name (2)`.
    pub(super) fn claim(&mut self, wished: &str) -> String {
        let clean = cleaned(wished);
        let mut name = fitted(&clean, "");
        let mut number = 2;
        while self.taken.contains(&name.to_lowercase()) {
            name = fitted(&clean, &format!(" ({number})"));
            number += 1;
        }
        self.taken.push(name.to_lowercase());
        name
    }
}

/// The name without what Excel refuses.
fn cleaned(wished: &str) -> String {
    let replaced: String = wished
        .chars()
        .map(|char| match char {
            '[' | ']' | ':' | '*' | '?' | '/' | '\\' => '_',
            control if control.is_control() => ' ',
            other => other,
        })
        .collect();
    let trimmed = replaced.trim_matches(|char: char| char == '\'' || char.is_whitespace());
    match trimmed {
        "" => "_".to_owned(),
        // Excel keeps this one for itself.
        name if name.eq_ignore_ascii_case("history") => format!("{name}_"),
        name => name.to_owned(),
    }
}

/// The name with the suffix, cut so that both fit.
fn fitted(name: &str, suffix: &str) -> String {
    let mut room = LONGEST - suffix.len();
    let kept: String = name
        .chars()
        .take_while(|char| {
            let fits = char.len_utf16() <= room;
            room = room.saturating_sub(char.len_utf16());
            fits
        })
        .collect();
    let kept = kept.trim_end_matches(|char: char| char == '\'' || char.is_whitespace());
    format!("{kept}{suffix}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(wished: &[&str], expected: &[&str]) {
        let mut names = Names::default();
        let given: Vec<String> = wished.iter().map(|name| names.claim(name)).collect();
        assert_eq!(given, expected);
    }

    #[test]
    fn what_excel_refuses_is_replaced() {
        check(&["A/B", "[x]:*?\\", "概览"], &["A_B", "_x_____", "概览"]);
        check(
            &["'quoted'", "", "  ", "History"],
            &["quoted", "_", "_ (2)", "History_"],
        );
    }

    #[test]
    fn equal_names_are_numbered_whatever_their_case() {
        check(
            &["Tier A", "tier a", "TIER A"],
            &["Tier A", "tier a (2)", "TIER A (3)"],
        );
    }

    #[test]
    fn long_names_are_cut_and_keep_their_number() {
        let long = "客".repeat(40);
        let first = "客".repeat(31);
        let second = format!("{} (2)", "客".repeat(27));
        check(&[&long, &long], &[&first, &second]);
    }

    #[test]
    fn characters_outside_the_basic_plane_count_twice() {
        let long = "😀".repeat(20);
        check(&[&long], &["😀".repeat(15).as_str()]);
    }
}
