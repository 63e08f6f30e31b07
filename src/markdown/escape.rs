//! Text as Markdown that reads back as the same text.

use crate::model::entities;

/// Where the text goes, which decides what is syntax there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// A paragraph or a list item.
    Line,
    /// A cell of a pipe table.
    Cell,
    /// A heading.
    Heading,
}

/// Writes `text`, escaped.  `out` tells what stands before it.
pub(super) fn text(text: &str, place: Place, out: &mut String) {
    let bytes = text.as_bytes();
    let mut at = 0;
    let mut start_of_line = out.is_empty() || out.ends_with('\n');
    if out.ends_with(']') && bytes.first().is_some_and(|b| matches!(b, b':' | b'(')) {
        // After a note these would make a definition or a link of it.
        out.push('\\');
        out.push(char::from(bytes[0]));
        at = 1;
    }
    while at < bytes.len() {
        let rest = &text[at..];
        if start_of_line {
            start_of_line = false;
            let skip = rest.len() - rest.trim_start_matches([' ', '\t', '\n', '\r']).len();
            if skip > 0 {
                at += skip;
                start_of_line = true;
                continue;
            }
            if place != Place::Cell {
                at += line_start(rest, out);
                continue;
            }
        }
        let plain = bytes[at..]
            .iter()
            .position(|b| {
                matches!(
                    b,
                    b'\\' | b'`' | b'*' | b'_' | b'[' | b']' | b'<' | b'$' | b'~' | b'&' | b'\n' | b'\r' | b'-' | b'}' | b'|' | b'{' | b'#'
                )
            })
            .unwrap_or(bytes.len() - at);
        out.push_str(&text[at..at + plain]);
        at += plain;
        let Some(&b) = bytes.get(at) else { break };
        match b {
            b'\n' | b'\r' => {
                let kept = out.trim_end_matches([' ', '\t']).len();
                out.truncate(kept);
                // A backslash at the end of a line would be a break; it is escaped already, so nothing is left to do.
                if place == Place::Line {
                    if !out.is_empty() && !out.ends_with('\n') {
                        out.push('\n');
                    }
                    start_of_line = true;
                } else if !out.ends_with(' ') {
                    out.push(' ');
                }
                at += 1;
            }
            b'&' => {
                // A number that names no character would be read as one all the same.
                let is_reference = bytes.get(at + 1) == Some(&b'#') || entities::read_reference(&text[at..]).is_some();
                out.push_str(if is_reference { "&amp;" } else { "&" });
                at += 1;
            }
            b'-' => {
                out.push_str(if bytes.get(at + 1) == Some(&b'{') { "\\-" } else { "-" });
                at += 1;
            }
            b'}' => {
                out.push_str(if bytes.get(at + 1) == Some(&b'-') { "\\}" } else { "}" });
                at += 1;
            }
            b'|' if place == Place::Line => {
                out.push('|');
                at += 1;
            }
            b'{' | b'#' if place != Place::Heading => {
                out.push(char::from(b));
                at += 1;
            }
            _ => {
                out.push('\\');
                out.push(char::from(b));
                at += 1;
            }
        }
    }
}

/// Escapes what would be syntax at the start of a line; gives how many bytes were written.
fn line_start(rest: &str, out: &mut String) -> usize {
    let bytes = rest.as_bytes();
    let Some(&first) = bytes.first() else { return 0 };
    let line_end = bytes.iter().position(|b| *b == b'\n').unwrap_or(bytes.len());
    let ends_marker = |at: usize| bytes.get(at).is_none_or(|b| matches!(b, b' ' | b'\t' | b'\n'));
    let escape = |out: &mut String| {
        out.push('\\');
        out.push(char::from(first));
        1
    };
    match first {
        b'#' | b'>' | b'=' | b'|' | b':' => escape(out),
        b'+' if ends_marker(1) || rest.starts_with("+++") => escape(out),
        b'-' if ends_marker(1) || bytes[..line_end].iter().all(|b| matches!(b, b'-' | b' ' | b'\t' | b'|' | b':')) => escape(out),
        b'0'..=b'9' => {
            let digits = bytes.iter().take_while(|b| b.is_ascii_digit()).count();
            if digits <= 9 && matches!(bytes.get(digits), Some(b'.' | b')')) && ends_marker(digits + 1) {
                out.push_str(&rest[..digits]);
                out.push('\\');
                out.push(char::from(bytes[digits]));
                digits + 1
            } else {
                out.push_str(&rest[..digits]);
                digits
            }
        }
        _ => 0,
    }
}

/// Writes text of a raw HTML stretch: HTML's escapes, and entities for what this dialect reads in HTML text.
pub(super) fn html(text: &str, keep_lines: bool, out: &mut String) {
    let bytes = text.as_bytes();
    let mut from = 0;
    for (i, b) in bytes.iter().enumerate() {
        let entity = match b {
            b'&' => "&amp;",
            b'<' => "&lt;",
            b'>' => "&gt;",
            b'-' if bytes.get(i + 1) == Some(&b'{') => "&#45;",
            b'}' if bytes.get(i + 1) == Some(&b'-') => "&#125;",
            b'[' if bytes.get(i + 1) == Some(&b'^') => "&#91;",
            // A blank line would end the HTML block; in a line there must be no break at all.
            b'\n' if keep_lines => "&#10;",
            b'\n' => " ",
            b'\r' => "&#13;",
            _ => continue,
        };
        out.push_str(&text[from..i]);
        out.push_str(entity);
        from = i + 1;
    }
    out.push_str(&text[from..]);
}

/// Writes a formula so that neither HTML nor Markdown finds syntax in it.
pub(super) fn formula(tex: &str, out: &mut String) {
    for c in tex.chars() {
        if c.is_ascii_punctuation() || c.is_ascii_whitespace() {
            out.push_str(&format!("&#{};", u32::from(c)));
        } else {
            out.push(c);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(text_: &str) -> String {
        let mut out = String::new();
        text(text_, Place::Line, &mut out);
        out
    }

    #[test]
    fn syntax_is_escaped() {
        assert_eq!(line("a*b_c [d] <e> `f` $g$"), r"a\*b\_c \[d\] \<e> \`f\` \$g\$");
        assert_eq!(line("# a\n- b\n1. c\n1990年\n> d"), "\\# a\n\\- b\n1\\. c\n1990年\n\\> d");
        assert_eq!(line("a-{b}-c &amp; & x"), r"a\-{b\}-c &amp;amp; & x");
        assert_eq!(line("a  \n\n  b"), "a\nb");
    }
}
