//! The parts of a charter. They take signals and callbacks, and know nothing of how a document is kept or merged.

pub(crate) mod agreement;
pub(crate) mod banner;
pub(crate) mod bullet;
pub(crate) mod card;
pub(crate) mod decide;
pub(crate) mod head;
pub(crate) mod keys;
pub(crate) mod mandate;
pub(crate) mod metrics;
pub(crate) mod mission;
pub(crate) mod note;
pub(crate) mod numbers;
pub(crate) mod people;
pub(crate) mod pick;
pub(crate) mod ring;
pub(crate) mod rows;
pub(crate) mod talk;
pub(crate) mod title;
pub(crate) mod value;
pub(crate) mod whose;
