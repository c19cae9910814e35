//! V19: packs against the real server. Words that are written in one merge when it is brought back, twice without harm, also
//! after the server's document has moved on and after a restart; nobody becomes the author of what somebody else wrote; a
//! pack holds what its maker may read.
//!
//! `MUSTER_SEED=n` runs one plan alone.
#![allow(clippy::unwrap_used, reason = "a test that goes wrong should stop")]

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, ensure};
use fastrand::Rng;
use muster_shared::files::pack::{Label, Pack, Packed, read, write};
use muster_shared::id::{DocId, RowId};
use muster_shared::kinds::review::{ADVICE, ITEM, ITEM_NOTES, ITEMS, KIND, PRESENTER, TEAM, TEXT, TITLE};
use muster_shared::kinds::{Kind, charter, companion};
use muster_shared::sheet::{Edit, Place, Sheet, Splice, Value};
use muster_tests::cast::Cast;
use muster_tests::network::{Device, StoreOp};
use muster_tests::page::Page;
use muster_tests::server::Process;
use serde_json::Value as Json;
use tempfile::{TempDir, tempdir};

pub(crate) const PROGRAM: &str = env!("CARGO_BIN_EXE_muster-under-test");
pub(crate) const REVIEW: &str = "weekly-r20261124T1000";
/// How many plans a run of all tests draws.
const PLANS: u64 = 12;

pub(crate) struct House {
    pub(crate) folder: TempDir,
    pub(crate) cast: Cast,
    server: Process,
}

impl House {
    /// A workspace with a series that a member has begun for an audience.
    pub(crate) async fn open(audience: &str, people: &[&str]) -> Result<Self> {
        let folder = tempdir()?;
        let cast = Cast::gather(folder.path()).await?;
        let server = Process::serve(PROGRAM, folder.path(), &[])?;
        let house = Self { folder, cast, server };
        let people: Vec<String> = people.iter().map(|who| format!("\"{}\"", house.cast.id(who))).collect();
        let people = people.join(",");
        let wish = format!(r#"{{"id":"weekly","kind":"series","audience":"{audience}","people":[{people}]}}"#);
        let told = house.ask("captain", "POST", "/api/docs", &wish).await?;
        ensure!(told.0 == 201, "{told:?}");
        Ok(house)
    }

    pub(crate) async fn ask(&self, who: &str, method: &str, path: &str, body: &str) -> Result<(u16, String)> {
        let answer = self.cast.ask(self.server.address, who, method, path, body).await?;
        Ok((answer.status, answer.body))
    }

    /// The pack of the review as somebody gets it.
    pub(crate) async fn pack(&self, who: &str) -> Result<Pack> {
        let path = format!("/api/docs/{REVIEW}/pack");
        let answer = self.cast.ask(self.server.address, who, "GET", &path, "").await?;
        ensure!(answer.status == 200 && answer.head.contains(".musterpack"), "{} {}", answer.status, answer.body);
        Ok(read(&answer.bytes)?)
    }

    async fn restart(self) -> Result<Self> {
        let Self { folder, cast, server } = self;
        server.kill()?;
        let server = Process::serve(PROGRAM, folder.path(), &[])?;
        Ok(Self { folder, cast, server })
    }

    async fn connect(&self, page: &mut Page) -> Result<()> {
        page.connect(self.server.address, REVIEW, &self.cast.upgrade(self.server.address, page.name)).await
    }

    /// Somebody's page of the review, with what their device has of it.
    pub(crate) async fn opened(&self, who: &'static str, client: u64, device: Device) -> Result<Page> {
        let mut page = Page::open(KIND, client, who, device);
        self.connect(&mut page).await?;
        Ok(page)
    }

    /// The review as somebody reads it whose device has nothing of it.
    async fn read(&self) -> Result<Sheet> {
        Ok(self.opened("leader", 9_000, Device::default()).await?.replica.sheet())
    }

    /// The author of a client id, by the server's word.
    pub(crate) async fn author_of(&self, client: u64) -> Result<String> {
        let (_, body) = self.ask("captain", "GET", &format!("/api/docs/{REVIEW}/authors"), "").await?;
        let bound: Vec<Json> = serde_json::from_str(&body)?;
        let of_client = bound.iter().find(|one| one["client"].as_u64() == Some(client));
        Ok(of_client.and_then(|one| one["author"].as_str()).unwrap_or_default().to_owned())
    }
}

/// A device that never held the review, with what a pack brings.
pub(crate) fn brought(pack: &Pack) -> Device {
    let mut device = Device::default();
    bring(&mut device, pack);
    device
}

/// A device takes what a pack brings and it does not keep yet, as our page does.
fn bring(device: &mut Device, pack: &Pack) {
    let packed = &pack.docs[0];
    let known: BTreeSet<_> = device.rows().into_iter().map(|row| row.key).collect();
    for row in packed.to_keep(|_| false).into_iter().filter(|row| !known.contains(&row.key)) {
        device.store(StoreOp::Put(row.key, row.bytes, row.unsaved));
    }
    device.store(StoreOp::Adopt(packed.lineage.clone()));
}

/// The pack that a device makes of what it keeps, written and read again.
pub(crate) fn taken_along(device: &Device, from: &Pack) -> Pack {
    let packed = Packed { updates: device.rows(), ..from.docs[0].clone() };
    let pack = Pack { label: from.label.clone(), docs: vec![packed] };
    let file = write(&pack, |packed| packed.doc.to_string());
    assert_eq!(read(&file).unwrap(), pack);
    pack
}

/// Edits of somebody, each with a word of its own.
struct Writer {
    rng: Rng,
    words: Vec<String>,
    name: char,
}

impl Writer {
    fn new(seed: u64, name: char) -> Self {
        Self { rng: Rng::with_seed(seed), words: Vec::new(), name }
    }

