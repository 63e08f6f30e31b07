//! `\ce{…}` and `<chem>`: formulas of chemistry as TeX.
//!
//! Facts: the manual of the LaTeX package mhchem, as far as articles use it: amounts, elements with their numbers,
//! charges, isotopes, states, bonds, reaction arrows with words above and below, precipitates and gases.

use super::groups::group;

/// Reaction arrows, longest first, and what they are without and with words on them.
const ARROWS: &[(&str, &str, &str)] = &[
    ("<=>>", r"\rightleftharpoons", r"\xrightleftharpoons"),
    ("<<=>", r"\rightleftharpoons", r"\xrightleftharpoons"),
    ("<-->", r"\leftrightarrows", r"\xleftrightarrow"),
    ("<->", r"\longleftrightarrow", r"\xleftrightarrow"),
    ("<=>", r"\rightleftharpoons", r"\xrightleftharpoons"),
    ("->", r"\longrightarrow", r"\xrightarrow"),
    ("<-", r"\longleftarrow", r"\xleftarrow"),
    ("⟶", r"\longrightarrow", r"\xrightarrow"),
    ("→", r"\longrightarrow", r"\xrightarrow"),
    ("⇌", r"\rightleftharpoons", r"\xrightleftharpoons"),
];

/// Where in a formula the reader is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum After {
    /// At the start of a word: a number is an amount.
    Start,
    /// Behind an element or a bracket: a number counts it.
    Element,
    /// Behind an amount.
    Amount,
}

/// Writes what `\ce{` … `}` holds as TeX.
pub(super) fn write(formula: &str, out: &mut String) {
    let mut rest = formula.trim();
    let mut after = After::Start;
    while let Some(c) = rest.chars().next() {
        if let Some((arrow, plain, with_words)) = ARROWS.iter().find(|(arrow, ..)| rest.starts_with(arrow)) {
            rest = self::arrow(&rest[arrow.len()..], plain, with_words, out);
            after = After::Start;
            continue;
        }
        let mut len = c.len_utf8();
        match c {
            ' ' => {
                rest = space(rest.trim_start(), out);
                after = After::Start;
                continue;
            }
            '0'..='9' => {
                len = rest.bytes().take_while(|b| b.is_ascii_digit() || matches!(b, b'.' | b',')).count();
                let number = &rest[..len];
                let number = number.trim_end_matches(['.', ',']);
                len = number.len();
                rest = &rest[len..];
                if after == After::Element {
                    out.push_str(&format!("_{{{number}}}"));
                } else if let Some((below, behind)) = fraction(rest) {
                    out.push_str(&format!("\\tfrac{{{number}}}{{{below}}}\\,"));
                    rest = behind;
                    after = After::Amount;
                } else {
                    out.push_str(&format!("{number}\\,"));
                    after = After::Amount;
                }
                continue;
            }
            'a'..='z' | 'A'..='Z' => {
                len = rest.bytes().take_while(u8::is_ascii_alphabetic).count();
                out.push_str(&format!("\\mathrm{{{}}}", &rest[..len]));
                after = After::Element;
            }
            '^' | '_' => {
                let (script, behind) = script(&rest[1..]);
                // An isotope's numbers stand before it: they need something to stand behind.
                if after != After::Element {
                    out.push_str("{}");
                }
                out.push_str(&format!("{c}{{\\mathrm{{{}}}}}", signs(script)));
                rest = behind;
                // `^{227}_{90}Th`: the second script belongs to the same nothing, and so would a third.
                after = After::Element;
                continue;
            }
            '+' | '-' if after == After::Element && ends_word(&rest[1..]) => {
                out.push_str(&format!("^{{{c}}}"));
            }
            '-' | '=' => out.push_str(if c == '-' { "{-}" } else { "{=}" }),
            '#' => out.push_str("{\\equiv}"),
            '*' | '.' | '·' => {
                out.push_str("\\cdot ");
                after = After::Start;
            }
            '(' | '[' => {
                out.push(c);
                after = After::Start;
            }
            ')' | ']' => {
                out.push(c);
                after = After::Element;
            }
            '{' => {
                if let Some((inner, behind)) = group(rest) {
                    out.push_str(&format!("\\text{{{inner}}}"));
                    rest = behind;
                    after = After::Element;
                    continue;
                }
            }
            '}' => {}
            '$' => {
                if let Some(end) = rest[1..].find('$') {
                    out.push_str(&format!("{{{}}}", &rest[1..=end]));
                    rest = &rest[end + 2..];
                    after = After::Element;
                    continue;
                }
            }
            '\\' => {
                len += rest[1..].bytes().take_while(u8::is_ascii_alphabetic).count().max(usize::from(rest.len() > 1));
                while !rest.is_char_boundary(len) {
                    len += 1;
                }
                out.push_str(&rest[..len]);
                out.push(' ');
                after = After::Element;
            }
            '&' | '%' => {
                out.push('\\');
                out.push(c);
            }
            _ => {
                out.push_str(&format!("\\text{{{c}}}"));
                after = After::Element;
            }
        }
        rest = &rest[len..];
    }
}

