//! Titles of another wiki as titles of this book, and the files that hold them.
//!
//! A file's name is the title, with `%XX` for what some file system, or taben's own reading of names, would not
//! leave alone.  Whatever is done here is checked by reading it back with the source's own functions.

use std::path::{Path, PathBuf};

use crate::path::{collision_key, cut, hash, is_device, is_invisible};
use crate::site::Site;
use crate::source::dir::title_at;
use crate::title::{MAX_TITLE_BYTES, Namespace, Title};

/// The longest file name, in bytes, without its extension.
///
/// File systems take 255; the rest is for extensions and for what archivers and editors add.
const MAX_STEM_BYTES: usize = 180;
/// `~` and ten hexadecimal digits.
const HASH_BYTES: usize = 11;
/// Pages whose title cannot be one here are put below this, as MediaWiki's `cleanupTitles.php` does.
const BROKEN: &str = "Broken/";

/// What a title of the export is in the book.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Placed {
    /// The title.
    pub(super) title: Title,
    /// The export's own title cannot be a title here.
    pub(super) substituted: bool,
}

/// The book's title for a page of the export.
///
/// `prefix` is the name of the page's namespace as the export has it, `number` its number.
pub(super) fn title(text: &str, number: Option<i32>, prefix: Option<&str>, site: &Site) -> Option<Placed> {
    if let Some(title) = plain_title(text, number, prefix, site) {
        return Some(Placed { title, substituted: false });
    }
    Some(Placed { title: substitute(text, 0, site)?, substituted: true })
}

/// The title itself, if links can name it.
fn plain_title(text: &str, number: Option<i32>, prefix: Option<&str>, site: &Site) -> Option<Title> {
    // Nothing that MediaWiki would drop or decode on the way may be in it: two pages would become one.
    if text.chars().any(char::is_control) || text.contains('#') {
        return None;
    }
    let inner = |prefix: &str| text.strip_prefix(prefix)?.strip_prefix(':');
    let title = match (number, prefix) {
        (Some(number), Some(prefix)) if number > 0 && site.namespaces.by_number(number).is_some() => match inner(prefix) {
            Some(name) => Title::in_namespace(name, Namespace(number), site)?,
            None => Title::parse(text, Namespace::MAIN, site)?,
        },
        _ => Title::parse(text, Namespace::MAIN, site)?,
    };
    let virtual_page = title.namespace().0 < 0;
    // What links read as something else cannot be linked: `C:…` where `c` is another wiki's prefix.
    let linked = Title::parse(&title.full(), Namespace::MAIN, site);
    (!virtual_page && linked.as_ref() == Some(&title)).then_some(title)
}

/// A title that stands for one that cannot be: with `\xXX` for what is not allowed, below [`BROKEN`].
///
/// `round` counts up until the title is free.  `None` cannot be: letters, digits and a slash are a title in every wiki.
pub(super) fn substitute(text: &str, round: u32, site: &Site) -> Option<Title> {
    let mut name = String::from(BROKEN);
    for c in text.chars() {
        let bad = c.is_control()
            || is_invisible(c)
            || matches!(c, '#' | '<' | '>' | '[' | ']' | '{' | '}' | '|' | '\u{fffd}' | '~' | '%' | '&' | '\\');
        if bad {
            let mut buffer = [0; 4];
            for b in c.encode_utf8(&mut buffer).bytes() {
                name.push_str(&format!("\\x{b:02x}"));
            }
        } else {
            name.push(c);
        }
    }
    let dots = |part: &str| if part == "." || part == ".." { part.replace('.', "\\x2e") } else { part.to_owned() };
    let mut name = name.split('/').map(dots).collect::<Vec<_>>().join("/");
    let cut_off = name.len() > MAX_TITLE_BYTES - HASH_BYTES;
    if cut_off || round > 0 {
        let keep = cut(&name, MAX_TITLE_BYTES - HASH_BYTES).len();
        name.truncate(keep);
        name.push_str(&format!("~{:010x}", hash(&format!("{text}{}", "~".repeat(round as usize)))));
    }
    Title::in_namespace(&name, Namespace::MAIN, site)
        .or_else(|| Title::in_namespace(&format!("{BROKEN}{:010x}", hash(&name)), Namespace::MAIN, site))
}

/// The file of a title, relative to the content folder, and whether its path does not tell the title by itself.
pub(super) fn file(title: &Title, extension: &str, site: &Site) -> (PathBuf, bool) {
    let mut path = PathBuf::new();
    let mut stem = String::new();
    if title.namespace() == Namespace::MAIN {
        write_name(title.name(), &mut stem);
    } else {
        write_name(title.prefix(), &mut stem);
        path.push(&stem);
        stem.clear();
        write_name(title.name(), &mut stem);
    }
    let mut cut_off = shorten(&mut stem, title.name());
    path.push(format!("{stem}.{extension}"));
    if !cut_off && title_at(&path, site).as_ref() != Ok(title) {
        // The folder's name means nothing to the source: the whole title goes into the file's name.
        stem.clear();
        write_name(&title.full(), &mut stem);
        cut_off = shorten(&mut stem, &title.full());
        path = PathBuf::from(format!("{stem}.{extension}"));
        cut_off |= title_at(&path, site).as_ref() != Ok(title);
    }
    (path, cut_off)
}

/// The same file with a hash in its name, for the second of two that are one on some file system.
pub(super) fn distinct(path: &Path, title: &Title, round: u32) -> PathBuf {
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    let stem = cut(&stem, MAX_STEM_BYTES - HASH_BYTES);
    let stem = stem.trim_end_matches('%');
    let extension = path.extension().unwrap_or_default().to_string_lossy();
    path.with_file_name(format!("{stem}~{:010x}.{extension}", hash(&format!("{}{}", title.full(), "~".repeat(round as usize)))))
}

