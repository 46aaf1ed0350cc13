//! The program as people run it: words in, output, exit code and files out.

mod broken_inputs;
mod explain;
mod harness;
mod ical;
mod init;
mod lists;
mod living;
mod living_absent;
mod living_again;
mod living_edits;
mod living_forms;
mod living_marks;
mod living_weeks;
mod outputs;
mod outside;
mod refusals;
mod review;
mod schedule;
mod team;
