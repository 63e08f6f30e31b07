//! `taben check --external`: what the network says of a book's links.

use crate::cli::Messages;
use crate::cli::progress::Progress;
use crate::diag::{Diagnostic, Severity, Span};
use crate::net::{self, LinkOptions, Verdict};
use crate::pipeline::PageLinks;

/// Asks for every address once and reports it on each page that has it.
pub(super) fn run(pages: &[PageLinks], options: &LinkOptions, shown: bool, messages: &mut Messages) {
    let mut addresses: Vec<String> = pages.iter().flat_map(|page| page.addresses.iter().cloned()).collect();
    addresses.sort_unstable();
    addresses.dedup();
    let progress = Progress::new(shown);
    let verdicts = net::check(&addresses, options, &|done, of| progress.at(done, of));
    progress.clear();
    for page in pages {
        let told = page.addresses.iter().filter_map(|address| diagnostic(address, verdicts.get(address)?, &page.file.text));
        let found: Vec<Diagnostic> = told.collect();
        let _ = messages.report(Some(&page.file), &found);
    }
}

/// What there is to say about an address; nothing if it is fine.
fn diagnostic(address: &str, verdict: &Verdict, source: &str) -> Option<Diagnostic> {
    let told = match verdict {
        Verdict::Fine => return None,
        Verdict::Moved(to) => {
            Diagnostic::new(Severity::Note, "link-moved", format!("{address} has moved to {to}")).hint("link to the new address")
        }
        Verdict::Gone(code) => Diagnostic::warning("link-gone", format!("{address} is gone ({code})"))
            .hint("look for a copy in an archive, or for the page's new place"),
        Verdict::Refused(code) => Diagnostic::new(Severity::Note, "link-refused", format!("{address} does not let programs in ({code})"))
            .hint("look at it yourself"),
        Verdict::Failed(why) => Diagnostic::warning("link-failed", format!("{address} does not answer: {why}"))
            .hint("try again later; if it stays so, find another source"),
        Verdict::Private => Diagnostic::warning("link-private", format!("{address} leads into a private network"))
            .hint("no reader elsewhere can follow it; remove it"),
    };
    // A template may have put the address together, and then there is no place to show.
    Some(match place(address, source) {
        Some(span) => told.at(span),
        None => told,
    })
}

/// Where an address stands in the source of its page.
fn place(address: &str, source: &str) -> Option<Span> {
    let mut from = 0;
    while let Some(at) = source[from..].find(address).map(|at| from + at) {
        let end = at + address.len();
        // Not the beginning of a longer one.
        if source[end..].chars().next().is_none_or(|c| c.is_whitespace() || matches!(c, ']' | '|' | '}' | '<' | '>' | ')' | '"')) {
            return Some(Span::new(at..end));
        }
        from = end;
    }
    None
}
