//! A shared text on the screen: text until you come near, a text box while you write, other people's carets in it.
//!
//! Three layers share one grid cell. The *shown* text carries a little Markdown and lies on top while nobody here
//! writes; the *box* is a real `textarea`, so that input methods, spelling and assistive technology work; the
//! *mirror* repeats the box's text invisibly, which gives other people's carets their place, and makes the box as tall
//! as its text in browsers where it cannot grow by itself.

mod markdown;
mod mirror;
mod opens;
mod textbox;
mod twice;
mod wrong;

use leptos::html::Textarea;
use leptos::prelude::*;
use muster_shared::sheet::Place;

use crate::boxed::{Show, alive, memo};
use crate::live::{Lasting, LiveDoc};
use markdown::Marked;
pub(crate) use markdown::marked;
use mirror::Mirror;
use opens::Opens;
use textbox::TextBox;
use twice::twice;
pub(crate) use wrong::Wrong;

/// Whether fields below may be edited at all; a widget in reading mode says no for all of them.
#[derive(Clone, Copy)]
pub(crate) struct Editable(pub(crate) Signal<bool>);

/// The call by which a widget is told that somebody typed into a text of a document.
#[derive(Clone, Copy)]
pub(crate) struct Noted(pub(crate) Callback<LiveDoc>);

/// A shared text that can be read and, where the document allows, typed into.
#[component]
pub(crate) fn TextField(
    /// The document.
    doc: LiveDoc,
    /// The text.
    place: Place,
    /// The field's name, for assistive technology.
    #[prop(into)]
    label: String,
    /// A hint at the text that belongs here, shown while it is empty.
    #[prop(into, optional)]
    hint: String,
    /// One line: Enter does not break it.
    #[prop(optional)]
    line: bool,
    /// More classes for the field.
    #[prop(into, optional)]
    class: String,
    /// Enter in a line.
    #[prop(optional_no_strip, into)]
    on_enter: Option<Callback<()>>,
    /// Backspace in an empty text.
    #[prop(optional_no_strip, into)]
    on_empty_backspace: Option<Callback<()>>,
    /// Alt with an arrow: -1 is up, 1 is down.
    #[prop(optional_no_strip, into)]
    on_move: Option<Callback<i32>>,
    /// Lines that were pasted behind the first: rows of their own.
    #[prop(optional_no_strip, into)]
    on_lines: Option<Callback<Vec<String>>>,
) -> impl IntoView {
    let text = doc.text(&place);
    let editable = editable(doc);
    let (focused, node) = (RwSignal::new(false), NodeRef::<Textarea>::new());
    let tells = textbox::Tells::default();
    let keys = textbox::Keys { line, on_enter, on_empty_backspace, on_move, on_lines };
    let text_box = StoredValue::new_local(TextBox::new(doc, place.clone(), node, keys, tells));
    left_when_taken_out(focused, text_box);
    let is_empty = memo(move || text.with(String::is_empty));
    let path = place.to_string();
    let (hint, label, place) = (StoredValue::new(hint), StoredValue::new(label), StoredValue::new(place));
    view! {
        // A form of its own: with each key Chromium reads all the fields of the form that was typed into, and those
        // that are in none are one to it (6 of 12 ms, with sixty rows).
        <form class=format!("text {class}") class:is-empty=is_empty class:is-field=editable class:is-open=focused class:is-line=line data-text=path>
            <Shown text editable focused hint line/>
            <Show when=move || editable.get()>
                <Mirror doc place=place.get_value() text/>
                <textarea
                    class="box"
                    rows="1"
                    dir="auto"
                    spellcheck="true"
                    node_ref=node
                    aria-label=label.get_value()
                    aria-description=move || is_empty.get().then(|| hint.get_value())
                    on:focus=alive(move |_| { focused.set(true); text_box.with_value(TextBox::focused); })
                    on:blur=alive(move |_| { focused.set(false); text_box.with_value(TextBox::left); })
                    on:input=move |_| text_box.with_value(TextBox::typed)
                    on:keydown=move |event| text_box.with_value(|text_box| text_box.key(&event))
                    on:keyup=move |_| text_box.with_value(TextBox::caret_moved)
                    on:click=move |_| text_box.with_value(TextBox::caret_moved)
                    on:compositionstart=alive(move |_| text_box.with_value(TextBox::compose))
                    on:compositionend=alive(move |_| text_box.with_value(TextBox::composed))
                ></textarea>
            </Show>
            <Show when=move || tells.link.with(Option::is_some)><Opens link=tells.link/></Show>
            <Wrong error=tells.refused/> {twice(doc, place.get_value(), editable)}
        </form>
    }
}

/// Whether a document's texts may be typed into where the component that asks is shown.
fn editable(doc: LiveDoc) -> Memo<bool> {
    let allowed = use_context::<Editable>();
    memo(move || doc.can_edit.get() && allowed.is_none_or(|allowed| allowed.0.get()))
}

/// A text that is taken out with the focus in it is left first.
fn left_when_taken_out(focused: RwSignal<bool>, text_box: StoredValue<TextBox, LocalStorage>) {
    on_cleanup(move || {
        if focused.get_untracked() {
            text_box.with_value(TextBox::left);
        }
    });
}

/// The text as it reads while nobody here writes: its Markdown, or what belongs here. It is not there while somebody
/// does, so that a keystroke need not make it anew.
#[component]
fn Shown(
    text: Lasting<String>,
    editable: Memo<bool>,
    focused: RwSignal<bool>,
    hint: StoredValue<String>,
    line: bool,
) -> impl IntoView {
    let state = memo(move || (focused.get() && editable.get(), text.with(String::is_empty)));
    view! {
        <div class="shown" aria-hidden=move || editable.get().then_some("true")>
            {move || match state.get() {
                (_, true) if editable.get() => view! { <span class="hint">{hint.get_value()}</span> }.into_any(),
                (true, _) | (_, true) => ().into_any(),
                (false, false) => view! { <Marked text inline=line pointer_only=editable/> }.into_any(),
            }}
        </div>
    }
}
