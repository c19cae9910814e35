//! Talk: what people say about the rows and fields of a document, as signals and commands over the document of the talk.

mod compose;
mod lead;
pub(crate) mod list;
mod marks;
mod mention;
mod plainly;
mod proposal;
mod quoted;
pub(crate) mod read;
pub(crate) mod said;
mod select;

use leptos::prelude::*;
use leptos::task::spawn_local;
use muster_shared::id::{DocId, RowId};
use muster_shared::kinds::Kind;
use muster_shared::kinds::talk::{
    self, AGREEMENTS, Anchor, COMMENTS, JUDGED, MENTIONED, ON, OWN_WORDS, PLAINLY, PROPOSED, Plain, READS, RESOLVED,
    Remark, SEEN, SUGGESTIONS, TEXT, Talks, Thread, Threads,
};
use muster_shared::sheet::{Edit, Maker, Place, Row, Sheet, Value, Write};
use muster_shared::text::typing::differences;
use web_sys::FocusEvent;

use crate::boxed::{effect, memo};
use crate::form::{Form, Makers, focus};
use crate::live::{Bound, LiveDoc, is_my_name, my_name_signal, was_my_drawn_name};
use mention::Mentions;
use select::Picked;

/// The lists whose rows are their makers'.
const LISTS: [&str; 6] = [COMMENTS, SUGGESTIONS, AGREEMENTS, PLAINLY, MENTIONED, OWN_WORDS];
/// The lists of which it is said who made each row.
const FOLLOWED: [&str; 8] = [COMMENTS, SUGGESTIONS, AGREEMENTS, PLAINLY, MENTIONED, OWN_WORDS, JUDGED, READS];

/// How documents that stand beside the shown one are opened where the widget stands, as the talk about it; given as a
/// context. Each stays open for as long as the component that asks is shown.
#[derive(Clone, Copy)]
pub(crate) struct OpenBeside(pub(crate) Callback<(DocId, Kind), LiveDoc>);

/// Everything about the talk.
#[derive(Clone, Copy)]
pub(crate) struct UseTalk {
    /// The document that people talk about.
    pub(crate) about: Form,
    /// The talk that takes new words, once somebody shows it.
    pub(crate) doc: RwSignal<Option<LiveDoc>>,
    /// The talk in which people spoke of this before it had one of its own. It takes what belongs to a thread in it.
    earlier: RwSignal<Option<LiveDoc>>,
    /// Whether this person may say something.
    pub(crate) can_say: Signal<bool>,
    /// Everything that was said, by what it is about, for as long as the talk is open.
    threads: RwSignal<Option<Memo<Threads>>>,
    /// Requests for plain words, and those, in the same way.
    plain: RwSignal<Option<Memo<Plain>>>,
    makers: Makers,
    makers_of_earlier: Makers,
    /// The people whom a name that is typed may mean.
    mentions: Mentions,
    /// The words that somebody comments on next, at their line.
    picked: RwSignal<Option<Picked>>,
    /// The place for which somebody writes plain words next.
    plainly_next: RwSignal<Option<Anchor>>,
}

/// The signals of the talk about a document; it is not opened yet.
pub(crate) fn use_talk(about: Form, mode: Signal<String>) -> UseTalk {
    let doc = RwSignal::new(None::<LiveDoc>);
    let can_say = memo(move || {
        let is_open = doc.get().is_some_and(|talk| talk.can_edit.get());
        is_open && mode.with(|mode| mode != "read") && !about.doc.is_example.get()
    });
    let (threads, plain, earlier) = (RwSignal::new(None), RwSignal::new(None), RwSignal::new(None));
    let (makers, makers_of_earlier) = (Makers::new(), Makers::new());
    effect(move || about.may_say.set(can_say.get()));
    let can_say = can_say.into();
    let (mentions, picked, plainly_next) = (Mentions::new(), RwSignal::new(None), RwSignal::new(None));
    let talk = UseTalk {
        about,
        doc,
        earlier,
        can_say,
        threads,
        plain,
        makers,
        makers_of_earlier,
        mentions,
        picked,
        plainly_next,
    };
    about.ask_whether_said(move |row| talk.is_said(&row));
    talk
}

