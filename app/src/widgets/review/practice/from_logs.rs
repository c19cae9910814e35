//! Things from elsewhere that come onto an agenda by one press: decisions of late and learnings that their authors bring of their
//! own accord, out of the logs of teams.

use leptos::prelude::*;
use muster_shared::kinds::Line;
use muster_shared::kinds::log;
use muster_shared::kinds::review::{ITEMS, TEAM, TITLE, TYPE};
use muster_shared::kinds::series::Extra;
use muster_shared::sheet::Edit;
use muster_shared::text::words::{day_number, long_day};

use super::super::use_review::UseReview;
use crate::boxed::memo;
use crate::form::plain::{button, el, following, words, written};
use crate::form::section;
use crate::widgets::digests::Digested;

/// So many days before the meeting a decision or a learning is of late.
const DAYS: i64 = 35;

const NONE_OFFERED: &str = "No learning of the last five weeks was brought, or all of them stand on the agenda. An author brings one where they write it down, in their team’s log.";
const NONE_DECIDED: &str =
    "No decision of the last five weeks is in a log that you may read, or all of them stand on the agenda.";

/// The logs of teams as the lists tell of them, where the page around the review knows.
#[derive(Clone, Copy)]
pub(crate) struct Logs(pub(crate) Signal<Vec<Digested>>);

/// Something that may come onto the agenda.
#[derive(Debug, Clone, PartialEq)]
struct Brought {
    /// The team: the id of its charter.
    team: String,
    words: String,
    facts: String,
}

/// The section.
pub(super) fn from_logs(cx: UseReview, part: Extra) -> AnyView {
    let logs = use_context::<Logs>();
    let found = memo(move || logs.map(|logs| logs.0.with(|logs| brought(cx, logs, part))).unwrap_or_default());
    let list = move |none: &'static str| {
        let list = following(move || {
            found.with(|found| match found.is_empty() {
                true => words("p", "empty", none),
                false => el("ul", "ledger", found.iter().map(|one| line(cx, one)).collect()),
            })
        });
        vec![list]
    };
    let aside = move || counted(found.with(Vec::len));
    match part {
        Extra::Offered => section(cx.form, "Brought by their authors", "offered", aside, list(NONE_OFFERED)),
        _ => section(cx.form, "Decided of late", "decided", aside, list(NONE_DECIDED)),
    }
}

/// The titles that stand on the agenda.
fn titles(cx: UseReview) -> Vec<String> {
    cx.view.with(|view| view.items.iter().map(|item| item.title().trim().to_owned()).collect())
}

fn counted(n: usize) -> String {
    if n == 0 { String::new() } else { format!("{n} in five weeks") }
}

fn brought(cx: UseReview, logs: &[Digested], part: Extra) -> Vec<Brought> {
    let Some(until) = cx.slot().and_then(|slot| day_number(slot.day())) else { return Vec::new() };
    let is_late = |line: &&Line| day_number(&line.on).is_some_and(|day| (until - DAYS..=until).contains(&day));
    let titles = titles(cx);
    let of_log = |one: &Digested| {
        let team = log::KIND.subject_of(&one.id).map(String::from).unwrap_or_default();
        let lines = if part == Extra::Offered { &one.digest.offered } else { &one.digest.lines };
        let lines = lines.iter().filter(is_late).filter(|line| !line.replaced);
        let brought = |line: &Line| Brought {
            team: team.clone(),
            words: line.words(),
            facts: [one.digest.title.clone(), long_day(&line.on)].join(", ").trim_start_matches(", ").to_owned(),
        };
        lines.map(brought).collect::<Vec<_>>()
    };
    // The forum of the example hears of the example's teams.
    let is_example = cx.shown.review.is_example.get();
    let all = logs.iter().filter(|one| one.digest.example == is_example).flat_map(of_log);
    all.filter(|one| !titles.contains(&one.words)).collect()
}

fn line(cx: UseReview, one: &Brought) -> AnyView {
    let says = el("div", "", vec![written("p", "", &one.words), written("p", "by", &one.facts)]);
    let one = one.clone();
    let put = following(move || match cx.form.can_edit.get() {
        true => {
            let one = one.clone();
            button("btn no-print", "Put it on the agenda", move || put_on(cx, &one))
        }
        false => ().into_any(),
    });
    el("li", "", vec![says, el("div", "acts", vec![put])])
}

fn put_on(cx: UseReview, one: &Brought) {
    let after = cx.shown.review.rows(ITEMS).with_untracked(|ids| ids.last().cloned());
    let texts = vec![(TITLE.to_owned(), one.words.clone())];
    let team = (!one.team.is_empty()).then(|| (TEAM.to_owned(), one.team.as_str().into()));
    let values = [(TYPE.to_owned(), "topic".into())].into_iter().chain(team).collect();
    // A refused edit is said by the chip.
    let _ = cx.form.edit(&Edit::Add { list: ITEMS.to_owned(), after, texts, values });
}
