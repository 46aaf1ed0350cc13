//! The command line: what may be asked for, and the help that teaches it.
//!
//! Takes the words typed, gives a [`Cli`] in which what cannot go together is
//! ruled out. Doc comments here are the English help; the Chinese help is a
//! table in `tierbook::lang::cli::help`, laid over the same command.

use std::ffi::OsString;
use std::num::{NonZeroU64, NonZeroUsize};
use std::path::PathBuf;

use clap::builder::styling::{AnsiColor, Styles};
use clap::error::ErrorKind;
use clap::{
    Arg, ArgAction, Args, ColorChoice, Command, CommandFactory, FromArgMatches, Parser, Subcommand,
    ValueEnum,
};

use tierbook::lang::Language;
use tierbook::lang::cli::help;
use tierbook::period::Day;
use tierbook::sheet::encoding::{self, Encoding};

/// Sorts the customers in your spreadsheets into tiers and types, and plans who contacts whom, when and why.
#[derive(Debug, Parser)]
#[command(name = "tierbook", version, help_expected = true)]
#[command(arg_required_else_help = true, subcommand_required = true)]
#[command(disable_help_flag = true, disable_version_flag = true)]
#[command(styles = STYLES)]
pub(crate) struct Cli {
    #[command(flatten)]
    pub(crate) manner: Manner,
    #[command(subcommand)]
    pub(crate) task: Task,
}

const STYLES: Styles = Styles::styled()
    .header(AnsiColor::Green.on_default().bold())
    .usage(AnsiColor::Green.on_default().bold())
    .literal(AnsiColor::Cyan.on_default().bold())
    .placeholder(AnsiColor::Cyan.on_default());

