//! The agreements with sections of a charter: signals and commands over its talk.

use leptos::prelude::*;
use muster_shared::kinds::outline::Sources;
use muster_shared::kinds::talk::{self, AGREEMENTS, Agreed, Coverage, ON, SEEN, STAND, Stand};
use muster_shared::names;
use muster_shared::sheet::{Maker, Row};

use super::use_charter::UseCharter;
use crate::boxed::memo;
use crate::form::focus;
use crate::live::my_name_signal;
use crate::talk::said_by_me;

/// Each section that says something and who agrees with it, for as long as the talk is open.
#[derive(Clone, Copy)]
pub(crate) struct UseAgreement(RwSignal<Option<Memo<Vec<Coverage>>>>);

impl UseAgreement {
    /// Nothing is known yet.
    pub(super) fn new() -> Self {
        Self(RwSignal::new(None))
    }

    /// Each section that says something, and who agrees with it.
    pub(crate) fn coverage<T: Default>(self, read: impl FnOnce(&[Coverage]) -> T) -> T {
        self.0.get().map(|covered| covered.with(|covered| read(covered))).unwrap_or_default()
    }
}

impl UseCharter {
    /// This person's last word on a section.
    pub(crate) fn own_word(self, coverage: &Coverage) -> Option<Agreed> {
        let me = names::key(&my_name_signal().get());
        let is_me = |one: &&Agreed| match &one.id {
            Some(id) => self.charter.doc.is_me(id),
            None => names::key(&one.name) == me,
        };
        coverage.people.iter().find(|one| one.signature.is_some() && is_me(one)).cloned()
    }

    /// Opens the talk about the charter, for as long as the component that asks is shown.
    pub(super) fn open_talk(self) {
        self.talk.open();
        self.agreement.0.set(Some(self.covered()));
        on_cleanup(move || {
            let _ = self.agreement.0.try_set(None);
        });
    }

    fn covered(self) -> Memo<Vec<Coverage>> {
        let id = self.id();
        memo(move || {
            let signed = self.talk.rows(&[AGREEMENTS]);
            let maker = move |row: &Row| match self.talk.maker_of(AGREEMENTS, &row.id) {
                Maker::Unsaid => said_by_me(row).map_or(Maker::Unsaid, |name| Maker::Known { id: None, name }),
                // In the example nobody is anybody's account.
                _ if self.charter.doc.is_example.get() && row.id.is_example() => Maker::Unsaid,
                maker => maker,
            };
            let labels = self.names.labels();
            self.charter.doc.sheet.with(|sheet| {
                self.org.doc.sheet.with(|org| {
                    let from = Sources { sheet, org, doc: &id };
                    self.view.with(|view| talk::coverage(&from, view, &signed, &labels, &maker))
                })
            })
        })
    }

    /// Says how this person stands to a section, as it reads now. A reservation is written next.
    pub(crate) fn sign(self, covered: &Coverage, stand: Stand) {
        // The last word counts whatever the clocks of its writer's devices say.
        let before = self.own_word(covered).and_then(|mine| mine.signature);
        let before = before.filter(|given| untrack(|| self.talk.is_mine(AGREEMENTS, &given.row)));
        let values = [(ON, covered.section.name().into()), (STAND, stand.name().into())];
        let row = self.talk.add(AGREEMENTS, &[(SEEN, &covered.words)], &values);
        if let (Some(_), Some(before)) = (&row, before) {
            self.talk.remove(AGREEMENTS, &before.row);
        }
        if let (Some(row), true) = (row, stand != Stand::Agrees) {
            focus::row(self.charter.root, &row);
        }
    }
}
