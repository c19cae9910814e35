//! The list of documents, held against the real server: how far a charter is agreed, and which of its surfaces are contested,
//! as each caller may know it.

use anyhow::{Context, Result, ensure};
use muster_shared::kinds::{Kind, talk};
use muster_shared::sheet::Edit;
use muster_shared::sheet::people::naming;
use muster_shared::sync::document::GatedDoc;
use muster_tests::cast::{OURS, THEIRS};
use muster_tests::served::Served;
use muster_tests::server::Process;
use muster_tests::words::make;
use serde_json::{Value, json};

const PROGRAM: &str = env!("CARGO_BIN_EXE_muster-under-test");

async fn open() -> Result<Served> {
    Served::open(|data| Process::serve(PROGRAM, data, &[])).await
}

async fn bring(house: &Served, id: &str, sheet: &Value) -> Result<()> {
    let file = json!({ "muster": 1, "documents": [{ "id": id, "kind": "charter", "sheet": sheet }] });
    house.told("leader", "POST", &format!("/api/import?name={id}.json"), &file.to_string(), 200).await.map(drop)
}

/// The list's row of a charter, as somebody is told it.
async fn listed(house: &Served, who: &str, doc: &str) -> Result<Value> {
    let told: Value = serde_json::from_str(&house.told(who, "GET", "/api/docs", "", 200).await?)?;
    let rows = told.as_array().context("a list")?;
    Ok(rows.iter().find(|row| row["id"] == doc).context("the charter")?.clone())
}

/// A charter that owns surfaces which its captain proposes.
fn owning(surfaces: &[&str]) -> Value {
    let claim = |(nth, name): (usize, &&str)| json!({ "id": format!("c{nth}"), "values": { "surface": format!("new:{name}"), "mode": "own" } });
    json!({ "lists": { "claims": surfaces.iter().enumerate().map(claim).collect::<Vec<_>>() } })
}

#[tokio::test]
async fn a_token_for_one_charter_is_told_which_surfaces_are_contested_and_not_by_whom() -> Result<()> {
    let house = open().await?;
    bring(&house, OURS, &owning(&["Bank transfers", "Refunds"])).await?;
    bring(&house, THEIRS, &owning(&["Bank transfers"])).await?;
    assert_eq!(listed(&house, "token:reader", OURS).await?["contested"], json!(["bank transfers"]));
    let whole = house.told("token:reader", "GET", "/api/docs", "", 200).await?;
    ensure!(!whole.contains(&format!("\"{THEIRS}\"")), "{whole}");
    // People who see both charters have them compared in their page.
    assert_eq!(listed(&house, "member", OURS).await?["contested"], Value::Null);
    // A charter that is for some people only says nothing to others, and a surface that another team gave up is not contested.
    let narrow = json!({ "audience": "roster", "people": [house.cast.id("owner")] }).to_string();
    house.told("leader", "PATCH", &format!("/api/docs/{THEIRS}"), &narrow, 204).await?;
    assert_eq!(listed(&house, "token:reader", OURS).await?["contested"], Value::Null);
    Ok(())
}

#[tokio::test]
async fn a_token_for_one_charter_is_told_how_many_captains_beside_it_are_asked_and_not_who() -> Result<()> {
    let house = open().await?;
    let member = json!({ "id": "m1", "values": { "name": naming(house.cast.id("member"), "member") } });
    let mut ours = owning(&["Bank transfers"]);
    ours["lists"]["members"] = json!([member]);
    bring(&house, OURS, &ours).await?;
    let alone = listed(&house, "token:reader", OURS).await?;
    assert_eq!((&alone["agreed"]["of"], &alone["unseen"]), (&json!(1), &Value::Null));
    bring(&house, THEIRS, &owning(&["Bank transfers"])).await?;
    let seat = json!({ "person": house.cast.id("leader") }).to_string();
    house.told("owner", "POST", &format!("/api/docs/{THEIRS}/captain"), &seat, 204).await?;
    let beside = listed(&house, "token:reader", OURS).await?;
    assert_eq!(beside["agreed"], json!({ "agreed": 0, "stale": 0, "of": 2 }));
    assert_eq!(beside["unseen"], json!({ "agreed": 0, "stale": 0, "of": 1 }));
    // People who see both charters have the captain counted in their page.
    assert_eq!(listed(&house, "member", OURS).await?["unseen"], Value::Null);
    Ok(())
}

