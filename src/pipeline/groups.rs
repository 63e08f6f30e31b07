//! Glossary groups: those of files, and those of pages, with the groups that they take over.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use crate::title::{Namespace, Title};
use crate::variant::group::Group;
use crate::world::World;

/// How many groups one may take over, those that these take over included.
///
/// Attack: a chain of as many groups as a book has files, each asked for by every page.
const MAX_GROUPS: usize = 64;

/// The rules of a group, those of the groups that it takes over first; `None` if there is no such group.
///
/// `files` are the groups of files, by name.  Each group is taken once, so that groups that take over each other come
/// to an end.
pub(super) fn rules(name: &str, files: &FxHashMap<String, Group>, world: &dyn World) -> Option<Vec<String>> {
    let mut seen = vec![name.to_owned()];
    // Groups whose rules are still to come, and how many of their imports have been looked at.
    let mut open = vec![(group(name, files, world)?, 0)];
    let mut rules = Vec::new();
    while let Some((group_now, next)) = open.last_mut() {
        let import = group_now.imports.get(*next).cloned();
        *next += 1;
        match import {
            Some(import) if seen.contains(&import) || seen.len() >= MAX_GROUPS => {}
            Some(import) => {
                if let Some(inner) = group(&import, files, world) {
                    open.push((inner, 0));
                }
                seen.push(import);
            }
            None => rules.extend(open.pop().map(|(group, _)| group.rules).unwrap_or_default()),
        }
    }
    Some(rules)
}

/// A group by its name: a file's, or that of a page `Module:CGroup/…` or `Template:CGroup/…`.
fn group(name: &str, files: &FxHashMap<String, Group>, world: &dyn World) -> Option<Group> {
    if let Some(group) = files.get(name) {
        return Some(group.clone());
    }
    let pages = [(Namespace::MODULE, "CGroup/"), (Namespace::TEMPLATE, "CGroup/")];
    let text: Arc<str> = pages
        .into_iter()
        .filter_map(|(namespace, prefix)| Title::in_namespace(&format!("{prefix}{name}"), namespace, world.site()))
        .find_map(|title| world.text(&title))?;
    Some(Group::parse(&text))
}
