//! Entries of a metrics review: a card for each metric in the charters of the series' teams. A reading is put into the
//! charter, by somebody who may write there; the two voices stand in the review.

use leptos::prelude::*;
use muster_shared::id::RowId;
use muster_shared::kinds::charter::{self, METRICS, Metric, READINGS};
use muster_shared::kinds::review::{Entry, Week};
use muster_shared::kinds::series::{PRESET, TEAM, TEAM_NAME, TEAMS, preset};
use muster_shared::sheet::Place;

use super::entry::{Entries, Team, card, closed};
use super::use_review::UseReview;
use crate::boxed::{For, effect, memo};
use crate::form::Section;
use crate::form::plain::{el, following, nothing, while_so, with, words};
use crate::live::{LiveDoc, Phase};
use crate::talk::OpenBeside;
use crate::words::long_day;

/// The section; nothing in a series that reads no metrics.
pub(super) fn readings(cx: UseReview) -> AnyView {
    let sort = cx.shown.series.value(&Place::on_sheet(PRESET));
    while_so(move || sort.with(|sort| preset(sort.words()).reads_metrics), move || section(cx))
}

fn section(cx: UseReview) -> AnyView {
    let (Some(open), Some(slot)) = (use_context::<OpenBeside>(), cx.slot()) else { return nothing() };
    let week = StoredValue::new(Week::of(&slot));
    let teams = memo(move || {
        let series = cx.shown.series;
        let team = |row: &RowId| {
            series
                .row(TEAMS, row)
                .with(|row| (row.value(TEAM).words().to_owned(), row.value(TEAM_NAME).words().to_owned()))
        };
        series.rows(TEAMS).get().iter().map(team).collect::<Vec<_>>()
    });
    let aside = RwSignal::new(String::new());
    let list = following(move || {
        let teams = teams.get();
        if teams.is_empty() {
            return words(
                "p",
                "empty",
                "No team is on this series yet. Put the teams whose metrics are read here on the page of the series.",
            );
        }
        let opened = teams.into_iter().filter_map(|(id, name)| {
            let charter = open.0.run((id.parse().ok()?, charter::KIND));
            Some(Team { id, name, charter })
        });
        cards(cx, StoredValue::new_local(opened.collect()), week, aside)
    });
    let until = week.with_value(|week| format!("Readings of the seven days up to {}.", long_day(&week.last)));
    view! { <Section form=cx.form name="Readings" part="readings" aside><div class="wide">{words("p", "small quiet", until)}{list}</div></Section> }.into_any()
}

fn cards(
    cx: UseReview,
    teams: StoredValue<Vec<Team>, LocalStorage>,
    week: StoredValue<Week>,
    aside: RwSignal<String>,
) -> AnyView {
    let entries: Entries = memo(move || {
        let review = cx.shown.review.sheet.get();
        let of_team = |(at, team): (usize, &Team)| {
            let metrics = if team.charter.phase.get() == Phase::Ready { metrics(team.charter) } else { Vec::new() };
            let entry = |metric: Metric| (at, week.with_value(|week| Entry::of(&team.id, &metric, week, &review)));
            metrics.into_iter().map(entry).collect::<Vec<_>>()
        };
        teams.with_value(|teams| teams.iter().enumerate().flat_map(of_team).collect())
    });
    effect(move || {
        let (n, n_whole) =
            entries.with(|entries| (entries.len(), entries.iter().filter(|(_, entry)| entry.is_whole()).count()));
        aside.set(if n == 0 { String::new() } else { format!("{n_whole} of {n} whole") });
    });
    let keys = move || {
        entries.with(|entries| entries.iter().map(|(at, entry)| (*at, entry.metric.row.clone())).collect::<Vec<_>>())
    };
    let draw = move |(at, row): (usize, RowId)| {
        let team = teams.with_value(|teams| teams.get(at).cloned());
        team.map_or_else(nothing, |team| card(cx, team, week, entries, at, &row))
    };
    let list = view! { <For each=keys key=Clone::clone children=draw/> }.into_any();
    let others =
        following(move || teams.with_value(|teams| teams.iter().filter_map(without_metrics).collect_view().into_any()));
    el("div", "", vec![with("ul", "cards", Vec::new(), vec![list]), others])
}

/// The metrics of a charter as they are now: rows, so that a reading is seen as soon as it is put in.
fn metrics(charter: LiveDoc) -> Vec<Metric> {
    let rows = |list: &'static str| {
        charter.rows(list).get().iter().map(|row| charter.row(list, row).get()).collect::<Vec<_>>()
    };
    let readings = rows(READINGS);
    rows(METRICS).iter().map(|row| Metric::of(row, &readings)).collect()
}

/// The sentence about a team of which no metric can be shown.
fn without_metrics(team: &Team) -> Option<AnyView> {
    match team.charter.phase.get() {
        Phase::Opening => Some(words("p", "small quiet", format!("The charter of {} is on its way.", team.name))),
        Phase::Closed(_) => Some(closed(&team.name)),
        Phase::Ready if team.charter.rows(METRICS).with(Vec::is_empty) => {
            Some(words("p", "small quiet", format!("The charter of {} has no metric yet.", team.name)))
        }
        Phase::Ready => None,
    }
}
