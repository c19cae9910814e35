//! Data folders of earlier versions open with all that is in them, and everything in them is guarded from then on.

use std::path::Path;

use anyhow::{Context, Result, ensure};
use muster_server::log::{Log, Snapshot};
use muster_server::people::People;
use muster_server::people::invite::Invitation;
use muster_server::people::offer::{Called, Taker};
use muster_shared::access::{Author, Rank};
use muster_shared::id::Since;
use muster_tests::desk::{Desk, history, numbered, replayed};
use muster_tests::old::turn_back;
use rusqlite::Connection;
use tempfile::TempDir;

/// Updates in one pack, and some more.
const N_UPDATES: u32 = 520;

/// A workspace with people, two snapshots, a pack and rows; who is in it.
async fn workspace() -> Result<(Desk, String)> {
    let mut desk = Desk::new().await?;
    for (number, bytes) in numbered(0..N_UPDATES).iter().enumerate() {
        desk.append_of(
            Author::new("ada"),
            bytes,
            if number == 0 { vec![Since { client: 7, clock: 0 }] } else { vec![] },
        )
        .await?;
    }
    desk.settled().await?;
    let updates = history(&desk.log, &desk.row).await?;
    for back in [4, 2] {
        let (doc, seq) = (desk.row.num, updates[updates.len() - back].seq);
        desk.log.snapshot(Snapshot { doc, seq, bytes: format!("all but {back}").into(), at_ms: 1 }).await?;
    }
    desk.log.pack(desk.row.num).await?;
    let people = People::open(desk.log.clone()).await?;
    let invited = Invitation::of(Rank::Owner);
    let (secret, _) = people.invite("muster", invited).await?;
    let Ok(ada) =
        people.take_invite(&secret, Taker::default(), Called::Exactly("Ada".to_owned()), |_, _| Ok(())).await?
    else {
        anyhow::bail!("no Ada")
    };
    Ok((desk, ada.id))
}

async fn closed(desk: Desk) -> TempDir {
    desk.log.close().await;
    desk.folder
}

fn count(data: &Path, sql: &str) -> Result<i64> {
    Ok(Connection::open(data.join("muster.db"))?.query_row(sql, [], |row| row.get(0))?)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_folder_of_any_earlier_format_opens_with_all_that_was_in_it() -> Result<()> {
    for format in 1..=3 {
        let (desk, ada) = workspace().await?;
        let (row, before) = (desk.row.clone(), history(&desk.log, &desk.row).await?);
        let folder = closed(desk).await;
        turn_back(folder.path(), format)?;
        let log = Log::open(folder.path())?;
        let after = history(&log, &row).await?;
        // Updates that were packed cannot have been there before there were packs.
        let expected = if format < 3 { &before[512..] } else { &before[..] };
        ensure!(after == expected, "format {format}: {} of {} updates", after.len(), expected.len());
        ensure!(replayed(&log, "one").await?[0] == b"all but 2", "format {format}: its snapshot");
        let people = People::open(log.clone()).await?;
        assert_eq!(people.person(&ada).await?.map(|ada| ada.rank), Some(Rank::Owner), "format {format}");
        assert_eq!(people.tampered().await?, None, "format {format}");
        let bound = log.read(move |reader| reader.authors(row.num)).await?.len();
        assert_eq!(bound, usize::from(format > 1), "format {format}");
        assert_eq!(log.troubles().await?, Vec::<String>::new(), "format {format}");
        log.close().await;
        for table in ["docs", "updates", "snapshots", "people", "audit", "seal"] {
            let unguarded = count(folder.path(), &format!("SELECT count(*) FROM {table} WHERE sum IS NULL"))?;
            assert_eq!(unguarded, 0, "format {format}: rows of {table} without a checksum");
        }
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_folder_of_an_earlier_version_gets_its_marker_and_keeps_it() -> Result<()> {
    let folder = closed(workspace().await?.0).await;
    turn_back(folder.path(), 3)?;
    Log::open(folder.path())?.close().await;
    let marker = std::fs::read_to_string(folder.path().join("workspace"))?;
    ensure!(marker.starts_with("muster workspace ") && marker.len() > 30, "{marker:?}");
    Log::open(folder.path())?.close().await;
    assert_eq!(std::fs::read_to_string(folder.path().join("workspace"))?, marker);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn columns_that_are_added_later_are_guarded_too() -> Result<()> {
    let (desk, ada) = workspace().await?;
    let add = "ALTER TABLE people ADD COLUMN colour TEXT NOT NULL DEFAULT 'red'";
    desk.log.change(move |db| db.execute_batch(add)).await?;
    let people = People::open(desk.log.clone()).await?;
    people.rename(&ada, "Ada L").await?.ok().context("a name that fits")?;
    let folder = closed(desk).await;
    let log = Log::open(folder.path())?;
    assert_eq!(log.damage(), Vec::<String>::new());
    log.close().await;
    Connection::open(folder.path().join("muster.db"))?.execute("UPDATE people SET colour = 'rad'", [])?;
    let log = Log::open(folder.path())?;
    assert_eq!(log.damage(), [format!("row {ada} of `people` is not as it was written")]);
    ensure!(People::open(log.clone()).await?.person(&ada).await.is_err(), "a damaged row was served");
    log.close().await;
    Ok(())
}

/// Makes a folder that no program has open one of the fourth format, whose rows bear checksums.
async fn turn_back_to_4(folder: &TempDir) -> Result<()> {
    let log = Log::open(folder.path())?;
    log.change(|db| db.execute_batch("DROP TABLE authors_since; DROP TABLE numbers")).await?;
    log.close().await;
    Ok(Connection::open(folder.path().join("muster.db"))?.pragma_update(None, "user_version", 4)?)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_folder_of_the_fourth_format_opens_with_all_that_was_in_it_and_what_is_damaged_stays_so() -> Result<()> {
    for is_damaged in [false, true] {
        let (desk, ada) = workspace().await?;
        let (row, before) = (desk.row.clone(), history(&desk.log, &desk.row).await?);
        let folder = closed(desk).await;
        turn_back_to_4(&folder).await?;
        if is_damaged {
            let db = Connection::open(folder.path().join("muster.db"))?;
            db.execute("UPDATE people SET name = 'Eve'", [])?;
        }
        let log = Log::open(folder.path())?;
        assert_eq!(log.damage().len(), usize::from(is_damaged), "{:?}", log.damage());
        ensure!(history(&log, &row).await? == before);
        let bound = log.read(move |reader| reader.authors(row.num)).await?;
        assert_eq!(bound, [(Since { client: 7, clock: 0 }, Author::new("ada"))]);
        let person = People::open(log.clone()).await?.person(&ada).await;
        assert_eq!(person.is_err(), is_damaged, "a damaged row is not served");
        log.close().await;
        let log = Log::open(folder.path())?;
        assert_eq!(log.damage().len(), usize::from(is_damaged), "{:?}", log.damage());
        log.close().await;
        assert_eq!(count(folder.path(), "PRAGMA user_version")?, 6);
    }
    Ok(())
}
