//! One field of a document or of a row, drawn as the schema has it: a text, words, a number, a day, a person, a choice.

use leptos::prelude::*;
use muster_shared::id::RowId;
use muster_shared::kinds::outline::{Ask, Fact, Of};
use muster_shared::names;
use muster_shared::sheet::{Is, List, Place, Value};

use super::Face;
use crate::editor::TextField;
use crate::form::plain::{acting, el, following, has, on, words};
use crate::form::{Choice, Held, Looks, PersonField, Pick, RowKeys, Takes, Typed, ValueField};

/// The place of a field.
#[derive(Debug, Clone)]
pub(crate) enum At {
    /// In the document.
    Sheet(&'static str),
    /// In a row of a list.
    Row(&'static str, RowId, &'static str),
}

impl At {
    fn name(&self) -> &'static str {
        let (Self::Sheet(name) | Self::Row(_, _, name)) = self;
        name
    }

    fn held(&self, face: Face) -> Held {
        match self {
            Self::Sheet(name) => face.form.on_sheet(name),
            Self::Row(list, row, name) => face.form.in_row(list, row, name),
        }
    }

    fn list(&self, face: Face) -> Option<&'static List> {
        let Self::Row(list, ..) = self else { return None };
        face.form.doc.which()?.1.schema().list(list)
    }

    /// The text's place, if it is a text.
    fn text(&self, face: Face) -> Option<Place> {
        let texts = match self {
            Self::Sheet(_) => face.form.doc.which()?.1.schema().texts,
            Self::Row(..) => self.list(face)?.texts,
        };
        let place = match self {
            Self::Sheet(name) => Place::on_sheet(name),
            Self::Row(list, row, name) => Place::in_row(list, row, name),
        };
        texts.contains(&self.name()).then_some(place)
    }

    fn is(&self, face: Face) -> Is {
        let field = match self {
            Self::Sheet(name) => face.form.doc.which().and_then(|(_, kind)| kind.schema().value(name)),
            Self::Row(_, _, name) => self.list(face).and_then(|list| list.value(name)),
        };
        field.map_or(Is::Words, |field| field.is)
    }
}

/// The value that a labelled fact shows, if people write it here.
pub(super) fn value_of(fact: &Fact) -> Option<&'static str> {
    match fact.of {
        Of::Value(name) | Of::Text(name) => Some(name),
        Of::Org(_) | Of::Writer(_) | Of::Named(..) => None,
    }
}

/// How a field is called and looks, in two words.
fn looks(label: &str, hint: &str) -> Looks {
    Looks { label: label.to_owned(), hint: hint.to_owned(), ..Looks::default() }
}

/// A field to read, and to write where that is allowed. `keys` are its row's, where it is what the row is named by.
pub(crate) fn field(face: Face, at: At, ask: Ask, keys: Option<RowKeys>) -> AnyView {
    if let Some(drawn) = face.own(|own| own.field(face, &at)) {
        return drawn;
    }
    if let Some(place) = at.text(face) {
        return text(face, place, ask, keys);
    }
    let held = at.held(face);
    let label = ask.label;
    let control = value(face, &at, ask, held, keys);
    let pick = view! { <Pick held what=label/> }.into_any();
    el("div", "", vec![control, pick])
}

/// The name of a person who was named as the document began, and stays; nothing of other fields, and of nobody.
pub(crate) fn named_from_the_start(face: Face, at: &At, fields: &[&str]) -> Option<AnyView> {
    let At::Sheet(field) = at else { return None };
    let person = face.form.doc.value(&Place::on_sheet(field));
    let is_named = fields.contains(field) && person.with_untracked(|person| !person.is_vacant());
    let name = move || words("bdi", "", person.with(|person| face.names.label(person.words())));
    is_named.then(|| following(name))
}

