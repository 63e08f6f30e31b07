//! `<syntaxhighlight>`, and the sources of tags that taben cannot show otherwise.
//!
//! Facts: the extension SyntaxHighlight: `lang`, `line`, `start`, `highlight`, `inline`, and GeSHi's `enclose="none"`.

use super::Parser;
use super::atom::{Atom, without_marks};
use crate::model::document::Event;
use crate::model::html::{Attrs, Name};
use crate::model::piece::Extension;
use crate::sanitize::attributes;

/// The longest name of a language; what is longer, or has other letters, is none (it becomes a class).
const MAX_LANGUAGE: usize = 40;

impl Parser<'_> {
    /// `<syntaxhighlight>`: a code block, or code in the line.
    pub(super) fn source_code(&self, tag: &Extension) -> Atom {
        let (mut lang, mut inline, mut numbered, mut start, mut marked) = (String::new(), false, false, 1u32, String::new());
        for (key, value) in attributes::split(&tag.attributes) {
            match key.to_lowercase().as_str() {
                "lang" if is_language(&value) => lang = value,
                "inline" => inline = true,
                "enclose" if value == "none" => inline = true,
                "line" => numbered = true,
                "start" => start = value.trim().parse().unwrap_or(1),
                "highlight" => marked = value.chars().filter(|c| c.is_ascii_digit() || matches!(c, ',' | '-')).collect(),
                _ => {}
            }
        }
        let text = without_marks(tag.body.as_deref().unwrap_or_default(), &self.atoms).into_owned();
        if inline {
            let mut code = Attrs::new();
            if !lang.is_empty() {
                code.set("class", format!("language-{lang}"));
            }
            return Atom::InlineRun(vec![
                Event::Open(Name::Code, code),
                Event::Text(text.trim().to_owned().into()),
                Event::Close(Name::Code),
            ]);
        }
        let mut pre = Attrs::new();
        if numbered {
            pre.set("data-lines", start.to_string());
        }
        if !marked.is_empty() {
            pre.set("data-mark", marked);
        }
        // A fence of Markdown's that says more than a language needs one.
        if lang.is_empty() && !pre.is_empty() {
            lang = "text".to_owned();
        }
        let mut events = Vec::new();
        code_block(&lang, pre, &text, &mut events);
        Atom::Block(events)
    }

    /// The source of a tag that taben cannot show, with the tag's name above it.
    pub(super) fn unsupported(&self, tag: &Extension) -> Atom {
        let text = without_marks(tag.body.as_deref().unwrap_or_default(), &self.atoms).into_owned();
        let class: Attrs<'static> = [("class".into(), "tag-source".into())].into_iter().collect();
        let mut events = vec![
            Event::Open(Name::Figure, class),
            Event::Open(Name::Figcaption, Attrs::new()),
            Event::Open(Name::Code, Attrs::new()),
            Event::Text(format!("<{}>", tag.name).into()),
            Event::Close(Name::Code),
            Event::Close(Name::Figcaption),
        ];
        if !text.trim().is_empty() {
            code_block("", Attrs::new(), &text, &mut events);
        }
        events.push(Event::Close(Name::Figure));
        Atom::Block(events)
    }
}

fn is_language(name: &str) -> bool {
    name.len() <= MAX_LANGUAGE && name.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'+' | b'#' | b'-' | b'.'))
}

/// A block of code in a language.
pub(super) fn code_block(lang: &str, pre: Attrs<'static>, text: &str, events: &mut Vec<Event<'static>>) {
    let mut code = Attrs::new();
    if !lang.is_empty() {
        code.set("class", format!("language-{lang}"));
    }
    let text = text.strip_prefix('\n').unwrap_or(text).trim_end();
    events.extend([
        Event::Open(Name::Pre, pre),
        Event::Open(Name::Code, code),
        Event::Text(format!("{text}\n").into()),
        Event::Close(Name::Code),
        Event::Close(Name::Pre),
    ]);
}
