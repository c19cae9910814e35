//! The log's page: a stream of decisions, with a draft above it and requests, bets and learnings below; or its latest decisions.

use leptos::prelude::*;
use muster_shared::id::RowId;
use muster_shared::kinds::log::{BETS_SECTION, LEARNINGS_SECTION, REQUESTS_SECTION};
use muster_shared::kinds::outline::Section;

use super::head::head;
use super::own::OfLog;
use super::recent::recent;
use super::row::go_to;
use super::stream::{composer, stream};
use super::use_log::{UseLog, use_log};
use super::{ShownLog, authority, learned, readiness, signals};
use crate::boxed::{effect, memo};
use crate::form::plain::{acting, el, follows};
use crate::form::sheet;
use crate::talk::list::all_said;
use crate::widgets::chip::bar;
use crate::widgets::origin::origin;
use crate::widgets::outline::{Face, section};

static REQUESTS: Section = REQUESTS_SECTION;
static BETS: Section = BETS_SECTION;
static LEARNINGS: Section = LEARNINGS_SECTION;

/// The log, as far as it has come.
pub(super) fn page(shown: ShownLog) -> AnyView {
    let cx = use_log(shown);
    let view = memo(move || shown.view.get());
    let way = ("Open the charter", format!("{}/d/{}", origin(), cx.charter_id()));
    sheet(cx.form, "muster-log", shown.in_host_page, way, move || match view.get().as_str() {
        "recent" => recent(cx),
        "dial" => authority::card(cx),
        _ => full(cx),
    })
}

/// Leads to the decision that somebody was led to, once it is here.
fn lead(cx: UseLog) {
    let wanted = RwSignal::new(String::new());
    effect(move || wanted.set(cx.shown.at.get()));
    effect(move || {
        let row = wanted.get().parse::<RowId>().ok();
        if let Some(row) = row.filter(|row| cx.view.with(|view| view.decision(row).is_some())) {
            wanted.set(String::new());
            go_to(cx, &row);
        }
    });
}

fn full(cx: UseLog) -> AnyView {
    cx.follow_makers();
    cx.follow_names();
    cx.talk.open();
    lead(cx);
    let face = Face::of(cx.form, cx.names, cx.makers, Some(cx.talk), OfLog(cx));
    let beside = Signal::derive(move || cx.talk.docs());
    let bar = cx.shown.in_host_page.then(|| bar(cx.form.doc, beside));
    let title = follows("aria-label", move || format!("{}, decision log", cx.team.get()));
    let of_authority = [authority::part(cx, face), readiness::part(cx, face), signals::part(cx, face)];
    let of_outline = [&REQUESTS, &BETS, &LEARNINGS].map(|one| section(face, one));
    let parts = [head(cx), composer(cx), stream(cx, face)]
        .into_iter()
        .chain(of_authority)
        .chain(of_outline)
        .chain([learned::part(cx)])
        .chain([all_said(cx.talk)])
        .collect();
    acting("article", "doc", Vec::new(), vec![title], bar.into_iter().chain([el("div", "parts", parts)]).collect())
}
