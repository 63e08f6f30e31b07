//! Paths of files in the site: checked, portable, relative.
//!
//! A site must unpack on any file system and open from any server or from `file://`, so a page's title
//! becomes a name that is legal on Linux, macOS and Windows (Microsoft's "Naming Files, Paths, and
//! Namespaces"), at most [`MAX_NAME_BYTES`] long, and never one that the site itself uses.
//!
//! The form: a space is `_`; what cannot stand in a name is `=XX`, its UTF-8 bytes in hexadecimal; a
//! namespace and each `/` make a folder; a name that is too long is cut and ends in `~` and a hash.
//! Everything but the cut names reads back to one title.

use std::fmt;

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use rustc_hash::{FxHashMap, FxHashSet};
use unicode_normalization::{UnicodeNormalization, is_nfc};

use crate::lang::Variant;
use crate::site::Site;
use crate::title::{Namespace, Title};

/// The longest name made from one part of a title, in bytes, without the extension.
///
/// ext4 and APFS allow 255 bytes; the rest is room for extensions and for the names that archivers add.
pub const MAX_NAME_BYTES: usize = 180;
/// The longest name of a file that is copied under its own name, in bytes.
const MAX_COMPONENT_BYTES: usize = 255;
/// The longest part of a path in an archive for old systems, in bytes, with its extension.
///
/// Windows gives a whole path 260 characters unless it is told otherwise: four parts of this length leave room for the
/// folder that a reader extracts into.
const MAX_ASCII_BYTES: usize = 48;
/// The longest path of a page in such an archive, in bytes, from its view's folder: titles such as `a/a/a/…` have a folder for
/// each slash, each of them short.
const MAX_ASCII_PATH: usize = 150;
/// `~` and ten hexadecimal digits.
const HASH_BYTES: usize = 11;

/// What the site keeps for itself at the root of a view or of the site.
const RESERVED_ROOTS: &[&str] = &["404", "assets", "index", "parallel", "s", "search", "sitemap", "robots", "cname", "llms"];

/// The bytes that are percent-encoded in a link, beside all that are not ASCII (RFC 3986, `pchar`, without
/// the ones that HTML or a shell would read).
pub(crate) const UNSAFE_IN_HREF: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'%')
    .add(b'&')
    .add(b'\'')
    .add(b':')
    .add(b'<')
    .add(b'>')
    .add(b'?')
    .add(b'[')
    .add(b'\\')
    .add(b']')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}');

/// The path of a file in the site, from the site's root, with `/` between its parts.
///
/// Whoever holds one knows that it is relative, in NFC, without empty, `.` and `..` parts, and legal on every
/// file system.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SitePath(Box<str>);

/// Why a text is not the path of a file in the site.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{path}` cannot be a path in the site: {reason}")]
pub struct BadPath {
    /// The text.
    pub path: String,
    /// What is wrong with it.
    pub reason: &'static str,
}

impl SitePath {
    /// A path as it is, for files of the theme and of the author's own.
    ///
    /// # Errors
    /// If the path is empty, leads out of the site, or holds a part that some file system refuses.
    pub fn new(path: &str) -> Result<Self, BadPath> {
        let path: Box<str> = if is_nfc(path) { path.into() } else { path.nfc().collect::<String>().into() };
        for part in path.split('/') {
            if let Some(reason) = unfit(part) {
                return Err(BadPath { path: path.into(), reason });
            }
        }
        Ok(Self(path))
    }

    /// The path of a page from the root of a view; the same in every view.
    ///
    /// `extension` is what the file's name ends in, without the dot.
    #[must_use]
    pub fn page(title: &Title, extension: &str, site: &Site) -> Self {
        let mut out = String::with_capacity(title.name().len() + 16);
        if title.namespace() != Namespace::MAIN {
            // A number serves where a namespace has no name, which only a title made by hand can have.
            if title.prefix().is_empty() {
                out.push_str(&format!("ns{}", title.namespace().0));
            } else {
                name(title.prefix(), Place::Folder, &mut out);
            }
            out.push('/');
        }
        let mut parts = title.name().split('/').peekable();
        let mut first = title.namespace() == Namespace::MAIN;
        while let Some(part) = parts.next() {
            let is_folder = parts.peek().is_some();
            let place = match (first, is_folder) {
                // An article's subpages may not lie among the pages of a namespace.
                (true, true) if site.namespaces.by_name(part).is_some() => Place::Taken,
                (true, _) if is_reserved_root(part) => Place::Taken,
                (_, true) => Place::Folder,
                (_, false) => Place::File,
            };
            name(part, place, &mut out);
            if is_folder {
                out.push('/');
            }
            first = false;
        }
        out.push('.');
        out.push_str(extension);
        Self(out.into())
    }

