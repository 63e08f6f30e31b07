//! Values of `book.toml` that are checked as they are read, so that each error has its place, and the
//! wording of errors.

use std::collections::BTreeMap;
use std::fmt;
use std::path::{Component, Path, PathBuf};

use serde::de::{Error, Visitor};
use serde::{Deserialize, Deserializer};

use crate::config::{Book, Build, CONFIG_CODE};
use crate::diag::{Diagnostic, Span};
use crate::lang::Variant;

/// The variants' codes, for messages.
const CODES: &[&str] = &["zh", "zh-hans", "zh-hant", "zh-cn", "zh-hk", "zh-mo", "zh-my", "zh-sg", "zh-tw"];

/// A variant by its code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct View(pub(super) Variant);

impl<'de> Deserialize<'de> for View {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let code = String::deserialize(deserializer)?;
        Variant::from_code(&code).map(Self).ok_or_else(|| D::Error::unknown_variant(&code, CODES))
    }
}

/// `parallel`: two views, or `false`.
#[derive(Clone, Copy, Debug)]
pub(super) enum Parallel {
    /// No parallel view.
    Off,
    /// These two.
    Pair(Variant, Variant),
}

impl<'de> Deserialize<'de> for Parallel {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Reader;
        impl<'de> Visitor<'de> for Reader {
            type Value = Parallel;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("two different views or `false`")
            }

            fn visit_bool<E: Error>(self, on: bool) -> Result<Parallel, E> {
                if on { Err(E::custom("expected two different views or `false`")) } else { Ok(Parallel::Off) }
            }

            fn visit_seq<A: serde::de::SeqAccess<'de>>(self, mut list: A) -> Result<Parallel, A::Error> {
                let mut views = Vec::new();
                while let Some(View(view)) = list.next_element()? {
                    views.push(view);
                }
                match views[..] {
                    [a, b] if a != b => Ok(Parallel::Pair(a, b)),
                    _ => Err(A::Error::custom("expected two different views or `false`")),
                }
            }
        }
        deserializer.deserialize_any(Reader)
    }
}

/// A path that is not empty and has no control character.
pub(super) fn folder<'de, D: Deserializer<'de>>(deserializer: D) -> Result<PathBuf, D::Error> {
    let text = String::deserialize(deserializer)?;
    if text.is_empty() || text.chars().any(char::is_control) {
        return Err(D::Error::custom("expected the name of a folder"));
    }
    Ok(text.into())
}

/// A folder inside the book's own: what it holds is published, and a book may come from a stranger.
pub(super) fn book_folder<'de, D: Deserializer<'de>>(deserializer: D) -> Result<PathBuf, D::Error> {
    let path = folder(deserializer)?;
    if is_inside(&path) { Ok(path) } else { Err(D::Error::custom(format!("`{}` is not a path inside the book's folder", path.display()))) }
}

/// The same, optional.
pub(super) fn optional_book_folder<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<PathBuf>, D::Error> {
    book_folder(deserializer).map(Some)
}

/// Whether a path cannot lead out of the folder that it begins in, but through symbolic links.
fn is_inside(path: &Path) -> bool {
    path.components().all(|part| matches!(part, Component::Normal(_) | Component::CurDir))
}

/// Paths inside the book's own folder, as they are copied to the site.
pub(super) fn files<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<PathBuf>, D::Error> {
    let list = Vec::<String>::deserialize(deserializer)?;
    list.into_iter()
        .map(|text| {
            let path = PathBuf::from(&text);
            if !text.is_empty() && is_inside(&path) {
                Ok(path)
            } else {
                Err(D::Error::custom(format!("`{text}` is not a path inside the book's folder")))
            }
        })
        .collect()
}

/// A MediaWiki language code: ASCII letters, digits and hyphens, lower case.
pub(super) fn language<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    let code = String::deserialize(deserializer)?.to_ascii_lowercase();
    if is_language(&code) { Ok(code) } else { Err(D::Error::custom(format!("`{code}` is not a language code such as `zh` or `en`"))) }
}

/// Whether `code` can be a language's.
pub(super) fn is_language(code: &str) -> bool {
    code.len() <= 32 && code.starts_with(|c: char| c.is_ascii_alphabetic()) && code.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
}