/// How the run speaks; the same for every command.
#[derive(Debug, Clone, Args)]
pub(crate) struct Manner {
    /// Language of messages and outputs; auto: the rules file, then the system's language.
    #[arg(long, global = true, value_name = "LANGUAGE", default_value = "auto")]
    pub(crate) lang: Lang,
    /// Only results, warnings and errors; no progress.
    #[arg(short, long, global = true)]
    pub(crate) quiet: bool,
    /// No colour; the environment variable `NO_COLOR` says the same.
    #[arg(long, global = true)]
    pub(crate) no_color: bool,
    /// Draw tables and bars with plain ASCII characters.
    #[arg(long, global = true)]
    pub(crate) ascii: bool,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Task {
    /// Look at the spreadsheets, write a commented rules.toml that fits them.
    #[command(mut_arg("files", |arg| arg.help(INIT_FILES)))]
    Init(Init),
    /// Read everything, report every problem, write nothing.
    Check(Check),
    /// Sort customers into tiers and types, plan the follow-ups, write the workbook.
    Classify(Classify),
    /// List the follow-up tasks of a range of days.
    Schedule(Schedule),
    /// Show why a customer is where it is, and what is due.
    Explain(Explain),
    /// Show what became of customers between two days, and what the follow-ups achieved.
    Review(Review),
    /// Print the completions of a shell.
    Completions(Completions),
    /// Print the manual page.
    Man,
}

/// Without rules there is no list of usual files.
const INIT_FILES: &str = "Workbooks and text tables in any mix; each sheet's role is found from its headers; - is standard input. Without any: the tables of this folder";

#[derive(Debug, Clone, Args)]
pub(crate) struct Init {
    #[command(flatten)]
    pub(crate) inputs: Inputs,
    /// Where to write the rules; - prints them. Without it, ./rules.toml; a file that is there is never replaced.
    #[arg(short, long, value_name = "PATH")]
    pub(crate) output: Option<PathBuf>,
    /// The day that windows end on, such as 2026-03-31; without it, today.
    #[arg(long, value_name = "DAY", value_parser = day)]
    pub(crate) as_of: Option<Day>,
    /// Threads to read with; without it, as many as there are processors. The result is the same for any number.
    #[arg(long, value_name = "N")]
    pub(crate) threads: Option<NonZeroUsize>,
}

#[derive(Debug, Clone, Args)]
pub(crate) struct Check {
    #[command(flatten)]
    pub(crate) inputs: Inputs,
    #[command(flatten)]
    pub(crate) run: Run,
    /// Warnings count as problems, too.
    #[arg(long)]
    pub(crate) strict: bool,
    /// List every row that a status word or the as-of day excluded.
    #[arg(long)]
    pub(crate) list_excluded: bool,
    /// Test the rules on the past: the labels of a year ago against what customers did since.
    #[arg(long)]
    pub(crate) back_test: bool,
}

#[derive(Debug, Clone, Args)]
pub(crate) struct Classify {
    #[command(flatten)]
    pub(crate) inputs: Inputs,
    #[command(flatten)]
    pub(crate) run: Run,
    #[command(flatten)]
    pub(crate) write: Write,
    /// Form of the result; without it, the ending of the output decides, else xlsx.
    #[arg(long, value_name = "FORM")]
    pub(crate) format: Option<BookForm>,
    /// The earlier day with which movements are compared; without it, one period of `[history]` back.
    #[arg(long, value_name = "DAY", value_parser = day)]
    pub(crate) since: Option<Day>,
    /// This person leaves: assign the customers to others by the rules; may be repeated.
    #[arg(long, value_name = "NAME")]
    pub(crate) reassign: Vec<String>,
    /// Refuse (exit code 3) when any row had to be set aside.
    #[arg(long)]
    pub(crate) strict: bool,
    /// List every row that a status word or the as-of day excluded.
    #[arg(long)]
    pub(crate) list_excluded: bool,
}

#[derive(Debug, Clone, Args)]
pub(crate) struct Schedule {
    #[command(flatten)]
    pub(crate) inputs: Inputs,
    #[command(flatten)]
    pub(crate) run: Run,
    #[command(flatten)]
    pub(crate) write: Write,
    /// Form of the list: table, csv, xlsx, json, md, ics (a calendar), text (messages for a chat); or a layout: salesforce, hubspot, odoo, zoho, jiandaoyun, google-calendar, generic, or an `[[export]]` of the rules. Without it, the ending of the output decides, else table.
    #[arg(long, value_name = "FORM")]
    pub(crate) format: Option<String>,
    /// Write one file for each owner into the folder of --output, each with that owner's customers alone; workbooks unless --format says otherwise.
    #[arg(long, value_name = "WHAT", requires = "output")]
    pub(crate) split_by: Option<Split>,
    /// First due day; without it, whatever is overdue is listed, too.
    #[arg(long, value_name = "DAY", value_parser = day)]
    pub(crate) from: Option<Day>,
    /// Last due day.
    #[arg(long, value_name = "DAY", value_parser = day, conflicts_with = "days")]
    pub(crate) until: Option<Day>,
    /// How many days, the first one included.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=3660))]
    pub(crate) days: Option<u16>,
    /// Only tasks of this person; may be repeated.
    #[arg(long, value_name = "NAME")]
    pub(crate) owner: Vec<String>,
    /// This person leaves: assign the customers to others by the rules; may be repeated.
    #[arg(long, value_name = "NAME")]
    pub(crate) reassign: Vec<String>,
    /// Only customers of this tier; may be repeated.
    #[arg(long, value_name = "TIER")]
    pub(crate) tier: Vec<String>,
    /// Only customers of this type, by id or name; may be repeated.
    #[arg(long = "type", value_name = "TYPE")]
    pub(crate) types: Vec<String>,
    /// Only tasks whose day has passed.
    #[arg(long, conflicts_with_all = ["from", "until", "days"])]
    pub(crate) overdue: bool,
    /// Instead of the tasks, those for which nobody has room up to the last day; table, csv or json.
    #[arg(long, conflicts_with_all = ["overdue", "fail_if_due", "from"])]
    pub(crate) deferred: bool,
    /// End with exit code 4 when a task is due, so that a cron job can send mail.
    #[arg(long)]
    pub(crate) fail_if_due: bool,
}

#[derive(Debug, Clone, Args)]
pub(crate) struct Explain {
    /// Id or name of the customer; part of the name suffices if it is the only one.
    pub(crate) customer: String,
    #[command(flatten)]
    pub(crate) inputs: Inputs,
    #[command(flatten)]
    pub(crate) run: Run,
    /// Show the customer as of this day, which is not after the as-of day, and what has moved since.
    #[arg(long, value_name = "DAY", value_parser = day)]
    pub(crate) at: Option<Day>,
}

#[derive(Debug, Clone, Args)]
pub(crate) struct Review {
    #[command(flatten)]
    pub(crate) inputs: Inputs,
    #[command(flatten)]
    pub(crate) run: Run,
    #[command(flatten)]
    pub(crate) write: Write,
    /// The first day; without it, but with --to, the first of the quarter of that day; without both, the last whole quarter before the as-of day.
    #[arg(long, value_name = "DAY", value_parser = day)]
    pub(crate) from: Option<Day>,
    /// The last day; without it, but with --from, the as-of day.
    #[arg(long, value_name = "DAY", value_parser = day)]
    pub(crate) to: Option<Day>,
    /// Form of the result; without it, the ending of the output decides, else table.
    #[arg(long, value_name = "FORM")]
    pub(crate) format: Option<ReviewForm>,
    /// Compare with these older rules instead: who would move, and how many tasks a week.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["from", "to", "output"])]
    pub(crate) rules_before: Option<PathBuf>,
}

#[derive(Debug, Clone, Args)]
pub(crate) struct Completions {
    /// Name of the shell.
    pub(crate) shell: clap_complete::Shell,
}

/// The spreadsheets of a run.
#[derive(Debug, Clone, Default, Args)]
pub(crate) struct Inputs {
    /// Workbooks and text tables in any mix; each sheet's role is found from its headers; - is standard input. Without any: `[input] files` of the rules.
    #[arg(value_name = "FILES")]
    pub(crate) files: Vec<PathBuf>,
    /// This file, or this sheet of it, holds customers; may be repeated.
    #[arg(long, value_name = "FILE[#SHEET]")]
    pub(crate) customers: Vec<PathBuf>,
    /// This file, or this sheet of it, holds orders; may be repeated.
    #[arg(long, value_name = "FILE[#SHEET]")]
    pub(crate) orders: Vec<PathBuf>,
    /// This file, or this sheet of it, holds logged contacts; may be repeated.
    #[arg(long, value_name = "FILE[#SHEET]")]
    pub(crate) contacts: Vec<PathBuf>,
    /// Encoding of all text tables, such as gbk, big5 or latin-1; without it, found from their bytes.
    #[arg(long, value_name = "NAME", value_parser = encoding)]
    pub(crate) encoding: Option<Encoding>,
    /// Character between the cells of all text tables, or tab; without it, found from their lines.
    #[arg(long, value_name = "CHAR", value_parser = delimiter)]
    pub(crate) delimiter: Option<u8>,
    /// Read files eight times beyond the usual limits; only for files you trust.
    #[arg(long)]
    pub(crate) large_files: bool,
}

/// What a run is computed with.
#[derive(Debug, Clone, Args)]
pub(crate) struct Run {
    /// Rules file; without it ./rules.toml, else the built-in rules.
    #[arg(short, long, value_name = "FILE")]
    pub(crate) rules: Option<PathBuf>,
    /// The day the run speaks for, such as 2026-03-31; without it, today.
    #[arg(long, value_name = "DAY", value_parser = day)]
    pub(crate) as_of: Option<Day>,
    /// Print a machine-readable summary on standard output.
    #[arg(long)]
    pub(crate) json: bool,
    /// Threads to read with; without it, as many as there are processors. The result is the same for any number.
    #[arg(long, value_name = "N")]
    pub(crate) threads: Option<NonZeroUsize>,
    /// Bytes read at once; for tests.
    #[arg(long, value_name = "N", hide = true)]
    pub(crate) chunk_bytes: Option<NonZeroU64>,
}

/// Where results go.
#[derive(Debug, Clone, Args)]
pub(crate) struct Write {
    /// File or folder to write; - is standard output.
    #[arg(short, long, value_name = "PATH")]
    pub(crate) output: Option<PathBuf>,
    /// Replace a file that tierbook did not write.
    #[arg(long)]
    pub(crate) force: bool,
}

/// `--lang`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Lang {
    Zh,
    En,
    Auto,
}

