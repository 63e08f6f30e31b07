//! What stands between the brackets of a marker.

use crate::numerals;

/// The label of the `number`-th note (from 1) of `group`.
pub(super) fn marker(group: &str, number: usize, labels: Option<&[String]>) -> String {
    if let Some(label) = labels.and_then(|l| l.get(number - 1)) {
        return label.clone();
    }
    match group {
        "" | "decimal" => number.to_string(),
        "lower-alpha" => alphabetic(number, b'a'),
        "upper-alpha" => alphabetic(number, b'A'),
        "lower-roman" => roman(number).to_lowercase(),
        "upper-roman" => roman(number),
        "lower-greek" => greek(number),
        _ => format!("{group} {number}"),
    }
}

/// a, b, …, z, aa, ab, …
fn alphabetic(number: usize, first: u8) -> String {
    let mut out = Vec::new();
    let mut rest = number;
    while rest > 0 {
        rest -= 1;
        out.push(first + u8::try_from(rest % 26).unwrap_or(0));
        rest /= 26;
    }
    out.reverse();
    String::from_utf8(out).unwrap_or_default()
}

/// α, β, …, ω, αα, … without the final sigma.
fn greek(number: usize) -> String {
    const LETTERS: [char; 24] =
        ['α', 'β', 'γ', 'δ', 'ε', 'ζ', 'η', 'θ', 'ι', 'κ', 'λ', 'μ', 'ν', 'ξ', 'ο', 'π', 'ρ', 'σ', 'τ', 'υ', 'φ', 'χ', 'ψ', 'ω'];
    let mut out = Vec::new();
    let mut rest = number;
    while rest > 0 {
        rest -= 1;
        out.push(LETTERS[rest % LETTERS.len()]);
        rest /= LETTERS.len();
    }
    out.into_iter().rev().collect()
}

/// Roman numerals; numbers that notes are not counted in stay decimal.
fn roman(number: usize) -> String {
    let letters = i64::try_from(number).ok().filter(|n| *n < 4000).and_then(numerals::roman);
    letters.unwrap_or_else(|| number.to_string())
}

/// The label of a use in the list: `2.0`, padded so that all of one note are equally long.
pub(super) fn back_link(number: &str, index: usize, uses: usize) -> String {
    let width = uses.to_string().len();
    format!("{number}.{index:0width$}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_have_their_styles() {
        assert_eq!(marker("", 3, None), "3");
        assert_eq!(marker("註", 1, None), "註 1");
        assert_eq!(marker("lower-alpha", 28, None), "ab");
        assert_eq!(marker("upper-roman", 14, None), "XIV");
        assert_eq!(marker("lower-greek", 25, None), "αα");
    }

    #[test]
    fn back_links_are_padded() {
        assert_eq!(back_link("2", 0, 4), "2.0");
        assert_eq!(back_link("1", 3, 12), "1.03");
    }
}
