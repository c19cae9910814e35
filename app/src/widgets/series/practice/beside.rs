//! Teams to invite to a session across teams: those that claim a surface which a team of the series claims too.

use std::collections::BTreeSet;

use leptos::prelude::*;
use muster_shared::id::DocId;
use muster_shared::kinds::series::{TEAM, TEAM_NAME, TEAMS, teams_beside};

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
    let all: Vec<&Listed> = all.iter().filter(|one| !one.confined && !one.summary.example).collect();
    let summaries: Vec<_> = all.iter().map(|one| &one.summary).collect();
    let beside = teams_beside(&summaries, |at| all.get(at).is_some_and(|one| on.contains(one.doc.as_str())));
    let named = |(at, surfaces): (usize, Vec<String>)| {
        all.get(at).map(|one| (one.doc.clone(), one.summary.name.clone(), surfaces))
    };
    beside.into_iter().filter_map(named).collect()
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