/// `classify --format`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum BookForm {
    Xlsx,
    Csv,
    Json,
}

/// `review --format`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ReviewForm {
    Table,
    Xlsx,
    Csv,
    Json,
}

/// `schedule --split-by`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Split {
    Owner,
}

impl Cli {
    /// Reads the words typed, the program's name first.
    ///
    /// # Errors
    /// What clap found, help and version included.
    pub(crate) fn read(words: &[OsString], language: Language) -> Result<Self, clap::Error> {
        let mut command = command(language);
        if words.iter().any(|word| word == "--no-color") {
            command = command.color(ColorChoice::Never);
        }
        let matches = command.try_get_matches_from_mut(words)?;
        let cli = Self::from_arg_matches(&matches)?;
        match &cli.task {
            Task::Schedule(Schedule {
                from: Some(from),
                until: Some(until),
                ..
            }) if until < from => {
                let said = help::empty_range(*from, *until, language);
                Err(command.error(ErrorKind::ValueValidation, said))
            }
            _ => Ok(cli),
        }
    }
}

/// What `--lang` says, found before anything else is understood: help and errors need it.
pub(crate) fn asked_language(words: &[OsString]) -> Option<Language> {
    let mut words = words.iter().skip(1);
    while let Some(word) = words.next() {
        let Some(word) = word.to_str() else { continue };
        let value = match word.split_once('=') {
            Some(("--lang", value)) => Some(value),
            None if word == "--lang" => words.next().and_then(|next| next.to_str()),
            None if word == "--" => return None,
            _ => None,
        };
        match value {
            Some("zh") => return Some(Language::Zh),
            Some("en") => return Some(Language::En),
            _ => {}
        }
    }
    None
}

