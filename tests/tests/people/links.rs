//! Read links, held against the real server: whom a key in an address lets read which words, what ends one, and that it opens
//! nothing else and stands in no log.

use std::process::Command;

use anyhow::{Context, Result, ensure};
use muster_server::log::Log;
use muster_server::people::People;
use muster_server::people::restored::end_what_was_open;
use muster_server::sql::{self, Tables};
use muster_tests::kept;
use muster_tests::server::{Answer, get, request};
use serde_json::{Value, json};

use crate::addresses::ADDRESSES;
use crate::house::{House, PROGRAM, serve_aloud, slows_guesses, tells_no_secret};

pub(crate) const WIKI: &str = "https://wiki.example";
const EVIL: &str = "https://evil.example";
/// The name of `ours`: it stands nowhere else.
const WORD: &str = "Nightjar";
/// The files of `ours`.
const FILES: [&str; 3] = ["/embed/ours.html", "/embed/ours.md", "/embed/ours.json"];

/// A link as it was made.
pub(crate) struct Link {
    pub(crate) id: String,
    pub(crate) key: String,
}

/// The terms of a link that lets read without an end, from anywhere.
pub(crate) fn terms() -> Value {
    json!({ "name": "A wiki", "may": "read", "until": null, "sites": [] })
}

pub(crate) fn with(name: &str, value: Value) -> Value {
    let mut terms = terms();
    terms[name] = value;
    terms
}

impl House {
    /// A workspace whose server says everything into a file, with a word in `ours`.
    pub(crate) async fn with_words(more: &[&str]) -> Result<Self> {
        let house = Self::served(|data| serve_aloud(data, more)).await?;
        let sheet = json!({ "texts": { "name": WORD } });
        let file = json!({ "muster": 1, "documents": [{ "id": "ours", "kind": "charter", "sheet": sheet }] });
        let imported = house.ask("leader", "POST", "/api/import?name=ours.json", &file.to_string()).await?;
        ensure!(imported.status == 200, "{}", imported.body);
        Ok(house)
    }

    pub(crate) async fn link(&self, who: &str, doc: &str, terms: &Value) -> Result<Link> {
        let made = self.ask(who, "POST", &format!("/api/docs/{doc}/links"), &terms.to_string()).await?;
        ensure!(made.status == 201, "{who} {doc}: {} {}", made.status, made.body);
        let made: Value = serde_json::from_str(&made.body)?;
        let text = |name: &str| made[name].as_str().map(ToOwned::to_owned).context("a text");
        Ok(Link { id: text("id")?, key: text("key")? })
    }

    async fn links(&self, who: &str, doc: &str) -> Result<Vec<Value>> {
        let listed = self.ask(who, "GET", &format!("/api/docs/{doc}/links"), "").await?;
        ensure!(listed.status == 200 && !listed.body.contains("\"key\""), "{who}: {}", listed.body);
        let listed: Value = serde_json::from_str(&listed.body)?;
        listed["links"].as_array().cloned().context("links")
    }

    pub(crate) async fn withdraw(&self, who: &str, doc: &str, link: &Link) -> Result<u16> {
        Ok(self.ask(who, "DELETE", &format!("/api/docs/{doc}/links/{}", link.id), "").await?.status)
    }

    /// The answer to somebody who is signed in nowhere.
    async fn read(&self, path: &str, headers: &[&str]) -> Result<Answer> {
        get(self.server.address, path, headers).await
    }

    async fn status(&self, path: &str) -> Result<u16> {
        Ok(self.read(path, &[]).await?.status)
    }

    /// The same house after its server was ended, its tables changed, everybody signed in again, and a server started again.
    async fn after<T: Send + 'static>(
        self,
        change: impl Fn(&dyn Tables) -> sql::Result<T> + Send + 'static,
    ) -> Result<Self> {
        let Self { folder, mut cast, server } = self;
        server.kill()?;
        let log = kept::open(folder.path())?;
        log.change(change).await?;
        log.close().await;
        cast.sign_in_again(folder.path()).await?;
        let server = serve_aloud(folder.path(), &[])?;
        Ok(Self { folder, cast, server })
    }
}

fn oembed(doc: &str, key: &str) -> String {
    format!("/oembed?url=http%3A%2F%2Flocalhost%2Fd%2F{doc}%3Fkey%3D{key}")
}

