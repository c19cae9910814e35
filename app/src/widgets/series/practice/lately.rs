//! The things that are noticed over several reviews: those of late are opened beside the page of their series, and read again
//! when one of them changes.

use leptos::prelude::*;
use leptos::task::spawn_local;
use muster_shared::access::Rank;
use muster_shared::id::DocId;
use muster_shared::kinds::review::{self, Record};
use muster_shared::kinds::series::{Leaders, PRESET, Watch, preset};
use muster_shared::kinds::{Line, Slot, log};
use serde::Deserialize;

use super::super::use_series::UseSeries;
use super::thanks::thanks;
use super::use_lately::UseLately;
use super::{noticed_in, of};
use crate::boxed::memo;
use crate::browser::fetch;
use crate::form::plain::{el, following, nothing, while_so};
use crate::live::Phase;
use crate::talk::OpenBeside;
use crate::visitor;
use crate::widgets::listing::Listing;
use crate::widgets::origin::origin;
use crate::widgets::review::{Dates, Past};

/// So many reviews are read, the latest ones.
const MOST: usize = 8;

/// Somebody of the workspace.
#[derive(Debug, Clone, PartialEq, Deserialize)]
struct Somebody {
    id: String,
    name: String,
    rank: Rank,
}

/// Everything that is noticed, and thanks of late; nothing in other people's pages, which open no more than they show.
pub(super) fn lately(cx: UseSeries) -> AnyView {
    let Some(open) = use_context::<OpenBeside>().filter(|_| !cx.shown.in_host_page) else { return nothing() };
    let past = memo(move || {
        let slots = |dates: &Dates| {
            let slot = |one: &Past| Some((one.slot.parse::<Slot>().ok()?, one.doc.clone()));
            dates.past.iter().filter_map(slot).take(MOST).collect::<Vec<(Slot, DocId)>>()
        };
        cx.dates.with(|dates| dates.as_ref().map(slots).unwrap_or_default())
    });
    let (leaders, large) = (leaders(), large(cx));
    following(move || {
        let past = past.get();
        if past.is_empty() {
            return nothing();
        }
        let opened: Vec<_> = past.into_iter().map(|(slot, doc)| (slot, open.0.run((doc, review::KIND)))).collect();
        let read = opened.into_iter().map(|(slot, review)| {
            memo(move || match review.phase.get() {
                Phase::Opening => None,
                Phase::Ready => Some(Some(review.sheet.with(|sheet| Record::of(&slot, sheet)))),
                // One that this person may not read says nothing.
                Phase::Closed(_) => Some(None),
            })
        });
        let read: Vec<Memo<Option<Option<Record>>>> = read.collect();
        let reviews = memo(move || {
            let all: Option<Vec<Option<Record>>> = read.iter().map(|one| one.get()).collect();
            all.map(|all| all.into_iter().flatten().collect::<Vec<Record>>())
        });
        shown(UseLately { cx, reviews, leaders, large })
    })
}

fn shown(lately: UseLately) -> AnyView {
    let found = memo(move || lately.with(|lately| lately.watched()).unwrap_or_default());
    let has_thanks = move || of(lately.cx, |preset| !preset.is_for_two);
    el("div", "parts", vec![noticed_in(found), while_so(has_thanks, move || thanks(lately))])
}

/// The leaders of the workspace; nobody where people do not sign in, or this person may not ask.
fn leaders() -> RwSignal<Leaders> {
    let leaders = RwSignal::new(Leaders::default());
    if !visitor::own().who().is_empty() {
        spawn_local(async move {
            let Ok(answer) = fetch(&format!("{}/api/people", origin()), &visitor::own()).await else { return };
            let people: Vec<Somebody> = serde_json::from_str(&answer.body).unwrap_or_default();
            let leads = people.into_iter().filter(|one| one.rank >= Rank::Leader).map(|one| (one.id, one.name));
            leaders.try_set(Leaders(leads.collect()));
        });
    }
    leaders
}

/// Decisions that are costly to undo, where the sort of meeting explains decisions.
fn large(cx: UseSeries) -> Memo<Vec<Line>> {
    let listing = use_context::<Listing>();
    memo(move || {
        let explains = cx.form.on_sheet(PRESET).register.with(|sort| preset(sort.words()).watches(Watch::Explained));
        let Some(listing) = listing.filter(|_| explains) else { return Vec::new() };
        listing.digests.with(|all| {
            let logs = all.iter().filter(|one| one.kind == log::KIND && !one.digest.example);
            logs.flat_map(|one| &one.digest.lines).filter(|line| line.large).cloned().collect()
        })
    })
}
