//! A workspace with people in it, for tests of who may do what. It is made with the server's own code before the server
//! starts: how people really come in is proven in the browser.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::Path;
use std::time::Duration;

use anyhow::{Context, Result};
use muster_server::log::NewDoc;
use muster_server::people::People;
use muster_server::people::invite::Invitation;
use muster_server::people::offer::{Called, Taker};
use muster_server::people::token::Wanted;
use muster_server::rooms::receipts::Receipts;
use muster_shared::access::{Grant, Rank};
use muster_shared::id::{DocId, Lineage};
use muster_shared::kinds::Kind;
use muster_shared::sync::wire::SUBPROTOCOL;
use yrs::Doc;

use crate::client::Client;
use crate::kept;
use crate::server::{Answer, request};

/// The charter whose captain is in the cast.
pub const OURS: &str = "ours";
/// A charter nobody in the cast was given anything in, the owner and the leader aside.
pub const THEIRS: &str = "theirs";

/// Everybody: what they are, and what they were given in [`OURS`].
const EVERYBODY: [(&str, Rank, Option<Grant>); 6] = [
    ("owner", Rank::Owner, None),
    ("leader", Rank::Leader, None),
    ("captain", Rank::Member, Some(Grant::Captain)),
    ("member", Rank::Member, None),
    ("guest", Rank::Guest, Some(Grant::Reader)),
    ("stranger", Rank::Guest, None),
];

/// People who are signed in, by what they are.
pub struct Cast {
    ids: BTreeMap<&'static str, String>,
    cookies: BTreeMap<&'static str, String>,
    tokens: BTreeMap<&'static str, String>,
    /// A key a program holds: its id and its secret.
    pub key: (String, String),
    /// The key with which the server makes receipts.
    pub receipts: Receipts,
}

impl Cast {
    /// Makes a workspace in an empty data folder: two charters, everybody signed in, tokens for [`OURS`] by role.
    ///
    /// # Errors
    /// When the folder cannot be written.
    pub async fn gather(data: &Path) -> Result<Self> {
        let log = kept::open(data)?;
        for (id, kind) in [("org", Kind::Org), (OURS, Kind::Charter), (THEIRS, Kind::Charter)] {
            let lineage = Lineage::from_random(7);
            log.create(NewDoc { id: id.parse()?, kind: Some(kind), lineage, at_ms: 1 }).await?;
        }
        let people = People::open(log.clone()).await?;
        let (ids, cookies, tokens) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
        let mut cast = Self { ids, cookies, tokens, key: Default::default(), receipts: people.receipts().await? };
        for (name, rank, grant) in EVERYBODY {
            let (id, cookie) = join(&people, name, rank, grant).await?;
            cast.ids.insert(name, id);
            cast.cookies.insert(name, cookie);
        }
        for grant in Grant::ALL {
            let by = cast.id("owner").to_owned();
            cast.tokens.insert(grant.name(), people.mint(&by, wanted(grant)?).await?);
        }
        let (id, secret) = people.make_key(cast.id("owner"), "a wiki").await?;
        cast.key = (id, secret.reveal());
        drop(people);
        log.close().await;
        Ok(cast)
    }

    /// Everybody signs in again, as after a backup was restored to this data folder.
    ///
    /// # Errors
    /// When the folder cannot be written.
    pub async fn sign_in_again(&mut self, data: &Path) -> Result<()> {
        let log = kept::open(data)?;
        let people = People::open(log.clone()).await?;
        for (name, id) in &self.ids {
            self.cookies.insert(name, cookie(&people, id).await?);
        }
        drop(people);
        log.close().await;
        Ok(())
    }

    /// Somebody's id.
    ///
    /// # Panics
    /// When nobody is called that.
    pub fn id(&self, who: &str) -> &str {
        &self.ids[who]
    }

    /// The header line that says who asks: somebody by what they are, `token:` and a role, or `nobody`.
    ///
    /// # Panics
    /// When nobody is called that.
    pub fn header(&self, who: &str) -> Option<(&'static str, String)> {
        match who.split_once(':') {
            Some((_, role)) => Some(("authorization", format!("Bearer {}", self.tokens[role]))),
            None if who == "nobody" => None,
            None => Some(("cookie", self.cookies[who].clone())),
        }
    }

    /// A token for [`OURS`].
    ///
    /// # Panics
    /// When there is no such role.
    pub fn token(&self, role: &str) -> &str {
        &self.tokens[role]
    }

    /// Asks for something as somebody, from a page of ours. `{captain}` in the path stands for the captain's id, and so for
    /// the others.
    ///
    /// # Errors
    /// When the connection breaks.
    pub async fn ask(&self, address: SocketAddr, who: &str, method: &str, path: &str, body: &str) -> Result<Answer> {
        let mut headers = vec![format!("Origin: http://localhost:{}", address.port())];
        headers.extend(self.header(who).map(|(name, value)| format!("{name}: {value}")));
        let headers: Vec<&str> = headers.iter().map(String::as_str).collect();
        let named = |path: String, (name, id): (&&str, &String)| path.replace(&format!("{{{name}}}"), id);
        let path = self.ids.iter().fold(path.to_owned(), named);
        request(address, method, &path, &headers, body.as_bytes()).await
    }

    /// Connects somebody to a document, from a page of ours or with their token.
    ///
    /// # Errors
    /// When the upgrade is refused.
    pub async fn connect(&self, address: SocketAddr, who: &str, doc: &str) -> Result<Client> {
        let headers = self.upgrade(address, who);
        let headers: Vec<(&str, &str)> = headers.iter().map(|(name, value)| (*name, value.as_str())).collect();
        Client::with(address, doc, &headers, Doc::new()).await
    }

    /// The header lines somebody connects with, from a page of ours or with their token.
    pub fn upgrade(&self, address: SocketAddr, who: &str) -> Vec<(&'static str, String)> {
        let origin = format!("http://localhost:{}", address.port());
        let protocol = match who.split_once(':') {
            Some((_, role)) => format!("{SUBPROTOCOL}, token.{}", self.tokens[role]),
            None => SUBPROTOCOL.to_owned(),
        };
        let mut headers = vec![("sec-websocket-protocol", protocol), ("origin", origin)];
        headers.extend(self.header(who).filter(|(name, _)| *name == "cookie"));
        headers
    }
}

async fn join(people: &People, name: &str, rank: Rank, grant: Option<Grant>) -> Result<(String, String)> {
    let doc: DocId = OURS.parse()?;
    let invitation = Invitation { grant: grant.map(|grant| (doc, grant)), ..Invitation::of(rank) };
    let (invite, _) = people.invite("muster", invitation).await?;
    let person = people
        .take_invite(&invite, Taker::default(), Called::Exactly(name.to_owned()), |_, _| Ok(()))
        .await?
        .ok()
        .context("an invite that holds")?;
    let cookie = cookie(people, &person.id).await?;
    Ok((person.id, cookie))
}

/// The cookie of a new session. Its name is the one an older version gave it: here nobody knows the server's port yet.
async fn cookie(people: &People, id: &str) -> Result<String> {
    let session = people.sign_in(id, "a test", "a browser").await?;
    Ok(format!("muster={}", session.reveal()))
}

fn wanted(grant: Grant) -> Result<Wanted> {
    let doc = OURS.parse()?;
    let (name, lasts) = (format!("Bearer {grant}"), Duration::from_secs(3600));
    Ok(Wanted { doc, role: grant, name, sub: None, origins: Vec::new(), person: None, lasts })
}
