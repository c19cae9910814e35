//! Texts: the little Markdown of a document, the links in it, and how typing becomes splices.

pub mod links;
pub mod markdown;
pub mod typing;
pub mod words;