/// This person's name of today, if a row says that they wrote it, under whatever name they had then.
pub(crate) fn said_by_me(row: &Row) -> Option<String> {
    let by = &row.value(ON).writes.first()?.by;
    is_my_name(by).then(|| my_name_signal().get())
}

impl UseTalk {
    /// Opens the talk, for as long as the component that asks is shown.
    pub(crate) fn open(self) {
        let talks = self.about.doc.id().and_then(|about| Talks::of(&about));
        let (Some(open), Some(talks)) = (use_context::<OpenBeside>(), talks) else { return };
        let opened = |talk: DocId| open.0.run((talk, talk::KIND));
        self.doc.set(Some(opened(talks.own)));
        self.earlier.set(talks.earlier.map(opened));
        let read = memo(move || self.read());
        self.threads.set(Some(read));
        let plain = memo(move || self.read_plain());
        self.plain.set(Some(plain));
        on_cleanup(move || {
            let _ = self.threads.try_set(None);
            let _ = self.plain.try_set(None);
            let _ = self.doc.try_set(None);
            let _ = self.earlier.try_set(None);
        });
        self.mark_words();
        for (talk, makers) in self.places_untracked() {
            self.sign_again(talk);
            makers.follow(talk, &FOLLOWED);
        }
    }

    /// All threads about the document and its rows.
    fn read(self) -> Threads {
        let threads = |talk: LiveDoc| talk::threads(&rows_of(talk, &[COMMENTS, SUGGESTIONS]), &self.is_own());
        let own = self.doc.get().map(threads).unwrap_or_default();
        match self.earlier.get().map(threads) {
            Some(earlier) => talk::with_earlier(own, earlier, &|on| self.is_row_here(on)),
            None => own,
        }
    }

    /// All requests for plain words about the document and its rows, and those words.
    fn read_plain(self) -> Plain {
        let plainly = |talk: LiveDoc| talk::plainly(&rows_of(talk, &[PLAINLY]), &self.is_own());
        let own = self.doc.get().map(plainly).unwrap_or_default();
        match self.earlier.get().map(plainly) {
            Some(earlier) => talk::plainly_with_earlier(own, earlier, &|on| self.is_row_here(on)),
            None => own,
        }
    }

    fn is_own(self) -> impl Fn(&str, &Row) -> bool {
        move |list, row| self.is_own_row(list, row)
    }

    /// Whether a place is a row of the document that people talk about.
    fn is_row_here(self, on: &Anchor) -> bool {
        let list = self.about.doc.which().and_then(|(_, kind)| kind.schema().list(&on.name));
        let (Some(list), Some(row)) = (list, &on.row) else { return false };
        self.about.doc.rows(list.name).with(|rows| rows.contains(row))
    }

    /// Every open talk about the document.
    pub(crate) fn docs(self) -> Vec<LiveDoc> {
        self.doc.get().into_iter().chain(self.earlier.get()).collect()
    }

    fn places_untracked(self) -> Vec<(LiveDoc, Makers)> {
        let earlier = self.earlier.try_get_untracked().flatten().map(|talk| (talk, self.makers_of_earlier));
        self.doc.try_get_untracked().flatten().map(|talk| (talk, self.makers)).into_iter().chain(earlier).collect()
    }

    /// The talk that holds a row of a list, and the makers of its rows: the one that takes new words, unless the row is
    /// from before.
    fn place_of(self, list: &str, row: &RowId) -> Option<(LiveDoc, Makers)> {
        self.doc.track();
        self.earlier.track();
        let holds = |(talk, _): &(LiveDoc, Makers)| {
            let list = talk::SCHEMA.list(list);
            list.is_some_and(|list| talk.rows(list.name).with(|rows| rows.contains(row)))
        };
        let places = self.places_untracked();
        places.iter().find(|place| holds(place)).or(places.first()).copied()
    }

