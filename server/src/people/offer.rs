//! The offer of an invite at the moment somebody looks at it or takes it, and why it may offer nothing any more.

use muster_shared::access::{Grant, Rank};
use muster_shared::id::DocId;

use super::announce::Topic;
use super::naming::{self, Unfit};
use super::person::{self, Person};
use super::{People, Secret, audit, draw_id, grant, ms, worth};
use crate::clock;
use crate::log::LogError;
use crate::sql::{self, OptionalExtension, Row, Tables, params};

/// The offer of an invite now: no more than it says, and no more than its maker may give.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offer {
    /// The rank of its taker.
    pub rank: Rank,
    /// The person who signs in again with it, if it is for no new one.
    pub person: Option<Person>,
    /// A document its taker is let into.
    pub grant: Option<(DocId, Grant)>,
    /// The maker: a person's id, or `muster` for the server.
    pub made_by: String,
    /// The browser it was made in.
    made_in: Option<Vec<u8>>,
}

/// The taker of an invite, as far as the server knows them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Taker {
    /// The person who is signed in there.
    pub person: Option<String>,
    /// The browser, by the hash of what it was given to be known by.
    pub browser: Option<Vec<u8>>,
}

/// Why an invite lets nobody in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refused {
    /// There is no such invite.
    Unknown,
    /// Somebody has taken it.
    Used,
    /// It has expired.
    Expired,
    /// Its maker may not give any of it any more.
    Ended,
    /// It was made for somebody whose rank has risen since.
    Risen,
    /// It lets somebody else sign in again than the person or the browser that made it.
    Maker,
    /// The name its taker chose is not fit for an account; it can still be taken.
    Name(Unfit),
}

/// The name of a new person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Called {
    /// As they say, or not at all: they can say something else.
    Exactly(String),
    /// As others say, made different from everybody else's if need be: they cannot.
    Nearly(String),
}

impl Called {
    /// The name for somebody new.
    fn settled(&self, db: &dyn Tables) -> sql::Result<Result<String, Unfit>> {
        match self {
            Self::Nearly(name) => naming::free(db, name).map(Ok),
            Self::Exactly(name) if naming::is_taken(db, name, None)? => Ok(Err(Unfit::Taken)),
            Self::Exactly(name) => Ok(Ok(name.clone())),
        }
    }
}

impl Refused {
    /// A sentence for whoever tried.
    pub fn sentence(self) -> &'static str {
        match self {
            Self::Unknown => "this link is not an invitation; ask for a new one",
            Self::Used => "this invitation has been used already; ask for a new one",
            Self::Expired => "this invitation has expired; ask for a new one",
            Self::Ended => "whoever made this invitation may not invite any more; ask somebody else for a new one",
            Self::Risen => "this link was made before its person got more rights; ask an owner for a new one",
            Self::Maker => "this link lets somebody else sign in; send it to them instead of opening it yourself",
            Self::Name(unfit) => unfit.sentence(),
        }
    }
}

impl Offer {
    /// Whether `taker` may take it. Nobody takes the account of somebody else with a link of their own making.
    fn is_for(&self, taker: &Taker) -> bool {
        let Some(person) = &self.person else { return true };
        let made_it = taker.person.as_ref() == Some(&self.made_by) && self.made_by != person.id;
        let made_here = self.made_in.is_some() && self.made_in == taker.browser && self.made_by != person.id;
        !made_it && !made_here
    }
}

impl People {
    /// The offer of an invite, and the person it is for, without taking it.
    ///
    /// # Errors
    /// [`LogError::Read`].
    pub async fn look_at_invite(&self, secret: &Secret, taker: Taker) -> Result<Result<Offer, Refused>, LogError> {
        let hash = secret.hash();
        self.read(move |db| look_for(db, &hash, &taker)).await
    }

    /// Takes an invite: makes the person, unless it is for one who is there, and what else is said by `with` in the
    /// same transaction. An invite is taken once, whoever else tries at the same time.
    ///
    /// # Errors
    /// [`LogError`], and then it is not taken.
    pub async fn take_invite(
        &self,
        secret: &Secret,
        taker: Taker,
        called: Called,
        with: impl Fn(&dyn Tables, &Person) -> sql::Result<()> + Send + 'static,
    ) -> Result<Result<Person, Refused>, LogError> {
        let (hash, new_id) = (secret.hash(), draw_id('p')?);
        let taken = self.note(move |db| {
            let offer = match look_for(db, &hash, &taker)? {
                Ok(offer) => offer,
                Err(refused) => return Ok(Err(refused)),
            };
            let name = match called.settled(db)? {
                Err(unfit) if offer.person.is_none() => return Ok(Err(Refused::Name(unfit))),
                name => name.unwrap_or_default(),
            };
            let now_ms = clock::now_ms();
            db.execute("UPDATE invites SET used_ms = ?2 WHERE hash = ?1", params![hash, now_ms.cast_signed()])?;
            let taken = match &offer.person {
                Some(person) => came_again(db, person, &offer)?,
                None => joined(db, &new_id, &name, &offer)?,
            };
            with(db, &taken)?;
            Ok(Ok(taken))
        });
        let taken = taken.await?;
        self.announce(taken.iter().map(|taker| Topic::person(&taker.id)));
        Ok(taken)
    }
}

