//! Which pages the left column shows: all of a small book, the neighbourhood in a large one.

use std::ops::Range;
use std::sync::OnceLock;

use tera::Value;

use super::context::{PageEntry, PageList};
use crate::digest::Digest;

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

/// The book's pages as a tree, in reading order, as one view has them.
///
/// Most of it is made when a page asks for it: of a large book that is built again, few pages do.
pub struct PageTree<'t> {
    nodes: Vec<Node>,
    roots: Vec<u32>,
    /// All pages of a book that is small enough to be shown whole, each inside its folder.
    whole: Option<Vec<Value>>,
    /// How titles are shown in the view.
    show: Box<dyn Fn(&str) -> String + Send + Sync + 't>,
    /// How a page is rendered by itself; see [`PageTree::render`].
    item: Option<Item>,
    /// What stands for pages that are left out.
    gap: Value,
}

/// Renders a page as it stands in the left column of others; `None` if it cannot be.
pub(super) type Item = Box<dyn Fn(Value) -> Option<String> + Send + Sync>;

struct Node {
    /// The title as it is written.
    written: String,
    /// The same as the view has it.
    title: OnceLock<String>,
    href: Option<String>,
    parent: Option<u32>,
    /// Place among the parent's children.
    place: u32,
    depth: u32,
    children: Vec<u32>,
    /// The page without those inside it, made once: every page of the book lists dozens of others.
    entry: OnceLock<Value>,
    /// The same as HTML, for pages in the view's folder; see [`PageTree::render`].
    rendered: OnceLock<Option<String>>,
}

/// A page for [`PageTree::new`].
#[derive(Clone, Debug, Default)]
pub struct Entry {
    /// Its title, as it is written.
    pub title: String,
    /// Where it is, from the view's folder; `None` for a folder without a page of its own.
    pub href: Option<String>,
    /// How many pages it stands inside of.
    pub depth: usize,
}

impl<'t> PageTree<'t> {
    /// The tree of pages given in reading order; `show` gives a title as the view's readers see it.
    ///
    /// A depth that skips levels counts as one level below the page before; depth is bounded, and what is
    /// deeper stands at the bound.
    pub fn new(pages: impl IntoIterator<Item = Entry>, show: impl Fn(&str) -> String + Send + Sync + 't) -> Self {
        let gap = Value::from_serializable(&PageEntry { gap: true, ..PageEntry::default() });
        let mut tree = Self { nodes: Vec::new(), roots: Vec::new(), whole: None, show: Box::new(show), item: None, gap };
        let mut open: Vec<u32> = Vec::new();
        for Entry { title, href, depth } in pages {
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
            tree.nodes.push(Node {
                written: title,
                title: OnceLock::new(),
                href,
                parent,
                place,
                depth: depth as u32,
                children: Vec::new(),
                entry: OnceLock::new(),
                rendered: OnceLock::new(),
            });
            open.push(index);
        }
        if tree.nodes.len() <= MAX_ENTRIES {
            tree.whole = Some(tree.roots.iter().map(|i| tree.all_of(*i)).collect());
        }
        tree
    }

    /// Says how a page is rendered as it stands in the left column of others; `item` is told a page as templates have it.
    pub(super) fn render(&mut self, item: Item) {
        self.item = Some(item);
    }

    /// The first page as templates have it, if pages are rendered: by it a template is tried.
    pub(super) fn sample(&self) -> Option<&Value> {
        (!self.nodes.is_empty()).then(|| self.entry(0))
    }

    /// A page's title as the view has it.
    fn title(&self, index: u32) -> &str {
        let node = &self.nodes[index as usize];
        node.title.get_or_init(|| (self.show)(&node.written))
    }

    /// A page as templates have it, with pages inside it.
    fn with(&self, index: u32, children: &[Value]) -> Value {
        let href = self.nodes[index as usize].href.as_deref();
        Value::from_serializable(&PageEntry { index, title: self.title(index), href, gap: false, children })
    }

    /// The same without pages inside it, made once.
    fn entry(&self, index: u32) -> &Value {
        self.nodes[index as usize].entry.get_or_init(|| self.with(index, &[]))
    }

