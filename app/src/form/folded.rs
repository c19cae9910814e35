//! Fields that are folded behind a button until somebody wants them, or left a draft in them.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::Element;

use super::Composing;
use super::plain::{acting, el, following, icon, nothing, of_button, on, while_so};

/// The button and what is behind it.
#[derive(Clone, Copy)]
pub(crate) struct Folded {
    open: RwSignal<bool>,
    says: &'static str,
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
        let close = Callback::new(move |()| open.set(false));
        let done = Callback::new(move |_| open.set(false));
        let make = move |()| Composing { close: Some(close), done, ..make() };
        Self { open, says, make: Callback::new(make), is_last: false }
    }

    /// The button, or the fields; for those who may write.
    pub(crate) fn show(self, may: Signal<bool>) -> AnyView {
        following(move || match (may.get(), self.open.get()) {
            (false, _) => nothing(),
            (true, true) => self.make.run(()).show(),
            (true, false) => {
                let open = vec![on("click", move |_| self.open.set(true))];
                let plus = self.is_last.then(|| icon("i i-plus"));
                let label = plus.into_iter().chain([self.says.into_any()]).collect();
                acting("button", "btn word no-print", of_button(), open, label)
            }
        })
    }
}

/// Something that is folded behind a line until somebody opens it, and made then.
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
