//! A Markdown file with front matter.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| fuzz::front_matter(bytes));