    /// The talk that holds a remark.
    pub(crate) fn talk_of(self, remark: &Remark) -> Option<LiveDoc> {
        self.place_of(remark.list, &remark.row).map(|(talk, _)| talk)
    }

    /// Remarks of this person as a guest of a drawn name are theirs for everybody once they have a name: they are
    /// signed with that one, and keep their time.
    fn sign_again(self, talk: LiveDoc) {
        effect(move || {
            let me = my_name_signal().get();
            for list in LISTS {
                for row in talk.rows(list).get() {
                    let on = talk.row(list, &row).with(|row| row.value(ON).writes.first().cloned());
                    let as_guest = on.filter(|on| was_my_drawn_name(&on.by));
                    if let Some(on) = as_guest.filter(|_| self.author_of(list, &row).is_none()) {
                        let writes = vec![Write { by: me.clone(), ..on }];
                        // A person who may not write here any more stays the guest they were.
                        let _ = talk.quietly(&Edit::PutBack { at: Place::in_row(list, &row, ON), writes });
                    }
                }
            }
        });
    }

    /// Lists of the talk as they are now.
    pub(crate) fn rows(self, lists: &[&'static str]) -> Sheet {
        self.doc.get().map(|talk| rows_of(talk, lists)).unwrap_or_default()
    }

    /// The author of a row of a list, by the server's word. The row's id may stand in another list too, made by another.
    pub(crate) fn author_of(self, list: &str, row: &RowId) -> Option<Bound> {
        let (talk, makers) = self.place_of(list, row)?;
        makers.author_of(talk, list, row)
    }

    /// All that is known of who made a row of a list.
    pub(crate) fn maker_of(self, list: &str, row: &RowId) -> Maker {
        self.place_of(list, row).map_or(Maker::Unsaid, |(talk, makers)| makers.maker_of(talk, list, row))
    }

    /// Whether this person wrote a row: by the server's word, or by the row's own while the server has not spoken.
    fn is_own_row(self, list: &str, row: &Row) -> bool {
        self.place_of(list, &row.id).is_some_and(|(talk, makers)| makers.is_mine(talk, list, row, ON))
    }

    /// Whether this person made a row of a list, and may still change it.
    pub(crate) fn is_mine(self, list: &'static str, row: &RowId) -> bool {
        self.place_of(list, row)
            .is_some_and(|(talk, makers)| makers.is_mine(talk, list, &talk.row(list, row).get(), ON))
    }

    /// The threads about one place.
    pub(crate) fn threads(self, on: &Anchor) -> Vec<Thread> {
        let of = |said: &Threads| said.get(on).cloned();
        self.threads.get().and_then(|threads| threads.with(of)).unwrap_or_default()
    }

    /// Whether anything was said about a row.
    fn is_said(self, row: &RowId) -> bool {
        let names = |said: &Threads| said.keys().any(|on| on.row.as_ref() == Some(row));
        let in_plain = |said: &Plain| said.keys().any(|on| on.row.as_ref() == Some(row));
        self.threads.get_untracked().is_some_and(|threads| threads.with_untracked(names))
            || self.plain.get_untracked().is_some_and(|plain| plain.with_untracked(in_plain))
    }

    /// The author of a remark: by the server's word, else by their own.
    pub(crate) fn author(self, remark: &Remark) -> String {
        let by = || if is_my_name(&remark.by) { my_name_signal().get() } else { remark.by.clone() };
        let name = match self.maker_of(remark.list, &remark.row) {
            Maker::Known { name, .. } => name,
            Maker::Unsaid => by(),
            Maker::OfAFile(_) | Maker::Nobody => remark.by.clone(),
        };
        if name.is_empty() { "Somebody".to_owned() } else { name }
    }

    /// The words about a remark's author that the name does not say.
    pub(crate) fn about_author(self, remark: &Remark) -> String {
        // In the example nobody is anybody's account.
        if self.about.doc.is_example.get() {
            return String::new();
        }
        self.maker_of(remark.list, &remark.row).remark().map(|words| format!(" · {words}")).unwrap_or_default()
    }

    /// Whether nobody signs in here, so that anybody could have written under any name.
    pub(crate) fn is_anybodys(self) -> bool {
        self.doc.get().is_some_and(|talk| talk.is_anybodys())
    }

    /// Makes an edit in a talk; the error is a sentence for the person. A refusal by the server shows on the chip.
    fn edit(self, talk: LiveDoc, edit: &Edit) -> Result<Option<RowId>, String> {
        let row = talk.edit(edit).map_err(|error| error.sentence())?;
        self.about.undo.note(talk, false);
        Ok(row)
    }

    /// Adds a row to a list of the talk.
    pub(crate) fn add(self, list: &'static str, texts: &[(&str, &str)], values: &[(&str, Value)]) -> Option<RowId> {
        // A person who may not edit is shown no button.
        self.add_to(self.doc.get_untracked()?, list, texts, values).ok().flatten()
    }

    fn add_to(
        self,
        talk: LiveDoc,
        list: &'static str,
        texts: &[(&str, &str)],
        values: &[(&str, Value)],
    ) -> Result<Option<RowId>, String> {
        let after = talk.rows(list).with_untracked(|ids| ids.last().cloned());
        let texts = texts.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect();
        let values = values.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
        self.edit(talk, &Edit::Add { list: list.to_owned(), after, texts, values })
    }

    /// Says that a thread is dealt with, or that it is not.
    pub(crate) fn resolve(self, head: &Remark, is_resolved: bool) {
        if let Some(talk) = untrack(|| self.talk_of(head)) {
            let at = Place::in_row(head.list, &head.row, RESOLVED);
            let _ = self.edit(talk, &Edit::Set { at, to: is_resolved.into() });
        }
    }

    /// Takes back what was said.
    pub(crate) fn remove(self, list: &str, row: &RowId) {
        if let Some((talk, _)) = untrack(|| self.place_of(list, row)) {
            let _ = self.edit(talk, &Edit::Archive { list: list.to_owned(), row: row.clone() });
        }
    }

    /// The focus left a remark: what was begun and left empty is taken back once the focus has settled elsewhere.
    pub(crate) fn left(self, event: &FocusEvent, remark: &Remark) {
        for (element, _) in focus::rows_left(event).into_iter().filter(|(_, row)| *row == remark.row) {
            let remark = remark.clone();
            spawn_local(async move {
                if focus::has_left(&element).await {
                    self.tidy(&remark);
                }
            });
        }
    }

    fn tidy(self, remark: &Remark) {
        // The widget may be gone by now, and everything of it.
        if self.doc.is_disposed() {
            return;
        }
        let Some(talk) = untrack(|| self.talk_of(remark)) else { return };
        let row = talk.row(remark.list, &remark.row).get_untracked();
        let proposes = remark.list == SUGGESTIONS && row.text(PROPOSED) != row.text(SEEN);
        if row.text(TEXT).trim().is_empty() && !proposes && self.is_mine(remark.list, &remark.row) {
            self.remove(remark.list, &remark.row);
        }
    }

    /// Puts the proposed words into the document.
    pub(crate) fn take_over(self, suggestion: &Remark, text: &Place) {
        let Some(talk) = untrack(|| self.talk_of(suggestion)) else { return };
        let proposed = talk.row(SUGGESTIONS, &suggestion.row).with_untracked(|row| row.text(PROPOSED).to_owned());
        let now = self.about.doc.text(text).get_untracked();
        let end = proposed.encode_utf16().count() as u32;
        let written = differences(&now, &proposed, end)
            .into_iter()
            .all(|splice| self.about.edit(&Edit::Write { at: text.clone(), splice }).is_ok());
        if written {
            self.resolve(suggestion, true);
        }
    }
}

/// Lists of a talk as they are now. Its sheet would lag behind, until typing pauses.
fn rows_of(talk: LiveDoc, lists: &[&'static str]) -> Sheet {
    let mut sheet = Sheet::default();
    for list in lists {
        let rows = talk.rows(list).get().into_iter().map(|row| talk.row(list, &row).get());
        sheet.lists.insert((*list).to_owned(), rows.collect());
    }
    sheet
}
