//! `book.toml` by what an export says of its wiki.

use crate::config::{CaseSensitive, Config};
use crate::import::export::SiteInfo;
use crate::site::Site;
use crate::source::Wiki;

/// What is taken for a wiki's licence, by the end of its host's name, where nobody tells: exports do not.
///
/// Wikimedia's terms of use, section 7; their news and data have others and are not among these.
const LICENCES: &[&str] =
    &["wikipedia.org", "wiktionary.org", "wikibooks.org", "wikiquote.org", "wikisource.org", "wikiversity.org", "wikivoyage.org"];

/// The licence of those wikis.
const WIKIMEDIA: (&str, &str) = ("CC BY-SA 4.0", "https://creativecommons.org/licenses/by-sa/4.0/");

/// What an export says of its wiki, fit for `book.toml`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Settings {
    pub(super) language: Option<String>,
    pub(super) name: String,
    pub(super) base_url: Option<String>,
    /// TOML: `true`, or a list of numbers.
    pub(super) case_sensitive: Option<String>,
    /// Number and name of those that the language does not have by that name.
    pub(super) namespaces: Vec<(i32, String)>,
}

impl Settings {
    /// What of the export's words can stand in `book.toml`: everything is tried there first.
    pub(super) fn new(info: &SiteInfo) -> Self {
        let fits = |text: &str| Config::parse(text).is_ok();
        let language = info.language.to_ascii_lowercase();
        let language = Some(language).filter(|code| !code.is_empty() && fits(&format!("[book]\nlanguage = {}", quoted(code))));
        let base_url = pattern(&info.base).filter(|url| fits(&format!("[wiki]\nbase-url = {}", quoted(url))));
        let known = Site::new(language.as_deref().unwrap_or("zh")).namespaces;
        let namespaces = info
            .namespaces
            .iter()
            .filter(|ns| ns.number != 0 && !ns.name.is_empty())
            .filter(|ns| known.by_number(ns.number).is_none_or(|number| known.name(number) != ns.name))
            .filter(|ns| fits(&format!("[wiki.namespaces]\n{} = {}", ns.number, quoted(&ns.name))))
            .map(|ns| (ns.number, ns.name.clone()))
            .collect();
        let mut numbers: Vec<i32> = info.namespaces.iter().filter(|ns| ns.case_sensitive == Some(true)).map(|ns| ns.number).collect();
        numbers.sort_unstable();
        let case_sensitive = match (info.case_sensitive, numbers.is_empty()) {
            (true, _) => Some("true".to_owned()),
            (false, true) => None,
            (false, false) => Some(format!("{numbers:?}")),
        };
        Self { language, name: info.name.clone(), base_url, case_sensitive, namespaces }
    }

    /// The text of a new `book.toml`; `title` where the export names none.
    pub(super) fn book_toml(&self, title: &str) -> String {
        let name = if self.name.is_empty() { title } else { &self.name };
        let mut out = String::from(
            "# Written by `taben import` from what the export says of its wiki.  It is yours now:\n# another import leaves it as it is.\n\n[book]\n",
        );
        out.push_str(&format!("title = {}\n", quoted(name)));
        if let Some(language) = &self.language {
            out.push_str(&format!("language = {}\n", quoted(language)));
        }
        out.push_str("\n[wiki]\n");
        for (key, value) in self.wiki_keys() {
            out.push_str(&format!("{key} = {value}\n"));
        }
        if !self.namespaces.is_empty() {
            out.push_str("\n[wiki.namespaces]\n");
            for (number, name) in &self.namespaces {
                out.push_str(&format!("{number} = {}\n", quoted(name)));
            }
        }
        out
    }

    /// The keys of `[wiki]` and their values as TOML.
    fn wiki_keys(&self) -> Vec<(&'static str, String)> {
        let mut keys = Vec::new();
        if !self.name.is_empty() {
            keys.push(("name", quoted(&self.name)));
        }
        if let Some(url) = &self.base_url {
            keys.push(("base-url", quoted(url)));
        }
        if let Some(value) = &self.case_sensitive {
            keys.push(("case-sensitive", value.clone()));
        }
        keys
    }

    /// What an existing `book.toml` would need to be right for these pages, as lines of TOML; empty if nothing.
    pub(super) fn missing(&self, config: &Config) -> Vec<String> {
        let site = config.site();
        let mut lines = Vec::new();
        if let Some(language) = self.language.as_ref().filter(|code| **code != config.book.language) {
            lines.push(format!("[book] language = {}", quoted(language)));
        }
        for (key, value) in self.wiki_keys() {
            let lacks = match key {
                "name" => config.wiki.name.is_none(),
                "base-url" => config.wiki.base_url.is_none(),
                _ => config.wiki.case_sensitive == CaseSensitive::default(),
            };
            if lacks {
                lines.push(format!("[wiki] {key} = {value}"));
            }
        }
        for (number, name) in &self.namespaces {
            if site.namespaces.by_name(name).is_none_or(|ns| ns.0 != *number) {
                lines.push(format!("[wiki.namespaces] {number} = {}", quoted(name)));
            }
        }
        lines
    }

