//! The inventory of all series: the meetings of the weeks to come, how many people come, and whose series nobody else is told of.

use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::{Context, Result, ensure};
use muster_shared::text::words::days_later;
use muster_tests::server::{Process, get, request};
use serde_json::{Value, json};
use tempfile::tempdir;

const PROGRAM: &str = env!("CARGO_BIN_EXE_muster-under-test");
const DAY_SECS: u64 = 24 * 60 * 60;

/// A day, so many days from now.
fn day(from_now: i64) -> Result<String> {
    let days = SystemTime::now().duration_since(UNIX_EPOCH)?.as_secs() / DAY_SECS;
    Ok(days_later("1970-01-01", i64::try_from(days)? + from_now))
}

fn series(id: &str, name: &str, first: &str, rhythm: &str, minutes: u32) -> Value {
    let values = json!({ "first": first, "rhythm": rhythm, "zone": "UTC", "minutes": minutes });
    json!({ "id": id, "kind": "series", "sheet": { "texts": { "name": name }, "values": values } })
}

#[tokio::test]
async fn a46_every_series_is_counted_over_twelve_weeks_with_those_who_were_there_the_last_time() -> Result<()> {
    let folder = tempdir()?;
    let server = Process::start(PROGRAM, folder.path(), &[])?;
    let held = |by: &str| json!({ "id": by, "values": { "here": [{ "value": true, "by": by, "at_ms": 1 }] } });
    let review = format!("weekly-r{}T1000", day(-7)?.replace('-', ""));
    let first = format!("{}T10:00", day(-7)?);
    let documents = json!([
        series("weekly", "Weekly", &first, "FREQ=WEEKLY", 60),
        series("once", "Once", &format!("{}T10:00", day(3)?), "", 90),
        series("undated", "Undated", "", "FREQ=WEEKLY", 30),
        { "id": review, "kind": "review", "sheet": { "lists": { "present": [held("Ines"), held("Bruno")] } } },
        { "id": "keys", "kind": "charter", "sheet": { "texts": { "name": "Keys" } } },
    ]);
    let file = json!({ "muster": 1, "documents": documents }).to_string();
    let done = request(server.address, "POST", "/api/import?name=all.json", &[], file.as_bytes()).await?;
    ensure!(done.status == 200 && done.body.contains("\"refused\":[]"), "{}", done.body);
    // A document that is not here gets an id of its own.
    let made: Value = serde_json::from_str(&done.body)?;
    let made = |nth: usize| made["made"][nth].as_str().map(ToOwned::to_owned).context("what was made");
    let (series, charter) = (made(0)?, made(4)?);
    let told = get(server.address, &format!("/api/docs/{series}/inventory"), &[]).await?;
    let told: Vec<Value> = serde_json::from_str(&told.body).with_context(|| told.body.clone())?;
    let of = |name: &str| told.iter().find(|one| one["name"] == name).with_context(|| format!("{name} in {told:?}"));
    let weekly = of("Weekly")?;
    assert_eq!((&weekly["minutes"], &weekly["people"]), (&json!(60), &json!(2)));
    // The meeting of today may lie behind by now.
    ensure!([json!(11), json!(12)].contains(&weekly["n_ahead"]), "{weekly}");
    assert_eq!((&of("Once")?["n_ahead"], &of("Once")?["people"]), (&json!(1), &Value::Null));
    assert_eq!(of("Undated")?["n_ahead"], json!(0));
    assert_eq!(told.len(), 3, "{told:?}");
    assert_eq!(get(server.address, &format!("/api/docs/{charter}/inventory"), &[]).await?.status, 404);
    Ok(())
}
