//! What every request handler may use.

use std::sync::Arc;

use crate::config::Serve;
use crate::http::summaries::Summaries;
use crate::rooms::Rooms;

/// What every request handler may use. Cheap to clone.
#[derive(Clone)]
pub(crate) struct App {
    /// The configuration.
    pub config: Arc<Serve>,
    /// The open rooms, and the log under them.
    pub rooms: Rooms,
    /// What the list of documents shows of each.
    pub summaries: Arc<Summaries>,
}