    /// The wiki as the records of pages name it.
    pub(super) fn wiki(&self, id: &str, licence: Option<&str>, licence_url: Option<&str>) -> Wiki {
        let host = self.base_url.as_deref().and_then(host).unwrap_or_default();
        let wikimedia = LICENCES.iter().any(|end| host == *end || host.strip_suffix(end).is_some_and(|rest| rest.ends_with('.')));
        let (known, known_url) = match licence {
            None if wikimedia => (Some(WIKIMEDIA.0), Some(WIKIMEDIA.1)),
            licence => (licence, licence_url),
        };
        let id = [id, host, "export"].into_iter().find(|name| !name.is_empty()).unwrap_or_default();
        Wiki {
            wiki: id.to_owned(),
            name: self.name.clone(),
            base_url: self.base_url.clone(),
            licence: known.map(str::to_owned),
            licence_url: known_url.map(str::to_owned),
        }
    }
}

/// A text as TOML.
fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}

/// The host of an address.
fn host(url: &str) -> Option<&str> {
    url.split_once("//")?.1.split(['/', ':']).next()
}

/// The address of a wiki's pages, with `$1`, from that of its main page.
fn pattern(base: &str) -> Option<String> {
    // A `$1` of its own would be taken for the title's place.
    if base.contains("$1") {
        return None;
    }
    if let Some(at) = base.find("title=") {
        let end = base[at..].find('&').map_or(base.len(), |i| at + i);
        return Some(format!("{}title=$1{}", &base[..at], &base[end..]));
    }
    let path = base.find("//")? + 2;
    let slash = base.rfind('/').filter(|at| *at > path)?;
    // With nothing behind the last slash there is no title to put another in place of.
    (slash + 1 < base.len()).then(|| format!("{}/$1", &base[..slash]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::export::NamespaceInfo;

    #[test]
    fn addresses_of_pages_come_from_the_main_page() {
        assert_eq!(pattern("https://zh.wikipedia.org/wiki/Wikipedia:%E9%A6%96").unwrap(), "https://zh.wikipedia.org/wiki/$1");
        assert_eq!(pattern("http://w.example/index.php?title=Main&x=1").unwrap(), "http://w.example/index.php?title=$1&x=1");
        assert_eq!(pattern("http://w.example/index.php/Main").unwrap(), "http://w.example/index.php/$1");
        assert_eq!(pattern("http://w.example/Main").unwrap(), "http://w.example/$1");
        assert!(pattern("http://w.example/").is_none() && pattern("http://w.example").is_none() && pattern("x").is_none());
    }

    #[test]
    fn hostile_words_do_not_break_the_settings() {
        let info = SiteInfo {
            language: "zh\"]".into(),
            name: "\"]\n[build]\nbuild-dir = \"/\"".into(),
            base: "javascript:alert(1)//x/y".into(),
            namespaces: vec![
                NamespaceInfo { number: 100, name: "a]b".into(), case_sensitive: None },
                NamespaceInfo { number: 101, name: "Portal talk".into(), case_sensitive: Some(true) },
            ],
            ..SiteInfo::default()
        };
        let settings = Settings::new(&info);
        let config = Config::parse(&settings.book_toml("x")).unwrap();
        assert_eq!((config.book.title, config.book.language.as_str()), (info.name, "zh"));
        assert_eq!(config.wiki.base_url, None);
        assert_eq!(config.wiki.namespaces.len(), 1);
        assert_eq!(config.wiki.case_sensitive, CaseSensitive::In(vec![101]));
    }

    #[test]
    fn what_a_book_lacks_is_told_once() {
        let info = SiteInfo {
            language: "bg".into(),
            name: "Уикипедия".into(),
            base: "https://bg.wikipedia.org/wiki/X".into(),
            namespaces: vec![NamespaceInfo { number: 10, name: "Шаблон".into(), case_sensitive: None }],
            ..SiteInfo::default()
        };
        let settings = Settings::new(&info);
        assert_eq!(settings.missing(&Config::default()).len(), 4);
        assert!(settings.missing(&Config::parse(&settings.book_toml("x")).unwrap()).is_empty());
        let wiki = settings.wiki("bgwiki", None, None);
        assert_eq!((wiki.wiki.as_str(), wiki.licence.as_deref()), ("bgwiki", Some("CC BY-SA 4.0")));
    }
}
