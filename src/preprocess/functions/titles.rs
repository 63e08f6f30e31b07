//! Functions on titles and addresses.

use crate::model::piece::is_mark;
use crate::site::Site;
use crate::title::{Namespace, Target, Title};

use super::super::message;
use super::super::text::{decode, trim, url_path, url_query, url_wiki, without_marks};
use super::{Args, php_integer};

/// How many parts a title is split into at most (MediaWiki's limit).
const MAX_TITLE_PARTS: usize = 25;

/// The title that the first argument names.
fn title(args: &Args<'_, '_, '_>, text: &str) -> Option<Target> {
    if text.chars().any(is_mark) {
        return None;
    }
    Target::parse(&decode(text), Namespace::MAIN, args.site())
}

/// `{{#rel2abs: path | base}}`
pub(super) fn rel2abs(args: &mut Args<'_, '_, '_>) -> Option<String> {
    let from = args.get(1);
    let from = if from.is_empty() { args.context.page.full() } else { from };
    let to = args.first.trim_end_matches([' ', '/']);
    if to.is_empty() || to == "." {
        return Some(from);
    }
    let relative = to.starts_with('/') || to.starts_with("./") || to.starts_with("../") || to == "..";
    let full = if relative { format!("{from}/{to}") } else { to.to_owned() };
    let mut parts: Vec<&str> = Vec::new();
    for part in full.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                if parts.pop().is_none() {
                    return Some(message::strong(&match args.site().is_chinese() {
                        false => format!("Error: Invalid depth in path: \"{full}\" (tried to access a node above the root node)."),
                        true => format!("错误：路径深度无效：“{full}”（试图访问根节点之上的节点）。"),
                    }));
                }
            }
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

/// `{{#titleparts: title | count | first}}`
pub(super) fn titleparts(args: &mut Args<'_, '_, '_>) -> Option<String> {
    let count = args.integer(1, 0);
    let first = args.integer(2, 0);
    let Some(Target::Page { title, .. }) = title(args, args.first) else { return Some(args.first.to_owned()) };
    let full = title.full();
    let parts: Vec<&str> = full.splitn(MAX_TITLE_PARTS, '/').collect();
    let total = i64::try_from(parts.len()).unwrap_or(i64::MAX);
    let start = match first {
        n if n > 0 => n - 1,
        n => n,
    };
    // As PHP's array_slice: negative values count from the end.
    let begin = if start < 0 { (total + start).max(0) } else { start.min(total) };
    let end = match count {
        0 => total,
        n if n < 0 => (total + n).max(begin),
        n => begin.saturating_add(n).min(total),
    };
    let index = |n: i64| usize::try_from(n).unwrap_or(0);
    Some(parts[index(begin)..index(end)].join("/"))
}

fn namespace_of(args: &Args<'_, '_, '_>) -> Option<Namespace> {
    let text = trim(args.first);
    let number = text.strip_prefix('-').unwrap_or(text);
    if !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit()) {
        return args.site().namespaces.by_number(i32::try_from(php_integer(text)).ok()?);
    }
    args.site().namespaces.by_name(&text.replace('_', " "))
}

/// `{{ns:number or name}}`
pub(super) fn ns(args: &mut Args<'_, '_, '_>) -> Option<String> {
    match namespace_of(args) {
        Some(namespace) => Some(args.site().namespaces.name(namespace).to_owned()),
        None if args.first.is_empty() || args.first.bytes().all(|b| b.is_ascii_digit()) => Some(String::new()),
        None => None,
    }
}

/// `{{nse:number or name}}`
pub(super) fn nse(args: &mut Args<'_, '_, '_>) -> Option<String> {
    Some(url_wiki(&ns(args)?))
}

/// The address of a title within the site, with a query if one is given.
fn local(args: &mut Args<'_, '_, '_>) -> Option<String> {
    let query = args.get(1);
    let target = title(args, args.first)?;
    let site = args.site();
    Some(match target {
        // An address is one of a page, whatever place on it was named; a file's own page is meant by `Media:` too.
        Target::Page { title, .. } => {
            let title = if title.namespace() == Namespace::MEDIA { title.with_namespace(Namespace::FILE, site) } else { title };
            let name = url_wiki(&title.full());
            if query.is_empty() {
                site.article_path.replacen("$1", &name, 1)
            } else {
                format!("{}/index.php?title={name}&{query}", site.script_path.trim_end_matches('/'))
            }
        }
        Target::Interwiki { prefix, name, .. } => {
            let url = site.interwiki.url(&prefix).unwrap_or_default().replacen("$1", &url_wiki(&name), 1);
            if query.is_empty() { url } else { format!("{url}?{query}") }
        }
        Target::Here { fragment } => format!("#{}", fragment.replace(' ', "_")),
    })
}

