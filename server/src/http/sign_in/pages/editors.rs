//! `/d/{doc}/people`: who may edit a charter. Leaders say here which person captains it, and captains whom they let in;
//! people are no part of the document, so this is no page of the app.

use std::time::Duration;

use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use maud::{Markup, html};
use muster_shared::access::{Audience, Grant, Rank, Role};
use muster_shared::files::export::{Beside, title};
use muster_shared::id::DocId;
use muster_shared::kinds::{Kind, role_in};

use super::audience;
use super::bar::Way;
use super::parts::Act;
use super::people::initials;
use super::{doorway, parts, room_at, seat, sentence};
use crate::http::caller::Caller;
use crate::http::guard::url_encoded;
use crate::http::people::may_grant;
use crate::http::problem::Problem;
use crate::http::state::App;
use crate::people::grant::Granted;
use crate::people::person::Person;
use crate::people::roster::OnList;
use crate::rooms::around::Around;
use crate::rooms::cold::Cold;

/// `GET /d/{doc}/people`.
pub(in crate::http::sign_in) async fn page(
    State(app): State<App>,
    Path(doc): Path<String>,
    headers: HeaderMap,
) -> Response {
    let here = format!("/d/{}/people", url_encoded(&doc));
    let signed_in = match app.inside(&headers, &here).await {
        Ok(signed_in) => signed_in,
        Err(response) => return response,
    };
    let person = signed_in.person.clone();
    match app.editors(&Caller::Person(signed_in), &doc).await {
        Ok((name, text)) => {
            let document = format!("/d/{}", url_encoded(&doc));
            let way = Way { below: &[(document.as_str(), name.as_str())], name: "Who can edit", here: &here };
            room_at(Some(&person), &format!("Who can edit {name}"), way, &text)
        }
        Err(problem) => {
            let text = html! {
                h1.saying { "There is nobody to see here" }
                p.wrong role="alert" { span.i.i-risk aria-hidden="true" {} span { (sentence(&problem.detail)) } }
                p.acts { a.btn href="/" { "All teams" } }
            };
            doorway(problem.status, "Who can edit this charter", &text)
        }
    }
}

impl App {
    /// The charter's name, and everybody with what they may do in it.
    async fn editors(&self, caller: &Caller, doc: &str) -> Result<(String, Markup), Problem> {
        let doc = self.readable(caller, doc).await?;
        caller.must(|rank| rank >= Rank::Member, "guests do not see who else is here")?;
        let kind = self.rooms.log().doc(&doc).await?.and_then(|row| row.kind);
        let gives = self.gives(caller, &doc).await?;
        let granted = self.people.grants_in(&doc).await?;
        let everybody = self.people.everybody().await?;
        let audience = self.people.place_in(&doc, None).await?.audience;
        let list = self.people.list_of(&doc).await?;
        let edits = self.visitor(caller, &doc).await?.role == Role::Editor;
        let roster = audience::part(&doc, audience, &list, &everybody, edits, !gives.is_empty());
        let me = caller.person().map(|person| person.id.as_str()).unwrap_or_default();
        let offer = self.people.offer_in(&doc).await?;
        let is_captain = granted.iter().any(|held| held.person == me && held.now == Some(Grant::Captain));
        let others: Vec<&Person> = everybody.iter().filter(|person| person.id != me).collect();
        let seat = seat::part(&doc, offer.as_ref(), me, is_captain, &others);
        let deletes = match self.deletable(caller, doc.as_str()).await {
            Ok(_) => Some(self.config.keeping.keep_deleted),
            Err(problem) if problem.status == StatusCode::SERVICE_UNAVAILABLE => return Err(problem),
            Err(_) => None,
        };
        let is_for_two = self.one_of_two(caller, &doc).await?.is_some();
        let mut rows = Vec::new();
        for person in everybody.into_iter().filter(|person| is_in(audience, &list, &person.id)) {
            let held = granted.iter().find(|granted| granted.person == person.id);
            rows.push(row(&doc, kind, &person, held, &gives));
        }
        let advice = if gives.is_empty() {
            "Leaders say who captains a team, and its captain lets others in."
        } else {
            "Changes apply immediately. Leaders edit every charter and members read and comment, whatever is given here."
        };
        let text = html! {
            div.part { div.stack {
                p.quiet { (advice) }
                ul.list { @for row in rows { li { (row) } } }
                (seat)
                (roster)
                @if let Some(kept) = deletes { (deletion(&doc, kept, is_for_two)) }
                p.acts {
                    a.btn href=(format!("/d/{doc}")) { "Back to the charter" }
                    a.btn.word href=(format!("/d/{doc}/history")) { "History" }
                }
            } }
        };
        Ok((self.called(&doc).await?, text))
    }

