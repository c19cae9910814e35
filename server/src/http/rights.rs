//! The rights of a caller in a document: ranks, grants and tokens looked up, and held against the table in
//! `muster_shared::kinds`.

use std::collections::HashMap;

use muster_shared::access::{Audience, Grant, Rank, Role, Side, Visitor};
use muster_shared::id::DocId;
use muster_shared::kinds::{Kind, Slot, companion, person_of, role_in, root};
use tracing::debug;

use super::caller::Caller;
use super::problem::Problem;
use super::roster::shown_by;
use super::state::App;
use crate::log::DocRow;
use crate::people::person::Person;
use crate::people::session::SignedIn;

impl App {
    /// The caller's role in a document; `None` when they may not even know whether it is there.
    ///
    /// # Errors
    /// 503 when it cannot be looked up.
    pub(crate) async fn role(&self, caller: &Caller, doc: &DocId, kind: Option<Kind>) -> Result<Option<Role>, Problem> {
        if let Some(author) = person_of(doc) {
            return self.role_in_own(caller, doc, author).await;
        }
        // No rank and no grant opens a document beyond its audience.
        match self.audience(caller, &granted_in(doc, kind)).await? {
            None => return Ok(None),
            // The people it is for write in it alike, without a grant that others could read of.
            Some(audience) if audience.is_private() => return Ok(Some(Role::Editor)),
            Some(_) => {}
        }
        Ok(match caller {
            Caller::Anybody => Some(Role::Editor),
            Caller::Person(SignedIn { person, .. }) | Caller::Feed(person) | Caller::Post(person) => {
                self.role_of(person, doc, kind).await?
            }
            Caller::Link(holder) => holder.grant_in(doc).and_then(|grant| role_in(kind, None, Some(grant))),
            Caller::Bearer(bearer) => {
                let grant = Some(bearer.claims.role).filter(|_| bearer.claims.doc == granted_in(doc, kind));
                let by_token = role_in(kind, None, grant);
                match &bearer.claims.person {
                    None => by_token,
                    // A person's own token gives no more than the person has now.
                    Some(id) => match self.people.person(id).await? {
                        Some(person) => self.role_of(&person, doc, kind).await?.min(by_token),
                        None => None,
                    },
                }
            }
        })
    }

    /// The role of somebody in the document that a person has to themselves: of that person, signed in, as long as they may
    /// come to what it is about. Rank and grants open it to nobody else.
    ///
    /// # Errors
    /// 503 when it cannot be looked up.
    async fn role_in_own(&self, caller: &Caller, doc: &DocId, author: &str) -> Result<Option<Role>, Problem> {
        let (shown, person) = shown_by(caller);
        if !Audience::Author.admits(shown, person == Some(author)) {
            return Ok(None);
        }
        let Some((_, subject)) = companion(doc) else { return Ok(None) };
        let kind = self.rooms.log().doc(&subject).await?.and_then(|row| row.kind);
        let kind = kind.or(companion(&subject).map(|(kind, _)| kind));
        let there = Box::pin(self.role(caller, &subject, kind)).await?;
        Ok(there.map(|role| if role >= Role::Commenter { Role::Editor } else { Role::Reader }))
    }

    async fn role_of(&self, person: &Person, doc: &DocId, kind: Option<Kind>) -> Result<Option<Role>, Problem> {
        let grant = self.people.grant_of(&granted_in(doc, kind), person).await?;
        Ok(role_in(kind, Some(person.rank), grant))
    }

    /// The document of this id, if the caller may read it.
    ///
    /// # Errors
    /// 404, whether it is not there or not for them.
    pub(crate) async fn readable(&self, caller: &Caller, doc: &str) -> Result<DocId, Problem> {
        let doc = doc.parse().map_err(|_| absent())?;
        self.first_visit(caller, &doc).await?;
        Ok(doc)
    }

    /// The document that a token has to be for, to open this one: tokens are held against grants, and those of a document
    /// about another are that one's.
    ///
    /// # Errors
    /// 503 when it cannot be looked up.
    pub(crate) async fn opened_by(&self, doc: &DocId) -> Result<DocId, Problem> {
        let kind = self.rooms.log().doc(doc).await?.and_then(|row| row.kind);
        Ok(granted_in(doc, kind))
    }