/// `{{localurl:title|query}}`
pub(super) fn localurl(args: &mut Args<'_, '_, '_>) -> Option<String> {
    local(args)
}

/// `{{localurle:title|query}}`
pub(super) fn localurle(args: &mut Args<'_, '_, '_>) -> Option<String> {
    localurl(args).map(|url| url.replace('&', "&amp;"))
}

/// `{{fullurl:title|query}}`
pub(super) fn fullurl(args: &mut Args<'_, '_, '_>) -> Option<String> {
    let url = local(args)?;
    Some(if url.starts_with('/') { format!("{}{url}", args.site().server) } else { url })
}

/// `{{fullurle:title|query}}`
pub(super) fn fullurle(args: &mut Args<'_, '_, '_>) -> Option<String> {
    fullurl(args).map(|url| url.replace('&', "&amp;"))
}

/// `{{filepath:file}}`: the book decides where files lie, so there is no address yet.
pub(super) fn filepath(_: &mut Args<'_, '_, '_>) -> Option<String> {
    Some(String::new())
}

/// The text of a heading: without quotes of emphasis, tags and the brackets of links.
fn strip_markup(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    // What has no end once has none later either: ten thousand `[[` would look through the rest each time.
    let (mut no_tag, mut no_link, mut no_address) = (false, false, false);
    while let Some(at) = rest.find(['<', '[', '\'']) {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        if rest.starts_with("''") {
            rest = rest.trim_start_matches('\'');
            continue;
        }
        if rest.starts_with("<>") {
            rest = &rest[2..];
            continue;
        }
        if !no_tag && rest.starts_with('<') && rest[1..].starts_with(|c: char| c.is_ascii_alphabetic() || c == '/') {
            if let Some(end) = rest.find('>') {
                rest = &rest[end + 1..];
                continue;
            }
            no_tag = true;
        }
        if !no_link && rest.starts_with("[[") {
            if let Some(end) = rest.find("]]") {
                let inner = &rest[2..end];
                out.push_str(inner.split_once('|').map_or(inner, |(_, shown)| shown).trim_start_matches(':'));
                rest = &rest[end + 2..];
                continue;
            }
            no_link = true;
        } else if !no_address && is_address(&rest[1..]) {
            if let Some(end) = rest.find(']') {
                out.push_str(rest[1..end].split_once(' ').map_or("", |(_, shown)| shown.trim()));
                rest = &rest[end + 1..];
                continue;
            }
            no_address = true;
        }
        out.push_str(&rest[..1]);
        rest = &rest[1..];
    }
    out.push_str(rest);
    out
}

/// Whether a text begins with an address, `https://` or `//`.
fn is_address(text: &str) -> bool {
    // The longest scheme has nine letters.
    let scheme = text.bytes().take(12).take_while(u8::is_ascii_alphabetic).count();
    text[scheme..].starts_with("://") || text.starts_with("//")
}

/// `{{anchorencode:text}}`: the text as a heading's anchor.
pub(super) fn anchorencode(args: &mut Args<'_, '_, '_>) -> Option<String> {
    let text = strip_markup(&without_marks(args.first));
    let mut out = String::with_capacity(text.len());
    let mut space = false;
    for c in decode(&text).chars() {
        if c.is_whitespace() || c == '_' {
            space = true;
            continue;
        }
        if space {
            out.push('_');
            space = false;
        }
        match c {
            '[' | ']' | '{' | '}' | '|' | '<' | '>' | '"' | '\'' => out.push_str(&format!("&#{};", c as u32)),
            '&' => out.push_str("&amp;"),
            c => out.push(c),
        }
    }
    // What looks encoded would be decoded by whoever follows the link.
    let bytes = out.as_bytes();
    let hex = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_hexdigit);
    let found: Vec<usize> = out.match_indices('%').map(|(at, _)| at).filter(|at| hex(at + 1) && hex(at + 2)).collect();
    for at in found.into_iter().rev() {
        out.insert_str(at + 1, "25");
    }
    Some(out)
}

