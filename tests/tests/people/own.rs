//! Rows and their makers, held against the real server: no editor's frame made by hand rewrites what somebody else signed,
//! said, proposed or read off, and what stood in a document before there were such rules stays as it was.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that goes wrong should stop")]

use std::path::Path;
use std::sync::Arc;

use anyhow::{Context, Result, bail, ensure};
use muster_server::log::Log;
use muster_server::rooms::outbox::{Next, Outbox};
use muster_server::rooms::{Rooms, Unknown};
use muster_shared::access::Visitor;
use muster_shared::id::{DocId, RowId};
use muster_shared::kinds::{Kind, charter, talk};
use muster_shared::sheet::{Edit, List, Place, Row, Splice, Value};
use muster_shared::sync::document::GatedDoc;
use muster_shared::sync::limits::Limits;
use muster_shared::sync::room::Protocol;
use muster_shared::sync::wire::{Frame, NackCode};
use muster_tests::cast::{Cast, OURS};
use muster_tests::client::{Client, Heard};
use muster_tests::old::turn_back;
use muster_tests::server::Process;
use muster_tests::words::make;
use tempfile::tempdir;
use tokio_tungstenite::tungstenite::Bytes;
use yrs::{Any, Map, MapPrelim, Out, ReadTxn, StateVector, Transact, TransactionMut, WriteTxn};

/// The talk about [`OURS`].
const TALK: &str = "ours-talk";
/// Lists whose rows are their makers', each with the document that has them.
const RULED: [(&str, &str); 7] = [
    (TALK, talk::COMMENTS),
    (TALK, talk::SUGGESTIONS),
    (TALK, talk::AGREEMENTS),
    (TALK, talk::PLAINLY),
    (TALK, talk::OWN_WORDS),
    (TALK, talk::MENTIONED),
    (OURS, charter::READINGS),
];

fn serve(data: &Path) -> Result<Process> {
    Process::serve(env!("CARGO_BIN_EXE_muster-under-test"), data, &[])
}

fn kind_of(doc: &str) -> Kind {
    match doc {
        TALK => Kind::Talk,
        "ours-log" => Kind::Log,
        _ => Kind::Charter,
    }
}

fn list_of(doc: &str, list: &str) -> &'static List {
    kind_of(doc).schema().list(list).expect("a list of the kind")
}

/// A new row of a list.
fn a_row(doc: &str, list: &str, by: &str) -> Edit {
    let texts = list_of(doc, list).texts.iter().map(|text| ((*text).to_owned(), format!("{text} of {by}"))).collect();
    let values: &[(&str, Value)] = match list {
        charter::READINGS => &[("metric", "m".into()), ("on", "2026-11-29".into()), ("value", 4.0.into())],
        talk::AGREEMENTS => &[(talk::ON, "mission".into()), (talk::STAND, "agree".into())],
        _ => &[(talk::ON, "mission".into())],
    };
    let values = values.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
    Edit::Add { list: list.to_owned(), after: None, texts, values }
}

/// Somebody with a device of their own: a connection, and a copy that writes under a client id nobody else has.
pub(crate) struct Device {
    client: Client,
    pub(crate) copy: GatedDoc,
}

impl Device {
    pub(crate) async fn of(cast: &Cast, server: &Process, who: &str, doc: &str, client: u64) -> Result<Self> {
        Self::over(cast.connect(server.address, who, doc).await?, doc, client).await
    }

    /// The same over a connection that somebody made otherwise.
    pub(crate) async fn over(mut connected: Client, doc: &str, client: u64) -> Result<Self> {
        connected.sync().await?;
        let mut copy = GatedDoc::new(Some(kind_of(doc).schema()), client);
        copy.admit(&connected.doc.transact().encode_state_as_update_v1(&StateVector::default()).into())?;
        Ok(Self { client: connected, copy })
    }

    /// The fate of an update: saved, or why not.
    pub(crate) async fn sends(&mut self, update: &[u8]) -> Result<Result<(), NackCode>> {
        self.client.n_sent += 1;
        let seq = self.client.n_sent;
        self.client.send(&Frame::Update(update).write()).await?;
        let settled = |heard: &Heard| match heard {
            Heard::Ack(acked) => *acked >= seq,
            Heard::Nack(nack) => nack.seq == seq,
            heard => matches!(heard, Heard::Closed(_)),
        };
        match self.client.until(|_, heard| settled(heard)).await? {
            Heard::Ack(_) => Ok(Ok(())),
            Heard::Nack(nack) => Ok(Err(nack.code)),
            heard => bail!("{heard:?}"),
        }
    }

