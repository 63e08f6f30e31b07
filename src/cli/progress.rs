//! The bar that shows how far a build has come.

use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// How often the bar is drawn, at most.
const REDRAWS_A_SECOND: u8 = 10;

/// A bar on standard error, or nothing.
pub(super) struct Progress(ProgressBar);

impl Progress {
    /// A bar that is drawn only if `shown`.
    pub(super) fn new(shown: bool) -> Self {
        if !shown {
            return Self(ProgressBar::hidden());
        }
        let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr_with_hz(REDRAWS_A_SECOND));
        // A template that does not parse would be a slip of ours; a plain bar then does as well.
        if let Ok(style) = ProgressStyle::with_template("{bar:30} {pos}/{len} pages  {per_sec}  {eta} left") {
            bar.set_style(style.progress_chars("━╸ "));
        }
        bar.enable_steady_tick(Duration::from_millis(250));
        Self(bar)
    }

    /// A bar of bytes for an import, which is drawn only if `shown`.
    pub(super) fn of_bytes(shown: bool) -> Self {
        let progress = Self::new(shown);
        if let Ok(style) = ProgressStyle::with_template("{bar:30} {bytes}/{total_bytes}  {msg}  {eta} left") {
            progress.0.set_style(style.progress_chars("━╸ "));
        }
        progress
    }

    /// Shows that so many bytes of so many are read, and what came of them.
    pub(super) fn read(&self, bytes: u64, of: u64, pages: usize) {
        if self.0.length() != Some(of) {
            self.0.set_length(of);
        }
        self.0.set_position(bytes);
        // The bar is drawn some times a second; a text for each page of a million would take longer than the pages.
        if pages.is_multiple_of(64) {
            self.0.set_message(format!("{pages} pages"));
        }
    }

    /// Shows that so many of so many pages are done; from any thread, in any order.
    pub(super) fn at(&self, done: usize, of: usize) {
        if self.0.length() != Some(of as u64) {
            self.0.set_length(of as u64);
        }
        self.0.set_position(self.0.position().max(done as u64));
    }

    /// Takes the bar away.
    pub(super) fn clear(&self) {
        self.0.finish_and_clear();
    }
}
