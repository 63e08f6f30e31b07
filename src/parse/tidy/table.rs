//! Tags of tables: "in table", "in row", "in cell" and "in caption".

use super::TreeBuilder;
use super::tree::Kind;
use crate::model::html::{Attrs, Name};

impl TreeBuilder {
    /// A start tag that only means something in a table.
    pub(super) fn start_table_part(&mut self, name: Name, attrs: Attrs<'static>) {
        use Name::*;
        match self.table_context() {
            None => return,
            Some(Td | Th) => self.close_cell(),
            Some(Caption) => self.close_caption(),
            _ => {}
        }
        let context = self.table_context();
        match name {
            Caption => {
                self.clear_to(&[Table]);
                self.push(Kind::Element(name, attrs));
                self.formatting.push(None);
            }
            Tbody => {
                self.clear_to(&[Table]);
                self.push(Kind::Element(name, attrs));
            }
            Tr => {
                match context {
                    Some(Table) => {
                        self.clear_to(&[Table]);
                        self.push(Kind::Element(Tbody, Attrs::new()));
                    }
                    _ => self.clear_to(&[Tbody]),
                }
                self.push(Kind::Element(name, attrs));
            }
            _ => {
                match context {
                    Some(Tr) => self.clear_to(&[Tr]),
                    Some(Tbody) => {
                        self.clear_to(&[Tbody]);
                        self.push(Kind::Element(Tr, Attrs::new()));
                    }
                    _ => {
                        self.clear_to(&[Table]);
                        self.push(Kind::Element(Tbody, Attrs::new()));
                        self.push(Kind::Element(Tr, Attrs::new()));
                    }
                }
                self.push(Kind::Element(name, attrs));
                self.formatting.push(None);
            }
        }
    }

    pub(super) fn close_cell(&mut self) {
        self.generate_implied_ends(None);
        self.pop_until(&[Name::Td, Name::Th]);
        self.clear_formatting_to_marker();
    }

    pub(super) fn close_caption(&mut self) {
        self.generate_implied_ends(None);
        self.pop_until(&[Name::Caption]);
        self.clear_formatting_to_marker();
    }

    pub(super) fn end_table(&mut self) {
        match self.table_context() {
            None => return,
            Some(Name::Td | Name::Th) => self.close_cell(),
            Some(Name::Caption) => self.close_caption(),
            _ => {}
        }
        self.pop_until(&[Name::Table]);
    }
}
