//! Blocks as Markdown, or as HTML where Markdown has no form for them.

use super::escape::Place;
use super::inline::{self, element_end};
use super::{front, raw};
use crate::model::document::{Document, Event, Flags};
use crate::model::html::Name;

/// Deepest nesting of lists written as Markdown; deeper ones are HTML.
const MAX_NESTING: usize = 12;

/// Writes a document as a Markdown page.
///
/// The result ends with a line break.  Reading it back gives a document that shows the same.
#[must_use]
pub fn write(document: &Document<'_>) -> String {
    let mut out = String::new();
    front::write(&document.meta, &mut out);
    blocks(&document.events, 0, &mut out);
    for definition in &document.notes {
        separate(&mut out);
        out.push_str("[^");
        out.push_str(&definition.label.to_string());
        out.push_str("]:");
        let mut marks = String::new();
        if definition.inner_first {
            marks.push_str("<bdi></bdi>");
        }
        if let Some(dir) = &definition.dir {
            marks.push_str(&format!("<bdo dir=\"{dir}\"></bdo>"));
        }
        out.push(' ');
        let content = trimmed(&definition.content);
        if is_inline(content) {
            let mut text = String::new();
            inline::write(content, Place::Heading, &mut text);
            if begins_html_block(&text) {
                note_block(content, &marks, &mut out);
            } else {
                out.push_str(&marks);
                if !marks.is_empty() {
                    out.push(' ');
                }
                out.push_str(&text);
            }
        } else {
            note_block(content, &marks, &mut out);
        }
    }
    if !out.is_empty() && !out.ends_with('\n') {
        out.push('\n');
    }
    out
}

/// A note that holds blocks, as HTML.
fn note_block(content: &[Event<'_>], marks: &str, out: &mut String) {
    let mut html = String::new();
    raw::write(content, raw::Mode::Inline, &mut html);
    out.push_str("<div class=\"note-block\">");
    out.push_str(marks);
    out.push_str(trim(&html));
    out.push_str("</div>");
}

/// Ends the block before.
fn separate(out: &mut String) {
    if out.is_empty() {
        return;
    }
    let kept = out.trim_end_matches('\n').len();
    out.truncate(kept);
    if !out.is_empty() {
        out.push_str("\n\n");
    }
}

fn is_blank(event: &Event<'_>) -> bool {
    matches!(event, Event::Text(text) if text.bytes().all(|b| b.is_ascii_whitespace()))
}

/// White space that Markdown knows; others, as U+00A0, are text.
const SPACE: [char; 4] = [' ', '\t', '\n', '\r'];

fn trim(text: &str) -> &str {
    text.trim_matches(SPACE)
}

fn trim_end(text: &str) -> &str {
    text.trim_end_matches(SPACE)
}

/// The events without blank text at both ends.
fn trimmed<'e, 'a>(events: &'e [Event<'a>]) -> &'e [Event<'a>] {
    let start = events.iter().position(|e| !is_blank(e)).unwrap_or(events.len());
    let end = events.iter().rposition(|e| !is_blank(e)).map_or(start, |n| n + 1);
    &events[start..end]
}

