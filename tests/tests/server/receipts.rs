//! Updates that a real server lost in a power cut are handed back by somebody who may only read, while their author is
//! gone.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that goes wrong should stop")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};
use fastrand::Rng;
use muster_server::log::Log;
use muster_server::people::People;
use muster_server::rooms::receipts::Receipts;
use muster_shared::access::Author;
use muster_shared::id::Lineage;
use muster_shared::kinds::Kind;
use muster_shared::sync::replica::{Output, Replica};
use muster_shared::sync::wire::{Frame, Receipted};
use muster_tests::cast::{Cast, OURS};
use muster_tests::client::{Client, Heard};
use muster_tests::faults::{Faults, Flushes};
use muster_tests::power::{Disk, compile_shim};
use muster_tests::server::{Process, request};
use muster_tests::words::{copy, types};
use rusqlite::{Connection, OpenFlags};
use serde_json::Value;
use tempfile::{TempDir, tempdir};

const PROGRAM: &str = env!("CARGO_BIN_EXE_muster-under-test");
/// The most cuts that are drawn until one leaves no update that was not flushed.
const CUTS_MAX: u64 = 100;

/// A page, without its faces.
struct Page {
    replica: Replica,
    acked: u64,
}

impl Page {
    /// Takes what the server says until something is so.
    async fn until(&mut self, client: &mut Client, mut is_so: impl FnMut(&mut Self) -> bool) -> Result<()> {
        while !is_so(self) {
            let frame = client.next_frame().await?;
            if let Ok(Frame::Ack(seq)) = Frame::read(&frame) {
                self.acked = seq;
            }
            for output in self.replica.receive(&frame) {
                match output {
                    Output::Send(frame) => client.send(&frame).await?,
                    Output::Close { .. } | Output::SetAside(_) => anyhow::bail!("{output:?}"),
                    _ => {}
                }
            }
        }
        Ok(())
    }

    fn mission(&mut self) -> String {
        self.replica.sheet().text("mission").to_owned()
    }
}

/// A server whose changes of `data` are written down, and whose flushes can be stopped.
fn serve_watched(faults: &Faults, shim: &Path, data: &Path, journal: &Path) -> Result<Process> {
    let mut command: Command = faults.muster(PROGRAM);
    let faulty = command.get_envs().find(|(name, _)| *name == "LD_PRELOAD").and_then(|(_, value)| value);
    // A flush that hangs must not be written down: it goes through the faults first.
    let both = format!("{}:{}", faulty.context("the faults")?.to_string_lossy(), shim.display());
    command.env("LD_PRELOAD", both).env("POWERCUT_FOLDER", data).env("POWERCUT_JOURNAL", journal);
    command.args(["serve", "--log", "warn", "--listen", "127.0.0.1:0", "--data"]).arg(data);
    Process::spawn(command)
}

fn n_updates(data: &Path) -> Result<i64> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE;
    let database = Connection::open_with_flags(data.join("muster.db"), flags)?;
    Ok(database.query_row("SELECT count(*) FROM updates", [], |row| row.get(0))?)
}

/// A folder as a cut leaves it that takes everything but `n_left` updates.
fn cut(disk: &Disk, scratch: &Path, n_left: i64) -> Result<TempDir> {
    for seed in 0..CUTS_MAX {
        let left = TempDir::with_prefix_in("left-", scratch)?;
        disk.clone().cut_power(&mut Rng::with_seed(seed), left.path())?;
        if n_updates(left.path())? == n_left {
            return Ok(left);
        }
    }
    anyhow::bail!("every cut leaves what was not flushed")
}