    /// The same path with another extension.
    #[must_use]
    pub fn with_extension(&self, extension: &str) -> Self {
        let start = self.0.rfind('/').map_or(0, |i| i + 1);
        let dot = self.0[start..].rfind('.').map_or(self.0.len(), |i| start + i);
        Self([&self.0[..dot], ".", extension].concat().into())
    }

    /// The path of a page that the site makes itself, such as a list, from the root of a view.
    ///
    /// `folder` is one that the site keeps for itself, or a namespace's; `key` is any text.
    #[must_use]
    pub fn made(folder: &str, key: &str, extension: &str) -> Self {
        let mut out = String::new();
        name(folder, Place::Folder, &mut out);
        out.push('/');
        name(key, Place::File, &mut out);
        out.push('.');
        out.push_str(extension);
        Self(out.into())
    }

    /// The path of an uploaded file, by its name in the `File` namespace.
    #[must_use]
    pub fn media(file: &str) -> Self {
        let (stem, extension) = match file.rsplit_once('.') {
            Some((stem, extension))
                if !stem.is_empty() && (1..=8).contains(&extension.len()) && extension.bytes().all(|b| b.is_ascii_alphanumeric()) =>
            {
                (stem, Some(extension))
            }
            _ => (file, None),
        };
        let mut out = String::from("assets/media/");
        // A slash cannot be part of an uploaded file's name.
        name(&stem.replace('/', "\u{2215}"), Place::File, &mut out);
        if let Some(extension) = extension {
            out.push('.');
            out.push_str(extension);
        }
        Self(out.into())
    }

    /// The same path in letters that every archiver and file system reads alike: bytes beyond ASCII become `=XX`, and a
    /// part that is then too long is cut and ends in a hash.  A path that is short and plain already stays as it is.
    #[must_use]
    pub fn to_ascii(&self) -> Self {
        let mut out = String::with_capacity(self.0.len());
        for (i, part) in self.0.split('/').enumerate() {
            if i > 0 {
                out.push('/');
            }
            if part.is_ascii() && part.len() <= MAX_ASCII_BYTES {
                out.push_str(part);
                continue;
            }
            // A folder may have dots in its name; only what looks like an extension is kept behind the hash.
            let dot = part.rfind('.').filter(|at| part.len() - at <= 9 && part[at + 1..].bytes().all(|b| b.is_ascii_alphanumeric()));
            let (stem, ending) = part.split_at(dot.unwrap_or(part.len()));
            let mut plain = String::new();
            for c in stem.chars() {
                if c.is_ascii() { plain.push(c) } else { escape(c, &mut plain) }
            }
            if plain.len() + ending.len() > MAX_ASCII_BYTES {
                plain.truncate(cut(&plain, MAX_ASCII_BYTES - HASH_BYTES - ending.len()).len());
                plain.push_str(&format!("~{:010x}", hash(stem)));
            }
            out.push_str(&plain);
            out.push_str(ending);
        }
        if out.len() > MAX_ASCII_PATH {
            // All that is deep goes into one name; the first folder stays, so that a namespace's pages stay together.
            let (first, rest) = out.split_once('/').unwrap_or(("", &out));
            let last = rest.rsplit('/').next().unwrap_or(rest);
            let ending = last.rfind('.').map_or("", |dot| &last[dot..]);
            let stem = rest.replace('/', "=");
            let stem = cut(&stem, MAX_ASCII_BYTES.saturating_sub(HASH_BYTES + ending.len()));
            out = format!("{first}/{stem}~{:010x}{ending}", hash(&self.0));
        }
        Self(out.into())
    }

    /// The same path inside a folder, such as a view's.
    #[must_use]
    pub fn under(&self, folder: &Self) -> Self {
        Self([&*folder.0, "/", &*self.0].concat().into())
    }

    /// The folder of a view.
    #[must_use]
    pub fn view(view: Variant) -> Self {
        Self(view.code().into())
    }

    /// The path, `/` between its parts.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The folder that holds the file; empty for the site's root.
    #[must_use]
    pub fn folder(&self) -> &str {
        self.0.rsplit_once('/').map_or("", |(folder, _)| folder)
    }

    /// The path percent-encoded for a link from the site's root, without a leading `/`.
    #[must_use]
    pub fn href(&self) -> String {
        utf8_percent_encode(&self.0, UNSAFE_IN_HREF).to_string()
    }

