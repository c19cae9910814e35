//! A log that a newer server wrote, with a document of a kind that this version does not know: everything else is served,
//! and nothing of that document is lost.

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use muster_server::log::{Log, Update};
use muster_shared::id::DocId;
use muster_tests::cast::{Cast, OURS, THEIRS};
use muster_tests::client::{Client, Heard};
use muster_tests::desk::history;
use muster_tests::server::{Process, get, request};
use serde_json::{Value, json};
use tempfile::tempdir;

const PROGRAM: &str = env!("CARGO_BIN_EXE_muster-under-test");

/// Says in the log of a stopped server that a document is of another kind, as a newer server would have; answers its
/// updates.
async fn turn_into(data: &Path, doc: &str, kind: &'static str) -> Result<Vec<Update>> {
    let (log, id) = (Log::open(data)?, doc.parse::<DocId>()?);
    let named = id.clone();
    log.change(move |db| db.execute("UPDATE docs SET kind = ?1 WHERE id = ?2", [kind, named.as_str()])).await?;
    let row = log.doc(&id).await?.context("the document")?;
    let updates = history(&log, &row).await?;
    log.close().await;
    Ok(updates)
}

async fn stop(server: Process) -> Result<()> {
    server.signal("TERM")?;
    ensure!(server.ended(Duration::from_secs(10))?.success(), "it ended badly");
    Ok(())
}

async fn json_at(server: &Process, path: &str) -> Result<Value> {
    let answer = get(server.address, path, &[]).await?;
    ensure!(answer.status == 200, "{path}: {} {}", answer.status, answer.body);
    Ok(serde_json::from_str(&answer.body)?)
}

fn muster(arguments: &[&str], data: &Path) -> Result<String> {
    let done = Command::new(PROGRAM).args(arguments).arg("--data").arg(data).output()?;
    let said = String::from_utf8_lossy(&[&done.stdout[..], &done.stderr].concat()).into_owned();
    ensure!(done.status.success(), "{arguments:?}: {said}");
    Ok(said)
}

#[tokio::test]
async fn a_document_of_a_newer_kind_is_named_and_never_opened_and_the_others_are_served() -> Result<()> {
    let folder = tempdir()?;
    let data = folder.path();
    let server = Process::start(PROGRAM, data, &[])?;
    for (id, name) in [("old", "Ledger"), ("new", "A pact")] {
        let wish = json!({ "id": id, "kind": "charter", "name": name }).to_string();
        assert_eq!(request(server.address, "POST", "/api/docs", &[], wish.as_bytes()).await?.status, 201);
    }
    stop(server).await?;
    let before = turn_into(data, "new", "pact").await?;
    ensure!(!before.is_empty(), "nothing was written");

    let server = Process::start(PROGRAM, data, &[])?;
    let listed = json_at(&server, "/api/docs").await?;
    let of = |id: &str| listed.as_array().and_then(|rows| rows.iter().find(|row| row["id"] == id)).cloned();
    assert_eq!(of("old").context("old")?["summary"]["name"], "Ledger");
    assert_eq!(of("new").context("new")?["kind"], "pact");
    assert_eq!(of("new").context("new")?["summary"], Value::Null);
    assert_eq!(json_at(&server, "/api/docs/new").await?["kind"], "pact");
    for path in ["/embed/new", "/embed/new.md", "/embed/new.json", "/embed/new.html"] {
        let answer = get(server.address, path, &[]).await?;
        assert_eq!(answer.status, 503, "{path}: {}", answer.body);
        ensure!(answer.body.contains("a newer muster wrote it"), "{path}: {}", answer.body);
    }
    for wanted in ["new", "new?kind=pact", "new?kind=charter"] {
        let mut client = Client::muster(server.address, wanted).await?;
        assert_eq!(client.hear().await?, Heard::Closed(4404), "{wanted}");
    }
    Client::synced(server.address, "old?kind=charter").await?;
    let again = json!({ "id": "new", "kind": "charter" }).to_string();
    assert_eq!(request(server.address, "POST", "/api/docs", &[], again.as_bytes()).await?.status, 409);
    stop(server).await?;

    muster(&["verify"], data)?;
    let exported = tempdir()?;
    let out = exported.path().to_string_lossy().into_owned();
    let said = Command::new(PROGRAM).args(["export", "--format", "json", &out, "--data"]).arg(data).output()?;
    ensure!(exported.path().join("old.json").exists(), "{}", String::from_utf8_lossy(&said.stderr));
    // The newer server comes back to all that was there.
    assert_eq!(turn_into(data, "new", "charter").await?, before);
    let server = Process::start(PROGRAM, data, &[])?;
    assert_eq!(json_at(&server, "/api/docs/new").await?["summary"]["name"], "A pact");
    stop(server).await
}

#[tokio::test]
async fn nobody_but_an_owner_is_told_that_a_document_of_a_newer_kind_is_there() -> Result<()> {
    let folder = tempdir()?;
    let cast = Cast::gather(folder.path()).await?;
    turn_into(folder.path(), OURS, "pact").await?;
    let server = Process::serve(PROGRAM, folder.path(), &[])?;
    for who in ["owner", "leader", "captain", "member", "guest", "stranger", "token:editor"] {
        let is_told = who == "owner";
        let one = cast.ask(server.address, who, "GET", &format!("/api/docs/{OURS}"), "").await?;
        assert_eq!(one.status, if is_told { 200 } else { 404 }, "{who}");
        let list = cast.ask(server.address, who, "GET", "/api/docs", "").await?;
        assert_eq!((list.status, list.body.contains("\"pact\"")), (200, is_told), "{who}: {}", list.body);
        let mut client = cast.connect(server.address, who, OURS).await?;
        assert_eq!(client.until_closed().await?, if is_told { 4404 } else { 4403 }, "{who}");
    }
    let theirs = cast.ask(server.address, "leader", "GET", &format!("/api/docs/{THEIRS}"), "").await?;
    assert_eq!(theirs.status, 200);
    Ok(())
}