/// Folders by the language of their pages.
pub(super) fn languages<'de, D: Deserializer<'de>>(deserializer: D) -> Result<BTreeMap<String, PathBuf>, D::Error> {
    let table = BTreeMap::<String, String>::deserialize(deserializer)?;
    table
        .into_iter()
        .map(|(code, folder)| {
            let path = PathBuf::from(&folder);
            let code = code.to_ascii_lowercase();
            if !is_language(&code) {
                Err(D::Error::custom(format!("`{code}` is not a language code such as `zh` or `en`")))
            } else if folder.is_empty() || !path.components().all(|part| matches!(part, Component::Normal(_))) {
                Err(D::Error::custom(format!("`{folder}` is not a folder inside the content folder")))
            } else {
                Ok((code, path))
            }
        })
        .collect()
}

/// A date, or a moment with its offset from UTC, as RFC 3339 writes them; text or TOML's own.
pub(super) fn date<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<i64>, D::Error> {
    let text = match toml::Value::deserialize(deserializer)? {
        toml::Value::String(text) => text,
        toml::Value::Datetime(date) => date.to_string(),
        _ => return Err(D::Error::custom("expected a date such as 2024-05-01")),
    };
    let moment = text.parse::<jiff::Timestamp>().map(jiff::Timestamp::as_second);
    // A bare date is its first second in UTC.  Anything in between, such as a time without an offset, would
    // mean different moments on different machines.
    let day = || {
        let date = text.parse::<jiff::civil::Date>().ok().filter(|_| text.len() == 10)?;
        Some(date.to_zoned(jiff::tz::TimeZone::UTC).ok()?.timestamp().as_second())
    };
    moment
        .ok()
        .or_else(day)
        .map(Some)
        .ok_or_else(|| D::Error::custom(format!("`{text}` is not a date such as 2024-05-01 or a time such as 2024-05-01T12:00:00Z")))
}

/// Whether `text` is an http(s) address with nothing in it that could end an attribute or a line.
fn is_web_address(text: &str) -> bool {
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    rest.is_some_and(|rest| !rest.is_empty() && !rest.starts_with('/'))
        && !text.chars().any(|c| c.is_whitespace() || c.is_control() || matches!(c, '"' | '<' | '>' | '\\'))
}

/// An http(s) address.
pub(super) fn web_address<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    let text = String::deserialize(deserializer)?;
    if is_web_address(&text) {
        Ok(Some(text.trim_end_matches('/').to_owned()))
    } else {
        Err(D::Error::custom(format!("`{text}` is not an address that begins with `https://` or `http://`")))
    }
}

/// Where the site will live: an address or a path from the host's root; a final `/` is added.
pub(super) fn site_url<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    let mut text = String::deserialize(deserializer)?;
    let path = text.starts_with('/') && is_web_address(&format!("https://host{text}")) && !text.starts_with("//");
    if !(path || is_web_address(&text)) || text.contains(['?', '#']) {
        return Err(D::Error::custom(format!(
            "`{text}` is neither an address such as `https://example.org/book/` nor a path such as `/book/`"
        )));
    }
    if !text.ends_with('/') {
        text.push('/');
    }
    Ok(Some(text))
}

/// The address of an editor, with `{path}`.
pub(super) fn edit_url<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    let text = String::deserialize(deserializer)?;
    if is_web_address(&text) && text.contains("{path}") {
        Ok(Some(text))
    } else {
        Err(D::Error::custom("expected an address with `{path}` where the file's path goes"))
    }
}

/// A host name (RFC 1123: letters, digits, hyphens, dots), as GitHub Pages reads it from `CNAME`.
pub(super) fn host<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    let text = String::deserialize(deserializer)?;
    let label = |l: &str| {
        (1..=63).contains(&l.len()) && l.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-') && !l.starts_with('-') && !l.ends_with('-')
    };
    if text.len() <= 253 && text.split('.').all(label) {
        Ok(Some(text))
    } else {
        Err(D::Error::custom(format!("`{text}` is not a host name such as `docs.example.org`")))
    }
}

/// The address of a wiki's pages; without `$1` the title goes to the end.
fn pattern<E: Error>(text: &str) -> Result<String, E> {
    if !(is_web_address(text) || text.strip_prefix("//").is_some_and(|rest| is_web_address(&format!("https://{rest}")))) {
        return Err(E::custom(format!("`{text}` is not an address that begins with `https://` or `http://`")));
    }
    Ok(match text {
        _ if text.contains("$1") => text.to_owned(),
        _ if text.ends_with(['/', '=']) => format!("{text}$1"),
        _ => format!("{text}/$1"),
    })
}

/// The address of a wiki's pages.
pub(super) fn page_address<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    pattern(&String::deserialize(deserializer)?).map(Some)
}

