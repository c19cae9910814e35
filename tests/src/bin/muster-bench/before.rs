//! Part `before`: a charter of 60 rows in the page of an older binary and in that of this one, in turns of one run.

use std::net::SocketAddr;

use anyhow::{Context, Result};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::charter;
use crate::node::{self, Local};
use crate::report::{Row, Section};
use crate::site::Site;
use crate::stats::{Samples, shown_bytes};

/// Names the older binary.
pub(crate) const BINARY: &str = "MUSTER_BEFORE";
const N_TURNS: usize = 10;
const N_KEYSTROKES: usize = 120;
/// How far two figures of the same thing may lie apart on a machine that does other things too.
const NOISE: f64 = 1.1;

#[derive(Deserialize)]
struct Measured {
    before: Vec<Visit>,
    now: Vec<Visit>,
}

/// One person's first visit, with an empty cache.
#[derive(Deserialize)]
struct Visit {
    /// From the start of the page to a field that takes text, in milliseconds.
    first: f64,
    local: Local,
    /// The memory that the process of the page holds for itself.
    n_bytes: usize,
}

pub(crate) async fn measure(site: &Site) -> Result<Section> {
    let older =
        std::env::var(BINARY).with_context(|| format!("{BINARY} names no binary to measure beside this one"))?;
    let (ours, theirs) = (site.folder()?, site.folder()?);
    let (now, before) = (site.serve(&ours, &[])?, Site::serve_with(&older, &theirs, &[])?);
    let order = json!({
        "now": page(now.address).await?,
        "before": page(before.address).await?,
        "field": charter::MISSION,
        "turns": N_TURNS,
        "keystrokes": N_KEYSTROKES,
    });
    Ok(section(&node::run("before.mjs", &order).await?))
}

async fn page(address: SocketAddr) -> Result<Value> {
    Ok(json!({ "url": format!("http://{address}"), "doc": charter::make(address).await? }))
}

fn section(measured: &Measured) -> Section {
    let mut section = Section::new("A charter of 60 rows, beside the page of an older binary");
    let of = |figure: fn(&Visit) -> Vec<f64>| {
        let each = |visits: &[Visit]| -> Samples { visits.iter().flat_map(figure).collect() };
        (each(&measured.now), each(&measured.before))
    };
    let (now, before) = of(|visit| visit.local.script.clone());
    section.row(beside("one keystroke: script", &now.p50_and(95, "ms"), &before.p50_and(95, "ms"), &now, &before));
    let (now, before) = of(|visit| visit.local.layout.clone());
    section.row(beside(
        "one keystroke: script and layout",
        &now.p50_and(95, "ms"),
        &before.p50_and(95, "ms"),
        &now,
        &before,
    ));
    let (now, before) = of(|visit| vec![visit.first]);
    let (ours, theirs) = (now.median_and_range("ms"), before.median_and_range("ms"));
    section.row(beside("page start → first interaction", &ours, &theirs, &now, &before));
    let (now, before) = of(|visit| vec![visit.n_bytes as f64]);
    let (ours, theirs) = (shown_bytes(now.median() as usize), shown_bytes(before.median() as usize));
    section.row(beside("memory of the page's process", &ours, &theirs, &now, &before));
    section.note(format!("{N_TURNS} first visits to each, in turns; {N_KEYSTROKES} keystrokes a visit"));
    section
}

fn beside(what: &str, ours: &str, theirs: &str, now: &Samples, before: &Samples) -> Row {
    Row::new(what, ours).beside(theirs).at_most_times(now.median(), before.median(), NOISE, "the older one's")
}
