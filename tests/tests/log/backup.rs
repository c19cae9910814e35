//! Backup while serving, restore, and verification: what was saved is in the backup, and comes back word for word.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use anyhow::{Context, Result, ensure};
use muster_server::log::{Log, Snapshot};
use muster_tests::client::{Client, Heard};
use muster_tests::server::{Process, get};
use rusqlite::Connection;
use serde_json::Value;
use tempfile::{TempDir, tempdir};

use crate::commands::{PROGRAM, run, said, succeed};

fn muster(data: &Path) -> Result<Process> {
    Process::start(PROGRAM, data, &["--idle-room-ms", "100"])
}

/// A workspace made of a backup.
fn restored(backup: &Path) -> Result<TempDir> {
    let folder = tempdir()?;
    succeed(folder.path(), &["restore", &backup.to_string_lossy()])?;
    let verified = succeed(folder.path(), &["verify"])?;
    ensure!(verified.contains("0 troubles"), "{verified}");
    Ok(folder)
}

/// The contents of every document: those with a kind as JSON, the others as text.
async fn contents(data: &Path) -> Result<BTreeMap<String, String>> {
    let files = tempdir()?;
    succeed(data, &["export", "--format", "json", &files.path().to_string_lossy()])?;
    let mut contents = BTreeMap::new();
    for entry in std::fs::read_dir(files.path())? {
        let entry = entry?;
        contents.insert(entry.file_name().to_string_lossy().into_owned(), std::fs::read_to_string(entry.path())?);
    }
    let server = muster(data)?;
    let listed: Vec<Value> = serde_json::from_str(&get(server.address, "/api/docs", &[]).await?.body)?;
    for doc in listed.iter().filter(|doc| doc["kind"].is_null()) {
        let id = doc["id"].as_str().context("an id")?;
        let mut reader = Client::muster(server.address, id).await?;
        reader.sync().await?;
        contents.insert(id.to_owned(), reader.text());
    }
    Ok(contents)
}

/// Writes one number after the other in front of those before, until told to stop; says how many are saved.
async fn write_on(mut client: Client, saved: Arc<AtomicU64>, stop: Arc<AtomicBool>) -> Result<()> {
    client.sync().await?;
    let first = saved.load(Ordering::SeqCst);
    for number in first.. {
        if stop.load(Ordering::SeqCst) {
            return Ok(());
        }
        client.insert(&format!("{number} ")).await?;
        client.until_saved().await?;
        saved.store(number + 1, Ordering::SeqCst);
    }
    Ok(())
}

