//! The dates of a series as the server tells them: to the page, to whoever is about to write a rhythm, and to calendars.

use std::fs;
use std::process::Command;

use anyhow::{Context, Result, ensure};
use muster_shared::files::export::{Exported, json};
use muster_shared::id::Lineage;
use muster_shared::kinds::{review, series};
use muster_shared::sheet::{Register, Sheet, Value, Write};
use muster_tests::server::{Answer, Process, get, request};
use serde_json::Value as Json;
use tempfile::{TempDir, tempdir};

const PROGRAM: &str = env!("CARGO_BIN_EXE_muster-under-test");
/// 24 November 2026, 08:00 in Lisbon.
const FROM_MS: u64 = 1_795_507_200_000;

fn words(words: &str) -> Register {
    let value = Value::from(words);
    Register { writes: vec![Write { id: "w".to_owned(), value, by: "Ines".to_owned(), at_ms: 1 }] }
}

/// A weekly series in Lisbon, the second of which is moved and the third not held.
fn weekly(id: &str, rhythm: &str) -> Result<Exported> {
    let values = [(series::FIRST, "2026-11-24T10:00"), (series::RHYTHM, rhythm), (series::ZONE, "Europe/Lisbon")];
    let moved = [("20261201T1000", "2026-12-02T15:00"), ("20261208T1000", series::NOT_HELD)];
    let sheet = Sheet {
        texts: [(series::NAME, "First Keys"), (series::PURPOSE, "Here we debate plans.")]
            .map(|(name, text)| (name.to_owned(), text.to_owned()))
            .into(),
        values: values.map(|(name, value)| (name.to_owned(), words(value))).into(),
        keyed: [(series::MOVED.to_owned(), moved.map(|(slot, to)| (slot.to_owned(), words(to))).into())].into(),
        ..Sheet::default()
    };
    Ok(Exported { id: id.parse()?, kind: series::KIND, lineage: Some(Lineage::from_random(7)), example: false, sheet })
}

/// An open server with a series that can be followed, and one that cannot.
async fn server(more: &[&str]) -> Result<(TempDir, Process)> {
    let folder = tempdir()?;
    let (file, data) = (folder.path().join("all.json"), folder.path().join("data"));
    fs::write(&file, json(&[weekly("weekly", "FREQ=WEEKLY")?, weekly("lost", "FREQ=SECONDLY;COUNT=4000000000")?]))?;
    let said = Command::new(PROGRAM).arg("import").arg(&file).arg("--data").arg(&data).output()?;
    ensure!(said.status.success(), "{}", String::from_utf8_lossy(&said.stderr));
    let server = Process::start(PROGRAM, &data, &[&["--public-url", "https://muster.example"], more].concat())?;
    let charter = br#"{"id":"charter","kind":"charter"}"#;
    let made = request(server.address, "POST", "/api/docs", &["Content-Type: application/json"], charter).await?;
    ensure!(made.status == 201, "{}", made.body);
    Ok((folder, server))
}

async fn dates(server: &Process, series: &str, query: &str) -> Result<Json> {
    let answer = get(server.address, &format!("/api/docs/{series}/occurrences{query}"), &[]).await?;
    ensure!(answer.status == 200, "{}: {}", answer.status, answer.body);
    Ok(serde_json::from_str(&answer.body)?)
}

async fn check(server: &Process, body: &str) -> Result<Answer> {
    request(server.address, "POST", "/api/rhythm", &["Content-Type: application/json"], body.as_bytes()).await
}

fn each<'j>(list: &'j Json, name: &str) -> Vec<&'j Json> {
    list.as_array().into_iter().flatten().map(|one| &one[name]).collect()
}

