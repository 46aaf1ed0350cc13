//! The tierbook command.
fn main() {}
