//! The page that a socket is for: where it is, what its browser sends along, and what it asks for on a channel.

use axum::http::{HeaderMap, header};
use muster_shared::sync::room::Protocol;
use muster_shared::sync::wire::MANY;
use muster_shared::sync::wire::many::Open;

use crate::connections::{Peer, Permit};
use crate::http::problem::Problem;
use crate::http::state::App;
use crate::http::sync::apart::apart;
use crate::http::sync::connection_rights::shown_as;
use crate::http::sync::entry::Asked;
use crate::http::sync::serving::Call;

/// The page that a socket is for.
pub(in crate::http::sync) struct Page {
    /// The state that every handler may use.
    pub(super) app: App,
    /// The place of the connection, beside which its channels have theirs.
    pub(super) permit: Option<Permit>,
    /// The headers of the upgrade that say whose page it is, and from where.
    headers: HeaderMap,
    peer: Peer,
}

impl Page {
    /// The page that asked for the upgrade with these headers.
    pub(in crate::http::sync) fn new(app: App, headers: &HeaderMap, peer: Peer, permit: Option<Permit>) -> Self {
        let mut kept = HeaderMap::new();
        for name in [header::ORIGIN, header::COOKIE] {
            for value in headers.get_all(&name).into_iter().map(apart) {
                kept.append(name.clone(), value);
            }
        }
        Self { app, permit, headers: kept, peer }
    }

    /// The document that is asked for, and with what credential.
    ///
    /// # Errors
    /// A sentence where that makes no sense.
    pub(super) fn asked(&self, open: &Open<'_>) -> Result<Asked, Problem> {
        let said = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
        Ok(Asked {
            doc: open.doc.parse().map_err(|error| Problem::bad_request(format!("{error}")))?,
            kind: said(open.kind),
            person: said(open.person),
            shown: shown_as(open.credential, self.peer)?,
        })
    }

    /// Lets in whoever asks on a channel, or says why not.
    ///
    /// # Errors
    /// The problem that would refuse the upgrade of a connection of its own; a channel has no request that could be refused.
    pub(super) async fn call(&self, asked: Result<Asked, Problem>) -> Result<Call, Problem> {
        let asked = asked?;
        let doc = asked.doc.clone();
        let (entry, unknown) = self.app.entry(asked, &self.headers).await?;
        Ok(Call { doc, protocol: Protocol::Muster, name: MANY, unknown, entry })
    }
}
