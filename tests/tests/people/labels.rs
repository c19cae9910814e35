//! People are ids and names are labels, held against the real server: a document that names somebody by id shows the name
//! of now on every face, to everybody who may read it, and a plain name stays a plain name.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, ensure};
use muster_shared::kinds::{Kind, log, talk};
use muster_shared::sheet::people::naming;
use muster_shared::sheet::{Edit, Value as Word};
use muster_tests::network::Device;
use muster_tests::page::Page;
use muster_tests::server::{Process, get, request};
use serde_json::{Value, json};
use tempfile::tempdir;

use crate::house::{House, PROGRAM};

impl House {
    async fn done(&self, who: &str, method: &str, path: &str, body: Value) -> Result<()> {
        let answer = self.ask(who, method, path, &body.to_string()).await?;
        ensure!((200..300).contains(&answer.status), "{who}: {method} {path}: {} {}", answer.status, answer.body);
        Ok(())
    }

    /// Writes into `ours`, as an import does.
    async fn write(&self, file: &Value) -> Result<()> {
        self.done("leader", "POST", "/api/import?name=ours.json", file.clone()).await
    }

    /// The member is in the team and reads a metric, each by id, and captains it.
    async fn staffed(&self) -> Result<()> {
        self.write(&charter(&naming(self.cast.id("member"), "member"))).await?;
        self.done("leader", "POST", "/api/docs/ours/captain", json!({ "person": self.cast.id("member") })).await
    }

    async fn labels(&self, who: &str, doc: &str) -> Result<Value> {
        let answer = self.ask(who, "GET", &format!("/api/docs/{doc}/labels"), "").await?;
        ensure!(answer.status == 200, "{who}: {} {}", answer.status, answer.body);
        Ok(serde_json::from_str(&answer.body)?)
    }

    /// The words of each face for people: files, list, history, and the export of the command.
    async fn faces(&self) -> Result<Vec<(String, String)>> {
        let mut faces = Vec::new();
        for path in ["/embed/ours.md", "/embed/ours.html", "/embed/org.md", "/api/docs", "/api/docs/ours/history"] {
            faces.push((path.to_owned(), self.ask("owner", "GET", path, "").await?.body));
        }
        faces.push(("muster export".to_owned(), exported(self.folder.path())?));
        Ok(faces)
    }
}

fn charter(member: &str) -> Value {
    let members = json!([{ "id": "m1", "order": "a", "values": { "name": member, "function": "Sales" } }]);
    let metrics = json!([{ "id": "k1", "order": "a", "texts": { "name": "Move-ins" }, "values": { "owner": member } }]);
    let sheet = json!({ "texts": { "name": "Ledger" }, "lists": { "members": members, "metrics": metrics } });
    json!({ "muster": 1, "documents": [{ "id": "ours", "kind": "charter", "sheet": sheet }] })
}

fn exported(data: &Path) -> Result<String> {
    let out = tempdir()?;
    let arguments = ["export", "--format", "md", &out.path().to_string_lossy(), "--data", &data.to_string_lossy()];
    let output = Command::new(PROGRAM).args(arguments).output()?;
    ensure!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    Ok(fs::read_to_string(out.path().join("ours.md"))?)
}

#[tokio::test]
async fn a_new_name_shows_on_every_face_of_a_document_that_names_the_person_and_json_keeps_the_id() -> Result<()> {
    let house = House::open().await?;
    house.staffed().await?;
    for (face, says) in house.faces().await? {
        ensure!(says.contains("member") && !says.contains("<@") && !says.contains("&lt;@"), "{face}: {says}");
    }
    house.done("member", "PATCH", "/api/me", json!({ "name": "Mara Meyer" })).await?;
    for (face, says) in house.faces().await? {
        ensure!(says.contains("Mara Meyer"), "{face}: {says}");
        let old = says.lines().filter(|line| line.contains("member") && !line.contains("members")).collect::<Vec<_>>();
        ensure!(face == "/api/docs" || old.is_empty(), "{face}: {old:?}");
    }
    let id = house.cast.id("member");
    let whole = house.ask("owner", "GET", "/embed/ours.json", "").await?.body;
    assert_eq!(whole.matches(&format!("member <@{id}>")).count(), 2, "{whole}");
    let list: Value = serde_json::from_str(&house.ask("guest", "GET", "/api/docs", "").await?.body)?;
    let row = list.as_array().and_then(|rows| rows.iter().find(|row| row["id"] == "ours")).context("a row")?;
    assert_eq!(row["summary"]["captains"], json!(["Mara Meyer"]));
    Ok(())
}

