//! See `taben_fuzz::parse`.

#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| taben_fuzz::parse(data));
