//! The charter as it is read: its people are asked to, from its last named edition or its last reading as a whole on.

use leptos::prelude::*;
use muster_shared::kinds::charter::{LOOKED_ON, LOOKS};
use muster_shared::kinds::edition;
use muster_shared::kinds::org::Captain;
use muster_shared::kinds::outline::Sources;
use muster_shared::kinds::talk;
use muster_shared::sheet::Sheet;

use super::use_charter::UseCharter;
use crate::boxed::memo;
use crate::talk::read::Reading;

impl UseCharter {
    /// The people of the team as person fields name them, its captain first.
    pub(crate) fn team(self) -> Vec<String> {
        self.view().with(|view| {
            let captain = match &view.captain {
                Captain::One { name, .. } => Some(name.clone()),
                Captain::Vacant | Captain::Several(_) => None,
            };
            captain.into_iter().chain(view.members.iter().map(|member| member.name.clone())).collect()
        })
    }

    /// Who has read the charter as it reads now, and who is asked to.
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
}

/// The day of the last named edition or reading as a whole; empty where there was none.
fn since(charter: &Sheet) -> String {
    let editions = charter.rows(edition::EDITIONS).map(|row| row.value(edition::ON).words());
    let looks = charter.rows(LOOKS).map(|row| row.value(LOOKED_ON).words());
    editions.chain(looks).max().unwrap_or_default().to_owned()
}
