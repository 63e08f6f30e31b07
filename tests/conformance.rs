//! The outside suites, as far as they are here: `tests/conformance.sh` with the binary of this build.
//!
//! An unoptimised binary takes half a minute for them, and CI runs the script with an optimised one, so this runs only if
//! `CONFORMANCE=1` asks for it; it always checks that the list of passing cases is in order.

#![expect(clippy::disallowed_methods, reason = "the test reads the list and runs the script")]

use std::path::Path;
use std::process::Command;

#[test]
fn the_list_is_in_order() {
    let text = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/conformance/pass.txt")).unwrap();
    let (scores, cases): (Vec<&str>, Vec<&str>) = text.lines().partition(|line| line.starts_with("= "));
    assert!(cases.is_sorted(), "cases are sorted by name");
    assert!(cases.iter().all(|case| case.contains(": ")), "every case is SUITE: NAME");
    for score in scores {
        let number = score.rsplit(' ').next().and_then(|n| n.parse::<u32>().ok());
        assert!(number.is_some(), "{score} ends with a number");
    }
}

#[test]
fn cases_pass() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    if std::env::var_os("CONFORMANCE").is_none() {
        eprintln!("SKIPPED: CONFORMANCE=1 runs the outside suites with this build");
        return;
    }
    let status = Command::new("bash").arg(root.join("tests/conformance.sh")).env("BIN", env!("CARGO_BIN_EXE_taben")).status().unwrap();
    assert!(status.success(), "tests/conformance.sh failed");
}
