//! Pass 5: `[[internal links]]`, categories, language links and files.
//!
//! Facts: MediaWiki's `Parser::handleInternalLinks2`, with its order of tests and its ways out.

use std::sync::Arc;

use super::Parser;
use super::atom::{Atom, is_mark_at};
use super::external;
use crate::model::document::{Link, LinkTarget};
use crate::model::entities;
use crate::model::piece::is_mark;
use crate::title::{Namespace, Target, Title};

/// Deepest nesting of files inside captions of files.
const MAX_DEPTH: u8 = 20;

/// The end of a link target: the first byte MediaWiki does not allow in titles, `#` and `%` apart.
fn target_end(text: &str) -> usize {
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(n) =
        bytes[at..].iter().position(|b| matches!(b, b'[' | b']' | b'{' | b'}' | b'|' | b'<' | b'>' | 0..=0x1f | 0x7f | 0xf3 | 0xf4))
    {
        at += n;
        if bytes[at] < 0x80 || is_mark_at(text, at) {
            return at;
        }
        at += 1;
    }
    bytes.len()
}

/// Decodes `%XX`; `<` and `>` stay entities, so that they make the title invalid.
fn decode_percent(target: &str) -> String {
    if !target.contains('%') {
        return target.to_owned();
    }
    let decoded = percent_encoding::percent_decode_str(target).decode_utf8_lossy();
    // Not what would then be taken for a mark.
    if decoded.chars().any(is_mark) {
        return target.to_owned();
    }
    decoded.replace('<', "&lt;").replace('>', "&gt;")
}

