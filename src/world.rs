//! The stages' only window to what lies outside a page's own text.

use std::sync::Arc;

use crate::diag::Diagnostic;
use crate::site::Site;
use crate::title::Title;

/// What a template implemented in code gives.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CodeResult {
    /// The wikitext that takes the call's place.
    pub wikitext: String,
    /// What is wrong with the call, without a place: whoever asked knows where the call stands.
    pub diagnostics: Vec<Diagnostic>,
}

/// Answers what a page may ask about other pages and about the book.
///
/// Stages never open a file, read a clock or an environment variable: they ask a `World`.
pub trait World: Sync {
    /// The wiki.
    fn site(&self) -> &Site;

    /// The wikitext of a page, redirects not followed; `None` if the book has no such page.
    ///
    /// An exact title wins; for Chinese, a title that differs by script only is found too.
    fn text(&self, title: &Title) -> Option<Arc<str>>;

    /// The title that `title` reaches in the book: itself, or the page whose title differs by script only.
    fn find(&self, title: &Title) -> Option<Title>;

    /// Whether templates that taben brings along may be used (`--no-builtin-templates` says no).
    fn builtin_templates(&self) -> bool;

    /// The wikitext of a template that taben brings along, by its name without namespace.
    fn builtin_template(&self, name: &str) -> Option<Arc<str>>;

    /// Whether code implements the template of that name without namespace (the citation templates).
    ///
    /// Asked before arguments are expanded, and for existence; a world without code has none.
    fn is_code(&self, _name: &str) -> bool {
        false
    }

    /// What a template implemented in code gives, by its name without namespace; `None` if no code implements it.
    ///
    /// `arguments` are names and expanded values as the template's frame holds them: numbered ones as `1`, `2`, …,
    /// named ones trimmed.  `spelled` are the same where they hold marks, with each mark as the text that it stands for: what
    /// is kept of them outlives the page's marks.
    fn builtin_code(&self, _name: &str, _arguments: &[(String, String)], _spelled: Option<&[(String, String)]>) -> Option<CodeResult> {
        None
    }

    /// The conversion rules of a glossary group (`{{NoteTA|G1=…}}`), in the syntax of `-{…}-` bodies.
    fn rule_group(&self, name: &str) -> Option<Arc<[String]>>;
}
