//! Groups and arguments in TeX, found without reading what is in them.

/// The inside of the group in braces that `text` begins with, and what follows it.
pub(super) fn group(text: &str) -> Option<(&str, &str)> {
    let inside = text.strip_prefix('{')?;
    let bytes = inside.as_bytes();
    let (mut depth, mut at) = (1usize, 0);
    while at < bytes.len() {
        match bytes[at] {
            // `\{` is a sign and no brace.
            b'\\' => at += 1,
            b'{' => depth += 1,
            b'}' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return Some((&inside[..at], &inside[at + 1..]));
        }
        at += 1;
    }
    None
}

/// The argument that `text` begins with, and what follows it: a group without its braces, a command or one character.
pub(super) fn argument(text: &str) -> Option<(&str, &str)> {
    let text = text.trim_start();
    match text.chars().next()? {
        '{' => group(text),
        '}' => None,
        '\\' => {
            let letters = text[1..].bytes().take_while(u8::is_ascii_alphabetic).count();
            let len = if letters > 0 { letters } else { text[1..].chars().next().map_or(0, char::len_utf8) };
            Some(text.split_at(1 + len))
        }
        c => Some(text.split_at(c.len_utf8())),
    }
}

/// The inside of the brackets that `text` begins with, if it does, and what follows them.
pub(super) fn option(text: &str) -> (Option<&str>, &str) {
    let found = text.trim_start().strip_prefix('[').and_then(|inside| inside.split_once(']'));
    found.map_or((None, text), |(inside, rest)| (Some(inside), rest))
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
    fn groups_and_arguments_end_where_tex_ends_them() {
        assert_eq!(group(r"{a\}b{c}}d"), Some((r"a\}b{c}", "d")));
        assert_eq!(group("{a"), None);
        assert_eq!(argument(r" \alpha b"), Some((r"\alpha", " b")));
        assert_eq!(argument("中文"), Some(("中", "文")));
        assert_eq!(argument(r"\{x"), Some((r"\{", "x")));
        assert_eq!(argument("}"), None);
        assert_eq!(option(" [t]{x}"), (Some("t"), "{x}"));
        assert_eq!(option("{x}"), (None, "{x}"));
    }
}
