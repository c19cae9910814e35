//! The mission in the words of those who are asked, side by side. Nobody sees them before their writer has sent them.

use leptos::prelude::*;
use muster_shared::kinds::talk::{Coverage, OwnWords, TEXT};
use web_sys::KeyboardEvent;

use crate::boxed::{For, Show, alive, memo};
use crate::form::Draft;
use crate::keyboard;
use crate::told::{to_say, told};
use crate::widgets::charter::use_charter::UseCharter;

/// How people say the mission, and the way to say it.
#[component]
pub(super) fn InOwnWords(cx: UseCharter, covered: Memo<Option<Coverage>>) -> impl IntoView {
    let said = cx.own_words();
    let mine = memo(move || said.with(|said| said.iter().find(|one| is_mine(cx, one)).cloned()));
    let is_asked = memo(move || covered.with(|one| one.as_ref().is_some_and(|one| cx.is_asked(one))));
    let n_asked = move || covered.with(|one| one.as_ref().map_or(0, |one| one.counted().count()));
    let count = move || format!("In their own words: {} of {}", said.with(Vec::len), n_asked());
    view! {
        <Show when=move || cx.talk.can_say.get()>
            <div class="more own-words no-print">
                <Show when=move || !said.with(Vec::is_empty)>
                    <p class="label" use:told=to_say(count)></p>
                    <ul class="pair">
                        <For each=move || said.get() key=|one| one.clone() let(one)><Said cx one/></For>
                    </ul>
                </Show>
                <Show when=move || is_asked.get()><Say cx mine/></Show>
            </div>
        </Show>
    }
}

fn is_mine(cx: UseCharter, one: &OwnWords) -> bool {
    cx.talk.is_mine(one.remark.list, &one.remark.row)
}

#[component]
fn Said(cx: UseCharter, one: OwnWords) -> impl IntoView {
    let OwnWords { remark, words } = one;
    view! {
        <li><b class="small"><bdi use:told=to_say(move || cx.talk.author(&remark))></bdi></b><span dir="auto">{words}</span></li>
    }
}

/// The field for this person's own words. A draft is on this device alone, and waits there for the next visit.
#[component]
fn Say(cx: UseCharter, mine: Memo<Option<OwnWords>>) -> impl IntoView {
    let draft = Draft::of(cx.charter.doc, &["own-words"], None, &[TEXT]);
    let is_open = RwSignal::new(untrack(move || draft.has_words()));
    let begins =
        move || if mine.with(Option::is_some) { "Say it anew…" } else { "Say the mission in your own words…" };
    let said = move || mine.with_untracked(|mine| mine.as_ref().map(|one| one.words.clone()).unwrap_or_default());
    let words = move || draft.text(TEXT).unwrap_or_else(said);
    let discard = move || {
        draft.clear();
        is_open.set(false);
    };
    let send = move |_| {
        // Another tab has sent or discarded it.
        if draft.is_gone() {
            return discard();
        }
        let words = words().trim().to_owned();
        let sent = !words.is_empty()
            && mine.with_untracked(|mine| cx.say_mission(&words, mine.as_ref().map(|one| &one.remark)));
        if sent {
            discard();
        }
    };
    // Undo in the field is the field's.
    let key = move |event: KeyboardEvent| {
        if keyboard::shortcut(&event).is_some() {
            event.stop_propagation();
        }
    };
    let button =
        move || view! { <button class="btn word" type="button" on:click=move |_| is_open.set(true)>{begins}</button> };
    view! {
        <Show when=move || is_open.get() fallback=button>
            <label>
                <span class="label">"The mission in your own words"</span>
                <textarea class="field" rows="3" dir="auto" spellcheck="true" prop:value=words on:keydown=key
                    placeholder="Nobody sees this before you send it."
                    on:input=alive(move |event| draft.write(TEXT, event_target_value(&event)))></textarea>
            </label>
            <div class="acts">
                <button class="btn" type="button" on:click=send>"Send"</button>
                <Show when=move || draft.has_words()>
                    <button class="btn word" type="button" on:click=move |_| discard()>"Discard draft"</button>
                </Show>
                <button class="btn word" type="button" on:click=move |_| is_open.set(false)>"Close"</button>
                <span class="small quiet" role="status" use:told=to_say(move || draft.says())></span>
            </div>
        </Show>
    }
}
