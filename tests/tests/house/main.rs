//! The house: what the sources themselves must keep to.

mod tidy;
