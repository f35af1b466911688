//! A saved page, HTML or MHTML, whatever its encoding.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| fuzz::page(bytes));
