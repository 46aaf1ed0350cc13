//! A strict reader of calendars by RFC 5545, for what tierbook writes: it refuses
//! whatever the grammar or the rules of components do not allow.

use tierbook::period::Day;

/// One component with its properties and those inside it.
#[derive(Debug, Default)]
pub(crate) struct Component {
    pub(crate) name: String,
    properties: Vec<Property>,
    pub(crate) inside: Vec<Component>,
}

#[derive(Debug)]
struct Property {
    name: String,
    parameters: Vec<(String, String)>,
    value: String,
}

/// Properties that stand exactly once, then those that stand at most once.
type Counts = (&'static [&'static str], &'static [&'static str]);

const CALENDAR: Counts = (
    &["PRODID", "VERSION"],
    &[
        "CALSCALE",
        "METHOD",
        "X-WR-CALNAME",
        "X-TIERBOOK-AS-OF",
        "X-TIERBOOK-VERSION",
        "X-TIERBOOK-RULES",
    ],
);
const EVENT: Counts = (
    &["DTSTAMP", "UID", "DTSTART"],
    &["DTEND", "SEQUENCE", "SUMMARY", "DESCRIPTION", "TRANSP"],
);
const ALARM: Counts = (&["ACTION", "DESCRIPTION", "TRIGGER"], &[]);
const ZONE: Counts = (&["TZID"], &[]);
const STANDARD: Counts = (&["DTSTART", "TZOFFSETFROM", "TZOFFSETTO"], &[]);

/// Reads a calendar; the only one of its file.
pub(crate) fn read(bytes: &[u8]) -> Result<Component, String> {
    let lines = unfolded(bytes)?;
    let mut open: Vec<Component> = Vec::new();
    let mut whole = None;
    for line in &lines {
        let property = property(line)?;
        match property.name.as_str() {
            _ if whole.is_some() => return Err(format!("{line:?} stands behind the end")),
            "BEGIN" => open.push(Component {
                name: property.value,
                ..Component::default()
            }),
            "END" => {
                let done = open.pop().ok_or("END without BEGIN")?;
                if done.name != property.value {
                    return Err(format!("{} ends as {}", done.name, property.value));
                }
                check(&done)?;
                match open.last_mut() {
                    Some(outer) => outer.inside.push(done),
                    None => whole = Some(done),
                }
            }
            _ => {
                let inside = open.last_mut().ok_or("a property outside of everything")?;
                inside.properties.push(property);
            }
        }
    }
    let whole = whole.ok_or("nothing is closed")?;
    (whole.name == "VCALENDAR")
        .then_some(())
        .ok_or("no VCALENDAR")?;
    (!whole.inside.is_empty())
        .then_some(())
        .ok_or("no component inside")?;
    let mut uids: Vec<String> = whole.events().map(|event| event.text("UID")).collect();
    let all = uids.len();
    uids.sort();
    uids.dedup();
    (uids.len() == all)
        .then_some(())
        .ok_or("a UID stands twice")?;
    Ok(whole)
}

impl Component {
    /// The events of a calendar.
    pub(crate) fn events(&self) -> impl Iterator<Item = &Component> {
        self.inside.iter().filter(|one| one.name == "VEVENT")
    }

    /// A property's value as it stands there; empty without one.
    pub(crate) fn raw(&self, name: &str) -> &str {
        self.find(name).map_or("", |property| &property.value)
    }

    /// A property's value without its escapes.
    pub(crate) fn text(&self, name: &str) -> String {
        let mut text = String::new();
        let mut chars = self.raw(name).chars();
        while let Some(char) = chars.next() {
            match char {
                '\\' => match chars.next() {
                    Some('n' | 'N') => text.push('\n'),
                    Some(escaped) => text.push(escaped),
                    None => {}
                },
                char => text.push(char),
            }
        }
        text
    }

    fn find(&self, name: &str) -> Option<&Property> {
        self.properties
            .iter()
            .find(|property| property.name == name)
    }
}

