//! A document as the page lives with it: replica, device, server and other tabs on one side, signals on the other.
//!
//! The only place in the app that knows the replica. Everything above reads signals and calls commands. A session
//! lives as long as somebody shows its document, not as long as a component.

mod along;
mod audience;
mod beginning;
mod changes;
mod keeping;
mod lasting;
mod me;
mod open_doc;
mod opened;
mod packed;
mod people;
mod signals;
mod twice;
mod whose;

use std::rc::{Rc, Weak};

use leptos::prelude::*;
use muster_shared::access::Author;
use muster_shared::id::{DocId, Lineage, RowId, Since};
use muster_shared::kinds::Kind;
use muster_shared::past;
use muster_shared::sheet::people::{is_person, naming};
use muster_shared::sheet::{Edit, EditError, Found, Place, Register, Row, Sheet, Source, Span, Splice};
use muster_shared::sync::document::Delta;
use muster_shared::sync::replica::{Reason, Status};

use wasm_bindgen::{JsCast, JsValue};

pub(crate) use along::linger;
pub(crate) use lasting::Lasting;
pub(crate) use me::{
    call_me, is_my_name, is_my_name_kept, my_name_signal, my_names, name_me, stay_unseen, was_my_drawn_name,
};
use open_doc::OpenDoc;
pub(crate) use opened::{Opened, open, open_kind};
pub(crate) use packed::{ReadDoc, copy_out, read_again, read_updates};
pub(crate) use people::{Caret, Person};
pub(crate) use whose::{Account, Seated, Whose, keep_labels, labels_kept_in};

use crate::browser::{call, fetch, word_in};
use crate::store::ForWhom;
use crate::visitor::Visitor;

/// How far a document has come on this screen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Phase {
    /// Nothing to show yet.
    Opening,
    /// There is a text to read, and to write if the role allows.
    Ready,
    /// There is none and there will be none, and why.
    Closed(Reason),
}

/// Which editor on this page typed something; it need not be told of it again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct EditorId(pub(crate) u32);

/// A hearer of what others write: the document before it, and after.
pub(crate) type OthersHearer = Rc<dyn Fn(&Sheet, Sheet)>;

/// A live document, to pass around. Once nobody keeps it open, commands do nothing and signals stand still.
#[derive(Clone, Copy)]
pub(crate) struct LiveDoc {
    session: StoredValue<Weak<OpenDoc>, LocalStorage>,
    /// How far it has come.
    pub(crate) phase: Lasting<Phase>,
    /// The status on the chip.
    pub(crate) status: Lasting<Status>,
    /// Whether it may be edited now.
    pub(crate) can_edit: Lasting<bool>,
    /// Whether this person may now change what is nobody's own in it, and not only add what is theirs.
    pub(crate) can_change: Lasting<bool>,
    /// Why the server does not give it, or not to be changed.
    pub(crate) refusal: Lasting<Option<Reason>>,
    /// Whether the server has told on this connection all that this copy lacked.
    pub(crate) is_told: Lasting<bool>,
    /// The other people who are here.
    pub(crate) people: Lasting<Vec<Person>>,
    /// The lines that somebody who was away rewrote while others did, and that nobody has settled.
    pub(crate) twice: Lasting<Vec<past::Told>>,
    /// The whole sheet, brought up to date when typing pauses: for what is computed from all of it.
    pub(crate) sheet: Lasting<Sheet>,
    /// Whether the document is part of the worked example.
    pub(crate) is_example: Lasting<bool>,
}

impl LiveDoc {
    fn with<T>(&self, f: impl FnOnce(&Rc<OpenDoc>) -> T) -> Option<T> {
        let session = self.session.try_with_value(Weak::upgrade).flatten()?;
        Some(f(&session))
    }

    /// The document's id.
    pub(crate) fn id(&self) -> Option<DocId> {
        self.with(|session| session.doc.clone())
    }

    /// The document's id and kind.
    pub(crate) fn which(&self) -> Option<(DocId, Kind)> {
        self.with(|session| (session.doc.clone(), session.which.kind))
    }

    /// A shared text, brought up to date with every keystroke anywhere.
    pub(crate) fn text(&self, place: &Place) -> Lasting<String> {
        self.with(|session| session.signals.text(session, place)).unwrap_or_else(|| RwSignal::new(String::new())).into()
    }

    /// A single value of the sheet or of a keyed map.
    pub(crate) fn value(&self, place: &Place) -> Lasting<Register> {
        let value = self.with(|session| session.signals.value(session, place));
        value.unwrap_or_else(|| RwSignal::new(Register::default())).into()
    }

