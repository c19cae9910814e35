//! Hostile envelopes on a socket that documents share: numbers that were never given or given twice, messages cut off and one
//! inside another, credentials of nobody, crowds and floods of channels, and a line that never reads. A wrong one ends its
//! channel or its line, with the code that is due; no other channel and no other line notices.

use std::collections::{BTreeMap, BTreeSet};
use std::net::SocketAddr;

use anyhow::{Context, Result, ensure};
use fastrand::Rng;
use muster_shared::id::DocId;
use muster_shared::sync::wire::Frame;
use muster_shared::sync::wire::many::{FromPage, MESSAGE_BYTES_MAX, Open, TOKEN};
use tokio_tungstenite::tungstenite::Message;

use super::inputs::{self, due};
use super::{Toll, hex};
use crate::chaos::hostile::mutate;
use crate::client::Client;
use crate::many::{Many, Word};

/// Messages on the lines of one visit.
const MESSAGES_MAX: usize = 12;
/// A message that breaks the protocol, by RFC 6455.
const PROTOCOL: u16 = 1002;
/// A message of a type that is not taken.
const UNSUPPORTED: u16 = 1003;
/// A message that is too long.
const TOO_LONG: u16 = 1009;
/// A channel for which there is no place now.
const TRY_AGAIN: u16 = 1013;
/// A caller whom nobody knows.
const UNAUTHENTICATED: u16 = 4401;
/// A document that is given to nobody.
const FORBIDDEN: u16 = 4403;
/// As many channels as a line may have.
const CHANNELS_MAX: usize = 256;
/// The question that every copy begins with: from somebody who has nothing.
const QUESTION: Frame<'_> = Frame::Step1(&[0]);

/// The server's duty on a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Due {
    /// To end the line, with this code.
    Ends(u16),
    /// To end this channel, with this code.
    Closes(u64, u16),
    /// To let the channel in, or to end it for good.
    Answers(u64),
    /// Nothing that can be seen.
    Nothing,
}

/// One line, and what is known of its channels.
struct Line {
    page: Many,
    doc: String,
    said: Vec<Vec<u8>>,
    open: BTreeSet<u64>,
    /// The highest number so far.
    highest: u64,
    /// The bytes of frames of which more follows.
    begun: BTreeMap<u64, Vec<u8>>,
    /// The channel on which nothing wrong is said.
    good: u64,
}

/// Lines on which hostile messages are said, one after another, beside one that never reads and a `bystander` on a connection
/// of its own.
pub(super) async fn visit(address: SocketAddr, doc: &str, bystander: &mut Client, rng: &mut Rng) -> Result<Toll> {
    let deaf = deaf(address, doc).await?;
    let mut line = Line::begin(address, doc).await?;
    let (mut n_inputs, mut n_closed) = (0, 0);
    for _ in 0..rng.usize(1..=MESSAGES_MAX) {
        n_inputs += 1;
        let due = line.next(rng).await?;
        let is_done = line.must(due).await;
        is_done.with_context(|| {
            let said: Vec<String> = line.said.iter().map(|message| hex(message)).collect();
            format!("{due:?} is due on a shared socket, after\n{}", said.join("\n"))
        })?;
        n_closed += u64::from(matches!(due, Due::Ends(_) | Due::Closes(..)));
        if matches!(due, Due::Ends(_)) {
            line = Line::begin(address, doc).await?;
        }
    }
    bystander.insert("y").await?;
    bystander.until_saved().await.context("another line is not served any more")?;
    drop(deaf);
    Ok(Toll { n_inputs, n_closed, ..Toll::default() })
}

/// A line that asks for a document again and again on some channels, and reads nothing of it.
async fn deaf(address: SocketAddr, doc: &str) -> Result<Many> {
    let mut page = Many::connect(address).await?;
    for _ in 0..4 {
        let on = page.open(doc).await?;
        for _ in 0..32 {
            page.say(on, FromPage::Frame(&QUESTION.write())).await?;
        }
    }
    Ok(page)
}

fn asks(doc: &str) -> Open<'_> {
    Open { doc, kind: "", person: "", credential: "" }
}

