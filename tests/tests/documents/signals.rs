//! The signals that stand in reviews: meetings of a team, and the hours of all who were there; and the place that a team has among all.

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
    let done = request_import(&server, &file).await?;
    ensure!(done.contains("\"refused\":[]"), "{done}");
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

#[tokio::test]
async fn n13_a50_a_team_is_placed_by_its_charter_its_log_and_its_reviews_and_the_times_with_customers_are_counted()
-> Result<()> {
    let folder = tempdir()?;
    let server = Process::start(PROGRAM, folder.path(), &[])?;
    make(&server, json!({ "id": "keys", "kind": "charter", "name": "Keys" })).await?;
    make(&server, json!({ "id": "weekly", "kind": "series", "name": "Weekly" })).await?;
    let (recent, before) = (slot(1)?, slot(70)?);
    let today = |slot: &str| {
        let part = |range| slot.get(range).unwrap_or_default();
        format!("{}-{}-{}", part(0..4), part(4..6), part(6..8))
    };
    let names = ["Ines", "Bruno", "Rui", "Pauline"];
    let members: Vec<Value> = names.iter().map(|name| json!({ "id": name, "values": { "name": name } })).collect();
    let heard = [&recent, &before].map(|slot| json!({ "id": format!("h{slot}"), "values": { "on": today(slot) } }));
    let decision = |nth: usize| {
        let role = if nth == 0 { "leader" } else { "captain" };
        json!({ "id": format!("d{nth}"), "values": { "question": "?", "on": today(&recent), "role": role } })
    };
    let asked = json!({ "id": "r1", "values": { "need": "A van", "on": today(&recent) } });
    let note = json!({ "id": "n1", "values": { "signal": "place", "note": "Ask us.", "on": today(&recent) } });
    let decisions: Vec<Value> = (0..5).map(decision).collect();
    let log = json!({ "decisions": decisions, "requests": [asked], "annotations": [note] });
    let items = json!([{ "id": "i1", "texts": { "title": "Anna" }, "values": { "team": "keys", "type": "insight" } }]);
    let documents = json!([
        { "id": "keys", "kind": "charter", "sheet": { "lists": { "members": members, "heard": heard } } },
        { "id": "keys-log", "kind": "log", "sheet": { "lists": log } },
        { "id": format!("weekly-r{recent}"), "kind": "review", "sheet": { "lists": { "items": items } } },
    ]);
    let file = json!({ "muster": 1, "documents": documents }).to_string();
    let done = request_import(&server, &file).await?;
    ensure!(done.contains("\"refused\":[]"), "{done}");
    let told = get(server.address, "/api/picture", &[]).await?;
    let told: Value = serde_json::from_str(&told.body).with_context(|| told.body.clone())?;
    let keys = &told["teams"][0];
    let part = |name: &str| (keys[name]["n"].as_u64(), keys[name]["of"].as_u64());
    assert_eq!((&keys["name"], part("agreed")), (&json!("Keys"), (Some(0), Some(4))), "{told}");
    assert_eq!(
        (part("decided"), part("requests"), part("sight")),
        ((Some(4), Some(5)), (Some(1), Some(1)), (Some(0), Some(1)))
    );
    assert_eq!((&keys["customers"], &keys["notes"][0][1]), (&json!(2), &json!("Ask us.")), "a note and an interview");
    Ok(())
}

async fn request_import(server: &Process, file: &str) -> Result<String> {
    let done = request(server.address, "POST", "/api/import?name=all.json", &[], file.as_bytes()).await?;
    ensure!(done.status == 200, "{}", done.body);
    Ok(done.body)
}
