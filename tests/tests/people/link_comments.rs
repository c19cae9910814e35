//! Comments by a read link, as a hostile holder would try them against the real server: remarks are all that is taken, in one
//! document, from the link's own pages; and nothing is told of people but the names of those whose words stand there.

use anyhow::{Context, Result, bail, ensure};
use muster_shared::kinds::{Kind, talk};
use muster_shared::sheet::{Edit, Place, Splice};
use muster_shared::sync::document::GatedDoc;
use muster_shared::sync::wire::presence::{self, Presence};
use muster_shared::sync::wire::{Frame, NackCode};
use muster_tests::client::Client;
use muster_tests::server::request;
use muster_tests::words::make;
use serde_json::{Value, json};

use crate::house::House;
use crate::links::{WIKI, terms, with};
use crate::links_live::key_of;
use crate::own::Device;

/// The talk about `ours`.
const TALK: &str = "ours-talk";

impl House {
    /// The answer of an address to the holder of a key, in a page of this origin.
    async fn told(&self, key: &str, path: &str, origin: Option<&str>) -> Result<(u16, String)> {
        let key = format!("Authorization: Key {key}");
        let origin = origin.map(|origin| format!("Origin: {origin}"));
        let headers: Vec<&str> = [key.as_str()].into_iter().chain(origin.as_deref()).collect();
        let answer = request(self.server.address, "GET", path, &headers, b"").await?;
        Ok((answer.status, answer.body))
    }
}

/// A wish to comment on `ours`, with these further terms.
fn commenting(sites: Value) -> Value {
    let mut terms = with("may", json!("comment"));
    terms["sites"] = sites;
    terms
}

#[tokio::test]
async fn a_holder_who_comments_changes_no_word_of_the_document() -> Result<()> {
    let house = House::with_words(&[]).await?;
    let link = house.link("leader", "ours", &commenting(json!([]))).await?;
    let before: Value = serde_json::from_str(&house.visitor(&link.key, &json!({})).await?.body)?;
    assert_eq!((&before["may"], &before["is_named"]), (&json!("comment"), &json!(false)));
    let bo = house.calls_itself(&link.key, "Bo").await?;
    assert_eq!((&bo["may"], &bo["is_named"]), (&json!("comment"), &json!(true)));
    let mut copy = GatedDoc::new(Some(Kind::Charter.schema()), 91);
    let splice = Splice { at: 0, remove: 0, insert: "Not ours: ".to_owned() };
    let update = make(&mut copy, &Edit::Write { at: Place::on_sheet("name"), splice });
    let mut hostile = Device::over(house.by_key(&key_of(&bo)?, "ours", None).await?, "ours", 92).await?;
    assert_eq!(hostile.sends(&update).await?, Err(NackCode::ReadOnly));
    for name in ["", " ", "\u{200b}", &"a".repeat(81)] {
        let refused = house.visitor(&link.key, &json!({ "name": name })).await?;
        ensure!(refused.status == 400 && refused.body.contains("a name is one line"), "{name:?}: {}", refused.body);
    }
    Ok(())
}

