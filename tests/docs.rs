//! The documents say all that they promise to.

#![expect(clippy::disallowed_methods, reason = "the test reads sources and documents")]

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// What stands before the code of a diagnostic.
const MAKERS: &[&str] = &["Diagnostic::error(", "Diagnostic::warning(", "Diagnostic::new(", "warn_limit("];

fn codes(folder: &Path, into: &mut BTreeSet<String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            codes(&path, into);
            continue;
        }
        if path.ends_with("tests.rs") || path.extension().is_none_or(|e| e != "rs") {
            continue;
        }
        let text = fs::read_to_string(&path).unwrap();
        let code = text.split("#[cfg(test)]").next().unwrap_or_default();
        for maker in MAKERS {
            for (at, _) in code.match_indices(maker) {
                let rest = &code[at + maker.len()..];
                // The first text in the call, unless the code comes from elsewhere.
                let Some((before, word)) = rest.split_once('"') else { continue };
                let word = word.split('"').next().unwrap_or_default();
                if before.len() < 120
                    && !before.contains([';', ')'])
                    && !word.is_empty()
                    && word.bytes().all(|b| b.is_ascii_lowercase() || b == b'-')
                {
                    into.insert(word.to_owned());
                }
            }
        }
    }
}

#[test]
fn every_diagnostic_is_documented() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut found = BTreeSet::new();
    codes(&root.join("src"), &mut found);
    assert!(found.len() > 10, "the test still finds them: {found:?}");
    let page = fs::read_to_string(root.join("docs/errors.md")).unwrap();
    let missing: Vec<_> = found.iter().filter(|code| !page.contains(&format!("`{code}`"))).collect();
    assert!(missing.is_empty(), "docs/errors.md does not tell of {missing:?}");
}
