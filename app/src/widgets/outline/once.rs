//! Rows that are written once: composed on the device, sent by one press, read from then on, and taken back by their maker.

use leptos::prelude::*;
use muster_shared::id::RowId;
use muster_shared::kinds::outline::{
    self, Asked, Fact, Fields, Followed, Form as Reads, Of, Said, Stream, newest_first,
};
use muster_shared::sheet::{Edit, Register, Row, Sheet, Value};

use super::field::value_of;
use super::ids;
use super::own::Named;
use super::{Body, Face, counted, margin};
use crate::browser::today;
use crate::editor::marked;
use crate::form::plain::{button, each, el, following, heading, nothing, while_so, with, words, written};
use crate::form::{Composing, Folded};
use crate::talk::said::below;
use crate::words::{long_day, short_day};

/// The rows of a list that stand by themselves, the newest first where they say a day, and the way to the next one.
pub(super) fn rows(face: Face, list: &'static str, of: &'static outline::Rows) -> Body {
    let own = ids::own(face, list, of);
    let sheet = face.form.doc.sheet;
    let in_order = move || own.with(|own| sheet.with(|sheet| sorted(sheet, list, own, of.form)));
    let rows = each(in_order, move |id| one(face, list, of, &id));
    let new = el("li", "", vec![composer(face, list, of.asked, Vec::new())]);
    let content = vec![ids::none(own, of), el("ol", "rows", vec![rows, new])];
    let says = counted(move || own.with(Vec::len), of.asked);
    (content, Box::new(move || face.own(|own| own.says(list)).unwrap_or_else(&says)))
}

/// The ids in the order in which the rows are read.
fn sorted(sheet: &Sheet, list: &str, own: &[RowId], form: Reads) -> Vec<RowId> {
    let Reads::Stream(Stream { on, .. }) = form else { return own.to_vec() };
    let rows = sheet.rows(list).filter(|row| own.contains(&row.id)).collect();
    newest_first(rows, on).into_iter().map(|row| row.id.clone()).collect()
}

/// A row, the ways on from it, and what people say about it.
fn one(face: Face, list: &'static str, of: &'static outline::Rows, id: &RowId) -> AnyView {
    let (followed, about) = match of.form {
        Reads::Stream(stream) => (stream.followed, &[][..]),
        Reads::Entry(entry) => (None, entry.about),
        _ => (None, &[][..]),
    };
    let said = about.iter().map(|(label, said)| answers(face, said, label, id));
    let followed = followed.map(|followed| follow(face, followed, id));
    let read = el("div", "read", vec![line(face, list, of, id)]);
    let parts = [read].into_iter().chain(said).chain(followed).chain(margin(face, list, id));
    let named = vec![("id", id.to_string()), ("data-row", id.to_string())];
    with("li", "", named, parts.collect())
}

/// The row as it reads, drawn anew when anything in it changes.
fn line(face: Face, list: &'static str, of: &'static outline::Rows, id: &RowId) -> AnyView {
    let row = face.form.doc.row(list, id);
    following(move || {
        row.with(|row| {
            let own = face.own(|own| own.row(face, list, row));
            own.unwrap_or_else(|| read(face, list, &of.form, row, of.asked))
        })
    })
}

fn read(face: Face, list: &'static str, form: &Reads, row: &Row, asked: &'static Asked) -> AnyView {
    let (fields, stream) = match form {
        Reads::Stream(stream) => (form.fields(), Some(*stream)),
        _ => (form.fields(), None),
    };
    let on = stream.map(|stream| row.value(stream.on).words().to_owned()).unwrap_or_default();
    let day = today();
    let when = with("time", "", vec![("datetime", on.clone())], vec![short_day(&on, &day).into_any()]);
    let what = content(face, &fields, stream, row, asked);
    let back = take_back(face, list, row, "Withdraw");
    let what = what.into_iter().chain([el("div", "acts no-print", vec![back])]).collect();
    let can_be_led_to = vec![("tabindex", "-1".to_owned())];
    with("article", "dec", can_be_led_to, vec![el("p", "when", vec![when]), el("div", "what", what)])
}

