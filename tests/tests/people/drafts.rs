//! Drafts, held against the real server: what somebody wrote in silence is found by its author and by nobody else, by no
//! address, no frame, no list, no file, no metric, no message and no line of the server's own log, whatever their rank.

use std::fs::{self, File};
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, ensure};
use muster_shared::kinds::draft;
use muster_shared::sheet::{Edit, Value as Field};
use muster_shared::sync::document::GatedDoc;
use muster_tests::cast::Cast;
use muster_tests::client::{Client, Heard};
use muster_tests::server::{Answer, Process};
use muster_tests::words::make;
use serde_json::{Value, json};
use tempfile::{TempDir, tempdir};

/// The words of the draft: they stand nowhere else.
const SECRET: &str = "Nightjar";
const REVIEW: &str = "weekly-r20261124T1000";

/// Everybody who may ask. The member is the author; a commenter of the series is let in by a grant.
const OTHERS: [&str; 8] =
    ["nobody", "stranger", "guest", "captain", "leader", "owner", "token:editor", "token:captain"];

/// Every address under which something of a document could be found or changed.
const ADDRESSES: [(&str, &str, &str); 20] = [
    ("GET", "/api/docs/{doc}", ""),
    ("PATCH", "/api/docs/{doc}", r#"{"name":"Mine now"}"#),
    ("PATCH", "/api/docs/{doc}", r#"{"audience":"roster","people":[]}"#),
    ("DELETE", "/api/docs/{doc}", ""),
    ("POST", "/api/docs", r#"{"kind":"draft","id":"{doc}"}"#),
    ("POST", "/api/docs", r#"{"kind":"charter","id":"{doc}"}"#),
    ("GET", "/api/docs/{doc}/history", ""),
    ("GET", "/api/docs/{doc}/authors", ""),
    ("GET", "/api/docs/{doc}/labels", ""),
    ("GET", "/api/docs/{doc}/people", ""),
    ("PUT", "/api/docs/{doc}/people/{leader}", r#"{"grant":"captain"}"#),
    ("GET", "/api/docs/{doc}/roster", ""),
    ("PUT", "/api/docs/{doc}/roster/{leader}", ""),
    ("GET", "/api/docs/{doc}/drafts", ""),
    ("GET", "/embed/{doc}.html", ""),
    ("GET", "/embed/{doc}.md", ""),
    ("GET", "/embed/{doc}.json", ""),
    ("GET", "/oembed?url=http%3A%2F%2Flocalhost%2Fd%2F{doc}", ""),
    ("GET", "/d/{doc}/history", ""),
    ("GET", "/d/{doc}/people", ""),
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
        let mut member = self.connect("member", &self.draft).await?;
        member.sync().await?;
        let values = vec![(draft::ITEM.to_owned(), Field::from(item)), (draft::WRITTEN.to_owned(), Field::from(5.0))];
        let texts = vec![(draft::TEXT.to_owned(), words.to_owned())];
        let add = Edit::Add { list: draft::REMARKS.to_owned(), after: None, texts, values };
        member.update(&make(&mut GatedDoc::new(Some(&draft::SCHEMA), client), &add)).await?;
        member.until_saved().await
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
        for (method, path, body) in ADDRESSES {
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
    let told = async |who: &str| -> Result<Value> {
        let answer = house.ask(who, "GET", &path, "").await?;
        ensure!(answer.status == 200, "{who}: {}", answer.body);
        Ok(serde_json::from_str(&answer.body)?)
    };
    assert_eq!(told("leader").await?, json!({ "mine": false, "still_out": {} }));
    house.write(7001, "item-1", SECRET).await?;
    for (who, mine) in [("leader", false), ("captain", false), ("member", true)] {
        assert_eq!(told(who).await?, json!({ "mine": mine, "still_out": { "item-1": 1 } }), "{who}");
    }
    let grant = house.ask("leader", "PUT", "/api/docs/weekly/people/{guest}", r#"{"grant":"commenter"}"#).await?;
    ensure!(grant.status == 204, "{}", grant.body);
    assert_eq!(told("guest").await?, json!({ "mine": false }), "a commenter takes part, and does not lead");
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
