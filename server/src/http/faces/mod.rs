//! The server's faces for other people's pages: who may read them (`readable`), what they say (`shown`), the page of a document
//! with its text (`first`), the picture of a link to it (`picture`), and changes that are followed live (`follow`). Frames and
//! files are in `embed` and `files`.

mod document;
mod first;
mod follow;
mod followed;
mod meetings;
mod picture;
mod readable;
mod shown;

pub(super) use first::{card, page, picture_of};
pub(super) use follow::follow;
pub(super) use readable::{Credentials, Readable, readable};
pub(super) use shown::{Shown, Wanted};
