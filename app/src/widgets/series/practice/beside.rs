//! Teams to invite to a session across teams: those that claim a surface which a team of the series claims too.

use std::collections::BTreeSet;

use leptos::prelude::*;
use muster_shared::id::DocId;
use muster_shared::kinds::series::{TEAM, TEAM_NAME, TEAMS};

use super::super::use_series::UseSeries;
use crate::boxed::memo;
use crate::form::plain::{button, el, following, nothing, words, written};
use crate::widgets::listing::{Listed, Listing};
use crate::words::listed;

/// The teams; nothing where no team of the series has one beside it.
pub(super) fn beside(cx: UseSeries) -> AnyView {
    let Some(listing) = use_context::<Listing>() else { return nothing() };
    let found = memo(move || {
        let on = cx.shown.series.sheet.with(|sheet| {
            sheet.rows(TEAMS).map(|row| row.value(TEAM).words().to_owned()).collect::<BTreeSet<String>>()
        });
        listing.charters.with(|all| neighbours(all, &on))
    });
    following(move || {
        found.with(|found| match found.is_empty() {
            true => nothing(),
            false => {
                let head = words("p", "label", "Surfaces beside theirs");
                el("div", "part", vec![head, el("ul", "ledger", found.iter().map(|one| line(cx, one)).collect())])
            }
        })
    })
}

/// Teams that are not on it and claim a surface of one that is: the charter, the name, and the surfaces.
fn neighbours(all: &[Listed], on: &BTreeSet<String>) -> Vec<(DocId, String, Vec<String>)> {
    let surfaces = |one: &Listed| one.summary.owns.iter().chain(&one.summary.shares).cloned().collect::<BTreeSet<_>>();
    let ours: BTreeSet<String> = all.iter().filter(|one| on.contains(one.doc.as_str())).flat_map(surfaces).collect();
    let is_other =
        |one: &&Listed| !on.contains(one.doc.as_str()) && !one.confined && !one.summary.name.trim().is_empty();
    let team = |one: &Listed| {
        let both: Vec<String> = surfaces(one).intersection(&ours).cloned().collect();
        (!both.is_empty()).then(|| (one.doc.clone(), one.summary.name.clone(), both))
    };
    all.iter().filter(is_other).filter_map(team).collect()
}

fn line(cx: UseSeries, (doc, name, surfaces): &(DocId, String, Vec<String>)) -> AnyView {
    let says = el("div", "", vec![written("p", "", name), written("p", "by", &listed(surfaces))]);
    let team = (doc.clone(), name.clone());
    let put = following(move || match cx.form.can_edit.get() {
        true => {
            let (doc, name) = team.clone();
            button("btn no-print", format!("Invite {name}"), move || {
                // A refused edit is said by the chip.
                let _ = cx.form.add(TEAMS, &[(TEAM, doc.as_str().into()), (TEAM_NAME, name.as_str().into())]);
            })
        }
        false => nothing(),
    });
    el("li", "", vec![says, el("div", "acts", vec![put])])
}
