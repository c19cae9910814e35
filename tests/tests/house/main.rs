//! The house: what the sources themselves must keep to, and what every kind of document must have.

mod every_kind;
mod tidy;
