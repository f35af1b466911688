//! A sitemap.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| fuzz::sitemap(bytes));
