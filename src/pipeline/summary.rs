//! What a page is about in a sentence, and how long it takes to read.

use crate::model::document::Event;
use crate::model::html::Name;

/// The longest description, in characters: search engines show no more.
const MAX_CHARS: usize = 160;
/// A sentence that is shorter says too little, and takes the next one along.
const ENOUGH: usize = 14;
/// How much text of a page is looked at; a description is found in its first lines, or not at all.
const MAX_EVENTS: usize = 4000;

/// The first sentence of a page's first paragraph; empty if the page has none.
pub(super) fn first_sentence(events: &[Event<'_>]) -> String {
    // Boxes, tables and notes before the text are not what the page is about.
    let aside = |name: Name| matches!(name, Name::Table | Name::Div | Name::Figure | Name::Sup | Name::Rt | Name::Rp | Name::Pre);
    let (mut inside, mut paragraph, mut text) = (0usize, false, String::new());
    for event in events.iter().take(MAX_EVENTS) {
        match event {
            Event::Open(name, _) if aside(*name) => inside += 1,
            Event::Close(name) if aside(*name) => inside = inside.saturating_sub(1),
            Event::Open(Name::P, _) if inside == 0 => paragraph = true,
            Event::Close(Name::P) if inside == 0 => {
                paragraph = false;
                let found = sentence(&text);
                if !found.is_empty() {
                    return found;
                }
                text.clear();
            }
            Event::Open(Name::Br, _) if paragraph => text.push(' '),
            Event::Text(part) if paragraph && inside == 0 => text.push_str(part),
            _ => {}
        }
        if text.len() > MAX_CHARS * 8 {
            break;
        }
    }
    sentence(&text)
}

/// The first sentence of a text, or two if the first is short; cut where it is too long.
fn sentence(text: &str) -> String {
    let mut out = String::new();
    let mut count = 0;
    let mut ended = false;
    let mut chars = text.split_whitespace().flat_map(|word| word.chars().chain([' '])).peekable();
    while let Some(c) = chars.next() {
        let closes = matches!(c, '”' | '’' | '」' | '』' | '）' | ')' | '"');
        if ended && !closes {
            return out.trim_end().to_owned();
        }
        if count == MAX_CHARS {
            // A cut Latin word is no word.
            let end = out.rfind(' ').filter(|at| out.len() - at < 20).unwrap_or(out.len());
            out.truncate(end);
            return format!("{}…", out.trim_end_matches(['，', '、', ',', ' ', '；', ';']));
        }
        out.push(c);
        count += 1;
        ended = match c {
            '。' | '！' | '？' => count >= ENOUGH,
            '.' | '!' | '?' => count >= 2 * ENOUGH && chars.peek() == Some(&' '),
            _ => ended,
        };
    }
    out.trim_end().to_owned()
}

/// Minutes that a page takes to read: 400 Han characters or 230 other words a minute; 0 for a few lines.
pub(super) fn minutes(events: &[Event<'_>]) -> usize {
    let (mut han, mut words) = (0usize, 0usize);
    for event in events {
        let Event::Text(text) = event else { continue };
        let mut in_word = false;
        for byte in text.bytes() {
            // The first bytes of U+3000 to U+9FFF, and of the planes beyond, which hold the rare characters.
            if matches!(byte, 0xe3..=0xe9 | 0xf0) {
                han += 1;
            }
            let letter = byte.is_ascii_alphanumeric();
            words += usize::from(letter && !in_word);
            in_word = letter;
        }
    }
    let seconds = han * 60 / 400 + words * 60 / 230;
    if seconds < 20 { 0 } else { seconds.div_ceil(60) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::borrow::Cow;

    fn text(text: &str) -> Event<'_> {
        Event::Text(Cow::Borrowed(text))
    }

    fn paragraph<'a>(events: Vec<Event<'a>>) -> Vec<Event<'a>> {
        [Event::Open(Name::P, Default::default())].into_iter().chain(events).chain([Event::Close(Name::P)]).collect()
    }

    #[test]
    fn the_first_sentence_is_found() {
        let box_of = |events: Vec<Event<'static>>| {
            [Event::Open(Name::Div, Default::default())].into_iter().chain(events).chain([Event::Close(Name::Div)]).collect::<Vec<_>>()
        };
        let mut page = box_of(paragraph(vec![text("本条目需要扩充。")]));
        page.extend(paragraph(vec![text(" ")]));
        let marker = vec![Event::Open(Name::Sup, Default::default()), text("[1]"), Event::Close(Name::Sup)];
        page.extend(paragraph([vec![text("拓片是"), text("一种记录碑刻的方法")], marker, vec![text("，见“石经。”其余")]].concat()));
        assert_eq!(first_sentence(&page), "拓片是一种记录碑刻的方法，见“石经。”");
        assert_eq!(
            first_sentence(&paragraph(vec![text("One of 2.5 million rubbings is here. Two.")])),
            "One of 2.5 million rubbings is here."
        );
        assert_eq!(first_sentence(&[]), "");
    }

    #[test]
    fn long_sentences_are_cut_between_words() {
        let long = sentence(&"word ".repeat(100));
        assert!(long.ends_with("word…") && long.chars().count() <= MAX_CHARS + 1, "{long}");
        assert_eq!(sentence(&"字".repeat(1000)).chars().count(), MAX_CHARS + 1);
    }

    #[test]
    fn reading_takes_time() {
        assert_eq!(minutes(&[text(&"字".repeat(4000))]), 10);
        assert_eq!(minutes(&[text(&"some word ".repeat(1150))]), 10);
        assert_eq!(minutes(&[text("几行字。")]), 0);
    }
}
