//! A tree while it is built by the rules of HTML, and no deeper than browsers make it.

use std::borrow::Cow;
use std::cell::RefCell;

use html5ever::interface::{Attribute, ElemName, ElementFlags, NodeOrText, QuirksMode, TreeSink};
use html5ever::tendril::StrTendril;
use html5ever::{LocalName, Namespace, QualName, local_name, ns};

use super::{Dom, Id, Kind, Node};

/// How deep elements may lie in each other.
///
/// Pages of the pipeline are less deep; a template of a book's own may hold ten thousand elements in each other, and the
/// readers of an EPUB give up on that.  Browsers have the same limit: what would lie deeper stands beside it.
const MAX_DEPTH: u32 = 512;

/// The tree while it is built.
pub(super) struct Sink {
    nodes: RefCell<Vec<Node>>,
    /// How deep each node lay when it was put in its place; what is moved later may lie a little deeper.
    depths: RefCell<Vec<u32>>,
}

/// The name of an element, for the parser's questions.
#[derive(Debug)]
pub(super) struct Name(QualName);

impl ElemName for Name {
    fn ns(&self) -> &Namespace {
        &self.0.ns
    }

    fn local_name(&self) -> &LocalName {
        &self.0.local
    }
}

impl Sink {
    /// An empty page.
    pub(super) fn new() -> Self {
        let document = Node { kind: Kind::Document, parent: None, children: Vec::new() };
        Self { nodes: RefCell::new(vec![document]), depths: RefCell::new(vec![0]) }
    }

    /// Where a child of `parent` goes: beside it, if it lies as deep as may be.
    fn room(&self, parent: Id) -> Id {
        if self.depths.borrow()[parent] < MAX_DEPTH {
            return parent;
        }
        self.nodes.borrow()[parent].parent.unwrap_or(parent)
    }

    fn new_node(&self, kind: Kind) -> Id {
        let mut nodes = self.nodes.borrow_mut();
        nodes.push(Node { kind, parent: None, children: Vec::new() });
        self.depths.borrow_mut().push(0);
        nodes.len() - 1
    }

    /// Puts a child at a place; text joins the text before it.
    fn insert(&self, parent: Id, at: usize, child: NodeOrText<Id>) {
        let id = match child {
            NodeOrText::AppendNode(id) => {
                self.remove_from_parent(&id);
                id
            }
            NodeOrText::AppendText(text) => {
                let mut nodes = self.nodes.borrow_mut();
                if let Some(before) = at.checked_sub(1).map(|at| nodes[parent].children[at])
                    && let Kind::Text(old) = &mut nodes[before].kind
                {
                    old.push_str(&text);
                    return;
                }
                drop(nodes);
                self.new_node(Kind::Text(text.to_string()))
            }
        };
        let mut nodes = self.nodes.borrow_mut();
        nodes[id].parent = Some(parent);
        let mut depths = self.depths.borrow_mut();
        depths[id] = depths[parent] + 1;
        let at = at.min(nodes[parent].children.len());
        nodes[parent].children.insert(at, id);
    }
}

impl TreeSink for Sink {
    type Handle = Id;
    type Output = Dom;
    type ElemName<'a> = Name;

    fn finish(self) -> Dom {
        Dom { nodes: self.nodes.into_inner() }
    }

    fn parse_error(&self, _: Cow<'static, str>) {}

    fn get_document(&self) -> Id {
        0
    }

    fn elem_name<'a>(&'a self, target: &'a Id) -> Name {
        match &self.nodes.borrow()[*target].kind {
            Kind::Element(name, _) => Name(name.clone()),
            // The parser asks for elements only.
            _ => Name(QualName::new(None, ns!(), local_name!(""))),
        }
    }

    fn create_element(&self, name: QualName, attrs: Vec<Attribute>, _: ElementFlags) -> Id {
        let attrs = attrs.into_iter().map(|a| (a.name, a.value.to_string())).collect();
        self.new_node(Kind::Element(name, attrs))
    }

    fn create_comment(&self, _: StrTendril) -> Id {
        self.new_node(Kind::Nothing)
    }

    fn create_pi(&self, _: StrTendril, _: StrTendril) -> Id {
        self.new_node(Kind::Nothing)
    }

    fn append(&self, parent: &Id, child: NodeOrText<Id>) {
        let parent = if matches!(child, NodeOrText::AppendNode(_)) { self.room(*parent) } else { *parent };
        let at = self.nodes.borrow()[parent].children.len();
        self.insert(parent, at, child);
    }

    fn append_based_on_parent_node(&self, element: &Id, before: &Id, child: NodeOrText<Id>) {
        let has_parent = self.nodes.borrow()[*element].parent.is_some();
        if has_parent { self.append_before_sibling(element, child) } else { self.append(before, child) }
    }

    fn append_doctype_to_document(&self, _: StrTendril, _: StrTendril, _: StrTendril) {
        let id = self.new_node(Kind::Doctype);
        self.append(&0, NodeOrText::AppendNode(id));
    }

    fn get_template_contents(&self, target: &Id) -> Id {
        // Where a template's content hangs makes no difference here: it is written where it stood.
        *target
    }

    fn same_node(&self, a: &Id, b: &Id) -> bool {
        a == b
    }

    fn set_quirks_mode(&self, _: QuirksMode) {}

    fn append_before_sibling(&self, sibling: &Id, child: NodeOrText<Id>) {
        if let NodeOrText::AppendNode(id) = &child {
            self.remove_from_parent(id);
        }
        let place = {
            let nodes = self.nodes.borrow();
            nodes[*sibling].parent.and_then(|p| Some((p, nodes[p].children.iter().position(|c| c == sibling)?)))
        };
        if let Some((parent, at)) = place {
            self.insert(parent, at, child);
        }
    }

    fn add_attrs_if_missing(&self, target: &Id, attrs: Vec<Attribute>) {
        if let Kind::Element(_, old) = &mut self.nodes.borrow_mut()[*target].kind {
            for attr in attrs {
                if !old.iter().any(|(k, _)| *k == attr.name) {
                    old.push((attr.name, attr.value.to_string()));
                }
            }
        }
    }

    fn remove_from_parent(&self, target: &Id) {
        let mut nodes = self.nodes.borrow_mut();
        if let Some(parent) = nodes[*target].parent.take() {
            nodes[parent].children.retain(|c| c != target);
        }
    }

    fn reparent_children(&self, node: &Id, new_parent: &Id) {
        let mut nodes = self.nodes.borrow_mut();
        let children = std::mem::take(&mut nodes[*node].children);
        for child in &children {
            nodes[*child].parent = Some(*new_parent);
        }
        nodes[*new_parent].children.extend(children);
    }
}
