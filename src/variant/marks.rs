//! Conversion marks: what a mark shows in one variant, and what it does to the page's rules and title.
//!
//! Facts: MediaWiki's `ConverterRule::parse` and `LanguageConverter::recursiveConvertRule`.

use std::borrow::Cow;

use super::events::{borrow, flat, literal};
use super::inline::MAX_DEPTH;
use super::names;
use super::rules::RuleSet;
use super::walk::Walk;
use crate::lang::Variant;
use crate::model::document::{Event, Flags, Mark};
use crate::model::html::{Attrs, Name};

impl<'e> Walk<'e> {
    /// Writes what a mark shows.  `depth` counts the marks around it, itself included.
    pub(super) fn mark<'a>(&mut self, mark: &'a Mark, depth: usize, out: &mut Vec<Event<'a>>) {
        if depth > MAX_DEPTH {
            let text = match self.variant.is_traditional() {
                true => format!("已超出語言轉換器深度限制（{MAX_DEPTH}）"),
                false => format!("字词转换器深度越限（{MAX_DEPTH}）"),
            };
            // One note a page is enough, and keeps what hostile nesting can write small.
            let note = if self.deep { String::new() } else { text };
            self.deep = true;
            literal(mark, Event::Text(note.into()), out);
            return;
        }
        let flags = mark.flags.effective(!mark.variants.is_empty());
        let is_filter = flags == Flags::default();
        if is_filter || flags.has(Flags::RAW) {
            let body = self.body(mark, depth);
            match self.filter(mark).filter(|_| is_filter && self.active) {
                Some(variant) => self.again(&body, variant, out),
                None => out.extend(body),
            }
            return;
        }
        if flags.has(Flags::NAME) {
            let code = flat(&self.body(mark, depth));
            out.push(Event::Text(Cow::Borrowed(names::name(code.trim()).unwrap_or_default())));
            return;
        }

        let adds = flags.has(Flags::PLUS);
        let removes = flags.has(Flags::REMOVE);
        let is_title = flags.has(Flags::TITLE);
        // A mark inside may show what is syntax here, so the rules are read again from what the inner marks show.
        let nested = mark.body.iter().any(|event| matches!(event, Event::Mark(_)));
        let (mut rules, settled) = if nested {
            let body = self.body(mark, depth);
            (RuleSet::read(&body), Some(body))
        } else {
            (self.rules(mark, depth), None)
        };
        if rules.is_empty() {
            let body = settled.unwrap_or_else(|| self.body(mark, depth));
            if adds || removes {
                rules.protect(&body);
                if rules.is_empty() {
                    return;
                }
            } else if is_title {
                // The title is the body itself, but never in a variant that is not converted.
                if self.variant != Variant::Zh && !body.is_empty() {
                    self.set_title(&body);
                }
                return;
            } else {
                out.extend(body);
                return;
            }
        }
        if is_title {
            let title = if self.variant == Variant::Zh {
                rules.own_text(self.variant).or_else(|| rules.first_target(self.variant))
            } else {
                rules.shown(self.variant)
            };
            if let Some(title) = title {
                self.set_title(title);
                self.title_rule = Some(rules.change(false));
            }
        }
        if (adds || removes) && self.active {
            self.by_rules |= adds;
            self.page.push(rules.change(removes));
            self.used.resize(self.page.len(), false);
        }
        self.show(flags, &rules, out);
    }

    /// Writes what a mark with rules shows.
    ///
    /// MediaWiki lets the last flag that it looks at decide; this is the order it comes to.
    fn show<'a>(&self, flags: Flags, rules: &RuleSet<'a>, out: &mut Vec<Event<'a>>) {
        let describes = flags.has(Flags::DESCRIBE);
        if flags.has(Flags::HIDE) || flags.has(Flags::TITLE) && !flags.has(Flags::ADD) {
            if describes {
                describe(rules, out);
            }
        } else if flags.has(Flags::REMOVE) || describes && flags.has(Flags::PLUS) {
            // Shows nothing.
        } else if describes {
            describe(rules, out);
        } else {
            match rules.shown(self.variant) {
                Some(text) => out.extend(text.iter().cloned()),
                None => out.extend(self.error()),
            }
        }
    }

    /// The note that stands where no rule gives a text.
    fn error<'a>(&self) -> [Event<'a>; 3] {
        let text = if self.variant.is_traditional() {
            "在手動語言轉換規則中檢測到錯誤"
        } else {
            "在手动语言转换规则中检测到错误"
        };
        let mut attrs = Attrs::new();
        attrs.set("class", "error");
        [Event::Open(Name::Span, attrs), Event::Text(Cow::Borrowed(text)), Event::Close(Name::Span)]
    }

    /// The variant to which the body of a mark with variants among its flags is converted.
    fn filter(&self, mark: &Mark) -> Option<Variant> {
        let mut chain = std::iter::once(self.variant).chain(self.variant.fallbacks().iter().copied());
        chain.find(|v| mark.variants.contains(v))
    }

    /// The body with the marks in it settled.
    fn body<'a>(&mut self, mark: &'a Mark, depth: usize) -> Vec<Event<'a>> {
        self.settle(&mark.body, depth)
    }

    /// The mark's rules with the marks in them settled, in the order they were written.
    fn rules<'a>(&mut self, mark: &'a Mark, depth: usize) -> RuleSet<'a> {
        let mut set = RuleSet::default();
        for rule in &mark.rules {
            let from = rule.from.as_ref().map(|from| self.settle(from, depth));
            let to = self.settle(&rule.to, depth);
            match from {
                None => set.add_two_way(rule.variant, to),
                Some(from) => set.add_one_way(rule.variant, from, to),
            }
        }
        set
    }

    /// Events with every mark replaced by what it shows, and nothing converted.
    fn settle<'a>(&mut self, events: &'a [Event<'static>], depth: usize) -> Vec<Event<'a>> {
        let mut out = Vec::with_capacity(events.len());
        for event in events {
            match event {
                Event::Mark(mark) => self.mark(mark, depth + 1, &mut out),
                event => out.push(borrow(event)),
            }
        }
        out
    }

    fn set_title(&mut self, title: &[Event<'_>]) {
        if self.active {
            self.by_rules = true;
            self.title = Some(title.iter().cloned().map(Event::into_owned).collect());
        }
    }
}

/// Writes what `-{D|…}-` shows: every rule and the name of its variant.
fn describe<'a>(rules: &RuleSet<'a>, out: &mut Vec<Event<'a>>) {
    let text = |text: &'static str| Event::Text(Cow::Borrowed(text));
    for (variant, to) in &rules.two_way {
        out.extend([text(variant.name()), text("：")]);
        out.extend(to.iter().cloned());
        out.push(text("；"));
    }
    for (variant, rules) in &rules.one_way {
        for rule in rules {
            out.extend(rule.from.iter().cloned());
            out.extend([text("⇒"), text(variant.name()), text("：")]);
            out.extend(rule.to.iter().cloned());
            out.push(text("；"));
        }
    }
}
