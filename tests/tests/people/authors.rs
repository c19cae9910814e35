//! Authors, through real rooms and sockets over a real log: honest people are never refused, readers write nothing.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that goes wrong should stop")]

use std::collections::BTreeMap;
use std::sync::Arc;

use anyhow::{Context, Error, Result, ensure};
use muster_server::log::Log;
use muster_server::rooms::outbox::{Next, Outbox};
use muster_server::rooms::{Rooms, Seat, Unknown};
use muster_shared::access::{Role, Visitor};
use muster_shared::id::DocId;
use muster_shared::kinds::Kind;
use muster_shared::sheet::{Edit, Place, Splice, Stamp};
use muster_shared::sync::lib0::Writer;
use muster_shared::sync::limits::Limits;
use muster_shared::sync::replica::{Output, Replica, Status};
use muster_shared::sync::room::Protocol;
use muster_shared::sync::wire::{Frame, NackCode, RECEIPT_BYTES, Receipted};
use muster_tests::cast::{Cast, OURS};
use muster_tests::client::Heard;
use muster_tests::server::Process;
use muster_tests::words::{copy, person, present, types};
use rusqlite::{Connection, OpenFlags};
use tempfile::TempDir;
use tokio_tungstenite::tungstenite::Bytes;

/// A workspace with one charter.
struct House {
    folder: TempDir,
    rooms: Rooms,
    doc: DocId,
}

impl House {
    async fn new() -> Result<Self> {
        let folder = tempfile::tempdir()?;
        let doc = DocId::from_random(9);
        let rooms = rooms_in(&folder)?;
        rooms.make(&doc, Some(Kind::Charter), None).await?;
        Ok(Self { folder, rooms, doc })
    }

    /// The server stops and starts again.
    async fn restart(&mut self) -> Result<()> {
        self.rooms.close().await;
        self.rooms.log().clone().close().await;
        self.rooms = rooms_in(&self.folder)?;
        Ok(())
    }

    async fn join(&self, visitor: Visitor, protocol: Protocol) -> Result<(Seat, Arc<Outbox>)> {
        let outbox = Arc::new(Outbox::new(usize::MAX));
        let seat = self.rooms.join(&self.doc, protocol, visitor, Unknown::Refuse, &outbox).await?;
        Ok((seat, outbox))
    }

    fn database(&self) -> Result<Connection> {
        Ok(Connection::open_with_flags(self.folder.path().join("muster.db"), OpenFlags::SQLITE_OPEN_READ_ONLY)?)
    }

