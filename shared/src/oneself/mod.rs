//! Notes for oneself: a keeper reflection, learning goals, a routine, a leader's mirror. They are no document. They have no id
//! that a server could know, no schema, no update and no frame, so that there is nothing by which they could be connected: a
//! device keeps them, and a file that nobody opens without its passphrase carries them to another one.

mod forms;
mod mirrored;
mod note;
mod remarks;
mod sealed;
mod shared;

pub use forms::{Answers, FORMS, Form, KEEPER, LEARNING, MIRROR, Question, ROUTINE, form};
pub use note::{Merged, Note, Notes};
pub use remarks::{of_all, of_note};
pub use sealed::{Recipe, Sealed, Wrong, why_not};
