//! `#lst`, `#lstx` and `#lsth`: parts of other pages.
//!
//! Behaviour: the extension LabeledSectionTransclusion, `LabeledSectionTransclusion::pfuncIncludeInternal`,
//! `pfuncExcludeInternal` and `pfuncIncludeHeading`.

use std::ops::Range;
use std::rc::Rc;
use std::sync::Arc;

use super::super::message;
use super::super::scan::{Mode, scan};
use super::Args;
use crate::diag::Diagnostic;
use crate::title::Title;

/// `{{#lst: page | section | last section}}`: what stands between `<section begin=… />` and `<section end=… />`, of all such
/// pairs; the whole page if no section is named.
pub(super) fn include(args: &mut Args<'_, '_, '_>) -> Option<String> {
    let (title, text) = match page(args)? {
        Ok(page) => page,
        Err(link) => return Some(link),
    };
    let first = args.get(1);
    if first.is_empty() {
        return expand(args, title, text.to_string());
    }
    let last = args.try_get(2).filter(|name| !name.is_empty()).unwrap_or_else(|| first.clone());
    let cut = stretches(&text, &first, &last).into_iter().map(|range| &text[range]).collect();
    expand(args, title, cut)
}

/// `{{#lstx: page | section | text instead}}`: the page without that section.
pub(super) fn exclude(args: &mut Args<'_, '_, '_>) -> Option<String> {
    let (title, text) = match page(args)? {
        Ok(page) => page,
        Err(link) => return Some(link),
    };
    let section = args.get(1);
    let instead = args.get(2);
    let mut cut = String::with_capacity(text.len());
    let mut at = 0;
    for range in stretches(&text, &section, &section) {
        cut.push_str(&text[at..range.start]);
        cut.push_str(&instead);
        at = range.end;
    }
    cut.push_str(&text[at..]);
    expand(args, title, cut)
}

/// `{{#lsth: page | heading | heading after the last}}`: what stands below a heading, up to the next of its level or a higher
/// one; what stands before the first heading, if none is named.
pub(super) fn heading(args: &mut Args<'_, '_, '_>) -> Option<String> {
    let (title, text) = match page(args)? {
        Ok(page) => page,
        Err(link) => return Some(link),
    };
    let first = args.get(1).to_lowercase();
    let until = args.get(2).to_lowercase();
    let mut from = first.is_empty().then_some((0, 6));
    let mut end = text.len();
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        if let Some((level, name)) = heading_of(line) {
            match from {
                None if name == first => from = Some((at + line.len(), level)),
                Some((_, open)) if (until.is_empty() && level <= open) || (!until.is_empty() && name == until) => {
                    end = at;
                    break;
                }
                _ => {}
            }
        }
        at += line.len();
    }
    let Some((start, _)) = from else { return Some(String::new()) };
    expand(args, title, text[start..end].trim_end_matches('\n').to_owned())
}

/// The level and the text of a line that is a heading, lower case.
fn heading_of(line: &str) -> Option<(usize, String)> {
    let line = line.trim_end();
    let level = line.bytes().take_while(|b| *b == b'=').count().min(line.bytes().rev().take_while(|b| *b == b'=').count()).min(6);
    let name = line.get(level..line.len().checked_sub(level)?)?;
    (level > 0 && !name.trim().is_empty()).then(|| (level, name.trim().to_lowercase()))
}

/// The page that is asked for and its source, a redirect followed; a link if there is none.
fn page(args: &mut Args<'_, '_, '_>) -> Option<Result<(Title, Arc<str>), String>> {
    let title = args.context.template_title(args.frame, &format!(":{}", args.first.trim_start_matches(':')))?;
    args.context.ask(&title.full());
    let Some(loaded) = args.context.load(&title) else {
        args.context.miss(args.frame, args.place, &title.full());
        return Some(Err(format!("[[:{title}]]")));
    };
    Some(Ok((loaded.title.clone(), Arc::clone(&loaded.tree.source))))
}

/// Expands a part of a page as a template of that page.
fn expand(args: &mut Args<'_, '_, '_>, title: Title, text: String) -> Option<String> {
    let (frame, place) = (args.frame, args.place);
    if frame.loops(&title) || title == *args.context.page {
        let diagnostic = Diagnostic::warning("template-loop", format!("template loop: {title} calls itself"));
        args.context.warn(frame, place, diagnostic);
        return Some(message::template_loop(args.site(), &title.full()));
    }
    // The part is read anew for every call, so it counts as copied.
    if frame.depth >= super::super::frame::MAX_TEMPLATE_DEPTH || !args.context.copy(text.len()) {
        return Some(String::new());
    }
    let source: Arc<str> = text.into();
    let end = u32::try_from(source.len()).unwrap_or(u32::MAX);
    let tree = Rc::new(scan(&source, (0, end), Mode::Inclusion, false));
    let child = args.context.child(frame, args.tree, &[], title, place);
    Some(args.context.expanded(&child, &tree, tree.all()))
}

/// The stretches from each `<section begin=first />` to the next `<section end=last />`; one that does not end runs to the end.
fn stretches(text: &str, first: &str, last: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut open: Option<usize> = None;
    let mut at = 0;
    while let Some(n) = text[at..].find("<section") {
        let start = at + n;
        let Some(length) = text[start..].find('>') else { break };
        let after = start + length + 1;
        let attributes = crate::sanitize::attributes::split(&text[start + "<section".len()..after - 1]);
        for (key, value) in attributes {
            let value = value.trim_end_matches('/').trim();
            match open {
                None if matches!(key, "begin" | "开始" | "開始") && value.eq_ignore_ascii_case(first) => open = Some(after),
                // What begins in a tag does not end in the same one.
                Some(from) if from <= start && matches!(key, "end" | "结束" | "結束") && value.eq_ignore_ascii_case(last) => {
                    found.push(from..start);
                    open = None;
                }
                _ => {}
            }
        }
        at = after;
    }
    found.extend(open.map(|from| from..text.len()));
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sections_are_cut_out() {
        let text = "a<section begin=x />b<section begin=\"y\"/>c<section end=x />d<section end=y /><section begin=x/>e";
        let cut = |first, last| stretches(text, first, last).into_iter().map(|r| &text[r]).collect::<String>();
        assert_eq!(cut("x", "x"), "b<section begin=\"y\"/>ce");
        assert_eq!(cut("y", "y"), "c<section end=x />d");
        assert_eq!(cut("z", "z"), "");
        assert_eq!(stretches("a<section begin=x end=x />b", "x", "x").len(), 1);
    }

    #[test]
    fn headings_are_known() {
        assert_eq!(heading_of("== A b ==\n"), Some((2, "a b".to_owned())));
        assert_eq!(heading_of("=="), None);
        assert_eq!(heading_of("a"), None);
    }
}
