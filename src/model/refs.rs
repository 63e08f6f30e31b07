//! Labels of footnotes: the one grammar for group and name.

use std::fmt;

/// A footnote's label: a group (empty for the default one) and a name.
///
/// Markdown writes it `[^name]` or `[^group/name]`, and a part of a note `[^name#part]`.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RefLabel {
    /// The group; empty for the default one.
    pub group: String,
    /// The name.  Notes without a name of their own get a number, which no author's name can be.
    pub name: String,
    /// Which part of the note, such as a page of a book (Cite's sub-references); empty for the note itself.
    pub part: String,
}

impl RefLabel {
    /// The label of a whole note.
    #[must_use]
    pub fn new(group: impl Into<String>, name: impl Into<String>) -> Self {
        Self { group: group.into(), name: name.into(), part: String::new() }
    }

    /// Reads `name` or `group/name`, either with `#part`.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        let (whole, part) = match text.rsplit_once('#') {
            Some((whole, part)) if !whole.is_empty() && !part.is_empty() => (whole, part),
            _ => (text, ""),
        };
        let label = match whole.split_once('/') {
            Some((group, name)) if !name.is_empty() => Self::new(unescape(group), unescape(name)),
            _ => Self::new("", unescape(whole)),
        };
        Self { part: unescape(part), ..label }
    }

    /// The note that this is a part of; the same label if it is whole.
    #[must_use]
    pub fn whole(&self) -> Self {
        Self::new(self.group.clone(), self.name.clone())
    }

    /// Whether the text stands by itself at the top of its list, with no marker and no number: what `follow` continues
    /// a note with that the page does not have.  Such names are numbers behind a tilde.
    #[must_use]
    pub fn is_loose(&self) -> bool {
        self.name.strip_prefix('~').is_some_and(|n| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit()))
    }

    /// The name as the author wrote it: that of a note whose name another one before a list had ends in a number.
    #[must_use]
    pub fn written_name(&self) -> &str {
        match self.name.rsplit_once('~') {
            Some((name, n)) if !name.is_empty() && !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit()) => name,
            _ => &self.name,
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
        escape(&self.name, f)?;
        if !self.part.is_empty() {
            f.write_str("#")?;
            escape(&self.part, f)?;
        }
        Ok(())
    }
}

/// Whether a character cannot stand in a Markdown footnote label as it is.
fn needs_escape(c: char) -> bool {
    matches!(c, '/' | '#' | '%' | '[' | ']' | '^' | '\\' | '`' | '<' | '>' | '&' | '|' | '*' | '_' | '"' | '\'' | '$' | '~' | '{' | '}')
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
        for (group, name, part) in
            [("", "a b", ""), ("註", "1", "2"), ("a/b", "c%d", "頁 1"), ("", "[x]^", ""), ("", "恐怖", ""), ("", "C#", "1"), ("", "#", "")]
        {
            let label = RefLabel { part: part.into(), ..RefLabel::new(group, name) };
            assert_eq!(RefLabel::parse(&label.to_string()), label);
        }
    }
}
