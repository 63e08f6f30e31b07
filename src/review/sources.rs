//! The list of notes as an editor reads it.

use rustc_hash::FxHashMap;

use super::first_link;
use crate::diag::Diagnostic;
use crate::model::document::{Document, Event, ExternalKind, LinkTarget, NoteDefinition};
use crate::model::html::Name;

/// Hosts that keep copies of pages.
const ARCHIVES: [&str; 10] = [
    "archive.org",
    "archive.today",
    "archive.is",
    "archive.ph",
    "archive.li",
    "archive.vn",
    "archive.fo",
    "webcitation.org",
    "perma.cc",
    "ghostarchive.org",
];

/// Looks through the notes of a page.
pub(super) fn check(document: &Document<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let mut by_text: FxHashMap<(&str, String), &NoteDefinition<'_>> = FxHashMap::default();
    let mut by_address: FxHashMap<(&str, String), &NoteDefinition<'_>> = FxHashMap::default();
    for note in &document.notes {
        if !note.label.part.is_empty() {
            continue;
        }
        let shown = shown(&note.content);
        found.extend(bare(note, &shown));
        found.extend(dead(note));
        if shown.is_empty() {
            continue;
        }
        let group = note.label.group.as_str();
        if let Some(first) = by_text.get(&(group, shown.clone())) {
            if first.label != note.label {
                found.push(same(note, first, "note-same-text", "says the same as another one"));
            }
            continue;
        }
        by_text.insert((group, shown), note);
        let Some((url, _)) = first_link(&note.content) else { continue };
        let key = (group, plain_address(url));
        match by_address.get(&key) {
            Some(first) if first.label != note.label => {
                found.push(same(note, first, "note-same-address", "leads to the same address as another one"));
            }
            Some(_) => {}
            None => {
                by_address.insert(key, note);
            }
        }
    }
    found
}

/// Two notes that could be one.
fn same(note: &NoteDefinition<'_>, first: &NoteDefinition<'_>, code: &'static str, what: &str) -> Diagnostic {
    let name = |note: &NoteDefinition<'_>| match note.label.is_anonymous() {
        true => "a note without a name".to_owned(),
        false => format!("the note “{}”", note.label.name),
    };
    let hint = match first.label.is_anonymous() {
        true => "give the first one a name and use it again: <ref name=\"…\" />".to_owned(),
        false => format!("use the first one again: <ref name=\"{}\" />", first.label.name),
    };
    let mut diagnostic = Diagnostic::warning(code, format!("{} {what}: {}", name(note), name(first))).hint(hint);
    diagnostic.span = note.span;
    diagnostic
}

/// A note that is nothing but an address.
fn bare(note: &NoteDefinition<'_>, shown: &str) -> Option<Diagnostic> {
    let (url, kind) = first_link(&note.content)?;
    let mut links = note.content.iter().filter(|e| matches!(e, Event::OpenLink(_)));
    let alone = links.next().is_some() && links.next().is_none();
    let is_bare = match kind {
        ExternalKind::Free => shown.trim_end_matches(['.', '。']) == url || address_only(shown),
        ExternalKind::Number => shown.trim_matches(|c: char| c.is_ascii_digit() || matches!(c, '[' | ']' | '.' | '。' | ' ')).is_empty(),
        ExternalKind::Text => shown == url,
    };
    if !alone || !is_bare {
        return None;
    }
    let mut diagnostic = Diagnostic::warning("note-bare-url", format!("a note that is only an address: {url}"))
        .hint("say what it is: {{cite web|url=…|title=…}} or [address title]");
    diagnostic.span = note.span;
    Some(diagnostic)
}

/// Whether a text is one address.
fn address_only(shown: &str) -> bool {
    shown.contains("://") && !shown.contains(char::is_whitespace) && shown.is_ascii()
}

/// A note whose link is marked as dead, and that has no copy of the page.
fn dead(note: &NoteDefinition<'_>) -> Option<Diagnostic> {
    let is_marked = note.content.iter().any(|e| matches!(e, Event::Open(Name::Sup | Name::Span, attrs) if attrs.has_class("dead-link")));
    if !is_marked || note.content.iter().any(leads_to_archive) {
        return None;
    }
    let mut diagnostic = Diagnostic::warning("note-dead-link", "a link is marked as dead, and the note has no archived copy")
        .hint("look for one in an archive and add archive-url and archive-date, or {{Wayback}}");
    diagnostic.span = note.span;
    Some(diagnostic)
}

/// Whether a link leads to a copy in an archive.
fn leads_to_archive(event: &Event<'_>) -> bool {
    let Event::OpenLink(link) = event else { return false };
    let LinkTarget::External { url, .. } = &link.target else { return false };
    let host = url.split_once("//").map_or("", |(_, rest)| rest.split(['/', '?', '#', ':']).next().unwrap_or_default());
    ARCHIVES.iter().any(|archive| host.strip_suffix(archive).is_some_and(|rest| rest.is_empty() || rest.ends_with('.')))
}

/// What a note shows, white space squeezed.
fn shown(content: &[Event<'_>]) -> String {
    let mut out = String::new();
    for event in content {
        match event {
            Event::Text(text) => out.push_str(text),
            Event::Open(Name::Br, _) => out.push(' '),
            // Only the first text of a mark: what counts is whether two notes are written alike.
            Event::Mark(mark) => {
                for event in mark.rules.first().map_or(&mark.body, |rule| &rule.to) {
                    if let Event::Text(text) = event {
                        out.push_str(text);
                    }
                }
            }
            Event::Math { tex, .. } => out.push_str(tex),
            _ => {}
        }
    }
    out.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// An address without what does not change where it leads: scheme, `www.`, a last slash, an archive around it.
fn plain_address(url: &str) -> String {
    let mut rest = url;
    if leads_to_wayback(rest)
        && let Some(at) = rest[8..].find("http")
    {
        rest = &rest[8 + at..];
    }
    let rest = rest.split_once("//").map_or(rest, |(_, rest)| rest);
    let rest = rest.strip_prefix("www.").unwrap_or(rest);
    rest.trim_end_matches('/').to_owned()
}

fn leads_to_wayback(url: &str) -> bool {
    url.len() > 8 && url.is_ascii() && url.split_once("//").is_some_and(|(_, rest)| rest.starts_with("web.archive.org/web/"))
}
