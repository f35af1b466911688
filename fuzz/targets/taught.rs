//! Pages of one site, of which one was shown.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| fuzz::taught(bytes));
