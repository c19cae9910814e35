//! The pages that may use a token: over HTTP, in files, and in frames with a pass. A caller's other headers change
//! nothing.

use std::path::Path;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use muster_server::log::Log;
use muster_server::people::People;
use muster_server::people::token::Wanted;
use muster_shared::access::Grant;
use muster_shared::kinds::Kind;
use muster_shared::sheet::{Edit, Place, Splice};
use muster_shared::sync::document::GatedDoc;
use muster_shared::sync::wire::SUBPROTOCOL;
use muster_tests::cast::{Cast, OURS};
use muster_tests::client::Client;
use muster_tests::server::{Process, get, request};
use muster_tests::words::make;
use serde_json::{Value, json};
use tempfile::tempdir;
use yrs::Doc;

const WIKI: &str = "https://wiki.example";
const OTHER: &str = "https://other.example";

/// A token for pages of the wiki, and one that names no pages.
async fn tokens(data: &Path, by: &str) -> Result<[String; 2]> {
    let log = Log::open(data)?;
    let people = People::open(log.clone()).await?;
    let mut tokens = Vec::new();
    for origins in [vec![WIKI.to_owned()], Vec::new()] {
        let (doc, name, lasts) = (OURS.parse()?, "Kim".to_owned(), Duration::from_secs(3600));
        let wanted = Wanted { doc, role: Grant::Editor, name, sub: Some("7".to_owned()), origins, person: None, lasts };
        tokens.push(people.mint(by, wanted).await?);
    }
    drop(people);
    log.close().await;
    tokens.try_into().map_err(|_| anyhow::anyhow!("two tokens"))
}

async fn place() -> Result<(tempfile::TempDir, Cast, Process, [String; 2])> {
    let data = tempdir()?;
    let cast = Cast::gather(data.path()).await?;
    let tokens = tokens(data.path(), cast.id("leader")).await?;
    let server = Process::serve(env!("CARGO_BIN_EXE_muster-under-test"), data.path(), &["--allow-origin", OTHER])?;
    Ok((data, cast, server, tokens))
}

async fn status(server: &Process, path: &str, lines: &[String]) -> Result<(u16, String)> {
    let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
    let answer = get(server.address, path, &lines).await?;
    Ok((answer.status, answer.head))
}

#[tokio::test]
async fn a_token_counts_on_pages_it_is_for_over_http_and_on_sockets() -> Result<()> {
    let (_data, _cast, server, [named, unnamed]) = place().await?;
    let own = format!("http://localhost:{}", server.address.port());
    // The origin, and whether the token for the wiki and the one for nobody in particular count there.
    for (origin, wikis, anybodys) in [
        (Some(WIKI), true, false),
        (Some(OTHER), false, true),
        (Some("https://wiki.example.evil"), false, false),
        (Some("http://wiki.example"), false, false),
        (Some("null"), false, true),
        (Some(own.as_str()), false, true),
        (None, false, true),
    ] {
        for (token, counts) in [(&named, wikis), (&unnamed, anybodys)] {
            let mut lines = vec![format!("Authorization: Bearer {token}")];
            lines.extend(origin.map(|origin| format!("Origin: {origin}")));
            let wanted = if counts { 200 } else { 403 };
            assert_eq!(status(&server, "/api/docs/ours", &lines).await?.0, wanted, "{origin:?}");
            let headers: Vec<_> = origin.map(|origin| ("origin", origin)).into_iter().collect();
            let mut client =
                Client::with(server.address, &format!("{OURS}?token={token}"), &headers, Doc::new()).await?;
            match counts {
                true => client.sync().await?,
                false => assert_eq!(client.until_closed().await?, 4403, "{origin:?}"),
            }
        }
    }
    Ok(())
}

#[tokio::test]
async fn a_file_is_read_by_pages_the_token_is_for_whatever_else_the_request_says() -> Result<()> {
    let (_data, _cast, server, [named, unnamed]) = place().await?;
    let dummies = ["", "Authorization: Bearer x", "Authorization: Basic eDp4", "X-Muster: 1", "muster-person: p1"];
    for ending in ["html", "svg", "md", "json"] {
        for dummy in dummies {
            let more = || Some(dummy.to_owned()).filter(|line| !line.is_empty());
            for (origin, token, wanted) in [
                (OTHER, &named, 403),
                ("https://evil.example", &named, 403),
                ("null", &named, 403),
                ("https://evil.example", &unnamed, 403),
                (WIKI, &named, 200),
                (OTHER, &unnamed, 200),
            ] {
                let lines: Vec<String> = more().into_iter().chain([format!("Origin: {origin}")]).collect();
                let (got, _) = status(&server, &format!("/embed/ours.{ending}?token={token}"), &lines).await?;
                assert_eq!(got, wanted, "{ending} from {origin} with {dummy:?}");
            }
        }
        // A person who opens it sees it; it is shown in frames of the wiki alone.
        let (got, head) = status(&server, &format!("/embed/ours.{ending}?token={named}"), &[]).await?;
        ensure!(got == 200 && head.contains("frame-ancestors https://wiki.example\r\n"), "{head}");
        ensure!(!head.contains("access-control-allow-origin"), "{head}");
        let (_, head) = status(&server, &format!("/embed/ours.{ending}?token={unnamed}"), &[]).await?;
        ensure!(head.contains("frame-ancestors 'self' https://other.example\r\n"), "{head}");
    }
    Ok(())
}