/// What a word begins with behind a space: a sign between substances, a gas, a precipitate.
fn space<'t>(rest: &'t str, out: &mut String) -> &'t str {
    let word = rest.split(' ').next().unwrap_or_default();
    let shown = match word {
        "+" => "+",
        "=" => "=",
        "^" | "(^)" => r"\uparrow ",
        "v" | "(v)" => r"\downarrow ",
        _ => {
            out.push_str("\\ ");
            return rest;
        }
    };
    out.push(' ');
    out.push_str(shown);
    &rest[word.len()..]
}

/// A reaction arrow with the words in brackets behind it.
fn arrow<'t>(mut rest: &'t str, plain: &str, with_words: &str, out: &mut String) -> &'t str {
    let mut words = Vec::new();
    while words.len() < 2
        && let Some(inside) = rest.strip_prefix('[')
        && let Some(end) = inside.find(']')
    {
        words.push(&inside[..end]);
        rest = &inside[end + 1..];
    }
    out.push(' ');
    if words.is_empty() {
        out.push_str(plain);
        out.push(' ');
        return rest;
    }
    let set = |word: &str| {
        let mut set = String::new();
        // Words on an arrow are short: they hold formulas, but no arrows with words of their own.
        if word.contains("->") {
            set.push_str(&format!("\\text{{{word}}}"))
        } else {
            write(word, &mut set)
        }
        set
    };
    out.push_str(with_words);
    if let Some(below) = words.get(1) {
        out.push_str(&format!("[{}]", set(below)));
    }
    out.push_str(&format!("{{{}}} ", set(words[0])));
    rest
}

/// The lower part of a fraction, `/2`, and what follows.
fn fraction(rest: &str) -> Option<(&str, &str)> {
    let below = rest.strip_prefix('/')?;
    let len = below.bytes().take_while(u8::is_ascii_digit).count();
    (len > 0).then(|| below.split_at(len))
}

/// What is raised or lowered: a group, or digits with a sign, and what follows.
fn script(rest: &str) -> (&str, &str) {
    if let Some(found) = group(rest) {
        return found;
    }
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    let sign = usize::from(rest[digits..].starts_with(['+', '-']));
    let len = if digits + sign > 0 { digits + sign } else { rest.chars().next().map_or(0, char::len_utf8) };
    rest.split_at(len)
}

/// A raised text in which nothing is syntax but groups.
fn signs(script: &str) -> String {
    script.chars().filter(|c| !matches!(c, '{' | '}' | '\\' | '^' | '_' | '$' | '#' | '&' | '%' | '~')).collect()
}

/// Whether a word ends here, so that a sign before it is a charge and no bond.
fn ends_word(rest: &str) -> bool {
    rest.chars().next().is_none_or(|c| matches!(c, ' ' | ')' | ']' | '}' | ',' | '^' | '_'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tex(formula: &str) -> String {
        let mut out = String::new();
        write(formula, &mut out);
        out
    }

    #[test]
    fn substances_and_reactions() {
        assert_eq!(tex("H2O"), r"\mathrm{H}_{2}\mathrm{O}");
        assert_eq!(tex("SO4^2-"), r"\mathrm{SO}_{4}^{\mathrm{2-}}");
        assert_eq!(tex("Na+"), r"\mathrm{Na}^{+}");
        assert_eq!(tex("2H2 + O2 -> 2H2O"), r"2\,\mathrm{H}_{2} +\ \mathrm{O}_{2}\  \longrightarrow \ 2\,\mathrm{H}_{2}\mathrm{O}");
        assert!(tex("A ->[hv] B").contains(r"\xrightarrow{\mathrm{hv}}"));
        assert!(tex("^{227}_{90}Th+").starts_with(r"{}^{\mathrm{227}}_{\mathrm{90}}\mathrm{Th}^{+}"));
        assert!(tex("CaCO3 v").ends_with(r"\downarrow "));
    }
}