fn asks_as<'a>(doc: &'a str, credential: &'a str) -> FromPage<'a> {
    FromPage::Open(Open { credential, ..asks(doc) })
}

impl Line {
    async fn begin(address: SocketAddr, doc: &str) -> Result<Self> {
        let page = Many::connect(address).await?;
        let (said, open, begun) = (Vec::new(), BTreeSet::new(), BTreeMap::new());
        let mut line = Self { page, doc: doc.to_owned(), said, open, highest: 0, begun, good: 0 };
        line.begin_good().await?;
        Ok(line)
    }

    /// Opens a channel on which nothing wrong is said.
    async fn begin_good(&mut self) -> Result<()> {
        self.good = self.highest + 1;
        let open = FromPage::Open(asks(&self.doc)).write(self.good);
        self.say(open).await;
        self.hear_answer(self.good).await?;
        ensure!(self.open.contains(&self.good), "a document is not given any more");
        Ok(())
    }

    /// Says something. The server may have hung up already; that shows in what it said.
    async fn say(&mut self, message: Vec<u8>) {
        if let Ok((on, FromPage::Open(_))) = FromPage::read(&message) {
            self.page.expect(on);
        }
        self.said.push(message.clone());
        let _ = self.page.socket().send(message).await;
    }

    /// Says the next hostile thing; answers what is due for it.
    async fn next(&mut self, rng: &mut Rng) -> Result<Due> {
        match rng.u8(0..80) {
            0 => return Ok(self.flood(200).await),
            1 => return self.crowd().await,
            2 => {
                let _ = self.page.socket().say(Message::text("envelopes are binary")).await;
                return Ok(Due::Ends(UNSUPPORTED));
            }
            3 => {
                let _ = self.page.socket().say(Message::Binary(vec![1; MESSAGE_BYTES_MAX + 1].into())).await;
                return Ok(Due::Ends(TOO_LONG));
            }
            _ => {}
        }
        let message = self.message(rng);
        let due = self.due(&message);
        self.say(message).await;
        Ok(due)
    }

    /// A message that is wrong in one way, or nearly right.
    fn message(&self, rng: &mut Rng) -> Vec<u8> {
        let known = rng.u64(1..=self.highest.min(1 << 20));
        let fresh = self.highest + rng.u64(1..4);
        let open = FromPage::Open(asks(&self.doc));
        match rng.u8(0..16) {
            // Never opened, opened twice, and most likely closed.
            0 => FromPage::Frame(&QUESTION.write()).write(fresh),
            1 => open.write(known),
            2 | 3 => FromPage::Close.write(known),
            4 => FromPage::Frame(&QUESTION.write()).write(known),
            // A number beyond all others, for a channel or for none, and such as are no number.
            5 if rng.bool() => open.write(self.highest.max(1 << 53) + 1),
            5 => FromPage::Close.write(u64::MAX),
            6 => [vec![0xff; rng.usize(9..12)], vec![0, 0]].concat(),
            7 => FromPage::Close.write(0),
            // Cut off, with something behind it, and one in another.
            8 => open.write(fresh)[..rng.usize(0..4)].to_vec(),
            9 => [FromPage::Close.write(known), vec![rng.u8(..)]].concat(),
            10 | 11 => FromPage::Frame(&FromPage::Piece(&open.write(fresh)).write(known)).write(known),
            12 => asks_as(&self.doc, "Basic bm9ib2R5").write(fresh),
            13 => asks_as(&self.doc, &format!("{TOKEN}{}", "x".repeat(rng.usize(0..4_000)))).write(fresh),
            14 => FromPage::Open(asks("../../etc/passwd")).write(fresh),
            _ => mutate(&FromPage::Open(Open { kind: "log", ..asks(&self.doc) }).write(fresh), rng),
        }
    }

