//! The people who are here: initials in rings for the eye, full names in a list for everybody, comings and goings told
//! in batches.

use leptos::prelude::*;

use muster_shared::order;

use crate::browser::Timer;
use crate::lean::{For, memo};
use crate::live::{LiveDoc, my_name_signal};
use crate::told::{to_say, told};
use crate::words::{initials, listed};

/// Rings shown before the rest becomes a number.
const RINGS_MAX: usize = 5;
/// Comings and goings are told together, at most this often, in milliseconds.
const TELL_MS: i32 = 10_000;

/// The people who have the document open, this person among them.
#[component]
pub(crate) fn Here(doc: LiveDoc) -> impl IntoView {
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
    view! {
        <ul class="people no-print" part="people" aria-label="Here now">
            <For each=rings key=Clone::clone let(name)><Ring name you=false/></For>
            {move || Some(rest()).filter(|rest| !rest.is_empty()).map(|rest| view! { <Rest names=rest/> })}
            {move || view! { <Ring name=me.get() you=true/> }}
        </ul>
        <span class="vh" role="status">{tell(others)}</span>
    }
}

#[component]
fn Ring(name: String, you: bool) -> impl IntoView {
    let letters = initials(&name);
    let full = if you { format!("{name} (you)") } else { name };
    let title = full.clone();
    view! {
        <li title=title>
            <span class="who" class:here=!you aria-hidden="true" use:told=to_say(move || letters.clone())></span>
            <span class="vh" use:told=to_say(move || full.clone())></span>
        </li>
    }
}

/// Those who found no ring any more.
#[component]
fn Rest(names: Vec<String>) -> impl IntoView {
    let (all, n) = (listed(&names), names.len());
    let title = all.clone();
    view! {
        <li title=title>
            <span class="who more" aria-hidden="true" use:told=to_say(move || format!("+{n}"))></span>
            <span class="vh" use:told=to_say(move || all.clone())></span>
        </li>
    }
}

/// One sentence about who came and who left since the last one.
fn tell(others: Memo<Vec<String>>) -> Signal<String> {
    let sentence = RwSignal::new(String::new());
    let told = StoredValue::new(Vec::<String>::new());
    let timer = StoredValue::new_local(None::<Timer>);
    Effect::new(move || {
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
