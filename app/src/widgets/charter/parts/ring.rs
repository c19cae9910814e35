//! How much of a section is agreed, as a ring and in words.

use leptos::prelude::*;
use muster_shared::kinds::talk::{Agreed, Coverage, Section, Stand, Whole};
use muster_shared::order;

use crate::boxed::{Show, memo};
use crate::told::{to_say, told};
use crate::widgets::charter::use_charter::UseCharter;
use crate::words::{counted, listed};

/// A section and who agrees with it; `None` while it says nothing.
pub(super) fn covered(cx: UseCharter, section: Section) -> Memo<Option<Coverage>> {
    memo(move || cx.agreement.coverage(|covered| covered.iter().find(|one| one.section == section).cloned()))
}

/// How much of the circle agrees: an arc a person.
#[component]
pub(super) fn Ring(covered: Memo<Option<Coverage>>) -> impl IntoView {
    let arcs = move || {
        covered.with(|covered| {
            let seen = covered.iter().flat_map(|one| one.counted()).map(look);
            let mut looks: Vec<&str> = seen.chain(covered.iter().flat_map(|one| unseen(one.unseen))).collect();
            let n = looks.len().max(1);
            // Those who agree come first, so that the ring reads as a whole.
            order::sort_by_key(&mut looks, |look| ["yes", "but", "stale", "no", "not"].iter().position(|one| one == look));
            let arc = |(at, look): (usize, &str)| {
                let gap = if n > 1 { 2 } else { 0 };
                let dash = format!("0 {} {} {}", at * 10, 10 - gap, n * 10);
                view! { <circle class=look.to_owned() cx="10" cy="10" r="8" pathLength=(n * 10).to_string() stroke-dasharray=dash></circle> }
            };
            looks.into_iter().enumerate().map(arc).collect_view()
        })
    };
    view! { <svg class="ring" viewBox="0 0 20 20" aria-hidden="true">{arcs}</svg> }
}

/// How the rings of people look whom the reader does not see.
fn unseen(Whole { agreed, stale, of }: Whole) -> impl Iterator<Item = &'static str> {
    let rest = of.saturating_sub(agreed + stale);
    [("yes", agreed), ("stale", stale), ("not", rest)].into_iter().flat_map(|(look, n)| std::iter::repeat_n(look, n))
}

/// How a person's ring looks.
pub(super) fn look(one: &Agreed) -> &'static str {
    match &one.signature {
        None => "not",
        Some(given) if given.is_stale => "stale",
        Some(given) => match given.stand {
            Stand::Agrees => "yes",
            Stand::Reserves => "but",
            Stand::Objects => "no",
        },
    }
}

/// The people and how they stand, in words.
pub(super) fn words(covered: &Coverage) -> String {
    let named = |wanted: &str| -> Vec<String> {
        covered.people.iter().filter(|one| look(one) == wanted).map(|one| one.name.clone()).collect()
    };
    let clauses = [
        ("yes", "agree"),
        ("but", "agree with a reservation"),
        ("stale", "agreed to an earlier version"),
        ("no", "do not agree"),
        ("not", "have not said"),
    ];
    let said = clauses.into_iter().filter_map(|(look, words)| {
        let names = named(look);
        (!names.is_empty()).then(|| format!("{words}: {}", listed(&names)))
    });
    let others = Some(covered.unseen.of).filter(|n| *n > 0);
    let others = others.map(|n| format!("and {} of teams beside this one", counted(n, "captain", "captains")));
    let said = said.chain(others).collect::<Vec<_>>().join("; ");
    if said.is_empty() { "nobody yet".to_owned() } else { said }
}

/// A section's ring and count, for its head; nothing while nobody has signed it.
#[component]
pub(crate) fn Covered(cx: UseCharter, section: Section) -> impl IntoView {
    let covered = covered(cx, section);
    let begun = memo(move || {
        covered.with(|one| one.as_ref().is_some_and(|one| one.people.iter().any(|one| one.signature.is_some())))
    });
    let says = move || covered.with(|one| one.as_ref().map(Coverage::says).unwrap_or_default());
    view! { <Show when=move || begun.get()><span class="agreed"><Ring covered/><span use:told=to_say(says)></span></span></Show> }
}