#[tokio::test]
async fn the_dates_of_a_series_come_by_their_time_with_what_was_moved_and_what_is_not_held() -> Result<()> {
    let (_folder, server) = server(&[]).await?;
    let told = dates(&server, "weekly", &format!("?from={FROM_MS}&n=4")).await?;
    assert_eq!((&told["zone"], &told["minutes"], &told["trouble"]), (&"Europe/Lisbon".into(), &50.into(), &Json::Null));
    let list = &told["occurrences"];
    assert_eq!(each(list, "slot"), ["2026-11-24T10:00", "2026-12-01T10:00", "2026-12-08T10:00", "2026-12-15T10:00"]);
    assert_eq!(each(list, "state"), ["planned", "moved", "not_held", "planned"]);
    assert_eq!(list[1]["doc"], "weekly-r20261201T1000", "a move changes no id");
    assert_eq!(list[0]["starts_ms"], FROM_MS + 2 * 3_600_000);
    assert_eq!(list[0]["ends_ms"], FROM_MS + 2 * 3_600_000 + 50 * 60_000);
    assert_eq!(list[1]["starts_ms"], FROM_MS + 8 * 24 * 3_600_000 + 7 * 3_600_000);
    assert_eq!(told["past"], Json::Array(Vec::new()));
    Ok(())
}

#[tokio::test]
async fn a_review_that_somebody_came_to_is_begun_and_stands_among_the_past_with_its_digest_once_its_time_has_come()
-> Result<()> {
    let (_folder, server) = server(&[]).await?;
    for slot in ["20261124T1000", "20261126T1600", "20261201T1000"] {
        let opened = get(server.address, &format!("/embed/weekly-r{slot}.md"), &[]).await?;
        ensure!(opened.status == 200, "{}: {}", opened.status, opened.body);
    }
    let told = dates(&server, "weekly", &format!("?from={FROM_MS}&n=3")).await?;
    assert_eq!(each(&told["occurrences"], "slot"), ["2026-11-24T10:00", "2026-11-26T16:00", "2026-12-01T10:00"]);
    assert_eq!(each(&told["occurrences"], "begun"), [true, true, true], "also one outside of the rhythm");
    let week = 7 * 24 * 3_600_000;
    let told = dates(&server, "weekly", &format!("?from={}&n=2", FROM_MS + week)).await?;
    assert_eq!(each(&told["occurrences"], "begun"), [true, false]);
    assert_eq!(each(&told["past"], "slot"), ["2026-11-26T16:00", "2026-11-24T10:00"], "the newest first");
    assert_eq!(each(&told["past"], "doc"), ["weekly-r20261126T1600", "weekly-r20261124T1000"]);
    ensure!(told["past"][0]["digest"]["sentence"].is_string(), "{told}");
    Ok(())
}

#[tokio::test]
async fn a_rhythm_that_nobody_can_follow_is_told_in_a_sentence_and_loses_no_review_and_no_calendar() -> Result<()> {
    let (_folder, server) = server(&[]).await?;
    assert_eq!(get(server.address, "/embed/lost-r20261124T1000.md", &[]).await?.status, 200);
    let told = dates(&server, "lost", "").await?;
    let trouble = told["trouble"].as_str().context("a sentence")?;
    ensure!(trouble.contains("FREQ=SECONDLY is not for reviews"), "{trouble}");
    assert_eq!(each(&told["past"], "doc"), ["lost-r20261124T1000"]);
    assert_eq!(told["occurrences"], Json::Array(Vec::new()));
    // Programs keep the dates they have where a calendar cannot be read, and lose them where it is empty.
    let calendar = get(server.address, "/embed/lost.ics", &[]).await?;
    assert_eq!(calendar.status, 409, "{}", calendar.body);
    ensure!(calendar.body.contains("FREQ=SECONDLY is not for reviews"), "{}", calendar.body);
    Ok(())
}

#[tokio::test]
async fn only_a_series_has_dates_and_no_more_are_told_than_asked_for_in_reason() -> Result<()> {
    let (_folder, server) = server(&[]).await?;
    for (path, status) in [
        ("/api/docs/charter/occurrences", 404),
        ("/api/docs/weekly-r20261124T1000/occurrences", 404),
        ("/api/docs/nothing/occurrences", 404),
        ("/embed/charter.ics", 404),
        ("/embed/nothing.ics", 404),
        ("/api/docs/weekly/occurrences?n=0", 400),
        ("/api/docs/weekly/occurrences?n=101", 400),
        ("/api/docs/weekly/occurrences?n=many", 400),
        ("/api/docs/weekly/occurrences?from=tomorrow", 400),
        ("/api/docs/weekly/occurrences?from=-9223372036854775808", 200),
        ("/api/docs/weekly/occurrences?from=9223372036854775807", 200),
        ("/api/docs/weekly/occurrences?n=100", 200),
    ] {
        assert_eq!(get(server.address, path, &[]).await?.status, status, "{path}");
    }
    assert_eq!(dates(&server, "weekly", "?n=100").await?["occurrences"].as_array().map(Vec::len), Some(100));
    Ok(())
}

