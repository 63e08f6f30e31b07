//! Whether what pages lead to is there.

use std::sync::{Mutex, PoisonError};

use percent_encoding::percent_decode_str;
use rustc_hash::FxHashMap;

use super::Asking;
use super::gather::{Gathered, Target, find, hash, ids};
use super::place::Places;
use crate::diag::{Diagnostic, Severity};
use crate::lang::Variant;
use crate::report::SourceFile;
use crate::sanitize::own_id;
use crate::source::{PageFile, SourceDir};
use crate::title::{Namespace, Title};
use crate::variant::{Engine, Words};
use crate::world::World;

/// Through how many redirects a chain is followed.
const MAX_CHAIN: usize = 20;
/// How many sections a hint names.
const MAX_NAMED: usize = 5;
/// How many pages are read again, so that hints can name their sections: a book whose every link is wrong is not read
/// once for each of them.
const MAX_READ_AGAIN: usize = 200;

/// Looks things up among all pages.
pub(super) struct Judge<'j> {
    world: &'j Asking<'j>,
    source: &'j SourceDir,
    pages: FxHashMap<&'j Title, (&'j PageFile, &'j Gathered)>,
    engine: Engine,
    /// Ids of pages that wrong links lead to.
    ids: Mutex<FxHashMap<Title, std::sync::Arc<[String]>>>,
}

