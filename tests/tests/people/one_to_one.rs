//! V18, held against the real server: a one-to-one is for its two people. For everybody else its series, its reviews and what
//! is said about them are as if they were not there: by no address, no frame, no list, no search, no export, no metric and
//! no line of the server's own log.

use std::fs::{self, File};
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, ensure};
use muster_shared::kinds::{Kind, review, talk};
use muster_shared::sheet::{Edit, Value as Held};
use muster_shared::sync::document::GatedDoc;
use muster_tests::cast::Cast;
use muster_tests::client::{Client, Heard};
use muster_tests::server::{Answer, Process};
use muster_tests::words::make;
use serde_json::Value;
use tempfile::{TempDir, tempdir};

use crate::addresses::{ADDRESSES, PAGES};

/// The name of the one-to-one and its people's words: they stand nowhere else.
const SECRET: &str = "Nightjar";
/// The two.
const TWO: [&str; 2] = ["member", "captain"];
/// Everybody else, also with a token of a wiki.
const OTHERS: [&str; 7] = ["nobody", "stranger", "guest", "leader", "owner", "token:editor", "token:captain"];

struct House {
    folder: TempDir,
    cast: Cast,
    server: Process,
    /// The series, one review of it, and what is said about both.
    docs: [String; 4],
}

impl House {
    /// A workspace in which the member has begun a one-to-one with the captain, and both have written in it.
    async fn open() -> Result<Self> {
        let folder = tempdir()?;
        let cast = Cast::gather(folder.path()).await?;
        let server = serve(folder.path())?;
        let with = cast.id("captain");
        let wanted = format!(r#"{{"kind":"series","name":"{SECRET}","audience":"pair","people":["{with}"]}}"#);
        let made = cast.ask(server.address, "member", "POST", "/api/docs", &wanted).await?;
        ensure!(made.status == 201, "{}", made.body);
        let series = serde_json::from_str::<Value>(&made.body)?["id"].as_str().context("an id")?.to_owned();
        let review = format!("{series}-r20261124T1000");
        let docs = [series.clone(), review.clone(), format!("{series}-talk"), format!("{review}-talk")];
        let house = Self { folder, cast, server, docs };
        house.write("member", 1, Kind::Review, &a_blocker(SECRET)).await?;
        house.write("captain", 1, Kind::Review, &a_blocker(&format!("{SECRET} too"))).await?;
        house.write("captain", 2, Kind::Talk, &a_comment()).await?;
        house.write("member", 3, Kind::Talk, &a_comment()).await?;
        Ok(house)
    }

    async fn ask(&self, who: &str, method: &str, path: &str, body: &str) -> Result<Answer> {
        self.cast.ask(self.server.address, who, method, path, body).await
    }

    /// One of the two adds a row to the document at this place.
    async fn write(&self, who: &str, at: usize, kind: Kind, edit: &Edit) -> Result<()> {
        let mut client = self.cast.connect(self.server.address, who, &self.docs[at]).await?;
        client.sync().await?;
        let mut copy = GatedDoc::new(Some(kind.schema()), if who == "member" { 71 } else { 72 });
        client.update(&make(&mut copy, edit)).await?;
        client.until_saved().await
    }
}

/// A server that says everything there is to say, into a file.
fn serve(data: &Path) -> Result<Process> {
    let mut command = Command::new(env!("CARGO_BIN_EXE_muster-under-test"));
    command.args(["serve", "--listen", "127.0.0.1:0", "--log", "trace", "--data"]).arg(data);
    command.stderr(File::create(data.join("said.log"))?);
    Process::spawn(command)
}

fn a_blocker(title: &str) -> Edit {
    let texts = vec![(review::TITLE.to_owned(), title.to_owned())];
    let values = vec![(review::TYPE.to_owned(), Held::from("blocker"))];
    Edit::Add { list: review::ITEMS.to_owned(), after: None, texts, values }
}

fn a_comment() -> Edit {
    let texts = vec![(talk::TEXT.to_owned(), format!("{SECRET} again"))];
    let values = vec![(talk::ON.to_owned(), Held::from("purpose"))];
    Edit::Add { list: talk::COMMENTS.to_owned(), after: None, texts, values }
}

/// An answer without the id that was asked about.
fn without(answer: &Answer, id: &str) -> (u16, String) {
    (answer.status, answer.body.replace(id, "{doc}"))
}

#[tokio::test(flavor = "multi_thread")]
async fn v18_for_everybody_but_its_two_people_a_one_to_one_is_not_there_by_any_address_or_frame() -> Result<()> {
    let house = House::open().await?;
    for doc in &house.docs {
        // A document of the same form that nobody ever made: the answers are the same.
        let absent = doc.replace(&house.docs[0], "zz-nobody-made-this");
        for who in OTHERS {
            let mut client = house.cast.connect(house.server.address, who, doc).await?;
            let code = client.until_closed().await?;
            ensure!([4401, 4403].contains(&code), "{who} in {doc}: {code}");
            for (method, path, body) in ADDRESSES.into_iter().chain(PAGES) {
                let [here, nowhere] = [doc, &absent].map(|doc| path.replace("{doc}", doc));
                let told = house.ask(who, method, &here, body).await?;
                ensure!(!told.body.contains(SECRET), "{who}: {method} {here}: {}", told.body);
                let nothing = house.ask(who, method, &nowhere, body).await?;
                assert_eq!(without(&told, doc), without(&nothing, &absent), "{who}: {method} {here}");
            }
        }
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn v18_its_title_is_in_nobody_elses_list_search_export_or_metric_and_in_no_line_of_the_log() -> Result<()> {
    let house = House::open().await?;
    // Both are in it while the others look.
    let mut inside: Vec<Client> = Vec::new();
    for who in TWO {
        let mut client = house.cast.connect(house.server.address, who, &house.docs[1]).await?;
        ensure!(matches!(client.hear().await?, Heard::Hello(_)), "{who}");
        inside.push(client);
    }
    let looks = ["/api/docs", "/api/deleted", "/api/people/{member}/export", "/api/people/{captain}/export"];
    let find = format!("/api/find?words={SECRET}");
    for who in OTHERS {
        for path in looks.into_iter().chain([find.as_str(), "/api/audit", "/metrics"]) {
            let told = house.ask(who, "GET", path, "").await?.body;
            ensure!(!told.contains(SECRET), "{who}: {path}: {told}");
            // An owner may see that a document exists: on a page of its own, in the record, and in what is handed out about a
            // person. Of what it says there is nothing.
            let names_it = house.docs.iter().any(|doc| told.contains(doc.as_str()));
            let is_a_record = path == "/api/audit" || path.ends_with("/export");
            ensure!(!names_it || is_a_record, "{who}: {path}: {told}");
        }
    }
    let said = fs::read_to_string(house.folder.path().join("said.log"))?;
    ensure!(!said.contains(SECRET), "{said}");
    let audit = house.ask("owner", "GET", "/api/audit", "").await?.body;
    let rows: Vec<Value> = serde_json::from_str(&audit)?;
    for row in rows.iter().filter(|row| house.docs.iter().any(|doc| row["doc"] == doc.as_str())) {
        for who in TWO {
            ensure!(!row.to_string().contains(house.cast.id(who)), "the record says nobody's name: {row}");
        }
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn v18_both_read_and_write_it_and_neither_lets_anybody_else_in_nor_takes_it_to_another_page() -> Result<()> {
    let house = House::open().await?;
    let [series, review, ..] = &house.docs;
    for who in TWO {
        let list = house.ask(who, "GET", "/api/docs", "").await?.body;
        ensure!(list.contains(series.as_str()) && list.contains(SECRET), "{who}: {list}");
        let page = house.ask(who, "GET", &format!("/embed/{review}.md"), "").await?.body;
        ensure!(page.contains(&format!("{SECRET} too")), "{who}: {page}");
        for (method, path, body, status) in [
            ("PUT", format!("/api/docs/{series}/roster/{{leader}}"), String::new(), 409),
            (
                "DELETE",
                format!("/api/docs/{series}/roster/{{{}}}", if who == "member" { "captain" } else { "member" }),
                String::new(),
                409,
            ),
            ("PATCH", format!("/api/docs/{series}"), r#"{"audience":"workspace"}"#.to_owned(), 409),
            ("PATCH", format!("/api/docs/{series}"), r#"{"audience":"roster","people":[]}"#.to_owned(), 409),
        ] {
            let told = house.ask(who, method, &path, &body).await?;
            ensure!(
                told.status == status || told.status == 403,
                "{who}: {method} {path}: {} {}",
                told.status,
                told.body
            );
        }
        let token = format!(r#"{{"doc":"{series}","role":"reader","name":"A wiki"}}"#);
        let told = house.ask(who, "POST", "/api/tokens", &token).await?;
        ensure!(told.status >= 400, "{who}: {}", told.body);
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn v18_the_record_says_what_became_of_a_one_to_one_and_not_by_which_of_its_two_people() -> Result<()> {
    let house = House::open().await?;
    // A leader is one of its two, who reads its history too.
    let with = house.cast.id("captain");
    let wanted = format!(r#"{{"kind":"series","name":"{SECRET}","audience":"pair","people":["{with}"]}}"#);
    let made = house.ask("leader", "POST", "/api/docs", &wanted).await?;
    let doc = serde_json::from_str::<Value>(&made.body)?["id"].as_str().context("an id")?.to_owned();
    let path = format!("/api/docs/{doc}");
    for (who, method, path, body, status) in [
        ("leader", "GET", format!("{path}/history"), "", 200),
        ("leader", "PATCH", path.clone(), r#"{"name":"Nightjar again"}"#, 204),
        ("captain", "DELETE", path.clone(), "", 204),
        ("leader", "DELETE", format!("/api/deleted/{doc}"), "", 204),
        ("owner", "DELETE", path.clone(), "", 204),
    ] {
        let told = house.ask(who, method, &path, body).await?;
        ensure!(told.status == status, "{who}: {method} {path}: {} {}", told.status, told.body);
    }
    let audit: Vec<Value> = serde_json::from_str(&house.ask("owner", "GET", "/api/audit", "").await?.body)?;
    let said: Vec<&Value> = audit.iter().filter(|row| row["doc"] == doc.as_str()).collect();
    for row in &said {
        for who in ["leader", "captain"] {
            ensure!(!row.to_string().contains(house.cast.id(who)), "the record names {who}: {row}");
        }
    }
    let owner = house.cast.id("owner");
    let of_owner = said.iter().filter(|row| row.to_string().contains(owner));
    assert_eq!(of_owner.count(), 1, "an owner who deletes what is for others is named: {said:?}");
    for what in ["renamed document", "deleted", "brought back"] {
        ensure!(said.iter().any(|row| row["what"] == what), "{what}: {said:?}");
    }
    let told = house.ask("owner", "GET", "/api/deleted", "").await?.body;
    ensure!(told.contains(&doc) && !told.contains(owner), "who deleted a private document is not told: {told}");
    Ok(())
}
