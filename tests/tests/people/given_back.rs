//! A charter is given back to a server that was restored from a backup of before it, held against the real server: whoever
//! gives it back, every word of it and of what goes with it is there again, and nobody's copy is set aside.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, ensure};
use muster_shared::id::{Lineage, RowId};
use muster_shared::kinds::{Kind, charter, log, talk};
use muster_shared::sheet::{Edit, Place, Sheet, Splice, Value};
use muster_tests::cast::Cast;
use muster_tests::network::Device;
use muster_tests::page::Page;
use muster_tests::server::Process;
use serde_json::json;
use tempfile::{TempDir, tempdir};

const PROGRAM: &str = env!("CARGO_BIN_EXE_muster-under-test");
/// The charter, its talk, its log, and the talk about that.
const DOCS: [(&str, Kind); 4] =
    [("given", Kind::Charter), ("given-talk", Kind::Talk), ("given-log", Kind::Log), ("given-log-talk", Kind::Talk)];
/// Everything is cut into pieces as small as a server can ask for.
const IN_PIECES: &[&str] = &["--frame-bytes-max", "4096"];

struct House {
    folder: TempDir,
    cast: Cast,
    server: Process,
}

impl House {
    /// A workspace, and a backup of it as it is at first.
    async fn open(more: &[&str], backup: &Path) -> Result<Self> {
        let folder = tempdir()?;
        let cast = Cast::gather(folder.path()).await?;
        run(folder.path(), "backup", backup)?;
        let server = Process::serve(PROGRAM, folder.path(), more)?;
        Ok(Self { folder, cast, server })
    }

    /// The machine is lost; the backup is restored on another, where everybody signs in.
    async fn restored(self, more: &[&str], backup: &Path) -> Result<Self> {
        let Self { folder: lost, mut cast, server } = self;
        server.kill()?;
        drop(lost);
        let folder = tempdir()?;
        run(folder.path(), "restore", backup)?;
        cast.sign_in_again(folder.path()).await?;
        let server = Process::serve(PROGRAM, folder.path(), more)?;
        Ok(Self { folder, cast, server })
    }

    /// Somebody tells the server of the charter, as a page does that has begun it or gives it back.
    async fn tell(&self, who: &str, audience: &str) -> Result<()> {
        let people =
            if audience == "roster" { vec![self.cast.id("captain"), self.cast.id("member")] } else { Vec::new() };
        let wish = json!({ "id": DOCS[0].0, "kind": "charter", "lineage": lineage().as_str(), "audience": audience, "people": people });
        let told = self.cast.ask(self.server.address, who, "POST", "/api/docs", &wish.to_string()).await?;
        ensure!(told.status == 201, "{who}: {} {}", told.status, told.body);
        Ok(())
    }

    async fn connect(&self, page: &mut Page, doc: &str) -> Result<()> {
        page.connect(self.server.address, doc, &self.cast.upgrade(self.server.address, page.name)).await
    }

    /// Somebody opens a document with what their device has of it.
    async fn opened(&self, who: &'static str, (doc, kind): (&str, Kind), client: u64, device: Device) -> Result<Page> {
        let mut page = Page::open(kind, client, who, device);
        self.connect(&mut page, doc).await?;
        Ok(page)
    }

    /// A device of somebody's once it has all that a document says.
    async fn caught_up(
        &self,
        who: &'static str,
        doc: (&str, Kind),
        client: u64,
        device: Device,
        sheet: &Sheet,
    ) -> Result<Device> {
        let mut page = self.opened(who, doc, client, device).await?;
        page.until(|page| page.replica.sheet() == *sheet).await?;
        Ok(page.close())
    }

    /// The documents as somebody reads them who has nothing of them yet.
    async fn read(&self) -> Result<Vec<Sheet>> {
        let mut sheets = Vec::new();
        for doc in DOCS {
            sheets.push(self.opened("captain", doc, 1000, Device::default()).await?.replica.sheet());
        }
        Ok(sheets)
    }
}

fn run(data: &Path, what: &str, file: &Path) -> Result<()> {
    let output = Command::new(PROGRAM).arg(what).arg(file).arg("--data").arg(data).output()?;
    ensure!(output.status.success(), "{what}: {}", String::from_utf8_lossy(&output.stderr));
    Ok(())
}

fn lineage() -> Lineage {
    Lineage::from_random(77)
}

fn adds(list: &str, texts: &[(&str, &str)], values: &[(&str, Value)]) -> Edit {
    let texts = texts.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect();
    let values = values.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
    Edit::Add { list: list.to_owned(), after: None, texts, values }
}

fn writes(at: Place, remove: u32, insert: &str) -> Edit {
    Edit::Write { at, splice: Splice { at: 0, remove, insert: insert.to_owned() } }
}

fn archives(list: &str, row: RowId) -> Edit {
    Edit::Archive { list: list.to_owned(), row }
}

fn comments(words: &str) -> Edit {
    adds(talk::COMMENTS, &[(talk::TEXT, words)], &[(talk::ON, "mission".into())])
}

/// The devices' copies of the documents: of the captain who wrote, of the captain who only read elsewhere, of a
/// member.
struct Devices {
    wrote: Vec<Device>,
    read: Vec<Device>,
    members: Vec<Device>,
}

