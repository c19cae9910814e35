//! Decision records of other programs in a team's log, and out of it again.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use anyhow::{Context, Result, ensure};
use muster_tests::cast::{Cast, OURS};
use muster_tests::server::{Process, get, request};
use serde_json::{Value, json};
use tempfile::tempdir;

const PROGRAM: &str = env!("CARGO_BIN_EXE_muster-under-test");

/// Records of many shapes, as files.
fn fixtures() -> Result<Vec<PathBuf>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("records");
    let mut files = fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<Result<Vec<_>>>()?;
    files.sort();
    Ok(files)
}

fn muster(data: &Path, arguments: &[&str], files: &[PathBuf]) -> Result<Output> {
    Ok(Command::new(PROGRAM).args(arguments).args(files).arg("--data").arg(data).output()?)
}

fn said(output: &Output) -> String {
    [&output.stdout, &output.stderr].map(|bytes| String::from_utf8_lossy(bytes).into_owned()).concat()
}

async fn charter(server: &Process, id: &str, name: &str) -> Result<()> {
    let body = json!({ "id": id, "kind": "charter", "name": name }).to_string();
    let head = ["Content-Type: application/json"];
    let made = request(server.address, "POST", "/api/docs", &head, body.as_bytes()).await?;
    ensure!(made.status == 201, "{}", made.body);
    Ok(())
}

/// The sheet of a log, without the ids that say where it lies.
async fn log_of(server: &Process, charter: &str) -> Result<Value> {
    let file = get(server.address, &format!("/embed/{charter}-log.json"), &[]).await?;
    ensure!(file.status == 200, "{}", file.body);
    let file: Value = serde_json::from_str(&file.body)?;
    Ok(file["documents"][0]["sheet"].clone())
}

fn words(text: &str) -> Vec<String> {
    let letters = text.split(|char: char| !char.is_alphanumeric());
    letters.filter(|word| !word.is_empty()).map(str::to_lowercase).collect()
}

#[tokio::test]
async fn records_go_into_a_teams_log_are_shown_and_listed_and_come_out_equal_elsewhere() -> Result<()> {
    let (here, elsewhere) = (tempdir()?, tempdir()?);
    let files = fixtures()?;
    let server = Process::start(PROGRAM, here.path(), &[])?;
    charter(&server, "keys", "First <Keys>").await?;
    let imported = muster(here.path(), &["import", "--into", "keys"], &files)?;
    ensure!(imported.status.success() && said(&imported).contains("8 decisions logged"), "{}", said(&imported));
    let log = log_of(&server, "keys").await?;
    let again = muster(here.path(), &["import", "--into", "keys-log"], &files)?;
    ensure!(said(&again).contains("0 made, 0 filled, 8 unchanged"), "{}", said(&again));
    assert_eq!(log_of(&server, "keys").await?, log, "a second time changes nothing");

    let shown = log.to_string();
    for ending in ["md", "html"] {
        let page = get(server.address, &format!("/embed/keys-log.{ending}"), &[]).await?.body;
        ensure!(page.contains("Lend heaters while the boiler waits") && page.contains("decision log"), "{page}");
    }
    let list: Vec<Value> = serde_json::from_str(&get(server.address, "/api/docs", &[]).await?.body)?;
    let digest = &list.iter().find(|doc| doc["id"] == "keys-log").context("the log in the list")?["digest"];
    assert_eq!(digest["title"], "First <Keys>, decision log");
    ensure!(digest["lines"].to_string().contains("Ring the landlord before a viewing"), "{digest}");
    let charter_page = get(server.address, "/embed/keys.html", &[]).await?.body;
    ensure!(charter_page.contains("Latest decisions") && charter_page.contains("/d/keys-log"), "{charter_page}");

    let out = elsewhere.path().join("out");
    let exported = muster(here.path(), &["export", "--format", "madr", "--doc", "keys", &out.to_string_lossy()], &[])?;
    ensure!(exported.status.success(), "{}", said(&exported));
    for file in &files {
        let name = file.file_name().context("a name")?;
        let (text, written) = (fs::read_to_string(file)?, fs::read_to_string(out.join(name))?);
        let written = words(&(written + &shown));
        // Older forms have another label for those who decided.
        for word in words(&text).into_iter().filter(|word| word != "deciders") {
            ensure!(written.contains(&word), "{}: “{word}” is lost", file.display());
        }
    }
    let mut records = fs::read_dir(&out)?.map(|entry| Ok(entry?.path())).collect::<Result<Vec<_>>>()?;
    records.sort();
    let other = Process::start(PROGRAM, &elsewhere.path().join("data"), &[])?;
    charter(&other, "theirs", "Theirs").await?;
    let imported = muster(&elsewhere.path().join("data"), &["import", "--into", "theirs"], &records)?;
    ensure!(imported.status.success(), "{}", said(&imported));
    assert_eq!(rows(&log_of(&other, "theirs").await?), rows(&log));
    Ok(())
}

