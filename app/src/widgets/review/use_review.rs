//! The review page's state and its commands: signals over the review and its series.

use leptos::prelude::*;
use muster_shared::access::person_key;
use muster_shared::id::{DocId, RowId};
use muster_shared::kinds::review::{
    ACTIONS, ADVICE, ANSWERS, AT, BOOKINGS, Ballot, CARRIED, Check, ENDS, FACILITATOR, FIRST, HERE, ITEM, ITEMS, Item,
    KIND, KUDOS, Moment, NOW, ORIGIN, PHASE, PRESENT, Phase, QUESTIONS, READS, READY, REMARKS, REVEALS, ReviewView,
    TIMED, TYPE, Timer, VOTES, WINS, checks,
};
use muster_shared::kinds::{Slot, series};
use muster_shared::names;
use muster_shared::sheet::people::naming;
use muster_shared::sheet::{Edit, Named, Place, Row, Value};

use super::ShownReview;
use super::clock::Clock;
use super::kept::UseDrafts;
use crate::boxed::memo;
use crate::browser::today;
use crate::form::{Form, Makers, UseNames};
use crate::live::my_name_signal;
use crate::talk::{UseTalk, use_talk};

/// Everything the parts are made of.
#[derive(Clone, Copy)]
pub(crate) struct UseReview {
    pub(super) shown: ShownReview,
    /// Agenda and notes, for those who edit the review.
    pub(super) form: Form,
    /// Words that people say under their own name, for those who may comment.
    pub(super) say: Form,
    pub(super) view: Memo<ReviewView>,
    /// Votes, the latest last.
    pub(super) ballots: Memo<Vec<Ballot>>,
    /// The vote that this person is about to close: the question stays while dots come in.
    pub(super) closing: RwSignal<Option<RowId>>,
    pub(super) talk: UseTalk,
    pub(super) makers: Makers,
    pub(super) names: UseNames,
    pub(super) clock: Clock,
    /// Words and dots that this person keeps in silence.
    pub(super) drafts: UseDrafts,
    /// The item that this person looks at, where that is not the one that is spoken of.
    pub(super) looked: RwSignal<Option<RowId>>,
    /// The item that is spoken of.
    pub(super) now: Memo<Option<RowId>>,
    checks: Memo<Vec<Check>>,
    pub(super) today: StoredValue<String>,
    id: StoredValue<DocId>,
}

/// The signals and commands of one review.
pub(super) fn use_review(shown: ShownReview) -> UseReview {
    let ShownReview { review, series, mode, .. } = shown;
    let may_say = memo(move || review.can_edit.get() && mode.with(|mode| mode != "read"));
    let may_edit = memo(move || may_say.get() && series.can_edit.get() && mode.with(|mode| mode != "comment"));
    let level = if shown.in_host_page { 3 } else { 1 };
    let form = Form::of(review, may_edit.into(), level);
    let say = form.beside(review, may_say.into());
    let makers = Makers::new();
    let maker = move |list: &str, row: &RowId| makers.maker_of(review, list, row);
    let view = memo(move || review.sheet.with(|sheet| ReviewView::said_by(sheet, &maker)));
    let spoken_of = review.value(&Place::on_sheet(NOW));
    let day = today();
    let of_today = day.clone();
    let now = memo(move || {
        let now = spoken_of.with(|now| now.words().to_owned());
        view.with(|view| view.item(&now).or_else(|| view.items.first()).map(|item| item.row.id.clone()))
    });
    UseReview {
        shown,
        form,
        say,
        view,
        ballots: memo(move || review.sheet.with(|sheet| Ballot::all_said_by(sheet, &maker))),
        closing: RwSignal::new(None),
        talk: use_talk(form, mode),
        makers,
        names: UseNames::new(),
        clock: Clock::start(),
        drafts: UseDrafts::of(review),
        looked: RwSignal::new(None),
        now,
        checks: memo(move || view.with(|view| checks(view, &of_today))),
        today: StoredValue::new(day),
        id: StoredValue::new(review.id().unwrap_or_else(DocId::org)),
    }
}

impl UseReview {
    /// The review's id.
    pub(super) fn id(self) -> DocId {
        self.id.get_value()
    }

    /// The day and time the review was planned for.
    pub(super) fn slot(self) -> Option<Slot> {
        self.id.with_value(|id| KIND.slot_of(id))
    }

    /// The item that the page shows.
    pub(super) fn shown_item(self) -> Option<RowId> {
        self.looked.get().or_else(|| self.now.get())
    }

    /// Something of an item.
    pub(super) fn of_item<T>(self, item: &RowId, of: impl FnOnce(&Item) -> T) -> Option<T> {
        self.view.with(|view| view.item(item.as_str()).map(of))
    }

