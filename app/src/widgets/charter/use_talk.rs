//! What is said about the charter, and who agrees with it: signals and commands over its talk.

use muster_shared::names;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use leptos::prelude::*;
use leptos::task::spawn_local;
use muster_shared::id::{DocId, RowId};
use muster_shared::kinds::outline::Sources;
use muster_shared::kinds::talk::{
    self, AGREEMENTS, ANSWERS, Agreed, Anchor, COMMENTS, Coverage, ON, PROPOSED, RESOLVED, Remark, SEEN, STAND,
    SUGGESTIONS, Signature, Stand, TEXT, Thread,
};
use muster_shared::sheet::{Edit, Place, Row, Sheet, Value, Write};
use muster_shared::sync::replica::{Reason, Status};
use muster_shared::text::typing::differences;
use web_sys::FocusEvent;

use super::focus;
use super::history::{History, Side};
use super::use_charter::UseCharter;
use crate::browser::pause;
use crate::lean::memo;
use crate::live::{Bound, LiveDoc, Phase, is_my_name, my_name_signal, was_my_drawn_name};

/// How long after the server did not say who wrote what it is asked again, in milliseconds.
const ASK_AGAIN_MS: i32 = 5_000;

/// How the talk about a charter is opened where the widget stands; given as a context. It stays open for as long as the
/// component that asks is shown.
#[derive(Clone, Copy)]
pub(crate) struct OpenTalk(pub(crate) Callback<DocId, LiveDoc>);

/// Everything about the talk.
#[derive(Clone, Copy)]
pub(crate) struct UseTalk {
    /// The talk, once somebody shows it.
    pub(crate) doc: RwSignal<Option<LiveDoc>>,
    /// Whether this person may say something.
    pub(crate) can_say: Signal<bool>,
    read: RwSignal<Option<Read>>,
    bound: RwSignal<HashMap<u64, Bound>>,
    history: History,
}

/// What the talk says, for as long as it is open.
#[derive(Clone, Copy)]
struct Read {
    /// Each section that says something, and who agrees with it.
    coverage: Memo<Vec<Coverage>>,
    /// Everything that was said, by what it is about.
    threads: Memo<BTreeMap<Anchor, Vec<Thread>>>,
}

/// The signals of a charter's talk; it is not opened yet.
pub(super) fn use_talk(charter: LiveDoc, mode: Signal<String>, history: History) -> UseTalk {
    let doc = RwSignal::new(None::<LiveDoc>);
    let can_say = memo(move || {
        let is_open = doc.get().is_some_and(|talk| talk.can_edit.get());
        is_open && mode.with(|mode| mode != "read") && !charter.is_example.get()
    });
    UseTalk { doc, can_say: can_say.into(), read: RwSignal::new(None), bound: RwSignal::new(HashMap::new()), history }
}

impl Read {
    fn of(cx: UseCharter) -> Self {
        let UseTalk { doc, bound, .. } = cx.talk;
        let threads = memo(move || {
            let is_own = |list: &str, row: &Row| doc.get().is_some_and(|talk| is_own(talk, bound, list, row));
            talk::threads(&rows_of(doc, &[COMMENTS, SUGGESTIONS]), &is_own)
        });
        let id = cx.id();
        let coverage = memo(move || {
            let signed = rows_of(doc, &[AGREEMENTS]);
            let known = move |row: &Row| Some(author_of(doc.get()?, bound, AGREEMENTS, &row.id)?.name);
            let name_of = move |row: &Row| known(row).or_else(|| said_by_me(row));
            cx.charter.sheet.with(|sheet| {
                cx.org.sheet.with(|org| {
                    let from = Sources { sheet, org, doc: &id };
                    cx.view.with(|view| talk::coverage(&from, view, &signed, &name_of))
                })
            })
        });
        Self { coverage, threads }
    }
}

