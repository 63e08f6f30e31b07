//! `{{chem}}` and `{{chem2}}`: formulas of substances in letters, with what stands low and high.

use super::arguments::Arguments;

/// How many arguments a formula may have.
const MOST: usize = 60;

/// `{{chem|NH|4|+}}`: each argument by itself.
pub(super) fn chem(arguments: Arguments<'_>) -> String {
    let mut out = String::new();
    for part in arguments.numbered(MOST) {
        let last = part.chars().next_back();
        // A charge ends in its sign; a number of atoms begins with a digit, or is a letter for one.
        if matches!(last, Some('+' | '-' | '−')) {
            out += &format!("<sup>{}</sup>", part.replace('-', "−"));
        } else if part.starts_with(|c: char| c.is_ascii_digit()) || part.starts_with("''") {
            out += &format!("<sub>{part}</sub>");
        } else {
            out += part;
        }
    }
    linked(out, arguments)
}

/// `{{chem2|H2O}}`: digits behind a letter or a bracket stand low, a charge stands high.
pub(super) fn chem2(arguments: Arguments<'_>) -> String {
    let mut out = String::new();
    for part in arguments.numbered(MOST) {
        simple(part, &mut out);
    }
    linked(out, arguments)
}

fn simple(formula: &str, out: &mut String) {
    let mut rest = formula;
    let mut before = ' ';
    while let Some(c) = rest.chars().next() {
        // (2-), (3+): the charge of what stands before it.
        if let Some((charge, after)) = rest.strip_prefix('(').and_then(|inner| inner.split_once(')'))
            && charge.ends_with(['+', '-', '−'])
            && charge.chars().rev().skip(1).all(|c| c.is_ascii_digit())
        {
            *out += &format!("<sup>{}</sup>", charge.replace('-', "−"));
            (rest, before) = (after, ')');
            continue;
        }
        let is_low = before.is_alphabetic() || matches!(before, ')' | ']');
        let end = match c {
            '0'..='9' if is_low => rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len()),
            _ => c.len_utf8(),
        };
        let (part, after) = rest.split_at(end);
        let is_end = after.is_empty() || after.starts_with([' ', ']', ')']);
        match c {
            '0'..='9' if is_low => *out += &format!("<sub>{part}</sub>"),
            '+' | '-' | '−' if before != ' ' && is_end => *out += if c == '+' { "<sup>+</sup>" } else { "<sup>−</sup>" },
            '*' => out.push('·'),
            _ => out.push(c),
        }
        before = part.chars().next_back().unwrap_or(' ');
        rest = after;
    }
}

/// A formula that may be a link.
fn linked(formula: String, arguments: Arguments<'_>) -> String {
    match arguments.get("link") {
        Some(page) => format!("[[{page}|{formula}]]"),
        None => formula,
    }
}
