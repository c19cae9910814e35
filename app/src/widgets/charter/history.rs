//! Undo over two documents: it begins in the one that was edited last.

use leptos::prelude::*;

use super::use_charter::UseCharter;

/// Which of the two documents something stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Side {
    /// The team's charter.
    Charter,
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
}

impl UseCharter {
    /// Remembers where the latest edit was made, so that undo begins there.
    pub(crate) fn note_edit(&self, side: Side) {
        self.history.undone.update_value(Vec::clear);
        self.history.edited.update_value(|edited| {
            // Typing makes many edits and few steps, so the charter's are not counted.
            if side == Side::Org || edited.last() != Some(&side) {
                edited.push(side);
            }
        });
    }

    /// Takes back the latest own step, in whichever document it was made.
    pub(crate) fn undo(&self) {
        match self.history.edited.with_value(|edited| edited.last().copied()) {
            Some(Side::Org) => {
                self.history.edited.update_value(|edited| edited.truncate(edited.len().saturating_sub(1)));
                self.history.undone.update_value(|undone| undone.push(Side::Org));
                self.org.undo();
            }
            _ => {
                self.history.undone.update_value(|undone| undone.push(Side::Charter));
                self.charter.undo();
            }
        }
    }

    /// Does again what was last taken back.
    pub(crate) fn redo(&self) {
        let side = self.history.undone.try_update_value(Vec::pop).flatten().unwrap_or(Side::Charter);
        self.doc(side).redo();
        if side == Side::Org {
            self.history.edited.update_value(|edited| edited.push(side));
        }
    }
}