#[tokio::test]
async fn a_rhythm_is_shown_by_its_next_dates_before_anybody_writes_it() -> Result<()> {
    let (_folder, server) = server(&[]).await?;
    let body =
        |first: &str, rhythm: &str, zone: &str| format!(r#"{{"first":"{first}","rhythm":"{rhythm}","zone":"{zone}"}}"#);
    let said = check(&server, &body("2399-11-23T10:00", "FREQ=WEEKLY;COUNT=2", "Europe/Lisbon")).await?;
    let dates: Json = serde_json::from_str(&said.body)?;
    assert_eq!(
        dates["dates"],
        serde_json::json!(["Tuesday, 23 November 2399, 10:00", "Tuesday, 30 November 2399, 10:00"])
    );
    assert_eq!(dates["trouble"], Json::Null);
    let endless: Json =
        serde_json::from_str(&check(&server, &body("2020-01-07T10:00", "FREQ=WEEKLY", "Europe/Lisbon")).await?.body)?;
    assert_eq!(endless["dates"].as_array().map(Vec::len), Some(6));
    ensure!(!endless["dates"][0].as_str().context("a date")?.contains("2020"), "those that lie ahead: {endless}");
    let lost: Json = serde_json::from_str(&check(&server, &body("2026-11-24T10:00", "weekly", "Mars")).await?.body)?;
    assert_eq!(lost["trouble"], "this server knows no time zone called `Mars`: write it as Europe/Lisbon");
    for bad in ["", "[]", r#"{"first":"2026-11-24T10:00"}"#, r#"{"first":1,"rhythm":2,"zone":3}"#] {
        assert_eq!(check(&server, bad).await?.status, 400, "{bad}");
    }
    let long = body("2026-11-24T10:00", &"BYDAY=TU;".repeat(100_000), "Europe/Lisbon");
    assert_eq!(check(&server, &long).await?.status, 200, "read as far as it takes to say that it is too long");
    Ok(())
}

#[tokio::test]
async fn dates_cost_what_other_reads_cost() -> Result<()> {
    let (_folder, server) = server(&["--reads-per-minute", "3"]).await?;
    let rhythm = r#"{"first":"2026-11-24T10:00","rhythm":"FREQ=DAILY","zone":"UTC"}"#;
    for status in [200, 200, 200, 429] {
        assert_eq!(check(&server, rhythm).await?.status, status);
        assert_eq!(get(server.address, "/api/docs/weekly/occurrences", &[]).await?.status, status);
    }
    Ok(())
}

#[tokio::test]
async fn a_series_is_a_calendar_with_the_way_back_to_its_page() -> Result<()> {
    let (_folder, server) = server(&[]).await?;
    let file = get(server.address, "/embed/weekly.ics", &[]).await?;
    assert_eq!(file.status, 200, "{}", file.body);
    ensure!(file.head.contains("content-type: text/calendar; charset=utf-8\r\n"), "{}", file.head);
    for line in [
        "BEGIN:VCALENDAR",
        "DTSTART;TZID=Europe/Lisbon:20261124T100000",
        "RRULE:FREQ=WEEKLY",
        "EXDATE;TZID=Europe/Lisbon:20261208T100000",
        "RECURRENCE-ID;TZID=Europe/Lisbon:20261201T100000",
        "URL:https://muster.example/d/weekly",
        "SUMMARY:First Keys",
    ] {
        ensure!(file.body.split("\r\n").any(|one| one == line), "{line}:\n{}", file.body);
    }
    let review = review::KIND.about_slot(&"weekly".parse()?, &"2026-12-01T10:00".parse()?).context("an id")?;
    ensure!(file.body.contains(&format!("URL:https://muster.example/d/{review}\r\n")), "{}", file.body);
    assert_eq!(get(server.address, "/embed/weekly.ics", &["Origin: http://evil.example"]).await?.status, 403);
    Ok(())
}
