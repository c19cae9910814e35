//! Feed addresses, held against the real server: who reads which dates by a secret in an address, what ends one, and that it
//! opens no document and stands in no log.

use anyhow::{Context, Result, ensure};
use muster_server::sql::{self, Tables};
use muster_shared::access::Audience;
use muster_shared::kinds::{Kind, series};
use muster_shared::sheet::{Edit, Place};
use muster_shared::sync::document::GatedDoc;
use muster_tests::cast::{Cast, OURS};
use muster_tests::kept;
use muster_tests::server::{Answer, Process, get, request};
use muster_tests::words::make;
use serde_json::{Value, json};
use tempfile::{TempDir, tempdir};

use crate::house::{serve_aloud as serve, slows_guesses, tells_no_secret};

struct House {
    folder: TempDir,
    cast: Cast,
    server: Process,
}

impl House {
    async fn open(more: &[&str]) -> Result<Self> {
        let folder = tempdir()?;
        let cast = Cast::gather(folder.path()).await?;
        let server = serve(folder.path(), more)?;
        Ok(Self { folder, cast, server })
    }

    async fn ask(&self, who: &str, method: &str, path: &str, body: &str) -> Result<Answer> {
        self.cast.ask(self.server.address, who, method, path, body).await
    }

    /// A weekly series that the member makes, for the captain too where it is not for everybody.
    async fn series(&self, id: &str, audience: Audience) -> Result<()> {
        let captain = self.cast.id("captain");
        let people = if audience == Audience::Workspace { json!([]) } else { json!([captain]) };
        let wanted = json!({ "kind": "series", "id": id, "name": id, "audience": audience, "people": people });
        let made = self.ask("member", "POST", "/api/docs", &wanted.to_string()).await?;
        ensure!(made.status == 201, "{id}: {}", made.body);
        let mut client = self.cast.connect(self.server.address, "member", id).await?;
        client.sync().await?;
        let mut writer = GatedDoc::new(Some(Kind::Series.schema()), 71);
        let rhythm =
            [(series::FIRST, "2020-01-07T10:00"), (series::RHYTHM, "FREQ=WEEKLY"), (series::ZONE, "Europe/Lisbon")];
        for (field, words) in rhythm {
            let edit = Edit::Set { at: Place::on_sheet(field), to: words.into() };
            client.update(&make(&mut writer, &edit)).await?;
        }
        client.until_saved().await
    }

    /// The path of a new feed of somebody, its secret in it.
    async fn feed(&self, who: &str, address: &str) -> Result<String> {
        let wanted = json!({ "name": "My phone", "address": address }).to_string();
        let made = self.ask(who, "POST", "/api/me/feeds", &wanted).await?;
        ensure!(made.status == 201, "{who} {address}: {} {}", made.status, made.body);
        let link = serde_json::from_str::<Value>(&made.body)?["link"].as_str().context("a link")?.to_owned();
        let (_, path) = link.split_once("localhost:").and_then(|(_, rest)| rest.split_once('/')).context("a path")?;
        Ok(format!("/{path}"))
    }

    /// The same house after its server was ended, its tables changed, and a server started again.
    async fn after(self, change: impl Fn(&dyn Tables) -> sql::Result<()> + Send + 'static) -> Result<Self> {
        let Self { folder, cast, server } = self;
        server.kill()?;
        let log = kept::open(folder.path())?;
        log.change(change).await?;
        log.close().await;
        let server = serve(folder.path(), &[])?;
        Ok(Self { folder, cast, server })
    }

    async fn read(&self, path: &str) -> Result<Answer> {
        get(self.server.address, path, &[]).await
    }

    async fn status(&self, path: &str) -> Result<u16> {
        Ok(self.read(path).await?.status)
    }

    async fn feeds(&self, who: &str) -> Result<Vec<Value>> {
        Ok(serde_json::from_str(&self.ask(who, "GET", "/api/me/feeds", "").await?.body)?)
    }
}

const ALL: [(&str, Audience); 3] =
    [("weekly", Audience::Workspace), ("roster", Audience::Roster), ("pair", Audience::Pair)];

/// Everybody, and the series that they may read.
const READERS: [(&str, &[&str]); 6] = [
    ("member", &["weekly", "roster", "pair"]),
    ("captain", &["weekly", "roster", "pair"]),
    ("leader", &["weekly"]),
    ("owner", &["weekly"]),
    ("guest", &[]),
    ("stranger", &[]),
];

