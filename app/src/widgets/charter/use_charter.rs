//! The charter widget's state and its actions: signals and commands over the team's charter and its part of `org`.

use std::collections::BTreeMap;

use leptos::prelude::*;
use muster_shared::id::{DocId, RowId};
use muster_shared::kinds::charter::{CharterView, Check, METRICS, Metric, READINGS, Remark, checks};
use muster_shared::names;
use muster_shared::sheet::{Row, Value};

use super::rest::rest;
use super::use_agreement::UseAgreement;
use crate::boxed::{effect, memo};
use crate::chunk::Chunk;
use crate::form::{Form, Held, UseNames};
use crate::live::{LiveDoc, Phase};
use crate::talk::{UseTalk, use_talk};
use crate::widgets::listing::Listing;

/// Everything the parts are made of.
#[derive(Clone, Copy)]
pub(crate) struct UseCharter {
    /// The team's charter.
    pub(crate) charter: Form,
    /// The `org` document, with the workspace's part of the team.
    pub(crate) org: Form,
    /// The whole charter, brought up to date when typing pauses.
    pub(crate) view: Memo<CharterView>,
    /// Owned surfaces that other teams own too, by compared name, with those teams.
    pub(crate) contested: RwSignal<BTreeMap<String, Vec<String>>>,
    /// Everything but head and mission.
    pub(super) rest: Chunk,
    /// The talk about it.
    pub(crate) talk: UseTalk,
    /// The agreements with it.
    pub(crate) agreement: UseAgreement,
    /// The accounts behind the names in it.
    pub(crate) names: UseNames,
    /// The server's list.
    pub(super) listing: Listing,
    checks: StoredValue<Option<Memo<Vec<Check>>>>,
    owner: StoredValue<Option<Owner>>,
    id: StoredValue<DocId>,
}

/// The signals and commands of one charter widget.
pub(crate) fn use_charter(
    charter: LiveDoc,
    org: LiveDoc,
    mode: Signal<String>,
    listing: Listing,
    level: u8,
) -> UseCharter {
    // Without a session nothing will ever be shown, so any id does.
    let id = charter.id().unwrap_or_else(DocId::org);
    let may = move || mode.with(|mode| mode != "read" && mode != "comment") && !charter.is_example.get();
    let can_edit = memo(move || charter.can_edit.get() && may());
    let can_edit_org = memo(move || org.can_edit.get() && may());
    let own = id.clone();
    let view = memo(move || charter.sheet.with(|sheet| org.sheet.with(|org| CharterView::of(sheet, org, &own))));
    let form = Form::of(charter, can_edit.into(), level);
    UseCharter {
        charter: form,
        org: form.beside(org, can_edit_org.into()),
        view,
        contested: RwSignal::new(BTreeMap::new()),
        talk: use_talk(form, mode),
        agreement: UseAgreement::new(),
        rest: rest(),
        names: UseNames::new(),
        listing,
        checks: StoredValue::new(None),
        owner: StoredValue::new(Owner::current()),
        id: StoredValue::new(id),
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
    /// The charter's id.
    pub(crate) fn id(&self) -> DocId {
        self.id.get_value()
    }

    /// Follows the people whom the charter names and the teams that claim what it claims, for as long as it is shown; again,
    /// it does nothing.
    pub(super) fn follow(self) {
        let follow = || {
            self.names.follow([self.charter.doc, self.org.doc], self.id());
            effect(move || self.compare());
        };
        if !self.names.is_followed() {
            self.owner.with_value(|owner| owner.as_ref().map_or_else(follow, |owner| owner.with(follow)));
        }
    }

    /// Compares what this team claims with the claims of the others.
    fn compare(self) {
        let summary = self.view.with(|view| view.summary(self.charter.doc.is_example.get()));
        let own = self.id();
        let contested = self.listing.charters.with(|listed| {
            let others: Vec<_> = listed.iter().filter(|one| one.doc != own).map(|one| &one.summary).collect();
            summary.contested(&others)
        });
        if self.contested.with_untracked(|known| *known != contested) {
            self.contested.set(contested);
        }
    }

    /// The remarks on the charter: for as long as it is shown, and made when they are first asked for.
    fn checks(&self) -> Memo<Vec<Check>> {
        if let Some(made) = self.checks.get_value() {
            return made;
        }
        let Self { org, view, contested, .. } = *self;
        let make = || {
            memo(move || {
                // Before the registry is here every surface would look unknown.
                let registry_is_here = org.doc.phase.with(|phase| *phase == Phase::Ready);
                view.with(|view| contested.with(|contested| advice(view, contested, registry_is_here)))
            })
        };
        let made = self.owner.with_value(|owner| owner.as_ref().map_or_else(make, |owner| owner.with(make)));
        self.checks.set_value(Some(made));
        made
    }

    /// The remarks on a list, or on one row of it.
    pub(crate) fn remarks(&self, beside: &'static str, row: Option<RowId>) -> Signal<Vec<Remark>> {
        let found = self.checks();
        let about = move |check: &&Check| check.beside == beside && check.row == row;
        memo(move || found.with(|found| found.iter().filter(&about).map(|check| check.remark.clone()).collect())).into()
    }

    /// How a person's value reads.
    pub(crate) fn person_face(self) -> Callback<Value, String> {
        Callback::new(move |value: Value| self.names.label(value.words().unwrap_or_default()))
    }

    /// The value in `org` for this charter under the keyed map `map`.
    pub(crate) fn of_team(self, map: &'static str) -> Held {
        self.id.with_value(|id| self.org.under_key(map, id.as_str()))
    }

    /// A metric with its readings, at once.
    pub(crate) fn metric(self, row: &RowId) -> Memo<Metric> {
        let charter = self.charter.doc;
        let (own, readings) = (charter.row(METRICS, row), charter.rows(READINGS));
        memo(move || {
            let ids = readings.get();
            let read: Vec<Row> = ids.iter().map(|id| charter.row(READINGS, id).get()).collect();
            own.with(|row| Metric::of(row, &read))
        })
    }

    /// Adds a reading to a metric.
    pub(crate) fn add_reading(&self, metric: &RowId, on: &str, value: f64) -> Result<(), String> {
        let values = [("metric", metric.as_str().into()), ("on", on.into()), ("value", value.into())];
        self.charter.add(READINGS, &values).map(drop)
    }
}