    /// The authors of client ids.
    fn authors(&self) -> Result<BTreeMap<u64, String>> {
        let database = self.database()?;
        let mut select = database.prepare("SELECT client, author FROM authors")?;
        let rows = select.query_map([], |row| Ok((row.get::<_, i64>(0)?.cast_unsigned(), row.get(1)?)))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Everything that was ever written: bytes of updates, and rows in the other tables.
    fn written(&self) -> Result<(i64, i64, i64)> {
        let sums = "SELECT (SELECT coalesce(sum(length(bytes)), 0) FROM updates),
                           (SELECT count(*) FROM authors), (SELECT count(*) FROM docs)";
        Ok(self.database()?.query_row(sums, [], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?)
    }

    fn n_snapshots(&self) -> Result<i64> {
        Ok(self.database()?.query_row("SELECT count(*) FROM snapshots", [], |row| row.get(0))?)
    }
}

fn rooms_in(folder: &TempDir) -> Result<Rooms> {
    // Rooms close as soon as nobody is in.
    Ok(Rooms::new(Log::open(folder.path())?, Limits { idle_room_ms: 1, ..Limits::DEFAULT }))
}

/// Somebody with a page open, in the room now and then.
struct Page {
    name: &'static str,
    replica: Replica,
    link: Option<(Seat, Arc<Outbox>)>,
}

impl Page {
    fn new(name: &'static str, client: u64) -> Self {
        Self { name, replica: Replica::new(Kind::Charter.schema(), client, || 0), link: None }
    }

    async fn connect(&mut self, house: &House) -> Result<()> {
        self.link = Some(house.join(person(self.name, Role::Editor), Protocol::Muster).await?);
        self.replica.opened();
        self.until(|replica| replica.is_hydrated()).await
    }

    async fn leave(&mut self) {
        if let Some((seat, _)) = self.link.take() {
            seat.leave().await;
        }
        self.replica.closed();
    }

    async fn types(&mut self, at: u32, letters: &str) -> Result<()> {
        let splice = Splice { at, remove: 0, insert: letters.to_owned() };
        let edit = Edit::Write { at: Place::on_sheet("mission"), splice };
        let (_, outputs) = self.replica.edit(&edit, &Stamp::default())?;
        self.run(outputs).await
    }

    async fn run(&mut self, outputs: Vec<Output>) -> Result<()> {
        for output in outputs {
            match (output, &self.link) {
                (Output::Send(frame), Some((seat, _))) => seat.frame(Bytes::from(frame)).await,
                (Output::SetAside(reason), _) => anyhow::bail!("{} is refused: {reason:?}", self.name),
                _ => {}
            }
        }
        Ok(())
    }

    /// Takes what the room says until something is so.
    async fn until(&mut self, mut is_so: impl FnMut(&mut Replica) -> bool) -> Result<()> {
        while !is_so(&mut self.replica) {
            let (seat, outbox) = self.link.as_ref().context("connected")?;
            match outbox.next().await {
                Next::CatchUp => seat.catch_up().await,
                Next::Close(closing) => anyhow::bail!("{} is closed: {closing:?}", self.name),
                Next::Send(frames) => {
                    for frame in frames {
                        if let Ok(Frame::Nack(nack)) = Frame::read(&frame) {
                            anyhow::bail!("{} is refused: {nack:?}", self.name);
                        }
                        let outputs = self.replica.receive(&frame);
                        self.run(outputs).await?;
                    }
                }
            }
        }
        Ok(())
    }

    async fn until_saved(&mut self) -> Result<()> {
        self.until(|replica| replica.status() == Status::Saved).await
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn two_honest_people_write_together_through_reconnects_compaction_and_restarts() -> Result<()> {
    let mut house = House::new().await?;
    let (mut ada, mut bo) = (Page::new("ada", 101), Page::new("bo", 102));
    for round in 0..4 {
        for page in [&mut ada, &mut bo] {
            page.connect(&house).await?;
            for number in 0..30 {
                page.types(0, &format!("{}{round}.{number} ", page.name)).await?;
            }
            page.until_saved().await?;
            page.leave().await;
            // Written while nobody hears it.
            page.types(0, "offline ").await?;
        }
        // Nobody is in any more: the room closes, and what was written is compacted.
        while house.n_snapshots()? == 0 {
            tokio::task::yield_now().await;
        }
        if round % 2 == 1 {
            house.restart().await?;
        }
    }
    let mut cy = Page::new("cy", 103);
    for page in [&mut ada, &mut bo, &mut cy] {
        page.connect(&house).await?;
        page.types(0, "last ").await?;
        page.until_saved().await?;
    }
    let has = cy.replica.copy().state_vector();
    for page in [&mut ada, &mut bo] {
        page.until(|replica| replica.copy().state_vector() == has).await?;
        assert_eq!(page.replica.sheet(), cy.replica.sheet());
    }
    let names = [(101, "ada"), (102, "bo"), (103, "cy")].map(|(client, name)| (client, name.to_owned()));
    assert_eq!(house.authors()?, BTreeMap::from(names));
    let database = house.database()?;
    let mut select = database.prepare("SELECT DISTINCT author FROM updates ORDER BY author")?;
    let wrote: Vec<String> = select.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?;
    assert_eq!(wrote, ["ada", "bo", "cy"]);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_forged_update_is_refused_also_after_the_document_was_loaded_anew() -> Result<()> {
    let mut house = House::new().await?;
    let mut ada = Page::new("ada", 101);
    ada.connect(&house).await?;
    ada.types(0, "true").await?;
    ada.until_saved().await?;
    ada.leave().await;
    let before = house.written()?;
    let mut forger = copy(101);
    forger.admit(&ada.replica.copy().encode().into())?;
    let forged = types(&mut forger, "forged ");
    for is_new in [false, true] {
        if is_new {
            house.restart().await?;
        }
        let (seat, outbox) = house.join(person("mallory", Role::Editor), Protocol::Muster).await?;
        seat.frame(Bytes::from(Frame::Update(&forged).write())).await;
        assert_eq!(answer(&outbox).await?, Some(NackCode::ForgedAuthor));
        seat.leave().await;
        let (seat, outbox) = house.join(person("mallory", Role::Editor), Protocol::Plain).await?;
        seat.frame(Bytes::from(Frame::Update(&forged).write())).await;
        ensure!(answer(&outbox).await.is_err_and(|closed| closed.to_string().contains("4403")), "it is closed");
        seat.leave().await;
    }
    assert_eq!(house.written()?, before);
    ada.connect(&house).await?;
    ada.types(0, "still ").await?;
    ada.until_saved().await
}

/// The outcome of the last frame: an ack, or why not.
async fn answer(outbox: &Outbox) -> Result<Option<NackCode>> {
    loop {
        match outbox.next().await {
            Next::Close(closing) => anyhow::bail!("closed {}: {}", closing.code, closing.reason),
            Next::CatchUp => {}
            Next::Send(frames) => {
                for frame in frames {
                    match Frame::read(&frame) {
                        Ok(Frame::Nack(nack)) => return Ok(Some(nack.code)),
                        Ok(Frame::Ack(_)) => return Ok(None),
                        _ => {}
                    }
                }
            }
        }
    }
}

/// Frames that would write, if one let them.
fn framings(seen: &[u8]) -> Vec<(&'static str, Vec<Vec<u8>>)> {
    let update = types(&mut copy(500), "written by a reader");
    let after = || {
        let mut victim = copy(101);
        victim.admit(&seen.into()).expect("the document");
        types(&mut victim, "under another's id")
    };
    let frame = Frame::Update(&update).write();
    let with = |kind: &[u8]| [kind, &update[..]].concat();
    let receipted = |author: &[u8]| {
        Frame::Receipted(Receipted { author, n_at_risk: 0, receipt: [7; RECEIPT_BYTES], update: &update }).write()
    };
    let delete = [&[0, 1, 101, 1, 0, 2][..]].concat();
    let gc = [1, 1, 200, 3, 0, 0, 1, 0].to_vec();
    let tomb = {
        let mut writer = Writer::new();
        writer.uint(1).uint(1).uint(501).uint(0).u8(1).uint(1).string("mission").uint(3).u8(0);
        writer.into_bytes()
    };
    vec![
        ("an update", vec![frame.clone()]),
        ("an answer nobody asked for", vec![Frame::Step2(&update).write()]),
        ("an answer to a question", vec![Frame::Step1(&[0]).write(), Frame::Step2(&update).write()]),
        ("an update after an ack of one's own", vec![Frame::Ack(9).write(), frame.clone()]),
        ("an update after making oneself an editor", vec![Frame::Role(Role::Editor).write(), frame.clone()]),
        ("an update after a token", vec![Frame::Token("editor").write(), frame.clone()]),
        ("an update after naming its id one's own", vec![Frame::Own(vec![500]).write(), frame.clone()]),
        ("an update after presence under its id", vec![present(500, 1), frame.clone()]),
        ("two updates in a frame", vec![[frame.clone(), frame.clone()].concat()]),
        ("an update behind a question for presences", vec![[&[3][..], &frame].concat()]),
        ("an update behind auth", vec![[&[2, 0][..], &frame].concat()]),
        ("an update with an overlong type", vec![[&[0x80, 0x00][..], &frame[1..]].concat()]),
        ("an update with an overlong kind", vec![[&[0, 0x82, 0x00][..], &frame[2..]].concat()]),
        ("an update as presence", vec![Frame::Awareness(&update).write()]),
        ("an update under a kind nobody knows", vec![[&[0, 3][..], &frame[2..]].concat()]),
        ("an update under a type nobody knows", vec![with(&[99])]),
        ("an update without a length", vec![with(&[0, 2])]),
        ("a deletion of what another wrote", vec![Frame::Update(&delete).write()]),
        ("a collected block", vec![Frame::Update(&gc).write()]),
        ("a deleted block", vec![Frame::Step2(&tomb).write()]),
        ("an update under another's id", vec![Frame::Update(&after()).write()]),
        ("the document and more", vec![Frame::Step2(&after()).write(), Frame::Update(&after()).write()]),
        ("an update with a receipt that nobody made", vec![receipted(b"captain")]),
        ("an update with a receipt, by the server", vec![receipted(b"server")]),
        ("an update with a receipt, by nobody", vec![receipted(b"")]),
        ("the same twice", vec![frame.clone(), frame]),
    ]
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reader_writes_nothing_whatever_the_framing() -> Result<()> {
    let house = House::new().await?;
    let mut ada = Page::new("ada", 101);
    ada.connect(&house).await?;
    ada.types(0, "read me").await?;
    ada.until_saved().await?;
    let (before, seen) = (house.written()?, ada.replica.copy().encode());
    let framings = framings(&seen);
    ensure!(framings.len() >= 20, "{}", framings.len());
    for role in [Role::Reader, Role::Commenter] {
        for protocol in [Protocol::Muster, Protocol::Plain] {
            for (what, frames) in &framings {
                let (seat, outbox) = house.join(person("reader", role), protocol).await?;
                for frame in frames {
                    seat.frame(Bytes::from(frame.clone())).await;
                }
                seat.leave().await;
                // A question that comes after them is answered after them.
                house.rooms.names_here(&house.doc).await;
                house.rooms.log().probe().await?;
                drop(outbox);
                ensure!(house.written()? == before, "{what} wrote something, by a {role:?} over {protocol:?}");
            }
        }
    }
    ada.types(0, "still ").await?;
    ada.until_saved().await?;
    ensure!(house.written()? != before, "an editor does write");
    assert_eq!(house.authors()?.len(), 1);
    Ok(())
}

#[tokio::test]
async fn over_the_real_socket_nobody_writes_under_anothers_id_nor_a_reader_at_all() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let cast = Cast::gather(folder.path()).await?;
    let server = Process::serve(env!("CARGO_BIN_EXE_muster-under-test"), folder.path(), &[])?;
    let mut captain = cast.connect(server.address, "captain", OURS).await?;
    captain.sync().await?;
    let mut mine = copy(101);
    captain.update(&types(&mut mine, "true")).await?;
    captain.until_saved().await?;
    let seen = mine.encode();
    let forged = types(&mut mine, "forged ");
    let mut leader = cast.connect(server.address, "leader", OURS).await?;
    leader.sync().await?;
    leader.update(&forged).await?;
    let refused = leader.until(|_, heard| matches!(heard, Heard::Nack(_))).await?;
    ensure!(matches!(&refused, Heard::Nack(nack) if nack.code == NackCode::ForgedAuthor), "{refused:?}");
    let sums = "SELECT (SELECT sum(length(bytes)) FROM updates), (SELECT count(*) FROM authors)";
    let database = Connection::open_with_flags(folder.path().join("muster.db"), OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    let written =
        || database.query_row(sums, [], |row| Ok((row.get::<_, i64>(0)?, row.get::<_, i64>(1)?))).map_err(Error::from);
    let before = written()?;
    for (what, frames) in framings(&seen) {
        let mut guest = cast.connect(server.address, "guest", OURS).await?;
        for frame in frames {
            // The server may have hung up already.
            let _ = guest.send(&frame).await;
        }
        let _ = guest.leave().await;
        ensure!(written()? == before, "{what} wrote something");
    }
    captain.update(&forged).await?;
    captain.until_saved().await?;
    ensure!(written()?.0 > before.0, "her own next edit is as welcome as ever");
    Ok(())
}
