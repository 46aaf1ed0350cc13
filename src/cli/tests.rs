use super::*;

fn read(line: &str) -> Result<Cli, clap::Error> {
    let words: Vec<OsString> = line.split_whitespace().map(OsString::from).collect();
    Cli::read(&words, Language::En)
}

fn kind(line: &str) -> ErrorKind {
    read(line).expect_err("this line is refused").kind()
}

fn classify(line: &str) -> Classify {
    match read(line).expect("this line is understood").task {
        Task::Classify(classify) => classify,
        other => panic!("not classify: {other:?}"),
    }
}

fn schedule(line: &str) -> Schedule {
    match read(line).expect("this line is understood").task {
        Task::Schedule(schedule) => schedule,
        other => panic!("not schedule: {other:?}"),
    }
}

fn every_command(command: &Command, visit: &mut dyn FnMut(&Command)) {
    visit(command);
    for child in command
        .get_subcommands()
        .filter(|child| child.get_name() != "help")
    {
        every_command(child, visit);
    }
}

#[test]
fn the_command_is_sound_in_both_languages() {
    command(Language::En).debug_assert();
    command(Language::Zh).debug_assert();
}

#[test]
fn every_command_and_option_has_chinese_help() {
    every_command(&command(Language::Zh), &mut |command| {
        let about = command
            .get_about()
            .map(ToString::to_string)
            .unwrap_or_default();
        assert!(!about.is_ascii(), "{}: {about}", command.get_name());
        for arg in command.get_arguments() {
            let said = arg.get_help().map(ToString::to_string).unwrap_or_default();
            assert!(
                !said.is_ascii(),
                "{} {}: {said}",
                command.get_name(),
                arg.get_id()
            );
        }
    });
}

#[test]
fn no_chinese_help_is_left_over() {
    let mut ids = Vec::new();
    every_command(&command(Language::Zh), &mut |command| {
        ids.extend(command.get_arguments().map(|arg| arg.get_id().to_string()));
    });
    for id in help::option_ids() {
        assert!(ids.iter().any(|known| known == id), "{id} is no option");
    }
}

#[test]
fn first_lines_of_help_are_short_sentences() {
    for language in [Language::En, Language::Zh] {
        every_command(&command(language), &mut |command| {
            let about = command
                .get_about()
                .map(ToString::to_string)
                .unwrap_or_default();
            assert!(about.chars().count() <= 105, "{about}");
            assert!(!about.contains('\n'), "{about}");
        });
    }
}

#[test]
fn files_and_their_roles_are_kept_in_order() {
    let line =
        "tierbook classify a.xlsx b.csv --orders o1.csv --orders o2.xlsx#2025 --customers c.csv";
    let inputs = classify(line).inputs;
    assert_eq!(
        inputs.files,
        [PathBuf::from("a.xlsx"), PathBuf::from("b.csv")]
    );
    assert_eq!(
        inputs.orders,
        [PathBuf::from("o1.csv"), PathBuf::from("o2.xlsx#2025")]
    );
    assert_eq!(inputs.customers, [PathBuf::from("c.csv")]);
    assert!(inputs.contacts.is_empty());
}

#[test]
fn a_single_dash_is_a_file() {
    assert_eq!(
        classify("tierbook classify -").inputs.files,
        [PathBuf::from("-")]
    );
}

#[test]
fn common_options_come_before_or_after_the_command() {
    for line in ["tierbook --lang zh -q check", "tierbook check -q --lang zh"] {
        let manner = read(line).expect("understood").manner;
        assert_eq!((manner.lang, manner.quiet), (Lang::Zh, true), "{line}");
    }
}

#[test]
fn days_are_read_as_iso_days() {
    let run = classify("tierbook classify --as-of 2026-03-31").run;
    assert_eq!(run.as_of, Day::from_ymd(2026, 3, 31));
    assert_eq!(
        kind("tierbook classify --as-of 2026-02-30"),
        ErrorKind::ValueValidation
    );
    assert_eq!(
        kind("tierbook classify --as-of yesterday"),
        ErrorKind::ValueValidation
    );
}

#[test]
fn a_range_ends_by_day_or_by_length() {
    assert_eq!(schedule("tierbook schedule --days 7").days, Some(7));
    let line = "tierbook schedule --from 2026-01-01 --until 2026-01-01";
    assert_eq!(schedule(line).until, Day::from_ymd(2026, 1, 1));
    assert_eq!(
        kind("tierbook schedule --until 2026-01-01 --days 7"),
        ErrorKind::ArgumentConflict
    );
    assert_eq!(
        kind("tierbook schedule --from 2026-01-02 --until 2026-01-01"),
        ErrorKind::ValueValidation
    );
    assert_eq!(
        kind("tierbook schedule --days 0"),
        ErrorKind::ValueValidation
    );
    assert_eq!(
        kind("tierbook schedule --overdue --from 2026-01-01"),
        ErrorKind::ArgumentConflict
    );
}

#[test]
fn filters_of_the_schedule_repeat() {
    let asked = schedule(
        "tierbook schedule --owner 王芳 --owner 李明 --tier A --type at_risk --fail-if-due",
    );
    assert_eq!(asked.owner, ["王芳", "李明"]);
    assert_eq!(
        (asked.tier, asked.types),
        (vec!["A".to_owned()], vec!["at_risk".to_owned()])
    );
    assert!(asked.fail_if_due);
}

#[test]
fn explain_takes_the_customer_first() {
    let Task::Explain(explain) = read("tierbook explain C001 book.xlsx")
        .expect("understood")
        .task
    else {
        panic!("not explain");
    };
    assert_eq!(explain.customer, "C001");
    assert_eq!(explain.inputs.files, [PathBuf::from("book.xlsx")]);
    assert_eq!(kind("tierbook explain"), ErrorKind::MissingRequiredArgument);
}

#[test]
fn formats_differ_by_command() {
    assert_eq!(
        classify("tierbook classify --format csv").format,
        Some(BookForm::Csv)
    );
    assert_eq!(
        schedule("tierbook schedule --format table").format,
        Some("table".to_owned())
    );
    assert_eq!(
        kind("tierbook classify --format table"),
        ErrorKind::InvalidValue
    );
}

#[test]
fn the_help_names_every_form_of_a_list() {
    use tierbook::rules::export::{FORMS, built_in};

    for language in [Language::En, Language::Zh] {
        let command = command(language);
        let schedule = command.find_subcommand("schedule").expect("a command");
        let mut options = schedule.get_arguments();
        let format = options.find(|arg| arg.get_id() == "format");
        let help = format.and_then(Arg::get_help).expect("help").to_string();
        let layouts = built_in().iter().map(|layout| layout.name.as_str());
        for name in FORMS.into_iter().chain(layouts) {
            assert!(help.contains(name), "{name} is not in {help}");
        }
    }
}

#[test]
fn zero_threads_are_refused() {
    assert_eq!(
        kind("tierbook check --threads 0"),
        ErrorKind::ValueValidation
    );
}

#[test]
fn the_language_is_found_before_the_rest() {
    let check = |line: &str, expected| {
        let words: Vec<OsString> = line.split(' ').map(OsString::from).collect();
        assert_eq!(asked_language(&words), expected, "{line}");
    };
    check("tierbook --lang zh", Some(Language::Zh));
    check("tierbook clasify --lang=en --oops", Some(Language::En));
    check("tierbook --lang auto", None);
    check("tierbook --lang", None);
    check("tierbook check -- --lang zh", None);
}
