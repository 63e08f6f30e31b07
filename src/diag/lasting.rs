//! Texts that are written in the program, read back from what an earlier build remembers.

use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};

use serde::{Deserialize, Deserializer};

/// Such a text.  Under its own name serde would take it for one that is borrowed from what is read.
pub type Text = &'static str;

/// How many different ones are read; the program has some hundreds.
///
/// Attack: a file that is full of texts that the program never wrote, each of which would stay in memory for good.
const MAX: usize = 2000;

/// Those that were read.
static KNOWN: Mutex<BTreeSet<&'static str>> = Mutex::new(BTreeSet::new());

/// A text that lasts as long as the program; `None` for one too many.
pub(crate) fn of(text: &str) -> Option<&'static str> {
    let mut known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(lasting) = known.get(text) {
        return Some(lasting);
    }
    if known.len() >= MAX {
        return None;
    }
    let lasting: &'static str = Box::leak(text.into());
    known.insert(lasting);
    Some(lasting)
}

/// Reads one for serde.
pub(crate) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<&'static str, D::Error> {
    let text = String::deserialize(deserializer)?;
    of(&text).ok_or_else(|| serde::de::Error::custom("a text that the program does not have"))
}

/// The same where there may be none.
pub(crate) mod maybe {
    use super::{Deserialize, Deserializer};

    /// Reads one, or none, for serde.
    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<&'static str>, D::Error> {
        let Some(text) = Option::<String>::deserialize(deserializer)? else { return Ok(None) };
        super::of(&text).map(Some).ok_or_else(|| serde::de::Error::custom("a text that the program does not have"))
    }
}
