//! Documents become files: JSON that loses nothing, Markdown that people read, HTML for where nothing else runs.

mod beside;
mod escape;
mod html;
mod json;
mod markdown;
mod marked;
mod pieces;
#[cfg(test)]
mod tests;

pub use beside::{Beside, Strip, name_about};
pub use html::{html, html_beside, name, title};
pub use json::{Exported, json};
pub use markdown::{markdown, markdown_beside, untimed};
