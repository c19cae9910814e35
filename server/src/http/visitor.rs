//! `/api/visitor`: whom a page was opened for, in the server's word. A page keeps copies for nobody else: what a token says
//! of its bearer is anybody's claim until the server has read it.

use axum::Json;
use axum::extract::State;
use axum::http::HeaderMap;
use muster_shared::access::Rank;
use serde::{Deserialize, Serialize};

use super::body;
use super::caller::{Caller, Credential, bearer_in, must_be_ours, session_in};
use super::problem::Problem;
use super::state::App;
use crate::people::token::Bearer;

/// The facts that a frame gives about the pages around it. Other pages give none.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Frame {
    /// The ticket the server wrote into the frame's page.
    #[serde(default)]
    ticket: Option<String>,
    /// The origins of all pages around the frame, as its browser says them. They are believed from our own script alone.
    #[serde(default)]
    around: Vec<String>,
}

/// The caller, by the server's word.
#[derive(Debug, Serialize)]
pub(super) struct Named {
    /// The author they write as; empty on an open server.
    id: String,
    /// The caller's name.
    name: String,
    /// The caller's rank in the workspace; nothing for the bearer of a token.
    rank: Option<Rank>,
    /// The token to go on with: in a frame, with a pass behind it.
    #[serde(skip_serializing_if = "Option::is_none")]
    token: Option<String>,
}

/// `POST /api/visitor`.
pub(super) async fn named(
    State(app): State<App>,
    headers: HeaderMap,
    body: body::Read,
) -> Result<Json<Named>, Problem> {
    let frame: Frame = body::json(body)?;
    if app.config.visitors.open {
        return Ok(Json(told(&Caller::Anybody, None)));
    }
    let Some(token) = bearer_in(&headers) else {
        let session = session_in(&headers, &app.origin).ok_or_else(Problem::not_signed_in)?;
        must_be_ours(&headers, &app.origin)?;
        return Ok(Json(told(&app.caller(&session).await?, None)));
    };
    let caller = app.caller(&Credential::Token(token.clone())).await?;
    let token = match &caller {
        Caller::Bearer(bearer) if app.is_framed_well(bearer, &token, &frame, &headers) => {
            app.people.pass(&token).await?
        }
        _ => {
            app.check_audience(&caller, &headers).await?;
            token
        }
    };
    Ok(Json(told(&caller, Some(token))))
}

impl App {
    /// Whether a frame proves that only pages the token is for show it.
    fn is_framed_well(&self, bearer: &Bearer, token: &str, frame: &Frame, headers: &HeaderMap) -> bool {
        let by_ticket = frame.ticket.as_ref().is_some_and(|ticket| self.tickets.take(ticket, token));
        let is_our_script = must_be_ours(headers, &self.origin).is_ok() && !frame.around.is_empty();
        by_ticket || (is_our_script && bearer.may_be_shown_by(&frame.around, &self.origin))
    }
}

fn told(caller: &Caller, token: Option<String>) -> Named {
    let id = caller.author().as_str().to_owned();
    let rank = caller.rank();
    Named { id, name: caller.name().unwrap_or_default().to_owned(), rank, token }
}
