//! The page of a strategy.

use leptos::prelude::*;
use muster_shared::kinds::outline::Section;
use muster_shared::kinds::strategy::{
    ALLOCATION_SECTION, FOCUS_SECTION, JOBS_SECTION, PROBLEMS_SECTION, ROADMAP_SECTION,
};

use super::ShownStrategy;
use super::clock::mission;
use super::context::context;
use super::head::head;
use super::jobs::jobs;
use super::narrative::narrative;
use super::own::OfStrategy;
use super::pitches::pitches;
use super::sight::sight;
use super::use_strategy::{UseStrategy, use_strategy};
use crate::form::plain::{el, with};
use crate::form::{banner, sheet};
use crate::talk::list::all_said;
use crate::visitor::sign_in_link;
use crate::widgets::editions::editions;
use crate::widgets::origin::origin;
use crate::widgets::outline::{Face, section};

static ABOVE: &[Section] = &[FOCUS_SECTION];
static JOBS: &[Section] = &[JOBS_SECTION];
static BELOW: &[Section] = &[PROBLEMS_SECTION, ROADMAP_SECTION, ALLOCATION_SECTION];

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
    let above = [el("div", "part banners", vec![banner]), head(cx), mission(cx, face), narrative(cx, face)];
    let focuses = ABOVE.iter().map(|one| section(face, one));
    let jobs = JOBS.iter().map(|one| section(face, one)).chain([jobs(cx)]);
    let rest = BELOW.iter().map(|one| section(face, one));
    let parts = above.into_iter().chain(focuses).chain([sight(cx)]).chain(jobs).chain(rest);
    let parts = parts.chain([context(cx, own), pitches(cx, own), editions(cx.talk), all_said(cx.talk)]).collect();
    with("article", "doc", vec![("aria-label", "Strategy".to_owned())], parts)
}
