//! The office: it looks who is to be told of what, and hands letters over to the mail server, one after the other and beside
//! everything else, for as long as the server runs. No request and no document waits for it.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use muster_shared::asks::{Ask, Me, Sort};
use muster_shared::for_you::ForYou;
use muster_shared::text::words::days_later;
use tokio::sync::watch;
use tracing::{info, warn};

use super::caller::Caller;
use super::problem::Problem;
use super::state::App;
use crate::clock;
use crate::digest::Digest;
use crate::letters::{Footer, Letter, Outcome, Sender, again_ms, due_ms, of_digest};
use crate::log::DocRow;
use crate::people::letters::{self, Due, Fate, Telling};
use crate::people::mailbox::{Mailbox, UNREAD_MAX};
use crate::people::person::Person;

/// How often it is looked, at most and at least.
const EVERY: (Duration, Duration) = (Duration::from_millis(250), Duration::from_secs(30));
/// So many days before it a review is the next one for whoever presents there.
const NEXT_DAYS: i64 = 2;
/// A look takes no more than one part in so many of the time.
const PART: u32 = 10;

/// A state of the workspace in which nothing new is to be told: the last update, the number of documents, the day, and who is to
/// be told.
type Seen = (i64, usize, String, Vec<(String, u64)>);

/// The mail server's rest, while it takes no letters.
#[derive(Default)]
struct Rest {
    until_ms: u64,
    n_times: u32,
}

/// Runs the office until the server stops.
pub(crate) async fn run(app: App, mut stopping: watch::Receiver<bool>) {
    let Some(sender) = app.sender.clone() else { return };
    match app.people.give_up_letters().await {
        Ok(0) => {}
        Ok(n) => warn!(n, "{n} letters were on their way when the server ended; they are not sent again"),
        Err(error) => warn!(%error, "letters cannot be read: {error}"),
    }
    tokio::select! {
        looked = sender.reaches() => match looked {
            Ok(()) => info!("the mail server takes letters"),
            Err(why) => warn!(why, "letters will wait: {why}"),
        },
        _ = stopping.changed() => return,
    }
    let mail = &app.config.mail;
    let every = (mail.mail_gather.min(mail.digest_every).min(mail.mail_retry) / 4).clamp(EVERY.0, EVERY.1);
    let (mut seen, mut rest) = (None, Rest::default());
    while !*stopping.borrow() {
        let begun = Instant::now();
        if let Err(problem) = app.look_at_everybody(&mut seen).await {
            warn!("it cannot be looked who is to be sent a letter: {}", problem.detail);
        }
        let looked = begun.elapsed();
        if let Err(problem) = app.hand_over(&sender, &mut rest, &stopping).await {
            warn!("letters cannot be handed over: {}", problem.detail);
        }
        let rest = tokio::time::sleep(every.max(looked * (PART - 1)));
        tokio::select! {
            () = rest => {}
            _ = stopping.changed() => break,
        }
    }
}

impl App {
    /// Looks whose digest is due, and who is to be told of something at once.
    async fn look_at_everybody(&self, seen: &mut Option<Seen>) -> Result<(), Problem> {
        let mut all = self.people.mailboxes().await?;
        // Letters wait for those who have not come for weeks; what there is by then stands in their next digest.
        all.retain(|(_, mailbox)| !mailbox.is_paused());
        let mail = &self.config.mail;
        for (person, mailbox) in &all {
            let times = (mailbox.confirmed_ms, mailbox.digest_ms);
            if clock::now_ms() >= due_ms(mail.digest_at, mail.digest_every, &self.zone_of(Some(mailbox)), times) {
                self.people.digest_is_due(&person.id).await?;
            }
        }
        let docs = self.rooms.log().docs().await?;
        let last_seq: i64 = docs.iter().map(|row| row.last_seq).sum();
        let told = all.iter().map(|(person, mailbox)| (person.id.clone(), mailbox.confirmed_ms)).collect();
        let now = Some((last_seq, docs.len(), clock::day(clock::now_ms()), told));
        if *seen == now {
            return Ok(());
        }
        for (person, _) in all {
            let (_, asks) = self.at_once(person.clone(), docs.clone()).await?;
            let yesterday = days_later(&clock::day(clock::now_ms()), -1);
            // Words that were written long ago and arrive only now are for the digest.
            let is_news = |ask: &Ask| ask.since.is_empty() || ask.since >= yesterday;
            let all = asks.iter().map(|ask| Telling { what: what(ask), is_news: is_news(ask) }).collect();
            self.people.look_at(&person.id, all, mail.mail_gather).await?;
        }
        *seen = now;
        Ok(())
    }