#[tokio::test]
pub(super) async fn a_key_reads_every_file_of_its_document_in_its_address_or_in_a_header() -> Result<()> {
    let house = House::with_words(&[]).await?;
    let Link { key, .. } = house.link("captain", "ours", &terms()).await?;
    let header = format!("Authorization: Key {key}");
    for file in FILES {
        for (path, headers) in [(format!("{file}?key={key}"), vec![]), (file.to_owned(), vec![header.as_str()])] {
            for origin in [None, Some(WIKI)] {
                let line = origin.map(|origin| format!("Origin: {origin}"));
                let headers: Vec<&str> = headers.iter().copied().chain(line.as_deref()).collect();
                let answer = house.read(&path, &headers).await?;
                ensure!(answer.status == 200 && answer.body.contains(WORD), "{path}: {}", answer.body);
                ensure!(answer.head.contains("referrer-policy: no-referrer"), "{}", answer.head);
                let readable = answer.head.contains("access-control-allow-origin: https://wiki.example");
                assert_eq!(readable, origin.is_some(), "{path}: {}", answer.head);
            }
        }
        assert_eq!(house.status(file).await?, 404, "{file} without a key");
    }
    let card = house.read(&oembed("ours", &key), &[]).await?;
    ensure!(card.status == 200 && card.body.contains(WORD), "{}", card.body);
    ensure!(card.body.contains(&format!("/embed/ours?key={key}")), "{}", card.body);
    let brief = house.read("/api/docs/ours?brief", &[&header]).await?;
    ensure!(brief.status == 200 && brief.body.contains("\"kind\":\"charter\""), "{}", brief.body);
    let page = house.read(&format!("/d/ours?key={key}"), &["Accept: text/html"]).await?;
    let frame = format!("location: /embed/ours?key={}", key.to_lowercase());
    ensure!(page.status == 303 && page.head.contains(&frame), "{}", page.head);
    Ok(())
}

#[tokio::test]
async fn a_key_opens_nothing_else() -> Result<()> {
    let house = House::with_words(&[]).await?;
    let Link { key, .. } = house.link("leader", "ours", &terms()).await?;
    let header = format!("Authorization: Key {key}");
    for (method, path, body) in ADDRESSES.into_iter().filter(|(_, path, _)| !path.starts_with("/oembed")) {
        for doc in ["ours", "theirs", "org", "ours-talk", "ours-log", "absent"] {
            // The faces of its own document are what it is for.
            if doc == "ours" && path.starts_with("/embed/{doc}.") {
                continue;
            }
            let path = path.replace("{doc}", doc);
            let path = ["leader", "member"]
                .into_iter()
                .fold(path, |path, who| path.replace(&format!("{{{who}}}"), house.cast.id(who)));
            for (path, headers) in [(format!("{path}?key={key}"), vec![]), (path, vec![header.as_str()])] {
                let answer = request(house.server.address, method, &path, &headers, body.as_bytes()).await?;
                ensure!(answer.status >= 300 && !answer.body.contains(WORD), "{method} {path}: {}", answer.body);
            }
        }
    }
    for doc in ["theirs", "org", "ours-talk", "absent"] {
        assert_eq!(house.status(&oembed(doc, &key)).await?, 401, "{doc}");
        let page = house.read(&format!("/d/{doc}?key={key}"), &["Accept: text/html"]).await?;
        ensure!(page.status == 303 && !page.head.contains(&key.to_lowercase()), "{doc}: {}", page.head);
    }
    for (method, path) in [
        ("GET", "/api/docs"),
        ("GET", "/api/find?words=Nightjar"),
        ("GET", "/api/for-you?today=2026-11-30"),
        ("GET", "/api/me"),
        ("GET", "/api/me/feeds"),
        ("GET", "/api/people"),
        ("GET", "/api/invites"),
        ("GET", "/api/digest"),
        ("GET", "/api/audit"),
        ("GET", "/api/keys"),
        ("GET", "/api/confined"),
        ("GET", "/api/deleted"),
        ("GET", "/metrics"),
        ("POST", "/api/docs"),
        ("POST", "/api/names"),
        ("POST", "/api/invites"),
        ("POST", "/api/tokens"),
        ("POST", "/api/import?name=none.json"),
        ("POST", "/api/rhythm"),
    ] {
        let answer = request(house.server.address, method, path, &[&header], b"{}").await?;
        ensure!([401, 403].contains(&answer.status), "{method} {path}: {} {}", answer.status, answer.body);
    }
    for other in [format!("Authorization: Bearer {key}"), format!("Cookie: muster={key}")] {
        assert_eq!(house.read("/api/docs/ours", &[&other]).await?.status, 401);
        assert_eq!(house.read("/embed/ours.md", &[&other]).await?.status, 404);
    }
    assert_eq!(house.status(&format!("/embed/ours.md?token={key}")).await?, 404);
    Ok(())
}

