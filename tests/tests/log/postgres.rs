//! A log in PostgreSQL: one node at a time writes to a database, a database that cannot keep what is saved is refused, and
//! one that goes away and comes back has lost nothing.

use std::sync::Arc;

use anyhow::{Context, Result, ensure};
use muster_server::log::{Log, LogError, Standing};
use muster_server::people::People;
use muster_tests::cluster::{Cluster, Database};
use muster_tests::desk::{Desk, new_doc, replayed};
use muster_tests::kill::{Toll, run_over_postgres};
use tempfile::tempdir;

/// Seeds, each with several storms; a killed database takes seconds to come back.
const SEEDS: u64 = 1;

/// The processes of the database that hold an advisory lock in it: the one of the node that writes.
const WRITERS: &str = "SELECT pg_terminate_backend(pid, 10000) FROM pg_locks WHERE locktype = 'advisory'
    AND database = (SELECT oid FROM pg_database WHERE datname = current_database())";

/// The sentence with which a database is refused for a folder of its own.
fn refused(database: &Database) -> Result<String> {
    let folder = tempdir()?;
    match Log::open_in(folder.path(), &database.keeper()?) {
        Err(LogError::Unfit(sentence)) => Ok(sentence),
        other => anyhow::bail!("it was not refused: {:?}", other.err()),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_node_on_a_database_is_refused_until_the_first_has_ended() -> Result<()> {
    let database = Database::shared()?;
    let mut desk = database.desk().await?;
    desk.append(b"first").await?;
    desk.settled().await?;
    ensure!(refused(&database)?.contains("another muster"), "{}", refused(&database)?);
    desk.append(b"second").await?;
    ensure!(!desk.settled().await?.failed, "the first node is disturbed");
    desk.log.close().await;
    let folder = tempdir()?;
    let log = Log::open_in(folder.path(), &database.keeper()?)?;
    assert_eq!(replayed(&log, "one").await?, [b"first".to_vec(), b"second".to_vec()]);
    log.close().await;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_node_that_another_has_followed_writes_nothing_any_more() -> Result<()> {
    let database = Database::shared()?;
    let mut desk = database.desk().await?;
    desk.append(b"first").await?;
    desk.settled().await?;
    database.ask("UPDATE main.lease SET epoch = epoch + 1")?;
    desk.append(b"lost").await?;
    ensure!(desk.settled().await?.failed, "an update was written under an old epoch");
    let told = desk.log.probe().await;
    ensure!(told.as_ref().is_err_and(|error| error.to_string().contains("taken the database over")), "{told:?}");
    let made = desk.log.create(new_doc("two", "L2")?).await;
    ensure!(made.is_err(), "a document was made under an old epoch");
    // Over a connection of its own it is still not the node that has the lease.
    database.ask(WRITERS)?;
    ensure!(desk.log.probe().await.is_err() && desk.log.probe().await.is_err(), "it took the database back");
    assert_eq!(database.ask("SELECT count(*) FROM main.updates")?, "1");
    desk.log.close().await;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_connection_fails_what_was_under_way_leaves_no_hole_and_heals_by_itself() -> Result<()> {
    let database = Database::shared()?;
    let mut desk = database.desk().await?;
    desk.append(b"first").await?;
    desk.settled().await?;
    database.ask(WRITERS)?;
    desk.append(b"lost").await?;
    ensure!(desk.settled().await?.failed, "the room must be told");
    // The same room, which does not know yet: without what was lost this may not stand.
    desk.append(b"builds on what was lost").await?;
    desk.log.barrier().await?;
    desk.anew();
    desk.append(b"second").await?;
    assert_eq!(desk.settled().await?, Standing { written: 1, flushed: 1, failed: false });
    assert_eq!(replayed(&desk.log, "one").await?, [b"first".to_vec(), b"second".to_vec()]);
    desk.log.close().await;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_statement_that_failed_is_not_hidden_by_the_change_it_was_in() -> Result<()> {
    let database = Database::shared()?;
    let desk = database.desk().await?;
    let hides = desk.log.change(|db| {
        db.execute_batch("CREATE TABLE t (a INTEGER PRIMARY KEY) STRICT;")?;
        drop(db.execute("INSERT INTO nowhere VALUES (1)", []));
        Ok(())
    });
    let hides = hides.await;
    ensure!(matches!(hides, Err(LogError::Fault(_))), "{hides:?}");
    desk.log.change(|db| db.execute_batch("CREATE TABLE t (a INTEGER PRIMARY KEY) STRICT;")).await?;
    // Nor by words that stand behind it in one request: those are not run.
    let commits = desk.log.change(|db| {
        db.execute("INSERT INTO t VALUES (1)", [])?;
        drop(db.execute_batch("SELECT 1 / 0; COMMIT"));
        Ok(())
    });
    let commits = commits.await;
    ensure!(matches!(commits, Err(LogError::Fault(_))), "{commits:?}");
    assert_eq!(database.ask("SELECT count(*) FROM main.t")?, "0");
    desk.log.close().await;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_of_another_workspace_a_later_version_or_somebody_else_is_refused() -> Result<()> {
    let (ours, others, strangers) = (Database::shared()?, Database::shared()?, Database::shared()?);
    let desk = ours.desk().await?;
    let folder = desk.folder;
    desk.log.close().await;
    let opened = |database: &Database| anyhow::Ok(Log::open_in(folder.path(), &database.keeper()?).err());
    let unfit = |error: Option<LogError>, word: &str| match error {
        Some(LogError::Unfit(sentence)) => sentence.contains(word),
        _ => false,
    };
    ensure!(unfit(opened(&others)?, "holds no workspace"), "an empty database took the place of a workspace");
    let other = others.desk().await?;
    other.log.close().await;
    ensure!(unfit(opened(&others)?, "belongs to"), "another workspace was taken for ours");
    ensure!(
        unfit(Log::open(folder.path()).err(), "--store"),
        "a new workspace was begun in the folder of a database's"
    );
    let filed = Desk::new().await?;
    filed.log.close().await;
    let moved = Log::open_in(filed.folder.path(), &others.keeper()?).err();
    ensure!(unfit(moved, "of its own"), "a workspace in a file was left behind");
    ours.ask("UPDATE main.seal SET format = 99")?;
    ensure!(refused(&ours)?.contains("later version"), "{}", refused(&ours)?);
    strangers.ask("CREATE SCHEMA main CREATE TABLE orders (n bigint)")?;
    ensure!(refused(&strangers)?.contains("not muster's"), "{}", refused(&strangers)?);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_that_could_lose_what_is_saved_is_refused_and_one_that_becomes_so_or_read_only_takes_no_edit()
-> Result<()> {
    let database = Database::of(Cluster::new(&["synchronous_commit=off"])?)?;
    let mut desk = database.desk().await?;
    for (setting, value) in [("fsync", "off"), ("full_page_writes", "off"), ("default_transaction_read_only", "on")] {
        database.cluster.set(&format!("SET {setting} = {value}"))?;
        // The database takes the setting over at its own time.
        while desk.log.probe().await.is_ok() {}
        desk.append(b"lost").await?;
        ensure!(desk.settled().await?.failed, "an update was written with {setting} = {value}");
        desk.anew();
        if setting != "default_transaction_read_only" {
            let another = Database::of(Arc::clone(&database.cluster))?;
            ensure!(refused(&another)?.contains(setting), "{setting}: {}", refused(&another)?);
        }
        database.cluster.set(&format!("RESET {setting}"))?;
        while desk.log.probe().await.is_err() {}
    }
    desk.append(b"first").await?;
    ensure!(!desk.settled().await?.failed, "it did not heal");
    assert_eq!(replayed(&desk.log, "one").await?, [b"first".to_vec()]);
    desk.log.close().await;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn people_are_kept_by_the_database_and_are_there_again() -> Result<()> {
    let database = Database::shared()?;
    let desk = database.desk().await?;
    let people = People::open(desk.log.clone()).await?;
    people.invite_owner().await?.context("nobody owns it yet")?;
    assert_eq!(people.tampered().await?, None);
    drop(people);
    let (_folder, log) = desk.reopened().await?;
    let people = People::open(log.clone()).await?;
    assert_eq!(people.tampered().await?, None);
    log.close().await;
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_killed_server_and_a_killed_database_have_everything_that_was_acked_or_seen() -> Result<()> {
    let beside = tempdir()?;
    let cluster = Cluster::new(&[])?;
    let mut sum = Toll::default();
    for seed in 0..SEEDS {
        let program = env!("CARGO_BIN_EXE_muster-under-test");
        let toll = run_over_postgres(program, beside.path(), seed, &cluster).await;
        sum.add(toll.with_context(|| format!("seed {seed}"))?);
    }
    println!("{sum:?}");
    ensure!(sum.n_promises > 100, "too little happened: {sum:?}");
    Ok(())
}
