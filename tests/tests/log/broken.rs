//! Documents whose log cannot be read to its end: served as far as they can be, and never made worse.

use std::path::Path;

use anyhow::{Result, ensure};
use muster_shared::access::Role;
use muster_shared::sync::wire::NackCode;
use muster_tests::client::{Client, Heard};
use muster_tests::server::{Process, get};
use rusqlite::{Connection, params};
use tempfile::tempdir;

fn muster(data: &Path) -> Result<Process> {
    Process::start(env!("CARGO_BIN_EXE_muster-under-test"), data, &["--idle-room-ms", "10"])
}

/// Types these one after the other and waits until they are saved.
async fn write(data: &Path, words: &[&str]) -> Result<()> {
    let server = muster(data)?;
    let mut ada = Client::muster(server.address, "doc").await?;
    ada.sync().await?;
    for word in words {
        ada.insert(word).await?;
        ada.until_saved().await?;
    }
    server.kill()
}

/// The role one is given, and what the document says.
async fn read(server: &Process) -> Result<(Client, Role, String)> {
    let mut eve = Client::muster(server.address, "doc").await?;
    let Heard::Hello(hello) = eve.hear().await? else { anyhow::bail!("no hello first") };
    eve.sync().await?;
    let text = eve.text();
    Ok((eve, hello.role, text))
}

/// Replaces the bytes of a row by other bytes; answers what stood there.
fn replace(data: &Path, table: &str, seq: i64, bytes: &[u8]) -> Result<Vec<u8>> {
    let log = Connection::open(data.join("muster.db"))?;
    let was = log.query_row(&format!("SELECT bytes FROM {table} WHERE seq = ?1"), [seq], |row| row.get(0))?;
    log.execute(&format!("UPDATE {table} SET bytes = ?1 WHERE seq = ?2"), params![bytes, seq])?;
    Ok(was)
}

fn last(data: &Path, table: &str) -> Result<i64> {
    let log = Connection::open(data.join("muster.db"))?;
    Ok(log.query_row(&format!("SELECT max(seq) FROM {table}"), [], |row| row.get(0))?)
}

#[tokio::test]
async fn a_document_with_an_unreadable_row_is_served_up_to_it_refuses_edits_and_keeps_its_bytes() -> Result<()> {
    let folder = tempdir()?;
    write(folder.path(), &["one ", "two ", "three "]).await?;
    let middle = last(folder.path(), "updates")? - 1;
    let kept = replace(folder.path(), "updates", middle, b"no update at all")?;
    let server = muster(folder.path())?;
    let (mut eve, role, text) = read(&server).await?;
    assert_eq!((role, text.as_str()), (Role::Reader, "one "));
    let seq = eve.insert("more ").await?;
    let refused = eve.until(|_, heard| matches!(heard, Heard::Nack(nack) if nack.seq == seq)).await?;
    let Heard::Nack(nack) = refused else { anyhow::bail!("{refused:?}") };
    assert_eq!((nack.code, nack.retryable), (NackCode::Unavailable, true));
    drop(eve);
    server.kill()?;
    assert_eq!(replace(folder.path(), "updates", middle, &kept)?, b"no update at all", "the log is left as it is");
    let server = muster(folder.path())?;
    let (mut eve, role, text) = read(&server).await?;
    assert_eq!((role, text.as_str()), (Role::Editor, "three two one "), "nothing was lost");
    eve.insert("four ").await?;
    eve.until_saved().await
}

#[tokio::test]
async fn a_document_whose_snapshot_is_unreadable_is_read_from_its_history() -> Result<()> {
    let folder = tempdir()?;
    let words: Vec<String> = (0..120).map(|number| format!("{number} ")).collect();
    write(folder.path(), &words.iter().map(String::as_str).collect::<Vec<_>>()).await?;
    let server = muster(folder.path())?;
    // The last client to leave has the document compacted.
    let expected = read(&server).await?.2;
    let log = Connection::open(folder.path().join("muster.db"))?;
    while log.query_row("SELECT count(*) FROM snapshots", [], |row| row.get::<_, i64>(0))? == 0 {
        tokio::task::yield_now().await;
    }
    server.kill()?;
    replace(folder.path(), "snapshots", last(folder.path(), "snapshots")?, &[1, 2, 3])?;
    let server = muster(folder.path())?;
    let (mut eve, role, text) = read(&server).await?;
    ensure!(text == expected && text.starts_with("119 118"), "{text}");
    assert_eq!(role, Role::Editor);
    eve.insert("more ").await?;
    eve.until_saved().await
}