/// Decisions by their ids, without their places.
fn rows(log: &Value) -> Vec<(String, Value)> {
    let decisions = log["lists"]["decisions"].as_array().cloned().unwrap_or_default();
    let mut rows: Vec<(String, Value)> =
        decisions.into_iter().map(|row| (row["id"].to_string(), row["values"].clone())).collect();
    rows.sort_by(|a, b| a.0.cmp(&b.0));
    rows
}

#[tokio::test]
async fn records_without_a_charter_become_the_log_of_a_team_named_after_their_folder() -> Result<()> {
    let folder = tempdir()?;
    let records = folder.path().join("field-crews");
    fs::create_dir_all(&records)?;
    let mut files = Vec::new();
    for file in fixtures()? {
        let copy = records.join(file.file_name().context("a name")?);
        fs::copy(&file, &copy)?;
        files.push(copy);
    }
    let data = folder.path().join("data");
    let imported = muster(&data, &["import"], &files)?;
    ensure!(
        said(&imported).contains("1 made") && said(&imported).contains("8 decisions logged"),
        "{}",
        said(&imported)
    );
    let again = muster(&data, &["import"], &files)?;
    ensure!(said(&again).contains("0 made, 0 filled, 8 unchanged"), "{}", said(&again));
    let server = Process::start(PROGRAM, &data, &[])?;
    let list: Vec<Value> = serde_json::from_str(&get(server.address, "/api/docs", &[]).await?.body)?;
    let names: Vec<&str> = list.iter().filter_map(|doc| doc["summary"]["name"].as_str()).collect();
    assert_eq!(names, ["Field crews"]);
    ensure!(list.iter().any(|doc| doc["digest"]["title"] == "Field crews, decision log"), "{list:?}");
    Ok(())
}

#[tokio::test]
async fn a_file_that_is_no_record_gets_a_sentence_and_takes_nothing_from_the_others() -> Result<()> {
    let folder = tempdir()?;
    let server = Process::start(PROGRAM, folder.path(), &[])?;
    charter(&server, "keys", "Keys").await?;
    let notes = folder.path().join("notes.md");
    fs::write(&notes, "# Notes\n\nWe met on Monday.\n")?;
    let bytes = folder.path().join("picture.md");
    fs::write(&bytes, [0xFF, 0xFE, 0x00])?;
    let files = [notes, bytes, fixtures()?.remove(0)];
    let imported = muster(folder.path(), &["import", "--into", "keys"], &files)?;
    assert_eq!(imported.status.code(), Some(1));
    let said_of = said(&imported);
    for sentence in ["notes.md:1: this is no decision record", "picture.md:1: this is not UTF-8", "1 decision logged"] {
        ensure!(said_of.contains(sentence), "{said_of}");
    }
    let nowhere = muster(folder.path(), &["import", "--into", "absent"], &files[2..])?;
    ensure!(said(&nowhere).contains("there is no charter here whose decision log"), "{}", said(&nowhere));
    Ok(())
}

#[tokio::test]
async fn a_record_that_has_changed_is_logged_as_a_correction_of_what_it_said() -> Result<()> {
    let folder = tempdir()?;
    let server = Process::start(PROGRAM, folder.path(), &[])?;
    charter(&server, "keys", "Keys").await?;
    let file = folder.path().join("0001-hours.md");
    let import = |text: &str| {
        fs::write(&file, text)?;
        muster(folder.path(), &["import", "--into", "keys"], std::slice::from_ref(&file))
    };
    let [first, second] =
        ["21:00", "22:00"].map(|hour| format!("# Until when?\n\n## Decision Outcome\n\nChosen option: \"{hour}\"\n"));
    for (text, says) in [
        (&first, "1 decision logged"),
        (&second, "1 decision logged"),
        (&second, "1 unchanged"),
        (&first, "1 unchanged"),
    ] {
        let imported = import(text)?;
        ensure!(said(&imported).contains(says), "{text}: {}", said(&imported));
    }
    let log = log_of(&server, "keys").await?;
    let decisions = log["lists"]["decisions"].as_array().context("decisions")?;
    assert_eq!(decisions.len(), 2);
    assert_eq!(
        (&decisions[1]["values"]["instead_of"], &decisions[1]["values"]["how"]),
        (&decisions[0]["id"], &json!("corrects"))
    );
    Ok(())
}

