//! The size budgets: what a visitor downloads before the first widget lives, and what a host page pays for the loader.

use std::fs;
use std::path::Path;

use anyhow::{Result, bail};

use crate::build::Addresses;
use crate::compress::gzip;
use crate::workspace::Workspace;

/// What the app should cost. It does not yet: `APP_BYTES_NOW` goes up only for what people asked for, and down until the
/// two meet.
const APP_BYTES_GOAL: usize = 300_000;
const APP_BYTES_NOW: usize = 533_000;
const LOADER_BYTES_MAX: usize = 3_000;

pub(crate) fn check(workspace: &Workspace, addresses: &Addresses) -> Result<()> {
    let dist = workspace.dist();
    let app = sent(&dist, &addresses.app_js)? + sent(&dist, &addresses.app_wasm)?;
    let loader = gzip(&fs::read(dist.join("embed.js"))?)?.len();
    let rows = [("app (js + wasm, brotli)", app, APP_BYTES_NOW), ("embed.js (gzip)", loader, LOADER_BYTES_MAX)];
    for (what, bytes, max) in rows {
        println!("{what:<26} {bytes:>8} of {max} bytes");
    }
    if app > APP_BYTES_GOAL {
        println!("the app is {} bytes over its goal of {APP_BYTES_GOAL}", app - APP_BYTES_GOAL);
    }
    let over: Vec<&str> = rows.iter().filter(|(_, bytes, max)| bytes > max).map(|(what, ..)| *what).collect();
    if !over.is_empty() {
        bail!("over budget: {}", over.join(", "));
    }
    Ok(())
}

/// What goes over the wire for an address; a very small file has no compressed copy.
fn sent(dist: &Path, address: &str) -> Result<usize> {
    let file = address.trim_start_matches('/');
    let packed = dist.join(format!("{file}.br"));
    let sent = if packed.exists() { packed } else { dist.join(file) };
    Ok(fs::read(sent)?.len())
}
