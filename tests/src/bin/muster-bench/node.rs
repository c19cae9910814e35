//! Measurements that Node makes with a browser. The figures come back as JSON.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use anyhow::{Context, Result, bail};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use tokio::time::timeout;

use crate::site::Site;
use crate::stats::Samples;

const TIME_MAX: Duration = Duration::from_secs(480);

/// Keystrokes in one page.
#[derive(Deserialize)]
pub(crate) struct Local {
    /// From the input to the next task: the handlers and what they set off.
    pub(crate) script: Vec<f64>,
    /// The same and the layout after it.
    pub(crate) layout: Vec<f64>,
    pub(crate) n_long_tasks: usize,
}

/// Runs a program of `tests/bench` with an order. Node brings its browser down with it: the two talk through a pipe that
/// breaks.
pub(crate) async fn run<T: DeserializeOwned>(script: &str, order: &Value) -> Result<T> {
    run_as(Command::new("node"), script, order).await
}

/// The same for a program that starts servers of its own, from the binary that is measured.
pub(crate) async fn run_with_servers<T: DeserializeOwned>(site: &Site, script: &str, order: &Value) -> Result<T> {
    let mut node = Command::new("node");
    node.env("MUSTER_BIN", &site.muster);
    run_as(node, script, order).await
}

async fn run_as<T: DeserializeOwned>(node: Command, script: &str, order: &Value) -> Result<T> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    if !folder.join("e2e/node_modules/playwright-core").is_dir() {
        bail!("the packages of tests/e2e are not installed: `cargo xtask bench` does it");
    }
    let script = folder.join("bench").join(script);
    let output = output_of(node, &script, &order.to_string()).await?;
    serde_json::from_slice(&output).with_context(|| format!("{} said something else than figures", script.display()))
}

async fn output_of(mut command: Command, script: &Path, order: &str) -> Result<Vec<u8>> {
    command.arg(script).arg(order).stdin(Stdio::null()).stdout(Stdio::piped());
    let node = command.spawn().context("node could not be started")?;
    let id = node.id();
    let waiting = tokio::task::spawn_blocking(move || node.wait_with_output());
    let Ok(output) = timeout(TIME_MAX, waiting).await else {
        Command::new("kill").arg(id.to_string()).status()?;
        bail!("the browser took longer than {TIME_MAX:?}");
    };
    let output = output??;
    if !output.status.success() {
        bail!("{} failed", script.display());
    }
    Ok(output.stdout)
}

/// Values of one kind.
pub(crate) fn samples(values: &[f64]) -> Samples {
    values.iter().copied().collect()
}
