//! What the tests share.

pub mod chaos;
