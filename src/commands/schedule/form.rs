//! Which form a list takes: what `--format` says, else the ending of the output.
//! Takes the options and the rules, gives a [`Form`].

use std::path::Path;

use tierbook::lang::cli::no_such_form;
use tierbook::names::near::nearest;
use tierbook::records::customers::Wanted;
use tierbook::rules::export::{Export, ExportFile, FORMS, built_in};
use tierbook::table::{export, people};

use crate::cli::Schedule;
use crate::commands::exit::Stop;
use crate::commands::session::{Keeps, Prepared};

/// The form of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Form {
    /// For the terminal.
    Table,
    /// For programs, and for people with a spreadsheet.
    Csv,
    /// For programs.
    Json,
    /// A workbook to be filled in.
    Workbook,
    /// Markdown.
    Markdown,
    /// A calendar.
    Calendar,
    /// Messages for a chat.
    Text,
    /// The layout of another program.
    Layout(Export),
}

impl Form {
    /// Columns of the customer sheet that this form shows.
    pub(super) fn wanted(&self) -> Vec<Wanted> {
        match self {
            Self::Calendar | Self::Text => people::wanted(),
            Self::Layout(layout) => export::wanted(layout),
            Self::Table | Self::Csv | Self::Json | Self::Workbook | Self::Markdown => Vec::new(),
        }
    }

    /// How much of the sheets it needs.
    pub(super) fn keeps(&self) -> Keeps {
        match self {
            Self::Layout(layout) if export::reads_products(layout) => Keeps::Descriptions,
            _ => Keeps::Asked,
        }
    }

    /// The ending of its files.
    pub(super) fn ending(&self) -> &'static str {
        match self {
            Self::Table | Self::Text => "txt",
            Self::Csv => "csv",
            Self::Json => "json",
            Self::Workbook => "xlsx",
            Self::Markdown => "md",
            Self::Calendar => "ics",
            Self::Layout(layout) => match layout.file {
                ExportFile::Csv => "csv",
                ExportFile::Xlsx => "xlsx",
            },
        }
    }

    /// Whether it is a workbook, which standard output cannot take.
    pub(super) fn is_workbook(&self) -> bool {
        self.ending() == "xlsx"
    }

    fn fixed(name: &str) -> Option<Self> {
        Some(match name {
            "table" => Self::Table,
            "csv" => Self::Csv,
            "json" => Self::Json,
            "xlsx" => Self::Workbook,
            "md" => Self::Markdown,
            "ics" => Self::Calendar,
            "text" => Self::Text,
            _ => return None,
        })
    }
}

/// Finds the form; layouts of the rules file go before built-in ones.
pub(super) fn form(command: &Schedule, prepared: &Prepared) -> Result<Form, Stop> {
    if let Some(asked) = &command.format {
        return named(asked, prepared);
    }
    let ending = command
        .write
        .output
        .as_deref()
        .and_then(Path::extension)
        .map(|ending| ending.to_string_lossy().to_lowercase());
    Ok(match ending.as_deref() {
        _ if command.split_by.is_some() => Form::Workbook,
        _ if command.run.json => Form::Json,
        Some("txt") => Form::Text,
        Some(ending) => Form::fixed(ending).unwrap_or(Form::Table),
        None => Form::Table,
    })
}

fn named(asked: &str, prepared: &Prepared) -> Result<Form, Stop> {
    let folded = asked.trim().to_lowercase();
    if let Some(form) = Form::fixed(&folded) {
        return Ok(form);
    }
    let layouts = || prepared.rules_file.rules.exports.iter().chain(built_in());
    let same = |layout: &&Export| layout.name.to_lowercase() == folded;
    if let Some(layout) = layouts().find(same) {
        return Ok(Form::Layout(layout.clone()));
    }
    let names = || layouts().map(|layout| layout.name.as_str());
    let near = nearest(asked, FORMS.into_iter().chain(names()));
    let mut known: Vec<&str> = FORMS.to_vec();
    for name in names() {
        if !known.contains(&name) {
            known.push(name);
        }
    }
    let said = no_such_form(asked, near, &known, prepared.language);
    Err(Stop::usage(&[said], prepared.language))
}
