//! A phone's cold start with neither server nor network: its browser has only just started, the device keeps app and charter.

use anyhow::Result;
use serde::Deserialize;
use serde_json::json;

use super::{joined, words};
use crate::node::{self, samples};
use crate::report::{Row, Section};
use crate::site::Site;
use crate::stats::shown;

const N_TURNS: usize = 5;

/// From the start of the page, in milliseconds.
#[derive(Deserialize)]
struct Starts {
    /// To the first team at home.
    home: Vec<f64>,
    /// To a field of the charter that takes text.
    charter: Vec<f64>,
}

#[derive(Deserialize)]
struct Measured {
    there: Starts,
    away: Starts,
}

pub(super) async fn measure(site: &Site, section: &mut Section) -> Result<()> {
    let data = site.folder()?;
    let muster = site.serve(&data, &[])?;
    let url = json!({ "url": format!("http://{}", muster.address), "turns": N_TURNS });
    let order = joined([url, words(muster.address).await?]);
    let Measured { there, away } = node::run_with_servers(site, "offline.mjs", &order).await?;
    for (what, away, there) in
        [("home", &away.home, &there.home), ("a kept charter's first field", &away.charter, &there.charter)]
    {
        let (away, there) = (samples(away), samples(there));
        let row = Row::new(format!("a phone's cold start offline → {what}"), away.median_and_range("ms"));
        let row = row.beside(format!("with the server there {}", there.median_and_range("ms")));
        let times = shown(away.median() / there.median());
        section.row(row.remark(format!("{times} times the start with the server there")));
    }
    section.note(format!(
        "offline: a new browser process each time, {N_TURNS} of each; CPU ÷ 4 but for the service worker"
    ));
    Ok(())
}