/// Lines without their folds. Every line ends with CR LF, has at most 75 octets and
/// whole characters.
fn unfolded(bytes: &[u8]) -> Result<Vec<String>, String> {
    let body = bytes
        .strip_suffix(b"\r\n")
        .ok_or("the last line has no end")?;
    let mut lines: Vec<String> = Vec::new();
    let mut rest = body;
    loop {
        let end = rest.windows(2).position(|pair| pair == b"\r\n");
        let line = &rest[..end.unwrap_or(rest.len())];
        if line.len() > 75 {
            return Err(format!("a line of {} octets", line.len()));
        }
        if line.iter().any(|byte| matches!(byte, b'\r' | b'\n')) {
            return Err("a line end that is not CR LF".to_owned());
        }
        let text = std::str::from_utf8(line).map_err(|_| "a fold cuts a character")?;
        match (text.strip_prefix([' ', '\t']), lines.last_mut()) {
            (Some(more), Some(before)) => before.push_str(more),
            (Some(_), None) => return Err("the first line is a continuation".to_owned()),
            (None, _) if text.is_empty() => return Err("an empty line".to_owned()),
            (None, _) => lines.push(text.to_owned()),
        }
        match end {
            Some(end) => rest = &rest[end + 2..],
            None => return Ok(lines),
        }
    }
}

/// `name *(";" parameter) ":" value`
fn property(line: &str) -> Result<Property, String> {
    let wrong = |what: &str| format!("{what}: {line:?}");
    let (head, value) = line.split_once(':').ok_or_else(|| wrong("no colon"))?;
    let mut parts = head.split(';');
    let name = parts.next().unwrap_or_default();
    if !is_token(name) {
        return Err(wrong("no name"));
    }
    let mut parameters = Vec::new();
    for part in parts {
        let (key, word) = part.split_once('=').ok_or_else(|| wrong("a parameter"))?;
        if !is_token(key) || word.is_empty() || word.contains(['"', ',']) {
            return Err(wrong("a parameter"));
        }
        parameters.push((key.to_owned(), word.to_owned()));
    }
    if value
        .chars()
        .any(|char| char.is_ascii_control() && char != '\t')
    {
        return Err(wrong("a control character"));
    }
    Ok(Property {
        name: name.to_owned(),
        parameters,
        value: value.to_owned(),
    })
}

fn is_token(text: &str) -> bool {
    let fits = |char: char| char.is_ascii_uppercase() || char.is_ascii_digit() || char == '-';
    !text.is_empty() && text.chars().all(fits)
}

fn check(component: &Component) -> Result<(), String> {
    let (once, at_most_once) = match component.name.as_str() {
        "VCALENDAR" => CALENDAR,
        "VEVENT" => EVENT,
        "VALARM" => ALARM,
        "VTIMEZONE" => ZONE,
        "STANDARD" => STANDARD,
        other => return Err(format!("a component {other}")),
    };
    let count = |name: &&str| {
        let all = component.properties.iter();
        all.filter(|property| property.name == **name).count()
    };
    if let Some(name) = once.iter().find(|name| count(name) != 1) {
        return Err(format!("{} has {} {name}", component.name, count(name)));
    }
    if let Some(name) = at_most_once.iter().find(|name| count(name) > 1) {
        return Err(format!("{} has {} {name}", component.name, count(name)));
    }
    for property in &component.properties {
        let free = [("VEVENT", "CATEGORIES"), ("VCALENDAR", "X-TIERBOOK-INPUT")];
        let free = free.contains(&(component.name.as_str(), property.name.as_str()));
        if !free
            && !once.contains(&property.name.as_str())
            && !at_most_once.contains(&property.name.as_str())
        {
            return Err(format!("{} has a {}", component.name, property.name));
        }
        value(property).map_err(|what| format!("{what}: {property:?}"))?;
    }
    if component.name == "VEVENT" {
        let [start, end] = ["DTSTART", "DTEND"].map(|name| date(component.raw(name)));
        let both = start.zip(end).ok_or("a whole-day event has two days")?;
        (both.0 < both.1)
            .then_some(())
            .ok_or("the end is exclusive")?;
    }
    Ok(())
}

