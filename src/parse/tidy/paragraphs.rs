//! Paragraphs around bare text of the page and of block quotes, made while the tree grows.
//!
//! Facts: MediaWiki's `RemexCompatMunger`.  Text and inline elements straight in a page or a block quote go into a wrapper that
//! becomes `<p>`.  A block ends the wrapper; formatting elements that are open around the block are split, so that what
//! stands before it and behind it is in paragraphs and the block is in none.  An element that cannot be split (`<span>`) takes
//! itself out of the wrapper instead.  What was put in front of a table stays bare.

use super::TreeBuilder;
use super::formatting::is_formatting;
use super::tree::{Id, Kind, Node, Place};
use crate::model::html::Name;

/// How many copies of formatting elements a page may get by splitting.
///
/// Attack: 200 times `<b>`, then `x<hr>` over and over: every change between text and block copies all that are open.
/// Past the limit nothing is split any more; the text stays, with fewer paragraphs.
const MAX_COPIES: u32 = 20_000;

/// What a node knows of the paragraph around it.
#[derive(Debug, Default)]
pub(super) struct Wrap {
    /// The page or block quote whose paragraphs these are.
    base: Option<Id>,
    /// The wrapper that the node is in, however deep.
    wrapper: Option<Id>,
    /// The wrapper inside this node that takes what is put in it.
    child: Option<Id>,
    /// The copy that takes what is put in this node, since it was split.
    copy: Option<Id>,
    /// How many elements and texts other than white space the node has been given.
    filled: u32,
    /// Bare text in this node needs a wrapper.
    needed: bool,
    /// The node may be split.
    splittable: bool,
}

/// How content stands to paragraphs.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Flow {
    Inline,
    Block,
    /// Seen by no reader: neither begins a paragraph nor ends one.
    Metadata,
}

fn flow(kind: &Kind) -> Flow {
    use Name::*;
    match kind {
        Kind::Element(Link | Meta, _) => Flow::Metadata,
        Kind::Element(name, _) => match name {
            A | Abbr | B | Bdi | Bdo | Big | Br | Cite | Code | Data | Del | Dfn | Em | Font | I | Img | Ins | Kbd | Mark | Q | Rb | Rp
            | Rt | Rtc | Ruby | S | Samp | Small | Span | Strike | Strong | Sub | Sup | Time | Tt | U | Var | Wbr | Langconvert => {
                Flow::Inline
            }
            _ => Flow::Block,
        },
        Kind::Link(_) | Kind::Text(_) | Kind::Leaf(_) => Flow::Inline,
        Kind::Root | Kind::Block(_) | Kind::Paragraph => Flow::Block,
    }
}

impl Wrap {
    /// What the root knows.
    pub(super) fn root(needed: bool) -> Self {
        Self { needed, ..Self::default() }
    }
}

impl TreeBuilder {
    fn at(&self, id: Id) -> &Node {
        &self.nodes[id as usize]
    }

    fn wrap_of(&mut self, id: Id) -> &mut Wrap {
        &mut self.nodes[id as usize].wrap
    }

    /// Whether the wrapper has anything in it that a reader sees.
    pub(in crate::parse) fn is_filled(&self, wrapper: Id) -> bool {
        self.at(wrapper).wrap.filled > 0
    }

    /// Where a place really is: in the copy of an element that was split, in the wrapper that is open.
    fn resolve(&mut self, place: Place) -> (Id, Option<Id>) {
        match place {
            Place::Before(sibling) => (self.at(sibling).parent, Some(sibling)),
            Place::Under(id) => {
                if let Some(mut last) = self.at(id).wrap.copy {
                    while let Some(next) = self.at(last).wrap.copy {
                        last = next;
                    }
                    // The next search is short.
                    self.wrap_of(id).copy = Some(last);
                    return (last, None);
                }
                (self.at(id).wrap.child.unwrap_or(id), None)
            }
        }
    }

    /// Puts a node in its place, new or moved from another one, and begins, ends or splits a paragraph as it asks for.
    pub(super) fn put(&mut self, place: Place, id: Id) {
        let (mut parent, before) = self.resolve(place);
        let flow = flow(&self.at(id).kind);
        let inline = flow == Flow::Inline;
        if flow != Flow::Metadata {
            let node = self.at(parent);
            let in_wrapper = node.wrap.wrapper.is_some();
            if before.is_none() && matches!(node.kind, Kind::Paragraph) && !inline {
                parent = node.parent;
                self.wrap_of(parent).child = None;
            } else if before.is_none() && node.wrap.splittable && in_wrapper != inline {
                parent = self.split(parent, inline);
            } else if before.is_none() && node.wrap.needed && inline {
                parent = self.add_wrapper(parent);
            } else if in_wrapper && !inline {
                self.leave_wrapper(parent);
            }
        }
        self.wrap_of(parent).filled += 1;
        self.detach(id);
        self.attach(parent, before, id);
        self.inherit(parent, id);
    }