/// Every face for people of every document, and the names of those that name the person of the test.
async fn shown(house: &House) -> Result<Vec<(String, String, bool)>> {
    let mut faces = Vec::new();
    for (doc, names_them) in [("ours", true), ("ours-talk", true), ("ours-log", true), ("org", true)] {
        for (path, tells) in [
            ("/embed/{doc}.md", names_them),
            ("/embed/{doc}.html", names_them),
            // The frame comes with the app, which the server of a test may be built without.
            ("/embed/{doc}", false),
            ("/api/docs/{doc}/history", names_them),
            ("/d/{doc}/history", false),
            ("/api/docs/{doc}", doc == "ours"),
            ("/oembed?url=http%3A%2F%2Flocalhost%2Fd%2F{doc}", false),
            ("/d/{doc}", false),
        ] {
            let path = path.replace("{doc}", doc);
            faces.push((path.clone(), house.ask("owner", "GET", &path, "").await?.body, tells));
        }
    }
    for path in ["/api/docs", "/api/docs/ours/people", "/d/ours/people", "/api/deleted"] {
        faces.push((path.to_owned(), house.ask("owner", "GET", path, "").await?.body, path == "/api/docs"));
    }
    for format in ["md", "madr"] {
        for (file, says) in files(house.folder.path(), format)? {
            let tells = format == "madr" || file == "ours.md";
            faces.push((format!("{file} of muster export"), says, tells));
        }
    }
    Ok(faces)
}

/// The files that the command writes.
fn files(data: &Path, format: &str) -> Result<Vec<(String, String)>> {
    let out = tempdir()?;
    let arguments = ["export", "--format", format, &out.path().to_string_lossy(), "--data", &data.to_string_lossy()];
    let output = Command::new(PROGRAM).args(arguments).output()?;
    ensure!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let (mut folders, mut files) = (vec![out.path().to_owned()], Vec::new());
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder)? {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = path.strip_prefix(out.path())?.to_string_lossy().into_owned();
                files.push((name, fs::read_to_string(&path)?));
            }
        }
    }
    Ok(files)
}

/// The person of the test comments, agrees to a captain by id, and logs a decision, each from a page of their own.
async fn said(house: &House, named: &str) -> Result<()> {
    let row = |list: &str, texts: &[(&str, &str)], values: &[(&str, &str)]| Edit::Add {
        list: list.to_owned(),
        after: None,
        texts: texts.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect(),
        values: values.iter().map(|(name, value)| ((*name).to_owned(), Word::from(*value))).collect(),
    };
    let on_captain = [(talk::ON, "captain"), (talk::STAND, "agree")];
    let edits = [
        (Kind::Talk, "ours-talk", row(talk::COMMENTS, &[(talk::TEXT, "Who counts it?")], &[(talk::ON, "mission")])),
        (Kind::Talk, "ours-talk", row(talk::AGREEMENTS, &[(talk::SEEN, named), (talk::TEXT, "")], &on_captain)),
        (Kind::Log, "ours-log", row(log::DECISIONS, &[], &[(log::CHOICE, "Once"), (log::DECIDED_BY, named)])),
    ];
    for (client, (kind, doc, edit)) in (71..).zip(edits) {
        let mut page = Page::open(kind, client, "Mara Lindt", Device::default());
        let headers = house.cast.upgrade(house.server.address, "member");
        page.connect(house.server.address, doc, &headers).await?;
        page.edit(&edit).await?;
        page.until_saved().await?;
    }
    Ok(())
}

