//! A page that a browser cached before rows belonged to their makers, held against today's server: its frames, word for
//! word, and what its device kept. Nothing that was written with it is lost, and what breaks a rule of today is refused
//! alone.
//!
//! `golden/old_page.txt` was recorded from that page: what it sent and what it stored, each line with who, the kind of
//! document and the bytes. Frames after the line that begins with `#` break a rule of today, or build on what does.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that goes wrong should stop")]

use std::collections::BTreeMap;

use anyhow::{Context, Result, bail, ensure};
use muster_shared::id::Lineage;
use muster_shared::kinds::{Kind, charter, talk};
use muster_shared::sheet::{Sheet, Value};
use muster_shared::sync::document::GatedDoc;
use muster_shared::sync::replica::StoreKey;
use muster_shared::sync::wire::{Frame, Nack, NackCode};
use muster_tests::cast::{Cast, OURS};
use muster_tests::network::{Device, StoreOp};
use muster_tests::page::Page;
use muster_tests::server::Process;
use muster_tests::socket::{Said, Socket};
use tempfile::tempdir;

const RECORDED: &str = include_str!("../../golden/old_page.txt");
/// The first bytes of the frames that the old page understands.
const UNDERSTOOD: [u8; 7] = [0, 1, 64, 65, 66, 68, 70];

/// A line of what was recorded.
struct Line {
    who: &'static str,
    kind: Kind,
    does: Does,
    breaks: bool,
}

enum Does {
    Sends(Vec<u8>),
    Stores(StoreKey, Vec<u8>, bool),
}

fn bytes(hex: &str) -> Vec<u8> {
    let digits: Vec<u8> = hex.chars().map(|digit| digit.to_digit(16).unwrap() as u8).collect();
    digits.chunks(2).map(|pair| pair[0] << 4 | pair[1]).collect()
}

fn recorded() -> Vec<Line> {
    let (mut lines, mut breaks) = (Vec::new(), BTreeMap::new());
    let mut kind = Kind::Charter;
    for line in RECORDED.lines() {
        let words: Vec<&'static str> = line.split(' ').collect();
        if line.starts_with('#') {
            breaks.insert(kind, true);
            continue;
        }
        kind = words[2].parse().unwrap();
        let does = match words[1] {
            "sends" => Does::Sends(bytes(words[3])),
            "stores" => Does::Stores(
                StoreKey { client: words[3].parse().unwrap(), n: words[4].parse().unwrap() },
                bytes(words[6]),
                words[5] == "true",
            ),
            other => panic!("{other}"),
        };
        lines.push(Line { who: words[0], kind, does, breaks: breaks.contains_key(&kind) });
    }
    lines
}

fn doc_of(kind: Kind) -> &'static str {
    if kind == Kind::Charter { OURS } else { "ours-talk" }
}

/// The old page's connections, one for each person and document.
struct Connections<'c> {
    cast: &'c Cast,
    server: &'c Process,
    open: BTreeMap<(&'static str, Kind), (Socket, u64)>,
}

impl Connections<'_> {
    /// Sends a frame as the old page did; the outcome, if it changes the document.
    async fn send(&mut self, who: &'static str, kind: Kind, frame: &[u8]) -> Result<Option<Result<(), Nack>>> {
        if !self.open.contains_key(&(who, kind)) {
            let headers = self.cast.upgrade(self.server.address, who);
            let headers: Vec<(&str, &str)> = headers.iter().map(|(name, value)| (*name, value.as_str())).collect();
            let path = format!("/sync/{}?kind={kind}", doc_of(kind));
            self.open.insert((who, kind), (Socket::with(self.server.address, &path, &headers).await?, 0));
        }
        let (socket, n_sent) = self.open.get_mut(&(who, kind)).context("a connection")?;
        socket.send(frame.to_vec()).await?;
        if Frame::read(frame)?.update().is_none() {
            return Ok(None);
        }
        *n_sent += 1;
        loop {
            let Said::Frame(heard) = socket.listen().await? else { bail!("the server hangs up on an old page") };
            ensure!(UNDERSTOOD.contains(&heard[0]), "the old page does not understand {heard:?}");
            match Frame::read(&heard)? {
                Frame::Ack(seq) if seq >= *n_sent => return Ok(Some(Ok(()))),
                Frame::Nack(nack) if nack.seq == *n_sent => return Ok(Some(Err(nack))),
                _ => {}
            }
        }
    }
}

