//! taben presses MediaWiki pages into a static book that reads in Traditional and in Simplified Chinese.
//!
//! The way of a page:
//!
//! ```text
//! source ──► preprocess ──► parse ──► markdown ──► notes ──► variant ──► html ──► theme ──► sink
//! ```

// base
pub mod config;
pub mod diag;
pub mod lang;
pub mod path;
pub mod site;
pub mod title;

// what the stages hand each other
pub mod model;
pub mod world;

// edges: files are touched here only
pub mod cli;
pub mod emit;
pub mod report;
pub mod source;

// everything together
pub mod pipeline;
