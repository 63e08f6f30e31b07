//! Where in a page's source each section begins, for links that edit it.

use rustc_hash::FxHashMap;

use crate::source::PageKind;

/// How many headings of the source are looked at for one of the page.
///
/// A heading that a template brings is not in the source; without a bound, a page of thousands of them would be searched to its
/// end for each.
const AHEAD: usize = 40;

/// The line of each heading, counted from 1, by its id; a heading that comes from a template has none.
pub(super) fn lines<'h>(source: &str, kind: PageKind, ids: impl Iterator<Item = &'h str>) -> FxHashMap<&'h str, usize> {
    let written: Vec<(usize, String)> = source
        .lines()
        .enumerate()
        .filter_map(|(i, line)| {
            let line = line.trim_end();
            let inner = match kind {
                PageKind::Wikitext => line.strip_prefix('=')?.strip_suffix('=')?.trim_matches('='),
                PageKind::Markdown => line.strip_prefix('#')?.trim_matches('#'),
            };
            Some((i + 1, letters(inner))).filter(|(_, text)| !text.is_empty())
        })
        .collect();
    let mut found = FxHashMap::default();
    let mut next = 0;
    for id in ids {
        let wanted = letters(id);
        // The second section of a name has a number behind it.
        let is_it = |text: &str| wanted.strip_prefix(text).is_some_and(|rest| rest.bytes().all(|b| b.is_ascii_digit()));
        let ahead = written.iter().enumerate().skip(next).take(AHEAD);
        if let Some((at, (line, _))) = ahead.into_iter().find(|(_, (_, text))| is_it(text)) {
            found.insert(id, *line);
            next = at + 1;
        }
    }
    found
}

/// What is left of a heading without its markup.
fn letters(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sections_are_found_in_their_order() {
        let source = "首\n== '''甲''' ==\n文\n{{模板}}\n=== 乙 ===\n== 甲 ==\n= 不=是\n";
        let found = lines(source, PageKind::Wikitext, ["甲", "模板里的", "乙", "甲_2"].into_iter());
        assert_eq!((found.get("甲"), found.get("模板里的"), found.get("乙"), found.get("甲_2")), (Some(&2), None, Some(&5), Some(&6)));
        let markdown = "# One\n\ntext\n\n## Two words\n";
        let found = lines(markdown, PageKind::Markdown, ["One", "Two_words"].into_iter());
        assert_eq!((found["One"], found["Two_words"]), (1, 5));
    }
}
