//! What the charter widget knows and can do: signals and commands over the team's charter and its part of `org`.

use muster_shared::names;
use std::collections::BTreeMap;

use leptos::html::Div;
use leptos::prelude::*;
use muster_shared::id::{DocId, RowId};
use muster_shared::kinds::charter::{CharterView, Check, METRICS, Metric, READINGS, Remark, checks};
use muster_shared::kinds::org;
use muster_shared::sheet::{Edit, EditError, Place, Register, Row, Value};

use wasm_bindgen_futures::spawn_local;

use super::begun::Begun;
use super::history::{History, Side};
use super::rest::rest;
use super::use_names::{UseNames, use_names};
use super::use_talk::{UseTalk, use_talk};
use crate::browser::today;
use crate::chunk::Chunk;
use crate::lean::memo;
use crate::live::{LiveDoc, Phase};
use crate::widgets::listing::Listed;

/// A single value: what it is, how to write it, how to pick one of several.
#[derive(Clone, Copy)]
pub(crate) struct Held {
    pub(crate) register: Signal<Register>,
    /// `None` takes the value back; the error is a sentence for the person.
    pub(crate) write: Callback<Option<Value>, Result<(), String>>,
    pub(crate) keep: Callback<String>,
    pub(crate) can_edit: Signal<bool>,
}

/// Everything the parts are made of.
#[derive(Clone, Copy)]
pub(crate) struct UseCharter {
    pub(crate) charter: LiveDoc,
    pub(crate) org: LiveDoc,
    pub(crate) can_edit: Signal<bool>,
    pub(crate) can_edit_org: Signal<bool>,
    pub(crate) root: NodeRef<Div>,
    /// The level of the widget's first heading.
    pub(crate) level: u8,
    /// The whole charter, brought up to date when typing pauses.
    pub(crate) view: Memo<CharterView>,
    /// Owned surfaces that other teams own too, by compared name, with those teams.
    pub(crate) contested: Memo<BTreeMap<String, Vec<String>>>,
    /// Everything but head and mission.
    pub(super) rest: Chunk,
    /// What is said about it, and who agrees.
    pub(crate) talk: UseTalk,
    /// Whose the names in it are.
    pub(crate) names: UseNames,
    checks: StoredValue<Option<Memo<Vec<Check>>>>,
    owner: StoredValue<Option<Owner>>,
    id: StoredValue<DocId>,
    pub(super) history: History,
    pub(super) begun: Begun,
}

/// The signals and commands of one charter widget.
pub(crate) fn use_charter(
    charter: LiveDoc,
    org: LiveDoc,
    mode: Signal<String>,
    listing: Signal<Vec<Listed>>,
    level: u8,
) -> UseCharter {
    // Without a session nothing will ever be shown, so any id does.
    let id = charter.id().unwrap_or_else(DocId::org);
    let may = move || mode.with(|mode| mode != "read" && mode != "comment") && !charter.is_example.get();
    let can_edit = memo(move || charter.can_edit.get() && may());
    let can_edit_org = memo(move || org.can_edit.get() && may());
    let own = id.clone();
    let view = memo(move || charter.sheet.with(|sheet| org.sheet.with(|org| CharterView::of(sheet, org, &own))));
    let own = id.clone();
    let contested = memo(move || {
        let summary = view.with(|view| view.summary(charter.is_example.get()));
        listing.with(|listed| {
            let others: Vec<_> = listed.iter().filter(|one| one.doc != own).map(|one| &one.summary).collect();
            summary.contested(&others)
        })
    });
    let history = History::new();
    UseCharter {
        charter,
        org,
        can_edit: can_edit.into(),
        can_edit_org: can_edit_org.into(),
        root: NodeRef::new(),
        level,
        view,
        contested,
        talk: use_talk(charter, mode, history),
        rest: rest(),
        names: use_names(charter, view),
        checks: StoredValue::new(None),
        owner: StoredValue::new(Owner::current()),
        id: StoredValue::new(id),
        history,
        begun: Begun::of(charter),
    }
}

fn advice(view: &CharterView, contested: &BTreeMap<String, Vec<String>>, registry_is_here: bool) -> Vec<Check> {
    let others = |name: &str| contested.get(&names::key(name)).cloned().unwrap_or_default();
    let mut found = checks(view, &others);
    let named = |row: &Option<RowId>| {
        view.claims.iter().any(|claim| Some(&claim.row) == row.as_ref() && !claim.surface.is_empty())
    };
    // A row somebody has just added is not a mistake yet.
    found.retain(|check| check.remark != Remark::Unregistered || (registry_is_here && named(&check.row)));
    found
}

impl UseCharter {
    /// One of the documents; of the talk only while it is open.
    pub(super) fn doc(&self, side: Side) -> Option<LiveDoc> {
        match side {
            Side::Charter => Some(self.charter),
            Side::Talk => self.talk.doc.get_untracked(),
            Side::Org => Some(self.org),
        }
    }