    fn word(&mut self) -> String {
        let word = format!("⟨{}{}⟩", self.name, self.words.len());
        self.words.push(word.clone());
        word
    }

    async fn write(&mut self, page: &mut Page) -> Result<()> {
        let items: Vec<RowId> = page.replica.sheet().rows(ITEMS).map(|row| row.id.clone()).collect();
        let item = self.rng.choice(&items).cloned();
        let edit = match (self.rng.u8(0..10), item) {
            (0..=1, _) | (_, None) => {
                let after = self.rng.choice(&items).cloned();
                Edit::Add { list: ITEMS.into(), after, texts: vec![(TITLE.into(), self.word())], values: Vec::new() }
            }
            (2..=6, Some(item)) => {
                let at = Place::in_row(ITEMS, &item, if self.rng.bool() { TITLE } else { ITEM_NOTES });
                let length = page.replica.sheet().rows(ITEMS).find(|row| row.id == item).map_or(0, |row| {
                    let text = at.name.as_str();
                    row.text(text).encode_utf16().count()
                });
                let splice = Splice { at: self.rng.u32(0..=length as u32), remove: 0, insert: self.word() };
                Edit::Write { at, splice }
            }
            (_, Some(item)) => {
                let values = vec![(ITEM.into(), Value::from(item.as_str())), (TEXT.into(), self.word().into())];
                Edit::Add { list: ADVICE.into(), after: None, texts: Vec::new(), values }
            }
        };
        page.edit(&edit).await?;
        Ok(())
    }
}

/// How often a word stands in a review: in the middle of another one it is not whole any more, but its sign is.
fn count(sheet: &Sheet, sign: char) -> usize {
    let of_rows = sheet.lists.values().flatten().flat_map(|row| {
        let values = row.values.values().map(|register| register.words().to_owned());
        row.texts.values().cloned().chain(values).collect::<Vec<_>>()
    });
    of_rows.map(|words| words.matches(sign).count()).sum()
}

fn seeds() -> Vec<u64> {
    let one = std::env::var("MUSTER_SEED").ok().and_then(|seed| seed.parse().ok());
    let first = fastrand::u64(..1_000_000);
    one.map_or_else(|| (first..first + PLANS).collect(), |seed| vec![seed])
}

#[tokio::test]
async fn v19_what_is_written_in_a_pack_is_there_once_however_often_it_is_brought_back_and_whoever_brings_it()
-> Result<()> {
    for seed in seeds() {
        println!("MUSTER_SEED={seed}");
        plan(seed).await.with_context(|| format!("MUSTER_SEED={seed}"))?;
    }
    Ok(())
}

async fn plan(seed: u64) -> Result<()> {
    let mut rng = Rng::with_seed(seed);
    let mut house = House::open("workspace", &[]).await?;
    let member = house.cast.id("member").to_owned();
    let (mut there, mut away) = (Writer::new(seed, 'Ω'), Writer::new(seed + 1, 'Ψ'));
    let mut page = house.opened("captain", 21, Device::default()).await?;
    for _ in 0..rng.usize(1..8) {
        there.write(&mut page).await?;
    }
    page.until_saved().await?;
    let pack = house.pack("member").await?;
    let mut captains = page.close();
    // Nobody reaches the server from here, and the server's document moves on.
    let mut page = Page::open(KIND, 31, "member", brought(&pack));
    for _ in 0..rng.usize(1..12) {
        away.write(&mut page).await?;
    }
    let members = page.close();
    let back = taken_along(&members, &pack);
    ensure!(back.n_waiting() == members.n_unsaved() && back.n_waiting() > 0, "nothing waits");
    let (mut members, mut author) = (Some(members), None);
    for step in 0..rng.usize(2..7) {
        if rng.u8(0..3) == 0 {
            house = house.restart().await?;
        }
        match rng.u8(0..4) {
            0 => {
                let mut page = house.opened("captain", 100 + step as u64, captains).await?;
                there.write(&mut page).await?;
                page.until_saved().await?;
                captains = page.close();
            }
            1 => {
                author.get_or_insert("");
                bring(&mut captains, &back);
                let mut page = house.opened("captain", 200 + step as u64, captains).await?;
                page.until_saved().await?;
                captains = page.close();
            }
            2 => {
                author.get_or_insert("");
                let mut page = house.opened("leader", 300 + step as u64, brought(&back)).await?;
                page.until_saved().await?;
            }
            _ => {
                author.get_or_insert(member.as_str());
                let device = members.take().context("a device")?;
                let mut page = house.opened("member", 400 + step as u64, device).await?;
                page.until_saved().await?;
                members = Some(page.close());
            }
        }
        // Words that somebody else brought first are nobody's: nobody becomes the author of what another wrote.
        assert_eq!(house.author_of(31).await?, author.unwrap_or_default());
    }
    let mut page = house.opened("member", 500, members.take().context("a device")?).await?;
    page.until_saved().await?;
    bring(&mut captains, &back);
    let mut page = house.opened("captain", 501, captains).await?;
    page.until_saved().await?;
    let read = house.read().await?;
    assert_eq!(page.replica.sheet(), read);
    assert_eq!((count(&read, 'Ω'), count(&read, 'Ψ')), (there.words.len(), away.words.len()));
    assert_eq!(house.author_of(31).await?, author.unwrap_or(member.as_str()));
    Ok(())
}

#[tokio::test]
async fn v19_somebody_who_lost_the_right_gets_no_pack_and_brings_nothing_back_and_keeps_every_word() -> Result<()> {
    let house = House::open("roster", &["member"]).await?;
    let mut page = house.opened("captain", 21, Device::default()).await?;
    let item = Edit::Add {
        list: ITEMS.into(),
        after: None,
        texts: vec![(TITLE.into(), "Inspect ahead".into())],
        values: Vec::new(),
    };
    page.edit(&item).await?;
    page.until_saved().await?;
    let pack = house.pack("member").await?;
    let mut page = Page::open(KIND, 31, "member", brought(&pack));
    let row = page.replica.sheet().rows(ITEMS).next().context("an item")?.id.clone();
    let splice = Splice { at: 0, remove: 0, insert: "Two days. ".into() };
    page.edit(&Edit::Write { at: Place::in_row(ITEMS, &row, ITEM_NOTES), splice }).await?;
    let member = house.cast.id("member").to_owned();
    let taken = house.ask("captain", "DELETE", &format!("/api/docs/weekly/roster/{member}"), "").await?;
    ensure!(taken.0 == 204, "{taken:?}");
    for who in ["member", "leader", "guest"] {
        let (status, body) = house.ask(who, "GET", &format!("/api/docs/{REVIEW}/pack"), "").await?;
        ensure!(status == 404 && body.contains("not for you"), "{who}: {status} {body}");
    }
    house.connect(&mut page).await?;
    let refused = page.until_saved().await;
    ensure!(refused.is_err_and(|error| error.to_string().contains("4403")), "the door is closed");
    assert_eq!(page.replica.sheet().rows(ITEMS).next().unwrap().text(ITEM_NOTES), "Two days. ");
    // The words do not come in by somebody else's hand under the name of who wrote them.
    let back = taken_along(&page.close(), &pack);
    let mut page = house.opened("captain", 22, brought(&back)).await?;
    page.until_saved().await?;
    assert_eq!(house.author_of(31).await?, "");
    Ok(())
}

#[tokio::test]
async fn v19_a_pack_holds_the_charters_of_its_items_as_far_as_its_maker_may_read_them() -> Result<()> {
    let house = House::open("workspace", &[]).await?;
    let wish = r#"{"id":"secret","kind":"charter","name":"Secret","audience":"roster","people":[]}"#;
    ensure!(house.ask("leader", "POST", "/api/docs", wish).await?.0 == 201);
    let opened = house.ask("captain", "GET", "/api/docs/ours-log/history", "").await?;
    ensure!(opened.0 == 200, "{opened:?}");
    let mut page = house.opened("captain", 21, Device::default()).await?;
    for team in ["ours", "secret", "nobody's"] {
        let (texts, values) = (vec![(TITLE.into(), team.into())], vec![(TEAM.into(), Value::from(team))]);
        page.edit(&Edit::Add { list: ITEMS.into(), after: None, texts, values }).await?;
    }
    page.until_saved().await?;
    for (who, has) in [("member", false), ("leader", true)] {
        let pack = house.pack(who).await?;
        let docs: BTreeSet<&str> = pack.docs.iter().map(|packed| packed.doc.as_str()).collect();
        assert!([REVIEW, "weekly", "org", "ours", "ours-log"].iter().all(|doc| docs.contains(doc)), "{docs:?}");
        assert_eq!((docs.contains("secret"), docs.contains("theirs")), (has, false), "{who}");
        assert_eq!((pack.label.by.as_str(), pack.review().unwrap().as_str()), (who, REVIEW));
        assert!(pack.label.workspace.is_some() && pack.label.dates.contains("occurrences"));
        assert!(pack.docs.iter().all(|packed| packed.epoch == Some(0) && packed.n_waiting() == 0));
        let reads = |doc: &str| pack.docs.iter().find(|packed| packed.doc.as_str() == doc).unwrap().reads;
        assert_eq!((reads("ours"), reads(REVIEW)), (who == "member", false));
    }
    let (status, body) = house.ask("captain", "GET", "/api/docs/ours/pack", "").await?;
    ensure!(status == 404 && body.contains("only a review has a pack"), "{body}");
    Ok(())
}

#[tokio::test]
async fn a_pack_that_is_full_reads_no_more_documents_and_names_those_it_leaves_out() -> Result<()> {
    const TEAMS: usize = 215;
    let house = House::open("workspace", &[]).await?;
    let charter = |nth: usize| serde_json::json!({ "id": format!("team-{nth}"), "kind": "charter", "sheet": { "texts": { "name": format!("Team {nth:03}") } } });
    let item = |nth: usize| serde_json::json!({ "id": format!("i{nth}"), "texts": { "title": "Keys" }, "values": { "team": format!("Team {nth:03}") } });
    let charters: Vec<Json> = (0..TEAMS).map(charter).collect();
    let items: Vec<Json> = (0..TEAMS).map(item).collect();
    let review = serde_json::json!({ "id": REVIEW, "kind": "review", "sheet": { "lists": { "items": items } } });
    for documents in [charters, vec![review]] {
        let file = serde_json::json!({ "muster": 1, "documents": documents }).to_string();
        let brought = house.ask("leader", "POST", "/api/import?name=many.json", &file).await?;
        ensure!(brought.0 == 200, "{}", brought.1);
    }
    let n_read = async || -> Result<usize> {
        let (_, metrics) = house.ask("owner", "GET", "/metrics", "").await?;
        let line = metrics.lines().find_map(|line| line.strip_prefix("muster_documents_read_total "));
        Ok(line.context("the count of reads")?.parse()?)
    };
    // The names of teams are known by then.
    house.pack("leader").await?;
    let before = n_read().await?;
    let pack = house.pack("leader").await?;
    let n_more = n_read().await? - before;
    assert_eq!(pack.docs.len(), 200);
    ensure!(n_more <= 203, "{n_more} documents are read for the 200 that it holds");
    let left_out = &pack.label.left_out;
    ensure!(left_out.iter().all(|name| name.starts_with("Team ")) && left_out.len() >= TEAMS - 200, "{left_out:?}");
    Ok(())
}

#[tokio::test]
async fn a_pack_has_the_charter_of_whoever_presents_also_when_they_are_called_otherwise_by_now() -> Result<()> {
    let house = House::open("workspace", &[]).await?;
    let named = house.ask("leader", "POST", "/api/docs/ours/captain", r#"{"name":"captain"}"#).await?;
    ensure!(named.0 == 204, "{named:?}");
    let presenter = muster_shared::sheet::people::naming(house.cast.id("captain"), "captain");
    let mut page = house.opened("captain", 21, Device::default()).await?;
    let (texts, values) = (vec![(TITLE.into(), "Keys".into())], vec![(PRESENTER.into(), Value::from(presenter))]);
    page.edit(&Edit::Add { list: ITEMS.into(), after: None, texts, values }).await?;
    page.until_saved().await?;
    let renamed = house.ask("captain", "PATCH", "/api/me", r#"{"name":"Ines Lund"}"#).await?;
    ensure!(renamed.0 == 204, "{renamed:?}");
    let pack = house.pack("captain").await?;
    ensure!(pack.docs.iter().any(|packed| packed.doc.as_str() == "ours"), "{:?}", pack.label);
    Ok(())
}

/// A pack with two documents, made without any chance in it.
fn golden_pack() -> Pack {
    let document = |doc: &str, kind: Kind, sheet: &Sheet| {
        let mut page = muster_shared::sync::replica::Replica::new(kind.schema(), 1001, || 0);
        page.begin("golden".parse().unwrap());
        page.fill(sheet, false).unwrap();
        let updates = vec![muster_shared::sync::replica::Stored {
            key: muster_shared::sync::replica::StoreKey { client: 1001, n: 1 },
            bytes: page.copy().encode().into(),
            unsaved: kind == KIND,
        }];
        let (people, lineage) = (vec![("p1".to_owned(), "Inês 😀".to_owned())], "golden".parse().unwrap());
        Packed {
            doc: doc.parse().unwrap(),
            kind,
            lineage,
            epoch: Some(3),
            reads: kind != KIND,
            confined: false,
            people,
            updates,
        }
    };
    let mut row = muster_shared::sheet::Row::new("example_ahead".parse().unwrap());
    row.texts.insert(TITLE.to_owned(), "Inspect every home 48 hours ahead".to_owned());
    let review = Sheet { lists: [(ITEMS.to_owned(), vec![row])].into(), ..Sheet::default() };
    let team = Sheet { texts: [(charter::NAME.to_owned(), "First Keys".to_owned())].into(), ..Sheet::default() };
    let label = Label {
        title: "Product review, 24 November 2026".to_owned(),
        workspace: Some("workspace".parse().unwrap()),
        origin: "https://muster.example".to_owned(),
        by: "Ines Okafor-Lund".to_owned(),
        at_ms: 1_795_600_000_000,
        dates: "{\"past\":[]}".to_owned(),
        left_out: vec!["Homecare, decision log".to_owned()],
    };
    Pack { label, docs: vec![document(REVIEW, KIND, &review), document("first-keys", charter::KIND, &team)] }
}

#[test]
fn packs_that_people_saved_with_this_version_are_read_by_every_later_one() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("golden/review.1.musterpack");
    if std::env::var("MUSTER_GOLDEN").is_ok_and(|what| what == "write") && !path.exists() {
        fs::write(&path, write(&golden_pack(), |packed| packed.doc.to_string())).unwrap();
    }
    let pack = read(&fs::read(&path).unwrap()).unwrap();
    let mut wanted = golden_pack();
    // The bytes of an update may be others in another version; what it says may not.
    for (is, was) in wanted.docs.iter_mut().zip(&pack.docs) {
        let said = |packed: &Packed| {
            let mut page = Page::open(packed.kind, 7, "anybody", {
                let mut device = Device::default();
                packed
                    .updates
                    .iter()
                    .for_each(|row| device.store(StoreOp::Put(row.key, row.bytes.clone(), row.unsaved)));
                device.store(StoreOp::Adopt(packed.lineage.clone()));
                device
            });
            page.replica.sheet()
        };
        assert_eq!(said(is), said(was));
        is.updates = was.updates.clone();
    }
    assert_eq!(pack, wanted);
    assert!(companion(pack.review().unwrap()).is_some());
    let _: &DocId = pack.review().unwrap();
}
