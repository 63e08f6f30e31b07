//! People: their names, taken apart and put together.

use super::text;

/// A person or a body.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Name {
    /// The family name, or the whole name where nothing else is given.
    pub last: String,
    /// The given name.
    pub first: String,
    /// The article about the person.
    pub link: String,
    /// What stands instead of the name: a number of dashes, or a text.
    pub mask: String,
}

/// The people of one role.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Names {
    /// In order.
    pub list: Vec<Name>,
    /// How many are shown at most.
    pub display: Option<usize>,
    /// Whether there are more than are named.
    pub et_al: bool,
    /// Whether names are written as medical journals do: `Smith JB, Doe A`.
    pub vancouver: bool,
    /// Whether the last one is joined by an ampersand.
    pub ampersand: bool,
}

impl Names {
    /// Whether nobody is named.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }
}

/// Takes "et al." off the end of a name; true if it was there.
pub fn strip_et_al(name: &mut String) -> bool {
    let bare = name.trim_end_matches(['\'', '.', '"', ' ', ')', ']']);
    let lower = bare.to_lowercase();
    let Some(head) = ["et al", "et alia", "et alii"].iter().find_map(|e| lower.strip_suffix(e)) else { return false };
    // Lowering may change lengths for some letters, never for the ASCII tail: count from the end.
    let tail = lower.len() - head.len();
    let Some(keep) = bare.len().checked_sub(tail) else { return false };
    if !bare.is_char_boundary(keep) || bare[..keep].ends_with(char::is_alphanumeric) {
        return false;
    }
    let kept = bare[..keep].trim_end_matches(['\'', '"', ' ', ',', ';', '[', '(']).to_owned();
    *name = kept;
    true
}

/// Reads `vauthors`: `Smith JB, ((Some Body)), Doe A, et al.`
#[must_use]
pub fn vancouver(value: &str) -> Names {
    let mut names = Names { vancouver: true, ..Names::default() };
    let mut rest = value.trim().to_owned();
    names.et_al = strip_et_al(&mut rest);
    for piece in split_outside_parentheses(&rest) {
        let piece = piece.trim();
        if piece.is_empty() {
            continue;
        }
        let name = if let Some(body) = piece.strip_prefix("((").and_then(|p| p.strip_suffix("))")) {
            Name { last: body.trim().to_owned(), ..Name::default() }
        } else {
            match piece.rsplit_once(' ') {
                Some((last, first)) if first.chars().count() <= 3 && first.chars().all(char::is_uppercase) => {
                    Name { last: last.trim().to_owned(), first: first.to_owned(), ..Name::default() }
                }
                _ => Name { last: piece.to_owned(), ..Name::default() },
            }
        };
        names.list.push(name);
    }
    names
}

/// Splits at commas that stand outside `((…))`.
fn split_outside_parentheses(value: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    let (mut start, mut inside) = (0, false);
    for (i, c) in value.char_indices() {
        match c {
            '(' if value[i..].starts_with("((") => inside = true,
            ')' if value[i..].starts_with("))") => inside = false,
            ',' if !inside => {
                pieces.push(&value[start..i]);
                start = i + 1;
            }
            _ => {}
        }
    }
    pieces.push(&value[start..]);
    pieces
}

/// The given names as initials: `Mohammad T` gives `MT`.
#[must_use]
pub fn initials(first: &str) -> String {
    let words = first.split([' ', '.', '-']).filter(|w| !w.is_empty());
    // Names in a script without capitals stay whole.
    if first.chars().any(|c| c.is_alphabetic() && !c.is_uppercase() && !c.is_lowercase()) {
        return first.to_owned();
    }
    if first.chars().count() <= 3 && first.chars().all(char::is_uppercase) {
        return first.to_owned();
    }
    words.take(2).filter_map(|w| w.chars().next()).map(|c| c.to_uppercase().to_string()).collect()
}

