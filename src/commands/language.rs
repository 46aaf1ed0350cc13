//! Which language a run speaks.
//!
//! In this order: `--lang`, the rules file, `LC_ALL`, `LC_MESSAGES`, `LANG`, the
//! system's own setting; English if none of them says Chinese.

use std::env;

use tierbook::lang::Language;
use tierbook::rules::Rules;

use crate::cli::Lang;

/// The language of messages and outputs once the rules are known.
#[cfg_attr(
    not(test),
    expect(dead_code, reason = "the commands that need rules use it")
)]
pub(crate) fn of_the_run(asked: Lang, rules: &Rules) -> Language {
    match asked {
        Lang::Zh => Language::Zh,
        Lang::En => Language::En,
        Lang::Auto => rules.book.language.unwrap_or_else(of_the_system),
    }
}

/// The language of the system.
pub(crate) fn of_the_system() -> Language {
    let said = ["LC_ALL", "LC_MESSAGES", "LANG"]
        .into_iter()
        .filter_map(|name| env::var(name).ok())
        .find(|value| !value.is_empty());
    // Windows and macOS keep the language elsewhere than in these variables.
    of_locale(&said.or_else(sys_locale::get_locale).unwrap_or_default())
}

/// The language of a locale's name: `zh_CN.UTF-8`, `zh-Hans`, `en_GB`, `C`.
fn of_locale(name: &str) -> Language {
    let primary = name.split(['_', '-', '.', '@']).next().unwrap_or_default();
    if primary.eq_ignore_ascii_case("zh") {
        Language::Zh
    } else {
        Language::En
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chinese_locales_of_every_spelling_are_chinese() {
        for name in ["zh_CN.UTF-8", "zh-Hans-CN", "zh", "ZH_tw", "zh.GB18030"] {
            assert_eq!(of_locale(name), Language::Zh, "{name}");
        }
    }

    #[test]
    fn everything_else_is_english() {
        for name in ["C", "C.UTF-8", "POSIX", "en_US.UTF-8", "de_DE", "zhx", ""] {
            assert_eq!(of_locale(name), Language::En, "{name}");
        }
    }

    #[test]
    fn the_command_line_wins_over_the_rules() {
        let mut rules = Rules::built_in();
        rules.book.language = Some(Language::Zh);
        assert_eq!(of_the_run(Lang::En, &rules), Language::En);
        assert_eq!(of_the_run(Lang::Auto, &rules), Language::Zh);
    }
}
