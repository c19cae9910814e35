//! The page of a strategy.

use leptos::prelude::*;
use muster_shared::kinds::outline::Section;
use muster_shared::kinds::strategy::{
    ALLOCATION_SECTION, FOCUS_SECTION, JOBS_SECTION, NARRATIVE, PROBLEMS_SECTION, ROADMAP_SECTION, guide,
};
use muster_shared::sheet::Place;

use super::ShownStrategy;
use super::clock::mission;
use super::context::context;
use super::head::head;
use super::own::{OfStrategy, said_of};
use super::pitches::pitches;
use super::sight::sight;
use super::use_strategy::{UseStrategy, use_strategy};
use crate::editor::TextField;
use crate::form::plain::{el, with};
use crate::form::{Head, banner, sheet};
use crate::talk::list::all_said;
use crate::visitor::sign_in_link;
use crate::widgets::editions::editions;
use crate::widgets::origin::origin;
use crate::widgets::outline::{Face, section};

static ABOVE: &[Section] = &[FOCUS_SECTION];
static BELOW: &[Section] = &[JOBS_SECTION, PROBLEMS_SECTION, ROADMAP_SECTION, ALLOCATION_SECTION];

/// The strategy, as far as it has come.
pub(super) fn page(shown: ShownStrategy) -> AnyView {
    let cx = use_strategy(shown);
    sheet(cx.form, "muster-strategy", false, ("All teams", format!("{}/", origin())), move || full(cx))
}

fn full(cx: UseStrategy) -> AnyView {
    let doc = cx.form.doc;
    cx.names.follow([doc, doc], cx.id());
    cx.makers.follow_all(doc);
    cx.talk.open();
    let face = Face::of(cx.form, cx.names, cx.makers, Some(cx.talk), OfStrategy(cx));
    // Notes and pitches are their makers’ to take back, whoever else may write here.
    let own = face.over(cx.own);
    let is_locked = Signal::derive(move || !doc.can_edit.get());
    let whose = ("strategy", "leaders");
    let banner =
        banner(whose, doc.is_example.into(), is_locked, doc.refusal.into(), cx.talk.can_say, Some(sign_in_link()));
    let above = [el("div", "part banners", vec![banner]), head(cx), mission(cx, face), narrative(cx)];
    let focuses = ABOVE.iter().map(|one| section(face, one));
    let rest = BELOW.iter().map(|one| section(face, one));
    let parts = above.into_iter().chain(focuses).chain([sight(cx)]).chain(rest);
    let parts = parts.chain([context(cx, own), pitches(cx, own), editions(cx.talk), all_said(cx.talk)]).collect();
    with("article", "doc", vec![("aria-label", "Strategy".to_owned())], parts)
}

/// The narrative, and what people say about it.
fn narrative(cx: UseStrategy) -> AnyView {
    let (doc, label, hint) = (cx.form.doc, guide::NARRATIVE.label, guide::NARRATIVE.hint);
    let text = view! { <TextField doc place=Place::on_sheet(NARRATIVE) label hint/> }.into_any();
    let head = Head { about: Some(&guide::NARRATIVE), ..Head::default() };
    let content = vec![el("div", "statement", vec![text]), el("div", "margin", vec![said_of(cx, NARRATIVE)])];
    cx.form.section(label, NARRATIVE, head, content)
}