/// The whole command with its help in one language.
pub(crate) fn command(language: Language) -> Command {
    let mut command = worded(Cli::command().args(standard(language)), language);
    // Only a built command has the `help` command that clap adds.
    command.build();
    command.mut_subcommand("help", |help_command| {
        help_command.about(help::command("help", language).unwrap_or_default())
    })
}

fn standard(language: Language) -> [Arg; 2] {
    let said = |id: &str| help::standard(id, language).unwrap_or_default();
    [
        Arg::new("help")
            .short('h')
            .long("help")
            .global(true)
            .action(ArgAction::Help)
            .help(said("help")),
        Arg::new("version")
            .short('V')
            .long("version")
            .action(ArgAction::Version)
            .help(said("version")),
    ]
}

fn worded(command: Command, language: Language) -> Command {
    let name = command.get_name().to_owned();
    let mut command = command
        .help_template(help::template(language))
        .subcommand_value_name(language.pick("命令", "COMMAND"))
        .subcommand_help_heading(language.pick("命令", "Commands"))
        .disable_version_flag(true);
    if let Some(example) = help::example(&name, language) {
        command = command.after_help(example);
    }
    if language == Language::Zh
        && let Some(about) = help::command(&name, language)
    {
        command = command.about(about);
    }
    command
        .mut_args(|arg| worded_arg(&name, arg, language))
        .mut_subcommands(|child| worded(child, language))
}

fn worded_arg(command: &str, arg: Arg, language: Language) -> Arg {
    let heading = match arg.get_id().as_str() {
        "files" | "customers" | "orders" | "contacts" | "customer" | "encoding" | "delimiter"
        | "large_files" => language.pick("读什么", "What to read"),
        "lang" | "quiet" | "no_color" | "ascii" | "help" | "version" => {
            language.pick("通用选项", "General options")
        }
        _ => language.pick("选项", "Options"),
    };
    let arg = arg.help_heading(heading);
    if language == Language::En {
        return arg;
    }
    let id = arg.get_id().as_str().to_owned();
    match help::option(command, &id) {
        // Chinese texts name the values themselves.
        Some(said) if arg.get_action().takes_values() => arg
            .help(said)
            .hide_possible_values(true)
            .hide_default_value(true),
        Some(said) => arg.help(said),
        None => arg,
    }
}

fn encoding(text: &str) -> Result<Encoding, String> {
    encoding::named(text).ok_or_else(help::encoding_names)
}

fn delimiter(text: &str) -> Result<u8, String> {
    encoding::delimiter_named(text).ok_or_else(help::delimiter_form)
}

fn day(text: &str) -> Result<Day, String> {
    Day::parse_iso(text)
        .filter(|day| day.is_fact())
        .ok_or_else(|| "write the day as 2026-03-31 · 日期请写成 2026-03-31".to_owned())
}

#[cfg(test)]
mod tests;
