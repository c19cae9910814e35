//! Rows that came with a file, held against the real server: people read which file it was and who imported it, and a
//! document that is written out and read again says the same.

use anyhow::{Context, Result, ensure};
use muster_shared::kinds::Kind;
use muster_shared::sheet::{Source, source_of_row};
use muster_tests::cast::Cast;
use muster_tests::network::Device;
use muster_tests::page::Page;
use muster_tests::server::{Process, request};
use serde_json::{Value, json};
use tempfile::tempdir;
use yrs::Transact;

const PROGRAM: &str = env!("CARGO_BIN_EXE_muster-under-test");

/// A charter and its talk: a comment, and a signature by a name that an account here has.
fn file() -> Value {
    let charter = json!({ "texts": { "name": "Ledger", "mission": "Money is counted once" } });
    let by = |value: &str| json!([{ "value": value, "by": "member", "at_ms": 1 }]);
    let comment =
        json!({ "id": "c-1", "order": "a", "texts": { "text": "Who counts it?" }, "values": { "on": by("mission") } });
    let signed = json!({ "id": "s-1", "order": "a", "texts": { "seen": "Money is counted once" },
        "values": { "on": by("mission"), "stand": by("agree") } });
    let talk = json!({ "lists": { "comments": [comment], "agreements": [signed] } });
    json!({ "muster": 1, "documents": [
        { "id": "ledger", "kind": "charter", "lineage": "L7", "sheet": charter },
        { "id": "ledger-talk", "kind": "talk", "lineage": "L7", "sheet": talk },
    ] })
}

#[tokio::test]
async fn what_came_with_a_file_says_which_and_who_imported_it_and_is_written_out_as_it_came() -> Result<()> {
    let data = tempdir()?;
    let cast = Cast::gather(data.path()).await?;
    let server = Process::serve(PROGRAM, data.path(), &[])?;
    let ask = async |method: &str, path: &str, body: &str| cast.ask(server.address, "leader", method, path, body).await;
    let name = "/api/import?name=backups%2Fledger.json";
    let done = ask("POST", name, &file().to_string()).await?;
    ensure!(done.status == 200, "{}", done.body);
    for ending in ["md", "html"] {
        let talk = ask("GET", &format!("/embed/ledger-talk.{ending}"), "").await?.body;
        let told = talk.matches("member, from ledger.json, imported by leader").count();
        assert_eq!(told, 2, "the comment and the signature: {talk}");
    }
    let mut page = Page::open(Kind::Talk, 71, "member", Device::default());
    page.connect(server.address, "ledger-talk", &cast.upgrade(server.address, "member")).await?;
    let sheet = page.replica.sheet();
    let row = &sheet.all_rows("agreements").first().context("a signature")?.id;
    let source = source_of_row(&page.replica.copy().doc().transact(), "agreements", row);
    assert_eq!(source, Some(Source::new("ledger.json", "leader")));
    // Written out and read in again, nothing changes, and nothing is told of another file.
    let whole = ask("GET", "/embed/ledger-talk.json", "").await?.body;
    let again = ask("POST", "/api/import?name=again.json", &whole).await?;
    ensure!(again.body.contains("\"same\":1"), "{}", again.body);
    assert_eq!(ask("GET", "/embed/ledger-talk.json", "").await?.body, whole);
    ensure!(!ask("GET", "/embed/ledger-talk.md", "").await?.body.contains("again.json"));
    Ok(())
}

#[tokio::test]
async fn on_an_open_server_nobody_is_said_to_have_written_or_imported_anything() -> Result<()> {
    let server = Process::fresh(PROGRAM, &[])?;
    let origin = format!("Origin: http://localhost:{}", server.address.port());
    let body = file().to_string();
    let done = request(server.address, "POST", "/api/import?name=ledger.json", &[&origin], body.as_bytes()).await?;
    ensure!(done.status == 200, "{}", done.body);
    let talk = request(server.address, "GET", "/embed/ledger-talk.md", &[], b"").await?.body;
    ensure!(talk.contains("member, from ledger.json, imported by somebody"), "{talk}");
    ensure!(!talk.contains("nobody is known"), "{talk}");
    Ok(())
}

#[tokio::test]
async fn a_file_says_nothing_in_a_document_that_is_not_for_its_importer() -> Result<()> {
    let data = tempdir()?;
    let cast = Cast::gather(data.path()).await?;
    let server = Process::serve(PROGRAM, data.path(), &[])?;
    let leader = cast.id("leader");
    for (id, people, is_for_leader) in
        [("ours-only", String::new(), false), ("theirs-too", format!("\"{leader}\""), true)]
    {
        let wish = format!(r#"{{"id":"{id}","kind":"series","audience":"roster","people":[{people}]}}"#);
        let made = cast.ask(server.address, "captain", "POST", "/api/docs", &wish).await?;
        ensure!(made.status == 201, "{}", made.body);
        let sheet = json!({ "texts": { "name": "Nightjar" } });
        let file = json!({ "muster": 1, "documents": [{ "id": id, "kind": "series", "sheet": sheet }] });
        let done = cast.ask(server.address, "leader", "POST", "/api/import?name=x.json", &file.to_string()).await?;
        assert_eq!(done.body.contains("is not for you"), !is_for_leader, "{}", done.body);
        let there = cast.ask(server.address, "captain", "GET", &format!("/api/docs/{id}"), "").await?;
        assert_eq!(there.body.contains("Nightjar"), is_for_leader, "{}", there.body);
    }
    Ok(())
}
