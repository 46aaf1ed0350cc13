//! One list in its form. Takes the chosen tasks, fills a writer.

use std::io::{self, Seek, Write};

use tierbook::followup::everyone::Listed;
use tierbook::lang::list;
use tierbook::lang::provenance::made_of;
use tierbook::period::Day;
use tierbook::render::csv::{self, Bom, CsvLines};
use tierbook::render::json::Document;
use tierbook::render::markdown::Section;
use tierbook::render::task_book::{layout_book, task_book};
use tierbook::render::terminal::Look;
use tierbook::render::{ics, markdown, terminal, text, workbook};
use tierbook::table::agenda::messages;
use tierbook::table::events::events;
use tierbook::table::export::{columns, export};
use tierbook::table::follow_ups::{self, FollowUps, of_person, short, short_deferred};
use tierbook::table::people::with_tasks;

use crate::commands::session::Session;

use super::form::Form;

/// What all lists of a run share.
pub(super) struct Lists<'s> {
    /// The run.
    pub(super) session: &'s Session<'s>,
    /// The form.
    pub(super) form: &'s Form,
    /// Whether the tasks are those for which there is no room.
    pub(super) deferred: bool,
    /// First and last day, as titles say them.
    pub(super) days: (Day, Day),
    /// How a table is drawn.
    pub(super) look: Look,
}

impl<'s> Lists<'s> {
    /// What rows of tasks are made from.
    pub(super) fn run(&self) -> FollowUps<'s> {
        let run = &self.session.run;
        FollowUps {
            engine: run.engine,
            verdicts: run.verdicts,
            cuts: run.cuts,
            plan: run.plan,
        }
    }

    /// The first bytes of every file of this form, where its own header tells it.
    pub(super) fn beginning(form: &Form) -> Vec<u8> {
        let mut bytes = Vec::new();
        if let Form::Layout(layout) = form
            && !form.is_workbook()
        {
            csv::push_header(&mut bytes, &columns(layout));
        }
        bytes
    }

    /// Writes a list that is text; `owner` names whose it is, if it is somebody's.
    pub(super) fn text(
        &self,
        tasks: &[Listed],
        owner: Option<&str>,
        out: &mut (dyn Write + Send),
        bom: Bom,
    ) -> io::Result<()> {
        let (run, language) = (self.run(), self.session.language);
        let each = tasks.iter().copied();
        match self.form {
            Form::Table => {
                let grid = if self.deferred {
                    short_deferred(run, each, language)
                } else {
                    short(run, each, language)
                };
                out.write_all(terminal::table(grid, self.look).as_bytes())?;
                out.write_all(terminal::paragraph(&self.made(), self.look).as_bytes())
            }
            Form::Csv => {
                let mut head = Vec::new();
                csv::push_bom(&mut head, bom);
                csv::push_header(&mut head, &follow_ups::columns(language));
                out.write_all(&head)?;
                let threads = self.session.pace.threads;
                follow_ups::write::<CsvLines, _>(run, tasks, language, threads, |piece| {
                    out.write_all(piece)
                })
            }
            Form::Json => {
                let mut document = Document::begin(out)?;
                document.value("made", &self.session.run.made())?;
                document.rows("follow_ups", follow_ups::follow_ups(run, each, language))?;
                document.end().map(drop)
            }
            Form::Markdown => self.markdown(tasks, out),
            Form::Calendar => {
                let as_of = self.session.run.as_of();
                let name = self.calendar_name(owner);
                let made = self.session.run.made();
                ics::write(&name, as_of, &made, events(run, each, language), out)
            }
            Form::Text => {
                let messages = messages(run, tasks, language);
                out.write_all(text::text(&messages, self.days, language).as_bytes())?;
                writeln!(out, "\n{}", self.made())
            }
            // Programs do not expect the mark, and their people do not open the file.
            Form::Layout(layout) => {
                csv::write(export(run, layout, each, language), out, Bom::Omitted).map(drop)
            }
            Form::Workbook => unreachable!("workbooks are written by `book`"),
        }
    }

    /// Writes a list that is a workbook; `shows` says of which owners.
    pub(super) fn book(
        &self,
        tasks: &[Listed],
        shows: impl Fn(&str) -> bool,
        out: impl Write + Seek + Send,
    ) -> Result<(), workbook::WorkbookWriteFault> {
        let (run, language) = (&self.session.run, self.session.language);
        let each = tasks.iter().copied();
        let title = list::title(self.days.0, self.days.1, language);
        let book = match self.form {
            Form::Layout(layout) => {
                let grid = export(self.run(), layout, each, language);
                layout_book(run, grid, title, language)
            }
            _ => task_book(run, each, shows, title, language),
        };
        workbook::write(book, out)
    }

    fn markdown(&self, tasks: &[Listed], out: &mut dyn Write) -> io::Result<()> {
        let (run, language) = (self.run(), self.session.language);
        let title = list::title(self.days.0, self.days.1, language);
        let sections = with_tasks(run, tasks).into_iter().map(|person| {
            let name = match person.name {
                "" => list::unassigned(language),
                name => name,
            };
            Section {
                heading: list::person(name, person.tasks.len(), language),
                grid: of_person(run, person.tasks.into_iter(), language),
            }
        });
        let nothing = list::nothing(language);
        markdown::write(&title, sections, nothing, &self.made(), language, out)
    }

    /// What the lists are made from, in words.
    fn made(&self) -> String {
        made_of(&self.session.run.made(), self.session.language)
    }

    /// A subscribed calendar keeps its name from week to week, so no day is in it.
    fn calendar_name(&self, owner: Option<&str>) -> String {
        let language = self.session.language;
        let name = language.pick("跟进计划", "Follow-ups");
        match owner {
            Some("") => format!("{name} · {}", list::unassigned(language)),
            Some(owner) => format!("{name} · {owner}"),
            None => name.to_owned(),
        }
    }
}
