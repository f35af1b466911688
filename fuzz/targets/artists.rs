//! Lists of artists and of works: MusicBrainz dumps, our own, tables.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| fuzz::artists(bytes));
