//! Part `browser`: what people feel, in a real Chromium. Node drives it (`tests/bench`); the figures come back as JSON.

use anyhow::Result;
use serde::Deserialize;
use serde_json::json;

use crate::charter;
use crate::node::{self, Local, samples};
use crate::report::{Row, Section};
use crate::site::Site;
use crate::stats::{shown, shown_bytes};

const N_KEYSTROKES: usize = 240;
const N_LOADS: usize = 10;
/// The most that one keystroke may cost the page it is typed in, in milliseconds.
pub(crate) const LOCAL_MS_MAX: f64 = 4.0;

/// The times that Node measured, in milliseconds.
#[derive(Deserialize)]
struct Measured {
    browser: String,
    /// Text boxes in the charter's page.
    n_boxes: usize,
    muster: Typed,
    relay: Typed,
    local: Local,
    plain: Local,
    app: Loaded,
    empty: Loaded,
}

/// Keystrokes that another browser saw.
#[derive(Deserialize)]
struct Typed {
    /// From the key to the change of the other page, for each keystroke.
    seen: Vec<f64>,
    n_missing: usize,
    /// All work of the typing page's main thread, for one keystroke on average.
    main_thread: f64,
}

/// Page loads with empty caches.
#[derive(Deserialize)]
struct Loaded {
    /// From the start of the page.
    from_page: Vec<f64>,
    /// From the first line of the script.
    from_script: Vec<f64>,
    n_bytes: usize,
}

pub(crate) async fn measure(site: &Site) -> Result<Section> {
    let data = site.folder()?;
    let (muster, relay) = (site.serve(&data, &[])?, site.relay(None)?);
    let order = json!({
        "url": format!("http://{}", muster.address),
        "doc": charter::make(muster.address).await?,
        "field": charter::MISSION,
        "relay": format!("ws://{}", relay.address),
        "keystrokes": N_KEYSTROKES,
        "loads": N_LOADS,
    });
    Ok(section(node::run("browser.mjs", &order).await?))
}

fn section(measured: Measured) -> Section {
    let mut section = Section::new(format!(
        "In {}: a charter of 60 rows, {} text boxes in its page",
        measured.browser, measured.n_boxes
    ));
    let Measured { muster, relay, local, plain, app, empty, .. } = measured;
    section.row(typed_row(&muster, &relay));
    section.row(
        Row::new("main thread, all of one keystroke (mean)", format!("{} ms", shown(muster.main_thread)))
            .beside(format!("plain text box {} ms", shown(relay.main_thread)))
            .times(muster.main_thread, relay.main_thread),
    );
    let (script, layout) = (samples(&local.script), samples(&local.layout));
    let (peer, peer_layout) = (samples(&plain.script), samples(&plain.layout));
    let row = Row::new("one keystroke here: script", script.p50_and(95, "ms"));
    let row = row.beside(format!("plain text box {}", peer.p50_and(95, "ms")));
    let row = row.limit(script.percentile(95.0), LOCAL_MS_MAX, "ms");
    section.row(row.peer_over(peer.percentile(95.0), LOCAL_MS_MAX));
    let row = Row::new("one keystroke here: script and layout", layout.p50_and(95, "ms"));
    section.row(row.beside(format!("plain text box {}", peer_layout.p50_and(95, "ms"))));
    let row = Row::new("long tasks (over 50 ms) while typing", local.n_long_tasks.to_string());
    section.row(row.beside(format!("plain text box {}", plain.n_long_tasks)));
    loaded_rows(&mut section, app, empty);
    section.note(format!("{N_KEYSTROKES} keystrokes, two browser contexts; median (least to most) of {N_LOADS} loads"));
    section.note("first interaction: the filled field takes text; the empty page only fetches the same files");
    section
}

fn typed_row(ours: &Typed, theirs: &Typed) -> Row {
    let (seen, peer) = (samples(&ours.seen), samples(&theirs.seen));
    let row = Row::new("keystroke → the other browser's page", seen.p50_and(95, "ms"));
    let row = row.beside(format!("text box over relay {}", peer.p50_and(95, "ms"))).times(seen.median(), peer.median());
    if ours.n_missing == 0 { row } else { row.remark(format!("MISSED: {} keystrokes never came", ours.n_missing)) }
}

fn loaded_rows(section: &mut Section, app: Loaded, empty: Loaded) {
    let size = format!("{} here, {} there", shown_bytes(app.n_bytes), shown_bytes(empty.n_bytes));
    let peer = samples(&empty.from_page);
    for (what, loads) in [("page start", app.from_page), ("script start", app.from_script)] {
        let loads = samples(&loads);
        let row = Row::new(format!("{what} → first interaction"), loads.median_and_range("ms"));
        let row = row.beside(format!("empty page, same files {}", peer.median_and_range("ms")));
        section.row(row.times(loads.median(), peer.median()));
    }
    section.row(Row::new("bytes of those files on the wire", size));
}
