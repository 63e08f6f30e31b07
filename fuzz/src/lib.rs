//! What the targets share: a file of the fuzzer as a page and the pages that it may transclude.
//!
//! `tests/regressions.rs` reads the same files in the same way, so that what the fuzzer found stays found.

use std::collections::BTreeMap;
use std::sync::Arc;

use taben::site::Site;
use taben::title::{Namespace, Title};
use taben::world::World;

/// A page and its templates.
///
/// The page comes first; a line of `%% ` and a title begins another one.
pub struct Book {
    site: Site,
    /// The page's own title.
    pub title: Title,
    /// The page's wikitext.
    pub page: String,
    others: BTreeMap<Title, Arc<str>>,
}

impl Book {
    /// Reads a file of the fuzzer; bytes that are not UTF-8 are replaced, as no stage ever sees them.
    #[must_use]
    pub fn read(data: &[u8]) -> Self {
        let site = Site::new("zh");
        let text = String::from_utf8_lossy(data);
        let mut blocks = text.split("\n%% ");
        let page = blocks.next().unwrap_or_default().to_owned();
        let others = blocks
            .filter_map(|block| {
                let (name, text) = block.split_once('\n')?;
                Some((Title::parse(name, Namespace::TEMPLATE, &site)?, Arc::from(text)))
            })
            .collect();
        let title = Title::in_namespace("Page/Sub", Namespace::MAIN, &site).unwrap_or_else(|| unreachable!("the title is fine"));
        Self { site, title, page, others }
    }
}

impl World for Book {
    fn site(&self) -> &Site {
        &self.site
    }

    fn text(&self, title: &Title) -> Option<Arc<str>> {
        self.others.get(title).cloned()
    }

    fn find(&self, title: &Title) -> Option<Title> {
        self.others.contains_key(title).then(|| title.clone())
    }

    fn builtin_templates(&self) -> bool {
        true
    }

    fn builtin_template(&self, _name: &str) -> Option<&str> {
        None
    }

    fn rule_group(&self, _name: &str) -> Option<Arc<[String]>> {
        None
    }
}
