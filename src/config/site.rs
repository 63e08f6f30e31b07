//! The wiki that a book describes, as the stages ask about it.

use crate::config::{CaseSensitive, Config, Wiki, problem};
use crate::diag::{Diagnostic, Span};
use crate::site::{self, DEFAULT_NOW, Site};

impl Config {
    /// The wiki of the book's pages.
    #[must_use]
    pub fn site(&self) -> Site {
        self.site_of(&self.book.language, &self.wiki)
    }

    /// The wiki of the book's pages in another language: what `[languages.CODE.wiki]` says, and nothing of the book's own but the
    /// date.  Namespaces and other wikis of the book are known too, since its pages name each other.
    #[must_use]
    pub fn site_in(&self, code: &str) -> Site {
        let default = Wiki::default();
        let own = self.languages.get(code).map_or(&default, |language| &language.wiki);
        let mut namespaces = self.wiki.namespaces.clone();
        namespaces.extend(own.namespaces.clone());
        let mut interwiki = self.wiki.interwiki.clone();
        interwiki.extend(own.interwiki.clone());
        let case_sensitive = if own.case_sensitive == CaseSensitive::default() { &self.wiki.case_sensitive } else { &own.case_sensitive };
        let wiki = Wiki { namespaces, interwiki, case_sensitive: case_sensitive.clone(), ..own.clone() };
        self.site_of(code, &wiki)
    }

    fn site_of(&self, language: &str, wiki: &Wiki) -> Site {
        let mut site = Site::new(language);
        if let Some(name) = wiki.name.as_ref().or(Some(&self.book.title)).filter(|name| !name.is_empty()) {
            site.name.clone_from(name);
        }
        if let Some((server, path)) = wiki.base_url.as_deref().and_then(split_address) {
            site.server = server.to_owned();
            if path.contains("$1") {
                site.article_path = path.to_owned();
            }
        }
        if let Some(server) = &wiki.server {
            site.server.clone_from(server);
        }
        if let Some(path) = &wiki.article_path {
            site.article_path.clone_from(path);
        }
        site.base_url.clone_from(&wiki.base_url);
        site.note_details = self.notes.details;
        site.now = self.book.date.unwrap_or(DEFAULT_NOW);
        // Numbers first, so that aliases may name the namespaces added here.
        for (number, name) in wiki.namespaces.iter().filter_map(|(k, name)| Some((k.parse().ok()?, name))) {
            site.namespaces.add(number, name);
        }
        for (alias, name) in wiki.namespaces.iter().filter(|(k, _)| k.parse::<i32>().is_err()) {
            if let Some(namespace) = site.namespaces.by_name(name) {
                site.namespaces.alias(namespace.0, alias);
            }
        }
        site.namespaces.set_case_sensitive(match &wiki.case_sensitive {
            CaseSensitive::Everywhere(false) => site::CaseSensitive::Nowhere,
            CaseSensitive::Everywhere(true) => site::CaseSensitive::Everywhere,
            CaseSensitive::In(numbers) => site::CaseSensitive::In(numbers.iter().copied().collect()),
        });
        for (prefix, url) in &wiki.interwiki {
            let is_language = site.interwiki.is_language(prefix);
            site.interwiki.add(prefix, url, is_language);
        }
        site
    }
}

/// Looks for names in `[wiki.namespaces]` that cannot be namespaces.
pub(super) fn check_namespaces(wiki: &Wiki, span: Option<Span>, found: &mut Vec<Diagnostic>) {
    let known = Site::new("en").namespaces;
    let added: Vec<&String> = wiki.namespaces.iter().filter(|(k, _)| k.parse::<i32>().is_ok()).map(|(_, name)| name).collect();
    for (key, name) in &wiki.namespaces {
        let message = match key.parse::<i32>() {
            Ok(0) => "namespace 0 holds the articles and has no name".to_owned(),
            Ok(_) if !is_name(name) => format!("`{name}` cannot be the name of a namespace"),
            Err(_) if !is_name(key) => format!("`{key}` cannot be the name of a namespace"),
            Err(_) if known.by_name(name).is_none() && !added.contains(&name) => {
                format!("`{key}` is to stand for the namespace `{name}`, which the wiki does not have")
            }
            _ => continue,
        };
        found.push(match span {
            Some(span) => problem(message, span),
            None => problem(message, Span::default()),
        });
    }
}

/// Whether a namespace may have that name: short, and without what a title cannot hold.
fn is_name(name: &str) -> bool {
    !name.trim().is_empty()
        && name.len() <= 64
        && !name.chars().any(|c| c.is_control() || matches!(c, ':' | '/' | '#' | '<' | '>' | '[' | ']' | '{' | '}' | '|'))
}

/// Splits `https://host/path` after the host.
fn split_address(url: &str) -> Option<(&str, &str)> {
    let host = url.find("//")? + 2;
    let path = host + url[host..].find('/')?;
    Some(url.split_at(path))
}