    /// Those of the documents that a caller may read.
    ///
    /// # Errors
    /// 503 when it cannot be looked up.
    pub(crate) async fn visible(&self, caller: &Caller, rows: Vec<DocRow>) -> Result<Vec<DocRow>, Problem> {
        let deleted: Vec<DocId> = self.people.deleted().await?.into_iter().map(|deleted| deleted.doc).collect();
        let grants: HashMap<DocId, Grant> = match caller.person() {
            Some(person) => self.people.grants_of(&person.id).await?.into_iter().collect(),
            None => HashMap::new(),
        };
        let (shown, person) = shown_by(caller);
        let places = self.people.confined(person).await?;
        let mut visible = Vec::with_capacity(rows.len());
        for row in rows.into_iter().filter(|row| person_of(&row.id).is_none()) {
            let place = places.get(&granted_in(&row.id, row.kind)).copied().unwrap_or_default();
            if !place.audience.admits(shown, place.is_listed) || row.newer_kind.is_some() && !sees_newer_kinds(caller) {
                continue;
            }
            let role = match caller {
                _ if place.audience.is_private() => Some(Role::Editor),
                Caller::Person(SignedIn { person, .. }) | Caller::Feed(person) | Caller::Post(person) => {
                    let granted_in = granted_in(&row.id, row.kind);
                    role_in(row.kind, Some(person.rank), grants.get(&granted_in).copied())
                }
                Caller::Anybody | Caller::Bearer(_) | Caller::Link(_) => self.role(caller, &row.id, row.kind).await?,
            };
            if role.is_some() && !deleted.contains(&granted_in(&row.id, row.kind)) {
                visible.push(row);
            }
        }
        Ok(visible)
    }

    /// The same as [`App::visitor`], for somebody who comes: that they may not is written down.
    ///
    /// # Errors
    /// As [`App::visitor`].
    pub(crate) async fn first_visit(&self, caller: &Caller, doc: &DocId) -> Result<Visitor, Problem> {
        let (visitor, to_be) = self.first_look(caller, doc).await?;
        self.make_to_be(caller, doc, to_be).await?;
        if let Caller::Link(holder) = caller {
            // A count that cannot be written keeps nobody from reading.
            if let Err(error) = self.people.link_was_used(&holder.link).await {
                debug!(%error, "the use of a link is not counted: {error}");
            }
        }
        Ok(visitor)
    }

    /// The same for somebody who only asks whether a document is there: one about another that nobody has come to yet is
    /// not made. The answer has its kind to be.
    ///
    /// # Errors
    /// As [`App::visitor`].
    pub(crate) async fn first_look(&self, caller: &Caller, doc: &DocId) -> Result<(Visitor, Option<Kind>), Problem> {
        let seen = self.seen(caller, doc).await;
        if let (Ok(_), Caller::Bearer(bearer)) = (&seen, caller) {
            self.people.meet(bearer).await?;
        }
        // Nobody is told that somebody came to what is theirs alone.
        let is_own = person_of(doc).is_some() && person_of(doc) == shown_by(caller).1;
        if seen.as_ref().is_err_and(|problem| *problem == absent()) && *caller != Caller::Anybody && !is_own {
            let who = caller.recorded();
            let detail = "a document that is not there, or not for them";
            // Anybody may hold a link, and may ask for as many documents as they make up.
            let which = if matches!(caller, Caller::Link(_)) { who.clone() } else { format!("{who} {doc}") };
            self.note_standing(which, &who, doc.as_str(), detail).await?;
        }
        seen
    }

    /// The caller as a visitor of a document; what they may not know of is not there.
    ///
    /// # Errors
    /// 404; 503 when it cannot be looked up.
    pub(crate) async fn visitor(&self, caller: &Caller, doc: &DocId) -> Result<Visitor, Problem> {
        let (visitor, to_be) = self.seen(caller, doc).await?;
        self.make_to_be(caller, doc, to_be).await?;
        Ok(visitor)
    }

    /// Makes a document about another to which somebody comes first. Of most there is one for each that was begun. A review may
    /// have any date, so one counts among the documents that somebody begins; those that the series plans next open all the
    /// same.
    ///
    /// # Errors
    /// 429 when they began too many; 507 when there are too many; 503 when it cannot be made.
    pub(super) async fn make_to_be(&self, caller: &Caller, doc: &DocId, to_be: Option<Kind>) -> Result<(), Problem> {
        if to_be.is_none() {
            return Ok(());
        }
        if let Some((series, slot)) = self.date_to_be(doc).await? {
            let (documents, key) = (&self.rates.documents, caller.author());
            if !documents.allows(key.as_str()) && !self.is_next(&series, &slot).await? {
                self.one_more(documents, key.as_str())?;
            }
        }
        self.rooms.make(doc, to_be, None).await?;
        Ok(())
    }

    /// The series and the slot of a review that is not there, which a document is or is about.
    async fn date_to_be(&self, doc: &DocId) -> Result<Option<(DocId, Slot)>, Problem> {
        let mut at = doc.clone();
        while let Some((kind, subject)) = companion(&at) {
            if self.rooms.log().doc(&at).await?.is_some() {
                break;
            }
            if let Some(slot) = kind.slot_of(&at) {
                return Ok(Some((subject, slot)));
            }
            at = subject;
        }
        Ok(None)
    }

