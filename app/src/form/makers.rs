//! The makers of rows: by the word of the server, which binds every edit to its author, else by the word of the row itself.

use std::collections::{BTreeSet, HashMap};

use leptos::prelude::*;
use leptos::task::spawn_local;
use muster_shared::id::RowId;
use muster_shared::sheet::{Maker, Row, Rule};

use crate::boxed::effect;
use crate::browser::pause;
use crate::live::{Bound, LiveDoc, Phase, is_my_name};

/// How long after the server did not say who wrote what it is asked again, in milliseconds.
const ASK_AGAIN_MS: i32 = 5_000;

/// The makers of one document's rows, as far as the server has said.
#[derive(Clone, Copy)]
pub(crate) struct Makers(RwSignal<Said>);

/// The server's last word on whose client ids are.
#[derive(Default)]
struct Said {
    bound: HashMap<u64, Bound>,
    /// The ids that it was asked about.
    asked: BTreeSet<u64>,
}

impl Makers {
    /// Nothing is known yet.
    pub(crate) fn new() -> Self {
        Self(RwSignal::new(Said::default()))
    }

    /// Asks the server for the makers of the rows of some lists, and again whenever one comes whom it has not named, for as
    /// long as the component that asks is shown.
    pub(crate) fn follow(self, doc: LiveDoc, lists: &'static [&'static str]) {
        self.follow_lists(doc, lists.to_vec());
    }

    /// The same for every list whose rows are somebody's own.
    pub(crate) fn follow_all(self, doc: LiveDoc) {
        let lists = doc.which().map(|(_, kind)| kind.schema().lists).unwrap_or_default().iter();
        self.follow_lists(doc, lists.filter(|list| list.rule != Rule::Anyone).map(|list| list.name).collect());
    }

    fn follow_lists(self, doc: LiveDoc, lists: Vec<&'static str>) {
        let asked = StoredValue::new(BTreeSet::<u64>::new());
        effect(move || {
            doc.sheet.track();
            let rows = lists.iter().flat_map(|list| doc.rows(list).get().into_iter().map(move |row| (*list, row)));
            let makers: Vec<u64> =
                rows.filter_map(|(list, row)| doc.maker(list, &row)).map(|made| made.client).collect();
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
                let Some(asked) = asked.try_get_value() else { return };
                if let Some(bound) = doc.authors().await {
                    let bound = bound.into_iter().map(|one| (one.client, one)).collect();
                    self.0.try_set(Said { bound, asked });
                    return;
                }
                pause(ASK_AGAIN_MS).await;
            }
        });
    }

    /// The author of a row of a list, by the server's word. The row's id may stand in another list too, made by another.
    pub(crate) fn author_of(self, doc: LiveDoc, list: &str, row: &RowId) -> Option<Bound> {
        let made = doc.maker(list, row)?;
        self.0.with(|said| said.bound.get(&made.client).filter(|bound| bound.made(made)).cloned())
    }

    /// All that is known of who made a row of a list.
    pub(crate) fn maker_of(self, doc: LiveDoc, list: &str, row: &RowId) -> Maker {
        let Some(made) = doc.maker(list, row) else { return Maker::Unsaid };
        match self.author_of(doc, list, row) {
            Some(bound) if bound.is_server() => Maker::OfAFile(doc.source(list, row)),
            Some(Bound { author, name, .. }) => Maker::Known { id: Some(author), name },
            // The server need not have heard of a row that this device wrote just now.
            None if doc.is_anybodys() || doc.is_own_id(made.client) => Maker::Unsaid,
            None => self.0.with(|said| {
                let is_answered = said.bound.contains_key(&made.client) || said.asked.contains(&made.client);
                if is_answered { Maker::Nobody } else { Maker::Unsaid }
            }),
        }
    }

    /// Whether this person made a row: by the server's word, or by the writer of its value `by` while the server has not
    /// spoken.
    pub(crate) fn is_mine(self, doc: LiveDoc, list: &str, row: &Row, by: &str) -> bool {
        match self.maker_of(doc, list, &row.id) {
            Maker::Known { id, .. } => id.is_some_and(|id| doc.is_me(&id)),
            Maker::OfAFile(_) | Maker::Nobody => false,
            Maker::Unsaid => row.value(by).writes.first().is_some_and(|write| is_my_name(&write.by)),
        }
    }
}
