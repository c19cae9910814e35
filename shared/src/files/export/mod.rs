//! Documents become files: JSON that loses nothing, Markdown that people read, HTML for where nothing else runs.

mod escape;
mod html;
mod json;
mod markdown;
mod marked;
mod pieces;
#[cfg(test)]
mod tests;

pub use html::{html, name, title};
pub use json::{Exported, json};
pub use markdown::markdown;