/// Lists of the talk as they are now. Its sheet would lag behind, until typing pauses.
fn rows_of(doc: RwSignal<Option<LiveDoc>>, lists: &[&'static str]) -> Sheet {
    let mut sheet = Sheet::default();
    if let Some(talk) = doc.get() {
        for list in lists {
            let rows = talk.rows(list).get().into_iter().map(|row| talk.row(list, &row).get());
            sheet.lists.insert((*list).to_owned(), rows.collect());
        }
    }
    sheet
}

/// Who made a row of a list. Its id may stand in another list too, made by somebody else.
fn author_of(talk: LiveDoc, bound: RwSignal<HashMap<u64, Bound>>, list: &str, row: &RowId) -> Option<Bound> {
    let maker = talk.maker(list, row)?;
    bound.with(|bound| bound.get(&maker).cloned())
}

/// Whether this person wrote a row: by the server's word, or by the row's own while the server has not spoken.
fn is_own(talk: LiveDoc, bound: RwSignal<HashMap<u64, Bound>>, list: &str, row: &Row) -> bool {
    match author_of(talk, bound, list, &row.id) {
        Some(author) => talk.is_me(&author.author),
        None => said_by_me(row).is_some(),
    }
}

/// This person's name of today, if a row says that they wrote it, under whatever name they had then.
fn said_by_me(row: &Row) -> Option<String> {
    let by = &row.value(ON).writes.first()?.by;
    is_my_name(by).then(|| my_name_signal().get())
}

/// A charter that was begun here, or is given back, is not on the server at first, and neither is its talk: it is asked
/// for once more when the charter has arrived.
fn open_again(charter: LiveDoc, talk: LiveDoc) {
    let tried = StoredValue::new(false);
    Effect::new(move || {
        let has_arrived = charter.status.get() == Status::Saved && charter.refusal.get().is_none();
        let is_gone = talk.refusal.get() == Some(Reason::Gone);
        if has_arrived && is_gone && !tried.get_value() {
            talk.sync_now();
        }
        tried.set_value(has_arrived && is_gone);
    });
}

impl UseTalk {
    /// Opens the talk about a charter, for as long as the component that asks is shown.
    pub(crate) fn open(self, cx: UseCharter) {
        let talk = cx.charter.id().and_then(|charter| talk::about(&charter));
        let (Some(open), Some(talk)) = (use_context::<OpenTalk>(), talk) else { return };
        let talk = open.0.run(talk);
        self.doc.set(Some(talk));
        self.read.set(Some(Read::of(cx)));
        on_cleanup(move || {
            let _ = self.read.try_set(None);
            let _ = self.doc.try_set(None);
        });
        open_again(cx.charter, talk);
        self.sign_again(talk);
        let asked = StoredValue::new(BTreeSet::<u64>::new());
        Effect::new(move || {
            talk.sheet.track();
            let lists = [COMMENTS, SUGGESTIONS, AGREEMENTS];
            let rows = lists.into_iter().flat_map(|list| talk.rows(list).get().into_iter().map(move |row| (list, row)));
            let makers: Vec<u64> = rows.filter_map(|(list, row)| talk.maker(list, &row)).collect();
            let is_new = asked.try_update_value(|asked| {
                let before = asked.len();
                asked.extend(makers);
                asked.len() > before
            });
            if talk.phase.get() == Phase::Ready && is_new == Some(true) {
                self.ask_who(talk);
            }
        });
    }

    /// What this person said as a guest of a drawn name is theirs for everybody once they have a name: it is signed with
    /// that one, and keeps its time.
    fn sign_again(self, talk: LiveDoc) {
        Effect::new(move || {
            let me = my_name_signal().get();
            for list in [COMMENTS, SUGGESTIONS, AGREEMENTS] {
                for row in talk.rows(list).get() {
                    let on = talk.row(list, &row).with(|row| row.value(ON).writes.first().cloned());
                    let as_guest = on.filter(|on| was_my_drawn_name(&on.by));
                    if let Some(on) = as_guest.filter(|_| author_of(talk, self.bound, list, &row).is_none()) {
                        let writes = vec![Write { by: me.clone(), ..on }];
                        // Who may not write here any more stays the guest they were.
                        let _ = talk.quietly(&Edit::PutBack { at: Place::in_row(list, &row, ON), writes });
                    }
                }
            }
        });
    }

    /// Asks the server who wrote what, until it answers. It knows by now: an edit is bound to its author before anybody
    /// hears of it.
    fn ask_who(self, talk: LiveDoc) {
        spawn_local(async move {
            while self.doc.try_get_untracked().flatten().is_some() {
                if let Some(bound) = talk.authors().await {
                    self.bound.try_set(bound.into_iter().map(|one| (one.client, one)).collect());
                    return;
                }
                pause(ASK_AGAIN_MS).await;
            }
        });
    }

    /// Each section that says something, and who agrees with it.
    pub(crate) fn coverage<T: Default>(self, read: impl FnOnce(&[Coverage]) -> T) -> T {
        self.read.get().map(|known| known.coverage.with(|covered| read(covered))).unwrap_or_default()
    }

    /// What was said about one thing.
    pub(crate) fn threads(self, on: &Anchor) -> Vec<Thread> {
        let of = |said: &BTreeMap<Anchor, Vec<Thread>>| said.get(on).cloned();
        self.read.get().and_then(|known| known.threads.with(of)).unwrap_or_default()
    }

    /// Whether anything was said about a row.
    pub(crate) fn is_said(self, row: &RowId) -> bool {
        let names = |said: &BTreeMap<Anchor, Vec<Thread>>| said.keys().any(|on| on.row.as_ref() == Some(row));
        self.read.get_untracked().is_some_and(|known| known.threads.with_untracked(names))
    }

    /// Who said something: by the server's word, else by their own.
    pub(crate) fn author(self, remark: &Remark) -> String {
        let known = self.doc.get().and_then(|talk| author_of(talk, self.bound, remark.list, &remark.row));
        let by = || if is_my_name(&remark.by) { my_name_signal().get() } else { remark.by.clone() };
        let name = known.map_or_else(by, |author| author.name);
        if name.is_empty() { "Somebody".to_owned() } else { name }
    }

    /// Whether this person said it, and may still change it.
    pub(crate) fn is_own(self, remark: &Remark) -> bool {
        self.doc
            .get()
            .is_some_and(|talk| is_own(talk, self.bound, remark.list, &talk.row(remark.list, &remark.row).get()))
    }

    /// What this person last said of a section's words.
    pub(crate) fn own_word(self, coverage: &Coverage) -> Option<Agreed> {
        let me = names::key(&my_name_signal().get());
        coverage.people.iter().find(|one| names::key(&one.name) == me && one.signature.is_some()).cloned()
    }

    /// Whether this person gave a signature, and nobody else who is called the same.
    fn is_mine(self, given: &Signature) -> bool {
        let Some(talk) = self.doc.get_untracked() else { return false };
        is_own(talk, self.bound, AGREEMENTS, &talk.row(AGREEMENTS, &given.row).get_untracked())
    }

    fn edit(self, edit: &Edit) -> Option<RowId> {
        // Whoever may not is shown no button; what the server refuses, the chip says.
        let row = self.doc.get_untracked()?.edit(edit).ok()?;
        self.history.note(Side::Talk);
        row
    }

    fn add(self, list: &'static str, texts: &[(&str, &str)], values: &[(&str, Value)]) -> Option<RowId> {
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
        if row.text(TEXT).trim().is_empty() && row.text(PROPOSED) == row.text(SEEN) && self.is_own(remark) {
            self.remove(remark.list, &remark.row);
        }
    }
}

impl UseCharter {
    fn begin(self, list: &'static str, texts: &[(&str, &str)], values: &[(&str, Value)]) {
        if let Some(row) = self.talk.add(list, texts, values) {
            focus::row(self.root, &row);
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
        let now = self.charter.text(text).get_untracked();
        self.begin(SUGGESTIONS, &[(PROPOSED, &now), (SEEN, &now)], &[(ON, on.to_string().into())]);
    }

    /// Puts the proposed words into the charter.
    pub(crate) fn take_over(self, suggestion: &Remark, text: &Place) {
        let Some(talk) = self.talk.doc.get_untracked() else { return };
        let proposed = talk.row(SUGGESTIONS, &suggestion.row).with_untracked(|row| row.text(PROPOSED).to_owned());
        let now = self.charter.text(text).get_untracked();
        let end = proposed.encode_utf16().count() as u32;
        let written = differences(&now, &proposed, end)
            .into_iter()
            .all(|splice| self.edit(Side::Charter, &Edit::Write { at: text.clone(), splice }).is_ok());
        if written {
            self.talk.resolve(suggestion, true);
        }
    }

    /// Says how this person stands to a section, as it reads now. A reservation is written next.
    pub(crate) fn sign(self, covered: &Coverage, stand: Stand) {
        // The last word counts whatever the clocks of its writer's devices say.
        let before = self.talk.own_word(covered).and_then(|mine| mine.signature).filter(|mine| self.talk.is_mine(mine));
        let values = [(ON, covered.section.name().into()), (STAND, stand.name().into())];
        let row = self.talk.add(AGREEMENTS, &[(SEEN, &covered.words)], &values);
        if let (Some(_), Some(before)) = (&row, before) {
            self.talk.remove(AGREEMENTS, &before.row);
        }
        if let (Some(row), true) = (row, stand != Stand::Agrees) {
            focus::row(self.root, &row);
        }
    }
}
