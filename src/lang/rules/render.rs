//! Draws the faults of a rules file: each with its line, a caret under the
//! right character and the next move. Plain text, without colour.

use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet};

use crate::lang::Language;
use crate::rules::fault::Fault;

use super::{help, title};

/// Wide enough that lines of a rules file are shown whole.
const WIDTH: usize = 200;

/// All faults of a file, one after another, and how many there are.
pub fn render(faults: &[Fault], file_name: &str, text: &str, language: Language) -> String {
    let mut drawn = String::new();
    for fault in faults {
        drawn.push_str(&one(fault, file_name, text, language));
        drawn.push_str("\n\n");
    }
    drawn.push_str(&total(faults.len(), file_name, language));
    drawn.push('\n');
    drawn
}

fn one(fault: &Fault, file_name: &str, text: &str, language: Language) -> String {
    let span = fault.span.start.min(text.len())..fault.span.end.min(text.len());
    let snippet = Snippet::source(text)
        .path(file_name)
        .annotation(AnnotationKind::Primary.span(span));
    let error = Level::ERROR.with_name(language.pick("错误", "error"));
    let mut group = error
        .primary_title(title(&fault.kind, language))
        .element(snippet);
    if let Some(help) = help(&fault.kind, language) {
        let level = Level::HELP.with_name(language.pick("建议", "help"));
        group = group.element(level.message(help));
    }
    Renderer::plain().term_width(WIDTH).render(&[group])
}

fn total(count: usize, file_name: &str, language: Language) -> String {
    match language {
        Language::Zh => format!("{file_name}：共 {count} 处要改。"),
        Language::En if count == 1 => format!("{file_name}: 1 place needs a change."),
        Language::En => format!("{file_name}: {count} places need a change."),
    }
}
