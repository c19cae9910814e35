//! The Wasm module: the target, the compiler and wasm-bindgen, which is a library here so that its version cannot drift.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, anyhow, bail};
use wasm_bindgen_cli_support::Bindgen;

use crate::build::Effort;
use crate::bundle::bundle;
use crate::news;
use crate::process::{cargo, on_path, output_of, run};
use crate::shorten::shorten;
use crate::split::{self, Groups};
use crate::steps::timed;
use crate::workspace::Workspace;

const TARGET: &str = "wasm32-unknown-unknown";
/// The JavaScript that a page imports.
pub(crate) const GLUE: &str = "app.js";
/// The Wasm that the JavaScript is given.
pub(crate) const MAIN: &str = "app_bg.wasm";

/// The files that a browser loads of the app.
pub(crate) struct Web {
    /// Files that name each other, by their paths in one folder.
    pub(crate) files: Vec<(String, Vec<u8>)>,
    /// Which of them each group of chunks is made of; none where the app is in one piece.
    pub(crate) groups: Groups,
}

pub(crate) fn build(workspace: &Workspace, effort: Effort) -> Result<Web> {
    add_target()?;
    let profile = effort.wasm_profile();
    timed(&format!("compiling the app to Wasm (profile {profile})"), || compile(workspace, effort))?;
    let out = workspace.target.join("muster-web");
    clear(&out)?;
    let linked = linked(workspace, effort);
    let (main, groups) = match effort.splits() {
        true => timed("cutting the app into chunks", || split::cut(&linked, &out, &workspace.named_chunks()))?,
        false => (linked, Groups::default()),
    };
    timed("writing the JavaScript glue (wasm-bindgen)", || bind(&main, &out, effort.splits()))?;
    shorten(&out.join(GLUE), &out.join(MAIN))?;
    let groups = if effort.splits() { bundle(&out, &groups)? } else { groups };
    Ok(Web { files: files_below(&out)?, groups })
}

pub(crate) fn add_target() -> Result<()> {
    if target_is_installed()? {
        return Ok(());
    }
    if on_path("rustup").is_none() {
        bail!("install the standard library for {TARGET} (with rustup: `rustup target add {TARGET}`)");
    }
    timed("adding the Wasm target", || run(Command::new("rustup").args(["target", "add", TARGET])))
}

fn target_is_installed() -> Result<bool> {
    let folder = output_of(Command::new("rustc").args(["--print", "target-libdir", "--target", TARGET]))?;
    let Ok(files) = fs::read_dir(folder.trim()) else {
        return Ok(false);
    };
    Ok(files.flatten().any(|file| file.file_name().to_string_lossy().starts_with("libstd-")))
}

/// The crate type is given here, not in the manifest: with an rlib beside it cargo would silently drop link-time optimisation.
/// So are the flags of a split build: a variable would take the place of those in `.cargo/config.toml`.
fn compile(workspace: &Workspace, effort: Effort) -> Result<()> {
    let flags: &[&str] = if effort.splits() { &split::FLAGS } else { &[] };
    run(cargo()
        .args(["rustc", "--package", "muster-app", "--lib", "--crate-type", "cdylib"])
        .args(["--profile", effort.wasm_profile(), "--target", TARGET, "--"])
        .args(flags)
        // The app tells it once after it was renewed.
        .env("MUSTER_NEWS", news::read(workspace)?)
        .current_dir(&workspace.root))
}

fn linked(workspace: &Workspace, effort: Effort) -> PathBuf {
    workspace.target.join(TARGET).join(effort.wasm_profile()).join("muster_app.wasm")
}

/// Chunks find what they share by the names of the linker's own exports, which then have to stay.
fn bind(main: &Path, out: &Path, is_split: bool) -> Result<()> {
    Bindgen::new()
        .input_path(main)
        .out_name(GLUE.trim_end_matches(".js"))
        .web(true)
        .map_err(|error| anyhow!("{error}"))?
        .typescript(false)
        .keep_debug(false)
        .keep_lld_exports(is_split)
        .demangle(!is_split)
        .remove_name_section(true)
        .remove_producers_section(true)
        .generate(out)
        .map_err(|error| anyhow!("wasm-bindgen: {error:#}"))
}

fn clear(folder: &Path) -> Result<()> {
    if folder.exists() {
        fs::remove_dir_all(folder).with_context(|| format!("could not clear {}", folder.display()))?;
    }
    Ok(fs::create_dir_all(folder)?)
}

fn files_below(folder: &Path) -> Result<Vec<(String, Vec<u8>)>> {
    let mut found = Vec::new();
    let mut open = vec![folder.to_owned()];
    while let Some(next) = open.pop() {
        for entry in fs::read_dir(&next)? {
            let path = entry?.path();
            if path.is_dir() {
                open.push(path);
            } else {
                found.push((path.strip_prefix(folder)?.to_string_lossy().into_owned(), fs::read(&path)?));
            }
        }
    }
    found.sort();
    Ok(found)
}