fn names(calendar: &str) -> Vec<&str> {
    ALL.iter().map(|(id, _)| *id).filter(|id| calendar.contains(&format!("SUMMARY:{id}\r\n"))).collect()
}

async fn house_with_series(more: &[&str]) -> Result<House> {
    let house = House::open(more).await?;
    for (id, audience) in ALL {
        house.series(id, audience).await?;
    }
    Ok(house)
}

#[tokio::test]
async fn a_feed_tells_the_dates_of_exactly_those_series_that_its_person_may_read() -> Result<()> {
    let house = house_with_series(&[]).await?;
    for (who, reads) in READERS {
        let path = house.feed(who, "/me.ics").await?;
        let calendar = house.read(&path).await?;
        assert_eq!(calendar.status, 200, "{who}: {}", calendar.body);
        ensure!(calendar.head.contains("content-type: text/calendar; charset=utf-8\r\n"), "{}", calendar.head);
        ensure!(calendar.head.contains("referrer-policy: no-referrer\r\n"), "{}", calendar.head);
        ensure!(calendar.head.contains("cache-control: no-store\r\n"), "{}", calendar.head);
        assert_eq!(names(&calendar.body), reads, "{who}: {}", calendar.body);
        assert_eq!(calendar.body.matches("BEGIN:VTIMEZONE").count(), 1, "{}", calendar.body);
        for (id, _) in ALL {
            let may = reads.contains(&id);
            let key = path.split_once('?').context("a key")?.1;
            for one in [format!("/series/{id}.ics?{key}"), format!("/embed/{id}.ics?{key}")] {
                let answer = house.read(&one).await?;
                assert_eq!(answer.status, if may { 200 } else { 404 }, "{who} {one}: {}", answer.body);
                ensure!(names(&answer.body) == if may { vec![id] } else { vec![] }, "{}", answer.body);
            }
            let wanted = json!({ "name": "one", "address": format!("/series/{id}.ics") }).to_string();
            let made = house.ask(who, "POST", "/api/me/feeds", &wanted).await?;
            assert_eq!(made.status, if may { 201 } else { 404 }, "{who} {id}: {}", made.body);
        }
    }
    Ok(())
}

#[tokio::test]
async fn a_week_tells_of_those_series_alone_that_its_person_may_read_and_a_feed_of_nothing_between_two() -> Result<()> {
    let house = house_with_series(&[]).await?;
    for (who, reads) in READERS {
        let feed = house.read(&house.feed(who, "/me.atom").await?).await?;
        assert_eq!(feed.status, 200, "{who}: {}", feed.body);
        ensure!(feed.head.contains("content-type: application/atom+xml; charset=utf-8\r\n"), "{}", feed.head);
        let told = house.ask(who, "GET", "/api/digest", "").await?;
        assert_eq!(told.status, 200, "{who}: {}", told.body);
        for (id, _) in ALL {
            let told = [&feed, &told].map(|answer| answer.body.contains(&format!("/d/{id}-r")));
            // A feed stands in places that are not ours: what is between two people is read by signing in alone.
            let may = reads.contains(&id);
            assert_eq!(told, [may && id != "pair", may], "{who} {id}: {}", feed.body);
        }
    }
    let key = house.feed("member", "/me.atom").await?.replace("/me.atom", "");
    for other in ["/me.ics", "/series/weekly.ics", "/embed/weekly.md", "/api/digest"] {
        ensure!(house.status(&format!("{other}{key}")).await? >= 400, "{other}");
    }
    Ok(())
}

