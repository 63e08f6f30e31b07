//! What conversion did to a page in all of a book's views, for its editors.
//!
//! 1. `trace` follows the making of each view.
//! 2. This file puts the views together: rules with their uses, rules that get in each other's way, words that nothing
//!    decided, text that is left in the other script, and text that is protected.

use std::collections::BTreeMap;

use super::matcher::{MAX_GROWTH, Matcher};
use super::rules::{Change, PageRules};
use super::script::Scripts;
use super::tables::Base;
pub use super::trace::{RuleId, Spot};
use super::trace::{Trace, balance};
use super::walk::Walk;
use super::words::Words;
use super::{Engine, ViewInput};
use crate::lang::Variant;
use crate::model::document::Event;

/// How many pairs of an unused rule and a longer word are compared; a page that has more is told less.
const MAX_COMPARED: usize = 4_000_000;

/// A rule and what it did.
#[derive(Clone, Debug)]
pub struct RuleUse {
    /// The rule as a mark's body writes it: `zh-cn:软件;zh-tw:軟體`, or the word it protects.
    pub text: String,
    /// Which of the page's events its mark is, or comes before.
    pub event: usize,
    /// It takes words out of the tables.
    pub removes: bool,
    /// It protects one word.
    pub protects: bool,
    /// How often each view used it, views without a use left out.
    pub uses: Vec<(Variant, usize)>,
}

/// How a rule comes to nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Shadowed {
    /// A later rule of the page maps the same word to something else, from where it stands.
    Overridden {
        /// The later rule.
        by: usize,
        /// The word.
        word: String,
    },
    /// Its word stands on the page only inside a longer word.
    Covered {
        /// The longer word.
        by: String,
        /// The rule's word.
        word: String,
    },
    /// The tables say the same in every view.
    Redundant,
}

/// A Simplified character that can be several Traditional ones, where nothing decided.
#[derive(Clone, Debug)]
pub struct Ambiguous {
    /// The character.
    pub character: char,
    /// What it became, in the first view that is in the Traditional script.
    pub becomes: char,
    /// What it can be; what it becomes by itself first.
    pub choices: Vec<char>,
    /// Where it stands.
    pub spots: Vec<Spot>,
}

/// Characters that a view's readers do not write.
#[derive(Clone, Debug)]
pub struct WrongScript {
    /// The views that show them.
    pub views: Vec<Variant>,
    /// The characters.
    pub characters: String,
    /// The text that they stand in, as it is shown.
    pub shown: String,
    /// The rule that put them there; none if a mark did.
    pub rule: Option<RuleId>,
    /// Where.
    pub spot: Spot,
}

/// Text that a mark keeps as it is.
#[derive(Clone, Debug)]
pub struct Protected {
    /// Where, and the text.
    pub spot: Spot,
    /// Conversion would change some of it; otherwise the mark does nothing.
    pub needed: bool,
}

/// What conversion did to a page.
#[derive(Clone, Debug, Default)]
pub struct Audit {
    /// The page's rules, in the order they hold.
    pub rules: Vec<RuleUse>,
    /// The book's rules that the page used, by their place in the book's list, and how often.
    pub book: Vec<(usize, Vec<(Variant, usize)>)>,
    /// Rules of the page that come to nothing, by their place in `rules`.
    pub shadowed: Vec<(usize, Shadowed)>,
    /// Words that nothing decided, in order of first appearance.
    pub ambiguous: Vec<Ambiguous>,
    /// Text in the wrong script.
    pub wrong: Vec<WrongScript>,
    /// Protected text.
    pub protected: Vec<Protected>,
}