/// The document as a newcomer reads it.
async fn read(cast: &Cast, server: &Process, kind: Kind) -> Result<Sheet> {
    let mut page = Page::open(kind, 5, "leader", Device::default());
    page.connect(server.address, doc_of(kind), &cast.upgrade(server.address, "leader")).await?;
    Ok(page.replica.sheet())
}

/// The sheet that the frames of a kind make which break no rule.
fn written(lines: &[Line], kind: Kind) -> Sheet {
    let mut copy = GatedDoc::new(Some(kind.schema()), 1);
    for line in lines.iter().filter(|line| line.kind == kind && !line.breaks) {
        if let Does::Sends(frame) = &line.does
            && let Some(update) = Frame::read(frame).unwrap().update()
        {
            copy.admit(&update.into()).expect("an honest update");
        }
    }
    copy.sheet().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_of_before_loses_nothing_to_todays_server_and_what_it_kept_nothing_to_todays_page() -> Result<()> {
    let data = tempdir()?;
    let cast = Cast::gather(data.path()).await?;
    let server = Process::serve(env!("CARGO_BIN_EXE_muster-under-test"), data.path(), &[])?;
    let lines = recorded();
    let mut connections = Connections { cast: &cast, server: &server, open: BTreeMap::new() };
    let mut refused: BTreeMap<Kind, Vec<Nack>> = BTreeMap::new();
    for line in &lines {
        let Does::Sends(frame) = &line.does else { continue };
        match connections.send(line.who, line.kind, frame).await? {
            Some(Err(nack)) if line.breaks => refused.entry(line.kind).or_default().push(nack),
            Some(Err(nack)) => bail!("{} in a {}: {nack:?}", line.who, line.kind),
            Some(Ok(())) => ensure!(!line.breaks, "{} in a {}: what breaks a rule was taken", line.who, line.kind),
            None => {}
        }
    }
    for kind in [Kind::Charter, Kind::Talk] {
        // The edit that breaks the rule is refused for good; what is built on it is never called saved.
        let codes: Vec<NackCode> = refused[&kind].iter().map(|nack| nack.code).collect();
        assert_eq!(codes, [NackCode::ReadOnly, NackCode::Resync], "{kind}");
        assert_eq!(read(&cast, &server, kind).await?, written(&lines, kind), "{kind}");
    }
    drop(connections);
    // The page of today finds what the device of the captain kept, and brings the rest.
    for kind in [Kind::Charter, Kind::Talk] {
        let mut device = Device::default();
        device.store(StoreOp::Adopt(Lineage::from_random(7)));
        for line in lines.iter().filter(|line| line.kind == kind && line.who == "captain") {
            match &line.does {
                Does::Stores(key, update, unsaved) => {
                    device.store(StoreOp::Put(*key, update.as_slice().into(), *unsaved));
                }
                // The beginning of the document was stored before anything was recorded.
                Does::Sends(frame) => {
                    if let Frame::Step2(update) = Frame::read(frame)? {
                        device.store(StoreOp::Put(StoreKey { client: 9_001, n: 0 }, update.into(), false));
                    }
                }
            }
        }
        let mut page = Page::open(kind, 9_100, "captain", device);
        let kept = page.replica.sheet();
        page.connect(server.address, doc_of(kind), &cast.upgrade(server.address, "captain")).await?;
        page.until(|page| page.aside.is_some() && !page.is_connected()).await?;
        let told = read(&cast, &server, kind).await?;
        if kind == Kind::Charter {
            let value = |sheet: &Sheet| sheet.all_rows(charter::READINGS)[0].value("value").number();
            assert_eq!((value(&told), value(&kept)), (Some(4.0), Some(5.0)), "the copy set aside has the other");
            assert_eq!(told.text(charter::MISSION), "All Money is counted once");
        } else {
            let says = |sheet: &Sheet, words: &str| sheet.rows(talk::COMMENTS).any(|row| row.text(talk::TEXT) == words);
            assert!(says(&kept, "Never I do, twice") && !says(&told, "Never I do, twice"));
            assert!(says(&told, "I do, twice") && says(&told, "After it"));
            assert_eq!(
                told.rows(talk::AGREEMENTS).next().unwrap().value(talk::STAND).shown(),
                Some(&Value::from("agree"))
            );
        }
    }
    Ok(())
}
