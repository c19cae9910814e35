//! Two servers or three of one database, of which one serves: killed, paused, cut off and left without a database while people
//! write, and nothing is gone that was acked or that anybody else saw, and never do two serve.

mod blow;
mod look;
mod servers;
mod trial;

use std::path::Path;

use anyhow::{Context, Result};
use fastrand::Rng;

use blow::Blow;
use trial::Trial;

pub use blow::KILLS_A_SEED;
pub use look::is_waiting;
pub use trial::Toll;

/// Deals the blows of a seed to servers of a `muster` program. Their data lie in new folders inside `beside`.
///
/// # Errors
/// When anything that was promised is gone, two serve, or nobody does.
pub async fn run(program: &str, beside: &Path, seed: u64) -> Result<Toll> {
    let mut rng = Rng::with_seed(seed);
    let mut trial = Trial::begin(program, beside, &mut rng).await?;
    for (number, blow) in Blow::plan(&mut rng).into_iter().enumerate() {
        let dealt = trial.deal(blow).await;
        dealt.with_context(|| format!("seed {seed}, blow {number}, {blow:?}\n{}", trial.servers.last_words()))?;
    }
    trial.end().await.with_context(|| format!("seed {seed}, at the end"))
}
