//! One client in a storm: what it does next follows from its seed, and what it hears goes into the ledger.

use std::collections::HashSet;
use std::net::SocketAddr;
use std::sync::atomic::Ordering;
use std::time::Duration;

use anyhow::{Result, bail};
use fastrand::Rng;
use muster_shared::sync::wire::{NackCode, SUBPROTOCOL};
use tokio::time::sleep;
use yrs::{Doc, Text, Transact, WriteTxn};

use super::{Promises, Ways, Weather};
use crate::client::{Client, Heard};
use crate::ledger::{Edit, Mark, marks};

/// How long a writer listens before it writes on, and how long it stays away.
const LISTENS_MS_MAX: u64 = 8;
const AWAY_MS_MAX: u64 = 50;

/// One client: its copy outlives its connections.
pub struct Writer {
    weather: Weather,
    doc: String,
    plain: bool,
    rng: Rng,
    /// Nobody else's, and another one for each copy.
    name: u64,
    next_number: u32,
    copy: Doc,
    /// Own edits that no ack has covered, with the number of the frame that last brought them.
    unacked: Vec<(u64, Edit)>,
    /// The marks in the copy when it was last looked at.
    known: HashSet<Mark>,
    removed: HashSet<Mark>,
}

impl Writer {
    pub(super) fn new(weather: Weather, doc: String, plain: bool, rng: Rng) -> Self {
        let name = weather.next_name.fetch_add(1, Ordering::Relaxed);
        Self {
            weather,
            doc,
            plain,
            rng,
            name,
            next_number: 0,
            copy: Doc::new(),
            unacked: Vec::new(),
            known: HashSet::new(),
            removed: HashSet::new(),
        }
    }

    /// Whether it is a stock Yjs client.
    pub(super) fn is_plain(&self) -> bool {
        self.plain
    }

    /// Forgets its copy, and everything it had not been promised.
    pub fn start_over(&mut self) {
        let (weather, doc, rng) = (self.weather.clone(), self.doc.clone(), self.rng.fork());
        *self = Self::new(weather, doc, self.plain, rng);
    }

    /// Connects again and again until the server has been killed.
    pub(super) async fn work(&mut self, ways: &Ways, first: usize) -> Result<()> {
        for turn in first.. {
            if self.weather.is_over.load(Ordering::Acquire) {
                break;
            }
            match self.connect(ways.turn(turn)).await {
                Ok(client) => self.visit(client).await?,
                // It has just been killed, or will be back.
                Err(_) => sleep(Duration::from_millis(2)).await,
            }
            if self.rng.u8(0..4) == 0 {
                self.start_over();
            }
        }
        Ok(())
    }

    async fn connect(&self, address: SocketAddr) -> Result<Client> {
        let protocol = (!self.plain).then_some(SUBPROTOCOL);
        Client::connect(address, &self.doc, protocol, self.copy.clone()).await
    }

    /// Brings what it has, and takes what there is. Answers its document, and what that reads.
    ///
    /// # Errors
    /// When the server hangs up.
    pub async fn meet(&self, address: SocketAddr) -> Result<(String, String)> {
        let mut client = self.connect(address).await?;
        client.sync().await?;
        let text = client.text();
        client.leave().await?;
        Ok((self.doc.clone(), text))
    }

    /// From joining to leaving.
    async fn visit(&mut self, mut client: Client) -> Result<()> {
        if !self.sync(&mut client).await? {
            return Ok(());
        }
        while !self.weather.is_calm.load(Ordering::Acquire) {
            let went_on = match self.rng.u8(0..100) {
                0..45 => self.write(&mut client).await,
                45..60 => self.remove(&mut client).await,
                60..97 => {
                    let ms = self.rng.u64(0..LISTENS_MS_MAX);
                    self.listen(&mut client, Duration::from_millis(ms)).await?
                }
                _ => {
                    self.leave(client).await;
                    return Ok(());
                }
            };
            if !went_on {
                // Messages that the kernel still holds for us were sent before the server died.
                while self.listen(&mut client, Duration::from_secs(5)).await? {}
                return Ok(());
            }
        }
        Ok(())
    }

