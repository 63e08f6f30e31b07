//! `#tag`, `#invoke`, and what says something about the page instead of showing it.

use rustc_hash::FxHashMap;

use crate::diag::Diagnostic;
use crate::model::html::escape_value;
use crate::model::piece::{Extension, Piece};

use super::super::message;
use super::super::scan::EXTENSIONS;
use super::super::text::{trim, without_marks};
use super::Args;

/// `{{#tag:name|body|attribute=value}}`: an extension tag whose body and attributes are expanded.
pub(super) fn tag(args: &mut Args<'_, '_, '_>) -> Option<String> {
    let name = without_marks(args.first).trim().to_ascii_lowercase();
    let (frame, tree) = (args.frame, args.tree);
    let parts = args.parts;
    let body = parts.first().map(|part| args.context.expanded(frame, tree, part.whole()));
    if !args.context.include(body.as_ref().map_or(0, String::len)) {
        let place = args.place;
        args.context.warn_limit(frame, place, "include-size", "the page's templates give too much text; the rest is left out");
        return Some(String::new());
    }
    let mut attributes: Vec<(String, String)> = Vec::new();
    let mut places: FxHashMap<String, usize> = FxHashMap::default();
    for part in parts.iter().skip(1) {
        let Some(key) = part.name() else { continue };
        let key = args.range(key);
        let value = args.range(part.value());
        let value = unquote(&value).to_owned();
        match places.get(&key) {
            Some(at) => attributes[*at].1 = value,
            None => {
                places.insert(key.clone(), attributes.len());
                attributes.push((key, value));
            }
        }
    }
    let mut written = String::new();
    for (key, value) in &attributes {
        written.push(' ');
        written.push_str(key);
        written.push_str("=\"");
        escape_value(value, &mut written);
        written.push('"');
    }
    let mut out = String::new();
    if name.is_empty() {
        return Some(out);
    }
    if name == "nowiki" {
        let text = args.context.plain(body.as_deref().unwrap_or_default());
        args.context.marks.push(Piece::Nowiki(text), &mut out);
    } else if EXTENSIONS.binary_search(&name.as_str()).is_ok() {
        let span = args.place.span.unwrap_or_default();
        let through = args.context.chain(args.frame);
        let extension = Extension { name, attributes: written, body, from_function: true, span, through };
        args.context.marks.push(Piece::Extension(Box::new(extension)), &mut out);
    } else {
        // No extension's tag is written as an HTML tag of that name, which the parser then judges.
        out = format!("<{name}{written}>{}</{name}>", body.unwrap_or_default());
    }
    Some(out)
}

/// A value without the quotes around it.
fn unquote(value: &str) -> &str {
    for quote in ['"', '\''] {
        if value.len() >= 2
            && let Some(inner) = value.strip_prefix(quote).and_then(|v| v.strip_suffix(quote))
        {
            return inner;
        }
    }
    value
}

/// `{{#invoke:module|function}}`: taben runs no Lua.
pub(super) fn invoke(args: &mut Args<'_, '_, '_>) -> Option<String> {
    let module = args.first.to_owned();
    let text = match args.site().is_chinese() {
        false => format!("Script error: No such module \"{module}\"."),
        true => format!("脚本错误：没有“{module}”这个模块。"),
    };
    let diagnostic = Diagnostic::warning("lua-module", format!("the Lua module `{module}` cannot be run"))
        .hint("write the template without #invoke, or put its result into the page");
    let (frame, place) = (args.frame, args.place);
    args.context.warn(frame, place, diagnostic);
    Some(message::strong(&format!("<span class=\"scribunto-error\">{text}</span>")))
}

/// `{{DISPLAYTITLE:title}}`
pub(super) fn display_title(args: &mut Args<'_, '_, '_>) -> Option<String> {
    let keep = args.try_get(1).is_some_and(|flag| matches!(flag.as_str(), "noreplace" | "不替换" | "无代替"));
    let keep = keep && args.context.display_title.is_some();
    if !args.first.is_empty() && !keep {
        args.context.display_title = Some(args.first.to_owned());
    }
    Some(String::new())
}

/// `{{DEFAULTSORT:key}}`
pub(super) fn default_sort(args: &mut Args<'_, '_, '_>) -> Option<String> {
    let keep = args.try_get(1).is_some_and(|flag| matches!(flag.as_str(), "noreplace" | "不替换"));
    let key = args.context.plain(args.first);
    let key = trim(&key);
    let quiet = args.try_get(1).is_some_and(|flag| matches!(flag.as_str(), "noerror" | "不报错"));
    let Some(old) = args.context.default_sort.clone() else {
        args.context.default_sort = Some(key.to_owned()).filter(|k| !k.is_empty());
        return Some(String::new());
    };
    if key.is_empty() || keep {
        return Some(String::new());
    }
    args.context.default_sort = Some(key.to_owned());
    if quiet || old == key {
        return Some(String::new());
    }
    Some(message::span(&match args.site().is_chinese() {
        false => format!("<strong>Warning:</strong> Default sort key \"{key}\" overrides earlier default sort key \"{old}\"."),
        true => format!("<strong>警告：</strong>默认排序键“-{{R|{key}}}-”覆盖了之前的默认排序键“-{{R|{old}}}-”。"),
    }))
}
