//! Tasks in the layout of another program. Takes a layout of the rules and planned
//! tasks, gives a grid whose columns are the layout's; fields are bound to their
//! places once.

use std::borrow::Cow;

use crate::followup::everyone::{Listed, Planned};
use crate::lang::Language;
use crate::lang::number::{grouped_money, grouped_number, percent, yes_or_no};
use crate::lang::report::{Status, status, who};
use crate::names::{Field, Metric};
use crate::period::Day;
use crate::records::column::Column as Facts;
use crate::records::customers::Wanted;
use crate::rules::export::{Export, Piece};
use crate::table::follow_ups::{FollowUps, KEYS, Rows};
use crate::table::{Cell, Column, Emphasis, Grid, clock, people};

/// What stands between the fields of a template.
const JOINTS: &str = ":：,，;；、·|/-–";

/// Columns of the customer sheet that a layout needs beside those of the rules.
pub fn wanted(export: &Export) -> Vec<Wanted> {
    let mut wanted = Vec::new();
    for field in export.fields() {
        if let Some(field) = sheet_field(field) {
            let more = people::wanted().into_iter();
            wanted.extend(more.filter(|one| one.field == Some(field)));
        } else if !KEYS.contains(&field)
            && let Some(metric) = Metric::named(field)
        {
            wanted.extend(crate::followup::desk::wanted_for(metric));
        }
    }
    wanted
}

/// Whether a layout counts products, which no run does unasked.
pub fn reads_products(export: &Export) -> bool {
    let mut fields = export.fields();
    fields.any(|field| Metric::named(field) == Some(Metric::Products))
}

/// The tasks as rows of the layout, a second header row first if it has one.
pub fn export<'a>(
    run: FollowUps<'a>,
    export: &'a Export,
    tasks: impl Iterator<Item = Listed> + 'a,
    language: Language,
) -> Grid<'a> {
    let mut maker = Maker::new(run, export, language);
    let labels = labels(export).into_iter();
    Grid {
        columns: columns(export),
        rows: Box::new(labels.chain(tasks.map(move |listed| maker.row(listed)))),
    }
}

/// The columns of a layout: its headers serve as keys and as headings.
pub fn columns(export: &Export) -> Vec<Column> {
    let columns = export.columns.iter();
    columns
        .map(|column| Column::named(&column.header, &column.header, Emphasis::Plain))
        .collect()
}

fn labels(export: &Export) -> Option<Vec<Cell<'_>>> {
    let columns = || export.columns.iter();
    let labelled = columns().any(|column| column.label.is_some());
    let cells = columns().map(|column| column.label.as_deref().into());
    labelled.then(|| cells.collect())
}

/// Where a field's value comes from.
enum Source {
    /// A cell of the usual row.
    Row(usize),
    /// The customer's type by its id.
    TypeId,
    /// The customer's type by its name.
    TypeName,
    /// Who acts, by code and word.
    Who(usize),
    /// How the task stands, by code and word.
    Status,
    /// The day to do it: the due day, or the as-of day if that is later.
    Day,
    /// The customer's tags with commas.
    Tags,
    /// A column of the customer sheet.
    Sheet(Field),
    /// A metric by its name.
    Named(String),
}

fn source(field: &str) -> Source {
    match field {
        "type_id" => Source::TypeId,
        "type" => Source::TypeName,
        "status" => Source::Status,
        "day" => Source::Day,
        "tags" => Source::Tags,
        _ => match (
            KEYS.iter().position(|key| *key == field),
            sheet_field(field),
        ) {
            (Some(at), _) if field == "who" => Source::Who(at),
            (Some(at), _) => Source::Row(at),
            (None, Some(field)) => Source::Sheet(field),
            (None, None) => Source::Named(field.to_owned()),
        },
    }
}

fn sheet_field(field: &str) -> Option<Field> {
    match field {
        "contact_person" => Some(Field::CustomerContactPerson),
        "phone" => Some(Field::CustomerPhone),
        "email" => Some(Field::CustomerEmail),
        _ => None,
    }
}

enum Part<'a> {
    Text(&'a str),
    Field(&'a str, Source),
}

struct Maker<'a> {
    run: FollowUps<'a>,
    export: &'a Export,
    rows: Rows<'a>,
    columns: Vec<Vec<Part<'a>>>,
    language: Language,
}

