//! The state that every request handler may use.

use std::sync::Arc;

use muster_shared::id::DocId;

use super::attempts::Refusals;
use super::health::Readiness;
use super::rates::Rates;
use super::sign_in::SignIn;
use super::summaries::Summaries;
use super::tickets::Tickets;
use crate::admin;
use crate::config::{self, Bounds, Serve};
use crate::letters::Sender;
use crate::looks::Looks;
use crate::people::{People, Secret};
use crate::places::Places;
use crate::purse::Purses;
use crate::reads::Reads;
use crate::rooms::Rooms;
use crate::typefaces::Typefaces;

/// A text that somebody follows: its document, view and row, and whether the reader sees all teams, and what stands beside it.
type AskedText = (DocId, String, String, [bool; 2]);

/// The state that every request handler may use. Cheap to clone.
#[derive(Clone)]
pub(crate) struct App {
    /// The configuration.
    pub config: Arc<Serve>,
    /// Where browsers reach this server, without a slash at the end.
    pub origin: Arc<str>,
    /// The people of the workspace.
    pub people: People,
    /// How people get in.
    pub sign_in: Arc<SignIn>,
    /// How frames get in.
    pub tickets: Arc<Tickets>,
    /// The limits in force. Shared: every idle connection holds this state.
    pub bounds: Arc<Bounds>,
    /// How often what costs may be asked for.
    pub rates: Arc<Rates>,
    /// How often refusals are written down.
    pub refusals: Arc<Refusals>,
    /// The purses of everybody, over all their connections.
    pub purses: Arc<Purses>,
    /// Reads that cost.
    pub reads: Arc<Reads>,
    /// Whether the log can be written.
    pub readiness: Arc<Readiness>,
    /// The open rooms, and the log under them.
    pub rooms: Rooms,
    /// How many pages follow changes for each who may.
    pub follows: Places<String>,
    /// The tags of texts that are followed.
    pub tags: Arc<Looks<AskedText, Option<String>>>,
    /// The summaries of documents that the list shows.
    pub summaries: Arc<Summaries>,
    /// The way to the mail server, where there is one.
    pub sender: Option<Arc<Sender>>,
    /// The typefaces of pictures.
    pub typefaces: Arc<Typefaces>,
}

impl App {
    /// `origin` is where browsers reach this server.
    pub(crate) fn new(
        config: Serve,
        origin: &str,
        (rooms, people): (Rooms, People),
        sender: Option<Sender>,
        typefaces: Typefaces,
    ) -> Self {
        let bounds = config.bounds();
        let origin: Arc<str> = origin.trim_end_matches('/').into();
        let reads = Reads::new(config::size(bounds.reads_at_once), rooms.metrics().reads_waiting.clone());
        let reads = Arc::new(reads);
        Self {
            sign_in: Arc::new(SignIn::new(&config, &origin)),
            rates: Arc::new(Rates::new(&bounds)),
            refusals: Arc::new(Refusals::new(&bounds)),
            purses: Arc::new(Purses::new(config.bounds_by_rank())),
            follows: Places::default(),
            tags: Arc::default(),
            summaries: Arc::new(Summaries::new(Arc::clone(&reads), !config.visitors.open)),
            sender: sender.map(Arc::new),
            typefaces: Arc::new(typefaces),
            readiness: Arc::default(),
            tickets: Arc::default(),
            config: Arc::new(config),
            bounds: Arc::new(bounds),
            reads,
            origin,
            people,
            rooms,
        }
    }

    /// The page an invite is taken on.
    pub(crate) fn invite_link(&self, secret: &Secret) -> String {
        admin::invite_link(&self.origin, secret)
    }
}