#[tokio::test]
async fn a_key_in_an_address_is_never_helped_out_by_a_cookie() -> Result<()> {
    let house = House::with_words(&[]).await?;
    let (name, cookie) = house.cast.header("owner").context("a cookie")?;
    let cookie = format!("{name}: {cookie}");
    assert_eq!(house.read("/embed/ours.md", &[&cookie]).await?.status, 200);
    let guess = "A".repeat(43);
    assert_eq!(house.read(&format!("/embed/ours.md?key={guess}"), &[&cookie]).await?.status, 404);
    Ok(())
}

#[tokio::test]
async fn every_key_that_opens_nothing_is_answered_alike_and_too_many_of_them_end_in_a_wait() -> Result<()> {
    let house = House::with_words(&["--tries-per-minute", "9"]).await?;
    let good = house.link("leader", "ours", &terms()).await?;
    let withdrawn = house.link("captain", "ours", &terms()).await?;
    assert_eq!(house.withdraw("leader", "theirs", &withdrawn).await?, 404, "of another document");
    assert_eq!(house.withdraw("member", "ours", &withdrawn).await?, 403);
    assert_eq!(house.withdraw("leader", "ours", &withdrawn).await?, 204);
    assert_eq!(house.withdraw("leader", "ours", &withdrawn).await?, 404, "it is withdrawn");
    let foreign = house.link("leader", "theirs", &terms()).await?;
    let guess = "A".repeat(43);
    let path = |key: &str| format!("/embed/ours.md?key={key}");
    let wrong = [withdrawn.key.as_str(), &foreign.key, &guess, &good.key[1..], "", "x"].map(path);
    slows_guesses(house.server.address, &wrong, &path(&guess), &path(&good.key)).await?;
    let audit = house.ask("owner", "GET", "/api/audit", "").await?.body;
    let export = house.ask("owner", "GET", "/api/people/{leader}/export", "").await?.body;
    let metrics = house.ask("owner", "GET", "/metrics", "").await?.body;
    let keys = [&*good.key, &withdrawn.key, &foreign.key, &guess];
    let words = ["made read link", "withdrew read link", "a read link that opens nothing"];
    tells_no_secret(house.folder.path(), &keys, (&audit, &words), &[&export, &metrics])?;
    ensure!(export.contains("\"links\":[{") && export.contains(&good.id), "{export}");
    Ok(())
}

#[tokio::test]
pub(super) async fn a_link_is_worth_what_its_giver_may_give_when_it_is_used() -> Result<()> {
    let house = House::with_words(&[]).await?;
    let mut paths = Vec::new();
    for who in ["captain", "leader", "owner"] {
        let link = house.link(who, "ours", &terms()).await?;
        paths.push(format!("/embed/ours.md?key={}", link.key));
    }
    let statuses = async |house: &House| -> Result<Vec<u16>> {
        let mut statuses = Vec::new();
        for path in &paths {
            statuses.push(house.status(path).await?);
        }
        Ok(statuses)
    };
    assert_eq!(statuses(&house).await?, [200, 200, 200]);
    let rank = async |who: &str, rank: &str| -> Result<u16> {
        let body = json!({ "rank": rank }).to_string();
        Ok(house.ask("owner", "PATCH", &format!("/api/people/{{{who}}}"), &body).await?.status)
    };
    assert_eq!(rank("leader", "member").await?, 204);
    assert_eq!(statuses(&house).await?, [200, 404, 200], "the leader gives nothing any more");
    assert_eq!(rank("leader", "leader").await?, 204);
    assert_eq!(statuses(&house).await?, [200, 200, 200]);
    assert_eq!(house.ask("leader", "DELETE", "/api/docs/ours/people/{captain}", "").await?.status, 204);
    assert_eq!(statuses(&house).await?, [404, 200, 200], "the captain lost the seat");
    assert_eq!(house.ask("owner", "DELETE", "/api/people/{leader}", "").await?.status, 204);
    assert_eq!(statuses(&house).await?, [404, 404, 200], "the leader is gone");
    assert_eq!(house.links("owner", "ours").await?.len(), 2, "and so are the leader's links");
    assert_eq!(house.ask("owner", "DELETE", "/api/docs/ours", "").await?.status, 204);
    assert_eq!(statuses(&house).await?, [404, 404, 404], "the document is deleted");
    Ok(())
}

