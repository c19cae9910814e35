//! Texts that are followed: a line for each change, and the end of it when the text may not be read any more.

use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use muster_tests::cast::OURS;
use muster_tests::lines::Lines;
use muster_tests::server::{Process, get, request};
use serde_json::{Value, json};
use tempfile::tempdir;

use crate::house::{House, PROGRAM};
use crate::links::terms;

/// How long a right that was taken may still be used.
const TAKEN: Duration = Duration::from_secs(5);

fn documents(documents: Value) -> Value {
    json!({ "documents": documents })
}

/// The tag of a text.
fn tag(head: &str) -> Result<&str> {
    head.lines().find_map(|line| line.strip_prefix("etag: ")).map(str::trim).context("a tag")
}

impl House {
    async fn follow(&self, who: &str, what: Value) -> Result<Lines> {
        let own = format!("Origin: http://localhost:{}", self.server.address.port());
        let known = self.cast.header(who).map(|(name, value)| format!("{name}: {value}"));
        let headers: Vec<&str> = [own.as_str()].into_iter().chain(known.as_deref()).collect();
        Lines::ask(self.server.address, "/api/follow", &headers, &documents(what)).await
    }

    /// Names a document otherwise.
    async fn name(&self, doc: &str, name: &str) -> Result<()> {
        let body = json!({ "name": name }).to_string();
        let answer = self.ask("leader", "PATCH", &format!("/api/docs/{doc}"), &body).await?;
        ensure!(answer.status == 204, "{} {}", answer.status, answer.body);
        Ok(())
    }
}

#[tokio::test]
async fn a_change_is_a_line_with_the_tag_of_the_text_that_is_read_then() -> Result<()> {
    let house = House::open().await?;
    let text = format!("/embed/{OURS}.html?view=three-ms");
    let before = house.ask("member", "GET", &text, "").await?;
    let etag = tag(&before.head)?;
    let mut lines = house.follow("member", json!([{ "doc": OURS, "view": "three-ms", "etag": etag }])).await?;
    ensure!(lines.status == 200 && lines.head.contains("application/x-ndjson"), "{}", lines.head);
    house.name(OURS, "Ours, named anew").await?;
    let line = lines.one().await?;
    assert_eq!((&line["doc"], &line["view"]), (&json!(OURS), &json!("three-ms")));
    let after = house.ask("member", "GET", &text, "").await?;
    ensure!(after.body.contains("Ours, named anew"), "{}", after.body);
    assert_eq!(line["etag"], json!(tag(&after.head)?));
    assert_ne!(tag(&after.head)?, tag(&before.head)?);
    Ok(())
}

#[tokio::test]
async fn who_has_no_tag_is_told_the_one_of_now_and_of_what_is_not_theirs_only_that_it_is_gone() -> Result<()> {
    let house = House::open().await?;
    let what = json!([{ "doc": "theirs" }, { "doc": "absent" }, { "doc": "no id" }, { "doc": OURS }]);
    let mut lines = house.follow("guest", what).await?;
    let mut said = Vec::new();
    for _ in 0..4 {
        said.push(lines.one().await?);
    }
    for doc in ["theirs", "absent", "no id"] {
        ensure!(said.contains(&json!({ "doc": doc, "gone": true })), "{doc}: {said:?}");
    }
    ensure!(said.iter().any(|line| line["doc"] == OURS && line["etag"].is_string()), "{said:?}");
    Ok(())
}

#[tokio::test]
async fn a_right_that_is_taken_ends_what_is_followed_within_seconds() -> Result<()> {
    let house = House::open().await?;
    let mut lines = house.follow("guest", json!([{ "doc": OURS }])).await?;
    lines.one().await?;
    let start = Instant::now();
    let taken = house.ask("leader", "DELETE", "/api/docs/ours/people/{guest}", "").await?;
    ensure!(taken.status == 204, "{}", taken.body);
    assert_eq!(lines.one().await?, json!({ "doc": OURS, "gone": true }));
    ensure!(start.elapsed() < TAKEN, "{:?}", start.elapsed());
    assert_eq!(lines.next().await?, None, "nothing is followed any more");
    Ok(())
}

