//! Redirects: `#REDIRECT [[Target]]` at the start of a page.

use super::text::decode;
use crate::site::{REDIRECT_WORDS, Site};
use crate::title::{Namespace, Target, Title};

/// The target's text and where the rest of the page begins, if the page is a redirect.
///
/// Behaviour: MediaWiki's `WikitextContent::getRedirectTargetAndText`.
pub(super) fn redirect(text: &str) -> Option<(String, usize)> {
    let start = text.trim_start();
    if !start.starts_with('#') {
        return None;
    }
    let word = REDIRECT_WORDS.iter().find(|w| start.get(..w.len()).is_some_and(|s| s.to_lowercase() == **w))?;
    let rest = start[word.len()..].trim_start();
    let rest = rest.strip_prefix(':').unwrap_or(rest).trim_start();
    let inner = rest.strip_prefix("[[")?;
    let end = inner.find("]]")?;
    let target = inner[..end].split('|').next().unwrap_or_default().trim();
    if target.is_empty() || target.contains('\n') {
        return None;
    }
    let used = text.len() - inner.len() + end + 2;
    Some((target.to_owned(), used))
}

/// The page that a wikitext leads to, if it only does that.
#[must_use]
pub fn redirect_target(text: &str, site: &Site) -> Option<Title> {
    let (target, _) = redirect(text)?;
    match Target::parse(&decode(&target), Namespace::MAIN, site)? {
        Target::Page { title, .. } => Some(title),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::redirect;

    #[test]
    fn words_in_any_case() {
        for text in ["#REDIRECT [[A b]]", "\n#redirect:[[A b|c]] x", "#重定向[[A b]]", "#重新導向 [[A b]]"] {
            assert_eq!(redirect(text).map(|r| r.0).as_deref(), Some("A b"), "{text}");
        }
        assert_eq!(redirect("#redirection [[A]]"), None);
        assert_eq!(redirect("a #redirect [[A]]"), None);
    }
}