    /// The names of the rows' makers, and of the people that the review names.
    pub(super) fn follow(self) {
        self.makers.follow(
            self.form.doc,
            &[REMARKS, VOTES, QUESTIONS, ADVICE, ANSWERS, WINS, READS, PRESENT, BOOKINGS, KUDOS],
        );
        self.names.follow([self.shown.review, self.shown.series], self.id());
    }

    /// Remarks on a row.
    pub(super) fn noticed(self, list: &str, row: &RowId) -> Vec<Check> {
        self.checks
            .with(|checks| checks.iter().filter(|check| check.list == list && check.row == *row).cloned().collect())
    }

    /// The words of the facilitator's field: the review's own, or else its series'.
    fn facilitator_words(self) -> String {
        let [own, of_series] = [
            self.shown.review.value(&Place::on_sheet(FACILITATOR)),
            self.shown.series.value(&Place::on_sheet(series::FACILITATOR)),
        ]
        .map(|held| held.with(|held| held.words().to_owned()));
        if own.is_empty() { of_series } else { own }
    }

    /// The facilitator's name; empty where nobody leads.
    pub(super) fn facilitator(self) -> String {
        self.names.label(&self.facilitator_words())
    }

    /// Whether this person leads through the meeting.
    pub(super) fn is_facilitator(self) -> bool {
        let words = self.facilitator_words();
        match Named::read(&words).id {
            Some(id) => self.form.doc.is_me(id),
            None => names::same(&words, &my_name_signal().get()),
        }
    }

    /// Whether this person is named here.
    pub(super) fn is_me(self, words: &str) -> bool {
        match Named::read(words).id {
            Some(id) => self.form.doc.is_me(id),
            None => !words.is_empty() && names::same(words, &my_name_signal().get()),
        }
    }

    fn me(self) -> Value {
        let name = my_name_signal().get_untracked();
        match self.form.doc.who() {
            nobody if nobody.is_empty() => name.into(),
            id => naming(&id, &name).into(),
        }
    }

    /// The key under which this person's own values stand.
    fn my_key(self) -> String {
        match self.form.doc.who() {
            nobody if nobody.is_empty() => my_name_signal().get_untracked().replace(':', " "),
            id => person_key(&id),
        }
    }

    fn put(self, at: Place, to: Value) {
        // A refused edit is said by the chip, and everybody else's screen goes on.
        let _ = self.form.edit(&Edit::Set { at, to });
    }

    /// Whether this person may lead through the meeting from now on, and does not.
    pub(super) fn may_take_over(self) -> bool {
        self.form.can_edit.get() && !self.is_facilitator()
    }

    /// Leads through the meeting from now on.
    pub(super) fn take_over(self) {
        self.put(Place::on_sheet(FACILITATOR), self.me());
    }

    /// Goes to an item: with everybody where this person leads, else alone.
    pub(super) fn go_to(self, item: &RowId) {
        if untrack(|| self.is_facilitator()) && self.form.can_edit.get_untracked() {
            self.looked.set(None);
            self.put(Place::on_sheet(NOW), item.as_str().into());
        } else {
            let is_there = self.now.with_untracked(|now| now.as_ref() == Some(item));
            self.looked.set((!is_there).then(|| item.clone()));
        }
    }

    /// The phase of an item from now on.
    pub(super) fn go_on(self, item: &RowId, phase: Phase) {
        self.put(Place::under_key(PHASE, item.as_str()), phase.word().into());
    }

    /// Starts the timer.
    pub(super) fn start_timer(self, minutes: f64) {
        self.put(Place::on_sheet(TIMED), minutes.into());
        self.put(Place::on_sheet(ENDS), (self.clock.stamp() + minutes * 60_000.0).into());
    }

    /// Gives the timer more time.
    pub(super) fn extend_timer(self, minutes: f64) {
        if let Some(timer) = untrack(|| self.timer()) {
            let from = (timer.ends_ms as f64).max(self.clock.stamp());
            self.put(Place::on_sheet(TIMED), (timer.minutes + minutes).into());
            self.put(Place::on_sheet(ENDS), (from + minutes * 60_000.0).into());
        }
    }

    /// Stops the timer.
    pub(super) fn stop_timer(self) {
        self.put(Place::on_sheet(ENDS), 0.0.into());
    }

    /// The timer, as long as nobody stopped it.
    pub(super) fn timer(self) -> Option<Timer> {
        self.shown.review.sheet.with(Timer::of)
    }

    /// Reveals what people wrote in silence. It cannot be taken back; pressed by two at once it is one reveal.
    ///
    /// # Errors
    /// A sentence, where this person may not reveal it.
    pub(super) fn reveal(self, item: &RowId) -> Result<(), String> {
        let is_revealed =
            self.view.with_untracked(|view| view.item(item.as_str()).is_none_or(|item| item.revealed_ms.is_some()));
        if !is_revealed {
            let values = [(ITEM, item.as_str().into()), (AT, self.clock.stamp().into())];
            self.form.add(REVEALS, &values)?;
            self.go_on(item, Phase::Debate);
        }
        Ok(())
    }

