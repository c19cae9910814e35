//! Talk: what people say about the rows and fields of a document, as signals and commands over the document of the talk.

pub(crate) mod plainly;
pub(crate) mod said;

use std::collections::BTreeMap;

use leptos::prelude::*;
use leptos::task::spawn_local;
use muster_shared::id::{DocId, RowId};
use muster_shared::kinds::talk::{
    self, AGREEMENTS, ANSWERS, Anchor, COMMENTS, ON, PLAINLY, PROPOSED, Plainly, RESOLVED, Remark, SEEN, SUGGESTIONS,
    TEXT, Thread,
};
use muster_shared::kinds::{Kind, companion};
use muster_shared::sheet::{Edit, Maker, Place, Row, Sheet, Value, Write};
use muster_shared::text::typing::differences;
use web_sys::FocusEvent;

use crate::form::{Form, Makers, focus};
use crate::lean::memo;
use crate::live::{Bound, LiveDoc, is_my_name, my_name_signal, was_my_drawn_name};

/// How documents that stand beside the shown one are opened where the widget stands, as the talk about it; given as a
/// context. Each stays open for as long as the component that asks is shown.
#[derive(Clone, Copy)]
pub(crate) struct OpenBeside(pub(crate) Callback<(DocId, Kind), LiveDoc>);

/// Everything about the talk.
#[derive(Clone, Copy)]
pub(crate) struct UseTalk {
    /// The document that people talk about.
    pub(crate) about: Form,
    /// The talk, once somebody shows it.
    pub(crate) doc: RwSignal<Option<LiveDoc>>,
    /// Whether this person may say something.
    pub(crate) can_say: Signal<bool>,
    /// Everything that was said, by what it is about, for as long as the talk is open.
    threads: RwSignal<Option<Memo<Threads>>>,
    /// Requests for plain words, and those, in the same way.
    plain: RwSignal<Option<Memo<Plain>>>,
    makers: Makers,
}

type Threads = BTreeMap<Anchor, Vec<Thread>>;
type Plain = BTreeMap<Anchor, Plainly>;