impl<'j> Judge<'j> {
    /// Knows these pages.
    pub(super) fn new(world: &'j Asking<'j>, source: &'j SourceDir, pages: &'j [(&'j PageFile, Gathered)]) -> Self {
        let pages = pages.iter().map(|(file, gathered)| (&file.title, (*file, gathered))).collect();
        Self { world, source, pages, engine: Engine::mediawiki(), ids: Mutex::default() }
    }

    /// What is wrong with the links of a page; nothing if all arrive.
    pub(super) fn page(&self, file: &PageFile, gathered: &Gathered) -> Option<(SourceFile, Vec<Diagnostic>)> {
        let mut wrong: Vec<(&Target, Option<&str>, Diagnostic)> = Vec::new();
        let redirect = gathered.redirect.as_ref().map(|(title, fragment)| (Target::Page(title.clone()), fragment.clone()));
        if let Some((target, fragment)) = &redirect {
            wrong.extend(self.redirect(&file.title, target, fragment.as_deref()).map(|d| (target, fragment.as_deref(), d)));
        } else {
            for (target, fragment) in &gathered.links {
                wrong.extend(self.link(file, gathered, target, fragment.as_deref()).map(|d| (target, fragment.as_deref(), d)));
            }
        }
        if wrong.is_empty() {
            return None;
        }
        let text = self.source.read(file).unwrap_or_default();
        let places = Places::new(&text, self.world.site());
        let diagnostics = wrong
            .into_iter()
            .map(|(target, fragment, diagnostic)| {
                let title = match target {
                    Target::Here => None,
                    Target::Page(title) => Some(title),
                };
                match places.of(title, fragment) {
                    Some(span) => diagnostic.at(span),
                    None => diagnostic,
                }
            })
            .collect();
        Some((SourceFile::new(self.source.shown(file), text), diagnostics))
    }

    /// Whether the book has something to show under a title.
    fn exists(&self, title: &Title) -> bool {
        // Every category that is named gets a page.  A template has none, but who calls a missing one is told of that,
        // and the link that stands in its place is not the author's.
        let is_other = matches!(title.namespace(), Namespace::CATEGORY | Namespace::TEMPLATE | Namespace::MODULE);
        is_other || find(self.world, title).is_some_and(|found| self.pages.contains_key(&found))
    }

    /// What is wrong with a link.
    fn link(&self, file: &PageFile, gathered: &Gathered, target: &Target, fragment: Option<&str>) -> Option<Diagnostic> {
        let title = match target {
            Target::Here => return self.section(file, gathered, &file.title, fragment?, true),
            Target::Page(title) => title,
        };
        if !self.exists(title) {
            return Some(self.missing(title));
        }
        let title = find(self.world, title)?;
        let (to, there) = self.pages.get(&title)?;
        let fragment = fragment?;
        if let Some((beyond, _)) = &there.redirect {
            let diagnostic = Diagnostic::warning(
                "missing-section",
                format!("“{title}” only leads to “{beyond}”, and the section “{fragment}” is not carried along"),
            );
            return Some(diagnostic.hint(format!("link to [[{beyond}#{fragment}]] itself")));
        }
        self.section(to, there, &title, fragment, title == file.title)
    }

    /// A link to a page that the book does not have.
    fn missing(&self, title: &Title) -> Diagnostic {
        let message = format!("the book has no page “{}”", title.full());
        if self.world.site().base_url.is_some() {
            Diagnostic::new(Severity::Note, "missing-page", message + ", so the link leads to the wiki")
        } else {
            Diagnostic::warning("missing-page", message)
                .hint("write the page, mend the title, or set base-url in [wiki] so that such links lead to the wiki")
        }
    }

    /// What is wrong with a place on a page.
    fn section(&self, file: &PageFile, there: &Gathered, title: &Title, fragment: &str, is_here: bool) -> Option<Diagnostic> {
        let wanted = fragment.replace(' ', "_");
        let has = |id: &str| there.ids.binary_search(&hash(id)).is_ok();
        // Every page has its own beginning (HTML, §7.4.2.3.3).
        if has(&wanted) || has(&own_id(&wanted)) || wanted.eq_ignore_ascii_case("top") {
            return None;
        }
        let on = if is_here { "this page".to_owned() } else { format!("“{title}”") };
        let diagnostic = Diagnostic::warning("missing-section", format!("{on} has no section “{fragment}”"));
        let ids = self.ids(file);
        let same = self.same(&wanted);
        if let Some(id) = ids.iter().find(|id| self.same(id) == same) {
            return Some(diagnostic.hint(format!("write #{}, as the heading is written", id.replace('_', " "))));
        }
        let names: Vec<&str> = ids.iter().map(String::as_str).filter(|id| !id.starts_with("cite_")).collect();
        if names.is_empty() {
            return Some(diagnostic.hint("it has no sections at all"));
        }
        let more = if names.len() > MAX_NAMED { ", …" } else { "" };
        let names = names.iter().take(MAX_NAMED).map(|id| id.replace('_', " ")).collect::<Vec<_>>().join(", ");
        Some(diagnostic.hint(format!("its sections are {names}{more}")))
    }

    /// The ids of a page as they are written; none after too many pages were read for it.
    fn ids(&self, file: &PageFile) -> std::sync::Arc<[String]> {
        let mut known = self.ids.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(ids) = known.get(&file.title) {
            return std::sync::Arc::clone(ids);
        }
        if known.len() >= MAX_READ_AGAIN {
            return Vec::new().into();
        }
        let found: std::sync::Arc<[String]> = ids(self.world, self.source, file).into();
        known.insert(file.title.clone(), std::sync::Arc::clone(&found));
        found
    }

    /// The form in which fragments are the same that mean the same heading: case, script of Chinese, and the two ways in
    /// which MediaWiki wrote them in addresses (`Sanitizer::escapeIdForLink`: `%E7%94%B2`, and `.E7.94.B2` before 2017).
    fn same(&self, fragment: &str) -> String {
        let dots = dots_decoded(fragment);
        let decoded = percent_decode_str(&dots).decode_utf8_lossy().into_owned();
        let words = decoded.split(['_', ' ']).filter(|word| !word.is_empty()).collect::<Vec<_>>().join("_");
        Words::new(&self.engine, None).convert(&words, Variant::ZhHans).to_lowercase()
    }

    /// What is wrong with a redirect.
    fn redirect(&self, from: &Title, target: &Target, fragment: Option<&str>) -> Option<Diagnostic> {
        let Target::Page(target) = target else { return None };
        let Some(first) = find(self.world, target) else {
            // It may well lead to a page of the wiki, or to a category that only has members.
            if self.exists(target) || self.world.site().base_url.is_some() {
                return None;
            }
            let message = format!("the redirect leads to “{}”, which the book does not have", target.full());
            return Some(Diagnostic::warning("redirect-broken", message).hint("mend the title, or take the redirect out"));
        };
        if first == *from {
            let message = "the redirect leads to itself";
            return Some(Diagnostic::warning("redirect-loop", message).hint("let it lead to a page with a text"));
        }
        let mut chain = vec![from.clone()];
        let mut at = first.clone();
        while let Some((_, Gathered { redirect: Some((next, _)), .. })) = self.pages.get(&at) {
            chain.push(at.clone());
            let Some(next) = find(self.world, next) else { break };
            if chain.contains(&next) || chain.len() > MAX_CHAIN {
                chain.push(next);
                let way: Vec<String> = chain.iter().map(Title::full).collect();
                let message = format!("the redirect leads around in a circle: {}", way.join(" → "));
                return Some(Diagnostic::warning("redirect-loop", message).hint("let one of them lead to a page with a text"));
            }
            at = next;
        }
        if at != first {
            let message = format!("the redirect leads to “{first}”, which is a redirect itself");
            return Some(Diagnostic::warning("redirect-double", message).hint(format!("let it lead to “{at}”")));
        }
        let (file, there) = self.pages.get(&first)?;
        self.section(file, there, &first, fragment?, false)
    }
}

/// A fragment with `.E7.94.B2` read as the bytes it stands for, where they are the bytes of a text.
fn dots_decoded(fragment: &str) -> String {
    let bytes = fragment.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let byte = (bytes[at] == b'.')
            .then(|| fragment.get(at + 1..at + 3))
            .flatten()
            .filter(|hex| hex.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'A'..=b'F')))
            .and_then(|hex| u8::from_str_radix(hex, 16).ok());
        match byte {
            Some(byte) => {
                out.push(byte);
                at += 3;
            }
            None => {
                out.push(bytes[at]);
                at += 1;
            }
        }
    }
    // A heading may well hold `.10`: then it is not the old way of writing.
    String::from_utf8(out).unwrap_or_else(|_| fragment.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_old_way_of_writing_sections_is_read() {
        assert_eq!(dots_decoded(".E7.94.B2_x"), "甲_x");
        assert_eq!(dots_decoded("v1.10"), "v1\u{10}");
        assert_eq!(dots_decoded("v1.E7"), "v1.E7");
        assert_eq!(dots_decoded("a.b."), "a.b.");
    }
}
