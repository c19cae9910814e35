//! The words of a learning goal for others: its author copies them by one press, and puts them where they like.

use leptos::prelude::*;
use muster_shared::oneself::Note;

use super::use_mine::UseMine;
use crate::boxed::memo;
use crate::form::plain::{button, el, while_so, words};
use crate::pages::to_copy::to_copy;

/// The way to copy a goal; nothing of a note that is none.
pub(super) fn share(mine: UseMine, id: &str) -> AnyView {
    let id = StoredValue::new(id.to_owned());
    let text = memo(move || id.with_value(|id| mine.notes.with(|notes| notes.get(id).and_then(Note::to_share))));
    let copied = RwSignal::new(None);
    let shown = RwSignal::new(false);
    let words_of = Signal::derive(move || text.get().unwrap_or_default());
    let inside = move || {
        let says =
            "Nothing leaves this device until you press. Put it into a charter, a learning or a one-to-one yourself.";
        let hide = button("btn word", "Not now", move || shown.set(false));
        el("div", "", vec![words("p", "small quiet", says), to_copy("Your goal, to copy", words_of, copied), hide])
    };
    while_so(
        move || text.with(Option::is_some),
        move || {
            el(
                "div",
                "acts",
                vec![
                    while_so(
                        move || !shown.get(),
                        move || button("btn word", "Share this goal…", move || shown.set(true)),
                    ),
                    while_so(move || shown.get(), inside),
                ],
            )
        },
    )
}
