//! For whom this page keeps and sends: a person who is signed in, whoever holds a token, or anybody on an open server.
//! Copies on the device belong to one of them, and nobody else's page opens them.

use std::cell::RefCell;
use std::rc::Rc;

use muster_shared::access::Rank;
use muster_shared::sync::wire::many::{KEY, TOKEN};

use crate::browser::window;

/// For whom a document is opened. A fresh token reaches everybody who holds this.
#[derive(Clone)]
pub(crate) struct Visitor {
    who: Rc<str>,
    token: Rc<RefCell<String>>,
}

impl Visitor {
    /// `who` is the author they write as, empty for anybody; `token` is empty unless they have one.
    pub(crate) fn new(who: &str, token: String) -> Self {
        Self { who: who.into(), token: Rc::new(RefCell::new(token)) }
    }

    /// The person to whom their copies on this device belong; empty for anybody.
    pub(crate) fn who(&self) -> &str {
        &self.who
    }

    /// Their token, or the key of the link they came by behind its prefix, or empty.
    pub(crate) fn token(&self) -> String {
        self.token.borrow().clone()
    }

    /// Whether they came by a read link, and have no account.
    pub(crate) fn is_by_link(&self) -> bool {
        self.token.borrow().starts_with(KEY)
    }

    /// The sub-protocol by which a socket names them: what stands there stands in no address, and so in no log.
    pub(crate) fn protocol(&self) -> Option<String> {
        let token = self.token();
        match token.as_str() {
            "" => None,
            key if key.starts_with(KEY) => Some(token),
            token => Some(format!("{TOKEN}{token}")),
        }
    }

    /// Whether this is anybody, on a server where nobody signs in.
    pub(crate) fn is_anybody(&self) -> bool {
        self.who.is_empty() && self.token.borrow().is_empty()
    }

    /// They have a fresh token.
    pub(crate) fn renew(&self, token: String) {
        self.token.replace(token);
    }

    /// The header by which a request names them. A person names themselves, so that a page left open never speaks for
    /// the next person to sign in.
    pub(crate) fn header(&self) -> Option<(&'static str, String)> {
        let token = self.token();
        if let Some(key) = token.strip_prefix(KEY) {
            Some(("authorization", format!("Key {key}")))
        } else if !token.is_empty() {
            Some(("authorization", format!("Bearer {token}")))
        } else if !self.who.is_empty() {
            Some(("muster-person", self.who.to_string()))
        } else {
            None
        }
    }
}

/// The person whose page this is.
struct Me {
    visitor: Visitor,
    name: String,
    rank: Rank,
}

thread_local! {
    static ME: RefCell<Me> =
        RefCell::new(Me { visitor: Visitor::new("", String::new()), name: String::new(), rank: Rank::Owner });
}

/// Says whose page this is, before anything is opened. Without an id it is anybody's, on an open server.
pub(crate) fn be(id: &str, name: String, rank: &str) {
    let rank = rank.parse().unwrap_or(if id.is_empty() { Rank::Owner } else { Rank::Guest });
    ME.set(Me { visitor: Visitor::new(id, String::new()), name, rank });
}

/// The visitor that this page belongs to.
pub(crate) fn own() -> Visitor {
    ME.with_borrow(|me| me.visitor.clone())
}

/// The name of the person who is signed in.
pub(crate) fn own_name() -> Option<String> {
    ME.with_borrow(|me| Some(me.name.clone()).filter(|name| !name.is_empty()))
}

/// The rank of this person in the workspace.
pub(crate) fn rank() -> Rank {
    ME.with_borrow(|me| me.rank)
}

/// Where to sign in, and come back from to this page.
pub(crate) fn sign_in_link() -> String {
    let here = window().and_then(|window| window.location().pathname().ok()).unwrap_or_default();
    format!("/sign-in?next={}", String::from(js_sys::encode_uri_component(&here)))
}
