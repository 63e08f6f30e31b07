//! Bundles: what a reader meets.
