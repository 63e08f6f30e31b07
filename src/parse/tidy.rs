//! Pass 11: tags become a well-nested tree, repaired as browsers repair it.
//!
//! Facts: the HTML Living Standard's tree construction (§13.2.6: "in body", "in table" and its kin, the adoption
//! agency algorithm, foster parenting), for the elements that wikitext can have.  MediaWiki's `RemexHtml` does the
//! same, so what it makes of broken markup comes out alike.

use std::sync::Arc;

use crate::model::document::{Event, Link};
use crate::model::html::{Attrs, Name};

/// Number of a node.
pub(super) type Id = u32;

/// How deep elements nest before further ones are put beside instead of inside.
///
/// Attack: 10,000 times `<div>` or `<b>`.  Looking for an element in scope walks the stack, so its depth bounds the work of
/// every tag; MediaWiki's Remex has the same kind of limit (`maxDepth`).
const MAX_DEPTH: usize = 256;
/// How many formatting elements are remembered for reopening.
///
/// Attack: `<p><b class=1><b class=2>…`, which makes every later paragraph reopen all of them.  The standard
/// limits equal ones to three; different ones are limited here.
const MAX_FORMATTING: usize = 32;

/// A node.
#[derive(Debug)]
pub(super) struct Node {
    pub(super) kind: Kind,
    pub(super) parent: Id,
    pub(super) children: Vec<Id>,
}

