//! The files of the index, as scripts that hand their data to the script that asked for them.
//!
//! Scripts and not JSON: a page that was opened from a folder may run scripts beside it and read nothing else.

use std::fmt::Write;

use super::align::Patch;
use super::blocks::Text;
use super::code;
use super::{FOLDER, File, ViewSetting};
use crate::bytes::utf16_len;

/// The form of the index; the script refuses another one.
const FORMAT: u32 = 1;
/// How many pages' texts share a folder.
const PER_FOLDER: usize = 500;

/// The files that hold a page's text, one a part.
pub(super) fn texts(number: usize, path: &str, base: &Text, cuts: &[usize], patches: &[Vec<Patch<'_>>]) -> Vec<File> {
    let mut files = Vec::with_capacity(cuts.len());
    // Where the patches of each view are read on.
    let mut next = vec![0; patches.len()];
    let title = base.lines.first().map_or(0, |line| line.end);
    for (part, first) in cuts.iter().copied().enumerate() {
        let end = cuts.get(part + 1).copied().unwrap_or(base.lines.len());
        let start_byte = base.lines.get(first).map_or(0, |line| line.start);
        let end_byte = base.lines.get(end).map_or(base.text.len(), |line| line.start);
        // What stands above the part, for its readers: the title and the heading that it is below.
        let above = base.lines.get(first).and_then(|line| line.heading).filter(|h| base.ids[*h].1 < first);
        let mut out = String::with_capacity((end_byte - start_byte) * 5 / 4 + 256);
        let _ = write!(out, "tabenSearch(\"t\",\"{number}-{part}\",[");
        string(path, &mut out);
        out.push(',');
        string(&base.text[start_byte..end_byte], &mut out);
        // Headings: the line that holds it, counted from the part's first, and its id; -1 for the one above.
        out.push_str(",[");
        let mut comma = "";
        let own = base.ids.iter().enumerate().filter(|(_, (_, line))| (first..end).contains(line));
        for (h, (id, line)) in above.iter().map(|h| (*h, &base.ids[*h])).chain(own) {
            let line = if above == Some(h) { -1 } else { (line - first) as i64 };
            let _ = write!(out, "{comma}{line},");
            string(id, &mut out);
            comma = ",";
        }
        out.push_str("],[");
        for (i, patches) in patches.iter().enumerate() {
            out.push_str(if i > 0 { ",[" } else { "[" });
            next[i] = part_patches(base, patches, next[i], start_byte, end_byte, &mut out);
            out.push(']');
        }
        out.push(']');
        // What a part that does not begin with them is headed by, in each view.
        if part > 0 {
            let heading = above.map(|h| base.ids[h].1).and_then(|line| base.lines.get(line));
            let range = heading.map_or((0, 0), |line| (line.start, line.end));
            let text = format!("{}\n{}", &base.text[..title], &base.text[range.0..range.1]);
            out.push_str(",[");
            string(&text, &mut out);
            for patches in patches {
                out.push(',');
                headed(base, (0, title), range, patches, &mut out);
            }
            out.push(']');
        }
        out.push_str("]);\n");
        files.push((text_path(number, part), out));
    }
    files
}

/// Where a part's text is.
fn text_path(number: usize, part: usize) -> String {
    format!("{FOLDER}/t{}/{number}-{part}.js", number / PER_FOLDER)
}

/// The patches of the text that is a title and a heading, one line each.
fn headed(base: &Text, title: (usize, usize), heading: (usize, usize), patches: &[Patch<'_>], out: &mut String) {
    out.push('[');
    let mut comma = false;
    let shift = utf16_len(&base.text[title.0..title.1]) + 1;
    let mut before = 0;
    for (range, shift) in [(title, 0), (heading, shift)] {
        for patch in patches.iter().filter(|p| p.from >= range.0 && p.to <= range.1 && range.1 > range.0) {
            if comma {
                out.push(',');
            }
            comma = true;
            let at = utf16_len(&base.text[range.0..patch.from]) + shift;
            let length = utf16_len(&base.text[patch.from..patch.to]);
            let _ = write!(out, "{},{length},", at - before);
            before = at + length;
            string(patch.text, out);
        }
    }
    out.push(']');
}

/// The patches of a part: for each where it begins, counted from the end of the one before, how long it is, and the
/// text; lengths as JavaScript counts them.  Gives the first patch of the next part.
fn part_patches(base: &Text, patches: &[Patch<'_>], mut next: usize, start: usize, end: usize, out: &mut String) -> usize {
    let mut at = start;
    let mut comma = "";
    while let Some(patch) = patches.get(next).filter(|p| p.from < end || end == base.text.len()) {
        // One that reaches across a border says its text where it begins, and takes away on both sides.
        let (from, to) = (patch.from.max(start), patch.to.min(end));
        let text = if patch.from >= start { patch.text } else { "" };
        let _ = write!(out, "{comma}{},{},", utf16_len(&base.text[at..from]), utf16_len(&base.text[from..to]));
        string(text, out);
        comma = ",";
        at = to;
        if patch.to > end {
            return next;
        }
        next += 1;
    }
    next
}

/// A shard of the grams.
pub(super) fn shard(number: usize, text: &str) -> File {
    (shard_path(number), format!("tabenSearch(\"g\",\"{number}\",\"{text}\");\n"))
}

/// Where a shard is.
pub(super) fn shard_path(number: usize) -> String {
    format!("{FOLDER}/g/{number}.js")
}

/// The text that [`shard`] was given, of the file that it gave; `None` if it is none.
pub(super) fn shard_text(number: usize, file: &str) -> Option<&str> {
    file.strip_prefix(&format!("tabenSearch(\"g\",\"{number}\",\""))?.strip_suffix("\");\n")
}

/// The file that is loaded first.
pub(super) fn front(classes: &str, views: &[ViewSetting], parts: &[u8], shards: usize, stamp: u64) -> File {
    let mut out = String::from("tabenSearch(\"index\",\"\",{\"format\":");
    let _ = write!(out, "{FORMAT},\"stamp\":\"{stamp:016x}\",\"shards\":{shards},\"folder\":{PER_FOLDER},\"parts\":\"");
    let mut counts = Vec::with_capacity(parts.len());
    parts.iter().for_each(|n| code::number(u32::from(*n), &mut counts));
    out.push_str(&String::from_utf8(counts).unwrap_or_default());
    out.push_str("\",\"fold\":");
    string(classes, &mut out);
    out.push_str(",\"views\":[");
    for (i, view) in views.iter().enumerate() {
        out.push_str(if i > 0 { ",[" } else { "[" });
        string(&view.code, &mut out);
        out.push(',');
        string(&view.characters.iter().flat_map(|(from, to)| [*from, *to]).collect::<String>(), &mut out);
        out.push_str(",{");
        for (j, (name, text)) in view.words.iter().enumerate() {
            if j > 0 {
                out.push(',');
            }
            string(name, &mut out);
            out.push(':');
            string(text, &mut out);
        }
        out.push_str("}]");
    }
    out.push_str("]});\n");
    (format!("{FOLDER}/index.js"), out)
}

/// A string of JavaScript, between double quotes.
fn string(text: &str, out: &mut String) {
    out.push('"');
    let mut from = 0;
    for (i, c) in text.char_indices() {
        // Line separators end a line in the scripts of old browsers, a carriage return everywhere.
        let escape = match c {
            '"' => "\\\"",
            '\\' => "\\\\",
            '\n' => "\\n",
            '\r' => "\\r",
            '\u{2028}' => "\\u2028",
            '\u{2029}' => "\\u2029",
            _ => continue,
        };
        out.push_str(&text[from..i]);
        out.push_str(escape);
        from = i + c.len_utf8();
    }
    out.push_str(&text[from..]);
    out.push('"');
}
