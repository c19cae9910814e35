//! Texts: the little Markdown of a document, the links in it, how typing becomes splices, days and numbers in words.

pub mod links;
pub mod markdown;
pub mod numbers;
pub mod pasted;
pub mod typing;
pub mod words;
