//! A thousand flips over the files of a used workspace: nothing else than what was written is served without a word.

use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use fastrand::Rng;
use futures_util::future::try_join_all;
use muster_server::log::{Log, NewDoc};
use muster_server::people::People;
use muster_server::people::invite::Invitation;
use muster_shared::access::Rank;
use muster_shared::id::Lineage;
use muster_tests::cast::{Cast, THEIRS};
use muster_tests::flips::{Flip, Survey, survey};
use muster_tests::server::Process;
use tempfile::{TempDir, tempdir};
use tokio::time::timeout;

const PROGRAM: &str = env!("CARGO_BIN_EXE_muster-under-test");
/// How long the workspace may take to be written. Only a failing test waits so long.
const PATIENCE: Duration = Duration::from_secs(120);
const N_FLIPS: usize = 1000;
/// A document any Yjs client can write in.
const NOTES: &str = "notes";
/// Flips that are looked at beside each other.
const N_TASKS: usize = 4;
/// Edits of one document: enough for two snapshots and, once somebody else has written, a pack.
const N_EDITS: usize = 1100;

type Files = Vec<(String, Vec<u8>)>;

/// People, grants, keys, passkeys and documents: one with packs and snapshots, others with rows, one deleted.
async fn used(data: &Path) -> Result<Files> {
    let cast = Cast::gather(data).await?;
    let log = Log::open(data)?;
    let people = People::open(log.clone()).await?;
    let captain = cast.id("captain").to_owned();
    people.add_passkey(&captain, b"a credential", "{\"kept\": true}").await?;
    let again = Invitation { person: Some(captain), ..Invitation::of(Rank::Member) };
    people.invite(cast.id("owner"), again).await?;
    people.delete(cast.id("leader"), &THEIRS.parse()?).await?;
    log.create(NewDoc { id: NOTES.parse()?, kind: None, lineage: Lineage::from_random(9), at_ms: 1 }).await?;
    log.close().await;
    let server = Process::serve(PROGRAM, data, &["--log", "error", "--idle-room-ms", "50"])?;
    let log = rusqlite::Connection::open(data.join("muster.db"))?;
    let count = |rows: &str| log.query_row(&format!("SELECT count(*) FROM {rows}"), [], |row| row.get::<_, i64>(0));
    for (who, n_edits) in [("owner", N_EDITS), ("leader", 60), ("owner", 7)] {
        let mut client = cast.connect(server.address, who, NOTES).await?;
        client.sync().await?;
        for number in 0..n_edits {
            client.insert(&format!("{number} ")).await?;
            if number % 50 == 0 {
                client.until_saved().await?;
            }
        }
        client.until_saved().await?;
        let seq = log.query_row("SELECT max(seq) FROM updates", [], |row| row.get::<_, i64>(0))?;
        drop(client);
        // A client that leaves after many edits has a snapshot made.
        while n_edits > 50 && count(&format!("snapshots WHERE seq >= {seq}"))? == 0 {
            tokio::task::yield_now().await;
        }
        if who == "leader" {
            while count("packs")? == 0 {
                tokio::task::yield_now().await;
            }
            // Most of it in the database, the rest in the write-ahead log.
            log.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
        }
    }
    server.kill()?;
    ensure!(count("packs")? > 0 && count("snapshots")? > 1, "nothing is packed");
    // While a connection is open, SQLite leaves the write-ahead log where it is.
    files_of(data)
}

fn files_of(data: &Path) -> Result<Files> {
    let files =
        ["muster.db", "muster.db-wal", "workspace"].map(|name| Ok((name.to_owned(), fs::read(data.join(name))?)));
    files.into_iter().collect()
}

/// A folder whose flushes cost nothing, where there is such a thing.
fn in_memory() -> Result<TempDir> {
    Ok(TempDir::new_in("/dev/shm").or_else(|_| tempdir())?)
}

/// The counts of some flips.
#[derive(Debug, Default, Clone, Copy)]
struct Toll {
    n_same: usize,
    n_told: usize,
    n_refused: usize,
}

/// Looks at some flips; an error when one of them is served without a word.
async fn look_at(flips: Vec<Flip>, files: Arc<Files>, true_one: Arc<Survey>) -> Result<Toll> {
    let mut toll = Toll::default();
    for flip in flips {
        let folder = in_memory()?;
        flip.lay_out(&files, folder.path())?;
        match survey(folder.path()).await {
            Err(_) => toll.n_refused += 1,
            Ok(survey) if survey.told == true_one.told => toll.n_same += 1,
            Ok(survey) => {
                ensure!(survey.complains(), "{flip:?}: {}", differences(&survey, &true_one));
                toll.n_told += 1;
            }
        }
    }
    Ok(toll)
}

fn differences(survey: &Survey, true_one: &Survey) -> String {
    let differs = |(what, told): &(&String, &Result<String, String>)| true_one.told.get(*what) != Some(*told);
    let differ: Vec<&String> = survey.told.iter().filter(differs).map(|(what, _)| what).collect();
    let missing: Vec<&String> = true_one.told.keys().filter(|what| !survey.told.contains_key(*what)).collect();
    format!("{differ:?} differ, {missing:?} are missing")
}

#[tokio::test(flavor = "multi_thread")]
async fn of_a_thousand_flips_over_the_files_of_a_workspace_none_is_served_without_a_word() -> Result<()> {
    let seed =
        std::env::var("MUSTER_SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or_else(|| fastrand::u64(..));
    println!("MUSTER_SEED={seed}");
    let folder = tempdir()?;
    let files = timeout(PATIENCE, used(folder.path())).await.context("nothing is packed")??;
    let files = Arc::new(files);
    let whole = tempdir()?;
    Flip { file: String::new(), at: 0, bits: 0 }.lay_out(&files, whole.path())?;
    let true_one = Arc::new(survey(whole.path()).await.context("the workspace as it was written")?);
    ensure!(!true_one.complains(), "{true_one:?}");
    let n_panics = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&n_panics);
    std::panic::set_hook(Box::new(move |panic| {
        // Tests that run beside this one panic on purpose; where that stands is among the tests.
        let is_of_tests = panic.location().is_some_and(|location| location.file().starts_with("tests/"));
        counted.fetch_add(usize::from(!is_of_tests), Ordering::SeqCst);
        eprintln!("{panic}");
    }));
    let mut rng = Rng::with_seed(seed);
    let flips = (0..N_FLIPS).map(|_| Flip::draw(&files, &mut rng)).collect::<Result<Vec<_>>>()?;
    let tasks = flips.chunks(N_FLIPS / N_TASKS).map(|flips| {
        let (flips, files, true_one) = (flips.to_vec(), Arc::clone(&files), Arc::clone(&true_one));
        tokio::spawn(look_at(flips, files, true_one))
    });
    let tolls = try_join_all(tasks).await?.into_iter().collect::<Result<Vec<Toll>>>()?;
    let sum = |count: fn(&Toll) -> usize| tolls.iter().map(count).sum::<usize>();
    let (n_same, n_told, n_refused) = (sum(|toll| toll.n_same), sum(|toll| toll.n_told), sum(|toll| toll.n_refused));
    println!("{n_same} served as written, {n_told} told where they were read, {n_refused} told at the start");
    assert_eq!(n_panics.load(Ordering::SeqCst), 0, "panics");
    ensure!(n_told > N_FLIPS / 20, "hardly any flip met anything: {n_told}");
    Ok(())
}
