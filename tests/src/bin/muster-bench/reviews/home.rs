//! The home page of a workspace of 300 charters, 60 series and 3,000 reviews, beside that of one with 35 charters.

use anyhow::Result;
use serde::Deserialize;
use serde_json::{Value, json};

use super::filled;
use crate::node::{self, samples};
use crate::report::{Row, Section};
use crate::site::Site;
use crate::stats::shown_bytes;

const N_LOADS: usize = 7;
const SMALL: Workspace = Workspace { n_charters: 35, n_series: 0, n_reviews: 0 };
const LARGE: Workspace = Workspace { n_charters: 300, n_series: 60, n_reviews: 3_000 };
/// The most that a large workspace's page may take, in those of a small one's.
const TIMES_MAX: f64 = 1.2;

struct Workspace {
    n_charters: usize,
    n_series: usize,
    n_reviews: usize,
}

/// Loads of the home page by somebody who was never here, and by somebody who was.
#[derive(Deserialize)]
struct Loads {
    /// From the start of the page to the first team on it, in milliseconds.
    first: Vec<f64>,
    /// The same where the device keeps the app.
    again: Vec<f64>,
    /// The bytes of the list of documents.
    n_bytes: usize,
}

#[derive(Deserialize)]
struct Measured {
    small: Loads,
    large: Loads,
}

pub(super) async fn measure(site: &Site, section: &mut Section) -> Result<()> {
    let (data, full) = (site.folder()?, site.folder()?);
    filled::import(site, data.path(), &SMALL.documents())?;
    filled::import(site, full.path(), &LARGE.documents())?;
    let (small, large) = (site.serve(&data, &[])?, site.serve(&full, &[])?);
    let url = |server: &muster_tests::server::Process| format!("http://localhost:{}", server.address.port());
    let order = json!({ "small": url(&small), "large": url(&large), "loads": N_LOADS });
    let Measured { small, large } = node::run("home.mjs", &order).await?;
    for (what, large, small) in
        [("first visit", &large.first, &small.first), ("a later one", &large.again, &small.again)]
    {
        let (large, small) = (samples(large), samples(small));
        let what = format!(
            "home of {} charters, {} series, {} reviews: {what}",
            LARGE.n_charters, LARGE.n_series, LARGE.n_reviews
        );
        let row = Row::new(what, large.median_and_range("ms"));
        let row = row.beside(format!("{} charters {}", SMALL.n_charters, small.median_and_range("ms")));
        section.row(row.at_most_times(large.median(), small.median(), TIMES_MAX, "the small one's"));
    }
    let row = Row::new("its list of documents", shown_bytes(large.n_bytes));
    section.row(row.beside(format!("{} charters {}", SMALL.n_charters, shown_bytes(small.n_bytes))));
    section.note(format!("home: page start → the first team stands on it; {N_LOADS} loads of each, in turns"));
    Ok(())
}

impl Workspace {
    fn documents(&self) -> Vec<Value> {
        let charters = (0..self.n_charters).map(|n| filled::charter(&format!("team{n}"), &format!("Team number {n}")));
        let series = (0..self.n_series).map(|n| filled::series(&format!("series{n}"), &format!("Review number {n}")));
        let reviews = (0..self.n_reviews).map(|n| {
            let (series, week) = (n % self.n_series, n / self.n_series);
            let day = format!("2025{:02}{:02}", 1 + week / 5, 1 + week % 5 * 5);
            filled::review(&format!("series{series}-r{day}T1000"), 3, 6)
        });
        charters.chain(series).chain(reviews).collect()
    }
}
