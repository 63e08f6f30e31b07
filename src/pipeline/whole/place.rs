//! Where in its source a page's link is written.

use percent_encoding::percent_decode_str;
use rustc_hash::FxHashMap;

use crate::diag::Span;
use crate::site::Site;
use crate::title::{Namespace, Title};

/// The links of a page's source, wikitext or Markdown, as far as they are written out: those of templates are not here.
pub(super) struct Places {
    found: FxHashMap<(Option<Title>, Option<String>), Span>,
}

impl Places {
    /// Looks through the text once.
    pub(super) fn new(text: &str, site: &Site) -> Self {
        let mut found = FxHashMap::default();
        for (open, close) in [("[[", ['|', ']', '\n', '[']), ("](", [')', ' ', '\n', '('])] {
            for (at, _) in text.match_indices(open) {
                let start = at + open.len();
                let Some(length) = text[start..].find(close) else { continue };
                let link = &text[start..start + length];
                let Some(key) = key(link, open == "](", site) else { continue };
                found.entry(key).or_insert_with(|| Span::new(start..start + length));
            }
        }
        Self { found }
    }

    /// The first link to that page and place; `None` for the title means the page itself.
    pub(super) fn of(&self, title: Option<&Title>, fragment: Option<&str>) -> Option<Span> {
        let fragment = fragment.map(|fragment| fragment.replace('_', " "));
        self.found.get(&(title.cloned(), fragment)).copied()
    }
}

/// What a link as it is written leads to.
fn key(link: &str, is_markdown: bool, site: &Site) -> Option<(Option<Title>, Option<String>)> {
    let decoded = if is_markdown { percent_decode_str(link).decode_utf8().ok()?.into_owned() } else { link.to_owned() };
    let (page, fragment) = decoded.split_once('#').map_or((&*decoded, None), |(page, fragment)| (page, Some(fragment)));
    let fragment = fragment.map(|fragment| fragment.trim().replace('_', " "));
    let page = page.trim().trim_start_matches(':');
    if page.is_empty() {
        return Some((None, Some(fragment?)));
    }
    let page = if is_markdown { page.trim_start_matches("wiki:").trim_start_matches("./").trim_end_matches(".md") } else { page };
    Some((Some(Title::parse(page, Namespace::MAIN, site)?), fragment))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_are_found_where_they_are_written() {
        let site = Site::new("zh");
        let text = "甲 [[乙 丙#一_节|字]] [[#上]] [x](乙.md#%E4%B8%8B) [[:Category:丁]] [[不闭合\n";
        let places = Places::new(text, &site);
        let title = |name: &str| Title::parse(name, Namespace::MAIN, &site).unwrap();
        let at = |title: Option<&Title>, fragment: Option<&str>| places.of(title, fragment).map(|span| &text[span.range()]);
        assert_eq!(at(Some(&title("乙 丙")), Some("一 节")), Some("乙 丙#一_节"));
        assert_eq!(at(None, Some("上")), Some("#上"));
        assert_eq!(at(Some(&title("乙")), Some("下")), Some("乙.md#%E4%B8%8B"));
        assert_eq!(at(Some(&title("Category:丁")), None), Some(":Category:丁"));
        assert_eq!(at(Some(&title("戊")), None), None);
    }
}
