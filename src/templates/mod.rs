//! The templates that taben brings along: what Chinese and English Wikipedia's do, for pages that come without them.
//!
//! 1. [`text`]: templates of wikitext: files, other names, and families that differ by a word.
//!
//! All speak the language of the wiki that the page is of: Chinese (Simplified, and converted with the page) or English.

mod text;

pub use text::{names, text};
