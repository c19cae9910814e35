//! The outcome of an import, in words.

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::run::{Outcome, Run};
use crate::form::plain::{button, el, written};
use crate::words::counted;

/// The outcome of an import.
#[component]
pub(super) fn Told(run: Run, outcome: Outcome) -> impl IntoView {
    let head = head(&outcome);
    let made = !outcome.made.is_empty();
    let Outcome { series, filled, same, anew, failed, left, told, differs, suggested, .. } = outcome;
    let suggest = move || spawn_local(run.suggest());
    let open = |doc| view! { <p class="acts"><a class="btn strong" href=format!("/d/{doc}")>"Open the series"</a></p> };
    view! {
        <div class="receipt">
            <h2>{head}</h2>
            {(same > 0).then(|| view! { <p>{left_alone(same)}</p> })}
            {(filled > 0).then(|| view! { <p>{counted(filled, "document", "documents")}" that were here were filled in where nothing stood."</p> })}
            {(!anew.is_empty()).then(|| view! {
                <p dir="auto">"Deleted here before, and now made anew: "{anew.join(", ")}". The deleted ones can be brought back under "<a href="/people#deleted">"People"</a>"."</p>
            })}
            {(left > 0).then(|| view! { <p>"Stopped: "{counted(left, "file was", "files were")}" left out. Import again to go on."</p> })}
            {(!differs.is_empty()).then(|| differing(differs, suggested, suggest))}
            {(!told.is_empty()).then(|| listed(noted(told.len()), told))}
            <Failed failed/>
            {series.into_iter().map(open).collect_view()}
            {made.then(|| view! { <p class="acts"><a class="btn strong" href="/">"See all teams"</a></p> })}
        </div>
    }
}

fn head(outcome: &Outcome) -> String {
    let counts = [
        (outcome.made.len(), "charter", "charters"),
        (outcome.surfaces, "surface", "surfaces"),
        (outcome.records, "decision", "decisions"),
        (outcome.reviews, "review", "reviews"),
    ];
    let some: Vec<String> =
        counts.into_iter().filter(|(n, ..)| *n > 0).map(|(n, one, many)| counted(n, one, many)).collect();
    match some[..] {
        [] if outcome.filled > 0 => "Merged into the workspace".to_owned(),
        [] if outcome.same > 0 => "Nothing new".to_owned(),
        [] => "Nothing was imported".to_owned(),
        _ => some.join(", "),
    }
}

/// Files nothing was imported of. Their reason begins with the line.
#[component]
fn Failed(failed: Vec<(String, String)>) -> impl IntoView {
    let row = |(name, why): (String, String)| {
        view! {
            <li>
                <span class="i i-look look" aria-hidden="true"></span>
                <div>
                    <p><b dir="auto">{name}</b></p>
                    <p dir="auto">{why}</p>
                    <p class="small quiet">"Nothing of it was imported."</p>
                </div>
            </li>
        }
    };
    (!failed.is_empty()).then(|| view! { <ul class="failed">{failed.into_iter().map(row).collect_view()}</ul> })
}

/// Differences between files and documents: ignored, unless a person wants suggestions of it.
fn differing(differs: Vec<(String, String)>, suggested: usize, suggest: impl Fn() + 'static) -> AnyView {
    let n = counted(differs.len(), "difference", "differences");
    let head = match suggested {
        0 => format!("{n} between the files and what is here, and ignored"),
        of => format!("{n} between the files and what is here, {of} of them now suggested"),
    };
    let act = (suggested == 0).then(|| button("btn", "Suggest what the files say", suggest));
    [listed(head, differs), el("p", "acts", act.into_iter().map(IntoAny::into_any).collect())].into_any()
}

fn noted(n: usize) -> String {
    format!("{} to know", counted(n, "thing", "things"))
}

/// Lines, each with its file, folded together.
fn listed(head: String, lines: Vec<(String, String)>) -> AnyView {
    let items = lines.into_iter().map(|(file, words)| written("li", "", &format!("{file}, {words}"))).collect();
    view! { <details class="lines"><summary>{head}</summary>{el("ul", "", items)}</details> }.into_any()
}

fn left_alone(n: usize) -> String {
    if n == 1 {
        "1 document is already here and left as it is.".to_owned()
    } else {
        format!("{n} documents are already here and left as they are.")
    }
}
