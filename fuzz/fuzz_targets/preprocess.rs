//! See `taben_fuzz::preprocess`.

#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| taben_fuzz::preprocess(data));
