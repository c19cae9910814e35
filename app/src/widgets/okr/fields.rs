//! Small fields of the forms in which goals are mended and numbers logged: each writes a draft that this device keeps.

use leptos::prelude::*;

use crate::form::plain::{acting, on, with, words};
use crate::form::{Draft, unique_id};

/// A form's draft, and a number that rises with each letter, so that what is made of it follows.
#[derive(Clone, Copy)]
pub(super) struct Writing {
    pub(super) draft: Draft,
    times: RwSignal<u32>,
}

impl Writing {
    pub(super) fn of(draft: Draft) -> Self {
        Self { draft, times: RwSignal::new(0) }
    }

    /// The words in a field, to follow; those that stand in the document where nobody wrote any.
    pub(super) fn text(self, field: &'static str, otherwise: &str) -> String {
        self.times.track();
        self.draft.text(field).unwrap_or_else(|| otherwise.to_owned()).trim().to_owned()
    }

    pub(super) fn write(self, field: &'static str, text: String) {
        self.draft.write(field, text);
        self.times.update(|times| *times += 1);
    }

    pub(super) fn clear(self) {
        self.draft.clear();
        self.times.update(|times| *times += 1);
    }

    /// A field of one line. `kind` is `text`, `date` or `number`, the last one for a small field in which a number is typed.
    pub(super) fn input(
        self,
        field: &'static str,
        label: impl Into<String>,
        (kind, class): (&'static str, &'static str),
        otherwise: &str,
    ) -> AnyView {
        let text = untrack(|| self.text(field, otherwise));
        let own = |name: &'static str, value: &str| (name, value.to_owned());
        let mut attributes = vec![own("dir", "auto"), own("autocomplete", "off"), ("value", text)];
        attributes.push(own("type", if kind == "date" { "date" } else { "text" }));
        attributes.extend((kind == "number").then(|| own("inputmode", "decimal")));
        let typed = on("input", move |event| self.write(field, event_target_value(&event)));
        let input = acting("input", class, attributes, vec![typed], Vec::new());
        with("label", "", Vec::new(), vec![words("span", "vh", label), input])
    }

    /// A field of several lines, under its label.
    pub(super) fn lines(self, field: &'static str, label: &'static str, hint: &'static str) -> AnyView {
        let id = unique_id();
        let text = untrack(|| self.text(field, ""));
        let own = |name: &'static str, value: &str| (name, value.to_owned());
        let attributes = vec![("id", id.clone()), own("dir", "auto"), own("rows", "2"), own("placeholder", hint)];
        let typed = on("input", move |event| self.write(field, event_target_value(&event)));
        let label = with("label", "label", vec![("for", id)], vec![label.into_any()]);
        let area = acting("textarea", "field", attributes, vec![typed], vec![text.into_any()]);
        [label, area].into_iter().collect_view().into_any()
    }
}
