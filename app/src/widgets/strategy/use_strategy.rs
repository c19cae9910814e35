//! The strategy page's state: signals over the strategy and the teams that the list knows.

use leptos::prelude::*;
use muster_shared::id::{DocId, RowId};
use muster_shared::kinds::outline::Asked;
use muster_shared::kinds::series;
use muster_shared::kinds::strategy::{Check, ON, Sight, StrategyView, TEAM, Team, checks, without_list};
use muster_shared::names;
use muster_shared::sheet::{Row, Sheet};

use super::ShownStrategy;
use crate::boxed::memo;
use crate::browser::today;
use crate::form::{Composing, Form, Makers, UseNames};
use crate::talk::{UseTalk, use_talk};
use crate::widgets::listing::Listing;

/// Everything the parts are made of.
#[derive(Clone, Copy)]
pub(super) struct UseStrategy {
    /// The strategy, as those write it who may change it.
    pub(super) form: Form,
    /// The same, as everybody adds to it what is their own.
    pub(super) own: Form,
    pub(super) view: Memo<StrategyView>,
    /// The teams as they are seen from here.
    pub(super) sight: Memo<Sight>,
    /// Everything noticed about it.
    pub(super) checks: Memo<Vec<Check>>,
    pub(super) talk: UseTalk,
    pub(super) makers: Makers,
    pub(super) names: UseNames,
    pub(super) listing: Listing,
    /// Today, as the page was opened.
    pub(super) today: StoredValue<String>,
    id: StoredValue<DocId>,
}

/// The signals of one strategy.
pub(super) fn use_strategy(shown: ShownStrategy) -> UseStrategy {
    let ShownStrategy { strategy, listing } = shown;
    let is_real = move || !strategy.is_example.get();
    let can_change = memo(move || strategy.can_change.get() && is_real());
    let can_add = memo(move || strategy.can_edit.get() && is_real());
    let form = Form::of(strategy, can_change.into(), 1);
    let id = strategy.id().unwrap_or_else(DocId::org);
    let view = memo(move || strategy.sheet.with(StrategyView::of));
    let of = id.clone();
    let sight = memo(move || view.with(|view| Sight::of(&of, &view.focuses, teams(shown))));
    let day = today();
    let lists = memo(move || lists_of_details(shown));
    let found = move |sheet: &Sheet| {
        let mut found = view.with(|view| sight.with(|sight| checks(sheet, view, Some(sight), &day)));
        if is_real() {
            found.extend(lists.with(|lists| without_list(sheet, lists, &day)));
        }
        found
    };
    let checks = memo(move || strategy.sheet.with(&found));
    UseStrategy {
        form,
        own: form.beside(strategy, can_add.into()),
        view,
        sight,
        checks,
        talk: use_talk(form, Signal::stored("edit".to_owned())),
        makers: Makers::new(),
        names: UseNames::new(),
        listing,
        today: StoredValue::new(today()),
        id: StoredValue::new(id),
    }
}

/// The teams of the company, or those of the example where the strategy is its.
fn teams(shown: ShownStrategy) -> Vec<Team> {
    let is_example = shown.strategy.is_example.get();
    shown.listing.charters.with(|all| {
        let of_here = all.iter().filter(|one| one.summary.example == is_example && !one.summary.name.trim().is_empty());
        let team = of_here.map(|one| Team {
            doc: one.doc.clone(),
            name: one.summary.name.clone(),
            mission: one.summary.mission.clone(),
            serves: one.summary.serves.clone(),
            owns: one.summary.owns.clone(),
            shares: one.summary.shares.clone(),
            jobs: one.summary.jobs.clone(),
        });
        team.collect()
    })
}

/// The names of the lists of last details that there are.
fn lists_of_details(shown: ShownStrategy) -> Vec<String> {
    let sort = series::preset("last five").name;
    shown.listing.digests.with(|all| {
        let lists = all.iter().filter(|one| one.kind == series::KIND && one.digest.sentence.starts_with(sort));
        lists.map(|one| one.digest.title.clone()).collect()
    })
}

impl UseStrategy {
    /// The strategy's id.
    pub(super) fn id(self) -> DocId {
        self.id.get_value()
    }

    /// The name of the person who made a row of a list.
    pub(super) fn made_by(self, list: &str, row: &Row) -> String {
        let said = row.value(ON).writes.first().map(|write| write.by.clone()).unwrap_or_default();
        if self.form.doc.is_example.get() {
            said
        } else {
            self.makers.maker_of(self.form.doc, list, &row.id).told(&said)
        }
    }

    /// The charter of the team of this name, if there is one.
    pub(super) fn team_called(self, name: &str) -> Option<DocId> {
        let is_it = |team: &&(Team, _)| names::same(&team.0.name, name);
        self.sight.with(|sight| sight.teams.iter().find(is_it).map(|(team, _)| team.doc.clone()))
    }

    /// Words that are suggested in a field.
    pub(super) fn suggests(self, field: &'static str) -> Vec<String> {
        let names = |sight: &Sight| sight.teams.iter().map(|(team, _)| team.name.clone()).collect();
        if field == TEAM { self.sight.with(names) } else { Vec::new() }
    }

    /// A row of a list that is composed, with values that nobody is asked for. `about` is the row that it is about.
    pub(super) fn composing(
        self,
        list: &'static str,
        asked: &'static Asked,
        about: Option<RowId>,
        with: Vec<(&'static str, String)>,
    ) -> Composing {
        let on = (ON, self.today.get_value());
        Composing {
            about: StoredValue::new(about),
            with: StoredValue::new(with.into_iter().chain([on]).collect()),
            suggest: Callback::new(move |field| self.suggests(field)),
            ..Composing::of((self.own, self.names), list, asked.fields, asked.act)
        }
    }
}
