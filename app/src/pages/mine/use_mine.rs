//! The notes as the page has them: read from the device once, and written back with every letter.

use leptos::prelude::*;
use leptos::task::spawn_local;
use muster_shared::mirror::Line;
use muster_shared::oneself::{Merged, Note, Notes};

use crate::browser::{now_ms, on_window, random_bits};
use crate::store::Private;
use crate::visitor;

/// The sentence when the device takes no notes.
const REFUSED: &str = "This browser did not keep what you wrote. Save a file of your notes before you leave this page.";
/// The sentence when it gives none.
const UNREAD: &str = "This browser keeps nothing for this page, as in a private window. Notes cannot be written here.";

/// How far the notes are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    Reading,
    Ready,
    /// The device has no room for notes, or lets no page keep any.
    Unread,
}

/// The notes.
#[derive(Clone, Copy)]
pub(super) struct UseMine {
    pub(super) notes: RwSignal<Notes>,
    pub(super) state: RwSignal<State>,
    /// The reason why the last words are not kept, if they are not.
    pub(super) refused: RwSignal<Option<String>>,
    store: StoredValue<Option<Private>, LocalStorage>,
}

impl UseMine {
    /// Reads the notes of this person from the device.
    pub(super) fn start() -> Self {
        let mine = Self {
            notes: RwSignal::new(Notes::default()),
            state: RwSignal::new(State::Reading),
            refused: RwSignal::new(None),
            store: StoredValue::new_local(None),
        };
        spawn_local(async move {
            let opened = Private::open(&visitor::own()).await;
            let read = match &opened {
                Ok(store) => store.read().await.ok(),
                Err(_) => None,
            };
            mine.store.try_set_value(opened.ok());
            match read {
                Some(notes) => {
                    mine.notes.try_set(notes);
                    mine.state.try_set(State::Ready);
                }
                None => {
                    mine.refused.try_set(Some(UNREAD.to_owned()));
                    mine.state.try_set(State::Unread);
                }
            }
        });
        // Another tab may have written meanwhile: its answers must not go under those that this one remembers.
        StoredValue::new_local(on_window("focus", move |_| spawn_local(mine.look_again())));
        mine
    }

    async fn look_again(self) {
        let Some(store) = self.store.try_get_value().flatten() else { return };
        let Ok(read) = store.read().await else { return };
        let merged = self.notes.try_update(|notes| notes.merge(&read)).unwrap_or_default();
        // Nothing here goes under what the other tab writes meanwhile, but for words that got a note of their own just now.
        if merged.moved > 0 {
            self.keep_all().await;
        }
    }

    /// Begins a note of a form.
    pub(super) fn add(self, form: &str) {
        // Ids begin with the time, so that notes stand in the order in which they were begun.
        let id = format!("{:013}-{:032x}", now_ms(), random_bits());
        self.put(Note::new(id, form));
    }

    /// Answers a question of a note.
    pub(super) fn write(self, id: &str, field: &str, words: &str) {
        if let Some(mut note) = self.note(id) {
            note.write(field, words, now_ms());
            self.put(note);
        }
    }

    /// Takes a line that was offered.
    pub(super) fn take(self, line: &Line) {
        self.put(Note::taken(line, now_ms()));
    }

    /// Leaves a line that was offered: it is not offered again.
    pub(super) fn leave(self, line: &Line) {
        let mut note = Note::of_line(line);
        note.remove(now_ms());
        self.put(note);
    }

    /// Removes a note with its words.
    pub(super) fn remove(self, id: &str) {
        if let Some(mut note) = self.note(id) {
            note.remove(now_ms());
            self.put(note);
        }
    }

    /// Takes in the notes of another device.
    pub(super) async fn merge(self, others: &Notes) -> Merged {
        let merged = self.notes.try_update(|notes| notes.merge(others)).unwrap_or_default();
        self.keep_all().await;
        merged
    }

    async fn keep_all(self) {
        let all = self.notes.try_with_untracked(|notes| notes.all().cloned().collect());
        self.keep(all.unwrap_or_default()).await;
    }

    fn note(self, id: &str) -> Option<Note> {
        self.notes.with_untracked(|notes| notes.get(id).cloned())
    }

    fn put(self, note: Note) {
        self.notes.update(|notes| notes.put(note.clone()));
        spawn_local(self.keep(vec![note]));
    }

    async fn keep(self, notes: Vec<Note>) {
        let store = self.store.try_get_value().flatten();
        let is_kept = match store {
            Some(store) => store.keep(&notes).await.is_ok(),
            None => false,
        };
        self.refused.try_set((!is_kept).then(|| REFUSED.to_owned()));
    }
}
