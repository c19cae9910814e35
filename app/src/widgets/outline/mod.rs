//! The face that documents of any kind have, drawn from the kind's outline: title, labelled values, sections of text and of
//! rows, each to be read and, where that is allowed, written. A kind draws by itself what only it has, a section, a row or a
//! field, and leaves the rest to this. A kind with no page of its own has its whole page from here, as
//! the workspace's lists do.

mod field;
mod ids;
mod once;
mod own;
mod page;
mod row;
mod rows;

use leptos::prelude::*;
use muster_shared::id::RowId;
use muster_shared::kinds::outline::{self, Ask, Asked, Section};
use muster_shared::kinds::talk::Anchor;
use muster_shared::sheet::Place;

use crate::boxed::memo;
use crate::editor::TextField;
use crate::form::plain::{el, following, icon, nothing, with, words};
use crate::form::{Form, Head, Makers, UseNames};
use crate::talk::UseTalk;
use crate::talk::said::Said;
pub(crate) use field::{At, field, named_from_the_start};
pub(crate) use once::take_back;
pub(crate) use own::{Named, Own, Plain, Titled};
pub(crate) use page::Shown;

/// A document as its outline draws it.
#[derive(Clone, Copy)]
pub(crate) struct Face {
    pub(crate) form: Form,
    /// The names of now of the people it names.
    pub(crate) names: UseNames,
    pub(crate) makers: Makers,
    /// The talk about it, where people talk about its rows here.
    pub(crate) talk: Option<UseTalk>,
    own: StoredValue<Box<dyn Own>>,
}

impl Face {
    /// The face of a form's document. `own` is what its kind draws and knows by itself.
    pub(crate) fn of(
        form: Form,
        names: UseNames,
        makers: Makers,
        talk: Option<UseTalk>,
        own: impl Own + 'static,
    ) -> Self {
        Self::with(form, names, makers, talk, Box::new(own))
    }

    /// The same with parts of a kind that is known only as the page is opened.
    fn with(form: Form, names: UseNames, makers: Makers, talk: Option<UseTalk>, own: Box<dyn Own>) -> Self {
        Self { form, names, makers, talk, own: StoredValue::new(own) }
    }

    /// The face of the same document over another form of it.
    pub(crate) fn over(self, form: Form) -> Self {
        Self { form, ..self }
    }

    fn own<T>(self, ask: impl FnOnce(&dyn Own) -> T) -> T {
        self.own.with_value(|own| ask(&**own))
    }
}

/// A section with its head, its content and the sections within it.
pub(crate) fn section(face: Face, section: &'static Section) -> AnyView {
    if let Some(drawn) = face.own(|own| own.section(face, section)) {
        return drawn;
    }
    if is_drawn_elsewhere(section) {
        return nothing();
    }
    let says = (!section.says.is_empty()).then(|| words("p", "quiet", section.says));
    let below = section.below.iter().map(|section| self::section(face, section));
    let (content, aside) = body(face, section);
    let head = Head { aside: Some(memo(aside).into()), about: section.guide, also: None };
    let content = says.into_iter().chain(content).chain(below).collect();
    face.form.section(section.heading, part_of(section), head, content)
}

/// Values that stand under the ids of others are shown where those are.
fn is_drawn_elsewhere(section: &Section) -> bool {
    matches!(section.body, outline::Body::Keyed(..) | outline::Body::Drawn(_))
}

/// The name by which a section is styled: that of the text or the list in it.
fn part_of(section: &'static Section) -> &'static str {
    match section.body {
        outline::Body::Text(name) => name,
        outline::Body::Rows(rows) => rows.list,
        outline::Body::Nothing | outline::Body::Keyed(..) | outline::Body::Drawn(_) => "group",
    }
}

/// The content of a section, and a few words about how far it is.
type Body = (Vec<AnyView>, Box<dyn Fn() -> String + Send + Sync>);

/// The content of a section, and a few words about how far it is.
fn body(face: Face, section: &'static Section) -> Body {
    match &section.body {
        outline::Body::Text(name) => {
            let hint = section.guide.map(|guide| guide.hint).unwrap_or_default();
            let place = Place::on_sheet(name);
            let text = view! { <TextField doc=face.form.doc place label=section.heading hint/> }.into_any();
            (vec![el("div", "statement", vec![text])], Box::new(String::new))
        }
        outline::Body::Rows(of) => rows::rows(face, of),
        outline::Body::Nothing | outline::Body::Keyed(..) | outline::Body::Drawn(_) => {
            (Vec::new(), Box::new(String::new))
        }
    }
}

/// Labelled values of the document itself, each with its label beside it.
pub(crate) fn values(face: Face, asks: impl IntoIterator<Item = Ask>) -> AnyView {
    let line =
        |ask: Ask| [words("dt", "", ask.label), el("dd", "", vec![field(face, At::Sheet(ask.field), ask, None)])];
    el("dl", "case", asks.into_iter().flat_map(line).collect())
}

/// The margin of a row: what was noticed, and what people say about it.
pub(crate) fn margin(face: Face, list: &'static str, row: &RowId) -> Option<AnyView> {
    let talk = face.talk?;
    let id = row.clone();
    let noticed = following(move || {
        let remarks = face.own(|own| own.noticed(list, &id));
        remarks.iter().map(|(head, advice)| note(head, advice)).collect_view().into_any()
    });
    let anchor = Anchor::new(list, Some(row.clone()));
    Some(el("div", "margin", vec![noticed, view! { <Said talk anchor text=None/> }.into_any()]))
}

/// Something that was noticed, in a margin: a heading and advice.
pub(crate) fn note(head: &str, advice: &str) -> AnyView {
    let label = vec![("aria-label", format!("Advice: {head}"))];
    let head = el("p", "by", vec![icon("i i-look"), head.to_owned().into_any()]);
    with("aside", "note check", label, vec![head, words("p", "", advice)])
}

/// The number of rows in words.
fn counted(n: impl Fn() -> usize + Send + Sync + 'static, of: &'static Asked) -> Box<dyn Fn() -> String + Send + Sync> {
    let n = memo(n);
    Box::new(move || crate::words::counted(n.get(), of.row.0, of.row.1))
}
