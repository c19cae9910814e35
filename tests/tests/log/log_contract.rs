//! The contract of every log. Rooms rely on each of these sentences, and *Saved* on most of them.

use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use muster_server::log::{Append, Created, DocRow, Keeper, Log, LogError, Refusal, Snapshot, Standing, Update};
use muster_shared::access::Author;
use muster_shared::id::Since;
use muster_tests::cluster::Cluster;
use muster_tests::desk::{Desk, history, new_doc, numbered, replayed};
use rusqlite::Connection;
use tempfile::{TempDir, tempdir};
use tokio::time::timeout;

/// How long anything that was promised may take. Only a failing test waits so long.
const PATIENCE: Duration = Duration::from_secs(20);

/// Sentences of the contract that every store is held to.
macro_rules! in_every_store {
    ($($sentence:ident),* $(,)?) => {
        mod in_a_file {
            use super::*;
            $(#[tokio::test(flavor = "multi_thread")]
            async fn $sentence() -> Result<()> {
                super::$sentence(Keeper::File).await
            })*
        }
        mod in_postgres {
            use super::*;
            $(#[tokio::test(flavor = "multi_thread")]
            async fn $sentence() -> Result<()> {
                let cluster = Cluster::shared()?;
                super::$sentence(cluster.keeper()?).await
            })*
        }
    };
}

in_every_store! {
    what_was_flushed_is_read_back_in_order_after_reopening,
    nothing_is_flushed_before_it_is_written,
    making_a_document_twice_leaves_the_first,
    documents_do_not_mix,
    a_snapshot_stands_for_what_it_covers_and_the_rest_stays_as_history,
    a_closed_log_says_so,
    whose_ids_are_stands_with_updates_that_were_written_together,
    an_update_under_an_id_that_another_author_got_is_refused_alone,
    packs_say_what_their_updates_said,
    an_erased_document_leaves_nothing_and_others_stand,
    numbers_of_what_was_erased_are_never_given_again,
    a_change_that_fails_fails_alone,
}

fn all(client: u64) -> Since {
    Since { client, clock: 0 }
}

/// The authors of client ids, and of updates.
async fn authors(log: &Log, row: &DocRow, path: &Path) -> Result<(Vec<(Since, String)>, Vec<String>)> {
    let num = row.num;
    let bound = log.read(move |reader| reader.authors(num)).await?;
    let database = Connection::open(path)?;
    let mut select = database.prepare("SELECT author FROM updates ORDER BY seq")?;
    let wrote = select.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?;
    let bound = bound.into_iter().map(|(since, author)| (since, author.as_str().to_owned()));
    Ok((bound.collect(), wrote))
}

async fn what_was_flushed_is_read_back_in_order_after_reopening(keeper: Keeper) -> Result<()> {
    let mut desk = Desk::kept_by(keeper).await?;
    for bytes in numbered(0..300) {
        desk.append(&bytes).await?;
    }
    assert_eq!(desk.settled().await?, Standing { written: 300, flushed: 300, failed: false });
    let (_folder, log) = desk.reopened().await?;
    assert_eq!(replayed(&log, "one").await?, numbered(0..300));
    let row = log.doc(&"one".parse()?).await?.context("the document")?;
    assert_eq!((row.edited_ms, row.created_ms), (1300, 1000));
    Ok(())
}

async fn nothing_is_flushed_before_it_is_written(keeper: Keeper) -> Result<()> {
    let mut desk = Desk::kept_by(keeper).await?;
    let mut watch = desk.progress.watch();
    for bytes in numbered(0..100) {
        desk.append(&bytes).await?;
    }
    loop {
        let standing = *watch.borrow_and_update();
        ensure!(standing.flushed <= standing.written && !standing.failed, "{standing:?}");
        if standing.flushed == 100 {
            return Ok(());
        }
        watch.changed().await?;
    }
}

async fn making_a_document_twice_leaves_the_first(keeper: Keeper) -> Result<()> {
    let desk = Desk::kept_by(keeper).await?;
    let again = desk.log.create(new_doc("one", "L2")?).await?;
    assert_eq!(again, Created::Existing(desk.row.clone()));
    let (_folder, log) = desk.reopened().await?;
    assert_eq!(log.docs().await?.into_iter().map(|row| row.lineage.to_string()).collect::<Vec<_>>(), ["L1"]);
    Ok(())
}

