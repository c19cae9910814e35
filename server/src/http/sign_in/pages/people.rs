//! `/people`: who belongs here, who is invited, what was deleted, the keys, and the record.

use std::collections::HashMap;

use axum::extract::{Query, State};
use axum::http::HeaderMap;
use axum::response::Response;
use maud::{Markup, html};
use muster_shared::access::{self, Rank};
use muster_shared::id::DocId;
use muster_shared::text::words::first_letters;
use serde::Deserialize;

use super::parts::{self, Act, on_day, part};
use super::{keys, meaning, one, record, refusal, room, wikis};
use crate::http::problem::Problem;
use crate::http::state::App;
use crate::log::DocRow;
use crate::people::deleted::Deleted;
use crate::people::invite::{BY_THE_SERVER, Invite};
use crate::people::person::{NAME_CHARS_MAX, Person};

/// Which rows of the record.
#[derive(Deserialize)]
pub(in crate::http::sign_in) struct Shown {
    before: Option<i64>,
}

/// The names of people, by their ids.
pub(super) struct Names(HashMap<String, String>);

impl Names {
    /// The name under which a person is known here.
    pub(super) fn of<'a>(&'a self, id: &'a str) -> &'a str {
        match id {
            "" => "nobody known",
            BY_THE_SERVER => "the server",
            id => self.0.get(id).map_or(id, String::as_str),
        }
    }

    /// A detail of the record, with names where it says ids.
    pub(super) fn in_words(&self, detail: &str) -> String {
        let named = |word: &str| {
            let id = word.trim_end_matches(':');
            self.0.get(id).map_or_else(|| word.to_owned(), |name| format!("{name}{}", &word[id.len()..]))
        };
        detail.split(' ').map(named).collect::<Vec<_>>().join(" ")
    }
}

/// `GET /people`.
pub(in crate::http::sign_in) async fn page(
    State(app): State<App>,
    Query(Shown { before }): Query<Shown>,
    headers: HeaderMap,
) -> Result<Response, Response> {
    let me = app.inside(&headers, "/people").await?.person;
    let text = app.everything(&me, before).await.map_err(|problem| refusal(&problem))?;
    Ok(room(Some(&me), "People", "/people", &text))
}

impl App {
    async fn everything(&self, me: &Person, before: Option<i64>) -> Result<Markup, Problem> {
        if me.rank < Rank::Member {
            return Ok(part("people", "Everybody", &html! { p.empty { "Guests do not see who else is here." } }));
        }
        let everybody = self.people.everybody().await?;
        let names = Names(everybody.iter().map(|person| (person.id.clone(), person.name.clone())).collect());
        Ok(html! {
            @if me.rank.may_manage() { (part("invite", "Invite", &inviting(me))) }
            (part("everybody", "Everybody", &list(me, &everybody)))
            @if me.rank.may_manage() {
                (part("invited", "Open invitations", &invited(&self.people.invites().await?, &names)))
                (part("deleted", "Deleted documents", &self.deleted(me, &names).await?))
            }
            @if me.rank.may_hold_keys() {
                (part("wikis", "Wikis", &wikis::list(&self.people.wikis(), &self.config.visitors.allow_origin, &names)))
                (part("keys", "Keys", &keys::list(&self.people.keys().await?, &names)))
                (part("record", "Activity log", &record::list(&self.people.audited(before).await?, &names)))
            }
        })
    }

    async fn deleted(&self, me: &Person, names: &Names) -> Result<Markup, Problem> {
        let deleted = self.deleted_for(Some(me.rank), (access::Shown::SignIn, Some(me.id.as_str()))).await?;
        let rows = self.rooms.log().docs().await?;
        // A document for others has no name here.
        let is_named = |row: &DocRow| deleted.iter().any(|(deleted, is_for_me)| *is_for_me && deleted.doc == row.id);
        let gone: Vec<_> = rows.into_iter().filter(is_named).collect();
        let summaries = self.summaries.of(self.rooms.log(), self.rooms.limits(), &self.people, &gone).await?;
        let called: HashMap<DocId, String> = gone
            .into_iter()
            .zip(summaries)
            .filter_map(|(row, summary)| Some((row.id, summary?.name)).filter(|(_, name)| !name.is_empty()))
            .collect();
        let deleted: Vec<Deleted> = deleted.into_iter().map(|(deleted, _)| deleted).collect();
        Ok(bring_back(&deleted, &called, names))
    }
}

fn ranks_for(me: &Person) -> impl Iterator<Item = Rank> {
    let own = me.rank;
    Rank::ALL.into_iter().filter(move |rank| own.may_name(*rank))
}

