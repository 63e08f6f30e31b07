//! What the stages see of the surroundings of a single page.

use std::sync::{Arc, LazyLock};

use rustc_hash::FxHashMap;

use crate::cite;
use crate::site::Site;
use crate::source::PagesDir;
use crate::title::Title;
use crate::world::World;

/// The wikitext templates that taben brings along, by file name.
static BUILTIN: include_dir::Dir<'static> = include_dir::include_dir!("$CARGO_MANIFEST_DIR/templates/wiki");

/// The same by name: looking through the folder for each call would cost more than expanding it.
static BY_NAME: LazyLock<FxHashMap<&'static str, &'static str>> = LazyLock::new(|| {
    BUILTIN.files().filter_map(|file| Some((file.path().file_name()?.to_str()?.strip_suffix(".wiki")?, file.contents_utf8()?))).collect()
});

/// The wikitext of a template that taben brings along, by its name with the first letter upper case.
pub(super) fn builtin_template(name: &str) -> Option<&'static str> {
    BY_NAME.get(name).copied()
}

/// What a template that is code gives: the citation templates.
pub(super) fn builtin_code(name: &str, arguments: &[(String, String)], site: &Site) -> Option<String> {
    cite::render(name, arguments, &site.language, &site.name).map(|(wikitext, _)| wikitext)
}

/// The world of `taben convert`: one page and a folder of others.
pub(super) struct Lone<'w> {
    pub(super) site: &'w Site,
    pub(super) pages: Option<&'w PagesDir>,
    pub(super) builtin: bool,
}

impl World for Lone<'_> {
    fn site(&self) -> &Site {
        self.site
    }

    fn text(&self, title: &Title) -> Option<Arc<str>> {
        self.pages?.read(title)?.ok()
    }

    fn find(&self, title: &Title) -> Option<Title> {
        self.pages?.contains(title).then(|| title.clone())
    }

    fn builtin_templates(&self) -> bool {
        self.builtin
    }

    fn builtin_template(&self, name: &str) -> Option<&str> {
        builtin_template(name)
    }

    fn builtin_code(&self, name: &str, arguments: &[(String, String)]) -> Option<String> {
        builtin_code(name, arguments, self.site)
    }

    fn rule_group(&self, _name: &str) -> Option<Arc<[String]>> {
        None
    }
}
