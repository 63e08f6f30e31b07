//! From the record to wikitext.
//!
//! 1. `work`: what the template's titles are for its kind of work (an encyclopedia's entry, an episode of a series).
//! 2. `parts`, `numbers`, `archive`: every part of the citation with the separator that stands before it.
//! 3. `chinese`, `english`: the order of the parts.
//!
//! The page's parser then reads the wikitext like any other.

mod archive;
mod chinese;
mod english;
mod numbers;
mod parts;
mod work;

use super::{Anchor, Citation, Context, Language, Mode, Names, dates, join, names, text, words};

/// The citation as wikitext: `<cite>` with its text, the metadata span, and what is visibly wrong.
#[must_use]
pub fn wikitext(citation: &Citation, context: &Context) -> String {
    let body = body(citation, context);
    let css = citation.class.css();
    let class = if css.is_empty() { "citation".to_owned() } else { format!("citation {css}") };
    let id = anchor(citation, context).map_or_else(String::new, |id| format!("id=\"{id}\" "));
    let mut out = format!("<cite {id}class=\"{class}\">{body}</cite>{}", super::coins(citation, context));
    let shown = citation.problems.iter().filter(|p| p.visible && (p.parameter == "message-id" || !stands_in_text(p.code)));
    for (i, problem) in shown.enumerate() {
        out.push_str(if i == 0 { " " } else { "; " });
        out.push_str(&words::complaint(problem, context.language));
    }
    out
}

/// Whether the page shows a problem at the place it concerns, inside the citation.
fn stands_in_text(code: &str) -> bool {
    matches!(
        code,
        "cite-bad-isbn"
            | "cite-bad-issn"
            | "cite-bad-ismn"
            | "cite-bad-doi"
            | "cite-bad-arxiv"
            | "cite-bad-bibcode"
            | "cite-bad-pmid"
            | "cite-bad-pmc"
            | "cite-bad-oclc"
            | "cite-bad-identifier"
            | "cite-archive-date-missing"
            | "cite-archive-without-url"
            | "cite-url-without-title"
    )
}

/// The text of the citation, with its last stop.
fn body(citation: &Citation, context: &Context) -> String {
    let separator = match citation.mode {
        Mode::Stops => '.',
        Mode::Commas => ',',
    };
    let work = work::Work::of(citation, context.language);
    let parts = parts::Parts::new(&work, context, separator);
    let mut body = match context.language {
        Language::Chinese => chinese::order(&parts, citation, separator),
        Language::English => english::order(&parts, citation, separator),
    };
    // The citation of a preprint or an unknown work may begin with what parts it from nothing.
    let start = body.trim_start_matches([' ', separator]).len();
    body.drain(..body.len() - start);
    let default = match citation.mode {
        _ if !citation.quote.is_empty() => "",
        Mode::Stops => ".",
        Mode::Commas => "",
    };
    let last = citation.postscript.as_deref().unwrap_or(default);
    if last.is_empty() || body.is_empty() {
        return body;
    }
    if last != "." {
        // Another sign takes the place of a stop that is there already.
        let kept = body.trim_end_matches(separator).len();
        body.truncate(kept);
    }
    join::push(&mut body, last, '.');
    body
}

/// The anchor that short footnotes lead to.
///
/// English Wikipedia gives one to every citation (2020), Chinese Wikipedia to those in the comma style and by wish.
fn anchor(citation: &Citation, context: &Context) -> Option<String> {
    let wanted = match &citation.anchor {
        Anchor::None => return None,
        Anchor::Custom(id) => return Some(safe_id(&id.replace(' ', "_"))),
        Anchor::Names => true,
        Anchor::Default => citation.mode == Mode::Commas || context.language == Language::English,
    };
    if !wanted {
        return None;
    }
    let people = [&citation.contributors, &citation.authors, &citation.editors].into_iter().find(|n| !n.is_empty())?;
    let mut id = String::from("CITEREF");
    for name in people.list.iter().take(4) {
        id.push_str(&text::plain(&name.last));
    }
    let year =
        [&citation.year, &citation.date, &citation.publication_date].into_iter().map(|d| dates::anchor_year(d)).find(|y| !y.is_empty());
    // Works without a date are told apart by saying so.
    let undated = ["n.d.", "nd"].contains(&citation.date.as_str()).then(|| citation.date.clone());
    id.push_str(&year.or(undated).unwrap_or_default());
    (id.len() > "CITEREF".len()).then(|| safe_id(&id.replace(' ', "_")))
}

/// A name that may stand in an attribute.
fn safe_id(id: &str) -> String {
    id.replace('&', "&amp;")
        .replace('"', "&quot;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('{', "&#123;")
        .replace("''", "&#39;&#39;")
}

/// People of a role, printed.
fn people(names: &Names, context: &Context) -> String {
    names::print(names, words::Words::of(context.language).others, &context.page)
}
