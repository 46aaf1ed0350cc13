//! Writes a proposal as the text of a rules file. Takes the proposal, gives TOML that
//! decodes to the proposed rules, each line with its reason beside or above it.

mod kinds;
mod value;

use crate::lang::Language;
use crate::lang::propose::orders::{rate, unknown_states, unknown_states_help};
use crate::lang::propose::{Line, head, header_word, no_header_words, why};
use crate::propose::Proposal;
use crate::propose::seen::CurrencyWhy;
use crate::render::measure::{text_width, wrap};
use crate::rules::{
    CountBy, DateOrder, Keep, RfmMethod, Rules, SegmentMap, Severe, Shift, Split, TierCut, Workdays,
};

use value::{amounts, list, percents, share, text};

/// A line and the reason beside it are no wider than this; else the reason stands above.
const WIDTH: usize = 110;

/// The text of the rules file, in the language of the proposal's rules.
pub fn rules_text(of: &Proposal) -> String {
    let rules = &of.draft.rules;
    let language = rules.book.language.unwrap_or(Language::En);
    let mut page = Page {
        out: String::new(),
        of,
        language,
    };
    for line in head(of, language) {
        page.comment(&line);
    }
    page.book(rules);
    page.input(rules);
    page.orders(rules);
    page.tier(rules);
    page.rfm(rules);
    page.report(rules);
    page.types(rules);
    page.tags(rules);
    page.calendar(rules);
    page.out
}

/// The page as it grows.
struct Page<'a> {
    out: String,
    of: &'a Proposal,
    language: Language,
}

