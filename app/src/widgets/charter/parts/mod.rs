//! The parts of a charter. They take signals and callbacks, and know nothing of how a document is kept or merged.

pub(crate) mod agreement;
pub(crate) mod bullet;
pub(crate) mod captain;
pub(crate) mod card;
pub(crate) mod check;
pub(crate) mod checks;
pub(crate) mod decide;
pub(crate) mod decisions;
pub(crate) mod goals;
pub(crate) mod heard;
pub(crate) mod keys;
pub(crate) mod line;
pub(crate) mod looked;
pub(crate) mod mandate;
pub(crate) mod metrics;
pub(crate) mod mission;
mod moved;
pub(crate) mod note;
pub(crate) mod numbers;
pub(crate) mod own_words;
pub(crate) mod peers;
pub(crate) mod people;
pub(crate) mod ring;
pub(crate) mod serves;
pub(crate) mod smart;
pub(crate) mod title;
pub(crate) mod wording;
