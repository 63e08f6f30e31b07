//! Formulas: TeX, as wikis write it, becomes MathML.
//!
//! 1. `source`: what Wikimedia's `texvc` knows beyond LaTeX is put into LaTeX's words, `\ce{…}` by `chemistry`.
//! 2. `pulldown-latex` makes MathML of it.
//! 3. `checked`: only elements and attributes on a list may leave, with their text escaped anew: the package is
//!    trusted with formulas and not with a reader's browser.
//!
//! Facts: `Help:Displaying a formula` on Meta-Wiki, the extension Math and its `texutil.json`; MathML Core (W3C).

mod checked;
mod chemistry;
mod source;

use std::panic::{AssertUnwindSafe, catch_unwind};

use pulldown_latex::config::{DisplayMode, RenderConfig};
use pulldown_latex::{Parser, Storage, push_mathml};

pub use self::checked::is_element;
use crate::model::html::escape_text;

/// The longest formula, in bytes.
///
/// Formulas of articles are under two thousand.  The package's parser calls itself for arguments, so a formula of
/// ten thousand `\sqrt` would exhaust the stack; [`MAX_NESTING`] bounds that, this bounds the rest.
const MAX_BYTES: usize = 16 << 10;

/// How many braces, arguments and environments may stand in each other; see [`MAX_BYTES`].
const MAX_NESTING: usize = 60;

/// The most steps a formula may have; the package has no loops of its own, so this is a second lock on the door.
const MAX_EVENTS: usize = 100_000;

/// How many bytes of TeX of one page are set; what follows stays TeX.
///
/// Attack: a page of 10 MB of short formulas, each of them another.  A megabyte takes a fifth of a second to set and becomes ten
/// megabytes of MathML; the longest articles on mathematics hold less than a tenth of that.
const MAX_PAGE: usize = 1 << 20;

/// What each formula costs besides its text, in bytes: one letter is a whole formula to the package.
const FORMULA_COST: usize = 64;

/// What may still be spent on the formulas of a page.
#[derive(Debug)]
pub struct Budget(usize);

impl Default for Budget {
    fn default() -> Self {
        Self(MAX_PAGE)
    }
}

impl Budget {
    /// Pays for setting a formula; `false` if there is not enough left.
    pub fn pay(&mut self, tex: &str) -> bool {
        let cost = tex.len().saturating_add(FORMULA_COST);
        let enough = cost <= self.0;
        if enough {
            self.0 -= cost;
        }
        enough
    }
}

/// Gives a formula as a `<math>` element that holds its TeX as an annotation.
///
/// `display` says that it stands on a line of its own.
///
/// # Errors
/// What is wrong with the formula, in a few words.
pub fn mathml(tex: &str, display: bool) -> Result<String, String> {
    if tex.len() > MAX_BYTES {
        return Err(format!("the formula is longer than {MAX_BYTES} bytes"));
    }
    let latex = source::latex(tex)?;
    if source::nesting(&latex) > MAX_NESTING {
        return Err("the formula is nested too deeply".to_owned());
    }
    // The package is the one part of a page that taben has not made: if it fails, the page stays.
    let rendered = catch_unwind(AssertUnwindSafe(|| render(&latex))).unwrap_or_else(|_| Err("the formula cannot be set".to_owned()))?;
    let mut out = String::with_capacity(rendered.len() + tex.len() + 120);
    out.push_str(if display { "<math display=\"block\"><semantics><mrow>" } else { "<math><semantics><mrow>" });
    if display || tex.trim_start().starts_with("\\displaystyle") {
        out.truncate(out.len() - "<mrow>".len());
        out.push_str("<mrow displaystyle=\"true\">");
    }
    checked::write(&rendered, &mut out)?;
    out.push_str("</mrow><annotation encoding=\"application/x-tex\">");
    escape_text(tex, &mut out);
    out.push_str("</annotation></semantics></math>");
    Ok(out)
}

/// What the package makes of LaTeX: one `<math>` element.
fn render(latex: &str) -> Result<String, String> {
    let storage = Storage::new();
    let events =
        Parser::new(latex, &storage).take(MAX_EVENTS).collect::<Result<Vec<_>, _>>().map_err(|error| first_line(&error.to_string()))?;
    let config = RenderConfig { display_mode: DisplayMode::Inline, ..RenderConfig::default() };
    let mut out = String::new();
    push_mathml(&mut out, events.into_iter().map(Ok::<_, std::convert::Infallible>), config)
        .map_err(|error| first_line(&error.to_string()))?;
    Ok(out)
}

/// The first line of a message: the package draws the formula below it, which taben's own report does better.
fn first_line(message: &str) -> String {
    let line = message.lines().next().unwrap_or_default();
    line.strip_prefix("parsing error: ").unwrap_or(line).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_wikis_write_becomes_mathml() {
        let formulas = [
            r"\begin{align} a &= b \\ c &= d \end{align}",
            r"\begin{cases} x & \text{如果 } x>0 \\ -x & \mbox{否则} \end{cases}",
            r"\begin{pmatrix} 1 & 2 \\ 3 & 4 \end{pmatrix}",
            r"\begin{smallmatrix} a & b \end{smallmatrix} \not= \lVert x\rVert \bigl( x \bigr)",
            r"\R^n \isin \mathcal{F} \and \empty \or \N \infin \sgn x",
            r"\operatorname{sgn}(x) + \operatorname*{arg\,max}_x f",
            r"\ce{2H2 + O2 -> 2H2O} + \ce{SO4^2-}",
            r"\sqrt[3]{x} \overline{AB} \vec{v} \int_0^\infty e^{-x^2}\,dx",
            r"\begin{array}{|c|c|} \hline a & b \\ \hline \end{array}",
            r"{\color{red}x} \boldsymbol{\alpha} \tfrac12 \dbinom{n}{k} \underbrace{a+b}_{n} \xrightarrow{f}",
        ];
        for tex in formulas {
            let html = mathml(tex, false).unwrap_or_else(|e| panic!("{tex}: {e}"));
            assert!(html.starts_with("<math><semantics>") && !html.contains("merror"), "{html}");
            let mut annotation = String::new();
            escape_text(tex, &mut annotation);
            assert!(html.contains(&format!(">{annotation}</annotation>")), "{html}");
        }
    }

    #[test]
    fn what_is_no_formula_is_told() {
        for tex in [r"x_{1_{2", r"\nosuchthing x", r"\href{javascript:alert(1)}{x}", r"\def\a{\a\a}\a", r"\begin{align} x"] {
            assert!(mathml(tex, true).is_err(), "{tex}");
        }
    }

    #[test]
    fn markup_in_a_formula_stays_text() {
        let html = mathml(r"\text{<script>alert(1)</script>} < b", true).unwrap();
        assert!(!html.contains("<script"), "{html}");
        assert!(html.contains("&lt;script&gt;"), "{html}");
    }

    #[test]
    fn openers_without_an_end_do_no_harm() {
        for opener in [
            "{",
            "\\sqrt",
            "\\sqrt{",
            "\\left(",
            "\\begin{matrix}",
            "^",
            "_{",
            "\\text{",
            "\\ce{",
            "\\frac",
            "\\hat ",
            "-",
            "\\color{red}",
            "\\not",
            "\\begin{",
            "$",
        ] {
            for tail in ["", "x", "}"] {
                let tex = opener.repeat(3000) + tail;
                let _ = mathml(&tex, true);
            }
        }
    }
}
