//! Advice on an item, and what became of it.

use leptos::prelude::*;
use muster_shared::id::RowId;
use muster_shared::kinds::review::{
    ADVICE, ANSWERS, Advice, BY, ENDING, Ending, ITEM, Item, Ledger, REASON, TEXT, TO, guide,
};

use super::silent::time_of;
use super::use_review::UseReview;
use crate::boxed::memo;
use crate::editor::marked;
use crate::form::plain::{button, each_known, el, following, heading, icon, known, while_so, with, words, written};
use crate::form::{Ask, Composing, Folded};
use crate::talk::said::below;
use crate::words::short_day;

static ADVISE: &[Ask] = &[Ask::new(TEXT, "Advice", "What you would do").must("Write the advice.")];
static WILL_DO: &[Ask] = &[Ask::new(BY, "By", "").must("Name the day.")];
static NOT_NOW: &[Ask] = &[Ask::new(REASON, "Because", "The reason").must("A reason belongs to it.")];

/// A row about another one that is composed here.
pub(super) fn composing(
    cx: UseReview,
    list: &'static str,
    asks: &'static [Ask],
    about: &RowId,
    with: Vec<(&'static str, String)>,
    act: &'static str,
) -> Composing {
    Composing {
        about: StoredValue::new(Some(about.clone())),
        with: StoredValue::new(with),
        ..Composing::of((cx.say, cx.names), list, asks, act)
    }
}

/// Advice on the item, with what became of it.
pub(super) fn advice(cx: UseReview, row: StoredValue<RowId>) -> AnyView {
    let given = memo(move || row.with_value(|row| cx.of_item(row, |item| item.advice.clone())).unwrap_or_default());
    let head = following(move || {
        let ledger = given.with(|given| Ledger::of(given.iter()));
        let head = heading(cx.form.level + 2, "h3", Vec::new(), vec![guide::ADVICE.label.into_any()]);
        el("div", "spread", vec![head, words("span", "small quiet", ledger_words(ledger))])
    });
    let bar = following(move || split(given.with(|given| Ledger::of(given.iter()))));
    let list = pieces(given, |one| &one.row.id, move |id, one| piece(cx, row, &id, one));
    let give = Folded::about("Give advice", move || {
        row.with_value(|row| composing(cx, ADVICE, ADVISE, row, vec![(ITEM, row.to_string())], "Give"))
    });
    el("div", "", vec![head, bar, list, give.class("btn no-print").show(cx.say.can_edit)])
}

/// All advice of the review, whatever item it is on.
pub(super) fn all_advice(cx: UseReview) -> AnyView {
    let all = memo(move || cx.view.with(|view| view.all_advice().map(with_its_item).collect::<Vec<_>>()));
    let list = pieces(all, |(_, one)| &one.row.id, move |id, one| piece_of(cx, &id, one));
    let head = following(move || {
        let head = heading(cx.form.level + 1, "h", Vec::new(), vec![guide::ADVICE.label.into_any()]);
        el("div", "", vec![head, words("span", "agreed", ledger_words(cx.view.with(|view| view.ledger())))])
    });
    el("section", "part", vec![el("div", "side", vec![head]), el("div", "", vec![list])])
}

/// How advice ended, in words.
pub(crate) fn ledger_words(ledger: Ledger) -> String {
    let counts = [(ledger.will_do, "will do"), (ledger.not_now, "heard"), (ledger.open, "still open")];
    counts.iter().filter(|(n, _)| *n > 0).map(|(n, says)| format!("{n} {says}")).collect::<Vec<_>>().join(", ")
}

/// How advice ended, as a bar.
pub(crate) fn split(ledger: Ledger) -> AnyView {
    if ledger.all() == 0 {
        return ().into_any();
    }
    let part =
        |(n, class): (usize, &'static str)| view! { <i class=class style:flex-grow=n.to_string()></i> }.into_any();
    let parts = [(ledger.will_do, "done"), (ledger.not_now, "heard"), (ledger.open, "open")];
    let parts = parts.into_iter().filter(|(n, _)| *n > 0).map(part).collect();
    with("div", "split", vec![("aria-hidden", "true".to_owned())], parts)
}

/// Advice, with the item it is on where it is on one.
pub(super) type OfItem = (Option<RowId>, Advice);

/// Advice with the id of its item.
pub(super) fn with_its_item((item, advice): (Option<&Item>, &Advice)) -> OfItem {
    (item.map(|item| item.row.id.clone()), advice.clone())
}

/// Pieces of advice under each other, or the hint while there are none.
fn pieces<T: Clone + PartialEq + Send + Sync + 'static>(
    all: Memo<Vec<T>>,
    id: fn(&T) -> &RowId,
    draw: impl Fn(RowId, Memo<Option<T>>) -> AnyView + Clone + Send + Sync + 'static,
) -> AnyView {
    let none = while_so(move || all.with(Vec::is_empty), || words("p", "empty", guide::ADVICE.hint));
    let list =
        while_so(move || !all.with(Vec::is_empty), move || el("ul", "ledger", vec![each_known(all, id, draw.clone())]));
    vec![none, list].into_any()
}

/// A piece of advice on whatever item it is on.
pub(super) fn piece_of(cx: UseReview, id: &RowId, one: Memo<Option<OfItem>>) -> AnyView {
    let item = one.with_untracked(|one| one.as_ref().and_then(|(item, _)| item.clone()));
    let advice = memo(move || one.with(|one| one.as_ref().map(|(_, advice)| advice.clone())));
    piece(cx, StoredValue::new(item.unwrap_or_else(|| RowId::made_by(0, 0))), id, advice)
}

/// A piece of advice: what is said, how it ended, and the ways on. The person who answers goes on writing while others come.
fn piece(cx: UseReview, item: StoredValue<RowId>, id: &RowId, one: Memo<Option<Advice>>) -> AnyView {
    let says = el("div", "", vec![known(one, read), below(cx.talk, ADVICE, id)]);
    let end = known(one, move |one| ended(one, &cx.today.get_value()));
    let about = vec![("id", id.to_string()), ("data-row", id.to_string())];
    let acts = acts(cx, item, StoredValue::new(id.clone()), one);
    with("li", "", about, vec![says, end, answer_said(cx, one), acts])
}

/// The words that people say about the answer that counts.
fn answer_said(cx: UseReview, one: Memo<Option<Advice>>) -> AnyView {
    let latest =
        memo(move || one.with(|one| one.iter().filter_map(|one| one.answers.first().cloned()).collect::<Vec<_>>()));
    let said =
        move |id: RowId, _| with("div", "due", vec![("data-row", id.to_string())], vec![below(cx.talk, ANSWERS, &id)]);
    each_known(latest, |row| &row.id, said)
}

fn read(one: &Advice) -> AnyView {
    let at_ms = one.row.value(ITEM).writes.first().map_or(0, |write| write.at_ms);
    let by = format!("{}, {}", one.by, time_of(at_ms));
    vec![marked(one.words()), written("p", "by", &by)].into_any()
}

fn ended(one: &Advice, today: &str) -> AnyView {
    match &one.ending {
        Ending::WillDo(day) => el(
            "div",
            "end done",
            vec![icon("i i-check"), words("b", "", format!("Will do by {}", short_day(day, today)))],
        ),
        Ending::NotNow(reason) => {
            let why = written("span", "why", &format!("because {reason}"));
            el("div", "end", vec![icon("i i-comment"), words("b", "", "Heard, not now"), why])
        }
        Ending::Done => el("div", "end done", vec![icon("i i-check"), words("b", "", "Done")]),
        Ending::Open => el("div", "end open", vec![icon("i i-look"), words("b", "", "Still open")]),
    }
}

/// The ways on from a piece of advice: answers to it, and its withdrawal.
fn acts(cx: UseReview, item: StoredValue<RowId>, id: StoredValue<RowId>, one: Memo<Option<Advice>>) -> AnyView {
    let is = move |so: &dyn Fn(&Advice) -> bool| one.with(|one| one.as_ref().is_some_and(so));
    let waits = memo(move || is(&|one| one.ending.is_due(&cx.today.get_value())) && may_answer(cx, item));
    let is_promised = move || waits.get() && is(&|one| matches!(one.ending, Ending::WillDo(_)));
    let answer = move |ending: &'static str, asks: &'static [Ask]| {
        let with = vec![(TO, id.get_value().to_string()), (ENDING, ending.to_owned())];
        Composing { draft: ending, ..id.with_value(|id| composing(cx, ANSWERS, asks, id, with, "Answer")) }
    };
    let done = move || {
        button("btn", "Done", move || {
            let done = [(TO, id.with_value(|id| id.as_str().into())), (ENDING, "done".into())];
            drop(cx.say(ANSWERS, &done));
        })
    };
    let answers = move || {
        let will_do = Folded::about("Will do by…", move || answer("will do", WILL_DO));
        let not_now = Folded::about("Heard, not now…", move || answer("not now", NOT_NOW));
        [will_do, not_now].map(|answer| answer.class("btn").show(cx.say.can_edit)).into_iter().collect_view().into_any()
    };
    let may_retract = move || is(&|one| cx.may_retract(ADVICE, &one.row, ITEM));
    let back = move || button("btn word", "Withdraw", move || id.with_value(|id| cx.retract(ADVICE, id)));
    let acts = vec![while_so(is_promised, done), while_so(move || waits.get(), answers), while_so(may_retract, back)];
    el("div", "acts no-print", acts)
}

/// Whether this person answers the advice on an item: whoever presents it, or anybody where nobody does.
fn may_answer(cx: UseReview, item: StoredValue<RowId>) -> bool {
    let presenter = item.with_value(|row| cx.of_item(row, |item| item.row.value("presenter").words().to_owned()));
    let presenter = presenter.unwrap_or_default();
    cx.say.can_edit.get() && (presenter.is_empty() || cx.is_me(&presenter))
}