    /// The grants that the caller may give here, the least first.
    async fn gives(&self, caller: &Caller, doc: &DocId) -> Result<Vec<Grant>, Problem> {
        let mut gives = Vec::new();
        for grant in Grant::ALL {
            match may_grant(self, caller, doc, grant).await {
                Ok(()) => gives.push(grant),
                Err(problem) if problem.status == StatusCode::FORBIDDEN => {}
                Err(problem) => return Err(problem),
            }
        }
        Ok(gives)
    }

    pub(super) async fn called(&self, doc: &DocId) -> Result<String, Problem> {
        let title_of =
            |cold: &mut Cold, _: &Around, beside: &Beside| Some(title(cold.row.kind?, &cold.room.sheet()?, beside));
        let called = self.made_of("title", doc, title_of).await?;
        Ok(called.as_ref().clone().unwrap_or_default())
    }
}

/// Where a document is deleted, and what becomes of it.
fn deletion(doc: &DocId, kept: Duration, is_for_two: bool) -> Markup {
    let days = kept.as_secs() / (24 * 3600);
    if is_for_two {
        let question = "It goes from your lists and your devices, for good. The other one keeps it until they delete it too; then \
                        nobody finds it any more.";
        return html! {
            h2 #delete { "Delete" }
            ({ Act { send: &format!("DELETE /api/docs/{doc}"), then: "home", word: "Delete it for me", of: "" }.asked(question) })
        };
    }
    let question = format!(
        "Nobody finds it any more, and open pages of it end. Leaders and owners can bring it back for {days} days on the \
         page People; then it is erased for good."
    );
    html! {
        h2 #delete { "Delete" }
        ({ Act { send: &format!("DELETE /api/docs/{doc}"), then: "home", word: "Delete this document", of: "" }.asked(&question) })
    }
}

/// Whether a document of this audience is for a person at all.
fn is_in(audience: Audience, list: &[OnList], person: &str) -> bool {
    audience == Audience::Workspace || list.iter().any(|on_list| on_list.person == person)
}

fn row(doc: &DocId, kind: Option<Kind>, person: &Person, granted: Option<&Granted>, gives: &[Grant]) -> Markup {
    let (held, now) = (granted.map(|granted| granted.grant), granted.and_then(|granted| granted.now));
    let may = may(role_in(kind, Some(person.rank), now));
    // A grant from somebody above them is not theirs to change.
    let is_theirs = !gives.is_empty() && held.is_none_or(|held| gives.contains(&held));
    let url = format!("/api/docs/{doc}/people/{}", person.id);
    html! {
        div.person {
            span.who aria-hidden="true" { (initials(&person.name)) }
            div { b { bdi { (person.name) } } p.small.quiet { (person.rank) " · " (may) }
                @if let Some(held) = held.filter(|_| held != now) {
                    p.wrong { span.i.i-risk aria-hidden="true" {} span { (ended(held, now)) } }
                } }
        }
        @if let Some(held) = held.filter(|held| is_theirs && now != Some(*held)) {
            form.act data-send=(format!("PUT {url}")) data-then="reload" {
                input type="hidden" name="grant" value=(held);
                button.btn.word { "Give it anew" span.vh { " to " (person.name) } }
                (parts::outcome())
            }
        }
        @if is_theirs {
            form.rank data-send=(format!("PUT {url}")) data-or-else=(format!("DELETE {url}")) data-on-change data-then="reload" {
                label { span.vh { "Given to " (person.name) }
                    select.line name="grant" {
                        option value="" selected[held.is_none()] { "No extra access" }
                        @for grant in gives { option value=(grant) selected[held == Some(*grant)] { (grant) } }
                    } }
                (parts::outcome())
            }
        } @else if let Some(held) = held { span.tag { (held) } }
    }
}

/// The worth of a grant whose giver may not give it any more.
fn ended(held: Grant, now: Option<Grant>) -> String {
    match now {
        Some(now) => format!(
            "Was made {held} by somebody who may not give that any more; counts as {now} until it is given anew."
        ),
        None => format!(
            "Was made {held} by somebody who may not give that any more; it counts for nothing until it is given anew."
        ),
    }
}

fn may(role: Option<Role>) -> &'static str {
    match role {
        Some(Role::Editor) => "may edit",
        Some(Role::Commenter) => "may read and comment",
        Some(Role::Reader) => "may read",
        None => "does not see it",
    }
}