    /// Exchanges what each side lacks; what was on its way before goes along and has a new number.
    async fn sync(&mut self, client: &mut Client) -> Result<bool> {
        if client.sync().await.is_err() {
            return Ok(false);
        }
        for (seq, _) in &mut self.unacked {
            *seq = client.n_sent;
        }
        self.look(client.acked);
        Ok(true)
    }

    async fn write(&mut self, client: &mut Client) -> bool {
        let mark = Mark { writer: self.name, number: self.next_number };
        self.next_number += 1;
        let found = marks(&client.text());
        let at = found.get(self.rng.usize(0..=found.len())).map(|(_, begin, _)| *begin);
        let at = at.or(found.last().map(|(.., end)| *end)).unwrap_or(0);
        self.known.insert(mark);
        self.send(client, Edit::Write(mark), |text, txn| text.insert(txn, at as u32, &mark.to_string())).await
    }

    async fn remove(&mut self, client: &mut Client) -> bool {
        let found = marks(&client.text());
        let Some((mark, begin, end)) = self.rng.choice(found) else { return true };
        self.removed.insert(mark);
        let len = (end - begin) as u32;
        self.send(client, Edit::Remove(mark), |text, txn| text.remove_range(txn, begin as u32, len)).await
    }

    async fn send(
        &mut self,
        client: &mut Client,
        edit: Edit,
        change: impl FnOnce(&yrs::TextRef, &mut yrs::TransactionMut<'_>),
    ) -> bool {
        self.weather.ledger().begin(&self.doc, edit, (self.weather.moment)());
        let update = {
            let mut txn = client.doc.transact_mut();
            let text = txn.get_or_insert_text("t");
            change(&text, &mut txn);
            txn.encode_update_v1()
        };
        self.weather.event();
        let sent = client.update(&update).await;
        self.unacked.push((client.n_sent + u64::from(sent.is_err()), edit));
        sent.is_ok()
    }

    /// Listens for a while; says whether the connection stands.
    async fn listen(&mut self, client: &mut Client, soon: Duration) -> Result<bool> {
        match client.hear_within(soon).await {
            Ok(None) => return Ok(true),
            Ok(Some(Heard::Closed(_))) | Err(_) => return Ok(false),
            // The server cannot write just now, and hangs up.
            Ok(Some(Heard::Nack(nack))) if nack.code == NackCode::Unavailable && nack.retryable => return Ok(true),
            Ok(Some(Heard::Nack(nack))) => bail!("an honest edit was refused: {nack:?}"),
            Ok(Some(_)) => {}
        }
        self.weather.event();
        self.look(client.acked);
        Ok(true)
    }

    /// Notes what was acked, and what others have done that can be seen.
    fn look(&mut self, acked: u64) {
        let now = (self.weather.moment)();
        let text = self.copy.get_or_insert_text("t");
        let text = yrs::GetString::get_string(&text, &self.copy.transact());
        let here: HashSet<Mark> = marks(&text).into_iter().map(|(mark, ..)| mark).collect();
        let mut ledger = self.weather.ledger();
        for (_, edit) in self.unacked.extract_if(.., |(seq, _)| *seq <= acked) {
            ledger.promise(&self.doc, edit, now);
        }
        if self.weather.promises == Promises::AckedOrSeen {
            let written = here.difference(&self.known).map(|mark| Edit::Write(*mark));
            let removed = self.known.difference(&here).filter(|mark| !self.removed.contains(mark));
            for edit in written.chain(removed.map(|mark| Edit::Remove(*mark))) {
                ledger.promise(&self.doc, edit, now);
            }
        }
        drop(ledger);
        self.known = here;
    }

    /// Half of them say goodbye, the others are just gone. An edit whose ack was not heard is sent again next time.
    async fn leave(&mut self, client: Client) {
        if self.rng.bool() {
            let _ = client.leave().await;
        }
        sleep(Duration::from_millis(self.rng.u64(0..=AWAY_MS_MAX))).await;
    }
}
