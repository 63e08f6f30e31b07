//! Extension tags other than footnotes: what each becomes.
//!
//! Facts: MediaWiki's `CoreTagHooks` (`pre`, `nowiki`), the extensions Poem, Gallery, SyntaxHighlight and Math.

use super::Parser;
use super::atom::{Atom, Part, has_mark, parts, without_marks};
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
const INVISIBLE: [&str; 3] = ["templatestyles", "templatedata", "section"];

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
            "langconvert" => Atom::InlineRun(self.fragment(body.to_owned(), Paragraphs::Suppress)),
            name if INVISIBLE.contains(&name) => Atom::Nothing,
            name => {
                let diagnostic = Diagnostic::warning("unsupported-tag", format!("<{name}> cannot be rendered here"))
                    .hint("its source is shown as a code block");
                self.diagnostics.push(tag.place(diagnostic));
                let text = without_marks(body, &self.atoms).into_owned();
                code_block(name, &text)
            }
        };
        Settled::Atom(atom)
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
        let marked = self.mark_variants(text.to_owned());
        parts(&marked)
            .filter_map(|part| match part {
                Part::Text(text) => Some(Event::Text(entities::decode(text).into_owned().into())),
                Part::Mark(index) => match self.atoms.get(index) {
                    Atom::Inline(event) => Some(event.clone()),
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

    /// `<gallery>`: one file a line.
    fn gallery(&mut self, tag: &Extension) -> Atom {
        let mut attrs = read_attributes(&without_marks(&tag.attributes, &self.atoms), Name::Ul);
        let mut mode = "traditional".to_owned();
        let mut caption = None;
        let mut width = 120;
        for (key, value) in attributes::split(&without_marks(&tag.attributes, &self.atoms)) {
            match key.to_lowercase().as_str() {
                "mode" if value.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-') => mode = value.to_lowercase(),
                "caption" => caption = Some(value),
                "widths" => width = value.trim_end_matches("px").trim().parse().unwrap_or(120).clamp(1, 1000),
                _ => {}
            }
        }
        let class = attrs.get("class").map_or_else(String::new, |c| format!(" {c}"));
        attrs.set("class", format!("gallery mw-gallery-{mode}{class}"));
        let classed = |class: &'static str| -> Attrs<'static> { [("class".into(), class.into())].into_iter().collect() };
        let mut events = vec![Event::Open(Name::Ul, attrs)];
        if let Some(caption) = caption {
            events.push(Event::Open(Name::Li, classed("gallerycaption")));
            events.extend(self.fragment(caption, Paragraphs::Suppress));
            events.push(Event::Close(Name::Li));
        }
        for line in tag.body.as_deref().unwrap_or_default().lines() {
            let (name, text) = line.split_once('|').unwrap_or((line, ""));
            let name = name.trim();
            if name.is_empty() || has_mark(name) {
                continue;
            }
            let Some(title) = Title::parse(&entities::decode(name), Namespace::FILE, self.site) else { continue };
            events.push(Event::Open(Name::Li, classed("gallerybox")));
            events.push(Event::Open(Name::Div, classed("thumb")));
            let options = format!("frameless|{width}px");
            match self.read_media(&title, &options) {
                Atom::InlineRun(run) | Atom::Block(run) => events.extend(run),
                _ => {}
            }
            events.push(Event::Close(Name::Div));
            events.push(Event::Open(Name::Div, classed("gallerytext")));
            let text = text
                .split('|')
                .filter(|o| !o.trim_start().starts_with("alt=") && !o.trim_start().starts_with("link="))
                .collect::<Vec<_>>()
                .join("|");
            events.extend(self.fragment(text.trim().to_owned(), Paragraphs::Suppress));
            events.push(Event::Close(Name::Div));
            events.push(Event::Close(Name::Li));
        }
        events.push(Event::Close(Name::Ul));
        Atom::Block(events)
    }

    /// `<syntaxhighlight>`: a code block, or code in the line.
    fn source_code(&mut self, tag: &Extension) -> Atom {
        let mut lang = String::new();
        let mut inline = false;
        for (key, value) in attributes::split(&tag.attributes) {
            match key.to_lowercase().as_str() {
                "lang"
                    if value.len() <= 40 && value.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'+' | b'#' | b'-')) =>
                {
                    lang = value
                }
                "inline" => inline = true,
                "enclose" if value == "none" => inline = true,
                _ => {}
            }
        }
        let text = without_marks(tag.body.as_deref().unwrap_or_default(), &self.atoms).into_owned();
        if inline {
            return Atom::InlineRun(vec![
                Event::Open(Name::Code, Attrs::new()),
                Event::Text(text.trim().to_owned().into()),
                Event::Close(Name::Code),
            ]);
        }
        code_block(&lang, &text)
    }
}

/// A block of code in a language.
fn code_block(lang: &str, text: &str) -> Atom {
    let mut code = Attrs::new();
    if !lang.is_empty() {
        code.set("class", format!("language-{lang}"));
    }
    let text = text.strip_prefix('\n').unwrap_or(text).trim_end();
    Atom::Block(vec![
        Event::Open(Name::Pre, Attrs::new()),
        Event::Open(Name::Code, code),
        Event::Text(format!("{text}\n").into()),
        Event::Close(Name::Code),
        Event::Close(Name::Pre),
    ])
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
