//! The house: what the sources themselves must keep to, and what every kind of document must have.

mod circles;
mod coverage;
mod deploy;
mod every_kind;
mod oneself;
mod runbook;
mod sentences;
mod sources;
mod spoken;
mod stylesheets;
mod tidy;
