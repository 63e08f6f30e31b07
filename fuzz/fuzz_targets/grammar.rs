//! See `taben_fuzz::grammar`.

#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| taben_fuzz::grammar(data));
