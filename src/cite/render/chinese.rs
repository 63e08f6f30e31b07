//! The order of the parts on Chinese Wikipedia: the date comes late, with volume and pages.

use super::super::{Citation, Class, join};
use super::parts::Parts;

pub(super) fn order(p: &Parts, c: &Citation, separator: char) -> String {
    let s = format!("{separator} ");
    let journal = c.class == Class::Journal && p.has_periodical;
    let volume_here = if p.like_journal { "" } else { p.volume.as_str() };
    // Where others come first, they are parted from the title behind them.
    let others_first = if p.others.is_empty() { String::new() } else { format!("{}{s}", p.others) };
    let common = if journal {
        vec![
            &*others_first,
            &p.title,
            &p.title_note,
            &p.conference,
            &p.periodical,
            &p.format,
            &p.kind,
            &p.series,
            &p.edition,
            &p.publisher,
            &p.agency,
        ]
    } else {
        vec![
            &*p.title,
            &p.title_note,
            &p.conference,
            &p.periodical,
            &p.format,
            &p.kind,
            &p.series,
            volume_here,
            &p.others,
            &p.cartography,
            &p.scale,
            &p.on_map,
            &p.edition,
            &p.publisher,
            &p.agency,
        ]
    };
    // A part that would open the text brings its separator for nothing.
    let common = join::join(&common, separator);
    let common = common.strip_prefix(s.as_str()).unwrap_or(&common).trim_start();

    let mut text = String::new();
    let mut lead = |part: &str| {
        if !part.is_empty() {
            join::push(&mut text, part, separator);
            join::push(&mut text, &s, separator);
        }
    };
    if !p.contributors.is_empty() {
        lead(&p.contributors);
        lead(&p.chapter);
        if !p.authors.is_empty() {
            lead(&format!("By {}", p.authors));
        }
        lead(&editors(p, true));
    } else if !p.authors.is_empty() {
        lead(&p.authors);
        lead(&p.chapter);
        lead(p.written_at.trim_end_matches(s.as_str()));
        lead(&editors(p, !p.chapter.is_empty()));
    } else {
        lead(&editors(p, true));
        lead(&p.chapter);
        lead(p.written_at.trim_end_matches(s.as_str()));
    }
    join::push(&mut text, common, separator);

    let place = if p.pages.is_empty() { p.at.clone() } else { format!(": {}{}", p.pages, p.at) };
    let glued = matches!(c.class, Class::Book | Class::News) || (p.has_periodical && c.class != Class::Web);
    if !glued {
        join::push(&mut text, &place, separator);
    }
    for part in [
        &*p.url,
        &date(p, &s, if glued { &place } else { "" }),
        &p.identifiers,
        &p.archived,
        &p.via,
        &p.subscription,
        &p.lay,
        &p.transcript,
        &p.language,
        &p.quote,
    ] {
        join::push(&mut text, part, separator);
    }
    text
}

/// Editors are said to be such: in brackets before a chapter's book or at the head, else behind a comma.
fn editors(p: &Parts, in_brackets: bool) -> String {
    match (p.editors.is_empty(), in_brackets) {
        (true, _) => String::new(),
        (false, true) => format!("{} (编)", p.editors),
        (false, false) => format!("{} , 编", p.editors),
    }
}

/// Date, volume, pages, other dates and the day of access.
fn date(p: &Parts, s: &str, place: &str) -> String {
    let mut out = p.date.clone();
    if p.like_journal && !p.volume.is_empty() {
        // A long volume brings a separator of its own; here the comma stands for it.
        let volume = p.volume.trim_start_matches(s).trim_start();
        out.push_str(if out.is_empty() { "" } else { ", " });
        out.push_str(volume);
    }
    out.push_str(place);
    if !p.publication_date.is_empty() {
        out.push_str(&format!(" ({})", p.publication_date));
    }
    if !p.orig_date.is_empty() {
        out.push_str(&format!(" &#91;{}&#93;", p.orig_date));
    }
    if !p.access_date.is_empty() {
        out.push_str(&format!(" <span class=\"reference-accessdate\"> &#91;{}&#93;</span>", p.access_date));
    }
    if out.is_empty() {
        return out;
    }
    // A place that is no page brings its own separator.
    if out.starts_with(s) { out } else { format!("{s}{}", out.trim_start_matches(' ')) }
}
