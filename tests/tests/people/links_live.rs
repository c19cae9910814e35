//! Read links over a live connection, held against the real server: a key follows its document, lets comment where it says so
//! under a name that is marked, writes nobody else's rows, and ends with its link.

use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use muster_shared::access::Role;
use muster_shared::kinds::{Kind, talk};
use muster_shared::sheet::{Edit, Place, Splice};
use muster_shared::sync::document::GatedDoc;
use muster_shared::sync::wire::{NackCode, SUBPROTOCOL};
use muster_tests::client::{Client, Heard};
use muster_tests::server::{Answer, request};
use muster_tests::words::make;
use serde_json::{Value, json};
use yrs::Doc;

use crate::house::House;
use crate::links::{WIKI, terms, with};
use crate::own::Device;

/// The talk about `ours`.
const TALK: &str = "ours-talk";
/// A link that is withdrawn puts its holders out within this time.
const PUT_OUT: Duration = Duration::from_secs(5);

impl House {
    pub(crate) async fn by_key(&self, key: &str, doc: &str, origin: Option<&str>) -> Result<Client> {
        let protocol = format!("{SUBPROTOCOL}, key.{key}");
        let origin = origin.map(|origin| ("origin", origin));
        let headers: Vec<_> = [("sec-websocket-protocol", protocol.as_str())].into_iter().chain(origin).collect();
        Client::with(self.server.address, doc, &headers, Doc::new()).await
    }

    /// The role that a key gives in a document, or the code with which it is sent away.
    async fn role_by_key(&self, key: &str, doc: &str) -> Result<Result<Role, u16>> {
        match self.by_key(key, doc, None).await?.hear().await? {
            Heard::Hello(hello) => Ok(Ok(hello.role)),
            Heard::Closed(code) => Ok(Err(code)),
            heard => bail!("{heard:?}"),
        }
    }

    pub(crate) async fn visitor(&self, key: &str, body: &Value) -> Result<Answer> {
        let header = format!("Authorization: Key {key}");
        request(self.server.address, "POST", "/api/visitor", &[&header], body.to_string().as_bytes()).await
    }

    /// The holder of a key by a name, on the device that the key names or else a new one.
    pub(crate) async fn calls_itself(&self, key: &str, name: &str) -> Result<Value> {
        let answer = self.visitor(key, &json!({ "name": name })).await?;
        ensure!(answer.status == 200, "{name}: {} {}", answer.status, answer.body);
        Ok(serde_json::from_str(&answer.body)?)
    }
}

pub(crate) fn key_of(named: &Value) -> Result<String> {
    named["key"].as_str().map(ToOwned::to_owned).context("a key")
}

#[tokio::test]
async fn a_key_follows_its_document_and_writes_nothing() -> Result<()> {
    let house = House::with_words(&[]).await?;
    let link = house.link("captain", "ours", &terms()).await?;
    assert_eq!(house.role_by_key(&link.key, "ours").await?, Ok(Role::Reader));
    for doc in [TALK, "ours-log", "theirs", "org", "absent"] {
        assert_eq!(house.role_by_key(&link.key, doc).await?, Err(4403), "{doc}");
    }
    assert_eq!(house.role_by_key(&"A".repeat(43), "ours").await?, Err(4401));
    let mut copy = GatedDoc::new(Some(Kind::Charter.schema()), 71);
    let splice = Splice { at: 0, remove: 0, insert: "Not ours: ".to_owned() };
    let update = make(&mut copy, &Edit::Write { at: Place::on_sheet("name"), splice });
    let mut reader = Device::over(house.by_key(&link.key, "ours", Some(WIKI)).await?, "ours", 72).await?;
    assert_eq!(reader.sends(&update).await?, Err(NackCode::ReadOnly));
    // A wish to be called something is no right to comment.
    let refused = house.visitor(&link.key, &json!({ "name": "Bo" })).await?;
    assert_eq!(refused.status, 403, "{}", refused.body);
    let said = house.visitor(&link.key, &json!({})).await?;
    ensure!(said.status == 200 && said.body.contains("A reader (by link)"), "{}", said.body);
    Ok(())
}

#[tokio::test]
async fn a_link_for_some_sites_is_followed_from_their_pages_alone() -> Result<()> {
    let house = House::with_words(&[]).await?;
    let link = house.link("leader", "ours", &with("sites", json!([WIKI]))).await?;
    for (origin, lets_in) in
        [(Some(WIKI), true), (Some("https://evil.example"), false), (Some("null"), false), (None, false)]
    {
        let mut client = house.by_key(&link.key, "ours", origin).await?;
        match lets_in {
            true => client.sync().await?,
            false => assert_eq!(client.until_closed().await?, 4403, "{origin:?}"),
        }
    }
    Ok(())
}

