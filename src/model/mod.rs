//! The plain data that stages hand each other.

pub mod document;
pub mod entities;
pub mod expanded;
pub mod html;
pub mod media;
pub mod piece;
pub mod refs;
pub mod rule;