#[tokio::test]
pub(super) async fn a_secret_opens_its_own_address_and_no_document() -> Result<()> {
    let house = house_with_series(&[]).await?;
    let one = house.feed("member", "/series/weekly.ics").await?;
    let key = one.split_once('?').context("a key")?.1;
    assert_eq!(house.status(&one).await?, 200);
    let secret = key.split_once('=').context("a secret")?.1;
    for path in [
        "/me.ics",
        "/series/roster.ics",
        "/series/weekly-r20261124T1000.ics",
        "/series/ours.ics",
        "/series/absent.ics",
        "/series/weekly",
        "/series/..ics",
        "/embed/weekly.md",
        "/embed/weekly.json",
        "/embed/weekly.html",
        "/embed/weekly",
        "/embed/ours.md",
    ] {
        let answer = house.read(&format!("{path}?{key}")).await?;
        assert_eq!(answer.status, 404, "{path}: {}", answer.body);
        ensure!(names(&answer.body).is_empty(), "{path}: {}", answer.body);
    }
    for path in ["/api/docs", "/api/docs/weekly", "/api/me", "/api/me/feeds"] {
        assert_eq!(house.status(&format!("{path}?{key}")).await?, 401, "{path}");
        let bearer = format!("Authorization: Bearer {secret}");
        assert_eq!(get(house.server.address, path, &[&bearer]).await?.status, 401, "{path}");
        let cookie = format!("Cookie: muster={secret}");
        assert_eq!(get(house.server.address, path, &[&cookie]).await?.status, 401, "{path}");
    }
    for (path, status) in [("/api/me/feeds", 403), ("/api/me", 401)] {
        assert_eq!(house.ask("token:editor", "GET", path, "").await?.status, status, "{path}");
    }
    Ok(())
}

#[tokio::test]
async fn every_failure_is_the_same_answer_and_too_many_of_them_end_in_a_wait() -> Result<()> {
    let house = house_with_series(&["--tries-per-minute", "9"]).await?;
    let path = house.feed("member", "/me.ics").await?;
    let (mine, secret) = path.split_once("?key=").context("a secret")?;
    let withdrawn = house.feed("member", "/me.ics").await?;
    let id = house.feeds("member").await?[0]["id"].as_str().context("an id")?.to_owned();
    assert_eq!(house.ask("captain", "DELETE", &format!("/api/me/feeds/{id}"), "").await?.status, 404, "a foreign one");
    assert_eq!(house.ask("member", "DELETE", &format!("/api/me/feeds/{id}"), "").await?.status, 204);
    let guess = "A".repeat(43);
    let wrong = [
        withdrawn,
        format!("{mine}?key={guess}"),
        format!("{mine}?key={}", &secret[1..]),
        format!("{mine}?key={secret}&key={secret}"),
        format!("{mine}?key="),
        mine.to_owned(),
        format!("/series/weekly.ics?key={guess}"),
        format!("/embed/weekly.ics?key={guess}"),
        format!("/series/absent.ics?key={guess}"),
    ];
    slows_guesses(house.server.address, &wrong, &format!("{mine}?key={guess}"), &path).await?;
    let audit = house.ask("owner", "GET", "/api/audit", "").await?.body;
    let words = ["made feed address", "withdrew feed address", "a feed address that tells nothing"];
    tells_no_secret(house.folder.path(), &[secret, &guess], (&audit, &words), &[])
}