    /// The caller as a visitor of a document, and its kind to be where it is one about another that nobody has come to yet: it
    /// is not made, and nothing is written down.
    ///
    /// # Errors
    /// As [`App::visitor`].
    pub(super) async fn seen(&self, caller: &Caller, doc: &DocId) -> Result<(Visitor, Option<Kind>), Problem> {
        let row = self.rooms.log().doc(doc).await?;
        let to_be = if row.is_none() { self.companion_to_be(doc).await? } else { None };
        let is_there = row.is_some() || to_be.is_some();
        let is_newer = row.as_ref().is_some_and(|row| row.newer_kind.is_some());
        let kind = row.map_or(to_be, |row| row.kind);
        let role = self.role(caller, doc, kind).await?.filter(|_| !is_newer || sees_newer_kinds(caller));
        if !is_there || self.people.is_deleted(&granted_in(doc, kind)).await? {
            return Err(absent());
        }
        may_be_made(to_be, role)?;
        let role = role.ok_or_else(absent)?;
        let rank = self.rank_of(caller).await?;
        let side = if role == Role::Editor { self.side_of(caller, rank, doc, kind).await? } else { None };
        let (author, name) = (caller.author(), caller.name().map(ToOwned::to_owned));
        let sees_people = !matches!(caller, Caller::Link(_));
        Ok((Visitor { author, name, role, rank, side, sees_people }, to_be))
    }

    /// The side of the team's authority that somebody of this rank is on, in a document that asks for it.
    async fn side_of(
        &self,
        caller: &Caller,
        rank: Option<Rank>,
        doc: &DocId,
        kind: Option<Kind>,
    ) -> Result<Option<Side>, Problem> {
        if !kind.is_some_and(|kind| kind.schema().has_sides()) {
            return Ok(None);
        }
        let granted_in = granted_in(doc, kind);
        let person = match caller {
            Caller::Person(SignedIn { person, .. }) | Caller::Feed(person) | Caller::Post(person) => {
                Some(person.clone())
            }
            Caller::Bearer(bearer) => match &bearer.claims.person {
                Some(id) => self.people.person(id).await?,
                None => return Ok(Side::of(None, Some(bearer.claims.role))),
            },
            Caller::Anybody | Caller::Link(_) => None,
        };
        let grant = match person {
            Some(person) => self.people.grant_of(&granted_in, &person).await?,
            None => None,
        };
        Ok(Side::of(rank, grant))
    }

    /// The rank of the person who comes, or for whom a token stands; none where no person is known.
    async fn rank_of(&self, caller: &Caller) -> Result<Option<Rank>, Problem> {
        Ok(match caller {
            Caller::Anybody | Caller::Link(_) => None,
            Caller::Person(SignedIn { person, .. }) | Caller::Feed(person) | Caller::Post(person) => Some(person.rank),
            Caller::Bearer(bearer) => match &bearer.claims.person {
                Some(id) => self.people.person(id).await?.map(|person| person.rank),
                None => None,
            },
        })
    }

    /// A visitor of an open server, to a document that may yet have to be made.
    ///
    /// # Errors
    /// 404 when it was deleted, or what it is about was; 503 when it cannot be looked up.
    pub(crate) async fn anybody(&self, doc: &DocId) -> Result<Visitor, Problem> {
        let subject = root(doc, companion(doc).map(|(kind, _)| kind));
        let is_for_them = self.audience(&Caller::Anybody, &subject).await?.is_some() && person_of(doc).is_none();
        if self.people.is_deleted(&subject).await? || !is_for_them || self.people.is_deleted(doc).await? {
            return Err(absent());
        }
        Ok(Visitor::anybody())
    }

    /// The kind of a document about another that is there, or that is made with it: it is made when somebody first comes
    /// to it. A document stands beside those alone whose kind has such documents.
    ///
    /// # Errors
    /// 503 when it cannot be looked up.
    pub(crate) async fn companion_to_be(&self, doc: &DocId) -> Result<Option<Kind>, Problem> {
        let Some((kind, subject)) = companion(doc) else { return Ok(None) };
        let there = match self.rooms.log().doc(&subject).await? {
            Some(row) => row.kind,
            None => Box::pin(self.companion_to_be(&subject)).await?,
        };
        let takes_one = there.is_some_and(|there| there.spec().beside.contains(&kind));
        Ok(if takes_one && !self.people.is_deleted(&root(&subject, there)).await? { Some(kind) } else { None })
    }
}

/// Whether a document that would be made just now may be: a draft only by its author, where they take part in the review.
///
/// # Errors
/// 404 as for what is not there.
fn may_be_made(to_be: Option<Kind>, role: Option<Role>) -> Result<(), Problem> {
    let is_to_be_personal = to_be.is_some_and(Kind::is_personal);
    if is_to_be_personal && role != Some(Role::Editor) { Err(absent()) } else { Ok(()) }
}

/// Whether a caller is told that a document of a kind is there which this version does not know. Nothing in this version
/// says for whom such a kind is, so nobody but an owner is.
fn sees_newer_kinds(caller: &Caller) -> bool {
    caller.rank() == Some(Rank::Owner)
}

/// Where grants for a document stand: those of one about another are that one's.
pub(super) fn granted_in(doc: &DocId, kind: Option<Kind>) -> DocId {
    root(doc, kind)
}

pub(super) fn absent() -> Problem {
    Problem::not_found("there is no such document, or it is not for you")
}
