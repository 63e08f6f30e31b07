//! `{{flag}}`, `{{flagicon}}` and the templates of countries (`{{JPN}}`): which country is meant.
//!
//! Wikipedia shows a picture.  Here a flag is the letters of Unicode that devices show as one; where there is no such
//! flag, as for the Kingdom of France, the name stands in its place.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use super::arguments::Arguments;
use super::text::rows;

/// A country.
struct Country {
    /// The two letters of its flag.
    code: &'static str,
    zh: &'static str,
    en: &'static str,
}

static COUNTRIES: LazyLock<FxHashMap<&'static str, Country>> = LazyLock::new(|| {
    let mut all = FxHashMap::default();
    for row in rows("countries.txt") {
        let mut cells = row.split(" | ");
        let (Some(code), Some(zh), Some(en)) = (cells.next(), cells.next(), cells.next()) else { continue };
        for name in [zh, en].into_iter().chain(cells) {
            all.entry(name).or_insert(Country { code, zh, en });
        }
    }
    all
});

/// Whether a name is a code, and not a country's name in a language.
fn is_code(name: &str) -> bool {
    name.len() > 1 && name.bytes().all(|byte| byte.is_ascii_uppercase() || byte == b'-')
}

/// Whether the template of that name is a country's: `JPN`.
pub(super) fn is_country(template: &str) -> bool {
    is_code(template) && COUNTRIES.contains_key(template)
}

/// The letters that are shown as a flag.
fn letters(code: &str) -> String {
    code.bytes().filter_map(|byte| char::from_u32(0x1F1E6 + u32::from(byte.saturating_sub(b'A')))).collect()
}

/// What a flag is shown as: the flag, or a name in its place.
fn shown(name: &str, arguments: Arguments<'_>) -> String {
    match COUNTRIES.get(name) {
        Some(country) => {
            let title = arguments.word(country.zh, country.en);
            format!("<span class=\"flagicon\" title=\"{title}\">{}</span>", letters(country.code))
        }
        None => format!("<span class=\"flagicon\">&#91;{name}&#93;</span>"),
    }
}

/// The name to show for what an author wrote: a code is replaced, and a name of another script.
fn name_of<'a>(written: &'a str, arguments: Arguments<'_>) -> &'a str {
    match COUNTRIES.get(written) {
        Some(country) if is_code(written) || arguments.chinese && written.is_ascii() => arguments.word(country.zh, country.en),
        _ => written,
    }
}

/// `{{flagicon|name}}`: the flag alone.
pub(super) fn flag_icon(arguments: Arguments<'_>) -> String {
    arguments.get("1").map(|name| shown(name, arguments)).unwrap_or_default()
}

/// `{{flag|name}}`: the flag and the name, which is a link.
pub(super) fn flag(arguments: Arguments<'_>) -> String {
    arguments.get("1").map(|name| with_name(name, arguments)).unwrap_or_default()
}

/// `{{JPN}}`: the same, for the country whose code the template's name is.
pub(super) fn country(template: &str, arguments: Arguments<'_>) -> String {
    with_name(template, arguments)
}

fn with_name(written: &str, arguments: Arguments<'_>) -> String {
    let name = name_of(written, arguments);
    let label = arguments.get("name").unwrap_or(name);
    // What is a link already, or could not be the target of one.
    if name.contains(['[', ']', '{', '}', '<', '>', '|', '\n']) {
        return label.to_owned();
    }
    let link = if label == name { format!("[[{name}]]") } else { format!("[[{name}|{label}]]") };
    // A name that stands for its flag is not said twice.
    if COUNTRIES.contains_key(written) { format!("{}&nbsp;{link}", shown(written, arguments)) } else { link }
}
