//! This person: initials in the bar, and what this device knows of them.

use leptos::prelude::*;

use super::router;
use super::shell::use_shell;
use super::theme::Theme;
use super::{OfShell, at_leisure};
use crate::boxed::alive;
use crate::chunk::{Reached, reached};
use crate::form::plain::{acting, follows, on, says, with};
use crate::keyboard;
use crate::live::{is_my_name_kept, my_name_signal, my_names, name_me};
use crate::told::{to_say, told};
use crate::visitor::own_name;
use crate::words::initials;

/// The initials, and the name behind them.
#[component]
pub(crate) fn Me() -> impl IntoView {
    let name = my_name_signal();
    let letters = move || initials(&name.get());
    let label = move || format!("{}, you, {}", letters(), name.get());
    let own = |name: &'static str, value: &str| (name, value.to_owned());
    let opens = vec![own("type", "button"), own("popovertarget", "me"), own("aria-haspopup", "dialog")];
    let come = on("click", |_| reached(Reached::Rest));
    let card = vec![own("id", "me"), own("popover", "auto"), own("role", "dialog"), own("aria-label", "You")];
    [
        acting("button", "who me", opens, vec![come, follows("aria-label", label), says(letters)], Vec::new()),
        with("div", "me-card", card, vec![at_leisure(OfShell::MyCard)]),
    ]
}

/// The card behind the initials.
#[component]
pub(crate) fn MyCard() -> impl IntoView {
    view! {
        {own_name().map_or_else(|| view! { <NameField/> }.into_any(), |name| view! { <SignedIn name/> }.into_any())}
        <ul class="ways-on">
            <li><a href="/mine" on:click=|_| show_me(false)>"Notes for yourself"</a></li>
        </ul>
        <ThemeChoice/>
    }
}

/// The person who is signed in here, and the way to their account.
#[component]
fn SignedIn(name: String) -> impl IntoView {
    view! {
        <p dir="auto"><b>{name}</b></p>
        <ul class="ways-on">
            <li><a href="/account">"Your account"</a></li>
            <li class="for-people"><a href="/people">"People"</a></li>
            <li><a href="/account#sign-out">"Sign out"</a></li>
        </ul>
    }
}

#[component]
fn NameField() -> impl IntoView {
    let shell = use_shell();
    let name = my_name_signal();
    let is_kept = is_my_name_kept();
    let says = move || match is_kept.get() {
        true => "Kept on this device, for all its tabs.",
        false => "This browser keeps nothing for this page. The name holds until the page is closed or loaded again.",
    };
    // The name is taken with each letter: taken only when the field is left, it would change the page under the press that
    // leaves it, and the press would be lost.
    let before = StoredValue::new(my_names());
    let typed = RwSignal::new(None::<String>);
    let begin = move |_: web_sys::FocusEvent| before.set_value(my_names());
    let take = move |event: web_sys::Event| {
        let words = event_target_value(&event);
        before.with_value(|before| name_me(&words, before));
        typed.set(Some(words));
    };
    let say = move || {
        if typed.get_untracked().is_some() {
            typed.set(None);
            shell.say(format!("You are {} now.", name.get_untracked()));
        }
    };
    let close = move |event: web_sys::KeyboardEvent| {
        if keyboard::key(&event).as_deref() == Some("Enter") {
            say();
            show_me(false);
        }
    };
    view! {
        <label class="label" for="my-name">"Your name, as others see it"</label>
        <input
            id="my-name"
            class="line"
            type="text"
            autocomplete="name"
            maxlength="80"
            dir="auto"
            prop:value=move || typed.get().unwrap_or_else(|| name.get())
            on:focus=alive(begin)
            on:input=alive(take)
            on:change=alive(move |_: web_sys::Event| say())
            on:keydown=close
        />
        <p class="small quiet" use:told=to_say(says)></p>
    }
}

#[component]
fn ThemeChoice() -> impl IntoView {
    let chosen = use_shell().theme;
    let choice = move |theme: Theme| {
        view! {
            <label class="choice">
                <input
                    type="radio"
                    name="theme"
                    prop:checked=move || chosen.get() == theme
                    on:change=alive(move |_| theme.choose(chosen))
                />
                {theme.word()}
            </label>
        }
    };
    view! {
        <fieldset class="choices">
            <legend class="label">"Appearance"</legend>
            {Theme::ALL.map(choice).collect_view()}
        </fieldset>
    }
}

/// Opens or closes the card with the name.
pub(crate) fn show_me(open: bool) {
    let Some(card) = router::find("#me") else { return };
    let _ = if open { card.show_popover() } else { card.hide_popover() };
    if open && let Some(field) = router::find("#my-name") {
        router::focus_quietly(&field);
    }
}