    /// The day where somebody is, and everything that they are told of at once, if it is new.
    async fn at_once(&self, person: Person, docs: Vec<DocRow>) -> Result<(String, Vec<Ask>), Problem> {
        let day = self.day_of(&person).await?;
        let me = Me { id: Some(person.id.clone()), name: person.name.clone() };
        let mut for_you = self.waits_among(docs, &Caller::Post(person), &me, &day, clock::now_ms()).await?;
        for_you.asks.retain(|ask| is_told_at_once(ask, &day));
        Ok((day, for_you.asks))
    }

    /// Hands over the letters that are due.
    async fn hand_over(
        &self,
        sender: &Sender,
        rest: &mut Rest,
        stopping: &watch::Receiver<bool>,
    ) -> Result<(), Problem> {
        let n_letters = self.people.n_letters().await?;
        self.rooms.metrics().letters_waiting.set(n_letters);
        if clock::now_ms() < rest.until_ms {
            return Ok(());
        }
        let due = self.people.letters_due().await?;
        for due in due {
            // It is looked before each letter: one that meets no mail server waits, and is not given up as perhaps sent.
            if *stopping.borrow() || !self.is_reached(sender, rest, n_letters).await {
                break;
            }
            if !self.hand_one_over(sender, &due).await? {
                // A server that takes letters and does not say so may lose them: the others wait.
                rest.until_ms = again_ms(clock::now_ms(), rest.n_times, self.config.mail.mail_retry);
                rest.n_times += 1;
                break;
            }
        }
        Ok(())
    }

    /// Whether the mail server takes letters; they rest where it does not.
    async fn is_reached(&self, sender: &Sender, rest: &mut Rest, n_letters: i64) -> bool {
        match sender.reaches().await {
            Ok(()) => {
                if std::mem::take(&mut rest.n_times) > 0 {
                    info!("the mail server takes letters again");
                }
                true
            }
            Err(why) => {
                rest.until_ms = again_ms(clock::now_ms(), rest.n_times, self.config.mail.mail_retry);
                rest.n_times += 1;
                self.count("waits");
                warn!(why, n_letters, "{n_letters} letters wait: {why}");
                false
            }
        }
    }

    /// Hands a letter over. Answers whether the mail server said what becomes of it.
    async fn hand_one_over(&self, sender: &Sender, due: &Due) -> Result<bool, Problem> {
        let written = match due.sort {
            letters::Sort::Digest => self.week(due).await.map(|letter| (letter, BTreeSet::new())),
            letters::Sort::AtOnce => self.told_at_once(due).await,
        };
        let (letter, told) = match written {
            Ok(written) => written,
            // A letter that cannot be written just now keeps nobody else from theirs.
            Err(problem) => {
                warn!("a letter cannot be written and waits: {}", problem.detail);
                let later = Fate::Later(again_ms(clock::now_ms(), due.tries, self.config.mail.mail_retry));
                self.people.letter_went(due, later, BTreeSet::new()).await?;
                return Ok(true);
            }
        };
        let Some(letter) = letter else {
            self.people.letter_went(due, Fate::Empty, told).await?;
            return Ok(true);
        };
        if !self.people.letter_goes(due).await? {
            return Ok(true);
        }
        let mut is_said = true;
        let fate = match sender.send(&letter).await {
            Outcome::Taken => {
                self.count("sent");
                Fate::Gone
            }
            Outcome::Unknown(why) => {
                self.count("unknown");
                warn!(why, "the mail server did not say whether it has a letter, which is not sent again: {why}");
                is_said = false;
                Fate::Gone
            }
            Outcome::Refused(why) => {
                self.count("refused");
                warn!(why, "the mail server will not take a letter: {why}");
                Fate::Refused(why)
            }
            Outcome::Later(why) => {
                self.count("waits");
                warn!(why, "the mail server does not take a letter now, which is sent later: {why}");
                Fate::Later(again_ms(clock::now_ms(), due.tries, self.config.mail.mail_retry))
            }
        };
        self.people.letter_went(due, fate, told).await?;
        Ok(is_said)
    }

