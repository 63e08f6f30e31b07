//! Cases on documents made by hand; whole pages are in `tests/review.rs`.

use std::sync::Arc;

use super::*;
use crate::model::document::{Link, NoteDefinition};
use crate::model::html::{Attrs, Name};
use crate::model::refs::RefLabel;

fn link(target: LinkTarget, text: &'static str) -> Vec<Event<'static>> {
    vec![Event::OpenLink(Arc::new(Link { target, title: None })), Event::Text(text.into()), Event::Close(Name::A)]
}

fn external(url: &str, text: &'static str) -> Vec<Event<'static>> {
    link(LinkTarget::External { url: url.to_owned(), kind: ExternalKind::Text }, text)
}

fn page(notes: Vec<(&str, Vec<Event<'static>>)>) -> Document<'static> {
    let notes = notes.into_iter().map(|(name, content)| NoteDefinition {
        label: RefLabel::new("", name),
        content,
        dir: None,
        inner_first: false,
        span: None,
    });
    Document { notes: notes.collect(), ..Document::default() }
}

fn codes(found: &[Diagnostic]) -> Vec<&str> {
    found.iter().map(|d| d.code).collect()
}

#[test]
fn one_address_under_two_names_is_found() {
    let document = page(vec![
        ("a", external("http://www.example.org/x/", "甲")),
        ("b", external("https://web.archive.org/web/2010/http://example.org/x", "乙")),
        ("c", external("https://example.org/y", "丙")),
    ]);
    assert_eq!(codes(&sources(&document)), ["note-same-address"]);
}

#[test]
fn a_name_that_is_defined_twice_is_another_matter() {
    let document = page(vec![("a", external("https://example.org/x", "甲")), ("a", external("https://example.org/x", "乙"))]);
    assert!(sources(&document).is_empty());
}

#[test]
fn works_are_found_wherever_they_stand() {
    let mut document = page(vec![("1", link(LinkTarget::Here("CITEREFde la Cruz2010".to_owned()), "de la Cruz 2010"))]);
    assert_eq!(codes(&short_notes(&document, "")), ["note-short-missing"]);
    let attrs: Attrs<'static> = [("id".into(), "CITEREFde_la_Cruz2010".into())].into_iter().collect();
    document.events.push(Event::Open(Name::Cite, attrs));
    assert!(short_notes(&document, "").is_empty());
}

#[test]
fn addresses_come_once() {
    let document = page(vec![("a", external("https://example.org/x", "甲")), ("b", external("https://example.org/x", "乙"))]);
    assert_eq!(addresses(&document), ["https://example.org/x"]);
}
