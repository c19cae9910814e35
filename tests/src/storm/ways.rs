//! The ways to whoever serves: addresses, each of which may be another one by the next visit.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Addresses that writers try by turns, shared with whoever starts the servers anew.
#[derive(Debug, Clone)]
pub struct Ways(Arc<Mutex<Vec<SocketAddr>>>);

impl Ways {
    /// These, as they are now.
    pub fn new(addresses: Vec<SocketAddr>) -> Self {
        Self(Arc::new(Mutex::new(addresses)))
    }

    /// All of them.
    pub fn all(&self) -> Vec<SocketAddr> {
        self.addresses().clone()
    }

    /// Puts another address in the place of one.
    pub fn set(&self, at: usize, address: SocketAddr) {
        self.addresses()[at] = address;
    }

    /// The one whose turn it is.
    pub(super) fn turn(&self, turn: usize) -> SocketAddr {
        let addresses = self.addresses();
        addresses[turn % addresses.len()]
    }

    fn addresses(&self) -> MutexGuard<'_, Vec<SocketAddr>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl From<SocketAddr> for Ways {
    fn from(address: SocketAddr) -> Self {
        Self::new(vec![address])
    }
}
