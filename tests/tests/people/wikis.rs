//! Wikis that owners name while the server runs: they count from the next request on, and no longer once they are withdrawn.

use anyhow::{Context, Result, ensure};
use muster_tests::cast::{Cast, OURS, THEIRS};
use muster_tests::client::Client;
use muster_tests::server::{Process, get, request};
use serde_json::{Value, json};
use tempfile::{TempDir, tempdir};
use yrs::Doc;

const WIKI: &str = "https://wiki.example";
const EVIL: &str = "https://evil.example";
/// Ends connections that may not go on.
const FORBIDDEN: u16 = 4403;

async fn place() -> Result<(TempDir, Cast, Process)> {
    let data = tempdir()?;
    let cast = Cast::gather(data.path()).await?;
    let server = Process::serve(env!("CARGO_BIN_EXE_muster-under-test"), data.path(), &[])?;
    Ok((data, cast, server))
}

async fn owner(server: &Process, cast: &Cast, method: &str, path: &str, body: &Value) -> Result<(u16, Value)> {
    let body = if body.is_null() { String::new() } else { body.to_string() };
    let answer = cast.ask(server.address, "owner", method, path, &body).await?;
    Ok((answer.status, serde_json::from_str(&answer.body).unwrap_or_default()))
}

/// Names a wiki; the id to withdraw it by.
async fn name(server: &Process, cast: &Cast, wiki: &Value) -> Result<String> {
    let (status, named) = owner(server, cast, "POST", "/api/wikis", wiki).await?;
    ensure!(status == 201, "{status} {named}");
    Ok(named["id"].as_str().context("an id")?.to_owned())
}

/// The answers to a page that brings the editor's token: of the API, and of a file; with the pages that may frame it.
async fn asked_from(server: &Process, cast: &Cast, origin: &str) -> Result<(u16, u16, String)> {
    let lines = [format!("Authorization: Bearer {}", cast.token("editor")), format!("Origin: {origin}")];
    let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
    let api = get(server.address, &format!("/api/docs/{OURS}"), &lines).await?;
    let path = format!("/embed/{OURS}.md?token={}", cast.token("editor"));
    let file = get(server.address, &path, &lines).await?;
    let shown = get(server.address, &path, &[]).await?;
    let ancestors = shown.head.split_once("frame-ancestors ").and_then(|(_, rest)| rest.lines().next());
    Ok((api.status, file.status, ancestors.context("who may frame it")?.to_owned()))
}

#[tokio::test]
async fn a_wiki_counts_once_it_is_named_and_no_longer_once_it_is_withdrawn_also_after_a_restart() -> Result<()> {
    let (data, cast, server) = place().await?;
    let refused = (403, 403, "'self'".to_owned());
    let shown = (200, 200, format!("'self' {WIKI}"));
    assert_eq!(asked_from(&server, &cast, WIKI).await?, refused);
    let id = name(&server, &cast, &json!({ "origin": "https://WIKI.example/" })).await?;
    assert_eq!(asked_from(&server, &cast, WIKI).await?, shown);
    assert_eq!(asked_from(&server, &cast, EVIL).await?.0, 403, "another page stays foreign");
    server.kill()?;
    let server = Process::serve(env!("CARGO_BIN_EXE_muster-under-test"), data.path(), &[])?;
    assert_eq!(asked_from(&server, &cast, WIKI).await?, shown, "it is written down");
    let (status, listed) = owner(&server, &cast, "GET", "/api/wikis", &Value::Null).await?;
    assert_eq!((status, &listed[0]["origin"], &listed[0]["doc"]), (200, &json!(WIKI), &Value::Null));
    assert_eq!(owner(&server, &cast, "DELETE", &format!("/api/wikis/{id}"), &Value::Null).await?.0, 204);
    assert_eq!(asked_from(&server, &cast, WIKI).await?, refused);
    assert_eq!(owner(&server, &cast, "DELETE", &format!("/api/wikis/{id}"), &Value::Null).await?.0, 404);
    let (_, audit) = owner(&server, &cast, "GET", "/api/audit", &Value::Null).await?;
    for what in ["named wiki", "withdrew wiki"] {
        let rows = audit.as_array().context("rows")?;
        let found = rows.iter().filter(|row| row["what"] == what && row["detail"] == WIKI).count();
        assert_eq!(found, 1, "{what}: {audit}");
    }
    Ok(())
}

#[tokio::test]
async fn a_connection_from_a_wiki_ends_when_it_is_withdrawn_and_others_go_on() -> Result<()> {
    let (_data, cast, server) = place().await?;
    let id = name(&server, &cast, &json!({ "origin": WIKI })).await?;
    let path = format!("{OURS}?token={}", cast.token("editor"));
    let connect = async |origin: &str| Client::with(server.address, &path, &[("origin", origin)], Doc::new()).await;
    let own = format!("http://localhost:{}", server.address.port());
    let (mut theirs, mut ours) = (connect(WIKI).await?, connect(&own).await?);
    theirs.sync().await?;
    ours.sync().await?;
    assert_eq!(connect(EVIL).await?.until_closed().await?, FORBIDDEN);
    assert_eq!(owner(&server, &cast, "DELETE", &format!("/api/wikis/{id}"), &Value::Null).await?.0, 204);
    assert_eq!(theirs.until_closed().await?, FORBIDDEN);
    ours.sync().await
}

