//! The package's warnings in our words.
//!
//! Many of them are about what MediaWiki takes without a word (empty lines, a `<` in a sentence), or about what `scan`
//! tells better; those are dropped.

use std::sync::LazyLock;

use parse_wiki_text::{Configuration, ConfigurationSource, Warning, WarningMessage};

use super::warning;
use crate::diag::{Diagnostic, Severity};
use crate::site::Site;

/// Words that make a page a redirect, without `#`.
const REDIRECT: &[&str] = &["REDIRECT", "重定向", "重新導向"];

static CONFIGURATION: LazyLock<Configuration> = LazyLock::new(|| {
    Configuration::new(&ConfigurationSource {
        category_namespaces: &["category", "分类", "分類"],
        extension_tags: &["ref", "references", "poem", "gallery", "indicator", "imagemap", "langconvert"],
        file_namespaces: &["file", "image", "文件", "档案", "檔案", "图像", "圖像", "图片", "圖片"],
        link_trail: "abcdefghijklmnopqrstuvwxyz",
        magic_words: &[],
        protocols: &["//", "ftp://", "http://", "https://", "irc://", "mailto:", "news:"],
        redirect_magic_words: REDIRECT,
    })
});

/// The package's configuration for a wiki.
///
/// Names of MediaWiki's own namespaces are the same in every book; only the package's warnings are used, and those do
/// not depend on anything else that a book may set.
pub(super) fn configuration(_site: &Site) -> &'static Configuration {
    &CONFIGURATION
}

/// Tells one warning; `text` is the source.
pub(super) fn tell(found: &Warning, text: &str) -> Option<Diagnostic> {
    let (start, end) = (found.start.min(text.len()), found.end.min(text.len()));
    // Offsets are those of a copy of the same length, but may fall into a character that was replaced there.
    let source = text.get(start..end)?;
    match found.message {
        WarningMessage::InvalidHeadingSyntaxRewinding => heading(text, start),
        WarningMessage::UnexpectedHeadingLevelCorrecting => {
            let (from, to) = line(text, start);
            let (left, right) = sides(&text[from..to]);
            if left >= to - from {
                return None;
            }
            Some(
                warning("heading-uneven", format!("the heading has {left} equals signs before and {right} behind"), from, to)
                    .hint("write the same number on both sides; the lower one counts and the rest is shown"),
            )
        }
        WarningMessage::InvalidLinkSyntax => link(text, start),
        WarningMessage::StrayTextInTable => stray(text, end),
        WarningMessage::TextAfterRedirect => redirect_text(source, start),
        WarningMessage::UselessTextInRedirect => {
            Some(warning("redirect-label", "a redirect's link needs no text", start, end).hint("remove the bar and what follows it"))
                .map(|d| Diagnostic { severity: Severity::Note, ..d })
        }
        WarningMessage::InvalidCharacter => Some(
            warning("control-character", format!("U+{:04X} is no character for text", source.bytes().next().unwrap_or(0)), start, end)
                .hint("remove it"),
        ),
        // MediaWiki takes these as they are.
        WarningMessage::RepeatedEmptyLine | WarningMessage::DefinitionTermContinuation => None,
        // `scan` has matched brackets and tags already, with better places.
        WarningMessage::EndTagInComment
        | WarningMessage::InvalidParameterSyntax
        | WarningMessage::InvalidTagSyntax
        | WarningMessage::MissingEndTagRewinding
        | WarningMessage::UnexpectedEndTag
        | WarningMessage::UnexpectedEndTagRewinding
        | WarningMessage::UnrecognizedTagName
        | WarningMessage::UselessTextInParameter => None,
    }
}

/// The line that holds the byte at `at`, without its end.
fn line(text: &str, at: usize) -> (usize, usize) {
    let from = text[..at].rfind('\n').map_or(0, |n| n + 1);
    let to = text[at..].find('\n').map_or(text.len(), |n| at + n);
    (from, from + text[from..to].trim_end().len())
}

/// How many equals signs a line begins and ends with.
fn sides(line: &str) -> (usize, usize) {
    (line.bytes().take_while(|b| *b == b'=').count(), line.bytes().rev().take_while(|b| *b == b'=').count())
}

/// A line that begins like a heading and does not end like one.
fn heading(text: &str, start: usize) -> Option<Diagnostic> {
    let (from, to) = line(text, start);
    let written = &text[from..to];
    // Templates and comments may come to nothing, and one equals sign begins many a formula.
    if !written.starts_with("==") || written.contains("{{") || written.contains("<!--") || written.trim_matches('=').is_empty() {
        return None;
    }
    let message = if written[2..].contains("==") {
        "text behind a heading, so the line is none"
    } else {
        "this line begins like a heading and does not end like one"
    };
    Some(warning("heading-broken", message, from, to).hint("end the line with as many `=` as it begins with, and nothing behind them"))
}

/// `[[` that makes no link.
fn link(text: &str, start: usize) -> Option<Diagnostic> {
    let rest = text.get(start..)?;
    if !rest.starts_with("[[") {
        return None;
    }
    let end = rest.find("]]").map_or(2, |n| n + 2);
    let written = &rest[..end];
    // The package does not know these in a target; MediaWiki does.
    if written.contains("{{") || written.contains("<!--") || written.contains("-{") {
        return None;
    }
    let target = written[2..].split(['|', ']']).next().unwrap_or_default();
    let (message, hint) = if written[2..].contains("[[") {
        ("a link stands inside the text of another link", "close the first one with `]]` before the second begins")
    } else if target.contains('\n') {
        ("the target of a link runs over the end of a line", "write the target on one line")
    } else if target.contains(['[', '{', '}']) {
        ("no page can have this title", "titles hold none of `[ ] { } | < > #`")
    } else {
        return None;
    };
    Some(warning("invalid-link", message, start, start + end).hint(hint))
}

/// Text between the beginning of a table and its first row; `end` is the end of the text.
fn stray(text: &str, end: usize) -> Option<Diagnostic> {
    let before = text.get(..end)?;
    let open = before.rfind("{|")?;
    let first = open + before[open..].find('\n')? + 1;
    let inside = &before[first..];
    let trimmed = inside.trim();
    // What a template or a comment comes to is not known here.
    if trimmed.is_empty() || trimmed.contains("{{") || trimmed.contains("<!--") {
        return None;
    }
    let start = first + inside.len() - inside.trim_start().len();
    Some(
        warning("table-text", "text before the table's first row is shown above the table", start, start + trimmed.len())
            .hint("begin a cell with `|`, or move the text out of the table"),
    )
}

/// Text below a redirect, other than categories and templates.
fn redirect_text(source: &str, start: usize) -> Option<Diagnostic> {
    let link_end = source.find("]]")? + 2;
    let mut rest = source[link_end..].trim();
    loop {
        let close = match rest {
            r if r.starts_with("{{") => "}}",
            r if r.starts_with("[[") => "]]",
            r if r.starts_with("<!--") => "-->",
            _ => break,
        };
        rest = rest.split_once(close)?.1.trim_start();
    }
    if rest.is_empty() {
        return None;
    }
    let from = start + source.trim_end().len() - rest.len();
    Some(Diagnostic {
        severity: Severity::Note,
        ..warning("redirect-text", "readers never see what stands below a redirect", from, from + rest.trim_end().len())
            .hint("remove it, or remove the redirect")
    })
}