/// Makes a page's views and tells what was done; as [`super::convert`], without what the views show.
///
/// A page that is not converted, and a view in `zh`, tell nothing.
#[must_use]
pub fn audit(input: &ViewInput<'_>, variants: &[Variant], engine: &Engine) -> Audit {
    let mut audit = Audit::default();
    if input.no_content_convert {
        return audit;
    }
    let words = Words::new(engine, input.book);
    let book = words.book().map_or(&[][..], super::glossary::Glossary::changes);
    let scripts = Scripts::get();
    let texts = input.events.iter().filter_map(|e| if let Event::Text(t) = e { Some(&**t) } else { None });
    let page_is_traditional = texts.map(|t| balance(t, scripts)).sum::<isize>() > 0;
    let mut uses: BTreeMap<RuleId, Vec<(Variant, usize)>> = BTreeMap::new();
    let mut traces: Vec<(Variant, Trace)> = Vec::new();
    let mut rules = PageRules::default();
    for variant in variants.iter().copied().filter(|v| *v != Variant::Zh) {
        let (mut trace, page) = follow(input, variant, words, Trace::new(book, variant, page_is_traditional));
        trace.learn(&page, variant, input.events.len());
        for (rule, count) in sorted(&trace.uses) {
            uses.entry(rule).or_default().push((variant, count));
        }
        traces.push((variant, trace));
        rules = page;
    }
    let Some((_, first)) = traces.first() else { return audit };
    let changes = rules.changes();
    for (at, change) in changes.iter().enumerate() {
        let told = change.told();
        audit.rules.push(RuleUse {
            text: told.written(),
            event: first.places.get(at).copied().unwrap_or_default(),
            removes: change.removes(),
            protects: told.protected().is_some(),
            uses: uses.remove(&RuleId::Page(at)).unwrap_or_default(),
        });
    }
    audit.book = uses.into_iter().filter_map(|(rule, n)| if let RuleId::Book(at) = rule { Some((at, n)) } else { None }).collect();
    shadows(&mut audit, changes, &traces);
    for (variant, trace) in &traces {
        ambiguous(&mut audit, trace, scripts, *variant);
    }
    for (variant, trace) in traces {
        gather(&mut audit, variant, trace);
    }
    audit
}

/// A rule in the form that [`RuleUse::text`] has, to compare; `None` if it is none.
#[must_use]
pub fn normal_rule(rule: &str) -> Option<String> {
    let (glossary, _) = super::glossary::Glossary::parse([rule]);
    glossary.changes().first().map(|change| change.told().written())
}

/// Makes one view and follows it.
fn follow(input: &ViewInput<'_>, variant: Variant, words: Words<'_>, trace: Trace) -> (Trace, PageRules) {
    let mut walk = Walk {
        variant,
        words,
        page: PageRules::default(),
        title: None,
        title_rule: None,
        used: Vec::new(),
        cuts: None,
        by_rules: false,
        active: true,
        deep: false,
        language: input.language,
        hits: None,
        place: 0,
        captions: 0,
        budget: MAX_GROWTH,
        trace: Some(Box::new(trace)),
    };
    walk.page(input.events, &mut Vec::with_capacity(input.events.len()));
    (walk.trace.map(|t| *t).unwrap_or_default(), walk.page)
}

/// A hash table's entries in an order that does not depend on it.
fn sorted(uses: &rustc_hash::FxHashMap<RuleId, usize>) -> BTreeMap<RuleId, usize> {
    uses.iter().map(|(rule, count)| (*rule, *count)).collect()
}

/// Which rules come to nothing.
fn shadows(audit: &mut Audit, changes: &[Change], traces: &[(Variant, Trace)]) {
    for (_, trace) in traces {
        for conflict in &trace.conflicts {
            let shadow = (conflict.first, Shadowed::Overridden { by: conflict.second, word: conflict.word.clone() });
            if !audit.shadowed.contains(&shadow) && audit.shadowed.len() < 1000 {
                audit.shadowed.push(shadow);
            }
        }
    }
    let mut compared = 0;
    for (at, change) in changes.iter().enumerate().filter(|(_, c)| !c.removes()) {
        let mut redundant = true;
        let mut covered = None;
        let mut any = false;
        for (variant, trace) in traces {
            let matcher = Matcher { page: None, book: None, base: Base::of(*variant), removed: None };
            change.pairs(*variant, |from, to| {
                any = true;
                redundant &= to.events.is_none() && matcher.convert(from) == *to.text;
                if audit.rules[at].uses.is_empty() && covered.is_none() && compared < MAX_COMPARED {
                    compared += trace.words.len();
                    let longer = trace.words.iter().filter(|w| w.len() > from.len() && w.contains(from)).min();
                    covered = longer.map(|by| Shadowed::Covered { by: by.to_string(), word: from.to_owned() });
                }
            });
        }
        if any && redundant {
            audit.shadowed.push((at, Shadowed::Redundant));
        } else if let Some(covered) = covered {
            audit.shadowed.push((at, covered));
        }
    }
    audit.shadowed.sort_by_key(|(at, _)| *at);
}

