//! `cargo xtask bench`: every figure next to a limit, or next to a peer measured in the same run.
//!
//! The parts drive the release binary from outside, over loopback, as people and their browsers do. Every loop is
//! bounded in count and in time, and what a part starts it also ends.

mod abuse;
mod before;
mod browser;
mod charter;
mod cold;
mod crowd;
mod database;
mod disk;
mod edits;
mod embedding;
mod gate;
mod large;
mod machine;
mod memory;
mod node;
mod partner;
mod peers;
mod process;
mod relay;
mod report;
mod reviews;
mod scale;
mod site;
mod size;
mod soak;
mod stats;
mod updates;

use std::process::ExitCode;

use anyhow::{Result, bail};

use report::{Report, Section};
use site::Site;

const USAGE: &str =
    "usage: muster-bench bench [edits] [cold] [gate] [size] [browser] [embedding] [reviews] [memory] [peers] [scale] [abuse] [database]
       [before], beside the older binary that MUSTER_BEFORE names
       a piece of a part: peers/fanout, peers/storm, peers/memory, peers/kill, peers/cold,
       scale/readers, scale/joiners, scale/stalled, scale/hostile, scale/writes,
       abuse/ and a kind of abuse, abuse/memory, reviews/typing, reviews/ready, reviews/home,
       database/fanout, database/takeover, embedding/faces, embedding/many, embedding/views, embedding/offline";

#[tokio::main(worker_threads = 2)]
async fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    match command(&args).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

async fn command(args: &[String]) -> Result<()> {
    match args.split_first() {
        Some((what, names)) if what == "bench" => bench(names).await,
        Some((what, rest)) if what == relay::COMMAND => relay::run(rest.first().map(Into::into)).await,
        Some((what, [address, beside])) if what == scale::hostile::COMMAND => {
            scale::hostile::attack(address.parse()?, beside.as_ref()).await
        }
        Some((what, rest)) if what == "soak" => soak::soak(rest).await,
        _ => bail!("{USAGE}"),
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Edits,
    Cold,
    Gate,
    Size,
    Browser,
    Embedding,
    Reviews,
    Memory,
    Peers,
    Scale,
    Abuse,
    Database,
    Before,
}

impl Part {
    const ALL: [Self; 13] = [
        Self::Edits,
        Self::Cold,
        Self::Gate,
        Self::Size,
        Self::Browser,
        Self::Embedding,
        Self::Reviews,
        Self::Memory,
        Self::Peers,
        Self::Scale,
        Self::Abuse,
        Self::Database,
        Self::Before,
    ];

    fn name(self) -> &'static str {
        match self {
            Self::Edits => "edits",
            Self::Cold => "cold",
            Self::Gate => "gate",
            Self::Size => "size",
            Self::Browser => "browser",
            Self::Embedding => "embedding",
            Self::Reviews => "reviews",
            Self::Memory => "memory",
            Self::Peers => "peers",
            Self::Scale => "scale",
            Self::Abuse => "abuse",
            Self::Database => "database",
            Self::Before => "before",
        }
    }

    async fn measure(self, site: &Site, pieces: &Pieces<'_>) -> Result<Section> {
        match self {
            Self::Edits => edits::measure(site).await,
            Self::Cold => cold::measure(site).await,
            Self::Gate => gate::measure(),
            Self::Size => size::measure(site).await,
            Self::Browser => browser::measure(site).await,
            Self::Embedding => embedding::measure(site, pieces).await,
            Self::Reviews => reviews::measure(site, pieces).await,
            Self::Memory => memory::measure(site).await,
            Self::Peers => peers::measure(site, pieces).await,
            Self::Scale => scale::measure(site, pieces).await,
            Self::Abuse => abuse::measure(site, pieces).await,
            Self::Database => database::measure(site, pieces).await,
            Self::Before => before::measure(site).await,
        }
    }
}

/// Which pieces of a part are asked for: all, unless some are named.
pub(crate) struct Pieces<'n>(Vec<&'n str>);

impl<'n> Pieces<'n> {
    fn of(part: Part, names: &'n [String]) -> Self {
        Self(names.iter().filter_map(|name| name.strip_prefix(part.name())?.strip_prefix('/')).collect())
    }

    pub(crate) fn wants(&self, piece: &str) -> bool {
        self.0.is_empty() || self.0.contains(&piece)
    }
}

async fn bench(names: &[String]) -> Result<()> {
    let parts = chosen(names)?;
    let site = Site::find()?;
    let mut report = Report::new(machine::describe(&site).await?);
    for part in parts {
        eprintln!("measuring {} …", part.name());
        let outcome = part.measure(&site, &Pieces::of(part, names)).await;
        report.add(part.name(), outcome);
    }
    report.end(machine::load("ended"));
    println!("{report}");
    report.verdict()
}

fn chosen(names: &[String]) -> Result<Vec<Part>> {
    let part_of = |name: &String| name.split('/').next().unwrap_or_default().to_owned();
    if let Some(unknown) = names.iter().find(|name| Part::ALL.iter().all(|part| part.name() != part_of(name))) {
        bail!("nothing is called `{unknown}` here\n\n{USAGE}");
    }
    let every = |part: &Part| names.is_empty() && (*part != Part::Before || std::env::var_os(before::BINARY).is_some());
    let wanted = |part: &Part| every(part) || names.iter().any(|name| part_of(name) == part.name());
    Ok(Part::ALL.into_iter().filter(wanted).collect())
}
