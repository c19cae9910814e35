//! A small value: text until you come near, then the field that suits it. Committed by Enter, by leaving, or by
//! choosing; Escape puts back what was.

use std::sync::atomic::{AtomicU32, Ordering};

use leptos::ev::KeyboardEvent;
use leptos::html::Input as InputElement;
use leptos::prelude::*;
use muster_shared::sheet::Value;

use super::held::{Held, Takes, Typed, text_of};
use super::row_keys::RowKeys;
use crate::boxed::{For, Show, alive, effect, memo};
use crate::editor::Wrong;
use crate::keyboard;
use crate::told::{to_say, told};
use crate::words::{long_day, plain_number};

/// How a field is called and looks.
#[derive(Clone, Default)]
pub(crate) struct Looks {
    /// Its name for assistive technology.
    pub(crate) label: String,
    /// Shown while it is empty and may be edited.
    pub(crate) hint: String,
    pub(crate) class: &'static str,
    /// How the value reads, if not as it is typed; a day reads with the name of its month.
    pub(crate) face: Option<Signal<String>>,
    /// Suggestions.
    pub(crate) options: Option<Signal<Vec<String>>>,
}

/// An id no other element of the page has.
pub(crate) fn unique_id() -> String {
    static NEXT: AtomicU32 = AtomicU32::new(1);
    format!("muster-{}", NEXT.fetch_add(1, Ordering::Relaxed))
}

/// A value to read, and to write where that is allowed.
#[component]
pub(crate) fn ValueField(
    typed: Typed,
    takes: Takes,
    looks: Looks,
    #[prop(optional_no_strip, into)] keys: Option<RowKeys>,
) -> impl IntoView {
    let Looks { label, hint, class, face, options } = looks;
    let day = move || memo(move || typed.text.with(|day| long_day(day))).into();
    let face = face.unwrap_or_else(|| if takes == Takes::Day { day() } else { typed.text });
    let is_empty = memo(move || face.with(String::is_empty));
    let error = RwSignal::new(None::<String>);
    let (label, hint, error_id) = (StoredValue::new(label), StoredValue::new(hint), StoredValue::new(unique_id()));
    let shown = move || if is_empty.get() && typed.can_edit.get() { hint.get_value() } else { face.get() };
    view! {
        <span class=format!("value {class}") class:is-empty=is_empty class:is-wrong=move || error.with(Option::is_some)>
            <bdi class="face" aria-hidden=move || typed.can_edit.get().then_some("true") use:told=to_say(shown)></bdi>
            <Show when=move || typed.can_edit.get()>
                <Field typed takes said=Said { label, error_id, error } options keys/>
            </Show>
        </span>
        <Wrong id=error_id error/>
    }
}

/// The words of a field about itself.
#[derive(Clone, Copy)]
struct Said {
    label: StoredValue<String>,
    error_id: StoredValue<String>,
    error: RwSignal<Option<String>>,
}

#[component]
fn Field(
    typed: Typed,
    takes: Takes,
    said: Said,
    options: Option<Signal<Vec<String>>>,
    keys: Option<RowKeys>,
) -> impl IntoView {
    let node = NodeRef::<InputElement>::new();
    let focused = RwSignal::new(false);
    // Another person's edit meanwhile must not wipe the text that this person is typing.
    effect(move || {
        let text = typed.text.get();
        if let Some(node) = node.get()
            && !focused.get()
        {
            node.set_value(&text);
            node.set_default_value(&text);
        }
    });
    let commit = move || {
        let Some(node) = node.get_untracked() else { return };
        let text = node.value();
        if typed.text.with_untracked(|shown| shown.trim() == text.trim()) {
            return said.error.set(None);
        }
        let refused = typed.commit.run(text).err();
        // Taken, it reads as it is kept from now on, and leaving the field does not commit it again.
        if refused.is_none() {
            node.set_value(&typed.text.get_untracked());
        }
        said.error.set(refused);
    };
    let changed = move || {
        if !node.get_untracked().is_some_and(|node| is_half_typed(takes, &node.value())) {
            commit();
        }
    };
    // A field that is taken out with the focus in it is left first.
    on_cleanup(move || {
        if focused.get_untracked() {
            commit();
        }
    });
    let key = move |event: KeyboardEvent| keydown(&event, node, typed, keys, commit);
    let list_id = StoredValue::new(options.map(|_| unique_id()));
    view! {
        <input
            node_ref=node
            type=if takes == Takes::Day { "date" } else { "text" }
            inputmode=if takes == Takes::Number { "decimal" } else { "text" }
            dir="auto"
            autocomplete="off"
            aria-label=said.label.get_value()
            list=list_id.get_value()
            aria-invalid=move || said.error.with(Option::is_some).then_some("true")
            aria-describedby=move || said.error.with(Option::is_some).then(|| said.error_id.get_value())
            on:focus=alive(move |_| focused.set(true))
            on:change=alive(move |_| changed())
            on:blur=alive(move |_| { commit(); focused.set(said.error.with_untracked(Option::is_some)); })
            on:keydown=key
        />
        {options.map(|options| view! {
            <datalist id=list_id.get_value().unwrap_or_default()>
                {move || options.get().into_iter().map(|name| view! { <option value=name></option> }).collect_view()}
            </datalist>
        })}
    }
}

