//! What the fuzzer begins with and what it found, without the fuzzer: `fuzz/seeds` and `tests/fuzz-regressions`.

#![expect(clippy::disallowed_methods, reason = "the test reads its cases")]

#[path = "../fuzz/src/lib.rs"]
#[expect(unreachable_pub, reason = "it is a crate of its own to the fuzzer")]
mod targets;

use std::fs;
use std::path::Path;

/// Runs a target on all files of its folders; gives how many there were.
fn run(target: &str, on: fn(&[u8])) -> usize {
    let mut files = 0;
    for folder in ["fuzz/seeds", "tests/fuzz-regressions"] {
        let Ok(entries) = fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join(folder).join(target)) else { continue };
        for entry in entries {
            let path = entry.expect("an entry").path();
            // The name is shown if the test fails.
            println!("{}", path.display());
            on(&fs::read(&path).expect("a file"));
            files += 1;
        }
    }
    files
}

#[test]
fn what_the_fuzzer_knows_passes() {
    assert!(run("preprocess", targets::preprocess) >= 10);
    assert!(run("parse", targets::parse) >= 7);
    assert!(run("convert", targets::convert) >= 10);
    run("grammar", targets::grammar);
}

#[test]
fn pages_of_constructs_pass() {
    // Numbers that follow each other by rule are as good as chance, and the same on every machine.
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state.to_le_bytes()[3]
    };
    for round in 0..400 {
        let length = 5 + usize::from(next()) % (if round % 10 == 0 { 250 } else { 40 });
        let data: Vec<u8> = (0..length).map(|_| next()).collect();
        // The data is shown if the test fails.
        println!("{data:?}");
        targets::grammar(&data);
    }
}
