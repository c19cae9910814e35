//! Hostile clients on the public WebSocket of the real server. It must answer each of them as the protocol says, never
//! panic, never die, not grow, and serve everybody else meanwhile.

mod envelopes;
pub mod inputs;
pub mod page;
mod visit;

use std::fs::{self, File};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail, ensure};
use fastrand::Rng;
use muster_shared::sync::gate::{Gate, Schema, parse};
use muster_shared::sync::limits::Limits;
use muster_shared::sync::wire::Frame;
use tempfile::TempDir;
use tokio::task::yield_now;

use crate::chaos::{Shape, edits, peer::Native};
use crate::client::Client;
use crate::server::{Process, get};
use crate::socket::Socket;
use crate::toll::toll;
use inputs::Attacker;
use visit::visit;

/// Attackers at a time, each on documents of its own.
const ATTACKERS: u64 = 4;
/// Connections to one document before the next one is attacked.
const VISITS: usize = 8;
/// Warnings that a failure shows.
const LAST_WORDS: usize = 20;
/// The memory that the server may take more at the end than after the first tenth, in bytes.
pub const GROWTH_MAX: u64 = 64 << 20;

toll! {
    /// The counts of an onslaught.
    pub struct Toll {
        /// Things said.
        pub n_inputs: u64 = sum,
        /// Changes that were refused by their number.
        pub n_nacked: u64 = sum,
        /// Changes that are none, or that the gate finds nothing wrong with.
        pub n_acked: u64 = sum,
        /// Connections that were closed for what was said.
        pub n_closed: u64 = sum,
        /// Documents that read otherwise after reloading, and so are not compacted.
        pub n_not_compacted: u64 = sum,
        /// How much the server grew, in bytes.
        pub growth: u64 = max,
    }
}

/// Says so many hostile things to one server. The last frames before it went wrong are left in `beside`.
///
/// # Errors
/// When the server does anything but what is due.
pub async fn run(program: &str, beside: &Path, seed: u64, n_inputs: u64) -> Result<Toll> {
    let data = TempDir::with_prefix_in("hostile-", beside)?;
    let log = data.path().join("stderr");
    let server = start(program, data.path(), &log)?;
    let toll = attack_in_tenths(&server, beside, seed, n_inputs, &log).await;
    toll.with_context(|| format!("the server's last words are\n{}", last_words(&log)))
}

/// The warnings at the end of a server's log, which goes with its folder.
fn last_words(log: &Path) -> String {
    let said = fs::read_to_string(log).unwrap_or_default();
    let warnings: Vec<&str> = said.lines().filter(|line| !line.contains(" INFO ")).collect();
    warnings[warnings.len().saturating_sub(LAST_WORDS)..].join("\n")
}

async fn attack_in_tenths(server: &Process, beside: &Path, seed: u64, n_inputs: u64, log: &Path) -> Result<Toll> {
    let mut innocent = Client::muster(server.address, "innocent").await?;
    innocent.sync().await?;
    let mut sum = Toll::default();
    let mut before = 0;
    for tenth in 0..10_u64 {
        let outcome = attack(server.address, beside, seed * 10 + tenth, n_inputs / 10).await;
        let said = fs::read_to_string(log)?;
        ensure!(
            !said.contains("panicked"),
            "a panic: {}",
            said.lines().find(|line| line.contains("panicked")).unwrap_or_default()
        );
        sum.add(outcome?);
        innocent.insert("x").await?;
        innocent.until_saved().await.context("somebody else is not served any more")?;
        if tenth == 0 {
            before = resident(server.id())?;
        }
    }
    ensure!(innocent.text() == "x".repeat(10), "somebody else's document reads {}", innocent.text());
    ensure!(get(server.address, "/livez", &[]).await?.status == 200, "it is not well");
    sum.growth = settled(server).await?.saturating_sub(before);
    ensure!(sum.growth <= GROWTH_MAX, "the server grew by {} bytes", sum.growth);
    sum.n_not_compacted =
        fs::read_to_string(log)?.lines().filter(|line| line.contains("would not reload")).count() as u64;
    Ok(sum)
}

fn start(program: &str, data: &Path, log: &Path) -> Result<Process> {
    let mut command = Command::new(program);
    command.args(["serve", "--open", "--log", "info", "--listen", "127.0.0.1:0", "--idle-room-ms", "20", "--data"]);
    command.arg(data.join("data")).stderr(File::create(log)?);
    Process::spawn(command)
}

