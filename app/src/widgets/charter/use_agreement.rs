//! The agreements with sections of a charter: signals and commands over its talk.

use leptos::prelude::*;
use muster_shared::kinds::charter::neighbours;
use muster_shared::kinds::log;
use muster_shared::kinds::outline::Sources;
use muster_shared::kinds::talk::{
    self, AGREEMENTS, Agreed, CHANGES, Coverage, JUDGED, NOW, ON, OWN_WORDS, OwnWords, Remark, SEEN, STAND, Section,
    Stand, TEXT, Whole,
};
use muster_shared::names;
use muster_shared::sheet::{Maker, Row};

use super::use_charter::UseCharter;
use crate::boxed::memo;
use crate::form::focus;
use crate::live::my_name_signal;
use crate::talk::said_by_me;
use crate::widgets::listing::{Listed, for_all};

/// Each section that says something and who agrees with it, for as long as the talk is open.
#[derive(Clone, Copy)]
pub(crate) struct UseAgreement {
    covered: RwSignal<Option<Memo<Vec<Coverage>>>>,
    /// The one count of the whole, that every place shows.
    whole: RwSignal<Option<Memo<Whole>>>,
}

impl UseAgreement {
    /// Nothing is known yet.
    pub(super) fn new() -> Self {
        Self { covered: RwSignal::new(None), whole: RwSignal::new(None) }
    }

    /// Each section that says something, and who agrees with it.
    pub(crate) fn coverage<T: Default>(self, read: impl FnOnce(&[Coverage]) -> T) -> T {
        self.covered.get().map(|covered| covered.with(|covered| read(covered))).unwrap_or_default()
    }

    /// The name under which somebody signs who is not signed in.
    pub(crate) fn my_name(self) -> String {
        my_name_signal().get()
    }

    /// How many agree with everything; `None` while nobody has signed anything.
    pub(crate) fn whole(self) -> Option<Whole> {
        let whole = self.all();
        self.coverage(|covered| whole.begun(covered))
    }

    /// The same, also while nobody has.
    fn all(self) -> Whole {
        self.whole.get().map(|whole| whole.get()).unwrap_or_default()
    }
}

impl UseCharter {
    /// This person's last word on a section.
    pub(crate) fn own_word(self, coverage: &Coverage) -> Option<Agreed> {
        let is_me = self.is_me();
        coverage.people.iter().find(|one| one.signature.is_some() && is_me(one)).cloned()
    }

    /// Whether this person is asked about a section.
    pub(crate) fn is_asked(self, coverage: &Coverage) -> bool {
        let is_me = self.is_me();
        coverage.people.iter().any(|one| one.is_asked && is_me(one))
    }

    fn is_me(self) -> impl Fn(&Agreed) -> bool {
        let me = names::key(&my_name_signal().get());
        move |one| match &one.id {
            Some(id) => self.charter.doc.is_me(id),
            None => names::key(&one.name) == me,
        }
    }

    /// Opens the talk about the charter, for as long as the component that asks is shown.
    pub(super) fn open_talk(self) {
        self.talk.open();
        let covered = self.covered();
        self.agreement.covered.set(Some(covered));
        self.agreement.whole.set(Some(self.whole(covered)));
        on_cleanup(move || {
            let _ = self.agreement.covered.try_set(None);
            let _ = self.agreement.whole.try_set(None);
        });
    }

    fn whole(self, covered: Memo<Vec<Coverage>>) -> Memo<Whole> {
        memo(move || {
            let labels = self.names.labels();
            covered.with(|covered| self.view().with(|view| Whole::of(view, &labels, covered)))
        })
    }

    /// The captains of the teams beside this one, who are asked for its mandate.
    fn neighbours(self) -> Memo<Vec<String>> {
        let id = self.id();
        memo(move || {
            let own = self.view().with(|view| view.summary(self.charter.doc.is_example.get()));
            self.listing
                .charters
                .with(|listed| self.org.doc.sheet.with(|org| neighbours(&id, &own, for_all(listed), org)))
        })
    }

    /// How those captains stand to it whose charters this person does not see, as the server last told.
    fn unseen(self) -> Memo<Whole> {
        let id = self.id();
        memo(move || {
            let of = |listed: &[Listed]| listed.iter().find(|one| one.doc == id).map(|one| one.unseen);
            self.listing.charters.with(of).unwrap_or_default()
        })
    }

    fn covered(self) -> Memo<Vec<Coverage>> {
        let (id, neighbours, unseen) = (self.id(), self.neighbours(), self.unseen());
        memo(move || {
            let signed = self.talk.rows(&[AGREEMENTS, JUDGED]);
            let maker = move |row: &Row| match self.talk.maker_of(AGREEMENTS, &row.id) {
                Maker::Unsaid => said_by_me(row).map_or(Maker::Unsaid, |name| Maker::Known { id: None, name }),
                // In the example nobody is anybody's account.
                _ if self.charter.doc.is_example.get() && row.id.is_example() => Maker::Unsaid,
                maker => maker,
            };
            let labels = self.names.labels();
            let mut covered = self.charter.doc.sheet.with(|sheet| {
                self.org.doc.sheet.with(|org| {
                    let from = Sources { sheet, org, doc: &id };
                    let covered = |view: &_| {
                        neighbours.with(|neighbours| talk::coverage(&from, view, &signed, &labels, &maker, neighbours))
                    };
                    self.view().with(covered)
                })
            });
            let mandate = covered.iter_mut().filter(|one| one.section == Section::Mandate);
            mandate.for_each(|one| one.unseen = unseen.get());
            covered
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

    /// The warning where the team decides by itself before enough people agree.
    pub(crate) fn too_early(self) -> Option<String> {
        let log = log::KIND.about(&self.id())?;
        let released = self.listing.digests.of(&log)?.authority?.released;
        self.agreement.all().too_early(&released)
    }

    /// Says whether the words of now change what was agreed, where they do not tell by themselves.
    pub(crate) fn judge(self, covered: &Coverage, changes: bool) {
        let Some(given) = covered.question() else { return };
        let values = [
            (ON, covered.section.name().into()),
            (SEEN, given.seen.as_str().into()),
            (NOW, covered.words.as_str().into()),
            (CHANGES, changes.into()),
        ];
        self.talk.add(JUDGED, &[], &values);
    }

    /// How people say the mission, each by their last words.
    pub(crate) fn own_words(self) -> Memo<Vec<OwnWords>> {
        memo(move || self.in_own_words())
    }

    /// The same as it is now.
    pub(super) fn in_own_words(self) -> Vec<OwnWords> {
        let whose = move |remark: &Remark| {
            let author = self.talk.author_of(remark.list, &remark.row).map(|bound| bound.author);
            author.unwrap_or_else(|| names::key(&self.talk.author(remark)))
        };
        talk::own_words(&self.talk.rows(&[OWN_WORDS]), Section::Mission.name(), &whose)
    }

    /// Sends this person's own words for the mission, in the place of those they sent before.
    pub(crate) fn say_mission(self, words: &str, before: Option<&Remark>) -> bool {
        let added = self.talk.add(OWN_WORDS, &[(TEXT, words)], &[(ON, Section::Mission.name().into())]);
        if let (Some(_), Some(before)) = (&added, before) {
            self.talk.remove(OWN_WORDS, &before.row);
        }
        added.is_some()
    }
}
