//! What a reader is told of a page's conversion rules.

use std::sync::{Arc, PoisonError, RwLock};

use rustc_hash::{FxHashMap, FxHashSet};

use crate::pipeline::world::Groups;
use crate::theme::context::{self, RuleText};
use crate::variant::glossary;
use crate::variant::{Told, View};

/// How many of the rules that a page used are listed; nobody reads more.
const MAX_USED: usize = 300;
/// How many of a page's own rules that it did not use are listed.
const MAX_UNUSED: usize = 60;
/// How many characters of a word are shown: a rule may hold whole paragraphs.
const MAX_CHARS: usize = 80;

/// The rules of glossary groups, read when first asked for and kept for all pages.
#[derive(Debug, Default)]
pub(in crate::pipeline) struct GroupIndex {
    groups: RwLock<FxHashMap<String, Arc<FxHashSet<Told>>>>,
}

impl GroupIndex {
    /// The rules of a group of that name.
    fn of(&self, name: &str, rules: &[String]) -> Arc<FxHashSet<Told>> {
        if let Some(known) = self.groups.read().unwrap_or_else(PoisonError::into_inner).get(name) {
            return Arc::clone(known);
        }
        let read: Arc<FxHashSet<Told>> = Arc::new(rules.iter().filter_map(|rule| glossary::told(rule)).collect());
        self.groups.write().unwrap_or_else(PoisonError::into_inner).insert(name.to_owned(), Arc::clone(&read));
        read
    }
}

/// A page's groups: their names, and their rules.
pub(super) struct PageGroups<'g> {
    groups: Vec<(&'g str, Arc<FxHashSet<Told>>)>,
}

impl<'g> PageGroups<'g> {
    pub(super) fn new(index: &GroupIndex, groups: &'g Groups) -> Self {
        Self { groups: groups.iter().map(|(name, rules)| (name.as_str(), index.of(name, rules))).collect() }
    }

    /// The group that a rule comes from.
    pub(super) fn of(&self, rule: &Told) -> Option<&'g str> {
        self.groups.iter().find(|(_, rules)| rules.contains(rule)).map(|(name, _)| *name)
    }
}

/// A page's rules as a view's readers are told of them; `None` if it has none.
pub(super) fn of_view<'g>(view: &View<'_>, groups: &PageGroups<'g>) -> Option<context::Rules<'g>> {
    if !view.converted_by_rules {
        return None;
    }
    let mut out = context::Rules { title: view.title_rule().map(|told| texts(&told)).unwrap_or_default(), ..context::Rules::default() };
    let mut counts: Vec<context::RuleGroup<'g>> =
        groups.groups.iter().map(|(name, rules)| context::RuleGroup { name, count: rules.len(), used: 0 }).collect();
    let of_groups: usize = counts.iter().map(|g| g.count).sum();
    let mut unused = 0usize;
    // Rules that were not used are read only as far as they may be shown: a group may hold thousands.
    let mut looked_at = 0;
    for (_, rule) in view.rules() {
        if rule.used {
            let told = rule.told();
            let group = groups.of(&told);
            if let Some(count) = counts.iter_mut().find(|g| Some(g.name) == group) {
                count.used += 1;
            }
            if out.used.len() < MAX_USED {
                out.used.push(context::Rule { group, texts: texts(&told) });
            } else {
                out.more += 1;
            }
            continue;
        }
        unused += 1;
        if out.unused.len() < MAX_UNUSED && looked_at < of_groups + MAX_UNUSED {
            looked_at += 1;
            let told = rule.told();
            if groups.of(&told).is_none() {
                out.unused.push(context::Rule { group: None, texts: texts(&told) });
            }
        }
    }
    let used_of_groups: usize = counts.iter().map(|g| g.used).sum();
    let own = unused.saturating_sub(of_groups.saturating_sub(used_of_groups));
    out.more += own.saturating_sub(out.unused.len());
    out.groups = counts;
    Some(out)
}

/// A rule's texts.  A word that is protected has one, and no variant.
pub(super) fn texts(told: &Told) -> Vec<RuleText> {
    if let Some(word) = told.protected() {
        return vec![RuleText { name: "", lang: "", from: None, text: shortened(word) }];
    }
    let two_way = told.two_way.iter().map(|(variant, text)| RuleText {
        name: variant.name(),
        lang: variant.bcp47(),
        from: None,
        text: shortened(text),
    });
    let one_way = told.one_way.iter().map(|(from, variant, text)| RuleText {
        name: variant.name(),
        lang: variant.bcp47(),
        from: Some(shortened(from)),
        text: shortened(text),
    });
    two_way.chain(one_way).take(64).collect()
}

/// The beginning of a long text.
pub(super) fn shortened(text: &str) -> String {
    match text.char_indices().nth(MAX_CHARS) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}
