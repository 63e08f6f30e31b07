//! The tree itself: nodes by number, and where a new one goes.

use std::sync::Arc;

use super::TreeBuilder;
use crate::model::document::{Event, Link};
use crate::model::html::{Attrs, Name};

/// Number of a node.
pub(in crate::parse) type Id = u32;

/// How deep elements nest before further ones are put beside instead of inside.
///
/// Attack: 10,000 times `<div>` or `<b>`.  Looking for an element in scope walks the stack, so its depth bounds the work of
/// every tag; MediaWiki's Remex has the same kind of limit (`maxDepth`).
pub(super) const MAX_DEPTH: usize = 256;

/// A node.
#[derive(Debug)]
pub(in crate::parse) struct Node {
    pub(in crate::parse) kind: Kind,
    pub(in crate::parse) parent: Id,
    pub(in crate::parse) children: Vec<Id>,
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

impl TreeBuilder {
    pub(super) fn add(&mut self, kind: Kind) -> Id {
        let id = Id::try_from(self.nodes.len()).unwrap_or(Id::MAX);
        self.nodes.push(Node { kind, parent: 0, children: Vec::new() });
        id
    }

    pub(super) fn append(&mut self, parent: Id, child: Id) {
        self.nodes[child as usize].parent = parent;
        self.nodes[parent as usize].children.push(child);
    }

    /// Takes a node out of its parent.  Children that move are nearly always among the last, so the search starts there.
    pub(super) fn detach(&mut self, child: Id) {
        let parent = self.nodes[child as usize].parent;
        let siblings = &mut self.nodes[parent as usize].children;
        if let Some(at) = siblings.iter().rposition(|c| *c == child) {
            siblings.remove(at);
        }
    }

    /// Where a node goes now: parent, and the sibling it goes before when it is put in front of a table.
    pub(super) fn place(&self, target: Id) -> (Id, Option<Id>) {
        if self.foster
            && matches!(self.name(target), Some(Name::Table | Name::Tbody | Name::Tr))
            && let Some(at) = self.open.iter().rposition(|id| self.name(*id) == Some(Name::Table))
        {
            let table = self.open[at];
            let parent = self.nodes[table as usize].parent;
            return (parent, Some(table));
        }
        (target, None)
    }

    pub(super) fn insert_at(&mut self, place: (Id, Option<Id>), child: Id) {
        let (parent, before) = place;
        self.nodes[child as usize].parent = parent;
        let siblings = &mut self.nodes[parent as usize].children;
        match before.and_then(|b| siblings.iter().rposition(|c| *c == b)) {
            Some(at) => {
                siblings.insert(at, child);
                self.fostered.insert(child);
            }
            None => siblings.push(child),
        }
    }

    pub(super) fn insert(&mut self, kind: Kind) -> Id {
        let id = self.add(kind);
        self.insert_at(self.place(self.current()), id);
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

    pub(super) fn append_text(&mut self, text: &str, foster: bool) {
        let place = if foster { self.place(self.current()) } else { (self.current(), None) };
        let siblings = &self.nodes[place.0 as usize].children;
        let last = match place.1 {
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
        self.insert_at(place, id);
    }
}
