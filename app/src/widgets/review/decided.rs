//! A sentence in the notes that states a decision is asked about once: a review gives advice, and decisions stand in the
//! log of their team, under the name of the person who decided.

use leptos::prelude::*;
use muster_shared::id::{DocId, RowId};
use muster_shared::kinds::review::{Advice, BECAUSE, PRESENTER, TEAM};
use muster_shared::kinds::{charter, log, series};
use muster_shared::names;
use muster_shared::sheet::Place;

use super::use_review::UseReview;
use crate::boxed::memo;
use crate::browser::{storage, window};
use crate::form::Draft;
use crate::form::plain::{acting, button, el, following, holds, icon, on, says, while_so, with, written};
use crate::widgets::listing::{Listed, Listing};
use crate::widgets::origin::origin;

/// The note beside a sentence that states a decision. It stays as it is while the review around it changes: its words follow.
pub(super) fn reads_like_one(cx: UseReview, row: StoredValue<RowId>, sentence: String, kept: RwSignal<u32>) -> AnyView {
    let name = memo(move || presenter(cx, row));
    let advice = move || {
        match name.get().as_str() {
        "" => "A review gives advice. If somebody has decided, it belongs in their team’s log, with a name and a date to look back.".to_owned(),
        name => format!("A review gives advice. If {name} has decided, it belongs in their log, with a name and a date to look back."),
    }
    };
    let said = StoredValue::new(sentence.clone());
    let settle = move || {
        said.with_value(|said| remember(cx, said));
        kept.update(|kept| *kept += 1);
    };
    let ways = match use_context::<Listing>() {
        Some(listing) => ways_to_log(cx, row, listing, said, settle),
        None => vec![with(
            "a",
            "btn",
            vec![("href", format!("{}/", origin()))],
            vec![format!("Find the {}", charter::SPEC.noun.one).into_any()],
        )],
    };
    let keep = button("btn word", "Keep as a note", settle);
    let head = el("p", "by", vec![icon("i i-look"), "Reads like a decision".into_any()]);
    let parts = vec![
        head,
        written("p", "says", &sentence),
        acting("p", "", Vec::new(), vec![says(advice)], Vec::new()),
        el("div", "acts no-print", ways.into_iter().chain([keep]).collect()),
    ];
    with("aside", "note check", vec![("aria-label", "Check on the notes".to_owned())], parts)
}

/// The team whose log it is, and the press that takes the sentence there.
fn ways_to_log(
    cx: UseReview,
    row: StoredValue<RowId>,
    listing: Listing,
    said: StoredValue<String>,
    settle: impl Fn() + Copy + Send + 'static,
) -> Vec<AnyView> {
    let chosen = RwSignal::new(String::new());
    let guessed = memo(move || listing.charters.with(|teams| guess(cx, row, teams)));
    let team = memo(move || if chosen.with(String::is_empty) { guessed.get() } else { chosen.get() });
    let options = following(move || {
        let none = || with("option", "", vec![("value", String::new())], vec!["Choose the team".into_any()]);
        let option = |one: &Listed| {
            let is_it = (one.doc.as_str() == team.get_untracked()).then(|| ("selected", String::new()));
            let value = [("value", one.doc.to_string())].into_iter().chain(is_it).collect();
            with("option", "", value, vec![named(&one.summary.name).into_any()])
        };
        listing.charters.with(|teams| {
            let teams = teams.iter().filter(|one| one.kind == charter::KIND && !one.summary.example);
            [none()].into_iter().chain(teams.map(option)).collect_view().into_any()
        })
    });
    let take = on("change", move |event| chosen.set(event_target_value(&event)));
    let label = vec![("aria-label", "Whose decision it is".to_owned())];
    let select = acting("select", "ctl", label, vec![holds(move || team.get()), take], vec![options]);
    let to = memo(move || team.get().parse().ok().and_then(|charter: DocId| log::KIND.about(&charter)));
    let origin = StoredValue::new(origin());
    let press = move || {
        let Some(page) = to.get_untracked() else { return };
        said.with_value(|said| take_along(cx, row, &page, said));
        if let Some(window) = window() {
            let _ = window.open_with_url_and_target(&format!("{}/d/{page}", origin.get_value()), "_blank");
        }
        settle();
    };
    // The button stays while there is a log to go to, whichever it is: a press finds the one of now.
    let way = while_so(move || to.with(Option::is_some), move || button("btn", "Log as a decision", press));
    vec![select, way]
}

/// The item's team, or the first one that its presenter is captain of.
fn guess(cx: UseReview, row: StoredValue<RowId>, teams: &[Listed]) -> String {
    let team = row.with_value(|row| cx.of_item(row, |item| item.row.value(TEAM).words().to_owned()));
    if let Some(team) = team.filter(|team| !team.is_empty()) {
        return team;
    }
    let name = presenter(cx, row);
    let leads =
        |one: &&Listed| !name.is_empty() && one.summary.captains.iter().any(|captain| names::same(captain, &name));
    teams.iter().find(leads).map(|one| one.doc.to_string()).unwrap_or_default()
}

/// Leaves the sentence, the question and the advice in the draft of the log's page.
fn take_along(cx: UseReview, row: StoredValue<RowId>, page: &DocId, said: &str) {
    let from = row.with_value(|row| {
        cx.of_item(row, |item| {
            let advice: Vec<String> = item.advice.iter().map(of_advice).collect();
            vec![
                (log::QUESTION, item.title().trim().to_owned()),
                (log::CHOICE, said.to_owned()),
                (log::WHY, item.row.text(BECAUSE).trim().to_owned()),
                (log::ADVICE, advice.join("\n")),
            ]
        })
    });
    let leave = |words: &[(&'static str, String)]| Draft::leave(&cx.form.doc.who(), page, &[log::DECISIONS, ""], words);
    // A draft that waits there already is of another decision. A review of two people is named nowhere.
    if leave(&from.unwrap_or_default()) && !is_of_two(cx) {
        leave(&[(log::REVIEW, row.with_value(|row| format!("{}/{row}", cx.id())))]);
    }
}

fn is_of_two(cx: UseReview) -> bool {
    let sort = cx.shown.series.value(&Place::on_sheet(series::PRESET));
    sort.with_untracked(|sort| series::preset(sort.words()).is_for_two)
}

fn of_advice(advice: &Advice) -> String {
    format!("{}: {}", advice.by, advice.words().trim())
}

fn presenter(cx: UseReview, row: StoredValue<RowId>) -> String {
    let presenter = row.with_value(|row| cx.of_item(row, |item| item.row.value(PRESENTER).words().to_owned()));
    presenter.map(|words| cx.names.label(&words)).unwrap_or_default()
}

fn named(name: &str) -> String {
    match name.trim() {
        "" => "A team without a name".to_owned(),
        name => name.to_owned(),
    }
}

fn key(cx: UseReview, sentence: &str) -> String {
    format!("muster-noted {} {sentence}", cx.id())
}

/// Whether somebody said on this device that a sentence stays a note, or took it to a log.
pub(super) fn is_kept(cx: UseReview, sentence: &str) -> bool {
    storage().and_then(|storage| storage.get_item(&key(cx, sentence)).ok().flatten()).is_some()
}

fn remember(cx: UseReview, sentence: &str) {
    if let Some(storage) = storage() {
        let _ = storage.set_item(&key(cx, sentence), "1");
    }
}
