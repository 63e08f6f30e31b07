//! Pass 9: lines become lists, paragraphs and preformatted text.
//!
//! Facts: MediaWiki's `BlockLevelPass`.  It looks at one line at a time, at the characters it begins with and at the
//! block elements that occur anywhere in it, and so does this.

use super::atom::{Atom, Atoms, Part, parts};
use super::emit::Emitter;
use super::tables::trim;
use super::tidy::TreeBuilder;
use crate::model::html::{Attrs, Name};

/// What the pass may make of lines without a list prefix.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Paragraphs {
    /// Paragraphs and indented preformatted text, as at the top of a page.
    Make,
    /// Neither, as inside a list item or a footnote.
    Suppress,
}

/// What the tags of one line say about paragraphs.
#[derive(Default)]
struct LineTags {
    /// Elements inside which paragraphs are suppressed begin (or outside ones end).
    opens: bool,
    /// Such elements end, or elements that merely interrupt a paragraph occur.
    closes: bool,
    /// `<pre>` begins.
    pre_open: bool,
    /// `</pre>` ends.
    pre_close: bool,
    /// The last `<blockquote>` tag: whether it begins.
    quote: Option<bool>,
}

/// Which paragraph is open or waiting.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Pending {
    No,
    /// An empty line was seen; a paragraph begins with the next text.
    Open,
    /// The same, and the one before ends first.
    CloseOpen,
}

/// The state of the pass.
struct Pass<'b, 'a> {
    emitter: Emitter<'b, 'a>,
    paragraph: Option<Name>,
    term_open: bool,
    /// In the author's `<pre>`, whose lines begin nothing.
    in_pre: bool,
}

/// Runs the pass over `text` and feeds `builder`; `converts` says that the page will be converted between scripts.
pub(super) fn run(text: &str, atoms: &Atoms, paragraphs: Paragraphs, converts: bool, builder: &mut TreeBuilder) {
    let mut pass = Pass { emitter: Emitter::new(atoms, builder, converts), paragraph: None, term_open: false, in_pre: false };
    let mut last_prefix = String::new();
    let mut in_block = paragraphs == Paragraphs::Suppress;
    let mut in_quote = false;
    let mut pending = Pending::No;
    let mut lines = text.split('\n').peekable();
    let mut first = paragraphs == Paragraphs::Suppress;
    while let Some(line) = lines.next() {
        let more = lines.peek().is_some();
        if std::mem::take(&mut first) {
            // The first line of a footnote or the like stands in a line already, so its start means nothing.
            pass.emitter.text(line);
            if more {
                pass.emitter.text("\n");
            }
            continue;
        }
        let tags = look_at(line, atoms);
        let was_pre = pass.in_pre;
        let prefix_len = if was_pre { 0 } else { line.bytes().take_while(|b| matches!(b, b'*' | b'#' | b':' | b';')).count() };
        if !was_pre {
            pass.in_pre = tags.pre_open;
        }
        let prefix = &line[..prefix_len];
        let mut content = &line[prefix_len..];
        if prefix_len > 0 && same_prefix(prefix, &last_prefix) {
            pass.next_item(prefix.as_bytes()[prefix_len - 1]);
            pending = Pending::No;
            if prefix.ends_with(';') {
                content = pass.term(content);
            }
        } else if prefix_len > 0 || !last_prefix.is_empty() {
            let mut common = common_prefix(prefix, &last_prefix);
            pending = Pending::No;
            for c in last_prefix.bytes().skip(common).collect::<Vec<_>>().into_iter().rev() {
                pass.close_list(c);
            }
            if prefix_len <= common && common > 0 {
                pass.next_item(prefix.as_bytes()[common - 1]);
            }
            if pass.term_open && common > 0 && prefix.as_bytes()[common - 1] == b':' {
                pass.next_item(b':');
            }
            if !last_prefix.is_empty() && prefix_len > common {
                pass.emitter.text("\n");
            }
            while prefix_len > common {
                let c = prefix.as_bytes()[common];
                pass.open_list(c);
                if c == b';' {
                    content = pass.term(content);
                }
                common += 1;
            }
            if prefix_len == 0 && !last_prefix.is_empty() {
                pass.emitter.text("\n");
            }
            last_prefix = prefix.replace(';', ":");
        }
        if prefix_len == 0 {
            if tags.opens || tags.closes {
                pending = Pending::No;
                if !pass.in_pre || tags.pre_open {
                    pass.close_paragraph();
                }
                if tags.pre_open && !tags.pre_close {
                    pass.in_pre = true;
                }
                if let Some(quote) = tags.quote {
                    in_quote = quote;
                }
                in_block = !tags.closes;
            } else if !in_block && !pass.in_pre && paragraphs == Paragraphs::Make {
                (content, pending) = if is_style_sheet(line, atoms) {
                    // A style sheet on a line of its own leaves the paragraph as it is.
                    if pending != Pending::No {
                        pass.close_paragraph();
                    }
                    (content, Pending::No)
                } else {
                    pass.paragraph_line(content, pending, in_quote)
                };
            }
        }
        if tags.pre_close {
            pass.in_pre = false;
        }
        if pending == Pending::No {
            if prefix_len == 0 {
                pass.emitter.text(content);
                if more || pass.paragraph.is_some() {
                    pass.emitter.text("\n");
                }
            } else {
                pass.emitter.text(trim(content));
            }
        }
    }
    for c in last_prefix.bytes().rev() {
        pass.close_list(c);
    }
    // No line ends behind the last paragraph: in what the author left open, the break would be a text.
    if let Some(name) = pass.paragraph.take() {
        pass.emitter.close(name);
    }
}

