//! The list as this device works it out while the server does not answer: of the documents that it keeps, by the same rules. The
//! rest stands as the server last told it.

use std::collections::BTreeMap;

use leptos::prelude::*;
use leptos::task::spawn_local;
use muster_shared::asks::{Ask, Asked, Me, Sort, Waits, soonest_first};
use muster_shared::files::export::name;
use muster_shared::for_you::{ForYou, OfTeam, Places, TeamCard};
use muster_shared::id::{DocId, RowId};
use muster_shared::kinds::charter::{CharterView, neighbours};
use muster_shared::kinds::{Kind, companion, log, talk};
use muster_shared::order::sort_by_key;
use muster_shared::sheet::{Labels, Maker, Row, Sheet};

use super::UseForYou;
use crate::boxed::effect;
use crate::browser::{now_ms, pause, today};
use crate::live::{labels_kept_in, my_name_signal, read_updates};
use crate::pages::time;
use crate::store::{About, Store};
use crate::visitor;
use crate::widgets::listing::{Listed, for_all};

/// The most documents that are read: the page stays quick.
const DOCS_MAX: usize = 200;

/// Works the list out while the server does not answer: at once, and again while that lasts.
pub(super) fn while_unheard(cx: UseForYou) {
    let minute = time::minute();
    effect(move || {
        minute.track();
        if cx.is_old.get() {
            spawn_local(work_out(cx));
        }
    });
}

async fn work_out(cx: UseForYou) {
    let Ok(store) = Store::open(&visitor::own()).await else { return };
    let copies = Copies::read(&store, cx).await;
    let (me, day) = (me(), today());
    // The server may have answered meanwhile, and knows better.
    if cx.is_old.try_get_untracked() != Some(true) || copies.sheets.is_empty() {
        return;
    }
    let is_settled = |ask: &Ask| cx.settled.with_untracked(|all| all.iter().any(|one| one.is(ask)));
    let told = cx.told.with_untracked(|told| copies.over(told, &me, &day, &is_settled));
    cx.worked_ms.try_set(now_ms());
    if cx.told_ms.try_get_untracked() == Some(0) {
        cx.told_ms.try_set(now_ms());
    }
    if cx.told.try_with_untracked(|was| *was != told) == Some(true) {
        cx.told.try_set(told);
    }
}

fn me() -> Me {
    let visitor = visitor::own();
    let id = Some(visitor.who().to_owned()).filter(|who| !who.is_empty());
    Me { id, name: my_name_signal().get_untracked() }
}

/// The documents that this device keeps, as they stand here.
struct Copies {
    sheets: BTreeMap<DocId, (Kind, Sheet)>,
    labels: Labels,
    org: Sheet,
    places: Places,
    /// All charters in brief, as far as this device knows them.
    listed: Vec<Listed>,
}

impl Copies {
    async fn read(store: &Store, cx: UseForYou) -> Self {
        let mut copies = Self {
            sheets: BTreeMap::new(),
            labels: Labels::default(),
            org: Sheet::default(),
            places: Places::default(),
            listed: cx.shell.catalogue.listed.get_untracked(),
        };
        let people = cx.shell.org.people_kept().await.unwrap_or_default();
        copies.labels.extend(people.into_iter().map(|one| (one.id, one.name)));
        for About { doc, kind, .. } in readable(store).await {
            let Ok(edits) = store.edits(&doc).await else { continue };
            let Ok(read) = read_updates(kind, edits.into_iter().map(|edit| edit.bytes)) else { continue };
            copies.labels.extend(labels_kept_in(store, &doc).await);
            if doc == DocId::org() {
                copies.org = read.sheet;
            } else if !read.is_example {
                copies.sheets.insert(doc, (kind, read.sheet));
            }
            // Keys and presses come between two documents.
            pause(0).await;
        }
        copies.note_places(cx);
        copies
    }

    /// The names of what is kept here and of what the list of documents tells.
    fn note_places(&mut self, cx: UseForYou) {
        let own = |doc: &DocId| companion(doc).is_none();
        for (doc, (kind, sheet)) in self.sheets.iter().filter(|(doc, _)| own(doc)) {
            let called = name(*kind, sheet).to_owned();
            if kind.spec().beside.contains(&log::KIND) {
                self.places.note_team(doc.clone(), called, &self.org);
            } else {
                self.places.note(doc.clone(), called);
            }
        }
        cx.shell.catalogue.listed.with_untracked(|listed| {
            for row in listed.iter().filter(|row| !row.summary.example && !self.sheets.contains_key(&row.doc)) {
                self.places.note_team(row.doc.clone(), row.summary.name.clone(), &self.org);
            }
        });
        cx.shell.catalogue.digests.shown.with_untracked(|digests| {
            for one in digests.iter().filter(|one| !one.digest.example && own(&one.id)) {
                if self.places.name(&one.id).is_none() {
                    self.places.note(one.id.clone(), one.digest.title.clone());
                }
            }
        });
    }

