//! Rules about the source itself: who may use whom, what every file opens with, whose licences are fine.

#![expect(clippy::disallowed_methods, reason = "the test reads the source")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The layers, from the bottom up, and the modules of each.
///
/// A module may use its own layer's modules only where `peers` says so, and those of the layers named in `below`.
/// A module that is in no layer fails the test, so that nobody forgets to decide.
const LAYERS: &[Layer] = &[
    Layer {
        name: "base",
        modules: &["bytes", "config", "diag", "digest", "lang", "numerals", "path", "site", "title"],
        peers: true,
        below: &[],
    },
    Layer { name: "model", modules: &["model"], peers: false, below: &["base"] },
    Layer { name: "world", modules: &["world", "messages", "sanitize"], peers: false, below: &["base", "model"] },
    Layer {
        name: "stages",
        modules: &[
            "preprocess",
            "parse",
            "markdown",
            "notes",
            "variant",
            "html",
            "theme",
            "cite",
            "search",
            "templates",
            "lint",
            "review",
            "highlight",
            "tex",
        ],
        peers: false,
        below: &["base", "model", "world"],
    },
    Layer {
        name: "edges",
        modules: &["source", "emit", "report", "net", "import", "bundle", "serve", "cache"],
        peers: true,
        below: &["base", "model", "world"],
    },
    Layer { name: "pipeline", modules: &["pipeline"], peers: false, below: &["base", "model", "world", "stages", "edges"] },
    Layer { name: "cli", modules: &["cli"], peers: false, below: &["base", "edges", "pipeline"] },
];

/// A layer of modules.
struct Layer {
    name: &'static str,
    modules: &'static [&'static str],
    peers: bool,
    below: &'static [&'static str],
}

/// Crates whose options are set in one module, and the module that may name each, or the modules.
const NAMED_ONCE: &[(&str, &str)] = &[
    ("parse_wiki_text", "lint"),
    ("include_dir", "templates"),
    ("zhconv", "variant"),
    ("opencc_rust", "variant"),
    ("tera", "theme"),
    ("syntect", "highlight"),
    ("two_face", "highlight"),
    ("math_core", "tex"),
    ("cssparser", "sanitize"),
    ("walkdir", "source"),
    // Exports are read as they come, drawings whole: nothing of the two is the same.
    ("quick_xml", "import sanitize"),
    ("flate2", "import"),
    ("bzip2", "import"),
    ("ruzstd", "import"),
    ("sha1", "import"),
    ("clap", "cli"),
    ("icu_collator", "pipeline"),
    ("indicatif", "cli"),
    ("ureq", "net"),
    ("axum", "serve"),
    ("futures_util", "serve"),
    ("hyper", "serve"),
    ("hyper_util", "serve"),
    ("tokio", "serve"),
    ("notify", "serve"),
    ("zip", "bundle"),
    ("html5ever", "bundle"),
    ("xxhash_rust", "digest"),
    ("postcard", "cache"),
];

/// Licences that may be part of a program under GPL-3.0-or-later.
const LICENCES: &[&str] = &[
    "0BSD",
    "Apache-2.0",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BSL-1.0",
    "CC0-1.0",
    "GPL-2.0-or-later",
    "GPL-3.0-or-later",
    "ISC",
    "LGPL-2.1-or-later",
    "MIT",
    "MIT-0",
    "MPL-2.0",
    // A licence for data: the certificates that browsers trust.
    "CDLA-Permissive-2.0",
    "Unicode-3.0",
    "Unlicense",
    "Zlib",
    // bzip2's own: as Zlib, and the name of its author may not be used to praise what was made of it.
    "bzip2-1.0.6",
];

/// Packages that bring a licence text without a name, and what it is.
const READ_BY_HAND: &[(&str, &str)] = &[
    // The MIT licence without the sentence that asks to keep the notice.
    ("parse-wiki-text-2", "MIT"),
];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The Rust files below a folder, in order.
fn rust_files(folder: &Path, into: &mut Vec<PathBuf>) {
    let mut entries: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            rust_files(&path, into);
        } else if path.extension().is_some_and(|e| e == "rs") {
            into.push(path);
        }
    }
}

