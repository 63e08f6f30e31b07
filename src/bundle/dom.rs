//! A page of the finished site as a tree: read by the rules of HTML, changed, written as HTML or as XHTML.
//!
//! Pages come from the theme's templates, which a book may replace by its own, so they are read as a browser would read
//! them.  Nothing here calls itself, and a page is no deeper than browsers make it (`grow`).

mod grow;

use std::borrow::Cow;

use html5ever::tendril::TendrilSink;
use html5ever::tree_builder::TreeBuilderOpts;
use html5ever::{LocalName, ParseOpts, QualName, ns, parse_document};

/// A node's number in its tree.
pub(super) type Id = usize;

/// What a node is.
#[derive(Clone, Debug)]
pub(super) enum Kind {
    Document,
    Doctype,
    Element(QualName, Vec<(QualName, String)>),
    Text(String),
    /// Comments and the like, which are not written out.
    Nothing,
}

#[derive(Clone, Debug)]
pub(super) struct Node {
    pub(super) kind: Kind,
    pub(super) parent: Option<Id>,
    pub(super) children: Vec<Id>,
}

/// How a page is written.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    Html,
    Plain,
    Xhtml,
}

/// A page.
#[derive(Clone, Debug)]
pub(super) struct Dom {
    nodes: Vec<Node>,
}

/// Elements that have no content and no end tag (HTML, §13.1.2).
const VOID: &[&str] = &["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"];

/// Elements whose text is not escaped in HTML.
const RAW: &[&str] = &["script", "style"];

impl Dom {
    /// Reads a page.
    pub(super) fn parse(html: &str) -> Self {
        let tree = TreeBuilderOpts { scripting_enabled: false, ..TreeBuilderOpts::default() };
        parse_document(grow::Sink::new(), ParseOpts { tree_builder: tree, ..ParseOpts::default() }).one(html)
    }

    /// All nodes below one, in the order of the document, itself first.
    pub(super) fn below(&self, top: Id) -> Vec<Id> {
        let (mut out, mut open) = (Vec::new(), vec![top]);
        while let Some(id) = open.pop() {
            out.push(id);
            open.extend(self.nodes[id].children.iter().rev());
        }
        out
    }

    /// All nodes of the page, in the order of the document.
    pub(super) fn all(&self) -> Vec<Id> {
        self.below(0)
    }

    /// The first element that is such.
    pub(super) fn find(&self, top: Id, is: impl Fn(&Self, Id) -> bool) -> Option<Id> {
        self.below(top).into_iter().find(|id| is(self, *id))
    }

    /// The element's name; empty if it is none.
    pub(super) fn name(&self, id: Id) -> &str {
        match &self.nodes[id].kind {
            Kind::Element(name, _) => &name.local,
            _ => "",
        }
    }

    /// Whether it is an element of HTML, and not of a drawing or a formula.
    pub(super) fn is_html(&self, id: Id) -> bool {
        matches!(&self.nodes[id].kind, Kind::Element(name, _) if name.ns == ns!(html))
    }

    pub(super) fn attr(&self, id: Id, key: &str) -> Option<&str> {
        match &self.nodes[id].kind {
            Kind::Element(_, attrs) => attrs.iter().find(|(k, _)| &*k.local == key).map(|(_, v)| v.as_str()),
            _ => None,
        }
    }

    pub(super) fn has_class(&self, id: Id, class: &str) -> bool {
        self.attr(id, "class").is_some_and(|c| c.split_ascii_whitespace().any(|c| c == class))
    }

    pub(super) fn set(&mut self, id: Id, key: &str, value: impl Into<String>) {
        if let Kind::Element(_, attrs) = &mut self.nodes[id].kind {
            let value = value.into();
            match attrs.iter_mut().find(|(k, _)| &*k.local == key) {
                Some((_, old)) => *old = value,
                None => attrs.push((QualName::new(None, ns!(), LocalName::from(key)), value)),
            }
        }
    }

