//! Templates of wikitext, by name: the files of `templates/wiki`, their other names, and families.
//!
//! - A file is a template of its own.
//! - `aliases.txt` holds other names.  Each acts as the redirect that it is on Wikipedia, so that a book's own
//!   template of the right name answers to the other names too.
//! - `families/` holds templates of which there are many that differ by a word: one text, and a table of the words,
//!   or the table of languages.
//!
//! In these texts `%language%` is `zh` on a Chinese wiki and `en` on any other, and a family's text names the columns
//! of its table in the same way.

use std::sync::{Arc, LazyLock};

use rustc_hash::FxHashMap;

use crate::lang::names::{Named, language};

static FOLDER: include_dir::Dir<'static> = include_dir::include_dir!("$CARGO_MANIFEST_DIR/templates/wiki");

/// What `%language%` stands for.
const LANGUAGE: &str = "{{#switch:{{CONTENTLANGUAGE}}|zh|zh-hans|zh-hant|zh-cn|zh-tw|zh-hk|zh-mo|zh-sg|zh-my=zh|en}}";

/// Where a template's text comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Origin {
    /// A file's text.
    File(&'static str),
    /// Another name of the template of this name.
    Alias(&'static str),
    /// A family, and what its columns hold.
    Row(&'static Family, &'static str),
}

/// Templates that differ by a word.
#[derive(Debug, PartialEq, Eq)]
struct Family {
    /// The name of its text and of its table in `families/`.
    name: &'static str,
    /// The columns of its table, after that of the templates' names.
    columns: &'static [&'static str],
}

/// The families that have a table.
static FAMILIES: [Family; 3] = [
    Family { name: "cell", columns: &["colour", "zh", "en"] },
    Family { name: "notice", columns: &["kind", "zh", "en"] },
    Family { name: "remark", columns: &["zh", "en"] },
];

/// The families that there is a template of for each language.
const OF_LANGUAGES: &[OfLanguages] = &[
    OfLanguages { family: "lang-xx", before: "Lang-", after: "" },
    OfLanguages { family: "xx-icon", before: "", after: " icon" },
    OfLanguages { family: "link-xx", before: "Link-", after: "" },
    OfLanguages { family: "ipa-xx", before: "IPA-", after: "" },
];

/// A family of languages: what stands before and after the language's code in a template's name.
struct OfLanguages {
    family: &'static str,
    before: &'static str,
    after: &'static str,
}

/// Codes that are in use beside those of BCP 47.
const OTHER_CODES: &[(&str, &str)] = &[("gr", "el"), ("rus", "ru")];

/// Names of languages that Wikipedia's templates have otherwise than MediaWiki: code, Chinese.
const OTHERWISE: &[(&str, &str)] = &[("ky", "吉尔吉斯语")];

/// All templates but those of languages, by name.
static BY_NAME: LazyLock<FxHashMap<&'static str, Origin>> = LazyLock::new(|| {
    let mut all = FxHashMap::default();
    // Not those of `families/`: their paths have a slash, which is no part of a template's name here.
    for file in FOLDER.files() {
        if let (Some(name), Some(text)) = (file.path().to_str().and_then(|p| p.strip_suffix(".wiki")), file.contents_utf8()) {
            all.insert(name, Origin::File(text));
        }
    }
    for family in &FAMILIES {
        for row in rows(&format!("families/{}.txt", family.name)) {
            let (name, words) = row.split_once(" | ").unwrap_or((row, ""));
            all.insert(name, Origin::Row(family, words));
        }
    }
    for row in rows("aliases.txt") {
        let (name, aliases) = row.split_once(" | ").unwrap_or((row, ""));
        all.extend(aliases.split(" | ").map(|alias| (alias, Origin::Alias(name))));
    }
    all
});

/// The text of a file of the folder.
fn file(path: &str) -> &'static str {
    FOLDER.get_file(path).and_then(|file| file.contents_utf8()).unwrap_or_default()
}

/// The rows of a table.
pub(super) fn rows(path: &str) -> impl Iterator<Item = &'static str> {
    file(path).lines().filter(|line| !line.is_empty() && !line.starts_with('#'))
}

