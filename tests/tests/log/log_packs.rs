//! Old updates are packed; nobody who reads the log can tell.

use anyhow::{Context, Result, ensure};
use muster_server::log::{LogError, Snapshot, Update};
use muster_server::people::People;
use muster_shared::access::Author;
use muster_tests::desk::{Desk, history, numbered, replayed};
use rusqlite::Connection;

/// Updates in one pack.
const FULL: usize = 512;

/// A log with so many updates of two authors, and all of them.
async fn written(n_updates: usize) -> Result<(Desk, Vec<Update>)> {
    let mut desk = Desk::new().await?;
    for (n, bytes) in numbered(0..n_updates as u32).into_iter().enumerate() {
        let author = Author::new(if n % 3 == 0 { "ada" } else { "bo" });
        desk.append_of(author, &bytes, Vec::new()).await?;
    }
    desk.settled().await?;
    let updates = history(&desk.log, &desk.row).await?;
    Ok((desk, updates))
}

/// Stores a snapshot of everything up to an update, one more of everything there is, and packs what the first covers.
async fn pack_up_to(desk: &Desk, update: &Update) -> Result<usize> {
    let last = desk.log.doc(&"one".parse()?).await?.context("the document")?.last_seq;
    for (seq, bytes) in [(update.seq, b"before"), (last, b"so far")] {
        desk.log.snapshot(Snapshot { doc: desk.row.num, seq, bytes: bytes.to_vec(), at_ms: 1 }).await?;
    }
    Ok(desk.log.pack(desk.row.num).await?)
}

fn count(desk: &Desk, table: &str) -> Result<usize> {
    let log = Connection::open(desk.path("muster.db"))?;
    Ok(log.query_row(&format!("SELECT count(*) FROM {table}"), [], |row| row.get::<_, i64>(0))? as usize)
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_packed_is_read_as_it_was_with_author_time_and_number_and_the_next_goes_on() -> Result<()> {
    let (mut desk, updates) = written(3 * FULL).await?;
    let n_bytes = pack_up_to(&desk, &updates[3 * FULL - 10]).await?;
    assert_eq!((count(&desk, "packs")?, count(&desk, "updates")?), (2, FULL));
    ensure!(n_bytes < 2 * FULL * 8, "{n_bytes} bytes for {} updates", 2 * FULL);
    assert_eq!(history(&desk.log, &desk.row).await?, updates);
    assert_eq!(replayed(&desk.log, "one").await?, [b"so far"]);
    desk.append(b"next").await?;
    desk.settled().await?;
    assert_eq!(replayed(&desk.log, "one").await?, [b"so far".to_vec(), b"next".to_vec()]);
    let row = desk.row.clone();
    let (_folder, log) = desk.reopened().await?;
    let read = history(&log, &row).await?;
    assert_eq!(&read[..updates.len()], updates);
    ensure!(
        read.len() == updates.len() + 1 && read[updates.len()].seq > updates[updates.len() - 1].seq,
        "a number twice"
    );
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_packed_that_less_than_two_snapshots_cover_nor_the_last_nor_less_than_a_pack() -> Result<()> {
    let (mut desk, updates) = written(FULL).await?;
    assert_eq!(desk.log.pack(desk.row.num).await?, 0);
    assert_eq!(pack_up_to(&desk, &updates[FULL - 1]).await?, 0);
    for more in [b"one more", b"two more"] {
        desk.append(more).await?;
    }
    desk.settled().await?;
    assert_eq!(desk.log.pack(desk.row.num).await?, 0);
    let updates = history(&desk.log, &desk.row).await?;
    assert_eq!(pack_up_to(&desk, &updates[FULL - 1]).await?, 0, "less than a pack is older than both");
    ensure!(pack_up_to(&desk, &updates[FULL]).await? > 0, "one past a pack is packed");
    assert_eq!((count(&desk, "packs")?, count(&desk, "updates")?), (1, 2));
    let row = desk.log.doc(&"one".parse()?).await?;
    let last = &updates[FULL + 1];
    assert_eq!(row.map(|row| (row.last_seq, row.edited_ms)), Some((last.seq, last.at_ms)));
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn large_updates_fill_a_pack_before_they_are_many() -> Result<()> {
    let mut desk = Desk::new().await?;
    for n in 0..5 {
        desk.append(&vec![n; 130 << 10]).await?;
    }
    desk.settled().await?;
    desk.append(b"last").await?;
    desk.settled().await?;
    let updates = history(&desk.log, &desk.row).await?;
    pack_up_to(&desk, &updates[4]).await?;
    assert_eq!((count(&desk, "packs")?, count(&desk, "updates")?), (2, 2));
    assert_eq!(history(&desk.log, &desk.row).await?, updates);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_damaged_pack_is_told_and_the_document_is_read_from_its_snapshot() -> Result<()> {
    let (desk, updates) = written(FULL + 2).await?;
    pack_up_to(&desk, &updates[FULL]).await?;
    let log = Connection::open(desk.path("muster.db"))?;
    log.execute("UPDATE packs SET bytes = substr(bytes, 1, length(bytes) - 9)", [])?;
    let read = history(&desk.log, &desk.row).await;
    ensure!(matches!(&read, Err(LogError::Damaged(_))), "{read:?}");
    assert_eq!(replayed(&desk.log, "one").await?, [b"so far".to_vec()]);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_erased_is_in_no_pack_either() -> Result<()> {
    let (desk, updates) = written(FULL + 2).await?;
    pack_up_to(&desk, &updates[FULL]).await?;
    desk.log.erase(&desk.row.id).await?;
    assert_eq!((count(&desk, "packs")?, count(&desk, "updates")?), (0, 0));
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_told_of_a_persons_edits_counts_those_that_are_packed() -> Result<()> {
    let (desk, updates) = written(2 * FULL + 76).await?;
    let people = People::open(desk.log.clone()).await?;
    let ada: Vec<&Update> = updates.iter().filter(|update| update.author == "ada").collect();
    for _ in 0..2 {
        let edited = people.edits_of("ada").await?;
        let told: Vec<_> = edited.iter().map(|edited| (edited.n, edited.first_ms, edited.last_ms)).collect();
        assert_eq!(told, [(ada.len() as i64, ada[0].at_ms, ada[ada.len() - 1].at_ms)]);
        assert_eq!(people.edits_of("nobody").await?, []);
        pack_up_to(&desk, &updates[2 * FULL]).await?;
    }
    assert_eq!(count(&desk, "packs")?, 2, "it was asked with and without packs");
    Ok(())
}
