//! The people who say that they have read the document as it reads now, and the press by which somebody does.

use leptos::prelude::*;
use muster_shared::kinds::talk::{self, ON, READ_AS, READ_ON, READS, Reader, Remark};
use muster_shared::sheet::{Maker, Value};

use super::UseTalk;
use crate::boxed::memo;
use crate::browser::today;
use crate::form::UseNames;
use crate::form::plain::{acting, button, el, following, icon, nothing, says, while_so, words};
use crate::words::listed;

/// The words that are read, and the people who are asked to.
#[derive(Clone, Copy)]
pub(crate) struct Reading {
    pub(crate) talk: UseTalk,
    pub(crate) names: UseNames,
    /// A fingerprint of the words of now.
    pub(crate) now: Signal<String>,
    /// The people who are asked, as person fields name them.
    pub(crate) asked: Signal<Vec<String>>,
    /// The day since which they are asked; empty where nobody knows.
    pub(crate) since: Signal<String>,
}

impl Reading {
    /// Its readers, what waits, and the press; nothing to see for readers while nobody has said anything.
    pub(crate) fn show(self) -> AnyView {
        let readers = memo(move || self.readers());
        let is_there = move || self.talk.can_say.get() || readers.with(|all| !all.is_empty());
        while_so(is_there, move || el("div", "", self.parts(readers)))
    }

    fn parts(self, readers: Memo<Vec<Reader>>) -> Vec<AnyView> {
        let said = vec![says(move || readers.with(|all| self.says(all)))];
        let line = acting("p", "small quiet", Vec::new(), said, Vec::new());
        let late = following(move || match readers.with(|all| self.late(all)) {
            None => nothing(),
            Some(advice) => el("p", "small look", vec![icon("i i-look"), words("span", "", advice)]),
        });
        let has_read = memo(move || readers.with(|all| self.talk.has_read(all)));
        let press = while_so(
            move || self.talk.can_say.get() && !has_read.get(),
            move || {
                button("btn word no-print", "I have read it", move || {
                    self.talk.note_read(&self.on(), &self.now.get_untracked())
                })
            },
        );
        vec![line, late, press]
    }

    fn readers(self) -> Vec<Reader> {
        self.now.with(|now| self.talk.readers(&self.on(), now))
    }

    /// The name under which the talk keeps readings of the document.
    fn on(self) -> String {
        self.talk.about.doc.which().map(|(_, kind)| kind.name().to_owned()).unwrap_or_default()
    }

    /// The people who are asked and have not read it, by their names.
    fn unread(self, readers: &[Reader]) -> Vec<String> {
        let label = |person: &str| self.names.label(person);
        self.asked.with(|asked| talk::unread(readers, asked).into_iter().map(label).collect())
    }

    fn says(self, readers: &[Reader]) -> String {
        let label = |one: &&Reader| self.names.label(&one.person);
        let of = |is_current: bool| readers.iter().filter(|one| one.is_current == is_current).collect::<Vec<_>>();
        let [now, before] = [true, false].map(|is_current| of(is_current).iter().map(label).collect::<Vec<String>>());
        let unread = self.unread(readers);
        let mut said = Vec::new();
        if readers.is_empty() {
            said.push("Nobody has said yet that they have read it.".to_owned());
        }
        if !now.is_empty() {
            said.push(format!("Read as it is now by {}.", listed(&now)));
        }
        if !before.is_empty() {
            said.push(format!("Read with other words by {}.", listed(&before)));
        }
        if !unread.is_empty() && !now.is_empty() {
            said.push(format!("Not yet by {}.", listed(&unread)));
        }
        said.join(" ")
    }

    fn late(self, readers: &[Reader]) -> Option<String> {
        self.since.with(|since| talk::waits(&self.unread(readers), since, &today()))
    }
}

impl UseTalk {
    /// The people who have read something, as [`talk::readers`] says.
    pub(crate) fn readers(self, on: &str, now: &str) -> Vec<Reader> {
        let whose = move |remark: &Remark| match self.maker_of(READS, &remark.row) {
            maker @ Maker::Known { .. } => maker.words(&remark.by),
            _ => self.author(remark),
        };
        talk::readers(&self.rows(&[READS]), on, now, &whose)
    }

    /// Whether this person is among the readers of the words of now.
    pub(crate) fn has_read(self, readers: &[Reader]) -> bool {
        readers.iter().any(|one| one.is_current && self.is_mine(READS, &one.row))
    }

    /// Notes that this person has read it.
    pub(crate) fn note_read(self, on: &str, now: &str) {
        let mut values: Vec<(&str, Value)> = vec![(ON, on.into()), (READ_ON, today().into())];
        if !now.is_empty() {
            values.push((READ_AS, now.into()));
        }
        // The chip says what the talk refuses.
        let _ = self.add(READS, &[], &values);
    }
}
