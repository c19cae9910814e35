//! A PostgreSQL database of which it is not certain what it holds: a commit that only warned, one that is behind what was
//! acknowledged, and an opening that breaks off.

use std::fs;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use muster_server::log::{Log, LogError};
use muster_tests::cluster::{Cluster, Database, keeper};
use muster_tests::desk::{Desk, history, replayed};
use tempfile::tempdir;
use tokio::time::timeout;

/// How long anything that was promised may take. Only a failing test waits so long.
const PATIENCE: Duration = Duration::from_secs(20);

/// The connections that wait for a standby.
const WAITING: &str = "FROM pg_stat_activity WHERE wait_event = 'SyncRep'";

#[tokio::test(flavor = "multi_thread")]
async fn a_commit_that_only_warned_is_not_run_again_and_nothing_is_read_before_one_is_clean() -> Result<()> {
    let database = Database::of(Cluster::new(&[])?)?;
    let desk = database.desk().await?;
    let make = "CREATE TABLE t (a INTEGER NOT NULL) STRICT; INSERT INTO t VALUES (0);";
    desk.log.change(move |db| db.execute_batch(make)).await?;
    database.cluster.set("SET synchronous_standby_names = 'nobody'")?;
    let log = desk.log.clone();
    let counting = tokio::spawn(async move {
        let mut n_kept = 0;
        while log.change(|db| db.execute("UPDATE t SET a = a + 1", [])).await.is_ok() {
            n_kept += 1;
        }
        n_kept
    });
    // The database takes the setting over at its own time.
    while database.cluster.ask("postgres", &format!("SELECT count(*) {WAITING}"))? == "0" {}
    database.cluster.ask("postgres", &format!("SELECT pg_cancel_backend(pid) {WAITING}"))?;
    let n_kept: u64 = timeout(PATIENCE, counting).await.context("the commit that warned was run again")??;
    ensure!(desk.log.docs().await.is_err(), "what no standby has was read");
    database.cluster.set("RESET synchronous_standby_names")?;
    while desk.log.probe().await.is_err() {}
    // The commit that warned is kept after all, and once.
    assert_eq!(database.ask("SELECT a FROM main.t")?, (n_kept + 1).to_string());
    ensure!(desk.log.docs().await?.len() == 1, "it did not heal");
    desk.log.close().await;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_promoted_standby_that_is_behind_begins_a_new_epoch_and_no_room_writes_over_the_hole() -> Result<()> {
    let (primary, standby) = (Cluster::new(&[])?, Cluster::vacant(&[])?);
    let address = format!("{}&host={}", primary.address()?, standby.socket().display());
    let mut desk = Desk::kept_by(keeper(&address)?).await?;
    desk.append(b"first").await?;
    desk.settled().await?;
    primary.copy_to(&standby)?;
    desk.append(b"never received").await?;
    ensure!(!desk.settled().await?.failed, "it was acknowledged");
    let (idle, seen) = (desk.log.progress(), history(&desk.log, &desk.row).await?);
    primary.kill()?;
    standby.start()?;
    while desk.log.probe().await.is_err() {}
    // Rooms that had nothing to write are closed too.
    ensure!(idle.watch().borrow().failed, "a room stayed open that holds what the database lacks");
    desk.append(b"over the hole").await?;
    desk.log.barrier().await?;
    assert_eq!(replayed(&desk.log, "one").await?, [b"first".to_vec()]);
    let row = desk.log.doc(&desk.row.id).await?.context("the document")?;
    ensure!(row.epoch > desk.row.epoch, "no new epoch");
    desk.anew();
    desk.append(b"handed back").await?;
    ensure!(!desk.settled().await?.failed, "it did not heal");
    let last = |updates: &[muster_server::log::Update]| updates.last().map(|update| update.seq);
    ensure!(last(&history(&desk.log, &desk.row).await?) > last(&seen), "a number was given twice");
    let (_folder, log) = desk.reopened().await?;
    assert_eq!(replayed(&log, "one").await?, [b"first".to_vec(), b"handed back".to_vec()]);
    log.close().await;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_that_is_put_back_to_an_older_state_under_the_server_is_noticed_by_whoever_reads() -> Result<()> {
    let database = Database::shared()?;
    let mut desk = database.desk().await?;
    desk.append(b"first").await?;
    desk.settled().await?;
    let older = "UPDATE main.lease SET n_commits = n_commits - 1; DELETE FROM main.updates";
    database.ask(older)?;
    ensure!(desk.log.docs().await.is_err(), "a state without what was acknowledged was read");
    while desk.log.docs().await.is_err() {}
    ensure!(desk.progress.watch().borrow().failed, "a room stayed open that holds what the database lacks");
    let row = desk.log.doc(&desk.row.id).await?.context("the document")?;
    ensure!(row.epoch > desk.row.epoch, "no new epoch");
    desk.log.close().await;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn an_opening_that_breaks_off_after_it_had_the_database_says_why_and_leaves_it_to_others() -> Result<()> {
    let database = Database::shared()?;
    let folder = tempdir()?;
    // The marker of the folder cannot be made.
    fs::create_dir(folder.path().join("workspace-elsewhere.new"))?;
    let opened = Log::open_in(folder.path(), &database.keeper()?);
    ensure!(matches!(opened.as_ref().err(), Some(LogError::Write(_))), "{:?}", opened.err());
    let other = tempdir()?;
    Log::open_in(other.path(), &database.keeper()?)?.close().await;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_of_the_first_format_is_brought_up_to_date() -> Result<()> {
    let database = Database::shared()?;
    let mut desk = database.desk().await?;
    desk.append(b"first").await?;
    desk.settled().await?;
    let folder = desk.folder;
    desk.log.close().await;
    let first = "ALTER TABLE main.lease DROP COLUMN holder, DROP COLUMN n_commits, DROP COLUMN floor,
                     DROP COLUMN process, DROP COLUMN began;
                 DROP TABLE main.beat;
                 UPDATE main.seal SET format = 1";
    database.ask(first)?;
    let log = Log::open_in(folder.path(), &database.keeper()?)?;
    assert_eq!(replayed(&log, "one").await?, [b"first".to_vec()]);
    log.close().await;
    Ok(())
}
