//! Extension tags other than footnotes: what each becomes.
//!
//! Facts: MediaWiki's `CoreTagHooks` (`pre`, `nowiki`), the extensions Poem, Math, TemplateStyles; `gallery`, `imagemap` and
//! `code` have what is longer.

use super::Parser;
use super::atom::{Atom, Part, parts, protected, without_marks};
use super::blocks::Paragraphs;
use crate::diag::Diagnostic;
use crate::model::document::Event;
use crate::model::entities;
use crate::model::html::{Attrs, Name};
use crate::model::piece::Extension;
use crate::sanitize::attributes::{self, read_attributes};
use crate::title::{Namespace, Title};

/// What stands in the text in place of an extension tag.
pub(super) enum Settled {
    /// One opaque construct.
    Atom(Atom),
    /// Wikitext with marks, which the other passes read on.
    Text(String),
}

/// Tags whose result is nothing that a reader sees.
const INVISIBLE: [&str; 2] = ["templatedata", "section"];

/// The longest name of an indicator, in bytes.
const MAX_INDICATOR_NAME: usize = 200;

/// The most style sheets of a page.
const MAX_STYLES: usize = 60;

impl Parser<'_> {
    /// Settles one extension tag.
    pub(super) fn extension(&mut self, index: u32, tag: &Extension) -> Settled {
        let body = tag.body.as_deref().unwrap_or_default();
        let atom = match tag.name.as_str() {
            "ref" => self.reference(index, tag),
            "references" => self.references(index, tag),
            "pre" => self.preformatted(tag),
            "poem" => return Settled::Text(self.poem(tag)),
            "gallery" => self.gallery(tag),
            "math" | "chem" | "ce" => {
                let tex = body.trim();
                let tex = if tag.name == "math" { tex.to_owned() } else { format!("\\ce{{{tex}}}") };
                let display = attributes::split(&tag.attributes).iter().any(|(k, v)| *k == "display" && v == "block");
                if tex.is_empty() { Atom::Nothing } else { Atom::Inline(Event::Math { tex, display }) }
            }
            "syntaxhighlight" | "source" => self.source_code(tag),
            "imagemap" => self.imagemap(tag),
            "indicator" => self.indicator(tag),
            "templatestyles" => self.template_styles(tag),
            "langconvert" => self.fixed_variant(tag),
            name if INVISIBLE.contains(&name) => Atom::Nothing,
            name => {
                let diagnostic = Diagnostic::warning("unsupported-tag", format!("<{name}> cannot be rendered here"))
                    .hint("its source is shown as a code block");
                self.diagnostics.push(tag.place(diagnostic));
                self.unsupported(tag)
            }
        };
        Settled::Atom(atom)
    }

    /// `<langconvert>`: text that is converted to one variant, whatever the view.
    fn fixed_variant(&mut self, tag: &Extension) -> Atom {
        let Some(attrs) = attributes::fixed_variant(&without_marks(&tag.attributes, &self.atoms)) else {
            self.diagnostics.push(
                Diagnostic::warning("bad-langconvert", "<langconvert> does not say from which variant of Chinese to which")
                    .at(tag.span)
                    .hint("give both, as in <langconvert from=\"zh-hans\" to=\"zh-hant\">"),
            );
            // MediaWiki shows its message and nothing of the text; here the text stays.
            return Atom::InlineRun(self.fragment(tag.body.clone().unwrap_or_default(), Paragraphs::Suppress));
        };
        let mut events = vec![Event::Open(Name::Langconvert, attrs)];
        events.extend(self.fragment(tag.body.clone().unwrap_or_default(), Paragraphs::Suppress));
        events.push(Event::Close(Name::Langconvert));
        Atom::InlineRun(events)
    }

    /// `<pre>`: text as it stands, `<nowiki>` taken out, entities decoded.
    fn preformatted(&mut self, tag: &Extension) -> Atom {
        let attrs = read_attributes(&without_marks(&tag.attributes, &self.atoms), Name::Pre);
        let body = tag.body.as_deref().unwrap_or_default();
        let is_wikitext =
            attributes::split(&tag.attributes).iter().any(|(k, v)| k.eq_ignore_ascii_case("format") && v.eq_ignore_ascii_case("wikitext"));
        let mut events = vec![Event::Open(Name::Pre, attrs)];
        // HTML drops a line break right after the start tag.
        let body = body.strip_prefix('\n').unwrap_or(body);
        if is_wikitext {
            events.extend(self.fragment(body.to_owned(), Paragraphs::Suppress));
        } else {
            let text = strip_nowiki(&without_marks(body, &self.atoms));
            events.extend(self.preformatted_text(&text));
        }
        events.push(Event::Close(Name::Pre));
        Atom::Block(events)
    }

    /// The text of a `<pre>`.  MediaWiki's converter looks for its marks here too.
    fn preformatted_text(&mut self, text: &str) -> Vec<Event<'static>> {
        let text = protected(text.to_owned(), &mut self.atoms);
        let marked = self.mark_variants(text);
        parts(&marked)
            .filter_map(|part| match part {
                Part::Text(text) => Some(Event::Text(entities::decode(text).into_owned().into())),
                Part::Mark(index) => match self.atoms.get(index) {
                    Atom::Inline(event) => Some(event.clone()),
                    Atom::Char(c) => Some(Event::Text(c.to_string().into())),
                    _ => None,
                },
            })
            .collect()
    }

    /// Cuts `<nowiki>` at its line breaks, which a poem keeps.
    fn poem_lines(&mut self, body: &str) -> String {
        let mut out = String::with_capacity(body.len());
        let found: Vec<(Option<u32>, &str)> = parts(body)
            .map(|part| match part {
                Part::Text(text) => (None, text),
                Part::Mark(index) => (Some(index), ""),
            })
            .collect();
        for (index, text) in found {
            let Some(index) = index else {
                out.push_str(text);
                continue;
            };
            let lines: Option<Vec<String>> = match self.atoms.get(index) {
                Atom::Nowiki(text) if text.contains('\n') => Some(text.split('\n').map(str::to_owned).collect()),
                _ => None,
            };
            match lines {
                None => crate::model::piece::write_mark(index, &mut out),
                Some(lines) => {
                    for (i, line) in lines.into_iter().enumerate() {
                        if i > 0 {
                            out.push('\n');
                        }
                        if !line.is_empty() {
                            self.atoms.push(Atom::Nowiki(line), &mut out);
                        }
                    }
                }
            }
        }
        out
    }

    /// `<poem>`: lines kept, leading spaces kept, colons indent.
    fn poem(&mut self, tag: &Extension) -> String {
        let mut attrs = read_attributes(&without_marks(&tag.attributes, &self.atoms), Name::Div);
        let class = attrs.get("class").map_or_else(|| "poem".to_owned(), |c| format!("poem {c}"));
        attrs.set("class", class);
        let compact = attributes::split(&tag.attributes).iter().any(|(k, _)| k.eq_ignore_ascii_case("compact"));
        let body = self.poem_lines(tag.body.as_deref().unwrap_or_default());
        let body = body.strip_prefix('\n').unwrap_or(&body);
        let body = body.strip_suffix('\n').unwrap_or(body);
        let mut text = String::with_capacity(body.len() + 64);
        let mut lines = body.split('\n').peekable();
        while let Some(line) = lines.next() {
            let colons = line.bytes().take_while(|b| *b == b':').count();
            let rest = &line[colons..];
            if colons > 0 && !rest.is_empty() {
                let style = format!("display: inline-block; margin-inline-start: {colons}em;");
                let span: Attrs<'static> =
                    [("class".into(), "mw-poem-indented".into()), ("style".into(), style.into())].into_iter().collect();
                self.atoms.push(Atom::Open(Name::Span, span), &mut text);
                text.push_str(rest);
                self.atoms.push(Atom::Close(Name::Span), &mut text);
            } else {
                let spaces = line.bytes().take_while(|b| *b == b' ').count();
                for _ in 0..spaces {
                    text.push_str("&#160;");
                }
                text.push_str(&line[spaces..]);
            }
            if lines.peek().is_some() {
                // A rule ends its line by itself.
                if !(line.starts_with("----") && line.bytes().all(|b| b == b'-')) {
                    self.atoms.push(Atom::Open(Name::Br, Attrs::new()), &mut text);
                }
                text.push('\n');
            }
        }
        let newline = if compact { "" } else { "\n" };
        let mut out = String::with_capacity(text.len() + 16);
        self.atoms.push(Atom::Open(Name::Div, attrs), &mut out);
        out.push_str(newline);
        out.push_str(text.trim());
        out.push_str(newline);
        self.atoms.push(Atom::Close(Name::Div), &mut out);
        out
    }

    /// `<indicator>`: a sign beside the page's heading; nothing where it stands.
    fn indicator(&mut self, tag: &Extension) -> Atom {
        let name = attributes::split(&tag.attributes).into_iter().find(|(key, _)| key.eq_ignore_ascii_case("name")).map(|(_, value)| value);
        let Some(name) = name.filter(|name| !name.trim().is_empty() && name.len() <= MAX_INDICATOR_NAME) else {
            self.diagnostics
                .push(Diagnostic::warning("bad-indicator", "an <indicator> needs a name").at(tag.span).hint("write name=\"…\" in it"));
            return self.unsupported(tag);
        };
        let body = tag.body.as_deref().unwrap_or_default().trim().to_owned();
        let events = self.fragment(body, Paragraphs::Suppress);
        self.indicators.insert(name.trim().to_owned(), events);
        Atom::Nothing
    }

    /// Puts what stands beside the heading before the page: the views take it from there.
    pub(super) fn place_indicators(&mut self, events: &mut Vec<Event<'static>>) {
        let all = std::mem::take(&mut self.indicators);
        if all.is_empty() {
            return;
        }
        let mut before = Vec::new();
        for (_, content) in all {
            before.push(Event::Open(Name::Div, [("class".into(), "mw-indicator".into())].into_iter().collect()));
            before.extend(content);
            before.push(Event::Close(Name::Div));
        }
        events.splice(0..0, before);
    }

    /// `<templatestyles>`: a style sheet of the book's, which the page asks for once.
    fn template_styles(&mut self, tag: &Extension) -> Atom {
        let source =
            attributes::split(&tag.attributes).into_iter().find(|(key, _)| key.eq_ignore_ascii_case("src")).map(|(_, value)| value);
        let title = source.as_deref().and_then(|src| Title::parse(src, Namespace::TEMPLATE, self.site));
        match title {
            Some(title) if self.meta.styles.contains(&title) || self.meta.styles.len() >= MAX_STYLES => {}
            Some(title) => self.meta.styles.push(title),
            None => self.diagnostics.push(
                Diagnostic::warning("bad-styles", "this <templatestyles> names no style sheet")
                    .at(tag.span)
                    .hint("write src=\"Name/styles.css\" in it"),
            ),
        }
        Atom::StyleSheet
    }
}

/// Takes `<nowiki>` tags out and leaves what they enclose.
fn strip_nowiki(text: &str) -> String {
    if !text.contains("<nowiki") && !text.to_ascii_lowercase().contains("<nowiki") {
        return text.to_owned();
    }
    let lower = text.to_ascii_lowercase();
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    while let Some(n) = lower[at..].find("<nowiki>") {
        let open = at + n;
        let Some(m) = lower[open..].find("</nowiki>") else { break };
        out.push_str(&text[at..open]);
        out.push_str(&text[open + 8..open + m]);
        at = open + m + 9;
    }
    out.push_str(&text[at..]);
    out
}