/// A captain begins a charter, and everybody writes what they may.
async fn written(house: &House, audience: &str) -> Result<Devices> {
    let mut page = Page::open(Kind::Charter, 11, "captain", Device::default());
    page.begin(lineage()).await?;
    page.fill(&Sheet { texts: [("name".to_owned(), "Second opinion".to_owned())].into(), ..Sheet::default() }).await?;
    house.tell("captain", audience).await?;
    house.connect(&mut page, DOCS[0].0).await?;
    page.until_saved().await?;
    let reading = adds(charter::READINGS, &[], &[("metric", "m".into()), ("value", 4.0.into())]);
    let taken_back = page.edit(&reading).await?.context("a row")?;
    page.edit(&archives(charter::READINGS, taken_back)).await?;
    page.edit(&reading).await?;
    page.until_saved().await?;
    let mut page = house.opened("captain", DOCS[0], 12, page.close()).await?;
    let mission = || Place::on_sheet(charter::MISSION);
    page.edit(&writes(mission(), 0, &"Money is counted once. ".repeat(400))).await?;
    page.edit(&writes(mission(), 23, "Twice. ")).await?;
    page.until_saved().await?;
    let charter = page.close();
    let (said, members_said) = talked(house, DOCS[1]).await?;
    let (logged, members_logged) = logged(house).await?;
    let (said_of_it, members_said_of_it) = talked(house, DOCS[3]).await?;
    let sheets = house.read().await?;
    let mut devices = Devices { wrote: Vec::new(), read: Vec::new(), members: Vec::new() };
    let wrote = [charter, said, logged, said_of_it];
    let members = [Device::default(), members_said, members_logged, members_said_of_it];
    for (((doc, sheet), wrote), member) in DOCS.into_iter().zip(&sheets).zip(wrote).zip(members) {
        devices.wrote.push(house.caught_up("captain", doc, 15, wrote, sheet).await?);
        devices.read.push(house.caught_up("captain", doc, 13, Device::default(), sheet).await?);
        devices.members.push(house.caught_up("member", doc, 14, member, sheet).await?);
    }
    Ok(devices)
}

/// The captain says something, and goes on with it in another tab; the member says something, takes something back, and
/// agrees.
async fn talked(house: &House, talk: (&'static str, Kind)) -> Result<(Device, Device)> {
    let mut captain = house.opened("captain", talk, 21, Device::default()).await?;
    let row = captain.edit(&comments("Who counts it?")).await?.context("a row")?;
    captain.until_saved().await?;
    let mut captain = house.opened("captain", talk, 22, captain.close()).await?;
    captain.edit(&writes(Place::in_row(talk::COMMENTS, &row, talk::TEXT), 3, &"Which of us ".repeat(300))).await?;
    captain.until_saved().await?;
    let mut member = house.opened("member", talk, 23, Device::default()).await?;
    let slip = member.edit(&comments("A slip")).await?.context("a row")?;
    member.edit(&archives(talk::COMMENTS, slip)).await?;
    let answered = member.edit(&comments("I do")).await?.context("a row")?;
    let agrees = [(talk::ON, "mission".into()), (talk::STAND, "agree".into())];
    member.edit(&adds(talk::AGREEMENTS, &[(talk::SEEN, "Money is counted once.")], &agrees)).await?;
    member.until_saved().await?;
    let resolved = Place::in_row(talk::COMMENTS, &answered, talk::RESOLVED);
    let is_here = |page: &mut Page| page.replica.sheet().rows(talk::COMMENTS).any(|row| row.id == answered);
    captain.until(is_here).await?;
    for is_resolved in [true, false, true] {
        captain.edit(&Edit::Set { at: resolved.clone(), to: is_resolved.into() }).await?;
    }
    captain.until_saved().await?;
    Ok((captain.close(), member.close()))
}

async fn logged(house: &House) -> Result<(Device, Device)> {
    let mut captain = house.opened("captain", DOCS[2], 31, Device::default()).await?;
    let decision = [(log::QUESTION, "How often is money counted?".into()), (log::CHOICE, "Once".into())];
    captain.edit(&adds(log::DECISIONS, &[], &decision)).await?;
    captain.until_saved().await?;
    let mut member = house.opened("member", DOCS[2], 32, Device::default()).await?;
    let learning = adds(log::LEARNINGS, &[], &[("bet", "Counting twice".into()), ("learned", "It costs".into())]);
    let slip = member.edit(&learning).await?.context("a row")?;
    member.edit(&archives(log::LEARNINGS, slip)).await?;
    member.edit(&learning).await?;
    member.until_saved().await?;
    Ok((captain.close(), member.close()))
}

/// Gives everything back and finds it whole.
async fn gives_back(who: &'static str, which: fn(Devices) -> Vec<Device>, audience: &str, more: &[&str]) -> Result<()> {
    let files = tempdir()?;
    let backup = files.path().join("backup");
    let house = House::open(more, &backup).await?;
    let devices = written(&house, audience).await?;
    let before = house.read().await?;
    let house = house.restored(more, &backup).await?;
    house.tell(who, audience).await?;
    for (doc, device) in DOCS.into_iter().zip(which(devices)) {
        let mut page = house.opened(who, doc, 91, device).await?;
        let settled = page.until_saved().await;
        ensure!(page.aside.is_none() && page.nacks.is_empty(), "{who}, {doc:?}: {:?} {:?}", page.aside, page.nacks);
        settled?;
    }
    ensure!(house.read().await? == before, "{who}, {audience}, {more:?}: it says something else");
    let told = house.cast.ask(house.server.address, "captain", "GET", "/embed/given.md", "").await?.body;
    ensure!(told.contains("Second opinion") && told.contains("Money is counted once."), "{told}");
    drop(house.folder);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_charter_and_what_goes_with_it_come_back_whole_from_whichever_device_gives_them() -> Result<()> {
    for audience in ["workspace", "roster"] {
        for more in [&[][..], IN_PIECES] {
            gives_back("captain", |devices| devices.wrote, audience, more).await?;
            gives_back("captain", |devices| devices.read, audience, more).await?;
            gives_back("member", |devices| devices.members, audience, more).await?;
        }
    }
    Ok(())
}
