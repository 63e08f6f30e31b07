//! The tree itself: nodes by number, and where a new one goes.

use std::sync::Arc;

use super::TreeBuilder;
use super::paragraphs::Wrap;
use crate::model::document::{Event, Link};
use crate::model::html::{Attrs, Name};

/// Number of a node.
pub(in crate::parse) type Id = u32;

/// How deep elements nest before further ones are put beside instead of inside.
///
/// Attack: 10,000 times `<div>` or `<b>`.  Looking for an element in scope walks the stack, so its depth bounds the work of
/// every tag; MediaWiki's Remex has the same kind of limit (`maxDepth`).
pub(super) const MAX_DEPTH: usize = 256;

/// The parent of a node that has not been put anywhere yet.
const NOWHERE: Id = Id::MAX;

/// A node.
#[derive(Debug)]
pub(in crate::parse) struct Node {
    pub(in crate::parse) kind: Kind,
    pub(in crate::parse) parent: Id,
    pub(in crate::parse) children: Vec<Id>,
    pub(super) wrap: Wrap,
}

/// The kinds of nodes.
#[derive(Debug)]
pub(in crate::parse) enum Kind {
    Root,
    Element(Name, Attrs<'static>),
    Link(Arc<Link>),
    Text(String),
    Leaf(Event<'static>),
    Block(Vec<Event<'static>>),
    /// What stands bare; a paragraph, if there is anything in it.
    Paragraph,
}

impl Kind {
    /// The element's name; a link is an `a`.
    pub(in crate::parse) fn name(&self) -> Option<Name> {
        match self {
            Self::Element(name, _) => Some(*name),
            Self::Link(_) => Some(Name::A),
            _ => None,
        }
    }

    pub(super) fn duplicate(&self) -> Self {
        match self {
            Self::Element(name, attrs) => Self::Element(*name, attrs.clone()),
            Self::Link(link) => Self::Link(link.clone()),
            _ => Self::Text(String::new()),
        }
    }
}

/// Where a node goes.
#[derive(Clone, Copy, Debug)]
pub(super) enum Place {
    /// Behind all that the node holds.
    Under(Id),
    /// In front of the node: of the table in which the new one may not stand.
    Before(Id),
}

impl TreeBuilder {
    pub(super) fn add(&mut self, kind: Kind) -> Id {
        let id = Id::try_from(self.nodes.len()).unwrap_or(Id::MAX);
        self.nodes.push(Node { kind, parent: NOWHERE, children: Vec::new(), wrap: Wrap::default() });
        id
    }

    /// Takes a node out of its parent.  Children that move are nearly always among the last, so the search starts there.
    pub(super) fn detach(&mut self, child: Id) {
        let parent = self.nodes[child as usize].parent;
        if parent == NOWHERE {
            return;
        }
        let siblings = &mut self.nodes[parent as usize].children;
        if let Some(at) = siblings.iter().rposition(|c| *c == child) {
            siblings.remove(at);
        }
    }

    /// Makes a node the last child, or the one before a sibling.
    pub(super) fn attach(&mut self, parent: Id, before: Option<Id>, child: Id) {
        self.nodes[child as usize].parent = parent;
        let siblings = &mut self.nodes[parent as usize].children;
        match before.and_then(|b| siblings.iter().rposition(|c| *c == b)) {
            Some(at) => siblings.insert(at, child),
            None => siblings.push(child),
        }
    }

    /// Adds to the text before that place, or makes a new one.
    pub(super) fn attach_text(&mut self, parent: Id, before: Option<Id>, text: &str) {
        let siblings = &self.nodes[parent as usize].children;
        let last = match before {
            Some(before) => siblings.iter().rposition(|c| *c == before).and_then(|at| at.checked_sub(1)).map(|at| siblings[at]),
            None => siblings.last().copied(),
        };
        if let Some(last) = last
            && let Kind::Text(existing) = &mut self.nodes[last as usize].kind
        {
            existing.push_str(text);
            return;
        }
        let id = self.add(Kind::Text(text.to_owned()));
        self.attach(parent, before, id);
    }

    /// Where a node for that element goes: in it, or in front of the table that may not hold it.
    pub(super) fn place(&self, target: Id) -> Place {
        if self.foster
            && matches!(self.name(target), Some(Name::Table | Name::Tbody | Name::Tr))
            && let Some(table) = self.open.iter().rev().find(|id| self.name(**id) == Some(Name::Table))
        {
            return Place::Before(*table);
        }
        Place::Under(target)
    }

    pub(super) fn insert(&mut self, kind: Kind) -> Id {
        let id = self.add(kind);
        self.put(self.place(self.current()), id);
        id
    }

    pub(super) fn push(&mut self, kind: Kind) -> Id {
        let id = self.insert(kind);
        // Past the limit an element is made but not entered, so its content lies beside it.
        if self.open.len() < MAX_DEPTH {
            self.open.push(id);
        }
        id
    }
}
