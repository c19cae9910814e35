//! The reports of research, the latest first, each with who has read it, and the way to bring one in.

use leptos::prelude::*;
use muster_shared::id::RowId;
use muster_shared::kinds::charter::outline::RESEARCH_SECTION;
use muster_shared::kinds::charter::{
    JOB, RESEARCH, RESEARCH_BY, RESEARCH_JOB, RESEARCH_LINK, RESEARCH_ON, RESEARCH_WHAT, Report,
};
use muster_shared::kinds::talk::{Reader, unread};
use muster_shared::text::links::is_harmless;
use muster_shared::text::words::one_line;

use super::note::Margin;
use crate::boxed::memo;
use crate::browser::today;
use crate::form::plain::{acting, button, each_known, el, first, known, says, while_so, with, words, written};
use crate::form::{Ask, Composing, Folded, Head, Looks, Takes, ValueField};
use crate::widgets::charter::use_charter::UseCharter;
use crate::words::{listed, long_day};

/// So many are shown; the files have all.
const SHOWN_MAX: usize = 5;
/// The longest job that is offered by its words.
const JOB_MAX: usize = 200;

static A_REPORT: &[Ask] = &[
    Ask::new(RESEARCH_WHAT, "What was found out", "One line that says whom it concerns")
        .must("Say in a line what was found out."),
    Ask::new(RESEARCH_LINK, "Link to the report", "https://"),
    Ask::new(RESEARCH_JOB, "For which job", "The job of the customer that it tells of"),
];

/// The section; nothing to see for readers while there is no report.
pub(crate) fn research(cx: UseCharter) -> AnyView {
    let all = memo(move || cx.charter.doc.sheet.with(Report::all));
    let is_there = move || cx.charter.can_edit.get() || all.with(|all| !all.is_empty());
    while_so(is_there, move || {
        let latest = first(all, |one| &one.row, || SHOWN_MAX);
        let list = while_so(
            move || latest.with(|latest| !latest.is_empty()),
            move || {
                let one = move |row, report| one(cx, row, report);
                el("ul", "heard", vec![each_known(latest, |one| &one.row, one)])
            },
        );
        let none =
            while_so(move || latest.with(Vec::is_empty), || words("p", "quiet", "No report of research is here yet."));
        let new = Folded::new("Add a report", move || composing(cx)).show(cx.charter.can_edit);
        let aside = memo(move || all.with(|all| far(cx, all)));
        let head = Head { aside: Some(aside.into()), ..Head::default() };
        cx.charter.section(RESEARCH_SECTION.heading, "research", head, vec![none, list, new])
    })
}

fn composing(cx: UseCharter) -> Composing {
    let with = vec![(RESEARCH_ON, today()), (RESEARCH_BY, cx.charter.doc.my_words())];
    let suggest = move |field: &'static str| if field == RESEARCH_JOB { jobs(cx) } else { Vec::new() };
    Composing {
        with: StoredValue::new(with),
        suggest: Callback::new(suggest),
        ..Composing::of((cx.charter, cx.names), RESEARCH, A_REPORT, "Add it")
    }
}

/// The jobs that a report may tell of: the team's own, and those of the reports before.
fn jobs(cx: UseCharter) -> Vec<String> {
    cx.charter.doc.sheet.with_untracked(|sheet| {
        let own = one_line(sheet.text(JOB), JOB_MAX);
        let mut jobs: Vec<String> =
            [own].into_iter().chain(Report::all(sheet).into_iter().map(|one| one.job)).collect();
        jobs.retain(|job| !job.is_empty());
        muster_shared::order::sort(&mut jobs);
        jobs.dedup();
        jobs
    })
}

/// How many of them this person has not read, in words.
fn far(cx: UseCharter, all: &[Report]) -> String {
    let is_unread = |one: &&Report| !cx.talk.has_read(&cx.talk.readers(&UseCharter::read_on(&one.row), ""));
    match (all.len(), all.iter().filter(is_unread).count()) {
        (0, _) => String::new(),
        (n, _) if !cx.talk.can_say.get() => n.to_string(),
        (n, 0) => format!("{n}, all read by you"),
        (n, unread) => format!("{n}, {unread} not read by you"),
    }
}

fn one(cx: UseCharter, row: RowId, report: Memo<Option<Report>>) -> AnyView {
    let on = StoredValue::new(UseCharter::read_on(&row));
    let readers = memo(move || on.with_value(|on| cx.talk.readers(on, "")));
    let read = known(report, move |one| {
        let head = words("span", "small quiet", format!("{} · {}", long_day(&one.on), cx.names.label(&one.by)));
        vec![title(one), " ".into_any(), head].into_any()
    });
    let said = vec![says(move || readers.with(|readers| told(cx, readers)))];
    let said = acting("p", "small quiet", Vec::new(), said, Vec::new());
    let job = job(cx, &row);
    let press = while_so(
        move || cx.talk.can_say.get() && !readers.with(|readers| cx.talk.has_read(readers)),
        move || button("btn word no-print", "I have read it", move || on.with_value(|on| cx.talk.note_read(on, ""))),
    );
    let named = vec![("data-row", row.to_string()), ("tabindex", "-1".to_owned())];
    with(
        "li",
        "",
        named,
        vec![read, said, job, press, view! { <Margin cx beside=RESEARCH row below=true/> }.into_any()],
    )
}

/// The finding, which leads to the report where it has a link.
fn title(report: &Report) -> AnyView {
    let what = if report.what.is_empty() { &report.link } else { &report.what };
    if !is_harmless(&report.link) || report.link.contains(char::is_whitespace) {
        let link = if report.what.is_empty() { "" } else { report.link.as_str() };
        return vec![written("span", "", what), " ".into_any(), written("span", "small", link)].into_any();
    }
    let to = [("href", report.link.as_str()), ("rel", "noopener noreferrer"), ("dir", "auto")];
    let to = to.map(|(name, value)| (name, value.to_owned())).to_vec();
    with("a", "", to, vec![what.to_owned().into_any()])
}

/// The job that it tells of, to read and to write.
fn job(cx: UseCharter, row: &RowId) -> AnyView {
    let typed = cx.charter.in_row(RESEARCH, row, RESEARCH_JOB).typed(Takes::Words);
    let (label, hint) = ("Job that it tells of".to_owned(), "name the job".to_owned());
    let options = memo(move || jobs(cx));
    let looks = Looks { label, hint, options: Some(options.into()), ..Looks::default() };
    let field = move || {
        let field = view! { <ValueField typed takes=Takes::Words looks=looks.clone()/> }.into_any();
        el("p", "small", vec!["For the job: ".into_any(), field])
    };
    while_so(move || cx.charter.can_edit.get() || typed.text.with(|job| !job.is_empty()), field)
}

/// Its readers, and the people of the team who are none yet, in words.
fn told(cx: UseCharter, readers: &[Reader]) -> String {
    let label = |person: &str| cx.names.label(person);
    let read: Vec<String> = readers.iter().map(|one| label(&one.person)).collect();
    let team = cx.team();
    let unread: Vec<String> = unread(readers, &team).into_iter().map(label).collect();
    match (read.as_slice(), unread.as_slice()) {
        ([], []) => "Nobody has read it yet.".to_owned(),
        ([], unread) => format!("Not read yet by {}.", listed(unread)),
        (read, []) => format!("Read by {}.", listed(read)),
        (read, unread) => format!("Read by {}. Not read yet by {}.", listed(read), listed(unread)),
    }
}
