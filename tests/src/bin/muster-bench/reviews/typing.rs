//! A keystroke in a review of 40 items with 500 remarks, in a log of 2,000 decisions, and in a charter of 60 metrics with 200
//! comments, beside one in a charter of 60 rows.

use anyhow::{Context, Result};
use serde::Deserialize;
use serde_json::json;

use super::filled;
use crate::browser::LOCAL_MS_MAX;
use crate::charter;
use crate::node::{self, Local, samples};
use crate::report::{Row, Section};
use crate::site::Site;
use crate::stats::shown;

const N_KEYSTROKES: usize = 240;
const N_ITEMS: usize = 40;
const N_REMARKS: usize = 500;
const N_DECISIONS: usize = 2_000;
const N_METRICS: usize = 60;
const N_COMMENTS: usize = 200;
const SERIES: &str = "series1";
const TEAM: &str = "team1";
const FULL: &str = "team2";

/// The cost of keystrokes in each page.
#[derive(Deserialize)]
struct Measured {
    charter: Local,
    review: Local,
    log: Local,
    full: Local,
}

pub(super) async fn measure(site: &Site, section: &mut Section) -> Result<()> {
    let data = site.folder()?;
    let (review, log) = (format!("{SERIES}-r20261124T1000"), format!("{TEAM}-log"));
    let documents = [
        filled::charter(TEAM, "First Keys"),
        filled::log(&log, N_DECISIONS),
        filled::series(SERIES, "Product review"),
        filled::review(&review, N_ITEMS, N_REMARKS),
        filled::measured(FULL, "Second Keys", N_METRICS),
        filled::talk(FULL, N_COMMENTS, N_METRICS),
    ];
    filled::import(site, data.path(), &documents)?;
    let muster = site.serve(&data, &[])?;
    let talk = filled::the_one(muster.address, "talk").await?;
    let order = json!({
        "url": format!("http://{}", muster.address),
        "charter": charter::make(muster.address).await?,
        "review": filled::the_one(muster.address, "review").await?,
        "log": filled::the_one(muster.address, "log").await?,
        "full": talk.strip_suffix("-talk").context("a talk is called after its charter")?,
        "field": charter::MISSION,
        "keystrokes": N_KEYSTROKES,
    });
    let measured: Measured = node::run("reviews.mjs", &order).await?;
    let in_review = format!("a keystroke in the notes of a review of {N_ITEMS} items, {N_REMARKS} remarks");
    section.row(beside_the_charter(in_review, &measured.review, &measured.charter));
    let in_log = format!("a keystroke in a draft above {N_DECISIONS} decisions");
    section.row(beside_the_charter(in_log, &measured.log, &measured.charter));
    let in_full = format!("a keystroke in the mission of a charter of {N_METRICS} metrics, {N_COMMENTS} comments");
    section.row(beside_the_charter(in_full, &measured.full, &measured.charter));
    section.note(format!(
        "typing: script of one keystroke, {N_KEYSTROKES} in each page, in turns; limit as in a charter of 60 rows"
    ));
    Ok(())
}

fn beside_the_charter(what: String, ours: &Local, charter: &Local) -> Row {
    let (own, theirs) = (samples(&ours.script), samples(&charter.script));
    let layout = samples(&ours.layout);
    let row =
        Row::new(what, format!("{}; with layout p95 {} ms", own.p50_and(95, "ms"), shown(layout.percentile(95.0))));
    let times = shown(own.median() / theirs.median());
    let row = row.beside(format!(
        "charter {}, p50 {times} times; {} long tasks here",
        theirs.p50_and(95, "ms"),
        ours.n_long_tasks
    ));
    row.limit(own.percentile(95.0), LOCAL_MS_MAX, "ms").peer_over(theirs.percentile(95.0), LOCAL_MS_MAX)
}
