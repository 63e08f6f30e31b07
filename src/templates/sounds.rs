//! `{{IPAc-en}}` and `{{respell}}`: how an English word is said.

use super::arguments::Arguments;

/// How many sounds a word may have.
const MOST: usize = 80;

/// `{{IPAc-en|ˈ|eɪ|b}}`: sounds, one argument each, between strokes.
pub(super) fn ipa_en(arguments: Arguments<'_>) -> String {
    let (mut before, mut sounds) = (String::new(), String::new());
    for part in arguments.numbered(MOST) {
        match part {
            "lang" | "local" => before += arguments.word("英语：", "English: "),
            "pron" | "Pron" => before += arguments.word("发音：", "pronounced "),
            "also" => before += arguments.word("又读", "also "),
            "UK" | "US" | "GA" | "RP" | "AU" => before += &format!("{part}: "),
            "'" => sounds.push('ˈ'),
            "," => sounds.push('ˌ'),
            "_" | "" => sounds.push(' '),
            "-" => {}
            "I" => sounds.push('ɪ'),
            "@" => sounds.push('ə'),
            sound => sounds += sound,
        }
    }
    format!("{before}<span class=\"IPA\" lang=\"en-fonipa\">/{}/</span>", sounds.trim())
}

/// `{{respell|ASS|kee}}`: syllables as they are read, the stressed one in capitals.
pub(super) fn respell(arguments: Arguments<'_>) -> String {
    let mut out = String::new();
    for part in arguments.numbered(MOST) {
        match part {
            "_" => out.push(' '),
            "'" => out.push('ʼ'),
            _ => {
                if !out.is_empty() && !out.ends_with(' ') {
                    out.push('-');
                }
                out += part;
            }
        }
    }
    format!("<i class=\"respell\">{out}</i>")
}
