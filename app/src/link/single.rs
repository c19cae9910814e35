//! A socket for one document: before a server older than the shared socket, or behind a proxy that passes only
//! `/sync/…`. A page in the service worker's cache may meet either.

use std::rc::Rc;

use js_sys::Array;
use muster_shared::sync::wire::SUBPROTOCOL;
use muster_shared::sync::wire::many::TOKEN;

use super::socket::{Said, Socket};
use super::{At, Link};
use crate::browser::array;

impl Link {
    /// The address of the document's own socket, and the sub-protocols to ask for. A token among these stands in no
    /// address, and so in no log.
    pub(super) fn address(&self) -> (String, Array) {
        let inner = &mut *self.inner.borrow_mut();
        inner.used = inner.visitor.token();
        let protocols = array([SUBPROTOCOL.into()]);
        if !inner.used.is_empty() {
            protocols.push(&format!("{TOKEN}{}", inner.used).into());
        }
        let (doc, kind, person) = (&inner.doc, inner.kind, inner.person());
        let person = if person.is_empty() { String::new() } else { format!("&person={person}") };
        (inner.line.address(&format!("/{doc}?kind={kind}{person}")), protocols)
    }

    /// Opens a socket of its own.
    pub(super) fn go_alone(&self) {
        let (url, protocols) = self.address();
        let weak = Rc::downgrade(&self.inner);
        let socket = Socket::open(&url, &protocols, move |said| {
            let Some(link) = weak.upgrade().map(|inner| Self { inner }) else { return };
            match said {
                Said::Opened(protocol) => link.opened(protocol == SUBPROTOCOL),
                Said::Bytes(bytes) => link.receive(&bytes, true),
                Said::Closed(code, reason) => {
                    if !link.inner.borrow().is_open {
                        link.line().refused();
                    }
                    link.ended(code, reason);
                }
            }
        });
        self.inner.borrow_mut().at = socket.map_or(At::Away, At::Alone);
    }
}