impl<'t> Pass<'_, '_> {
    /// A line outside lists: opens what it needs and gives what is left to print.
    fn paragraph_line(&mut self, content: &'t str, pending: Pending, in_quote: bool) -> (&'t str, Pending) {
        let blank = trim(content).is_empty();
        if content.starts_with(' ') && (self.paragraph == Some(Name::Pre) || !blank) && !in_quote {
            if self.paragraph != Some(Name::Pre) {
                self.close_paragraph();
                self.open_paragraph(Name::Pre);
            }
            return (&content[1..], Pending::No);
        }
        let next = match (blank, pending) {
            (true, Pending::No) if self.paragraph == Some(Name::P) => Pending::CloseOpen,
            (true, Pending::No) => {
                self.close_paragraph();
                Pending::Open
            }
            (true, _) => {
                self.take_pending(pending);
                self.emitter.open(Name::Br, Attrs::new());
                Pending::No
            }
            (false, Pending::No) => {
                if self.paragraph != Some(Name::P) {
                    self.close_paragraph();
                    self.open_paragraph(Name::P);
                }
                Pending::No
            }
            (false, _) => {
                self.take_pending(pending);
                Pending::No
            }
        };
        (content, next)
    }

    /// Begins the paragraph that was waiting.
    fn take_pending(&mut self, pending: Pending) {
        if pending == Pending::CloseOpen {
            self.emitter.close(Name::P);
        }
        self.open_paragraph(Name::P);
    }

    fn open_paragraph(&mut self, name: Name) {
        self.emitter.open(name, Attrs::new());
        self.paragraph = Some(name);
    }

    fn close_paragraph(&mut self) {
        // As in MediaWiki, where `<pre>` in the first item of a list is forgotten when the list begins.
        self.in_pre = false;
        if let Some(name) = self.paragraph.take() {
            self.emitter.close(name);
            self.emitter.text("\n");
        }
    }

    /// Begins a list and its first item.
    fn open_list(&mut self, c: u8) {
        self.close_paragraph();
        let (list, item) = match c {
            b'*' => (Name::Ul, Name::Li),
            b'#' => (Name::Ol, Name::Li),
            b';' => (Name::Dl, Name::Dt),
            _ => (Name::Dl, Name::Dd),
        };
        if c == b';' {
            self.term_open = true;
        }
        self.emitter.open(list, Attrs::new());
        self.emitter.open(item, Attrs::new());
    }

    /// Ends an item and begins the next one of the same list.
    fn next_item(&mut self, c: u8) {
        match c {
            b'*' | b'#' => {
                self.emitter.close(Name::Li);
                self.emitter.text("\n");
                self.emitter.open(Name::Li, Attrs::new());
            }
            _ => {
                self.emitter.close(if self.term_open { Name::Dt } else { Name::Dd });
                self.emitter.text("\n");
                self.term_open = c == b';';
                self.emitter.open(if self.term_open { Name::Dt } else { Name::Dd }, Attrs::new());
            }
        }
    }

    /// Ends a list and its last item.
    fn close_list(&mut self, c: u8) {
        let (list, item) = match c {
            b'*' => (Name::Ul, Name::Li),
            b'#' => (Name::Ol, Name::Li),
            _ if std::mem::take(&mut self.term_open) => (Name::Dl, Name::Dt),
            _ => (Name::Dl, Name::Dd),
        };
        self.emitter.close(item);
        self.emitter.close(list);
    }

    /// Splits `term : definition`; prints the term and gives what is left.
    fn term(&mut self, content: &'t str) -> &'t str {
        let Some(colon) = find_colon(content, self.emitter.atoms()) else { return content };
        self.emitter.text(trim(&content[..colon]));
        self.next_item(b':');
        &content[colon + 1..]
    }
}

