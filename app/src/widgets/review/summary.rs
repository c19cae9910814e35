//! One page about the review: it is read here, printed, and copied into a mail by one press.

use leptos::prelude::*;
use muster_shared::kinds::review::{Line, Names, Part, Summary, summary as summed_up};
use muster_shared::sheet::{Maker, Row};

use super::use_review::UseReview;
use super::words::slot_words;
use crate::boxed::memo;
use crate::editor::marked;
use crate::form::plain::{button, el, following, heading, with, words, written};
use crate::widgets::clipboard::copy_rich;
use crate::widgets::origin::origin;

/// Decisions that the teams of a review logged since it was held, where the page around it knows: their words, and the facts
/// about them.
#[derive(Clone, Copy)]
pub(crate) struct DecidedSince(pub(crate) Signal<Vec<(String, String)>>);

/// The summary, and the ways to hand it on.
pub(super) fn summary(cx: UseReview) -> AnyView {
    let decided = use_context::<DecidedSince>();
    let summed = memo(move || {
        let decided = decided.map(|decided| decided.0.get()).unwrap_or_default();
        let title = title(cx);
        let person = |words: &str| cx.names.label(words);
        let maker = |list: &'static str, row: &Row, by: &str| made_by(cx, list, row, by);
        cx.view.with(|view| summed_up(&title, view, &Names { person: &person, maker: &maker }, &decided))
    });
    let copied = RwSignal::new(None::<bool>);
    let copy = move || summed.with_untracked(|page| copy_rich(&page.html(), &page.markdown(), copied));
    // In a page that is not ours nobody is signed in to open another one.
    let print = (!cx.shown.in_host_page).then(|| {
        let way = vec![("href", format!("{}/embed/{}.html", origin(), cx.id())), ("target", "_blank".to_owned())];
        with("a", "btn word", way, vec!["Open it to print".into_any()])
    });
    let said = following(move || {
        let says = match copied.get() {
            Some(true) => "Copied: paste it into a mail or a page.",
            Some(false) => "The browser did not let us copy. Select the words below.",
            None => "",
        };
        with("p", "quiet small no-print", vec![("role", "status".to_owned())], vec![says.into_any()])
    });
    let acts = el("p", "acts no-print", [button("btn", "Copy the summary", copy)].into_iter().chain(print).collect());
    let head = heading(cx.form.level + 1, "h", Vec::new(), vec!["Summary".into_any()]);
    let page = following(move || summed.with(|page| shown(cx, page)));
    // Below the whole review it says once more what stands above.
    let (class, page) = match cx.shown.view.with(|view| view == "summary") {
        true => ("part summed-up", page),
        false => ("part summed-up no-print", el("details", "", vec![words("summary", "", "Read it here"), page])),
    };
    el("section", class, vec![el("div", "side", vec![head]), el("div", "summary", vec![acts, said, page])])
}

fn title(cx: UseReview) -> String {
    let name = cx.shown.series.text(&muster_shared::sheet::Place::on_sheet(muster_shared::kinds::series::NAME)).get();
    let name = if name.trim().is_empty() { "Review".to_owned() } else { name.trim().to_owned() };
    cx.slot().map_or_else(|| name.clone(), |slot| format!("{name}, {}", slot_words(&slot)))
}

/// The name of a row's maker, by the server's word where it has spoken.
fn made_by(cx: UseReview, list: &'static str, row: &Row, by: &str) -> String {
    match cx.makers.maker_of(cx.form.doc, list, &row.id) {
        Maker::Known { name, .. } if !name.is_empty() => name,
        _ => by.to_owned(),
    }
}

fn shown(cx: UseReview, page: &Summary) -> AnyView {
    if page.parts.is_empty() {
        return words("p", "empty", "Nothing stands in this review yet.");
    }
    el("div", "one-page", page.parts.iter().map(|one| part(cx, one)).collect())
}

fn part(cx: UseReview, part: &Part) -> AnyView {
    let head = heading(cx.form.level + 2, "h3", Vec::new(), vec![part.heading.into_any()]);
    el("div", "", vec![head, el("ul", "", part.lines.iter().map(line).collect())])
}

fn line(line: &Line) -> AnyView {
    let facts = (!line.facts.is_empty()).then(|| written("p", "by", &line.facts));
    let notes = (!line.notes.is_empty()).then(|| el("div", "quiet", vec![marked(&line.notes)]));
    el("li", "", [Some(written("p", "", &line.words)), facts, notes].into_iter().flatten().collect())
}