/// The words of a row: its name, what it says under labels, the two that weigh the same, and a line of values.
fn content(
    face: Face,
    fields: &Fields,
    stream: Option<&'static Stream>,
    row: &Row,
    asked: &'static Asked,
) -> Vec<AnyView> {
    let said = |field: &str| match row.text(field) {
        "" => row.value(field).words().to_owned(),
        text => text.to_owned(),
    };
    let pair = stream.and_then(|stream| stream.pair);
    let is_paired = |field: &str| pair.is_some_and(|(one, other)| one == field || other == field);
    let lead = fields.lead.map(said).filter(|lead| !lead.is_empty());
    let head = lead.map(|lead| heading(face.form.level + 2, "q", Vec::new(), vec![written("bdi", "", &lead)]));
    let labelled = fields.said.iter().filter(|(_, field)| !is_paired(field) && !said(field).is_empty());
    let labelled: Vec<AnyView> = labelled
        .flat_map(|(label, field)| [words("dt", "", *label), el("dd", "", vec![marked(&said(field))])])
        .collect();
    let half = |field: &'static str| {
        let label = words("p", "h4", asked.ask(field, field).label);
        let text = said(field);
        let text = if text.is_empty() { words("p", "quiet", "Nothing written.") } else { marked(&text) };
        el("div", "", vec![label, text])
    };
    let halves = pair.map(|(one, other)| el("div", "became", vec![half(one), half(other)]));
    let facts = (!labelled.is_empty()).then(|| el("dl", "facts", labelled));
    let values = values(face, fields, stream, row);
    head.into_iter().chain(facts).chain(halves).chain(values).collect()
}

/// The values of a few words, in a line.
fn values(face: Face, fields: &Fields, stream: Option<&'static Stream>, row: &Row) -> Option<AnyView> {
    let on = stream.map_or("", |stream| stream.on);
    let item = |fact: &Fact| {
        let says = reads(face, fact, row);
        let is_day = matches!(fact.of, Of::Value(name) if name == on);
        let label = words("span", "label", format!("{} ", fact.label));
        (!says.is_empty() && !is_day).then(|| el("li", "", vec![label, written("bdi", "", &says)]))
    };
    let items: Vec<AnyView> = fields.facts.iter().filter_map(item).collect();
    (!items.is_empty()).then(|| el("ul", "meta", items))
}

/// How a labelled value reads: people by their names of now, days in words.
fn reads(face: Face, fact: &Fact, row: &Row) -> String {
    let register = fact.in_row(row);
    match fact.of {
        Of::Writer(_) => register.writes.first().map(|write| write.by.clone()).unwrap_or_default(),
        Of::Text(name) => row.text(name).to_owned(),
        Of::Org(_) => String::new(),
        Of::Named(name, list, field) => {
            let of = row.value(name).words().parse::<RowId>().ok();
            let list = face.form.doc.which().and_then(|(_, kind)| kind.schema().list(list));
            let named = of.zip(list).map(|(row, list)| face.form.doc.row(list.name, &row));
            named.map(|row| row.with(|row| row.value(field).words().to_owned())).unwrap_or_default()
        }
        Of::Value(_) => said(face, register),
    }
}

fn said(face: Face, register: &Register) -> String {
    match register.shown() {
        Some(Value::Words(words)) => face.names.label(&long_day(words)),
        Some(value) => value.to_string(),
        None => String::new(),
    }
}

/// Rows of another list that are about one, and the way to a further one.
fn follow(face: Face, followed: Followed, id: &RowId) -> AnyView {
    let Followed { list, stream, asked } = followed;
    let Some((names, _)) = stream.about else { return nothing() };
    let about = id.clone();
    let ids = move || about_it(face, list, names, &about);
    let line = move |id: RowId| {
        let row = face.form.doc.row(list, &id);
        let read = following(move || row.with(|row| short(face, followed, row)));
        told(face, list, &id, read)
    };
    let with = vec![(names, id.to_string())];
    el("div", "follows", vec![el("ol", "", vec![each(ids, line)]), composer(face, list, asked, with)])
}