/// Whether nothing here is a block.
fn is_inline(events: &[Event<'_>]) -> bool {
    events.iter().all(|e| match e {
        // A `<link>` at the start of a line begins a block in CommonMark.
        Event::Open(name, _) => !name.is_block() && !matches!(name, Name::Link | Name::Meta),
        Event::Notes(_) | Event::Contents => false,
        Event::Mark(mark) => is_inline(&mark.body),
        _ => true,
    })
}

/// Writes blocks, one after the other.
fn blocks(events: &[Event<'_>], depth: usize, out: &mut String) {
    let mut at = 0;
    let mut last_list = None;
    while at < events.len() {
        if is_blank(&events[at]) {
            at += 1;
            continue;
        }
        let mut end = element_end(events, at);
        // Bare text, which wikitext leaves none of, is kept together with what follows it in its line.
        if !starts_block(&events[at]) {
            while end < events.len() && !starts_block(&events[end]) {
                end = element_end(events, end);
            }
        }
        let list = match &events[at] {
            Event::Open(name @ (Name::Ul | Name::Ol), _) => Some(*name),
            _ => None,
        };
        separate(out);
        if list.is_some() && list == last_list {
            // Two lists side by side would be read as one.
            out.push_str("<!-- -->\n\n");
        }
        last_list = list;
        block(&events[at..end], depth, out);
        at = end;
    }
}

fn starts_block(event: &Event<'_>) -> bool {
    matches!(event, Event::Notes(_) | Event::Contents) || matches!(event, Event::Open(name, _) if name.is_block())
}

/// Writes one block.
fn block(events: &[Event<'_>], depth: usize, out: &mut String) {
    let inner = &events[1..events.len().saturating_sub(1).max(1)];
    match &events[0] {
        Event::Contents => out.push_str("[TOC]"),
        Event::Notes(list) => raw::references(&list.group, list.single_column, out),
        Event::Open(Name::Hr, attrs) if attrs.is_empty() => out.push_str("* * *"),
        Event::Open(Name::P, attrs) if attrs.is_empty() && is_inline(inner) => {
            let mut text = String::new();
            inline::write(trimmed(inner), Place::Line, &mut text);
            let text = trim_end(&text);
            if text.is_empty() || begins_html_block(text) {
                html(events, out);
            } else {
                out.push_str(text);
            }
        }
        Event::Open(name, attrs) if name.heading_level().is_some() && attrs.is_empty() && is_inline(inner) => {
            let mut text = String::from("x");
            inline::write(trimmed(inner), Place::Heading, &mut text);
            for _ in 0..name.heading_level().unwrap_or(1) {
                out.push('#');
            }
            out.push(' ');
            out.push_str(trim(&text[1..]));
        }
        Event::Open(Name::Pre, attrs) if attrs.iter().all(|(key, _)| matches!(key, "data-lines" | "data-mark")) => match inner {
            [Event::Text(text)] if attrs.is_empty() => fenced("", text, out),
            [Event::Open(Name::Code, code), Event::Text(text), Event::Close(Name::Code)] if language(code).is_some() => {
                let mut info = language(code).unwrap_or_default().to_owned();
                for (key, word) in [("data-lines", " lines="), ("data-mark", " mark=")] {
                    if let Some(value) = attrs.get(key).filter(|value| !value.contains(char::is_whitespace)) {
                        info.push_str(word);
                        info.push_str(value);
                    }
                }
                fenced(&info, text, out);
            }
            _ => html(events, out),
        },
        Event::Open(Name::Ul | Name::Ol, _) => {
            let mut text = String::new();
            if depth < MAX_NESTING && list(events, depth, &mut text) {
                out.push_str(text.trim_end_matches('\n'));
            } else {
                html(events, out);
            }
        }
        Event::Open(Name::Table, attrs) if attrs.iter().eq([("class", "wikitable")]) => {
            let mut text = String::new();
            if table(inner, &mut text) {
                out.push_str(text.trim_end_matches('\n'));
            } else {
                html(events, out);
            }
        }
        _ => html(events, out),
    }
}

/// The language of a code element that says nothing else.
fn language<'e>(attrs: &'e crate::model::html::Attrs<'_>) -> Option<&'e str> {
    let mut all = attrs.iter();
    match (all.next(), all.next()) {
        (Some(("class", class)), None) => class.strip_prefix("language-").filter(|l| !l.is_empty() && !l.contains(char::is_whitespace)),
        _ => None,
    }
}

/// Whether the first line of a paragraph would be read as a block of HTML: it begins with a tag and holds no more.
fn begins_html_block(text: &str) -> bool {
    let line = text.lines().next().unwrap_or_default();
    line.starts_with('<') && line.ends_with('>') && line.matches('<').count() == 1 && !line.contains("://") && !line.starts_with("<mailto:")
}

/// Writes a block as HTML; no blank line inside.
fn html(events: &[Event<'_>], out: &mut String) {
    let mut text = String::new();
    raw::write(events, raw::Mode::Block, &mut text);
    let text = trim_end(&text);
    // CommonMark begins a block of HTML at the tags of blocks; another tag must stand alone on its line.
    let begins = matches!(&events[0], Event::Open(name, _) if name.is_block() && *name != Name::Pre)
        || matches!(&events[0], Event::Open(Name::Pre, _));
    if !begins {
        out.push_str("<div class=\"taben-bare\">\n");
        out.push_str(text);
        out.push_str("\n</div>");
        return;
    }
    out.push_str(text);
}

/// A fenced block of code.
fn fenced(lang: &str, text: &str, out: &mut String) {
    let mut longest = 2;
    let mut run = 0;
    for b in text.bytes() {
        run = if b == b'`' { run + 1 } else { 0 };
        longest = longest.max(run);
    }
    let fence = "`".repeat(longest + 1);
    out.push_str(&fence);
    out.push_str(lang);
    out.push('\n');
    out.push_str(text);
    if !text.ends_with('\n') {
        out.push('\n');
    }
    out.push_str(&fence);
}

/// Writes a list; false if it holds what a tight Markdown list cannot.
fn list(events: &[Event<'_>], depth: usize, out: &mut String) -> bool {
    let Event::Open(name, attrs) = &events[0] else { return false };
    let start = match attrs.get("start") {
        Some(n) => n.parse::<u32>().ok(),
        None => Some(1),
    };
    let only_start = attrs.iter().all(|(key, _)| key == "start" && *name == Name::Ol);
    let Some(mut number) = start.filter(|n| only_start && *n < 100_000_000) else { return false };
    let mut at = 1;
    while at + 1 < events.len() {
        if is_blank(&events[at]) {
            at += 1;
            continue;
        }
        let end = element_end(events, at);
        match &events[at] {
            Event::Open(Name::Li, attrs) if attrs.is_empty() => {}
            _ => return false,
        }
        let marker = if *name == Name::Ul { "- ".to_owned() } else { format!("{number}. ") };
        number += 1;
        if !item(trimmed(&events[at + 1..end - 1]), &marker, depth, out) {
            return false;
        }
        at = end;
    }
    !out.is_empty()
}

/// Writes an item: a line of text, then lists.
fn item(events: &[Event<'_>], marker: &str, depth: usize, out: &mut String) -> bool {
    let lists = events.iter().position(starts_block).unwrap_or(events.len());
    let line = trimmed(&events[..lists]);
    if !is_inline(line) {
        return false;
    }
    let mut text = String::new();
    inline::write(line, Place::Line, &mut text);
    let text = trim_end(&text);
    if begins_html_block(text) || (text.is_empty() && lists < events.len()) {
        return false;
    }
    let indent = " ".repeat(marker.len());
    out.push_str(marker);
    indented(text, &indent, out);
    out.push('\n');
    let mut at = lists;
    let mut last = None;
    while at < events.len() {
        if is_blank(&events[at]) {
            at += 1;
            continue;
        }
        let end = element_end(events, at);
        let Event::Open(name @ (Name::Ul | Name::Ol), _) = &events[at] else { return false };
        if last == Some(*name) || depth + 1 >= MAX_NESTING {
            return false;
        }
        last = Some(*name);
        let mut inner = String::new();
        if !list(&events[at..end], depth + 1, &mut inner) || (*name == Name::Ol && !inner.starts_with("1. ")) {
            // A numbered list interrupts a paragraph only if it begins with 1.
            return false;
        }
        if inner.lines().next().is_some_and(|first| matches!(trim_end(first), "-" | "1.")) {
            // So does no list whose first item is empty.
            return false;
        }
        out.push_str(&indent);
        indented(inner.trim_end_matches('\n'), &indent, out);
        out.push('\n');
        at = end;
    }
    true
}

/// Writes lines, all but the first one indented.
fn indented(text: &str, indent: &str, out: &mut String) {
    for (i, line) in text.split('\n').enumerate() {
        if i > 0 {
            out.push('\n');
            out.push_str(indent);
        }
        out.push_str(line);
    }
}

/// Writes a pipe table; false if the table is more than one row of headers above rows of text.
fn table(events: &[Event<'_>], out: &mut String) -> bool {
    let mut columns = None;
    let mut at = 0;
    let mut row = 0;
    while at < events.len() {
        match &events[at] {
            Event::Open(Name::Tbody, attrs) if attrs.is_empty() => at += 1,
            Event::Close(Name::Tbody) => at += 1,
            event if is_blank(event) => at += 1,
            Event::Open(Name::Tr, attrs) if attrs.is_empty() => {
                let end = element_end(events, at);
                let expected = if row == 0 { Name::Th } else { Name::Td };
                let Some(cells) = table_row(&events[at + 1..end - 1], expected, out) else { return false };
                if *columns.get_or_insert(cells) != cells || cells == 0 {
                    return false;
                }
                if row == 0 {
                    out.push('|');
                    for _ in 0..cells {
                        out.push_str(" --- |");
                    }
                    out.push('\n');
                }
                row += 1;
                at = end;
            }
            _ => return false,
        }
    }
    row > 0
}

/// Writes a row and gives how many cells it has.
fn table_row(events: &[Event<'_>], expected: Name, out: &mut String) -> Option<usize> {
    let mut cells = 0;
    let mut at = 0;
    out.push('|');
    while at < events.len() {
        if is_blank(&events[at]) {
            at += 1;
            continue;
        }
        let end = element_end(events, at);
        match &events[at] {
            Event::Open(name, attrs) if *name == expected && attrs.is_empty() => {}
            _ => return None,
        }
        let content = trimmed(&events[at + 1..end - 1]);
        if !is_inline(content) || content.iter().any(has_bar) {
            return None;
        }
        let mut text = String::from(" ");
        inline::write(content, Place::Cell, &mut text);
        // The bar of a conversion mark would end the cell.
        if text.bytes().zip(text.bytes().skip(1)).any(|pair| pair.0 != b'\\' && pair.1 == b'|') {
            return None;
        }
        out.push(' ');
        out.push_str(trim(&text));
        out.push_str(" |");
        cells += 1;
        at = end;
    }
    out.push('\n');
    Some(cells)
}

/// Whether a mark's own bar would be taken for the end of a cell: escaped, it would be no bar of the mark's.
fn has_bar(event: &Event<'_>) -> bool {
    let Event::Mark(mark) = event else { return false };
    let inside = |e: &Event<'_>| matches!(e, Event::Mark(_)) || matches!(e, Event::Text(text) if text.contains('|'));
    mark.flags != Flags::default() || !mark.variants.is_empty() || mark.body.iter().any(inside)
}
