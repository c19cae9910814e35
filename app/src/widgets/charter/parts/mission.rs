//! Why the team exists: the largest text of the page, then whom it serves, the job they want done, and a note.

use leptos::prelude::*;
use muster_shared::guide::{Field, guide};
use muster_shared::kinds::charter::{CADENCE, CUSTOMER, JOB, MISSION, MISSION_NOTE};
use muster_shared::kinds::talk;
use muster_shared::sheet::Place;

use super::head::{Nothing, Section};
use super::note::Margin;
use crate::editor::TextField;
use crate::lean::Show;
use crate::widgets::charter::use_charter::UseCharter;

/// The mission.
#[component]
pub(crate) fn Mission(cx: UseCharter) -> impl IntoView {
    let text = cx.charter.text(&Place::on_sheet(MISSION));
    view! {
        <Section cx name="Mission" part="mission" about=Field::Mission covers=talk::Section::Mission>
            <TextField doc=cx.charter place=Place::on_sheet(MISSION) label="Mission" hint=guide(Field::Mission).hint class="statement"/>
            <Nothing cx about=Field::Mission when=Signal::derive(move || !cx.can_edit.get() && text.with(String::is_empty))/>
            <dl class="facts">
                <Fact cx name=CUSTOMER about=Field::Customer/>
                <Fact cx name=JOB about=Field::Job/>
                <Fact cx name=MISSION_NOTE about=Field::MissionNote/>
            </dl>
            <Margin cx beside=MISSION text=Place::on_sheet(MISSION)/>
        </Section>
    }
}

/// A text with a quiet label; where it may only be read, an empty one is not there.
#[component]
fn Fact(cx: UseCharter, name: &'static str, about: Field) -> impl IntoView {
    let place = Place::on_sheet(name);
    let text = cx.charter.text(&place);
    let place = StoredValue::new(place);
    view! {
        <Show when=move || cx.can_edit.get() || text.with(|text| !text.is_empty())>
            <div class="fact">
                <dt class="label">{guide(about).label}</dt>
                <dd><TextField doc=cx.charter place=place.get_value() label=guide(about).label hint=guide(about).hint/></dd>
            </div>
        </Show>
    }
}

/// When and how the team meets.
#[component]
pub(crate) fn Cadence(cx: UseCharter) -> impl IntoView {
    let text = cx.charter.text(&Place::on_sheet(CADENCE));
    view! {
        <Show when=move || cx.can_edit.get() || text.with(|text| !text.is_empty())>
            <Section cx name="Cadence" part="cadence">
                <TextField doc=cx.charter place=Place::on_sheet(CADENCE) label="Cadence" hint="When and how the team meets, and what each meeting is for."/>
            </Section>
        </Show>
    }
}