    /// Puts text in its place.
    pub(super) fn put_text(&mut self, place: Place, text: &str) {
        let blank = text.bytes().all(|b| matches!(b, b' ' | b'\n' | b'\t' | b'\r' | 0x0c));
        let (mut parent, before) = self.resolve(place);
        if before.is_none() {
            let wrap = &self.at(parent).wrap;
            if wrap.needed && !blank {
                parent = self.add_wrapper(parent);
            } else if wrap.splittable && wrap.wrapper.is_none() {
                parent = self.split(parent, true);
            }
        }
        if !blank {
            self.wrap_of(parent).filled += 1;
        }
        self.attach_text(parent, before, text);
    }

    /// Gives all that a node holds to a new one inside it.
    pub(super) fn hand_down(&mut self, from: Id, to: Id) {
        let mut from = from;
        // What a block quote holds lies in its wrapper, and a formatting element goes into that, not around it.
        while let Some(wrapper) = self.at(from).wrap.child {
            from = wrapper;
        }
        let children = std::mem::take(&mut self.nodes[from as usize].children);
        self.put(Place::Under(from), to);
        for child in &children {
            self.nodes[*child as usize].parent = to;
        }
        self.nodes[to as usize].children = children;
    }

    /// What a node knows from where it stands.
    fn inherit(&mut self, parent: Id, id: Id) {
        let node = self.at(parent);
        let is_wrapper = matches!(node.kind, Kind::Paragraph);
        let may_split = is_wrapper || node.wrap.splittable;
        let wrapper = if is_wrapper { Some(parent) } else { node.wrap.wrapper };
        let base = node.wrap.base.or_else(|| node.wrap.needed.then_some(parent));
        let child = &mut self.nodes[id as usize];
        let name = child.kind.name();
        child.wrap.splittable |= may_split && name.is_some_and(is_formatting);
        child.wrap.wrapper = wrapper.or(child.wrap.wrapper);
        child.wrap.base = base.or(child.wrap.base);
        child.wrap.needed |= name == Some(Name::Blockquote);
    }

    /// Begins a wrapper.
    fn add_wrapper(&mut self, parent: Id) -> Id {
        let id = self.add(Kind::Paragraph);
        self.wrap_of(id).base = Some(parent);
        self.attach(parent, None, id);
        self.wrap_of(parent).child = Some(id);
        id
    }

    /// Copies the formatting elements around a place, so that a block comes to stand outside of the wrapper, or text after
    /// it in a new one; gives the innermost copy.
    fn split(&mut self, from: Id, inline: bool) -> Id {
        let Some(base) = self.at(from).wrap.base else { return from };
        let wrapper = self.at(from).wrap.wrapper;
        let end = wrapper.unwrap_or(base);
        let mut path = Vec::new();
        let mut at = from;
        while at != end {
            if at == 0 {
                return from;
            }
            path.push(at);
            at = self.at(at).parent;
        }
        self.copies += u32::try_from(path.len()).unwrap_or(u32::MAX);
        if self.copies > MAX_COPIES {
            return from;
        }
        let mut empty = Vec::new();
        for id in &path {
            if self.at(*id).wrap.filled == 0 {
                empty.push(*id);
                let parent = self.at(*id).parent;
                let parent = self.wrap_of(parent);
                parent.filled = parent.filled.saturating_sub(1);
            }
        }
        let new_wrapper = if inline {
            Some(self.add_wrapper(base))
        } else {
            if wrapper.is_some() {
                self.wrap_of(base).child = None;
            }
            None
        };
        let mut parent = new_wrapper.unwrap_or(base);
        for old in path.into_iter().rev() {
            let kind = self.at(old).kind.duplicate();
            let copy = self.add(kind);
            self.attach(parent, None, copy);
            self.wrap_of(old).copy = Some(copy);
            *self.wrap_of(copy) = Wrap { base: Some(base), wrapper: new_wrapper, splittable: true, ..Wrap::default() };
            self.wrap_of(parent).filled += 1;
            parent = copy;
        }
        for id in empty {
            self.detach(id);
        }
        parent
    }

    /// Takes the element that is open in a wrapper out of it: it cannot be split, and a block begins in it.
    fn leave_wrapper(&mut self, inside: Id) {
        let Some(wrapper) = self.at(inside).wrap.wrapper else { return };
        let parent = self.at(wrapper).parent;
        if self.at(parent).children.last() != Some(&wrapper) {
            return;
        }
        let mut id = inside;
        loop {
            self.wrap_of(id).wrapper = None;
            let next = self.at(id).parent;
            if next == wrapper || next == 0 {
                break;
            }
            id = next;
        }
        self.detach(id);
        self.attach(parent, None, id);
        let filled = &mut self.wrap_of(wrapper).filled;
        *filled = filled.saturating_sub(1);
        self.wrap_of(parent).child = None;
    }
}