    /// The same as HTML, made once; in a book that is shown whole, with pages inside it.
    fn rendered(&self, index: u32) -> Option<&str> {
        let item = self.item.as_ref()?;
        let value = || if self.whole.is_some() { self.all_of(index) } else { self.entry(index).clone() };
        self.nodes[index as usize].rendered.get_or_init(|| item(value())).as_deref()
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

    /// A page's title and where it is, by its place in reading order.
    #[must_use]
    pub fn page(&self, index: usize) -> Option<(&str, Option<&str>)> {
        self.nodes.get(index).map(|node| (self.title(index as u32), node.href.as_deref()))
    }

    /// Where a page is, by its place in reading order.
    #[must_use]
    pub fn href(&self, index: usize) -> Option<&str> {
        self.nodes.get(index)?.href.as_deref()
    }

    /// What a page stands inside of, from the top: titles, and where they are if they are pages.
    #[must_use]
    pub fn above(&self, index: usize) -> Vec<(&str, Option<&str>)> {
        if index >= self.nodes.len() {
            return Vec::new();
        }
        let mut way = self.way_to(index as u32);
        way.pop();
        way.into_iter().map(|index| (self.title(index), self.nodes[index as usize].href.as_deref())).collect()
    }

    /// The pages to show on page `current` (by its place in reading order; `None`: a page outside of the order).
    ///
    /// `up` leads from that page to the view's folder; `all_href` leads to the list of all pages, and is passed on
    /// when something was left out.
    #[must_use]
    pub fn around(&self, current: Option<usize>, up: String, all_href: &str) -> PageList {
        let current = current.filter(|c| *c < self.nodes.len());
        if let Some(entries) = &self.whole {
            let entries = match current {
                Some(current) if up.is_empty() => self.opened(&self.roots, &self.way_to(current as u32)),
                _ => entries.clone(),
            };
            return PageList { entries, current, up, all_href: None };
        }
        let entries = match current {
            None => self.window(&self.roots, 0, SIBLINGS, None, up.is_empty()),
            Some(current) => self.neighbourhood(current, up.is_empty()),
        };
        PageList { entries, current, up, all_href: Some(all_href.to_owned()) }
    }

    /// A number for what [`Self::around`] shows, of numbers for pages: it is the same as long as the list is.
    #[must_use]
    pub fn shape(&self, current: Option<usize>, of: &dyn Fn(usize) -> u64) -> u64 {
        let Some(current) = current.filter(|c| *c < self.nodes.len()) else {
            // A small book is shown whole wherever one stands.
            let digest = if self.whole.is_some() { return self.shape_of_all(of) } else { Digest::new() };
            return self.shape_of_window(digest, &self.roots, 0, SIBLINGS, of).finish();
        };
        if self.whole.is_some() {
            return Digest::new().number(self.shape_of_all(of)).number(current as u64).finish();
        }
        let node = &self.nodes[current];
        let siblings = node.parent.map_or(&self.roots, |p| &self.nodes[p as usize].children);
        let mut digest = Digest::new().number(of(current)).number(u64::from(node.depth));
        digest = self.shape_of_window(digest, &node.children, 0, CHILDREN, of);
        digest = self.shape_of_window(digest, siblings, node.place as usize, SIBLINGS, of);
        let mut above = node.parent;
        while let Some(index) = above {
            digest = digest.number(of(index as usize));
            above = self.nodes[index as usize].parent;
        }
        digest.finish()
    }

    fn shape_of_all(&self, of: &dyn Fn(usize) -> u64) -> u64 {
        let all = self.nodes.iter().enumerate();
        all.fold(Digest::new(), |digest, (i, node)| digest.number(of(i)).number(u64::from(node.depth))).finish()
    }

    fn shape_of_window(&self, digest: Digest, pages: &[u32], place: usize, count: usize, of: &dyn Fn(usize) -> u64) -> Digest {
        let range = shown(pages.len(), place, count);
        let before = digest.number(u64::from(range.start > 0)).number((place - range.start.min(place)) as u64);
        pages[range].iter().fold(before, |digest, index| digest.number(of(*index as usize)))
    }

    /// The pages that a page stands inside of, from the top, and itself.
    fn way_to(&self, index: u32) -> Vec<u32> {
        let mut way = vec![index];
        let mut at = index;
        while let Some(parent) = self.nodes[at as usize].parent {
            way.push(parent);
            at = parent;
        }
        way.reverse();
        way
    }

    /// Pages and everything inside them; those that `way` leads through as templates have them, the others as HTML if they may
    /// be, neighbours as one piece of it.
    fn opened(&self, pages: &[u32], way: &[u32]) -> Vec<Value> {
        let own = way.split_first().and_then(|(first, rest)| {
            let node = pages.contains(first).then(|| &self.nodes[*first as usize])?;
            Some((*first, self.with(*first, &self.opened(&node.children, rest))))
        });
        self.pieces(pages, own, true, Vec::with_capacity(3))
    }

    /// A page and everything inside it; no deeper than `MAX_DEPTH` by construction.
    fn all_of(&self, index: u32) -> Value {
        let node = &self.nodes[index as usize];
        let children: Vec<Value> = node.children.iter().map(|i| self.all_of(*i)).collect();
        self.with(index, &children)
    }

    /// The nearest ancestors one inside the other, the pages beside the current one, and the pages inside it.
    fn neighbourhood(&self, current: usize, rendered: bool) -> Vec<Value> {
        let node = &self.nodes[current];
        let siblings = node.parent.map_or(&self.roots, |p| &self.nodes[p as usize].children);
        let own = self.with(current as u32, &self.window(&node.children, 0, CHILDREN, None, rendered));
        let mut entries = self.window(siblings, node.place as usize, SIBLINGS, Some((current as u32, own)), rendered);
        let mut above = node.parent;
        for _ in 0..ANCESTORS.min(node.depth as usize) {
            let Some(index) = above else { break };
            entries = vec![self.with(index, &entries)];
            above = self.nodes[index as usize].parent;
        }
        entries
    }

    /// At most `count` of `pages`, around the one at `place`; `own` is shown in place of one of them, the others
    /// as HTML if they may be, neighbours as one piece of it.
    fn window(&self, pages: &[u32], place: usize, count: usize, own: Option<(u32, Value)>, rendered: bool) -> Vec<Value> {
        let Range { start, end } = shown(pages.len(), place, count);
        let mut entries = Vec::with_capacity(end - start + 1);
        if start > 0 {
            entries.push(self.gap.clone());
        }
        self.pieces(&pages[start..end], own, rendered, entries)
    }

    /// Pages behind other entries; `own` is in place of one of them, the others as HTML if they may be.
    fn pieces(&self, pages: &[u32], own: Option<(u32, Value)>, rendered: bool, mut entries: Vec<Value>) -> Vec<Value> {
        // About what a title and its link take.
        let mut joined = String::with_capacity(pages.len() * 96);
        for index in pages {
            let entry = match &own {
                Some((at, own)) if at == index => own.clone(),
                _ => {
                    if let Some(html) = Some(*index).filter(|_| rendered).and_then(|index| self.rendered(index)) {
                        joined.push_str(html);
                        continue;
                    }
                    if self.whole.is_some() { self.all_of(*index) } else { self.entry(*index).clone() }
                }
            };
            if !joined.is_empty() {
                entries.push(Value::safe_string(&joined));
                joined.clear();
            }
            entries.push(entry);
        }
        if !joined.is_empty() {
            entries.push(Value::safe_string(&joined));
        }
        entries
    }
}

/// Which of `len` pages are shown around the one at `place`: at most `count`.
fn shown(len: usize, place: usize, count: usize) -> Range<usize> {
    let start = place.saturating_sub(count / 2).min(len.saturating_sub(count));
    start..(start + count).min(len)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pages<'a>(pages: impl IntoIterator<Item = (&'a str, usize)>) -> PageTree<'static> {
        let entry = |(i, (title, depth)): (usize, (&str, usize))| Entry { title: title.to_owned(), href: Some(format!("{i}.html")), depth };
        PageTree::new(pages.into_iter().enumerate().map(entry), str::to_owned)
    }

    fn get<'v>(entry: &'v Value, key: &'static str) -> &'v Value {
        entry.get_from_path(key).expect("the entry has it")
    }

    fn children(entry: &Value) -> &[Value] {
        get(entry, "children").as_array().unwrap_or_default()
    }

    fn count(entries: &[Value]) -> usize {
        entries.iter().map(|e| usize::from(get(e, "gap").as_bool() == Some(false)) + count(children(e))).sum()
    }

    fn find(entries: &[Value], index: usize) -> Option<&Value> {
        let found = |e: &Value| get(e, "gap").as_bool() == Some(false) && get(e, "index").as_u64() == Some(index as u64);
        entries.iter().find_map(|e| if found(e) { Some(e) } else { find(children(e), index) })
    }

    #[test]
    fn a_small_book_is_shown_whole() {
        let tree = pages([("a", 0), ("b", 1), ("c", 5), ("d", 0)]);
        let list = tree.around(Some(2), "../".to_owned(), "all.html");
        assert_eq!(count(&list.entries), 4);
        assert_eq!((list.all_href, list.current), (None, Some(2)));
        let innermost = &children(&children(&list.entries[0])[0])[0];
        assert_eq!(get(innermost, "href").as_str(), Some("2.html"));
    }

    #[test]
    fn of_a_small_book_only_the_way_to_the_page_is_not_html_yet() {
        let mut tree = pages([("a", 0), ("b", 1), ("c", 2), ("d", 1), ("e", 0), ("f", 1)]);
        tree.render(Box::new(|entry| Some(format!("<{}+{}>", get(&entry, "title").as_str()?, children(&entry).len()))));
        let list = tree.around(Some(3), String::new(), "all.html");
        let [first, rest] = &list.entries[..] else { panic!("{:?}", list.entries) };
        assert_eq!((get(first, "title").as_str(), rest.as_str()), (Some("a"), Some("<e+1>")));
        let [before, own] = children(first) else { panic!("{first:?}") };
        assert_eq!((before.as_str(), get(own, "title").as_str()), (Some("<b+1>"), Some("d")));
        // From another folder, links lead another way.
        assert_eq!(count(&tree.around(Some(3), "../".to_owned(), "all.html").entries), 6);
    }

    #[test]
    fn a_large_book_is_shown_in_part() {
        let titles: Vec<String> = (0..5000).map(|i| format!("page {i}")).collect();
        // Every tenth page opens a folder of nine.
        let flat = pages(titles.iter().map(|t| (t.as_str(), 0)));
        let nested = pages(titles.iter().enumerate().map(|(i, t)| (t.as_str(), usize::from(i % 10 != 0))));
        for tree in [&flat, &nested] {
            for current in [0, 1, 29, 2500, 4999] {
                let list = tree.around(Some(current), String::new(), "all.html");
                assert!(count(&list.entries) <= MAX_ENTRIES);
                assert_eq!(list.all_href.as_deref(), Some("all.html"));
                let own = find(&list.entries, current).expect("the page itself");
                assert_eq!(get(own, "title").as_str(), Some(titles[current].as_str()));
            }
            assert!(count(&tree.around(None, String::new(), "all.html").entries) <= MAX_ENTRIES);
        }
    }

    #[test]
    fn the_shape_changes_with_what_is_shown_and_with_nothing_else() {
        let plain = |list: PageList| (serde_json::to_value(&list.entries).expect("values are JSON"), list.current);
        for count in [40, 300] {
            let titles: Vec<String> = (0..count).map(|i| format!("page {i}")).collect();
            let tree = |titles: &[String]| {
                let entry = |(i, title): (usize, &String)| Entry {
                    title: title.clone(),
                    href: Some(title.clone()),
                    depth: usize::from(i % 10 != 0),
                };
                PageTree::new(titles.iter().enumerate().map(entry), str::to_owned)
            };
            let old = tree(&titles);
            for changed in 0..count {
                let mut titles = titles.clone();
                titles[changed] = "another".to_owned();
                let new = tree(&titles);
                let number = |tree: &PageTree<'_>, i: usize| crate::digest::of(tree.page(i).unwrap().0.as_bytes());
                for current in [None, Some(0), Some(7), Some(10), Some(150), Some(count - 1)] {
                    let same = old.shape(current, &|i| number(&old, i)) == new.shape(current, &|i| number(&new, i));
                    // What stands above is told elsewhere too, and counts.
                    let above = current.is_some_and(|c| old.above(c) != new.above(c));
                    let lists = [&old, &new].map(|tree| plain(tree.around(current, String::new(), "")));
                    assert_eq!(same, lists[0] == lists[1] && !above, "{changed} of {count} seen from {current:?}");
                }
            }
        }
    }

    #[test]
    fn depth_is_bounded() {
        let deep = pages((0..50).map(|i| ("x", i)));
        let list = deep.around(Some(49), String::new(), "all.html");
        fn depth(entries: &[Value]) -> usize {
            entries.iter().map(|e| 1 + depth(children(e))).max().unwrap_or(0)
        }
        assert!(depth(&list.entries) <= MAX_DEPTH);
    }
}
