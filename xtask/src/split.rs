//! Cutting the linked app into chunks: what a page needs to begin with, and parts that are loaded when they are shown.
//! The functions where it is cut are marked in the app (`app/src/chunk.rs`).

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, anyhow, ensure};
use walrus::ModuleConfig;
use wasm_split_cli_support::{Options, transform};

use crate::order::ordered;

/// The compiler's flags: that there are chunks, and to leave the places where code names other code.
pub(crate) const FLAGS: [&str; 4] = ["--cfg", "split", "-C", "link-arg=--emit-relocs"];

/// The script that loads the chunks. It and the app's own name each other.
pub(crate) const LOADER: &str = "./app_split.js";

/// The script of `app/web/` that stands beside the chunks.
pub(crate) const CHUNKS: &str = "chunks.js";

/// The files of each group of chunks, those that it shares with others included.
pub(crate) type Groups = BTreeMap<String, Vec<String>>;

/// Cuts `linked` and leaves the chunks in `out`. `named` is given all of them with the names of their functions; the
/// first one, which wasm-bindgen has yet to see, is the answer, with the groups.
pub(crate) fn cut(linked: &Path, out: &Path, named: &Path) -> Result<(PathBuf, Groups)> {
    let wasm = fs::read(linked).with_context(|| format!("could not read {}", linked.display()))?;
    if named.exists() {
        fs::remove_dir_all(named)?;
    }
    fs::create_dir_all(named)?;
    let main = named.join("main.wasm");
    let mut options = Options::new(&wasm);
    options.output_dir = out;
    options.main_out_path = &main;
    options.link_name = LOADER;
    options.main_module = "./app.js";
    let cut = transform(options).map_err(|error| anyhow!("wasm-split: {error:#}"))?;
    for chunk in cut.split_modules {
        let name = chunk.file_name().context("a chunk has a name")?;
        fs::copy(&chunk, named.join(name))?;
        fs::write(&chunk, stripped(&chunk)?)?;
    }
    fetch_through(&out.join(LOADER))?;
    let file = |stem: String| format!("{stem}.wasm");
    let groups = cut.prefetch_map.into_iter().map(|(group, stems)| (group, stems.into_iter().map(file).collect()));
    Ok((main, groups.collect()))
}

/// Lets the loader fetch through `app/web/chunks.js`, where a page may have begun already.
fn fetch_through(loader: &Path) -> Result<()> {
    let script = fs::read_to_string(loader)?;
    const COMPLAINS: &str = "console.error(e);";
    let is_known = script.contains("= fetch(new URL(") && script.contains(COMPLAINS);
    ensure!(is_known, "the loader of chunks fetches in a way that is not known here");
    // The page says itself what could not be loaded; one that is left in the meantime has nothing to complain of.
    let script = script.replace(COMPLAINS, "console.info(\"a part of the page did not come:\", e);");
    Ok(fs::write(loader, format!("import {{ fetched as fetch }} from \"./{CHUNKS}\";\n{script}"))?)
}

/// A chunk without names, and without what nothing in it refers to.
fn stripped(chunk: &Path) -> Result<Vec<u8>> {
    let mut config = ModuleConfig::new();
    config.generate_name_section(false).generate_producers_section(false);
    let mut module = config.parse_file(chunk)?;
    walrus::passes::gc::run(&mut module);
    ordered(&module.emit_wasm())
}
