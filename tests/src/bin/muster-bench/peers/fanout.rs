//! How soon the others see an edit, and what a delivery costs the server.

use anyhow::Result;

use crate::crowd::{Heard, Load, type_together};
use crate::partner::{Partner, beside};
use crate::process::Cpu;
use crate::report::{Row, Section};
use crate::site::Site;
use crate::stats::shown;

/// Two crowds as there are, and one that is busier than people are.
const LOADS: [Load; 3] = [
    Load { n_clients: 10, per_second: 200 },
    Load { n_clients: 50, per_second: 200 },
    Load { n_clients: 50, per_second: 1_000 },
];
/// Of the relay's median.
const TIMES_RELAY_MAX: f64 = 1.5;
/// Of the better peer's deliveries for a second of processor time.
const TIMES_PEER_MIN: f64 = 5.0;

struct Round {
    partner: Partner,
    heard: Heard,
    per_cpu_second: f64,
    /// How much of the time was the operating system's, of 1.
    in_kernel: f64,
}

pub(super) async fn measure(site: &Site, section: &mut Section) -> Result<()> {
    for load in LOADS {
        let mut rounds = Vec::new();
        for partner in [Partner::Muster, Partner::Relay].into_iter().chain(Partner::PEERS) {
            rounds.push(round(site, partner, load).await?);
        }
        let (ours, others) = rounds.split_at(1);
        latency(section, load, &ours[0], others);
        cost(section, load, &ours[0], others);
    }
    section.note(
        "one-character edits by all together; CPU of the server's process, user and system; ours flushes to disk",
    );
    Ok(())
}

async fn round(site: &Site, partner: Partner, load: Load) -> Result<Round> {
    let data = site.folder()?;
    let server = partner.serve(site, data.path())?;
    let before = Cpu::of(server.id())?;
    let heard = type_together(server.address, partner, load).await?;
    let cpu = Cpu::of(server.id())?.since(before);
    let per_cpu_second = heard.n_delivered as f64 / cpu.seconds();
    Ok(Round { partner, heard, per_cpu_second, in_kernel: cpu.system / cpu.seconds() })
}

fn latency(section: &mut Section, load: Load, ours: &Round, others: &[Round]) {
    let mine = ours.heard.broadcast.median();
    let row = Row::new(format!("edit → others, {}", shown_load(load)), ours.heard.broadcast.p50_and(99, "ms"));
    let row = row.beside(beside(others.iter().map(|round| (round.partner, shown_latency(round)))));
    section.row(match others.iter().find(|round| round.partner == Partner::Relay) {
        _ if ours.heard.n_missing > 0 => row.remark(format!("MISSED: {} never came", ours.heard.n_missing)),
        Some(relay) => row.at_most_times(mine, relay.heard.broadcast.median(), TIMES_RELAY_MAX, "the relay"),
        None => row,
    });
}

fn shown_latency(round: &Round) -> String {
    let missing =
        if round.heard.n_missing > 0 { format!(" ({} never came)", round.heard.n_missing) } else { String::new() };
    let samples = &round.heard.broadcast;
    format!("{}/{}{missing}", shown(samples.median()), shown(samples.percentile(99.0)))
}

fn cost(section: &mut Section, load: Load, ours: &Round, others: &[Round]) {
    let shown_others = beside(others.iter().map(|round| (round.partner, shown_cost(round))));
    let peers = others.iter().filter(|round| Partner::PEERS.contains(&round.partner));
    let better = peers.map(|round| round.per_cpu_second).fold(0.0, f64::max);
    let row = Row::new(format!("deliveries a CPU second, {}", shown_load(load)), shown_cost(ours));
    section.row(row.beside(shown_others).at_least_times(
        ours.per_cpu_second,
        better,
        TIMES_PEER_MIN,
        "the better peer",
    ));
}

fn shown_load(load: Load) -> String {
    format!("{} clients, {} edits/s", load.n_clients, load.per_second)
}

fn shown_cost(round: &Round) -> String {
    format!("{} ({:.0} % kernel)", shown(round.per_cpu_second), round.in_kernel * 100.0)
}
