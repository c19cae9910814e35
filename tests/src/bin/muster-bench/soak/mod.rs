//! `cargo xtask soak`: the long trials in full. Progress, sums and failing seeds are kept in a file beside the build,
//! so that a run may be stopped at any time and goes on where it was. Another program under test begins anew.

mod progress;
mod trials;

use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use crate::site::Site;
use progress::Progress;
use trials::Trial;

/// How often the progress is said.
const SAY_EVERY: Duration = Duration::from_secs(15);

/// Runs the named trials, or all of them, for so long at most: `[NAME…] [--minutes N]`.
pub(crate) async fn soak(words: &[String]) -> Result<()> {
    let (names, minutes) = parse(words)?;
    let end = minutes.map(|minutes| Instant::now() + Duration::from_secs_f64(minutes * 60.0));
    let site = Site::find()?;
    let mut progress = Progress::open(&site)?;
    println!("progress is kept in {}", progress.path().display());
    for trial in Trial::ALL.into_iter().filter(|trial| names.is_empty() || names.contains(&trial.name())) {
        run(trial, &site, &mut progress, end).await?;
    }
    println!("\n{progress}");
    match progress.n_failed() {
        0 => Ok(()),
        n => bail!("{n} seeds failed"),
    }
}

fn parse(words: &[String]) -> Result<(Vec<&'static str>, Option<f64>)> {
    let (mut names, mut minutes) = (Vec::new(), None);
    let mut words = words.iter();
    while let Some(word) = words.next() {
        if word == "--minutes" {
            minutes = Some(words.next().and_then(|n| n.parse().ok()).context("--minutes takes a number")?);
            continue;
        }
        let known = Trial::ALL.map(Trial::name).into_iter().find(|name| name == word);
        names.push(known.with_context(|| {
            format!("usage: cargo xtask soak [{}] [--minutes N]", Trial::ALL.map(Trial::name).join("] ["))
        })?);
    }
    Ok((names, minutes))
}

/// First the seeds that failed before, then those that have not been run.
async fn run(trial: Trial, site: &Site, progress: &mut Progress, end: Option<Instant>) -> Result<()> {
    let mut said = Instant::now();
    let again = progress.of(trial.name()).failed.clone();
    let fresh = progress.of(trial.name()).done..trial.n_seeds();
    for seed in again.into_iter().chain(fresh) {
        if end.is_some_and(|end| Instant::now() >= end) {
            return Ok(());
        }
        let start = Instant::now();
        let outcome = trial.run(site, seed).await;
        if let Err(error) = &outcome {
            println!("{} seed {seed} FAILED: {error:#}", trial.name());
        }
        progress.note(trial.name(), trial.n_seeds(), seed, outcome.ok(), start.elapsed())?;
        if said.elapsed() > SAY_EVERY {
            println!("{}", progress.line(trial.name()));
            said = Instant::now();
        }
    }
    Ok(())
}
