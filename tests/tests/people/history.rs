//! The history that people read, held against the real server: sittings with words struck and new, the document as it stood
//! then, editions, and what editors are led to.

use anyhow::{Context, Result, ensure};
use muster_shared::kinds::{Kind, charter};
use muster_shared::past::{Scope, restored};
use muster_shared::sheet::{Edit, Place, Sheet, Splice};
use muster_tests::cast::OURS;
use muster_tests::network::Device;
use muster_tests::page::Page;
use serde_json::{Value, json};

use crate::house::House;

/// Somebody opens the charter.
async fn opened(house: &House, who: &'static str, client: u64) -> Result<Page> {
    let mut page = Page::open(Kind::Charter, client, who, Device::default());
    page.connect(house.server.address, OURS, &house.cast.upgrade(house.server.address, who)).await?;
    Ok(page)
}

fn writes(at: u32, remove: u32, insert: &str) -> Edit {
    let splice = Splice { at, remove, insert: insert.to_owned() };
    Edit::Write { at: Place::on_sheet(charter::MISSION), splice }
}

fn line(list: &str, words: &str) -> Edit {
    let texts = vec![(charter::LINE.to_owned(), words.to_owned())];
    Edit::Add { list: list.to_owned(), after: None, texts, values: Vec::new() }
}

async fn history(house: &House, who: &str) -> Result<Vec<Value>> {
    let told = house.ask(who, "GET", &format!("/api/docs/{OURS}/history"), "").await?;
    ensure!(told.status == 200, "{} {}", told.status, told.body);
    Ok(serde_json::from_str(&told.body)?)
}

/// The words of the first change under a heading.
fn words<'v>(step: &'v Value, part: &str) -> Result<&'v Value> {
    let changes = step["changes"].as_array().context("changes")?;
    let change = changes.iter().find(|change| change["part"] == part).with_context(|| format!("{part}: {step}"))?;
    Ok(&change["said"][0]["words"])
}

/// The captain writes a mission and a line of what the team decides; the leader words the mission otherwise.
async fn written(house: &House) -> Result<()> {
    let mut page = opened(house, "captain", 7001).await?;
    page.edit(&writes(0, 0, "Keys on the day they chose")).await?;
    page.edit(&line(charter::DECIDE, "Whom we train")).await?;
    page.until_saved().await?;
    let mut page = opened(house, "leader", 7002).await?;
    page.edit(&writes(16, 10, "we promised")).await?;
    page.until_saved().await
}

#[tokio::test]
async fn a_history_tells_each_sitting_in_the_documents_own_words_struck_and_new() -> Result<()> {
    let house = House::open().await?;
    written(&house).await?;
    let steps = history(&house, "member").await?;
    let [leader, captain, ..] = steps.as_slice() else { anyhow::bail!("two sittings: {steps:?}") };
    assert_eq!((leader["name"].as_str(), captain["name"].as_str()), (Some("leader"), Some("captain")));
    let told = json!([{ "kept": "Keys on the day " }, { "gone": "they chose" }, { "new": "we promised" }]);
    assert_eq!(words(leader, "Mission")?, &told);
    assert_eq!(words(captain, "Mission")?, &json!([{ "new": "Keys on the day they chose" }]));
    assert_eq!(words(captain, "We decide")?, &json!([{ "new": "Whom we train" }]));
    assert_eq!((captain["n_places"].as_u64(), leader["n_places"].as_u64()), (Some(2), Some(1)));
    assert_eq!(leader["before"], captain["seq"], "one sitting begins where the other ended");
    assert_eq!(
        (&leader["added"], &leader["removed"]),
        (&json!(["Keys on the day we promised"]), &json!(["Keys on the day they chose"]))
    );
    Ok(())
}