fn inviting(me: &Person) -> Markup {
    html! {
        form.inline data-send="POST /api/invites" data-then="once" data-lists="invited" {
            label.label { "For" input.line name="called" placeholder="A name or a note" autocomplete="off" maxlength=(NAME_CHARS_MAX); }
            label.label { "Role"
                select.line name="rank" { @for rank in ranks_for(me) { option value=(rank) selected[rank == Rank::Member] { (rank) } } } }
            button.btn.strong { "Make an invitation link" }
            (parts::outcome())
            (parts::once("Send this link to one person. It works once, for a week."))
        }
        ul.small.quiet.meanings { @for rank in ranks_for(me) { li { (meaning(rank)) } } }
    }
}

fn list(me: &Person, everybody: &[Person]) -> Markup {
    html! { ul.list { @for person in everybody { li id=(person.id) { (row(me, person)) } } } }
}

fn row(me: &Person, person: &Person) -> Markup {
    let may_decide = me.rank.may_manage() && me.rank.may_name(person.rank);
    html! {
        div.person {
            span.who aria-hidden="true" { (initials(&person.name)) }
            div { b { (person.name) } @if person.id == me.id { " " span.tag { "you" } }
                p.small.quiet { @if let Some(email) = &person.email { (email) " · " } "since " (on_day(person.created_ms)) } }
        }
        @if may_decide {
            form.rank data-send=(format!("PATCH /api/people/{}", person.id)) data-on-change data-done="Saved." {
                label { span.vh { "What " (person.name) " is" }
                    select.line name="rank" { @for rank in ranks_for(me) { option value=(rank) selected[rank == person.rank] { (rank) } } } }
                (parts::outcome())
            }
            div.does {
                form.act data-send="POST /api/invites" data-then="once" {
                    input type="hidden" name="person" value=(person.id);
                    button.btn.word { "Send a new sign-in link" span.vh { ": " (person.name) } }
                    (parts::outcome())
                    (parts::once("Send this link to them: it opens their account, and not in this browser. They are told that you made it."))
                }
                ({ Act { send: &format!("DELETE /api/people/{}", person.id), then: "gone", word: "Remove", of: &person.name }
                    .asked("They are signed out everywhere, at once. What they wrote stays, under their name. Invitations, tokens and rights in charters that they gave end too: give them anew where they shall go on.") })
            }
        } @else { span.tag { (person.rank) } }
    }
}

pub(super) fn initials(name: &str) -> String {
    first_letters(name).to_uppercase()
}

fn invited(invites: &[Invite], names: &Names) -> Markup {
    html! {
        p.empty hidden[!invites.is_empty()] { "Nobody is invited at the moment." }
        ul.list { @for invite in invites { (open_invitation(invite, names)) } }
        // The row of an invitation that is made while the page is open.
        template {
            li {
                div { b data-called {} p.small.quiet { "Made just now" } }
                ({ Act { send: "DELETE /api/invites/", then: "gone", word: "Withdraw", of: "this invitation" }.button() })
            }
        }
    }
}

fn open_invitation(invite: &Invite, names: &Names) -> Markup {
    html! {
        li {
            div {
                @match &invite.person {
                    Some(id) => { b { (names.of(id)) } ", again" },
                    None if invite.called.is_empty() => { "As " b { (one(invite.rank)) } },
                    None => { b { bdi { (invite.called) } } ", as " (one(invite.rank)) },
                }
                p.small.quiet { "By " (names.of(&invite.made_by)) ", until " (on_day(invite.expires_ms)) } }
            ({ Act { send: &format!("DELETE /api/invites/{}", invite.id), then: "gone", word: "Withdraw", of: "this invitation" }
                .button() })
        }
    }
}

fn bring_back(deleted: &[Deleted], called: &HashMap<DocId, String>, names: &Names) -> Markup {
    html! {
        @if deleted.is_empty() { p.empty { "Nothing was deleted." } }
        ul.list {
            @for gone in deleted {
                @let name = called.get(&gone.doc).map_or(gone.doc.as_str(), String::as_str);
                li {
                    div { b { (name) } p.small.quiet { @if !gone.by.is_empty() { "By " (names.of(&gone.by)) ", " } (on_day(gone.at_ms)) } }
                    ({ Act { send: &format!("DELETE /api/deleted/{}", gone.doc), then: "gone", word: "Bring back", of: name }.button() })
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_record_names_people_it_knows() {
        let names = Names(HashMap::from([("p1".to_owned(), "Ada Lovelace".to_owned())]));
        for (detail, words) in [("p1: member to leader", "Ada Lovelace: member to leader"), ("p2", "p2"), ("", "")] {
            assert_eq!(names.in_words(detail), words);
        }
        assert_eq!([names.of("p1"), names.of(""), names.of("muster")], ["Ada Lovelace", "nobody known", "the server"]);
    }

    #[test]
    fn initials_are_of_the_first_and_the_last_word() {
        for (name, letters) in
            [("Mei Harada", "MH"), ("ada", "A"), ("Anna von der Au", "AA"), ("ليلى فرحاني", "لف"), ("", "")]
        {
            assert_eq!(initials(name), letters);
        }
    }
}