    /// The moment the meeting is at.
    pub(super) fn moment(self) -> Option<Moment> {
        let item = self.now.get()?;
        let phase = self.of_item(&item, |item| item.phase)?;
        Some(Moment::of(&item, phase))
    }

    /// How many people are ready to go on, and how many are here.
    pub(super) fn ready(self) -> (usize, usize) {
        let moment = self.moment();
        let n_ready =
            self.shown.review.sheet.with(|sheet| moment.as_ref().map_or(0, |moment| moment.ready(sheet).count()));
        let n_here = self.shown.review.people.with(Vec::len) + 1;
        (n_ready, n_here.max(n_ready))
    }

    /// Whether this person is ready to go on.
    pub(super) fn am_ready(self) -> bool {
        let (moment, key) = (self.moment(), self.my_key());
        self.shown
            .review
            .sheet
            .with(|sheet| moment.is_some_and(|moment| moment.ready(sheet).any(|person| person == key)))
    }

    /// Says that this person is ready to go on, or not any more. Somebody who is ready was there.
    pub(super) fn say_ready(self, is_ready: bool) {
        let moment = untrack(|| self.moment()).filter(|_| is_ready).map_or(String::new(), |moment| moment.0);
        self.put(Place::under_key(READY, &self.my_key()), moment.into());
        self.was_here();
    }

    /// Whether an item is an interview that everybody answers.
    pub(super) fn is_insight(self, item: StoredValue<RowId>) -> bool {
        let sort = item.with_value(|item| self.of_item(item, |item| item.row.value(TYPE).words().to_owned()));
        sort.is_some_and(|sort| sort == "insight")
    }

    /// Whether this person has said that their answer to an item is written.
    pub(super) fn has_answered(self, item: &RowId) -> bool {
        let (moment, key) = (Moment::of(item, Phase::Write), self.my_key());
        self.shown.review.sheet.with(|sheet| moment.ready(sheet).any(|person| person == key))
    }

    /// Says that this person's answer to an item is written, or that they go on with it.
    pub(super) fn say_answered(self, item: &RowId, is_written: bool) {
        let moment = if is_written { Moment::of(item, Phase::Write).0 } else { String::new() };
        self.put(Place::under_key(READY, &self.my_key()), moment.into());
        self.was_here();
    }

    /// Writes down, once, that this person was there.
    fn was_here(self) {
        let is_mine = |row: &Row| self.makers.is_mine(self.form.doc, PRESENT, row, HERE);
        if !self.shown.review.sheet.with_untracked(|sheet| sheet.rows(PRESENT).any(is_mine)) {
            let _ = self.say(PRESENT, &[(HERE, true.into())]);
        }
    }

    /// Adds something that this person says about an item.
    ///
    /// # Errors
    /// A sentence.
    pub(super) fn say(self, list: &'static str, values: &[(&str, Value)]) -> Result<(), String> {
        self.say.add(list, values).map(drop)
    }

    /// Whether this person made a row, and may take it back. `by` is a value that every row of the list has.
    pub(super) fn may_retract(self, list: &str, row: &Row, by: &str) -> bool {
        self.say.can_edit.get() && self.makers.is_mine(self.form.doc, list, row, by)
    }

    /// Takes a row back.
    pub(super) fn retract(self, list: &str, row: &RowId) {
        let _ = self.say.edit(&Edit::Archive { list: list.to_owned(), row: row.clone() });
    }

    /// The values with which an item goes into another review: where it was raised first, and how often it was carried.
    pub(super) fn carried(self, item: &Item) -> Vec<(&'static str, Value)> {
        let slot = self.slot().map(|slot| slot.to_string()).unwrap_or_default();
        let first = Some(item.row.value(FIRST).words()).filter(|first| !first.is_empty()).unwrap_or(&slot).to_owned();
        let origin = match item.row.value(ORIGIN).words() {
            "" => format!("{slot}/{}", item.row.id),
            origin => origin.to_owned(),
        };
        let kept = ["type", "presenter", "team", "minutes"];
        let kept = kept.into_iter().filter_map(|name| Some((name, item.row.value(name).shown()?.clone())));
        let times = item.n_carried() as f64 + 1.0;
        kept.chain([(FIRST, first.into()), (ORIGIN, origin.into()), (CARRIED, times.into())]).collect()
    }

    /// Actions about an item, and those about none.
    pub(super) fn actions(self, item: Option<&RowId>) -> Vec<RowId> {
        let item = item.map_or("", RowId::as_str).to_owned();
        let rows = self.shown.review.rows(ACTIONS).get();
        let is_about = |row: &RowId| self.shown.review.row(ACTIONS, row).with(|row| row.value(ITEM).words() == item);
        rows.into_iter().filter(is_about).collect()
    }
}

/// Text of an item, as a place.
pub(super) fn in_item(row: &RowId, text: &str) -> Place {
    Place::in_row(ITEMS, row, text)
}
