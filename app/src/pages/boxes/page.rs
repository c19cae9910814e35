//! The page of a document's blind boxes: those that are open, with the place of one's own answer, new ones, and those that are
//! closed.

use leptos::prelude::*;
use leptos::task::spawn_local;
use muster_shared::blind::{Form, form_of};
use muster_shared::id::DocId;
use muster_shared::text::words::counted;

use super::answering::{answering, closing, sentence};
use super::device::Own;
use super::outcome::outcome;
use super::use_boxes::{Answered, Boxes, Seen, Told, UseBoxes};
use crate::boxed::memo;
use crate::browser::{on_window, today};
use crate::form::plain::{button, el, following, heading, nothing, with, words, written};
use crate::pages::shell::{Shell, use_shell};
use crate::pages::words::named;
use crate::visitor;
use crate::words::short_day;

const SAYS: &str = "Questions that people answer without their names. Opening this page puts your right to answer once on this device: \
    that you have it is kept until the box is closed, and whether you answer is not. Nothing is shown before a box is closed, and \
    then only if four or more answered.";

/// The page.
pub(super) fn page(doc: DocId) -> AnyView {
    let shell = use_shell();
    shell.name_page(|| "Blind boxes".to_owned());
    let name = name_of(shell, doc.clone());
    let way =
        with("a", "", vec![("href", format!("/d/{doc}"))], vec![following(move || written("bdi", "", &name.get()))]);
    let title = vec![
        words("h1", "team", "Blind boxes"),
        el("p", "captain", vec!["About ".into_any(), way]),
        words("p", "quiet", SAYS),
    ];
    let rest = if visitor::own().who().is_empty() {
        let says = "Nobody signs in here, so that nobody could be counted once.";
        part("Open", vec![words("p", "quiet", says)])
    } else {
        boxes(shell, doc)
    };
    el(
        "div",
        "sheet muster-outline without-margin",
        vec![el("div", "doc", vec![el("header", "part title", title), rest])],
    )
}

fn boxes(shell: Shell, doc: DocId) -> AnyView {
    let cx = UseBoxes::of(doc, shell.said);
    StoredValue::new_local(on_window("online", move |_| spawn_local(cx.ask())));
    following(move || match cx.seen.get() {
        Seen::Asked => with("div", "part", vec![("aria-busy", "true".to_owned())], Vec::new()),
        Seen::None(why) => {
            part("Open", vec![with("p", "wrong", vec![("role", "alert".to_owned())], vec![why.into_any()])])
        }
        Seen::Apart(own) => apart(cx, own),
        Seen::Here(told) => here(cx, &told),
    })
}

/// The name of the document, once the list is here.
fn name_of(shell: Shell, doc: DocId) -> Memo<String> {
    let (listed, digests) = (shell.catalogue.listed, shell.catalogue.digests.shown);
    memo(move || {
        let team = listed.with(|listed| listed.iter().find(|row| row.doc == doc).map(|row| named(&row.summary.name)));
        let titled = || digests.with(|all| all.iter().find(|one| one.id == doc).map(|one| one.digest.title.clone()));
        let name = team.or_else(titled).filter(|name| !name.is_empty());
        name.unwrap_or_else(|| "this document".to_owned())
    })
}

fn part(name: &'static str, inside: Vec<AnyView>) -> AnyView {
    el("section", "part", vec![el("div", "side", vec![words("h2", "h", name)]), el("div", "", inside)])
}

/// Without the server: the boxes that this device has a right to.
fn apart(cx: UseBoxes, own: Vec<Own>) -> AnyView {
    let says = "The server cannot be reached just now. Here are the boxes that this device has a right to answer.";
    let one = |own: &Own| {
        let form = form_of(&own.form)?;
        Some(el("div", "blind-box", vec![head(form), answering(cx, &own.id, form), sentence(cx, own.id.clone())]))
    };
    let all: Vec<AnyView> = own.iter().filter_map(one).collect();
    part("Open", [words("p", "quiet", says)].into_iter().chain(all).collect())
}

