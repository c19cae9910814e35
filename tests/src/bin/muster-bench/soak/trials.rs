//! The trials, how many seeds each has, and what a seed comes to.

use anyhow::Result;
use muster_tests::kill;

use super::progress::Figures;
use crate::site::Site;

/// One long trial.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Trial {
    /// `kill -9` in a storm.
    Kill,
}

impl Trial {
    pub(super) const ALL: [Self; 1] = [Self::Kill];

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Kill => "kill",
        }
    }

    /// The seeds of a full run.
    pub(super) fn n_seeds(self) -> u64 {
        match self {
            Self::Kill => 1_000 / kill::KILLS_A_SEED,
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
        }
    }
}

fn figures<const N: usize>(named: [(&str, u64); N]) -> Figures {
    named.into_iter().map(|(name, figure)| (name.to_owned(), figure)).collect()
}