    /// Remembers that somebody typed into a text of one of the documents.
    pub(super) fn typed(&self, doc: LiveDoc) {
        let is_talk = self.doc(Side::Talk).is_some_and(|talk| talk.id() == doc.id());
        self.history.note(if is_talk { Side::Talk } else { Side::Charter });
    }

    /// Makes an edit; the error is a sentence for the person.
    pub(crate) fn edit(&self, side: Side, edit: &Edit) -> Result<Option<RowId>, String> {
        let edited = self.doc(side).map_or(Err(EditError::ReadOnly), |doc| doc.edit(edit));
        let row = edited.map_err(|error| error.sentence())?;
        self.history.note(side);
        Ok(row)
    }

    /// The charter's id.
    pub(crate) fn id(&self) -> DocId {
        self.id.get_value()
    }

    /// What was noticed about the charter: for as long as it is shown, and made when it is first asked for.
    fn checks(&self) -> Memo<Vec<Check>> {
        if let Some(made) = self.checks.get_value() {
            return made;
        }
        let Self { org, view, contested, .. } = *self;
        let make = || {
            memo(move || {
                // Before the registry is here every surface would look unknown.
                let registry_is_here = org.phase.with(|phase| *phase == Phase::Ready);
                view.with(|view| contested.with(|contested| advice(view, contested, registry_is_here)))
            })
        };
        let made = self.owner.with_value(|owner| owner.as_ref().map_or_else(make, |owner| owner.with(make)));
        self.checks.set_value(Some(made));
        made
    }

    /// What was noticed about a list, or about one row of it.
    pub(crate) fn remarks(&self, beside: &'static str, row: Option<RowId>) -> Signal<Vec<Remark>> {
        let found = self.checks();
        let about = move |check: &&Check| check.beside == beside && check.row == row;
        memo(move || found.with(|found| found.iter().filter(&about).map(|check| check.remark.clone()).collect())).into()
    }

    fn held(self, side: Side, place: Place, register: Signal<Register>) -> Held {
        let kept = place.clone();
        let write = move |value: Option<Value>| {
            let at = place.clone();
            let edit = value.map_or(Edit::Clear { at: at.clone() }, |to| Edit::Set { at, to });
            self.edit(side, &edit).map(drop)
        };
        let keep = move |write: String| {
            // A refused pick leaves the choice standing, which says it all.
            let _ = self.edit(side, &Edit::Keep { at: kept.clone(), write });
        };
        let can_edit = if side == Side::Org { self.can_edit_org } else { self.can_edit };
        Held { register, write: Callback::new(write), keep: Callback::new(keep), can_edit }
    }

    /// A value of the charter itself.
    pub(crate) fn on_sheet(self, name: &'static str) -> Held {
        let place = Place::on_sheet(name);
        let register = self.charter.value(&place).into();
        self.held(Side::Charter, place, register)
    }

    /// A value of a row of the charter.
    pub(crate) fn in_row(self, list: &'static str, row: &RowId, name: &'static str) -> Held {
        let of_row = self.charter.row(list, row);
        let register = memo(move || of_row.with(|row| row.value(name).clone()));
        self.held(Side::Charter, Place::in_row(list, row, name), register.into())
    }

    /// What `org` says of this charter under the keyed map `map`.
    pub(crate) fn of_team(self, map: &'static str) -> Held {
        let place = self.id.with_value(|id| Place::under_key(map, id.as_str()));
        let register = self.org.value(&place).into();
        self.held(Side::Org, place, register)
    }

    /// Names the captain, from today on.
    pub(crate) fn name_captain(self, name: &str) -> Result<(), String> {
        let captain = self.of_team(org::CAPTAINS);
        if captain.register.with_untracked(|held| held.words() == name) {
            return Ok(());
        }
        if name.is_empty() {
            self.of_team(org::CAPTAIN_SINCE).write.run(None)?;
            return captain.write.run(None);
        }
        captain.write.run(Some(name.into()))?;
        let (charter, called) = (self.charter, name.to_owned());
        spawn_local(async move { charter.seat(&called).await });
        self.of_team(org::CAPTAIN_SINCE).write.run(Some(today().into()))
    }

    /// A metric with its readings, at once.
    pub(crate) fn metric(self, row: &RowId) -> Memo<Metric> {
        let (own, readings) = (self.charter.row(METRICS, row), self.charter.rows(READINGS));
        memo(move || {
            let ids = readings.get();
            let read: Vec<Row> = ids.iter().map(|id| self.charter.row(READINGS, id).get()).collect();
            own.with(|row| Metric::of(row, &read))
        })
    }

    /// Adds a reading to a metric.
    pub(crate) fn add_reading(&self, metric: &RowId, on: &str, value: f64) -> Result<(), String> {
        let values = vec![
            ("metric".to_owned(), metric.as_str().into()),
            ("on".to_owned(), on.into()),
            ("value".to_owned(), value.into()),
        ];
        let after = self.charter.rows(READINGS).with_untracked(|ids| ids.last().cloned());
        self.edit(Side::Charter, &Edit::Add { list: READINGS.to_owned(), after, texts: Vec::new(), values }).map(drop)
    }
}