    /// The rows of a list that are not archived, in their order.
    pub(crate) fn rows(&self, list: &'static str) -> Lasting<Vec<RowId>> {
        self.with(|session| session.signals.rows(session, list)).unwrap_or_else(|| RwSignal::new(Vec::new())).into()
    }

    /// One row, brought up to date with every change of it. Only changed rows are read again.
    pub(crate) fn row(&self, list: &'static str, row: &RowId) -> Lasting<Row> {
        let signal = self.with(|session| session.signals.row(session, list, row));
        let signal = signal.unwrap_or_else(|| RwSignal::new(Row::new(row.clone())));
        Lasting::over(signal, || Row::new(RowId::made_by(0, 0)))
    }

    /// Under which client id a row was made, and at which clock.
    pub(crate) fn maker(&self, list: &str, row: &RowId) -> Option<Since> {
        self.with(|session| changes::read_maker(session, list, row)).flatten()
    }

    /// The file that a row came from, if one is noted.
    pub(crate) fn source(&self, list: &str, row: &RowId) -> Option<Source> {
        self.with(|session| changes::read_source(session, list, row)).flatten()
    }

    /// Whether a client id is known to be this person's.
    pub(crate) fn is_own_id(&self, client: u64) -> bool {
        self.with(|session| session.replica.borrow().is_own_id(client)).unwrap_or_default()
    }

    /// Whether nobody signs in here, so that everybody is whoever they say.
    pub(crate) fn is_anybodys(&self) -> bool {
        self.with(|session| session.which.visitor.is_anybody()).unwrap_or_default()
    }

    /// The authors of the document's client ids, as far as the server knows; `None` while it does not answer.
    pub(crate) async fn authors(self) -> Option<Vec<Bound>> {
        let which = self.with(|session| session.which.clone())?;
        let url = format!("{}/api/docs/{}/authors", which.origin, which.doc);
        let answer = fetch(&url, &which.visitor).await.ok()?;
        let bound = js_sys::JSON::parse(&answer.body).ok()?.dyn_into::<js_sys::Array>().ok()?;
        let bound: Vec<Bound> = bound.iter().filter_map(|one| Bound::read(&one)).collect();
        // An open server knows nobody, and there every row is everybody's.
        if !bound.is_empty() {
            let own: Vec<Since> = bound.iter().filter(|one| self.is_me(&one.author)).map(Bound::since).collect();
            self.with(|session| {
                session.replica.borrow_mut().know_own(own);
                session.keep_own();
                session.flush();
            });
        }
        Some(bound)
    }

    /// The server's answer to something that is asked about the document, below its address; `None` while it does not answer,
    /// or answers that it will not.
    pub(crate) async fn ask(self, below: &str) -> Option<String> {
        let doc = self.id()?;
        self.ask_beside(&doc, below).await
    }

    /// The same about another document, by the rights with which this one is open.
    pub(crate) async fn ask_beside(self, doc: &DocId, below: &str) -> Option<String> {
        let which = self.with(|session| session.which.clone())?;
        let answer = fetch(&format!("{}/api/docs/{doc}/{below}", which.origin), &which.visitor).await.ok()?;
        (answer.status == 200).then_some(answer.body)
    }

    /// Asks the server for a change of what it says about the document, below its address.
    ///
    /// # Errors
    /// A sentence for the person.
    pub(crate) async fn tell(self, method: &str, below: &str, body: Option<&str>) -> Result<(), String> {
        let away = || Err("The server does not answer just now. Nothing has changed.".to_owned());
        let Some(which) = self.with(|session| session.which.clone()) else { return away() };
        let url = format!("{}/api/docs/{}/{below}", which.origin, which.doc);
        match call(method, url.trim_end_matches('/'), body, &which.visitor).await {
            Ok(answer) if answer.status < 300 => Ok(()),
            Ok(answer) => {
                let why = word_in(&answer.body, "detail").unwrap_or_default();
                if why.is_empty() { away() } else { Err(format!("That is not done: {why}.")) }
            }
            Err(_) => away(),
        }
    }

    /// The author that the person writes as who has this document open.
    pub(crate) fn who(&self) -> String {
        self.with(|session| session.which.visitor.who().to_owned()).unwrap_or_default()
    }

