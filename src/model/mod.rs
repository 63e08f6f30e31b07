//! The plain data that stages hand each other.

pub mod document;
pub mod expanded;
pub mod html;
pub mod piece;
pub mod refs;
