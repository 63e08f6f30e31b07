//! Extension tags become marks; bodies that are wikitext are expanded in the frame where the tag stands.

use std::rc::Rc;

use crate::model::piece::{Extension, Piece, may_start_mark, read_mark};

use super::frame::{Context, Frame};
use super::scan::{Mode, Tag, Tree, scan};

/// Tags whose body is wikitext.
const WIKITEXT: &[&str] = &["gallery", "imagemap", "indicator", "langconvert", "poem", "ref", "references", "section"];

/// Whether the attributes of a `<pre>` say that it holds wikitext: `format="wikitext"`.
fn is_wikitext(attributes: &str) -> bool {
    let Some((_, value)) = attributes.to_ascii_lowercase().split_once("format").map(|(a, b)| (a.to_owned(), b.to_owned())) else {
        return false;
    };
    value.trim_start().strip_prefix('=').is_some_and(|v| v.trim_start().trim_start_matches(['"', '\'']).starts_with("wikitext"))
}

impl Context<'_> {
    /// Writes the mark of a tag.
    pub(super) fn tag(&mut self, frame: &Frame<'_>, tree: &Rc<Tree>, tag: &Tag, out: &mut String) {
        let name = tree.slice(tag.name).to_ascii_lowercase();
        // Only its mark counts where a tag stands, so a template's bodies are counted here.
        let size = tag.body.map_or(0, |(a, b)| (b - a) as usize);
        if !tree.own && !self.include(size) {
            self.warn_limit(frame, self.outer_place(), "include-size", "the page's templates give too much text; the rest is left out");
            return;
        }
        if name == "nowiki" {
            let body = tag.body.map_or("", |b| tree.slice(b));
            let text = self.plain(body);
            self.marks.push(Piece::Nowiki(text), out);
            return;
        }
        let body = tag.body.map(|range| {
            if WIKITEXT.contains(&&*name) || (name == "pre" && is_wikitext(tree.slice(tag.attributes))) {
                let inner = Rc::clone(tag.scanned.get_or_init(|| Rc::new(scan(&tree.source, range, Mode::Page, tree.own))));
                self.expanded(frame, &inner, inner.all())
            } else {
                tree.slice(range).to_owned()
            }
        });
        let span = self.place(tree, tag.source).span.unwrap_or_default();
        let attributes = tree.slice(tag.attributes).to_owned();
        let through = if tree.own { None } else { self.chain(frame) };
        self.marks.push(Piece::Extension(Box::new(Extension { name, attributes, body, from_function: false, span, through })), out);
    }

    /// The text with marks of plain text replaced by that text, and others dropped.
    pub(super) fn plain(&self, text: &str) -> String {
        if !text.bytes().any(may_start_mark) {
            return text.to_owned();
        }
        let mut out = String::with_capacity(text.len());
        let mut rest = text;
        while let Some(c) = rest.chars().next() {
            if let Some((index, length)) = read_mark(rest) {
                match self.marks.get(index) {
                    Piece::Nowiki(text) => out.push_str(text),
                    Piece::Char(c) => out.push(*c),
                    Piece::Extension(_) => {}
                }
                rest = &rest[length..];
            } else {
                out.push(c);
                rest = &rest[c.len_utf8()..];
            }
        }
        out
    }
}