/// Every file of `src` with its top module and its text without comments and tests.
fn modules() -> Vec<(String, String, String)> {
    let src = root().join("src");
    let mut files = Vec::new();
    rust_files(&src, &mut files);
    files
        .into_iter()
        .filter_map(|path| {
            let shown = path.strip_prefix(root()).unwrap().display().to_string();
            let inside = path.strip_prefix(&src).unwrap();
            let module = inside.components().next()?.as_os_str().to_str()?.trim_end_matches(".rs").to_owned();
            // Tests may use anything: they are no part of the house.
            if inside.ends_with("tests.rs") || inside.components().any(|part| part.as_os_str() == "tests") {
                return None;
            }
            let text = fs::read_to_string(&path).unwrap();
            let text = text.split("\n#[cfg(test)]\nmod ").next().unwrap_or_default();
            let code = text.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n");
            Some((shown, module, code))
        })
        .collect()
}

/// The words that follow `prefix` in a code, where it begins a path.
fn words_after<'a>(code: &'a str, prefix: &str) -> BTreeSet<&'a str> {
    let mut found = BTreeSet::new();
    for (at, _) in code.match_indices(prefix) {
        let before = code[..at].chars().next_back();
        if before.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == ':') {
            continue;
        }
        let rest = &code[at + prefix.len()..];
        if let Some(group) = rest.strip_prefix('{') {
            // use crate::{a::b, c::{d, e}};
            let mut depth = 0;
            let mut start = true;
            for (i, c) in group.char_indices() {
                match c {
                    '{' => depth += 1,
                    '}' if depth == 0 => break,
                    '}' => depth -= 1,
                    ',' if depth == 0 => start = true,
                    c if start && (c.is_alphanumeric() || c == '_') => {
                        start = false;
                        found.insert(word(&group[i..]));
                    }
                    _ => {}
                }
            }
        } else {
            found.insert(word(rest));
        }
    }
    found
}

/// The identifier that a text begins with.
fn word(text: &str) -> &str {
    let end = text.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(text.len());
    &text[..end]
}