#[tokio::test]
pub(super) async fn a_feed_follows_its_person_out_of_a_roster_and_out_of_the_workspace() -> Result<()> {
    let house = house_with_series(&[]).await?;
    let (mine, roster) = (house.feed("captain", "/me.ics").await?, house.feed("captain", "/series/roster.ics").await?);
    let captain = house.cast.id("captain");
    let left = house.ask("member", "DELETE", &format!("/api/docs/roster/roster/{captain}"), "").await?;
    assert_eq!(left.status, 204, "{}", left.body);
    assert_eq!(names(&house.read(&mine).await?.body), ["weekly", "pair"]);
    assert_eq!(house.status(&roster).await?, 404);
    assert_eq!(house.ask("member", "DELETE", "/api/docs/weekly", "").await?.status, 403);
    assert_eq!(house.ask("leader", "DELETE", "/api/docs/weekly", "").await?.status, 204);
    assert_eq!(names(&house.read(&mine).await?.body), ["pair"], "a deleted one is in no calendar");
    let path = format!("/api/people/{captain}");
    assert_eq!(house.ask("owner", "PATCH", &path, r#"{"rank":"guest"}"#).await?.status, 204);
    assert_eq!(names(&house.read(&mine).await?.body), ["pair"], "a pair's is theirs whatever they are");
    assert_eq!(house.ask("owner", "DELETE", &path, "").await?.status, 204);
    assert_eq!((house.status(&mine).await?, house.status(&roster).await?), (404, 404));
    Ok(())
}

#[tokio::test]
async fn a_feed_that_nothing_read_for_half_a_year_tells_nothing_and_its_person_sees_that() -> Result<()> {
    let house = house_with_series(&[]).await?;
    let (path, other) = (house.feed("member", "/me.ics").await?, house.feed("member", "/me.ics").await?);
    ensure!(house.feeds("member").await?.iter().all(|feed| feed["used_ms"].is_null() && feed["expired"] == false));
    assert_eq!(house.status(&path).await?, 200);
    let n_used = house.feeds("member").await?.iter().filter(|feed| feed["used_ms"].is_u64()).count();
    assert_eq!(n_used, 1);
    let unread = "UPDATE feeds SET used_ms = 1, created_ms = 1 WHERE used_ms > 1";
    let house = house.after(move |db| db.execute(unread, []).map(drop)).await?;
    assert_eq!((house.status(&path).await?, house.status(&other).await?), (404, 200));
    let expired = house.feeds("member").await?.iter().filter(|feed| feed["expired"] == true).count();
    assert_eq!(expired, 1);
    Ok(())
}

#[tokio::test]
async fn somebody_has_so_many_feeds_and_no_more_and_what_is_asked_for_must_make_sense() -> Result<()> {
    let house = house_with_series(&[]).await?;
    let make = async |name: &str, address: &str| -> Result<u16> {
        let wanted = json!({ "name": name, "address": address }).to_string();
        Ok(house.ask("member", "POST", "/api/me/feeds", &wanted).await?.status)
    };
    for (name, address, status) in [
        ("", "/me.ics", 400),
        (&*"a".repeat(81), "/me.ics", 400),
        ("ok", "/me", 400),
        ("ok", "/me.atom.ics", 400),
        ("ok", "https://elsewhere.example/me.ics", 400),
        ("ok", &format!("/series/{OURS}.ics"), 400),
        ("ok", "/series/absent.ics", 404),
    ] {
        assert_eq!(make(name, address).await?, status, "{name} {address}");
    }
    for n in 0..20 {
        assert_eq!(make(&format!("program {n}"), "/me.ics").await?, 201);
    }
    assert_eq!(make("one more", "/me.ics").await?, 409);
    let foreign =
        request(house.server.address, "POST", "/api/me/feeds", &["Origin: https://evil.example"], b"{}").await?;
    assert_eq!(foreign.status, 401);
    let export = house.ask("member", "GET", "/api/people/{member}/export", "").await?.body;
    ensure!(export.contains("program 19") && export.contains("\"address\":\"/me.ics\""), "{export}");
    Ok(())
}

#[tokio::test]
async fn a_feed_rests_while_its_person_has_no_way_in_any_more_and_tells_on_once_they_are_back() -> Result<()> {
    let house = house_with_series(&[]).await?;
    let paths = [house.feed("member", "/me.atom").await?, house.feed("member", "/me.ics").await?];
    let other = house.feed("captain", "/me.atom").await?;
    let statuses = async |house: &House| -> Result<[u16; 2]> {
        Ok([house.status(&paths[0]).await?, house.status(&paths[1]).await?])
    };
    assert_eq!(statuses(&house).await?, [200, 200]);
    // An identity provider would let nobody in any more whose account ended there, and says so to nobody.
    assert_eq!(house.ask("member", "POST", "/api/sign-out", "").await?.status, 204);
    assert_eq!(statuses(&house).await?, [404, 404], "signed in nowhere, and without a passkey");
    assert_eq!(house.status(&other).await?, 200, "somebody else's");
    let member = house.cast.id("member").to_owned();
    let with_passkey = "INSERT INTO passkeys (id, person, passkey, created_ms, used_ms) VALUES (x'01', ?1, '{}', 1, 1)";
    let house = house.after(move |db| db.execute(with_passkey, [&member]).map(drop)).await?;
    assert_eq!(statuses(&house).await?, [200, 200], "a passkey is a way in");
    let ended = "UPDATE sessions SET expires_ms = created_ms";
    let house = house.after(move |db| db.execute_batch(&format!("DELETE FROM passkeys; {ended}"))).await?;
    assert_eq!(statuses(&house).await?, [404, 404]);
    assert_eq!(house.status(&other).await?, 404, "a session that has ended is none");
    let House { folder, mut cast, server } = house;
    server.kill()?;
    cast.sign_in_again(folder.path()).await?;
    let server = serve(folder.path(), &[])?;
    let house = House { folder, cast, server };
    assert_eq!(statuses(&house).await?, [200, 200], "they signed in again");
    Ok(())
}
