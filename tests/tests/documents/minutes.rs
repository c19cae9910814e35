//! Minutes of meetings become a series with dated reviews, with every word.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use anyhow::{Context, Result, ensure};
use muster_tests::cast::Cast;
use muster_tests::server::{Process, get, request};
use serde_json::{Value, json};
use tempfile::tempdir;

const PROGRAM: &str = env!("CARGO_BIN_EXE_muster-under-test");

/// Minutes of many shapes: those of the project, or those in the folder that `MUSTER_MINUTES` names.
fn folder() -> PathBuf {
    let own = || Path::new(env!("CARGO_MANIFEST_DIR")).join("minutes");
    std::env::var_os("MUSTER_MINUTES").map_or_else(own, PathBuf::from)
}

fn fixtures() -> Result<Vec<PathBuf>> {
    let mut files = fs::read_dir(folder())?.map(|entry| Ok(entry?.path())).collect::<Result<Vec<_>>>()?;
    files.sort();
    Ok(files)
}

fn muster(data: &Path, arguments: &[&str]) -> Result<Output> {
    Ok(Command::new(PROGRAM).args(arguments).arg("--data").arg(data).output()?)
}

fn said(output: &Output) -> String {
    [&output.stdout, &output.stderr].map(|bytes| String::from_utf8_lossy(bytes).into_owned()).concat()
}

