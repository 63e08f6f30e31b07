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

/// The structs of a source file: name, and fields that templates see.
fn structs(source: &str) -> Vec<(String, BTreeSet<String>)> {
    let mut found: Vec<(String, BTreeSet<String>)> = Vec::new();
    let mut inside = false;
    for line in source.lines() {
        if let Some(rest) = line.strip_prefix("pub struct ") {
            let name: String = rest.chars().take_while(|c| c.is_alphanumeric()).collect();
            inside = rest.ends_with('{');
            if inside {
                found.push((name, BTreeSet::new()));
            }
        } else if line == "}" {
            inside = false;
        } else if let Some(field) = line.strip_prefix("    pub ").filter(|_| inside)
            && let (Some((_, fields)), Some((name, _))) = (found.last_mut(), field.split_once(':'))
        {
            fields.insert(name.to_owned());
        }
    }
    found
}

#[test]
fn every_template_and_all_it_is_given_are_documented() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let page = fs::read_to_string(root.join("docs/templates.md")).unwrap();
    let code = structs(&fs::read_to_string(root.join("src/theme/context.rs")).unwrap());
    assert!(code.iter().any(|(name, fields)| name == "Page" && fields.contains("body")), "the test still finds them");
    let sections: Vec<(&str, BTreeSet<String>)> = page
        .split("\n### ")
        .skip(1)
        .map(|section| {
            let name = section.lines().next().unwrap_or_default();
            let fields = section.lines().filter_map(|line| line.strip_prefix("| `")?.split('`').next());
            (name, fields.map(str::to_owned).collect())
        })
        .collect();
    for (name, fields) in &code {
        let (_, told) = sections.iter().find(|(n, _)| n == name).unwrap_or_else(|| panic!("docs/templates.md has no section {name}"));
        assert_eq!(told, fields, "docs/templates.md on {name}");
    }
    assert_eq!(sections.len(), code.len(), "docs/templates.md tells of what there is not");
    for folder in ["templates", "templates/partials"] {
        for entry in fs::read_dir(root.join(folder)).unwrap().map(Result::unwrap) {
            let name = entry.path().strip_prefix(root.join("templates")).unwrap().to_string_lossy().into_owned();
            assert!(!name.ends_with(".html") || page.contains(&format!("`{name}`")), "docs/templates.md does not tell of {name}");
        }
    }
    // What the templates name, there is.
    let fields: BTreeSet<&String> = code.iter().flat_map(|(_, fields)| fields).collect();
    for name in ["page.html", "parallel.html", "base.html", "index.html", "all.html", "redirect.html", "partials/about.html"] {
        let text = fs::read_to_string(root.join("templates").join(name)).unwrap();
        for object in ["page.", "frame.", "book."] {
            for (at, _) in text.match_indices(object) {
                let before = text[..at].chars().next_back();
                let field: String = text[at + object.len()..].chars().take_while(|c| c.is_ascii_lowercase() || *c == '_').collect();
                if before.is_none_or(|c| !c.is_alphanumeric() && c != '"' && c != '/' && c != '-') && field != "html" {
                    assert!(fields.contains(&field), "{name} asks for {object}{field}");
                }
            }
        }
    }
}

/// Each class of the theme's own templates is the theme's alone, or said to be shared: nobody forgets to decide.
#[test]
fn the_themes_classes_are_no_authors() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut undecided = std::collections::BTreeSet::new();
    for folder in ["templates", "templates/partials"] {
        for entry in fs::read_dir(root.join(folder)).unwrap().map(|e| e.unwrap().path()) {
            if entry.extension().is_none_or(|e| e != "html") {
                continue;
            }
            let text = fs::read_to_string(&entry).unwrap();
            for value in text.split("class=\"").skip(1).filter_map(|rest| rest.split('"').next()) {
                let plain = value.split('{').next().unwrap_or_default();
                for class in plain.split_ascii_whitespace() {
                    if !taben::sanitize::classes::is_reserved(class) && !taben::sanitize::classes::SHARED.contains(&class) {
                        undecided.insert(class.to_owned());
                    }
                }
            }
        }
    }
    assert!(undecided.is_empty(), "put these into src/sanitize/classes.rs: {undecided:?}");
}
