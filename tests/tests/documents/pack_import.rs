//! Packs by the command line: an operator brings every document of one in, and nothing gets wider by it.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use anyhow::{Context, Result, ensure};
use muster_shared::files::pack::{Pack, write};
use muster_shared::kinds::review::{ADVICE, ITEM, ITEM_NOTES, ITEMS, KIND, TEXT, TITLE};
use muster_shared::sheet::{Edit, Place, Source, Splice, Value, source_of_row};
use muster_shared::sync::wire::SUBPROTOCOL;
use muster_tests::network::Device;
use muster_tests::page::Page;
use muster_tests::server::{Process, get};
use serde_json::Value as Json;
use tempfile::tempdir;
use yrs::Transact;

use crate::pack::{House, PROGRAM, REVIEW, brought, taken_along};

fn run(arguments: &[&str], data: &Path) -> Result<Output> {
    Ok(Command::new(PROGRAM).args(arguments).arg("--data").arg(data).output()?)
}

/// The command's words and whether it says that all went well.
fn import(file: &Path, data: &Path) -> Result<(bool, String)> {
    let Output { status, stdout, stderr } = run(&["import", &file.to_string_lossy()], data)?;
    Ok((status.success(), String::from_utf8([stdout, stderr].concat())?))
}

/// The words of every document that is for everybody, by its id.
fn exported(data: &Path) -> Result<BTreeMap<String, Json>> {
    let out = tempdir()?;
    let done = run(&["export", "--format", "json", &out.path().to_string_lossy()], data)?;
    ensure!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    let mut all = BTreeMap::new();
    for entry in fs::read_dir(out.path())? {
        let file: Json = serde_json::from_str(&fs::read_to_string(entry?.path())?)?;
        for document in file["documents"].as_array().into_iter().flatten() {
            all.insert(document["id"].as_str().unwrap_or_default().to_owned(), document["sheet"].clone());
        }
    }
    Ok(all)
}

/// A house in which a review has an item and advice.
async fn house(audience: &str, people: &[&str]) -> Result<House> {
    let house = House::open(audience, people).await?;
    let mut page = house.opened("captain", 21, Device::default()).await?;
    let texts = vec![(TITLE.into(), "Inspect ahead".into())];
    let item = page.edit(&Edit::Add { list: ITEMS.into(), after: None, texts, values: Vec::new() }).await?;
    let item = item.context("an item")?;
    let values = vec![(ITEM.into(), Value::from(item.as_str())), (TEXT.into(), Value::from("Ask the crews first"))];
    page.edit(&Edit::Add { list: ADVICE.into(), after: None, texts: Vec::new(), values }).await?;
    page.until_saved().await?;
    Ok(house)
}

fn saved(pack: &Pack, folder: &Path) -> Result<PathBuf> {
    let file = folder.join("weekly.musterpack");
    fs::write(&file, write(pack, |packed| packed.doc.to_string()))?;
    Ok(file)
}

#[tokio::test]
async fn every_document_of_a_pack_comes_in_and_says_which_file_it_came_with_and_a_second_time_changes_nothing()
-> Result<()> {
    let (house, away) = (house("workspace", &[]).await?, tempdir()?);
    let pack = house.pack("member").await?;
    let (file, data) = (saved(&pack, away.path())?, away.path().join("data"));
    let (is_fine, said) = import(&file, &data)?;
    ensure!(is_fine, "{said}");
    let (there, here) = (exported(house.folder.path())?, exported(&data)?);
    for packed in &pack.docs {
        let id = packed.doc.as_str();
        // The workspace's own document says of documents that are made anew where they came from, and nothing else more.
        ensure!(here.contains_key(id), "{id}: {here:?}");
        ensure!(id == "org" || here[id] == there[id], "{id}: {} is not {}", here[id], there[id]);
    }
    let (is_fine, said) = import(&file, &data)?;
    ensure!(is_fine && said.contains("0 made, 0 filled"), "{said}");
    assert_eq!(exported(&data)?, here);

    let server = Process::start(PROGRAM, &data, &[])?;
    let mut page = Page::open(KIND, 71, "anybody", Device::default());
    page.connect(server.address, REVIEW, &[("sec-websocket-protocol", SUBPROTOCOL.to_owned())]).await?;
    let row = page.replica.sheet().all_rows(ADVICE).first().context("advice")?.id.clone();
    let source = source_of_row(&page.replica.copy().doc().transact(), ADVICE, &row);
    assert_eq!(source, Some(Source::new("weekly.musterpack", "the server's operator")));
    // The running server does the same work, asked through its socket.
    let (is_fine, said) = import(&file, &data)?;
    ensure!(is_fine && said.contains("0 made, 0 filled"), "{said}");
    let answer = get(server.address, &format!("/embed/{REVIEW}.md"), &[]).await?;
    ensure!(answer.status == 200 && answer.body.contains("Ask the crews first"), "{}", answer.body);
    Ok(())
}

