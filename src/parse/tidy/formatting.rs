//! Formatting elements: those that a block or a cell closes are opened again, and an end tag may cross blocks.
//!
//! Facts: the standard's list of active formatting elements and its adoption agency algorithm.

use super::TreeBuilder;
use super::scope::is_special;
use super::tree::{Id, Kind, MAX_DEPTH, Place};
use crate::model::html::Name;

/// How many formatting elements are remembered for reopening.
///
/// Attack: `<p><b class=1><b class=2>…`, which makes every later paragraph reopen all of them.  The standard
/// limits equal ones to three; different ones are limited here.
const MAX_FORMATTING: usize = 32;

pub(in crate::parse) fn is_formatting(name: Name) -> bool {
    use Name::*;
    matches!(name, A | B | Big | Code | Em | Font | I | S | Small | Strike | Strong | Tt | U)
}

impl TreeBuilder {
    /// The formatting element of that name after the last marker.
    pub(super) fn formatting_entry(&self, name: Name) -> Option<Id> {
        self.formatting.iter().rev().map_while(|e| *e).find(|id| self.name(*id) == Some(name))
    }

    /// Adds a formatting element; at most three equal ones are kept ("Noah's Ark").
    pub(super) fn remember(&mut self, id: Id) {
        let same: Vec<usize> = (0..self.formatting.len())
            .rev()
            .map_while(|i| self.formatting[i].map(|e| (i, e)))
            .filter(|(_, e)| self.same_element(*e, id))
            .map(|(i, _)| i)
            .collect();
        if same.len() >= 3 {
            self.formatting.remove(same[same.len() - 1]);
        }
        if self.formatting.len() >= MAX_FORMATTING {
            self.formatting.remove(0);
        }
        self.formatting.push(Some(id));
    }

    pub(super) fn same_element(&self, a: Id, b: Id) -> bool {
        match (&self.nodes[a as usize].kind, &self.nodes[b as usize].kind) {
            (Kind::Element(n, x), Kind::Element(m, y)) => n == m && x == y,
            _ => false,
        }
    }

    /// Opens again the formatting elements that a block or a cell closed.
    pub(super) fn reconstruct(&mut self) {
        let Some(Some(last)) = self.formatting.last() else { return };
        if self.open.contains(last) {
            return;
        }
        let mut from = self.formatting.len();
        while from > 0 {
            match self.formatting[from - 1] {
                Some(id) if !self.open.contains(&id) => from -= 1,
                _ => break,
            }
        }
        for at in from..self.formatting.len() {
            if self.open.len() >= MAX_DEPTH {
                return;
            }
            let Some(id) = self.formatting[at] else { continue };
            let kind = self.nodes[id as usize].kind.duplicate();
            let new = self.push(kind);
            self.formatting[at] = Some(new);
        }
    }

    /// Ends the link that is open, if one is, for the sake of another.
    pub(super) fn leave_link(&mut self) {
        if let Some(old) = self.formatting_entry(Name::A) {
            self.adoption_agency(Name::A);
            self.formatting.retain(|e| *e != Some(old));
            self.open.retain(|id| *id != old);
        }
    }

    pub(super) fn clear_formatting_to_marker(&mut self) {
        while let Some(entry) = self.formatting.pop() {
            if entry.is_none() {
                return;
            }
        }
    }

    /// HTML's adoption agency algorithm: ends a formatting element that may be crossed by blocks.
    pub(super) fn adoption_agency(&mut self, name: Name) {
        if self.current_name() == Some(name) && !self.formatting.contains(&Some(self.current())) {
            self.open.pop();
            return;
        }
        for _ in 0..8 {
            let Some(element) = self.formatting_entry(name) else {
                self.end_other(name);
                return;
            };
            let Some(at) = self.open.iter().rposition(|id| *id == element) else {
                self.formatting.retain(|e| *e != Some(element));
                return;
            };
            let blocked =
                self.open[at + 1..].iter().any(|id| matches!(self.name(*id), Some(Name::Table | Name::Td | Name::Th | Name::Caption)));
            if blocked {
                return;
            }
            let Some(block_at) = (at + 1..self.open.len()).find(|i| self.name(self.open[*i]).is_some_and(is_special)) else {
                self.open.truncate(at);
                self.formatting.retain(|e| *e != Some(element));
                return;
            };
            let block = self.open[block_at];
            let ancestor = self.open[at - 1];
            let mut bookmark = self.formatting.iter().position(|e| *e == Some(element)).unwrap_or(0);
            let mut last = block;
            let mut i = block_at;
            let mut moves = Vec::new();
            let mut rounds = 0;
            while i > at + 1 {
                i -= 1;
                rounds += 1;
                let node = self.open[i];
                let entry = self.formatting.iter().position(|e| *e == Some(node));
                let Some(mut entry) = entry else {
                    self.open.remove(i);
                    continue;
                };
                if rounds > 3 {
                    self.formatting.remove(entry);
                    if entry < bookmark {
                        bookmark -= 1;
                    }
                    self.open.remove(i);
                    continue;
                }
                let copy = self.add(self.nodes[node as usize].kind.duplicate());
                self.formatting[entry] = Some(copy);
                self.open[i] = copy;
                if last == block {
                    entry += 1;
                    bookmark = entry;
                }
                moves.push((Place::Under(copy), last));
                last = copy;
            }
            moves.push((self.place(ancestor), last));
            // Outermost first, so that what takes a node is always in the tree.
            for (place, id) in moves.into_iter().rev() {
                self.put(place, id);
            }
            let copy = self.add(self.nodes[element as usize].kind.duplicate());
            self.hand_down(block, copy);
            if let Some(old) = self.formatting.iter().position(|e| *e == Some(element)) {
                self.formatting.remove(old);
                if old < bookmark {
                    bookmark -= 1;
                }
            }
            self.formatting.insert(bookmark.min(self.formatting.len()), Some(copy));
            self.open.retain(|id| *id != element);
            let block_at = self.open.iter().rposition(|id| *id == block).unwrap_or(self.open.len() - 1);
            self.open.insert(block_at + 1, copy);
        }
    }
}
