//! Finding, held against the real server: a decision of any age is found by its words, by whoever may read it and by
//! nobody else.

use std::collections::BTreeSet;

use anyhow::{Context, Result, ensure};
use muster_shared::sheet::people::naming;
use muster_tests::server::get;
use serde_json::{Value, json};

use crate::house::House;
use crate::links::terms;

/// More decisions than a list tells of.
const N_DECISIONS: usize = 40;

impl House {
    /// Brings decisions into the log of a charter.
    async fn decide(&self, charter: &str, decisions: &[Value]) -> Result<()> {
        let rows: Vec<Value> =
            (0..).zip(decisions).map(|(n, values)| json!({ "id": format!("d{n}"), "values": values })).collect();
        let sheet = json!({ "lists": { "decisions": rows } });
        let id = format!("{charter}-log");
        let file = json!({ "muster": 1, "documents": [{ "id": id, "kind": "log", "sheet": sheet }] });
        let path = format!("/api/import?name={charter}.json");
        let done = self.cast.ask(self.server.address, "leader", "POST", &path, &file.to_string()).await?;
        ensure!(done.status == 200, "{}", done.body);
        Ok(())
    }

    async fn find(&self, who: &str, words: &str) -> Result<Vec<Value>> {
        let path = format!("/api/find?words={}", words.replace(' ', "%20"));
        let answer = self.cast.ask(self.server.address, who, "GET", &path, "").await?;
        ensure!(answer.status == 200, "{who}: {} {}", answer.status, answer.body);
        Ok(serde_json::from_str(&answer.body)?)
    }

    async fn choices(&self, who: &str, words: &str) -> Result<Vec<String>> {
        let found = self.find(who, words).await?;
        found.iter().map(|one| Ok(one["line"]["text"].as_str().context("a text")?.to_owned())).collect()
    }
}

fn decision(n: usize) -> Value {
    json!({ "question": format!("Question number{n}?"), "choice": format!("Choice number{n}."), "on": format!("2026-{:02}-{:02}", 1 + n / 28, 1 + n % 28) })
}

#[tokio::test]
async fn a_decision_of_any_age_is_found_by_any_of_its_words_case_and_accents_aside() -> Result<()> {
    let house = House::open().await?;
    let mut decisions: Vec<Value> = (0..N_DECISIONS).map(decision).collect();
    decisions[0]["why"] = "Pérez counted the nights.".into();
    decisions[1]["decided_by"] = naming(house.cast.id("captain"), "somebody of old").into();
    house.decide("ours", &decisions).await?;
    assert_eq!(house.choices("member", "NUMBER0").await?, ["Choice number0."]);
    assert_eq!(house.choices("member", "perez nights").await?, ["Choice number0."]);
    assert_eq!(house.choices("member", "captain number1").await?, ["Choice number1."], "people by their names of now");
    assert_eq!(house.choices("member", "number0 number1").await?, [""; 0], "all words stand in one decision");
    assert_eq!(house.choices("member", "%20").await?, [""; 0]);
    let all = house.choices("member", "question").await?;
    assert_eq!((all.len(), all[0].as_str()), (20, "Choice number39."), "the newest first, and not all of them");
    let found = house.find("member", "number7").await?;
    assert_eq!(
        (&found[0]["doc"], &found[0]["kind"], &found[0]["line"]["question"]),
        (&json!("ours-log"), &json!("log"), &json!("Question number7?"))
    );
    ensure!(found[0]["title"].as_str().is_some_and(|title| title.ends_with("decision log")), "{found:?}");
    Ok(())
}

#[tokio::test]
async fn decisions_are_found_by_those_who_may_read_them_and_by_nobody_else() -> Result<()> {
    let house = House::open().await?;
    house.decide("ours", &[decision(1)]).await?;
    house.decide("theirs", &[decision(2)]).await?;
    let both = ["ours-log", "theirs-log"];
    for (who, theirs) in [
        ("owner", &both[..]),
        ("leader", &both[..]),
        ("member", &both[..]),
        ("captain", &both[..]),
        ("guest", &both[..1]),
        ("token:reader", &both[..1]),
        ("token:editor", &both[..1]),
        ("stranger", &[]),
    ] {
        let found = house.find(who, "choice").await?;
        let docs: BTreeSet<&str> = found.iter().filter_map(|one| one["doc"].as_str()).collect();
        assert_eq!(docs, theirs.iter().copied().collect(), "{who}");
    }
    let nobody = house.cast.ask(house.server.address, "nobody", "GET", "/api/find?words=choice", "").await?;
    assert_eq!(nobody.status, 401);
    let deleted = house.cast.ask(house.server.address, "leader", "DELETE", "/api/docs/theirs", "").await?;
    assert_eq!(deleted.status, 204);
    assert_eq!(
        house.choices("owner", "choice").await?,
        ["Choice number1."],
        "a log that is deleted with its charter is not found"
    );
    Ok(())
}

#[tokio::test]
async fn what_is_found_is_what_the_log_says_now() -> Result<()> {
    let house = House::open().await?;
    house.decide("ours", &[decision(1)]).await?;
    assert_eq!(house.choices("member", "number1 later").await?, [""; 0]);
    let again = json!({ "question": "And later?", "choice": "Choice number1, later.", "on": "2026-11-29", "instead_of": "d0", "how": "reverses" });
    house.decide("ours", &[decision(1), again]).await?;
    assert_eq!(house.choices("member", "number1").await?, ["Choice number1, later.", "Choice number1."]);
    let found = house.find("member", "number1").await?;
    assert_eq!((&found[0]["line"]["replaced"], &found[1]["line"]["replaced"]), (&Value::Null, &json!(true)));
    Ok(())
}

#[tokio::test]
async fn to_ask_whether_a_log_is_there_makes_none() -> Result<()> {
    let house = House::open().await?;
    for who in ["captain", "leader", "guest", "stranger"] {
        let asked = house.cast.ask(house.server.address, who, "GET", "/api/docs/ours-log", "").await?;
        assert_eq!(asked.status, 404, "{who}");
    }
    let list = house.cast.ask(house.server.address, "leader", "GET", "/api/docs", "").await?.body;
    ensure!(!list.contains("ours-log"), "{list}");
    house.decide("ours", &[decision(1)]).await?;
    for (who, status) in [("captain", 200), ("guest", 200), ("stranger", 404)] {
        let asked = house.cast.ask(house.server.address, who, "GET", "/api/docs/ours-log", "").await?;
        assert_eq!(asked.status, status, "{who}");
    }
    Ok(())
}

#[tokio::test]
async fn decisions_beside_a_charter_stand_in_its_text_for_those_alone_who_may_read_them() -> Result<()> {
    let house = House::open().await?;
    house.decide("ours", &[decision(1)]).await?;
    let link = house.link("leader", "ours", &terms()).await?;
    for path in ["/embed/ours.html", "/embed/ours.md"] {
        let member = house.ask("member", "GET", path, "").await?;
        ensure!(member.status == 200 && member.body.contains("Choice number1"), "{path}: {}", member.body);
        let holder = get(house.server.address, &format!("{path}?key={}", link.key), &[]).await?;
        ensure!(holder.status == 200 && !holder.body.contains("number1"), "{path}: {}", holder.body);
    }
    Ok(())
}
