//! Language variants of Chinese, their fallback chains and their names.
//!
//! Facts: MediaWiki's `ZhConverter` (variants, fallbacks, manual levels) and its `LanguageCode`
//! map (codes as BCP 47 writes them).

pub mod names;

use std::fmt;
use std::str::FromStr;

/// A MediaWiki language variant of Chinese.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Variant {
    /// Chinese, not converted.
    Zh,
    /// Simplified script.
    ZhHans,
    /// Traditional script.
    ZhHant,
    /// Mainland China.
    ZhCn,
    /// Hong Kong.
    ZhHk,
    /// Macau.
    ZhMo,
    /// Malaysia.
    ZhMy,
    /// Singapore.
    ZhSg,
    /// Taiwan.
    ZhTw,
}

/// Which page rules enter a variant's table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ManualLevel {
    /// None: the variant is never converted.
    Disabled,
    /// One-way rules only.
    Unidirectional,
    /// Two-way and one-way rules.
    Bidirectional,
}

impl Variant {
    /// All variants, in MediaWiki's order.
    pub const ALL: [Self; 9] =
        [Self::Zh, Self::ZhHans, Self::ZhHant, Self::ZhCn, Self::ZhHk, Self::ZhMo, Self::ZhMy, Self::ZhSg, Self::ZhTw];

    /// MediaWiki's code: `zh-cn`.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Zh => "zh",
            Self::ZhHans => "zh-hans",
            Self::ZhHant => "zh-hant",
            Self::ZhCn => "zh-cn",
            Self::ZhHk => "zh-hk",
            Self::ZhMo => "zh-mo",
            Self::ZhMy => "zh-my",
            Self::ZhSg => "zh-sg",
            Self::ZhTw => "zh-tw",
        }
    }

    /// The code as HTML's `lang` wants it (BCP 47): `zh-Hans-CN`.
    #[must_use]
    pub fn bcp47(self) -> &'static str {
        match self {
            Self::Zh => "zh",
            Self::ZhHans => "zh-Hans",
            Self::ZhHant => "zh-Hant",
            Self::ZhCn => "zh-Hans-CN",
            Self::ZhHk => "zh-Hant-HK",
            Self::ZhMo => "zh-Hant-MO",
            Self::ZhMy => "zh-Hans-MY",
            Self::ZhSg => "zh-Hans-SG",
            Self::ZhTw => "zh-Hant-TW",
        }
    }

    /// The variant's name as `-{D|…}-` and `-{N|…}-` print it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Zh => "原文",
            Self::ZhHans => "简体",
            Self::ZhHant => "繁體",
            Self::ZhCn => "大陆",
            Self::ZhHk => "香港",
            Self::ZhMo => "澳門",
            Self::ZhMy => "大马",
            Self::ZhSg => "新加坡",
            Self::ZhTw => "臺灣",
        }
    }

    /// The variants to look at when a rule has no text for this one, nearest first.
    #[must_use]
    pub fn fallbacks(self) -> &'static [Self] {
        use Variant::*;
        match self {
            Zh => &[ZhHans, ZhHant, ZhCn, ZhTw, ZhHk, ZhSg, ZhMo, ZhMy],
            ZhHans => &[ZhCn, ZhSg, ZhMy],
            ZhHant => &[ZhTw, ZhHk, ZhMo],
            ZhCn => &[ZhHans, ZhSg, ZhMy],
            ZhSg => &[ZhMy, ZhHans, ZhCn],
            ZhMy => &[ZhSg, ZhHans, ZhCn],
            ZhTw => &[ZhHant, ZhHk, ZhMo],
            ZhHk => &[ZhMo, ZhHant, ZhTw],
            ZhMo => &[ZhHk, ZhHant, ZhTw],
        }
    }

    /// Which page rules enter the variant's table.
    #[must_use]
    pub fn manual_level(self) -> ManualLevel {
        match self {
            Self::Zh => ManualLevel::Disabled,
            Self::ZhHans | Self::ZhHant => ManualLevel::Unidirectional,
            _ => ManualLevel::Bidirectional,
        }
    }

    /// Whether the variant is written in the Traditional script.
    #[must_use]
    pub fn is_traditional(self) -> bool {
        matches!(self, Self::ZhHant | Self::ZhHk | Self::ZhMo | Self::ZhTw)
    }

    /// Reads MediaWiki's code or the BCP 47 one, in any case, as rule bodies may use either.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|v| v.code().eq_ignore_ascii_case(code) || v.bcp47().eq_ignore_ascii_case(code))
    }
}

impl fmt::Display for Variant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

/// The code names no variant of Chinese.
#[derive(Debug, thiserror::Error)]
#[error("`{0}` is not a variant of Chinese")]
pub struct UnknownVariant(pub String);

impl FromStr for Variant {
    type Err = UnknownVariant;

    fn from_str(code: &str) -> Result<Self, Self::Err> {
        Self::from_code(code).ok_or_else(|| UnknownVariant(code.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_spellings_are_read() {
        assert_eq!(Variant::from_code("zh-Hant-TW"), Some(Variant::ZhTw));
        assert_eq!(Variant::from_code("ZH-tw"), Some(Variant::ZhTw));
        assert_eq!(Variant::from_code("en"), None);
    }

    #[test]
    fn no_fallback_chain_holds_its_own_variant() {
        for v in Variant::ALL {
            assert!(!v.fallbacks().contains(&v));
        }
    }
}
