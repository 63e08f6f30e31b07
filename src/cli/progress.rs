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
