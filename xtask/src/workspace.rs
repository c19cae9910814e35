//! Where this workspace lives, as `cargo metadata` tells it: a `CARGO_TARGET_DIR` or a cargo config is honoured everywhere.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use serde_json::Value;

use crate::process::{cargo, output_of};

pub(crate) struct Workspace {
    pub(crate) root: PathBuf,
    pub(crate) target: PathBuf,
    pub(crate) version: String,
    /// The names of all binaries, to know whether an optional one exists yet.
    pub(crate) binaries: Vec<String>,
}

impl Workspace {
    pub(crate) fn find() -> Result<Self> {
        let text = output_of(cargo().args(["metadata", "--no-deps", "--format-version=1"]))?;
        let metadata: Value = serde_json::from_str(&text).context("cargo metadata printed something else than JSON")?;
        let packages = metadata["packages"].as_array().context("cargo metadata lists no packages")?;
        let server = packages.iter().find(|package| package["name"] == "muster-server");
        Ok(Self {
            root: path_at(&metadata, "workspace_root")?,
            target: path_at(&metadata, "target_directory")?,
            version: server
                .and_then(|package| package["version"].as_str())
                .context("this workspace has no muster-server")?
                .to_owned(),
            binaries: packages.iter().flat_map(binaries_of).collect(),
        })
    }

    /// The program itself, where `cargo build --release` leaves it.
    pub(crate) fn muster(&self) -> PathBuf {
        self.release_binary("muster")
    }

    pub(crate) fn release_binary(&self, name: &str) -> PathBuf {
        self.binary("release", name)
    }

    /// A binary that was compiled with a profile.
    pub(crate) fn binary(&self, profile: &str, name: &str) -> PathBuf {
        self.target.join(profile).join(format!("{name}{}", std::env::consts::EXE_SUFFIX))
    }

    /// The app's chunks as they were cut, with the names of their functions.
    pub(crate) fn named_chunks(&self) -> PathBuf {
        self.target.join("muster-chunks")
    }

    /// The folder that the server embeds.
    pub(crate) fn dist(&self) -> PathBuf {
        self.root.join("dist")
    }

    /// A path for people: short when it lies inside the workspace.
    pub(crate) fn shown(&self, path: &Path) -> String {
        path.strip_prefix(&self.root).unwrap_or(path).display().to_string()
    }
}

fn path_at(metadata: &Value, key: &str) -> Result<PathBuf> {
    metadata[key].as_str().map(PathBuf::from).with_context(|| format!("cargo metadata has no `{key}`"))
}

fn binaries_of(package: &Value) -> Vec<String> {
    let is_binary =
        |target: &&Value| target["kind"].as_array().is_some_and(|kinds| kinds.iter().any(|kind| kind == "bin"));
    let targets = package["targets"].as_array().into_iter().flatten();
    targets.filter(is_binary).filter_map(|target| Some(target["name"].as_str()?.to_owned())).collect()
}
