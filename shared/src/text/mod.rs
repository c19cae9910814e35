//! Texts: the little Markdown of a document, the links in it, texts without any, how typing becomes splices, two texts compared word
//! by word, words quoted from a text, days and numbers in words.

mod alike;
mod compared;
mod hashed;
pub mod links;
pub mod markdown;
mod named;
pub mod numbers;
pub mod pasted;
pub mod quarter;
pub mod quoted;
pub mod typing;
mod typo;
pub mod unmarked;
mod vague;
pub mod words;

pub use alike::Bag;
pub use compared::{Change, Piece, compare};
pub use hashed::hashed;
pub use named::foreign;
pub use typo::is_one_letter_off;
pub use vague::{VAGUE, vague};