    /// The link to this file from another one of the site: relative, percent-encoded, so that it works from `file://`.
    #[must_use]
    pub fn link_from(&self, from: &Self) -> String {
        let (mut here, mut there) = (from.folder(), &*self.0);
        // Drop the folders that both lie in.
        while let Some((folder, rest)) = there.split_once('/') {
            let (first, deeper) = here.split_once('/').unwrap_or((here, ""));
            if here.is_empty() || folder != first {
                break;
            }
            (here, there) = (deeper, rest);
        }
        let up = if here.is_empty() { 0 } else { here.matches('/').count() + 1 };
        // Each byte that is encoded comes by itself, so that the text would grow again and again.
        let mut out = String::with_capacity(3 * (up + there.len()));
        out.extend(std::iter::repeat_n("../", up));
        out.extend(utf8_percent_encode(there, UNSAFE_IN_HREF));
        out
    }

    /// The way from this file to the site's root: empty, or `../` repeated.
    #[must_use]
    pub fn to_root(&self) -> String {
        "../".repeat(self.0.matches('/').count())
    }

    /// The key under which two paths are the same file on some file system: case folded, NFC.
    #[must_use]
    pub fn collision_key(&self) -> String {
        collision_key(&self.0)
    }

    /// The path with a hash of `key` before its extension: for the second of two that collide.
    #[must_use]
    pub fn distinct(&self, key: &str) -> Self {
        let start = self.0.rfind('/').map_or(0, |i| i + 1);
        let dot = self.0[start..].rfind('.').map_or(self.0.len(), |i| start + i);
        let stem = cut(&self.0[start..dot], MAX_NAME_BYTES - HASH_BYTES);
        Self(format!("{}{stem}~{:010x}{}", &self.0[..start], hash(key), &self.0[dot..]).into())
    }
}

/// What letters the names of files may have.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Names {
    /// Those of the titles.
    #[default]
    Unicode,
    /// ASCII, for systems and archivers that read others wrongly; see [`SitePath::to_ascii`].
    Ascii,
}

impl Names {
    /// The path in these letters.
    #[must_use]
    pub fn of(self, path: SitePath) -> SitePath {
        match self {
            Self::Unicode => path,
            Self::Ascii => path.to_ascii(),
        }
    }
}

/// The paths of a book's pages, no two the same on any file system.
#[derive(Clone, Debug, Default)]
pub struct PagePaths {
    paths: FxHashMap<Title, SitePath>,
    names: Names,
}

impl PagePaths {
    /// Gives every page its path, which ends in `.html`.
    ///
    /// Of titles that differ only in ways that some file system overlooks (`Foo`, `FOO`), the first in the order
    /// of titles keeps its name and the others get a hash, whatever the order they come in.
    #[must_use]
    pub fn new<'a>(titles: impl IntoIterator<Item = &'a Title>, site: &Site, names: Names) -> Self {
        let mut titles: Vec<&Title> = titles.into_iter().collect();
        titles.sort_unstable();
        titles.dedup();
        let mut taken = FxHashSet::default();
        let mut paths = FxHashMap::default();
        for title in titles {
            let mut path = names.of(SitePath::page(title, "html", site));
            // A second round is needed only if two hashes are the same as well.
            let mut key = title.full();
            while !taken.insert(path.collision_key()) {
                path = path.distinct(&key);
                key.push('~');
            }
            paths.insert(title.clone(), path);
        }
        Self { paths, names }
    }

    /// The letters that the book's names have.
    #[must_use]
    pub fn names(&self) -> Names {
        self.names
    }

    /// The path of a page that the site makes without a file of the book, such as a category's, from the root of a view.
    #[must_use]
    pub fn made(&self, title: &Title, site: &Site) -> SitePath {
        self.names.of(SitePath::page(title, "html", site))
    }

    /// The path of a page, from the root of a view; `None` if the page is not in the book.
    #[must_use]
    pub fn get(&self, title: &Title) -> Option<&SitePath> {
        self.paths.get(title)
    }
}

impl fmt::Display for SitePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Where a part of a title goes.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    /// A file's name; an extension follows.
    File,
    /// A folder's name.
    Folder,
    /// A name that is already the site's own at this place.
    Taken,
}

/// Whether an article of that name would lie where the site puts files of its own.
fn is_reserved_root(part: &str) -> bool {
    RESERVED_ROOTS.iter().any(|r| r.eq_ignore_ascii_case(part)) || Variant::ALL.iter().any(|v| v.code().eq_ignore_ascii_case(part))
}