    /// Whether a person is signed in here, in a page of ours, and no bearer of a token.
    pub(crate) fn is_signed_in(&self) -> bool {
        self.with(|session| session.is_signed_in()).unwrap_or_default()
    }

    /// Whether an author is who has this document open.
    pub(crate) fn is_me(&self, author: &str) -> bool {
        self.with(|session| session.which.visitor.who() == author).unwrap_or_default()
    }

    /// The words that name who has this document open in a person field: by their id where they have an account.
    pub(crate) fn my_words(&self) -> String {
        let name = my_name_signal().get_untracked();
        let id = self.with(|session| session.which.visitor.who().to_owned()).unwrap_or_default();
        if self.is_signed_in() && is_person(&id) { naming(&id, &name) } else { name }
    }

    /// Makes one edit. Answers the row it added, if it added one.
    ///
    /// # Errors
    /// [`EditError`] for the person, to be shown at the field.
    pub(crate) fn edit(&self, edit: &Edit) -> Result<Option<RowId>, EditError> {
        self.with(|session| session.edit(edit, None)).unwrap_or(Err(EditError::ReadOnly))
    }

    /// Makes one edit that undo does not take back.
    ///
    /// # Errors
    /// [`EditError`] when it does not fit, or may not be made.
    pub(crate) fn quietly(&self, edit: &Edit) -> Result<(), EditError> {
        self.with(|session| session.quietly(edit)).unwrap_or(Err(EditError::ReadOnly))
    }

    /// Types into a text from the editor `by`, which shows the result already.
    ///
    /// # Errors
    /// [`EditError`] when the text has changed under the edit; the editor then takes the text as it is.
    pub(crate) fn write(&self, place: &Place, splice: Splice, by: EditorId) -> Result<(), EditError> {
        let edit = Edit::Write { at: place.clone(), splice };
        self.with(|session| session.edit(&edit, Some(by))).unwrap_or(Err(EditError::ReadOnly)).map(drop)
    }

    /// Whether there is an own step to take back.
    pub(crate) fn can_undo(&self) -> bool {
        self.with(|session| session.replica.borrow().can_undo()).unwrap_or_default()
    }

    /// Takes back the latest own step. Answers whether there was one.
    pub(crate) fn undo(&self) -> bool {
        self.with(|session| session.undo()).unwrap_or_default()
    }

    /// Does again what was last taken back. Answers whether there was something.
    pub(crate) fn redo(&self) -> bool {
        self.with(|session| session.redo()).unwrap_or_default()
    }

    /// Fills what the document does not say yet.
    ///
    /// # Errors
    /// [`EditError`] when the sheet does not fit the kind; then nothing has changed.
    pub(crate) fn fill(&self, sheet: &Sheet, example: bool) -> Result<(), EditError> {
        self.with(|session| session.fill(sheet, example)).unwrap_or(Err(EditError::ReadOnly))
    }

    /// Calls `f` with every change of a text, step by step, but those `by` made itself, until the guard is dropped.
    pub(crate) fn on_typed(
        &self,
        place: &Place,
        by: EditorId,
        f: impl Fn(&[Vec<Delta>]) + 'static,
    ) -> Option<TypedGuard> {
        self.with(|session| {
            session.signals.listen(place, by, Rc::new(f));
            TypedGuard { session: Rc::downgrade(session), place: place.clone(), by }
        })
    }

    /// Calls a hearer with the document before and after whatever others write, for as long as no other one is given.
    pub(crate) fn on_others(&self, hearer: Option<OthersHearer>) {
        self.with(|session| *session.others.borrow_mut() = hearer);
    }

    /// Says where this person's caret stands; `None` when it stands nowhere.
    pub(crate) fn show_caret(&self, caret: Option<(&Place, u32, u32)>) {
        self.with(|session| session.show_caret(caret));
    }

    /// Where other people's carets stand in a text now.
    pub(crate) fn carets_in(&self, place: &Place) -> Vec<Caret> {
        self.with(|session| session.carets_in(place)).unwrap_or_default()
    }

    /// Ties words of a text to their characters, so that they are found wherever the text has them. Offsets count UTF-16
    /// units.
    pub(crate) fn tie_words(&self, place: &Place, from: u32, to: u32) -> Option<Span> {
        self.with(|session| session.tie_words(place, from, to)).flatten()
    }

    /// Where words that were tied stand now. Follow the text to hear of changes.
    pub(crate) fn find_words(&self, span: &Span) -> Found {
        self.with(|session| session.find_words(span)).unwrap_or(Found::Unknown)
    }