/// The addresses of other wikis' pages, by lower-case prefix.
pub(super) fn page_addresses<'de, D: Deserializer<'de>>(deserializer: D) -> Result<BTreeMap<String, String>, D::Error> {
    let table = BTreeMap::<String, String>::deserialize(deserializer)?;
    table
        .into_iter()
        .map(|(prefix, url)| {
            if prefix.is_empty() || prefix.len() > 64 || prefix.contains([':', '#', '[', ']', '|', '{', '}']) {
                return Err(D::Error::custom(format!("`{prefix}` cannot be the prefix of a link")));
            }
            Ok((prefix.to_lowercase(), pattern(&url)?))
        })
        .collect()
}

/// The path of the wiki's pages on its server.
pub(super) fn article_path<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    let text = String::deserialize(deserializer)?;
    if text.starts_with('/') && text.contains("$1") {
        Ok(Some(text))
    } else {
        Err(D::Error::custom("expected a path with `$1` where the title goes, such as `/wiki/$1`"))
    }
}

/// A path without its `.` parts, for comparison; no file is looked at.
fn plain(path: &Path) -> PathBuf {
    path.components().filter(|part| !matches!(part, Component::CurDir)).collect()
}

/// Source and site may not lie in each other: the site would become source, or the source be replaced.
pub(super) fn folders(book: &Book, build: &Build, span: Option<Span>, found: &mut Vec<Diagnostic>) {
    let (src, out) = (plain(&book.src), plain(&build.build_dir));
    let message = if out.as_os_str().is_empty() || out.ends_with("..") {
        "`build-dir` may not be the book's own folder or one that holds it".to_owned()
    } else if src.as_os_str().is_empty() || src.ends_with("..") {
        "`src` may not be the book's own folder or one that holds it".to_owned()
    } else if out.starts_with(&src) || src.starts_with(&out) {
        format!("`build-dir` ({}) and `src` ({}) may not lie in each other", build.build_dir.display(), book.src.display())
    } else {
        return;
    };
    let mut diagnostic = Diagnostic::error(CONFIG_CODE, message);
    diagnostic.span = span;
    found.push(diagnostic);
}

/// A TOML error as a diagnostic, with the nearest known name where the error is an unknown one.
pub(super) fn explain(error: &toml::de::Error) -> Diagnostic {
    let message = error.message().trim_end_matches('.');
    let mut diagnostic = match unknown(message) {
        Some(unknown) => unknown.into_diagnostic(),
        None => Diagnostic::error(CONFIG_CODE, message.replace('\n', "; ")),
    };
    if message.starts_with("invalid unquoted key") {
        diagnostic.hint = Some("put the key in double quotes".to_owned());
    }
    diagnostic.span = error.span().map(Span::new);
    diagnostic
}

/// What is said of a code that is no variant's.
pub(super) fn unknown_view(code: &str) -> Diagnostic {
    Unknown { what: "value", name: code, known: CODES.to_vec() }.into_diagnostic()
}

/// A name that serde did not know.
struct Unknown<'a> {
    what: &'static str,
    name: &'a str,
    known: Vec<&'a str>,
}

impl Unknown<'_> {
    /// The error, with the nearest known name as advice.
    fn into_diagnostic(self) -> Diagnostic {
        let Self { what, name, known } = self;
        Diagnostic::error(CONFIG_CODE, format!("unknown {what} `{name}`")).hint(match nearest(name, &known) {
            Some(near) => format!("did you mean `{near}`?"),
            None if known.is_empty() => format!("no {what} is known here"),
            None => format!("known here: {}", known.join(", ")),
        })
    }
}

/// Reads serde's messages "unknown field `a`, expected one of `b`, `c`" and "unknown variant …".
///
/// Reading the message keeps the field names in one place, the structs; `tests` holds the wording down.
fn unknown(message: &str) -> Option<Unknown<'_>> {
    let (what, rest) = match message.strip_prefix("unknown field ") {
        Some(rest) => ("key", rest),
        None => ("value", message.strip_prefix("unknown variant ")?),
    };
    let (name, rest) = rest.strip_prefix('`')?.split_once('`')?;
    let known = rest.split('`').skip(1).step_by(2).collect();
    Some(Unknown { what, name, known })
}

/// The known name that `name` was probably meant to be.
fn nearest<'a>(name: &str, known: &[&'a str]) -> Option<&'a str> {
    // mdBook's older spelling and other tools' habits differ in the separator only.
    let folded = name.to_lowercase().replace('_', "-");
    let score = |k: &str| strsim::jaro_winkler(&folded, k);
    let best = known.iter().copied().max_by(|a, b| score(a).total_cmp(&score(b)))?;
    (score(best) >= 0.75).then_some(best)
}
