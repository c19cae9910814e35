//! One charter of 60 rows in each way that there is to have it in a page: milliseconds and bytes to its words, and to a field
//! that is saved, on this machine as it is and with a phone's processor on a slow line.

use anyhow::Result;
use serde::Deserialize;
use serde_json::json;

use super::{Figure, Mark, Servers, joined, words};
use crate::node;
use crate::report::{Row, Section};
use crate::site::Site;
use crate::size;
use crate::stats::{Samples, shown_bytes};

const N_TURNS: usize = 5;
/// The most that the words may weigh besides the text itself.
const BESIDES_KB_MAX: f64 = 15.0;

/// The visits of one page, on each line.
#[derive(Deserialize)]
struct Visits {
    plain: Vec<Visit>,
    slow: Vec<Visit>,
}

#[derive(Deserialize)]
struct Visit {
    text: Mark,
    /// A page to be read never comes to this.
    live: Option<Mark>,
    n_besides: f64,
}

#[derive(Deserialize)]
struct Measured {
    browser: String,
    element: Visits,
    link: Visits,
    frame: Visits,
    address: Visits,
    read_link: Visits,
    stock: Visits,
    empty: Visits,
}

pub(super) async fn measure(site: &Site, section: &mut Section) -> Result<()> {
    let servers = Servers::start(site)?;
    let address = servers.muster.address;
    let order = joined([servers.order(), words(address).await?, json!({ "turns": N_TURNS })]);
    let measured: Measured = node::run_with_servers(site, "embedding.mjs", &order).await?;
    rows(section, "this machine", &measured, |visits| &visits.plain);
    rows(section, "CPU ÷ 4, slow 4G", &measured, |visits| &visits.slow);
    let besides: Samples = measured.read_link.plain.iter().map(|visit| visit.n_besides).collect();
    let row = Row::new("a text by a read link, besides the text itself", shown_bytes(besides.median() as usize));
    section.row(row.limit(besides.median() / 1e3, BESIDES_KB_MAX, "KB"));
    section.row(size::loader(address).await?);
    section.note(format!(
        "a charter of 60 rows in a page of another site; {}; {N_TURNS} first visits each",
        measured.browser
    ));
    section
        .note("live: a field that takes text and says Saved; Tiptap: editable and synced, with the same words in it");
    section.note(
        "on a slow line the app comes by a press of Edit, as soon as it can be pressed; Chromium slows no sockets",
    );
    Ok(())
}

fn rows(section: &mut Section, line: &str, measured: &Measured, of: fn(&Visits) -> &Vec<Visit>) {
    let text = |visits| Figure::of(of(visits).iter().map(|visit| &visit.text));
    let live = |visits| Figure::of(of(visits).iter().filter_map(|visit| visit.live.as_ref()));
    let (stock, empty) = (text(&measured.stock), text(&measured.empty));
    for (face, visits) in measured.faces() {
        let ours = text(visits);
        let row = Row::new(format!("{line}: {face} → words"), ours.with_range());
        let row = row.beside(format!("{}; {}", stock.shown("Tiptap"), empty.shown("words alone")));
        section.row(row.remark(format!("{}; {}", ours.over(&stock, "Tiptap"), ours.over(&empty, "the words alone"))));
    }
    let stock = live(&measured.stock);
    for (face, visits) in
        measured.faces().into_iter().filter(|(_, visits)| of(visits).iter().all(|visit| visit.live.is_some()))
    {
        let ours = live(visits);
        let row = Row::new(format!("{line}: {face} → live"), ours.with_range());
        section.row(row.beside(stock.shown("Tiptap")).remark(ours.over(&stock, "Tiptap")));
    }
}

impl Measured {
    fn faces(&self) -> [(&str, &Visits); 5] {
        let Self { element, link, frame, read_link, address, .. } = self;
        [("element", element), ("link", link), ("frame", frame), ("read link", read_link), ("/d/{doc}", address)]
    }
}