#[tokio::test]
async fn a_holder_who_comments_learns_names_and_nobodys_id() -> Result<()> {
    let house = House::with_words(&[]).await?;
    let link = house.link("leader", "ours", &commenting(json!([]))).await?;
    let bo = house.calls_itself(&link.key, "Bo").await?;
    let (key, id) = (key_of(&bo)?, bo["id"].as_str().context("an id")?.to_owned());
    let comment = Edit::Add { list: talk::COMMENTS.to_owned(), after: None, texts: Vec::new(), values: Vec::new() };
    let mut member = Device::of(&house.cast, &house.server, "member", TALK, 93).await?;
    let update = make(&mut member.copy, &comment);
    assert_eq!(member.sends(&update).await?, Ok(()));
    let mut bos = Device::over(house.by_key(&key, TALK, None).await?, TALK, 94).await?;
    let update = make(&mut bos.copy, &comment);
    assert_eq!(bos.sends(&update).await?, Ok(()));
    let (status, authors) = house.told(&key, &format!("/api/docs/{TALK}/authors"), None).await?;
    ensure!(status == 200 && authors.contains(&id) && authors.contains("Bo (by link)"), "{status} {authors}");
    ensure!(!authors.contains(house.cast.id("member")), "{authors}");
    assert_eq!(house.told(&key, "/api/docs/ours/labels", None).await?.0, 200);
    for what in ["authors", "labels"] {
        for doc in ["theirs", "theirs-talk", "org", "ours-log", "absent"] {
            assert_eq!(house.told(&key, &format!("/api/docs/{doc}/{what}"), None).await?.0, 404, "{doc} {what}");
        }
    }
    let reading = house.link("leader", "ours", &terms()).await?;
    for what in ["authors", "labels", "history", "people", "links"] {
        assert_eq!(house.told(&reading.key, &format!("/api/docs/ours/{what}"), None).await?.0, 403, "{what}");
    }
    for what in ["history", "people", "links"] {
        assert_eq!(house.told(&key, &format!("/api/docs/ours/{what}"), None).await?.0, 403, "{what}");
    }
    Ok(())
}

#[tokio::test]
async fn a_link_for_comments_on_one_site_is_worth_nothing_on_another() -> Result<()> {
    let house = House::with_words(&[]).await?;
    let link = house.link("leader", "ours", &commenting(json!([" HTTPS://Wiki.Example:443/ "]))).await?;
    let name = json!({ "name": "Bo" }).to_string();
    let key = format!("Authorization: Key {}", link.key);
    let mut named = Vec::new();
    for (origin, status) in [("https://evil.example", 403), (WIKI, 200)] {
        let headers = [key.as_str(), &format!("Origin: {origin}")];
        let answer = request(house.server.address, "POST", "/api/visitor", &headers, name.as_bytes()).await?;
        assert_eq!(answer.status, status, "{origin}: {}", answer.body);
        named.push(answer.body);
    }
    let bo: Value = serde_json::from_str(named.last().context("an answer")?)?;
    let bo = key_of(&bo)?;
    for (origin, status) in [(Some("https://evil.example"), 403), (None, 403), (Some(WIKI), 200)] {
        assert_eq!(house.told(&bo, &format!("/api/docs/{TALK}/authors"), origin).await?.0, status, "{origin:?}");
        let mut client = house.by_key(&bo, TALK, origin).await?;
        match status {
            200 => client.sync().await?,
            _ => assert_eq!(client.until_closed().await?, 4403, "{origin:?}"),
        }
    }
    Ok(())
}

/// The presence of one client.
fn here(client: u64) -> Vec<u8> {
    let state = Some(r#"{"user":{"name":"?"}}"#.to_owned());
    Frame::Awareness(&presence::write([Presence { client, clock: 1, state }].iter())).write()
}

/// Whether the server says who is here, before it answers a question that is asked last.
async fn hears_of_people(client: &mut Client) -> Result<bool> {
    client.send(&Frame::QueryAwareness.write()).await?;
    client.send(&Frame::Step1(&[0]).write()).await?;
    for _ in 0..100 {
        let frame = client.next_frame().await?;
        match Frame::read(&frame) {
            Ok(Frame::Awareness(_)) => return Ok(true),
            Ok(Frame::Step2(_)) => return Ok(false),
            _ => {}
        }
    }
    bail!("the question is never answered")
}

#[tokio::test]
async fn a_link_tells_nobody_who_else_is_there() -> Result<()> {
    let house = House::with_words(&[]).await?;
    let mut member = house.cast.connect(house.server.address, "member", "ours").await?;
    member.sync().await?;
    member.send(&here(95)).await?;
    ensure!(hears_of_people(&mut member).await?, "a member is told");
    let reading = house.link("leader", "ours", &terms()).await?.key;
    let link = house.link("leader", "ours", &commenting(json!([]))).await?;
    let commenting = key_of(&house.calls_itself(&link.key, "Bo").await?)?;
    for key in [reading, commenting] {
        let mut holder = house.by_key(&key, "ours", None).await?;
        ensure!(!hears_of_people(&mut holder).await?, "a holder is told");
    }
    Ok(())
}
