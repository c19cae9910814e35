//! Why the team exists: the largest text of the page, then whom it serves, the job they want done, and a note.

use leptos::prelude::*;
use muster_shared::kinds::charter::guide;
use muster_shared::kinds::charter::outline::EXCELLENT_SECTION;
use muster_shared::kinds::charter::{CADENCE, CUSTOMER, EXCELLENT, JOB, MISSION, MISSION_NOTE};
use muster_shared::kinds::outline::Guide;
use muster_shared::kinds::talk;
use muster_shared::sheet::Place;

use super::note::Margin;
use crate::boxed::Show;
use crate::editor::TextField;
use crate::form::plain::{self, acting, el, follows, while_so};
use crate::form::{Head, Nothing, Section};
use crate::widgets::charter::rest::Rest;
use crate::widgets::charter::use_charter::UseCharter;

/// The mission.
pub(crate) fn mission(cx: UseCharter) -> AnyView {
    let form = cx.charter;
    let place = Place::on_sheet(MISSION);
    let text = form.doc.text(&place);
    let (label, hint) = (guide::MISSION.label, guide::MISSION.hint);
    let words = view! { <TextField doc=form.doc place label hint class="statement"/> }.into_any();
    let words =
        acting("div", "words", Vec::new(), vec![follows("class", move || length_class(&text.get()))], vec![words]);
    let is_missing = Signal::derive(move || !form.can_edit.get() && text.with(String::is_empty));
    let nothing = view! { <Nothing form about=&guide::MISSION when=is_missing/> }.into_any();
    let facts = [(CUSTOMER, &guide::CUSTOMER), (JOB, &guide::JOB), (MISSION_NOTE, &guide::MISSION_NOTE)];
    let facts = el("dl", "facts", facts.map(|(name, about)| fact(cx, name, about)).into());
    let content = vec![words, nothing, facts, cx.rest(Rest::Margin(MISSION))];
    let head = Head {
        about: Some(&guide::MISSION),
        also: Some(cx.rest(Rest::Covered(talk::Section::Mission))),
        ..Head::default()
    };
    form.section(label, "mission", head, content)
}

/// So many characters are said in one breath; a longer mission is set smaller.
const LONG: usize = 170;

fn length_class(mission: &str) -> String {
    let is_long = mission.chars().nth(LONG).is_some();
    if is_long { "words is-long" } else { "words" }.to_owned()
}

/// A text with a quiet label; where it may only be read, an empty one is not there.
fn fact(cx: UseCharter, name: &'static str, about: &'static Guide) -> AnyView {
    let doc = cx.charter.doc;
    let text = doc.text(&Place::on_sheet(name));
    let is_there = move || cx.charter.can_edit.get() || text.with(|text| !text.is_empty());
    while_so(is_there, move || {
        let place = Place::on_sheet(name);
        let words = view! { <TextField doc place label=about.label hint=about.hint/> }.into_any();
        el("div", "fact", vec![plain::words("dt", "label", about.label), el("dd", "", vec![words])])
    })
}

/// When and how the team meets.
#[component]
pub(crate) fn Cadence(cx: UseCharter) -> impl IntoView {
    let text = cx.charter.doc.text(&Place::on_sheet(CADENCE));
    view! {
        <Show when=move || cx.charter.can_edit.get() || text.with(|text| !text.is_empty())>
            <Section form=cx.charter name="Cadence" part="cadence">
                <TextField doc=cx.charter.doc place=Place::on_sheet(CADENCE) label="Cadence" hint="When and how the team meets, and what each meeting is for."/>
                <Margin cx beside=CADENCE text=Place::on_sheet(CADENCE)/>
            </Section>
        </Show>
    }
}

/// The standard that the team holds itself to.
#[component]
pub(crate) fn Excellent(cx: UseCharter) -> impl IntoView {
    let text = cx.charter.doc.text(&Place::on_sheet(EXCELLENT));
    let name = EXCELLENT_SECTION.heading;
    view! {
        <Show when=move || cx.charter.can_edit.get() || text.with(|text| !text.is_empty())>
            <Section form=cx.charter name part="excellent">
                <TextField doc=cx.charter.doc place=Place::on_sheet(EXCELLENT) label=name hint="The work that you would show to anybody, so that a new colleague knows it when they see it."/>
            </Section>
        </Show>
    }
}
