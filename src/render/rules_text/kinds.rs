//! The types with their follow-ups, and the tags, as a rules file writes them.

use crate::lang::propose::tracks::{TrackLine, why};
use crate::lang::propose::types;
use crate::rules::{Anchor, Escalate, Rules, Step, Told, Track, Type, Who, Words};

use super::Page;
use super::value::text;

impl Page<'_> {
    pub(super) fn types(&mut self, rules: &Rules) {
        self.out.push('\n');
        for line in types::order(self.language) {
            self.comment(line);
        }
        let of = self.of;
        for (kind, seen) in rules.types.iter().zip(&of.types) {
            self.out += "\n[[type]]\n";
            let found = types::found(seen, of.seen.customers, self.language);
            self.entry(&format!("id = {}", text(&kind.id)), &found);
            self.words("name", &kind.name, types::name(self.language));
            for (metric, cause) in &seen.missing {
                self.comment(&types::missing(*metric, *cause, self.language));
            }
            for note in &seen.notes {
                self.comment(&types::note(*note, self.language));
            }
            let said = types::when(&kind.id, self.language);
            self.entry(&format!("when = {}", text(&kind.when.text)), said);
            self.tracks(kind, seen.customers);
        }
    }

    fn tracks(&mut self, kind: &Type, customers: u64) {
        for track in &kind.tracks {
            self.out += "[[type.follow_up]]\n";
            self.track(track, customers);
        }
    }

    fn track(&mut self, track: &Track, customers: u64) {
        let who = match track.who {
            Who::Owner => "owner",
            Who::Manager => "manager",
            Who::Auto => "auto",
        };
        let owner = self.of.seen.owner.as_deref();
        let language = self.language;
        let mut line = |entry: String, line: TrackLine| {
            self.entry(&entry, &why(line, track, customers, owner, language));
        };
        line(format!("who = {}", text(who)), TrackLine::Who);
        if let Some(when) = &track.when {
            line(format!("when = {}", text(&when.text)), TrackLine::When);
        }
        if track.urgent {
            line("urgent = true".to_owned(), TrackLine::Urgent);
        }
        if track.anchor != Anchor::LastContact {
            line(
                format!("anchor = {}", text(anchor(&track.anchor))),
                TrackLine::Anchor,
            );
        }
        if !track.steps.is_empty() {
            let steps = track
                .steps
                .iter()
                .map(|step| format!("  {},\n", self::step(step)));
            let steps: String = steps.collect();
            line(format!("steps = [\n{steps}]"), TrackLine::Steps);
        }
        if let Some(every) = track.every {
            line(
                format!("every = {}", text(&every.to_string())),
                TrackLine::Every,
            );
        }
        if let Some((until, then)) = track.until {
            line(
                format!("until = {}", text(&until.to_string())),
                TrackLine::Until,
            );
            line(
                format!("then_every = {}", text(&then.to_string())),
                TrackLine::ThenEvery,
            );
        }
        for (key, words, reason) in [
            ("channels", &track.channels, TrackLine::Channels),
            ("contents", &track.contents, TrackLine::Contents),
        ] {
            if !words.is_empty() {
                let words: Vec<String> = words.iter().map(both).collect();
                line(format!("{key} = [{}]", words.join(", ")), reason);
            }
        }
        if !track.goal.is_empty() {
            line(format!("goal = {}", both(&track.goal)), TrackLine::Goal);
        }
        if !track.escalate.is_empty() {
            let rungs: Vec<String> = track.escalate.iter().map(rung).collect();
            line(
                format!("escalate = [{}]", rungs.join(", ")),
                TrackLine::Escalate,
            );
        }
        if let Some(script) = &track.script {
            line(format!("script = {}", both(script)), TrackLine::Script);
        }
    }

    pub(super) fn tags(&mut self, rules: &Rules) {
        self.out.push('\n');
        self.comment(types::tags(self.language));
        let of = self.of;
        for (tag, seen) in rules.tags.iter().zip(&of.tags) {
            self.out += "\n[[tag]]\n";
            let found = types::tagged(seen, of.seen.customers, self.language);
            self.words("name", &tag.name, &found);
            for (metric, cause) in &seen.missing {
                self.comment(&types::missing(*metric, *cause, self.language));
            }
            let said = types::tag_when(&tag.when.text, self.language);
            self.entry(&format!("when = {}", text(&tag.when.text)), said);
        }
    }

    fn words(&mut self, key: &str, words: &Words, said: &str) {
        self.entry(&format!("{key} = {}", both(words)), said);
    }
}

fn anchor(anchor: &Anchor) -> &str {
    match anchor {
        Anchor::LastContact => "last_contact",
        Anchor::FirstOrder => "first_order",
        Anchor::LastOrder => "last_order",
        Anchor::TypeBegan => "type_began",
        Anchor::ComplaintOrTypeBegan => "complaint or type began",
        Anchor::Date(date) => &date.text,
    }
}

fn rung(rung: &Escalate) -> String {
    let to = match rung.to {
        Told::Manager => "manager",
        Told::RiskList => "risk list",
    };
    format!(
        "{{ after = {}, to = {} }}",
        text(&rung.after.to_string()),
        text(to)
    )
}

fn step(step: &Step) -> String {
    let mut parts = vec![format!("after = {}", text(&step.after.to_string()))];
    for (key, words) in [("channel", &step.channel), ("content", &step.content)] {
        if !words.is_empty() {
            parts.push(format!("{key} = {}", both(words)));
        }
    }
    format!("{{ {} }}", parts.join(", "))
}

/// A word, or one a language where they differ.
fn both(words: &Words) -> String {
    if words.zh == words.en {
        return text(&words.zh);
    }
    format!("{{ zh = {}, en = {} }}", text(&words.zh), text(&words.en))
}
