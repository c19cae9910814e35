//! How far a soak has come, in a file that survives it.

use std::collections::BTreeMap;
use std::fmt;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, Result};
use serde::{Deserialize, Serialize};

use crate::site::Site;

/// The counts of one seed, by name. A name that ends in `max` keeps its largest figure, every other is summed up.
pub(crate) type Figures = BTreeMap<String, u64>;

/// One trial.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct Part {
    /// Every seed below this one has run.
    pub(crate) done: u64,
    /// Seeds of a full run.
    pub(crate) of: u64,
    /// How long they took, all together.
    pub(crate) seconds: f64,
    /// Their counts.
    pub(crate) figures: Figures,
    /// The seeds that failed and have not passed since.
    pub(crate) failed: Vec<u64>,
}

#[derive(Debug, Default, Serialize, Deserialize)]
struct Kept {
    /// Which program was under test.
    program: String,
    parts: BTreeMap<String, Part>,
}

/// How far a soak has come.
pub(crate) struct Progress {
    path: PathBuf,
    kept: Kept,
}

impl Progress {
    /// The progress that is kept of this program; nothing if another one was under test.
    pub(crate) fn open(site: &Site) -> Result<Self> {
        let path = site.beside_build()?.join("soak.json");
        let program = fingerprint(Path::new(&site.muster))?;
        let kept: Kept =
            std::fs::read(&path).ok().and_then(|file| serde_json::from_slice(&file).ok()).unwrap_or_default();
        let kept = if kept.program == program { kept } else { Kept { program, ..Kept::default() } };
        Ok(Self { path, kept })
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    pub(crate) fn of(&self, trial: &str) -> Part {
        self.kept.parts.get(trial).cloned().unwrap_or_default()
    }

    pub(crate) fn n_failed(&self) -> usize {
        self.kept.parts.values().map(|part| part.failed.len()).sum()
    }

    /// Notes what became of a seed; without figures it failed.
    pub(crate) fn note(
        &mut self,
        trial: &str,
        of: u64,
        seed: u64,
        came_to: Option<Figures>,
        took: Duration,
    ) -> Result<()> {
        let part = self.kept.parts.entry(trial.to_owned()).or_default();
        part.of = of;
        part.done = part.done.max(seed + 1);
        part.seconds += took.as_secs_f64();
        part.failed.retain(|failed| *failed != seed);
        if came_to.is_none() {
            part.failed.push(seed);
        }
        for (name, figure) in came_to.into_iter().flatten() {
            let is_max = name.ends_with("max");
            let known = part.figures.entry(name).or_default();
            *known = if is_max { figure.max(*known) } else { *known + figure };
        }
        let written = self.path.with_extension("json.new");
        std::fs::write(&written, serde_json::to_vec_pretty(&self.kept)?)?;
        Ok(std::fs::rename(written, &self.path)?)
    }

    /// One trial in a line.
    pub(crate) fn line(&self, trial: &str) -> String {
        let part = self.of(trial);
        let figures: Vec<String> = part.figures.iter().map(|(name, figure)| format!("{figure} {name}")).collect();
        let failed = if part.failed.is_empty() { String::new() } else { format!("; FAILED seeds {:?}", part.failed) };
        let minutes = part.seconds / 60.0;
        format!("{trial:<8} {} of {} seeds in {minutes:.1} min: {}{failed}", part.done, part.of, figures.join(", "))
    }
}

impl fmt::Display for Progress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.kept.parts.keys().try_for_each(|trial| writeln!(f, "{}", self.line(trial)))
    }
}

/// Tells one build from another.
fn fingerprint(program: &Path) -> Result<String> {
    let bytes = std::fs::read(program).with_context(|| format!("{} cannot be read", program.display()))?;
    let mut hasher = DefaultHasher::new();
    bytes.hash(&mut hasher);
    Ok(format!("{:016x}", hasher.finish()))
}