impl Parser<'_> {
    /// Replaces internal links by marks.
    pub(super) fn mark_links(&mut self, text: String, depth: u8) -> String {
        if !text.contains("[[") {
            return text;
        }
        let mut segments = text.split("[[");
        let mut out = String::with_capacity(text.len());
        out.push_str(segments.next().unwrap_or_default());
        while let Some(segment) = segments.next() {
            self.link(segment, &mut segments, depth, &mut out);
        }
        out
    }

    /// One `[[` and what follows it, up to the next one.
    fn link<'t>(&mut self, segment: &'t str, segments: &mut std::str::Split<'t, &str>, depth: u8, out: &mut String) {
        let end = target_end(segment);
        let target = &segment[..end];
        let after = &segment[end..];
        let (label, trail, might_be_file) = if end == 0 {
            out.push_str("[[");
            out.push_str(segment);
            return;
        } else if let Some(trail) = after.strip_prefix("]]") {
            (None, trail, false)
        } else if let Some(rest) = after.strip_prefix('|') {
            // The label has at least one byte, so `[[a|]]` looks for a later `]]`, as MediaWiki's pattern does.
            let from = rest.chars().next().map_or(0, char::len_utf8);
            match rest[from..].find("]]") {
                Some(n) => {
                    let mut label_end = from + n;
                    // The third of three brackets belongs to the label if an external link is open in it.
                    if rest[label_end + 2..].starts_with(']') && rest[..label_end].contains('[') {
                        label_end += 1;
                    }
                    (Some(rest[..label_end].to_owned()), &rest[label_end + 2..], false)
                }
                None => (Some(rest.to_owned()), "", true),
            }
        } else {
            out.push_str("[[");
            out.push_str(segment);
            return;
        };
        let written = target.trim_start_matches(' ');
        if external::protocol_or_relative(written).is_some() {
            out.push_str("[[");
            out.push_str(segment);
            return;
        }
        let decoded = decode_percent(written);
        let mut resolved = entities::decode(&decoded).into_owned();
        let mut shown = decoded.strip_prefix(':').unwrap_or(&decoded).to_owned();
        if resolved.starts_with('/') || resolved.starts_with("../") {
            (resolved, shown) = self.subpage_target(&decoded);
            resolved = entities::decode(&resolved).into_owned();
        }
        let Some(target) = Target::parse(&resolved, Namespace::MAIN, self.site) else {
            out.push_str("[[");
            out.push_str(segment);
            return;
        };
        let forced = written.starts_with(':');
        let is_file = !forced && matches!(&target, Target::Page { title, .. } if title.namespace() == Namespace::FILE);
        if might_be_file {
            let label = label.unwrap_or_default();
            if is_file && depth < MAX_DEPTH {
                self.file_with_links(written, label, target, segments, depth, out);
            } else {
                // The target is printed decoded, as MediaWiki does.
                out.push_str("[[");
                out.push_str(&decoded);
                out.push('|');
                out.push_str(&label);
            }
            return;
        }
        self.emit(target, &shown, label, trail, forced, depth, out);
    }

    /// A file whose options hold links: the caption runs on through the following segments.
    fn file_with_links<'t>(
        &mut self,
        written: &str,
        mut label: String,
        target: Target,
        segments: &mut std::str::Split<'t, &str>,
        depth: u8,
        out: &mut String,
    ) {
        let mut trail = None;
        for next in segments.by_ref() {
            label.push_str("[[");
            let mut ends = next.splitn(3, "]]");
            let (first, second, third) = (ends.next(), ends.next(), ends.next());
            match (first, second, third) {
                (Some(a), Some(b), Some(c)) => {
                    label.push_str(a);
                    label.push_str("]]");
                    label.push_str(b);
                    trail = Some(c);
                    break;
                }
                (_, Some(_), None) => label.push_str(next),
                _ => {
                    label.push_str(next);
                    break;
                }
            }
        }
        match trail {
            Some(trail) => self.emit(target, "", Some(label), trail, false, depth, out),
            None => {
                let label = self.mark_links(label, depth + 1);
                out.push_str("[[");
                out.push_str(written);
                out.push('|');
                out.push_str(&label);
            }
        }
    }

    /// A link that is one: writes what it becomes, and the text after it.
    #[expect(clippy::too_many_arguments, reason = "the parts of one link, used here only")]
    fn emit(&mut self, target: Target, shown: &str, label: Option<String>, trail: &str, forced: bool, depth: u8, out: &mut String) {
        if !forced {
            match &target {
                Target::Interwiki { prefix, name, is_language: true, .. } if self.site.interwiki.is_language(prefix) => {
                    let url = self.interwiki_url(prefix, name, None);
                    if self.seen_languages.insert(prefix.clone()) {
                        self.meta.languages.push((prefix.clone(), url));
                    }
                    // The spaces before it go too, unlike those before a category.
                    out.truncate(out.trim_end_matches([' ', '\n', '\t', '\r']).len());
                    drop_line(out, trail);
                    return;
                }
                Target::Page { title, .. } if title.namespace() == Namespace::CATEGORY => {
                    let sort = label.map(|l| entities::decode(&l).trim().to_owned());
                    if self.seen_categories.insert(title.clone()) {
                        self.meta.categories.push((title.clone(), sort));
                    }
                    drop_line(out, trail);
                    return;
                }
                Target::Page { title, .. } if title.namespace() == Namespace::FILE => {
                    let options = label.map(|l| {
                        let l = external::mark_bracketed(l, &mut self.atoms, &mut self.link_numbers);
                        self.mark_links(l, depth + 1)
                    });
                    let title = title.clone();
                    self.file(&title, options.as_deref().unwrap_or_default(), out);
                    out.push_str(trail);
                    return;
                }
                _ => {}
            }
        }
        // Quotes mark up the words of a link, but not a title that serves as such; a place on the page is no title.
        let label = label.or_else(|| matches!(target, Target::Here { .. }).then(|| shown.to_owned()));
        let label = match label {
            Some(label) => {
                let mut marked = String::with_capacity(label.len());
                super::quotes::mark_line(&label, &mut self.atoms, &mut marked);
                marked
            }
            None => shown.to_owned(),
        };
        let (inside, rest) = self.split_trail(trail);
        let label = format!("{label}{inside}");
        let target = match target {
            Target::Page { title, fragment } => {
                // `[[A#]]` leads to no place.
                let fragment = fragment.filter(|f| !f.is_empty());
                if title.namespace() == Namespace::MEDIA { LinkTarget::File(title) } else { LinkTarget::Page { title, fragment } }
            }
            Target::Here { fragment } => LinkTarget::Here(fragment),
            Target::Interwiki { prefix, name, fragment, .. } => {
                LinkTarget::Interwiki { url: self.interwiki_url(&prefix, &name, fragment.as_deref()) }
            }
        };
        self.atoms.push(Atom::Link(Arc::new(Link { target, title: None }), label), out);
        out.push_str(rest);
    }

    /// The address of a page of another wiki.
    fn interwiki_url(&self, prefix: &str, name: &str, fragment: Option<&str>) -> String {
        let encoded = encode_title(name);
        let mut url = self.site.interwiki.url(prefix).unwrap_or("$1").replace("$1", &encoded);
        if let Some(fragment) = fragment {
            url.push('#');
            url.push_str(&fragment.replace(' ', "_"));
        }
        url
    }

    /// Splits the letters that belong to a link from what follows it (`[[cat]]s`); Chinese has none.
    fn split_trail<'t>(&self, trail: &'t str) -> (&'t str, &'t str) {
        if self.site.is_chinese() {
            return ("", trail);
        }
        let len = match self.site.language.as_str() {
            "en" => trail.bytes().take_while(u8::is_ascii_lowercase).count(),
            _ => trail.find(|c: char| !c.is_lowercase() || !c.is_alphabetic()).unwrap_or(trail.len()),
        };
        trail.split_at(len)
    }

    /// `/sub` and `../` seen from this page, where its namespace has subpages: the target, and what a link without words says.
    ///
    /// A slash at the end means that the path is not shown, but for `../` alone.
    fn subpage_target(&self, link: &str) -> (String, String) {
        let as_written = || (link.to_owned(), link.to_owned());
        // Articles have no subpages in MediaWiki's settings, nor do files and the like.
        if matches!(self.title.namespace(), Namespace::MAIN | Namespace::FILE | Namespace::CATEGORY | Namespace::MEDIAWIKI) {
            return as_written();
        }
        let (target, fragment) = link.split_at(link.find('#').unwrap_or(link.len()));
        let full = self.title.full();
        if let Some(sub) = target.strip_prefix('/') {
            let name = sub.trim_end_matches('/');
            let resolved = format!("{full}/{}{fragment}", name.trim());
            let shown = format!("{}{fragment}", if name == sub && !sub.is_empty() { target } else { name });
            return (resolved.clone(), if shown.is_empty() { resolved } else { shown });
        }
        let mut base = full.as_str();
        let mut rest = target;
        while let Some(after) = rest.strip_prefix("../") {
            let Some((parent, _)) = base.rsplit_once('/') else { return as_written() };
            base = parent;
            rest = after;
        }
        let name = rest.trim_end_matches('/');
        let trimmed = name.trim();
        let resolved = if trimmed.is_empty() { format!("{base}{fragment}") } else { format!("{base}/{trimmed}{fragment}") };
        let shown = if name == rest || trimmed.is_empty() { resolved.clone() } else { format!("{name}{fragment}") };
        (resolved, shown)
    }

    /// A file link; what cannot be shown is a link to the file's page, labelled as MediaWiki labels it.
    fn file(&mut self, title: &Title, options: &str, out: &mut String) {
        let media = self.read_media(title, options);
        self.atoms.push(media, out);
    }
}

/// A category or a language link leaves no empty line behind.
fn drop_line(out: &mut String, trail: &str) {
    let kept = out.trim_end_matches([' ', '\n', '\t', '\r']).len();
    // The line break before a category goes, unless text follows on its line.
    if trail.trim_matches('\n').is_empty() {
        out.truncate(kept);
    } else {
        if out[kept..].contains('\n') {
            out.truncate(kept);
        }
        out.push_str(trail);
    }
}

/// A title as addresses have it.
pub(super) fn encode_title(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    for b in name.bytes() {
        match b {
            b' ' => out.push('_'),
            b'A'..=b'Z'
            | b'a'..=b'z'
            | b'0'..=b'9'
            | b'-'
            | b'_'
            | b'.'
            | b'~'
            | b'!'
            | b'*'
            | b'('
            | b')'
            | b'@'
            | b':'
            | b'/'
            | b','
            | b';'
            | b'$' => {
                out.push(char::from(b));
            }
            _ => out.push_str(&format!("%{b:02X}")),
        }
    }
    out
}
