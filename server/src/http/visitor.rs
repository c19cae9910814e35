//! `/api/visitor`: whom a page was opened for, in the server's word. A page keeps copies for nobody else: what a token says
//! of its bearer is anybody's claim until the server has read it. The holder of a read link says here by which name they comment.

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::{Extension, Json};
use muster_shared::access::{Grant, Rank};
use serde::{Deserialize, Serialize};

use super::body;
use super::caller::{Caller, Credential, bearer_in, key_in, must_be_ours, session_in};
use super::me::unfit_name;
use super::problem::Problem;
use super::state::App;
use crate::connections::Peer;
use crate::people::link_holder::{Holder, LinkKey};
use crate::people::naming::Unfit;
use crate::people::read_link::May;
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
    /// The name that the holder of a link says, who wishes to comment.
    #[serde(default)]
    name: Option<String>,
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
    /// The key to go on with: of a device that has a name, and in a frame with a pass behind it.
    #[serde(skip_serializing_if = "Option::is_none")]
    key: Option<String>,
    /// The right that a read link gives its holder.
    #[serde(skip_serializing_if = "Option::is_none")]
    may: Option<May>,
    /// Whether the holder of a read link has said a name on this device.
    #[serde(skip_serializing_if = "Option::is_none")]
    is_named: Option<bool>,
}

/// `POST /api/visitor`.
pub(super) async fn named(
    State(app): State<App>,
    Extension(peer): Extension<Peer>,
    headers: HeaderMap,
    body: body::Read,
) -> Result<Json<Named>, Problem> {
    let frame: Frame = body::json(body)?;
    if app.config.visitors.open {
        return Ok(Json(told(&Caller::Anybody, None)));
    }
    if let Some(key) = key_in(&headers) {
        return Ok(Json(app.holder_named(&key, frame, &headers, peer).await?));
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
        by_ticket
            || (is_our_script(frame, headers, &self.origin) && bearer.may_be_shown_by(&frame.around, &self.origin))
    }
}

impl App {
    /// The holder of a link, in the server's word: in a frame of pages the link is for, and by the name they say, if they do.
    async fn holder_named(&self, key: &str, frame: Frame, headers: &HeaderMap, peer: Peer) -> Result<Named, Problem> {
        let caller = self.caller(&Credential::Key(key.to_owned(), peer.0)).await?;
        let (Caller::Link(holder), Some(mut key)) = (&caller, LinkKey::read(key)) else {
            return Err(Problem::not_signed_in());
        };
        if self.is_shown_well(holder, &key, &frame, headers) {
            key = self.people.link_pass(key).await?;
        } else {
            self.check_audience(&caller, headers).await?;
        }
        let Some(name) = &frame.name else { return Ok(Named { key: Some(key.reveal()), ..told(&caller, None) }) };
        if holder.grant < Grant::Commenter {
            return Err(Problem::new(StatusCode::FORBIDDEN, "this link lets you read, and not comment"));
        }
        self.one_more(&self.rates.invites, &format!("name {} {}", holder.recorded(), peer.0))?;
        let key = key.of_a_device()?;
        let named = self.people.named_holder(&key, peer.0, name).await?.ok_or_else(|| unfit_name(Unfit::Form))?;
        Ok(Named { key: Some(key.reveal()), ..told(&Caller::Link(named), None) })
    }

    /// Whether a frame proves that only pages the link is for show it.
    fn is_shown_well(&self, holder: &Holder, key: &LinkKey, frame: &Frame, headers: &HeaderMap) -> bool {
        let by_ticket = frame.ticket.as_ref().is_some_and(|ticket| self.tickets.take(ticket, &key.link()));
        by_ticket
            || (is_our_script(frame, headers, &self.origin) && holder.may_be_shown_by(&frame.around, &self.origin))
    }
}

/// The pages around a frame are named by our own script alone.
fn is_our_script(frame: &Frame, headers: &HeaderMap, own: &str) -> bool {
    must_be_ours(headers, own).is_ok() && !frame.around.is_empty()
}

fn told(caller: &Caller, token: Option<String>) -> Named {
    let id = caller.author().as_str().to_owned();
    let (may, is_named) = match caller {
        Caller::Link(holder) => (Some(May::of(holder.grant)), Some(holder.is_named)),
        Caller::Anybody | Caller::Person(_) | Caller::Bearer(_) | Caller::Feed(_) | Caller::Post(_) => (None, None),
    };
    let (name, rank) = (caller.name().unwrap_or_default().to_owned(), caller.rank());
    Named { id, name, rank, token, key: None, may, is_named }
}
