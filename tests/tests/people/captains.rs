//! The captain's seat, held against the real server: naming a captain gives the right and the name in one call, and a
//! captain hands the seat over by an offer that the other accepts.

use anyhow::{Context, Result, ensure};
use muster_tests::server::Answer;
use serde_json::{Value, json};

use crate::house::House;

impl House {
    async fn tell(&self, who: &str, method: &str, path: &str, body: &Value) -> Result<Answer> {
        let body = if body.is_null() { String::new() } else { body.to_string() };
        self.ask(who, method, path, &body).await
    }

    /// The grant of somebody in `ours`, by the server's word.
    async fn granted(&self, who: &str) -> Result<Option<String>> {
        self.granted_in("ours", who).await
    }

    async fn granted_in(&self, doc: &str, who: &str) -> Result<Option<String>> {
        let answer = self.tell("owner", "GET", &format!("/api/docs/{doc}/people"), &Value::Null).await?;
        let rows: Vec<Value> = serde_json::from_str(&answer.body)?;
        let row = rows.iter().find(|row| row["person"] == self.cast.id(who));
        Ok(row.and_then(|row| row["now"].as_str().map(ToOwned::to_owned)))
    }

    /// The captain that the page of `ours` names.
    async fn shown(&self) -> Result<String> {
        let page = self.tell("owner", "GET", "/embed/ours.md", &Value::Null).await?.body;
        Ok(page.lines().find_map(|line| line.strip_prefix("- Captain: ")).unwrap_or_default().to_owned())
    }

    /// The words by which `org` names the captain of `ours`.
    async fn named(&self) -> Result<String> {
        self.named_in("ours").await
    }

    async fn named_in(&self, doc: &str) -> Result<String> {
        let org = self.tell("owner", "GET", "/embed/org.json", &Value::Null).await?.body;
        let org: Value = serde_json::from_str(&org)?;
        let captain = &org["documents"][0]["sheet"]["keyed"]["captains"][doc];
        let words = captain[0]["value"].as_str().or(captain.as_str());
        Ok(words.unwrap_or_default().to_owned())
    }

    async fn audited(&self, what: &str) -> Result<usize> {
        let audit = self.tell("owner", "GET", "/api/audit", &Value::Null).await?.body;
        let rows: Vec<Value> = serde_json::from_str(&audit)?;
        Ok(rows.iter().filter(|row| row["what"] == what && row["doc"] == "ours").count())
    }
}

#[tokio::test]
pub(super) async fn naming_a_captain_gives_the_right_and_the_name_in_one_call_and_the_captain_before_goes_on_as_editor()
-> Result<()> {
    let house = House::open().await?;
    let by_id = json!({ "person": house.cast.id("member") });
    for (who, body, status) in [
        ("captain", by_id.clone(), 403),
        ("leader", json!({ "name": "Nobody Here" }), 404),
        ("leader", json!({}), 400),
        ("leader", json!({ "name": " Member " }), 204),
        ("leader", by_id, 204),
    ] {
        let answer = house.tell(who, "POST", "/api/docs/ours/captain", &body).await?;
        assert_eq!(answer.status, status, "{who} {body}: {}", answer.body);
    }
    assert_eq!(house.granted("member").await?.as_deref(), Some("captain"));
    assert_eq!(house.granted("captain").await?.as_deref(), Some("editor"));
    assert_eq!(house.shown().await?, "member");
    let given = house.tell("leader", "PUT", "/api/docs/ours/people/{captain}", &json!({ "grant": "captain" })).await?;
    assert_eq!(given.status, 204, "the page of people names a captain by the same call: {}", given.body);
    assert_eq!(house.granted("member").await?.as_deref(), Some("editor"));
    assert_eq!(house.shown().await?, "captain");
    assert_eq!(house.named().await?, format!("captain <@{}>", house.cast.id("captain")));
    Ok(())
}

