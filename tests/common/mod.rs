//! What the tests of whole pages share: a world of one page, and what a document shows as text that can be compared.

#![allow(dead_code, unreachable_pub, reason = "every test binary uses its own part")]

pub mod book;
pub mod folder;
pub mod pieces;
pub mod strict;

use std::fmt::Write as _;
use std::sync::Arc;

use taben::html;
use taben::lang::Variant;
use taben::model::document::{Document, Event, Mark};
use taben::model::html::Name;
use taben::site::Site;
use taben::title::{Namespace, Title};
use taben::world::World;
use taben::{markdown, notes, parse, pipeline, preprocess, report, source};

/// A wiki that has no other page.
pub struct Alone {
    /// The wiki.
    pub site: Site,
}

impl World for Alone {
    fn site(&self) -> &Site {
        &self.site
    }

    fn text(&self, _title: &Title) -> Option<Arc<str>> {
        None
    }

    fn find(&self, _title: &Title) -> Option<Title> {
        None
    }

    fn builtin_templates(&self) -> bool {
        false
    }

    fn builtin_template(&self, _name: &str) -> Option<Arc<str>> {
        None
    }

    fn builtin_code(
        &self,
        _name: &str,
        _arguments: &[(String, String)],
        _: Option<&[(String, String)]>,
    ) -> Option<taben::world::CodeResult> {
        None
    }

    fn rule_group(&self, _name: &str) -> Option<Arc<[String]>> {
        None
    }
}

/// A title of the wiki.
pub fn title(text: &str, site: &Site) -> Title {
    Title::parse(text, Namespace::MAIN, site).expect("a title of the test")
}

/// Wikitext as a document.
pub fn document(site: &Site, page: &str, text: &str) -> Document<'static> {
    let world = Alone { site: site.clone() };
    let page = title(page, site);
    let expanded = preprocess::expand(&world, &page, text).value;
    parse::parse(site, &page, expanded).value
}

/// What `taben convert` makes of a page that stands alone.
pub fn convert(language: &str, variant: Option<Variant>, to: pipeline::Format, text: &str) -> String {
    let site = Site::new(language);
    let request = pipeline::ConvertRequest {
        file: report::SourceFile::new("page.wiki", text),
        kind: source::PageKind::Wikitext,
        title: title("Page", &site),
        site,
        to,
        variant,
        pages: None,
        builtin_templates: true,
    };
    pipeline::convert(&request).text
}

/// Links that tell their targets.
struct Plain;

impl html::Links for Plain {
    fn page(&self, title: &Title, fragment: Option<&str>) -> html::Destination {
        let full = title.full();
        html::Destination { href: Some(format!("wiki:{full}#{}", fragment.unwrap_or("∅"))), class: "", title: full, data_title: None }
    }

    fn file(&self, _name: &str) -> Option<(String, Option<(u32, u32)>)> {
        None
    }

    fn missing_file(&self, name: &str) -> html::Destination {
        html::Destination { href: Some(format!("file:{name}")), title: name.to_owned(), ..html::Destination::default() }
    }

    fn math(&self, _tex: &str, _display: bool) -> Option<&str> {
        None
    }
}

/// Spells marks out, so that two documents that differ in a rule differ in their text.
fn spell<'a>(events: &[Event<'a>]) -> Vec<Event<'a>> {
    let mut out = Vec::with_capacity(events.len());
    for event in events {
        match event {
            Event::Mark(mark) => spell_mark(mark, &mut out),
            other => out.push(other.clone()),
        }
    }
    out
}

fn spell_mark<'a>(mark: &Mark, out: &mut Vec<Event<'a>>) {
    let mut head = format!("⟦{}", mark.flags.0);
    for variant in &mark.variants {
        let _ = write!(head, ";{}", variant.code());
    }
    out.push(Event::Text(head.into()));
    for rule in &mark.rules {
        out.push(Event::Text("¦".into()));
        if let Some(from) = &rule.from {
            out.extend(spell(from));
            out.push(Event::Text("⇒".into()));
        }
        out.push(Event::Text(format!("{}→", rule.variant.code()).into()));
        out.extend(spell(&rule.to));
    }
    if mark.rules.is_empty() {
        out.push(Event::Text("¦¦".into()));
        out.extend(spell(&mark.body));
    }
    out.push(Event::Text("⟧".into()));
}

/// What a document shows: HTML with notes numbered and marks spelled out, white space between blocks left out.
pub fn shown(document: Document<'_>, site: &Site) -> String {
    let meta = format!("{:?}", document.meta);
    let group_labels = |_: &str| -> Option<Vec<String>> { None };
    let options = notes::Options { chinese: site.is_chinese(), append_lists: true, group_labels: &group_labels };
    let mut events = notes::resolve(document, &options).value;
    html::number_headings(&mut events);
    let mut out = String::new();
    html::write(&spell(&events), &Plain, &mut out);
    format!("{meta}\n{}", fold(&out))
}

/// The document's own text in Markdown, read back, shows …
pub fn shown_through_markdown(document: &Document<'_>, site: &Site) -> (String, String) {
    let page = markdown::write(document);
    let shown = shown(markdown::read(&page, site).value, site);
    (page, shown)
}

/// HTML, one block a line, white space folded where no reader sees it.
pub fn fold(html: &str) -> String {
    let mut out = String::with_capacity(html.len());
    let mut pre = 0usize;
    let mut rest = html;
    let mut at_edge = true;
    while !rest.is_empty() {
        if let Some(inside) = rest.strip_prefix('<') {
            let end = inside.find('>').unwrap_or(inside.len() - 1);
            let tag = &rest[..end + 2];
            let word = inside.trim_start_matches('/');
            let word = &word[..word.find([' ', '>', '/']).unwrap_or(word.len())];
            let name = Name::from_lower(word);
            let closing = inside.starts_with('/');
            let block = name.is_some_and(Name::is_block);
            if closing && matches!(name, Some(Name::Pre | Name::Code)) {
                // A line break at the end of code shows nothing.
                out.truncate(out.trim_end_matches('␤').len());
            }
            if name == Some(Name::Pre) {
                pre = if closing { pre.saturating_sub(1) } else { pre + 1 };
            }
            if tag == "<ol class=\"references\">" {
                // Notes within `<pre>` are beyond what white space can tell.
                pre = 0;
            }
            if tag == "<span class=\"reference-text\">" {
                // There is a space before it.
                out.push_str(tag);
                at_edge = true;
                rest = &rest[end + 2..];
                continue;
            }
            if block || name == Some(Name::Br) {
                out.truncate(out.trim_end_matches(' ').len());
                if block && !closing && !out.ends_with('\n') {
                    out.push('\n');
                }
                at_edge = true;
            } else {
                at_edge = false;
            }
            out.push_str(tag);
            rest = &rest[end + 2..];
            continue;
        }
        let end = rest.find('<').unwrap_or(rest.len());
        let text = &rest[..end];
        rest = &rest[end..];
        if pre > 0 {
            // The first line break of `<pre>` is no part of its text.
            out.push_str(&text.replace('\n', "␤"));
            at_edge = false;
            continue;
        }
        let mut space = at_edge || out.ends_with(' ');
        for c in text.chars() {
            if c.is_ascii_whitespace() {
                if !space {
                    out.push(' ');
                }
                space = true;
            } else {
                out.push(c);
                space = false;
                at_edge = false;
            }
        }
    }
    out.truncate(out.trim_end().len());
    // White space at the end of a note, and what MediaWiki puts in the place of a style that it does not allow.
    out.replace(" </span></li>", "</span></li>").replace(" style=\"/* insecure input */\"", "")
}
