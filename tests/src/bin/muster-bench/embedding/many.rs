//! Fifty documents in one page: until all words are there, until all is saved, and what the page holds then.

use anyhow::Result;
use serde::Deserialize;
use serde_json::json;

use super::{Figure, Mark, Servers, joined};
use crate::node;
use crate::report::{Row, Section};
use crate::site::Site;
use crate::stats::{Samples, shown_bytes};

const N_DOCUMENTS: usize = 50;
const N_TURNS: usize = 3;

#[derive(Deserialize)]
struct Visit {
    text: Mark,
    live: Option<Mark>,
    n_sockets: f64,
    n_requests: f64,
    n_memory: f64,
}

#[derive(Deserialize)]
struct Measured {
    read: Vec<Visit>,
    write: Vec<Visit>,
    stock: Vec<Visit>,
    empty: Vec<Visit>,
}

pub(super) async fn measure(site: &Site, section: &mut Section) -> Result<()> {
    let servers = Servers::start(site)?;
    let order = joined([servers.order(), json!({ "documents": N_DOCUMENTS, "turns": N_TURNS })]);
    let Measured { read, write, stock, empty } = node::run_with_servers(site, "embeds.mjs", &order).await?;
    let text = |visits: &[Visit]| Figure::of(visits.iter().map(|visit| &visit.text));
    let live = |visits: &[Visit]| Figure::of(visits.iter().filter_map(|visit| visit.live.as_ref()));
    let beside = format!("{}; {}", text(&stock).shown("Tiptap"), text(&empty).shown("words alone"));
    for (what, visits) in [("to be read", &read), ("to be written in", &write)] {
        let row = Row::new(format!("{N_DOCUMENTS} elements {what} → all words"), text(visits).with_range());
        section.row(row.beside(&*beside).remark(text(visits).over(&text(&stock), "Tiptap")));
    }
    let row = Row::new(format!("{N_DOCUMENTS} elements to be written in → all live"), live(&write).with_range());
    section.row(row.beside(live(&stock).shown("Tiptap")).remark(live(&write).over(&live(&stock), "Tiptap")));
    for (what, visits) in [("to be read", &read), ("to be written in", &write)] {
        let row = Row::new(format!("{N_DOCUMENTS} elements {what}: what the page holds"), held(visits));
        let row = row.beside(format!("Tiptap {}; words alone {}", held(&stock), held(&empty)));
        section.row(row.times(memory(visits).median(), memory(&stock).median()));
    }
    section.note("Chromium holds back sockets that a page opens together: fifty that say nothing take five seconds");
    section.note(format!(
        "{N_DOCUMENTS} short charters, all near the window; {N_TURNS} first visits each; memory of the page's process"
    ));
    Ok(())
}

fn memory(visits: &[Visit]) -> Samples {
    visits.iter().map(|visit| visit.n_memory).collect()
}

fn held(visits: &[Visit]) -> String {
    let median = |of: fn(&Visit) -> f64| visits.iter().map(of).collect::<Samples>().median();
    let (n_sockets, n_requests) = (median(|visit| visit.n_sockets), median(|visit| visit.n_requests));
    format!("{n_sockets} sockets, {n_requests} requests, {}", shown_bytes(memory(visits).median() as usize))
}