/// A long document that has a pack and two snapshots; what it says.
async fn packed(data: &Path) -> Result<String> {
    let words = |numbers: std::ops::Range<u32>| numbers.map(|number| format!("{number} ")).collect::<Vec<_>>();
    let server = muster(data)?;
    let log = Connection::open(data.join("muster.db"))?;
    for numbers in [0..1100, 1100..1160] {
        let mut ada = Client::synced(server.address, "doc").await?;
        for word in words(numbers) {
            ada.insert(&word).await?;
        }
        ada.until_saved().await?;
        drop(ada);
        // Where the machine is busy, one is made on the way too, and holds only what had come by then.
        while !log.query_row(HOLDS_ALL, [], |row| row.get::<_, bool>(0))? {
            tokio::task::yield_now().await;
        }
    }
    while log.query_row("SELECT count(*) FROM packs", [], |row| row.get::<_, i64>(0))? == 0 {
        tokio::task::yield_now().await;
    }
    server.signal("TERM")?;
    ensure!(server.ended(std::time::Duration::from_secs(20))?.success(), "it ended badly");
    Ok(words(0..1160).into_iter().rev().collect())
}

const HOLDS_ALL: &str = "SELECT coalesce((SELECT max(seq) FROM snapshots) = (SELECT max(seq) FROM updates), 0)";
const LAST_SNAPSHOT: &str = "UPDATE snapshots SET bytes = x'0102' WHERE seq = (SELECT max(seq) FROM snapshots)";
const SNAPSHOTS: &str = "UPDATE snapshots SET at_ms = at_ms + 1";
const FIRST_PACK: &str = "UPDATE packs SET bytes = x'1f8b' WHERE last_seq = (SELECT min(last_seq) FROM packs)";
const LAST_ROW: &str = "UPDATE updates SET author = 'mallory' WHERE seq = (SELECT max(seq) FROM updates)";

#[tokio::test]
async fn any_two_damaged_places_of_a_long_document_lose_nothing_and_a_third_does_not_close_it() -> Result<()> {
    // The damaged places, and whether all of the document is there and takes edits.
    let cases: [(&[&str], bool); 5] = [
        (&[LAST_SNAPSHOT, FIRST_PACK], true),
        (&[FIRST_PACK], true),
        (&[SNAPSHOTS], true),
        (&[SNAPSHOTS, FIRST_PACK], false),
        // The last snapshot holds what it says.
        (&[LAST_ROW], true),
    ];
    let whole = tempdir()?;
    let text = packed(whole.path()).await?;
    for (damages, is_whole) in cases {
        let folder = tempdir()?;
        for name in ["muster.db", "workspace"] {
            std::fs::copy(whole.path().join(name), folder.path().join(name))?;
        }
        let log = Connection::open(folder.path().join("muster.db"))?;
        for damage in damages {
            ensure!(log.execute(damage, [])? > 0, "{damage}");
        }
        let server = muster(folder.path())?;
        let (mut eve, role, told) = read(&server).await?;
        assert_eq!(role, if is_whole { Role::Editor } else { Role::Reader }, "{damages:?}");
        ensure!(if is_whole { told == text } else { text.ends_with(&told) }, "{damages:?}: {told}");
        let metrics = get(server.address, "/metrics", &[]).await?.body;
        let is_told = !metrics.contains("muster_damage_total 0");
        ensure!(is_told || *damages == [FIRST_PACK], "{damages:?} is not told");
        if is_whole {
            eve.insert("more ").await?;
            eve.until_saved().await?;
        }
    }
    Ok(())
}

#[tokio::test]
async fn a_damaged_snapshot_is_made_anew_by_the_next_who_opens_the_document() -> Result<()> {
    let folder = tempdir()?;
    let text = packed(folder.path()).await?;
    let log = Connection::open(folder.path().join("muster.db"))?;
    log.execute(LAST_SNAPSHOT, [])?;
    let server = muster(folder.path())?;
    ensure!(read(&server).await?.2 == text);
    let damaged = "SELECT count(*) FROM snapshots WHERE bytes = x'0102'";
    while log.query_row(damaged, [], |row| row.get::<_, i64>(0))? > 0 {
        tokio::task::yield_now().await;
    }
    server.kill()?;
    let server = muster(folder.path())?;
    ensure!(read(&server).await?.2 == text);
    ensure!(get(server.address, "/metrics", &[]).await?.body.contains("muster_damage_total 0"), "it is damaged still");
    Ok(())
}