    /// The person of a letter and their address, if letters still reach them.
    async fn reached(&self, due: &Due) -> Result<Option<(Person, Mailbox, String)>, Problem> {
        let found = self.people.person(&due.person).await?.zip(self.people.mailbox(&due.person).await?);
        let Some((person, mailbox)) = found.filter(|(_, mailbox)| !mailbox.is_paused()) else { return Ok(None) };
        let key = self.people.off_key(&person.id, &mailbox.address).await?;
        Ok(key.map(|key| (person, mailbox, format!("{}/mail/off?key={key}", self.origin))))
    }

    /// The digest of a week as a letter; `None` where there is nothing to say.
    async fn week(&self, due: &Due) -> Result<Option<Letter>, Problem> {
        let Some((person, mailbox, off)) = self.reached(due).await? else { return Ok(None) };
        let digest = self.digest(&Caller::Post(person)).await?;
        let footer = Footer { off: &off, is_last: mailbox.unread + 1 >= UNREAD_MAX };
        let letter = || of_digest(&mailbox.address, &digest.title(), &digest, &self.origin, &footer);
        Ok((!digest.parts.is_empty()).then(letter))
    }

    /// The things that are told at once as a letter, as far as they are still so and still for the person; and all that were to
    /// be told.
    async fn told_at_once(&self, due: &Due) -> Result<(Option<Letter>, BTreeSet<String>), Problem> {
        let wanted = self.people.to_be_told(&due.person).await?;
        let Some((person, mailbox, off)) = self.reached(due).await? else { return Ok((None, wanted)) };
        let (day, mut asks) = self.at_once(person, self.rooms.log().docs().await?).await?;
        asks.retain(|ask| wanted.contains(&what(ask)));
        let subject = subject(&asks);
        let digest = Digest::of(&day, &ForYou { asks, ..ForYou::default() }, &[]);
        let footer = Footer { off: &off, is_last: false };
        let letter = subject.map(|subject| of_digest(&mailbox.address, &subject, &digest, &self.origin, &footer));
        Ok((letter, wanted))
    }

    fn count(&self, outcome: &str) {
        self.rooms.metrics().letters.get_or_create(&[("outcome", outcome.to_owned())]).inc();
    }
}

/// Three sorts of things are told at once, and everything else in the week's digest: a signature that went stale, advice that
/// waits for an answer, and an item of the person's own that comes up next. A question about words can wait.
fn is_told_at_once(ask: &Ask, day: &str) -> bool {
    match ask.sort {
        Sort::Agreement => ask.changed.is_some(),
        Sort::Advice => true,
        Sort::Review => ask.presents && ask.due <= days_later(day, NEXT_DAYS),
        _ => false,
    }
}

/// A thing in words that are the same whenever it is looked for, and say nothing of it.
fn what(ask: &Ask) -> String {
    let part = match (&ask.changed, &ask.row, ask.sort) {
        (Some(changed), ..) => changed.section.as_str(),
        (None, Some(row), Sort::Advice) => row.as_str(),
        _ => "",
    };
    format!("{:?} {} {part}", ask.sort, ask.doc)
}

/// The subject of a letter about things that are told at once; `None` where there are none.
fn subject(asks: &[Ask]) -> Option<String> {
    match asks {
        [] => None,
        [one] => Some(match one.sort {
            Sort::Agreement => format!("Your signature is out of date: {}", one.title),
            Sort::Advice => format!("Advice waits for your answer: {}", one.title),
            _ => format!("Your item is next: {}", one.title),
        }),
        many => Some(format!("{} things are new for you", many.len())),
    }
}
