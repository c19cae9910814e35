//! The keys, on one sheet.

use crate::boxed::effect;
use leptos::html::Button;
use leptos::prelude::*;

const KEYS: [(&str, &str); 13] = [
    ("Enter", "adds the next row"),
    ("Backspace", "in an empty row removes it"),
    ("Alt ↑  Alt ↓", "moves the row"),
    ("Ctrl Enter  ⌘ Enter", "opens the link the caret is in, or sends what is composed"),
    ("Ctrl Alt M", "comments on the words selected, or the line"),
    ("Ctrl Alt J  Ctrl Alt K", "goes to the next comment, and to the one before"),
    ("Enter  A", "on a suggestion accepts it"),
    ("Esc", "leaves the field"),
    ("Ctrl Z  ⌘ Z", "takes back your latest step"),
    ("Ctrl Shift Z  Ctrl Y", "does it again"),
    ("Tab", "goes to the next field"),
    ("Ctrl K  ⌘ K", "finds any document, in the app"),
    ("?", "shows and hides this sheet"),
];

/// The sheet of keys.
#[component]
pub(crate) fn Keys(open: RwSignal<bool>) -> impl IntoView {
    let close = NodeRef::<Button>::new();
    effect(move || {
        if let Some(close) = close.get() {
            let _ = close.focus();
        }
    });
    view! {
        <div class="key-sheet no-print" role="dialog" aria-label="Keys">
            <dl>
                {KEYS.map(|(key, does)| view! { <dt><kbd>{key}</kbd></dt><dd>{does}</dd> }).collect_view()}
            </dl>
            <button node_ref=close class="btn" type="button" on:click=move |_| open.set(false)>"Close"</button>
        </div>
    }
}
