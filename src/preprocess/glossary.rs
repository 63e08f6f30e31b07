//! `{{NoteTA}}`: the conversion rules of a page, gathered from glossary groups and written out.
//!
//! Chinese Wikipedia implements it as a module; each rule becomes a hidden mark, `-{H|rule}-`.

use crate::diag::Diagnostic;

use super::frame::{Context, Frame};
use super::place::Place;
use super::text::trim;

/// The highest number of a rule or a group that is looked at; Chinese Wikipedia's limit is 30.
const MAX_NUMBER: usize = 99;

/// Whether the template of that name is the glossary template.
pub(super) fn is_glossary(name: &str) -> bool {
    matches!(
        name,
        "NoteTA" | "NoteTA-lite" | "Noteta" | "NoteTa" | "NOTETA" | "NOTETA/lite" | "NoteTA/lite" | "全文字詞轉換" | "全文字词转换"
    )
}

impl Context<'_> {
    /// The marks that the template stands for; nothing of them is shown.
    pub(super) fn glossary(&mut self, frame: &Frame<'_>, place: Place<'_>, arguments: &[(String, String)]) -> String {
        let mut out = String::new();
        let get = |name: &str| arguments.iter().find(|(n, _)| n == name).map(|(_, v)| trim(v)).filter(|v| !v.is_empty());
        if let Some(title) = get("T") {
            out.push_str("-{T|");
            out.push_str(title);
            out.push_str("}-");
        }
        for number in 1..=MAX_NUMBER {
            let Some(group) = get(&format!("G{number}")) else { continue };
            match self.world.rule_group(group) {
                Some(rules) => {
                    for rule in rules.iter() {
                        hidden(rule, &mut out);
                    }
                }
                None => {
                    let diagnostic = Diagnostic::warning("missing-group", format!("the book has no glossary group `{group}`"))
                        .hint("list its file under [variants] groups in book.toml, or take the group out");
                    self.warn(frame, place, diagnostic);
                }
            }
        }
        for number in 1..=MAX_NUMBER {
            if let Some(rule) = get(&number.to_string()) {
                hidden(rule, &mut out);
            }
        }
        out
    }
}

/// Writes one rule as a hidden mark; a rule that would end its mark is left out.
fn hidden(rule: &str, out: &mut String) {
    if !rule.contains("}-") {
        out.push_str("-{H|");
        out.push_str(rule);
        out.push_str("}-");
    }
}