/// The type of a value follows from its property and `VALUE`.
fn value(property: &Property) -> Result<(), &'static str> {
    let value = property.value.as_str();
    let is = |holds: bool, what| if holds { Ok(()) } else { Err(what) };
    let as_date = property.parameters == [("VALUE".to_owned(), "DATE".to_owned())];
    is(as_date || property.parameters.is_empty(), "parameters")?;
    match property.name.as_str() {
        "DTSTART" | "DTEND" if as_date => is(date(value).is_some(), "no date"),
        "DTSTAMP" => is(
            value.strip_suffix('Z').is_some_and(is_date_time),
            "no UTC time",
        ),
        "DTSTART" => is(is_date_time(value), "no local time"),
        "SEQUENCE" => is(value.parse::<u32>().is_ok(), "no whole number"),
        "TRANSP" => is(
            ["OPAQUE", "TRANSPARENT"].contains(&value),
            "no transparency",
        ),
        "METHOD" => is(value == "PUBLISH", "no method"),
        "VERSION" => is(value == "2.0", "no version"),
        "CALSCALE" => is(value == "GREGORIAN", "no scale"),
        "ACTION" => is(value == "DISPLAY", "no action"),
        "TRIGGER" => is(is_hours(value), "no duration"),
        "TZOFFSETFROM" | "TZOFFSETTO" => is(value == "+0000", "no offset"),
        _ => is_text(value),
    }
}

/// `PT9H`, after the start of the event.
fn is_hours(value: &str) -> bool {
    let hours = value
        .strip_prefix("PT")
        .and_then(|rest| rest.strip_suffix('H'));
    hours.is_some_and(|hours| !hours.is_empty() && hours.bytes().all(|byte| byte.is_ascii_digit()))
}

fn date(value: &str) -> Option<Day> {
    let digits = value.len() == 8 && value.bytes().all(|byte| byte.is_ascii_digit());
    let iso = || format!("{}-{}-{}", &value[..4], &value[4..6], &value[6..]);
    digits.then(iso).and_then(|iso| Day::parse_iso(&iso))
}

fn is_date_time(value: &str) -> bool {
    let parts = value.split_once('T');
    parts.is_some_and(|(day, time)| {
        let digits = time.len() == 6 && time.bytes().all(|byte| byte.is_ascii_digit());
        date(day).is_some() && digits && &time[..2] < "24" && &time[2..4] < "60"
    })
}

/// Commas and semicolons are escaped, and nothing else is.
fn is_text(value: &str) -> Result<(), &'static str> {
    let mut chars = value.chars();
    while let Some(char) = chars.next() {
        match char {
            ',' | ';' => return Err("a bare comma or semicolon"),
            '\\' if !matches!(chars.next(), Some('\\' | ',' | ';' | 'n' | 'N')) => {
                return Err("an escape that means nothing");
            }
            _ => {}
        }
    }
    Ok(())
}

#[test]
fn what_the_standard_does_not_allow_is_refused() {
    let event = "BEGIN:VEVENT\r\nUID:1\r\nDTSTAMP:20261120T000000Z\r\n\
        DTSTART;VALUE=DATE:20261120\r\nDTEND;VALUE=DATE:20261121\r\nSUMMARY:x\r\nEND:VEVENT\r\n";
    let calendar = |inside: &str| {
        format!("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\n{inside}END:VCALENDAR\r\n")
    };
    assert!(read(calendar(event).as_bytes()).is_ok());
    let long = format!("SUMMARY:{}", "x".repeat(68));
    for (from, to) in [
        ("SUMMARY:x", long.as_str()),
        ("SUMMARY:x", "SUMMARY:a,b"),
        ("SUMMARY:x", "SUMMARY:a\\b"),
        ("SUMMARY:x", "SUMMARY:a\u{7}"),
        ("SUMMARY:x", "SUMMARY:x\r\nSUMMARY:y"),
        ("SUMMARY:x", "summary:x"),
        ("SUMMARY:x", "SUMMARY:x\n"),
        ("SUMMARY:x", ""),
        ("20261121", "20261120"),
        ("20261121", "20261131"),
        ("UID:1\r\n", ""),
        ("DTSTAMP:20261120T000000Z", "DTSTAMP:20261120T000000"),
        ("END:VEVENT", "END:VALARM"),
    ] {
        let broken = calendar(&event.replacen(from, to, 1));
        assert!(read(broken.as_bytes()).is_err(), "{broken}");
    }
    assert!(read(calendar("").as_bytes()).is_err(), "no component");
    assert!(
        read(calendar(&event.repeat(2)).as_bytes()).is_err(),
        "one UID twice"
    );
    assert!(read(calendar(event).replace("\r\n", "\n").as_bytes()).is_err());
}