#[tokio::test]
async fn a_frame_gets_a_pass_for_its_token_when_only_pages_of_the_audience_show_it() -> Result<()> {
    let (_data, _cast, server, [named, unnamed]) = place().await?;
    let own = format!("http://localhost:{}", server.address.port());
    let visitor = async |token: &str, origin: Option<&str>, frame: Value| -> Result<(u16, Value)> {
        let mut lines = vec![format!("Authorization: Bearer {token}")];
        lines.extend(origin.map(|origin| format!("Origin: {origin}")));
        let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
        let answer = request(server.address, "POST", "/api/visitor", &lines, frame.to_string().as_bytes()).await?;
        Ok((answer.status, serde_json::from_str(&answer.body)?))
    };
    let own = Some(own.as_str());
    for (origin, around, status) in [
        (own, json!([WIKI]), 200),
        (own, json!([OTHER]), 403),
        (own, json!([WIKI, OTHER]), 403),
        (own, json!(["null"]), 403),
        (own, json!([]), 403),
        // Nobody but our own script says it: a page of another origin, or of none, may say anything.
        (Some(OTHER), json!([WIKI]), 403),
        (Some("null"), json!([WIKI]), 403),
        (None, json!([WIKI]), 403),
    ] {
        let (got, said) = visitor(&named, origin, json!({ "around": around })).await?;
        assert_eq!(got, status, "{origin:?} {around}: {said}");
    }
    let (_, said) = visitor(&named, own, json!({ "around": [WIKI] })).await?;
    assert_eq!((&said["id"], &said["name"]), (&json!("muster:7"), &json!("Kim")));
    let passed = said["token"].as_str().context("a token")?.to_owned();
    ensure!(passed.starts_with(&named) && passed.len() > named.len(), "the pass stands behind the token");
    for (token, origin, status) in [
        (&passed, own, 200),
        (&passed, Some("null"), 200),
        (&passed, None, 200),
        (&passed, Some(OTHER), 403),
        (&format!("{passed}A"), own, 403),
        (&format!("{named}."), own, 403),
        (&format!("{named}.{}", "A".repeat(43)), own, 403),
        // The pass is for that token and no other; a token without an audience needs none.
        (&passed.replacen(&named, &unnamed, 1), own, 200),
    ] {
        let mut lines = vec![format!("Authorization: Bearer {token}")];
        lines.extend(origin.map(|origin| format!("Origin: {origin}")));
        assert_eq!(self::status(&server, "/api/docs/ours", &lines).await?.0, status, "{origin:?}");
    }
    let other = named.replacen("ey", "eY", 1);
    let lines = [format!("Authorization: Bearer {}", passed.replacen(&named, &other, 1))];
    assert_eq!(self::status(&server, "/api/docs/ours", &lines).await?.0, 401, "another token behind the same pass");
    Ok(())
}

#[tokio::test]
async fn who_is_no_member_is_shown_names_and_nobodys_id() -> Result<()> {
    let (_data, cast, server, [named, _]) = place().await?;
    let path = format!("{OURS}?token={named}");
    let headers = [("origin", WIKI), ("sec-websocket-protocol", SUBPROTOCOL)];
    let kim = Client::with(server.address, &path, &headers, Doc::new()).await?;
    let captain = cast.connect(server.address, "captain", OURS).await?;
    for (mut writer, client) in [(kim, 71), (captain, 72)] {
        writer.sync().await?;
        let splice = Splice { at: 0, remove: 0, insert: format!("by {client}") };
        let edit = Edit::Write { at: Place::on_sheet("name"), splice };
        writer.update(&make(&mut GatedDoc::new(Some(Kind::Charter.schema()), client), &edit)).await?;
        writer.until_saved().await?;
    }
    for (who, sees) in [("member", true), ("guest", false), ("token:reader", false)] {
        for list in ["authors", "history"] {
            let path = format!("/api/docs/ours/{list}");
            let told = cast.ask(server.address, who, "GET", &path, "").await?.body;
            let ids = [cast.id("captain"), "muster:7"];
            let shown = ids.iter().any(|id| told.contains(id));
            assert_eq!(shown, sees, "{who}: {told}");
            ensure!(told.contains("\"name\":\"Kim\"") && told.contains("\"name\":\"captain\""), "{who}: {told}");
            ensure!(!told.contains("\"name\":\"7\""), "what the wiki calls somebody is no name: {told}");
        }
    }
    Ok(())
}
