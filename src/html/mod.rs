//! A finished stream of events becomes HTML.
//!
//! 1. `headings`: ids for headings and the entries of the table of contents, once a page, before variants.
//! 2. `write`: elements, links and text, escaped once and only here.
//!    `media` has what shows files: pictures, sound, film, and the box of one that is missing.
//! 3. `page`: what a page in a browser has beyond a fragment: tables that scroll, headings with links to themselves; `han` what
//!    the theme must know of Chinese text.
//!
//! Nothing is ever parsed again after this, so no conversion rule and no text can become markup.

mod han;
mod headings;
mod media;
mod page;
mod write;

pub use headings::{Heading, contents, number_headings};
pub use page::{Setting, has_first_level};
pub use write::{Destination, Links, write, write_page};
