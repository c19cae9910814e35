//! What every request handler may use.

use std::sync::Arc;

use super::doors::Doors;
use super::summaries::Summaries;
use super::tickets::Tickets;
use super::tries::Tries;
use crate::admin;
use crate::config::Serve;
use crate::people::{People, Secret};
use crate::rooms::Rooms;

/// What every request handler may use. Cheap to clone.
#[derive(Clone)]
pub(crate) struct App {
    /// The configuration.
    pub config: Arc<Serve>,
    /// Where browsers reach this server, without a slash at the end.
    pub origin: Arc<str>,
    /// Who belongs to the workspace.
    pub people: People,
    /// How people get in.
    pub doors: Arc<Doors>,
    /// How frames get in.
    pub tickets: Arc<Tickets>,
    /// How often one address may try to get in.
    pub tries: Arc<Tries>,
    /// The open rooms, and the log under them.
    pub rooms: Rooms,
    /// What the list of documents shows of each.
    pub summaries: Arc<Summaries>,
}

impl App {
    /// `origin` is where browsers reach this server.
    pub(crate) fn new(config: Serve, origin: &str, rooms: Rooms, people: People) -> Self {
        let (tries, summaries, tickets) = (Arc::default(), Arc::default(), Arc::default());
        let origin: Arc<str> = origin.trim_end_matches('/').into();
        let doors = Arc::new(Doors::new(&config, &origin));
        Self { config: Arc::new(config), origin, people, doors, tickets, tries, rooms, summaries }
    }

    /// The page an invite is taken on.
    pub(crate) fn invite_link(&self, secret: &Secret) -> String {
        admin::invite_link(&self.origin, secret)
    }
}
