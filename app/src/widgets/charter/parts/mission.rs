//! Why the team exists: the largest text of the page, then whom it serves, the job they want done, and a note.

use leptos::prelude::*;
use muster_shared::kinds::charter::guide;
use muster_shared::kinds::charter::{CADENCE, CUSTOMER, JOB, MISSION, MISSION_NOTE};
use muster_shared::kinds::outline::Guide;
use muster_shared::kinds::talk;
use muster_shared::sheet::Place;

use crate::editor::TextField;
use crate::form::{Nothing, Section};
use crate::lean::Show;
use crate::widgets::charter::rest::Rest;
use crate::widgets::charter::use_charter::UseCharter;

/// The mission.
#[component]
pub(crate) fn Mission(cx: UseCharter) -> impl IntoView {
    let text = cx.charter.doc.text(&Place::on_sheet(MISSION));
    view! {
        <Section form=cx.charter name=guide::MISSION.label part="mission" about=&guide::MISSION also=cx.rest(Rest::Covered(talk::Section::Mission))>
            <TextField doc=cx.charter.doc place=Place::on_sheet(MISSION) label=guide::MISSION.label hint=guide::MISSION.hint class="statement"/>
            <Nothing form=cx.charter about=&guide::MISSION when=Signal::derive(move || !cx.charter.can_edit.get() && text.with(String::is_empty))/>
            <dl class="facts">
                <Fact cx name=CUSTOMER about=&guide::CUSTOMER/>
                <Fact cx name=JOB about=&guide::JOB/>
                <Fact cx name=MISSION_NOTE about=&guide::MISSION_NOTE/>
            </dl>
            {cx.rest(Rest::Margin(MISSION))}
        </Section>
    }
}

/// A text with a quiet label; where it may only be read, an empty one is not there.
#[component]
fn Fact(cx: UseCharter, name: &'static str, about: &'static Guide) -> impl IntoView {
    let place = Place::on_sheet(name);
    let text = cx.charter.doc.text(&place);
    let place = StoredValue::new(place);
    view! {
        <Show when=move || cx.charter.can_edit.get() || text.with(|text| !text.is_empty())>
            <div class="fact">
                <dt class="label">{about.label}</dt>
                <dd><TextField doc=cx.charter.doc place=place.get_value() label=about.label hint=about.hint/></dd>
            </div>
        </Show>
    }
}

/// When and how the team meets.
#[component]
pub(crate) fn Cadence(cx: UseCharter) -> impl IntoView {
    let text = cx.charter.doc.text(&Place::on_sheet(CADENCE));
    view! {
        <Show when=move || cx.charter.can_edit.get() || text.with(|text| !text.is_empty())>
            <Section form=cx.charter name="Cadence" part="cadence">
                <TextField doc=cx.charter.doc place=Place::on_sheet(CADENCE) label="Cadence" hint="When and how the team meets, and what each meeting is for."/>
            </Section>
        </Show>
    }
}
