//! Advice on an item, and what became of it.

use leptos::prelude::*;
use muster_shared::id::RowId;
use muster_shared::kinds::review::{
    ADVICE, ANSWERS, Advice, BY, ENDING, Ending, ITEM, Ledger, REASON, TEXT, TO, guide,
};

use super::silent::time_of;
use super::use_review::UseReview;
use crate::boxed::memo;
use crate::editor::marked;
use crate::form::plain::{button, el, following, heading, icon, with, words, written};
use crate::form::{Ask, Composing};
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

/// A field that is folded behind a button.
pub(super) fn folded(
    says: &'static str,
    class: &'static str,
    make: impl Fn() -> Composing + Send + Sync + 'static,
) -> AnyView {
    let is_open = RwSignal::new(untrack(|| make().draft().has_words()));
    let close = Callback::new(move |()| is_open.set(false));
    let done = Callback::new(move |_| is_open.set(false));
    following(move || match is_open.get() {
        true => Composing { close: Some(close), done, ..make() }.show(),
        false => button(class, says, move || is_open.set(true)),
    })
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
    let list = following(move || {
        let given = given.get();
        match given.is_empty() {
            true => words("p", "empty", guide::ADVICE.hint),
            false => el("ul", "ledger", given.iter().map(|one| piece(cx, row, one)).collect()),
        }
    });
    let give = following(move || match cx.say.can_edit.get() {
        true => folded("Give advice", "btn no-print", move || {
            row.with_value(|row| composing(cx, ADVICE, ADVISE, row, vec![(ITEM, row.to_string())], "Give"))
        }),
        false => ().into_any(),
    });
    el("div", "", vec![head, bar, list, give])
}

/// All advice of the review, whatever item it is on.
pub(super) fn all_advice(cx: UseReview) -> AnyView {
    let list = following(move || {
        let all = cx.view.with(|view| {
            let all = view.all_advice().map(|(item, advice)| (item.map(|item| item.row.id.clone()), advice.clone()));
            all.collect::<Vec<_>>()
        });
        let one = |(item, advice): &(Option<RowId>, Advice)| {
            let item = item.clone().unwrap_or_else(|| RowId::made_by(0, 0));
            piece(cx, StoredValue::new(item), advice)
        };
        match all.is_empty() {
            true => words("p", "empty", guide::ADVICE.hint),
            false => el("ul", "ledger", all.iter().map(one).collect()),
        }
    });
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

pub(super) fn piece(cx: UseReview, item: StoredValue<RowId>, one: &Advice) -> AnyView {
    let today = cx.today.get_value();
    let at_ms = one.row.value(ITEM).writes.first().map_or(0, |write| write.at_ms);
    let by = format!("{}, {}", one.by, time_of(at_ms));
    let says = el("div", "", vec![marked(one.words()), written("p", "by", &by), below(cx.talk, ADVICE, &one.row.id)]);
    let end = match &one.ending {
        Ending::WillDo(day) => el(
            "div",
            "end done",
            vec![icon("i i-check"), words("b", "", format!("Will do by {}", short_day(day, &today)))],
        ),
        Ending::NotNow(reason) => {
            let why = written("span", "why", &format!("because {reason}"));
            el("div", "end", vec![icon("i i-comment"), words("b", "", "Heard, not now"), why])
        }
        Ending::Done => el("div", "end done", vec![icon("i i-check"), words("b", "", "Done")]),
        Ending::Open => el("div", "end open", vec![icon("i i-look"), words("b", "", "Still open")]),
    };
    let is_promised = matches!(one.ending, Ending::WillDo(_));
    let is_due = one.ending.is_due(&today);
    let (id, row) = (StoredValue::new(one.row.id.clone()), StoredValue::new(one.row.clone()));
    let acts = following(move || {
        let mut acts = Vec::new();
        if is_due && may_answer(cx, item) {
            let answer = move |ending: &str, asks: &'static [Ask]| {
                let with = vec![(TO, id.get_value().to_string()), (ENDING, ending.to_owned())];
                let draft = if ending == "will do" { "will do" } else { "not now" };
                Composing { draft, ..id.with_value(|id| composing(cx, ANSWERS, asks, id, with, "Answer")) }
            };
            if is_promised {
                let done = [(TO, id.with_value(|id| id.as_str().into())), (ENDING, "done".into())];
                acts.push(button("btn", "Done", move || drop(cx.say(ANSWERS, &done))));
            }
            acts.push(folded("Will do by…", "btn", move || answer("will do", WILL_DO)));
            acts.push(folded("Heard, not now…", "btn", move || answer("not now", NOT_NOW)));
        }
        if row.with_value(|row| cx.may_retract(ADVICE, row, ITEM)) {
            acts.push(button("btn word", "Withdraw", move || id.with_value(|id| cx.retract(ADVICE, id))));
        }
        el("div", "acts no-print", acts)
    });
    let about = vec![("id", one.row.id.to_string()), ("data-row", one.row.id.to_string())];
    with("li", "", about, vec![says, end, acts])
}

/// Whether this person answers the advice on an item: whoever presents it, or anybody where nobody does.
fn may_answer(cx: UseReview, item: StoredValue<RowId>) -> bool {
    let presenter = item.with_value(|row| cx.of_item(row, |item| item.row.value("presenter").words().to_owned()));
    let presenter = presenter.unwrap_or_default();
    cx.say.can_edit.get() && (presenter.is_empty() || cx.is_me(&presenter))
}
