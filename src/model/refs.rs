//! Labels of footnotes: the one grammar for group and name.

use std::fmt;

/// A footnote's label: a group (empty for the default one) and a name.
///
/// Markdown writes it `[^name]` or `[^group/name]`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RefLabel {
    /// The group; empty for the default one.
    pub group: String,
    /// The name.  Notes without a name of their own get a number, which no author's name can be.
    pub name: String,
}

impl RefLabel {
    /// Reads `name` or `group/name`.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        match text.split_once('/') {
            Some((group, name)) if !name.is_empty() => Self { group: unescape(group), name: unescape(name) },
            _ => Self { group: String::new(), name: unescape(text) },
        }
    }

    /// Whether the note has no name of its own.
    #[must_use]
    pub fn is_anonymous(&self) -> bool {
        self.name.bytes().all(|b| b.is_ascii_digit())
    }
}

impl fmt::Display for RefLabel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.group.is_empty() {
            escape(&self.group, f)?;
            f.write_str("/")?;
        }
        escape(&self.name, f)
    }
}

/// Whether a character cannot stand in a Markdown footnote label as it is.
fn needs_escape(c: char) -> bool {
    matches!(c, '/' | '%' | '[' | ']' | '^' | '\\' | '`' | '<' | '>' | '&' | '|' | '*' | '_' | '"' | '\'' | '$' | '~' | '{' | '}')
        || c.is_whitespace()
        || c.is_control()
}

/// Writes text with the characters a label cannot hold as `%XX`.
fn escape(text: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    for c in text.chars() {
        if needs_escape(c) {
            let mut buffer = [0; 4];
            for b in c.encode_utf8(&mut buffer).bytes() {
                write!(f, "%{b:02X}")?;
            }
        } else {
            write!(f, "{c}")?;
        }
    }
    Ok(())
}

/// Reads `%XX` back.
fn unescape(text: &str) -> String {
    percent_encoding::percent_decode_str(text).decode_utf8_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_read_back() {
        for (group, name) in [("", "a b"), ("註", "1"), ("a/b", "c%d"), ("", "[x]^"), ("", "恐怖")] {
            let label = RefLabel { group: group.into(), name: name.into() };
            assert_eq!(RefLabel::parse(&label.to_string()), label);
        }
    }
}
