//! An attack on some documents, and people on another one.

use std::net::SocketAddr;
use std::path::Path;

use anyhow::{Result, bail, ensure};
use muster_shared::sync::wire::Frame;
use muster_tests::socket::{Said, Socket};
use tokio::time::Instant;

use crate::crowd::{Load, type_together};
use crate::partner::Partner;
use crate::report::{Row, Section};
use crate::site::Site;
use crate::stats::Samples;

const N_CLIENTS: u64 = 10;
const N_REFUSALS: usize = 200;
const TIMES_CALM_MAX: f64 = 2.0;
const REFUSED_MS_MAX: f64 = 50.0;
/// More than anybody can say while the others are measured.
const N_INPUTS: u64 = 10_000_000;

pub(super) async fn measure(site: &Site, section: &mut Section) -> Result<()> {
    let data = site.folder()?;
    let server = Partner::Muster.serve(site, data.path())?;
    let address = server.address;
    let calm = type_together(address, Partner::Muster, Load::of(N_CLIENTS)).await?;
    let mut attackers = site.attack(address, data.path())?;
    let attacked = type_together(address, Partner::Muster, Load::of(N_CLIENTS)).await?;
    let refused = refusals(Socket::joined(address, "refused").await?.0).await?;
    ensure!(attackers.try_wait()?.is_none(), "the attack was over too soon");
    attackers.kill()?;
    attackers.wait()?;
    let row = Row::new("four attack some documents: 10 people on another", attacked.broadcast.p50_and(99, "ms"));
    let row = row.beside(format!("before {}", calm.broadcast.p50_and(99, "ms")));
    let (ours, before) = (attacked.broadcast.percentile(99.0), calm.broadcast.percentile(99.0));
    section.row(match attacked.n_missing {
        0 => row.at_most_times(ours, before, TIMES_CALM_MAX, "the calm p99"),
        n => row.remark(format!("MISSED: {n} deliveries or acks never came")),
    });
    let row = Row::new("… a bad update is refused after", refused.p50_and(99, "ms"));
    section.row(row.limit(refused.percentile(100.0), REFUSED_MS_MAX, "ms at most"));
    section.note("the attackers are a process of their own and as fast as they can be, on the same cores");
    Ok(())
}

/// The word on the command line with which this program is the attackers.
pub(crate) const COMMAND: &str = "attack";

/// Attacks a server until it is killed.
pub(crate) async fn attack(address: SocketAddr, beside: &Path) -> Result<()> {
    muster_tests::onslaught::attack(address, beside, 7, N_INPUTS).await.map(drop)
}

async fn refusals(mut socket: Socket) -> Result<Samples> {
    let mut samples = Samples::default();
    for _ in 0..N_REFUSALS {
        let start = Instant::now();
        // A clock near 2³², which panics yrs.
        socket.send(Frame::Update(&[1, 1, 1, 0xfc, 0xff, 0xff, 0xff, 0x0f, 0, 1, 0]).write()).await?;
        loop {
            match socket.listen().await? {
                Said::Frame(bytes) if matches!(Frame::read(&bytes), Ok(Frame::Nack(_))) => break,
                Said::Frame(_) => {}
                Said::Goodbye(code) => bail!("closed with {code}"),
            }
        }
        samples.add_ms(start.elapsed());
    }
    Ok(samples)
}
