//! One item: what is proposed and why, its phase, and everything people wrote and said about it.

use leptos::prelude::*;
use muster_shared::id::RowId;
use muster_shared::kinds::outline::Guide;
use muster_shared::kinds::review::guide;
use muster_shared::kinds::review::{
    BECAUSE, CLAIM, EVIDENCE, ITEM, ITEM_NOTES, ITEMS, JOB, MINUTES, PRESENTER, Phase, READS, TITLE, TYPE, TYPE_WORDS,
};
use muster_shared::kinds::talk::Anchor;

use super::advice::advice;
use super::closing::closing;
use super::notes::notes;
use super::personal::personal_in;
use super::questions::questions;
use super::silent::silent;
use super::stances::stances;
use super::taken_on::actions_about;
use super::themes::themes;
use super::use_review::{UseReview, in_item};
use super::words::phase_name;
use crate::boxed::{Show, memo};
use crate::editor::TextField;
use crate::form::plain::{button, el, following, icon, while_so, with, words};
use crate::form::{Choice, Looks, PersonField, Pick, Takes, ValueField};
use crate::talk::said::Said;

/// The item as it is proposed.
pub(super) fn proposed(cx: UseReview, row: &RowId) -> AnyView {
    let row = StoredValue::new(row.clone());
    el("div", "parts", vec![top(cx, row), case(cx, row), remarked(cx, row)])
}

/// Everything that people write and say about it.
pub(super) fn talked_about(cx: UseReview, row: &RowId) -> AnyView {
    let row = StoredValue::new(row.clone());
    let parts = vec![
        silent(cx, row),
        themes(cx, row),
        stances(cx, row),
        questions(cx, row),
        notes(cx, row),
        advice(cx, row),
        actions_about(cx, row),
        closing(cx, row),
    ];
    el("div", "parts", parts)
}

fn top(cx: UseReview, row: StoredValue<RowId>) -> AnyView {
    let id = row.get_value();
    let held = |name| cx.form.in_row(ITEMS, &id, name);
    let looks = |label: &str, hint: &str| Looks { label: label.to_owned(), hint: hint.to_owned(), ..Looks::default() };
    let sorts = Signal::stored(
        TYPE_WORDS.iter().map(|(kept, reads)| ((*kept).to_owned(), (*reads).to_owned())).collect::<Vec<_>>(),
    );
    let (presenter, sort, minutes) = (held(PRESENTER), held(TYPE), held(MINUTES));
    view! {
        <div>
            <p class="type">
                <Choice held=sort options=sorts looks=looks("Sort of item", "Sort")/>
                <PersonField held=presenter names=cx.names looks=looks("Presents", "Who presents it?")/>
                <ValueField typed=minutes.typed(Takes::Number) takes=Takes::Number looks=looks("Minutes", "minutes")/>
            </p>
            <Pick held=presenter what="The presenter"/>
            <Pick held=sort what="The sort"/>
            <Pick held=minutes what="The minutes"/>
            <div class="ttl-field" role="heading" prop:ariaLevel=(cx.form.level + 1).to_string()>
                <TextField doc=cx.form.doc place=in_item(&id, TITLE) label="Title" hint="What is proposed, in a line" line=true/>
            </div>
            {following(move || also(cx, row, TITLE))}
            {following(move || stages(cx, row))}
            {following(move || read_mark(cx, row))}
        </div>
    }
    .into_any()
}

/// Words of the same item that somebody else carried here at the same time.
fn also(cx: UseReview, row: StoredValue<RowId>, text: &'static str) -> AnyView {
    let said = row.with_value(|row| {
        cx.of_item(row, |item| item.also(text).into_iter().map(ToOwned::to_owned).collect::<Vec<_>>())
    });
    let line = |said: String| words("p", "small quiet", format!("Also written, carried at the same time: {said}"));
    said.unwrap_or_default().into_iter().map(line).collect_view().into_any()
}

/// The phases of the item, and the way to the next.
fn stages(cx: UseReview, row: StoredValue<RowId>) -> AnyView {
    let (at, revealed) =
        row.with_value(|row| cx.of_item(row, |item| (item.phase, item.revealed_ms.is_some()))).unwrap_or_default();
    let may_lead = cx.form.can_edit.get();
    let one = move |phase: Phase| {
        let says = phase_name(phase);
        let current = (phase == at).then(|| ("aria-current", "step".to_owned()));
        // Nobody goes back to silence once it is revealed what was written.
        let may_go = may_lead && phase != at && !(revealed && phase < Phase::Debate);
        let inside = match may_go {
            true => button("btn word", says, move || row.with_value(|row| cx.go_on(row, phase))),
            false if phase < at => el("span", "", vec![icon("i i-check"), says.into_any()]),
            false => words("span", "", says),
        };
        with("li", "", current.into_iter().collect(), vec![inside])
    };
    with("ol", "stages", vec![("aria-label", "Stage".to_owned())], Phase::ALL.map(one).into_iter().collect())
}

