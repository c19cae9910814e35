//! Documents become files: JSON that loses nothing, Markdown that people read, HTML for where nothing else runs, CSV for spreadsheets.

mod beside;
mod csv;
mod escape;
mod html;
mod json;
mod markdown;
mod marked;
mod part;
mod pieces;
pub mod recipe;
#[cfg(test)]
mod tests;

pub use beside::{Beside, Strip, learned, name_about};
pub use csv::csv;
pub use html::{html, html_beside, name, title};
pub use json::{Exported, json};
pub use markdown::{markdown, markdown_beside, untimed};
pub use marked::escaped;
pub use part::part_of_org;
pub use pieces::{First, Head, Item, Line, Mark, Piece, pieces};