fn words(text: &str) -> Vec<String> {
    let letters = text.split(|char: char| !char.is_alphanumeric());
    letters.filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

/// The documents of a kind in the list.
async fn docs(server: &Process, kind: &str) -> Result<Vec<String>> {
    let list: Vec<Value> = serde_json::from_str(&get(server.address, "/api/docs", &[]).await?.body)?;
    let ids = list.iter().filter(|doc| doc["kind"] == kind).filter_map(|doc| doc["id"].as_str());
    Ok(ids.map(str::to_owned).collect())
}

async fn sheet(server: &Process, doc: &str) -> Result<Value> {
    let file = get(server.address, &format!("/embed/{doc}.json"), &[]).await?;
    ensure!(file.status == 200, "{}", file.body);
    let file: Value = serde_json::from_str(&file.body)?;
    Ok(file["documents"][0]["sheet"].clone())
}

/// All that a review says, in the order of its agenda.
fn whole(sheet: &Value) -> String {
    let mut items = sheet["lists"]["items"].as_array().cloned().unwrap_or_default();
    items.sort_by_key(|row| row["order"].to_string());
    let of_item = |row: &Value| [row["texts"]["title"].clone(), row["texts"]["notes"].clone()];
    let texts = std::iter::once(sheet["texts"]["notes"].clone()).chain(items.iter().flat_map(of_item));
    texts.filter_map(|text| text.as_str().map(str::to_owned)).collect::<Vec<_>>().join("\n")
}

async fn series(server: &Process, id: &str) -> Result<()> {
    let body = json!({ "id": id, "kind": "series", "name": "Weekly" }).to_string();
    let head = ["Content-Type: application/json"];
    let made = request(server.address, "POST", "/api/docs", &head, body.as_bytes()).await?;
    ensure!(made.status == 201, "{}", made.body);
    Ok(())
}

#[tokio::test]
async fn a_folder_of_minutes_becomes_a_series_of_its_name_whose_reviews_hold_every_word_and_twice_changes_nothing()
-> Result<()> {
    let data = tempdir()?;
    let (from, files) = (folder(), fixtures()?);
    let (n, from) = (files.len(), from.to_string_lossy().into_owned());
    let imported = muster(data.path(), &["import", &from])?;
    ensure!(imported.status.success(), "{}", said(&imported));
    ensure!(
        said(&imported).contains(&format!("1 made, 0 filled, 0 unchanged, {n} reviews written down")),
        "{}",
        said(&imported)
    );
    let server = Process::start(PROGRAM, data.path(), &[])?;
    let all = docs(&server, "series").await?;
    let [series] = &all[..] else { anyhow::bail!("{all:?}") };
    let about = sheet(&server, series).await?;
    assert_eq!((&about["texts"]["name"], &about["values"]["preset"]), (&json!("Minutes"), &json!("product")));
    ensure!(about["values"]["rhythm"].is_null(), "{about}");
    let mut before = Vec::new();
    for file in &files {
        let (stem, text) = (file.file_stem().context("a name")?.to_string_lossy(), fs::read_to_string(file)?);
        // A meeting whose minutes say its time has it in its slot.
        let day = format!("{series}-r{}T", stem.replace('-', ""));
        let reviews = docs(&server, "review").await?;
        let review = reviews.iter().find(|id| id.starts_with(&day)).with_context(|| format!("the review of {stem}"))?;
        let said = sheet(&server, review).await?;
        assert_eq!(words(&whole(&said)), words(&text), "{stem}");
        let page = get(server.address, &format!("/embed/{review}.html"), &[]).await?;
        ensure!(page.status == 200 && page.body.contains("Attended"), "{stem}: {}", page.status);
        before.push((review.clone(), said));
    }
    let again = muster(data.path(), &["import", &from])?;
    ensure!(said(&again).contains(&format!("0 made, 0 filled, {n} unchanged\n")), "{}", said(&again));
    for (review, said) in before {
        assert_eq!(sheet(&server, &review).await?, said, "{review}");
    }
    Ok(())
}

#[tokio::test]
async fn minutes_go_into_the_series_that_is_named_and_bring_what_is_new_when_they_were_edited() -> Result<()> {
    let data = tempdir()?;
    let server = Process::start(PROGRAM, data.path(), &[])?;
    series(&server, "weekly").await?;
    let file = data.path().join("2026-03-31.md");
    let path = file.to_string_lossy().into_owned();
    let first = "# Weekly\n\n## Keys\n\n- Ines: one a depot\n";
    fs::write(&file, first)?;
    let imported = muster(data.path(), &["import", "--into", "weekly", &path])?;
    ensure!(said(&imported).contains("0 made, 0 filled, 0 unchanged, 1 review written down"), "{}", said(&imported));
    fs::write(&file, format!("{first}- Bruno: two\n- [ ] Bruno to count\n\n## Depots\n"))?;
    for (into, says) in [("weekly-r20260331T0000", "1 review written down"), ("weekly", "1 unchanged")] {
        let imported = muster(data.path(), &["import", "--into", into, &path])?;
        ensure!(said(&imported).contains(says), "{into}: {}", said(&imported));
    }
    let said = sheet(&server, "weekly-r20260331T0000").await?;
    let items = said["lists"]["items"].as_array().context("items")?;
    let text = |row: &Value, name: &str| row["texts"][name].as_str().unwrap_or_default().to_owned();
    let texts: Vec<[String; 2]> = items.iter().map(|row| ["title", "notes"].map(|name| text(row, name))).collect();
    let wanted = [["Keys", "- Ines: one a depot"], ["Keys", "- Bruno: two\n- [ ] Bruno to count"], ["Depots", ""]];
    assert_eq!(texts, wanted);
    let action = &said["lists"]["actions"][0];
    assert_eq!(action["values"]["item"], items[0]["id"], "it belongs to the item that was there");
    Ok(())
}

#[tokio::test]
async fn a_file_that_is_no_minutes_gets_a_sentence_and_takes_nothing_from_the_others() -> Result<()> {
    let data = tempdir()?;
    let server = Process::start(PROGRAM, data.path(), &[])?;
    series(&server, "weekly").await?;
    let write = |name: &str, bytes: &[u8]| -> Result<String> {
        let file = data.path().join(name);
        fs::write(&file, bytes)?;
        Ok(file.to_string_lossy().into_owned())
    };
    let files = [
        write("2026-03-03.md", b"# Weekly\n\n## Caf\xe9\n")?,
        write("2026-03-10.md", b"# Weekly\n\n## Keys\0\n")?,
        write("2026-03-17.md", &b"# Weekly\n".repeat(1 << 20))?,
        write("2026-03-24.md", b" \n")?,
        write("weekly.md", b"# Minutes\n\n## Attendance\n\n- Ines\n")?,
        write("2026-03-31.md", b"# Weekly\n\n## Keys\n\nKept.\n")?,
    ];
    let sentences = [
        "2026-03-03.md:3: this is not UTF-8 text",
        "2026-03-10.md:3: there is a NUL here",
        "2026-03-17.md:1: the file is larger than 5 MiB",
        "2026-03-24.md:1: the file is empty",
        "weekly.md:1: these minutes do not say on which day people met; name the file by it",
        "1 review written down",
    ];
    for into in [&["--into", "weekly"][..], &[]] {
        let files = files.iter().map(String::as_str);
        let arguments: Vec<&str> = ["import"].into_iter().chain(into.iter().copied()).chain(files).collect();
        let imported = muster(data.path(), &arguments)?;
        assert_eq!(imported.status.code(), Some(1));
        for sentence in sentences {
            ensure!(said(&imported).contains(sentence), "{sentence}: {}", said(&imported));
        }
    }
    assert_eq!(whole(&sheet(&server, "weekly-r20260331T0000").await?), "**Weekly**\nKeys\nKept.");
    ensure!(docs(&server, "charter").await?.is_empty(), "minutes without a day are no charter");
    let nowhere = muster(data.path(), &["import", "--into", "absent", &files[5]])?;
    ensure!(said(&nowhere).contains("this is no decision record"), "{}", said(&nowhere));
    Ok(())
}

#[tokio::test]
async fn whoever_may_edit_a_series_brings_minutes_into_its_reviews_and_nobody_else() -> Result<()> {
    let data = tempdir()?;
    let cast = Cast::gather(data.path()).await?;
    let server = Process::serve(PROGRAM, data.path(), &[])?;
    let body = json!({ "id": "weekly", "kind": "series", "name": "Weekly" }).to_string();
    let made = cast.ask(server.address, "leader", "POST", "/api/docs", &body).await?;
    ensure!(made.status == 201, "{}", made.body);
    let minutes = "# Weekly\n\n## Keys\n\nA spare one.\n";
    let path = "/api/import?name=2026-03-31.md&into=weekly";
    for (who, status) in [("nobody", 401), ("stranger", 404), ("guest", 404), ("member", 200), ("leader", 200)] {
        let answer = cast.ask(server.address, who, "POST", path, minutes).await?;
        ensure!(answer.status == status, "{who}: {} {}", answer.status, answer.body);
    }
    let list = cast.ask(server.address, "member", "GET", "/api/docs", "").await?.body;
    ensure!(list.contains("weekly-r20260331T0000"), "{list}");
    Ok(())
}
