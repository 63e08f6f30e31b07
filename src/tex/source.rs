//! TeX as wikis write it, in the package's words.

use std::collections::BTreeMap;

use super::chemistry;
use super::groups::{argument, group, option};
use super::moved::Moved;
use super::names;

/// Commands that define others or change how what follows is read.  Wikis do not have them, and a definition that uses
/// itself twice doubles with every line.
const FORBIDDEN: &[&str] =
    &["def", "edef", "gdef", "xdef", "let", "futurelet", "newcommand", "renewcommand", "providecommand", "newenvironment", "catcode"];

/// Environments under the names that they have without numbers, which wikis do not show, or in the package.
const ENVIRONMENTS: &[(&str, &str)] = &[
    ("align", "align*"),
    ("alignat", "align*"),
    ("alignat*", "align*"),
    ("alignedat", "aligned"),
    ("eqnarray", "align*"),
    ("equation", "equation*"),
    ("flalign", "align*"),
    ("flalign*", "align*"),
    ("gather", "gather*"),
    ("multline", "gather*"),
    ("multline*", "gather*"),
    ("split", "aligned"),
];

/// Columns of a `smallmatrix`, which is a `subarray` with more than one.
const SMALL: &str = "{cccccccccccccccccccc}";

/// Puts a formula into the package's words.
///
/// `display` says that it stands on a line of its own.  The formula's nesting is bounded by whoever calls: groups are
/// read one in the other.
///
/// # Errors
/// If it has a command that no wiki allows, or one without its argument.
pub(super) fn latex(tex: &str, display: bool) -> Result<String, String> {
    let mut writer = Writer { out: String::with_capacity(tex.len() + 32), display, colours: BTreeMap::new() };
    writer.formula(tex)?;
    Ok(writer.out)
}

/// A formula on its way.
struct Writer<'t> {
    out: String,
    display: bool,
    /// What `\definecolor` has defined so far: the model and the numbers.
    colours: BTreeMap<&'t str, (&'t str, &'t str)>,
}

impl<'t> Writer<'t> {
    fn formula(&mut self, tex: &'t str) -> Result<(), String> {
        let mut rest = tex;
        while let Some(at) = rest.find('\\') {
            self.out.push_str(&rest[..at]);
            rest = &rest[at + 1..];
            let len = rest.bytes().take_while(u8::is_ascii_alphabetic).count();
            if len == 0 {
                let escaped = rest.chars().next().map_or(0, char::len_utf8);
                self.out.push('\\');
                self.out.push_str(&rest[..escaped]);
                rest = &rest[escaped..];
                continue;
            }
            let (name, after) = rest.split_at(len);
            rest = self.command(name, after)?;
        }
        self.out.push_str(rest);
        Ok(())
    }

