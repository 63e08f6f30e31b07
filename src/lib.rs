//! taben presses MediaWiki pages into a static book that reads in Traditional and in Simplified Chinese.
//!
//! The way of a page:
//!
//! ```text
//! source ──► preprocess ──► parse ──► markdown ──► notes ──► variant ──► html ──► theme ──► sink
//! ```

// base
pub mod bytes;
pub mod config;
pub mod diag;
pub mod digest;
pub mod lang;
pub mod messages;
pub mod numerals;
pub mod path;
pub mod sanitize;
pub mod site;
pub mod title;

// what the stages hand each other
pub mod model;
pub mod world;

// the stages
pub mod cite;
pub mod highlight;
pub mod html;
pub mod lint;
pub mod markdown;
pub mod notes;
pub mod parse;
pub mod preprocess;
pub mod review;
pub mod search;
pub mod templates;
pub mod tex;
pub mod theme;
pub mod variant;

// edges: files are touched here only
pub mod bundle;
pub mod cache;
pub mod cli;
pub mod emit;
pub mod import;
pub mod net;
pub mod report;
pub mod serve;
pub mod source;

// everything together
pub mod pipeline;