/// The signals of the talk about a document; it is not opened yet.
pub(crate) fn use_talk(about: Form, mode: Signal<String>) -> UseTalk {
    let doc = RwSignal::new(None::<LiveDoc>);
    let can_say = memo(move || {
        let is_open = doc.get().is_some_and(|talk| talk.can_edit.get());
        is_open && mode.with(|mode| mode != "read") && !about.doc.is_example.get()
    });
    let (threads, plain) = (RwSignal::new(None), RwSignal::new(None));
    let talk = UseTalk { about, doc, can_say: can_say.into(), threads, plain, makers: Makers::new() };
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
        // People talk about a document and all that belongs to it in one place.
        let subject = self.about.doc.id().map(|about| companion(&about).map_or(about, |(_, subject)| subject));
        let talk = subject.and_then(|subject| talk::about(&subject));
        let (Some(open), Some(talk)) = (use_context::<OpenBeside>(), talk) else { return };
        let talk = open.0.run((talk, talk::KIND));
        self.doc.set(Some(talk));
        let is_own = move |list: &str, row: &Row| self.is_own_row(list, row);
        let read = memo(move || talk::threads(&self.rows(&[COMMENTS, SUGGESTIONS]), &is_own));
        self.threads.set(Some(read));
        let plain = memo(move || talk::plainly(&self.rows(&[PLAINLY]), &is_own));
        self.plain.set(Some(plain));
        on_cleanup(move || {
            let _ = self.threads.try_set(None);
            let _ = self.plain.try_set(None);
            let _ = self.doc.try_set(None);
        });
        self.sign_again(talk);
        self.makers.follow(talk, &[COMMENTS, SUGGESTIONS, AGREEMENTS, PLAINLY]);
    }

    /// Remarks of this person as a guest of a drawn name are theirs for everybody once they have a name: they are
    /// signed with that one, and keep their time.
    fn sign_again(self, talk: LiveDoc) {
        Effect::new(move || {
            let me = my_name_signal().get();
            for list in [COMMENTS, SUGGESTIONS, AGREEMENTS, PLAINLY] {
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

    /// Lists of the talk as they are now. Its sheet would lag behind, until typing pauses.
    pub(crate) fn rows(self, lists: &[&'static str]) -> Sheet {
        let mut sheet = Sheet::default();
        if let Some(talk) = self.doc.get() {
            for list in lists {
                let rows = talk.rows(list).get().into_iter().map(|row| talk.row(list, &row).get());
                sheet.lists.insert((*list).to_owned(), rows.collect());
            }
        }
        sheet
    }

    /// The author of a row of a list, by the server's word. The row's id may stand in another list too, made by another.
    pub(crate) fn author_of(self, list: &str, row: &RowId) -> Option<Bound> {
        self.makers.author_of(self.doc.get()?, list, row)
    }

    /// All that is known of who made a row of a list.
    pub(crate) fn maker_of(self, list: &str, row: &RowId) -> Maker {
        self.doc.get().map_or(Maker::Unsaid, |talk| self.makers.maker_of(talk, list, row))
    }

    /// Whether this person wrote a row: by the server's word, or by the row's own while the server has not spoken.
    fn is_own_row(self, list: &str, row: &Row) -> bool {
        self.doc.get().is_some_and(|talk| self.makers.is_mine(talk, list, row, ON))
    }

    /// Whether this person made a row of a list, and may still change it.
    pub(crate) fn is_mine(self, list: &'static str, row: &RowId) -> bool {
        self.doc.get().is_some_and(|talk| self.is_own_row(list, &talk.row(list, row).get()))
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
        self.maker_of(remark.list, &remark.row).remark().map(|words| format!(" · {words}")).unwrap_or_default()
    }

    /// Whether nobody signs in here, so that anybody could have written under any name.
    pub(crate) fn is_anybodys(self) -> bool {
        self.doc.get().is_some_and(|talk| talk.is_anybodys())
    }

    fn edit(self, edit: &Edit) -> Option<RowId> {
        // A person who may not edit is shown no button; a refusal by the server shows on the chip.
        let row = self.doc.get_untracked()?.edit(edit).ok()?;
        self.about.undo.note(self.doc.get_untracked()?, false);
        row
    }

    /// Adds a row to a list of the talk.
    pub(crate) fn add(self, list: &'static str, texts: &[(&str, &str)], values: &[(&str, Value)]) -> Option<RowId> {
        let after = self.doc.get_untracked()?.rows(list).with_untracked(|ids| ids.last().cloned());
        let texts = texts.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect();
        let values = values.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
        self.edit(&Edit::Add { list: list.to_owned(), after, texts, values })
    }

    /// Says that a thread is dealt with, or that it is not.
    pub(crate) fn resolve(self, head: &Remark, is_resolved: bool) {
        self.edit(&Edit::Set { at: Place::in_row(head.list, &head.row, RESOLVED), to: is_resolved.into() });
    }

    /// Takes back what was said.
    pub(crate) fn remove(self, list: &str, row: &RowId) {
        self.edit(&Edit::Archive { list: list.to_owned(), row: row.clone() });
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
        let Some(talk) = self.doc.try_get_untracked().flatten() else { return };
        let row = talk.row(remark.list, &remark.row).get_untracked();
        if row.text(TEXT).trim().is_empty()
            && row.text(PROPOSED) == row.text(SEEN)
            && self.is_mine(remark.list, &remark.row)
        {
            self.remove(remark.list, &remark.row);
        }
    }

    fn begin(self, list: &'static str, texts: &[(&str, &str)], values: &[(&str, Value)]) {
        if let Some(row) = self.add(list, texts, values) {
            focus::row(self.about.root, &row);
        }
    }

    /// Begins a comment.
    pub(crate) fn comment(self, on: &Anchor) {
        self.begin(COMMENTS, &[], &[(ON, on.to_string().into())]);
    }

    /// Begins an answer.
    pub(crate) fn answer(self, on: &Anchor, head: &RowId) {
        self.begin(COMMENTS, &[], &[(ON, on.to_string().into()), (ANSWERS, head.as_str().into())]);
    }

    /// Begins a suggestion of other words for a text.
    pub(crate) fn suggest(self, on: &Anchor, text: &Place) {
        let now = self.about.doc.text(text).get_untracked();
        self.begin(SUGGESTIONS, &[(PROPOSED, &now), (SEEN, &now)], &[(ON, on.to_string().into())]);
    }

    /// Puts the proposed words into the document.
    pub(crate) fn take_over(self, suggestion: &Remark, text: &Place) {
        let Some(talk) = self.doc.get_untracked() else { return };
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