    /// The server's duty on a message; the channels are then as the server has them after it.
    fn due(&mut self, message: &[u8]) -> Due {
        let Ok((on, said)) = FromPage::read(message) else { return Due::Ends(PROTOCOL) };
        if let FromPage::Open(open) = said {
            return if on > self.highest { due_for(on, &open) } else { Due::Ends(PROTOCOL) };
        }
        if on > self.highest {
            return Due::Ends(PROTOCOL);
        }
        if !self.open.contains(&on) {
            return Due::Nothing;
        }
        match said {
            FromPage::Piece(bytes) => self.begun.entry(on).or_default().extend_from_slice(bytes),
            FromPage::Frame(bytes) => {
                let frame = [&self.begun.remove(&on).unwrap_or_default(), bytes].concat();
                if let inputs::Due::Close(code) = due(&frame, true) {
                    return Due::Closes(on, code);
                }
            }
            FromPage::Close | FromPage::Open(_) => self.forget(on),
        }
        Due::Nothing
    }

    fn forget(&mut self, on: u64) {
        self.open.remove(&on);
        self.begun.remove(&on);
    }

    /// Opens and closes many channels without reading in between.
    async fn flood(&mut self, n: u64) -> Due {
        let doc = self.doc.clone();
        for number in self.highest + 1..=self.highest + n {
            self.say(FromPage::Open(asks(&doc)).write(number)).await;
            self.say(FromPage::Close.write(number)).await;
        }
        self.highest += n;
        Due::Nothing
    }

    /// Opens more channels than a line may have: the last one finds no place. The others leave theirs again.
    async fn crowd(&mut self) -> Result<Due> {
        let (doc, first) = (self.doc.clone(), self.highest + 1);
        self.highest += CHANNELS_MAX as u64;
        for number in first..=self.highest {
            self.say(FromPage::Open(asks(&doc)).write(number)).await;
        }
        let code = self.page.until_closed(self.highest).await?;
        ensure!(code == TRY_AGAIN, "one channel too many was closed with {code}");
        for number in first..self.highest {
            self.say(FromPage::Close.write(number)).await;
        }
        Ok(Due::Nothing)
    }

    /// Hears until the server has done what is due, and sees that it serves the other channels after that.
    async fn must(&mut self, due: Due) -> Result<()> {
        match due {
            Due::Ends(wanted) => {
                let code = self.page.until_ended().await?;
                ensure!(code == wanted, "the line ended with {code}");
                return Ok(());
            }
            Due::Closes(on, wanted) => {
                let code = self.page.until_closed(on).await?;
                ensure!(code == wanted, "channel {on} was closed with {code}");
                self.forget(on);
                self.highest = self.highest.max(on);
            }
            Due::Answers(on) => self.hear_answer(on).await?,
            Due::Nothing => {}
        }
        self.serves().await
    }

    async fn hear_answer(&mut self, on: u64) -> Result<()> {
        self.highest = on;
        let answer = |from, word: &Word| match word {
            Word::Opened if from == on => Some(None),
            Word::Closed(code) if from == on => Some(Some(*code)),
            _ => None,
        };
        match self.page.until(answer).await? {
            None => drop(self.open.insert(on)),
            Some(code) => ensure!((4400..4500).contains(&code), "channel {on} was closed with {code}"),
        }
        Ok(())
    }

    /// A channel on which nothing wrong was said is served. Where something was said on it by chance, another takes its place.
    async fn serves(&mut self) -> Result<()> {
        if !self.open.contains(&self.good) || self.begun.contains_key(&self.good) {
            self.begin_good().await?;
        }
        self.page.say(self.good, FromPage::Frame(&QUESTION.write())).await?;
        let answered = self.page.until_frame(self.good, |frame| matches!(frame, Frame::Step2(_)).then_some(()));
        answered.await.context("another channel is not served any more")
    }
}

/// The server's duty on a channel that is asked for under a fresh number. On an open server tokens and keys are nothing to anybody.
fn due_for(on: u64, open: &Open<'_>) -> Due {
    if open.doc.parse::<DocId>().is_err() {
        return Due::Closes(on, FORBIDDEN);
    }
    if open.credential.starts_with("Basic ") {
        return Due::Closes(on, UNAUTHENTICATED);
    }
    Due::Answers(on)
}
