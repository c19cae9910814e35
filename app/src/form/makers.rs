//! The makers of rows: by the word of the server, which binds every edit to its author, else by the word of the row itself.

use std::collections::{BTreeSet, HashMap};

use leptos::prelude::*;
use leptos::task::spawn_local;
use muster_shared::id::RowId;
use muster_shared::sheet::Row;

use crate::browser::pause;
use crate::live::{Bound, LiveDoc, Phase, is_my_name};

/// How long after the server did not say who wrote what it is asked again, in milliseconds.
const ASK_AGAIN_MS: i32 = 5_000;

/// The makers of one document's rows, as far as the server has said.
#[derive(Clone, Copy)]
pub(crate) struct Makers(RwSignal<HashMap<u64, Bound>>);

impl Makers {
    /// Nothing is known yet.
    pub(crate) fn new() -> Self {
        Self(RwSignal::new(HashMap::new()))
    }

    /// Asks the server for the makers of the rows of some lists, and again whenever one comes whom it has not named, for as
    /// long as the component that asks is shown.
    pub(crate) fn follow(self, doc: LiveDoc, lists: &'static [&'static str]) {
        let asked = StoredValue::new(BTreeSet::<u64>::new());
        Effect::new(move || {
            doc.sheet.track();
            let rows = lists.iter().flat_map(|list| doc.rows(list).get().into_iter().map(move |row| (*list, row)));
            let makers: Vec<u64> = rows.filter_map(|(list, row)| doc.maker(list, &row)).collect();
            let is_new = asked.try_update_value(|asked| {
                let before = asked.len();
                asked.extend(makers);
                asked.len() > before
            });
            if doc.phase.get() == Phase::Ready && is_new == Some(true) {
                self.ask(doc, asked);
            }
        });
    }

    /// Asks until there is an answer. The server knows by now: an edit is bound to its author before anybody hears of it.
    fn ask(self, doc: LiveDoc, asked: StoredValue<BTreeSet<u64>>) {
        spawn_local(async move {
            while !asked.is_disposed() {
                if let Some(bound) = doc.authors().await {
                    self.0.try_set(bound.into_iter().map(|one| (one.client, one)).collect());
                    return;
                }
                pause(ASK_AGAIN_MS).await;
            }
        });
    }

    /// The author of a row of a list, by the server's word. The row's id may stand in another list too, made by another.
    pub(crate) fn author_of(self, doc: LiveDoc, list: &str, row: &RowId) -> Option<Bound> {
        let maker = doc.maker(list, row)?;
        self.0.with(|bound| bound.get(&maker).cloned())
    }

    /// Whether this person made a row: by the server's word, or by the writer of its value `by` while the server has not
    /// spoken.
    pub(crate) fn is_mine(self, doc: LiveDoc, list: &str, row: &Row, by: &str) -> bool {
        match self.author_of(doc, list, &row.id) {
            Some(author) => doc.is_me(&author.author),
            None => row.value(by).writes.first().is_some_and(|write| is_my_name(&write.by)),
        }
    }
}