    /// Writes a command and those of its arguments that it changes; gives what follows.
    fn command(&mut self, name: &'t str, rest: &'t str) -> Result<&'t str, String> {
        if FORBIDDEN.contains(&name) {
            return Err(format!("\\{name} is not allowed in a formula"));
        }
        match name {
            "ce" | "cee" => self.chemistry(rest),
            "begin" | "end" => Ok(self.environment(name, rest)),
            "mbox" | "hbox" | "vbox" | "text" | "textnormal" | "textrm" | "textup" | "emph" | "textbf" | "textit" | "textsf" | "texttt" => {
                self.words(name, rest)
            }
            "llap" | "rlap" | "smash" | "raise" | "lower" => self.moved(name, rest),
            "color" | "pagecolor" | "definecolor" => self.colour(name, rest),
            "kern" | "mskip" | "hskip" | "mkern" => Ok(self.kern(name, rest)),
            "cancelto" | "mathchoice" | "intent" | "substack" => self.rearranged(name, rest),
            _ => {
                match names::meaning(name) {
                    Some(meaning) => {
                        self.out.push_str(meaning);
                        // `\or b` must not become `\lorb`.
                        if meaning.ends_with(|c: char| c.is_ascii_alphabetic()) && rest.starts_with(|c: char| c.is_ascii_alphabetic()) {
                            self.out.push(' ');
                        }
                    }
                    None => {
                        self.out.push('\\');
                        self.out.push_str(name);
                    }
                }
                Ok(rest)
            }
        }
    }

    fn chemistry(&mut self, rest: &'t str) -> Result<&'t str, String> {
        let (inner, after) = group(rest.trim_start()).ok_or("\\ce{ has no end")?;
        let mut tex = String::new();
        chemistry::write(inner, &mut tex);
        // It may hold TeX of its author's in `$…$`.
        let mut inside = Writer { out: String::new(), display: self.display, colours: BTreeMap::new() };
        inside.formula(&tex)?;
        self.out.push('{');
        self.out.push_str(&inside.out);
        self.out.push('}');
        Ok(after)
    }

    fn environment(&mut self, command: &str, rest: &'t str) -> &'t str {
        let Some((name, mut after)) = group(rest) else {
            self.out.push('\\');
            self.out.push_str(command);
            return rest;
        };
        let begins = command == "begin";
        // The number of their columns, which the package counts itself.
        if begins && name.starts_with("alignat") | (name == "alignedat") {
            after = argument(option(after).1).map_or(after, |(_, after)| after);
        }
        if name == "smallmatrix" {
            self.out.push_str(if begins { "\\begin{subarray}" } else { "\\end{subarray}" });
            self.out.push_str(if begins { SMALL } else { "" });
            return after;
        }
        let name = ENVIRONMENTS.binary_search_by_key(&name, |(known, _)| known).map_or(name, |at| ENVIRONMENTS[at].1);
        self.out.push('\\');
        self.out.push_str(command);
        self.out.push('{');
        self.out.push_str(name);
        self.out.push('}');
        after
    }

    /// Text in a box: commands in it are characters, `$…$` is a formula again.
    fn words(&mut self, name: &str, rest: &'t str) -> Result<&'t str, String> {
        let Some((words, after)) = argument(rest) else { return Err(format!("\\{name} has no argument")) };
        let command = match name {
            "textbf" => "textbf",
            "textit" | "emph" => "textit",
            "texttt" => "texttt",
            "textsf" => "textsf",
            _ => "text",
        };
        self.out.push('{');
        for (at, part) in words.split('$').enumerate() {
            if at % 2 == 1 {
                self.formula(part)?;
            } else if !part.is_empty() {
                self.out.push_str(&format!("\\{command}{{"));
                boxed(part, &mut self.out);
                self.out.push('}');
            }
        }
        self.out.push('}');
        Ok(after)
    }

    fn moved(&mut self, name: &str, rest: &'t str) -> Result<&'t str, String> {
        let missing = || format!("\\{name} has no argument");
        let (moved, rest) = match name {
            "llap" => (Moved::Left, rest),
            "rlap" => (Moved::Right, rest),
            "smash" => (Moved::Smashed, option(rest).1),
            _ => {
                let (length, rest) = length(rest).ok_or_else(missing)?;
                (Moved::by(length, name == "raise").ok_or_else(|| format!("{length} is no length"))?, rest)
            }
        };
        let (inner, after) = argument(rest).ok_or_else(missing)?;
        self.out.push_str(&format!("{{\\color[HTML]{{{}}}{{", moved.colour()));
        self.formula(inner)?;
        self.out.push_str("}}");
        Ok(after)
    }

    fn colour(&mut self, name: &str, rest: &'t str) -> Result<&'t str, String> {
        let missing = || format!("\\{name} has no argument");
        let (model, after) = option(rest);
        let (colour, after) = argument(after).ok_or_else(missing)?;
        match name {
            // Behind a formula is the page, which is the reader's.
            "pagecolor" => Ok(after),
            "definecolor" => {
                let (model, after) = argument(after).ok_or_else(missing)?;
                let (numbers, after) = argument(after).ok_or_else(missing)?;
                self.colours.insert(colour.trim(), (model.trim(), numbers));
                Ok(after)
            }
            _ => {
                match (model, self.colours.get(colour.trim())) {
                    (None, Some((model, numbers))) => self.out.push_str(&format!("\\color[{model}]{{{numbers}}}")),
                    (None, None) => self.out.push_str(&format!("\\color{{{}}}", colour.trim())),
                    (Some(model), _) => self.out.push_str(&format!("\\color[{}]{{{colour}}}", model.trim())),
                }
                Ok(after)
            }
        }
    }

    /// A space: in the package, `\kern` and `\hskip` have one set of units and `\mkern` and `\mskip` the other.
    fn kern(&mut self, name: &str, rest: &'t str) -> &'t str {
        let Some((length, after)) = length(rest) else {
            self.out.push('\\');
            self.out.push_str(name);
            return rest;
        };
        self.out.push_str(if length.trim_end().ends_with("mu") { "\\mkern " } else { "\\kern " });
        self.out.push_str(length.trim());
        self.out.push(' ');
        after
    }

    /// Commands that others can say.
    fn rearranged(&mut self, name: &str, rest: &'t str) -> Result<&'t str, String> {
        let missing = || format!("\\{name} has too few arguments");
        let (first, after) = argument(rest).ok_or_else(missing)?;
        match name {
            "substack" => {
                self.out.push_str("\\begin{subarray}{c}");
                self.formula(first)?;
                self.out.push_str("\\end{subarray}");
                Ok(after)
            }
            "cancelto" => {
                let (second, after) = argument(after).ok_or_else(missing)?;
                self.out.push_str("{\\cancel{");
                self.formula(second)?;
                self.out.push_str("}^{");
                self.formula(first)?;
                self.out.push_str("}}");
                Ok(after)
            }
            // What it means is for programs that read formulas aloud; the annotation keeps it.
            "intent" => {
                let (_, after) = argument(after).ok_or_else(missing)?;
                self.group(first)?;
                Ok(after)
            }
            _ => {
                let (second, after) = argument(after).ok_or_else(missing)?;
                let (_, after) = argument(after).ok_or_else(missing)?;
                let (_, after) = argument(after).ok_or_else(missing)?;
                self.group(if self.display { first } else { second })?;
                Ok(after)
            }
        }
    }

    fn group(&mut self, tex: &'t str) -> Result<(), String> {
        self.out.push('{');
        self.formula(tex)?;
        self.out.push('}');
        Ok(())
    }
}

/// A length with its unit, in braces or without, and what follows it.
fn length(text: &str) -> Option<(&str, &str)> {
    let text = text.trim_start();
    if text.starts_with('{') {
        return group(text);
    }
    let number = text.bytes().take_while(|b| b.is_ascii_digit() || matches!(b, b'.' | b'-' | b'+' | b' ')).count();
    let unit = text[number..].bytes().take(2).take_while(u8::is_ascii_alphabetic).count();
    (number > 0 && unit == 2).then(|| text.split_at(number + unit))
}

/// Writes the text of a box: TeX's characters that have names become those characters.
fn boxed(text: &str, out: &mut String) {
    let mut rest = text;
    while let Some(at) = rest.find('\\') {
        out.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        let len = rest.bytes().take_while(u8::is_ascii_alphabetic).count();
        let name = &rest[..len];
        match names::meaning(name).and_then(|meaning| meaning.strip_prefix("\\text{")).and_then(|m| m.strip_suffix('}')) {
            Some(character) => {
                out.push_str(character);
                // TeX passes over spaces behind a command.
                rest = rest[len..].trim_start();
            }
            None => {
                out.push('\\');
                out.push_str(name);
                rest = &rest[len..];
            }
        }
    }
    out.push_str(rest);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn environments_are_sorted_for_the_search() {
        assert!(ENVIRONMENTS.is_sorted_by_key(|(name, _)| *name));
    }

    #[test]
    fn words_of_wikis_become_latex() {
        let latex = |tex| latex(tex, false);
        assert_eq!(latex(r"\part\or b\\\and").unwrap(), r"\partial\lor b\\\land");
        assert_eq!(latex(r"\begin{align}\end{align}").unwrap(), r"\begin{align*}\end{align*}");
        assert_eq!(latex(r"\begin{alignat}{2}a\end{alignat}").unwrap(), r"\begin{align*}a\end{align*}");
        assert_eq!(latex(r"\mbox{a \euro b}").unwrap(), r"{\text{a €b}}");
        assert_eq!(latex(r"\text{if $x$}").unwrap(), r"{\text{if }x}");
        assert_eq!(latex(r"\definecolor{our}{rgb}{1,0,0}\color{our}x").unwrap(), r"\color[rgb]{1,0,0}x");
        assert_eq!(latex(r"\mathchoice{a}{b}{c}{d}").unwrap(), "{b}");
        assert_eq!(latex(r"\kern 3mu x\kern{2em}").unwrap(), r"\mkern 3mu  x\kern 2em ");
        for bad in [r"\def\x{}", r"\rlap", r"\raise{x}{y}", r"\cancelto{a}", r"\ce{a"] {
            assert!(latex(bad).is_err(), "{bad}");
        }
    }
}
