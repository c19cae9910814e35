//! The list of what waits for a person, held against the real server: each sees their own things out of what they may read, and of a series
//! for some people nobody else sees a word, whatever their rank.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::ops::Deref;
use std::path::Path;
use std::process::Command;
use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::{Context, Result, ensure};
use muster_shared::kinds::{charter, draft};
use muster_shared::sheet::people::naming;
use muster_shared::sheet::{Edit, Place, Splice, Value as Field};
use muster_shared::sync::document::GatedDoc;
use muster_shared::text::words::days_later;
use muster_tests::served::Served;
use muster_tests::server::{Process, get};
use muster_tests::words::make;
use serde_json::{Value, json};
use tempfile::tempdir;

use crate::house::damage;

const PROGRAM: &str = env!("CARGO_BIN_EXE_muster-under-test");
/// A word that stands in the confined series alone.
const SECRET: &str = "Nightjar";
const EVERYBODY: [&str; 6] = ["owner", "leader", "captain", "member", "guest", "stranger"];

struct House(Served);

impl Deref for House {
    type Target = Served;

    fn deref(&self) -> &Served {
        &self.0
    }
}

impl House {
    /// A workspace with a review for everybody, and one that is for the captain and the leader.
    async fn open() -> Result<Self> {
        let house = Self(Served::open(serve).await?);
        house
            .ask(
                "leader",
                "POST",
                "/api/docs",
                &json!({ "kind": "series", "id": "weekly", "name": "Product review" }),
                201,
            )
            .await?;
        let roster = json!({
            "kind": "series", "id": "few", "name": format!("{SECRET} review"), "audience": "roster",
            "people": [house.cast.id("captain")],
        });
        house.ask("leader", "POST", "/api/docs", &roster, 201).await?;
        for (series, word) in [("weekly", "Everybody"), ("few", SECRET)] {
            house.bring(&format!("{series}-r20200107T1000"), "review", &house.review(word)).await?;
        }
        Ok(house)
    }

    /// A review with an action of each person, each called after them.
    fn review(&self, word: &str) -> Value {
        let action = |(n, who): (usize, &&str)| {
            let owner = naming(self.cast.id(who), who);
            json!({ "id": format!("x{n}"), "texts": { "action": format!("{word} for {who}") }, "values": { "owner": owner, "due": "2020-01-14" } })
        };
        let actions: Vec<Value> = EVERYBODY.iter().enumerate().map(action).collect();
        json!({ "lists": { "actions": actions } })
    }

    async fn bring(&self, id: &str, kind: &str, sheet: &Value) -> Result<()> {
        let file = json!({ "muster": 1, "documents": [{ "id": id, "kind": kind, "sheet": sheet }] });
        self.ask("leader", "POST", &format!("/api/import?name={id}.json"), &file, 200).await.map(drop)
    }

    async fn ask(&self, who: &str, method: &str, path: &str, body: &Value, status: u16) -> Result<String> {
        let body = if body.is_null() { String::new() } else { body.to_string() };
        self.told(who, method, path, &body, status).await
    }

    async fn for_you(&self, who: &str) -> Result<Value> {
        Ok(serde_json::from_str(&self.ask(who, "GET", "/api/for-you", &Value::Null, 200).await?)?)
    }

    async fn titles(&self, who: &str) -> Result<BTreeSet<String>> {
        let told = self.for_you(who).await?;
        let asks = told["asks"].as_array().context("a list")?;
        asks.iter().map(|ask| Ok(ask["title"].as_str().context("a title")?.to_owned())).collect()
    }
}

/// A server that says into a file what is worth a warning.
fn serve(data: &Path) -> Result<Process> {
    let mut command = Command::new(PROGRAM);
    command.args(["serve", "--listen", "127.0.0.1:0", "--log", "warn", "--data"]).arg(data);
    command.stderr(File::create(data.join("said.log"))?);
    Process::spawn(command)
}

fn set(words: &[&str]) -> BTreeSet<String> {
    words.iter().map(|word| (*word).to_owned()).collect()
}

