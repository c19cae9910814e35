//! Each view of a charter of 60 rows to be read in a page: milliseconds and bytes to its words on a slow line.

use std::collections::BTreeMap;

use anyhow::{Context, Result};
use serde::Deserialize;
use serde_json::json;

use super::{Figure, Mark, Servers, joined, words};
use crate::node;
use crate::report::{Row, Section};
use crate::site::Site;
use crate::stats::{Samples, shown_bytes};

const N_TURNS: usize = 3;
/// All of a charter first: the others are held against it.
const VIEWS: [&str; 7] = ["full", "card", "three-ms", "coverage", "metrics", "metric", "map"];
/// The row that the view of one metric shows.
const ITEM: &str = "metrics-0";

#[derive(Deserialize)]
struct Visit {
    text: Mark,
    /// The body of the text itself, as it is sent.
    n_text: f64,
}

pub(super) async fn measure(site: &Site, section: &mut Section) -> Result<()> {
    let servers = Servers::start(site)?;
    let asked = json!({ "turns": N_TURNS, "views": VIEWS, "item": ITEM });
    let order = joined([servers.order(), words(servers.muster.address).await?, asked]);
    let measured: BTreeMap<String, Vec<Visit>> = node::run_with_servers(site, "views.mjs", &order).await?;
    let text = |view: &str| {
        let visits = measured.get(view).with_context(|| format!("nobody saw the view {view}"))?;
        let n_text: Samples = visits.iter().map(|visit| visit.n_text).collect();
        Ok::<_, anyhow::Error>((Figure::of(visits.iter().map(|visit| &visit.text)), n_text.median()))
    };
    let (whole, _) = text(VIEWS[0])?;
    for view in VIEWS {
        let (figure, n_text) = text(view)?;
        let row = Row::new(format!("CPU ÷ 4, slow 4G: view {view} to be read → words"), figure.with_range());
        let row = row.beside(format!("its text alone {}", shown_bytes(n_text as usize)));
        section.row(row.remark(figure.over(&whole, "the whole charter")));
    }
    section.note(format!("views: a charter of 60 rows, {N_TURNS} first visits each, until the team's name is read"));
    Ok(())
}