#[tokio::test]
async fn the_list_says_how_many_agree_how_many_signed_other_words_and_how_many_they_are() -> Result<()> {
    let house = open().await?;
    let member = json!({ "id": "m1", "values": { "name": naming(house.cast.id("member"), "member") } });
    bring(&house, OURS, &json!({ "texts": { "mission": "Keys on the day" }, "lists": { "members": [member] } }))
        .await?;
    assert_eq!(listed(&house, "leader", OURS).await?["agreed"], json!({ "agreed": 0, "stale": 0, "of": 1 }));
    let mut client = house.connect("member", &format!("{OURS}-talk")).await?;
    client.sync().await?;
    let mut writer = GatedDoc::new(Some(Kind::Talk.schema()), 72);
    let signed = Edit::Add {
        list: talk::AGREEMENTS.to_owned(),
        after: None,
        texts: vec![(talk::SEEN.to_owned(), "Keys some day".to_owned())],
        values: vec![(talk::ON.to_owned(), "mission".into()), (talk::STAND.to_owned(), "agree".into())],
    };
    client.update(&make(&mut writer, &signed)).await?;
    client.until_saved().await?;
    let stale = json!({ "agreed": 0, "stale": 1, "of": 1 });
    for who in ["leader", "member", "token:reader"] {
        assert_eq!(listed(&house, who, OURS).await?["agreed"], stale, "{who}");
    }
    let alone: Value = serde_json::from_str(&house.told("leader", "GET", "/api/docs/ours", "", 200).await?)?;
    assert_eq!(alone["agreed"], stale, "asked for by itself it says the same");
    assert_eq!(listed(&house, "leader", THEIRS).await?["agreed"]["of"], 0);
    Ok(())
}

#[tokio::test]
async fn captains_count_beside_a_charter_only_as_long_as_theirs_is_there_and_for_the_whole_workspace() -> Result<()> {
    let house = open().await?;
    let member = json!({ "id": "m1", "values": { "name": naming(house.cast.id("leader"), "leader") } });
    let mut ours = owning(&["Bank transfers"]);
    ours["lists"]["members"] = json!([member]);
    bring(&house, OURS, &ours).await?;
    bring(&house, THEIRS, &owning(&["Bank transfers"])).await?;
    let captain = json!({ "person": house.cast.id("member") }).to_string();
    house.told("leader", "POST", &format!("/api/docs/{THEIRS}/captain"), &captain, 204).await?;
    let narrow = json!({ "audience": "roster", "people": [house.cast.id("member")] }).to_string();
    let (doc, bin) = (format!("/api/docs/{THEIRS}"), format!("/api/deleted/{THEIRS}"));
    for (why, method, path, body, of) in [
        ("it is there", "GET", &doc, "", 2),
        ("it is deleted", "DELETE", &doc, "", 1),
        ("it is brought back", "DELETE", &bin, "", 2),
        ("it is for some people only", "PATCH", &doc, narrow.as_str(), 1),
    ] {
        let status = if method == "GET" { 200 } else { 204 };
        house.told("leader", method, path, body, status).await?;
        for who in ["leader", "member", "owner", "token:reader"] {
            assert_eq!(listed(&house, who, OURS).await?["agreed"]["of"], of, "{why}, as {who} is told");
        }
    }
    assert_eq!(listed(&house, "leader", THEIRS).await?["confined"], json!(true), "so the page counts the same");
    assert_eq!(listed(&house, "leader", OURS).await?["confined"], Value::Null);
    Ok(())
}