    /// The list with all that the copies say in place of what the server last told of them.
    fn over(&self, told: &ForYou, me: &Me, today: &str, is_settled: &dyn Fn(&Ask) -> bool) -> ForYou {
        let waits: Vec<(&DocId, Waits)> = self.sheets.keys().filter_map(|doc| Some((doc, self.waits(doc)?))).collect();
        let mut asks = self.places.asks(waits.iter().flat_map(|(_, waits)| &waits.waiting), me, today);
        // The dates of series and who may answer which box are the server's to work out; what was pressed here stays until somebody has seen it.
        let stays = |ask: &&Ask| {
            matches!(ask.sort, Sort::Review | Sort::Box) || is_settled(ask) || !self.sheets.contains_key(&ask.doc)
        };
        for ask in told.asks.iter().filter(stays) {
            if !asks.iter().any(|one| (one.sort, &one.doc, &one.row) == (ask.sort, &ask.doc, &ask.row)) {
                asks.push(ask.clone());
            }
        }
        soonest_first(&mut asks, today);
        let reviews = told.reviews.iter().filter(|review| review.day.as_str() >= today).cloned().collect();
        let teams = self.cards(told, me, &waits);
        ForYou { asks, reviews, teams, since: told.since.clone(), unread: 0, sentence: None }
    }

    fn waits(&self, doc: &DocId) -> Option<Waits> {
        let (kind, sheet) = self.sheets.get(doc)?;
        let asks = kind.asks()?;
        let subject = kind.subject_of(doc).filter(|_| asks.needs_subject);
        let subject = match subject {
            // Of a document that is not here nothing can be said.
            Some(subject) => self.sheets.get(&subject)?.1.clone(),
            None => Sheet::default(),
        };
        let mut shown = sheet.clone();
        self.labels.label(kind.schema(), &mut shown);
        let maker = |_: &str, row: &RowId| maker(row);
        let (labels, org) = (&self.labels, &self.org);
        Some((asks.of)(&Asked { doc, sheet, shown: &shown, subject: &subject, org, labels, maker: &maker }))
    }

    /// Cards of teams whose charter is here, and those that the server told of the others.
    fn cards(&self, told: &ForYou, me: &Me, waits: &[(&DocId, Waits)]) -> Vec<TeamCard> {
        let mut cards: Vec<TeamCard> =
            told.teams.iter().filter(|card| !self.sheets.contains_key(&card.doc)).cloned().collect();
        for team in self.places.teams().iter().filter(|team| self.sheets.contains_key(&team.charter)) {
            let is_captain = team.is_captained_by(me);
            let is_member = || waits.iter().any(|(doc, waits)| **doc == team.charter && waits.names(me));
            if is_captain || is_member() {
                cards.extend(self.card(&team.charter).map(|card| TeamCard { is_captain, ..card }));
            }
        }
        sort_by_key(&mut cards, |card| (!card.is_captain, card.doc.clone()));
        cards
    }

    fn card(&self, doc: &DocId) -> Option<TeamCard> {
        let nothing = Sheet::default();
        let beside = |kind: Kind| {
            let doc = kind.about(doc)?;
            self.sheets.get(&doc).map(|(_, sheet)| sheet)
        };
        let (_, charter) = self.sheets.get(doc)?;
        let maker = |row: &Row| maker(&row.id);
        let [talk, log] = [talk::KIND, log::KIND].map(|kind| beside(kind).unwrap_or(&nothing));
        let (org, labels) = (&self.org, &self.labels);
        let own = CharterView::of(charter, org, doc).summary(false);
        let neighbours = &neighbours(doc, &own, for_all(&self.listed), org);
        Some(TeamCard::of(&OfTeam { doc, charter, org, talk, log, labels, maker: &maker, neighbours }))
    }
}

/// The documents that ask for something, and `org`, where this person was not refused them.
async fn readable(store: &Store) -> Vec<About> {
    let mut abouts = store.all_abouts().await.unwrap_or_default();
    abouts.retain(|about| about.refused.is_none() && (about.kind.asks().is_some() || about.doc == DocId::org()));
    abouts.truncate(DOCS_MAX);
    abouts
}

/// The maker of a row, as far as a device knows without the server's word.
fn maker(row: &RowId) -> Maker {
    if row.is_of_a_file() { Maker::OfAFile(None) } else { Maker::Unsaid }
}
