//! Values of a document as a form holds them: how each reads, how it is written, how one of several is picked.

use leptos::prelude::*;
use muster_shared::id::RowId;
use muster_shared::sheet::{Edit, Named, Place, Register, Value, Write};

use super::Form;
use crate::boxed::memo;
use crate::words::typed_number;

/// A single value: what it is, how to write it, how to pick one of several.
#[derive(Clone, Copy)]
pub(crate) struct Held {
    pub(crate) register: Signal<Register>,
    /// `None` takes the value back; the error is a sentence for the person.
    pub(crate) write: Callback<Option<Value>, Result<(), String>>,
    pub(crate) keep: Callback<String>,
    pub(crate) can_edit: Signal<bool>,
}

/// The values that a field takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Takes {
    Words,
    Number,
    Day,
}

/// A value as text, and what to do with a new one. The error is a sentence for the person.
#[derive(Clone, Copy)]
pub(crate) struct Typed {
    /// As it is typed.
    pub(crate) text: Signal<String>,
    pub(crate) commit: Callback<String, Result<(), String>>,
    pub(crate) can_edit: Signal<bool>,
}

impl Held {
    /// Words that stand in no document yet. `pick` takes those that somebody chooses; none are empty words.
    pub(crate) fn of(words: RwSignal<String>, pick: Callback<String, Result<(), String>>) -> Self {
        let write = move |words: &String| Write {
            id: String::new(),
            value: words.as_str().into(),
            by: String::new(),
            at_ms: 0,
        };
        let register = memo(move || {
            words.with(|words| Register {
                writes: Some(words).filter(|words| !words.is_empty()).map(write).into_iter().collect(),
            })
        });
        let pick = move |value: Option<Value>| pick.run(value.map(|value| value.to_string()).unwrap_or_default());
        let keep = Callback::new(|_| ());
        Self { register: register.into(), write: Callback::new(pick), keep, can_edit: Signal::stored(true) }
    }

    /// The value as text of the kind a field takes.
    pub(crate) fn typed(self, takes: Takes) -> Typed {
        let text = memo(move || self.register.with(text_of));
        let commit = move |text: String| {
            let text = text.trim();
            let value = match takes {
                _ if text.is_empty() => None,
                Takes::Words | Takes::Day => Some(text.into()),
                Takes::Number => Some(typed_number(text)?.into()),
            };
            self.write.run(value)
        };
        Typed { text: text.into(), commit: Callback::new(commit), can_edit: self.can_edit }
    }
}

impl Form {
    fn held(self, place: Place, register: Signal<Register>) -> Held {
        let kept = place.clone();
        let write = move |value: Option<Value>| {
            let at = place.clone();
            let edit = value.map_or(Edit::Clear { at: at.clone() }, |to| Edit::Set { at, to });
            self.edit(&edit).map(drop)
        };
        let keep = move |write: String| {
            // A refused pick leaves the choice standing, which says it all.
            let _ = self.edit(&Edit::Keep { at: kept.clone(), write });
        };
        Held { register, write: Callback::new(write), keep: Callback::new(keep), can_edit: self.can_edit }
    }

    /// A value of the document itself.
    pub(crate) fn on_sheet(self, name: &'static str) -> Held {
        let place = Place::on_sheet(name);
        let register = self.doc.value(&place).into();
        self.held(place, register)
    }

    /// A value of a row.
    pub(crate) fn in_row(self, list: &'static str, row: &RowId, name: &'static str) -> Held {
        let of_row = self.doc.row(list, row);
        let register = memo(move || of_row.with(|row| row.value(name).clone()));
        self.held(Place::in_row(list, row, name), register.into())
    }

    /// The value that stands under `key` in a keyed map.
    pub(crate) fn under_key(self, map: &'static str, key: &str) -> Held {
        let place = Place::under_key(map, key);
        let register = self.doc.value(&place).into();
        self.held(place, register)
    }
}

/// A value as it is typed; a person who is named by id has the name alone.
pub(super) fn text_of(register: &Register) -> String {
    match register.shown() {
        Some(Value::Words(words)) => Named::read(words).name.to_owned(),
        value => value.map(Value::to_string).unwrap_or_default(),
    }
}