/// Writes one part of a title as a file's or a folder's name.
fn name(part: &str, place: Place, out: &mut String) {
    let start = out.len();
    if part.is_empty() {
        // Titles such as `A//B` have empty parts; an escape without digits can be nothing else.
        out.push('=');
        return;
    }
    // A page or a folder of that name would be the folder's own index, or a device on Windows.
    let taken = place == Place::Taken || part.eq_ignore_ascii_case("index") || is_device(part);
    let last = part.len() - part.chars().next_back().map_or(0, char::len_utf8);
    // A folder `A.html` would be in the way of the page `A`.
    let dotted = |at: usize| {
        place != Place::File && [".html", ".md"].iter().any(|e| part.len() == at + e.len() && part[at..].eq_ignore_ascii_case(e))
    };
    for (at, c) in part.char_indices() {
        let edge = at == 0 || at == last;
        match c {
            ' ' if at == 0 => escape(c, out), // Jekyll drops names that begin with `_`
            ' ' => out.push('_'),
            '.' if edge || dotted(at) => escape(c, out),
            _ if at == 0 && taken => escape(c, out),
            '_' | '=' | '~' | '<' | '>' | ':' | '"' | '/' | '\\' | '|' | '?' | '*' => escape(c, out),
            _ if c.is_control() || is_invisible(c) => escape(c, out),
            _ => out.push(c),
        }
    }
    if out.len() - start > MAX_NAME_BYTES {
        let keep = cut(&out[start..], MAX_NAME_BYTES - HASH_BYTES).len();
        out.truncate(start + keep);
        out.push_str(&format!("~{:010x}", hash(part)));
    }
}

/// The key under which two paths are the same file on some file system: case folded, NFC.
pub(crate) fn collision_key(path: &str) -> String {
    // Most paths hold nothing that folds, and every file of a site is asked for its key.
    let folds = |c: char| !matches!(c, '.'..='@' | 'a'..='z' | '_' | '-' | '~' | '\u{4E00}'..='\u{9FFF}');
    if !path.chars().any(folds) {
        return path.to_owned();
    }
    // Upper and then lower case, letter by letter, is Unicode's full case folding but for a handful of
    // Cherokee letters, and folds those too.
    let folded = path.nfc().flat_map(char::to_uppercase).flat_map(char::to_lowercase);
    folded.nfc().collect()
}

/// Characters that cannot be seen in a name, or turn its direction.
pub(crate) fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}')
}

/// Writes a character's bytes as `=XX`.
fn escape(c: char, out: &mut String) {
    let mut buffer = [0; 4];
    for b in c.encode_utf8(&mut buffer).bytes() {
        out.push_str(&format!("={b:02X}"));
    }
}

/// The longest start of `name` of at most `max` bytes that cuts neither a character nor an escape.
pub(crate) fn cut(name: &str, max: usize) -> &str {
    if name.len() <= max {
        return name;
    }
    let mut end = max;
    while !name.is_char_boundary(end) {
        end -= 1;
    }
    // An escape is three bytes long, so it can only begin in the last two.
    if let Some(at) = name.as_bytes()[..end].iter().rposition(|b| *b == b'=')
        && end - at < 3
    {
        end = at;
    }
    &name[..end]
}

/// Forty bits of FNV-1a (Fowler, Noll, Vo), which is short, stable and needs no secret: a collision is found
/// when the site is written, and is an error, not a wrong page.
pub(crate) fn hash(text: &str) -> u64 {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for b in text.bytes() {
        hash = (hash ^ u64::from(b)).wrapping_mul(0x100_0000_01b3);
    }
    (hash ^ (hash >> 40)) & 0xff_ffff_ffff
}

/// Whether Windows takes the name for a device, whatever its extension.
pub(crate) fn is_device(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or(name).trim_end_matches([' ', '_']);
    if stem.len() > 8 {
        return false;
    }
    let stem = stem.to_ascii_uppercase();
    match stem.as_str() {
        "CON" | "PRN" | "AUX" | "NUL" | "CONIN$" | "CONOUT$" => true,
        _ => stem.strip_prefix("COM").or_else(|| stem.strip_prefix("LPT")).is_some_and(|n| {
            let mut chars = n.chars();
            chars.next().is_some_and(|c| c.is_ascii_digit() || matches!(c, '¹' | '²' | '³')) && chars.next().is_none()
        }),
    }
}

/// Why a part of a path is not fit for every file system.
fn unfit(part: &str) -> Option<&'static str> {
    Some(match part {
        "" => "it has an empty part",
        "." | ".." => "it has a part `.` or `..`",
        _ if part.len() > MAX_COMPONENT_BYTES => "a part is longer than 255 bytes",
        _ if part.ends_with(['.', ' ']) => "a part ends in a dot or a space, which Windows drops",
        _ if part.chars().any(|c| c.is_control() || matches!(c, '<' | '>' | ':' | '"' | '\\' | '|' | '?' | '*')) => {
            "it has a character that Windows does not allow in names"
        }
        _ if is_device(part) => "a part is the name of a device on Windows",
        _ => return None,
    })
}

#[cfg(test)]
mod tests;