#[tokio::test]
async fn each_sees_their_own_things_out_of_what_is_for_them_and_nobody_a_word_of_a_roster_they_are_not_on() -> Result<()>
{
    let house = House::open().await?;
    for (who, titles) in [
        ("owner", &["Everybody for owner"][..]),
        ("leader", &["Everybody for leader", "Nightjar for leader"]),
        ("captain", &["Everybody for captain", "Nightjar for captain"]),
        ("member", &["Everybody for member"]),
        ("guest", &[]),
        ("stranger", &[]),
    ] {
        assert_eq!(house.titles(who).await?, set(titles), "{who}");
        let whole = house.for_you(who).await?.to_string();
        assert_eq!(whole.contains(SECRET), ["leader", "captain"].contains(&who), "{who}: {whole}");
    }
    Ok(())
}

#[tokio::test]
async fn the_next_reviews_are_told_to_those_who_may_read_them_with_what_is_theirs() -> Result<()> {
    let house = House::open().await?;
    let planned = |name: &str| {
        json!({
            "texts": { "name": name },
            "values": { "first": "2020-01-07T10:00", "rhythm": "FREQ=DAILY", "zone": "Europe/Lisbon" },
            "lists": { "teams": [{ "id": "t1", "values": { "team": "ours", "name": "First Keys" } }] },
        })
    };
    house.bring("weekly", "series", &planned("Product review")).await?;
    house.bring("few", "series", &planned(&format!("{SECRET} review"))).await?;
    for (who, n, n_mine) in [("captain", 2, 2), ("leader", 2, 2), ("owner", 1, 1), ("member", 1, 1), ("guest", 0, 0)] {
        let told = house.for_you(who).await?;
        let reviews = told["reviews"].as_array().context("reviews")?;
        let mine = reviews.iter().filter(|one| one["mine"] == true).count();
        assert_eq!((reviews.len(), mine), (n, n_mine), "{who}: {told}");
        let is_of_team = |one: &Value| one["teams"] == json!(["ours"]);
        assert!(reviews.iter().all(is_of_team), "each is about the team on its series: {who}: {told}");
        let asked = told["asks"].as_array().context("asks")?.iter().filter(|ask| ask["sort"] == "review").count();
        assert_eq!(asked, n_mine, "{who} is asked to come: {told}");
    }
    Ok(())
}

#[tokio::test]
async fn a_week_tells_its_small_wins_to_those_who_may_read_the_review_and_nobody_else_a_word() -> Result<()> {
    let house = House::open().await?;
    let pair = json!({
        "kind": "series", "id": "pair", "name": "One-to-one", "audience": "pair", "people": [house.cast.id("captain")],
    });
    house.ask("leader", "POST", "/api/docs", &pair, 201).await?;
    let now = SystemTime::now().duration_since(UNIX_EPOCH)?.as_secs();
    let today = days_later("1970-01-01", i64::try_from(now / (24 * 3600))?).replace('-', "");
    let wins = [("weekly", "Keys on time"), ("few", "A quiet release"), ("pair", "A kind word")];
    for (series, words) in wins {
        let row = json!({ "id": "w1", "values": { "text": words } });
        house.bring(&format!("{series}-r{today}T1000"), "review", &json!({ "lists": { "wins": [row] } })).await?;
    }
    for (who, told) in [
        ("leader", [true; 3]),
        ("captain", [true; 3]),
        ("owner", [true, false, false]),
        ("member", [true, false, false]),
        ("guest", [false; 3]),
        ("stranger", [false; 3]),
    ] {
        let week = house.ask(who, "GET", "/api/digest", &Value::Null, 200).await?;
        assert_eq!(wins.map(|(_, words)| week.contains(words)), told, "{who}: {week}");
    }
    Ok(())
}

#[tokio::test]
async fn a_captain_is_asked_for_what_their_team_owes_and_nobody_else_is_and_what_is_settled_is_gone() -> Result<()> {
    let house = House::open().await?;
    house.ask("leader", "POST", "/api/docs/ours/captain", &json!({ "name": "captain" }), 204).await?;
    let request =
        json!({ "id": "q1", "values": { "from": "theirs", "to": "ours", "need": "Half a week", "on": "2020-01-01" } });
    house.bring("theirs-log", "log", &json!({ "lists": { "requests": [request] } })).await?;
    let asks = "theirs asks: Half a week".to_owned();
    for (who, is_asked) in [("captain", true), ("owner", false), ("leader", false), ("member", false)] {
        assert_eq!(house.titles(who).await?.contains(&asks), is_asked, "{who}");
    }
    let answer = json!({ "id": "w1", "values": { "request": "q1", "state": "no", "on": "2020-01-02" } });
    house.bring("theirs-log", "log", &json!({ "lists": { "requests": [request], "answers": [answer] } })).await?;
    assert!(!house.titles("captain").await?.contains(&asks));
    Ok(())
}

