//! Pass 12: the tree becomes a stream of events; text that stands bare at the top gets its paragraph.
//!
//! Facts: MediaWiki's `RemexCompatMunger`, which wraps bare inline content of the page and of block quotes in `<p>`
//! and splits inline elements that hold blocks.

use super::tidy::{Id, Kind, TreeBuilder, is_formatting};
use crate::model::document::Event;
use crate::model::html::{Attrs, Name};

/// Deepest nesting looked into; the tree builder makes none deeper.
const MAX_DEPTH: usize = 300;

/// Gives the events of the whole tree; `wrap` puts bare text of the top level into paragraphs.
pub(super) fn flatten(mut tree: TreeBuilder, wrap: bool) -> Vec<Event<'static>> {
    let mut out = Vec::with_capacity(tree.nodes.len() * 2);
    let children = std::mem::take(&mut tree.nodes[0].children);
    if wrap {
        wrapped(&mut tree, children, &mut out);
    } else {
        for child in children {
            write(&mut tree, child, 0, &mut out);
        }
    }
    out
}

/// Whether a node is, or holds, a block.
fn holds_block(tree: &TreeBuilder, id: Id, depth: usize) -> bool {
    if depth > MAX_DEPTH {
        return false;
    }
    let node = &tree.nodes[id as usize];
    match &node.kind {
        Kind::Block(_) => true,
        Kind::Element(name, _) if name.is_block() => true,
        Kind::Element(..) | Kind::Link(_) => node.children.iter().any(|c| holds_block(tree, *c, depth + 1)),
        _ => false,
    }
}

/// Whether a node is text of nothing but white space.
fn is_blank(tree: &TreeBuilder, id: Id) -> bool {
    matches!(&tree.nodes[id as usize].kind, Kind::Text(text) if text.bytes().all(|b| b.is_ascii_whitespace()))
}

/// Writes siblings, with runs of inline nodes wrapped in paragraphs.
fn wrapped(tree: &mut TreeBuilder, children: Vec<Id>, out: &mut Vec<Event<'static>>) {
    let mut run: Vec<Id> = Vec::new();
    let mut pending: std::collections::VecDeque<Id> = children.into();
    while let Some(id) = pending.pop_front() {
        if tree.fostered.contains(&id) {
            // What was put in front of a table stays as bare as it was in it.
            flush(tree, &mut run, out);
            write(tree, id, 0, out);
            continue;
        }
        if !holds_block(tree, id, 0) {
            run.push(id);
            continue;
        }
        let is_inline = match &tree.nodes[id as usize].kind {
            Kind::Element(name, _) => !name.is_block(),
            Kind::Link(_) => true,
            _ => false,
        };
        // An inline element with blocks inside is split, so that its text gets paragraphs and its blocks do not;
        // one with nothing but blocks stays whole.
        let bare = is_inline && has_bare_text(tree, id, 0);
        if bare && !is_splittable(tree, id, 0) {
            // A `<span>` is never split, and what it holds, and what stands before it, gets no paragraph.
            for inline in std::mem::take(&mut run) {
                write(tree, inline, 0, out);
            }
            write(tree, id, 0, out);
            continue;
        }
        if bare {
            for part in split(tree, id, 0).into_iter().rev() {
                pending.push_front(part);
            }
            continue;
        }
        flush(tree, &mut run, out);
        write(tree, id, 0, out);
    }
    flush(tree, &mut run, out);
}

/// Whether the inline elements around all blocks of an element are those that may be written twice.
fn is_splittable(tree: &TreeBuilder, id: Id, depth: usize) -> bool {
    let node = &tree.nodes[id as usize];
    match node.kind.name() {
        Some(name) if !name.is_block() && holds_block(tree, id, 0) => {
            depth < MAX_DEPTH && is_formatting(name) && node.children.iter().all(|c| is_splittable(tree, *c, depth + 1))
        }
        _ => true,
    }
}

