//! The store that keeps a test's data folders: a file in each, and within [`over_postgres`] a database for each.
#![allow(clippy::missing_errors_doc, reason = "a helper of tests: what fails here fails the test")]

use std::cell::RefCell;
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Result, ensure};
use muster_server::log::{Keeper, Log};

use crate::cluster::{Cluster, keeper};

/// The databases of a test's folders.
struct Databases {
    cluster: Arc<Cluster>,
    addresses: HashMap<PathBuf, String>,
}

thread_local! {
    /// A test has a thread of its own, on which its first task runs too.
    static DATABASES: RefCell<Option<Databases>> = const { RefCell::new(None) };
}

/// Runs a test whose data folders are all kept by PostgreSQL.
pub fn over_postgres(test: impl FnOnce() -> Result<()>) -> Result<()> {
    let databases = Databases { cluster: Cluster::shared()?, addresses: HashMap::new() };
    DATABASES.set(Some(databases));
    let outcome = test();
    let used = DATABASES.take().is_some_and(|databases| !databases.addresses.is_empty());
    outcome?;
    ensure!(used, "no folder of the test was kept by PostgreSQL");
    Ok(())
}

/// The address of the database that keeps a folder, which is made for a new one; nothing where a file keeps it.
pub fn address_of(folder: &Path) -> Result<Option<String>> {
    DATABASES.with_borrow_mut(|databases| {
        let Some(Databases { cluster, addresses }) = databases else { return Ok(None) };
        if let Some(known) = addresses.get(folder) {
            return Ok(Some(known.clone()));
        }
        let address = cluster.address()?;
        addresses.insert(folder.to_owned(), address.clone());
        Ok(Some(address))
    })
}

/// The variables by which a `muster` that is started for a folder finds what keeps it.
pub fn environment(folder: &Path) -> Result<Option<(&'static str, String)>> {
    Ok(address_of(folder)?.map(|address| ("MUSTER_STORE", address)))
}

/// Opens the log of a folder.
pub fn open(folder: &Path) -> Result<Log> {
    let keeper = address_of(folder)?.map(|address| keeper(&address)).transpose()?;
    Ok(Log::open_in(folder, &keeper.unwrap_or(Keeper::File))?)
}