/// `{{urlencode:text|QUERY, WIKI or PATH}}`
pub(super) fn urlencode(args: &mut Args<'_, '_, '_>) -> Option<String> {
    let style = args.get(1).to_uppercase();
    let text = without_marks(args.first);
    Some(match style.as_str() {
        "PATH" | "路径" => url_path(&text),
        "WIKI" | "维基" => url_wiki(&text),
        _ => url_query(&text),
    })
}

/// `{{#special:page}}`
pub(super) fn special(args: &mut Args<'_, '_, '_>) -> Option<String> {
    let prefix = args.site().namespaces.name(Namespace::SPECIAL);
    Some(format!("{prefix}:{}", crate::title::ucfirst(args.first)))
}

/// `{{#speciale:page}}`
pub(super) fn speciale(args: &mut Args<'_, '_, '_>) -> Option<String> {
    special(args).map(|text| url_wiki(&text))
}

/// Interface messages that pages of books ask for.
const MESSAGES: &[(&str, &str, &str)] = &[
    ("comma-separator", ", ", "、"),
    ("edit", "Edit", "编辑"),
    ("history short", "History", "历史"),
    ("lang", "en", "zh"),
    ("mainpage", "Main Page", "首页"),
    ("ok", "OK", "确定"),
    ("sitesubtitle", "", ""),
    ("view", "View", "查看"),
    ("word-separator", " ", ""),
];

/// `{{int:message|…}}`: a message of the interface, from its page if the book has one.
pub(super) fn int(args: &mut Args<'_, '_, '_>) -> Option<String> {
    let name = args.first.to_owned();
    if name.is_empty() {
        return None;
    }
    let page = Title::in_namespace(&name, Namespace::MEDIAWIKI, args.site());
    let mut values = Vec::new();
    for i in 1..args.len() {
        values.push(args.get(i));
    }
    if let Some(page) = page
        && let Some(loaded) = args.context.load(&page)
    {
        // `$1` are arguments of a message; the text itself is expanded like a template's.
        let frame = args.context.child_of_texts(args.frame, values.clone(), args.frame.title.clone());
        if frame.depth > super::super::frame::MAX_TEMPLATE_DEPTH {
            return Some(message::template_depth(args.site(), super::super::frame::MAX_TEMPLATE_DEPTH));
        }
        let mut text = args.context.expanded(&frame, &loaded.tree, loaded.tree.all());
        for (i, value) in values.iter().enumerate().take(9) {
            text = text.replace(&format!("${}", i + 1), value);
        }
        return Some(text);
    }
    Some(interface_message(args.site(), &name).map_or_else(|| format!("⧼{name}⧽"), str::to_owned))
}

/// A message of the interface that taben knows.
pub(in crate::preprocess) fn interface_message<'a>(site: &Site, name: &str) -> Option<&'a str> {
    let key = name.to_lowercase().replace('_', " ");
    MESSAGES.iter().find(|(k, ..)| *k == key).map(|(_, english, chinese)| message::pick(site, english, chinese))
}

/// Counts that a static book does not keep.
pub(super) fn zero(_: &mut Args<'_, '_, '_>) -> Option<String> {
    Some("0".to_owned())
}

/// Functions that have nothing to say of a static book.
pub(super) fn nothing(_: &mut Args<'_, '_, '_>) -> Option<String> {
    Some(String::new())
}

/// `{{#contentmodel:form|title}}`
pub(super) fn contentmodel(args: &mut Args<'_, '_, '_>) -> Option<String> {
    let canonical = args.first == "canonical";
    let named = args.get(1);
    let title = if named.is_empty() { args.context.page.clone() } else { Title::parse(&named, Namespace::MAIN, args.site())? };
    let code = matches!(title.namespace(), Namespace::MEDIAWIKI | Namespace::USER);
    let model = match title.name().rsplit_once('.').map(|(_, e)| e) {
        Some("css") if code => ("css", "CSS"),
        Some("js") if code => ("javascript", "JavaScript"),
        Some("json") if code => ("json", "JSON"),
        _ if title.namespace() == Namespace::MODULE => ("Scribunto", "Scribunto module"),
        _ => ("wikitext", "wikitext"),
    };
    Some(if canonical { model.0 } else { model.1 }.to_owned())
}
