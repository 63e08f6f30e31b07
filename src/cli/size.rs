//! How large a site is, and whether GitHub Pages would take it.

use crate::cli::Messages;
use crate::diag::Diagnostic;

/// What GitHub Pages publishes at most, in bytes (GitHub Docs, "GitHub Pages limits").
const PAGES_LIMIT: u64 = 1 << 30;

/// Warns of a site that is too large to be published on GitHub Pages.
pub(super) fn check(bytes: u64, messages: &mut Messages) {
    let _ = messages.report(None, warning(bytes).as_slice());
}

fn warning(bytes: u64) -> Option<Diagnostic> {
    (bytes > PAGES_LIMIT).then(|| {
        let message = format!("the site has {}, and GitHub Pages publishes 1 GB at most", shown(bytes));
        Diagnostic::warning("large-site", message).hint("divide the book, show fewer views, or publish it elsewhere")
    })
}

/// A number of bytes for people.
pub(super) fn shown(bytes: u64) -> String {
    #[expect(clippy::cast_precision_loss, reason = "one digit after the point is shown")]
    let n = bytes as f64;
    match bytes {
        0..1_000_000 => format!("{} kB", bytes.div_ceil(1000)),
        1_000_000..1_000_000_000 => format!("{:.1} MB", n / 1e6),
        _ => format!("{:.2} GB", n / 1e9),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_site_of_a_gigabyte_is_warned_of() {
        assert!(warning(PAGES_LIMIT).is_none());
        let warning = warning(PAGES_LIMIT + 1).unwrap();
        assert!(warning.message.contains("1.07 GB"), "{}", warning.message);
        assert_eq!((shown(1), shown(999_999), shown(1_500_000)), ("1 kB".into(), "1000 kB".into(), "1.5 MB".into()));
    }
}
