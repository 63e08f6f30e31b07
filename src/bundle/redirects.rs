//! Pages that lead on to another, in a finished site.

use super::{Built, BundleError};
use crate::path::SitePath;

/// How many pages that lead on may follow each other; MediaWiki follows one, and a circle has no end.
const MAX_CHAIN: usize = 32;

/// What a page that leads on has in its head.
const REFRESH: &str = "<meta http-equiv=\"refresh\" content=\"0; url=";

/// Where a page leads, as its address stands there; `None` for a page that is read.
pub(super) fn address(html: &str) -> Option<String> {
    let (_, rest) = html.split_once(REFRESH)?;
    Some(html_escape::decode_html_entities(rest.split('"').next().unwrap_or_default()).into_owned())
}

/// The page without leading on: only its link is left.
pub(super) fn without(html: &str) -> String {
    let Some((before, rest)) = html.split_once(REFRESH) else { return html.to_owned() };
    let after = rest.find('>').map_or("", |at| &rest[at + 1..]);
    format!("{before}{}", after.strip_prefix('\n').unwrap_or(after))
}

/// The page with another address to lead to.
pub(super) fn leading_to(html: &str, href: &str) -> String {
    let Some((before, rest)) = html.split_once(REFRESH) else { return html.to_owned() };
    let mut out = format!("{before}{REFRESH}");
    crate::model::html::escape_value(href, &mut out);
    out.push_str(rest.find('"').map_or("", |at| &rest[at..]));
    out
}

/// The page that a reader comes to from a page of the site, and the place in it; `None` if that is not in the site, or the way goes
/// around in a circle.
///
/// A place that is asked for stays, as browsers keep it, unless a page on the way names another.
///
/// # Errors
/// If a page cannot be read.
pub(super) fn follow(site: &Built, path: SitePath, fragment: String) -> Result<Option<(SitePath, String)>, BundleError> {
    let (mut path, mut fragment) = (path, fragment);
    for _ in 0..MAX_CHAIN {
        if !path.as_str().ends_with(".html") {
            return Ok(Some((path, fragment)));
        }
        let Some(href) = address(&site.read_page(&path)?) else { return Ok(Some((path, fragment))) };
        let Some((next, place)) = site.target(&path, &href) else { return Ok(None) };
        if !place.is_empty() {
            fragment = place;
        }
        path = next;
    }
    Ok(None)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn where_a_page_leads_is_read_and_taken_out() {
        let html = "<head>\n<meta http-equiv=\"refresh\" content=\"0; url=a&amp;b.html#x\">\n<title>t</title>";
        assert_eq!(address(html).as_deref(), Some("a&b.html#x"));
        assert_eq!(without(html), "<head>\n<title>t</title>");
        assert_eq!(address("<p>x</p>"), None);
    }
}
