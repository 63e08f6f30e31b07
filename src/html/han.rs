//! What a style sheet cannot see of Chinese text: whether a reading is zhuyin, and whether emphasis has a character to
//! put dots under.
//!
//! Facts: CLREQ §3.3 (zhuyin stands at the right of its character), §3.5 (dots mark characters; Latin words are slanted).

use crate::model::document::Event;
use crate::model::html::{Attrs, Name};

/// How many events of an emphasised text are looked at: elements nested in themselves would be looked through as often as
/// they are deep.
const LOOK_AHEAD: usize = 32;

/// The class by which the theme knows such an element, if it is one: `events` follow the start tag of `name`.
pub(super) fn class(name: Name, events: &[Event<'_>]) -> Option<&'static str> {
    match name {
        Name::Rt if matches!(events.first(), Some(Event::Text(text)) if is_zhuyin(text)) => Some("zhuyin"),
        Name::Em if !has_han(events) => Some("latin"),
        _ => None,
    }
}

/// The same attributes with that class.
pub(super) fn with_class<'a>(attrs: &Attrs<'a>, class: &'static str) -> Attrs<'a> {
    let mut attrs = attrs.clone();
    let classes = attrs.get("class").map_or_else(|| class.to_owned(), |own| format!("{own} {class}"));
    attrs.set("class", classes);
    attrs
}

/// Bopomofo, its tone marks, and spaces.
fn is_zhuyin(text: &str) -> bool {
    let is_letter = |c: char| matches!(c, '\u{3105}'..='\u{312f}' | '\u{31a0}'..='\u{31bf}');
    let is_tone = |c: char| matches!(c, 'ˊ' | 'ˇ' | 'ˋ' | '˙' | '\u{2ea}' | '\u{2eb}');
    text.chars().any(is_letter) && text.chars().all(|c| is_letter(c) || is_tone(c) || c.is_whitespace())
}

/// Whether a text holds characters or kana before the element ends; if that is far away, it is taken to.
fn has_han(events: &[Event<'_>]) -> bool {
    let mut depth = 0usize;
    for event in events.iter().take(LOOK_AHEAD) {
        match event {
            // U+2E80 to U+FAFF without the presentation forms, and the planes beyond; punctuation has no dots.
            Event::Text(text) if text.chars().any(|c| matches!(c, '\u{2e80}'..='\u{2fdf}' | '\u{3005}'..='\u{3007}' | '\u{3041}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')) => return true,
            Event::Open(Name::Em, _) => depth += 1,
            Event::Close(Name::Em) if depth == 0 => return false,
            Event::Close(Name::Em) => depth -= 1,
            _ => {}
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    fn em(text: &'static str) -> Option<&'static str> {
        class(Name::Em, &[Event::Text(text.into()), Event::Close(Name::Em), Event::Text("字".into())])
    }

    #[test]
    fn dots_are_for_characters() {
        assert_eq!(em("word"), Some("latin"));
        assert_eq!(em("“100 %”"), Some("latin"));
        assert_eq!(em("着重 word"), None);
        assert_eq!(em("𠀀"), None);
        let deep: Vec<Event<'_>> = (0..1000).map(|_| Event::Open(Name::Em, Attrs::new())).collect();
        assert_eq!(class(Name::Em, &deep), None, "far away is taken to be there");
    }

    #[test]
    fn zhuyin_is_told_from_other_readings() {
        let rt = |text: &'static str| class(Name::Rt, &[Event::Text(text.into())]);
        assert_eq!(rt("ㄊㄚˋ"), Some("zhuyin"));
        assert_eq!(rt("˙ㄉㄜ"), Some("zhuyin"));
        assert_eq!(rt("tà"), None);
        assert_eq!(rt("ˋ"), None);
        assert_eq!(rt("ㄊㄚ tà"), None);
    }

    #[test]
    fn an_authors_classes_stay() {
        let mut attrs = Attrs::new();
        attrs.set("class", "own");
        assert_eq!(with_class(&attrs, "latin").get("class"), Some("own latin"));
    }
}
