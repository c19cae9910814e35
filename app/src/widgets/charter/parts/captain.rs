//! The captain's field, and what is told of the right to edit that goes with the name.

use leptos::prelude::*;
use muster_shared::kinds::org::{CAPTAIN_SINCE, CAPTAINS};
use muster_shared::sheet::{Register, Write};

use crate::boxed::memo;
use crate::form::{Chosen, Held, Looks, PersonField};
use crate::told::{to_say, told};
use crate::widgets::charter::use_captain::Seat;
use crate::widgets::charter::use_charter::UseCharter;

/// The sentence that is told of somebody who has begun the charter without a connection.
const TO_BE: &str = "You are the captain as soon as there is a connection. A leader can name somebody else, and confirms surfaces that you propose.";

/// The person who has begun the charter without a connection, and captains its team as soon as there is one.
pub(super) fn to_be(cx: UseCharter) -> Memo<Option<String>> {
    let charter = cx.charter.doc;
    memo(move || {
        charter.status.track();
        charter.captain_to_be()
    })
}

/// The captain, to read, and to name where that is allowed.
#[component]
pub(crate) fn CaptainField(cx: UseCharter) -> impl IntoView {
    let to_be = to_be(cx);
    let captain = shown(cx.of_team(CAPTAINS), to_be);
    let seat = Seat::of([cx.charter.doc, cx.org.doc], captain, cx.of_team(CAPTAIN_SINCE));
    let choose = Callback::new(move |chosen: Chosen| seat.name(&chosen));
    let team = memo(move || cx.view().with(|view| view.members.iter().map(|member| member.name.clone()).collect()));
    let looks =
        Looks { label: "Captain".to_owned(), hint: "Add captain".to_owned(), class: "strong", ..Looks::default() };
    view! {
        <PersonField held=captain names=cx.names looks choose first=team/>
        <span class="small quiet no-print" role="status" use:told=to_say(move || if to_be.with(Option::is_some) { TO_BE.to_owned() } else { seat.tells.get() })></span>
    }
}

/// The captain's name, or that of somebody who is about to be the captain where nobody is named.
fn shown(captain: Held, to_be: Memo<Option<String>>) -> Held {
    let register = memo(move || {
        let named = captain.register.get();
        let words = to_be.get().filter(|_| named.is_vacant());
        words.map_or(named, |words| {
            let write = Write { id: String::new(), value: words.into(), by: String::new(), at_ms: 0 };
            Register { writes: vec![write] }
        })
    });
    Held { register: register.into(), ..captain }
}
