//! Putting the parts of a citation together without doubled separators.
//!
//! Parts begin with the separator that parts them from what goes before; where that already ends with
//! one (`Inc.`, also inside `]]` or before `''`), one of the two is dropped, as the citation module does.

/// What the start of a part shows once markup in front of it is passed over: the byte offset of the first visible character.
fn visible_start(part: &str) -> usize {
    let mut at = 0;
    while part[at..].starts_with('<') {
        match part[at..].find('>') {
            Some(end) => at += end + 1,
            None => break,
        }
    }
    at
}

/// Adds `part` to `text`, dropping `separator` where both would show it.
pub fn push(text: &mut String, part: &str, separator: char) {
    if part.is_empty() {
        return;
    }
    let start = visible_start(part);
    let mut from = 0;
    let mut head = "";
    if !text.is_empty() && part[start..].starts_with(separator) {
        let bare = text.trim_end_matches('\'');
        let marks = text.len() - bare.len();
        if marks != 1 && bare.ends_with(']') {
            if bare.trim_end_matches(']').ends_with(separator) {
                // The link keeps its stop, the part gives up its own.
                head = &part[..start];
                from = start + separator.len_utf8();
            }
        } else if marks == 0 && text.ends_with(separator) {
            text.pop();
        } else if marks > 1 && bare.ends_with(separator) {
            text.remove(bare.len() - separator.len_utf8());
        } else if marks == 0 && text.ends_with(' ') && text[..text.len() - 1].ends_with(separator) {
            text.pop();
            text.pop();
        }
    }
    text.push_str(head);
    text.push_str(&part[from..]);
}

/// Joins parts, dropping doubled separators.
#[must_use]
pub fn join(parts: &[&str], separator: char) -> String {
    let mut text = String::new();
    for part in parts {
        push(&mut text, part, separator);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn doubled_stops_are_dropped() {
        assert_eq!(join(&["Inc.", ". X"], '.'), "Inc. X");
        assert_eq!(join(&["[[Inc.]]", ". X"], '.'), "[[Inc.]] X");
        assert_eq!(join(&["''Inc.''", ". X"], '.'), "''Inc''. X");
        assert_eq!(join(&["''[[Inc.]]''", ". X"], '.'), "''[[Inc.]]'' X");
        assert_eq!(join(&["Inc. ", ". X"], '.'), "Inc. X");
        assert_eq!(join(&["Inc", ". X"], '.'), "Inc. X");
        assert_eq!(join(&["Inc.", "<b>. X</b>"], '.'), "Inc<b>. X</b>");
        assert_eq!(join(&["[http://a A.]", "<i>. X</i>"], '.'), "[http://a A.]<i> X</i>");
        assert_eq!(join(&["a'", ". X"], '.'), "a'. X");
        assert_eq!(join(&["", ". X"], '.'), ". X");
        assert_eq!(join(&["a,", ", b"], ','), "a, b");
    }
}
