//! Drafts, held against the real server: what somebody wrote in silence is found by its author and by nobody else, by no
//! address, no frame, no list, no file, no metric, no message and no line of the server's own log, whatever their rank.

use std::fs::{self, File};
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, ensure};
use muster_server::log::Log;
use muster_server::people::People;
use muster_shared::id::DocId;
use muster_shared::kinds::draft;
use muster_shared::sheet::{Edit, Value as Field};
use muster_shared::sync::document::GatedDoc;
use muster_tests::cast::Cast;
use muster_tests::client::{Client, Heard};
use muster_tests::server::{Answer, Process};
use muster_tests::words::make;
use serde_json::{Value, json};
use tempfile::{TempDir, tempdir};

use crate::addresses::{ADDRESSES, Address};
use crate::house::damage;

/// The words of the draft: they stand nowhere else.
const SECRET: &str = "Nightjar";
const REVIEW: &str = "weekly-r20261124T1000";

/// Everybody who may ask. The member is the author; a commenter of the series is let in by a grant.
const OTHERS: [&str; 8] =
    ["nobody", "stranger", "guest", "captain", "leader", "owner", "token:editor", "token:captain"];

/// Addresses that would make it, or end it.
const MORE: [Address; 4] = [
    ("PATCH", "/api/docs/{doc}", r#"{"audience":"roster","people":[]}"#),
    ("DELETE", "/api/docs/{doc}", ""),
    ("POST", "/api/docs", r#"{"kind":"draft","id":"{doc}"}"#),
    ("POST", "/api/docs", r#"{"kind":"charter","id":"{doc}"}"#),
];

struct House {
    folder: TempDir,
    cast: Cast,
    server: Process,
    draft: String,
}

impl House {
    /// A series of the member's, its review, and the member's draft.
    async fn open() -> Result<Self> {
        let folder = tempdir()?;
        let cast = Cast::gather(folder.path()).await?;
        let server = serve(folder.path())?;
        let draft = draft::of(&REVIEW.parse()?, cast.id("member")).context("an id")?.to_string();
        let house = Self { folder, cast, server, draft };
        let made = house.ask("member", "POST", "/api/docs", r#"{"kind":"series","id":"weekly"}"#).await?;
        ensure!(made.status == 201, "{}", made.body);
        Ok(house)
    }

    async fn ask(&self, who: &str, method: &str, path: &str, body: &str) -> Result<Answer> {
        let [path, body] = [path, body].map(|text| text.replace("{doc}", &self.draft));
        self.cast.ask(self.server.address, who, method, &path, &body).await
    }

    async fn connect(&self, who: &str, doc: &str) -> Result<Client> {
        self.cast.connect(self.server.address, who, doc).await
    }

    /// The member writes on an item.
    async fn write(&self, client: u64, item: &str, words: &str) -> Result<()> {
        self.write_in("member", &self.draft, client, item, words).await
    }

    /// Somebody writes on an item in a draft of theirs.
    async fn write_in(&self, who: &str, doc: &str, client: u64, item: &str, words: &str) -> Result<()> {
        let mut author = self.connect(who, doc).await?;
        author.sync().await?;
        let values = vec![(draft::ITEM.to_owned(), Field::from(item)), (draft::WRITTEN.to_owned(), Field::from(5.0))];
        let texts = vec![(draft::TEXT.to_owned(), words.to_owned())];
        let add = Edit::Add { list: draft::REMARKS.to_owned(), after: None, texts, values };
        author.update(&make(&mut GatedDoc::new(Some(&draft::SCHEMA), client), &add)).await?;
        author.until_saved().await
    }

    /// The same workspace with the server started anew, after something was done to its log.
    async fn again(self, done: impl AsyncFnOnce(&Log) -> Result<()>) -> Result<Self> {
        let Self { folder, cast, server, draft } = self;
        server.kill()?;
        let log = Log::open(folder.path())?;
        done(&log).await?;
        log.close().await;
        let server = serve(folder.path())?;
        Ok(Self { folder, cast, server, draft })
    }

    /// The count of drafts as somebody is told it.
    async fn told(&self, who: &str) -> Result<Value> {
        let answer = self.ask(who, "GET", &format!("/api/docs/{REVIEW}/drafts"), "").await?;
        ensure!(answer.status == 200, "{who}: {}", answer.body);
        Ok(serde_json::from_str(&answer.body)?)
    }
}

/// A server that says everything there is to say, into a file.
fn serve(data: &Path) -> Result<Process> {
    let mut command = Command::new(env!("CARGO_BIN_EXE_muster-under-test"));
    command.args(["serve", "--listen", "127.0.0.1:0", "--log", "trace", "--data"]).arg(data);
    command.stderr(File::create(data.join("said.log"))?);
    Process::spawn(command)
}

#[tokio::test]
async fn v01_a_draft_is_opened_by_its_author_alone_whatever_rank_and_address_others_come_with() -> Result<()> {
    let house = House::open().await?;
    // Nobody makes it for the author, who is the first to come.
    for who in OTHERS {
        let code = house.connect(who, &house.draft).await?.until_closed().await?;
        ensure!([4401, 4403].contains(&code), "{who}: {code}");
    }
    assert_eq!(house.ask("member", "GET", "/api/docs/{doc}", "").await?.status, 404, "nobody has made it");
    house.write(7001, "item-1", SECRET).await?;
    for who in OTHERS {
        let code = house.connect(who, &house.draft).await?.until_closed().await?;
        ensure!([4401, 4403].contains(&code), "{who}: {code}");
        for (method, path, body) in ADDRESSES.into_iter().chain(MORE) {
            let answer = house.ask(who, method, path, body).await?;
            ensure!(answer.status >= 300 && !answer.body.contains(SECRET), "{who}: {method} {path}: {}", answer.body);
        }
    }
    let mut phone = house.connect("member", &house.draft).await?;
    ensure!(matches!(phone.hear().await?, Heard::Hello(_)), "another device of the author's");
    phone.sync().await?;
    let kept = house.ask("member", "GET", "/api/docs/{doc}", "").await?;
    assert_eq!((kept.status, kept.body.contains("\"draft\"")), (200, true), "{}", kept.body);
    for path in ["/embed/{doc}.md", "/embed/{doc}.json", "/oembed?url=http%3A%2F%2Flocalhost%2Fd%2F{doc}"] {
        let answer = house.ask("member", "GET", path, "").await?;
        ensure!(answer.status >= 300 && !answer.body.contains(SECRET), "a draft has no file and no frame: {path}");
    }
    Ok(())
}

#[tokio::test]
async fn v01_a_draft_is_in_no_list_no_search_no_export_no_metric_no_record_and_no_line_of_the_log() -> Result<()> {
    let house = House::open().await?;
    house.connect("owner", REVIEW).await?.sync().await?;
    house.write(7001, "item-1", SECRET).await?;
    let find = format!("/api/find?words={SECRET}");
    let paths = [
        find.as_str(),
        "/api/docs",
        "/api/confined",
        "/api/deleted",
        "/api/for-you",
        "/api/digest",
        "/api/audit",
        "/api/docs/weekly/occurrences",
        "/api/docs/weekly/history",
        "/api/docs/weekly-r20261124T1000/history",
        "/api/docs/weekly-r20261124T1000/authors",
        "/api/docs/weekly-r20261124T1000/drafts",
        "/embed/weekly-r20261124T1000.json",
        "/embed/weekly-r20261124T1000.md",
        "/api/people/{member}/export",
        "/metrics",
    ];
    for who in ["member", "captain", "leader", "owner"] {
        for path in paths {
            // The author may know of what they did themselves.
            if who == "member" && path.ends_with("/export") {
                continue;
            }
            let body = house.ask(who, "GET", path, "").await?.body;
            ensure!(!body.contains(SECRET) && !body.contains(&house.draft), "{who}: {path}: {body}");
        }
    }
    let said = fs::read_to_string(house.folder.path().join("said.log"))?;
    ensure!(!said.contains(SECRET) && !said.contains(&house.draft), "a line of the log says whose draft there is");
    ensure!(said.contains(&format!("{REVIEW}-d-")), "the log says that there is one");
    let (folder, out) = (&house.folder, tempdir()?);
    let arguments = ["export", "--format", "json", &out.path().to_string_lossy(), "--data"].map(ToOwned::to_owned);
    let program = env!("CARGO_BIN_EXE_muster-under-test");
    let done = Command::new(program).args(arguments).arg(folder.path()).output()?;
    ensure!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    for file in fs::read_dir(out.path())? {
        let file = file?.path();
        ensure!(!file.to_string_lossy().contains(&house.draft), "{}", file.display());
        ensure!(!fs::read_to_string(&file)?.contains(SECRET), "{}", file.display());
    }
    Ok(())
}

#[tokio::test]
async fn v04_those_who_edit_a_review_are_told_how_many_drafts_are_out_and_no_name() -> Result<()> {
    let house = House::open().await?;
    let path = format!("/api/docs/{REVIEW}/drafts");
    assert_eq!(house.told("leader").await?, json!({ "mine": false, "still_out": {} }));
    house.write(7001, "item-1", SECRET).await?;
    for (who, mine) in [("leader", false), ("captain", false), ("member", true)] {
        assert_eq!(house.told(who).await?, json!({ "mine": mine, "still_out": { "item-1": 1 } }), "{who}");
    }
    let grant = house.ask("leader", "PUT", "/api/docs/weekly/people/{guest}", r#"{"grant":"commenter"}"#).await?;
    ensure!(grant.status == 204, "{}", grant.body);
    assert_eq!(house.told("guest").await?, json!({ "mine": false }), "a commenter takes part, and does not lead");
    assert_eq!(house.ask("stranger", "GET", &path, "").await?.status, 404);
    Ok(())
}

#[tokio::test]
async fn v01_a_draft_is_made_for_those_alone_who_take_part_in_the_review_and_stays_readable_to_whoever_did()
-> Result<()> {
    let house = House::open().await?;
    let of = |who: &str| draft::of(&REVIEW.parse().ok()?, house.cast.id(who)).map(String::from);
    let guests = of("guest").context("an id")?;
    for (grant, may) in [(None, false), (Some("reader"), false), (Some("commenter"), true), (Some("reader"), true)] {
        if let Some(grant) = grant {
            let body = format!(r#"{{"grant":"{grant}"}}"#);
            let given = house.ask("leader", "PUT", "/api/docs/weekly/people/{guest}", &body).await?;
            ensure!(given.status == 204, "{}", given.body);
        }
        let mut guest = house.connect("guest", &guests).await?;
        match may {
            true => guest.sync().await?,
            false => assert_eq!(guest.until_closed().await?, 4403, "{grant:?}"),
        }
    }
    let elsewhere = draft::of(&"weekly-r20261124T1000".parse()?, "p0").context("an id")?.to_string();
    assert_eq!(house.connect("member", &elsewhere).await?.until_closed().await?, 4403, "of nobody there is");
    let of_no_review = format!("ours-d-{}", house.cast.id("member"));
    assert_eq!(house.connect("member", &of_no_review).await?.until_closed().await?, 4403, "beside no charter");
    let delete = house.ask("leader", "DELETE", "/api/docs/weekly", "").await?;
    ensure!(delete.status == 204, "{}", delete.body);
    assert_eq!(house.connect("guest", &guests).await?.until_closed().await?, 4403, "it goes with its series");
    Ok(())
}

#[tokio::test]
async fn v01_a_draft_that_names_no_row_says_nothing_to_those_who_count() -> Result<()> {
    let house = House::open().await?;
    for (client, item) in [(7001, "Nightjar is late"), (7002, "<b>"), (7003, "")] {
        house.write(client, item, SECRET).await?;
        assert_eq!(house.told("leader").await?, json!({ "mine": false, "still_out": {} }), "{item}");
    }
    house.write(7004, "item-1", SECRET).await?;
    assert_eq!(house.told("leader").await?["still_out"], json!({ "item-1": 1 }));
    Ok(())
}

#[tokio::test]
async fn v01_a_draft_that_was_deleted_is_in_nobodys_list_of_what_can_be_brought_back() -> Result<()> {
    let house = House::open().await?;
    house.write(7001, "item-1", SECRET).await?;
    let draft: DocId = house.draft.parse()?;
    let house = house
        .again(async |log| {
            let people = People::open(log.clone()).await?;
            people.delete("muster", &draft).await?;
            ensure!(people.deleted().await?.iter().any(|one| one.doc == draft), "it is deleted");
            Ok(())
        })
        .await?;
    assert_eq!(house.ask("leader", "DELETE", "/api/docs/ours", "").await?.status, 204);
    for who in ["leader", "owner"] {
        let told = house.ask(who, "GET", "/api/deleted", "").await?.body;
        ensure!(told.contains("\"ours\"") && !told.contains(&house.draft), "{who}: {told}");
        ensure!(!told.contains(house.cast.id("member")), "{who}: {told}");
    }
    Ok(())
}

#[tokio::test]
async fn v04_a_draft_that_cannot_be_read_keeps_nobody_from_the_count_of_the_others() -> Result<()> {
    let house = House::open().await?;
    let captains = draft::of(&REVIEW.parse()?, house.cast.id("captain")).context("an id")?.to_string();
    house.write(7001, "item-1", SECRET).await?;
    house.write_in("captain", &captains, 7002, "item-1", "Another word").await?;
    assert_eq!(house.told("leader").await?["still_out"], json!({ "item-1": 2 }));
    let house = house.again(async |_| Ok(())).await?;
    damage(house.folder.path(), &house.draft)?;
    for _ in 0..3 {
        assert_eq!(house.told("leader").await?["still_out"], json!({ "item-1": 1 }));
    }
    let said = fs::read_to_string(house.folder.path().join("said.log"))?;
    assert_eq!(said.matches("is left out of lists").count(), 1, "it is told of once");
    ensure!(!said.contains(&house.draft), "a line of the log says whose draft it is");
    Ok(())
}
