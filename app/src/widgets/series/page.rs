//! The page of a series.

use leptos::prelude::*;
use muster_shared::kinds::outline::Section;
use muster_shared::kinds::series::{FACILITATOR, NAME, PRESET, PRESETS, PURPOSE_SECTION, STANDING_SECTION, preset};
use muster_shared::sheet::Place;

use super::ShownSeries;
use super::dates::{next, past};
use super::own::OfSeries;
use super::parked::parked;
use super::rhythm::rhythm;
use super::use_series::{UseSeries, use_series};
use crate::editor::TextField;
use crate::form::plain::{el, following, words};
use crate::form::{Choice, Looks, Makers, PersonField, Pick};
use crate::lean::Show;
use crate::widgets::chip::bar;
use crate::widgets::origin::origin;
use crate::widgets::outline::{Face, Framed, section};

static PURPOSE: Section = PURPOSE_SECTION;
static STANDING: Section = STANDING_SECTION;

/// The series, as far as it has come.
pub(super) fn page(shown: ShownSeries) -> AnyView {
    let cx = use_series(shown);
    let framed = Framed {
        form: cx.form,
        class: "muster-series",
        name: "This series".to_owned(),
        lost: "Nothing that was written is lost.",
        way: ("All teams", format!("{}/", origin())),
        in_host_page: shown.in_host_page,
    };
    framed.show(move || full(cx))
}

fn full(cx: UseSeries) -> AnyView {
    cx.follow_names();
    cx.talk.open();
    let face = Face::of(cx.form, cx.names, Makers::new(), None, OfSeries);
    let beside = Signal::derive(move || cx.talk.docs());
    let bar = cx.shown.in_host_page.then(|| bar(cx.form.doc, beside));
    let parts =
        [head(cx), section(face, &PURPOSE), next(cx), rhythm(face), section(face, &STANDING), parked(cx), past(cx)];
    el("article", "doc", bar.into_iter().chain(parts).collect())
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
