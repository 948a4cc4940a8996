//! The `bluebutton` program.
fn main() {}
