//! The page of a series.

use leptos::prelude::*;
use leptos::task::spawn_local;
use muster_shared::kinds::series::{FACILITATOR, NAME, PRESET, PRESETS, PURPOSE, guide, preset};
use muster_shared::sheet::Place;

use super::ShownSeries;
use super::dates::{next, past};
use super::parked::parked;
use super::rhythm::rhythm;
use super::standing::standing;
use super::use_series::{UseSeries, use_series};
use crate::browser::pause;
use crate::editor::TextField;
use crate::form::plain::{el, following, words};
use crate::form::{Choice, Closed, Looks, PersonField, Pick, Section, Skeleton};
use crate::lean::{Show, alive, memo};
use crate::live::Phase;
use crate::widgets::chip::StatusChip;
use crate::widgets::here::Here;
use crate::widgets::origin::origin;

/// How long the series may take before the page says that it takes long, in milliseconds.
const PATIENCE_MS: i32 = 4000;

/// The series, as far as it has come.
#[component]
pub(super) fn Page(shown: ShownSeries) -> impl IntoView {
    let cx = use_series(shown);
    let form = cx.form;
    form.provide();
    let phase = memo(move || shown.series.phase.get());
    let is_late = RwSignal::new(false);
    spawn_local(async move {
        pause(PATIENCE_MS).await;
        is_late.try_set(true);
    });
    let way = || ("All teams", format!("{}/", origin()));
    let face = move || match phase.get() {
        Phase::Opening if is_late.get() => {
            let advice = "It opens by itself as soon as the server answers.";
            view! { <Closed sentence="This series is not on this device yet.".to_owned() advice way=way()/> }.into_any()
        }
        Phase::Opening => view! { <Skeleton/> }.into_any(),
        Phase::Closed(reason) => {
            view! { <Closed sentence=reason.sentence() advice="Nothing that was written is lost." way=way()/> }
                .into_any()
        }
        Phase::Ready => full(cx),
    };
    view! {
        <div class="muster-series sheet" class:in-host=shown.in_host_page node_ref=form.root
            on:keydown=move |event| form.key(&event) on:focusout=alive(move |event| form.focus_left(&event))>
            {face}
        </div>
    }
}

fn full(cx: UseSeries) -> AnyView {
    cx.follow_names();
    cx.talk.open();
    let beside = Signal::derive(move || cx.talk.docs());
    let bar = cx.shown.in_host_page.then(|| {
        view! { <div class="part host-bar no-print"><div><Here doc=cx.form.doc/><StatusChip doc=cx.form.doc beside/></div></div> }.into_any()
    });
    let parts = [
        bar,
        Some(head(cx)),
        Some(purpose(cx)),
        Some(next(cx)),
        Some(rhythm(cx)),
        Some(standing(cx)),
        Some(parked(cx)),
        Some(past(cx)),
    ];
    el("article", "doc", parts.into_iter().flatten().collect())
}

fn head(cx: UseSeries) -> AnyView {
    let held = |name| cx.form.on_sheet(name);
    let (facilitator, sort) = (held(FACILITATOR), held(PRESET));
    let looks = |label: &str, hint: &str| Looks { label: label.to_owned(), hint: hint.to_owned(), ..Looks::default() };
    let sorts = Signal::stored(
        PRESETS.iter().map(|preset| (preset.word.to_owned(), preset.name.to_owned())).collect::<Vec<_>>(),
    );
    let says = following(move || {
        let sort = preset(&sort.register.with(|sort| sort.words().to_owned())).name;
        words("p", "quiet small", format!("{sort}. Advice is given here; captains decide, in their own logs."))
    });
    view! {
        <header class="part title">
            <div class="team" role="heading" prop:ariaLevel=cx.form.level.to_string()>
                <TextField doc=cx.form.doc place=Place::on_sheet(NAME) label="Name" hint="Name the series" line=true/>
            </div>
            <p class="captain acts">
                <PersonField held=facilitator names=cx.names looks=looks("Facilitator", "Who facilitates?")/>
                <Show when=move || !facilitator.register.with(|who| who.is_vacant())>"facilitates."</Show>
            </p>
            <Pick held=facilitator what="The facilitator"/>
            {says}
            <Show when=move || cx.form.can_edit.get()>
                <p class="acts small no-print">"Sort: "<Choice held=sort options=sorts looks=looks("Sort of meeting", "Choose")/></p>
            </Show>
        </header>
    }
    .into_any()
}

fn purpose(cx: UseSeries) -> AnyView {
    view! {
        <Section form=cx.form name=guide::PURPOSE.label part="purpose" about=&guide::PURPOSE>
            <div class="statement">
                <TextField doc=cx.form.doc place=Place::on_sheet(PURPOSE) label="Purpose" hint=guide::PURPOSE.hint/>
            </div>
        </Section>
    }
    .into_any()
}
