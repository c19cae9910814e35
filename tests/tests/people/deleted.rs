//! Deleted is deleted: for whoever is in it, on open servers too, for talks, for ids that were erased and for imports.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, ensure};
use muster_tests::cast::{Cast, OURS};
use muster_tests::client::{Client, Heard};
use muster_tests::server::{Process, get, request};
use serde_json::{Value, json};
use tempfile::{TempDir, tempdir};

const PROGRAM: &str = env!("CARGO_BIN_EXE_muster-under-test");
const JSON: &str = "Content-Type: application/json";

async fn open_server() -> Result<(TempDir, Process)> {
    let data = tempdir()?;
    let server = Process::start(PROGRAM, data.path(), &[])?;
    for id in ["ledger", "kept"] {
        let body = json!({ "id": id, "kind": "charter", "name": id }).to_string();
        ensure!(request(server.address, "POST", "/api/docs", &[JSON], body.as_bytes()).await?.status == 201);
    }
    Ok((data, server))
}

async fn delete(server: &Process, path: &str) -> Result<u16> {
    Ok(request(server.address, "DELETE", path, &[], b"").await?.status)
}

/// How a connection is answered: with the document, or with a close code.
async fn answer(server: &Process, path: &str) -> Result<Option<u16>> {
    let mut client = Client::muster(server.address, path).await?;
    Ok(match client.hear().await? {
        Heard::Closed(code) => Some(code),
        _ => None,
    })
}

#[tokio::test]
async fn on_an_open_server_a_deleted_charter_is_gone_for_everybody_who_is_in_it_and_who_comes() -> Result<()> {
    let (_data, server) = open_server().await?;
    let mut inside = Vec::new();
    for path in ["ledger", "ledger?kind=charter", "ledger-talk?kind=talk"] {
        inside.push((path, Client::synced(server.address, path).await?));
    }
    let mut elsewhere = Client::synced(server.address, "kept").await?;
    assert_eq!(delete(&server, "/api/docs/ledger").await?, 204);
    for (path, mut client) in inside {
        assert_eq!(client.until_closed().await?, 4403, "who is in {path}");
    }
    for path in ["ledger", "ledger?kind=charter", "ledger-talk", "ledger-talk?kind=talk"] {
        assert_eq!(answer(&server, path).await?, Some(4403), "who comes to {path}");
    }
    for path in ["/api/docs/ledger", "/api/docs/ledger/history", "/embed/ledger.md", "/embed/ledger.json"] {
        assert_eq!(get(server.address, path, &[]).await?.status, 404, "{path}");
    }
    elsewhere.sync().await?;
    assert_eq!(delete(&server, "/api/deleted/ledger").await?, 204);
    assert_eq!(answer(&server, "ledger").await?, None, "brought back");
    Ok(())
}

#[tokio::test]
async fn a_talk_goes_with_its_charter_and_not_alone() -> Result<()> {
    let (_data, server) = open_server().await?;
    Client::synced(server.address, "ledger-talk?kind=talk").await?;
    let refused = request(server.address, "DELETE", "/api/docs/ledger-talk", &[], b"").await?;
    ensure!(refused.status == 409 && refused.body.contains("goes with its charter"), "{}", refused.body);
    assert_eq!(get(server.address, "/api/docs/ledger-talk/authors", &[]).await?.status, 200, "it is still there");
    let deleted: Vec<Value> = serde_json::from_str(&get(server.address, "/api/deleted", &[]).await?.body)?;
    assert_eq!(deleted.len(), 0);
    Ok(())
}

#[tokio::test]
async fn the_id_of_an_erased_charter_is_taken_for_good() -> Result<()> {
    let folder = tempdir()?;
    let cast = Cast::gather(folder.path()).await?;
    let server = Process::serve(PROGRAM, folder.path(), &["--keep-deleted", "1s"])?;
    let lineage: Value =
        serde_json::from_str(&cast.ask(server.address, "owner", "GET", "/api/docs/ours", "").await?.body)?;
    assert_eq!(cast.ask(server.address, "leader", "DELETE", "/api/docs/ours", "").await?.status, 204);
    let erased = async || -> Result<bool> {
        let audit = cast.ask(server.address, "owner", "GET", "/api/audit", "").await?.body;
        Ok(audit.contains("\"erased\""))
    };
    while !erased().await? {
        tokio::task::yield_now().await;
    }
    // A device that kept a copy offers it as if it had just been made.
    let again = json!({ "id": OURS, "kind": "charter", "lineage": lineage["lineage"] }).to_string();
    for who in ["owner", "leader", "captain", "member"] {
        assert_eq!(cast.ask(server.address, who, "POST", "/api/docs", &again).await?.status, 404, "{who}");
    }
    assert_eq!(cast.connect(server.address, "captain", OURS).await?.until_closed().await?, 4403);
    assert_eq!(cast.ask(server.address, "owner", "DELETE", "/api/deleted/ours", "").await?.status, 404);
    Ok(())
}

fn import(data: &Path, file: &Path) -> Result<String> {
    let output = Command::new(PROGRAM).arg("import").arg(file).arg("--data").arg(data).output()?;
    let said = String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned();
    ensure!(output.status.success(), "{said}");
    Ok(said)
}

#[tokio::test]
async fn an_import_of_a_deleted_charter_makes_it_anew_and_says_so() -> Result<()> {
    let (data, server) = open_server().await?;
    let files = tempdir()?;
    let exported = get(server.address, "/embed/ledger.json", &[]).await?.body;
    for (name, text) in
        [("ledger.json", exported.as_str()), ("billing.md", "# Billing\n\n## Mission\n\nMoney is counted once.\n")]
    {
        let path = files.path().join(name);
        std::fs::write(&path, text)?;
        import(data.path(), &path)?;
        let before: Vec<Value> = serde_json::from_str(&get(server.address, "/api/docs", &[]).await?.body)?;
        let charter = if name == "ledger.json" { "ledger" } else { "Billing" };
        let is_it = |doc: &&Value| doc["summary"]["name"] == charter;
        let id = before.iter().find(is_it).context("the charter")?["id"].as_str().context("an id")?.to_owned();
        assert_eq!(delete(&server, &format!("/api/docs/{id}")).await?, 204);
        let said = import(data.path(), &path)?;
        ensure!(said.contains("1 made") && said.contains(&format!("made anew: {charter}")), "{name}: {said}");
        let after: Vec<Value> = serde_json::from_str(&get(server.address, "/api/docs", &[]).await?.body)?;
        let new = after.iter().find(is_it).context("the new charter")?["id"].as_str().context("an id")?.to_owned();
        ensure!(new != id, "{name} has an id of its own");
        let again = import(data.path(), &path)?;
        ensure!(again.contains("0 made"), "a third time changes nothing: {again}");
        assert_eq!(delete(&server, &format!("/api/deleted/{id}")).await?, 204, "the deleted one can be brought back");
    }
    let yjs = files.path().join("kept.yjs");
    std::fs::write(&yjs, [0, 0])?;
    assert_eq!(delete(&server, "/api/docs/kept").await?, 204);
    let output = Command::new(PROGRAM).arg("import").arg(&yjs).arg("--data").arg(data.path()).output()?;
    let said = String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned();
    ensure!(said.contains("was deleted here"), "{said}");
    Ok(())
}