#[tokio::test]
async fn v04_a_draft_that_was_revealed_without_its_author_waits_for_them_alone_and_says_none_of_its_words() -> Result<()>
{
    let house = House::open().await?;
    let review = "weekly-r20200107T1000";
    let id = draft::of(&review.parse()?, house.cast.id("member")).context("an id")?.to_string();
    let mut member = house.connect("member", &id).await?;
    member.sync().await?;
    let values = vec![(draft::ITEM.to_owned(), Field::from("i1")), (draft::WRITTEN.to_owned(), Field::from(5.0))];
    let texts = vec![(draft::TEXT.to_owned(), SECRET.to_owned())];
    let add = Edit::Add { list: draft::REMARKS.to_owned(), after: None, texts, values };
    member.update(&make(&mut GatedDoc::new(Some(&draft::SCHEMA), 7001), &add)).await?;
    member.until_saved().await?;
    let says = "Your remark on Inspect early is still out".to_owned();
    let item = json!({ "id": "i1", "texts": { "title": "Inspect early" } });
    house.bring(review, "review", &json!({ "lists": { "items": [item] } })).await?;
    for who in EVERYBODY {
        let told = house.for_you(who).await?.to_string();
        assert!(!told.contains("still out") && !told.contains(&id), "{who}, before the reveal: {told}");
    }
    let reveal = json!({ "id": "v1", "values": { "item": "i1", "at": 1_578_391_200_000_u64 } });
    house.bring(review, "review", &json!({ "lists": { "items": [item], "reveals": [reveal] } })).await?;
    assert!(house.titles("member").await?.contains(&says), "{}", house.for_you("member").await?);
    for who in EVERYBODY {
        let told = house.for_you(who).await?.to_string();
        let knows_the_series = ["leader", "captain"].contains(&who);
        assert!(knows_the_series || !told.contains(SECRET), "no word of the draft: {who}: {told}");
        assert_eq!(told.contains(&says), who == "member", "{who}: {told}");
        assert_eq!(told.contains(&id), who == "member", "{who}: {told}");
    }
    // A feed leaves Muster, and tells nothing of it.
    let wanted = json!({ "name": "My phone", "address": "/me.atom" });
    let feed: Value = serde_json::from_str(&house.ask("member", "POST", "/api/me/feeds", &wanted, 201).await?)?;
    let link = feed["link"].as_str().and_then(|link| link.split_once("/me.atom")).context("a link")?;
    let path = format!("/me.atom{}", link.1);
    let atom = get(house.server.address, &path, &[]).await?;
    assert_eq!((atom.status, atom.body.contains("still out")), (200, false), "{}", atom.body);
    Ok(())
}

#[tokio::test]
async fn a_card_of_a_team_is_for_its_captain_and_its_members_and_nobody_else() -> Result<()> {
    let house = House::open().await?;
    house.ask("leader", "POST", "/api/docs/ours/captain", &json!({ "name": "captain" }), 204).await?;
    let member = json!({ "id": "m1", "values": { "name": naming(house.cast.id("member"), "member") } });
    let team =
        json!({ "texts": { "name": "First Keys", "mission": "Keys on the day" }, "lists": { "members": [member] } });
    house.bring("ours", "charter", &team).await?;
    for (who, is_captain) in
        [("captain", Some(true)), ("member", Some(false)), ("leader", None), ("owner", None), ("guest", None)]
    {
        let told = house.for_you(who).await?;
        let card = told["teams"].as_array().and_then(|teams| teams.first());
        assert_eq!(card.map(|card| card["is_captain"] == true), is_captain, "{who}: {told}");
        assert!(card.is_none_or(|card| card["name"] == "First Keys" && card["agreed"]["of"] == 2), "{who}: {told}");
    }
    Ok(())
}