/// Whether text other than white space stands beside the blocks of an inline element.
fn has_bare_text(tree: &TreeBuilder, id: Id, depth: usize) -> bool {
    depth < MAX_DEPTH
        && tree.nodes[id as usize].children.iter().any(|c| {
            if holds_block(tree, *c, 0) {
                !matches!(&tree.nodes[*c as usize].kind, Kind::Element(name, _) if name.is_block()) && has_bare_text(tree, *c, depth + 1)
            } else {
                !is_blank(tree, *c)
            }
        })
}

/// Splits an inline element into copies that hold either blocks or none.
fn split(tree: &mut TreeBuilder, id: Id, depth: usize) -> Vec<Id> {
    let is_inline = match &tree.nodes[id as usize].kind {
        Kind::Element(name, _) => !name.is_block(),
        Kind::Link(_) => true,
        _ => false,
    };
    if !is_inline || depth > MAX_DEPTH || !holds_block(tree, id, 0) {
        return vec![id];
    }
    let children = std::mem::take(&mut tree.nodes[id as usize].children);
    let mut groups: Vec<(bool, Vec<Id>)> = Vec::new();
    for child in children {
        for part in split(tree, child, depth + 1) {
            let block = holds_block(tree, part, 0);
            match groups.last_mut() {
                Some((last, group)) if *last == block => group.push(part),
                _ => groups.push((block, vec![part])),
            }
        }
    }
    groups
        .into_iter()
        .map(|(_, group)| {
            let copy = match &tree.nodes[id as usize].kind {
                Kind::Element(name, attrs) => Kind::Element(*name, attrs.clone()),
                Kind::Link(link) => Kind::Link(link.clone()),
                _ => Kind::Text(String::new()),
            };
            let new = Id::try_from(tree.nodes.len()).unwrap_or(Id::MAX);
            tree.nodes.push(super::tidy::Node { kind: copy, parent: 0, children: group });
            new
        })
        .collect()
}

/// Writes a run of inline nodes, in a paragraph unless it is blank.
fn flush(tree: &mut TreeBuilder, run: &mut Vec<Id>, out: &mut Vec<Event<'static>>) {
    let nodes = std::mem::take(run);
    let blank =
        nodes.iter().all(|id| is_blank(tree, *id) || matches!(tree.nodes[*id as usize].kind, Kind::Element(Name::Link | Name::Meta, _)));
    if !blank {
        out.push(Event::Open(Name::P, Attrs::new()));
    }
    for id in nodes {
        write(tree, id, 0, out);
    }
    if !blank {
        out.push(Event::Close(Name::P));
    }
}

/// Writes a node and what is below it.
fn write(tree: &mut TreeBuilder, id: Id, depth: usize, out: &mut Vec<Event<'static>>) {
    if depth > MAX_DEPTH {
        return;
    }
    // MediaWiki gives rows without cells a class that hides them.
    let node = &tree.nodes[id as usize];
    if matches!(&node.kind, Kind::Element(Name::Tr, attrs) if attrs.is_empty()) && node.children.iter().all(|c| is_blank(tree, *c)) {
        return;
    }
    let kind = std::mem::replace(&mut tree.nodes[id as usize].kind, Kind::Root);
    let children = std::mem::take(&mut tree.nodes[id as usize].children);
    let close = match kind {
        Kind::Root => None,
        Kind::Text(text) => {
            out.push(Event::Text(text.into()));
            return;
        }
        Kind::Leaf(event) => {
            out.push(event);
            return;
        }
        Kind::Block(events) => {
            out.extend(events);
            return;
        }
        Kind::Link(link) => {
            out.push(Event::OpenLink(link));
            Some(Name::A)
        }
        Kind::Element(name, attrs) => {
            out.push(Event::Open(name, attrs));
            (!name.is_void()).then_some(name)
        }
    };
    if close == Some(Name::Blockquote) {
        wrapped(tree, children, out);
    } else {
        for child in children {
            write(tree, child, depth + 1, out);
        }
    }
    out.extend(close.map(Event::Close));
}
