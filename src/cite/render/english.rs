//! The order of the parts on English Wikipedia: the date follows the authors, the day of access comes late.

use super::super::words::{Words, fill};
use super::super::{Citation, Class, Language, join};
use super::parts::{Parts, begin};

pub(super) fn order(p: &Parts, c: &Citation, separator: char) -> String {
    let s = format!("{separator} ");
    let words = Words::of(Language::English);
    // Where others come first, they are parted from the title behind them.
    let others_first = if p.others.is_empty() { String::new() } else { format!("{}{s}", p.others) };
    let common: Vec<&str> = if p.like_journal && c.class != Class::Map {
        vec![
            &others_first,
            &p.title,
            &p.title_note,
            &p.conference,
            &p.periodical,
            &p.format,
            &p.kind,
            &p.series,
            &p.language,
            &p.edition,
            &p.publisher,
            &p.agency,
            &p.volume,
        ]
    } else if c.class == Class::Map {
        // The scale stands by the map's name, the place on the map with the pages.
        vec![
            &p.title,
            &p.periodical,
            &p.format,
            &p.kind,
            &p.edition,
            &p.scale,
            &p.series,
            &p.language,
            &p.cartography,
            &p.others,
            &p.publisher,
            &p.volume,
        ]
    } else {
        vec![
            &p.title,
            &p.title_note,
            &p.conference,
            &p.periodical,
            &p.format,
            &p.kind,
            &p.series,
            &p.language,
            &p.volume,
            &p.others,
            &p.edition,
            &p.publisher,
            &p.agency,
        ]
    };
    let common = join::join(&common, separator);
    let common = common.strip_prefix(s.as_str()).unwrap_or(&common).trim_start();
    let date = date(p);

    let mut text = String::new();
    let push = |text: &mut String, part: &str| {
        if !part.is_empty() {
            join::push(text, part, separator);
            join::push(text, &s, separator);
        }
    };
    let dated = |people: &str| if date.is_empty() { people.to_owned() } else { format!("{people} ({date}){}", orig(p)) };
    let mut date_is_said = true;
    if !p.contributors.is_empty() {
        push(&mut text, &dated(&p.contributors));
        push(&mut text, &p.chapter);
        if !p.authors.is_empty() {
            push(&mut text, &begin(&fill(words.by, &[&p.authors]), c.mode));
        }
        push(&mut text, &edited(p, c));
    } else if !p.authors.is_empty() {
        push(&mut text, &dated(&p.authors));
        push(&mut text, &p.chapter);
        push(&mut text, p.written_at.trim_end_matches(s.as_str()));
        push(&mut text, &edited(p, c));
    } else if !p.editors.is_empty() {
        push(&mut text, &dated(&format!("{}, {}", p.editors, if p.editor_count > 1 { "eds." } else { "ed." })));
        push(&mut text, &p.chapter);
        push(&mut text, p.written_at.trim_end_matches(s.as_str()));
    } else {
        date_is_said = false;
        push(&mut text, &p.chapter);
        push(&mut text, p.written_at.trim_end_matches(s.as_str()));
    }
    join::push(&mut text, common, separator);
    let pages = pages(p, c, &s);
    if !date_is_said && !date.is_empty() {
        let late = format!("{s}{date}{}", orig(p));
        // A journal's volume and pages stay together.
        let (first, second) = if p.like_journal { (&pages, &late) } else { (&late, &pages) };
        join::push(&mut text, first, separator);
        join::push(&mut text, second, separator);
    } else {
        join::push(&mut text, &pages, separator);
    }
    let retrieved = if p.access_date.is_empty() {
        String::new()
    } else {
        format!("<span class=\"reference-accessdate\">{s}{} {}</span>", begin("Retrieved", c.mode), p.access_date)
    };
    let archived = if separator == ',' { p.archived.replacen("Archived from", "archived from", 1) } else { p.archived.clone() };
    for part in [&*p.identifiers, &p.url, &archived, &retrieved, &p.via, &p.subscription, &p.lay, &p.transcript, &p.quote] {
        join::push(&mut text, part, separator);
    }
    text
}

/// The date of publication, with the date of writing or recording if that differs.
fn date(p: &Parts) -> String {
    if p.publication_date.is_empty() {
        p.date.clone()
    } else {
        format!("{} [published {}]", p.date, p.publication_date).replace('[', "&#91;").replace(']', "&#93;")
    }
}

fn orig(p: &Parts) -> String {
    if p.orig_date.is_empty() { String::new() } else { format!(" &#91;{}&#93;", p.orig_date) }
}

/// `In A; B (eds.)` before a chapter's book, `A (ed.)` after the authors of a whole.
fn edited(p: &Parts, c: &Citation) -> String {
    if p.editors.is_empty() {
        return String::new();
    }
    let suffix = if p.editor_count > 1 { "eds." } else { "ed." };
    if p.chapter.is_empty() { format!("{} ({suffix})", p.editors) } else { format!("{} {} ({suffix})", begin("In", c.mode), p.editors) }
}

fn pages(p: &Parts, c: &Citation, s: &str) -> String {
    let at = format!("{}{}", p.on_map, p.at);
    if p.pages.is_empty() {
        return at;
    }
    let text = if p.like_journal {
        format!(": {}", p.pages)
    } else if c.no_pp {
        format!("{s}{}", p.pages)
    } else if p.several_pages {
        format!("{s}pp.&nbsp;{}", p.pages)
    } else {
        format!("{s}p.&nbsp;{}", p.pages)
    };
    text + &at
}
