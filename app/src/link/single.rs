//! A socket for one document: before a server older than the shared socket, or behind a proxy that passes only
//! `/sync/…`. A page in the service worker's cache may meet either.

use std::rc::Rc;

use js_sys::Array;
use muster_shared::sync::wire::SUBPROTOCOL;

use super::socket::{Said, Socket};
use super::{At, Link};
use crate::browser::array;

impl Link {
    /// The address of the document's own socket, and the sub-protocols to ask for. A token among these stands in no
    /// address, and so in no log.
    pub(super) fn address(&self) -> (String, Array) {
        let inner = &mut *self.inner.borrow_mut();
        let (protocols, credential) = (array([SUBPROTOCOL.into()]), inner.credential());
        if !credential.is_empty() {
            protocols.push(&credential.into());
        }
        let mut url = inner.line.address() + "/" + &inner.doc + "?kind=" + inner.kind;
        if !inner.person().is_empty() {
            url = url + "&person=" + inner.person();
        }
        (url, protocols)
    }

    /// Opens a socket of its own.
    pub(super) fn go_alone(&self) {
        let (url, protocols) = self.address();
        let weak = Rc::downgrade(&self.inner);
        let hear = move |said: Said| {
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
        };
        let socket = Socket::open(&url, &protocols, Rc::new(hear));
        self.inner.borrow_mut().at = socket.map_or(At::Away, At::Alone);
    }
}
