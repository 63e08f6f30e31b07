//! Pass 11: tags become a well-nested tree, repaired as browsers repair it.
//!
//! Facts: the HTML Living Standard's tree construction (§13.2.6: "in body", "in table" and its kin, the adoption
//! agency algorithm, foster parenting), for the elements that wikitext can have.  MediaWiki's `RemexHtml` does the
//! same, so what it makes of broken markup comes out alike.

mod body;
mod formatting;
mod paragraphs;
mod scope;
mod table;
mod tree;

use std::sync::Arc;

use self::scope::Scope;
pub(super) use self::tree::{Id, Kind};
use self::tree::{Node, Place};
use crate::model::document::{Event, Link};
use crate::model::html::{Attrs, Name};

/// Builds a tree from tags.
pub(super) struct TreeBuilder {
    pub(super) nodes: Vec<Node>,
    open: Vec<Id>,
    /// Active formatting elements; `None` is a marker (at a cell or a caption).
    formatting: Vec<Option<Id>>,
    foster: bool,
    /// Text between two tags of a table.
    table_text: String,
    /// How many elements have been copied for the sake of paragraphs.
    copies: u32,
}

/// Whether text is nothing but white space.
fn is_blank(text: &str) -> bool {
    text.bytes().all(|b| matches!(b, b' ' | b'\n' | b'\t' | b'\r'))
}

impl TreeBuilder {
    /// An empty tree; `wrap` puts bare text of the top level into paragraphs.
    pub(super) fn new(wrap: bool) -> Self {
        Self {
            nodes: vec![Node { kind: Kind::Root, parent: 0, children: Vec::new(), wrap: paragraphs::Wrap::root(wrap) }],
            open: vec![0],
            formatting: Vec::new(),
            foster: false,
            table_text: String::new(),
            copies: 0,
        }
    }

    /// Text, entities decoded.
    pub(super) fn text(&mut self, text: &str) {
        if text.is_empty() {
            return;
        }
        if matches!(self.current_name(), Some(Name::Table | Name::Tbody | Name::Tr)) {
            self.table_text.push_str(text);
            return;
        }
        if !self.formatting.is_empty() {
            self.reconstruct();
        }
        self.put_text(self.place(self.current()), text);
    }

    /// Puts the text between two tags of a table: white space stays, anything else goes in front of the table, with the
    /// white space around it.
    fn settle_table_text(&mut self) {
        if self.table_text.is_empty() {
            return;
        }
        let text = std::mem::take(&mut self.table_text);
        if is_blank(&text) {
            self.put_text(Place::Under(self.current()), &text);
            return;
        }
        self.foster = true;
        self.reconstruct();
        self.put_text(self.place(self.current()), &text);
        self.foster = false;
    }

    /// The end of the page.
    pub(super) fn finish(mut self) -> Self {
        self.settle_table_text();
        self
    }

    /// Enters "in table" handling of content that does not belong in tables: runs `f` with foster parenting on.
    fn fostered(&mut self, f: impl FnOnce(&mut Self)) {
        self.settle_table_text();
        let in_table = matches!(self.current_name(), Some(Name::Table | Name::Tbody | Name::Tr));
        let before = std::mem::replace(&mut self.foster, in_table);
        f(self);
        self.foster = before;
    }

    /// A finished node inside a line.
    pub(super) fn leaf(&mut self, event: Event<'static>) {
        self.fostered(|b| {
            // A note's marker is a link, and no link stands in another.
            if matches!(event, Event::Note(_)) {
                b.leave_link();
            }
            b.reconstruct();
            b.insert(Kind::Leaf(event));
        });
    }

    /// A finished, well-nested run of events inside a line.
    pub(super) fn run(&mut self, events: &[Event<'static>]) {
        for event in events {
            match event {
                Event::Open(name, attrs) => self.start(*name, attrs.clone()),
                Event::OpenLink(link) => self.start_link(link.clone()),
                Event::Close(name) => self.end(*name),
                Event::Text(text) => self.text(text),
                other => self.leaf(other.clone()),
            }
        }
    }

    /// A finished block.
    pub(super) fn block(&mut self, events: Vec<Event<'static>>) {
        self.fostered(|b| {
            b.close_p();
            b.insert(Kind::Block(events));
        });
    }

    /// The start of a link.
    pub(super) fn start_link(&mut self, link: Arc<Link>) {
        self.fostered(|b| {
            b.leave_link();
            b.reconstruct();
            let id = b.push(Kind::Link(link));
            if b.current() == id {
                b.remember(id);
            }
        });
    }

    /// A start tag.
    pub(super) fn start(&mut self, name: Name, attrs: Attrs<'static>) {
        use Name::*;
        self.settle_table_text();
        if matches!(name, Caption | Tbody | Tr | Td | Th) {
            self.start_table_part(name, attrs);
            return;
        }
        if name == Table && self.current_name().is_some_and(|n| matches!(n, Table | Tbody | Tr)) {
            // A table straight inside a table ends it.
            self.end_table();
        }
        self.fostered(|b| b.start_in_body(name, attrs));
    }

    /// An end tag.
    pub(super) fn end(&mut self, name: Name) {
        use Name::*;
        self.settle_table_text();
        match name {
            Table => {
                if self.in_scope(&[Table], Scope::Table) {
                    self.end_table();
                }
            }
            Tbody | Tr => {
                if !self.in_scope(&[name], Scope::Table) {
                    return;
                }
                match self.table_context() {
                    Some(Td | Th) => self.close_cell(),
                    Some(Caption) => self.close_caption(),
                    _ => {}
                }
                self.pop_until(&[name]);
            }
            Td | Th => {
                if self.in_scope(&[name], Scope::Table) && self.table_context() == Some(name) {
                    self.close_cell();
                }
            }
            Caption => {
                if self.table_context() == Some(Caption) {
                    self.close_caption();
                }
            }
            _ => self.fostered(|b| b.end_in_body(name)),
        }
    }
}
