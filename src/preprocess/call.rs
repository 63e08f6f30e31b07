//! `{{…}}`: variable, parser function or template, in that order.
//!
//! Behaviour: MediaWiki's `Parser::braceSubstitution`, `fetchTemplateAndTitle` and `maybeDoSubpageLink`.

use std::rc::Rc;
use std::sync::Arc;

use crate::diag::Diagnostic;
use crate::model::piece::{is_mark, may_start_mark};
use crate::title::{Namespace, Target, Title, ucfirst};

use super::frame::{Context, Frame, Loaded, MAX_TEMPLATE_DEPTH};
use super::functions::{self, Args};
use super::place::Place;
use super::scan::{Call, Mode, Part, Tree, scan};
use super::spell::spell;
use super::text::{decode, escape_wikitext, trim};
use super::{magic, message, normal, redirect};

/// Prefixes that change how a call is read, lower case.
const SUBST: &[&str] = &["subst:", "替代:", "替換:"];
const SAFESUBST: &[&str] = &["safesubst:", "安全替代:", "安全替換:"];
const MESSAGE: &[&str] = &["msg:", "訊息:"];
const MESSAGE_RAW: &[&str] = &["msgnw:"];
const RAW: &[&str] = &["raw:", "原始:"];

/// Removes one of the prefixes, which are in any case.
fn strip<'t>(text: &'t str, prefixes: &[&str]) -> Option<&'t str> {
    prefixes.iter().find_map(|p| {
        let start = text.get(..p.len())?;
        (start.to_lowercase() == **p).then(|| trim(&text[p.len()..]))
    })
}

/// What a call gave.
enum Answer {
    /// A text, and the full title if it came from a template.
    Text(String, Option<String>),
    /// Nothing: the call stays as it is.
    Nothing,
}

