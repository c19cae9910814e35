//! Part `embedding`: a document in other people's pages, beside a stock Yjs editor (Tiptap over y-websocket) and beside a page
//! that has nothing but the words.

mod faces;
mod many;
mod offline;
mod views;

use std::net::SocketAddr;
use std::path::Path;

use anyhow::{Result, ensure};
use muster_tests::server::Process;
use serde::Deserialize;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::Pieces;
use crate::charter;
use crate::partner::Partner;
use crate::report::Section;
use crate::site::Site;
use crate::stats::{Samples, shown, shown_bytes};

/// The editor of the peer, as its folder's `npm ci` bundles it.
const EDITOR: &str = "peers/tiptap/node_modules/.bundle/editor.js";
/// All frames of a page are drawn in one process, so that its slow processor and its slow line are theirs too.
const ONE_PROCESS: &str = "--disable-site-isolation-trials";

/// The servers that the pages embed.
struct Servers {
    muster: Process,
    relay: Process,
    _data: [TempDir; 2],
}

/// A moment of a visit.
#[derive(Deserialize)]
struct Mark {
    /// Since the start of the page.
    ms: f64,
    /// The bytes that had come by then.
    n_bytes: f64,
}

/// The parts that several visits have in common.
struct Figure {
    ms: Samples,
    n_bytes: Samples,
}

pub(crate) async fn measure(site: &Site, pieces: &Pieces<'_>) -> Result<Section> {
    let mut section =
        Section::new("In other people's pages: beside Tiptap 3.35 over y-websocket 3.1, and the words alone");
    if pieces.wants("faces") {
        faces::measure(site, &mut section).await?;
    }
    if pieces.wants("many") {
        many::measure(site, &mut section).await?;
    }
    if pieces.wants("views") {
        views::measure(site, &mut section).await?;
    }
    if pieces.wants("offline") {
        offline::measure(site, &mut section).await?;
    }
    section
        .note("bytes: all that had come to the page by then, heads and frames of sockets with it; medians, in turns");
    Ok(section)
}

impl Servers {
    fn start(site: &Site) -> Result<Self> {
        let editor = Path::new(env!("CARGO_MANIFEST_DIR")).join(EDITOR);
        ensure!(editor.is_file(), "there is no {}: run `npm ci` in tests/peers/tiptap", editor.display());
        let data = [site.folder()?, site.folder()?];
        let muster = site.serve(&data[0], &[])?;
        let relay = Partner::YWebsocket.serve(site, data[1].path())?;
        Ok(Self { muster, relay, _data: data })
    }

    /// The part of an order that says where they are.
    fn order(&self) -> Value {
        let url = format!("http://localhost:{}", self.muster.address.port());
        json!({ "url": url, "relay": format!("ws://{}", self.relay.address), "switches": [ONE_PROCESS] })
    }
}

/// Makes a charter of sixty rows; answers the part of an order that says which words are waited for.
async fn words(address: SocketAddr) -> Result<Value> {
    Ok(json!({ "doc": charter::make(address).await?, "field": charter::MISSION, "team": charter::NAME }))
}

/// One order out of several parts of it.
fn joined(parts: impl IntoIterator<Item = Value>) -> Value {
    let fields = parts.into_iter().filter_map(|part| part.as_object().cloned());
    Value::Object(fields.flatten().collect())
}

impl Figure {
    fn of<'m>(marks: impl Iterator<Item = &'m Mark>) -> Self {
        let (ms, n_bytes): (Vec<f64>, Vec<f64>) = marks.map(|mark| (mark.ms, mark.n_bytes)).unzip();
        Self { ms: ms.into_iter().collect(), n_bytes: n_bytes.into_iter().collect() }
    }

    fn with_range(&self) -> String {
        format!("{}, {}", self.ms.median_and_range("ms"), shown_bytes(self.n_bytes.median() as usize))
    }

    fn shown(&self, whose: &str) -> String {
        format!("{whose} {} ms, {}", shown(self.ms.median()), shown_bytes(self.n_bytes.median() as usize))
    }

    fn over(&self, other: &Self, whose: &str) -> String {
        let times = |ours: &Samples, theirs: &Samples| shown(ours.median() / theirs.median());
        format!(
            "{} times the time and {} the bytes of {whose}",
            times(&self.ms, &other.ms),
            times(&self.n_bytes, &other.n_bytes)
        )
    }
}
