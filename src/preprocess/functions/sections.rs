//! `{{#lst:page|section}}` and its kin: parts of a page between `<section begin=…/>` and `<section end=…/>`.
//!
//! Behaviour: the extension Labeled Section Transclusion (`LabeledSectionTransclusion::pfuncIncludeInternal`,
//! `pfuncExcludeInternal`, `pfuncIncludeHeading`).

use std::ops::Range;
use std::rc::Rc;

use crate::diag::Diagnostic;
use crate::sanitize::attributes;
use crate::title::{Namespace, Target};

use super::super::frame::MAX_TEMPLATE_DEPTH;
use super::super::message;
use super::super::scan::{Mode, scan};
use super::super::text::decode;
use super::Args;

/// `{{#lst:page|section}}`, `{{#lst:page|first|last}}`: what the sections of that name hold, one after the other.
pub(super) fn include(args: &mut Args<'_, '_, '_>) -> Option<String> {
    let first = args.get(1);
    let last = args.try_get(2).filter(|name| !name.is_empty()).unwrap_or_else(|| first.clone());
    part(args, &|source| labelled(source, &first, &last))
}

/// `{{#lstx:page|section|instead}}`: all but these sections.
pub(super) fn exclude(args: &mut Args<'_, '_, '_>) -> Option<String> {
    let name = args.get(1);
    let instead = args.get(2);
    let mut pieces = Vec::new();
    let kept = |source: &str| {
        let mut at = 0;
        let mut kept = Vec::new();
        for section in labelled(source, &name, &name) {
            kept.push(at..section.start);
            at = section.end;
        }
        kept.push(at..source.len());
        kept
    };
    expand(args, &kept, &mut pieces).map_or_else(Some, |()| Some(pieces.join(&instead)))
}

/// `{{#lsth:page|heading}}`, `{{#lsth:page|heading|next}}`: from below a heading to the next one of its level or above.
pub(super) fn heading(args: &mut Args<'_, '_, '_>) -> Option<String> {
    let (from, to) = (args.get(1), args.get(2));
    part(args, &|source| headed(source, &from, &to))
}

/// Parts of a page, one after the other.
fn part(args: &mut Args<'_, '_, '_>, pick: &dyn Fn(&str) -> Vec<Range<usize>>) -> Option<String> {
    let mut pieces = Vec::new();
    expand(args, pick, &mut pieces).map_or_else(Some, |()| Some(pieces.concat()))
}

/// Expands parts of the page that is named first.
///
/// # Errors
/// The text that takes the call's place: a link to a page that is not there, or a message.
fn expand(args: &mut Args<'_, '_, '_>, pick: &dyn Fn(&str) -> Vec<Range<usize>>, pieces: &mut Vec<String>) -> Result<(), String> {
    let (frame, tree, place) = (args.frame, args.tree, args.place);
    let title = match Target::parse(&decode(args.first), Namespace::MAIN, args.context.site) {
        Some(Target::Page { title, .. }) => title,
        _ => return Err(String::new()),
    };
    args.context.ask(&title.full());
    let Some(loaded) = args.context.load(&title) else { return Err(format!("[[:{}]]", title.full())) };
    if frame.depth >= MAX_TEMPLATE_DEPTH {
        return Err(message::template_depth(args.context.site, MAX_TEMPLATE_DEPTH));
    }
    if frame.loops(&loaded.title) {
        args.context.warn(frame, place, Diagnostic::warning("template-loop", format!("template loop: {} calls itself", loaded.title)));
        return Err(message::template_loop(args.context.site, &loaded.title.full()));
    }
    // A page of many calls would be looked through once for each.
    if !args.context.charge(loaded.tree.source.len()) {
        return Err(String::new());
    }
    for range in pick(&loaded.tree.source) {
        let (Ok(from), Ok(to)) = (u32::try_from(range.start), u32::try_from(range.end)) else { continue };
        let piece = Rc::new(scan(&loaded.tree.source, (from, to), Mode::Inclusion, false));
        let child = args.context.child(frame, tree, &[], loaded.title.clone(), place);
        pieces.push(args.context.expanded(&child, &piece, piece.all()));
    }
    Ok(())
}

/// What lies between the labels `first` and `last`, which may occur more than once.
fn labelled(source: &str, first: &str, last: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut open = None;
    let mut at = 0;
    while let Some(n) = source[at..].find("<section") {
        let tag = at + n;
        let Some(end) = source[tag..].find('>').map(|n| tag + n + 1) else { break };
        at = end;
        for (key, value) in attributes::split(source[tag + "<section".len()..end - 1].trim_end_matches('/')) {
            // Without quotes the value may end in the slash of the tag.
            let value = value.trim_end_matches('/').trim();
            match key {
                "begin" if value == first && open.is_none() => open = Some(end),
                "end" if value == last => found.extend(open.take().map(|from| from..tag)),
                _ => {}
            }
        }
    }
    // A section without an end goes on to the end of the page.
    found.extend(open.map(|from| from..source.len()));
    found
}

/// What lies below a heading, up to `to` or to the next heading that is not below it.
fn headed(source: &str, from: &str, to: &str) -> Vec<Range<usize>> {
    let mut start: Option<(usize, usize)> = None;
    let mut at = 0;
    for line in source.split_inclusive('\n') {
        let here = at;
        at += line.len();
        let text = line.trim_end();
        let level = text.bytes().take_while(|b| *b == b'=').count().min(text.bytes().rev().take_while(|b| *b == b'=').count()).min(6);
        if level == 0 || text.len() <= 2 * level {
            continue;
        }
        let words = text[level..text.len() - level].trim();
        match start {
            None if words.eq_ignore_ascii_case(from) => start = Some((at, level)),
            Some((begin, _)) if !to.is_empty() && words.eq_ignore_ascii_case(to) => return std::iter::once(begin..here).collect(),
            Some((begin, own)) if to.is_empty() && level <= own => return std::iter::once(begin..here).collect(),
            _ => {}
        }
    }
    start.map(|(begin, _)| begin..source.len()).into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_found_in_all_their_spellings() {
        let source = "a<section begin=x/>b<section end=x/>c<section begin=\"x y\" />d<section end='x y' />e<section begin=x />f";
        let texts = |first: &str| labelled(source, first, first).into_iter().map(|r| &source[r]).collect::<Vec<_>>();
        assert_eq!(texts("x"), ["b", "f"]);
        assert_eq!(texts("x y"), ["d"]);
        assert_eq!(texts("z"), Vec::<&str>::new());
    }

    #[test]
    fn headings_bound_what_is_below_them() {
        let source = "a\n== 甲 ==\nb\n=== c ===\nd\n== 乙 ==\ne\n";
        let text = |from: &str, to: &str| headed(source, from, to).into_iter().map(|r| &source[r]).collect::<String>();
        assert_eq!(text("甲", ""), "b\n=== c ===\nd\n");
        assert_eq!(text("甲", "c"), "b\n");
        assert_eq!(text("乙", ""), "e\n");
    }
}