    /// Whether somebody else has their caret in a row.
    pub(crate) fn is_somebody_in(&self, list: &str, row: &RowId) -> bool {
        self.people.with_untracked(|people| people.iter().any(|person| person.is_in(list, row)))
    }

    /// Connects now, if it is not connected.
    pub(crate) fn sync_now(&self) {
        self.with(|session| session.link.connect());
    }

    /// The visitor has a fresh token.
    pub(crate) fn renewed(&self) {
        self.with(|session| session.renewed());
    }

    /// The document's history, once the device knows of it.
    pub(crate) fn lineage(&self) -> Option<Lineage> {
        self.with(|session| session.about.borrow().as_ref().map(|about| about.lineage.clone())).flatten()
    }

    /// This copy in plain lines, to copy out when it can no longer be merged.
    pub(crate) fn copy_out(&self) -> String {
        self.with(|session| session.copy_out()).unwrap_or_default()
    }

    /// The words in plain lines that this person wrote here and that the server does not have, and nobody else's.
    pub(crate) fn unsent(&self) -> String {
        self.with(|session| session.unsent()).unwrap_or_default()
    }

    /// Whether the server has said on this connection what it has, and has everything of this copy.
    pub(crate) fn is_synced(&self) -> bool {
        self.with(|session| session.replica.borrow().is_synced()).unwrap_or_default()
    }

    /// Whether the server has everything of it, or is not asked any more.
    fn is_handed_over(&self) -> bool {
        let is_open = !matches!(self.phase.get_untracked(), Phase::Opening);
        is_open && self.with(|session| session.replica.borrow().is_synced() || session.link.is_idle()) != Some(false)
    }

    /// The whole sheet as it is now, also while somebody types.
    pub(crate) fn sheet_now(&self) -> Sheet {
        self.with(|session| session.replica.borrow_mut().sheet()).unwrap_or_default()
    }

    /// Gives the server a document back that it does not know any more.
    pub(crate) fn put_back(&self) {
        self.with(OpenDoc::put_back);
    }

    /// After a copy was set aside: opens the document anew from the server.
    pub(crate) fn open_anew(&self) {
        self.with(OpenDoc::open_anew);
    }
}

/// The author of a client id.
#[derive(Clone)]
pub(crate) struct Bound {
    pub(crate) client: u64,
    /// The clock from which on what stands under it is the author's.
    since: u32,
    /// As the server's log has them.
    pub(crate) author: String,
    /// The author's name.
    pub(crate) name: String,
}

impl Bound {
    fn read(json: &JsValue) -> Option<Self> {
        let field = |name: &str| js_sys::Reflect::get(json, &name.into()).ok();
        let words = |name: &str| field(name)?.as_string();
        // A server of before bound an id as a whole.
        let since = field("since").and_then(|since| since.as_f64()).unwrap_or_default() as u32;
        Some(Self { client: field("client")?.as_f64()? as u64, since, author: words("author")?, name: words("name")? })
    }

    fn since(&self) -> Since {
        Since { client: self.client, clock: self.since }
    }

    /// Whether the server itself is the author, as of what it made of a file.
    pub(crate) fn is_server(&self) -> bool {
        self.author == Author::server().as_str()
    }

    /// Whether it is the author of what was made at a clock.
    pub(crate) fn made(&self, made: Since) -> bool {
        self.since <= made.clock
    }
}

/// Stops listening to a text when dropped.
pub(crate) struct TypedGuard {
    session: Weak<OpenDoc>,
    place: Place,
    by: EditorId,
}

impl Drop for TypedGuard {
    fn drop(&mut self) {
        if let Some(session) = self.session.upgrade() {
            session.signals.unlisten(&self.place, self.by);
        }
    }
}

/// The document to open.
#[derive(Clone)]
pub(crate) struct Which {
    /// The server: scheme, host and port.
    pub(crate) origin: String,
    /// The document.
    pub(crate) doc: DocId,
    /// Its kind.
    pub(crate) kind: Kind,
    /// For whom.
    pub(crate) visitor: Visitor,
    /// Set when the document is made here and now.
    pub(crate) begin: Option<Begin>,
}

/// A document to be made here and now.
#[derive(Clone)]
pub(crate) struct Begin {
    /// Its history.
    pub(crate) lineage: Lineage,
    /// The people it is for.
    pub(crate) for_whom: ForWhom,
    /// Whether the person who makes it captains its team, as soon as the server knows of it.
    pub(crate) captains: bool,
}
