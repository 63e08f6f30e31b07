//! Pass 4: what a whole line is: rules (`----`), headings, behaviour switches.
//!
//! Facts: MediaWiki's `Parser::internalParse` (`-----*`), `handleDoubleUnderscore` and `handleHeadings`.

use super::atom::{Atom, Atoms};
use crate::model::document::{Event, Switches};
use crate::model::html::{Attrs, Name};

/// What a `__SWITCH__` does.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Switch {
    Toc,
    NoToc,
    ForceToc,
    NoContentConvert,
    NoTitleConvert,
    NoGallery,
    HiddenCategory,
    /// Known to MediaWiki, without a meaning in a book.
    Other,
}

/// Names of the switches, upper case; all are read in any case.
///
/// From MediaWiki's `MessagesEn`, `MessagesZh_hans` and `MessagesZh_hant`.
const SWITCHES: &[(&str, Switch)] = &[
    ("TOC", Switch::Toc),
    ("目录", Switch::Toc),
    ("目錄", Switch::Toc),
    ("NOTOC", Switch::NoToc),
    ("无目录", Switch::NoToc),
    ("無目錄", Switch::NoToc),
    ("FORCETOC", Switch::ForceToc),
    ("强显目录", Switch::ForceToc),
    ("強顯目錄", Switch::ForceToc),
    ("强制目录", Switch::ForceToc),
    ("NOCONTENTCONVERT", Switch::NoContentConvert),
    ("NOCC", Switch::NoContentConvert),
    ("不转换内容", Switch::NoContentConvert),
    ("不轉換內容", Switch::NoContentConvert),
    ("NOTITLECONVERT", Switch::NoTitleConvert),
    ("NOTC", Switch::NoTitleConvert),
    ("不转换标题", Switch::NoTitleConvert),
    ("不轉換標題", Switch::NoTitleConvert),
    ("NOGALLERY", Switch::NoGallery),
    ("无图库", Switch::NoGallery),
    ("無圖庫", Switch::NoGallery),
    ("HIDDENCAT", Switch::HiddenCategory),
    ("隐藏分类", Switch::HiddenCategory),
    ("隱藏分類", Switch::HiddenCategory),
    ("NOEDITSECTION", Switch::Other),
    ("无编辑段落", Switch::Other),
    ("無編輯段落", Switch::Other),
    ("NEWSECTIONLINK", Switch::Other),
    ("新段落链接", Switch::Other),
    ("新段落連結", Switch::Other),
    ("NONEWSECTIONLINK", Switch::Other),
    ("INDEX", Switch::Other),
    ("NOINDEX", Switch::Other),
    ("STATICREDIRECT", Switch::Other),
    ("EXPECTUNUSEDCATEGORY", Switch::Other),
    ("EXPECTUNUSEDTEMPLATE", Switch::Other),
    ("ARCHIVEDTALK", Switch::Other),
    ("NOTALK", Switch::Other),
    ("DISAMBIG", Switch::Other),
];

/// The longest name of a switch, in bytes.
const MAX_SWITCH: usize = 40;

/// Takes the switches out of `text` and notes them; the first `__TOC__` leaves a mark.
pub(super) fn take_switches(text: String, switches: &mut Switches, atoms: &mut Atoms) -> String {
    if !text.contains("__") {
        return text;
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text.as_str();
    let mut had_toc = false;
    while let Some(at) = rest.find("__") {
        let after = &rest[at + 2..];
        let mut limit = after.len().min(MAX_SWITCH);
        while !after.is_char_boundary(limit) {
            limit -= 1;
        }
        let found = after[..limit].find("__").and_then(|end| {
            let name = after[..end].to_uppercase();
            SWITCHES.iter().find(|(known, _)| *known == name).map(|(_, s)| (*s, end))
        });
        let Some((switch, end)) = found else {
            // Only one underscore is passed over, since `___TOC__` holds a switch.
            out.push_str(&rest[..=at]);
            rest = &rest[at + 1..];
            continue;
        };
        out.push_str(&rest[..at]);
        rest = &after[end + 2..];
        match switch {
            Switch::Toc if !had_toc => {
                had_toc = true;
                atoms.push(Atom::Block(vec![Event::Contents]), &mut out);
            }
            Switch::NoToc => switches.no_toc = true,
            Switch::ForceToc => switches.force_toc = true,
            Switch::NoContentConvert => switches.no_content_convert = true,
            Switch::NoTitleConvert => switches.no_title_convert = true,
            Switch::NoGallery => switches.no_gallery = true,
            Switch::HiddenCategory => switches.hidden_category = true,
            Switch::Toc | Switch::Other => {}
        }
    }
    out.push_str(rest);
    out
}

/// Replaces rules and headings by marks.
pub(super) fn mark(text: String, atoms: &mut Atoms) -> String {
    if !text.contains("----") && !text.contains('=') {
        return text;
    }
    let mut out = String::with_capacity(text.len());
    for (i, line) in text.split('\n').enumerate() {
        if i > 0 {
            out.push('\n');
        }
        if line.starts_with("----") {
            atoms.push(Atom::Open(Name::Hr, Attrs::new()), &mut out);
            out.push_str(line.trim_start_matches('-'));
        } else if let Some((level, content)) = read_heading(line) {
            atoms.push(Atom::Open(Name::heading(level), Attrs::new()), &mut out);
            out.push_str(content);
            atoms.push(Atom::Close(Name::heading(level)), &mut out);
        } else {
            out.push_str(line);
        }
    }
    out
}

/// Reads `== text ==`: the level and the text.
fn read_heading(line: &str) -> Option<(u8, &str)> {
    if !line.starts_with('=') {
        return None;
    }
    let line = line.trim_end();
    let before = line.bytes().take_while(|b| *b == b'=').count();
    let after = line.bytes().rev().take_while(|b| *b == b'=').count();
    // `=====` alone is a heading whose text is what the two sides leave in the middle.
    let level = if before == line.len() { (before.saturating_sub(1)) / 2 } else { before.min(after) }.min(6);
    if level == 0 {
        return None;
    }
    let content = &line[level..line.len() - level];
    // A space is a text to MediaWiki, though it comes to nothing.
    (!content.is_empty()).then_some((u8::try_from(level).unwrap_or(6), content.trim_matches([' ', '\t'])))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_are_told_from_text() {
        assert_eq!(read_heading("== a == "), Some((2, "a")));
        assert_eq!(read_heading("=== a =="), Some((2, "= a")));
        assert_eq!(read_heading("==="), Some((1, "=")));
        assert_eq!(read_heading("=="), None);
        assert_eq!(read_heading("== =="), Some((2, "")));
        assert_eq!(read_heading("= x = y"), None);
        assert_eq!(read_heading("======== a ========"), Some((6, "== a ==")));
    }
}
