//! Functions on strings: case, padding, and those of the ParserFunctions extension.

use super::super::message;
use super::super::text::without_marks;
use super::Args;

/// The longest text that the string functions take (`$wgPFStringLengthLimit`).
const MAX_LENGTH: usize = 1000;
/// The longest padding (MediaWiki's own limit).
const MAX_PADDING: usize = 500;

/// `{{lc:…}}`
pub(super) fn lc(args: &mut Args<'_, '_, '_>) -> Option<String> {
    Some(args.first.to_lowercase())
}

/// `{{uc:…}}`
pub(super) fn uc(args: &mut Args<'_, '_, '_>) -> Option<String> {
    Some(args.first.to_uppercase())
}

/// `{{lcfirst:…}}`
pub(super) fn lcfirst(args: &mut Args<'_, '_, '_>) -> Option<String> {
    let mut chars = args.first.chars();
    Some(chars.next().map(|c| c.to_lowercase().chain(chars).collect()).unwrap_or_default())
}

/// `{{ucfirst:…}}`
pub(super) fn ucfirst(args: &mut Args<'_, '_, '_>) -> Option<String> {
    let mut chars = args.first.chars();
    Some(chars.next().map(|c| c.to_uppercase().chain(chars).collect()).unwrap_or_default())
}

/// `{{bidi:…}}`: the text embedded in its own direction.
pub(super) fn bidi(args: &mut Args<'_, '_, '_>) -> Option<String> {
    let open = match args.first.chars().find(|c| c.is_alphabetic()) {
        Some('\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{feff}') => '\u{202b}',
        Some(_) => '\u{202a}',
        None => return Some(args.first.to_owned()),
    };
    Some(format!("{open}{}\u{202c}", args.first))
}

/// `{{padleft:text|length|with}}`
pub(super) fn padleft(args: &mut Args<'_, '_, '_>) -> Option<String> {
    let padding = padding(args);
    Some(padding + args.first)
}

/// `{{padright:text|length|with}}`
pub(super) fn padright(args: &mut Args<'_, '_, '_>) -> Option<String> {
    let padding = padding(args);
    Some(args.first.to_owned() + &padding)
}

fn padding(args: &mut Args<'_, '_, '_>) -> String {
    let length = usize::try_from(args.integer(1, 0)).unwrap_or(0).min(MAX_PADDING);
    let with = args.try_get(2).unwrap_or_else(|| "0".to_owned());
    let with = without_marks(&with);
    let have = args.first.chars().count();
    if with.is_empty() || length <= have { String::new() } else { with.chars().cycle().take(length - have).collect() }
}

/// An argument as the string functions see it: without marks; `None` if it is too long.
fn plain(args: &mut Args<'_, '_, '_>, index: usize) -> Option<String> {
    let text = args.get(index);
    let text = without_marks(&text).into_owned();
    (text.chars().count() <= MAX_LENGTH).then_some(text)
}

fn too_long(args: &Args<'_, '_, '_>) -> Option<String> {
    Some(message::strong(&match args.site().is_chinese() {
        false => format!("Error: String exceeds {MAX_LENGTH} character limit."),
        true => format!("错误：字符串超过{MAX_LENGTH}个字符的限制。"),
    }))
}

/// `{{#len:text}}`
pub(super) fn len(args: &mut Args<'_, '_, '_>) -> Option<String> {
    Some(without_marks(args.first).chars().count().to_string())
}

/// `{{#pos:text|needle|offset}}`
pub(super) fn pos(args: &mut Args<'_, '_, '_>) -> Option<String> {
    let (Some(text), Some(needle)) = (plain(args, 0), plain(args, 1)) else { return too_long(args) };
    let needle = if needle.is_empty() { " ".to_owned() } else { needle };
    let offset = args.integer(2, 0);
    let length = text.chars().count();
    let Some(offset) = usize::try_from(offset).ok().filter(|o| *o <= length) else { return Some(String::new()) };
    let from = text.char_indices().nth(offset).map_or(text.len(), |(i, _)| i);
    Some(text[from..].find(&needle).map(|at| text[..from + at].chars().count().to_string()).unwrap_or_default())
}

/// `{{#rpos:text|needle}}`
pub(super) fn rpos(args: &mut Args<'_, '_, '_>) -> Option<String> {
    let (Some(text), Some(needle)) = (plain(args, 0), plain(args, 1)) else { return too_long(args) };
    let needle = if needle.is_empty() { " ".to_owned() } else { needle };
    Some(text.rfind(&needle).map_or("-1".to_owned(), |at| text[..at].chars().count().to_string()))
}

/// `{{#sub:text|start|length}}`
pub(super) fn sub(args: &mut Args<'_, '_, '_>) -> Option<String> {
    let Some(text) = plain(args, 0) else { return too_long(args) };
    let count = i64::try_from(text.chars().count()).unwrap_or(i64::MAX);
    let start = args.integer(1, 0);
    let length = args.integer(2, 0);
    let start = if start < 0 { (count + start).max(0) } else { start.min(count) };
    let end = match length {
        0 => count,
        n if n < 0 => (count + n).max(start),
        n => start.saturating_add(n).min(count),
    };
    let take = |n: i64| usize::try_from(n).unwrap_or(0);
    Some(text.chars().skip(take(start)).take(take(end - start)).collect())
}

/// `{{#count:text|needle}}`
pub(super) fn count(args: &mut Args<'_, '_, '_>) -> Option<String> {
    let (Some(text), Some(needle)) = (plain(args, 0), plain(args, 1)) else { return too_long(args) };
    let needle = if needle.is_empty() { " ".to_owned() } else { needle };
    Some(text.matches(&needle).count().to_string())
}

/// `{{#replace:text|needle|with}}`
pub(super) fn replace(args: &mut Args<'_, '_, '_>) -> Option<String> {
    let (Some(text), Some(needle), Some(with)) = (plain(args, 0), plain(args, 1), plain(args, 2)) else { return too_long(args) };
    let needle = if needle.is_empty() { " ".to_owned() } else { needle };
    // A number of replacements may be given; one below zero means all.
    Some(match usize::try_from(args.integer(3, -1)) {
        Ok(most) => text.replacen(&needle, &with, most),
        Err(_) => text.replace(&needle, &with),
    })
}

/// `{{#explode:text|delimiter|position|limit}}`
pub(super) fn explode(args: &mut Args<'_, '_, '_>) -> Option<String> {
    let (Some(text), Some(delimiter)) = (plain(args, 0), plain(args, 1)) else { return too_long(args) };
    let delimiter = if delimiter.is_empty() { " ".to_owned() } else { delimiter };
    let position = args.integer(2, 0);
    let limit = usize::try_from(args.integer(3, 0)).unwrap_or(0);
    let pieces: Vec<&str> = if limit > 0 { text.splitn(limit, &delimiter).collect() } else { text.split(&delimiter).collect() };
    let index = if position < 0 { i64::try_from(pieces.len()).unwrap_or(i64::MAX) + position } else { position };
    Some(usize::try_from(index).ok().and_then(|i| pieces.get(i)).map(|p| (*p).to_owned()).unwrap_or_default())
}

/// `{{#urldecode:text}}`
pub(super) fn urldecode(args: &mut Args<'_, '_, '_>) -> Option<String> {
    let text = without_marks(args.first).replace('+', " ");
    let decoded = percent_encoding::percent_decode_str(&text).decode_utf8_lossy();
    // A decoded character may look like a mark, and would then be taken for one.
    Some(without_marks(&decoded).replace('\0', ""))
}
