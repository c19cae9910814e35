//! Other words in a section that people agreed to: what changed, and whether that changes what was agreed.

use leptos::prelude::*;
use muster_shared::kinds::talk::{Coverage, Judged, Signature};
use muster_shared::text::{Change, Piece, compare};

use crate::boxed::{Show, memo};
use crate::browser::now_ms;
use crate::told::{to_say, told};
use crate::widgets::charter::use_charter::UseCharter;
use crate::words::ago;

/// The way from words to others: only those that changed are struck and new.
fn compared(cx: UseCharter, before: &str, now: &str) -> AnyView {
    // A line that names a person is told by the name of now.
    let lines = |words: &str| words.lines().map(|line| cx.names.label(line)).collect::<Vec<_>>().join("\n");
    let piece = |Piece { words, change }: Piece| match change {
        Change::Kept => words.into_any(),
        Change::Gone => view! { <del>{words}</del> }.into_any(),
        Change::New => view! { <ins>{words}</ins> }.into_any(),
    };
    let pieces = compare(&lines(before), &lines(now)).into_iter().map(piece).collect_view();
    view! { <p class="compared" dir="auto">{pieces}</p> }.into_any()
}

/// The words that somebody agreed to, against the words there now.
#[component]
pub(super) fn Changed(cx: UseCharter, mine: Signature, covered: Memo<Option<Coverage>>) -> impl IntoView {
    let now = move || covered.with(|one| one.as_ref().map(|one| one.words.clone()).unwrap_or_default());
    let since = format!("You agreed {}; it has changed since. See what changed", ago(mine.at_ms, now_ms()));
    let waits = mine.is_open.then(|| {
        view! { <p class="small quiet">"Whether this changes what was agreed, the captain has yet to say."</p> }
    });
    view! {
        <details class="changed">
            <summary>{since}</summary>
            <p class="label">"From what you agreed to, to what it says now"</p>
            {move || compared(cx, &mine.seen, &now())}
            {waits}
        </details>
    }
}

/// The question that the words alone do not answer, for those who may edit; it is asked once.
#[component]
pub(super) fn Question(cx: UseCharter, covered: Memo<Option<Coverage>>) -> impl IntoView {
    let asked = memo(move || {
        let may = cx.charter.can_edit.get() && cx.talk.can_say.get();
        let of = |one: &Coverage| Some((one.question()?.seen.clone(), one.words.clone()));
        may.then(|| covered.with(|one| one.as_ref().and_then(of))).flatten()
    });
    let answer =
        move |changes: bool| move |_| covered.with_untracked(|one| one.iter().for_each(|one| cx.judge(one, changes)));
    view! {
        <Show when=move || asked.with(Option::is_some)>
            <div class="more ask no-print" role="group" aria-label="Does this change what was agreed?">
                <p class="head">"Does this change what was agreed?"</p>
                {move || asked.get().map(|(seen, now)| compared(cx, &seen, &now))}
                <div class="acts">
                    <button class="btn" type="button" on:click=answer(false)>"No, it says the same"</button>
                    <button class="btn" type="button" on:click=answer(true)>"Yes, ask for agreement again"</button>
                </div>
            </div>
        </Show>
    }
}

/// The answer that stands, with who gave it and when.
#[component]
pub(super) fn Answered(cx: UseCharter, covered: Memo<Option<Coverage>>) -> impl IntoView {
    let answer = memo(move || covered.with(|one| one.as_ref().and_then(|one| one.answer().cloned())));
    let says = move || answer.with(|answer| answer.as_ref().map(|one| said(cx, one)).unwrap_or_default());
    let is_mine = memo(move || {
        let of = |one: &Judged| cx.talk.is_mine(one.remark.list, &one.remark.row);
        cx.charter.can_edit.get() && answer.with(|answer| answer.as_ref().is_some_and(of))
    });
    let take_back = move |_| {
        answer.with_untracked(|one| one.iter().for_each(|one| cx.talk.remove(one.remark.list, &one.remark.row)));
    };
    view! {
        <Show when=move || answer.with(Option::is_some)>
            <p class="more small quiet judged">
                <span use:told=to_say(says)></span>
                <Show when=move || is_mine.get()>
                    <button class="btn word no-print" type="button" on:click=take_back>"Withdraw"</button>
                </Show>
            </p>
        </Show>
    }
}

fn said(cx: UseCharter, one: &Judged) -> String {
    let what = if one.changes { "changes what was agreed" } else { "says the same in other words" };
    format!("{} said that this {what}, {}", cx.talk.author(&one.remark), ago(one.remark.at_ms, now_ms()))
}
