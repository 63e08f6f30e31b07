//! Which pages the left column shows: all of a small book, the neighbourhood in a large one.

use super::context::{PageEntry, PageList};

/// How many pages the left column shows.
///
/// A list of all pages in every page makes a book of n pages n² long: at 1,000 pages of 80 bytes a link that is
/// 80 MB, at 100,000 it cannot be written at all.
pub const MAX_ENTRIES: usize = 60;
/// How many of them are pages beside the current one, in a book that is too large to be shown whole.
const SIBLINGS: usize = 24;
/// How many are pages inside the current one.
const CHILDREN: usize = 14;
/// How many levels above the current page are shown; with the two above this keeps within [`MAX_ENTRIES`].
const ANCESTORS: usize = 5;
/// How deep lists nest: templates call themselves for each level, and Tera stops at twenty.
const MAX_DEPTH: usize = 12;

/// The book's pages as a tree, in reading order.
#[derive(Clone, Debug, Default)]
pub struct PageTree {
    nodes: Vec<Node>,
    roots: Vec<u32>,
}

#[derive(Clone, Debug)]
struct Node {
    title: String,
    parent: Option<u32>,
    /// Place among the parent's children.
    place: u32,
    depth: u32,
    children: Vec<u32>,
}

impl PageTree {
    /// The tree of pages given in reading order, each with its title and its depth (0 for the outermost).
    ///
    /// A depth that skips levels counts as one level below the page before; depth is bounded, and what is
    /// deeper stands at the bound.
    pub fn new<'a>(pages: impl IntoIterator<Item = (&'a str, usize)>) -> Self {
        let mut tree = Self::default();
        let mut open: Vec<u32> = Vec::new();
        for (title, depth) in pages {
            let Ok(index) = u32::try_from(tree.nodes.len()) else { break };
            let depth = depth.min(open.len()).min(MAX_DEPTH - 1);
            open.truncate(depth);
            let parent = open.last().copied();
            let siblings = match parent {
                Some(p) => &mut tree.nodes[p as usize].children,
                None => &mut tree.roots,
            };
            let place = siblings.len() as u32;
            siblings.push(index);
            tree.nodes.push(Node { title: title.to_owned(), parent, place, depth: depth as u32, children: Vec::new() });
            open.push(index);
        }
        tree
    }

    /// How many pages there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.nodes.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.nodes.is_empty()
    }

    /// The pages to show on page `current` (by its place in reading order; `None`: a page outside of the order).
    ///
    /// `href` gives the link to a page, or `None` for a folder without a page of its own; `all_href` leads to the
    /// list of all pages, and is passed on when something was left out.
    pub fn around(&self, current: Option<usize>, all_href: &str, href: &dyn Fn(usize) -> Option<String>) -> PageList {
        let current = current.filter(|c| *c < self.nodes.len());
        if self.nodes.len() <= MAX_ENTRIES {
            let entries = self.roots.iter().map(|i| self.whole(*i, current, href)).collect();
            return PageList { entries, all_href: None };
        }
        let entries = match current {
            None => self.window(&self.roots, 0, SIBLINGS, None, href),
            Some(current) => self.neighbourhood(current, href),
        };
        PageList { entries, all_href: Some(all_href.to_owned()) }
    }

    /// A page and everything inside it; no deeper than `MAX_DEPTH` by construction.
    fn whole(&self, index: u32, current: Option<usize>, href: &dyn Fn(usize) -> Option<String>) -> PageEntry {
        let mut entry = self.entry(index, current, href);
        entry.children = self.nodes[index as usize].children.iter().map(|i| self.whole(*i, current, href)).collect();
        entry
    }

    /// The nearest ancestors one inside the other, the pages beside the current one, and the pages inside it.
    fn neighbourhood(&self, current: usize, href: &dyn Fn(usize) -> Option<String>) -> Vec<PageEntry> {
        let node = &self.nodes[current];
        let siblings = node.parent.map_or(&self.roots, |p| &self.nodes[p as usize].children);
        let mut entries = self.window(siblings, node.place as usize, SIBLINGS, Some(current), href);
        if let Some(own) = entries.iter_mut().find(|e| e.current) {
            own.children = self.window(&node.children, 0, CHILDREN, Some(current), href);
        }
        let mut above = node.parent;
        for _ in 0..ANCESTORS.min(node.depth as usize) {
            let Some(index) = above else { break };
            let mut entry = self.entry(index, Some(current), href);
            entry.gap = false;
            entry.children = entries;
            entries = vec![entry];
            above = self.nodes[index as usize].parent;
        }
        entries
    }

    /// At most `count` of `pages`, around the one at `place`.
    fn window(
        &self,
        pages: &[u32],
        place: usize,
        count: usize,
        current: Option<usize>,
        href: &dyn Fn(usize) -> Option<String>,
    ) -> Vec<PageEntry> {
        let start = place.saturating_sub(count / 2).min(pages.len().saturating_sub(count));
        let end = (start + count).min(pages.len());
        let mut entries: Vec<_> = pages[start..end].iter().map(|i| self.entry(*i, current, href)).collect();
        if let Some(first) = entries.first_mut() {
            first.gap = start > 0;
        }
        entries
    }

    fn entry(&self, index: u32, current: Option<usize>, href: &dyn Fn(usize) -> Option<String>) -> PageEntry {
        let index = index as usize;
        PageEntry {
            title: self.nodes[index].title.clone(),
            href: href(index),
            current: current == Some(index),
            gap: false,
            children: Vec::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn count(entries: &[PageEntry]) -> usize {
        entries.iter().map(|e| 1 + count(&e.children)).sum()
    }

    fn find_current(entries: &[PageEntry]) -> Option<&PageEntry> {
        entries.iter().find_map(|e| if e.current { Some(e) } else { find_current(&e.children) })
    }

    #[test]
    fn a_small_book_is_shown_whole() {
        let tree = PageTree::new([("a", 0), ("b", 1), ("c", 5), ("d", 0)]);
        let list = tree.around(Some(2), "all.html", &|i| Some(format!("{i}.html")));
        assert_eq!(count(&list.entries), 4);
        assert_eq!(list.all_href, None);
        assert_eq!(list.entries[0].children[0].children[0].href.as_deref(), Some("2.html"));
        assert!(list.entries[0].children[0].children[0].current);
    }

    #[test]
    fn a_large_book_is_shown_in_part() {
        let titles: Vec<String> = (0..5000).map(|i| format!("page {i}")).collect();
        // Every tenth page opens a folder of nine.
        let flat = PageTree::new(titles.iter().map(|t| (t.as_str(), 0)));
        let nested = PageTree::new(titles.iter().enumerate().map(|(i, t)| (t.as_str(), usize::from(i % 10 != 0))));
        for tree in [&flat, &nested] {
            for current in [0, 1, 29, 2500, 4999] {
                let list = tree.around(Some(current), "all.html", &|i| Some(i.to_string()));
                assert!(count(&list.entries) <= MAX_ENTRIES);
                assert_eq!(list.all_href.as_deref(), Some("all.html"));
                assert_eq!(find_current(&list.entries).map(|e| e.title.clone()), Some(titles[current].clone()));
            }
            assert!(count(&tree.around(None, "all.html", &|_| None).entries) <= MAX_ENTRIES);
        }
    }

    #[test]
    fn depth_is_bounded() {
        let deep = PageTree::new((0..50).map(|i| ("x", i)));
        let list = deep.around(Some(49), "all.html", &|_| None);
        fn depth(entries: &[PageEntry]) -> usize {
            entries.iter().map(|e| 1 + depth(&e.children)).max().unwrap_or(0)
        }
        assert!(depth(&list.entries) <= MAX_DEPTH);
    }
}