#[tokio::test]
pub(super) async fn whoever_is_in_a_document_by_a_link_is_put_out_when_it_ends() -> Result<()> {
    let house = House::with_words(&[]).await?;
    let mut inside = Vec::new();
    for who in ["captain", "leader", "owner"] {
        let link = house.link(who, "ours", &terms()).await?;
        let mut client = house.by_key(&link.key, "ours", None).await?;
        client.sync().await?;
        inside.push((link, client));
    }
    let [(withdrawn, first), (_, second), (_, third)] = inside.as_mut_slice() else { bail!("three") };
    let begin = Instant::now();
    assert_eq!(house.withdraw("owner", "ours", withdrawn).await?, 204);
    assert_eq!(first.until_closed().await?, 4401);
    let demoted = house.ask("owner", "PATCH", "/api/people/{leader}", r#"{"rank":"member"}"#).await?;
    assert_eq!(demoted.status, 204);
    assert_eq!(second.until_closed().await?, 4401);
    third.sync().await?;
    let narrower = json!({ "audience": "roster", "people": [house.cast.id("captain")] }).to_string();
    assert_eq!(house.ask("owner", "PATCH", "/api/docs/ours", &narrower).await?.status, 204);
    assert_eq!(third.until_closed().await?, 4403);
    ensure!(begin.elapsed() < PUT_OUT, "it took {:?}", begin.elapsed());
    Ok(())
}

#[tokio::test]
async fn a_holder_who_says_a_name_comments_as_an_author_of_that_device() -> Result<()> {
    let house = House::with_words(&[]).await?;
    let link = house.link("leader", "ours", &with("may", json!("comment"))).await?;
    assert_eq!(house.role_by_key(&link.key, TALK).await?, Ok(Role::Reader), "without a name");
    let (bo, other) = (house.calls_itself(&link.key, "Bo").await?, house.calls_itself(&link.key, "leader").await?);
    assert_eq!((&bo["name"], &other["name"]), (&json!("Bo (by link)"), &json!("leader (by link)")));
    assert_ne!(bo["id"], other["id"], "each device is an author");
    let (bos, others) = (key_of(&bo)?, key_of(&other)?);
    let again = house.calls_itself(&bos, "Bo Berg").await?;
    assert_eq!((&again["id"], &again["key"]), (&bo["id"], &bo["key"]), "a device keeps its author");
    assert_eq!(house.visitor(&link.key, &json!({ "name": "\u{200b}" })).await?.status, 400);
    for (doc, role) in [("ours", Ok(Role::Commenter)), (TALK, Ok(Role::Commenter)), ("ours-log", Err(4403))] {
        assert_eq!(house.role_by_key(&bos, doc).await?, role, "{doc}");
    }
    let comment = Edit::Add { list: talk::COMMENTS.to_owned(), after: None, texts: Vec::new(), values: Vec::new() };
    let mut phone = Device::over(house.by_key(&bos, TALK, None).await?, TALK, 81).await?;
    let update = make(&mut phone.copy, &comment);
    assert_eq!(phone.sends(&update).await?, Ok(()));
    let mut hostile = Device::over(house.by_key(&others, TALK, None).await?, TALK, 82).await?;
    let row = hostile.rows(talk::COMMENTS).first().context("the comment")?.id.clone();
    let splice = Splice { at: 0, remove: 0, insert: "Never: ".to_owned() };
    let write = Edit::Write { at: Place::in_row(talk::COMMENTS, &row, talk::TEXT), splice };
    let update = make(&mut hostile.copy, &write);
    assert_eq!(hostile.sends(&update).await?, Err(NackCode::ReadOnly), "another device of the same link");
    let update = make(&mut phone.copy, &write);
    assert_eq!(phone.sends(&update).await?, Ok(()), "its maker");
    let authors = house.ask("member", "GET", &format!("/api/docs/{TALK}/authors"), "").await?.body;
    ensure!(authors.contains("Bo Berg (by link)"), "{authors}");
    assert_eq!(house.withdraw("captain", "ours", &link).await?, 204);
    assert_eq!(house.role_by_key(&bos, TALK).await?, Err(4401));
    let authors = house.ask("member", "GET", &format!("/api/docs/{TALK}/authors"), "").await?.body;
    ensure!(authors.contains("Bo Berg (by link)"), "what was said stays under its name: {authors}");
    Ok(())
}
