//! The things that are noticed beside the charters of the series' teams: which functions came, and who answered an interview.

use leptos::prelude::*;
use muster_shared::id::DocId;
use muster_shared::kinds::charter::{self, MEMBERS};
use muster_shared::kinds::series::{TEAM, TEAM_NAME, TEAMS, TeamPeople, watched_with_people};

use super::super::use_review::UseReview;
use super::says;
use crate::boxed::memo;
use crate::form::plain::{following, nothing};
use crate::live::Phase;
use crate::talk::OpenBeside;

/// Everything that is noticed; nothing where no team is on the series, or nothing can be opened beside it.
pub(super) fn with_people(cx: UseReview) -> AnyView {
    let Some(open) = use_context::<OpenBeside>() else { return nothing() };
    let teams = memo(move || {
        let team = |row: &muster_shared::sheet::Row| {
            let id = row.value(TEAM).words().parse::<DocId>().ok()?;
            Some((id, row.value(TEAM_NAME).words().to_owned()))
        };
        cx.shown.series.sheet.with(|series| series.rows(TEAMS).filter_map(team).collect::<Vec<_>>())
    });
    following(move || {
        let opened: Vec<_> =
            teams.get().into_iter().map(|(id, name)| (name, open.0.run((id, charter::KIND)))).collect();
        let people = opened.into_iter().map(|(name, charter)| {
            memo(move || match charter.phase.get() {
                Phase::Ready => charter.sheet.with(|sheet| TeamPeople::of(&name, sheet.rows(MEMBERS))),
                _ => TeamPeople::default(),
            })
        });
        let people: Vec<Memo<TeamPeople>> = people.collect();
        let all = memo(move || people.iter().map(|team| team.get()).collect::<Vec<_>>());
        says(memo(move || noticed(cx, all)))
    })
}

fn noticed(cx: UseReview, teams: Memo<Vec<TeamPeople>>) -> Vec<String> {
    let Some(slot) = cx.slot() else { return Vec::new() };
    cx.shown.series.sheet.with(|series| {
        cx.shown.review.sheet.with(|sheet| {
            cx.view.with(|view| teams.with(|teams| watched_with_people(series, (sheet, view), &slot, teams)))
        })
    })
}