/// Adds what one view left undecided, each place once.
fn ambiguous(audit: &mut Audit, trace: &Trace, scripts: &Scripts, variant: Variant) {
    let first = audit.ambiguous.is_empty();
    let mut index: BTreeMap<char, usize> = audit.ambiguous.iter().enumerate().map(|(at, a)| (a.character, at)).collect();
    for undecided in &trace.undecided {
        let at = *index.entry(undecided.character).or_insert_with(|| {
            let choices = scripts.choices(undecided.character).to_vec();
            let character = undecided.character;
            let becomes = Base::of(variant).and_then(|base| base.single(character)).unwrap_or(character);
            audit.ambiguous.push(Ambiguous { character, becomes, choices, spots: Vec::new() });
            audit.ambiguous.len() - 1
        });
        let spots = &mut audit.ambiguous[at].spots;
        // The second Traditional view leaves nearly the same undecided as the first.
        if first || !spots.contains(&undecided.spot) {
            spots.push(undecided.spot.clone());
        }
    }
}

/// Adds what one view shows in the wrong script or as it is.
fn gather(audit: &mut Audit, variant: Variant, trace: Trace) {
    for left in trace.left {
        let same = audit.wrong.iter_mut().find(|w| w.spot == left.spot && w.characters == left.characters);
        match same {
            Some(wrong) if !wrong.views.contains(&variant) => wrong.views.push(variant),
            Some(_) => {}
            None => audit.wrong.push(WrongScript {
                views: vec![variant],
                characters: left.characters,
                shown: left.shown,
                rule: left.rule,
                spot: left.spot,
            }),
        }
    }
    if audit.protected.is_empty() {
        audit.protected = trace.raw.into_iter().map(|raw| Protected { spot: raw.spot, needed: raw.needed }).collect();
    }
}

#[cfg(test)]
mod tests {
    use super::super::inline;
    use super::*;

    fn of(text: &str) -> Audit {
        let events = inline::read(text);
        let engine = Engine::mediawiki();
        let input = ViewInput { events: &events, title: "页", language: "zh", ..ViewInput::default() };
        audit(&input, &[Variant::ZhCn, Variant::ZhTw], &engine)
    }

    #[test]
    fn uses_are_counted_by_view() {
        let audit = of("-{H|zh-cn:软件;zh-tw:軟體}--{H|zh-cn:硬件;zh-tw:硬體}-软件和软件，軟體");
        assert_eq!(audit.rules[0].text, "zh-cn:软件;zh-tw:軟體");
        assert_eq!(audit.rules[0].uses, [(Variant::ZhCn, 3), (Variant::ZhTw, 3)]);
        assert!(audit.rules[1].uses.is_empty());
    }

    #[test]
    fn rules_that_come_to_nothing_are_told() {
        let audit = of("-{H|zh-cn:甲乙;zh-tw:丙丁}--{H|zh-cn:甲乙;zh-tw:戊己}--{H|zh-cn:气;zh-tw:氣}-甲乙");
        assert_eq!(audit.shadowed[0], (0, Shadowed::Overridden { by: 1, word: "甲乙".into() }));
        assert!(audit.shadowed.contains(&(2, Shadowed::Redundant)));
        let audit = of("-{H|zh-cn:甲;zh-tw:丙}--{H|zh-cn:甲乙;zh-tw:丁己}-甲乙");
        assert_eq!(audit.shadowed, [(0, Shadowed::Covered { by: "甲乙".into(), word: "甲".into() })]);
        assert!(of("-{H|zh-cn:甲;zh-tw:丙}-甲").shadowed.is_empty());
    }

    #[test]
    fn undecided_characters_stand_with_their_context() {
        let audit = of("他去发电，头发很长。");
        assert_eq!(audit.ambiguous.len(), 1, "{:?}", audit.ambiguous);
        let hair = &audit.ambiguous[0];
        assert_eq!((hair.character, hair.choices[0], hair.spots.len()), ('发', '發', 1));
        assert_eq!((hair.spots[0].before.as_str(), hair.spots[0].after.as_str()), ("他去", "电，头发很长。"));
        // Who writes Traditional has chosen already.
        assert!(of("後面還沒有發電").ambiguous.is_empty());
        assert!(of("-{发}-").ambiguous.is_empty());
    }

    #[test]
    fn what_is_left_in_the_other_script_is_told() {
        let audit = of("气-{软体}--{H|zh-cn:硬体;zh-tw:硬体}-硬体");
        let found: Vec<(&str, &str)> = audit.wrong.iter().map(|w| (w.shown.as_str(), w.views[0].code())).collect();
        assert_eq!(found, [("软体", "zh-tw"), ("硬体", "zh-tw")]);
        assert_eq!(audit.protected.len(), 1);
        assert!(audit.protected[0].needed && !of("-{abc}-").protected[0].needed);
    }
}
