//! Files: documents read from them and written to them, and the worked example, which is made of files.

pub mod export;
pub mod import;
mod made;
pub mod madr;
pub mod sample;
