//! Two values where there should be one: all of them side by side, who wrote each and when, until somebody picks.

use leptos::prelude::*;
use muster_shared::sheet::{Register, Value, Write};

use super::held::Held;
use super::value::unique_id;
use crate::boxed::{For, Show, memo};
use crate::browser::now_ms;
use crate::words::ago;

/// The choice, while there is one to make.
#[component]
pub(crate) fn Pick(
    held: Held,
    /// The name of the value that has several: `Target`.
    #[prop(into)]
    what: String,
    /// The words for several of them: `values`, `people are named captain`.
    #[prop(default = "values")]
    many: &'static str,
    /// How one of them reads.
    #[prop(optional, into)]
    face: Option<Callback<Value, String>>,
) -> impl IntoView {
    let n = memo(move || held.register.with(|register| register.writes.len()));
    let head_id = StoredValue::new(unique_id());
    let what = StoredValue::new(what);
    let head = move || match what.get_value() {
        what if what.is_empty() => format!("{} {many}: choose one", n.get()),
        what => format!("{what} has {} {many}: choose one", n.get()),
    };
    let writes = move || held.register.with(numbered);
    view! {
        <Show when=move || n.with(|n| *n > 1)>
            <div class="ask" role="group" part="choice" aria-labelledby=head_id.get_value()>
                <p class="head" id=head_id.get_value()>
                    <span class="i i-look" aria-hidden="true"></span>
                    {head}
                </p>
                <div class="pair">
                    <For each=writes key=|(_, write)| write.id.clone() let((at, write))>
                        <One held write face is_shown=at == 0/>
                    </For>
                </div>
                <p class="small">"Anyone who can edit can choose; all of them are kept until then."</p>
            </div>
        </Show>
    }
}

fn numbered(register: &Register) -> Vec<(usize, Write)> {
    register.writes.iter().cloned().enumerate().collect()
}

#[component]
fn One(held: Held, write: Write, face: Option<Callback<Value, String>>, is_shown: bool) -> impl IntoView {
    let words = match face {
        Some(face) => face.run(write.value.clone()),
        None => write.value.to_string(),
    };
    let by = if write.by.is_empty() { "Somebody".to_owned() } else { write.by.clone() };
    let until = if is_shown { " Shown until somebody chooses." } else { "" };
    let act = format!("Choose {words}");
    let id = StoredValue::new(write.id.clone());
    view! {
        <div>
            <bdi class="v">{words}</bdi>
            <span class="small quiet">{format!("{by}, {}.{until}", ago(write.at_ms, now_ms()))}</span>
            <Show when=move || held.can_edit.get()>
                <button class="btn" type="button" on:click=move |_| held.keep.run(id.get_value())>{act.clone()}</button>
            </Show>
        </div>
    }
}