/// Lets a few clients attack a server until so much has been said; what was last said before it went wrong is left in
/// `beside`.
///
/// # Errors
/// When the server does anything but what is due.
pub async fn attack(address: SocketAddr, beside: &Path, seed: u64, n_inputs: u64) -> Result<Toll> {
    let attacks = (0..ATTACKERS).map(|number| {
        let rng = Rng::with_seed(seed * ATTACKERS + number);
        let finding = beside.join(format!("finding-{seed}-{number}.txt"));
        tokio::spawn(attack_alone(address, format!("attacked-{seed}-{number}"), rng, n_inputs / ATTACKERS, finding))
    });
    let mut sum = Toll::default();
    for attack in attacks.collect::<Vec<_>>() {
        sum.add(attack.await??);
    }
    Ok(sum)
}

async fn attack_alone(
    address: SocketAddr,
    name: String,
    mut rng: Rng,
    n_inputs: u64,
    finding: PathBuf,
) -> Result<Toll> {
    let mut sum = Toll::default();
    let findings = findings()?;
    let mut bystander = Client::synced(address, &format!("{name}-beside")).await?;
    for doc in 0.. {
        if sum.n_inputs >= n_inputs {
            break;
        }
        let doc = format!("{name}-{doc}");
        let honest = honest(&mut rng);
        let mut attacker = Attacker::new(rng.fork(), honest.clone(), findings.clone());
        for number in 0..VISITS {
            let mut said = if number == 0 {
                honest.iter().map(|update| Frame::Update(update).write()).collect()
            } else {
                Vec::new()
            };
            let muster = rng.u8(0..4) > 0;
            sum.add(visit(address, &doc, &mut attacker, &mut said, muster, &mut rng).await.or_else(|error| {
                let said: Vec<String> = said.iter().map(|frame| hex(frame)).collect();
                fs::write(&finding, format!("{error:#}\n{}", said.join("\n")))?;
                bail!("{doc}: {error:#}; what was said is in {}", finding.display())
            })?);
        }
        let envelopes = envelopes::visit(address, &doc, &mut bystander, &mut rng).await;
        sum.add(envelopes.or_else(|error| {
            fs::write(&finding, format!("{error:#}"))?;
            bail!("{doc}: {error:#}")
        })?);
        reload(address, &doc).await.with_context(|| format!("{doc} is not what it should be"))?;
    }
    Ok(sum)
}

/// The update that a new client gets of an attacked document is one that every gate lets in.
async fn reload(address: SocketAddr, doc: &str) -> Result<()> {
    let (_socket, told) = Socket::joined(address, doc).await?;
    ensure!(told.len() <= Limits::DEFAULT.document_bytes_max, "{} bytes", told.len());
    Gate::new(Schema::Any).admit(&parse(&told)?)?;
    Ok(())
}

/// The updates that somebody honest has written before.
fn honest(rng: &mut Rng) -> Vec<Vec<u8>> {
    let native = Native::new(Shape::Free, rng.u64(1..9), rng);
    (0..rng.usize(1..6)).filter_map(|_| edits::edit(&native.doc, Shape::Free, rng)).collect()
}

/// Every update that ever hurt yrs: the files of `tests/hostile`, each update after its length as four bytes.
fn findings() -> Result<Vec<Vec<u8>>> {
    let mut updates = Vec::new();
    for entry in fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("hostile"))? {
        let file = fs::read(entry?.path())?;
        let mut rest = &file[..];
        while let Some((len, more)) = rest.split_first_chunk() {
            let (update, more) = more.split_at_checked(u32::from_le_bytes(*len) as usize).context("a whole file")?;
            updates.push(update.to_vec());
            rest = more;
        }
    }
    updates.sort();
    Ok(updates)
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The memory that a process holds, in bytes.
///
/// # Errors
/// When it has gone.
pub fn resident(pid: u32) -> Result<u64> {
    let status = fs::read_to_string(format!("/proc/{pid}/status")).context("resident sets are read on Linux only")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).context("the process has gone")?;
    let kibibytes: u64 = line.trim().trim_end_matches(" kB").parse()?;
    Ok(kibibytes * 1024)
}

/// The resident set once all rooms but the innocent's have closed, and the documents that were attacked are in memory no more.
async fn settled(server: &Process) -> Result<u64> {
    while !get(server.address, "/metrics", &[]).await?.body.contains("\nmuster_rooms 1\n") {
        yield_now().await;
    }
    resident(server.id())
}