fn came_again(db: &dyn Tables, person: &Person, offer: &Offer) -> sql::Result<Person> {
    audit::note(db, &person.id, audit::What::CameAgain, "", &format!("by a link of {}", offer.made_by))?;
    put_grant(db, offer, &person.id)?;
    Ok(person.clone())
}

fn joined(db: &dyn Tables, id: &str, name: &str, offer: &Offer) -> sql::Result<Person> {
    let (id, name) = (id.to_owned(), name.to_owned());
    let new = Person { id, name, email: None, rank: offer.rank, created_ms: clock::now_ms() };
    person::add(db, &new)?;
    put_grant(db, offer, &new.id)?;
    audit::note(db, &new.id, audit::What::Joined, "", &format!("{} invited by {}", offer.rank, offer.made_by))?;
    Ok(new)
}

fn put_grant(db: &dyn Tables, offer: &Offer, person: &str) -> sql::Result<()> {
    match &offer.grant {
        Some((doc, granted)) => grant::put(db, &offer.made_by, doc, person, *granted),
        None => Ok(()),
    }
}

fn look_for(db: &dyn Tables, hash: &[u8], taker: &Taker) -> sql::Result<Result<Offer, Refused>> {
    Ok(look(db, hash)?.and_then(|offer| if offer.is_for(taker) { Ok(offer) } else { Err(Refused::Maker) }))
}

/// The columns of an invite's row.
struct Said {
    offer: Offer,
    person: Option<String>,
    expires_ms: u64,
    used: bool,
}

fn said(row: &Row<'_>) -> sql::Result<Said> {
    let doc = row.get::<Option<String>>(2)?.and_then(|doc| doc.parse().ok());
    let granted = row.get::<Option<String>>(3)?.and_then(|granted| granted.parse().ok());
    let grant = doc.zip(granted);
    let offer = Offer { rank: row.parsed(0)?, person: None, grant, made_by: row.get(4)?, made_in: row.get(7)? };
    Ok(Said { offer, person: row.get(1)?, expires_ms: ms(row, 5)?, used: row.get::<Option<i64>>(6)?.is_some() })
}

/// The offer of an invite to anybody but its maker.
pub(super) fn look(db: &dyn Tables, hash: &[u8]) -> sql::Result<Result<Offer, Refused>> {
    let sql = "SELECT rank, person, doc, granted, made_by, expires_ms, used_ms, made_in FROM invites WHERE hash = ?1";
    let row = db.query_row(sql, [hash], said).optional()?;
    let Some(Said { offer, person, expires_ms, used }) = row else { return Ok(Err(Refused::Unknown)) };
    if used {
        return Ok(Err(Refused::Used));
    }
    if expires_ms <= clock::now_ms() {
        return Ok(Err(Refused::Expired));
    }
    match person {
        None => worth_to_somebody_new(db, offer),
        Some(id) => worth_to(db, offer, &id),
    }
}

fn worth_to_somebody_new(db: &dyn Tables, offer: Offer) -> sql::Result<Result<Offer, Refused>> {
    let (doc, granted) = offer.grant.clone().unzip();
    let giver = worth::giver(db, &offer.made_by, doc.as_ref())?;
    Ok(match giver.invitation(offer.rank, granted) {
        Some((rank, granted)) => Ok(Offer { rank, grant: doc.zip(granted), ..offer }),
        None => Err(Refused::Ended),
    })
}

fn worth_to(db: &dyn Tables, offer: Offer, id: &str) -> sql::Result<Result<Offer, Refused>> {
    let Some(person) = person::person(db, id)? else { return Ok(Err(Refused::Unknown)) };
    let (doc, granted) = offer.grant.clone().unzip();
    let giver = worth::giver(db, &offer.made_by, doc.as_ref())?;
    if person.rank > offer.rank {
        return Ok(Err(Refused::Risen));
    }
    if !giver.lets_in_again(offer.rank, person.rank) {
        return Ok(Err(Refused::Ended));
    }
    let granted = granted.and_then(|granted| giver.grant(granted));
    Ok(Ok(Offer { rank: person.rank, person: Some(person), grant: doc.zip(granted), ..offer }))
}
