//! Stretches of HTML in a Markdown page.

use super::escape;
use super::target;
use crate::model::document::Mark;
use crate::model::document::{Event, ExternalKind, LinkTarget};
use crate::model::html::{Attrs, Name, escape_value};

/// How the stretch stands in the page.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Mode {
    /// A block by itself: lines may break between blocks.
    Block,
    /// Inside a line.
    Inline,
}

/// Writes a start tag.
pub(super) fn open_tag(name: Name, attrs: &Attrs<'_>, out: &mut String) {
    out.push('<');
    out.push_str(name.as_str());
    for (key, value) in attrs.iter() {
        // CommonMark knows no other names, and MediaWiki allows none that matter.
        if !key.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b':' | b'.')) {
            continue;
        }
        out.push(' ');
        out.push_str(key);
        out.push_str("=\"");
        escape_value(value, out);
        out.push('"');
    }
    out.push('>');
}

/// Writes events as HTML of the dialect.
pub(super) fn write(events: &[Event<'_>], mode: Mode, out: &mut String) {
    within(events, mode, 0, out);
}

/// The same, inside so many `<pre>`.
fn within(events: &[Event<'_>], mode: Mode, mut pre: usize, out: &mut String) {
    // The text of a heading becomes its name, so no white space is added there.
    let mut headings = 0usize;
    // Within `<b>` or `<small>` white space between blocks is a text of its own to a browser.
    let mut inline = 0usize;
    for (i, event) in events.iter().enumerate() {
        match event {
            Event::Open(name, attrs) => {
                pre += usize::from(*name == Name::Pre);
                headings += usize::from(name.heading_level().is_some());
                inline += usize::from(!name.is_block() && !name.is_void());
                open_tag(*name, attrs, out);
            }
            Event::OpenLink(link) => {
                inline += 1;
                open_link(&link.target, link.title.as_deref(), out);
            }
            Event::Close(name) => {
                pre = pre.saturating_sub(usize::from(*name == Name::Pre));
                headings = headings.saturating_sub(usize::from(name.heading_level().is_some()));
                inline = inline.saturating_sub(usize::from(!name.is_block() && !name.is_void()));
                out.push_str("</");
                out.push_str(name.as_str());
                out.push('>');
                if mode == Mode::Block && pre == 0 && headings == 0 && inline == 0 && breaks_after(*name) && !runs_on(events.get(i + 1)) {
                    out.push('\n');
                }
            }
            Event::Text(text) => {
                if pre == 0 && text.bytes().all(|b| b.is_ascii_whitespace()) {
                    // White space between blocks; two line breaks would end the block of HTML.
                    if !out.ends_with(['\n', ' ']) {
                        out.push(if mode == Mode::Block && text.contains('\n') { '\n' } else { ' ' });
                    }
                } else {
                    escape::html(text, pre > 0, out);
                }
            }
            Event::Note(usage) => {
                out.push_str("[^");
                out.push_str(&usage.label.to_string());
                out.push(']');
            }
            Event::Notes(list) => references(&list.group, list.single_column, out),
            Event::Mark(mark) => {
                if out.ends_with('}') {
                    // A brace before the opener would make a closer of its dash.
                    out.pop();
                    out.push_str("&#125;");
                }
                mark_with(mark, out, &mut |events, out| within(events, Mode::Inline, pre, out));
            }
            Event::Math { tex, display } => {
                out.push_str(if *display { "<code class=\"taben-math display\">" } else { "<code class=\"taben-math\">" });
                escape::formula(tex, out);
                out.push_str("</code>");
            }
            Event::Contents => out.push_str("<toc></toc>"),
        }
    }
}

/// Whether what follows a block stands in a line with it, so that a line break between the two would be seen.
fn runs_on(next: Option<&Event<'_>>) -> bool {
    match next {
        Some(Event::Text(text)) => !text.starts_with(|c: char| c.is_ascii_whitespace()),
        Some(Event::OpenLink(_) | Event::Note(_) | Event::Mark(_) | Event::Math { .. }) => true,
        Some(Event::Open(name, _)) => !name.is_block(),
        _ => false,
    }
}

/// Elements after which a line may break without adding a visible space.
fn breaks_after(name: Name) -> bool {
    matches!(
        name,
        Name::Table
            | Name::Tr
            | Name::Td
            | Name::Th
            | Name::Caption
            | Name::Tbody
            | Name::Ul
            | Name::Ol
            | Name::Li
            | Name::Dl
            | Name::Dd
            | Name::Dt
            | Name::Div
            | Name::P
            | Name::Figure
    )
}

/// Writes the place of a list of notes.
pub(super) fn references(group: &str, single_column: bool, out: &mut String) {
    out.push_str("<references");
    if !group.is_empty() {
        out.push_str(" group=\"");
        escape_value(group, out);
        out.push('"');
    }
    if single_column {
        out.push_str(" responsive=\"0\"");
    }
    out.push_str(" />");
}

/// Writes the start tag of a link.
pub(super) fn open_link(link: &LinkTarget, title: Option<&str>, out: &mut String) {
    out.push_str("<a href=\"");
    escape_value(&target::write(link), out);
    out.push('"');
    if matches!(link, LinkTarget::Interwiki { .. }) {
        out.push_str(" class=\"extiw\"");
    }
    match link {
        LinkTarget::External { kind: ExternalKind::Free, .. } => out.push_str(" class=\"free\""),
        LinkTarget::External { kind: ExternalKind::Number, .. } => out.push_str(" class=\"autonumber\""),
        _ => {}
    }
    if let Some(title) = title {
        out.push_str(" title=\"");
        escape_value(title, out);
        out.push('"');
    }
    out.push('>');
}

/// Writes a conversion mark; `body` writes what stands in it.
pub(super) fn mark_with(mark: &Mark, out: &mut String, body: &mut dyn FnMut(&[Event<'_>], &mut String)) {
    use crate::model::document::Flags;
    const NAMES: [(Flags, &str); 8] = [
        (Flags::ADD, "A"),
        (Flags::HIDE, "H"),
        (Flags::RAW, "R"),
        (Flags::DESCRIBE, "D"),
        (Flags::NAME, "N"),
        (Flags::REMOVE, "-"),
        (Flags::TITLE, "T"),
        (Flags::SHOW, "S"),
    ];
    out.push_str("-{");
    let mut first = true;
    let names = NAMES.iter().filter(|(f, _)| mark.flags.has(*f)).map(|(_, n)| *n).chain(mark.variants.iter().map(|v| v.code()));
    for name in names {
        if !first {
            out.push(';');
        }
        first = false;
        out.push_str(name);
    }
    if !first || mark.body.iter().any(|e| matches!(e, Event::Text(t) if t.contains('|'))) {
        out.push('|');
    }
    body(&mark.body, out);
    out.push_str("}-");
}
