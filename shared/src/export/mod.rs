//! Documents become files: JSON that loses nothing, and Markdown that people read.

mod escape;
mod json;
mod markdown;

pub use json::{Exported, json};
pub use markdown::markdown;
