//! The log's page: a stream of decisions, with a draft above it and requests and learnings below; or its latest decisions.

use leptos::prelude::*;
use leptos::task::spawn_local;
use muster_shared::id::RowId;

use super::head::head;
use super::learnings::learnings;
use super::recent::recent;
use super::requests::requests;
use super::row::go_to;
use super::stream::{composer, stream};
use super::use_log::{UseLog, use_log};
use super::{ShownLog, authority};
use crate::browser::pause;
use crate::form::plain::{acting, el, follows};
use crate::form::{Closed, Skeleton};
use crate::lean::{alive, memo};
use crate::live::Phase;
use crate::widgets::chip::StatusChip;
use crate::widgets::here::Here;
use crate::widgets::origin::origin;

/// How long the log may take before the page says that it takes long, in milliseconds.
const PATIENCE_MS: i32 = 4000;

/// The log, as far as it has come.
#[component]
pub(super) fn Page(shown: ShownLog) -> impl IntoView {
    let cx = use_log(shown);
    let form = cx.form;
    form.provide();
    let phase = memo(move || shown.docs.log.phase.get());
    let view = memo(move || shown.view.get());
    let is_late = late();
    let closed = move |sentence: String, advice: &'static str| {
        let way = ("Open the charter", format!("{}/d/{}", origin(), cx.charter_id()));
        view! { <Closed sentence advice way/> }.into_any()
    };
    let face = move || match (phase.get(), view.get().as_str()) {
        (Phase::Opening, _) if is_late.get() => {
            let advice = "It opens by itself as soon as the server answers.";
            let sentence = "This decision log is not on this device yet.".to_owned();
            closed(sentence, advice)
        }
        (Phase::Opening, _) => view! { <Skeleton/> }.into_any(),
        (Phase::Closed(reason), _) => closed(reason.sentence(), "Nothing that was logged is lost."),
        (Phase::Ready, "recent") => recent(cx),
        (Phase::Ready, "dial") => authority::card(cx),
        (Phase::Ready, _) => full(cx),
    };
    view! {
        <div class="muster-log sheet" class:in-host=shown.in_host_page node_ref=form.root
            on:keydown=move |event| form.key(&event) on:focusout=alive(move |event| form.focus_left(&event))>
            {face}
        </div>
    }
}

/// Whether the log takes long to come.
fn late() -> RwSignal<bool> {
    let is_late = RwSignal::new(false);
    spawn_local(async move {
        pause(PATIENCE_MS).await;
        is_late.try_set(true);
    });
    is_late
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
    let beside = Signal::derive(move || cx.talk.docs());
    let bar = cx.shown.in_host_page.then(|| {
        let here = view! { <Here doc=cx.form.doc/> }.into_any();
        let chip = view! { <StatusChip doc=cx.form.doc beside/> }.into_any();
        el("div", "part host-bar no-print", vec![el("div", "", vec![here, chip])])
    });
    let title = follows("aria-label", move || format!("{}, decision log", cx.team.get()));
    let parts = vec![head(cx), composer(cx), stream(cx), authority::part(cx), requests(cx), learnings(cx)];
    acting("article", "doc", Vec::new(), vec![title], bar.into_iter().chain([el("div", "parts", parts)]).collect())
}
