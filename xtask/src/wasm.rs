//! The Wasm module: the target, the compiler and wasm-bindgen, which is a library here so that its version cannot drift.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, anyhow, bail};
use wasm_bindgen_cli_support::Bindgen;

use crate::build::Effort;
use crate::process::{cargo, on_path, output_of, run};
use crate::steps::timed;
use crate::workspace::Workspace;

const TARGET: &str = "wasm32-unknown-unknown";
const NAME: &str = "app";

/// What wasm-bindgen made of the app.
pub(crate) struct Module {
    pub(crate) js: String,
    pub(crate) wasm: Vec<u8>,
    /// JavaScript files that the glue imports from `./snippets/`, by their path below that folder.
    pub(crate) snippets: Vec<(String, Vec<u8>)>,
}

pub(crate) fn build(workspace: &Workspace, effort: Effort) -> Result<Module> {
    add_target()?;
    let profile = effort.wasm_profile();
    timed(&format!("compiling the app to Wasm (profile {profile})"), || compile(workspace, profile))?;
    timed("writing the JavaScript glue (wasm-bindgen)", || bind(workspace, profile))
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
fn compile(workspace: &Workspace, profile: &str) -> Result<()> {
    run(cargo()
        .args(["rustc", "--package", "muster-app", "--lib", "--crate-type", "cdylib"])
        .args(["--profile", profile, "--target", TARGET])
        .current_dir(&workspace.root))
}

fn bind(workspace: &Workspace, profile: &str) -> Result<Module> {
    let out = workspace.target.join("muster-web");
    if out.exists() {
        fs::remove_dir_all(&out).with_context(|| format!("could not clear {}", out.display()))?;
    }
    Bindgen::new()
        .input_path(workspace.target.join(TARGET).join(profile).join("muster_app.wasm"))
        .out_name(NAME)
        .web(true)
        .map_err(|error| anyhow!("{error}"))?
        .typescript(false)
        .keep_debug(false)
        .remove_name_section(true)
        .remove_producers_section(true)
        .generate(&out)
        .map_err(|error| anyhow!("wasm-bindgen: {error:#}"))?;
    Ok(Module {
        js: fs::read_to_string(out.join(format!("{NAME}.js")))?,
        wasm: fs::read(out.join(format!("{NAME}_bg.wasm")))?,
        snippets: files_below(&out.join("snippets"))?,
    })
}

fn files_below(folder: &Path) -> Result<Vec<(String, Vec<u8>)>> {
    let mut found = Vec::new();
    let mut open: Vec<PathBuf> = folder.is_dir().then(|| folder.to_owned()).into_iter().collect();
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