/// The kinds of nodes.
#[derive(Debug)]
pub(super) enum Kind {
    Root,
    Element(Name, Attrs<'static>),
    Link(Arc<Link>),
    Text(String),
    Leaf(Event<'static>),
    Block(Vec<Event<'static>>),
}

impl Kind {
    /// The element's name; a link is an `a`.
    pub(super) fn name(&self) -> Option<Name> {
        match self {
            Self::Element(name, _) => Some(*name),
            Self::Link(_) => Some(Name::A),
            _ => None,
        }
    }

    fn duplicate(&self) -> Self {
        match self {
            Self::Element(name, attrs) => Self::Element(*name, attrs.clone()),
            Self::Link(link) => Self::Link(link.clone()),
            _ => Self::Text(String::new()),
        }
    }
}

/// Builds a tree from tags.
pub(super) struct TreeBuilder {
    pub(super) nodes: Vec<Node>,
    open: Vec<Id>,
    /// Active formatting elements; `None` is a marker (at a cell or a caption).
    formatting: Vec<Option<Id>>,
    foster: bool,
    /// Nodes that were put in front of a table; MediaWiki gives them no paragraph.
    pub(super) fostered: rustc_hash::FxHashSet<Id>,
}

/// Where lookups for an open element end.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Scope {
    Default,
    ListItem,
    Button,
    Table,
}

pub(super) fn is_formatting(name: Name) -> bool {
    use Name::*;
    matches!(name, A | B | Big | Code | Em | Font | I | S | Small | Strike | Strong | Tt | U)
}

/// Elements of the standard's category "special", as far as they occur.
fn is_special(name: Name) -> bool {
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

/// Whether text is nothing but white space.
fn is_blank(text: &str) -> bool {
    text.bytes().all(|b| matches!(b, b' ' | b'\n' | b'\t' | b'\r'))
}

fn has_implied_end(name: Name) -> bool {
    use Name::*;
    matches!(name, Dd | Dt | Li | P | Rb | Rp | Rt | Rtc)
}

impl TreeBuilder {
    /// An empty tree.
    pub(super) fn new() -> Self {
        Self {
            nodes: vec![Node { kind: Kind::Root, parent: 0, children: Vec::new() }],
            open: vec![0],
            formatting: Vec::new(),
            foster: false,
            fostered: rustc_hash::FxHashSet::default(),
        }
    }

    fn name(&self, id: Id) -> Option<Name> {
        self.nodes[id as usize].kind.name()
    }

    fn current(&self) -> Id {
        self.open.last().copied().unwrap_or(0)
    }

    fn current_name(&self) -> Option<Name> {
        self.name(self.current())
    }

    fn add(&mut self, kind: Kind) -> Id {
        let id = Id::try_from(self.nodes.len()).unwrap_or(Id::MAX);
        self.nodes.push(Node { kind, parent: 0, children: Vec::new() });
        id
    }

    fn append(&mut self, parent: Id, child: Id) {
        self.nodes[child as usize].parent = parent;
        self.nodes[parent as usize].children.push(child);
    }

    /// Takes a node out of its parent.  Children that move are nearly always among the last, so the search starts there.
    fn detach(&mut self, child: Id) {
        let parent = self.nodes[child as usize].parent;
        let siblings = &mut self.nodes[parent as usize].children;
        if let Some(at) = siblings.iter().rposition(|c| *c == child) {
            siblings.remove(at);
        }
    }

    /// Where a node goes now: parent, and the sibling it goes before when it is put in front of a table.
    fn place(&self, target: Id) -> (Id, Option<Id>) {
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

    fn insert_at(&mut self, place: (Id, Option<Id>), child: Id) {
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

    fn insert(&mut self, kind: Kind) -> Id {
        let id = self.add(kind);
        self.insert_at(self.place(self.current()), id);
        id
    }

    fn push(&mut self, kind: Kind) -> Id {
        let id = self.insert(kind);
        // Past the limit an element is made but not entered, so its content lies beside it.
        if self.open.len() < MAX_DEPTH {
            self.open.push(id);
        }
        id
    }

    // ---- the modes, told from the stack

    /// The innermost of table, row group, row, cell and caption that is open.
    fn table_context(&self) -> Option<Name> {
        self.open
            .iter()
            .rev()
            .filter_map(|id| self.name(*id))
            .find(|n| matches!(n, Name::Table | Name::Tbody | Name::Tr | Name::Td | Name::Th | Name::Caption))
    }

    fn in_scope(&self, names: &[Name], scope: Scope) -> bool {
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

    fn pop_until(&mut self, names: &[Name]) {
        while self.open.len() > 1 {
            let Some(id) = self.open.pop() else { return };
            if self.name(id).is_some_and(|n| names.contains(&n)) {
                return;
            }
        }
    }

    fn generate_implied_ends(&mut self, except: Option<Name>) {
        while let Some(name) = self.current_name() {
            if !has_implied_end(name) || Some(name) == except {
                return;
            }
            self.open.pop();
        }
    }

    fn close_p(&mut self) {
        if self.in_scope(&[Name::P], Scope::Button) {
            self.generate_implied_ends(Some(Name::P));
            self.pop_until(&[Name::P]);
        }
    }

    fn clear_to(&mut self, context: &[Name]) {
        while self.open.len() > 1 && !self.current_name().is_some_and(|n| context.contains(&n)) {
            self.open.pop();
        }
    }

    fn clear_formatting_to_marker(&mut self) {
        while let Some(entry) = self.formatting.pop() {
            if entry.is_none() {
                return;
            }
        }
    }

    // ---- tokens

    /// Text, entities decoded.
    pub(super) fn text(&mut self, text: &str) {
        if text.is_empty() {
            return;
        }
        if matches!(self.current_name(), Some(Name::Table | Name::Tbody | Name::Tr)) {
            if is_blank(text) {
                self.append_text(text, false);
                return;
            }
            self.foster = true;
            self.reconstruct();
            self.append_text(text, true);
            self.foster = false;
            return;
        }
        if !self.formatting.is_empty() {
            self.reconstruct();
        }
        self.append_text(text, true);
    }

    fn append_text(&mut self, text: &str, foster: bool) {
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

    /// Enters "in table" handling of content that does not belong in tables: runs `f` with foster parenting on.
    fn fostered(&mut self, f: impl FnOnce(&mut Self)) {
        let in_table = matches!(self.current_name(), Some(Name::Table | Name::Tbody | Name::Tr));
        let before = std::mem::replace(&mut self.foster, in_table);
        f(self);
        self.foster = before;
    }

    /// A finished node inside a line.
    pub(super) fn leaf(&mut self, event: Event<'static>) {
        self.fostered(|b| {
            // A note's marker is a link, and no link stands in another.
            if matches!(event, Event::Note(_)) {
                b.leave_link();
            }
            b.reconstruct();
            b.insert(Kind::Leaf(event));
        });
    }

    /// Ends the link that is open, if one is, for the sake of another.
    fn leave_link(&mut self) {
        if let Some(old) = self.formatting_entry(Name::A) {
            self.adoption_agency(Name::A);
            self.formatting.retain(|e| *e != Some(old));
            self.open.retain(|id| *id != old);
        }
    }

    /// A finished, well-nested run of events inside a line.
    pub(super) fn run(&mut self, events: &[Event<'static>]) {
        for event in events {
            match event {
                Event::Open(name, attrs) => self.start(*name, attrs.clone()),
                Event::OpenLink(link) => self.start_link(link.clone()),
                Event::Close(name) => self.end(*name),
                Event::Text(text) => self.text(text),
                other => self.leaf(other.clone()),
            }
        }
    }

    /// A finished block.
    pub(super) fn block(&mut self, events: Vec<Event<'static>>) {
        self.fostered(|b| {
            b.close_p();
            b.insert(Kind::Block(events));
        });
    }

    /// The start of a link.
    pub(super) fn start_link(&mut self, link: Arc<Link>) {
        self.fostered(|b| {
            b.leave_link();
            b.reconstruct();
            let id = b.push(Kind::Link(link));
            if b.current() == id {
                b.remember(id);
            }
        });
    }

    /// A start tag.
    pub(super) fn start(&mut self, name: Name, attrs: Attrs<'static>) {
        use Name::*;
        if matches!(name, Caption | Tbody | Tr | Td | Th) {
            self.start_table_part(name, attrs);
            return;
        }
        if name == Table && self.current_name().is_some_and(|n| matches!(n, Table | Tbody | Tr)) {
            // A table straight inside a table ends it.
            self.end_table();
        }
        self.fostered(|b| b.start_in_body(name, attrs));
    }

    fn start_in_body(&mut self, name: Name, attrs: Attrs<'static>) {
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
    fn close_items(&mut self, names: &[Name]) {
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

    /// A start tag that only means something in a table.
    fn start_table_part(&mut self, name: Name, attrs: Attrs<'static>) {
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

    fn close_cell(&mut self) {
        self.generate_implied_ends(None);
        self.pop_until(&[Name::Td, Name::Th]);
        self.clear_formatting_to_marker();
    }

    fn close_caption(&mut self) {
        self.generate_implied_ends(None);
        self.pop_until(&[Name::Caption]);
        self.clear_formatting_to_marker();
    }

    fn end_table(&mut self) {
        match self.table_context() {
            None => return,
            Some(Name::Td | Name::Th) => self.close_cell(),
            Some(Name::Caption) => self.close_caption(),
            _ => {}
        }
        self.pop_until(&[Name::Table]);
    }

    /// An end tag.
    pub(super) fn end(&mut self, name: Name) {
        use Name::*;
        match name {
            Table => {
                if self.in_scope(&[Table], Scope::Table) {
                    self.end_table();
                }
            }
            Tbody | Tr => {
                if !self.in_scope(&[name], Scope::Table) {
                    return;
                }
                match self.table_context() {
                    Some(Td | Th) => self.close_cell(),
                    Some(Caption) => self.close_caption(),
                    _ => {}
                }
                self.pop_until(&[name]);
            }
            Td | Th => {
                if self.in_scope(&[name], Scope::Table) && self.table_context() == Some(name) {
                    self.close_cell();
                }
            }
            Caption => {
                if self.table_context() == Some(Caption) {
                    self.close_caption();
                }
            }
            _ => self.fostered(|b| b.end_in_body(name)),
        }
    }

    fn end_in_body(&mut self, name: Name) {
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

    fn end_other(&mut self, name: Name) {
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

    // ---- formatting elements

    /// The formatting element of that name after the last marker.
    fn formatting_entry(&self, name: Name) -> Option<Id> {
        self.formatting.iter().rev().map_while(|e| *e).find(|id| self.name(*id) == Some(name))
    }

    /// Adds a formatting element; at most three equal ones are kept ("Noah's Ark").
    fn remember(&mut self, id: Id) {
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

    fn same_element(&self, a: Id, b: Id) -> bool {
        match (&self.nodes[a as usize].kind, &self.nodes[b as usize].kind) {
            (Kind::Element(n, x), Kind::Element(m, y)) => n == m && x == y,
            _ => false,
        }
    }

    /// Opens again the formatting elements that a block or a cell closed.
    fn reconstruct(&mut self) {
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

    /// HTML's adoption agency algorithm: ends a formatting element that may be crossed by blocks.
    fn adoption_agency(&mut self, name: Name) {
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
                self.detach(last);
                self.append(copy, last);
                last = copy;
            }
            self.detach(last);
            let place = {
                let foster = self.foster;
                self.foster = matches!(self.name(ancestor), Some(Name::Table | Name::Tbody | Name::Tr));
                let place = self.place(ancestor);
                self.foster = foster;
                place
            };
            self.insert_at(place, last);
            let copy = self.add(self.nodes[element as usize].kind.duplicate());
            let children = std::mem::take(&mut self.nodes[block as usize].children);
            for child in &children {
                self.nodes[*child as usize].parent = copy;
            }
            self.nodes[copy as usize].children = children;
            self.append(block, copy);
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
