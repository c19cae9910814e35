//! The page of goals, and the card of them.

use leptos::prelude::*;
use muster_shared::kinds::okr::{KeyResult, NAME, NOTE};
use muster_shared::sheet::Place;

use super::ShownOkr;
use super::close::close;
use super::head::{head, state};
use super::objective::objectives;
use super::own::OfOkr;
use super::sets::sets;
use super::tree::tree;
use super::use_okr::{UseOkr, use_okr};
use crate::boxed::memo;
use crate::editor::TextField;
use crate::form::plain::{el, following, icon, with, words, written};
use crate::form::{Head, banner, sheet};
use crate::talk::list::all_said;
use crate::visitor::sign_in_link;
use crate::widgets::editions::editions;
use crate::widgets::origin::origin;
use crate::widgets::outline::Face;

/// The goals, as far as they have come.
pub(super) fn page(shown: ShownOkr) -> AnyView {
    let cx = use_okr(shown);
    let is_card = memo(move || shown.view.with(|view| view == "card"));
    let way = ("All teams", format!("{}/", origin()));
    sheet(cx.form, "muster-okr", shown.in_host_page, way, move || {
        cx.follow_charter();
        if is_card.get() { card(cx) } else { full(cx) }
    })
}

fn full(cx: UseOkr) -> AnyView {
    let doc = cx.form.doc;
    cx.names.follow([doc, doc], cx.id());
    cx.makers.follow_all(doc);
    cx.talk.open();
    let face = Face::of(cx.form, cx.names, cx.makers, Some(cx.talk), OfOkr(cx));
    // Check-ins and learnings are their makers’ to take back, whoever else may write here.
    let own = face.over(cx.own);
    let is_locked = Signal::derive(move || !doc.can_edit.get());
    let whose = ("set of goals", "the captain and leaders");
    let sign_in = (!cx.shown.in_host_page).then(sign_in_link);
    let banner = banner(whose, doc.is_example.into(), is_locked, doc.refusal.into(), cx.talk.can_say, sign_in);
    let parts = vec![
        el("div", "part banners", vec![banner]),
        head(cx, face),
        objectives(cx, face, own),
        sets(cx),
        tree(cx),
        close(cx, own),
        notes(cx),
        editions(cx.talk),
        all_said(cx.talk),
    ];
    with("article", "doc", vec![("aria-label", "Goals".to_owned())], parts)
}

/// Anything else that people should know.
fn notes(cx: UseOkr) -> AnyView {
    let doc = cx.form.doc;
    let hint = "Anything else that people should know of this cycle";
    let text = view! { <TextField doc place=Place::on_sheet(NOTE) label="Notes" hint/> }.into_any();
    cx.form.section("Notes", "note", Head::default(), vec![el("div", "statement", vec![text])])
}

/// The goals in brief: how they stand, and each key result in a line.
fn card(cx: UseOkr) -> AnyView {
    let name = following(move || {
        let name = cx.form.doc.sheet.with(|sheet| sheet.text(NAME).trim().to_owned());
        written("p", "team", if name.is_empty() { "Goals" } else { &name })
    });
    let lines = following(move || {
        let today = cx.today.get_value();
        let line = |one: &KeyResult| {
            let stands = cx.view.with(|view| view.standing(one, &today));
            let class = if stands.is_behind() { "i i-look" } else { "i i-check quiet" };
            let says = words("span", "quiet small", stands.says(&one.metric.unit));
            el("li", "", vec![icon(class), written("span", "", one.metric.name.trim()), says])
        };
        let named = |one: &&KeyResult| !one.metric.name.trim().is_empty();
        let all = cx.view.with(|view| view.results().filter(named).cloned().collect::<Vec<_>>());
        el("ul", "rows brief", all.iter().map(line).collect())
    });
    with("article", "card", vec![("aria-label", "Goals".to_owned())], vec![name, following(move || state(cx)), lines])
}
