//! The page of a series.

use leptos::prelude::*;
use muster_shared::kinds::outline::Section;
use muster_shared::kinds::review;
use muster_shared::kinds::series::{FACILITATOR, NAME, PRESET, PRESETS, PURPOSE_SECTION, STANDING_SECTION, preset};
use muster_shared::sheet::Place;

use super::ShownSeries;
use super::dates::{next, past};
use super::own::OfSeries;
use super::parked::parked;
use super::practice::practice;
use super::rhythm::rhythm;
use super::roster::roster;
use super::teams::teams;
use super::use_series::{UseSeries, use_series};
use crate::boxed::{Show, memo};
use crate::browser::today;
use crate::editor::TextField;
use crate::form::plain::{el, following, words};
use crate::form::{Choice, Looks, Makers, PersonField, Pick, sheet, skeleton};
use crate::talk::OpenBeside;
use crate::talk::list::all_said;
use crate::widgets::chip::bar;
use crate::widgets::origin::origin;
use crate::widgets::outline::{Face, section};
use crate::widgets::review::ShownReview;

static PURPOSE: Section = PURPOSE_SECTION;
static STANDING: Section = STANDING_SECTION;

/// The series, as far as it has come.
pub(super) fn page(shown: ShownSeries) -> AnyView {
    let cx = use_series(shown);
    let view = memo(move || shown.view.get());
    let way = ("All teams", format!("{}/", origin()));
    sheet(cx.form, "muster-series", shown.in_host_page, way, move || match view.get().as_str() {
        "current" => current(cx),
        "next" => el("article", "doc", vec![head(cx), next(cx)]),
        _ => full(cx),
    })
}

/// The review that is on or comes next, whole, so that a page which shows it is right every week.
fn current(cx: UseSeries) -> AnyView {
    let open = use_context::<OpenBeside>();
    let current = memo(move || cx.dates.with(|dates| dates.as_ref().map(|dates| dates.current(&today()))));
    following(move || match (current.get(), open) {
        (None, _) => skeleton(),
        (Some(Some(doc)), Some(open)) => {
            let review = open.0.run((doc, review::KIND));
            let (series, mode, in_host_page) = (cx.shown.series, cx.shown.mode, cx.shown.in_host_page);
            ShownReview { review, series, view: Signal::stored("full".to_owned()), mode, in_host_page }.show()
        }
        (Some(_), _) => el("article", "doc", vec![head(cx), next(cx)]),
    })
}

fn full(cx: UseSeries) -> AnyView {
    cx.follow_names();
    cx.talk.open();
    let face = Face::of(cx.form, cx.names, Makers::new(), Some(cx.talk), OfSeries);
    let beside = Signal::derive(move || cx.talk.docs());
    let bar = cx.shown.in_host_page.then(|| bar(cx.form.doc, beside));
    let above = [head(cx), practice(cx), section(face, &PURPOSE), next(cx), rhythm(cx, face), teams(cx), roster(cx)];
    let below = [section(face, &STANDING), parked(cx), past(cx), all_said(cx.talk)];
    el("article", "doc", bar.into_iter().chain(above).chain(below).collect())
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
