//! Wikitext without templates becomes a [`Document`].
//!
//! The passes run over text in which everything settled is one opaque character (see [`crate::model::piece`]), in
//! the order of MediaWiki's `Parser::internalParse`, because what broken wikitext looks like depends on it:
//!
//! 1. `html_tags`: the author's HTML tags; first, so that no later pass looks into their attributes.
//! 2. `variant_marks`: `-{…}-`; before tables and links, whose bars they may hold.
//! 3. `tables`: lines of `{|`; before links, since MediaWiki splits cells first.
//! 4. `lines`: rules, switches and headings.
//! 5. `links`: `[[…]]`, categories, files.
//! 6. `quotes`: bold and italic; after links, whose targets may hold apostrophes.
//! 7. `external`: `[address text]`, bare addresses, book numbers.
//! 8. `blocks`, `emit`, `tidy`, `flatten`: lines become blocks, tags become a tree, the tree becomes events.
//!
//! Extension tags come before all of them, in the order MediaWiki would have met them.

mod atom;
mod blocks;
mod code;
mod emit;
mod extension;
mod external;
mod flatten;
mod footnotes;
mod gallery;
mod html_tags;
mod imagemap;
mod lines;
mod links;
mod media;
mod quotes;
mod tables;
mod tidy;
mod variant_marks;

use rustc_hash::{FxHashMap, FxHashSet};

use self::atom::{Atom, Atoms, Part, parts};
use self::blocks::Paragraphs;
use self::extension::Settled;
use crate::diag::{Diagnostic, Warned};
use crate::model::document::{Document, Event, Flags, Mark, Meta};
use crate::model::entities;
use crate::model::expanded::Expanded;
use crate::model::piece::{Marks, Piece};
use crate::site::Site;
use crate::title::{Namespace, Target, Title};

/// How deep notes, galleries and the like may nest in each other; what is deeper is left out.
const MAX_FRAGMENTS: u8 = 40;

/// Parses a page.
///
/// Takes the page's title and what the stage `preprocess` made of its source.  Never fails: whatever cannot be understood
/// comes out as text, as MediaWiki shows it.  Behaviour: MediaWiki's `Parser::parse`.
#[must_use]
pub fn parse(site: &Site, title: &Title, expanded: Expanded) -> Warned<Document<'static>> {
    let atoms = Marks::from_items(expanded.pieces.into_items().into_iter().map(Atom::Piece).collect());
    let mut parser = Parser {
        site,
        title,
        atoms,
        meta: Meta { display_title: expanded.display_title, default_sort: expanded.default_sort, ..Meta::default() },
        diagnostics: Vec::new(),
        link_numbers: 0,
        notes: footnotes::Notes::default(),
        seen_categories: FxHashSet::default(),
        seen_languages: FxHashSet::default(),
        settled: FxHashMap::default(),
        texts: FxHashMap::default(),
        mark_depth: 0,
        fragments: 0,
        maps: 0,
        indicators: std::collections::BTreeMap::new(),
    };
    parser.settle_pieces();
    if let Some(target) = &expanded.redirect
        && let Some(Target::Page { title, fragment }) = Target::parse(&entities::decode(target), Namespace::MAIN, site)
    {
        parser.meta.redirect = Some((title, fragment));
    }
    let mut events = parser.page(expanded.text);
    parser.closing_notes(&mut events);
    parser.place_indicators(&mut events);
    let document = Document { events, notes: parser.notes.definitions, meta: parser.meta };
    Warned { value: document, diagnostics: parser.diagnostics }
}

/// Whether a text ends in a line of a list.
fn is_in_list(text: &str) -> bool {
    text[memchr::memrchr(b'\n', text.as_bytes()).map_or(0, |at| at + 1)..].starts_with(['*', '#', ':', ';'])
}

/// What the passes share.
struct Parser<'w> {
    site: &'w Site,
    title: &'w Title,
    atoms: Atoms,
    meta: Meta,
    diagnostics: Vec<Diagnostic>,
    /// How many `[address]` links have been numbered.
    link_numbers: u32,
    notes: footnotes::Notes,
    /// The page's categories so far; a second link to one says nothing new.
    seen_categories: FxHashSet<Title>,
    /// The languages of its links to other wikis so far.
    seen_languages: FxHashSet<String>,
    /// Names of the extension tags that are settled, by number of their mark.
    settled: FxHashMap<u32, String>,
    /// Extension tags that became wikitext again.
    texts: FxHashMap<u32, String>,
    /// How deep in conversion marks the parser is.
    mark_depth: u8,
    /// How deep in fragments the parser is.
    fragments: u8,
    /// How many pictures with areas there are.
    maps: u32,
    /// What stands beside the page's heading, by name: MediaWiki sorts by it, and the last of a name counts.
    indicators: std::collections::BTreeMap<String, Vec<Event<'static>>>,
}