    pub(crate) fn rows(&mut self, list: &str) -> Vec<Row> {
        self.copy.sheet().expect("a document of a kind").all_rows(list).to_vec()
    }
}

/// The one row of a list, as a newcomer reads it.
async fn read(cast: &Cast, server: &Process, doc: &str, list: &str) -> Result<Vec<Row>> {
    Ok(Device::of(cast, server, "leader", doc, 999).await?.rows(list))
}

/// The name of an attempt, and the frame that it makes by hand for a row.
type Attempt = (&'static str, Box<dyn Fn(&mut GatedDoc, &RowId) -> Arc<[u8]>>);

/// Frames made by hand that would change a row, each by a copy of the document.
fn attempts(list: &'static List) -> Vec<Attempt> {
    let by_hand = |change: fn(&mut TransactionMut<'_>, &'static List, &RowId)| {
        move |copy: &mut GatedDoc, row: &RowId| -> Arc<[u8]> {
            copy.transact("test", |txn| change(txn, list, row)).updates.into_iter().next().expect("a change")
        }
    };
    let field = list.values[0].name;
    let mut attempts: Vec<Attempt> = vec![
        (
            "sets a value",
            Box::new(move |copy, row| {
                make(copy, &Edit::Set { at: Place::in_row(list.name, row, field), to: Value::from("other") })
            }),
        ),
        (
            "takes a value back",
            Box::new(move |copy, row| make(copy, &Edit::Clear { at: Place::in_row(list.name, row, field) })),
        ),
        (
            "archives it",
            Box::new(move |copy, row| make(copy, &Edit::Archive { list: list.name.to_owned(), row: row.clone() })),
        ),
        (
            "deletes it",
            Box::new(by_hand(|txn, list, row| {
                drop(txn.get_or_insert_map(list.name).remove(txn, row.as_str()));
            })),
        ),
        (
            "puts another in its place",
            Box::new(by_hand(|txn, list, row| {
                txn.get_or_insert_map(list.name).insert(txn, row.as_str(), MapPrelim::from([("order", "a")]));
            })),
        ),
        (
            "sets a value beside",
            Box::new(by_hand(|txn, list, row| {
                let Some(Out::YMap(map)) = txn.get_or_insert_map(list.name).get(txn, row.as_str()) else { return };
                let other = Any::Map(Arc::new([("v".to_owned(), Any::from("other"))].into_iter().collect()));
                map.insert(txn, format!("{}:z-z", list.values[0].name), other);
            })),
        ),
    ];
    for text in list.texts {
        attempts.push((
            "writes over its words",
            Box::new(move |copy, row| {
                let splice = Splice { at: 0, remove: 2, insert: "never ".to_owned() };
                make(copy, &Edit::Write { at: Place::in_row(list.name, row, text), splice })
            }),
        ));
    }
    attempts
}

#[tokio::test(flavor = "multi_thread")]
async fn no_editors_frame_made_by_hand_changes_what_somebody_else_signed_said_or_read_off() -> Result<()> {
    let folder = tempdir()?;
    let cast = Cast::gather(folder.path()).await?;
    let server = serve(folder.path())?;
    let mut client = 100;
    for (doc, list) in RULED {
        // A member signs and comments; a reading needs an editor.
        let maker = if doc == TALK { "member" } else { "captain" };
        client += 1;
        let mut device = Device::of(&cast, &server, maker, doc, client).await?;
        let update = make(&mut device.copy, &a_row(doc, list, maker));
        assert_eq!(device.sends(&update).await?, Ok(()), "{list}");
        let before = read(&cast, &server, doc, list).await?;
        let row = before[0].id.clone();
        let everybody = ["captain", "leader", "owner", "token:editor", "token:captain"];
        for who in everybody.into_iter().filter(|who| *who != maker) {
            for (what, attempt) in attempts(list_of(doc, list)) {
                client += 1;
                let mut hostile = Device::of(&cast, &server, who, doc, client).await?;
                let update = attempt(&mut hostile.copy, &row);
                assert_eq!(hostile.sends(&update).await?, Err(NackCode::ReadOnly), "{who} {what} in {list}");
            }
        }
        assert_eq!(read(&cast, &server, doc, list).await?, before, "{list}");
        let back = make(&mut device.copy, &Edit::Archive { list: list.to_owned(), row: row.clone() });
        assert_eq!(device.sends(&back).await?, Ok(()), "{list}: its maker takes it back");
        ensure!(read(&cast, &server, doc, list).await?[0].archived.is_some(), "{list}");
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn the_maker_goes_on_from_another_device_and_a_captain_says_that_it_is_dealt_with() -> Result<()> {
    let folder = tempdir()?;
    let cast = Cast::gather(folder.path()).await?;
    let server = serve(folder.path())?;
    let mut phone = Device::of(&cast, &server, "member", TALK, 1).await?;
    let update = make(&mut phone.copy, &a_row(TALK, talk::COMMENTS, "member"));
    assert_eq!(phone.sends(&update).await?, Ok(()));
    let mut laptop = Device::of(&cast, &server, "member", TALK, 2).await?;
    let row = laptop.rows(talk::COMMENTS)[0].id.clone();
    let splice = Splice { at: 0, remove: 0, insert: "Again: ".to_owned() };
    let goes_on = Edit::Write { at: Place::in_row(talk::COMMENTS, &row, talk::TEXT), splice };
    let update = make(&mut laptop.copy, &goes_on);
    assert_eq!(laptop.sends(&update).await?, Ok(()));
    for (nth, (to, who)) in [(true, "captain"), (false, "member"), (true, "leader")].into_iter().enumerate() {
        let mut device = Device::of(&cast, &server, who, TALK, 3 + nth as u64).await?;
        let at = Place::in_row(talk::COMMENTS, &row, talk::RESOLVED);
        let update = make(&mut device.copy, &Edit::Set { at, to: Value::from(to) });
        assert_eq!(device.sends(&update).await?, Ok(()), "{who}");
    }
    let comment = read(&cast, &server, TALK, talk::COMMENTS).await?.swap_remove(0);
    assert_eq!(comment.text(talk::TEXT), "Again: text of member");
    assert_eq!(comment.value(talk::RESOLVED).shown(), Some(&Value::from(true)));
    Ok(())
}

/// The id under which the row of a list was written before people signed in.
fn old_client(list: &str) -> u64 {
    7_000 + RULED.iter().position(|(_, one)| *one == list).unwrap_or_default() as u64
}

/// Writes a row of each ruled list as nobody in particular, as it was before people signed in.
async fn before_people_signed_in(data: &Path) -> Result<()> {
    let rooms = Rooms::new(Log::open(data)?, Limits::DEFAULT);
    for (doc, list) in RULED {
        let id: DocId = doc.parse()?;
        rooms.make(&id, Some(kind_of(doc)), None).await?;
        let outbox = Arc::new(Outbox::new(usize::MAX));
        let seat = rooms.join(&id, Protocol::Muster, Visitor::anybody(), Unknown::Refuse, &outbox).await?;
        let client = old_client(list);
        let mut copy = GatedDoc::new(Some(kind_of(doc).schema()), client);
        let mut updates = vec![make(&mut copy, &a_row(doc, list, "before"))];
        let row = copy.sheet().context("a kind")?.all_rows(list)[0].id.clone();
        // Such a row may hold what none may hold today: a value that was set again, and its first one beside it.
        let field = list_of(doc, list).values[0].name;
        updates.push(make(&mut copy, &Edit::Set { at: Place::in_row(list, &row, field), to: Value::from("goal") }));
        let n_updates = updates.len() as u64;
        for update in updates {
            seat.frame(Bytes::from(Frame::Update(&update).write())).await;
        }
        let mut acked = 0;
        while acked < n_updates {
            let Next::Send(frames) = outbox.next().await else { bail!("the room hangs up") };
            for frame in frames {
                match Frame::read(&frame)? {
                    Frame::Ack(seq) => acked = seq,
                    Frame::Nack(nack) => bail!("an open server refuses nothing: {nack:?}"),
                    _ => {}
                }
            }
        }
        seat.leave().await;
    }
    rooms.close().await;
    rooms.log().clone().close().await;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn rows_of_a_log_of_the_first_format_keep_every_word_and_are_nobodys() -> Result<()> {
    let folder = tempdir()?;
    let cast = Cast::gather(folder.path()).await?;
    before_people_signed_in(folder.path()).await?;
    turn_back(folder.path(), 1)?;
    let server = serve(folder.path())?;
    let mut client = 200;
    for (doc, list) in RULED {
        let before = read(&cast, &server, doc, list).await?;
        assert_eq!(before.len(), 1, "{list}");
        for text in list_of(doc, list).texts {
            assert_eq!(before[0].text(text), format!("{text} of before"), "{list}");
        }
        assert_eq!(before[0].value(list_of(doc, list).values[0].name).words(), "goal", "{list}");
        for who in ["member", "captain", "leader", "owner"] {
            let (mut may, mut refused) = (0, 0);
            for (_, attempt) in attempts(list_of(doc, list)) {
                client += 1;
                let mut device = Device::of(&cast, &server, who, doc, client).await?;
                let update = attempt(&mut device.copy, &before[0].id);
                match device.sends(&update).await? {
                    Ok(()) => may += 1,
                    Err(_) => refused += 1,
                }
            }
            assert_eq!((may, refused > 0), (0, true), "{who} in {list}");
        }
        assert_eq!(read(&cast, &server, doc, list).await?, before, "{list}");
        // A new row is its maker's.
        let maker = if doc == TALK { "member" } else { "captain" };
        client += 1;
        let mut device = Device::of(&cast, &server, maker, doc, client).await?;
        let update = make(&mut device.copy, &a_row(doc, list, maker));
        assert_eq!(device.sends(&update).await?, Ok(()), "{list}");
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn who_goes_on_under_an_id_of_before_people_signed_in_gets_nothing_that_stood_there() -> Result<()> {
    let folder = tempdir()?;
    let cast = Cast::gather(folder.path()).await?;
    before_people_signed_in(folder.path()).await?;
    let mut server = serve(folder.path())?;
    let mut old_rows = Vec::new();
    for round in 0..2 {
        for (nth, (doc, list)) in RULED.into_iter().enumerate() {
            let (maker, client) = (if doc == TALK { "member" } else { "captain" }, old_client(list));
            if round == 0 {
                let mut device = Device::of(&cast, &server, maker, doc, client).await?;
                old_rows.push(device.rows(list)[0].id.clone());
                let update = make(&mut device.copy, &a_row(doc, list, maker));
                assert_eq!(device.sends(&update).await?, Ok(()), "{list}: an id that nobody has is the first writer's");
            }
            let (before, old) = (read(&cast, &server, doc, list).await?, old_rows[nth].clone());
            for (what, attempt) in attempts(list_of(doc, list)) {
                for client in [client, 9_000 + nth as u64] {
                    let mut device = Device::of(&cast, &server, maker, doc, client).await?;
                    let update = attempt(&mut device.copy, &old);
                    assert_eq!(
                        device.sends(&update).await?,
                        Err(NackCode::ReadOnly),
                        "{maker} {what} in {list} as {client}"
                    );
                }
            }
            assert_eq!(read(&cast, &server, doc, list).await?, before, "{list}");
            let told = cast.ask(server.address, maker, "GET", &format!("/api/docs/{doc}/authors"), "").await?.body;
            let bound: Vec<serde_json::Value> = serde_json::from_str(&told)?;
            let bound = bound.iter().find(|one| one["client"] == client).context("the id is bound")?;
            ensure!(bound["since"].as_u64() > Some(0) && bound["author"] == cast.id(maker), "{bound}");
        }
        // It is so after a restart, too.
        server.kill()?;
        server = serve(folder.path())?;
    }
    let talk = cast.ask(server.address, "owner", "GET", "/embed/ours-talk.md", "").await?.body;
    assert_eq!(talk.matches("By: Ada, nobody is known to have written this").count(), 6, "{talk}");
    assert_eq!(talk.matches("By: member\n").count(), 6, "{talk}");
    Ok(())
}
