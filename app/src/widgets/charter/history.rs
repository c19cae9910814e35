//! Undo over the documents of a charter: it begins in the one that was edited last.

use leptos::prelude::*;

use super::use_charter::UseCharter;

/// Which of the documents something stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Side {
    /// The team's charter.
    Charter,
    /// What is said about it.
    Talk,
    /// The workspace's `org` document.
    Org,
}

/// Where this person's latest edits were made, and where those taken back were.
#[derive(Clone, Copy)]
pub(crate) struct History {
    edited: StoredValue<Vec<Side>>,
    undone: StoredValue<Vec<Side>>,
}

impl History {
    pub(super) fn new() -> Self {
        Self { edited: StoredValue::new(Vec::new()), undone: StoredValue::new(Vec::new()) }
    }

    /// Remembers where the latest edit was made, so that undo begins there.
    pub(super) fn note(self, side: Side) {
        self.undone.update_value(Vec::clear);
        self.add(side);
    }

    /// Typing makes many edits and few steps, so only those in `org` are counted: other charters' are made there too.
    fn add(self, side: Side) {
        self.edited.update_value(|edited| {
            if side == Side::Org || edited.last() != Some(&side) {
                edited.push(side);
            }
        });
    }
}

impl UseCharter {
    /// Takes back the latest own step, in whichever document it was made.
    pub(crate) fn undo(&self) {
        let History { edited, undone } = self.history;
        let last = || edited.with_value(|edited| edited.last().copied());
        while let Some(side) = last() {
            let is_done = self.doc(side).is_some_and(|doc| doc.undo());
            if side == Side::Org || !is_done {
                edited.update_value(|edited| _ = edited.pop());
            }
            if is_done {
                return undone.update_value(|undone| undone.push(side));
            }
        }
        // What was edited before this widget was shown.
        if self.charter.undo() {
            undone.update_value(|undone| undone.push(Side::Charter));
        }
    }

    /// Does again what was last taken back.
    pub(crate) fn redo(&self) {
        let side = self.history.undone.try_update_value(Vec::pop).flatten().unwrap_or(Side::Charter);
        if self.doc(side).is_some_and(|doc| doc.redo()) {
            self.history.add(side);
        }
    }
}