#[tokio::test]
async fn a_deleted_document_is_gone_on_an_open_server_too() -> Result<()> {
    let data = tempdir()?;
    let server = Process::start(PROGRAM, data.path(), &[])?;
    let body = json!({ "id": "ledger", "kind": "charter", "name": "Ledger" }).to_string();
    let made =
        request(server.address, "POST", "/api/docs", &["Content-Type: application/json"], body.as_bytes()).await?;
    ensure!(made.status == 201, "{}", made.body);
    let what = documents(json!([{ "doc": "ledger" }]));
    let mut lines = Lines::ask(server.address, "/api/follow", &[], &what).await?;
    lines.one().await?;
    ensure!(request(server.address, "DELETE", "/api/docs/ledger", &[], b"").await?.status == 204);
    assert_eq!(lines.one().await?, json!({ "doc": "ledger", "gone": true }));
    Ok(())
}

#[tokio::test]
async fn a_page_may_follow_with_a_token_that_is_for_it_and_read_the_answer() -> Result<()> {
    let house =
        House::served(|data| Process::serve(PROGRAM, data, &["--allow-origin", "https://wiki.example"])).await?;
    let what = documents(json!([{ "doc": OURS, "token": house.cast.token("reader") }]));
    let ask = async |origin: &str| {
        let origin = format!("Origin: {origin}");
        Lines::ask(house.server.address, "/api/follow", &[&origin, "Content-Type: text/plain"], &what).await
    };
    let mut lines = ask("https://wiki.example").await?;
    ensure!(lines.head.contains("access-control-allow-origin: https://wiki.example\r\n"), "{}", lines.head);
    ensure!(lines.one().await?["etag"].is_string());
    let foreign = ask("https://evil.example").await?;
    assert_eq!(foreign.status, 403, "{}", foreign.head);
    let text = format!("/embed/{OURS}.html?token={}", house.cast.token("reader"));
    let read = get(house.server.address, &text, &["Origin: https://wiki.example"]).await?;
    for line in ["access-control-allow-origin: https://wiki.example\r\n", "access-control-expose-headers: etag\r\n"] {
        ensure!(read.head.contains(line), "{line}: {}", read.head);
    }
    Ok(())
}

#[tokio::test]
async fn a_cookie_follows_for_pages_of_the_server_alone() -> Result<()> {
    let house = House::open().await?;
    let (name, cookie) = house.cast.header("member").context("a cookie")?;
    let known = format!("{name}: {cookie}");
    let what = documents(json!([{ "doc": OURS }]));
    for headers in [vec![known.as_str()], vec![known.as_str(), "Origin: https://evil.example"]] {
        let lines = Lines::ask(house.server.address, "/api/follow", &headers, &what).await?;
        assert_eq!(lines.status, 403, "{headers:?}");
    }
    Ok(())
}

#[tokio::test]
async fn each_follows_from_as_many_pages_as_may_be_and_one_that_is_closed_makes_room() -> Result<()> {
    let house = House::served(|data| Process::serve(PROGRAM, data, &["--follows-max", "2"])).await?;
    let follow = async || house.follow("member", json!([{ "doc": OURS }])).await;
    let (mut first, mut second) = (follow().await?, follow().await?);
    first.one().await?;
    second.one().await?;
    assert_eq!(follow().await?.status, 429);
    assert_eq!(house.follow("leader", json!([{ "doc": OURS }])).await?.status, 200, "others are not in the way");
    drop(first);
    while follow().await?.status == 429 {
        tokio::task::yield_now().await;
    }
    Ok(())
}

#[tokio::test]
async fn devices_that_the_holder_of_a_link_makes_up_make_no_room_for_more_pages() -> Result<()> {
    let house = House::served(|data| Process::serve(PROGRAM, data, &["--follows-max", "2"])).await?;
    let link = house.link("leader", OURS, &terms()).await?;
    let mut open = Vec::new();
    for device in ["A", "B", "C"] {
        let key = format!("{}.{}A", link.key, device.repeat(42));
        let what = documents(json!([{ "doc": OURS, "key": key }]));
        open.push(Lines::ask(house.server.address, "/api/follow", &[], &what).await?);
    }
    let answers: Vec<u16> = open.iter().map(|lines| lines.status).collect();
    assert_eq!(answers, [200, 200, 429]);
    Ok(())
}

#[tokio::test]
async fn a_server_that_stops_ends_what_is_followed() -> Result<()> {
    let house = House::open().await?;
    let mut lines = house.follow("member", json!([{ "doc": OURS }])).await?;
    lines.one().await?;
    house.server.signal("TERM")?;
    assert_eq!(lines.next().await?, None);
    Ok(())
}