impl<'a> Maker<'a> {
    fn new(run: FollowUps<'a>, export: &'a Export, language: Language) -> Self {
        let part = |piece: &'a Piece| match piece {
            Piece::Text(text) => Part::Text(text),
            Piece::Field(field) => Part::Field(field, source(field)),
        };
        let columns = export.columns.iter();
        let columns = columns.map(|column| column.template.iter().map(part).collect());
        Self {
            rows: Rows::new(run, language),
            columns: columns.collect(),
            run,
            export,
            language,
        }
    }

    fn row(&mut self, listed: Listed) -> Vec<Cell<'a>> {
        let mut usual = Vec::with_capacity(KEYS.len());
        let planned = self.rows.push_row(listed, &mut usual);
        let columns = std::mem::take(&mut self.columns);
        let cells = columns
            .iter()
            .map(|parts| self.cell(parts, &planned, &usual))
            .collect();
        self.columns = columns;
        cells
    }

    /// A column of one field keeps days and numbers as such; any other is text.
    fn cell(&mut self, parts: &[Part<'a>], planned: &Planned<'a>, usual: &[Cell<'a>]) -> Cell<'a> {
        if let [Part::Field(field, source)] = parts {
            return match self.value(field, source, planned, usual) {
                Cell::Text(text) => self.clean(text),
                Cell::Date(day) if self.export.dates.is_some() => self.date(day).into(),
                other => other,
            };
        }
        let (mut text, mut gap) = (String::new(), false);
        for part in parts {
            match part {
                Part::Text(piece) => text.push_str(piece),
                Part::Field(field, source) => {
                    let piece = {
                        let value = self.value(field, source, planned, usual);
                        self.words(&value)
                    };
                    gap |= piece.is_empty();
                    text.push_str(&piece);
                }
            }
        }
        if gap {
            // What joined a blank to its neighbour would hang loose.
            let loose = |char: char| char.is_whitespace() || JOINTS.contains(char);
            return self.clean(Cow::Owned(text.trim_matches(loose).to_owned()));
        }
        self.clean(Cow::Owned(text))
    }

    /// A value amid a sentence.
    fn words(&self, cell: &Cell<'_>) -> String {
        match cell {
            Cell::Blank => String::new(),
            Cell::Text(text) => text.as_ref().to_owned(),
            Cell::Count(count) => count.to_string(),
            Cell::Number(number) => grouped_number(*number),
            Cell::Money(money) => grouped_money((*money).into()),
            Cell::Ratio(ratio) => percent(*ratio),
            Cell::Date(day) => self.date(*day),
            Cell::Clock(days) => clock::text(*days),
            Cell::Flag(flag) => yes_or_no(*flag, self.language).to_owned(),
        }
    }

    fn value(
        &mut self,
        field: &str,
        source: &Source,
        planned: &Planned<'a>,
        usual: &[Cell<'a>],
    ) -> Cell<'a> {
        let (code, shown) = self.code_and_shown(source, planned, usual);
        let word = match &code {
            Cell::Text(text) => text.as_ref().to_owned(),
            Cell::Count(count) => count.to_string(),
            _ => String::new(),
        };
        match self.export.instead(field, &word) {
            Some(theirs) => theirs.into(),
            None => shown,
        }
    }

    /// What a map of values goes by, and what stands there without one.
    fn code_and_shown(
        &mut self,
        source: &Source,
        planned: &Planned<'a>,
        usual: &[Cell<'a>],
    ) -> (Cell<'a>, Cell<'a>) {
        let same = |cell: Cell<'a>| (cell.clone(), cell);
        let rules = self.run.engine.rules;
        let kind = rules.types.get(usize::from(planned.kind));
        match source {
            Source::Row(at) => same(usual[*at].clone()),
            Source::TypeId => same(kind.map(|kind| kind.id.as_str()).into()),
            Source::TypeName => same(kind.map(|kind| kind.name.pick(self.language)).into()),
            Source::Who(at) => (
                usual[*at].clone(),
                who(planned.task.who, self.language).into(),
            ),
            Source::Status => {
                let (code, stands) = if planned.task.days_overdue > 0 {
                    ("overdue", Status::Overdue)
                } else {
                    ("open", Status::Open)
                };
                (code.into(), status(stands, self.language).into())
            }
            Source::Day => same(planned.task.due.max(self.run.cuts.windows.day).into()),
            Source::Tags => same(self.tags(planned.customer).into()),
            Source::Sheet(field) => {
                let column: Option<&'a Facts> = self.run.engine.book.details.field(*field);
                same(
                    column
                        .and_then(|column| column.word(planned.customer))
                        .into(),
                )
            }
            Source::Named(name) => same(self.rows.named(planned.customer, name)),
        }
    }

    /// Half-width commas without a blank, as forms with several choices read them.
    fn tags(&self, customer: u32) -> String {
        let bits = self.run.verdicts.tags[customer as usize];
        let tags = self.run.engine.rules.tags.iter().enumerate();
        let tags = tags.filter(|(at, _)| bits & (1 << at) != 0);
        let words: Vec<&str> = tags.map(|(_, tag)| tag.name.pick(self.language)).collect();
        words.join(",")
    }

    fn date(&self, day: Day) -> String {
        match &self.export.dates {
            Some(pattern) => pattern.write(day),
            None => day.to_string(),
        }
    }

    fn clean(&self, text: Cow<'a, str>) -> Cell<'a> {
        let unwanted = |char: char| self.export.without.contains(char);
        let text = if text.contains(unwanted) {
            Cow::Owned(text.replace(unwanted, " "))
        } else {
            text
        };
        if text.is_empty() {
            Cell::Blank
        } else {
            Cell::Text(text)
        }
    }
}
