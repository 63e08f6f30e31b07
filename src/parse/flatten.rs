//! Pass 12: the tree becomes a stream of events.

use super::tidy::{Id, Kind, TreeBuilder};
use crate::model::document::Event;
use crate::model::html::{Attrs, Name};

/// What is still to be written.
enum Step {
    Node(Id),
    Close(Name),
}

/// Gives the events of the whole tree.
pub(super) fn flatten(mut tree: TreeBuilder) -> Vec<Event<'static>> {
    let mut out = Vec::with_capacity(tree.nodes.len() * 2);
    let mut steps = vec![Step::Node(0)];
    while let Some(step) = steps.pop() {
        let id = match step {
            Step::Node(id) => id,
            Step::Close(name) => {
                out.push(Event::Close(name));
                continue;
            }
        };
        if is_empty_row(&tree, id) {
            continue;
        }
        let kind = std::mem::replace(&mut tree.nodes[id as usize].kind, Kind::Root);
        let close = match kind {
            Kind::Root => None,
            Kind::Text(text) => {
                out.push(Event::Text(text.into()));
                continue;
            }
            Kind::Leaf(event) => {
                out.push(event);
                continue;
            }
            Kind::Block(events) => {
                out.extend(events);
                continue;
            }
            Kind::Paragraph if tree.is_filled(id) => {
                out.push(Event::Open(Name::P, Attrs::new()));
                Some(Name::P)
            }
            Kind::Paragraph => None,
            Kind::Link(link) => {
                out.push(Event::OpenLink(link));
                Some(Name::A)
            }
            Kind::Element(name, attrs) => {
                out.push(Event::Open(name, attrs));
                (!name.is_void()).then_some(name)
            }
        };
        steps.extend(close.map(Step::Close));
        steps.extend(tree.nodes[id as usize].children.iter().rev().map(|child| Step::Node(*child)));
    }
    out
}

/// Whether a node is a row without cells: MediaWiki gives those a class that hides them.
fn is_empty_row(tree: &TreeBuilder, id: Id) -> bool {
    let node = &tree.nodes[id as usize];
    matches!(&node.kind, Kind::Element(Name::Tr, attrs) if attrs.is_empty())
        && node
            .children
            .iter()
            .all(|c| matches!(&tree.nodes[*c as usize].kind, Kind::Text(text) if text.bytes().all(|b| b.is_ascii_whitespace())))
}
