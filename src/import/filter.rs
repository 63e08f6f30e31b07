//! Which pages are imported.

use rustc_hash::FxHashSet;

use crate::site::Site;
use crate::title::{Namespace, Title};

/// Which pages are imported; all if nothing is asked for.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Patterns of titles, with `*` for any text and `?` for any character.
    pub only: Vec<String>,
    /// Titles.
    pub titles: Vec<String>,
    /// Namespaces, by number or by name.
    pub namespaces: Vec<String>,
}

/// A filter that knows the wiki's names.
pub(super) struct Ready {
    patterns: Vec<Vec<char>>,
    titles: FxHashSet<String>,
    namespaces: Option<FxHashSet<i32>>,
    all: bool,
}

impl Filter {
    /// Reads the names of namespaces; those that the wiki does not have come back as an error.
    pub(super) fn ready(&self, site: &Site, numbers: &dyn Fn(&str) -> Option<i32>) -> Result<Ready, String> {
        let mut namespaces = FxHashSet::default();
        for name in &self.namespaces {
            let by_name = || numbers(name).or_else(|| site.namespaces.by_name(name).map(|ns| ns.0));
            namespaces.insert(name.parse().ok().or_else(by_name).ok_or_else(|| name.clone())?);
        }
        let full = |text: &String| Title::parse(text, Namespace::MAIN, site).map_or_else(|| text.clone(), |t| t.full());
        Ok(Ready {
            patterns: self.only.iter().map(|p| p.replace('_', " ").chars().collect()).collect(),
            titles: self.titles.iter().map(full).collect(),
            namespaces: (!self.namespaces.is_empty()).then_some(namespaces),
            all: self.only.is_empty() && self.titles.is_empty(),
        })
    }
}

impl Ready {
    /// Whether a page is imported: its titles there and here, and its namespace's number.
    pub(super) fn takes(&self, there: &str, here: &Title, number: i32) -> bool {
        if self.namespaces.as_ref().is_some_and(|numbers| !numbers.contains(&number)) {
            return false;
        }
        if self.all {
            return true;
        }
        let full = here.full();
        self.titles.contains(&full)
            || self.titles.contains(there)
            || self.patterns.iter().any(|pattern| matches(pattern, &full) || matches(pattern, there))
    }
}

/// Whether a pattern with `*` and `?` fits a whole text.
///
/// On a mismatch only the last `*` takes one character more, so that the time is the product of the lengths at
/// worst, and a title has 255 bytes.
fn matches(pattern: &[char], text: &str) -> bool {
    let text: Vec<char> = text.chars().collect();
    let (mut p, mut t) = (0, 0);
    let mut star: Option<(usize, usize)> = None;
    while t < text.len() {
        match pattern.get(p) {
            Some('*') => {
                star = Some((p, t));
                p += 1;
            }
            Some(c) if *c == '?' || *c == text[t] => {
                p += 1;
                t += 1;
            }
            _ => match star {
                Some((at, taken)) => {
                    star = Some((at, taken + 1));
                    p = at + 1;
                    t = taken + 1;
                }
                None => return false,
            },
        }
    }
    pattern[p..].iter().all(|c| *c == '*')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_fit_whole_titles() {
        let fits = |pattern: &str, text: &str| matches(&pattern.chars().collect::<Vec<_>>(), text);
        assert!(fits("Template:*", "Template:Cite web") && fits("*", "") && fits("甲?丙", "甲乙丙") && fits("*a*b", "xaxxab"));
        assert!(!fits("Template:*", "Talk:Template:A") && !fits("甲", "甲乙") && !fits("?", ""));
        assert!(!fits(&"*a".repeat(100), &"a".repeat(99)));
    }

    #[test]
    fn filters_by_name_and_number() {
        let site = Site::new("zh");
        let title = |text: &str| Title::parse(text, Namespace::MAIN, &site).unwrap();
        let ready = |filter: Filter| filter.ready(&site, &|_| None);
        let only = ready(Filter { namespaces: vec!["模板".into(), "0".into()], ..Filter::default() }).unwrap();
        assert!(only.takes("Template:A", &title("Template:A"), 10) && only.takes("A", &title("A"), 0));
        assert!(!only.takes("Help:A", &title("Help:A"), 12));
        assert_eq!(ready(Filter { namespaces: vec!["Nowhere".into()], ..Filter::default() }).err().as_deref(), Some("Nowhere"));
        let listed = ready(Filter { titles: vec!["foo_bar".into()], ..Filter::default() }).unwrap();
        assert!(listed.takes("Foo bar", &title("Foo bar"), 0) && !listed.takes("Foo", &title("Foo"), 0));
    }
}