fn text(face: Face, place: Place, ask: Ask, keys: Option<RowKeys>) -> AnyView {
    let (doc, label, hint) = (face.form.doc, ask.label, ask.hint);
    let line = keys.is_some();
    let (on_enter, on_empty_backspace) = (keys.map(|keys| keys.enter), keys.map(|keys| keys.empty_backspace));
    let on_move = keys.map(|keys| keys.step);
    view! { <TextField doc place label hint line on_enter on_empty_backspace on_move/> }.into_any()
}

fn value(face: Face, at: &At, ask: Ask, held: Held, keys: Option<RowKeys>) -> AnyView {
    let looks = looks(ask.label, ask.hint);
    if let Some(options) = choices(face, at, ask) {
        return view! { <Choice held options looks/> }.into_any();
    }
    match at.is(face) {
        Is::Person => view! { <PersonField held names=face.names looks keys/> }.into_any(),
        Is::Flag => flag(ask, held),
        Is::Number => typed(held.typed(Takes::Number), Takes::Number, looks, keys),
        Is::Day => typed(held.typed(Takes::Day), Takes::Day, looks, keys),
        Is::Words | Is::Paragraphs | Is::OneOf(_) => {
            let suggested = face.own(|own| own.suggests(at.name()));
            let options = (!suggested.is_empty()).then(|| Signal::stored(suggested));
            typed(checked(face, at, ask, held), Takes::Words, Looks { options, ..looks }, keys)
        }
    }
}

fn typed(typed: Typed, takes: Takes, looks: Looks, keys: Option<RowKeys>) -> AnyView {
    view! { <ValueField typed takes looks keys/> }.into_any()
}

/// The words that may stand in a field: as the kind knows them, as they are asked for, or as the schema has them.
fn choices(face: Face, at: &At, ask: Ask) -> Option<Signal<Vec<(String, String)>>> {
    if let Some(choices) = face.own(|own| own.choices(at)) {
        return Some(choices);
    }
    let of = match (ask.choices, at.is(face)) {
        ([], Is::OneOf(words)) => words.iter().map(|word| ((*word).to_owned(), (*word).to_owned())).collect(),
        ([], _) => return None,
        (choices, _) => choices.iter().map(|(kept, reads)| ((*kept).to_owned(), (*reads).to_owned())).collect(),
    };
    Some(Signal::stored(of))
}

/// Words that are not taken where they are needed and none are typed, or where another row says the same.
fn checked(face: Face, at: &At, ask: Ask, held: Held) -> Typed {
    let typed = held.typed(Takes::Words);
    if ask.must.is_empty() && !ask.is_unique {
        return typed;
    }
    let at = at.clone();
    let commit = Callback::new(move |words: String| match words.trim() {
        "" if !ask.must.is_empty() => Err(ask.must.to_owned()),
        words if ask.is_unique && is_taken(face, &at, words) => Err(format!("{words} is there already.")),
        _ => typed.commit.run(words),
    });
    Typed { commit, ..typed }
}

/// Whether another row of the list says the same, as names are compared. Rows of the worked example belong to nobody.
fn is_taken(face: Face, at: &At, words: &str) -> bool {
    let At::Row(list, own, name) = at else { return false };
    let says =
        |row: &RowId| face.form.doc.row(list, row).with_untracked(|row| names::same(row.value(name).words(), words));
    let others = |ids: &Vec<RowId>| ids.iter().any(|row| row != own && !row.is_example() && says(row));
    face.form.doc.rows(list).with_untracked(others)
}

/// Yes or no, as a box to tick.
fn flag(ask: Ask, held: Held) -> AnyView {
    let is_so = move || held.register.with(|register| register.shown() == Some(&Value::Flag(true)));
    let ticked = move |event| {
        // The box is shut for those who may not write.
        let _ = held.write.run(Some(event_target_checked(&event).into()));
    };
    let shows = has("checked", is_so);
    let shut = has("disabled", move || !held.can_edit.get());
    let attributes = vec![("type", "checkbox".to_owned()), ("aria-label", ask.label.to_owned())];
    acting("input", "", attributes, vec![shows, shut, on("change", ticked)], Vec::new())
}
