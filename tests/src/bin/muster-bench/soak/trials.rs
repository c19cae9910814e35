//! The trials, how many seeds each has, and what a seed comes to.

use anyhow::Result;
use muster_tests::{kill, power};

use super::progress::Figures;
use crate::site::Site;

/// One long trial.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Trial {
    /// `kill -9` in a storm.
    Kill,
    /// Power cuts in a storm.
    Power,
}

impl Trial {
    pub(super) const ALL: [Self; 2] = [Self::Kill, Self::Power];

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Kill => "kill",
            Self::Power => "power",
        }
    }

    /// The seeds of a full run.
    pub(super) fn n_seeds(self) -> u64 {
        match self {
            Self::Kill => 1_000 / kill::KILLS_A_SEED,
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
        }
    }
}

fn figures<const N: usize>(named: [(&str, u64); N]) -> Figures {
    named.into_iter().map(|(name, figure)| (name.to_owned(), figure)).collect()
}
