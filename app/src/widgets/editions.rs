//! The editions of a document on its page, the latest first, each with what people say about it. The words of each are in the
//! history, which the app does not have.

use leptos::prelude::*;
use muster_shared::id::RowId;
use muster_shared::kinds::edition::{self, EDITIONS, Edition};

use crate::boxed::memo;
use crate::form::plain::{each_known, el, known, while_so, with, words, written};
use crate::form::section;
use crate::talk::UseTalk;
use crate::talk::said::below;
use crate::widgets::origin::origin;
use crate::words::long_day;

/// An edition as it reads.
#[derive(Clone, PartialEq)]
struct Told {
    row: RowId,
    name: String,
    why: String,
    /// The person who named it, and the day.
    by: String,
}

/// The section; nothing while no state of the document has a name.
pub(crate) fn editions(talk: UseTalk) -> AnyView {
    let all = memo(move || {
        talk.about.doc.sheet.with(|sheet| edition::editions(sheet).iter().map(told).collect::<Vec<Told>>())
    });
    let one = move |row: RowId, told| {
        let named = vec![("data-row", row.to_string())];
        with("li", "", named, vec![known(told, read), below(talk, EDITIONS, &row)])
    };
    let drawn = move || {
        let list = el("ul", "rows editions", vec![each_known(all, |told| &told.row, one)]);
        let id = talk.about.doc.id().map(String::from).unwrap_or_default();
        let to = vec![("href", format!("{}/d/{id}/history#editions", origin()))];
        let way = with("a", "btn word no-print", to, vec!["Their words are in the history".into_any()]);
        section(talk.about, "Named editions", "editions", String::new, vec![list, way])
    };
    while_so(move || all.with(|all| !all.is_empty()), drawn)
}

fn told(one: &Edition) -> Told {
    let by = if one.by.is_empty() { String::new() } else { format!(" by {}", one.by) };
    let on = if one.on.is_empty() { String::new() } else { format!(" on {}", long_day(one.on)) };
    let [name, why] = [one.name, one.why].map(ToOwned::to_owned);
    Told { row: one.row.id.clone(), name, why, by: format!("Named{by}{on}.") }
}

fn read(told: &Told) -> AnyView {
    let why = (!told.why.is_empty()).then(|| written("p", "", &told.why));
    let name = el("p", "", vec![written("b", "", &told.name)]);
    let by = words("p", "small quiet", told.by.clone());
    el("div", "", [name].into_iter().chain(why).chain([by]).collect())
}