impl Parser<'_> {
    /// Settles what the preprocessor left, in its order: inner tags before the ones around them.
    fn settle_pieces(&mut self) {
        self.find_list_members();
        for index in 0..u32::try_from(self.atoms.len()).unwrap_or(u32::MAX) {
            let atom = std::mem::replace(self.atoms.get_mut(index), Atom::Nothing);
            let Atom::Piece(piece) = atom else { continue };
            let settled = match piece {
                Piece::Char(c) => Atom::Char(c),
                Piece::Nowiki(text) => self.nowiki(text),
                Piece::Extension(tag) => {
                    let settled = self.extension(index, &tag);
                    self.settled.insert(index, tag.name);
                    match settled {
                        Settled::Atom(atom) => atom,
                        Settled::Text(text) => {
                            self.texts.insert(index, text);
                            Atom::Nothing
                        }
                    }
                }
            };
            *self.atoms.get_mut(index) = settled;
        }
    }

    /// `<nowiki>`: plain text.  In Chinese it is also never converted, which a raw mark says in any later stage.
    fn nowiki(&self, text: String) -> Atom {
        if self.site.is_chinese() && !text.is_ascii() {
            let body = vec![Event::Text(entities::decode(&text).into_owned().into())];
            let mark = Mark { flags: Flags::RAW, variants: Vec::new(), rules: Vec::new(), body };
            return Atom::Inline(Event::Mark(Box::new(mark)));
        }
        Atom::Nowiki(text)
    }

    /// Puts the wikitext of settled tags in place and drops the marks of those that came to nothing.
    fn splice(&mut self, text: String) -> String {
        if self.settled.is_empty() || !atom::has_mark(&text) {
            return text;
        }
        let mut out = String::with_capacity(text.len());
        self.splice_into(&text, 0, &mut out);
        out
    }

    fn splice_into(&mut self, text: &str, depth: u8, out: &mut String) {
        for part in parts(text) {
            let index = match part {
                Part::Text(text) => {
                    out.push_str(text);
                    continue;
                }
                Part::Mark(index) => index,
            };
            match self.texts.get(&index).cloned() {
                Some(text) if depth < MAX_FRAGMENTS => {
                    // The lines of a tag's text are no lines of the list that it stands in.  MediaWiki ends the list with the
                    // first of them, which nobody who writes `* <poem>` wants.
                    if text.contains('\n') && is_in_list(out) {
                        let events = self.fragment(text, Paragraphs::Suppress);
                        self.atoms.push(Atom::Block(events), out);
                    } else {
                        self.splice_into(&text, depth + 1, out);
                    }
                }
                Some(_) => {}
                None if self.settled.contains_key(&index) && matches!(self.atoms.get(index), Atom::Nothing) => {}
                None => crate::model::piece::write_mark(index, out),
            }
        }
    }

    /// The whole page.
    fn page(&mut self, text: String) -> Vec<Event<'static>> {
        let text = self.splice(text);
        let text = html_tags::mark(&text, &mut self.atoms);
        self.passes(text, Paragraphs::Make)
    }

    /// A piece of wikitext that stands inside something else: a note, a caption.
    fn fragment(&mut self, text: String, paragraphs: Paragraphs) -> Vec<Event<'static>> {
        let text = self.splice(text);
        let text = html_tags::mark(&text, &mut self.atoms);
        self.marked_fragment(text, paragraphs)
    }

    /// The same, when tags are marks already.
    fn marked_fragment(&mut self, text: String, paragraphs: Paragraphs) -> Vec<Event<'static>> {
        if self.fragments >= MAX_FRAGMENTS {
            return Vec::new();
        }
        self.fragments += 1;
        let events = self.passes(text, paragraphs);
        self.fragments -= 1;
        events
    }

    fn passes(&mut self, text: String, paragraphs: Paragraphs) -> Vec<Event<'static>> {
        let text = self.mark_variants(text);
        let text = tables::mark(&text, &mut self.atoms);
        let text = lines::take_switches(text, &mut self.meta.switches, &mut self.atoms);
        let text = lines::mark(text, &mut self.atoms);
        let text = self.mark_links(text, 0);
        let text = quotes::mark(text, &mut self.atoms);
        let text = external::mark_bracketed(text, &mut self.atoms, &mut self.link_numbers);
        let text = external::mark_free(text, &mut self.atoms, self.site);
        let mut builder = tidy::TreeBuilder::new(paragraphs == Paragraphs::Make);
        blocks::run(&text, &self.atoms, paragraphs, self.site.is_chinese(), &mut builder);
        flatten::flatten(builder.finish())
    }
}
