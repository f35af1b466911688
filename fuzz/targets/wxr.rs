//! WordPress exports, well-formed or not.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| fuzz::wxr(bytes));
