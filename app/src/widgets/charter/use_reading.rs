//! The charter and its research as they are read: its people are asked to, from its last named edition or its last reading as a
//! whole on.

use leptos::prelude::*;
use muster_shared::id::RowId;
use muster_shared::kinds::charter::{Check, LOOKED_ON, LOOKS, RESEARCH, of_reading};
use muster_shared::kinds::edition;
use muster_shared::kinds::outline::Sources;
use muster_shared::kinds::talk::{self, Anchor};
use muster_shared::sheet::Sheet;

use super::use_charter::UseCharter;
use crate::boxed::memo;
use crate::talk::read::Reading;

impl UseCharter {
    /// The people of the team as person fields name them, its captain first.
    pub(crate) fn team(self) -> Vec<String> {
        self.view().with(|view| view.team().into_iter().map(str::to_owned).collect())
    }

    /// The readers of the charter as it reads now, and the people who are asked to be.
    pub(crate) fn reading(self) -> Reading {
        let (charter, org) = (self.charter.doc.sheet, self.org.doc.sheet);
        let now = memo(move || {
            let doc = self.id();
            charter.with(|sheet| org.with(|org| talk::fingerprint(&Sources { sheet, org, doc: &doc })))
        });
        let asked = memo(move || self.team());
        let since = memo(move || charter.with(since));
        Reading { talk: self.talk, names: self.names, now: now.into(), asked: asked.into(), since: since.into() }
    }

    /// The name under which the talk keeps readings of a report of research.
    pub(crate) fn read_on(row: &RowId) -> String {
        Anchor::new(RESEARCH, Some(row.clone())).to_string()
    }

    /// The checks on reports that wait for their readers, as far as the talk is here.
    pub(super) fn unread_research(self) -> Vec<Check> {
        if self.talk.doc.with(Option::is_none) {
            return Vec::new();
        }
        let read_by = |row: &RowId| {
            self.talk.readers(&Self::read_on(row), "").into_iter().map(|one| one.person).collect::<Vec<String>>()
        };
        self.charter.doc.sheet.with(|sheet| self.view().with(|view| of_reading(sheet, view, &read_by)))
    }
}

/// The day of the last named edition or reading as a whole; empty where there was none.
fn since(charter: &Sheet) -> String {
    let editions = charter.rows(edition::EDITIONS).map(|row| row.value(edition::ON).words());
    let looks = charter.rows(LOOKS).map(|row| row.value(LOOKED_ON).words());
    editions.chain(looks).max().unwrap_or_default().to_owned()
}