/// The numbers below `n`, the last one first.
fn numbers_below(n: u64) -> String {
    (0..n).rev().map(|number| format!("{number} ")).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_under_load_holds_all_that_was_saved_and_one_in_peace_says_the_same() -> Result<()> {
    const N_WRITERS: usize = 6;
    let (folder, files) = (tempdir()?, tempdir()?);
    succeed(folder.path(), &["sample"])?;
    let server = muster(folder.path())?;
    let stop = Arc::new(AtomicBool::new(false));
    let saved: Vec<Arc<AtomicU64>> = (0..N_WRITERS).map(|_| Arc::default()).collect();
    let mut writers = Vec::new();
    for (number, saved) in saved.iter().enumerate() {
        let client = Client::muster(server.address, &format!("doc-{number}")).await?;
        writers.push(tokio::spawn(write_on(client, Arc::clone(saved), Arc::clone(&stop))));
    }
    let mut taken = Vec::new();
    for round in 0..3 {
        while saved.iter().any(|saved| saved.load(Ordering::SeqCst) < 20 * (round + 1)) {
            tokio::task::yield_now().await;
        }
        let file = files.path().join(format!("{round}.backup"));
        let before: Vec<u64> = saved.iter().map(|saved| saved.load(Ordering::SeqCst)).collect();
        let (data, name) = (folder.path().to_owned(), file.to_string_lossy().into_owned());
        tokio::task::spawn_blocking(move || succeed(&data, &["backup", &name])).await??;
        let after: Vec<u64> = saved.iter().map(|saved| saved.load(Ordering::SeqCst)).collect();
        ensure!(before != after, "nobody wrote meanwhile");
        taken.push((file, before, after));
    }
    stop.store(true, Ordering::SeqCst);
    for writer in writers {
        writer.await??;
    }
    for (file, before, after) in taken {
        let contents = contents(restored(&file)?.path()).await?;
        for number in 0..N_WRITERS {
            let text = &contents[&format!("doc-{number}")];
            // One more may have been written and not acked yet.
            let fits = (before[number]..=after[number] + 1).any(|n| *text == numbers_below(n));
            ensure!(fits, "doc-{number}: {} to {} were saved: {text}", before[number], after[number]);
        }
    }
    let last = files.path().join("last.backup");
    succeed(folder.path(), &["backup", &last.to_string_lossy()])?;
    drop(server);
    let (here, there) = (contents(folder.path()).await?, contents(restored(&last)?.path()).await?);
    assert_eq!(here.len(), N_WRITERS + 28);
    assert_eq!(here, there, "every document");
    let offline = files.path().join("offline.backup");
    succeed(folder.path(), &["backup", &offline.to_string_lossy()])?;
    assert_eq!(contents(restored(&offline)?.path()).await?, there, "with the server stopped");
    let left = std::fs::read_dir(folder.path())?.filter_map(Result::ok);
    let left: Vec<_> = left.filter(|entry| entry.file_name().to_string_lossy().ends_with(".part")).collect();
    ensure!(left.is_empty(), "{left:?}");
    Ok(())
}

#[tokio::test]
async fn a_restore_begins_a_new_epoch_of_the_same_history_and_who_is_ahead_brings_the_rest() -> Result<()> {
    let (folder, files) = (tempdir()?, tempdir()?);
    let server = muster(folder.path())?;
    let mut ada = Client::muster(server.address, "doc").await?;
    let Heard::Hello(before) = ada.hear().await? else { anyhow::bail!("no hello first") };
    ada.sync().await?;
    ada.insert("in the backup").await?;
    ada.until_saved().await?;
    let file = files.path().join("backup");
    succeed(folder.path(), &["backup", &file.to_string_lossy()])?;
    ada.insert("after it, ").await?;
    ada.until_saved().await?;
    server.kill()?;
    let mut epochs = vec![before.epoch];
    for _ in 0..2 {
        let folder = restored(&file)?;
        let server = muster(folder.path())?;
        let mut bo = Client::muster(server.address, "doc").await?;
        let Heard::Hello(hello) = bo.hear().await? else { anyhow::bail!("no hello first") };
        assert_eq!(hello.lineage, before.lineage);
        epochs.push(hello.epoch);
        bo.sync().await?;
        assert_eq!(bo.text(), "in the backup");
        let mut ada = Client::connect(server.address, "doc", Some("muster.1"), ada.doc.clone()).await?;
        ada.sync().await?;
        ada.until_saved().await?;
        bo.until_text("after it, in the backup").await?;
    }
    ensure!(epochs.windows(2).all(|pair| pair[0] < pair[1]), "{epochs:?}");
    Ok(())
}

#[tokio::test]
async fn a_restore_never_touches_a_workspace_and_takes_no_damaged_file() -> Result<()> {
    let (folder, files) = (tempdir()?, tempdir()?);
    succeed(folder.path(), &["sample"])?;
    let good = files.path().join("good");
    succeed(folder.path(), &["backup", &good.to_string_lossy()])?;
    let there = run(folder.path(), &["restore", &good.to_string_lossy()])?;
    ensure!(!there.status.success() && said(&there).contains("already"), "{}", said(&there));
    let server = muster(folder.path())?;
    let running = run(folder.path(), &["restore", &good.to_string_lossy()])?;
    ensure!(!running.status.success() && said(&running).contains("another muster"), "{}", said(&running));
    drop(server);
    let mut bytes = std::fs::read(&good)?;
    let middle = bytes.len() / 2;
    bytes[middle..middle + 8192].fill(0xa5);
    let [damaged, nonsense, missing] = ["damaged", "nonsense", "missing"].map(|name| files.path().join(name));
    std::fs::write(&damaged, &bytes)?;
    std::fs::write(&nonsense, b"no database")?;
    for file in [damaged, nonsense, missing] {
        let empty = tempdir()?;
        let refused = run(empty.path(), &["restore", &file.to_string_lossy()])?;
        ensure!(!refused.status.success(), "{file:?}: {}", said(&refused));
        let left: Vec<_> = std::fs::read_dir(empty.path())?.map(|entry| entry.map(|entry| entry.file_name())).collect();
        ensure!(left.len() == 1, "{file:?}: only the lock is there: {left:?}");
    }
    let nowhere = tempdir()?;
    for arguments in [&["verify"][..], &["backup", &good.to_string_lossy()]] {
        let refused = run(nowhere.path(), arguments)?;
        ensure!(!refused.status.success() && said(&refused).contains("no workspace"), "{}", said(&refused));
    }
    Ok(())
}

#[tokio::test]
async fn verify_names_the_document_whose_history_or_snapshot_is_wrong() -> Result<()> {
    let folder = tempdir()?;
    let server = muster(folder.path())?;
    let log = Connection::open(folder.path().join("muster.db"))?;
    let count = |table| log.query_row(&format!("SELECT count(*) FROM {table}"), [], |row| row.get::<_, i64>(0));
    // The last is long enough to be packed once it has two snapshots.
    let snapshot_of = |doc: &str| {
        let sql = "SELECT max(seq) FROM snapshots WHERE doc = (SELECT num FROM docs WHERE id = ?1)";
        log.query_row(sql, [doc], |row| row.get::<_, Option<i64>>(0))
    };
    let visits = [("packed", 1100), ("packed", 60), ("fine", 60), ("snapshot", 60), ("damaged", 60), ("history", 60)];
    for (doc, n_words) in visits {
        let before = snapshot_of(doc)?;
        let mut ada = Client::muster(server.address, doc).await?;
        ada.sync().await?;
        for number in 0..n_words {
            ada.insert(&format!("{number} ")).await?;
        }
        ada.until_saved().await?;
        drop(ada);
        while snapshot_of(doc)? == before {
            tokio::task::yield_now().await;
        }
    }
    while count("packs")? == 0 {
        tokio::task::yield_now().await;
    }
    let fine = succeed(folder.path(), &["verify"])?;
    ensure!(fine.contains("6 documents verified, 0 troubles"), "{fine}");
    server.kill()?;
    let doc = |id: &str| log.query_row("SELECT num FROM docs WHERE id = ?1", [id], |row| row.get::<_, i64>(0));
    // A whole document, but another one.
    let other = "SELECT bytes FROM snapshots WHERE doc = ?1 ORDER BY seq DESC LIMIT 1";
    let bytes = log.query_row(other, [doc("fine")?], |row| row.get(0))?;
    let writer = Log::open(folder.path())?;
    let row = writer.doc(&"snapshot".parse()?).await?.context("the document")?;
    writer.snapshot(Snapshot { doc: row.num, seq: row.last_seq, bytes, at_ms: 1 }).await?;
    writer.close().await;
    log.execute("UPDATE snapshots SET bytes = x'0000' WHERE doc = ?1", [doc("damaged")?])?;
    let first = "UPDATE updates SET bytes = x'00' WHERE seq = (SELECT min(seq) + 7 FROM updates WHERE doc = ?1)";
    log.execute(first, [doc("history")?])?;
    log.execute("UPDATE packs SET bytes = substr(bytes, 2) WHERE doc = ?1", [doc("packed")?])?;
    let output = run(folder.path(), &["verify"])?;
    let said = said(&output);
    assert_eq!(output.status.code(), Some(1), "{said}");
    for sentence in [
        "snapshot: its snapshot does not say",
        "damaged: its snapshot cannot be read",
        "history: its history cannot be read",
        "packed: its history cannot be read",
        "4 troubles",
    ] {
        ensure!(said.contains(sentence), "{said}");
    }
    ensure!(!said.contains("fine:"), "{said}");
    Ok(())
}
