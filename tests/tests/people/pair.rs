//! Feedback between two held against the real server: its words are found by no third person, at no address and in no file, and
//! each of the two deletes it for themselves.

use std::fs;
use std::process::Command;

use anyhow::{Context, Result, ensure};
use muster_shared::kinds::pair::{FEEDBACK, GIVEN, HEARD, KIND, NEXT_TIME, RECEIVED, SEEN, WELL};
use muster_shared::sheet::Edit;
use muster_shared::sync::document::GatedDoc;
use muster_tests::client::Client;
use muster_tests::words::make;
use serde_json::Value;
use tempfile::tempdir;

use crate::addresses::{ADDRESSES, PAGES};
use crate::house::{House, PROGRAM, serve_aloud};

/// Words of the feedback that stand nowhere else.
const SECRET: &str = "Nightjar";
const TWO: [&str; 2] = ["member", "captain"];
const OTHERS: [&str; 7] = ["nobody", "stranger", "guest", "leader", "owner", "token:editor", "token:captain"];

impl House {
    /// The member begins feedback with the captain, gives some, and the captain says what they make of it.
    async fn feedback(&self) -> Result<String> {
        let with = self.cast.id("captain");
        let wanted = format!(r#"{{"kind":"pair","name":"{SECRET}","audience":"pair","people":["{with}"]}}"#);
        let made = self.ask("member", "POST", "/api/docs", &wanted).await?;
        ensure!(made.status == 201, "{}", made.body);
        let doc = serde_json::from_str::<Value>(&made.body)?["id"].as_str().context("an id")?.to_owned();
        let given = [(SEEN, SECRET), (WELL, SECRET), (NEXT_TIME, SECRET)];
        self.say("member", &doc, (GIVEN, 81), &given).await?;
        self.say("captain", &doc, (RECEIVED, 82), &[(FEEDBACK, "g-1"), (HEARD, SECRET)]).await?;
        Ok(doc)
    }

    async fn say(&self, who: &str, doc: &str, (list, client): (&str, u64), said: &[(&str, &str)]) -> Result<()> {
        let mut device = self.cast.connect(self.server.address, who, doc).await?;
        device.sync().await?;
        let values = said.iter().map(|(field, words)| ((*field).to_owned(), (*words).into())).collect();
        let add = Edit::Add { list: list.to_owned(), after: None, texts: Vec::new(), values };
        device.update(&make(&mut GatedDoc::new(Some(KIND.schema()), client), &add)).await?;
        device.until_saved().await
    }

    async fn reads(&self, who: &str, doc: &str) -> Result<bool> {
        Ok(self.ask(who, "GET", &format!("/api/docs/{doc}"), "").await?.status == 200)
    }

    async fn connected(&self, who: &str, doc: &str) -> Result<Client> {
        let mut client = self.cast.connect(self.server.address, who, doc).await?;
        client.sync().await?;
        Ok(client)
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_words_of_feedback_are_found_by_its_two_people_and_by_no_third_at_no_address_and_in_no_file() -> Result<()>
{
    let house = House::served(|data| serve_aloud(data, &[])).await?;
    let doc = house.feedback().await?;
    for who in TWO {
        let page = house.ask(who, "GET", &format!("/embed/{doc}.md"), "").await?.body;
        ensure!(page.matches(SECRET).count() >= 4, "{who}: {page}");
        let list = house.ask(who, "GET", "/api/docs", "").await?.body;
        ensure!(list.contains("1 piece of feedback, 1 answer."), "{who}: {list}");
    }
    let find = format!("/api/find?words={SECRET}");
    let everywhere = [
        "/api/docs",
        "/api/deleted",
        "/api/for-you",
        "/api/confined",
        "/metrics",
        "/api/audit",
        "/api/people/{member}/export",
        "/api/people/{captain}/export",
        find.as_str(),
    ];
    for who in OTHERS {
        let mut client = house.cast.connect(house.server.address, who, &doc).await?;
        let code = client.until_closed().await?;
        ensure!([4401, 4403].contains(&code), "{who}: {code}");
        for (method, path, body) in ADDRESSES.into_iter().chain(PAGES) {
            // An owner may delete what they cannot read, which is another test's.
            if who == "owner" && method == "DELETE" {
                continue;
            }
            let told = house.ask(who, method, &path.replace("{doc}", &doc), body).await?;
            ensure!(!told.body.contains(SECRET), "{who}: {method} {path}: {}", told.body);
        }
        for path in everywhere {
            let told = house.ask(who, "GET", path, "").await?.body;
            ensure!(!told.contains(SECRET), "{who}: {path}: {told}");
        }
    }
    ensure!(!fs::read_to_string(house.folder.path().join("said.log"))?.contains(SECRET), "the server's own log");
    let House { folder, server, .. } = house;
    drop(server);
    let out = tempdir()?;
    for more in [&[][..], &["--doc", doc.as_str()]] {
        let mut command = Command::new(PROGRAM);
        command.args(["export", "--format", "json"]).args(more).arg(out.path()).arg("--data").arg(folder.path());
        command.output()?;
    }
    for file in fs::read_dir(out.path())? {
        let path = file?.path();
        ensure!(!fs::read_to_string(&path)?.contains(SECRET), "{}", path.display());
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn each_of_the_two_deletes_feedback_for_themselves_and_it_is_gone_once_both_have() -> Result<()> {
    let house = House::open().await?;
    let doc = house.feedback().await?;
    let path = format!("/api/docs/{doc}");
    let (mut member, mut captain) = (house.connected("member", &doc).await?, house.connected("captain", &doc).await?);
    for who in ["leader", "guest", "token:editor"] {
        assert_eq!(house.ask(who, "DELETE", &path, "").await?.status, 404, "{who}");
    }
    assert_eq!(house.ask("member", "DELETE", &path, "").await?.status, 204);
    assert_eq!(member.until_closed().await?, 4403);
    ensure!(
        !house.reads("member", &doc).await? && house.reads("captain", &doc).await?,
        "it is the captain's alone now"
    );
    let list = house.ask("member", "GET", "/api/docs", "").await?.body;
    ensure!(!list.contains(&doc), "{list}");
    assert_eq!(house.ask("member", "DELETE", &path, "").await?.status, 404, "whoever has left leaves no second time");
    // A device that was offline tells of it once more, and is given nothing back.
    let again =
        format!(r#"{{"id":"{doc}","kind":"pair","audience":"pair","people":["{}"]}}"#, house.cast.id("captain"));
    assert_eq!(house.ask("member", "POST", "/api/docs", &again).await?.status, 404);
    let audit = house.ask("owner", "GET", "/api/audit", "").await?.body;
    let rows: Vec<Value> = serde_json::from_str(&audit)?;
    // A person who asks for what is not for them is written down, as everywhere.
    let is_told = |row: &&Value| row["doc"] == doc.as_str() && row["what"] != "refused";
    let of_doc: Vec<&Value> = rows.iter().filter(is_told).collect();
    let names = |row: &&Value| TWO.iter().any(|who| row.to_string().contains(house.cast.id(who)));
    ensure!(!of_doc.is_empty() && !of_doc.iter().any(names), "{audit}");

    assert_eq!(house.ask("captain", "DELETE", &path, "").await?.status, 204);
    assert_eq!(captain.until_closed().await?, 4403);
    ensure!(!house.reads("captain", &doc).await?, "both have let go of it");
    let deleted = house.ask("owner", "GET", "/api/deleted", "").await?.body;
    ensure!(deleted.contains(&doc) && !deleted.contains(SECRET), "it waits to be erased: {deleted}");
    Ok(())
}

#[tokio::test]
async fn an_owner_deletes_feedback_they_cannot_read_for_both_at_once() -> Result<()> {
    let house = House::open().await?;
    let doc = house.feedback().await?;
    assert_eq!(house.ask("owner", "DELETE", &format!("/api/docs/{doc}"), "").await?.status, 204);
    for who in TWO {
        ensure!(!house.reads(who, &doc).await?, "{who}");
    }
    Ok(())
}