async fn documents_do_not_mix(keeper: Keeper) -> Result<()> {
    let mut desk = Desk::kept_by(keeper).await?;
    let other = desk.log.create(new_doc("other", "L2")?).await?.row();
    for bytes in numbered(0..10) {
        desk.append(&bytes).await?;
    }
    desk.settled().await?;
    assert_eq!(history(&desk.log, &other).await?, []);
    assert_eq!(history(&desk.log, &desk.row).await?.len(), 10);
    Ok(())
}

async fn a_snapshot_stands_for_what_it_covers_and_the_rest_stays_as_history(keeper: Keeper) -> Result<()> {
    let mut desk = Desk::kept_by(keeper).await?;
    for bytes in numbered(0..10) {
        desk.append(&bytes).await?;
    }
    desk.settled().await?;
    let seqs: Vec<i64> = history(&desk.log, &desk.row).await?.into_iter().map(|update| update.seq).collect();
    let snapshot = |seq, bytes: &[u8]| Snapshot { doc: desk.row.num, seq, bytes: bytes.to_vec(), at_ms: 1 };
    desk.log.snapshot(snapshot(seqs[7], b"up to 7")).await?;
    // One that was begun earlier and ended later must not win.
    desk.log.snapshot(snapshot(seqs[3], b"up to 3")).await?;
    let expected = [vec![b"up to 7".to_vec()], numbered(8..10)].concat();
    assert_eq!(replayed(&desk.log, "one").await?, expected);
    assert_eq!(history(&desk.log, &desk.row).await?.len(), 10);
    let (_folder, log) = desk.reopened().await?;
    assert_eq!(replayed(&log, "one").await?, expected);
    Ok(())
}

/// A crash may leave any part of the `-wal` file, frame by frame and torn within one: the updates that are read back
/// are a prefix, and hold everything that had been flushed when the file was that long.
#[tokio::test(flavor = "multi_thread")]
async fn a_crash_at_any_write_leaves_a_prefix_with_all_that_was_flushed() -> Result<()> {
    let mut desk = Desk::new().await?;
    let mut flushed_at = Vec::new();
    for bytes in numbered(0..24) {
        desk.append(&bytes).await?;
        desk.settled().await?;
        flushed_at.push(fs::metadata(desk.path("muster.db-wal"))?.len() as usize);
    }
    let database = fs::read(desk.path("muster.db"))?;
    let wal = fs::read(desk.path("muster.db-wal"))?;
    // A header of 32 bytes, then frames of a header of 24 and a page of 4096.
    let frame_ends = (32..=wal.len()).step_by(24 + 4096);
    let cuts = frame_ends.flat_map(|end| [end, (end + 1000).min(wal.len())]);
    let whole = flushed_at[0] - 1;
    for cut in cuts.filter(|cut| *cut > whole) {
        let n_flushed = flushed_at.iter().filter(|length| **length <= cut).count();
        let rows = rows_after_crash(&database, &wal[..cut]).await.with_context(|| format!("cut at {cut}"))?;
        ensure!(rows.len() >= n_flushed, "cut at {cut}: {} of {n_flushed} flushed rows", rows.len());
        ensure!(rows == numbered(0..rows.len() as u32), "cut at {cut}: no prefix");
    }
    Ok(())
}

async fn rows_after_crash(database: &[u8], wal: &[u8]) -> Result<Vec<Vec<u8>>> {
    let folder = tempdir()?;
    fs::write(folder.path().join("muster.db"), database)?;
    fs::write(folder.path().join("muster.db-wal"), wal)?;
    let log = Log::open(folder.path())?;
    let rows = replayed(&log, "one").await;
    log.close().await;
    rows
}

