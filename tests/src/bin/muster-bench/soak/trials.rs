//! The trials, how many seeds each has, and what a seed comes to.

use anyhow::Result;
use std::panic::{AssertUnwindSafe, catch_unwind};

use anyhow::anyhow;
use muster_tests::abuse::{Abuse, endure};
use muster_tests::plan::{Plan, verdict};
use muster_tests::{compaction, kill, onslaught, power, rejoin, standby};

use super::progress::Figures;
use crate::site::Site;

/// One long trial.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Trial {
    /// `kill -9` in a storm.
    Kill,
    /// Two servers or three of one database, under blows in a storm.
    Standby,
    /// Power cuts in a storm.
    Power,
    /// Schedules of client, lossy link and server, in batches.
    Model,
    /// Leaving and coming back.
    Rejoin,
    /// Hostile clients on the public WebSocket.
    Hostile,
    /// Random histories, compacted, and read by yrs and Yjs.
    Compact,
    /// Each kind of abuse beside people who write.
    Abuse,
}

/// Schedules of one seed of the model: the seed times this is the first schedule's own.
const BATCH: u64 = 200;
/// Hostile inputs to one server.
const INPUTS: u64 = 100_000;

impl Trial {
    pub(super) const ALL: [Self; 8] =
        [Self::Kill, Self::Standby, Self::Power, Self::Model, Self::Rejoin, Self::Hostile, Self::Compact, Self::Abuse];

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Kill => "kill",
            Self::Standby => "standby",
            Self::Power => "power",
            Self::Model => "model",
            Self::Rejoin => "rejoin",
            Self::Hostile => "hostile",
            Self::Compact => "compact",
            Self::Abuse => "abuse",
        }
    }

    /// The seeds of a full run.
    pub(super) fn n_seeds(self) -> u64 {
        match self {
            Self::Kill => 1_000 / kill::KILLS_A_SEED,
            Self::Standby => 300 / standby::KILLS_A_SEED,
            Self::Model => 100_000 / BATCH,
            Self::Rejoin => 10_000 / rejoin::CYCLES_A_SEED,
            Self::Hostile => 1_000_000 / INPUTS,
            Self::Compact => 500 / compaction::HISTORIES_A_SEED,
            Self::Abuse => Abuse::ALL.len() as u64,
            Self::Power => 200_u64.div_ceil(power::CUTS_A_SEED),
        }
    }

    pub(super) async fn run(self, site: &Site, seed: u64) -> Result<Figures> {
        match self {
            Self::Kill => {
                let toll = kill::run(&site.muster, site.scratch(), seed).await?;
                Ok(figures([
                    ("kills", toll.n_kills),
                    ("promises kept", toll.n_promises as u64),
                    ("snapshots", toll.n_snapshots),
                    ("ms to listen again, max", toll.recovery_max.as_millis() as u64),
                ]))
            }
            Self::Standby => under_blows(site, seed).await,
            Self::Power => {
                let folder = site.folder()?;
                let shim = power::compile_shim(folder.path())?;
                let toll = power::run(&site.muster, &shim, folder.path(), seed, power::Flush::Honest).await?;
                Ok(figures([
                    ("cuts", toll.n_cuts),
                    ("of them in a checkpoint", toll.n_in_checkpoint),
                    ("promises kept", toll.n_promises as u64),
                    ("unflushed changes", toll.n_waiting as u64),
                ]))
            }
            Self::Compact => {
                let toll = compaction::run(&site.muster, site.scratch(), seed).await?;
                Ok(figures([
                    ("histories", toll.n_histories),
                    ("snapshots read", toll.n_compactions),
                    ("updates", toll.n_updates),
                ]))
            }
            Self::Abuse => {
                let toll =
                    endure::run(&site.muster, site.scratch(), Abuse::ALL[seed as usize % Abuse::ALL.len()]).await?;
                Ok(figures([
                    ("abuses", toll.n_abuses),
                    ("edits beside them kept and heard", toll.n_edits),
                    ("ms until heard at p99, max", toll.p99_ms),
                    ("MB grown, max", toll.grown_mb),
                ]))
            }
            Self::Model => tokio::task::block_in_place(|| model(seed)),
            Self::Rejoin => {
                let n_promises = rejoin::run(&site.muster, site.scratch(), seed).await? as u64;
                Ok(figures([("cycles", rejoin::CYCLES_A_SEED), ("promises kept", n_promises)]))
            }
            Self::Hostile => {
                let toll = onslaught::run(&site.muster, site.beside_build()?, seed, INPUTS).await?;
                Ok(figures([
                    ("inputs", toll.n_inputs),
                    ("refused by number", toll.n_nacked),
                    ("taken", toll.n_acked),
                    ("connections closed", toll.n_closed),
                    ("documents left as they were, uncompacted", toll.n_not_compacted),
                    ("KB grown, max", toll.growth / 1000),
                ]))
            }
        }
    }
}

async fn under_blows(site: &Site, seed: u64) -> Result<Figures> {
    let toll = standby::run(&site.muster, site.scratch(), seed).await?;
    Ok(figures([
        ("kills", toll.n_kills),
        ("pauses", toll.n_pauses),
        ("database kills", toll.n_database_kills),
        ("cuts", toll.n_cuts),
        ("ends", toll.n_ends),
        ("servers that were followed and ended", toll.n_followed),
        ("yeses that still spoke", toll.n_overlaps),
        ("promises kept", toll.n_promises as u64),
        ("ms until another served after a kill, max", toll.after_kill_max.as_millis() as u64),
        ("ms until another served after falling asleep, max", toll.after_sleep_max.as_millis() as u64),
    ]))
}

/// Of ten schedules one has everything in it, one has edits that are refused for good, the others are short and of
/// typing alone.
fn model(batch: u64) -> Result<Figures> {
    let seeds = batch * BATCH..(batch + 1) * BATCH;
    let n_steps = seeds.clone().map(|seed| {
        let plan = match seed % 10 {
            0 => Plan::any(seed),
            1 => Plan::cramped(seed),
            _ => Plan::typing(seed),
        };
        let outcome = catch_unwind(AssertUnwindSafe(|| match seed % 10 {
            1 => drop(verdict::run_refused(&plan)),
            _ => verdict::run(&plan),
        }));
        outcome.map(|()| plan.steps.len() as u64).map_err(|_| anyhow!("schedule {seed} failed"))
    });
    Ok(figures([("steps", n_steps.sum::<Result<u64>>()?), ("schedules", seeds.count() as u64)]))
}

fn figures<const N: usize>(named: [(&str, u64); N]) -> Figures {
    named.into_iter().map(|(name, figure)| (name.to_owned(), figure)).collect()
}