/// The key under which two files are one on some file system.
pub(super) fn key(path: &Path) -> String {
    collision_key(&path.to_string_lossy())
}

/// Cuts a name that is too long; whether it was.
fn shorten(stem: &mut String, title: &str) -> bool {
    if stem.len() <= MAX_STEM_BYTES {
        return false;
    }
    let mut keep = cut(stem, MAX_STEM_BYTES - HASH_BYTES).len();
    // An escape is three bytes long, so it can only begin in the last two.
    if let Some(at) = stem[..keep].rfind('%').filter(|at| keep - at < 3) {
        keep = at;
    }
    stem.truncate(keep);
    stem.push_str(&format!("~{:010x}", hash(title)));
    true
}

/// Writes a name so that every file system keeps it, and the source reads it back.
fn write_name(name: &str, out: &mut String) {
    let device = is_device(name);
    let last = name.len() - name.chars().next_back().map_or(0, char::len_utf8);
    for (at, c) in name.char_indices() {
        let escaped = match c {
            '%' | '<' | '>' | ':' | '"' | '/' | '\\' | '|' | '?' | '*' | '_' => true,
            // Files of these names are hidden, or taken for options by other programs.
            '.' | '#' | '-' | '~' => at == 0,
            ' ' => at == 0 || at == last,
            _ => c.is_control() || is_invisible(c) || (at == 0 && device),
        };
        if escaped {
            let mut buffer = [0; 4];
            for b in c.encode_utf8(&mut buffer).bytes() {
                out.push_str(&format!("%{b:02X}"));
            }
        } else {
            out.push(c);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn placed(text: &str) -> (String, String, bool, bool) {
        let site = Site::new("zh");
        let placed = title(text, None, None, &site).unwrap();
        let (path, kept) = file(&placed.title, "wiki", &site);
        if !kept {
            assert_eq!(title_at(&path, &site).as_ref(), Ok(&placed.title), "{text}");
        }
        for part in path.components() {
            let part = part.as_os_str().to_str().unwrap();
            assert!(part.len() <= MAX_STEM_BYTES + 5 && part != ".." && !part.starts_with('.'), "{part}");
        }
        (placed.title.full(), path.to_str().unwrap().to_owned(), placed.substituted, kept)
    }

    #[test]
    fn plain_titles_are_their_own_names() {
        let same = |title: &str, path: &str| assert_eq!(placed(title), (title.into(), path.into(), false, false));
        same("顏真卿", "顏真卿.wiki");
        same("Foo bar", "Foo bar.wiki");
        same("Template:Cite web/doc", "Template/Cite web%2Fdoc.wiki");
        same("File:A.png", "File/A.png.wiki");
        same("Category:A?", "Category/A%3F.wiki");
        same("Module:CGroup/IT", "Module/CGroup%2FIT.wiki");
        same("CON", "%43ON.wiki");
        same("Aux.h", "%41ux.h.wiki");
        same(".htaccess", "%2Ehtaccess.wiki");
        same("100%", "100%25.wiki");
        same("A\\B: \"C\"*", "A%5CB%3A %22C%22%2A.wiki");
        same("User talk:A", "User talk/A.wiki");
    }

    #[test]
    fn long_titles_are_cut_and_told() {
        let long = "漢".repeat(85);
        let (title, path, substituted, kept) = placed(&long);
        assert_eq!((title, substituted, kept), (long.clone(), false, true));
        assert!(path.len() < 200 && path.contains('~'), "{path}");
        let (_, path, _, kept) = placed(&"?".repeat(100));
        assert!(kept && path.starts_with("%3F%3F") && !path.contains("%~") && !path.contains("%3~"), "{path}");
    }

    #[test]
    fn titles_that_cannot_be_are_kept_under_another() {
        let under = |title: &str, name: &str| {
            let (title, _, substituted, _) = placed(title);
            assert_eq!((title.as_str(), substituted), (name, true));
        };
        under("..", "Broken/\\x2e\\x2e");
        under("../../etc/passwd", "Broken/\\x2e\\x2e/\\x2e\\x2e/etc/passwd");
        under("<script>", "Broken/\\x3cscript\\x3e");
        under("a\nb", "Broken/a\\x0ab");
        under("Special:Search", "Broken/Special:Search");
        under("en:Foo", "Broken/en:Foo");
        under("a#b", "Broken/a\\x23b");
        under("", "Broken/");
        let (title, _, substituted, _) = placed(&"漢".repeat(100));
        assert!(substituted && title.len() <= MAX_TITLE_BYTES && title.starts_with("Broken/漢"), "{title}");
    }

    #[test]
    fn the_exports_namespaces_count() {
        let mut site = Site::new("bg");
        site.namespaces.add(10, "Шаблон");
        let placed = title("Шаблон:Х", Some(10), Some("Шаблон"), &site).unwrap();
        assert_eq!(file(&placed.title, "wiki", &site), (PathBuf::from("Шаблон/Х.wiki"), false));
        // A namespace that the book does not have stays a part of the name.
        let placed = title("Портал:Х", Some(100), Some("Портал"), &site).unwrap();
        assert_eq!((placed.title.namespace(), placed.title.full().as_str()), (Namespace::MAIN, "Портал:Х"));
        assert_eq!(file(&placed.title, "wiki", &site), (PathBuf::from("Портал%3AХ.wiki"), false));
    }
}