#[tokio::test]
async fn a_reader_hands_back_what_a_power_cut_took_and_it_is_still_its_authors() -> Result<()> {
    let (data, scratch) = (tempdir()?, tempdir()?);
    let (data_path, journal) = (data.path().canonicalize()?, scratch.path().canonicalize()?.join("journal"));
    let cast = Cast::gather(&data_path).await?;
    let (shim, faults) = (compile_shim(scratch.path())?, Faults::new(scratch.path())?);
    let mut disk = Disk::of(&data_path)?;
    fs::write(&journal, [])?;
    let server = serve_watched(&faults, &shim, &data_path, &journal)?;

    let mut captain = cast.connect(server.address, "captain", OURS).await?;
    captain.sync().await?;
    let (mut first, mut second) = (copy(101), copy(102));
    let saved = types(&mut first, "saved");
    captain.update(&saved).await?;
    captain.until_saved().await?;
    let mut guest = cast.connect(server.address, "guest", OURS).await?;
    let mut page = Page { replica: Replica::new(Kind::Charter.schema(), 900, || 0), acked: 0 };
    page.replica.opened();
    page.until(&mut guest, |page| page.mission() == "saved").await?;

    // From here on nothing is flushed, and everybody hears it. The second id is lost whole.
    faults.flushes(Flushes::Hang)?;
    let lost = types(&mut first, "lost ");
    captain.update(&lost).await?;
    for update in [&saved, &lost] {
        ensure!(second.admit(update).is_ok(), "an edit that fits");
    }
    captain.update(&types(&mut second, "wholly ")).await?;
    page.until(&mut guest, |page| page.mission() == "wholly lost saved").await?;
    server.kill()?;
    faults.flushes(Flushes::Work)?;
    drop(captain);
    page.replica.closed();
    disk.replay(&fs::read(&journal)?)?;
    ensure!(disk.n_waiting() > 0, "everything was flushed");
    let left = cut(&disk, scratch.path(), 1)?;

    let server = Process::serve(PROGRAM, left.path(), &[])?;
    let mut guest = cast.connect(server.address, "guest", OURS).await?;
    page.replica.opened();
    page.until(&mut guest, |page| page.acked == 2).await?;
    let (name, cookie) = cast.header("member").context("a cookie")?;
    let headers = [format!("{name}: {cookie}")];
    let answer = request(server.address, "GET", "/api/docs/ours/history", &[&headers[0]], b"").await?;
    let steps: Vec<Value> = serde_json::from_str(&answer.body)?;
    assert!(steps.iter().all(|step| step["name"] == "captain"), "{}", answer.body);
    assert!(answer.body.contains("wholly lost saved"), "{}", answer.body);
    let mut forger = cast.connect(server.address, "leader", OURS).await?;
    forger.sync().await?;
    forger.update(&types(&mut second, "forged ")).await?;
    let nacked = forger.until(|_, heard| matches!(heard, Heard::Nack(_))).await?;
    ensure!(format!("{nacked:?}").contains("ForgedAuthor"), "the id that was lost whole is the captain's: {nacked:?}");
    assert_eq!(n_updates(left.path())?, 3);
    Ok(())
}

#[tokio::test]
async fn a_mark_is_known_after_a_restart_and_after_a_restore_and_to_no_other_workspace() -> Result<()> {
    let (data, restored, other, scratch) = (tempdir()?, tempdir()?, tempdir()?, tempdir()?);
    let (doc, lineage) = (OURS.parse()?, Lineage::from_random(7));
    let ada = Author::new("ada");
    let (author, receipt) = receipts_in(data.path(), None).await?.of(&doc, &lineage).receipt(&ada, b"update");
    let receipted = Receipted { author: &author, n_at_risk: 0, receipt, update: b"update" };
    let backup = scratch.path().join("backup");
    let again = receipts_in(data.path(), Some(backup.clone())).await?;
    muster_server::log::restore(&backup, restored.path(), 1, |_| Ok(()))?;
    for (receipts, knows) in [
        (again, true),
        (receipts_in(restored.path(), None).await?, true),
        (receipts_in(other.path(), None).await?, false),
    ] {
        assert_eq!(receipts.of(&doc, &lineage).author_of(&receipted).is_some(), knows);
    }
    Ok(())
}

/// The receipts of the workspace in this folder; it is backed up then, if that is wanted.
async fn receipts_in(data: &Path, backup: Option<PathBuf>) -> Result<Receipts> {
    let log = Log::open(data)?;
    let receipts = People::open(log.clone()).await?.receipts().await?;
    if let Some(file) = backup {
        log.backup(file, |_| Ok(())).await?;
    }
    log.close().await;
    Ok(receipts)
}
