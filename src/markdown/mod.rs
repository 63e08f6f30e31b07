//! The Markdown page: what wikitext is converted to, and what HTML is made from.
//!
//! [`write()`] and [`read()`] are each other's inverse: the document that is read back shows what the written one shows.  The
//! dialect is described in `docs/markdown.md`.  Where CommonMark has no form for a thing the page holds HTML, which
//! [`read()`] looks into like the rest.
//!
//! 1. `write`: blocks; `inline`: the text of a block; `escape`: characters that would be syntax; `raw`: HTML.
//! 2. `read`: pulldown-cmark's events; `tags`: the HTML between them; `marks`: conversion marks and notes in the text;
//!    `balance`: nesting.

mod balance;
mod escape;
mod front;
mod inline;
mod marks;
mod raw;
mod read;
mod tags;
mod target;
mod write;

pub use read::read;
pub use write::write;