    /// Keeps the attributes of which that is true.
    pub(super) fn keep_attrs(&mut self, id: Id, keep: impl Fn(&str, &str) -> bool) {
        if let Kind::Element(_, attrs) = &mut self.nodes[id].kind {
            attrs.retain(|(k, v)| keep(&k.local, v));
        }
    }

    pub(super) fn remove_attr(&mut self, id: Id, key: &str) {
        self.keep_attrs(id, |k, _| k != key);
    }

    /// Gives the element another name, of HTML.
    pub(super) fn rename(&mut self, id: Id, name: &str) {
        if let Kind::Element(old, _) = &mut self.nodes[id].kind {
            *old = QualName::new(None, ns!(html), LocalName::from(name));
        }
    }

    pub(super) fn parent(&self, id: Id) -> Option<Id> {
        self.nodes[id].parent
    }

    pub(super) fn children(&self, id: Id) -> &[Id] {
        &self.nodes[id].children
    }

    /// A new element, which stands nowhere yet.
    pub(super) fn element(&mut self, name: &str) -> Id {
        self.push(Kind::Element(QualName::new(None, ns!(html), LocalName::from(name)), Vec::new()))
    }

    /// A new text, which stands nowhere yet.
    pub(super) fn text_node(&mut self, text: &str) -> Id {
        self.push(Kind::Text(text.to_owned()))
    }

    fn push(&mut self, kind: Kind) -> Id {
        self.nodes.push(Node { kind, parent: None, children: Vec::new() });
        self.nodes.len() - 1
    }

    pub(super) fn append(&mut self, parent: Id, child: Id) {
        self.detach(child);
        self.nodes[parent].children.push(child);
        self.nodes[child].parent = Some(parent);
    }

    /// Takes a node out of the page.
    pub(super) fn detach(&mut self, id: Id) {
        if let Some(parent) = self.nodes[id].parent.take() {
            self.nodes[parent].children.retain(|c| *c != id);
        }
    }

    /// Puts a node where another one stood.
    pub(super) fn replace(&mut self, old: Id, new: Id) {
        self.detach(new);
        if let Some(parent) = self.nodes[old].parent.take()
            && let Some(at) = self.nodes[parent].children.iter().position(|c| *c == old)
        {
            self.nodes[parent].children[at] = new;
            self.nodes[new].parent = Some(parent);
        }
    }

    /// Puts a node's children where it stood.
    pub(super) fn unwrap(&mut self, id: Id) {
        let children = std::mem::take(&mut self.nodes[id].children);
        if let Some(parent) = self.nodes[id].parent.take()
            && let Some(at) = self.nodes[parent].children.iter().position(|c| *c == id)
        {
            for child in &children {
                self.nodes[*child].parent = Some(parent);
            }
            self.nodes[parent].children.splice(at..=at, children);
        }
    }

    /// The text of a node and all below it.
    pub(super) fn text(&self, id: Id) -> String {
        let texts = self.below(id).into_iter().filter_map(|id| match &self.nodes[id].kind {
            Kind::Text(text) => Some(text.as_str()),
            _ => None,
        });
        texts.collect()
    }

    /// Whether the node is text that is not only white space.
    pub(super) fn is_words(&self, id: Id) -> bool {
        matches!(&self.nodes[id].kind, Kind::Text(text) if !text.trim_ascii().is_empty())
    }

    /// A node and all below it as HTML.
    pub(super) fn html(&self, top: Id) -> String {
        self.write(top, Form::Html)
    }

    /// The same with quotes written as references in text too: programs that look for `src="…"` without reading HTML, as
    /// zimcheck does, take none in an example for a link.
    pub(super) fn html_of_plain_text(&self, top: Id) -> String {
        self.write(top, Form::Plain)
    }

    /// A node and all below it as XHTML, well-formed whatever the page held.
    pub(super) fn xhtml(&self, top: Id) -> String {
        self.write(top, Form::Xhtml)
    }