/// The wikitext of a template that taben brings along, by its name with the first letter upper case.
#[must_use]
pub fn text(name: &str) -> Option<Arc<str>> {
    let Some(&origin) = BY_NAME.get(name) else { return of_language(name).map(Arc::from) };
    Some(match origin {
        Origin::File(text) if text.contains("%language%") => text.replace("%language%", LANGUAGE).into(),
        Origin::File(text) => text.into(),
        Origin::Alias(template) => format!("#REDIRECT [[Template:{template}]]").into(),
        Origin::Row(family, words) => {
            let words: Vec<_> = family.columns.iter().copied().zip(words.split(" | ")).collect();
            filled(family.name, &words).into()
        }
    })
}

/// The names of all templates of wikitext but those of languages, in order.
#[must_use]
pub fn names() -> Vec<&'static str> {
    let mut names: Vec<_> = BY_NAME.keys().copied().collect();
    names.sort_unstable();
    names
}

/// The text of a family with its columns filled in.
fn filled(family: &str, words: &[(&str, &str)]) -> String {
    let text = file(&format!("families/{family}.wiki")).replace("%language%", LANGUAGE);
    words.iter().fold(text, |text, (column, word)| text.replace(&format!("%{column}%"), word))
}

/// The template of a language, such as `Lang-uz`.
fn of_language(name: &str) -> Option<String> {
    // For templates that are given a code: whether those of that language are there.
    if let Some(code) = name.strip_prefix("Is language ") {
        return Some(named(code).map_or("", |_| "1").to_owned());
    }
    OF_LANGUAGES.iter().find_map(|family| {
        let code = name.strip_prefix(family.before)?.strip_suffix(family.after)?;
        Some(filled(family.family, &words_of(named(code)?)))
    })
}

/// The language of a code as templates write it: `De` in `De icon`, `grc-gre`.
fn named(code: &str) -> Option<&'static Named> {
    let code = code.to_ascii_lowercase();
    let other = OTHER_CODES.iter().find(|(known, _)| *known == code).map(|(_, code)| *code);
    language(other.unwrap_or(&code)).or_else(|| language(code.split_once('-')?.0))
}

/// What a family of languages says of a language.
fn words_of(named: &'static Named) -> [(&'static str, &'static str); 5] {
    let zh = OTHERWISE.iter().find(|(code, _)| *code == named.code).map_or(named.zh, |(_, zh)| zh);
    let direction = if named.is_right_to_left() { " dir=\"rtl\"" } else { "" };
    let latin = if named.is_latin() { "/latin" } else { "" };
    [("code", named.code), ("zh", zh), ("en", named.en), ("direction", direction), ("latin", latin)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_names_lead_to_a_template() {
        for name in names() {
            if let Origin::Alias(template) = BY_NAME[name] {
                let text = text(template).unwrap_or_else(|| panic!("{name} leads to {template}"));
                assert!(!text.starts_with("#REDIRECT"), "{name} leads to {template}");
            }
        }
    }

    #[test]
    fn no_name_is_given_twice() {
        let files = FOLDER.files().filter(|file| file.path().extension().is_some_and(|e| e == "wiki")).count();
        let in_families: usize = FAMILIES.iter().map(|family| rows(&format!("families/{}.txt", family.name)).count()).sum();
        let aliases: usize = rows("aliases.txt").map(|row| row.split(" | ").count() - 1).sum();
        assert_eq!(BY_NAME.len(), files + in_families + aliases);
        assert!(names().into_iter().all(|name| of_language(name).is_none()));
    }

    #[test]
    fn tables_fill_their_family() {
        for family in &FAMILIES {
            for row in rows(&format!("families/{}.txt", family.name)) {
                assert_eq!(row.split(" | ").count(), family.columns.len() + 1, "{row}");
            }
        }
        for name in ["When", "Advert", "Lang-ar", "Uz icon", "Link-ja", "Main"] {
            let text = text(name).unwrap_or_default();
            assert!(!text.is_empty() && !text.contains('%'), "{name}: {text}");
        }
    }

    #[test]
    fn a_name_of_another_case_is_another_name() {
        assert_eq!(text("CN").as_deref(), Some("#REDIRECT [[Template:Citation needed]]"));
        assert_eq!(text("cN"), None);
        assert_eq!(text("Lang-klingon"), None);
        assert_eq!(text("families/remark"), None);
    }
}