#[tokio::test(flavor = "multi_thread")]
async fn a_crash_around_checkpoints_loses_nothing_that_was_flushed() -> Result<()> {
    let mut desk = Desk::new().await?;
    for n_rows in 1..=120 {
        desk.append(&vec![n_rows as u8; 200 << 10]).await?;
        if n_rows % 8 == 0 {
            desk.settled().await?;
            let copy = copy_of(desk.folder.path())?;
            let log = Log::open(copy.path())?;
            let rows = replayed(&log, "one").await?;
            ensure!(rows.len() == n_rows, "{} of {n_rows} rows", rows.len());
            ensure!(rows.iter().zip(1..).all(|(row, n)| row.len() == 200 << 10 && row[0] == n as u8), "{n_rows} rows");
            log.close().await;
        }
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_written_is_carried_into_the_database_beside_the_writer_and_its_file_begins_anew() -> Result<()> {
    const N_BYTES: usize = 200 << 10;
    let mut desk = Desk::new().await?;
    let ahead = desk.path("muster.db-wal");
    let head = || anyhow::Ok(fs::read(&ahead)?.get(..32).context("its head")?.to_vec());
    let first = head()?;
    // More than is carried at a time, and less than the writer would carry itself.
    for _ in 0..90 {
        desk.append(&[7; N_BYTES]).await?;
    }
    desk.settled().await?;
    let anew = async {
        while head()? == first {
            desk.append(b"short").await?;
            desk.settled().await?;
        }
        anyhow::Ok(())
    };
    timeout(PATIENCE, anew).await.context("nobody carries it")??;
    let database = fs::metadata(desk.path("muster.db"))?.len();
    ensure!(database > 90 * N_BYTES as u64, "{database} bytes are in the database");
    Ok(())
}

fn copy_of(folder: &Path) -> Result<TempDir> {
    let copy = tempdir()?;
    for name in ["muster.db", "muster.db-wal"] {
        fs::copy(folder.join(name), copy.path().join(name))?;
    }
    Ok(copy)
}

/// Another process holds the database, which stands for every reason why it cannot be written.
#[tokio::test(flavor = "multi_thread")]
async fn a_failed_append_is_told_leaves_no_hole_and_heals_by_itself() -> Result<()> {
    let mut desk = Desk::new().await?;
    desk.append(b"first").await?;
    desk.settled().await?;
    let intruder = Connection::open(desk.path("muster.db"))?;
    intruder.execute_batch("BEGIN IMMEDIATE")?;
    desk.append(b"lost").await?;
    ensure!(desk.settled().await?.failed, "the room must be told");
    ensure!(desk.log.probe().await.is_err(), "a probe must tell too");
    intruder.execute_batch("ROLLBACK")?;
    // The same room, which does not know yet: without what was lost this may not stand.
    desk.append(b"builds on what was lost").await?;
    desk.log.barrier().await?;
    assert_eq!(replayed(&desk.log, "one").await?, [b"first".to_vec()]);
    // The room loaded anew.
    desk.progress = Arc::default();
    desk.n_appended = 0;
    desk.append(b"second").await?;
    assert_eq!(desk.settled().await?, Standing { written: 1, flushed: 1, failed: false });
    desk.log.probe().await?;
    assert_eq!(replayed(&desk.log, "one").await?, [b"first".to_vec(), b"second".to_vec()]);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn whose_an_id_is_stands_with_the_update_that_was_first_written_under_it() -> Result<()> {
    let mut desk = Desk::new().await?;
    let (ada, bo) = (Author::new("ada"), Author::new("bo"));
    let last = (1 << 53) - 1;
    desk.append_of(ada.clone(), b"first", vec![all(1), Since { client: last, clock: 7 }]).await?;
    desk.append_of(bo.clone(), b"second", vec![all(2)]).await?;
    desk.append_of(ada, b"third", Vec::new()).await?;
    desk.settled().await?;
    let intruder = Connection::open(desk.path("muster.db"))?;
    intruder.execute_batch("BEGIN IMMEDIATE")?;
    desk.append_of(bo, b"lost", vec![all(3)]).await?;
    ensure!(desk.settled().await?.failed, "the room must be told");
    intruder.execute_batch("ROLLBACK")?;
    let row = desk.row.clone();
    let (folder, log) = desk.reopened().await?;
    let (bound, wrote) = authors(&log, &row, &folder.path().join("muster.db")).await?;
    let lasts = Since { client: last, clock: 7 };
    assert_eq!(bound, [(all(1), "ada".to_owned()), (all(2), "bo".to_owned()), (lasts, "ada".to_owned())]);
    assert_eq!(wrote, ["ada", "bo", "ada"]);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_log_of_a_later_version_is_refused() -> Result<()> {
    let desk = Desk::new().await?;
    let folder = desk.folder;
    desk.log.close().await;
    Connection::open(folder.path().join("muster.db"))?.execute_batch("PRAGMA user_version = 99")?;
    match Log::open(folder.path()) {
        Err(error @ LogError::TooNew(99, _)) => ensure!(error.to_string().contains("later version"), "{error}"),
        other => anyhow::bail!("opened: {}", other.is_ok()),
    }
    Ok(())
}

async fn a_closed_log_says_so(keeper: Keeper) -> Result<()> {
    let mut desk = Desk::kept_by(keeper).await?;
    desk.log.clone().close().await;
    assert_eq!(desk.log.probe().await, Err(LogError::Closed));
    ensure!(desk.append(b"late").await.is_err(), "it was taken");
    Ok(())
}

async fn whose_ids_are_stands_with_updates_that_were_written_together(keeper: Keeper) -> Result<()> {
    let mut desk = Desk::kept_by(keeper).await?;
    let last = Since { client: (1 << 53) - 1, clock: 7 };
    desk.append_of(Author::new("ada"), b"first", vec![all(1), last]).await?;
    desk.append_of(Author::new("bo"), b"second", vec![all(2)]).await?;
    desk.settled().await?;
    assert_eq!(
        bound_in(&desk).await?,
        [(all(1), "ada".to_owned()), (all(2), "bo".to_owned()), (last, "ada".to_owned())]
    );
    let wrote: Vec<_> = history(&desk.log, &desk.row).await?.into_iter().map(|update| update.author).collect();
    assert_eq!(wrote, ["ada", "bo"]);
    Ok(())
}

/// The authors of client ids.
async fn bound_in(desk: &Desk) -> Result<Vec<(Since, String)>> {
    let num = desk.row.num;
    let bound = desk.log.read(move |reader| reader.authors(num)).await?;
    Ok(bound.into_iter().map(|(since, author)| (since, author.as_str().to_owned())).collect())
}

async fn an_update_under_an_id_that_another_author_got_is_refused_alone(keeper: Keeper) -> Result<()> {
    let mut desk = Desk::kept_by(keeper).await?;
    let (ada, bo) = (Author::new("ada"), Author::new("bo"));
    let later = Since { client: 3, clock: 9 };
    desk.append_of(ada.clone(), b"first", vec![all(1)]).await?;
    desk.settled().await?;
    desk.append_of(bo.clone(), b"under an id of Ada's", vec![all(2), all(1)]).await?;
    ensure!(desk.settled().await?.failed, "an update was written under an id of somebody else's");
    assert_eq!(bound_in(&desk).await?, [(all(1), "ada".to_owned())]);
    desk.anew();
    let both = [(&ada, 1), (&bo, 2)].map(|(author, number)| Append {
        progress: Arc::clone(&desk.progress),
        number,
        doc: desk.row.num,
        bytes: b"under one id".as_slice().into(),
        at_ms: 1,
        author: author.clone(),
        binds: vec![all(4)],
    });
    desk.n_appended = 2;
    desk.log.append_all(both.into()).await?;
    ensure!(desk.settled().await?.failed, "two authors got one id at once");
    // An author who has it already may ask again, in one transaction with a room whose update is refused.
    desk.anew();
    let other = desk.log.create(new_doc("other", "L2")?).await?.row();
    let progress = desk.log.progress();
    let binds = vec![all(1), later];
    let elsewhere = Append {
        progress: Arc::clone(&progress),
        number: 1,
        doc: other.num,
        bytes: b"elsewhere".as_slice().into(),
        at_ms: 1,
        author: bo.clone(),
        binds: binds.clone(),
    };
    desk.append_of(ada, b"second", binds).await?;
    desk.log.append(elsewhere).await?;
    ensure!(!desk.settled().await?.failed, "an author was refused an id of their own");
    let standing = *progress.watch().wait_for(|standing| standing.failed || standing.flushed == 1).await?;
    ensure!(!standing.failed, "an id of one document was refused in another");
    assert_eq!(bound_in(&desk).await?, [(all(1), "ada".to_owned()), (later, "ada".to_owned())]);
    assert_eq!(replayed(&desk.log, "one").await?, [b"first".to_vec(), b"second".to_vec()]);
    Ok(())
}

/// Writes so much that some of it is packed.
async fn filled(desk: &mut Desk) -> Result<Vec<Update>> {
    for bytes in numbered(0..1100) {
        desk.append(&bytes).await?;
    }
    desk.settled().await?;
    let before = history(&desk.log, &desk.row).await?;
    for at in [1040, 1090] {
        let snapshot = Snapshot { doc: desk.row.num, seq: before[at].seq, bytes: b"all".to_vec(), at_ms: 1 };
        desk.log.snapshot(snapshot).await?;
    }
    ensure!(desk.log.pack(desk.row.num).await? > 0, "nothing was packed");
    Ok(before)
}

async fn packs_say_what_their_updates_said(keeper: Keeper) -> Result<()> {
    let mut desk = Desk::kept_by(keeper).await?;
    let before = filled(&mut desk).await?;
    assert_eq!(history(&desk.log, &desk.row).await?, before);
    let row = desk.row.clone();
    let (_folder, log) = desk.reopened().await?;
    assert_eq!(history(&log, &row).await?, before);
    Ok(())
}

async fn an_erased_document_leaves_nothing_and_others_stand(keeper: Keeper) -> Result<()> {
    let mut desk = Desk::kept_by(keeper).await?;
    let other = desk.log.create(new_doc("other", "L2")?).await?.row();
    desk.append_of(Author::new("ada"), b"said", vec![all(1)]).await?;
    desk.settled().await?;
    desk.log.snapshot(Snapshot { doc: desk.row.num, seq: 1, bytes: b"all".to_vec(), at_ms: 1 }).await?;
    desk.log.erase(&desk.row.id).await?;
    assert_eq!(desk.log.docs().await?, [other]);
    let num = desk.row.num;
    ensure!(history(&desk.log, &desk.row).await?.is_empty(), "its updates are there");
    ensure!(desk.log.read(move |reader| reader.authors(num)).await?.is_empty(), "its authors are there");
    // A room that was open all the same may not write into nothing.
    desk.append(b"late").await?;
    ensure!(desk.settled().await?.failed, "an update without a document was written");
    Ok(())
}

async fn numbers_of_what_was_erased_are_never_given_again(keeper: Keeper) -> Result<()> {
    let mut desk = Desk::kept_by(keeper).await?;
    let one = desk.row.clone();
    let mut given = (0, 0, 0);
    for (name, next) in [("one", "two"), ("two", "three"), ("three", "four")] {
        let seqs = filled(&mut desk).await?.into_iter().map(|update| update.seq);
        let packs = desk.log.read(|reader| {
            reader.tables(|db| {
                db.query_row("SELECT min(num), max(num) FROM packs", [], |row| Ok((row.get(0)?, row.get(1)?)))
            })
        });
        let (first_pack, last_pack): (i64, i64) = packs.await?;
        let (first_seq, last_seq) = seqs.fold((i64::MAX, 0), |(first, last), seq| (first.min(seq), last.max(seq)));
        let (number, before) = (number_of(&desk).await?, given);
        ensure!(
            number > before.0 && first_seq > before.1 && first_pack > before.2,
            "a number of {before:?} is given again"
        );
        given = (number, last_seq, last_pack);
        desk.log.erase(&name.parse()?).await?;
        // A log that is opened anew knows them too.
        desk.log.clone().close().await;
        desk.log = Log::open_in(desk.folder.path(), &desk.keeper)?;
        desk.row = desk.log.create(new_doc(next, "L2")?).await?.row();
        desk.anew();
    }
    // A room that was open all the same may not write into another document.
    desk.row = one;
    desk.append(b"late").await?;
    ensure!(desk.settled().await?.failed, "an update of an erased document was written into another");
    Ok(())
}

/// The number of the one document there is.
async fn number_of(desk: &Desk) -> Result<i64> {
    let number = desk.log.read(|reader| reader.tables(|db| db.query_row("SELECT num FROM docs", [], |row| row.get(0))));
    Ok(number.await?)
}

async fn a_change_that_fails_fails_alone(keeper: Keeper) -> Result<()> {
    let mut desk = Desk::kept_by(keeper).await?;
    desk.log.change(|db| db.execute_batch("CREATE TABLE t (a INTEGER PRIMARY KEY, b TEXT NOT NULL) STRICT;")).await?;
    let put = |a: i64, b: &'static str| {
        desk.log.change(move |db| {
            let values: [&dyn muster_server::sql::ToValue; 2] = [&a, &b];
            db.execute("INSERT INTO t (a, b) VALUES (?1, ?2)", &values[..])
        })
    };
    let (first, again, second) = tokio::join!(put(1, "one"), put(1, "uno"), put(2, "two"));
    ensure!(first.is_ok() && second.is_ok(), "{first:?} {second:?}");
    ensure!(matches!(again, Err(LogError::Refused(_))), "{again:?}");
    let refused = desk.log.change::<()>(|_| Err(Refusal("not so").into())).await;
    assert_eq!(refused, Err(LogError::Refused("not so".to_owned())));
    let panicked = desk.log.change::<()>(|_| panic!("a change of a test's")).await;
    ensure!(matches!(panicked, Err(LogError::Fault(_))), "{panicked:?}");
    desk.append(b"said").await?;
    ensure!(!desk.settled().await?.failed, "an update fell with it");
    let all = desk.log.read(|reader| {
        reader.tables(|db| {
            let rows = db.query_map("SELECT b FROM t ORDER BY a", [], |row| row.get::<String>(0))?;
            rows.collect::<Result<Vec<String>, _>>()
        })
    });
    assert_eq!(all.await?, ["one", "two"]);
    Ok(())
}
