//! Charters in other people's pages, as far as the server alone makes them: files without scripts, and oEmbed.

use std::process::Command;

use anyhow::{Context, Result, ensure};
use muster_tests::cast::{Cast, OURS};
use muster_tests::server::{Answer, Process, get, request};
use serde_json::{Value, json};
use tempfile::{TempDir, tempdir};

const PROGRAM: &str = env!("CARGO_BIN_EXE_muster-under-test");
/// A name that is no HTML.
const NAME: &str = "Ledger <b> & \"co\"";

/// An open server with a charter `ledger` on it.
async fn ledger() -> Result<(TempDir, Process)> {
    let folder = tempdir()?;
    let server = Process::start(PROGRAM, folder.path(), &["--public-url", "https://muster.example"])?;
    let body = json!({ "id": "ledger", "kind": "charter", "name": NAME }).to_string();
    let head = ["Content-Type: application/json"];
    let made = request(server.address, "POST", "/api/docs", &head, body.as_bytes()).await?;
    ensure!(made.status == 201, "{}", made.body);
    Ok((folder, server))
}

async fn oembed(server: &Process, query: &str) -> Result<Answer> {
    get(server.address, &format!("/oembed?{query}"), &[]).await
}

#[tokio::test]
async fn a_charter_is_a_page_without_scripts_markdown_and_json() -> Result<()> {
    let (_folder, server) = ledger().await?;
    for (ending, kind, holds) in [
        ("html", "text/html; charset=utf-8", "<h1>Ledger &lt;b&gt; &amp; &quot;co&quot;</h1>"),
        ("md", "text/markdown; charset=utf-8", "# Ledger \\<b\\>"),
        ("json", "application/json", "\"name\": \"Ledger <b> & \\\"co\\\"\""),
    ] {
        let file = get(server.address, &format!("/embed/ledger.{ending}"), &[]).await?;
        ensure!(file.status == 200 && file.body.contains(holds), "{ending}: {} {}", file.status, file.body);
        ensure!(file.head.contains(&format!("content-type: {kind}\r\n")), "{}", file.head);
        ensure!(file.head.contains("frame-ancestors 'self' ") && !file.body.contains("<script"), "{}", file.head);
        ensure!(!file.head.contains("access-control-allow-origin"), "it may be framed, not read");
    }
    for absent in ["/embed/ledger.gif", "/embed/ledger.", "/embed/nothing.md", "/embed/nothing.svg", "/embed/.md"] {
        assert_eq!(get(server.address, absent, &[]).await?.status, 404, "{absent}");
    }
    let picture = get(server.address, "/embed/ledger.png", &[]).await?;
    ensure!(picture.status == 200 && picture.head.contains("content-type: image/png\r\n"), "{}", picture.head);
    ensure!(picture.bytes.starts_with(b"\x89PNG\r\n\x1a\n"), "{} bytes", picture.bytes.len());
    let foreign = get(server.address, "/embed/ledger.json", &["Origin: http://evil.example"]).await?;
    assert_eq!(foreign.status, 403);
    Ok(())
}

#[tokio::test]
async fn its_json_is_one_charter_that_can_be_imported_again() -> Result<()> {
    let (_folder, server) = ledger().await?;
    let file = get(server.address, "/embed/ledger.json", &[]).await?;
    let elsewhere = tempdir()?;
    let path = elsewhere.path().join("ledger.json");
    std::fs::write(&path, &file.body)?;
    let data = elsewhere.path().join("data");
    let imported = Command::new(PROGRAM).arg("import").arg(&path).arg("--data").arg(&data).output()?;
    let said = String::from_utf8_lossy(&[imported.stdout, imported.stderr].concat()).into_owned();
    ensure!(said.contains("1 made"), "{said}");
    let documents: Value = serde_json::from_str(&file.body)?;
    assert_eq!(documents["documents"].as_array().map(Vec::len), Some(1), "nobody else's teams come along");
    Ok(())
}

#[tokio::test]
async fn oembed_answers_a_charters_address_with_a_frame_no_larger_than_the_host_has_room_for() -> Result<()> {
    let (_folder, server) = ledger().await?;
    let at = "url=https%3A%2F%2Fmuster.example%2Fd%2Fledger";
    let answer = oembed(&server, &format!("{at}&maxwidth=400&maxheight=5000&format=json")).await?;
    ensure!(answer.head.contains("content-type: application/json"), "{}", answer.head);
    let said: Value = serde_json::from_str(&answer.body)?;
    assert_eq!((&said["version"], &said["type"], &said["title"]), (&json!("1.0"), &json!("rich"), &json!(NAME)));
    assert_eq!((&said["width"], &said["height"]), (&json!(400), &json!(640)));
    assert_eq!((&said["provider_name"], &said["provider_url"]), (&json!("Muster"), &json!("https://muster.example")));
    let html = said["html"].as_str().context("no frame")?;
    let frame = "<iframe src=\"https://muster.example/embed/ledger\" title=\"Ledger &lt;b&gt; &amp; &quot;co&quot;\" width=\"400\"";
    ensure!(html.starts_with(frame) && html.ends_with("</iframe>"), "{html}");
    for (query, status) in [
        ("url=http%3A%2F%2Flocalhost%2Fembed%2Fledger%3Fview%3Dcard", 200),
        ("url=https%3A%2F%2Fmuster.example%2Fd%2Fnothing", 404),
        ("url=https%3A%2F%2Fmuster.example%2Fd%2Forg", 200),
        ("url=https%3A%2F%2Felsewhere.example%2Fd%2Fledger", 404),
        (&format!("{at}&format=xml"), 501),
        (&format!("{at}&maxwidth=wide"), 400),
        ("maxwidth=400", 400),
    ] {
        assert_eq!(oembed(&server, query).await?.status, status, "{query}");
    }
    Ok(())
}

#[tokio::test]
async fn who_may_not_read_a_charter_is_not_told_whether_there_is_one() -> Result<()> {
    let folder = tempdir()?;
    let cast = Cast::gather(folder.path()).await?;
    let server = Process::serve(PROGRAM, folder.path(), &[])?;
    let (name, cookie) = cast.header("member").context("a cookie")?;
    let (reads, token) = (format!("{name}: {cookie}"), cast.token("reader"));
    let address = |doc: &str| format!("/oembed?url=http%3A%2F%2Flocalhost%2Fd%2F{doc}");
    for doc in [OURS, "nothing"] {
        let file = get(server.address, &format!("/embed/{doc}.md"), &[]).await?;
        let frame = get(server.address, &address(doc), &[]).await?;
        assert_eq!((file.status, frame.status), (404, 401), "{doc}");
    }
    for headers in [&[][..], &[&*reads]] {
        let bearer = if headers.is_empty() { format!("?token={token}") } else { String::new() };
        let file = get(server.address, &format!("/embed/{OURS}.md{bearer}"), headers).await?;
        assert_eq!(file.status, 200, "{}", file.body);
        let frame =
            get(server.address, &(address(OURS) + &bearer.replace('?', "%3F").replace('=', "%3D")), headers).await?;
        ensure!(frame.status == 200 && frame.body.contains(&format!("/embed/{OURS}{bearer}")), "{}", frame.body);
    }
    Ok(())
}
