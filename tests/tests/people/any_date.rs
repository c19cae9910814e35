//! Documents that are made by coming to them: a review may have any date, so whoever comes to too many begins no more of them; those
//! that a series plans next open whatever else somebody began.

use std::ops::Deref;

use anyhow::{Context, Result, ensure};
use muster_shared::kinds::{Kind, draft, series};
use muster_shared::sheet::{Edit, Place};
use muster_shared::sync::document::GatedDoc;
use muster_tests::client::Heard;
use muster_tests::served::Served;
use muster_tests::server::Process;
use muster_tests::words::make;
use serde_json::{Value, json};

const PROGRAM: &str = env!("CARGO_BIN_EXE_muster-under-test");

struct House(Served);

impl Deref for House {
    type Target = Served;

    fn deref(&self) -> &Served {
        &self.0
    }
}

impl House {
    /// A weekly series of the captain's, on a server on which nobody begins more than two documents a day.
    async fn open() -> Result<Self> {
        let bounds = ["--documents-per-day", "2"];
        let house = Self(Served::open(|data| Process::serve(PROGRAM, data, &bounds)).await?);
        let wanted = json!({ "kind": "series", "id": "weekly" }).to_string();
        assert_eq!(house.status("captain", "POST", "/api/docs", &wanted).await?, 201);
        let mut client = house.connect("captain", "weekly").await?;
        client.sync().await?;
        let mut writer = GatedDoc::new(Some(Kind::Series.schema()), 71);
        for (field, words) in
            [(series::FIRST, "2020-01-07T10:00"), (series::RHYTHM, "FREQ=WEEKLY"), (series::ZONE, "Europe/Lisbon")]
        {
            let edit = Edit::Set { at: Place::on_sheet(field), to: words.into() };
            client.update(&make(&mut writer, &edit)).await?;
        }
        client.until_saved().await?;
        Ok(house)
    }

    async fn status(&self, who: &str, method: &str, path: &str, body: &str) -> Result<u16> {
        Ok(self.ask(who, method, path, body).await?.status)
    }

    /// Whether there is a document of this id once somebody has come to it, or what they are answered instead.
    async fn comes(&self, who: &str, doc: &str) -> Result<u16> {
        self.status(who, "GET", &format!("/api/docs/{doc}/history"), "").await
    }

    /// Connects somebody to a document; answers with the code with which they are sent away, if they are.
    async fn connects(&self, who: &str, doc: &str) -> Result<Option<u16>> {
        let mut client = self.connect(who, doc).await?;
        match client.hear().await? {
            Heard::Closed(code) => Ok(Some(code)),
            _ => Ok(None),
        }
    }

    /// The ids of the reviews that the series plans next.
    async fn next(&self) -> Result<Vec<String>> {
        let told = self.told("captain", "GET", "/api/docs/weekly/occurrences", "", 200).await?;
        let told: Value = serde_json::from_str(&told)?;
        let all = told["occurrences"].as_array().context("dates")?;
        all.iter().map(|one| Ok(one["doc"].as_str().context("an id")?.to_owned())).collect()
    }
}

#[tokio::test]
async fn reviews_of_any_minute_count_among_what_somebody_begins_and_the_next_ones_of_a_series_open() -> Result<()> {
    let house = House::open().await?;
    for minute in 0..2 {
        assert_eq!(house.comes("member", &format!("weekly-r20310304T11{minute:02}")).await?, 200, "{minute}");
    }
    assert_eq!(house.comes("member", "weekly-r20310304T1102").await?, 429, "one too many");
    assert_eq!(house.comes("member", "weekly-r20310304T1100").await?, 200, "it is there");
    let wanted = json!({ "kind": "charter" }).to_string();
    assert_eq!(house.status("member", "POST", "/api/docs", &wanted).await?, 429, "the limit is the same");
    let next = house.next().await?;
    ensure!(next.len() > 5, "{next:?}");
    for review in &next {
        assert_eq!(house.comes("member", review).await?, 200, "{review} is planned");
    }
    assert_eq!(house.comes("leader", "weekly-r20310304T1102").await?, 200, "somebody else");
    Ok(())
}

#[tokio::test]
async fn drafts_about_reviews_of_any_minute_count_too_and_those_about_a_review_that_is_there_do_not() -> Result<()> {
    let house = House::open().await?;
    let member = house.cast.id("member");
    let draft_of =
        |review: &str| Ok::<_, anyhow::Error>(draft::of(&review.parse()?, member).context("an id")?.to_string());
    for minute in 0..2 {
        let draft = draft_of(&format!("weekly-r20310304T11{minute:02}"))?;
        assert_eq!(house.connects("member", &draft).await?, None, "{minute}");
    }
    assert_eq!(house.connects("member", &draft_of("weekly-r20310304T1102")?).await?, Some(1013), "one too many");
    assert_eq!(house.comes("captain", "weekly-r20310304T1102").await?, 200);
    assert_eq!(house.connects("member", &draft_of("weekly-r20310304T1102")?).await?, None, "the review is there");
    for review in house.next().await?.iter().take(3) {
        assert_eq!(house.connects("member", &draft_of(review)?).await?, None, "{review} is planned");
    }
    Ok(())
}
