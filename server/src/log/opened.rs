//! Opening a log that a PostgreSQL database keeps.

use std::path::Path;
use std::sync::Arc;

use super::intact::Damage;
use super::order::OpenRooms;
use super::postgres::Patience;
use super::readers::Readers;
use super::{Log, LogError, place, postgres, spawn};
use crate::metrics::Metrics;
use crate::sql::Server;

impl Log {
    pub(super) fn open_postgres(folder: &Path, server: &Server, patience: &Patience) -> Result<Self, LogError> {
        postgres::on_a_thread(|| Self::opened_apart(folder, server, patience))
    }

    fn opened_apart(folder: &Path, server: &Server, patience: &Patience) -> Result<Self, LogError> {
        let metrics = Arc::new(Metrics::default());
        let damage = Arc::new(Damage::counted(metrics.damage.clone()));
        let marker = place::elsewhere(folder)?;
        let rooms = Arc::<OpenRooms>::default();
        let (store, readers, id) = postgres::Store::open(server, marker.as_deref(), &rooms, patience)?;
        place::settle_elsewhere(folder, marker.as_deref(), &id)?;
        let readers = Readers::Postgres { readers, damage };
        let beat = Arc::clone(store.beat());
        let beating = spawn("log-beat", move || beat.run())?;
        let (environment, store) = (server.environment(), (store, postgres::Committed));
        Self::begin(folder, environment, metrics, readers, rooms, store, vec![beating])
    }
}
