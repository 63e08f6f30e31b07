//! TeX as wikis write it, in LaTeX's words.

use super::chemistry;

/// Commands of `texvc` that LaTeX does not have, and what they stand for; sorted by name.
const NAMES: &[(&str, &str)] = &[
    ("C", r"\mathbb{C}"),
    ("Dagger", r"\ddagger"),
    ("H", r"\mathbb{H}"),
    ("Harr", r"\Leftrightarrow"),
    ("Larr", r"\Leftarrow"),
    ("Lrarr", r"\Leftrightarrow"),
    ("N", r"\mathbb{N}"),
    ("O", r"\emptyset"),
    ("Q", r"\mathbb{Q}"),
    ("R", r"\mathbb{R}"),
    ("Rarr", r"\Rightarrow"),
    ("Reals", r"\mathbb{R}"),
    ("Uarr", r"\Uparrow"),
    ("Z", r"\mathbb{Z}"),
    ("alef", r"\aleph"),
    ("alefsym", r"\aleph"),
    ("and", r"\land"),
    ("ang", r"\angle"),
    ("bull", r"\bullet"),
    ("clubs", r"\clubsuit"),
    ("cnums", r"\mathbb{C}"),
    ("dArr", r"\Downarrow"),
    ("darr", r"\downarrow"),
    ("diamonds", r"\diamondsuit"),
    ("empty", r"\emptyset"),
    ("exist", r"\exists"),
    ("hAar", r"\Leftrightarrow"),
    ("hArr", r"\Leftrightarrow"),
    ("harr", r"\leftrightarrow"),
    ("hearts", r"\heartsuit"),
    ("image", r"\Im"),
    ("infin", r"\infty"),
    ("isin", r"\in"),
    ("lArr", r"\Leftarrow"),
    ("lang", r"\langle"),
    ("larr", r"\leftarrow"),
    ("lrArr", r"\Leftrightarrow"),
    ("lrarr", r"\leftrightarrow"),
    ("mbox", r"\text"),
    ("natnums", r"\mathbb{N}"),
    ("or", r"\lor"),
    ("part", r"\partial"),
    ("plusmn", r"\pm"),
    ("rArr", r"\Rightarrow"),
    ("rang", r"\rangle"),
    ("rarr", r"\rightarrow"),
    ("real", r"\Re"),
    ("reals", r"\mathbb{R}"),
    ("sdot", r"\cdot"),
    ("sect", r"\S"),
    ("sgn", r"\operatorname{sgn}"),
    ("spades", r"\spadesuit"),
    ("sub", r"\subset"),
    ("sube", r"\subseteq"),
    ("supe", r"\supseteq"),
    ("textsf", r"\text"),
    ("textvisiblespace", r"\text{␣}"),
    ("thetasym", r"\vartheta"),
    ("uArr", r"\Uparrow"),
    ("uarr", r"\uparrow"),
    ("vline", r"|"),
    ("weierp", r"\wp"),
];

/// Commands that define others or change how what follows is read.  Wikis do not have them, and a definition that uses
/// itself twice doubles with every line.
const FORBIDDEN: &[&str] =
    &["def", "edef", "gdef", "xdef", "let", "futurelet", "newcommand", "renewcommand", "providecommand", "newenvironment", "catcode"];

/// Environments that number their lines, which wikis do not.
const NUMBERED: &[&str] = &["align", "alignat", "eqnarray", "equation", "gather", "multline", "flalign"];

/// Puts a formula into LaTeX's words.
///
/// # Errors
/// If it has a command that no wiki allows, or a `\ce{` without its end.
pub(super) fn latex(tex: &str) -> Result<String, String> {
    let mut out = String::with_capacity(tex.len() + 32);
    let mut rest = tex;
    while let Some(at) = rest.find('\\') {
        out.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        let len = rest.bytes().take_while(u8::is_ascii_alphabetic).count();
        let name = &rest[..len];
        if name.is_empty() {
            let escaped = rest.chars().next().map_or(0, char::len_utf8);
            out.push('\\');
            out.push_str(&rest[..escaped]);
            rest = &rest[escaped..];
            continue;
        }
        if FORBIDDEN.contains(&name) {
            return Err(format!("\\{name} is not allowed in a formula"));
        }
        rest = &rest[len..];
        match name {
            "ce" | "cee" => {
                let (inner, after) = group(rest.trim_start()).ok_or("\\ce{ has no end")?;
                out.push('{');
                chemistry::write(inner, &mut out);
                out.push('}');
                rest = after;
            }
            "begin" | "end" => {
                out.push('\\');
                out.push_str(name);
                if let Some((inner, after)) = group(rest)
                    && NUMBERED.contains(&inner)
                {
                    out.push('{');
                    out.push_str(inner);
                    out.push_str("*}");
                    rest = after;
                }
            }
            _ => match NAMES.binary_search_by_key(&name, |(known, _)| known) {
                Ok(at) => {
                    out.push_str(NAMES[at].1);
                    // `\or b` must not become `\lorb`.
                    if NAMES[at].1.ends_with(|c: char| c.is_ascii_alphabetic()) && rest.starts_with(|c: char| c.is_ascii_alphabetic()) {
                        out.push(' ');
                    }
                }
                Err(_) => {
                    out.push('\\');
                    out.push_str(name);
                }
            },
        }
    }
    out.push_str(rest);
    Ok(out)
}

/// The inside of the group in braces that `text` begins with, and what follows it.
pub(super) fn group(text: &str) -> Option<(&str, &str)> {
    let inside = text.strip_prefix('{')?;
    let mut depth = 1usize;
    for (at, b) in inside.bytes().enumerate() {
        match b {
            b'{' => depth += 1,
            b'}' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return Some((&inside[..at], &inside[at + 1..]));
        }
    }
    None
}

/// How deep a formula may nest at most: braces and environments, and commands that stand before each other as
/// arguments without braces.
pub(super) fn nesting(latex: &str) -> usize {
    let bytes = latex.as_bytes();
    let (mut depth, mut chain, mut most) = (0usize, 0usize, 0usize);
    let mut at = 0;
    while at < bytes.len() {
        match bytes[at] {
            b'{' => depth += 1,
            b'}' => depth = depth.saturating_sub(1),
            b'\\' => {
                let len = bytes[at + 1..].iter().take_while(|b| b.is_ascii_alphabetic()).count();
                match &latex[at + 1..at + 1 + len] {
                    "left" | "begin" => depth += 1,
                    "right" | "end" => depth = depth.saturating_sub(1),
                    "" => {}
                    _ => chain += 1,
                }
                at += len.max(1);
                most = most.max(depth + chain);
                at += 1;
                continue;
            }
            b' ' | b'^' | b'_' | b'\n' | b'\t' => {}
            // An argument ends the chain of commands that wait for one.
            _ => chain = 0,
        }
        most = most.max(depth + chain);
        at += 1;
    }
    most
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_sorted_for_the_search() {
        assert!(NAMES.is_sorted_by_key(|(name, _)| *name));
    }

    #[test]
    fn words_of_wikis_become_latex() {
        assert_eq!(latex(r"\R\or b\\\and").unwrap(), r"\mathbb{R}\lor b\\\land");
        assert_eq!(latex(r"\begin{align}\end{align}").unwrap(), r"\begin{align*}\end{align*}");
        assert!(latex(r"\def\x{}").is_err());
    }
}
