//! Inkie, the press for independent music papers.

fn main() {}
