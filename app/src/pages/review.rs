//! The pages of a series of reviews and of one review.

use leptos::prelude::*;
use leptos::task::spawn_local;
use muster_shared::id::DocId;
use muster_shared::kinds::{log, review, series};
use muster_shared::names;
use muster_shared::sheet::Place;
use muster_shared::text::words::{day_number, long_day};

use super::open;
use super::pack::{brought, take_along};
use super::shell::{Shell, use_shell};
use crate::boxed::memo;
use crate::live::LiveDoc;
use crate::widgets::digests::Digested;
use crate::widgets::led_to::LedTo;
use crate::widgets::review::{DecidedSince, Logs, ShownReview, TakeAlong, slot_words};
use crate::widgets::series::ShownSeries;

/// The page of a series.
#[component]
pub(crate) fn Series(doc: DocId) -> impl IntoView {
    let shell = use_shell();
    let series = open::hold(&doc, series::KIND);
    shell.show_in_bar(series);
    provide_context(shell.open_beside());
    provide_context(shell.catalogue.listing());
    shell.name_page(name_of(series));
    let (view, mode) = (Signal::stored("full".to_owned()), Signal::stored("edit".to_owned()));
    let shown = ShownSeries { series, view, mode, in_host_page: false };
    (brought(series), shown.show()).into_any()
}

/// The page of a review.
#[component]
pub(crate) fn Review(doc: DocId) -> impl IntoView {
    let shell = use_shell();
    let review = open::hold(&doc, review::KIND);
    let series = open::hold(&review::KIND.subject_of(&doc).unwrap_or_else(|| doc.clone()), series::KIND);
    shell.show_in_bar(review);
    provide_context(shell.open_beside());
    provide_context(LedTo(shell.router.at.into()));
    provide_context(shell.catalogue.listing());
    let (name, day) = (name_of(series), review::KIND.slot_of(&doc).map(|slot| slot_words(&slot)).unwrap_or_default());
    shell.name_page(move || format!("{}, {day}", name()));
    provide_context(along(shell, doc, name));
    provide_context(decided_since(shell, review));
    provide_context(logs(shell));
    let (view, mode) = (Signal::stored("full".to_owned()), Signal::stored("edit".to_owned()));
    let shown = ShownReview { review, series, view, mode, in_host_page: false };
    (brought(review), shown.show()).into_any()
}

/// Decisions that the teams of a review's items logged in the week that begins with it, as far as the lists know.
fn decided_since(shell: Shell, review: LiveDoc) -> DecidedSince {
    let decided = memo(move || {
        let slot = review.id().and_then(|id| review::KIND.slot_of(&id));
        let Some(first) = slot.and_then(|slot| day_number(slot.day())) else { return Vec::new() };
        let teams: Vec<String> = review
            .sheet
            .with(|sheet| sheet.rows(review::ITEMS).map(|item| item.value(review::TEAM).words().to_owned()).collect());
        let is_of_team = |charter: &DocId| {
            let name = shell
                .catalogue
                .listed
                .with(|listed| listed.iter().find(|row| row.doc == *charter).map(|row| row.summary.name.clone()));
            teams
                .iter()
                .any(|team| team == charter.as_str() || name.as_ref().is_some_and(|name| names::same(team, name)))
        };
        shell.catalogue.digests.shown.with(|digests| {
            let logs = digests.iter().filter(|one| one.kind == log::KIND);
            let logs = logs.filter(|one| log::KIND.subject_of(&one.id).is_some_and(|charter| is_of_team(&charter)));
            let lines = logs.flat_map(|one| one.digest.lines.iter().map(move |line| (one.digest.title.as_str(), line)));
            let is_since = |on: &str| day_number(on).is_some_and(|day| (first..first + 7).contains(&day));
            let since = lines.filter(|(_, line)| is_since(&line.on));
            since.map(|(title, line)| (line.words(), format!("{title}, {}", long_day(&line.on)))).collect()
        })
    });
    DecidedSince(decided.into())
}

/// The logs of teams, as far as the lists know.
fn logs(shell: Shell) -> Logs {
    let of_logs =
        |digests: &Vec<Digested>| digests.iter().filter(|one| one.kind == log::KIND).cloned().collect::<Vec<_>>();
    Logs(memo(move || shell.catalogue.digests.shown.with(of_logs)).into())
}

/// The way to take a review along from its page.
fn along(shell: Shell, review: DocId, name: impl Fn() -> String + Copy + Send + Sync + 'static) -> TakeAlong {
    let said = RwSignal::new(String::new());
    let take = Callback::new(move |()| {
        let (review, name) = (review.clone(), untrack(name));
        said.set("Packing…".to_owned());
        spawn_local(async move {
            let came = take_along(shell, &review, &name).await;
            said.try_set(came);
        });
    });
    TakeAlong { take, said }
}

fn name_of(series: LiveDoc) -> impl Fn() -> String + Copy + Send + Sync {
    let name = series.text(&Place::on_sheet(series::NAME));
    move || match name.get() {
        none if none.trim().is_empty() => "Reviews".to_owned(),
        name => name,
    }
}
