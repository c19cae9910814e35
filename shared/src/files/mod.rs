//! Files: documents read from them and written to them, and the worked example, which is made of files.

mod day;
pub mod export;
pub mod faces;
mod front;
pub mod import;
mod lines;
mod made;
pub mod madr;
pub mod minutes;
pub mod pack;
pub mod sample;
mod stem;

pub use stem::file_stem;
