//! Faces of documents. A widget reads signals and calls commands; what is so is decided in `shared`.

pub(crate) mod charter;
pub(crate) mod chip;
pub(crate) mod clipboard;
pub(crate) mod digests;
pub(crate) mod editions;
pub(crate) mod here;
pub(crate) mod led_to;
pub(crate) mod listing;
pub(crate) mod log;
pub(crate) mod okr;
pub(crate) mod origin;
pub(crate) mod outline;
pub(crate) mod review;
pub(crate) mod series;
pub(crate) mod strategy;
pub(crate) mod touching;
