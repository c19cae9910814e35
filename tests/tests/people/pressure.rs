//! A pressure test held against the real server: two people read and write how a captain is rated, and for everybody else,
//! owners and the captain's team included, it is not there.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, ensure};
use muster_shared::kinds::pressure::{ANSWERS, EXAMPLE_OF, KIND, RATING, TESTED};
use muster_shared::sheet::Edit;
use muster_shared::sync::document::GatedDoc;
use muster_tests::cast::{Cast, OURS};
use muster_tests::server::Process;
use muster_tests::words::make;
use serde_json::Value;
use tempfile::tempdir;

const PROGRAM: &str = env!("CARGO_BIN_EXE_muster-under-test");
/// Words of the test that stand nowhere else.
const SECRET: &str = "Nightjar";
const TWO: [&str; 2] = ["leader", "captain"];
const OTHERS: [&str; 7] = ["nobody", "stranger", "guest", "member", "owner", "token:editor", "token:captain"];

fn serve(data: &Path) -> Result<Process> {
    Process::serve(PROGRAM, data, &[])
}

/// The leader begins a test with the captain, and both answer.
async fn begun(cast: &Cast, server: &Process) -> Result<String> {
    let with = cast.id("captain");
    let wanted = format!(r#"{{"kind":"pressure","name":"{SECRET}","audience":"pair","people":["{with}"]}}"#);
    let made = cast.ask(server.address, "leader", "POST", "/api/docs", &wanted).await?;
    ensure!(made.status == 201, "{}", made.body);
    let doc = serde_json::from_str::<Value>(&made.body)?["id"].as_str().context("an id")?.to_owned();
    for (who, client) in TWO.into_iter().zip(71..) {
        let mut device = cast.connect(server.address, who, &doc).await?;
        device.sync().await?;
        let said = [(TESTED, "calls"), (RATING, "mostly"), (EXAMPLE_OF, SECRET)];
        let values = said.map(|(field, words)| (field.to_owned(), words.into())).to_vec();
        let add = Edit::Add { list: ANSWERS.to_owned(), after: None, texts: Vec::new(), values };
        device.update(&make(&mut GatedDoc::new(Some(KIND.schema()), client), &add)).await?;
        device.until_saved().await?;
    }
    Ok(doc)
}

#[tokio::test(flavor = "multi_thread")]
async fn the_captain_and_the_leader_read_a_pressure_test_and_for_everybody_else_it_is_not_there() -> Result<()> {
    let folder = tempdir()?;
    let cast = Cast::gather(folder.path()).await?;
    let server = serve(folder.path())?;
    let doc = begun(&cast, &server).await?;
    let paths = [
        format!("/api/docs/{doc}"),
        format!("/api/docs/{doc}/history"),
        format!("/api/docs/{doc}/roster"),
        format!("/embed/{doc}.md"),
        format!("/embed/{doc}.json"),
    ];
    for who in TWO {
        for path in &paths {
            let told = cast.ask(server.address, who, "GET", path, "").await?;
            assert_eq!(told.status, 200, "{who}: {path}: {}", told.body);
        }
        let page = cast.ask(server.address, who, "GET", &format!("/embed/{doc}.md"), "").await?.body;
        ensure!(page.matches(SECRET).count() >= 3, "the name and both examples: {page}");
        let list = cast.ask(server.address, who, "GET", "/api/docs", "").await?.body;
        ensure!(list.contains("2 answers."), "{who}: {list}");
    }
    let find = format!("/api/find?words={SECRET}");
    for who in OTHERS {
        for path in &paths {
            let told = cast.ask(server.address, who, "GET", path, "").await?;
            ensure!(told.status != 200 && !told.body.contains(SECRET), "{who}: {path}: {} {}", told.status, told.body);
            ensure!(who == "nobody" || told.status == 404, "{who}: {path}: {}", told.status);
        }
        let mut client = cast.connect(server.address, who, &doc).await?;
        let code = client.until_closed().await?;
        ensure!([4401, 4403].contains(&code), "{who}: {code}");
        for path in ["/api/docs", "/embed/ours-log.md", "/api/for-you", &find, "/metrics"] {
            let told = cast.ask(server.address, who, "GET", path, "").await?.body;
            ensure!(!told.contains(SECRET) && !told.contains(&doc), "{who}: {path}: {told}");
        }
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pressure_test_has_two_people_from_the_start_and_leaves_by_no_command() -> Result<()> {
    let folder = tempdir()?;
    let cast = Cast::gather(folder.path()).await?;
    let server = serve(folder.path())?;
    for audience in ["", r#","audience":"workspace""#, r#","audience":"roster","people":[]"#, r#","audience":"author""#]
    {
        let wanted = format!(r#"{{"kind":"pressure","id":"wide"{audience}}}"#);
        let told = cast.ask(server.address, "leader", "POST", "/api/docs", &wanted).await?;
        assert_eq!(told.status, 400, "{audience}: {}", told.body);
    }
    let doc = begun(&cast, &server).await?;
    for audience in [r#"{"audience":"workspace"}"#, r#"{"audience":"roster","people":[]}"#] {
        let told = cast.ask(server.address, "captain", "PATCH", &format!("/api/docs/{doc}"), audience).await?;
        ensure!([403, 409].contains(&told.status), "{}: {}", told.status, told.body);
    }
    drop(server);
    let out = tempdir()?;
    for (doc, leaves) in [(OURS, true), (doc.as_str(), false)] {
        let mut command = Command::new(PROGRAM);
        command.args(["export", "--format", "json", "--doc", doc]).arg(out.path()).arg("--data").arg(folder.path());
        let told = command.output()?;
        let is_out = told.status.success() && out.path().join(format!("{doc}.json")).exists();
        assert_eq!(is_out, leaves, "{doc}: {told:?}");
    }
    Ok(())
}
