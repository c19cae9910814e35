//! Drafts that are folded behind a button until somebody wants them, or left words in them: the one way in which fields open
//! and close. Somebody who opens them stands in the first one, and is back at the button once they close.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::Element;

use super::Composing;
use super::focus;
use super::plain::{acting, el, following, icon, nothing, of_button, on, while_so};
use crate::redrawn::FOLDED;

/// The button and what is behind it.
#[derive(Clone, Copy)]
pub(crate) struct Folded {
    open: RwSignal<bool>,
    /// Whether it was a person's own act that opened or closed it last: the focus goes along, once.
    is_act: StoredValue<bool>,
    says: &'static str,
    class: &'static str,
    make: Callback<(), Composing>,
    is_last: bool,
}

impl Folded {
    /// The way to a new row at the end of a list.
    pub(crate) fn new(says: &'static str, make: impl Fn() -> Composing + Send + Sync + 'static) -> Self {
        Self { is_last: true, ..Self::about(says, make) }
    }

    /// The way to something about a row.
    pub(crate) fn about(says: &'static str, make: impl Fn() -> Composing + Send + Sync + 'static) -> Self {
        let open = RwSignal::new(untrack(|| make().draft().is_begun()));
        let is_act = StoredValue::new(false);
        let close = Callback::new(move |()| turn(open, is_act, false));
        let done = Callback::new(move |_| turn(open, is_act, false));
        let make = move |()| Composing { close: Some(close), done, ..make() };
        Self { open, is_act, says, class: "btn word no-print", make: Callback::new(make), is_last: false }
    }

    /// The same with a button that looks otherwise.
    pub(crate) fn class(self, class: &'static str) -> Self {
        Self { class, ..self }
    }

    /// The button, or the fields; for those who may write.
    pub(crate) fn show(self, may: Signal<bool>) -> AnyView {
        following(move || match (may.get(), self.open.get()) {
            (false, _) => nothing(),
            (true, true) => Composing { is_opened: self.take_act(), ..self.make.run(()) }.show(),
            (true, false) => self.way(),
        })
    }

    fn way(self) -> AnyView {
        let press = on("click", move |_| turn(self.open, self.is_act, true));
        let back = self.take_act().then(focus::coming);
        let plus = self.is_last.then(|| icon("i i-plus"));
        let label = plus.into_iter().chain([self.says.into_any()]).collect();
        let attributes = of_button().into_iter().chain([(FOLDED, String::new())]).collect();
        acting("button", self.class, attributes, [press].into_iter().chain(back).collect(), label)
    }

    fn take_act(self) -> bool {
        self.is_act.try_update_value(std::mem::take).unwrap_or_default()
    }
}

/// Opens or closes it by a person's own act. A row that is sent may take the place away in which it stands.
fn turn(open: RwSignal<bool>, is_act: StoredValue<bool>, is_open: bool) {
    let _ = is_act.try_update_value(|is_act| *is_act = true);
    let _ = open.try_set(is_open);
}

/// Something to read that is folded behind a line until somebody opens it, and made then. It is no draft: the line stays
/// where it is and opens and closes it, so the focus stays on the line.
pub(crate) fn unfolding(
    class: &'static str,
    line: Vec<AnyView>,
    make: impl Fn() -> AnyView + Send + 'static,
) -> AnyView {
    let open = RwSignal::new(false);
    let toggled = on("toggle", move |event| {
        let details = event.current_target().and_then(|target| target.dyn_into::<Element>().ok());
        open.set(details.is_some_and(|details| details.has_attribute("open")));
    });
    let content = while_so(move || open.get(), make);
    acting("details", class, Vec::new(), vec![toggled], vec![el("summary", "", line), content])
}