#[tokio::test]
pub(super) async fn a_captain_hands_the_seat_over_once_the_other_has_accepted_and_it_is_on_the_record() -> Result<()> {
    let house = House::open().await?;
    let to_member = json!({ "person": house.cast.id("member") });
    let offer = "/api/docs/ours/captain/offer";
    let accept = "/api/docs/ours/captain/accept";
    for (who, method, path, body, status) in [
        ("leader", "POST", offer, &to_member, 403),
        ("captain", "POST", offer, &json!({ "person": house.cast.id("captain") }), 403),
        ("captain", "POST", offer, &to_member, 201),
        ("guest", "POST", accept, &Value::Null, 404),
        ("captain", "POST", accept, &Value::Null, 404),
        ("captain", "DELETE", offer, &Value::Null, 204),
        ("member", "POST", accept, &Value::Null, 404),
        ("captain", "POST", offer, &to_member, 201),
    ] {
        let answer = house.tell(who, method, path, body).await?;
        assert_eq!(answer.status, status, "{who}: {method} {path}: {}", answer.body);
    }
    assert_eq!(house.granted("captain").await?.as_deref(), Some("captain"), "an offer changes nothing yet");
    let told: Value = serde_json::from_str(&house.tell("member", "GET", offer, &Value::Null).await?.body)?;
    assert_eq!((&told["from_name"], &told["to_name"]), (&json!("captain"), &json!("member")));
    assert_eq!(house.tell("member", "POST", accept, &Value::Null).await?.status, 204);
    assert_eq!(house.granted("member").await?.as_deref(), Some("captain"));
    assert_eq!(house.granted("captain").await?.as_deref(), Some("editor"));
    assert_eq!(house.shown().await?, "member");
    assert_eq!(house.named().await?, format!("member <@{}>", house.cast.id("member")));
    assert_eq!(house.tell("member", "POST", accept, &Value::Null).await?.status, 404, "once");
    for (what, n) in [("offered captaincy", 2), ("took captaincy", 1)] {
        assert_eq!(house.audited(what).await?, n, "{what}");
    }
    Ok(())
}

#[tokio::test]
async fn an_offer_is_worth_nothing_once_the_captain_who_made_it_has_lost_the_seat() -> Result<()> {
    let house = House::open().await?;
    let to = |who: &str| json!({ "person": house.cast.id(who) });
    assert_eq!(house.tell("captain", "POST", "/api/docs/ours/captain/offer", &to("member")).await?.status, 201);
    assert_eq!(house.tell("leader", "POST", "/api/docs/ours/captain", &to("leader")).await?.status, 204);
    let taken = house.tell("member", "POST", "/api/docs/ours/captain/accept", &Value::Null).await?;
    assert_eq!(taken.status, 404, "{}", taken.body);
    let held = house.granted("member").await?;
    ensure!(held.is_none(), "{held:?}");
    house.granted("leader").await?.filter(|grant| grant == "captain").context("the leader's own")?;
    Ok(())
}

#[tokio::test]
async fn a_member_begins_a_charter_as_its_captain_says_so_twice_and_takes_nothing_back_from_a_leader() -> Result<()> {
    let house = House::open().await?;
    let begun = json!({ "id": "train", "kind": "charter", "lineage": "train-lineage", "captain": true });
    for (who, body, status) in [
        ("member", json!({ "id": "train-series", "kind": "series", "captain": true }), 400),
        ("member", json!({ "id": "train-mine", "kind": "charter", "audience": "author", "captain": true }), 400),
        ("member", begun.clone(), 201),
        ("member", begun.clone(), 200),
        ("leader", begun.clone(), 200),
    ] {
        let answer = house.tell(who, "POST", "/api/docs", &body).await?;
        assert_eq!(answer.status, status, "{who} {body}: {}", answer.body);
    }
    let member = format!("member <@{}>", house.cast.id("member"));
    assert_eq!(house.granted_in("train", "member").await?.as_deref(), Some("captain"));
    assert_eq!(house.named_in("train").await?, member, "the leader who said the same has not taken the seat");

    let to_captain = json!({ "person": house.cast.id("captain") });
    assert_eq!(house.tell("leader", "POST", "/api/docs/train/captain", &to_captain).await?.status, 204);
    assert_eq!(house.tell("member", "POST", "/api/docs", &begun).await?.status, 200);
    assert_eq!(house.granted_in("train", "member").await?.as_deref(), Some("editor"));
    assert_eq!(house.named_in("train").await?, format!("captain <@{}>", house.cast.id("captain")));
    Ok(())
}