#[test]
fn layers_are_kept() {
    let layer_of = |module: &str| LAYERS.iter().find(|layer| layer.modules.contains(&module));
    let mut wrong = Vec::new();
    for (file, module, code) in modules() {
        if module == "lib" || module == "main" {
            continue;
        }
        let Some(layer) = layer_of(&module) else {
            wrong.push(format!("{file}: `{module}` is in no layer; add it to LAYERS"));
            continue;
        };
        for used in words_after(&code, "crate::") {
            let Some(other) = layer_of(used).filter(|_| used != module) else { continue };
            let allowed = if other.name == layer.name { layer.peers } else { layer.below.contains(&other.name) };
            if !allowed {
                wrong.push(format!("{file} ({}) uses `{used}` ({})", layer.name, other.name));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn some_crates_are_named_in_one_module_only() {
    let mut wrong = Vec::new();
    for (file, module, code) in modules() {
        for (name, home) in NAMED_ONCE {
            // A path that begins with the crate's name, or an import of it.
            let named = code.match_indices(name).any(|(at, _)| {
                let before = code[..at].chars().next_back();
                !before.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == ':' || c == '"')
                    && code[at + name.len()..].starts_with("::")
            });
            if named && !home.split(' ').any(|home| module == home) {
                wrong.push(format!("{file} names `{name}`, which only `{home}` may"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_file_says_what_it_holds() {
    let mut files = Vec::new();
    for folder in ["src", "tests", "benches", "examples"] {
        if root().join(folder).is_dir() {
            rust_files(&root().join(folder), &mut files);
        }
    }
    let silent: Vec<_> = files.iter().filter(|path| !fs::read_to_string(path).unwrap().starts_with("//! ")).collect();
    assert!(silent.is_empty(), "these do not open with `//! `: {silent:#?}");
}

#[test]
fn every_code_of_a_diagnostic_is_explained() {
    let manual = fs::read_to_string(root().join("docs/errors.md")).unwrap();
    let mut missing = BTreeSet::new();
    for (file, _, code) in modules() {
        for call in ["Diagnostic::error(", "Diagnostic::warning(", "Diagnostic::new("] {
            for (at, _) in code.match_indices(call) {
                let arguments = &code[at + call.len()..];
                // The first argument of the short forms, the second of `new`; a code in a variable is not seen here.
                let argument = if call.ends_with("new(") { arguments.split_once(',').map_or("", |(_, rest)| rest) } else { arguments };
                let Some(literal) = argument.trim_start().strip_prefix('"') else { continue };
                let name = literal.split('"').next().unwrap_or_default();
                if !manual.contains(&format!("`{name}`")) {
                    missing.insert(format!("{file}: `{name}` is not in docs/errors.md"));
                }
            }
        }
    }
    assert!(missing.is_empty(), "{missing:#?}");
}

#[test]
fn licences_are_compatible() {
    // Packages of other platforms are not downloaded, and without the network cargo would miss them.
    let version = Command::new("rustc").arg("-vV").output().unwrap();
    let version = String::from_utf8(version.stdout).unwrap();
    let host = version.lines().find_map(|line| line.strip_prefix("host: ")).expect("rustc names its host");
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1", "--locked", "--all-features", "--filter-platform", host])
        .current_dir(root())
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let metadata: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    // What CI asks cargo-deny must know the same licences.
    let deny: toml::Table = fs::read_to_string(root().join("deny.toml")).unwrap().parse().unwrap();
    let allowed: Vec<&str> = deny["licenses"]["allow"].as_array().unwrap().iter().filter_map(toml::Value::as_str).collect();
    let mut wrong = Vec::new();
    for package in metadata["packages"].as_array().unwrap() {
        let name = package["name"].as_str().unwrap_or_default();
        let by_hand = READ_BY_HAND.iter().find(|(package, _)| *package == name).map(|(_, licence)| *licence);
        let licence = package["license"].as_str().or(by_hand).unwrap_or_default();
        if !is_compatible(licence) || !is_met(licence, &allowed) {
            wrong.push(format!("{name}: `{licence}`"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Whether an SPDX expression can be met with [`LICENCES`].
fn is_compatible(expression: &str) -> bool {
    is_met(expression, LICENCES)
}

/// Whether an SPDX expression can be met with the licences of the list.
///
/// `AND` binds tighter than `OR`; `/` is an old way to write `OR`.  Parentheses are read by replacing the
/// innermost ones with their answer.
fn is_met(expression: &str, licences: &[&str]) -> bool {
    let mut text = expression.replace('/', " OR ");
    while let Some(close) = text.find(')') {
        let Some(open) = text[..close].rfind('(') else { return false };
        let answer = if is_met(&text[open + 1..close], licences) { " MIT " } else { " NONE " };
        text.replace_range(open..=close, answer);
    }
    text.split(" OR ").any(|choice| {
        choice.split(" AND ").all(|licence| {
            let licence = licence.trim().split(" WITH ").next().unwrap_or_default().trim();
            licences.contains(&licence)
        })
    })
}

#[test]
fn the_rules_work() {
    assert_eq!(words_after("use crate::{a::b, c::{d, e}, f};\nx(crate::g::h)", "crate::"), BTreeSet::from(["a", "c", "f", "g"]));
    assert!(words_after("mycrate::a", "crate::").is_empty());
    for good in ["MIT OR Apache-2.0", "MIT/Apache-2.0", "(MIT OR NONE) AND Unicode-3.0", "Apache-2.0 WITH LLVM-exception OR X"] {
        assert!(is_compatible(good), "{good}");
    }
    for bad in ["", "GPL-2.0-only", "MIT AND Proprietary", "(MIT OR X) AND Y"] {
        assert!(!is_compatible(bad), "{bad}");
    }
}