/// The first colon outside elements and outside `-{`: where that is not closed, there is no colon behind it.
fn find_colon(text: &str, atoms: &Atoms) -> Option<usize> {
    let mut depth = 0usize;
    let mut braces = 0usize;
    let mut at = 0;
    for part in parts(text) {
        match part {
            Part::Text(piece) => {
                let bytes = piece.as_bytes();
                let mut from = 0;
                while let Some(n) = bytes[from..].iter().position(|b| matches!(b, b':' | b'-' | b'}')) {
                    let found = from + n;
                    from = found + 1;
                    match &bytes[found..] {
                        [b':', ..] if depth == 0 && braces == 0 => return Some(at + found),
                        [b'-', b'{', ..] => {
                            braces += 1;
                            from += 1;
                        }
                        [b'}', b'-', ..] if braces > 0 => {
                            braces -= 1;
                            from += 1;
                        }
                        _ => {}
                    }
                }
                at += piece.len();
            }
            Part::Mark(index) => {
                match atoms.get(index) {
                    Atom::Open(name, _) if !name.is_void() => depth += 1,
                    Atom::Close(_) => depth = depth.saturating_sub(1),
                    _ => {}
                }
                let mut mark = String::new();
                crate::model::piece::write_mark(index, &mut mark);
                at += mark.len();
            }
        }
    }
    None
}

/// Whether a prefix continues the last line's list; `;` and `:` are the same list.
fn same_prefix(prefix: &str, last: &str) -> bool {
    let fold = |c: u8| if c == b';' { b':' } else { c };
    prefix.len() == last.len() && prefix.bytes().map(fold).eq(last.bytes())
}

/// How many list levels two prefixes share.  The last line's has colons for semicolons, so that a semicolon, unless it is
/// where the last prefix ends too, begins a list anew.
fn common_prefix(prefix: &str, last: &str) -> usize {
    prefix.bytes().zip(last.bytes()).take_while(|(a, b)| a == b).count()
}

/// Whether a line is nothing but the places of style sheets.
fn is_style_sheet(line: &str, atoms: &Atoms) -> bool {
    let mut found = false;
    !line.starts_with([' ', '\t'])
        && parts(line).all(|part| match part {
            Part::Text(text) => trim(text).is_empty(),
            Part::Mark(index) => {
                found = true;
                matches!(atoms.get(index), Atom::StyleSheet)
            }
        })
        && found
}

/// Looks at the tags of a line.
fn look_at(line: &str, atoms: &Atoms) -> LineTags {
    use Name::*;
    let mut tags = LineTags::default();
    for part in parts(line) {
        let Part::Mark(index) = part else { continue };
        match atoms.get(index) {
            Atom::Open(name, _) => {
                match name {
                    Table | H1 | H2 | H3 | H4 | H5 | H6 | Pre | P | Ul | Ol | Dl => tags.opens = true,
                    Tr | Caption | Dt | Dd | Li => tags.opens = true,
                    Td | Th | Center | Blockquote | Div | Hr => tags.closes = true,
                    _ => {}
                }
                tags.pre_open |= *name == Pre;
                if *name == Blockquote {
                    tags.quote = Some(true);
                }
            }
            Atom::Close(name) => {
                match name {
                    Td | Th | Tr | Caption | Dt | Dd | Li => tags.opens = true,
                    Table | H1 | H2 | H3 | H4 | H5 | H6 | Pre | P | Ul | Ol | Dl | Center | Blockquote | Div | Hr => tags.closes = true,
                    _ => {}
                }
                tags.pre_close |= *name == Pre;
                if *name == Blockquote {
                    tags.quote = Some(false);
                }
            }
            Atom::Block(_) => tags.closes = true,
            _ => {}
        }
    }
    tags
}
