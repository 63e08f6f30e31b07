//! The theme's files: what is embedded, what a book puts in its place, and how they become a site's assets.

use std::collections::BTreeMap;

use super::context::ASSETS;

/// Embeds files by their names from the repository's root.
///
/// One `include_str!` a file, and not a folder as a whole: Cargo then knows the files and builds anew when one of
/// them changes.  A test compares the table with the folders.
macro_rules! embed {
    ($($name:literal),* $(,)?) => { &[$(($name, include_str!(concat!("../../", $name)))),*] };
}

/// The templates, the theme's words, styles, scripts and the mark.
const EMBEDDED: &[(&str, &str)] = embed![
    "static/css/base.css",
    "static/css/content.css",
    "static/css/layout.css",
    "static/css/parallel.css",
    "static/css/print.css",
    "static/css/search.css",
    "static/css/tokens.css",
    "static/js/code.js",
    "static/js/contents.js",
    "static/js/find.js",
    "static/js/init.js",
    "static/js/lost.js",
    "static/js/notes.js",
    "static/js/parallel.js",
    "static/js/pictures.js",
    "static/js/search.js",
    "static/js/single.js",
    "static/js/start.js",
    "static/js/tables.js",
    "static/js/views.js",
    "static/seal.svg",
    "templates/404.html",
    "templates/all.html",
    "templates/base.html",
    "templates/credits.html",
    "templates/index.html",
    "templates/links.html",
    "templates/page.html",
    "templates/parallel.html",
    "templates/partials/about.html",
    "templates/partials/attribution.html",
    "templates/partials/category.html",
    "templates/partials/columns.html",
    "templates/partials/components.html",
    "templates/partials/footer.html",
    "templates/partials/header.html",
    "templates/partials/page-item.html",
    "templates/partials/turn.html",
    "templates/redirect.html",
    "templates/search.html",
    "templates/single.html",
    "templates/strings/en.toml",
    "templates/strings/zh-HK.toml",
    "templates/strings/zh-Hans.toml",
    "templates/strings/zh-Hant.toml",
];

/// The stylesheets in the order they are put together: what comes later wins.
/// A book's own `static/css/*.css` of other names follow, by name; print stays last.
const CSS_ORDER: &[&str] = &["css/tokens.css", "css/base.css", "css/layout.css", "css/content.css", "css/parallel.css", "css/search.css"];
/// The last stylesheet: it takes back what the others draw.
const CSS_LAST: &str = "css/print.css";
/// What the scripts of a page are put together from.
const JS_ORDER: &[&str] = &["js/views.js", "js/contents.js", "js/notes.js", "js/code.js", "js/tables.js", "js/pictures.js"];

/// The text files of a theme by name: `templates/page.html`, `static/css/tokens.css`.
pub(super) type Files = BTreeMap<String, String>;

/// The embedded files.  Templates that are wikitext (`templates/wiki/`) are not the theme's.
pub(super) fn embedded() -> Files {
    EMBEDDED.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect()
}

/// The site's assets: path from the site's root, and content.
pub(super) fn assets(files: &Files) -> BTreeMap<String, Vec<u8>> {
    let mut all = BTreeMap::new();
    let statics = || files.iter().filter_map(|(name, text)| Some((name.strip_prefix("static/")?, text)));

    let mut css = String::new();
    let known = |name: &str| CSS_ORDER.contains(&name) || name == CSS_LAST;
    let own: Vec<&str> = statics().map(|(n, _)| n).filter(|n| n.starts_with("css/") && n.ends_with(".css") && !known(n)).collect();
    for name in CSS_ORDER.iter().copied().chain(own).chain([CSS_LAST]) {
        if let Some(text) = files.get(&format!("static/{name}")) {
            squeeze_css(text, &mut css);
        }
    }
    all.insert(ASSETS.css.to_owned(), css.into_bytes());

    let mut js = String::new();
    for name in JS_ORDER {
        if let Some(text) = files.get(&format!("static/{name}")) {
            squeeze_js(text, &mut js);
        }
    }
    all.insert(ASSETS.js.to_owned(), js.into_bytes());

    for (name, text) in statics() {
        if name.starts_with("css/") || JS_ORDER.contains(&name) {
            continue;
        }
        let file = name.strip_prefix("js/").unwrap_or(name);
        let bytes = if name.starts_with("js/") {
            let mut script = String::new();
            squeeze_js(text, &mut script);
            script.into_bytes()
        } else {
            text.clone().into_bytes()
        };
        all.insert(format!("assets/{file}"), bytes);
    }
    all
}

/// Appends a stylesheet without its comments, indentation and empty lines.
///
/// Comments end at the first `*/` and do not nest (CSS Syntax §4.3.2); one inside a string is left alone.
fn squeeze_css(css: &str, out: &mut String) {
    let mut plain = String::with_capacity(css.len());
    let mut rest = css;
    while let Some(at) = rest.find(['"', '\'', '/']) {
        plain.push_str(&rest[..at]);
        let tail = &rest[at..];
        let length = if let Some(comment) = tail.strip_prefix("/*") {
            comment.find("*/").map_or(tail.len(), |n| n + 4)
        } else if tail.starts_with('/') {
            plain.push('/');
            1
        } else {
            let quote = &tail[..1];
            let length = tail[1..].find(quote).map_or(tail.len(), |n| n + 2);
            plain.push_str(&tail[..length]);
            length
        };
        rest = &tail[length..];
    }
    plain.push_str(rest);
    squeeze_lines(&plain, |_| false, out);
}

/// Appends a script without lines that are comments only, indentation and empty lines.
///
/// Line comments that follow code stay, as telling them from a `//` in a string takes a lexer; templates over
/// several lines are not used in the theme's scripts.
fn squeeze_js(js: &str, out: &mut String) {
    squeeze_lines(js, |line| line.starts_with("//"), out);
}

fn squeeze_lines(text: &str, skip: impl Fn(&str) -> bool, out: &mut String) {
    for line in text.lines().map(str::trim).filter(|l| !l.is_empty() && !skip(l)) {
        out.push_str(line);
        out.push('\n');
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_of_embedded_files_is_complete() {
        let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
        let mut found = Vec::new();
        for folder in ["templates", "static"] {
            for entry in walkdir::WalkDir::new(root.join(folder)).into_iter().filter_map(Result::ok) {
                let name = entry.path().strip_prefix(root).unwrap_or(entry.path()).to_string_lossy().replace('\\', "/");
                if entry.file_type().is_file() && !name.starts_with("templates/wiki/") {
                    found.push(name);
                }
            }
        }
        found.sort();
        assert!(found.iter().map(String::as_str).eq(EMBEDDED.iter().map(|(name, _)| *name)), "files: {found:#?}");
    }

    #[test]
    fn comments_go_and_strings_stay() {
        let mut out = String::new();
        squeeze_css("/* a */ a { content: \"/* b */\"; }\n\n  /* c\n */ b > c { width: calc(1px / 2) }\n/* open", &mut out);
        assert_eq!(out, "a { content: \"/* b */\"; }\nb > c { width: calc(1px / 2) }\n");
    }

    #[test]
    fn a_stylesheet_of_the_book_comes_before_print() {
        let mut files = embedded();
        files.insert("static/css/own.css".into(), ".own { color: red }".into());
        let css = String::from_utf8(assets(&files)[ASSETS.css].clone()).unwrap_or_default();
        let own = css.find(".own").expect("the book's stylesheet is there");
        assert!(own < css.rfind("@media print").expect("print styles are there"));
        assert!(css.find("--paper").expect("tokens are there") < own);
    }
}
