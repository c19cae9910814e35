//! The part of a page that somebody was led to.

use leptos::prelude::*;

/// The id of a row that somebody was led to, as the address has it behind `#`; empty where they were led to none. Given as a
/// context where a page has one.
#[derive(Clone, Copy)]
pub(crate) struct LedTo(pub(crate) Signal<String>);