/// Whether a year is in the midst of being typed: each of its digits makes a day, and those wait until the field is left.
fn is_half_typed(takes: Takes, value: &str) -> bool {
    takes == Takes::Day && value < "1000"
}

fn keydown(event: &KeyboardEvent, node: NodeRef<InputElement>, typed: Typed, keys: Option<RowKeys>, commit: impl Fn()) {
    let (Some(node), Some(key)) = (node.get_untracked(), keyboard::key(event)) else { return };
    let handled = match key.as_str() {
        "Escape" => {
            node.set_value(&typed.text.get_untracked());
            node.blur().is_ok()
        }
        "Enter" => {
            commit();
            keys.is_some_and(|keys| keys.entered())
        }
        "Backspace" if node.value().is_empty() => keys.is_some_and(|keys| keys.emptied()),
        "ArrowUp" if event.alt_key() => keys.is_some_and(|keys| keys.moved(-1)),
        "ArrowDown" if event.alt_key() => keys.is_some_and(|keys| keys.moved(1)),
        _ => false,
    };
    if handled {
        event.prevent_default();
        event.stop_propagation();
    }
}

/// One word of a few, chosen from a list.
#[component]
pub(crate) fn Choice(
    held: Held,
    /// Each as it is kept and as it reads.
    options: Signal<Vec<(String, String)>>,
    looks: Looks,
    /// Numbers are kept as numbers.
    #[prop(optional)]
    number: bool,
    /// Stands before the words.
    #[prop(optional, into)]
    icon: Option<Signal<&'static str>>,
) -> impl IntoView {
    let text = memo(move || held.register.with(text_of));
    let Looks { label, hint, class, face, .. } = looks;
    let reads = move || {
        let text = text.get();
        options
            .with(|options| options.iter().find(|(kept, _)| *kept == text).map(|(_, words)| words.clone()))
            .unwrap_or(text)
    };
    let shown = move || Some(face.map_or_else(reads, |face| face.get())).filter(|face| !face.is_empty());
    let (label, hint) = (StoredValue::new(label), StoredValue::new(hint));
    let face = move || shown().unwrap_or_else(|| if held.can_edit.get() { hint.get_value() } else { String::new() });
    let choose = move |chosen: String| {
        let value: Option<Value> = if number { plain_number(&chosen).map(Value::from) } else { Some(chosen.into()) };
        // Every word that can be chosen here may stand here.
        let _ = held.write.run(value.filter(|value| value.words() != Some("")));
    };
    view! {
        <span class=format!("value is-choice {class}") class:is-empty=move || shown().is_none()>
            {icon.map(|icon| view! { <span class=move || format!("i {}", icon.get()) aria-hidden="true"></span> })}
            <span class="face" aria-hidden=move || held.can_edit.get().then_some("true") use:told=to_say(face)></span>
            <Show when=move || held.can_edit.get()>
                <select aria-label=label.get_value() on:change=alive(move |event| choose(event_target_value(&event)))>
                    <option value="" prop:selected=move || text.with(String::is_empty)>"–"</option>
                    <For each=move || options.get() key=|(kept, _)| kept.clone() let((kept, words))>
                        <option value=kept.clone() prop:selected=move || text.with(|text| *text == kept)>{words}</option>
                    </For>
                </select>
            </Show>
        </span>
    }
}
