//! Texts: the little Markdown of a document, the links in it, how typing becomes splices, two texts compared word
//! by word, days and numbers in words.

mod compared;
pub mod links;
pub mod markdown;
pub mod numbers;
pub mod pasted;
pub mod typing;
pub mod words;

pub use compared::{Change, Piece, compare};
