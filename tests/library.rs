//! The library example does what it says.

#[path = "../examples/library.rs"]
mod library;

#[test]
fn the_example_plans_one_task_for_each_customer() {
    let mut bytes = Vec::new();
    library::write_plan(&mut bytes).expect("the example works");
    let mut reader = csv::Reader::from_reader(bytes.as_slice());
    let tasks: Vec<[String; 4]> = reader
        .records()
        .map(|record| record.expect("a record"))
        .map(|record| [1, 6, 8, 11].map(|column| record[column].to_owned()))
        .collect();
    let expected = [
        ["C1", "active", "2026-07-10", "phone"],
        ["C2", "quiet", "2026-07-20", "e-mail"],
    ];
    assert_eq!(tasks, expected.map(|task| task.map(str::to_owned)));
}
