//! The stack of open elements: what is in scope, and what an end tag or a start tag pops.

use super::TreeBuilder;
use super::tree::Id;
use crate::model::html::Name;

/// Where lookups for an open element end.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Scope {
    Default,
    ListItem,
    Button,
    Table,
}

/// Elements of the standard's category "special", as far as they occur.
pub(super) fn is_special(name: Name) -> bool {
    use Name::*;
    matches!(
        name,
        Blockquote
            | Br
            | Caption
            | Center
            | Dd
            | Div
            | Dl
            | Dt
            | Figcaption
            | Figure
            | H1
            | H2
            | H3
            | H4
            | H5
            | H6
            | Hr
            | Img
            | Li
            | Link
            | Meta
            | Ol
            | P
            | Pre
            | Table
            | Tbody
            | Td
            | Th
            | Tr
            | Ul
            | Wbr
    )
}

fn has_implied_end(name: Name) -> bool {
    use Name::*;
    matches!(name, Dd | Dt | Li | P | Rb | Rp | Rt | Rtc)
}

impl TreeBuilder {
    pub(super) fn name(&self, id: Id) -> Option<Name> {
        self.nodes[id as usize].kind.name()
    }

    pub(super) fn current(&self) -> Id {
        self.open.last().copied().unwrap_or(0)
    }

    pub(super) fn current_name(&self) -> Option<Name> {
        self.name(self.current())
    }

    /// The innermost of table, row group, row, cell and caption that is open.
    pub(super) fn table_context(&self) -> Option<Name> {
        self.open
            .iter()
            .rev()
            .filter_map(|id| self.name(*id))
            .find(|n| matches!(n, Name::Table | Name::Tbody | Name::Tr | Name::Td | Name::Th | Name::Caption))
    }

    pub(super) fn in_scope(&self, names: &[Name], scope: Scope) -> bool {
        for id in self.open.iter().rev() {
            let Some(name) = self.name(*id) else { return false };
            if names.contains(&name) {
                return true;
            }
            let boundary = match scope {
                Scope::Table => name == Name::Table,
                Scope::Default => matches!(name, Name::Table | Name::Td | Name::Th | Name::Caption),
                Scope::ListItem => matches!(name, Name::Table | Name::Td | Name::Th | Name::Caption | Name::Ol | Name::Ul),
                Scope::Button => matches!(name, Name::Table | Name::Td | Name::Th | Name::Caption),
            };
            if boundary {
                return false;
            }
        }
        false
    }

    pub(super) fn pop_until(&mut self, names: &[Name]) {
        while self.open.len() > 1 {
            let Some(id) = self.open.pop() else { return };
            if self.name(id).is_some_and(|n| names.contains(&n)) {
                return;
            }
        }
    }

    pub(super) fn generate_implied_ends(&mut self, except: Option<Name>) {
        while let Some(name) = self.current_name() {
            if !has_implied_end(name) || Some(name) == except {
                return;
            }
            self.open.pop();
        }
    }

    pub(super) fn close_p(&mut self) {
        if self.in_scope(&[Name::P], Scope::Button) {
            self.generate_implied_ends(Some(Name::P));
            self.pop_until(&[Name::P]);
        }
    }

    pub(super) fn clear_to(&mut self, context: &[Name]) {
        while self.open.len() > 1 && !self.current_name().is_some_and(|n| context.contains(&n)) {
            self.open.pop();
        }
    }
}