/// The list as it is printed; `others` is the word for those not named, `page` the page's own title.
#[must_use]
pub fn print(names: &Names, others: &str, page: &str) -> String {
    let separator = if names.vancouver { ", " } else { "; " };
    let mut et_al = names.et_al;
    let mut shown = names.list.len();
    if let Some(most) = names.display.filter(|&most| most < shown) {
        shown = most;
        et_al = true;
    }
    let mut out = String::new();
    for (i, name) in names.list[..shown].iter().enumerate() {
        if i > 0 {
            // A text that masks a name joins by itself: "with".
            let previous_mask = &names.list[i - 1].mask;
            if !previous_mask.is_empty() && previous_mask.parse::<u8>().is_err() {
                out.push(' ');
            } else if i + 1 == shown && names.ampersand && !et_al {
                out.push_str(" &amp; ");
            } else {
                out.push_str(separator);
            }
        }
        out.push_str(&print_one(name, names.vancouver, page));
    }
    if et_al && !out.is_empty() {
        out.push_str(separator);
        out.push_str(others);
    }
    out
}

/// The longest row of dashes a mask may ask for.
const LONGEST_MASK: usize = 20;

fn print_one(name: &Name, vancouver: bool, page: &str) -> String {
    let text = if let Ok(n) = name.mask.parse::<usize>() {
        "—".repeat(n.min(LONGEST_MASK))
    } else if !name.mask.is_empty() {
        name.mask.clone()
    } else if name.first.is_empty() {
        name.last.clone()
    } else if vancouver {
        format!("{} {}", name.last, initials(&name.first))
    } else {
        format!("{}, {}", name.last, name.first)
    };
    if name.link.is_empty() || name.link == page { text } else { text::wikilink(&name.link, &text) }
}

/// Whether a name is written in Han characters, kana or hangul, where the family name stands first and unseparated.
#[must_use]
pub fn is_east_asian(name: &str) -> bool {
    name.chars()
        .any(|c| matches!(c, '\u{2E80}'..='\u{9FFF}' | '\u{AC00}'..='\u{D7AF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3FFFF}'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(last: &str, first: &str) -> Name {
        Name { last: last.to_owned(), first: first.to_owned(), ..Name::default() }
    }

    #[test]
    fn lists_are_printed() {
        let mut names = Names { list: vec![name("Wang", "Ming"), name("李四", ""), name("C", "D")], ..Names::default() };
        assert_eq!(print(&names, "等", ""), "Wang, Ming; 李四; C, D");
        names.ampersand = true;
        assert_eq!(print(&names, "等", ""), "Wang, Ming; 李四 &amp; C, D");
        names.display = Some(1);
        assert_eq!(print(&names, "等", ""), "Wang, Ming; 等");
        names.list[0].link = "Wang Ming".to_owned();
        names.list[0].mask = "2".to_owned();
        assert_eq!(print(&names, "et al.", ""), "[[Wang Ming|——]]; et al.");
    }

    #[test]
    fn et_al_is_taken_off() {
        for text in ["Smith et al.", "Smith ''et al.''", "Smith, et al", "Smith ''et al''"] {
            let mut value = text.to_owned();
            assert!(strip_et_al(&mut value), "{text}");
            assert_eq!(value, "Smith");
        }
        let mut value = "Portet al".to_owned();
        assert!(!strip_et_al(&mut value));
    }

    #[test]
    fn vancouver_names_are_read() {
        let names = vancouver("Dirksen A, ((World Health, Body)), Dawson PE, et al.");
        assert!(names.et_al);
        assert_eq!(names.list, [name("Dirksen", "A"), name("World Health, Body", ""), name("Dawson", "PE")]);
        assert_eq!(print(&names, "等", ""), "Dirksen A, World Health, Body, Dawson PE, 等");
        assert_eq!(initials("Mohammad T."), "MT");
        assert_eq!(initials("明"), "明");
    }
}
