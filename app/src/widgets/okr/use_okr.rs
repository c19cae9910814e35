//! The state of a page of goals: signals over the goals, the charter of their team, and the goals of others.

use leptos::prelude::*;
use muster_shared::id::{DocId, RowId};
use muster_shared::kinds::charter;
use muster_shared::kinds::okr::{Check, Cycle, KIND, KeyResult, ON, OkrView, Tree, aims, checks};
use muster_shared::kinds::outline::Asked;
use muster_shared::sheet::Row;

use super::ShownOkr;
use crate::boxed::{effect, memo};
use crate::browser::today;
use crate::form::{Composing, Form, Makers, UseNames};
use crate::live::LiveDoc;
use crate::talk::{OpenBeside, UseTalk, use_talk};
use crate::widgets::digests::Digested;

/// Everything the parts are made of.
#[derive(Clone, Copy)]
pub(super) struct UseOkr {
    /// The goals, as those write them who may change them.
    pub(super) form: Form,
    /// The same, as everybody adds to them what is their own.
    pub(super) own: Form,
    pub(super) view: Memo<OkrView>,
    /// Everything noticed about them.
    pub(super) checks: Memo<Vec<Check>>,
    /// The objectives of the company and of teams around these.
    pub(super) tree: Memo<Tree>,
    /// The charter of the team, once it is asked for.
    pub(super) charter: RwSignal<Option<LiveDoc>>,
    pub(super) talk: UseTalk,
    pub(super) makers: Makers,
    pub(super) names: UseNames,
    pub(super) shown: ShownOkr,
    /// Today, as the page was opened.
    pub(super) today: StoredValue<String>,
    id: StoredValue<DocId>,
}

/// The signals of one set of goals.
pub(super) fn use_okr(shown: ShownOkr) -> UseOkr {
    let ShownOkr { goals, mode, .. } = shown;
    let is_real = move || !goals.is_example.get();
    let may_edit = move || mode.with(|mode| mode != "read" && mode != "comment");
    let can_change = memo(move || goals.can_change.get() && is_real() && may_edit());
    let can_add = memo(move || goals.can_edit.get() && is_real() && may_edit());
    let form = Form::of(goals, can_change.into(), if shown.in_host_page { 3 } else { 1 });
    let id = goals.id().unwrap_or_else(DocId::org);
    let charter = RwSignal::new(None::<LiveDoc>);
    let view = memo(move || {
        goals.sheet.with(|sheet| match charter.get() {
            Some(of) => of.sheet.with(|charter| OkrView::of(sheet, Some(charter))),
            None => OkrView::of(sheet, None),
        })
    });
    let (day, of) = (today(), id.clone());
    UseOkr {
        form,
        own: form.beside(goals, can_add.into()),
        view,
        checks: memo(move || view.with(|view| checks(view, &day))),
        tree: memo(move || tree(shown, &of, view)),
        charter,
        talk: use_talk(form, mode),
        makers: Makers::new(),
        names: UseNames::new(),
        shown,
        today: StoredValue::new(today()),
        id: StoredValue::new(id),
    }
}

/// The tree of the company, or that of the example where these goals are its.
fn tree(shown: ShownOkr, own: &DocId, view: Memo<OkrView>) -> Tree {
    let is_example = shown.goals.is_example.get();
    let teams: Vec<(DocId, String)> = shown.listing.charters.with(|all| {
        let of_here = all.iter().filter(|one| one.summary.example == is_example && !one.summary.name.trim().is_empty());
        of_here.map(|one| (one.doc.clone(), one.summary.name.clone())).collect()
    });
    let name = |team: &str| teams.iter().find(|(doc, _)| doc.as_str() == team).map(|(_, name)| name.clone());
    let other = |one: &Digested| {
        let aims = one.digest.aims.clone()?;
        Some(Cycle { doc: one.id.clone(), team: name(&aims.team).unwrap_or_default(), aims })
    };
    let is_other = |one: &&Digested| one.kind == KIND && one.digest.example == is_example && one.id != *own;
    let mut cycles: Vec<Cycle> =
        shown.listing.digests.with(|all| all.iter().filter(is_other).filter_map(other).collect());
    cycles.push(view.with(|view| {
        let aims = aims(view);
        let team = name(&aims.team).unwrap_or_else(|| view.team_name.clone());
        Cycle { doc: own.clone(), team, aims }
    }));
    Tree::around(own, cycles, &teams)
}

impl UseOkr {
    /// The id of the goals.
    pub(super) fn id(self) -> DocId {
        self.id.get_value()
    }

    /// Opens the charter of the team for as long as the component that asks is shown: a metric of it may be a key result.
    pub(super) fn follow_charter(self) {
        let Some(open) = use_context::<OpenBeside>() else { return };
        let owner = StoredValue::new_local(Owner::current());
        let in_host_page = self.shown.in_host_page;
        // In somebody else's page the charter is opened where a number of it is shown, and else not asked for.
        let team = memo(move || {
            self.view.with(|view| {
                let is_needed = !in_host_page || view.results().any(|one| one.of_charter.is_some());
                view.team.clone().filter(|_| is_needed)
            })
        });
        effect(move || {
            let Some(team) = team.get().filter(|_| self.charter.with_untracked(Option::is_none)) else { return };
            let opened =
                owner.with_value(|owner| owner.as_ref().map(|owner| owner.with(|| open.0.run((team, charter::KIND)))));
            self.charter.set(opened);
        });
    }

    /// The key result of a row, to follow.
    pub(super) fn result(self, row: &RowId) -> Memo<Option<KeyResult>> {
        let row = row.clone();
        memo(move || self.view.with(|view| view.result(&row).cloned()))
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

    /// A row of a list that is composed on the day of today, with values that nobody is asked for. `form` says who may add it,
    /// `about` the row that it is about, `draft` the name of its draft among those about that row.
    pub(super) fn composing(
        self,
        (form, list, asked): (Form, &'static str, &'static Asked),
        draft: &'static str,
        about: Option<RowId>,
        with: Vec<(&'static str, String)>,
    ) -> Composing {
        let on = (ON, self.today.get_value());
        Composing {
            draft,
            about: StoredValue::new(about),
            with: StoredValue::new(with.into_iter().chain([on]).collect()),
            ..Composing::of((form, self.names), list, asked.fields, asked.act)
        }
    }
}
