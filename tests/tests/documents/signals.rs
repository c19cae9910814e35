//! The signals that stand in reviews: meetings of a team, and the hours of all who were there.

use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::{Context, Result, ensure};
use muster_shared::text::words::days_later;
use muster_tests::server::{Process, get, request};
use serde_json::{Value, json};
use tempfile::tempdir;

const PROGRAM: &str = env!("CARGO_BIN_EXE_muster-under-test");
const DAY_SECS: u64 = 24 * 60 * 60;

/// A day as it ends the id of a review.
fn slot(days_ago: u64) -> Result<String> {
    let days = SystemTime::now().duration_since(UNIX_EPOCH)?.as_secs() / DAY_SECS - days_ago;
    Ok(format!("{}T1000", days_later("1970-01-01", i64::try_from(days)?).replace('-', "")))
}

async fn make(server: &Process, body: Value) -> Result<()> {
    let head = ["Content-Type: application/json"];
    let made = request(server.address, "POST", "/api/docs", &head, body.to_string().as_bytes()).await?;
    ensure!(made.status == 201, "{}", made.body);
    Ok(())
}

#[tokio::test]
async fn v15_hours_are_the_planned_length_times_those_who_were_there_and_name_nobody() -> Result<()> {
    let folder = tempdir()?;
    let server = Process::start(PROGRAM, folder.path(), &[])?;
    make(&server, json!({ "id": "keys", "kind": "charter", "name": "Keys" })).await?;
    make(&server, json!({ "id": "weekly", "kind": "series", "name": "Weekly" })).await?;
    let (recorded, silent, others) = (slot(1)?, slot(8)?, slot(15)?);
    let mark = |id: &str, by: &str, here: bool| json!({ "id": id, "values": { "here": [{ "value": here, "by": by, "at_ms": 1 }] } });
    let review = |slot: &str, team: &str, present: Value, attended: Value| {
        let items = json!([{ "id": "i1", "texts": { "title": "The hours" }, "values": { "team": team } }]);
        let lists = json!({ "items": items, "present": present, "attended": attended });
        json!({ "id": format!("weekly-r{slot}"), "kind": "review", "sheet": { "lists": lists } })
    };
    let attended = json!([{ "id": "n1", "values": { "name": "Bruno" } }, { "id": "n2", "values": { "name": "ines" } }]);
    let present = json!([mark("p1", "Ines", true), mark("p2", "Halima", true), mark("p3", "Sanjay", false)]);
    let series = json!({ "id": "weekly", "kind": "series", "sheet": { "values": { "minutes": 45 } } });
    let documents = json!([
        series,
        review(&recorded, "keys", present.clone(), attended.clone()),
        review(&silent, "keys", json!([]), json!([])),
        review(&others, "ledger", present, attended),
    ]);
    let file = json!({ "muster": 1, "documents": documents }).to_string();
    let done = request(server.address, "POST", "/api/import?name=all.json", &[], file.as_bytes()).await?;
    ensure!(done.status == 200 && done.body.contains("\"refused\":[]"), "{}", done.body);
    let told = get(server.address, "/api/docs/keys-log/signals", &[]).await?;
    let told: Vec<Value> = serde_json::from_str(&told.body).with_context(|| told.body.clone())?;
    let of = |word: &str| told.iter().filter(|one| one["signal"] == word).collect::<Vec<_>>();
    assert_eq!((of("meetings").len(), of("hours").len()), (2, 1), "{told:?}");
    let hours = of("hours")[0];
    assert_eq!((&hours["minutes"], &hours["says"]), (&json!(3 * 45), &json!("Weekly: 3 people, 45 minutes each")));
    assert_eq!(hours["doc"], json!(format!("weekly-r{recorded}")));
    for name in ["Ines", "Halima", "Bruno", "ines"] {
        ensure!(!told.iter().any(|one| one.to_string().contains(name)), "{name} in {told:?}");
    }
    Ok(())
}