impl Page<'_> {
    fn section(&mut self, name: &str) {
        self.out += "\n[";
        self.out += name;
        self.out += "]\n";
    }

    /// A comment on lines of its own.
    fn comment(&mut self, said: &str) {
        for line in wrap(&tame(said), WIDTH - 2) {
            self.out += "# ";
            self.out += line.trim_end();
            self.out.push('\n');
        }
    }

    /// A line with its reason: beside it if both fit, else above.
    fn entry(&mut self, entry: &str, said: &str) {
        let said = tame(said);
        let last = entry.lines().last().unwrap_or_default();
        if said.is_empty() {
            self.out += entry;
        } else if text_width(last) + text_width(&said) + 4 <= WIDTH && !entry.contains('\n') {
            self.out += entry;
            self.out += "  # ";
            self.out += &said;
        } else {
            self.comment(&said);
            self.out += entry;
        }
        self.out.push('\n');
    }

    fn line(&mut self, key: &str, value: &str, line: Line) {
        let said = why(line, self.of, self.language);
        self.entry(&format!("{key} = {value}"), &said);
    }

    /// The same as a comment: to be taken up by hand.
    fn spare(&mut self, entry: &str, said: &str) {
        self.entry(&format!("# {entry}"), said);
    }

    fn book(&mut self, rules: &Rules) {
        self.section("book");
        let language = self.language.pick("zh", "en");
        self.line("language", &text(language), Line::Language);
        self.line("currency", &text(&rules.book.currency), Line::Currency);
    }

    fn input(&mut self, rules: &Rules) {
        let input = &rules.input;
        self.section("input");
        self.line("files", &list(&input.files), Line::Files);
        let order = match input.date_order {
            DateOrder::Auto => "auto",
            DateOrder::YearMonthDay => "ymd",
            DateOrder::DayMonthYear => "dmy",
            DateOrder::MonthDayYear => "mdy",
        };
        self.line("date_order", &text(order), Line::DateOrder);
        if self.of.seen.dotted.is_some() {
            self.line("decimal", &text("auto"), Line::Decimal);
        }
        self.line(
            "max_set_aside",
            &text(&share(input.max_set_aside)),
            Line::MaxSetAside,
        );
        self.line(
            "stale_after",
            &text(&input.stale_after.to_string()),
            Line::StaleAfter,
        );
        let stale = match input.stale {
            Severe::Say => "say",
            Severe::Refuse => "refuse",
        };
        self.line("stale", &text(stale), Line::Stale);
        self.section("input.columns");
        if input.columns.is_empty() {
            self.comment(no_header_words(self.language));
        }
        for (field, headers) in &input.columns {
            let of_field = self
                .of
                .draft
                .words
                .iter()
                .filter(|word| word.field == *field);
            let said: Vec<String> = of_field
                .map(|word| header_word(word, self.language))
                .collect();
            let said = said.join(self.language.pick("；", "; "));
            self.entry(&format!("{} = {}", text(field.key()), list(headers)), &said);
        }
        self.section("output");
        let path = rules.output.path.as_deref().unwrap_or_default();
        self.line("path", &text(path), Line::Output);
    }

    fn orders(&mut self, rules: &Rules) {
        let orders = &rules.orders;
        self.section("orders");
        let count = match orders.count {
            CountBy::Order => "order",
            CountBy::Day => "day",
            CountBy::Row => "row",
        };
        self.line("count", &text(count), Line::Count);
        if let Some(said) = unknown_states(&self.of.seen, self.language) {
            let words = self.of.seen.likely_states();
            let words: Vec<String> = words.iter().map(|status| status.word.clone()).collect();
            let said = unknown_states_help(&said, self.language);
            self.spare(&format!("excluded = {}", list(&words)), &said);
        }
        self.line("excluded", &list(&orders.excluded), Line::Excluded);
        self.line("refunded", &list(&orders.refunded), Line::Refunded);
        let keep = |keep: Keep| match keep {
            Keep::Keep => "keep",
            Keep::Exclude => "exclude",
        };
        self.line("unpaid", &text(keep(orders.unpaid)), Line::Unpaid);
        self.line(
            "duplicates",
            &text(keep(orders.duplicates)),
            Line::Duplicates,
        );
        if let CurrencyWhy::Several(codes) = &self.of.draft.currency {
            self.section("rates");
            let book = &rules.book.currency;
            for code in codes.iter().filter(|code| *code != book) {
                self.spare(
                    &format!("{} = 1.00", value::key(code)),
                    &rate(code, book, self.language),
                );
            }
        }
    }

    fn tier(&mut self, rules: &Rules) {
        let tier = &rules.tier;
        self.section("tier");
        self.line("measure", &text(&tier.measure.text), Line::Measure);
        self.line("classes", &list(&tier.classes), Line::Classes);
        let (key, value) = match &tier.cut {
            TierCut::Share(shares) => ("share", percents(shares)),
            TierCut::Top(shares) => ("top", percents(shares)),
            TierCut::AtLeast(values) => ("at_least", amounts(values, self.language)),
            TierCut::MoreThan(values) => ("more_than", amounts(values, self.language)),
        };
        self.line(key, &value, Line::Cut);
        let other = match (&tier.cut, &self.of.draft.tiers.amounts) {
            (TierCut::Share(_), Some((least, _))) => {
                Some(format!("at_least = {}", amounts(least, self.language)))
            }
            (TierCut::Share(_), None) => None,
            _ => Some("share = [\"80%\", \"95%\"]".to_owned()),
        };
        if let Some(other) = other {
            let said = why(Line::OtherCut, self.of, self.language);
            self.spare(&other, &said);
        }
        let keep = tier
            .keep_for
            .map_or("0d".to_owned(), |span| span.to_string());
        self.line("keep_for", &text(&keep), Line::KeepFor);
    }

    fn rfm(&mut self, rules: &Rules) {
        let rfm = &rules.rfm;
        self.section("rfm");
        let method = match rfm.method {
            RfmMethod::Quantile => "quantile",
            RfmMethod::Nested => "nested",
            RfmMethod::RPackage => "r-package",
            RfmMethod::Fixed { .. } => "fixed",
        };
        self.line("method", &text(method), Line::Method);
        self.line("bins", &rfm.bins.to_string(), Line::Bins);
        let window = rfm.window.map_or("all".to_owned(), |span| span.to_string());
        self.line("window", &text(&window), Line::Window);
        let segments = match rfm.segments {
            SegmentMap::Chinese8(_) => "chinese8",
            SegmentMap::RPackage => "r-package",
            SegmentMap::Eleven | SegmentMap::Own(_) => "eleven",
        };
        self.line("segments", &text(segments), Line::Segments);
        if let SegmentMap::Chinese8(split) = rfm.segments {
            let split = match split {
                Split::Mean => "mean",
                Split::Median => "median",
                Split::Score => "score",
            };
            self.line("split", &text(split), Line::Split);
        }
        self.section("history");
        self.line(
            "every",
            &text(&rules.history.every.to_string()),
            Line::Every,
        );
        self.line("depth", &rules.history.depth.to_string(), Line::Depth);
    }

    fn report(&mut self, rules: &Rules) {
        self.section("report");
        self.line("by", &list(&rules.report.by), Line::By);
    }

    fn calendar(&mut self, rules: &Rules) {
        let calendar = &rules.calendar;
        self.section("calendar");
        let workdays = match calendar.workdays {
            Workdays::China => "CN",
            Workdays::Weekdays => "weekdays",
            Workdays::All => "all",
        };
        self.line("workdays", &text(workdays), Line::Workdays);
        let shift = match calendar.shift {
            Shift::Next => "next",
            Shift::Previous => "previous",
            Shift::Stay => "none",
        };
        self.line("shift", &text(shift), Line::Shift);
        self.line(
            "horizon",
            &text(&format!("{}d", calendar.horizon)),
            Line::Horizon,
        );
    }
}

/// A comment ends with its line and holds no control characters.
fn tame(said: &str) -> String {
    said.chars()
        .map(|char| if char.is_control() { ' ' } else { char })
        .collect()
}

#[cfg(test)]
mod tests;
