//! Tags "in body": blocks, lists and what stands in a line.

use super::TreeBuilder;
use super::formatting::is_formatting;
use super::scope::{Scope, is_special};
use super::tree::Kind;
use crate::model::html::{Attrs, Name};

impl TreeBuilder {
    pub(super) fn start_in_body(&mut self, name: Name, attrs: Attrs<'static>) {
        use Name::*;
        match name {
            Blockquote | Center | Div | Dl | Ol | P | Ul | Figure | Figcaption | Pre => {
                self.close_p();
                self.push(Kind::Element(name, attrs));
            }
            H1 | H2 | H3 | H4 | H5 | H6 => {
                self.close_p();
                if self.current_name().is_some_and(|n| n.heading_level().is_some()) {
                    self.open.pop();
                }
                self.push(Kind::Element(name, attrs));
            }
            Li => {
                self.close_items(&[Li]);
                self.close_p();
                self.push(Kind::Element(name, attrs));
            }
            Dd | Dt => {
                self.close_items(&[Dd, Dt]);
                self.close_p();
                self.push(Kind::Element(name, attrs));
            }
            Table => {
                self.close_p();
                self.push(Kind::Element(name, attrs));
            }
            Hr => {
                self.close_p();
                self.insert(Kind::Element(name, attrs));
            }
            Br | Img | Wbr | Meta | Link => {
                self.reconstruct();
                self.insert(Kind::Element(name, attrs));
            }
            Rb | Rtc => {
                if self.in_scope(&[Ruby], Scope::Default) {
                    self.generate_implied_ends(None);
                }
                self.push(Kind::Element(name, attrs));
            }
            Rp | Rt => {
                if self.in_scope(&[Ruby], Scope::Default) {
                    self.generate_implied_ends(Some(Rtc));
                }
                self.push(Kind::Element(name, attrs));
            }
            _ => {
                self.reconstruct();
                let id = self.push(Kind::Element(name, attrs));
                // One that the depth limit kept out is not open, so it is not to be opened again either.
                if is_formatting(name) && self.current() == id {
                    self.remember(id);
                }
            }
        }
    }

    /// Ends an open item of the same list when the next one begins.
    pub(super) fn close_items(&mut self, names: &[Name]) {
        for at in (1..self.open.len()).rev() {
            let Some(name) = self.name(self.open[at]) else { return };
            if names.contains(&name) {
                self.generate_implied_ends(Some(name));
                self.pop_until(&[name]);
                return;
            }
            if is_special(name) && !matches!(name, Name::Div | Name::P) {
                return;
            }
        }
    }

    pub(super) fn end_in_body(&mut self, name: Name) {
        use Name::*;
        match name {
            Blockquote | Center | Div | Dl | Ol | Ul | Figure | Figcaption | Pre => {
                if self.in_scope(&[name], Scope::Default) {
                    self.generate_implied_ends(None);
                    self.pop_until(&[name]);
                }
            }
            P => {
                if !self.in_scope(&[P], Scope::Button) {
                    self.push(Kind::Element(P, Attrs::new()));
                }
                self.close_p();
            }
            Li => {
                if self.in_scope(&[Li], Scope::ListItem) {
                    self.generate_implied_ends(Some(Li));
                    self.pop_until(&[Li]);
                }
            }
            Dd | Dt => {
                if self.in_scope(&[name], Scope::Default) {
                    self.generate_implied_ends(Some(name));
                    self.pop_until(&[name]);
                }
            }
            H1 | H2 | H3 | H4 | H5 | H6 => {
                let all = [H1, H2, H3, H4, H5, H6];
                if self.in_scope(&all, Scope::Default) {
                    self.generate_implied_ends(None);
                    self.pop_until(&all);
                }
            }
            Br => {
                self.reconstruct();
                self.insert(Kind::Element(Br, Attrs::new()));
            }
            _ if is_formatting(name) => self.adoption_agency(name),
            _ => self.end_other(name),
        }
    }

    pub(super) fn end_other(&mut self, name: Name) {
        for at in (1..self.open.len()).rev() {
            let Some(other) = self.name(self.open[at]) else { return };
            if other == name {
                self.generate_implied_ends(Some(name));
                self.open.truncate(at.min(self.open.len()));
                return;
            }
            if is_special(other) {
                return;
            }
        }
    }
}
