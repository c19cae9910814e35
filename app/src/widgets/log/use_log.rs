//! The log page's state and its actions: signals over the log and the charter that it is about.

use leptos::prelude::*;
use muster_shared::access::{Author, Side};
use muster_shared::id::{DocId, RowId};
use muster_shared::kinds::charter::{MEMBERS, NAME};
use muster_shared::kinds::log::*;
use muster_shared::kinds::org::CAPTAINS;
use muster_shared::order;
use muster_shared::sheet::people::{is_person, naming};
use muster_shared::sheet::{Maker, Named, Place, Row};

use super::ShownLog;
use super::sift::Sift;
use crate::boxed::memo;
use crate::browser::today;
use crate::form::{Form, Makers, UseNames};
use crate::live::my_name_signal;
use crate::talk::{UseTalk, use_talk};
use crate::visitor;
use crate::widgets::origin::origin;

/// The lists whose makers are asked for.
const MADE: &[&str] = &[
    DECISIONS,
    OUTCOMES,
    REQUESTS,
    LEARNINGS,
    BETS,
    BET_ENDS,
    CAPTAIN_LEVELS,
    LEADER_LEVELS,
    CAPTAIN_VIEWS,
    LEADER_VIEWS,
    ANNOTATIONS,
];

/// Everything the parts are made of.
#[derive(Clone, Copy)]
pub(crate) struct UseLog {
    pub(super) shown: ShownLog,
    pub(super) form: Form,
    pub(super) view: Memo<LogView>,
    pub(super) talk: UseTalk,
    pub(super) makers: Makers,
    /// The names of now of the people it names.
    pub(super) names: UseNames,
    /// Which decisions are looked for.
    pub(super) sift: Sift,
    /// Whether this person may log decisions of the team here.
    pub(super) can_decide: Signal<bool>,
    /// The team's name.
    pub(super) team: Memo<String>,
    /// Today, as the page was opened.
    pub(super) today: StoredValue<String>,
    charter_id: StoredValue<DocId>,
}

/// The signals and commands of one log.
pub(super) fn use_log(shown: ShownLog) -> UseLog {
    let docs = shown.docs;
    let may = move || shown.mode.with(|mode| mode != "read" && mode != "comment") && !docs.charter.is_example.get();
    let can_add = memo(move || docs.log.can_edit.get() && may());
    let form = Form::of(docs.log, can_add.into(), if shown.in_host_page { 3 } else { 1 });
    let makers = Makers::new();
    let is_own = move |list: &str, row: &Row| {
        docs.log.maker(list, &row.id).is_some_and(|made| docs.log.is_own_id(made.client)) && !docs.log.is_anybodys()
    };
    let speaks = move |list: &str, row: &Row| match makers.maker_of(docs.log, list, &row.id) {
        Maker::Known { id, name } => Some(Author::new(id.as_deref().unwrap_or(&name))),
        Maker::Unsaid if is_own(list, row) => Some(Author::new(&docs.log.who())),
        Maker::Unsaid => Some(Author::everybody()),
        Maker::OfAFile(_) => docs.log.is_example.get().then(Author::everybody),
        Maker::Nobody => None,
    };
    // Rows are compared one by one, as they are drawn.
    let view = Memo::new_with_compare(move |_| docs.log.sheet.with(|sheet| LogView::with(sheet, speaks)), |_, _| true);
    let name = docs.charter.text(&Place::on_sheet(NAME));
    UseLog {
        shown,
        form,
        view,
        talk: use_talk(form, shown.mode),
        makers,
        names: UseNames::new(),
        sift: Sift::new(),
        can_decide: memo(move || can_add.get() && docs.charter.can_edit.get()).into(),
        team: memo(move || match name.get() {
            none if none.trim().is_empty() => "A team without a name".to_owned(),
            name => name,
        }),
        today: StoredValue::new(today()),
        charter_id: StoredValue::new(docs.charter.id().unwrap_or_else(DocId::org)),
    }
}

impl UseLog {
    /// The charter's id.
    pub(super) fn charter_id(self) -> DocId {
        self.charter_id.get_value()
    }

    /// The captain's name.
    pub(super) fn captain(self) -> String {
        self.names.label(&self.captain_words())
    }

    pub(super) fn captain_words(self) -> String {
        let place = Place::under_key(CAPTAINS, self.charter_id().as_str());
        self.shown.docs.org.value(&place).with(|captain| captain.words().to_owned())
    }

    /// The side of the team's authority that this person speaks for here; none where they speak for neither. Where nobody
    /// signs in, everybody but the named captain may say that they are a leader.
    pub(super) fn side(self) -> Option<Side> {
        if !self.can_decide.get() || self.shown.in_host_page {
            return None;
        }
        let captain = self.captain_words();
        let is_captain = !captain.is_empty() && Named::read(&captain).is(&Named::read(&self.me()));
        let leads = if self.form.doc.is_anybodys() { !captain.is_empty() } else { visitor::rank().may_manage() };
        match (is_captain, leads) {
            (true, _) => Some(Side::Captain),
            (false, true) => Some(Side::Leader),
            (false, false) => None,
        }
    }

    /// The name of the person who made a row, and what stands behind it; `said` is the row's own word.
    pub(super) fn made_by(self, list: &str, row: &RowId, said: &str) -> String {
        if self.form.doc.is_example.get() {
            return said.to_owned();
        }
        self.makers.maker_of(self.form.doc, list, row).told(said)
    }

    /// Asks for the names of the people that the log names, for as long as the component that asks is shown.
    pub(super) fn follow_names(self) {
        self.names.follow([self.form.doc, self.shown.docs.org], self.charter_id());
    }

    /// Asks who made which rows, for as long as the component that asks is shown.
    pub(super) fn follow_makers(self) {
        self.makers.follow(self.form.doc, MADE);
    }

    /// This person, as a field of a person names them: by their account, where they have one.
    pub(super) fn me(self) -> String {
        let (id, name) = (self.form.doc.who(), my_name_signal().get());
        if is_person(&id) { naming(&id, &name) } else { name }
    }

    /// The people of the team as its charter names them, its captain and this person first.
    pub(super) fn people(self) -> Vec<String> {
        let members = self.shown.docs.charter.rows(MEMBERS).get();
        let named =
            |row: &RowId| self.shown.docs.charter.row(MEMBERS, row).with(|row| row.value("name").words().to_owned());
        [self.captain_words(), self.me()].into_iter().chain(members.iter().map(named)).collect()
    }

    /// Classes of decisions that the log knows.
    pub(super) fn classes(self) -> Vec<String> {
        let class = |decision: &Decision| Some(decision.class().to_owned()).filter(|class| !class.is_empty());
        let of_levels = |view: &LogView| view.levels.iter().map(|class| class.class.clone()).collect::<Vec<_>>();
        let mut classes: Vec<String> =
            self.view.with(|view| view.decisions.iter().filter_map(class).chain(of_levels(view)).collect());
        order::sort(&mut classes);
        classes.dedup();
        classes
    }
}

/// The address of a page of the log.
pub(super) fn link(cx: UseLog) -> String {
    let id = cx.form.doc.id().map(String::from).unwrap_or_default();
    format!("{}/d/{id}", origin())
}