/// A row that stands with another: its values and its day, then its words.
fn short(face: Face, followed: Followed, row: &Row) -> AnyView {
    let Followed { list, stream, asked } = followed;
    if let Some(drawn) = face.own(|own| own.row(face, list, row)) {
        return drawn;
    }
    let fields = Reads::Stream(stream).fields();
    let values = fields.facts.iter().filter(|fact| matches!(fact.of, Of::Value(name) if name != stream.on));
    let choice = |fact: &Fact| {
        let kept = fact.in_row(row).words();
        let known = asked.ask(value_of(fact).unwrap_or_default(), "").choices.iter().find(|(word, _)| *word == kept);
        known.map_or_else(|| reads(face, fact, row), |(_, reads)| (*reads).to_owned())
    };
    let day = short_day(row.value(stream.on).words(), &today());
    let says: Vec<String> = values.map(choice).chain([day]).filter(|words| !words.is_empty()).collect();
    let head = words("b", "", format!("{}. ", says.join(", ")));
    let said = fields.said.iter().map(|(_, field)| row.value(field).words()).filter(|said| !said.is_empty());
    let back = take_back(face, list, row, "Withdraw");
    el("div", "small", [head].into_iter().chain(said.map(marked)).chain([back]).collect())
}

/// The words that people say about a row, under their label.
fn answers(face: Face, of: &'static Said, label: &'static str, id: &RowId) -> AnyView {
    let Some(list) = face.form.doc.which().and_then(|(_, kind)| kind.schema().list(of.list)) else { return nothing() };
    let about = id.clone();
    let ids = move || about_it(face, list.name, of.about.0, &about);
    let form = Reads::Said(of);
    let line = move |id: RowId| {
        let row = face.form.doc.row(list.name, &id);
        let read = following(move || row.with(|row| read(face, list.name, &form, row, &Asked::PLAIN)));
        told(face, list.name, &id, read)
    };
    let is_there = {
        let ids = ids.clone();
        move || !ids().is_empty()
    };
    let label = while_so(is_there, move || words("p", "label", label));
    el("div", "follows", vec![label, el("ol", "", vec![each(ids, line)])])
}

/// A row that stands with another one, and what people say about it.
fn told(face: Face, list: &'static str, id: &RowId, read: AnyView) -> AnyView {
    let said = face.talk.map(|talk| below(talk, list, id));
    with("li", "", vec![("data-row", id.to_string())], [read].into_iter().chain(said).collect())
}

fn about_it(face: Face, list: &'static str, names: &str, about: &RowId) -> Vec<RowId> {
    let is_about = |id: &RowId| face.form.doc.row(list, id).with(|row| row.value(names).words() == about.as_str());
    face.form.doc.rows(list).get().into_iter().filter(is_about).collect()
}

/// The way to a new row, for those who may add one. `with` are values that nobody is asked for.
fn composer(face: Face, list: &'static str, asked: &'static Asked, with: Named) -> AnyView {
    if asked.fields.is_empty() {
        return nothing();
    }
    let about = with.first().and_then(|(_, row)| row.parse::<RowId>().ok());
    let (about, with) = (StoredValue::new(about), StoredValue::new(with));
    let make = move || composing(face, list, asked, about, with.get_value());
    let folded =
        if about.with_value(Option::is_some) { Folded::about(asked.add, make) } else { Folded::new(asked.add, make) };
    folded.show(face.form.can_edit)
}

fn composing(
    face: Face,
    list: &'static str,
    asked: &'static Asked,
    about: StoredValue<Option<RowId>>,
    with: Named,
) -> Composing {
    let [start, more] = untrack(|| face.own(|own| own.begins(list)));
    let with = with.into_iter().chain(more).collect();
    Composing {
        about,
        with: StoredValue::new(with),
        start: StoredValue::new(start),
        suggest: Callback::new(move |field| face.own(|own| own.suggests(field))),
        advise: untrack(|| face.own(|own| own.is_advising(list))).then(|| {
            Callback::new(move |(field, words): (&'static str, String)| face.own(|own| own.advises(field, &words)))
        }),
        ..Composing::of((face.form, face.names), list, asked.fields, asked.act)
    }
}

/// The way to take a row back, for its maker.
pub(crate) fn take_back(face: Face, list: &'static str, row: &Row, says: &'static str) -> AnyView {
    let (row, id) = (row.clone(), row.id.clone());
    let back = move || {
        let id = id.clone();
        button("btn word no-print", says, move || {
            // Only the maker is shown the way; what the server refuses, the chip says.
            let _ = face.form.edit(&Edit::Archive { list: list.to_owned(), row: id.clone() });
        })
    };
    while_so(move || face.form.can_edit.get() && is_mine(face, list, &row), back)
}

fn is_mine(face: Face, list: &str, row: &Row) -> bool {
    // Whichever value was written first says by whom the row was made.
    let by = row.values.keys().next().map(String::as_str).unwrap_or_default();
    face.makers.is_mine(face.form.doc, list, row, by)
}
