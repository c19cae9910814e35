//! Faces of documents.
pub(crate) mod charter;
pub(crate) mod listing;
