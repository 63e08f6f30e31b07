//! OpenCC as the engine: its dictionaries in the place of MediaWiki's tables, under the same rules.
//!
//! This is the one user of the `opencc-rust` crate, and needs the system's library.  Words of the page's and the
//! book's rules are found first; what stands between them goes through OpenCC, which says nothing of single words,
//! so that `-{-|…}-` cannot take one out of its dictionaries.

use std::sync::OnceLock;

use opencc_rust::OpenCC;

use super::Engine;
use crate::lang::Variant;

/// The configuration of each variant when a book names none.
pub const DEFAULT_CONFIGS: [(Variant, &str); 8] = [
    (Variant::ZhHans, "t2s.json"),
    (Variant::ZhHant, "s2t.json"),
    (Variant::ZhCn, "tw2sp.json"),
    (Variant::ZhHk, "s2hk.json"),
    (Variant::ZhMo, "s2hk.json"),
    (Variant::ZhMy, "t2s.json"),
    (Variant::ZhSg, "t2s.json"),
    (Variant::ZhTw, "s2twp.json"),
];

/// OpenCC does not take a configuration.
#[derive(Debug, thiserror::Error)]
#[error("OpenCC cannot use the configuration `{config}` for {variant}: {reason}")]
pub struct OpenccError {
    /// The variant it was for.
    pub variant: Variant,
    /// The configuration's name or path.
    pub config: String,
    /// What OpenCC says.
    pub reason: String,
}

/// One converter of OpenCC.
pub struct Opencc(OpenCC);

impl std::fmt::Debug for Opencc {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Opencc")
    }
}

impl Opencc {
    /// The text converted; the text itself if it holds a NUL, at which OpenCC stops.
    pub(super) fn convert(&self, text: &str) -> String {
        // A NUL ends the library's strings.
        if text.is_ascii() || text.contains('\0') {
            return text.to_owned();
        }
        self.0.convert(text)
    }
}

/// The converters of an engine, each opened when it is first wanted.
#[derive(Debug)]
pub(super) struct Converters {
    configs: [Option<String>; Variant::ALL.len()],
    open: [OnceLock<Option<Opencc>>; Variant::ALL.len()],
}

impl Converters {
    /// The converter of a variant; `None` if it has no configuration.
    pub(super) fn of(&self, variant: Variant) -> Option<&Opencc> {
        let config = self.configs[variant as usize].as_ref()?;
        self.open[variant as usize].get_or_init(|| OpenCC::new(config).ok().map(Opencc)).as_ref()
    }
}

impl Engine {
    /// The engine of OpenCC's dictionaries, by configuration names or paths; a variant that `configs` does not name
    /// has that of [`DEFAULT_CONFIGS`].
    ///
    /// # Errors
    /// If a configuration that `configs` names cannot be opened.  The default ones are opened when they are wanted,
    /// and a variant whose default one is missing is converted with MediaWiki's tables.
    pub fn opencc<'c>(configs: impl IntoIterator<Item = (Variant, &'c str)>) -> Result<Self, OpenccError> {
        let mut converters = Converters { configs: Default::default(), open: Default::default() };
        for (variant, config) in DEFAULT_CONFIGS {
            converters.configs[variant as usize] = Some(config.to_owned());
        }
        for (variant, config) in configs {
            let error = |reason: String| OpenccError { variant, config: config.to_owned(), reason };
            let opened = OpenCC::new(config).map_err(|e| error(e.to_string()))?;
            converters.configs[variant as usize] = Some(config.to_owned());
            converters.open[variant as usize] = OnceLock::from(Some(Opencc(opened)));
        }
        Ok(Self { opencc: Some(converters) })
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;
    use std::process::{Command, Stdio};

    use super::super::{Glossary, Words};
    use super::*;

    /// What the command line tool makes of a text; `None` if it is not installed.
    #[expect(clippy::disallowed_methods, reason = "the test asks the real OpenCC")]
    fn command(config: &str, text: &str) -> Option<String> {
        let mut child = Command::new("opencc").args(["-c", config]).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().ok()?;
        child.stdin.take()?.write_all(text.as_bytes()).ok()?;
        let out = child.wait_with_output().ok()?;
        String::from_utf8(out.stdout).ok()
    }

    /// Texts to compare: a sentence, pages of the manual, and the long article that lies beside the repository.
    #[expect(clippy::disallowed_methods, reason = "the test reads a page that is not always there")]
    fn texts() -> Vec<String> {
        let mut texts = vec!["鼠标里面的硅二极管坏了，導致光標分辨率降低。氣气，ASCII，后天皇后。".to_owned()];
        texts.extend([include_str!("../../content/繁简与规则.wiki"), include_str!("../../content/安装.wiki")].map(str::to_owned));
        match std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/article/source.wiki")) {
            Ok(article) => texts.push(article),
            Err(_) => eprintln!("SKIPPED: the article in ../shared is not here"),
        }
        texts
    }

    #[test]
    fn the_library_and_the_command_agree() {
        let engine = Engine::opencc([]).expect("the default configurations");
        for text in texts() {
            for (variant, config) in DEFAULT_CONFIGS {
                let Some(expected) = command(config, &text) else {
                    eprintln!("skipped: the `opencc` command is not installed");
                    return;
                };
                assert_eq!(Words::new(&engine, None).convert(text.trim_end(), variant), expected.trim_end(), "{variant}");
            }
        }
    }

    #[test]
    fn rules_go_first() {
        let engine = Engine::opencc([(Variant::ZhTw, "s2t.json")]).expect("a configuration");
        let (book, _) = Glossary::parse(["鼠标=>zh-tw:甲"]);
        let words = Words::new(&engine, Some(&book));
        assert_eq!(words.convert("气鼠标马", Variant::ZhTw), "氣甲馬");
        assert_eq!(words.convert("甲", Variant::ZhTw), "甲");
        assert_eq!(words.convert("气", Variant::Zh), "气");
        assert!(Engine::opencc([(Variant::ZhTw, "no such file")]).is_err());
    }
}
