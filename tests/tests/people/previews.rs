//! Pages of other sites and programs that show a link: the text that a page asks for with its key in a body, and the picture beside
//! a link, which tells nobody whether there is a document.

use anyhow::{Result, ensure};
use muster_tests::server::{Answer, get, request};
use serde_json::json;

use crate::house::House;
use crate::links::{Link, WIKI, terms, with};

const EVIL: &str = "https://evil.example";
const PLAIN: &str = "Content-Type: text/plain;charset=UTF-8";
const PNG: &[u8] = b"\x89PNG\r\n\x1a\n";

impl House {
    async fn posted(&self, path: &str, origin: &str, body: &str, more: &[&str]) -> Result<Answer> {
        let origin = format!("Origin: {origin}");
        let headers = [&[PLAIN, origin.as_str()][..], more].concat();
        request(self.server.address, "POST", path, &headers, body.as_bytes()).await
    }
}

/// All of an answer that could tell it from another one.
fn told(answer: &Answer) -> (String, &[u8]) {
    (answer.head.lines().filter(|line| !line.starts_with("date:")).collect(), &answer.bytes)
}

#[tokio::test]
async fn a_key_or_a_token_in_a_body_opens_the_text_to_pages_that_it_is_for_and_a_cookie_opens_none() -> Result<()> {
    let house = House::with_words(&[]).await?;
    let anywhere = house.link("leader", "ours", &terms()).await?;
    let limited = house.link("leader", "ours", &with("sites", json!([WIKI]))).await?;
    let key = |link: &Link| format!("Key {}", link.key);
    let (name, cookie) = house.cast.header("member").unwrap_or_default();
    let cookie = format!("{name}: {cookie}");
    let token = format!("Bearer {}", house.cast.token("reader"));
    for (origin, body, status) in [
        (WIKI, key(&anywhere), 200),
        (EVIL, key(&anywhere), 200),
        ("null", key(&anywhere), 200),
        (WIKI, key(&limited), 200),
        (EVIL, key(&limited), 403),
        (WIKI, "Key nothing.at-all".to_owned(), 404),
        (WIKI, String::new(), 400),
        (WIKI, "Basic eDp4".to_owned(), 400),
        (WIKI, "Key a\nCookie: b".to_owned(), 400),
    ] {
        let answer = house.posted("/embed/ours.html?view=card", origin, &body, &[&cookie]).await?;
        assert_eq!(answer.status, status, "{origin} {body:?}: {}", answer.body);
        assert_eq!(answer.body.contains("Nightjar"), status == 200, "{}", answer.body);
        ensure!(answer.head.contains(&format!("access-control-allow-origin: {origin}\r\n")), "{}", answer.head);
    }
    let own = format!("http://localhost:{}", house.server.address.port());
    let by_token = house.posted("/embed/ours.html", &own, &token, &[]).await?;
    ensure!(by_token.status == 200 && by_token.body.contains("Nightjar"), "{}", by_token.body);
    let header = format!("Authorization: {}", key(&anywhere));
    let by_key = get(house.server.address, "/embed/ours.html?view=card", &[&header]).await?;
    let posted = house.posted("/embed/ours.html?view=card", WIKI, &key(&anywhere), &[]).await?;
    assert_eq!(posted.bytes, by_key.bytes, "a body and a header read the same words");
    Ok(())
}

#[tokio::test]
async fn the_picture_of_a_link_is_the_common_one_for_whoever_may_not_read_whether_there_is_a_document_or_none()
-> Result<()> {
    let house = House::with_words(&[]).await?;
    let anywhere = house.link("leader", "ours", &terms()).await?;
    let limited = house.link("leader", "ours", &with("sites", json!([WIKI]))).await?;
    let ask = async |path: String, headers: &[&str]| get(house.server.address, &path, headers).await;
    let absent = ask("/embed/absent.png".to_owned(), &[]).await?;
    for path in [
        "/embed/ours.png".to_owned(),
        "/embed/theirs.png?view=card".to_owned(),
        "/embed/ours-talk.png".to_owned(),
        "/embed/org.png".to_owned(),
        format!("/embed/absent.png?key={}", anywhere.key),
        format!("/embed/theirs.png?key={}", anywhere.key),
        // A program that makes a card names no site.
        format!("/embed/ours.png?key={}", limited.key),
    ] {
        assert_eq!(told(&ask(path.clone(), &[]).await?), told(&absent), "{path}");
    }
    let open = ask(format!("/embed/ours.png?key={}", anywhere.key), &[]).await?;
    ensure!(open.status == 200 && open.bytes.starts_with(PNG), "{}", open.head);
    ensure!(open.head.contains("content-type: image/png\r\n"), "{}", open.head);
    ensure!(open.head.contains("cache-control: private, no-cache\r\n"), "{}", open.head);
    ensure!(open.head.contains("cross-origin-resource-policy: cross-origin\r\n"), "{}", open.head);
    let tag = open.head.lines().find_map(|line| line.strip_prefix("etag: ")).unwrap_or_default();
    let again = ask(format!("/embed/ours.png?key={}", anywhere.key), &[&format!("If-None-Match: {tag}")]).await?;
    ensure!(again.status == 304 && again.bytes.is_empty(), "{}", again.head);
    let other = ask(format!("/embed/ours.png?view=coverage&key={}", anywhere.key), &[]).await?;
    ensure!(other.bytes.starts_with(PNG) && other.bytes != open.bytes, "another view is another picture");
    let stranger = house.ask("stranger", "GET", "/embed/ours.png", "").await?;
    let nothing = house.ask("stranger", "GET", "/embed/absent.png", "").await?;
    assert_eq!(told(&stranger), told(&nothing), "somebody who is signed in and may not read");
    let member = house.ask("member", "GET", "/embed/ours.png", "").await?;
    ensure!(member.bytes.starts_with(PNG), "{}", member.head);
    house.withdraw("leader", "ours", &anywhere).await?;
    assert_eq!(told(&ask(format!("/embed/ours.png?key={}", anywhere.key), &[]).await?), told(&absent));
    Ok(())
}

#[tokio::test]
async fn every_view_of_a_document_is_a_picture_of_a_link_also_one_that_it_has_not() -> Result<()> {
    let house = House::with_words(&[]).await?;
    let Link { key, .. } = house.link("leader", "ours", &terms()).await?;
    for view in ["full", "three-ms", "card", "coverage", "metrics", "metric", "map", "nothing"] {
        let picture = get(house.server.address, &format!("/embed/ours.png?view={view}&key={key}"), &[]).await?;
        ensure!(picture.status == 200 && picture.bytes.starts_with(PNG), "{view}: {}", picture.head);
        ensure!(picture.bytes.len() < 300_000, "{view}: {} bytes", picture.bytes.len());
    }
    Ok(())
}
