//! Fields that are folded behind a button until somebody wants them, or left a draft in them.

use leptos::prelude::*;

use super::Composing;
use super::plain::{acting, following, icon, nothing, of_button, on};

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
        let open = RwSignal::new(untrack(|| make().draft().has_words()));
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