/// Marks that it was read before the meeting, and how many have.
fn read_mark(cx: UseReview, row: StoredValue<RowId>) -> AnyView {
    let (n_reads, phase) = row.with_value(|row| cx.of_item(row, |item| (item.n_reads, item.phase))).unwrap_or_default();
    if phase != Phase::Read {
        return ().into_any();
    }
    let id = row.with_value(ToString::to_string);
    let mine = cx.shown.review.sheet.with(|sheet| {
        let own = sheet
            .rows(READS)
            .find(|one| one.value(ITEM).words() == id && cx.makers.is_mine(cx.form.doc, READS, one, ITEM));
        own.is_some()
    });
    let says = match n_reads {
        0 => "Nobody has marked it as read yet".to_owned(),
        1 => "Read by 1 person".to_owned(),
        n => format!("Read by {n} people"),
    };
    let mark = (!mine && cx.say.can_edit.get()).then(|| {
        button("btn word no-print", "I have read it", move || {
            let _ = cx.say(READS, &[(ITEM, row.with_value(|row| row.as_str().into()))]);
        })
    });
    el("p", "acts small quiet", [says.into_any()].into_iter().chain(mark).collect())
}

/// Claim, reasons and evidence of an item that is debated; of the others only where something is written.
fn case(cx: UseReview, row: StoredValue<RowId>) -> AnyView {
    let is_debate = memo(move || {
        let sort = row.with_value(|row| cx.of_item(row, |item| item.row.value(TYPE).words().to_owned()));
        sort.is_some_and(|sort| matches!(sort.as_str(), "debate" | "strategy" | "concept" | ""))
    });
    let is_insight = memo(move || cx.is_insight(row));
    // The evidence for an item and the interview that people read stand in one text, under two names.
    let fields: [(&'static str, &'static Guide, &'static str, bool); 4] = [
        (CLAIM, &guide::CLAIM, "claim", false),
        (BECAUSE, &guide::BECAUSE, "", false),
        (EVIDENCE, &guide::EVIDENCE, "", false),
        (EVIDENCE, &guide::INTERVIEW, "", true),
    ];
    let line = move |(text, guide, class, of_insight): (&'static str, &'static Guide, &'static str, bool)| {
        let place = row.with_value(|row| in_item(row, text));
        let said = cx.form.doc.text(&place);
        let is_shown = memo(move || {
            let is_said = said.with(|said| !said.trim().is_empty());
            match (text == EVIDENCE && is_insight.get(), of_insight) {
                (is_insight, of_insight) if is_insight != of_insight => false,
                (true, _) => true,
                (false, _) => is_debate.get() || is_said,
            }
        });
        let place = StoredValue::new(place);
        view! {
            <Show when=move || is_shown.get()>
                <dt>{guide.label}</dt>
                <dd class=class>
                    <TextField doc=cx.form.doc place=place.get_value() label=guide.label hint=guide.hint/>
                    {following(move || also(cx, row, text))}
                </dd>
            </Show>
        }
        .into_any()
    };
    let job = row.with_value(|row| cx.form.in_row(ITEMS, row, JOB).typed(Takes::Words));
    let job = move || {
        let looks = Looks {
            label: "Job of the customer".to_owned(),
            hint: "As the strategy names it".to_owned(),
            ..Looks::default()
        };
        let field = view! { <ValueField typed=job takes=Takes::Words looks/> }.into_any();
        vec![words("dt", "", "Job of the customer"), el("dd", "", vec![field])].into_any()
    };
    let job = while_so(move || is_insight.get(), job);
    el("dl", "case", fields.map(line).into_iter().chain([job]).collect())
}

/// Remarks on the item, and what people say about it in the margin.
fn remarked(cx: UseReview, row: StoredValue<RowId>) -> AnyView {
    let remarks = following(move || {
        let note = |check: muster_shared::kinds::review::Check| {
            let head = el("p", "by", vec![icon("i i-look"), check.remark.head().into_any()]);
            with(
                "aside",
                "note check",
                vec![("aria-label", format!("Advice: {}", check.remark.head()))],
                vec![head, words("p", "", check.remark.advice())],
            )
        };
        row.with_value(|row| cx.noticed(ITEMS, row)).into_iter().map(note).collect_view().into_any()
    });
    let names = following(move || named(cx, row));
    let anchor = Anchor::new(ITEMS, Some(row.get_value()));
    el("div", "beside", vec![remarks, names, view! { <Said talk=cx.talk anchor text=None/> }.into_any()])
}

/// A note where the texts of an interview tell who somebody is.
fn named(cx: UseReview, row: StoredValue<RowId>) -> AnyView {
    if !cx.is_insight(row) {
        return ().into_any();
    }
    let text = |name| row.with_value(|row| cx.form.doc.text(&in_item(row, name)).get());
    personal_in(&[TITLE, CLAIM, BECAUSE, EVIDENCE, ITEM_NOTES].map(text))
}
