//! The text of a block as Markdown.

use super::escape::{self, Place};
use super::{raw, target};
use crate::model::document::{Event, ExternalKind, Link, LinkTarget};
use crate::model::html::Name;

/// Writes the events of one line or paragraph.
pub(super) fn write(events: &[Event<'_>], place: Place, out: &mut String) {
    let mut at = 0;
    while at < events.len() {
        at += one(events, at, place, out);
    }
}

/// The index after the end of the element that opens at `at`.
pub(super) fn element_end(events: &[Event<'_>], at: usize) -> usize {
    let mut depth = 0usize;
    for (i, event) in events.iter().enumerate().skip(at) {
        match event {
            Event::Open(name, _) if !name.is_void() => depth += 1,
            Event::OpenLink(_) => depth += 1,
            Event::Close(_) => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    return i + 1;
                }
            }
            _ if depth == 0 => return i + 1,
            _ => {}
        }
    }
    events.len()
}

/// Writes one event, or an element whole if Markdown has a form for it; gives how many events that were.
fn one(events: &[Event<'_>], at: usize, place: Place, out: &mut String) -> usize {
    match &events[at] {
        Event::Text(text) => escape::text(text, place, out),
        Event::Open(Name::B, attrs) if attrs.is_empty() => return emphasis(events, at, "**", place, out),
        Event::Open(Name::I, attrs) if attrs.is_empty() => return emphasis(events, at, "*", place, out),
        Event::Open(Name::Code, attrs) if attrs.is_empty() => {
            if let [Event::Text(text), Event::Close(Name::Code), ..] = &events[at + 1..]
                && code_span(text, place, out)
            {
                return 3;
            }
            raw::open_tag(Name::Code, attrs, out);
        }
        Event::Open(name, attrs) => {
            let alone = out.is_empty() || out.ends_with('\n');
            raw::open_tag(*name, attrs, out);
            // A tag alone on its line would begin a block of HTML, so the line goes on.
            if alone && matches!(events.get(at + 1), Some(Event::Text(t)) if t.starts_with('\n')) {
                out.push(' ');
                if let Some(Event::Text(text)) = events.get(at + 1) {
                    escape::text(text.trim_start_matches([' ', '\t', '\n', '\r']), place, out);
                    return 2;
                }
            }
        }
        Event::Close(name) => {
            out.push_str("</");
            out.push_str(name.as_str());
            out.push('>');
        }
        Event::OpenLink(link) => return self::link(events, at, link, place, out),
        Event::Note(usage) => {
            escape_bang(out);
            out.push_str("[^");
            out.push_str(&usage.label.to_string());
            out.push(']');
        }
        Event::Mark(mark) => {
            if out.ends_with('}') {
                // A brace before the opener would make a closer of its dash.
                out.pop();
                out.push_str("\\}");
            }
            raw::mark_with(mark, out, &mut |events, out| write(events, if place == Place::Line { Place::Heading } else { place }, out));
        }
        Event::Math { tex, display } if is_math(tex, place) && !out.ends_with('$') => {
            let dollars = if *display { "$$" } else { "$" };
            out.push_str(dollars);
            out.push_str(tex);
            out.push_str(dollars);
        }
        Event::Math { .. } | Event::Notes(_) | Event::Contents => raw::write(&events[at..=at], raw::Mode::Inline, out),
    }
    1
}

/// Bold or italic: stars where CommonMark reads them as such for certain, tags otherwise.
///
/// CommonMark decides by the characters on both sides whether stars open or close, and reads `**「甲」**乙` as text; so
/// stars are used only around a single text that begins and ends with a letter or a digit.
fn emphasis(events: &[Event<'_>], at: usize, stars: &str, place: Place, out: &mut String) -> usize {
    if let [Event::Text(text), Event::Close(_), ..] = &events[at + 1..]
        && text.chars().next().is_some_and(char::is_alphanumeric)
        && text.chars().next_back().is_some_and(char::is_alphanumeric)
        && !text.contains('\n')
        && !out.ends_with('*')
    {
        out.push_str(stars);
        let mut inner = String::from("x");
        escape::text(text, place, &mut inner);
        out.push_str(&inner[1..]);
        out.push_str(stars);
        // What follows must not add to the stars, nor begin emphasis right here.
        return 3;
    }
    if let Event::Open(name, attrs) = &events[at] {
        raw::open_tag(*name, attrs, out);
    }
    1
}

/// Deepest braces of a formula between dollars; beyond 25 pulldown-cmark only counts them.
const MAX_BRACES: usize = 20;

/// Whether a formula can stand between dollars: its braces match, and nothing in it ends it.
fn is_math(tex: &str, place: Place) -> bool {
    if tex.is_empty()
        || tex.starts_with(char::is_whitespace)
        || tex.ends_with(char::is_whitespace)
        || tex.contains(['$', '`', '\n', '\r', '<'])
        || (place == Place::Cell && tex.contains('|'))
    {
        return false;
    }
    let mut depth = 0usize;
    let mut bytes = tex.bytes();
    while let Some(b) = bytes.next() {
        match b {
            // What follows a backslash is no brace; at the end it would escape the dollar.
            b'\\' if bytes.next().is_none() => return false,
            b'{' if depth == MAX_BRACES => return false,
            b'{' => depth += 1,
            b'}' if depth == 0 => return false,
            b'}' => depth -= 1,
            _ => {}
        }
    }
    depth == 0
}

/// A code span; false if the text cannot be one.
fn code_span(text: &str, place: Place, out: &mut String) -> bool {
    let unfit = text.is_empty()
        || text.starts_with([' ', '`'])
        || text.ends_with([' ', '`'])
        || text.contains(['\n', '\r'])
        || (place == Place::Cell && text.contains('|'))
        || out.ends_with('`');
    if unfit {
        return false;
    }
    let mut longest = 0;
    let mut run = 0;
    for b in text.bytes() {
        run = if b == b'`' { run + 1 } else { 0 };
        longest = longest.max(run);
    }
    let fence = "`".repeat(longest + 1);
    out.push_str(&fence);
    out.push_str(text);
    out.push_str(&fence);
    true
}

/// A link, with what it encloses.
fn link(events: &[Event<'_>], at: usize, link: &Link, place: Place, out: &mut String) -> usize {
    let end = element_end(events, at);
    let inner = &events[at + 1..end.saturating_sub(1).max(at + 1)];
    if let LinkTarget::External { url, kind: ExternalKind::Free } = &link.target
        && let [Event::Text(text)] = inner
        && text == url
        && link.title.is_none()
        && is_autolink(url)
    {
        out.push('<');
        out.push_str(url);
        out.push('>');
        return end - at;
    }
    // The number that a bare address gets tells that there was no text.
    let as_written = match &link.target {
        LinkTarget::External { kind: ExternalKind::Free, .. } => false,
        LinkTarget::External { kind, .. } => (*kind == ExternalKind::Number) == matches!(inner, [Event::Text(text)] if is_number(text)),
        _ => true,
    };
    // Brackets and notes inside the text of a link are beyond what CommonMark can say.
    let plain = as_written && inner.iter().all(|e| !matches!(e, Event::OpenLink(_) | Event::Note(_) | Event::Open(Name::A, _)));
    if !plain || (inner.is_empty() && link.title.is_none()) {
        // What the tags enclose is Markdown like the rest of the line.
        raw::open_link(&link.target, link.title.as_deref(), out);
        return 1;
    }
    escape_bang(out);
    out.push('[');
    let mut text = String::from("x");
    write(inner, if place == Place::Line { Place::Heading } else { place }, &mut text);
    out.push_str(&text[1..]);
    out.push_str("](");
    out.push_str(&target::in_brackets(&target::write(&link.target)));
    let title = match (&link.title, &link.target) {
        (Some(title), _) => Some(title.as_str()),
        (None, LinkTarget::Interwiki { .. }) => Some("interwiki"),
        _ => None,
    };
    if let Some(title) = title {
        out.push_str(" \"");
        for c in title.chars() {
            match c {
                '"' | '\\' | '$' | '`' | '*' | '|' => {
                    out.push('\\');
                    out.push(c);
                }
                '&' => out.push_str("&amp;"),
                '\n' => out.push(' '),
                c => out.push(c),
            }
        }
        out.push('"');
    }
    out.push(')');
    end - at
}

/// Whether the text of a link is a number in brackets, as an address without text shows.
pub(super) fn is_number(text: &str) -> bool {
    text.strip_prefix('[').and_then(|t| t.strip_suffix(']')).is_some_and(|n| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit()))
}

/// An exclamation mark before a bracket would make a picture of it.
fn escape_bang(out: &mut String) {
    if out.ends_with('!') {
        out.pop();
        out.push_str("\\!");
    }
}

/// Whether CommonMark reads `<url>` as a link (its §6.5).
fn is_autolink(url: &str) -> bool {
    let Some((scheme, rest)) = url.split_once(':') else { return false };
    (2..=32).contains(&scheme.len())
        && scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'.' | b'-'))
        && !matches!(scheme, "wiki" | "file")
        && !rest.chars().any(|c| matches!(c, '<' | '>' | ' ') || c.is_control())
}
