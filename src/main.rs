//! The `jorye` program.

fn main() {}
