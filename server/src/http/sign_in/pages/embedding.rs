//! `/embed/sign-in`: where somebody who looks at a document in another page signs in, and lets that page show it as them.
//! The page gets a token of an hour, said to exactly its origin, for that document and those that stand with it: one for a
//! review or a log is for its series or its charter, as grants are.

use std::time::Duration;

use axum::Json;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use maud::html;
use muster_shared::access::{Grant, Role};
use muster_shared::id::DocId;
use muster_shared::kinds::{Kind, charter};
use serde::{Deserialize, Serialize};

use super::{doorway, parts, sentence};
use crate::http::body;
use crate::http::caller::Caller;
use crate::http::guard::url_encoded;
use crate::http::problem::Problem;
use crate::http::state::App;
use crate::people::person::Person;
use crate::people::session::SignedIn;
use crate::people::token::Wanted;

/// How long the page may show the charter as them before it asks again.
const LASTS: Duration = Duration::from_secs(3600);

/// Which page asks, and for what.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::http::sign_in) struct Asks {
    origin: String,
    doc: String,
}

/// `GET /embed/sign-in?origin=…&doc=…`.
pub(in crate::http::sign_in) async fn page(
    State(app): State<App>,
    Query(asks): Query<Asks>,
    headers: HeaderMap,
) -> Response {
    let here = format!("/embed/sign-in?origin={}&doc={}", url_encoded(&asks.origin), url_encoded(&asks.doc));
    let signed_in = match app.inside(&headers, &url_encoded(&here)).await {
        Ok(signed_in) => signed_in,
        Err(response) => return response,
    };
    let person = signed_in.person.clone();
    match app.may_show(&Caller::Person(signed_in), &asks).await {
        Ok((doc, kind, _)) => ask(&asks.origin, &doc, kind, &person),
        Err(problem) => refuse(&problem),
    }
}

fn ask(origin: &str, doc: &DocId, kind: Kind, person: &Person) -> Response {
    let noun = kind.spec().noun.one;
    let text = html! {
        h1.saying { "Let " (origin) " show this " (noun) " as you?" }
        p { "For an hour its pages may do there what you may. Close this window if you did not ask for it." }
        form.stack data-lets=(origin) {
            input type="hidden" name="origin" value=(origin);
            input type="hidden" name="doc" value=(doc);
            button.btn.strong.tall { "Show it as " (person.name) }
            (parts::outcome())
        }
    };
    doorway(StatusCode::OK, "Show it elsewhere", &text)
}

fn refuse(problem: &Problem) -> Response {
    let text = html! {
        h1.saying { "It cannot be shown there as you" }
        p.wrong role="alert" { span.i.i-risk aria-hidden="true" {} span { (sentence(&problem.detail)) } }
    };
    doorway(problem.status, "Not shown", &text)
}

/// A new token.
#[derive(Debug, Serialize)]
pub(in crate::http::sign_in) struct Minted {
    token: String,
}

/// `POST /embed/sign-in`: the button was pressed.
pub(in crate::http::sign_in) async fn mint(
    State(app): State<App>,
    caller: Caller,
    body: body::Read,
) -> Result<Json<Minted>, Problem> {
    let asks: Asks = body::json(body)?;
    let Caller::Person(SignedIn { person, session, .. }) = &caller else { return Err(Problem::not_signed_in()) };
    app.one_more(&app.rates.tokens, &person.id)?;
    let (doc, _, role) = app.may_show(&caller, &asks).await?;
    let (id, name, origins) = (person.id.clone(), person.name.clone(), vec![asks.origin]);
    let wanted = Wanted { doc, role, name, sub: None, origins, person: Some((id, session.clone())), lasts: LASTS };
    Ok(Json(Minted { token: app.people.mint(&person.id, wanted).await? }))
}

impl App {
    /// The document that a token is for, its kind, and what the person may do in it, if the page that asks may show it at all.
    async fn may_show(&self, caller: &Caller, asks: &Asks) -> Result<(DocId, Kind, Grant), Problem> {
        let shown = self.readable(caller, &asks.doc).await?;
        let doc = self.opened_by(&shown).await?;
        let kind = self.rooms.log().doc(&doc).await?.and_then(|row| row.kind).unwrap_or(charter::KIND);
        // A page without a name could be anybody's.
        let is_known = self.embedders(Some(&doc)).contains(&asks.origin);
        if asks.origin == "null" || !(is_known || *asks.origin == *self.origin) {
            let (by, what) = (caller.author(), format!("a sign-in for {}", asks.origin));
            self.note_refusal(by.as_str(), doc.as_str(), &what).await?;
            let sentence = "pages of that address are not among those that may show charters of this workspace; an owner can \
                            name it on the page People";
            return Err(Problem::new(StatusCode::FORBIDDEN, sentence));
        }
        let role = match self.visitor(caller, &doc).await?.role {
            Role::Reader => Grant::Reader,
            Role::Commenter => Grant::Commenter,
            Role::Editor => Grant::Editor,
        };
        Ok((doc, kind, role))
    }
}
