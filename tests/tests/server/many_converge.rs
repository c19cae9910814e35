//! Documents on a shared socket and on sockets of their own, under random plans: in the end everybody has the same.

use anyhow::{Context, Result, ensure};
use fastrand::Rng;
use muster_shared::sync::wire::SUBPROTOCOL;
use muster_tests::client::Client;
use muster_tests::many::Bridge;
use muster_tests::server::Process;

const PROGRAM: &str = env!("CARGO_BIN_EXE_muster-under-test");
/// Seeds that once failed.
const REGRESSIONS: &[u64] = &[];
const SEEDS: u64 = 4;
const N_STEPS: usize = 300;
const DOCS: [&str; 3] = ["one", "two", "three"];
/// Clients of each document.
const EACH: usize = 3;

/// A client and its document.
struct Writer {
    doc: &'static str,
    client: Client,
}

impl Writer {
    /// Comes with a copy, over a socket of its own or the shared one.
    async fn come(server: &Process, bridge: &Bridge, doc: &'static str, copy: yrs::Doc, shares: bool) -> Result<Self> {
        let address = if shares { bridge.address } else { server.address };
        let mut client = Client::connect(address, doc, Some(SUBPROTOCOL), copy).await?;
        client.sync().await?;
        Ok(Self { doc, client })
    }

    async fn step(&mut self, rng: &mut Rng) -> Result<()> {
        let len = self.client.text().len();
        match rng.u8(0..10) {
            0..6 => drop(self.client.insert(&format!("{} ", rng.u32(..))).await?),
            6..8 if len > 0 => {
                let at = rng.usize(0..len);
                self.client.remove(at as u32, rng.usize(1..=(len - at).min(9)) as u32).await?;
            }
            8 => self.client.until_saved().await?,
            _ => self.client.sync().await?,
        }
        Ok(())
    }
}

async fn run(seed: u64) -> Result<()> {
    let mut rng = Rng::with_seed(seed);
    let server = Process::fresh(PROGRAM, &["--idle-room-ms", "5"])?;
    let bridge = Bridge::to(server.address).await?;
    let mut writers = Vec::new();
    for doc in DOCS {
        for at in 0..EACH {
            writers.push(Writer::come(&server, &bridge, doc, yrs::Doc::new(), at > 0).await?);
        }
    }
    for _ in 0..N_STEPS {
        let at = rng.usize(0..writers.len());
        if rng.u8(0..20) > 0 {
            writers[at].step(&mut rng).await?;
            continue;
        }
        // Gone and back, with its copy, whichever way.
        let Writer { doc, client } = writers.swap_remove(at);
        let copy = if rng.bool() { client.leave().await? } else { client.doc.clone() };
        writers.push(Writer::come(&server, &bridge, doc, copy, rng.bool()).await?);
    }
    for writer in &mut writers {
        writer.client.until_saved().await?;
    }
    for doc in DOCS {
        let text = Client::synced(server.address, doc).await?.text();
        for writer in writers.iter_mut().filter(|writer| writer.doc == doc) {
            writer.client.sync().await?;
            ensure!(writer.client.text() == text, "{doc} is {:?} and {text:?}", writer.client.text());
        }
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn everybody_has_the_same_in_the_end_whichever_socket_it_came_over() -> Result<()> {
    let one = std::env::var("MUSTER_SEED").ok().and_then(|seed| seed.parse().ok());
    let seeds = one.map_or_else(|| REGRESSIONS.iter().copied().chain(0..SEEDS).collect(), |seed| vec![seed]);
    for seed in seeds {
        println!("seed {seed}");
        run(seed).await.with_context(|| format!("seed {seed}"))?;
    }
    Ok(())
}
