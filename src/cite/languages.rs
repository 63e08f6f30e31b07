//! Names and codes of languages, for the notes that say what language a work is in.
//!
//! Codes are those of BCP 47; names follow MediaWiki's in Chinese (Simplified) and English.

use super::Language;
use crate::lang::names::{self, LANGUAGES};

/// Other names in use: three-letter codes, Traditional and everyday forms.
const OTHER: &[(&str, &str)] = &[
    ("eng", "en"),
    ("jpn", "ja"),
    ("jp", "ja"),
    ("kor", "ko"),
    ("kr", "ko"),
    ("zho", "zh"),
    ("chi", "zh"),
    ("cn", "zh"),
    ("fra", "fr"),
    ("fre", "fr"),
    ("deu", "de"),
    ("ger", "de"),
    ("spa", "es"),
    ("ita", "it"),
    ("rus", "ru"),
    ("por", "pt"),
    ("nld", "nl"),
    ("dut", "nl"),
    ("ara", "ar"),
    ("pol", "pl"),
    ("swe", "sv"),
    ("lat", "la"),
    ("vie", "vi"),
    ("tha", "th"),
    ("iw", "he"),
    ("in", "id"),
    ("gr", "el"),
    ("cz", "cs"),
    ("ua", "uk"),
    ("英文", "en"),
    ("英語", "en"),
    ("美语", "en"),
    ("日文", "ja"),
    ("日語", "ja"),
    ("日本语", "ja"),
    ("日本語", "ja"),
    ("韩文", "ko"),
    ("韓文", "ko"),
    ("韓語", "ko"),
    ("朝鲜语", "ko"),
    ("朝鮮語", "ko"),
    ("法文", "fr"),
    ("法語", "fr"),
    ("德文", "de"),
    ("德語", "de"),
    ("俄文", "ru"),
    ("俄語", "ru"),
    ("西班牙文", "es"),
    ("西班牙語", "es"),
    ("意大利文", "it"),
    ("意大利語", "it"),
    ("葡萄牙文", "pt"),
    ("葡萄牙語", "pt"),
    ("荷兰文", "nl"),
    ("荷蘭文", "nl"),
    ("荷蘭語", "nl"),
    ("阿拉伯文", "ar"),
    ("阿拉伯語", "ar"),
    ("越南文", "vi"),
    ("越南語", "vi"),
    ("泰文", "th"),
    ("泰語", "th"),
    ("波兰文", "pl"),
    ("波蘭語", "pl"),
    ("拉丁文", "la"),
    ("拉丁語", "la"),
    ("希腊文", "el"),
    ("希臘語", "el"),
    ("瑞典文", "sv"),
    ("瑞典語", "sv"),
    ("汉语", "zh"),
    ("漢語", "zh"),
    ("华语", "zh"),
    ("華語", "zh"),
    ("繁體中文", "zh-hant"),
    ("简体", "zh-hans"),
    ("繁体", "zh-hant"),
    ("繁體", "zh-hant"),
    ("简体中文", "zh-hans"),
    ("繁体中文", "zh-hant"),
    ("粵語", "yue"),
    ("zh-yue", "yue"),
    ("zh-min-nan", "nan"),
    ("zh-classical", "lzh"),
    ("english language", "en"),
    ("mandarin", "zh"),
    ("castilian", "es"),
    ("farsi", "fa"),
    ("flemish", "nl"),
    ("bokmål", "nb"),
    ("nynorsk", "nn"),
];

/// The BCP 47 code of a language given by code or by name; `None` if it is not known.
#[must_use]
pub fn code(value: &str) -> Option<&'static str> {
    let value = value.trim().to_lowercase().replace('_', "-");
    if value.is_empty() {
        return None;
    }
    // Compared letter by letter: a lower-case copy of every name in the table would cost more than the rest.
    let is_lower = |name: &str, wanted: &str| name.chars().flat_map(char::to_lowercase).eq(wanted.chars());
    let exact = |wanted: &str| LANGUAGES.iter().find(|l| l.code == wanted || l.zh == wanted || is_lower(l.en, wanted)).map(|l| l.code);
    exact(&value)
        .or_else(|| OTHER.iter().find(|(name, _)| *name == value).map(|&(_, code)| code))
        .or_else(|| exact(&value.replace('文', "语")))
        // A region that is not listed: the language counts.
        .or_else(|| value.split_once('-').filter(|(base, _)| base.is_ascii()).and_then(|(base, _)| exact(base)))
}

/// The name of the language with that code, as a note prints it.
///
/// Chinese Wikipedia's module says 英文 where the language's name is 英语: a cited work is written, not spoken.
#[must_use]
pub fn name(code: &str, language: Language) -> Option<String> {
    let found = names::language(code)?;
    Some(match language {
        Language::Chinese => found.zh.replace('语', "文"),
        Language::English => found.en.to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_and_names_are_found() {
        assert_eq!(code("en"), Some("en"));
        assert_eq!(code("English"), Some("en"));
        assert_eq!(code("日文"), Some("ja"));
        assert_eq!(code("葡萄牙文"), Some("pt"));
        assert_eq!(code("zh-TW"), Some("zh-tw"));
        assert_eq!(code("es-MX"), Some("es"));
        assert_eq!(code("Klingon"), None);
        assert_eq!(name("en", Language::Chinese).as_deref(), Some("英文"));
        assert_eq!(name("ja", Language::English).as_deref(), Some("Japanese"));
    }
}