#[tokio::test]
async fn no_face_of_any_document_shows_an_id_behind_a_name_or_a_name_of_before() -> Result<()> {
    let house = House::open().await?;
    house.done("member", "PATCH", "/api/me", json!({ "name": "Mara Lindt" })).await?;
    let named = naming(house.cast.id("member"), "Mara Lindt");
    house.write(&charter(&named)).await?;
    house.done("leader", "POST", "/api/docs/ours/captain", json!({ "person": house.cast.id("member") })).await?;
    said(&house, &named).await?;
    for name in ["Mara Lindt", "Mara Meyer"] {
        house.done("member", "PATCH", "/api/me", json!({ "name": name })).await?;
        for (face, says, tells) in shown(&house).await? {
            for id in ["<@", "&lt;@", "\\u003c@", "%3C@", house.cast.id("member")] {
                let may = face.ends_with("/people") || face.contains("/history");
                ensure!(!says.contains(id) || (may && id == house.cast.id("member")), "{face} shows {id}: {says}");
            }
            ensure!(!tells || says.contains(name), "{face} does not say {name}: {says}");
            ensure!(name == "Mara Lindt" || !says.contains("Lindt"), "{face} says the name of before: {says}");
        }
    }
    for (doc, kept) in [("ours", 2), ("ours-talk", 1), ("ours-log", 1)] {
        let whole = house.ask("owner", "GET", &format!("/embed/{doc}.json"), "").await?.body;
        assert_eq!(whole.matches(&named).count(), kept, "JSON keeps the id: {whole}");
    }
    let labels = house.labels("guest", "ours-talk").await?;
    assert_eq!(labels, json!({ house.cast.id("member"): "Mara Meyer" }), "whom a talk names its readers are told");
    Ok(())
}

#[tokio::test]
async fn a_person_who_was_removed_keeps_their_last_name_in_documents() -> Result<()> {
    let house = House::open().await?;
    house.staffed().await?;
    house.done("member", "PATCH", "/api/me", json!({ "name": "Mara Meyer" })).await?;
    house.done("owner", "DELETE", "/api/people/{member}", Value::Null).await?;
    for (face, says) in house.faces().await? {
        ensure!(says.contains("Mara Meyer"), "{face}: {says}");
    }
    assert_eq!(house.labels("guest", "ours").await?, json!({ house.cast.id("member"): "Mara Meyer" }));
    // The name is free for somebody else by now, who is another person.
    house.done("guest", "PATCH", "/api/me", json!({ "name": "Mara Meyer" })).await?;
    assert_eq!(house.labels("owner", "ours").await?, json!({ house.cast.id("member"): "Mara Meyer" }));
    Ok(())
}

#[tokio::test]
async fn readers_are_told_the_names_of_people_in_what_they_may_read_and_nothing_else() -> Result<()> {
    let house = House::open().await?;
    house.staffed().await?;
    let named = json!({ house.cast.id("member"): "member" });
    for who in ["guest", "token:reader", "token:editor", "member", "owner"] {
        assert_eq!(house.labels(who, "ours").await?, named, "{who}");
        assert_eq!(house.labels(who, "org").await?, named, "{who}: the captains");
    }
    for (who, path, status) in [
        ("guest", "/api/people", 403),
        ("token:editor", "/api/people", 403),
        ("guest", "/api/docs/theirs/labels", 404),
        ("token:editor", "/api/docs/theirs/labels", 404),
        ("stranger", "/api/docs/ours/labels", 404),
        ("nobody", "/api/docs/ours/labels", 401),
    ] {
        assert_eq!(house.ask(who, "GET", path, "").await?.status, status, "{who}: {path}");
    }
    Ok(())
}

#[tokio::test]
async fn a_plain_name_stays_a_plain_name_though_an_account_has_it() -> Result<()> {
    let house = House::open().await?;
    house.write(&charter("member")).await?;
    house.done("member", "PATCH", "/api/me", json!({ "name": "Mara Meyer" })).await?;
    let page = house.ask("owner", "GET", "/embed/ours.md", "").await?.body;
    ensure!(page.contains("| member |") && !page.contains("Mara Meyer"), "{page}");
    assert_eq!(house.labels("owner", "ours").await?, json!({}));
    Ok(())
}

#[tokio::test]
async fn an_open_server_knows_no_people_and_shows_the_names_as_they_were_written() -> Result<()> {
    let folder = tempdir()?;
    let server = Process::start(PROGRAM, folder.path(), &[])?;
    let file = charter("Mara Lindt <@p1eCf>").to_string();
    let origin = format!("Origin: http://localhost:{}", server.address.port());
    let written = request(server.address, "POST", "/api/import?name=ours.json", &[&origin], file.as_bytes()).await?;
    ensure!(written.status == 200, "{}", written.body);
    let made: Value = serde_json::from_str(&written.body)?;
    let doc = made["made"][0].as_str().context("a document")?.to_owned();
    let page = get(server.address, &format!("/embed/{doc}.md"), &[]).await?.body;
    ensure!(page.contains("| Mara Lindt |") && !page.contains("p1eCf"), "{page}");
    let labels = get(server.address, &format!("/api/docs/{doc}/labels"), &[]).await?;
    assert_eq!((labels.status, labels.body.as_str()), (200, "{}"));
    Ok(())
}
