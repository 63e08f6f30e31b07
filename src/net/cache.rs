//! Answers of earlier days, as a JSON file: address, when it was asked (seconds since 1970 UTC), what became of it.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::Verdict;

/// How much sooner what failed is asked again: it may be mended by tomorrow.
const FAILED_SOONER: u32 = 7;

/// One answer.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Answer {
    asked: u64,
    verdict: Verdict,
}

/// The answers by address.
#[derive(Debug, Default)]
pub(super) struct Cache {
    answers: BTreeMap<String, Answer>,
    changed: bool,
}

impl Cache {
    /// Reads the file; one that is not there or cannot be read is an empty one.
    pub(super) fn open(path: Option<&Path>) -> Self {
        let text = path.and_then(|path| fs::read(path).ok());
        Self { answers: text.and_then(|text| serde_json::from_slice(&text).ok()).unwrap_or_default(), changed: false }
    }

    /// An answer that is not too old.
    pub(super) fn get(&self, address: &str, now: u64, max_age: Duration) -> Option<Verdict> {
        let answer = self.answers.get(address)?;
        let max_age = if matches!(answer.verdict, Verdict::Fine | Verdict::Moved(_)) { max_age } else { max_age / FAILED_SOONER };
        // An answer from the future comes from a clock that was wrong.
        let age = now.checked_sub(answer.asked)?;
        (age <= max_age.as_secs()).then(|| answer.verdict.clone())
    }

    /// Keeps an answer.
    pub(super) fn put(&mut self, address: &str, now: u64, verdict: &Verdict) {
        self.changed = true;
        self.answers.insert(address.to_owned(), Answer { asked: now, verdict: verdict.clone() });
    }

    /// Writes the file, if there is something new.  Failing is no harm: the network is asked again next time.
    ///
    /// Attack: a stranger's book brings along a link in its place, to a file of the reader.
    pub(super) fn close(self, path: Option<&Path>) {
        let Some(path) = path.filter(|_| self.changed) else { return };
        if path.is_symlink() || path.parent().is_some_and(Path::is_symlink) {
            return;
        }
        if let Some(folder) = path.parent() {
            let _ = fs::create_dir_all(folder);
        }
        if let Ok(mut text) = serde_json::to_string_pretty(&self.answers) {
            text.push('\n');
            let _ = fs::write(path, text);
        }
    }
}