impl Context<'_> {
    /// Expands `{{…}}`; gives the full title if it is a template's.
    pub(super) fn template(&mut self, frame: &Frame<'_>, tree: &Rc<Tree>, call: &Call, out: &mut String) -> Option<String> {
        let parts = &tree.parts[call.parts.0 as usize..call.parts.1 as usize];
        let (first, rest) = parts.split_first()?;
        let spaced = self.expanded(frame, tree, first.whole());
        match self.answer(frame, tree, call, trim(&spaced), rest) {
            Answer::Nothing => {
                self.as_written(frame, tree, &spaced, rest, out);
                None
            }
            Answer::Text(text, title) => {
                let block = text.starts_with(['*', '#', ':', ';']) || text.starts_with("{|");
                if !self.include(text.len() + usize::from(block)) {
                    let shown = title.clone().unwrap_or_else(|| trim(&spaced).trim_start_matches(':').to_owned());
                    out.push_str("[[:");
                    out.push_str(&shown);
                    out.push_str("]]");
                    let place = self.place(tree, call.source);
                    self.warn_limit(frame, place, "include-size", "the page's templates give too much text; the rest is left out");
                    return title;
                }
                // A list or table that a template gives begins its own line.
                if block && !call.line_start {
                    out.push('\n');
                }
                out.push_str(&text);
                title
            }
        }
    }

    /// The call with its parts expanded, but otherwise as it stands.
    fn as_written(&mut self, frame: &Frame<'_>, tree: &Rc<Tree>, name: &str, parts: &[Part], out: &mut String) {
        out.push_str("{{");
        out.push_str(name);
        for part in parts {
            out.push('|');
            self.expand(frame, tree, part.whole(), out);
        }
        out.push_str("}}");
    }

    fn answer(&mut self, frame: &Frame<'_>, tree: &Rc<Tree>, call: &Call, name: &str, parts: &[Part]) -> Answer {
        let place = self.place(tree, call.source);
        let mut name = name;
        // MediaWiki substitutes when a page is saved.  A page of a book never is, so the call is made when it is read.
        if let Some(rest) = strip(name, SUBST).or_else(|| strip(name, SAFESUBST)) {
            name = rest;
        }
        if parts.is_empty()
            && let Some(text) = magic::variable(self, frame, name)
        {
            return Answer::Text(text, None);
        }
        let mut as_text = false;
        if let Some(rest) = strip(name, MESSAGE_RAW) {
            as_text = true;
            name = rest;
        } else if let Some(rest) = strip(name, MESSAGE) {
            name = rest;
        }
        if let Some(rest) = strip(name, RAW) {
            name = rest;
        }
        if let Some((function, first)) = name.split_once(':') {
            let args = Args { context: self, frame, tree, parts, name: function, first: trim(first), place };
            if let Some(text) = functions::run(args) {
                return Answer::Text(text, None);
            }
        }
        self.transclude(frame, tree, place, name, parts, as_text)
    }

    /// The title that a call names: a template's, or a page's with `:` or a namespace.
    pub(super) fn template_title(&self, frame: &Frame<'_>, name: &str) -> Option<Title> {
        let name = trim(name);
        if name.is_empty() || name.chars().any(is_mark) {
            return None;
        }
        if name.starts_with('/') || name.starts_with("../") {
            let path = subpage(frame.title.name(), name)?;
            return Title::in_namespace(&path, frame.title.namespace(), self.site);
        }
        match Target::parse(&decode(name), Namespace::TEMPLATE, self.site)? {
            Target::Page { title, .. } => Some(title),
            Target::Interwiki { .. } | Target::Here { .. } => None,
        }
    }

    fn transclude(&mut self, frame: &Frame<'_>, tree: &Rc<Tree>, place: Place<'_>, name: &str, parts: &[Part], as_text: bool) -> Answer {
        let Some(title) = self.template_title(frame, name) else { return Answer::Nothing };
        let full = title.full();
        if frame.depth >= MAX_TEMPLATE_DEPTH {
            self.warn_limit(frame, place, "template-depth", "templates are nested too deeply");
            return Answer::Text(message::template_depth(self.site, MAX_TEMPLATE_DEPTH), Some(full));
        }
        if title.namespace() == Namespace::SPECIAL || title.namespace() == Namespace::MEDIA {
            return Answer::Text(format!("[[:{full}]]"), None);
        }
        self.ask(&full);
        let loaded = match self.load(&title) {
            Some(loaded) => loaded,
            None => return self.give_code(frame, tree, place, &title, parts),
        };
        if frame.loops(&loaded.title) {
            let message = format!("template loop: {} calls itself", loaded.title);
            self.warn(frame, place, Diagnostic::warning("template-loop", message));
            return Answer::Text(message::template_loop(self.site, &loaded.title.full()), Some(full));
        }
        if as_text {
            return Answer::Text(escape_wikitext(&loaded.tree.source), Some(full));
        }
        let child = self.child(frame, tree, parts, loaded.title.clone(), place);
        let text = self.expanded(&child, &loaded.tree, loaded.tree.all());
        Answer::Text(text, Some(full))
    }

    /// Arguments with each mark as the wikitext that it stands for; `None` if they hold none.
    fn spelled(&self, arguments: &[(String, String)]) -> Option<Vec<(String, String)>> {
        let holds_mark = |value: &str| value.bytes().any(may_start_mark) && value.chars().any(is_mark);
        if !arguments.iter().any(|(_, value)| holds_mark(value)) {
            return None;
        }
        Some(arguments.iter().map(|(name, value)| (name.clone(), spell(value, &self.marks))).collect())
    }

    /// A template that has no text: one made in code, or none at all.
    fn give_code(&mut self, frame: &Frame<'_>, tree: &Rc<Tree>, place: Place<'_>, title: &Title, parts: &[Part]) -> Answer {
        let full = title.full();
        if title.namespace() == Namespace::TEMPLATE && self.world.builtin_templates() {
            let child = self.child(frame, tree, parts, title.clone(), place);
            if super::glossary::is_glossary(title.name()) {
                let arguments = self.all_arguments(&child);
                return Answer::Text(self.glossary(frame, place, &arguments), Some(full));
            }
            // Arguments of a template that is not there are never expanded, so code is asked about first.
            if self.world.is_code(title.name()) {
                let arguments = self.all_arguments(&child);
                let spelled = self.spelled(&arguments);
                if let Some(result) = self.world.builtin_code(title.name(), &arguments, spelled.as_deref()) {
                    for diagnostic in result.diagnostics {
                        self.warn(frame, place, diagnostic);
                    }
                    // What code gives is finished: arguments in it were expanded already.
                    return Answer::Text(result.wikitext, Some(full));
                }
            }
        }
        if title.namespace() == Namespace::MEDIAWIKI
            && let Some(text) = functions::titles::interface_message(self.site, title.name())
        {
            return Answer::Text(text.to_owned(), Some(full));
        }
        self.miss(frame, place, &full);
        Answer::Text(format!("[[:{full}]]"), Some(full))
    }

    /// A page's text, scanned as a template; one redirect is followed.
    pub(super) fn load(&mut self, title: &Title) -> Option<Rc<Loaded>> {
        let full = title.full();
        if let Some(known) = self.loaded.get(&full) {
            return known.clone();
        }
        let loaded = self.read(title);
        self.loaded.insert(full, loaded.clone());
        loaded
    }

    fn read(&mut self, title: &Title) -> Option<Rc<Loaded>> {
        let mut title = title.clone();
        let mut text = self.text_of(&title)?;
        if let Some((target, _)) = redirect::redirect(&text)
            && let Some(target) = Title::parse(&decode(&target), Namespace::MAIN, self.site)
        {
            self.ask(&target.full());
            title = target;
            text = self.text_of(&title)?;
        }
        let source: Arc<str> = match normal::normalise(&text, &mut self.marks) {
            (std::borrow::Cow::Borrowed(_), _) => text,
            (std::borrow::Cow::Owned(clean), _) => clean.into(),
        };
        // MediaWiki trims a page's end when it is saved; a file of the book ends in a line feed of its own.
        let end = u32::try_from(source.trim_end_matches([' ', '\t', '\n']).len()).unwrap_or(u32::MAX);
        let tree = Rc::new(scan(&source, (0, end), Mode::Inclusion, false));
        Some(Rc::new(Loaded { title, tree }))
    }

    /// A page's wikitext, or that of a template that taben brings along.
    fn text_of(&mut self, title: &Title) -> Option<Arc<str>> {
        if let Some(text) = self.world.text(title) {
            return Some(text);
        }
        if title.namespace() != Namespace::TEMPLATE || !self.world.builtin_templates() {
            return None;
        }
        // taben's own templates have capital names, also for a wiki where `{{cite}}` and `{{Cite}}` are two.
        let capital;
        let name = if self.site.namespaces.is_case_sensitive(Namespace::TEMPLATE) {
            capital = ucfirst(title.name());
            capital.as_str()
        } else {
            title.name()
        };
        if super::glossary::is_glossary(name) || self.world.is_code(name) {
            return None;
        }
        self.world.builtin_template(name)
    }
}

/// The page that a relative name (`/sub`, `../other`) leads to; `None` if it climbs too far.
fn subpage(base: &str, name: &str) -> Option<String> {
    if let Some(rest) = name.strip_prefix('/') {
        return Some(format!("{base}/{}", rest.trim_end_matches('/')));
    }
    let mut base = base;
    let mut rest = name;
    while let Some(after) = rest.strip_prefix("../") {
        base = base.rsplit_once('/')?.0;
        rest = after;
    }
    let rest = rest.trim_end_matches('/');
    Some(if rest.is_empty() { base.to_owned() } else { format!("{base}/{rest}") })
}
