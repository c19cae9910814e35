//! The captain's field, and what is told of the right to edit that goes with the name.

use leptos::prelude::*;
use muster_shared::kinds::org::{CAPTAIN_SINCE, CAPTAINS};

use crate::boxed::memo;
use crate::form::{Chosen, Looks, PersonField};
use crate::told::{to_say, told};
use crate::widgets::charter::use_captain::Seat;
use crate::widgets::charter::use_charter::UseCharter;

/// The captain, to read, and to name where that is allowed.
#[component]
pub(crate) fn CaptainField(cx: UseCharter) -> impl IntoView {
    let captain = cx.of_team(CAPTAINS);
    let seat = Seat::of([cx.charter.doc, cx.org.doc], captain, cx.of_team(CAPTAIN_SINCE));
    let choose = Callback::new(move |chosen: Chosen| seat.name(&chosen));
    let team = memo(move || cx.view().with(|view| view.members.iter().map(|member| member.name.clone()).collect()));
    let looks =
        Looks { label: "Captain".to_owned(), hint: "Add captain".to_owned(), class: "strong", ..Looks::default() };
    view! {
        <PersonField held=captain names=cx.names looks choose first=team/>
        <span class="small quiet no-print" role="status" use:told=to_say(move || seat.tells.get())></span>
    }
}
