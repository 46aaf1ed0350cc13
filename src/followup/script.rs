//! Script templates: text ready to say, with names in braces.
//!
//! Takes a template and a look-up of names; gives the text.

/// Fills `{name}` with what the look-up knows. `{{` and `}}` are single braces; a
/// name the look-up does not know, and a brace without its partner, stay as written.
pub fn fill(template: &str, lookup: impl Fn(&str) -> Option<String>) -> String {
    let mut text = String::with_capacity(template.len());
    let mut rest = template;
    while let Some(brace) = rest.find(['{', '}']) {
        text.push_str(&rest[..brace]);
        rest = &rest[brace..];
        let taken = if rest.starts_with("{{") || rest.starts_with("}}") {
            text.push_str(&rest[..1]);
            2
        } else {
            fill_one(rest, &lookup, &mut text)
        };
        rest = &rest[taken..];
    }
    text.push_str(rest);
    text
}

/// The names in braces of a template, as written.
pub fn names(template: &str) -> Vec<&str> {
    let mut names = Vec::new();
    for part in template.split('{').skip(1) {
        if let Some((name, _)) = part.split_once('}') {
            names.push(name.trim());
        }
    }
    names
}

/// Fills the braces at the beginning of `rest`; gives how many bytes were used.
fn fill_one(rest: &str, lookup: &impl Fn(&str) -> Option<String>, text: &mut String) -> usize {
    let name = rest
        .strip_prefix('{')
        .and_then(|inner| inner.split_once('}'))
        .map(|(name, _)| name);
    let Some((name, value)) = name.and_then(|name| Some((name, lookup(name.trim())?))) else {
        text.push_str(&rest[..1]);
        return 1;
    };
    text.push_str(&value);
    name.len() + 2
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(template: &str, expected: &str) {
        let known = |name: &str| match name {
            "name" => Some("甲公司".to_owned()),
            "days" => Some("30".to_owned()),
            _ => None,
        };
        assert_eq!(fill(template, known), expected);
    }

    #[test]
    fn names_are_listed_as_they_are_filled() {
        assert_eq!(names("{name}您好，已有{ days }天"), ["name", "days"]);
        assert_eq!(names("{name{owner}} 没有名字"), ["owner"]);
        assert!(names("没有名字").is_empty());
    }

    #[test]
    fn names_in_braces_are_filled() {
        check("{name}您好，已有{ days }天", "甲公司您好，已有30天");
        check("{name}{name}", "甲公司甲公司");
        check("", "");
        check("没有名字", "没有名字");
    }

    #[test]
    fn what_is_not_a_known_name_stays() {
        check("{owner}您好", "{owner}您好");
        check("{name", "{name");
        check("name}", "name}");
        check("{{name}}", "{name}");
        check("{owner {name}", "{owner 甲公司");
    }
}
