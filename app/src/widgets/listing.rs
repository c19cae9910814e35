//! Placeholder.
use leptos::prelude::*;
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Listed {}
pub(crate) fn follow(_origin: &str) -> Signal<Vec<Listed>> {
    Signal::stored(Vec::new())
}
