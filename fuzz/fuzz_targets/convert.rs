//! See `taben_fuzz::convert`.

#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| taben_fuzz::convert(data));
