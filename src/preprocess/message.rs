//! Messages that MediaWiki shows in the page when something cannot be done, in English and Chinese.

use crate::site::Site;

/// One of two wordings, by the wiki's language.
pub(super) fn pick<'a>(site: &Site, english: &'a str, chinese: &'a str) -> &'a str {
    if site.is_chinese() { chinese } else { english }
}

/// The span in which core shows its errors.
pub(super) fn span(text: &str) -> String {
    format!("<span class=\"error\">{text}</span>")
}

/// The element in which parser functions show their errors, which `#iferror` knows.
pub(super) fn strong(text: &str) -> String {
    format!("<strong class=\"error\">{text}</strong>")
}

/// A template that calls itself.
pub(super) fn template_loop(site: &Site, title: &str) -> String {
    span(&match site.is_chinese() {
        false => format!("Template loop detected: [[{title}]]"),
        true => format!("检查到模板循环：[[{title}]]"),
    })
}

/// Templates nested too deeply.
pub(super) fn template_depth(site: &Site, limit: usize) -> String {
    span(&match site.is_chinese() {
        false => format!("Template recursion depth limit exceeded ({limit})"),
        true => format!("模板递归深度越限（{limit}）"),
    })
}

/// Brackets nested too deeply.
pub(super) fn expansion_depth(_site: &Site) -> String {
    span("Expansion depth limit exceeded")
}
