//! By what a file is known to be the one that was looked at before, without reading it.

use std::fs::Metadata;
use std::time::SystemTime;

use serde::{Deserialize, Serialize};

/// How long after a file was written another writing may go unseen, in nanoseconds: FAT counts time in steps of two seconds.
const STEP: i64 = 2_000_000_000;

/// A file's size and times, and its number on the disk.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stamp {
    /// How many bytes it has.
    pub size: u64,
    /// When it was last written, in nanoseconds since 1970 UTC.
    pub modified: i64,
    /// When it or its name was last changed, which no program can set; 0 where the system does not tell.
    pub changed: i64,
    /// Its number on the disk; 0 where the system does not tell.
    pub number: u64,
}

impl Stamp {
    /// What the system tells of a file.
    #[must_use]
    pub fn of(metadata: &Metadata) -> Self {
        let modified = metadata.modified().map_or(0, nanoseconds);
        #[cfg(unix)]
        {
            use std::os::unix::fs::MetadataExt;
            let changed = metadata.ctime().saturating_mul(1_000_000_000).saturating_add(metadata.ctime_nsec());
            Self { size: metadata.len(), modified, changed, number: metadata.ino() }
        }
        #[cfg(not(unix))]
        Self { size: metadata.len(), modified, changed: 0, number: 0 }
    }

    /// Whether the file was at rest at `moment`: one that was written just before may be written again in the same step of
    /// the disk's clock, and look the same.
    #[must_use]
    pub fn is_settled(&self, moment: i64) -> bool {
        self.modified.max(self.changed) < moment - STEP
    }
}

/// The time, in nanoseconds since 1970 UTC; nothing but the question whether a file is at rest depends on it.
#[must_use]
pub fn now() -> i64 {
    nanoseconds(SystemTime::now())
}

fn nanoseconds(time: SystemTime) -> i64 {
    time.duration_since(SystemTime::UNIX_EPOCH).map_or(0, |since| i64::try_from(since.as_nanos()).unwrap_or(i64::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_was_just_written_is_not_at_rest() {
        let file = tempfile::NamedTempFile::new().unwrap();
        let stamp = Stamp::of(&file.as_file().metadata().unwrap());
        assert!(!stamp.is_settled(now()));
        assert!(stamp.is_settled(now() + 3 * STEP));
    }
}