fn here(cx: UseBoxes, told: &Boxes) -> AnyView {
    let (closed, open): (Vec<&Told>, Vec<&Told>) = told.boxes.iter().partition(|told| told.closed_on.is_some());
    let open: Vec<AnyView> = open.into_iter().filter_map(|one| open_box(cx, one, told)).collect();
    let none = words("p", "empty", "No box is open.");
    let open = part("Open", if open.is_empty() { vec![none] } else { open });
    let begin = if told.may_open { begin(cx, told) } else { nothing() };
    let closed: Vec<AnyView> = closed.into_iter().filter_map(|one| closed_box(one, &told.answered)).collect();
    let closed = if closed.is_empty() { nothing() } else { part("Closed", closed) };
    // Each part stands in the page's own columns, so nothing is around them.
    [refused(cx), open, begin, closed].into_iter().collect_view().into_any()
}

/// Answers that came too late, or with a right that the server does not know: their words are lost to nobody but by a press.
fn refused(cx: UseBoxes) -> AnyView {
    let one = |own: Own| {
        let said = own.answer.into_iter().flat_map(|answer| answer.said.into_values());
        let said = said.map(|said| written("p", "marked-text", &said)).collect();
        let forget = button("btn", "Forget it", move || cx.forget(&own.id));
        el("li", "", vec![el("div", "", vec![el("div", "", said), forget])])
    };
    let all: Vec<AnyView> = cx.refused().into_iter().map(one).collect();
    if all.is_empty() {
        return nothing();
    }
    let says = "This did not count: its box was closed before it came, or the server did not know its right. It is on this device alone.";
    part("Not taken", vec![words("p", "small", says), el("ul", "rows", all)])
}

fn head(form: &'static Form) -> AnyView {
    let title = heading(3, "h", Vec::new(), vec![form.name.into_any()]);
    el("div", "", vec![title, words("p", "small quiet", form.says)])
}

fn open_box(cx: UseBoxes, one: &Told, all: &Boxes) -> Option<AnyView> {
    let form = form_of(&one.form)?;
    let rights = one.rights.map_or_else(nothing, |n| {
        let says = format!(
            "{} here so far. How many answered is told to nobody before it is closed.",
            counted(n, "right was taken", "rights were taken")
        );
        words("p", "small quiet", says)
    });
    let place = match &one.key {
        None => words(
            "p",
            "",
            "The key of this box was lost with a restored backup, and with it what was answered. Nobody was exposed. Close it, and ask again.",
        ),
        Some(_) if all.may_answer => answering(cx, &one.id, form),
        Some(_) => words("p", "quiet", "People who are signed in and may comment here answer it."),
    };
    let close = if all.may_open { closing(cx, one.id.clone()) } else { nothing() };
    Some(el("div", "blind-box", vec![head(form), rights, place, sentence(cx, one.id.clone()), close]))
}

fn begin(cx: UseBoxes, told: &Boxes) -> AnyView {
    let is_open = |form: &&'static Form| told.boxes.iter().any(|one| one.form == form.word && one.closed_on.is_none());
    let forms = told.forms.iter().filter_map(|word| form_of(word)).filter(|form| !is_open(form));
    let one = |form: &'static Form| {
        let press = button("btn", format!("Ask: {}", form.name), move || cx.open(form.word));
        el("li", "", vec![el("div", "", vec![press, words("p", "small quiet", form.says)])])
    };
    let forms: Vec<AnyView> = forms.map(one).collect();
    let list = if forms.is_empty() {
        words("p", "empty", "Each of them is open.")
    } else {
        el("ul", "rows blind-forms", forms)
    };
    part("Begin", vec![list, sentence(cx, String::new())])
}

fn closed_box(one: &Told, answered: &[Answered]) -> Option<AnyView> {
    let form = form_of(&one.form)?;
    let day = one.closed_on.as_deref().map(|day| short_day(day, &today())).unwrap_or_default();
    let title = heading(3, "h", Vec::new(), vec![format!("{}, {day}", form.name).into_any()]);
    Some(el("div", "blind-box", vec![title, outcome(one, answered)]))
}