#[tokio::test]
async fn whoever_may_edit_a_charter_brings_records_into_its_log_and_nobody_else() -> Result<()> {
    let folder = tempdir()?;
    let cast = Cast::gather(folder.path()).await?;
    let server = Process::serve(PROGRAM, folder.path(), &[])?;
    let record = fs::read_to_string(&fixtures()?[0])?;
    let path = format!("/api/import?name=0001-plain.md&into={OURS}");
    for (who, status) in
        [("nobody", 401), ("stranger", 404), ("guest", 403), ("member", 403), ("captain", 200), ("leader", 200)]
    {
        let answer = cast.ask(server.address, who, "POST", &path, &record).await?;
        ensure!(answer.status == status, "{who}: {} {}", answer.status, answer.body);
    }
    let list = cast.ask(server.address, "member", "GET", "/api/docs", "").await?.body;
    ensure!(list.contains("Lend heaters while the boiler waits"), "{list}");
    Ok(())
}

#[tokio::test]
async fn a_charters_markdown_shows_the_latest_decisions_and_is_read_again_without_them() -> Result<()> {
    let folder = tempdir()?;
    let server = Process::start(PROGRAM, folder.path(), &[])?;
    charter(&server, "keys", "Keys").await?;
    let before = get(server.address, "/embed/keys.json", &[]).await?.body;
    let imported = muster(folder.path(), &["import", "--into", "keys"], &fixtures()?[..1])?;
    ensure!(imported.status.success(), "{}", said(&imported));
    let page = get(server.address, "/embed/keys.md", &[]).await?.body;
    for words in ["### Latest decisions", "- Lend heaters", "[1 decision so far, none this month](/d/keys-log)"] {
        ensure!(page.contains(words), "{words}: {page}");
    }
    let file = folder.path().join("keys.md");
    fs::write(&file, &page)?;
    let again = muster(folder.path(), &["import"], std::slice::from_ref(&file))?;
    // The workspace notes where the charter came from, and nothing else changes.
    ensure!(said(&again).contains("0 made, 1 filled"), "{}", said(&again));
    assert_eq!(get(server.address, "/embed/keys.json", &[]).await?.body, before);
    Ok(())
}

#[tokio::test]
async fn a_record_of_a_decision_by_somebody_with_an_account_is_known_again_by_their_name() -> Result<()> {
    let folder = tempdir()?;
    let server = Process::start(PROGRAM, folder.path(), &[])?;
    charter(&server, "keys", "Keys").await?;
    let values = json!({ "question": "Until when?", "choice": "21:00", "decided_by": "Ines <@p1abc>" });
    let sheet = json!({ "lists": { "decisions": [{ "id": "d1", "values": values }] } });
    let file = folder.path().join("log.json");
    fs::write(
        &file,
        json!({ "muster": 1, "documents": [{ "id": "keys-log", "kind": "log", "sheet": sheet }] }).to_string(),
    )?;
    let imported = muster(folder.path(), &["import"], &[file])?;
    ensure!(imported.status.success(), "{}", said(&imported));
    let log = log_of(&server, "keys").await?;
    let out = folder.path().join("out");
    muster(folder.path(), &["export", "--format", "madr", "--doc", "keys", &out.to_string_lossy()], &[])?;
    let record = out.join("0001-until-when.md");
    let text = fs::read_to_string(&record)?;
    ensure!(text.contains("decision-makers: Ines\n"), "{text}");
    let again = muster(folder.path(), &["import", "--into", "keys"], &[record])?;
    ensure!(said(&again).contains("1 unchanged"), "{}", said(&again));
    assert_eq!(log_of(&server, "keys").await?, log);
    Ok(())
}
