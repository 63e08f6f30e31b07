//! taben presses MediaWiki pages into a static book that reads in Traditional and in Simplified Chinese.
//!
//! The way of a page:
//!
//! ```text
//! source ──► preprocess ──► parse ──► markdown ──► notes ──► variant ──► html ──► theme ──► sink
//! ```

// base
pub mod diag;
pub mod lang;
pub mod site;
pub mod title;

// what the stages hand each other
pub mod model;
pub mod world;

// stages
pub mod cite;
