//! Thirty people in one meeting: each presses *ready* in the same second, and then somebody reveals. How soon each of them
//! hears of the reveal, and how soon everybody's words are there.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use futures_util::SinkExt;
use muster_shared::kinds::review::{AT, ITEM, PHASE, READY, REMARKS, REVEALS, SCHEMA, TEXT, WRITTEN};
use muster_shared::sheet::{Edit, Place, Stamp, Value, apply};
use muster_shared::sync::document::GatedDoc;
use muster_shared::sync::wire::Frame;
use muster_tests::socket::{In, Out, Socket, next};
use tokio::time::{Instant, sleep_until, timeout_at};
use tokio_tungstenite::tungstenite::Message;

use super::filled::{self, FIRST_ITEM};
use crate::report::{Row, Section};
use crate::site::Site;
use crate::stats::Samples;

const N_PEOPLE: usize = 30;
/// Reveals that are measured.
const ROUNDS: usize = 10;
/// Everybody presses within this time.
const SECOND: Duration = Duration::from_secs(1);
const PATIENCE: Duration = Duration::from_secs(10);
/// The most that 95 of 100 may wait until they see a reveal, in milliseconds.
const SEEN_MS_MAX: f64 = 250.0;
const SERIES: &str = "series1";

/// One person with a connection and a copy.
struct Person {
    name: String,
    copy: GatedDoc,
    out: Out,
}

/// The times of one reveal, in milliseconds.
#[derive(Default)]
struct Times {
    /// Until each has heard of it.
    seen: Samples,
    /// Until each has everybody's words.
    words: Samples,
}

pub(super) async fn measure(site: &Site, section: &mut Section) -> Result<()> {
    let data = site.folder()?;
    let review = format!("{SERIES}-r20261124T1000");
    filled::import(site, data.path(), &[filled::series(SERIES, "Product review"), filled::review(&review, 40, 500)])?;
    let muster = site.serve(&data, &[])?;
    let review = filled::the_one(muster.address, "review").await?;
    let (mut people, mut ins) = come(muster.address, &review).await?;
    let mut all = Times::default();
    for round in 0..ROUNDS {
        let times = one_round(round, &mut people, &mut ins).await?;
        all.seen.extend(times.seen);
        all.words.extend(times.words);
    }
    ensure!(all.seen.len() == ROUNDS * N_PEOPLE, "somebody never saw a reveal");
    let row =
        Row::new(format!("{N_PEOPLE} ready within a second, then a reveal → seen by each"), all.seen.p50_and(95, "ms"));
    section.row(row.limit(all.seen.percentile(95.0), SEEN_MS_MAX, "ms"));
    let row = Row::new("the same → everybody's words there", all.words.p50_and(95, "ms"));
    section.row(row.beside(format!("{N_PEOPLE} remarks, all sent right behind the reveal")));
    section.note(format!(
        "ready: {ROUNDS} rounds in the review of 40 items and 500 remarks, {N_PEOPLE} sockets, one server"
    ));
    Ok(())
}

async fn come(address: SocketAddr, review: &str) -> Result<(Vec<Person>, Vec<In>)> {
    let (mut people, mut ins) = (Vec::new(), Vec::new());
    for n in 0..N_PEOPLE {
        let (socket, told) = Socket::joined(address, review).await?;
        let mut copy = GatedDoc::new(Some(&SCHEMA), (1 << 40) + n as u64);
        copy.admit(&told.as_slice().into())?;
        let (out, stream) = socket.split();
        people.push(Person { name: format!("Person {n}"), copy, out });
        ins.push(stream);
    }
    Ok((people, ins))
}

/// Words that stand in one round alone, in what everybody is told.
fn mark(round: usize, of: &str) -> String {
    format!("round {round} of {of}.")
}

async fn one_round(round: usize, people: &mut [Person], ins: &mut Vec<In>) -> Result<Times> {
    let begin = Instant::now();
    let reveal_at = begin + SECOND;
    let hearing: Vec<_> = ins.drain(..).map(|stream| tokio::spawn(listen(stream, round, reveal_at))).collect();
    for (n, person) in people.iter_mut().enumerate() {
        sleep_until(begin + SECOND * n as u32 / N_PEOPLE as u32).await;
        let at = Place::under_key(READY, &person.name);
        person.send(&Edit::Set { at, to: mark(round, "ready").as_str().into() }).await?;
    }
    sleep_until(reveal_at).await;
    people[0].send(&Edit::Set { at: Place::under_key(PHASE, FIRST_ITEM), to: "debate".into() }).await?;
    people[0].send(&row(REVEALS, &[(ITEM, mark(round, "reveal").as_str().into()), (AT, 1.0.into())])).await?;
    // Each puts their words in as soon as the reveal is there: here all of them at once, which is the worst case.
    for (n, person) in people.iter_mut().enumerate() {
        let text = mark(round, &format!("remark {n}"));
        person
            .send(&row(REMARKS, &[(ITEM, FIRST_ITEM.into()), (TEXT, text.as_str().into()), (WRITTEN, 1.0.into())]))
            .await?;
    }
    let mut times = Times::default();
    for task in hearing {
        let (stream, seen, words) = task.await??;
        times.seen.add_ms(seen);
        times.words.add_ms(words);
        ins.push(stream);
    }
    Ok(times)
}

/// Hears until the reveal and everybody's words of a round are there. Nobody is told their own words, so each waits for those
/// of all others; the one who reveals sees that at once.
async fn listen(mut stream: In, round: usize, reveal_at: Instant) -> Result<(In, Duration, Duration)> {
    let reveal = mark(round, "reveal");
    let mut waited: Vec<String> = (0..N_PEOPLE).map(|n| mark(round, &format!("remark {n}"))).collect();
    let mut seen = None;
    loop {
        let told = timeout_at(reveal_at + PATIENCE, next(&mut stream)).await.context("a reveal never came")??;
        if !matches!(Frame::read(&told)?, Frame::Update(_)) {
            continue;
        }
        let now = Instant::now();
        if holds(&told, &reveal) {
            seen.get_or_insert(now);
        }
        waited.retain(|words| !holds(&told, words));
        if waited.len() <= 1 {
            let at = seen.unwrap_or(reveal_at);
            return Ok((stream, at.saturating_duration_since(reveal_at), now.saturating_duration_since(reveal_at)));
        }
    }
}

fn holds(bytes: &[u8], words: &str) -> bool {
    bytes.windows(words.len()).any(|part| part == words.as_bytes())
}

fn row(list: &str, values: &[(&str, Value)]) -> Edit {
    let values = values.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
    Edit::Add { list: list.to_owned(), after: None, texts: Vec::new(), values }
}

impl Person {
    async fn send(&mut self, edit: &Edit) -> Result<()> {
        let stamp = Stamp { by: self.name.clone(), at_ms: 1_700_000_000_000 };
        let made = self.copy.transact("bench", |txn| apply(&SCHEMA, txn, edit, &stamp));
        made.result?;
        for update in made.updates {
            self.say(&update).await?;
        }
        Ok(())
    }

    async fn say(&mut self, update: &Arc<[u8]>) -> Result<()> {
        Ok(self.out.send(Message::Binary(Frame::Update(update).write().into())).await?)
    }
}