#[tokio::test]
async fn a_link_ends_with_its_last_day_and_with_a_restore() -> Result<()> {
    let house = House::with_words(&[]).await?;
    let [lasting, ending, other] =
        [terms(), with("until", json!("9999-12-31")), terms()].map(|terms| (terms, "/embed/ours.md"));
    let mut paths = Vec::new();
    for (terms, file) in [lasting, ending, other] {
        paths.push(format!("{file}?key={}", house.link("leader", "ours", &terms).await?.key));
    }
    for path in &paths {
        assert_eq!(house.status(path).await?, 200);
    }
    let ended = "UPDATE read_links SET until = '2020-01-31' WHERE until IS NOT NULL";
    let house = house.after(move |db| db.execute(ended, [])).await?;
    assert_eq!((house.status(&paths[0]).await?, house.status(&paths[1]).await?), (200, 404));
    assert_eq!(house.links("leader", "ours").await?.len(), 3, "one that has ended is listed until it is withdrawn");
    let house = house.after(end_what_was_open).await?;
    for path in &paths {
        assert_eq!(house.status(path).await?, 404, "a backup does not know which were withdrawn since");
    }
    assert_eq!(house.links("leader", "ours").await?.len(), 0);
    Ok(())
}

#[tokio::test]
async fn a_link_for_some_sites_works_on_their_pages_and_in_their_frames_alone() -> Result<()> {
    let house = House::with_words(&["--allow-origin", EVIL]).await?;
    let own = format!("http://localhost:{}", house.server.address.port());
    let Link { key, .. } = house.link("leader", "ours", &with("sites", json!([WIKI]))).await?;
    for file in FILES {
        let path = format!("{file}?key={key}");
        for (origin, status) in [
            (Some(WIKI), 200),
            (Some(EVIL), 403),
            (Some("https://wiki.example.evil"), 403),
            (Some("http://wiki.example"), 403),
            (Some("null"), 403),
            (Some(own.as_str()), 403),
            (None, 404),
        ] {
            let line = origin.map(|origin| format!("Origin: {origin}"));
            let headers: Vec<&str> = line.as_deref().into_iter().collect();
            let answer = house.read(&path, &headers).await?;
            assert_eq!((answer.status, answer.body.contains(WORD)), (status, status == 200), "{file} {origin:?}");
        }
    }
    let frame = house.read(&format!("/embed/ours?key={key}"), &[]).await?;
    ensure!(frame.head.contains("frame-ancestors https://wiki.example"), "{}", frame.head);
    assert_eq!(house.status(&oembed("ours", &key)).await?, 200, "the card is a frame");
    let page = house.read(&format!("/d/ours?key={key}"), &["Accept: text/html"]).await?;
    let signs_in = page.head.contains("location: /sign-in?next=/d/ours");
    ensure!(signs_in && !page.head.contains(&key.to_lowercase()), "{}", page.head);
    // A frame proves that the site shows it, and is given a pass.
    let header = format!("Authorization: Key {key}");
    let shown = async |origin: &str, around: Value| -> Result<Answer> {
        let (origin, body) = (format!("Origin: {origin}"), json!({ "around": around }).to_string());
        request(house.server.address, "POST", "/api/visitor", &[&header, &origin], body.as_bytes()).await
    };
    let ours = own.as_str();
    for (origin, around) in
        [(ours, json!([])), (ours, json!([EVIL])), (ours, json!([WIKI, EVIL])), (EVIL, json!([WIKI]))]
    {
        assert_eq!(shown(origin, around.clone()).await?.status, 403, "{origin} {around}");
    }
    let passed = shown(ours, json!([WIKI])).await?;
    let passed = serde_json::from_str::<Value>(&passed.body)?["key"].as_str().context("a key")?.to_owned();
    let origin = format!("Origin: {own}");
    for (key, status) in [(passed.clone(), 200), (format!("{passed}A"), 403), (format!("{key}..AAAA"), 403), (key, 403)]
    {
        let header = format!("Authorization: Key {key}");
        assert_eq!(house.read("/api/docs/ours?brief", &[&header, &origin]).await?.status, status);
    }
    Ok(())
}

