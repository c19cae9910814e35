//! The people who are here: initials in rings for the eye, full names in a list for everybody, comings and goings told
//! in batches.

use leptos::prelude::*;

use muster_shared::order;

use crate::boxed::{effect, memo};
use crate::browser::Timer;
use crate::chunk::{Chunk, Reached, chunk, once};
use crate::form::plain::{acting, following, says, with};
use crate::live::{LiveDoc, my_name_signal};
use crate::words::{initials, listed};

/// Rings shown before the rest becomes a number.
const RINGS_MAX: usize = 5;
/// Comings and goings are told together, at most this often, in milliseconds.
const TELL_MS: i32 = 10_000;

chunk!(later:
/// The people who have the document open, this person among them.
fn door(doc: LiveDoc) {
    view! { <Here doc/> }.into_any()
});

/// Shows the people who have the document open, once the page is so far. Nothing is said where they cannot be shown: the page
/// is the same without them, and asks again with the next document.
pub(crate) fn here(doc: LiveDoc, until: Reached) -> AnyView {
    let come = move || once(until, door::load);
    Chunk::come("The list of people who are here", come).join(move || door::show(doc))
}

#[component]
fn Here(doc: LiveDoc) -> impl IntoView {
    let me = my_name_signal();
    let others = memo(move || {
        let mut names: Vec<String> =
            doc.people.with(|people| people.iter().map(|person| person.name.clone()).collect());
        order::sort(&mut names);
        names.dedup();
        names
    });
    let rings = move || others.with(|others| others.iter().take(RINGS_MAX).cloned().collect::<Vec<_>>());
    let rest = move || others.with(|others| others.iter().skip(RINGS_MAX).cloned().collect::<Vec<_>>());
    let others_first = following(move || {
        let ring = |name: String| ring_of("who here", initials(&name), name);
        let more = Some(rest()).filter(|rest| !rest.is_empty()).map(|rest| {
            let all = listed(&rest);
            ring_of("who more", format!("+{}", rest.len()), all)
        });
        rings().into_iter().map(ring).chain(more).collect_view().into_any()
    });
    let own = following(move || {
        let name = me.get();
        ring_of("who", initials(&name), format!("{name} (you)"))
    });
    let sentence = tell(others);
    let attributes = vec![("part", "people".to_owned()), ("aria-label", "Here now".to_owned())];
    let told = vec![says(move || sentence.get())];
    [
        with("ul", "people no-print", attributes, vec![others_first, own]),
        acting("span", "vh", vec![("role", "status".to_owned())], told, Vec::new()),
    ]
}

/// A ring with a few letters, and the whole name for everybody.
fn ring_of(class: &'static str, letters: String, full: String) -> AnyView {
    let title = full.clone();
    let letters = acting(
        "span",
        class,
        vec![("aria-hidden", "true".to_owned())],
        vec![says(move || letters.clone())],
        Vec::new(),
    );
    let name = acting("span", "vh", Vec::new(), vec![says(move || full.clone())], Vec::new());
    with("li", "", vec![("title", title)], vec![letters, name])
}

/// One sentence about who came and who left since the last one.
fn tell(others: Memo<Vec<String>>) -> Signal<String> {
    let sentence = RwSignal::new(String::new());
    let told = StoredValue::new(Vec::<String>::new());
    let timer = StoredValue::new_local(None::<Timer>);
    effect(move || {
        others.track();
        if timer.with_value(Option::is_some) {
            return;
        }
        let next = Timer::after(TELL_MS, move || {
            let Some(now) = others.try_get_untracked() else { return };
            let before = told.get_value();
            let _ = sentence.try_set(comings_and_goings(&before, &now));
            told.set_value(now);
            // A closure must not drop itself while it runs.
            leptos::task::spawn_local(async move {
                timer.try_set_value(None);
            });
        });
        timer.set_value(Some(next));
    });
    sentence.into()
}

fn comings_and_goings(before: &[String], now: &[String]) -> String {
    let missing = |from: &[String], names: &[String]| -> Vec<String> {
        names.iter().filter(|name| !from.contains(name)).cloned().collect()
    };
    let sentence = |names: Vec<String>, one: &str, many: &str| match names.len() {
        0 => String::new(),
        1 => format!("{} {one}.", names[0]),
        _ => format!("{} {many}.", listed(&names)),
    };
    let came = sentence(missing(before, now), "is here", "are here");
    let left = sentence(missing(now, before), "has left", "have left");
    format!("{came} {left}").trim().to_owned()
}
