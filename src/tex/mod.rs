//! Formulas: TeX, as wikis write it, becomes MathML.
//!
//! 1. `source`: what MediaWiki's Math extension knows beyond the package is put into its words, `\ce{…}` by `chemistry`.
//! 2. `math-core` makes MathML of it (`docs/decisions/0004-formulas.md`).
//! 3. `checked`: only elements and attributes on a list may leave, with their text escaped anew: the package is
//!    trusted with formulas and not with a reader's browser.
//!
//! Facts: `Help:Displaying a formula` on Meta-Wiki, the extension Math and its `texutil.json`; MathML Core (W3C).

mod checked;
mod chemistry;
mod groups;
mod moved;
mod names;
mod source;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::LazyLock;

use math_core::{LatexToMathML, MathCoreConfig, MathDisplay};

pub use self::checked::is_element;
use crate::model::html::escape_text;

/// The longest formula, in bytes.
///
/// Formulas of articles are under two thousand.  The package's parser calls itself for arguments, so a formula of
/// ten thousand `\sqrt` would exhaust the stack; [`MAX_NESTING`] bounds that, this bounds the rest.
const MAX_BYTES: usize = 16 << 10;

/// How many braces, arguments and environments may stand in each other; see [`MAX_BYTES`].
const MAX_NESTING: usize = 60;

/// The same, in the package's words: what stands for a command may be two groups.
const MAX_SET_NESTING: usize = 3 * MAX_NESTING;

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
    let too_deep = |tex: &str, most| if groups::nesting(tex) > most { Err("the formula is nested too deeply") } else { Ok(()) };
    too_deep(tex, MAX_NESTING)?;
    let latex = source::latex(tex, display)?;
    too_deep(&latex, MAX_SET_NESTING)?;
    // The package is the one part of a page that taben has not made: if it fails, the page stays.
    let rendered =
        catch_unwind(AssertUnwindSafe(|| render(&latex, display))).unwrap_or_else(|_| Err("the formula cannot be set".to_owned()))?;
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

/// The package, set up once.
///
/// Accents that browsers stretch unevenly (`\widetilde`) are wanted: without them the formula would stay TeX.
static CONVERTER: LazyLock<LatexToMathML> = LazyLock::new(|| {
    let config = MathCoreConfig { allow_unreliable_rendering: true, ..MathCoreConfig::default() };
    LatexToMathML::new(config).unwrap_or_default()
});

/// What the package makes of LaTeX: one `<math>` element.
fn render(latex: &str, display: bool) -> Result<String, String> {
    let display = if display { MathDisplay::Block } else { MathDisplay::Inline };
    CONVERTER.convert_with_local_state(latex, display).map(|done| done.mathml).map_err(|error| error.to_string())
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

    /// Each formula of the list, with the words that it is expected to fail with.
    fn listed() -> Vec<(String, String)> {
        let mut template = "";
        let mut formulas = Vec::new();
        for line in include_str!("../../tests/suite/tex/commands.txt").lines() {
            if let Some((_, found)) = line.strip_prefix('[').and_then(|line| line.split_once("] ")) {
                template = found;
            } else if !line.starts_with('#') {
                formulas.extend(line.split_whitespace().map(|name| (name.to_owned(), template.replace('@', name))));
            }
        }
        formulas
    }

    #[test]
    fn what_the_extension_accepts_is_set() {
        let formulas = listed();
        assert!(formulas.len() > 700);
        let failed: Vec<String> =
            formulas.iter().filter_map(|(name, tex)| mathml(tex, false).err().map(|error| format!("{name}: {tex}: {error}"))).collect();
        assert!(failed.is_empty(), "{} of {}:\n{}", failed.len(), formulas.len(), failed.join("\n"));
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
