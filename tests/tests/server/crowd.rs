//! Many at once in a large document: it is encoded once, and nobody's copy of it stays in memory.

use std::path::Path;

use anyhow::{Context, Result, ensure};
use muster_shared::sync::wire::Frame;
use muster_tests::client::Client;
use muster_tests::server::Process;
use tempfile::tempdir;
use yrs::{Text, Transact, WriteTxn};

const N_READERS: usize = 150;

fn muster(data: &Path) -> Result<Process> {
    Process::start(env!("CARGO_BIN_EXE_muster-under-test"), data, &[])
}

/// A size of the process, in MiB: `VmHWM` is the most it ever had, `VmRSS` what it has.
fn memory_mib(server: &Process, name: &str) -> Result<usize> {
    let status = std::fs::read_to_string(format!("/proc/{}/status", server.id()))?;
    let line = status.lines().find_map(|line| line.strip_prefix(name)).context("the size")?;
    Ok(line.trim_matches([':', ' ', '\t']).trim_end_matches(" kB").trim().parse::<usize>()? / 1024)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_crowd_that_joins_a_document_of_four_megabytes_costs_less_than_its_copies() -> Result<()> {
    let folder = tempdir()?;
    let server = muster(folder.path())?;
    let mut ada = Client::muster(server.address, "large").await?;
    {
        let mut txn = ada.doc.transact_mut();
        txn.get_or_insert_text("t").insert(&mut txn, 0, &"a long story ".repeat((4 << 20) / 13));
    }
    ada.sync().await?;
    ada.until_saved().await?;
    let before = memory_mib(&server, "VmRSS")?;
    let mut readers = Vec::new();
    for _ in 0..N_READERS {
        let mut reader = Client::muster(server.address, "large").await?;
        // Everybody has asked before anybody reads.
        reader.send(&Frame::Step1(&[0]).write()).await?;
        readers.push(reader);
    }
    for reader in &mut readers {
        while !matches!(Frame::read(&reader.next_frame().await?), Ok(Frame::Step2(update)) if update.len() > 4_000_000)
        {
        }
    }
    let (peak, after) = (memory_mib(&server, "VmHWM")?, memory_mib(&server, "VmRSS")?);
    println!("before {before} MiB, peak {peak} MiB, after {after} MiB");
    ensure!(peak <= 300, "{peak} MiB at its peak");
    ensure!(after <= before + 64, "{after} MiB with everybody idle, {before} before they came");
    Ok(())
}
