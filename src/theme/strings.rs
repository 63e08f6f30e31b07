//! The theme's own words: one file a language in `templates/strings/`, chosen by the page's language.

use std::collections::BTreeMap;

use super::ThemeError;
use super::assets::Files;

/// Where the words lie among the theme's files.
const FOLDER: &str = "templates/strings/";
/// The language whose table is complete, and which fills the gaps of others.
const BASE: &str = "en";

/// The words in every language the theme has.
#[derive(Clone, Debug)]
pub(super) struct Strings {
    tables: BTreeMap<String, (BTreeMap<String, String>, tera::Value)>,
}

impl Strings {
    /// Reads the tables.  What a book's table leaves out comes from the theme's own of that language, then from the
    /// English one: who wants another word for one thing writes one line.
    pub(super) fn new(embedded: &Files, files: &Files) -> Result<Self, ThemeError> {
        let mut read: BTreeMap<String, BTreeMap<String, String>> = BTreeMap::new();
        for (name, text) in embedded.iter().chain(files) {
            let Some(language) = name.strip_prefix(FOLDER).and_then(|n| n.strip_suffix(".toml")) else { continue };
            let table: BTreeMap<String, String> =
                toml::from_str(text).map_err(|error| ThemeError::Strings { name: name.clone(), message: error.to_string() })?;
            read.entry(language.to_owned()).or_default().extend(table);
        }
        let base = read.get(BASE).cloned().unwrap_or_default();
        let mut tables = BTreeMap::new();
        for (language, mut table) in read {
            for (key, value) in &base {
                table.entry(key.clone()).or_insert_with(|| value.clone());
            }
            let value = tera::Value::try_from_serializable(&table).map_err(|error| ThemeError::tera(&language, &error))?;
            tables.insert(language, (table, value));
        }
        if !tables.contains_key(BASE) {
            return Err(ThemeError::Strings { name: format!("{FOLDER}{BASE}.toml"), message: "is missing".to_owned() });
        }
        Ok(Self { tables })
    }

    /// The words for a language: its own table, else the nearest shorter tag's, else the English one.
    pub(super) fn value(&self, lang: &str) -> tera::Value {
        self.tables.get(self.choose(lang)).map_or_else(tera::Value::none, |(_, value)| value.clone())
    }

    /// One word or sentence.
    pub(super) fn get(&self, lang: &str, key: &str) -> Option<&str> {
        self.tables.get(self.choose(lang))?.0.get(key).map(String::as_str)
    }

    /// The name of the table that serves a language (BCP 47 lookup, RFC 4647 §3.4, and the regions of Chinese).
    fn choose(&self, lang: &str) -> &str {
        // Hong Kong and Macau share their words; a region without a script tells the script.
        let lower = lang.to_ascii_lowercase();
        let known = match lower.as_str() {
            "zh-hant-hk" | "zh-hant-mo" | "zh-hk" | "zh-mo" | "yue" | "zh-yue" => Some("zh-HK"),
            "zh-tw" => Some("zh-Hant"),
            "zh" | "zh-cn" | "zh-sg" | "zh-my" => Some("zh-Hans"),
            _ => None,
        };
        if let Some((name, _)) = known.and_then(|k| self.tables.get_key_value(k)) {
            return name;
        }
        let mut tag = lower.as_str();
        loop {
            if let Some((name, _)) = self.tables.iter().find(|(name, _)| name.eq_ignore_ascii_case(tag)) {
                return name;
            }
            match tag.rsplit_once('-') {
                Some((shorter, _)) => tag = shorter,
                None => return BASE,
            }
        }
    }

    /// The languages there are.
    #[cfg(test)]
    pub(super) fn languages(&self) -> impl Iterator<Item = &str> {
        self.tables.keys().map(String::as_str)
    }
}