    fn write(&self, top: Id, form: Form) -> String {
        let xml = form == Form::Xhtml;
        enum Step {
            Open(Id),
            Close(Id),
        }
        let mut out = String::new();
        let mut steps = vec![Step::Open(top)];
        while let Some(step) = steps.pop() {
            let (Step::Open(id) | Step::Close(id)) = step;
            let node = &self.nodes[id];
            match (&node.kind, &step) {
                (Kind::Element(name, _), Step::Close(_)) => {
                    out.push_str("</");
                    out.push_str(&name.local);
                    out.push('>');
                    continue;
                }
                (Kind::Doctype, _) => out.push_str("<!DOCTYPE html>\n"),
                (Kind::Text(text), _) => {
                    let raw = node.parent.map(|p| self.name(p)).filter(|name| !xml && RAW.contains(name));
                    if let Some(name) = raw {
                        // Nothing can be escaped here; what would end the element is no style sheet and no script.
                        if !super::raw::breaks(text, name) {
                            out.push_str(text);
                        }
                    } else {
                        escape(text, form == Form::Plain, xml, &mut out)
                    }
                }
                (Kind::Element(name, attrs), Step::Open(_)) => {
                    self.open(id, name, attrs, xml, &mut out);
                    let void = name.ns == ns!(html) && VOID.contains(&&*name.local);
                    if xml && (void || node.children.is_empty() && name.ns != ns!(html)) {
                        out.push_str("/>");
                        continue;
                    }
                    out.push('>');
                    if void {
                        continue;
                    }
                    // Readers drop the first line break in these.
                    if !xml
                        && matches!(&*name.local, "pre" | "textarea" | "listing")
                        && node.children.first().is_some_and(|c| matches!(&self.nodes[*c].kind, Kind::Text(t) if t.starts_with('\n')))
                    {
                        out.push('\n');
                    }
                    steps.push(Step::Close(id));
                }
                _ => {}
            }
            steps.extend(node.children.iter().rev().map(|c| Step::Open(*c)));
        }
        out
    }

    /// Writes a start tag without its end.
    fn open(&self, id: Id, name: &QualName, attrs: &[(QualName, String)], xml: bool, out: &mut String) {
        out.push('<');
        out.push_str(&name.local);
        // A namespace is named where it begins.
        let above = self.nodes[id].parent.and_then(|p| match &self.nodes[p].kind {
            Kind::Element(name, _) => Some(&name.ns),
            _ => None,
        });
        if xml && above != Some(&name.ns) && name.ns != ns!(html) {
            out.push_str(&format!(" xmlns=\"{}\"", name.ns));
        } else if xml && name.ns == ns!(html) && above.is_some_and(|a| *a != ns!(html)) {
            out.push_str(&format!(" xmlns=\"{}\"", ns!(html)));
        }
        for (key, value) in attrs {
            let key: Cow<'_, str> = match (&key.prefix, xml) {
                (Some(prefix), _) => format!("{prefix}:{}", key.local).into(),
                // What is no name in XML cannot be written there; nothing that shows hangs on such a thing.
                (None, true) if !is_xml_name(&key.local) || key.local.starts_with("xmlns") => continue,
                _ => (&*key.local).into(),
            };
            out.push(' ');
            out.push_str(&key);
            out.push_str("=\"");
            escape(value, true, xml, out);
            out.push('"');
        }
    }
}

/// Whether a text can be the name of an attribute in XML, of the names that HTML has: one colon at most, `epub:type`.
fn is_xml_name(name: &str) -> bool {
    let part = |p: &str| {
        p.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
            && p.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.'))
    };
    match name.split_once(':') {
        Some((prefix, rest)) => matches!(prefix, "epub" | "xml") && part(rest),
        None => part(name),
    }
}

/// Escapes text, or the value of an attribute.
pub(super) fn escape(text: &str, attribute: bool, xml: bool, out: &mut String) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' if attribute => out.push_str("&quot;"),
            '\u{a0}' if !xml => out.push_str("&nbsp;"),
            '\n' | '\t' if attribute && xml => out.push(' '),
            // XML 1.0 has no place for these, not even as references.
            '\0'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' if xml => out.push('\u{fffd}'),
            _ => out.push(c),
        }
    }
}