#[tokio::test]
async fn a_pack_that_is_not_whole_is_a_sentence_and_nothing_of_it_comes_in() -> Result<()> {
    let (house, away) = (house("workspace", &[]).await?, tempdir()?);
    let (file, data) = (saved(&house.pack("member").await?, away.path())?, away.path().join("data"));
    ensure!(run(&["sample"], &data)?.status.success());
    let (whole, before) = (fs::read(&file)?, exported(&data)?);
    let changed = [&whole[..whole.len() - 30], b"!", &whole[whole.len() - 29..]].concat();
    for (bytes, sentence) in [
        (&whole[..whole.len() / 2], "its end is missing"),
        (&whole[..whole.len() - 1], "its end is missing"),
        (&whole[..20], "its end is missing"),
        (&[], "The file is empty"),
        (&changed, "was damaged on its way"),
        (b"# Minutes", "This file is no pack"),
    ] {
        fs::write(&file, bytes)?;
        let (is_fine, said) = import(&file, &data)?;
        ensure!(!is_fine && said.contains(sentence) && said.contains("weekly.musterpack: "), "{sentence}: {said}");
        assert_eq!(exported(&data)?, before, "{sentence}");
    }
    Ok(())
}

#[tokio::test]
async fn a_bad_document_of_a_pack_costs_itself_and_is_named_and_what_belongs_to_nothing_is_too() -> Result<()> {
    let (house, away) = (house("workspace", &[]).await?, tempdir()?);
    ensure!(house.ask("captain", "GET", "/api/docs/weekly-talk/history", "").await?.0 == 200);
    let whole = house.pack("member").await?;
    let has_talk = whole.docs.iter().any(|packed| packed.doc.as_str() == "weekly-talk");
    ensure!(has_talk, "the pack has the talk about the series");
    for (bad, left_out) in [("weekly-talk", vec!["weekly-talk"]), ("weekly", vec!["weekly", "weekly-talk", REVIEW])] {
        let mut pack = whole.clone();
        let damaged = pack.docs.iter_mut().find(|packed| packed.doc.as_str() == bad).context("a document")?;
        damaged.updates[0].bytes = b"\xff\xff\xff\xff".as_slice().into();
        let data = tempdir()?;
        let (is_fine, said) = import(&saved(&pack, away.path())?, data.path())?;
        ensure!(!is_fine && said.contains(&format!("{bad}: an update in it is none of a")), "{said}");
        let here = exported(data.path())?;
        for packed in &pack.docs {
            let (id, is_left_out) = (packed.doc.as_str(), left_out.contains(&packed.doc.as_str()));
            assert_eq!(here.contains_key(id), !is_left_out, "{bad}, {id}: {said}");
            ensure!(!is_left_out || said.contains(&format!("{id}: ")), "{id} is named: {said}");
        }
    }
    Ok(())
}

#[tokio::test]
async fn a_document_for_certain_people_comes_in_only_where_it_is_for_certain_people_already() -> Result<()> {
    let (house, away) = (house("roster", &["member"]).await?, tempdir()?);
    let pack = house.pack("captain").await?;
    let of_series = |doc: &str| doc.starts_with("weekly");
    ensure!(pack.docs.iter().all(|packed| packed.confined == of_series(packed.doc.as_str())), "{:?}", pack.label);
    let (file, data) = (saved(&pack, away.path())?, away.path().join("data"));
    let (is_fine, said) = import(&file, &data)?;
    ensure!(!is_fine && said.contains("weekly: it is not for everybody") && said.contains(REVIEW), "{said}");
    ensure!(!exported(&data)?.keys().any(|doc| of_series(doc)), "{said}");

    // Where it is already, it stays for whom it is.
    let of_house = house.folder.path().to_owned();
    let (is_fine, said) = import(&file, &of_house)?;
    ensure!(is_fine && said.contains("0 made, 0 filled"), "{said}");
    let may_read = async |who: &str| Ok::<_, anyhow::Error>(house.ask(who, "GET", "/api/docs", "").await?.1);
    ensure!(may_read("member").await?.contains(REVIEW) && !may_read("leader").await?.contains("weekly"));
    // Nor does it come back for everybody once it is deleted.
    let deleted = house.ask("owner", "DELETE", "/api/docs/weekly", "").await?;
    ensure!(deleted.0 == 204, "{deleted:?}");
    let (is_fine, said) = import(&file, &of_house)?;
    ensure!(!is_fine && said.contains("weekly: it is not for everybody"), "{said}");
    for who in ["leader", "guest", "owner"] {
        ensure!(!may_read(who).await?.contains("\"review\""), "{who}: {}", may_read(who).await?);
    }
    Ok(())
}

#[tokio::test]
async fn edits_that_never_reached_the_server_are_named_and_nobody_becomes_their_author() -> Result<()> {
    let (house, away) = (house("workspace", &[]).await?, tempdir()?);
    let pack = house.pack("member").await?;
    let mut page = Page::open(KIND, 31, "member", brought(&pack));
    let item = page.replica.sheet().rows(ITEMS).next().context("an item")?.id.clone();
    let splice = Splice { at: 0, remove: 0, insert: "Two days. ".into() };
    page.edit(&Edit::Write { at: Place::in_row(ITEMS, &item, ITEM_NOTES), splice }).await?;
    let device = page.close();
    let file = saved(&taken_along(&device, &pack), away.path())?;
    let (is_fine, said) = import(&file, house.folder.path())?;
    ensure!(!is_fine && said.contains(&format!("{REVIEW}: it holds edits that never reached this server")), "{said}");
    assert_eq!(house.author_of(31).await?, "");
    // Their own device hands them over, and then there is nothing more to take.
    let mut page = house.opened("member", 32, device).await?;
    page.until_saved().await?;
    assert_eq!(house.author_of(31).await?, house.cast.id("member"));
    let (is_fine, said) = import(&file, house.folder.path())?;
    ensure!(is_fine && said.contains("0 made, 0 filled, 1 unchanged"), "{said}");
    Ok(())
}
