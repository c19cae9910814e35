//! The engine: documents that merge, and both ends of the protocol that carries them. It is given a schema and rights,
//! and knows no kind of document by name.

pub mod document;
pub mod follow;
pub mod gate;
pub mod lib0;
pub mod limits;
pub mod line;
pub mod made;
mod own;
pub mod replica;
pub mod room;
pub mod state_vector;
pub mod undo;
pub mod wire;
