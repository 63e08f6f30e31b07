//! What a word of code is, in a dozen classes.
//!
//! Facts: Sublime Text's "Scope Naming", which its grammars follow.

use std::sync::LazyLock;

use syntect::parsing::Scope;

/// Scopes and their classes; the first that fits counts, so the narrower stand first.
const CLASSES: &[(&str, &str)] = &[
    ("comment", "hl-c"),
    ("string.regexp", "hl-e"),
    ("string", "hl-s"),
    ("constant.character.escape", "hl-e"),
    ("constant.other.placeholder", "hl-e"),
    ("constant.language", "hl-k"),
    ("constant", "hl-n"),
    ("keyword.operator.word", "hl-k"),
    ("keyword.operator", ""),
    ("keyword", "hl-k"),
    ("storage", "hl-k"),
    ("entity.name.function", "hl-f"),
    ("support.function", "hl-f"),
    ("variable.function", "hl-f"),
    ("entity.name.tag", "hl-t"),
    ("entity.name.section", "hl-t"),
    ("entity.name", "hl-t"),
    ("support.type", "hl-t"),
    ("support.class", "hl-t"),
    ("entity.other.inherited-class", "hl-t"),
    ("entity.other.attribute-name", "hl-a"),
    ("variable.parameter", "hl-a"),
    ("variable.language", "hl-k"),
    ("markup.inserted", "hl-i"),
    ("markup.deleted", "hl-d"),
    ("markup.heading", "hl-t"),
    ("markup.raw", "hl-s"),
    ("meta.preprocessor", "hl-p"),
];

static SCOPES: LazyLock<Vec<(Scope, &'static str)>> =
    LazyLock::new(|| CLASSES.iter().filter_map(|(name, class)| Some((Scope::new(name).ok()?, *class))).collect());

/// The class of a text inside these scopes, the innermost last; `None` if it is like the text around it.
pub(super) fn class(stack: &[Scope]) -> Option<&'static str> {
    let scopes = &*SCOPES;
    stack
        .iter()
        .rev()
        .find_map(|scope| scopes.iter().find(|(known, _)| known.is_prefix_of(*scope)))
        .map(|(_, class)| *class)
        .filter(|class| !class.is_empty())
}
