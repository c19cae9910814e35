//! The log's page: a stream of decisions, with a draft above it and requests and learnings below; or its latest decisions.

use leptos::prelude::*;
use muster_shared::id::RowId;

use super::head::head;
use super::learnings::learnings;
use super::recent::recent;
use super::requests::requests;
use super::row::go_to;
use super::stream::{composer, stream};
use super::use_log::{UseLog, use_log};
use super::{ShownLog, authority, readiness, signals};
use crate::form::plain::{acting, el, follows};
use crate::form::sheet;
use crate::lean::memo;
use crate::widgets::host_bar::host_bar;
use crate::widgets::origin::origin;

/// The log, as far as it has come.
#[component]
pub(super) fn Page(shown: ShownLog) -> impl IntoView {
    let cx = use_log(shown);
    let form = cx.form;
    form.provide();
    let view = memo(move || shown.view.get());
    let way = ("Open the charter", format!("{}/d/{}", origin(), cx.charter_id()));
    sheet(form, "muster-log", shown.in_host_page, way, move || match view.get().as_str() {
        "recent" => recent(cx),
        "dial" => authority::card(cx),
        _ => full(cx),
    })
}

/// Leads to the decision that somebody was led to, once it is here.
fn lead(cx: UseLog) {
    let wanted = RwSignal::new(String::new());
    Effect::new(move || wanted.set(cx.shown.at.get()));
    Effect::new(move || {
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
    let beside = Signal::derive(move || cx.talk.doc.get().into_iter().collect::<Vec<_>>());
    let bar = cx.shown.in_host_page.then(|| host_bar(cx.form.doc, beside));
    let title = follows("aria-label", move || format!("{}, decision log", cx.team.get()));
    let of_authority = vec![authority::part(cx), readiness::part(cx), signals::part(cx)];
    let parts = vec![head(cx), composer(cx), stream(cx)].into_iter().chain(of_authority);
    let parts = parts.chain([requests(cx), learnings(cx)]).collect();
    acting("article", "doc", Vec::new(), vec![title], bar.into_iter().chain([el("div", "parts", parts)]).collect())
}
