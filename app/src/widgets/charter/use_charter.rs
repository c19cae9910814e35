//! The charter widget's state and its actions: signals and commands over the team's charter and its part of `org`.

use std::collections::BTreeMap;

use leptos::prelude::*;
use muster_shared::id::{DocId, RowId};
use muster_shared::kinds::charter::{Beside, CharterView, Check, METRICS, Metric, Neighbour, READINGS, across};
use muster_shared::sheet::{Row, Sheet, Value};

use super::rest::rest;
use super::use_agreement::UseAgreement;
use crate::boxed::{effect, memo};
use crate::chunk::Chunk;
use crate::form::{Form, Held, UseNames};
use crate::live::LiveDoc;
use crate::talk::{UseTalk, use_talk};
use crate::widgets::listing::{Listed, Listing, for_all};

/// Everything the parts are made of.
#[derive(Clone, Copy)]
pub(crate) struct UseCharter {
    /// The team's charter.
    pub(crate) charter: Form,
    /// The `org` document, with the workspace's part of the team.
    pub(crate) org: Form,
    /// The whole charter, once somebody asked for it.
    seen: StoredValue<Option<Memo<CharterView>>>,
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
    /// The checks that other charters tell of, and the teams that claim a surface which this one claims too.
    pub(super) across: RwSignal<(Vec<Check>, Vec<Neighbour>)>,
    /// The checks that stand, once somebody asked for them.
    pub(super) checks: StoredValue<Option<Memo<Vec<Check>>>>,
    /// The owner of what is made when it is first asked for.
    pub(super) owner: StoredValue<Option<Owner>>,
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
    let form = Form::of(charter, can_edit.into(), level);
    UseCharter {
        charter: form,
        org: form.beside(org, can_edit_org.into()),
        seen: StoredValue::new(None),
        contested: RwSignal::new(BTreeMap::new()),
        talk: use_talk(form, mode),
        agreement: UseAgreement::new(),
        rest: rest(),
        names: UseNames::new(),
        listing,
        across: RwSignal::new((Vec::new(), Vec::new())),
        checks: StoredValue::new(None),
        owner: StoredValue::new(Owner::current()),
        id: StoredValue::new(id),
    }
}

impl UseCharter {
    /// The charter's id.
    pub(crate) fn id(&self) -> DocId {
        self.id.get_value()
    }

    /// The whole charter, brought up to date when typing pauses. It is made when it is first asked for: a charter's first words
    /// need none of it.
    pub(crate) fn view(self) -> Memo<CharterView> {
        if let Some(made) = self.seen.get_value() {
            return made;
        }
        let (charter, org, own) = (self.charter.doc, self.org.doc, self.id());
        let read = move || {
            charter.status.track();
            let view = charter.sheet.with(|sheet| org.sheet.with(|org| CharterView::of(sheet, org, &own)));
            view.led_by(charter.captain_to_be())
        };
        let made = self.for_as_long_as_it_is_shown(move || memo(read));
        self.seen.set_value(Some(made));
        made
    }

    /// Makes something whose owner is the widget, whichever part of it asks.
    pub(super) fn for_as_long_as_it_is_shown<T>(self, make: impl FnOnce() -> T) -> T {
        match self.owner.get_value() {
            Some(owner) => owner.with(make),
            None => make(),
        }
    }

    /// Follows the people whom the charter names and the teams that claim what it claims, for as long as it is shown; again,
    /// it does nothing.
    pub(super) fn follow(self) {
        let follow = || {
            self.names.follow([self.charter.doc, self.org.doc], self.id());
            effect(move || self.compare());
        };
        if !self.names.is_followed() {
            self.for_as_long_as_it_is_shown(follow);
        }
    }

    /// The teams that claim to own a surface too, by their charters and names: none, where this person sees none of them.
    /// `None` where nobody else claims it.
    pub(crate) fn rivals(self, surface: &str) -> Option<Vec<(DocId, String)>> {
        let names = self.contested.with(|contested| contested.get(surface).cloned())?;
        let (own, is_example) = (self.id(), self.charter.doc.is_example.get());
        let is_meant = |one: &&Listed| {
            let summary = &one.summary;
            let is_named = summary.example == is_example && names.contains(&summary.name);
            one.doc != own && is_named && summary.owns.iter().any(|owned| owned == surface)
        };
        Some(self.listing.charters.with(|listed| {
            listed.iter().filter(is_meant).map(|one| (one.doc.clone(), one.summary.name.clone())).collect()
        }))
    }

    /// Compares what this team says with what the others say.
    fn compare(self) {
        let is_example = self.charter.doc.is_example.get();
        let compared = |org: &Sheet| self.view().with(|view| view.compared(org, is_example));
        let summary = self.org.doc.sheet.with(compared);
        let own = self.id();
        let (contested, across) = self.listing.charters.with(|listed| {
            let others: Vec<_> = listed.iter().filter(|one| one.doc != own).map(|one| &one.summary).collect();
            let mut contested = summary.contested(&others);
            // Of teams that this person does not see, the list says that they claim it, and not which they are.
            let unseen = listed.iter().filter(|one| one.doc == own).flat_map(|one| &one.contested);
            for surface in unseen.filter(|surface| summary.owns.contains(surface)) {
                contested.entry(surface.clone()).or_default();
            }
            let beside: Vec<_> = others.iter().map(|other| Beside::of(other)).collect();
            let found = across(&Beside::of(&summary), &beside.iter().collect::<Vec<_>>());
            // A charter for some people only is nobody's neighbour, and its name stays out of those that others read.
            let neighbours = self.org.doc.sheet.with(|org| Neighbour::all(&own, &summary, for_all(listed), org));
            (contested, (found, neighbours))
        });
        if self.contested.with_untracked(|known| *known != contested) {
            self.contested.set(contested);
        }
        if self.across.with_untracked(|known| *known != across) {
            self.across.set(across);
        }
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