#[tokio::test]
async fn a_document_for_fewer_people_has_no_links_and_those_it_had_open_nothing() -> Result<()> {
    let house = House::with_words(&[]).await?;
    let before = house.link("leader", "ours", &terms()).await?;
    let path = format!("/embed/ours.md?key={}", before.key);
    assert_eq!(house.status(&path).await?, 200);
    let narrower = json!({ "audience": "roster", "people": [house.cast.id("captain")] }).to_string();
    assert_eq!(house.ask("leader", "PATCH", "/api/docs/ours", &narrower).await?.status, 204);
    assert_eq!(house.status(&path).await?, 404);
    let refused = house.ask("leader", "POST", "/api/docs/ours/links", &terms().to_string()).await?;
    ensure!(refused.status == 409 && refused.body.contains("roster"), "{}", refused.body);
    assert_eq!(house.links("leader", "ours").await?.len(), 1);
    assert_eq!(house.withdraw("captain", "ours", &before).await?, 204);
    for doc in ["org", "ours-talk"] {
        let refused = house.ask("leader", "POST", &format!("/api/docs/{doc}/links"), &terms().to_string()).await?;
        ensure!(refused.status == 409, "{doc}: {} {}", refused.status, refused.body);
    }
    Ok(())
}

#[tokio::test]
pub(super) async fn terms_must_make_sense_and_uses_are_counted_and_never_by_whom() -> Result<()> {
    let house = House::with_words(&[]).await?;
    for (name, wrong) in [
        ("name", json!(" ")),
        ("name", json!("a".repeat(81))),
        ("may", json!("edit")),
        ("until", json!("2020-01-31")),
        ("until", json!("2027-02-30")),
        ("sites", json!(["wiki.example"])),
        ("sites", json!(["https://wiki.example/page"])),
        ("sites", json!(["null"])),
        ("key", json!("A".repeat(43))),
    ] {
        let refused =
            house.ask("leader", "POST", "/api/docs/ours/links", &with(name, wrong.clone()).to_string()).await?;
        assert_eq!(refused.status, 400, "{name} {wrong}: {}", refused.body);
    }
    let wanted = json!({ "name": " Our  wiki ", "may": "comment", "until": "9999-12-31", "sites": [WIKI] });
    house.link("captain", "ours", &wanted).await?;
    let link = house.link("leader", "ours", &terms()).await?;
    for _ in 0..3 {
        assert_eq!(house.status(&format!("/embed/ours.md?key={}", link.key)).await?, 200);
    }
    let listed = house.links("captain", "ours").await?;
    let of = |name: &str| listed.iter().find(|one| one["name"] == name).cloned().context("a link");
    let (used, unused) = (of("A wiki")?, of("Our wiki")?);
    assert_eq!((&used["uses"], &used["made_by"]), (&json!(3), &json!(house.cast.id("leader"))));
    assert_eq!(used["last_used"], used["made_at"], "both today");
    ensure!(used["made_at"].as_str().is_some_and(|day| day.len() == 10), "{used}");
    assert_eq!((&unused["uses"], &unused["last_used"]), (&json!(0), &Value::Null));
    assert_eq!(
        (&unused["may"], &unused["until"], &unused["sites"]),
        (&json!("comment"), &json!("9999-12-31"), &json!([WIKI]))
    );
    for n in listed.len()..50 {
        house.link(if n % 2 == 0 { "leader" } else { "owner" }, "ours", &terms()).await?;
    }
    let one_more = house.ask("owner", "POST", "/api/docs/ours/links", &terms().to_string()).await?;
    assert_eq!(one_more.status, 409, "{}", one_more.body);
    Ok(())
}

#[tokio::test]
async fn an_erased_document_takes_its_links_and_the_names_of_their_holders_and_all_rows_are_sound() -> Result<()> {
    let house = House::with_words(&[]).await?;
    house.link("leader", "theirs", &terms()).await?;
    let link = house.link("leader", "ours", &with("may", json!("comment"))).await?;
    let header = format!("Authorization: Key {}", link.key);
    let named = request(house.server.address, "POST", "/api/visitor", &[&header], br#"{"name":"Bo"}"#).await?;
    assert_eq!(named.status, 200, "{}", named.body);
    let House { folder, server, .. } = house;
    server.kill()?;
    let log = Log::open(folder.path())?;
    let people = People::open(log.clone()).await?;
    let left = |db: &dyn Tables| {
        let links = db.query_row("SELECT count(*) FROM read_links", [], |row| row.get::<i64>(0))?;
        let holders = "SELECT count(*) FROM bearers WHERE author LIKE 'link:%'";
        Ok((links, db.query_row(holders, [], |row| row.get::<i64>(0))?))
    };
    assert_eq!(log.change(left).await?, (2, 1));
    people.erased(&"ours".parse()?).await?;
    assert_eq!(log.change(left).await?, (1, 0));
    drop(people);
    log.close().await;
    let verified = Command::new(PROGRAM).args(["verify", "--data"]).arg(folder.path()).output()?;
    ensure!(verified.status.success(), "{}", String::from_utf8_lossy(&verified.stderr));
    Ok(())
}
