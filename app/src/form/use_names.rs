//! The people whom documents name: the names of now of those who are named by id, the marks beside typed names, and the
//! people there are to pick from. The server is asked for them; without it the page shows what the device saw last.

use std::collections::HashMap;

use leptos::prelude::*;
use muster_shared::access::Rank;
use muster_shared::id::DocId;
use muster_shared::names;
use muster_shared::order;
use muster_shared::sheet::{Labels, Named, people};
use wasm_bindgen_futures::spawn_local;

use crate::boxed::{effect, effect_since, memo};
use crate::browser::{is_online, on_window};
pub(crate) use crate::live::Whose;
use crate::live::{Account, LiveDoc, Phase};
use crate::visitor::rank;

/// The people of the documents on a page.
#[derive(Clone, Copy)]
pub(crate) struct UseNames {
    whose: RwSignal<HashMap<String, Whose>>,
    labels: RwSignal<Labels>,
    /// Each with the name as names are compared.
    people: RwSignal<Vec<(String, Account)>>,
    /// The document by which people are asked for, once somebody follows them.
    doc: StoredValue<Option<LiveDoc>>,
    asked: StoredValue<bool>,
}

impl UseNames {
    /// Nobody is known yet.
    pub(crate) fn new() -> Self {
        Self {
            whose: RwSignal::new(HashMap::new()),
            labels: RwSignal::new(Labels::default()),
            people: RwSignal::new(Vec::new()),
            doc: StoredValue::new(None),
            asked: StoredValue::new(false),
        }
    }

    /// Whether they are followed.
    pub(crate) fn is_followed(self) -> bool {
        self.doc.with_value(Option::is_some)
    }

    /// The name to show for the words of a person field.
    pub(crate) fn label(self, words: &str) -> String {
        self.labels.with(|labels| labels.shown(words).to_owned())
    }

    /// Whether a person who is named by id is known here.
    pub(crate) fn knows(self, id: &str) -> bool {
        self.labels.with(|labels| labels.of(id).is_some())
    }

    /// The names of now.
    pub(crate) fn labels(self) -> Labels {
        self.labels.get()
    }

    /// The account that a plain name has, or looks like; nothing while the server has not said.
    pub(crate) fn whose(self, name: &str) -> Option<Whose> {
        self.whose.with(|known| known.get(name).cloned())
    }

    /// The people whose names have what is typed at the beginning of a word; those before the others whose whole name
    /// begins so.
    pub(super) fn people_like(self, key: &str, most: usize) -> Vec<Account> {
        self.people.with(|people| {
            let begins = people.iter().filter(|(name, _)| name.starts_with(key));
            let others = people.iter().filter(|(name, _)| !name.starts_with(key) && fits(name, key));
            begins.chain(others).take(most).map(|(_, account)| account.clone()).collect()
        })
    }

    /// Follows the people whom `docs` name in any person field, for as long as the owner lives; of maps that are keyed by a
    /// document, those under `subject`.
    pub(crate) fn follow(self, docs: [LiveDoc; 2], subject: DocId) {
        self.doc.set_value(Some(docs[0]));
        let named = memo(move || {
            let words = |doc: &LiveDoc| match doc.which() {
                Some((_, kind)) => doc.sheet.with(|sheet| people::words_in(kind.schema(), sheet, subject.as_str())),
                None => Vec::new(),
            };
            docs.iter().flat_map(words).collect::<Vec<_>>()
        });
        effect_since(move |before: Option<bool>| {
            // The device's database is open by then.
            let is_ready = docs.iter().all(|doc| doc.phase.get() == Phase::Ready);
            if is_ready && before != Some(true) {
                self.recall(docs);
            }
            is_ready || before == Some(true)
        });
        let unknown = memo(move || {
            let is_news = |words: &&String| Named::read(words).id.is_some_and(|id| !self.knows(id));
            named.with(|named| named.iter().filter(is_news).cloned().collect::<Vec<_>>())
        });
        effect_since(move |before: Option<()>| {
            if unknown.with(|unknown| !unknown.is_empty()) || before.is_none() {
                self.ask_labels(docs);
            }
        });
        let back = ["focus", "online"].map(|event| on_window(event, move |_| self.ask_labels(docs)));
        let _kept = StoredValue::new_local(back);
        effect(move || {
            let plain =
                named.with(|named| named.iter().filter(|words| Named::read(words).id.is_none()).cloned().collect());
            self.ask_whose(docs[0], plain);
        });
        effect(move || {
            if docs[0].can_edit.get() {
                self.ask_people();
            }
        });
    }

    /// Shows what the device saw last, until the server speaks.
    fn recall(self, docs: [LiveDoc; 2]) {
        spawn_local(async move {
            for doc in docs {
                let kept = doc.labels_kept().await.unwrap_or_default();
                let known = |one: &Account| self.labels.try_with_untracked(|labels| labels.of(&one.id).is_some());
                self.label_all(Some(kept.into_iter().filter(|one| known(one) == Some(false)).collect()));
            }
            let kept = docs[0].people_kept().await;
            if self.people.try_with_untracked(Vec::is_empty) == Some(true) {
                self.show(kept);
            }
        });
    }

    /// Asks for the names of now. A page that comes to the front again, or back to its network, asks anew.
    fn ask_labels(self, docs: [LiveDoc; 2]) {
        spawn_local(async move {
            for doc in docs {
                self.label_all(doc.labels().await);
            }
        });
    }

    fn label_all(self, told: Option<Vec<Account>>) {
        let told = told.unwrap_or_default();
        let is_new = |labels: &Labels| told.iter().any(|one| labels.of(&one.id) != Some(one.name.as_str()));
        // The view may have gone meanwhile.
        if self.labels.try_with_untracked(is_new) == Some(true) {
            self.labels.try_update(|labels| labels.extend(told.into_iter().map(|one| (one.id, one.name))));
        }
    }

    /// Asks whose names are that are not known yet. Guests are told of nobody, so they do not ask.
    fn ask_whose(self, doc: LiveDoc, plain: Vec<String>) {
        let is_unknown = |name: &String| self.whose.with_untracked(|known| !known.contains_key(name));
        let unknown: Vec<String> = plain.into_iter().filter(is_unknown).collect();
        if unknown.is_empty() || rank() < Rank::Member {
            return;
        }
        spawn_local(async move {
            let Some(told) = doc.whose(&unknown).await else { return };
            self.whose.try_update(|known| known.extend(unknown.into_iter().zip(told)));
        });
    }

    /// Asks who is here to be picked, once for a page; again where the server did not answer.
    pub(super) fn ask_people(self) {
        let Some(doc) = self.doc.get_value().filter(|_| !self.asked.get_value() && is_online()) else { return };
        self.asked.set_value(true);
        spawn_local(async move {
            let told = doc.people_here().await;
            self.asked.try_set_value(told.is_some());
            self.show(told);
        });
    }

    fn show(self, people: Option<Vec<Account>>) {
        let Some(people) = people else { return };
        let mut people: Vec<(String, Account)> = people.into_iter().map(|one| (names::key(&one.name), one)).collect();
        order::sort_by(&mut people, |(one, _), (other, _)| one.cmp(other));
        self.people.try_set(people);
    }
}

/// Whether a name has what is typed at the beginning of one of its words.
pub(super) fn fits(name: &str, typed: &str) -> bool {
    typed.is_empty() || name.match_indices(typed).any(|(at, _)| at == 0 || name[..at].ends_with([' ', '-', '\'']))
}
