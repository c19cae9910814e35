//! How much of a charter is agreed, as a ring.

use leptos::prelude::*;
use muster_shared::kinds::talk::Whole;

/// An arc a person: those who agree, those who signed other words, and the others.
pub(super) fn ring(whole: Whole) -> AnyView {
    let n = whole.of.max(1);
    let gap = if n > 1 { 2 } else { 0 };
    let arc = |at: usize| {
        let look = match at {
            at if at < whole.agreed => "yes",
            at if at < whole.agreed + whole.stale => "stale",
            _ => "not",
        };
        let dash = format!("0 {} {} {}", at * 10, 10 - gap, n * 10);
        view! { <circle class=look cx="10" cy="10" r="8" pathLength=(n * 10).to_string() stroke-dasharray=dash></circle> }
    };
    view! { <svg class="ring" viewBox="0 0 20 20" aria-hidden="true">{(0..n).map(arc).collect_view()}</svg> }.into_any()
}
