//! Documents as files of Muster's own, imported by the program itself before its server starts.

use std::net::SocketAddr;
use std::path::Path;
use std::process::Command;

use anyhow::{Result, bail};
use muster_tests::server::get;
use serde_json::{Value, json};

use crate::charter::MISSION;
use crate::site::Site;

/// So many documents go into one file: a file has its limit.
const DOCS_IN_A_FILE: usize = 200;
/// The history that a charter and the talk beside it share: by it a talk from a file finds its charter.
const LINEAGE: &str = "L1";
/// The first item of a review, by its row.
pub(super) const FIRST_ITEM: &str = "i0";

/// Imports documents into a data folder that no server holds.
pub(super) fn import(site: &Site, data: &Path, documents: &[Value]) -> Result<()> {
    let folder = site.folder()?;
    let mut files = Vec::new();
    for (n, part) in documents.chunks(DOCS_IN_A_FILE).enumerate() {
        let path = folder.path().join(format!("part-{n:03}.json"));
        std::fs::write(&path, json!({ "muster": 1, "documents": part }).to_string())?;
        files.push(path);
    }
    let done = Command::new(&site.muster).arg("import").args(&files).arg("--data").arg(data).output()?;
    if !done.status.success() {
        bail!("the documents were not imported: {}", String::from_utf8_lossy(&done.stderr));
    }
    Ok(())
}

/// The id of the one document of a kind that a server lists: those that come from files get ids of their own.
pub(super) async fn the_one(address: SocketAddr, kind: &str) -> Result<String> {
    let listed: Vec<Value> = serde_json::from_str(&get(address, "/api/docs", &[]).await?.body)?;
    let mut ids = listed.iter().filter(|row| row["kind"] == kind).filter_map(|row| row["id"].as_str());
    match (ids.next(), ids.next()) {
        (Some(id), None) => Ok(id.to_owned()),
        _ => bail!("there is not one {kind} alone"),
    }
}

/// A charter in a few words.
pub(super) fn charter(id: &str, name: &str) -> Value {
    let texts = json!({ "name": name, "mission": "Every team knows what it owns", "goal": "Figures people believe" });
    json!({ "id": id, "kind": "charter", "sheet": { "texts": texts } })
}

/// A charter with so many metrics.
pub(super) fn measured(id: &str, name: &str, n_metrics: usize) -> Value {
    let metric = |n: usize| {
        let texts = json!({ "name": format!("Metric {n}"), "definition": sentence("definition", n) });
        json!({ "id": metric_id(n), "order": order(n), "texts": texts, "values": { "unit": "%", "baseline": 60, "target": 92 } })
    };
    let metrics: Vec<Value> = (0..n_metrics).map(metric).collect();
    let texts = json!({ "name": name, "mission": MISSION, "goal": "Figures people believe" });
    json!({ "id": id, "kind": "charter", "lineage": LINEAGE, "sheet": { "texts": texts, "lists": { "metrics": metrics } } })
}

/// The talk beside such a charter with so many comments, spread over its mission and its metrics.
pub(super) fn talk(of: &str, n_comments: usize, n_metrics: usize) -> Value {
    let comment = |n: usize| {
        let on = match n % (n_metrics + 1) {
            0 => "mission".to_owned(),
            nth => format!("metrics/{}", metric_id(nth - 1)),
        };
        let (texts, values) = (json!({ "text": sentence("comment", n) }), json!({ "on": on }));
        json!({ "id": format!("t{n}"), "order": order(n), "texts": texts, "values": values })
    };
    let comments: Vec<Value> = (0..n_comments).map(comment).collect();
    let id = format!("{of}-talk");
    json!({ "id": id, "kind": "talk", "lineage": LINEAGE, "sheet": { "lists": { "comments": comments } } })
}

fn metric_id(n: usize) -> String {
    format!("m{n}")
}

/// A series.
pub(super) fn series(id: &str, name: &str) -> Value {
    json!({ "id": id, "kind": "series", "sheet": { "texts": { "name": name, "purpose": "Captains decide; here they hear." } } })
}

/// A review with so many items and remarks, the remarks spread over the items, and every item revealed.
pub(super) fn review(id: &str, n_items: usize, n_remarks: usize) -> Value {
    let item = |n: usize| format!("i{n}");
    let items = (0..n_items).map(|n| {
        let notes = if n == 0 { MISSION.to_owned() } else { sentence("note", n) };
        let texts =
            json!({ "title": format!("Item {n} of this review"), "claim": sentence("claim", n), "notes": notes });
        json!({ "id": item(n), "order": order(n), "texts": texts, "values": { "type": "debate", "minutes": 5 } })
    });
    let reveals = (0..n_items).map(|n| json!({ "id": format!("v{n}"), "order": order(n), "values": { "item": item(n), "at": 1_700_000_000_000_u64 } }));
    let remarks = (0..n_remarks).map(|n| {
        let values =
            json!({ "item": item(n % n_items), "text": sentence("remark", n), "stance": (n % 21) as f64 - 10.0 });
        json!({ "id": format!("r{n}"), "order": order(n), "values": values })
    });
    let lists = json!({
        "items": items.collect::<Vec<_>>(), "reveals": reveals.collect::<Vec<_>>(), "remarks": remarks.collect::<Vec<_>>(),
    });
    json!({ "id": id, "kind": "review", "sheet": { "lists": lists } })
}

/// A log with so many decisions.
pub(super) fn log(id: &str, n_decisions: usize) -> Value {
    let decision = |n: usize| {
        let on = format!("20{:02}-{:02}-{:02}", 10 + n / 336, 1 + n / 28 % 12, 1 + n % 28);
        let values = json!({
            "question": format!("Question {n}: how much may a crew give?"), "choice": sentence("choice", n),
            "why": sentence("reason", n), "class": format!("Class {}", n % 12), "on": on,
        });
        json!({ "id": format!("d{n}"), "order": order(n), "values": values })
    };
    let decisions: Vec<Value> = (0..n_decisions).map(decision).collect();
    json!({ "id": id, "kind": "log", "sheet": { "lists": { "decisions": decisions } } })
}

fn sentence(of: &str, n: usize) -> String {
    format!("The {of} number {n}: a sentence of the length that people write in a meeting")
}

fn order(n: usize) -> String {
    format!("b{n:05}c")
}
