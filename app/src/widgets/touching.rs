//! Decisions that change a surface of another team without its advice, where decisions are told in brief.

use leptos::prelude::*;
use muster_shared::kinds::charter::Check;

use crate::form::plain::{icon, with};

/// A check on a decision in a line.
pub(crate) fn in_brief(check: &Check) -> AnyView {
    let says = format!("{}: {}", check.sort.head, check.advice());
    with("p", "small look", vec![("dir", "auto".to_owned())], vec![icon("i i-look"), " ".into_any(), says.into_any()])
}
