//! Every charter the server knows, in brief: for the home page, and to see which surfaces several teams claim.

use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap};
use std::rc::{Rc, Weak};

use leptos::prelude::*;
use muster_shared::id::DocId;
use muster_shared::kinds::Kind;
use muster_shared::kinds::charter::{Check, Decided, Summary, of_decision};
use muster_shared::kinds::talk::Whole;
use serde::Deserialize;
use serde_json::value::RawValue;

use crate::again::Again;
use crate::boxed::for_the_page;
use crate::browser::fetch;
use crate::visitor::Visitor;
use crate::widgets::digests::Digests;

/// One charter in brief.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Listed {
    /// The document.
    pub(crate) doc: DocId,
    /// Its kind.
    pub(crate) kind: Kind,
    /// Its words, in brief.
    pub(crate) summary: Summary,
    /// Names of the people in it now.
    pub(crate) here: Vec<String>,
    /// When somebody last edited it, in milliseconds since 1970.
    pub(crate) edited_ms: u64,
    /// How far it is agreed, as the server last told; `None` where it has not.
    pub(crate) agreed: Option<Whole>,
    /// Those among them whom this person does not see: captains of teams beside it.
    pub(crate) unseen: Whole,
    /// Surfaces that teams whose charters this person does not see claim to own too.
    pub(crate) contested: Vec<String>,
    /// Whether it is for some people only, and so nobody's neighbour; not where the server has not told yet.
    pub(crate) confined: bool,
}

/// The charters of a list that may stand beside another one, as the server counts them for everybody.
pub(crate) fn for_all(listed: &[Listed]) -> impl Iterator<Item = (&DocId, &Summary)> {
    listed.iter().filter(|one| !one.confined).map(|one| (&one.doc, &one.summary))
}

/// Surfaces of a charter that another one owns too and of which nobody said why, with those charters' names.
pub(crate) fn contested(one: &Listed, listed: &[Listed]) -> BTreeMap<String, Vec<String>> {
    let others: Vec<&Summary> =
        listed.iter().filter(|other| other.doc != one.doc).map(|other| &other.summary).collect();
    one.summary.unsettled(&others)
}

/// The charters that a page follows. Where none but a part that comes later asks for them they are read there, and the page
/// begins without the code for it.
#[derive(Clone, Copy)]
pub(crate) enum Charters {
    /// The charters themselves.
    Read(Signal<Vec<Listed>>),
    /// The list as the server told it.
    Told(Signal<String>),
}

impl Charters {
    /// Does something with them; an empty list is as good as one that cannot be read.
    pub(crate) fn with<T>(self, read: impl FnOnce(&[Listed]) -> T) -> T {
        match self {
            Self::Read(charters) => charters.with(|charters| read(charters)),
            Self::Told(list) => list.with(|list| read(&read_listing(list).unwrap_or_default())),
        }
    }
}

impl Charters {
    /// The surfaces of other teams that a decision of a team changes without their advice; none while the team is not in the
    /// list, as where somebody may not read it.
    pub(crate) fn touched(self, team: &DocId, decided: Decided<'_>) -> Vec<Check> {
        self.with(|all| {
            let others: Vec<&Summary> =
                for_all(all).filter(|(doc, _)| *doc != team).map(|(_, summary)| summary).collect();
            let own = all.iter().find(|one| one.doc == *team).map(|one| &one.summary);
            own.map(|own| of_decision(own, &others, decided)).unwrap_or_default()
        })
    }
}

/// The server's list, as a page follows it.
#[derive(Clone, Copy)]
pub(crate) struct Listing {
    /// Every charter in brief.
    pub(crate) charters: Charters,
    /// The digests of documents of other kinds.
    pub(crate) digests: Digests,
}

/// A charter as the server lists it; what is none has no summary.
#[derive(Deserialize)]
struct Row {
    id: DocId,
    kind: Kind,
    summary: Summary,
    #[serde(default)]
    here: Vec<String>,
    #[serde(default)]
    edited_ms: u64,
    #[serde(default)]
    agreed: Option<Whole>,
    #[serde(default)]
    unseen: Whole,
    #[serde(default)]
    contested: Vec<String>,
    #[serde(default)]
    confined: bool,
}

/// The charters in the server's list. A row this app does not understand is passed over, a list is not.
pub(crate) fn read_listing(json: &str) -> Option<Vec<Listed>> {
    let rows: Vec<&RawValue> = serde_json::from_str(json).ok()?;
    let rows = rows.into_iter().filter_map(|row| serde_json::from_str::<Row>(row.get()).ok());
    let listed = |row: Row| {
        let Row { id, kind, summary, here, edited_ms, agreed, unseen, contested, confined } = row;
        Listed { doc: id, kind, summary, here, edited_ms, agreed, unseen, contested, confined }
    };
    Some(rows.map(listed).collect())
}

thread_local! {
    /// The lists that widgets of this page follow: those of one person on one server share one.
    static FOLLOWED: RefCell<HashMap<(String, String, String), Weak<Followed>>> = RefCell::default();
}

/// A list that is followed, for as long as this lives.
struct Followed {
    /// The list as the server told it.
    told: RwSignal<String>,
    owner: Owner,
    _again: Rc<Again>,
}

impl Drop for Followed {
    fn drop(&mut self) {
        self.owner.cleanup();
    }
}

impl Followed {
    fn begin(origin: &str, visitor: Visitor) -> Rc<Self> {
        let owner = for_the_page(Owner::new);
        let told = owner.with(|| RwSignal::new(String::new()));
        let url = format!("{origin}/api/docs");
        let again = Again::begin(Box::new(move || Box::pin(ask(url.clone(), visitor.clone(), told))));
        Rc::new(Self { told, owner, _again: again })
    }
}

/// Follows the server's list, as far as `visitor` may see it, for as long as the owner lives. While the server cannot be
/// reached it stays as it was.
pub(crate) fn follow(origin: &str, visitor: Visitor) -> Listing {
    let key = (origin.to_owned(), visitor.who().to_owned(), visitor.token());
    let followed = FOLLOWED.with_borrow_mut(|all| {
        all.retain(|_, followed| followed.strong_count() > 0);
        let there = all.get(&key).and_then(Weak::upgrade);
        there.unwrap_or_else(|| {
            let followed = Followed::begin(origin, visitor);
            all.insert(key, Rc::downgrade(&followed));
            followed
        })
    });
    let told = followed.told;
    let _kept = StoredValue::new_local(followed);
    // Some callbacks of a widget come when it has been taken out.
    let told = Signal::derive(move || told.try_get().unwrap_or_default());
    Listing { charters: Charters::Told(told), digests: Digests::Told(told) }
}

async fn ask(url: String, visitor: Visitor, told: RwSignal<String>) {
    if let Ok(answer) = fetch(&url, &visitor).await
        && answer.status == 200
        && told.try_with_untracked(|shown| *shown != answer.body) == Some(true)
    {
        told.set(answer.body);
    }
}