#[tokio::test]
async fn what_a_document_said_is_given_to_its_editors_and_put_back_as_a_new_edit_of_theirs() -> Result<()> {
    let house = House::open().await?;
    written(&house).await?;
    let steps = history(&house, "captain").await?;
    let seq = steps[0]["before"].as_i64().context("a number")?;
    let told = house.ask("captain", "GET", &format!("/api/docs/{OURS}/history/{seq}"), "").await?;
    ensure!(told.status == 200, "{} {}", told.status, told.body);
    let told: Value = serde_json::from_str(&told.body)?;
    let then: Sheet = serde_json::from_value(told["sheet"].clone())?;
    assert_eq!((told["kind"].as_str(), then.text(charter::MISSION)), (Some("charter"), "Keys on the day they chose"));
    let mut page = opened(&house, "captain", 7003).await?;
    let (now, org, doc) = (page.replica.sheet(), Sheet::default(), OURS.parse()?);
    let from = |sheet| muster_shared::kinds::outline::Sources { sheet, org: &org, doc: &doc };
    let scope = Scope::Section("Mission".to_owned());
    for edit in restored(Kind::Charter, &from(&now), &from(&then), &scope).edits {
        page.edit(&edit).await?;
    }
    page.until_saved().await?;
    assert_eq!(page.replica.sheet().text(charter::MISSION), "Keys on the day they chose");
    let steps = history(&house, "captain").await?;
    let told = json!([{ "kept": "Keys on the day " }, { "gone": "we promised" }, { "new": "they chose" }]);
    let changes = steps[0]["changes"].as_array().context("changes")?;
    let mission = changes.iter().find(|change| change["part"] == "Mission").context("the mission")?;
    // It is one sitting of the captain's, with the leader's in between: both steps stand there.
    assert_eq!((steps[0]["name"].as_str(), &mission["said"][1]["words"]), (Some("captain"), &told));
    assert_eq!(words(&steps[1], "Mission")?[2], json!({ "new": "we promised" }), "the past stays as it is");
    for (who, status) in [("member", 403), ("guest", 403), ("stranger", 404)] {
        let refused = house.ask(who, "GET", &format!("/api/docs/{OURS}/history/{seq}"), "").await?;
        assert_eq!(refused.status, status, "{who}");
    }
    Ok(())
}

#[tokio::test]
async fn what_a_file_brought_stands_under_the_file_else_as_an_import_and_under_no_name_of_the_server() -> Result<()> {
    let house = House::open().await?;
    let own = "# Ledger\n\n## Mandate\n\n### Own\n\n- Refunds\n";
    let mission = "# Money\n\n## Mission\n\nMoney is counted once.\n";
    let record = "# Count money once\n\n## Decision Outcome\n\nChosen option: \"once\", because twice is wrong.\n";
    for (file, page, doc, name) in [
        ("ledger.md", own, None, "Imported from ledger.md by leader"),
        ("money.md", mission, None, "An import"),
        ("0001-once.md&into=ours", record, Some(format!("{OURS}-log")), "Imported from 0001-once.md by leader"),
    ] {
        let file = file.replace("into=ours", &format!("into={OURS}"));
        let told = house.ask("leader", "POST", &format!("/api/import?name={file}"), page).await?;
        ensure!(told.status == 200, "{} {}", told.status, told.body);
        let told: Value = serde_json::from_str(&told.body)?;
        let doc = doc.or_else(|| told["made"][0].as_str().map(str::to_owned)).context("a document")?;
        let told = house.ask("leader", "GET", &format!("/api/docs/{doc}/history"), "").await?;
        let steps: Vec<Value> = serde_json::from_str(&told.body)?;
        assert_eq!(steps[0]["name"].as_str(), Some(name), "{file} {steps:?}");
    }
    Ok(())
}

#[tokio::test]
async fn a_metrics_reading_in_a_history_says_that_it_is_one_and_of_which_day() -> Result<()> {
    let house = House::open().await?;
    let mut page = opened(&house, "captain", 7004).await?;
    let name = vec![("name".to_owned(), "Keys on time".to_owned())];
    let add = |list: &str, texts, values| Edit::Add { list: list.to_owned(), after: None, texts, values };
    page.edit(&add(charter::METRICS, name, Vec::new())).await?;
    let metric = page.replica.sheet().rows(charter::METRICS).next().context("the metric")?.id.to_string();
    let values = [("metric", metric.as_str().into()), ("on", "2026-11-24".into()), ("value", 70.0.into())];
    let values = values.map(|(name, value): (&str, muster_shared::sheet::Value)| (name.to_owned(), value));
    page.edit(&add(charter::READINGS, Vec::new(), values.into())).await?;
    page.until_saved().await?;
    let steps = history(&house, "member").await?;
    let changes = steps[0]["changes"].as_array().context("changes")?;
    let origins: Vec<&str> = changes.iter().filter_map(|change| change["origin"].as_str()).collect();
    assert_eq!(origins, ["A reading of the metric “Keys on time”, of 24 November 2026."], "{changes:?}");
    Ok(())
}
