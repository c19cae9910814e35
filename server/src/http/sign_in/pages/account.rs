//! `/account`: somebody's name, passkeys, sessions, what is kept about them, and the way out.

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use maud::{Markup, html};

use super::parts::{self, Act, at_minute, on_day, part};
use super::{agent, feeds, letters, meaning, one, refusal, room, seat};
use crate::http::caller::Caller;
use crate::http::problem::Problem;
use crate::http::state::App;
use crate::people::again::Again;
use crate::people::passkey::Held;
use crate::people::person::{NAME_CHARS_MAX, Person};
use crate::people::session::{Place, SignedIn};

/// `GET /account`.
pub(in crate::http::sign_in) async fn page(State(app): State<App>, headers: HeaderMap) -> Result<Response, Response> {
    let signed_in = app.inside(&headers, "/account").await?;
    let text = app.account(&signed_in).await.map_err(|problem| refusal(&problem))?;
    Ok(room(Some(&signed_in.person), "Account", "/account", &text))
}

impl App {
    async fn account(&self, signed_in: &SignedIn) -> Result<Markup, Problem> {
        let person = &signed_in.person;
        let passkeys = self.people.passkeys_held(&person.id).await?;
        let places = self.people.places(&person.id).await?;
        let links = self.people.links_for(&person.id).await?;
        let offers = self.people.offers_to(&person.id).await?;
        let own = self.people.feeds_of(&person.id).await?;
        let series = self.series_of(&Caller::Person(signed_in.clone())).await;
        let mailbox = self.people.mailbox(&person.id).await?;
        Ok(html! {
            @if !links.is_empty() { (part("links", "Sign-in links", &made_for(&links))) }
            @for offer in &offers { (part("hand-over", "Offered to you", &seat::asked(offer))) }
            (part("you", "You", &you(person)))
            (part("passkeys", "Passkeys", &keys(&passkeys, self.sign_in.passkeys.is_some())))
            (part("places", "Where you are signed in", &signed_in_at(&places, &signed_in.session)))
            @if self.sender.is_some() { (part("letters", "Letters", &letters::list(person, mailbox.as_ref(), &self.config.mail))) }
            (part("feeds", "Calendars and feeds", &feeds::list(&own, &series)))
            (part("about", "Your data", &about(person)))
            (part("sign-out", "Sign out", &way_out()))
        })
    }
}

fn you(person: &Person) -> Markup {
    html! {
        form.inline data-send="PATCH /api/me" data-done="Saved." {
            label.label { "Your name" input.line name="name" value=(person.name) autocomplete="name" required maxlength=(NAME_CHARS_MAX); }
            button.btn { "Change" }
            (parts::outcome())
        }
        p { "You are " (one(person.rank)) ". " span.quiet { (meaning(person.rank)) } }
        @if let Some(email) = &person.email { p.quiet { (email) } }
    }
}

/// Links that let somebody sign in as this person: the person hears of each, whoever made it.
fn made_for(links: &[Again]) -> Markup {
    html! {
        p { "These links let somebody sign in as you. If you did not ask for one, somebody may have tried to use your account: tell an owner." }
        ul.list {
            @for link in links {
                li {
                    div { b { "Made by " bdi { (link.maker) } } ", " (at_minute(link.created_ms))
                        p.small.quiet {
                            @if let Some(used_ms) = link.used_ms { "Used " (at_minute(used_ms)) }
                            @else if link.open { "Nobody has used it yet." }
                            @else { "Nobody used it in time." }
                        } }
                    ({ Act { send: &format!("DELETE /api/me/links/{}", link.id), then: "gone",
                        word: if link.open { "Withdraw it" } else { "I know of it" }, of: "this link" }.button() })
                }
            }
        }
    }
}

fn keys(held: &[Held], possible: bool) -> Markup {
    html! {
        @if held.is_empty() { p.empty { "You have none: your identity provider vouches for you." } }
        ul.list {
            @for passkey in held {
                @let id = URL_SAFE_NO_PAD.encode(&passkey.id);
                li {
                    div { b { "Passkey" } " of " (on_day(passkey.created_ms))
                        p.small.quiet { "Last used " (at_minute(passkey.used_ms)) } }
                    ({ Act { send: &format!("DELETE /api/me/passkeys/{id}"), then: "gone", word: "Remove", of: "this passkey" }
                        .asked("It lets nobody in here any more. Remove it from the device too.") })
                }
            }
        }
        @if possible {
            form data-passkey="add" {
                button.btn { span.i.i-plus aria-hidden="true" {} "Add a passkey" }
                (parts::outcome())
            }
            p.small.quiet { "One on each device, or one in a password manager that all of them share: so losing a device does not lock you out." }
        }
    }
}

fn signed_in_at(places: &[Place], here: &str) -> Markup {
    html! {
        ul.list {
            @for place in places {
                li {
                    div { b { (agent::name(&place.agent)) }
                        @if place.id == here { " " span.tag { "here" } }
                        p.small.quiet { "Since " (on_day(place.created_ms)) ", last seen " (at_minute(place.seen_ms)) } }
                    @if place.id != here {
                        ({ Act { send: &format!("DELETE /api/me/sessions/{}", place.id), then: "gone", word: "Sign out there",
                            of: &agent::name(&place.agent) }.button() })
                    }
                }
            }
        }
    }
}

fn about(person: &Person) -> Markup {
    html! {
        p { "Your name, where you are signed in, what you were let into, when and where you edited, and what the record says of you, as one JSON file." }
        p.acts { a.btn href=(format!("/api/people/{}/export", person.id)) download="muster-about-me.json" {
            span.i.i-device aria-hidden="true" {} "Download it" } }
    }
}

fn way_out() -> Markup {
    html! {
        form.stack data-sign-out {
            label.choice { input type="checkbox" name="erase"; span { "Also erase what this device keeps" } }
            p.small.quiet { "Choose this on a device that others use. Copies of charters for reading offline go, and so does anything you "
                "wrote that has not reached the server yet, and your notes for yourself: they are nowhere else but in files you have saved." }
            p.acts { button.btn.strong { "Sign out" } }
            (parts::outcome())
        }
    }
}