#[tokio::test]
async fn what_somebody_missed_is_what_others_changed_in_documents_of_theirs_that_they_may_read() -> Result<()> {
    let house = House::open().await?;
    house.ask("leader", "POST", "/api/docs/ours/captain", &json!({ "name": "captain" }), 204).await?;
    let now = SystemTime::now().duration_since(UNIX_EPOCH)?.as_millis();
    let missed = async |who: &str, since: u128| -> Result<Value> {
        let told = house.ask(who, "GET", &format!("/api/for-you?since={since}"), &Value::Null, 200).await?;
        Ok(serde_json::from_str::<Value>(&told)?["since"].clone())
    };
    let name = |words: &str| Edit::Write {
        at: Place::on_sheet(charter::MISSION),
        splice: Splice { at: 0, remove: 0, insert: words.to_owned() },
    };
    for (who, client, words) in [("leader", 7001, "Keys on the day"), ("captain", 7002, "Mine")] {
        let mut writer = house.connect(who, "ours").await?;
        writer.sync().await?;
        writer.update(&make(&mut GatedDoc::new(Some(&charter::SCHEMA), client), &name(words))).await?;
        writer.until_saved().await?;
    }
    let told = missed("captain", now - 60_000).await?.to_string();
    assert!(told.contains("\"by\":\"leader\"") && told.contains("\"doc\":\"ours\""), "{told}");
    assert!(told.contains("A team without a name"), "a place has a name: {told}");
    assert!(!told.contains("\"by\":\"captain\""), "nobody missed what they did themselves: {told}");
    assert_eq!(missed("captain", now + 3_600_000).await?["n"], 0, "nothing since");
    for (who, knows_the_roster) in [("captain", true), ("member", false), ("owner", false), ("guest", false)] {
        let told = missed(who, now - 60_000).await?.to_string();
        assert_eq!(told.contains(SECRET), knows_the_roster, "{who}: {told}");
        assert!(who == "captain" || !told.contains("Keys on the day"), "it is no team of theirs: {who}: {told}");
    }
    let refused = house.ask("captain", "GET", "/api/for-you?since=yesterday", &Value::Null, 400).await?;
    assert!(refused.contains("since"), "{refused}");
    Ok(())
}

#[tokio::test]
async fn where_nobody_signs_in_the_list_is_of_a_name_and_without_one_there_is_a_sentence() -> Result<()> {
    let folder = tempdir()?;
    let server = Process::start(PROGRAM, folder.path(), &[])?;
    for (query, status, has_sentence) in
        [("", 200, true), ("?name=", 200, true), ("?name=%20", 200, true), ("?name=Ines&today=2026-11-29", 200, false)]
    {
        let answer = get(server.address, &format!("/api/for-you{query}"), &[]).await?;
        let told: Value = serde_json::from_str(&answer.body)?;
        assert_eq!(
            (answer.status, told["sentence"].is_string(), &told["asks"]),
            (status, has_sentence, &json!([])),
            "{query}"
        );
    }
    Ok(())
}

#[tokio::test]
async fn a_document_that_cannot_be_read_costs_its_own_things_alone_and_the_list_says_so() -> Result<()> {
    let Served { folder, cast, server } = House::open().await?.0;
    server.kill()?;
    damage(folder.path(), "few-r20200107T1000")?;
    let server = serve(folder.path())?;
    let house = House(Served { folder, cast, server });
    for (who, unread) in [("leader", json!(1)), ("captain", json!(1)), ("member", Value::Null), ("owner", Value::Null)]
    {
        for _ in 0..2 {
            assert_eq!(house.titles(who).await?, set(&[&format!("Everybody for {who}")]), "{who}");
            assert_eq!(house.for_you(who).await?["unread"], unread, "{who}");
            house.ask(who, "GET", "/api/docs", &Value::Null, 200).await?;
            house.ask(who, "GET", "/api/find?words=Everybody", &Value::Null, 200).await?;
            let week = house.ask(who, "GET", "/api/digest", &Value::Null, 200).await?;
            ensure!(week.contains("Everybody for"), "{who}: {week}");
        }
    }
    let said = fs::read_to_string(house.folder.path().join("said.log"))?;
    assert_eq!(said.matches("is left out of lists").count(), 1, "{said}");
    Ok(())
}