#[tokio::test]
async fn a_sign_in_for_a_wiki_ends_with_it() -> Result<()> {
    let (_data, cast, server) = place().await?;
    let asks = json!({ "origin": WIKI, "doc": OURS });
    let (status, refused) = owner(&server, &cast, "POST", "/embed/sign-in", &asks).await?;
    ensure!(status == 403 && refused["detail"].as_str().is_some_and(|why| why.contains("owner")), "{status} {refused}");
    let id = name(&server, &cast, &json!({ "origin": WIKI })).await?;
    let (status, minted) = owner(&server, &cast, "POST", "/embed/sign-in", &asks).await?;
    assert_eq!(status, 200, "{minted}");
    let token = minted["token"].as_str().context("a token")?;
    let (bearer, origin) = (format!("Authorization: Bearer {token}"), format!("Origin: {WIKI}"));
    let asked =
        async || Ok::<_, anyhow::Error>(get(server.address, "/api/docs/ours", &[&bearer, &origin]).await?.status);
    assert_eq!(asked().await?, 200);
    assert_eq!(owner(&server, &cast, "DELETE", &format!("/api/wikis/{id}"), &Value::Null).await?.0, 204);
    assert_eq!(asked().await?, 401);
    Ok(())
}

#[tokio::test]
async fn a_wiki_of_one_document_shows_that_one_alone() -> Result<()> {
    let (_data, cast, server) = place().await?;
    name(&server, &cast, &json!({ "origin": WIKI, "doc": format!("http://localhost/d/{THEIRS}") })).await?;
    assert_eq!(asked_from(&server, &cast, WIKI).await?, (403, 403, "'self'".to_owned()));
    name(&server, &cast, &json!({ "origin": WIKI, "doc": OURS })).await?;
    assert_eq!(asked_from(&server, &cast, WIKI).await?, (200, 200, format!("'self' {WIKI}")));
    Ok(())
}

#[tokio::test]
async fn what_is_no_wiki_is_refused_with_a_sentence_and_nothing_is_named_twice() -> Result<()> {
    let (_data, cast, server) = place().await?;
    for (wiki, status, says) in [
        (json!({ "origin": "wiki.example" }), 400, "https:// and its host"),
        (json!({ "origin": "http://wiki.example" }), 400, "must be reached by https://"),
        (json!({ "origin": "https://wiki.example/Page" }), 400, "https://wiki.example"),
        (json!({ "origin": "null" }), 400, "https:// and its host"),
        (json!({ "origin": "https://*" }), 400, "https:// and its host"),
        (json!({ "origin": WIKI, "doc": "absent" }), 404, "no such document"),
        (json!({}), 400, "origin"),
    ] {
        let (got, problem) = owner(&server, &cast, "POST", "/api/wikis", &wiki).await?;
        let detail = problem["detail"].as_str().unwrap_or_default();
        ensure!(got == status && detail.contains(says), "{wiki}: {got} {detail}");
    }
    let id = name(&server, &cast, &json!({ "origin": WIKI, "doc": "" })).await?;
    let (status, again) = owner(&server, &cast, "POST", "/api/wikis", &json!({ "origin": WIKI })).await?;
    assert_eq!((status, again["id"].as_str()), (200, Some(id.as_str())));
    Ok(())
}

#[tokio::test]
async fn an_open_server_takes_requests_of_a_wiki_that_is_named() -> Result<()> {
    let server = Process::fresh(env!("CARGO_BIN_EXE_muster-under-test"), &[])?;
    let origin = format!("Origin: {WIKI}");
    let asked = async || Ok::<_, anyhow::Error>(get(server.address, "/api/docs", &[&origin]).await?.status);
    assert_eq!(asked().await?, 403);
    let body = json!({ "origin": WIKI }).to_string();
    let own = format!("Origin: http://localhost:{}", server.address.port());
    let lines = [own.as_str(), "Content-Type: application/json"];
    let named = request(server.address, "POST", "/api/wikis", &lines, body.as_bytes()).await?;
    assert_eq!(named.status, 201, "{}", named.body);
    assert_eq!(asked().await?, 200);
    let headers = [("origin", WIKI)];
    let mut client = Client::with(server.address, "trial", &headers, Doc::new()).await?;
    client.sync().await?;
    let id: Value = serde_json::from_str(&named.body)?;
    let path = format!("/api/wikis/{}", id["id"].as_str().context("an id")?);
    let gone = request(server.address, "DELETE", &path, &lines, b"").await?;
    assert_eq!(gone.status, 204);
    assert_eq!(client.until_closed().await?, FORBIDDEN);
    assert_eq!(asked().await?, 403);
    Ok(())
}
