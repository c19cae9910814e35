//! The talk about a line, beside it: comments, suggestions and answers, and the way to say something.

use leptos::context::Provider;
use leptos::prelude::*;
use muster_shared::kinds::talk::{Anchor, PROPOSED, Remark, SEEN, SUGGESTIONS, TEXT, Thread};
use muster_shared::sheet::Place;

use super::{UseTalk, plainly};
use crate::boxed::{For, Show, alive, memo};
use crate::browser::now_ms;
use crate::editor::{Editable, TextField};
use crate::told::{to_say, told};
use crate::words::{ago, counted};

/// The sentence about names where nobody signs in.
pub(crate) const UNPROVEN: &str = "Nobody signs in here, so anybody could have written under these names.";

/// The threads about a line, and this person's actions on them.
#[derive(Clone, Copy)]
struct About {
    talk: UseTalk,
    anchor: StoredValue<Anchor>,
    /// The text that other words can be proposed for.
    text: StoredValue<Option<Place>>,
}

/// The threads about one line.
#[component]
pub(crate) fn Said(talk: UseTalk, anchor: Anchor, text: Option<Place>) -> impl IntoView {
    let about = About { talk, anchor: StoredValue::new(anchor), text: StoredValue::new(text) };
    let threads = memo(move || about.anchor.with_value(|anchor| talk.threads(anchor)));
    let those = move |resolved: bool| {
        let mut those = threads.get();
        those.retain(|thread| thread.is_resolved == resolved);
        those
    };
    let n_resolved = memo(move || those(true).len());
    view! {
        {plainly::plain_words(talk, about.anchor, "note said plain-words")}
        <For each=move || those(false) key=|thread| thread.head.row.clone() let(thread)>
            <Note about head=thread.head threads/>
        </For>
        <Show when=move || n_resolved.get() != 0>
            <details class="note removed">
                <summary use:told=to_say(move || counted(n_resolved.get(), "resolved comment", "resolved comments"))></summary>
                <For each=move || those(true) key=|thread| thread.head.row.clone() let(thread)>
                    <Note about head=thread.head threads/>
                </For>
            </details>
        </Show>
        <Show when=move || talk.is_anybodys() && !threads.with(Vec::is_empty)>
            <p class="small quiet unproven">{UNPROVEN}</p>
        </Show>
        <Begin about/>
    }
}

/// The ways to say something; quiet until the line is near.
#[component]
fn Begin(about: About) -> impl IntoView {
    let can_suggest = move || about.text.with_value(Option::is_some) && !about.talk.about.can_edit.get();
    let comment = move |_| about.anchor.with_value(|anchor| about.talk.comment(anchor));
    let suggest = move |_| {
        about.anchor.with_value(|anchor| {
            about.text.with_value(|text| text.iter().for_each(|text| about.talk.suggest(anchor, text)))
        });
    };
    view! {
        <Show when=move || about.talk.can_say.get()>
            <div class="say-here no-print">
                <button class="round" type="button" aria-label="Comment" title="Comment" on:click=comment>
                    <span class="i i-comment" aria-hidden="true"></span>
                </button>
                {plainly::round(about.talk, about.anchor)}
                <Show when=can_suggest>
                    <button class="round" type="button" aria-label="Suggest other words" title="Suggest other words" on:click=suggest>
                        <span class="i i-pen" aria-hidden="true"></span>
                    </button>
                </Show>
            </div>
        </Show>
    }
}

/// A comment or a suggestion with its answers.
#[component]
fn Note(about: About, head: Remark, threads: Memo<Vec<Thread>>) -> impl IntoView {
    let row = head.row.clone();
    let thread = memo(move || threads.with(|threads| threads.iter().find(|thread| thread.head.row == row).cloned()));
    let answers = move || thread.get().map(|thread| thread.answers).unwrap_or_default();
    let is_suggestion = head.list == SUGGESTIONS;
    let (what, icon) = if is_suggestion { ("Suggestion", "i i-pen") } else { ("Comment", "i i-comment") };
    let kept = head.clone();
    let label = move || format!("{what} by {}", about.talk.author(&kept));
    view! {
        <aside class="note said" part="note" aria-label=label>
            <p class="by"><span class=icon aria-hidden="true"></span><By about remark=head.clone()/></p>
            {is_suggestion.then(|| view! { <Proposal about head=head.clone()/> })}
            <Words about remark=head.clone() label=if is_suggestion { "Why" } else { "Comment" }/>
            <For each=answers key=|answer| answer.row.clone() let(answer)>
                <div class="reply">
                    <p class="by"><By about remark=answer.clone()/></p>
                    <Words about remark=answer label="Answer"/>
                </div>
            </For>
            <Acts about head thread/>
        </aside>
    }
}

/// The author, and the time.
#[component]
fn By(about: About, remark: Remark) -> impl IntoView {
    let at_ms = remark.at_ms;
    let named = remark.clone();
    view! {
        <b><bdi use:told=to_say(move || about.talk.author(&named))></bdi></b>" "
        <span>{ago(at_ms, now_ms())}</span>
        <span use:told=to_say(move || about.talk.about_author(&remark))></span>
    }
}

/// The words of one remark; whoever wrote them may go on writing.
#[component]
fn Words(about: About, remark: Remark, label: &'static str) -> impl IntoView {
    let talk = about.talk;
    let place = StoredValue::new(Place::in_row(remark.list, &remark.row, TEXT));
    let id = remark.row.to_string();
    let (kept, left) = (remark.clone(), remark);
    let may = memo(move || talk.can_say.get() && talk.is_mine(kept.list, &kept.row));
    // The remark is drawn because a talk has it, and stays where it is.
    let doc = untrack(|| talk.talk_of(&left));
    view! {
        <div data-row=id on:focusout=alive(move |event| talk.left(&event, &left))>
            <Provider value=Editable(may.into())>
                {doc.map(|doc| view! { <TextField doc place=place.get_value() label hint="Say it in a sentence or two"/> })}
            </Provider>
        </div>
    }
}

/// The change that is proposed, and, for its author, the words themselves.
#[component]
fn Proposal(about: About, head: Remark) -> impl IntoView {
    let talk = about.talk;
    let place = |name| StoredValue::new(Place::in_row(SUGGESTIONS, &head.row, name));
    let (proposed, seen) = (place(PROPOSED), place(SEEN));
    let doc = untrack(|| talk.talk_of(&head));
    let text_at =
        move |place: StoredValue<Place>| doc.map(|doc| doc.text(&place.get_value()).get()).unwrap_or_default();
    let now = move || about.text.with_value(|text| text.as_ref().map(|text| about.talk.about.doc.text(text).get()));
    let is_old = memo(move || now().is_some_and(|now| now != text_at(seen)));
    let id = head.row.to_string();
    let may = memo(move || talk.can_say.get() && talk.is_mine(head.list, &head.row));
    view! {
        <div class="proposal" data-row=id>
            <p><del dir="auto" use:told=to_say(move || text_at(seen))></del></p>
            <Provider value=Editable(may.into())>
                <ins>{doc.map(|doc| view! { <TextField doc place=proposed.get_value() label="Proposed words"/> })}</ins>
            </Provider>
            <Show when=move || is_old.get()><p class="small quiet">"The text has changed since."</p></Show>
        </div>
    }
}

/// The actions on a thread.
#[component]
fn Acts(about: About, head: Remark, thread: Memo<Option<Thread>>) -> impl IntoView {
    let talk = about.talk;
    let head = StoredValue::new(head);
    let is_own = memo(move || head.with_value(|head| talk.is_mine(head.list, &head.row)));
    let is_resolved = memo(move || thread.with(|thread| thread.as_ref().is_some_and(|thread| thread.is_resolved)));
    let may_resolve = move || is_own.get() || about.talk.about.can_edit.get();
    let may_take = move || {
        let of_text = head.with_value(|head| head.list == SUGGESTIONS) && about.text.with_value(Option::is_some);
        of_text && about.talk.about.can_edit.get() && !is_resolved.get()
    };
    let answer = move |_| head.with_value(|head| about.anchor.with_value(|anchor| about.talk.answer(anchor, head)));
    let take = move |_| {
        head.with_value(|head| {
            about.text.with_value(|text| text.iter().for_each(|text| about.talk.take_over(head, text)))
        });
    };
    let resolve = move |_| head.with_value(|head| talk.resolve(head, !is_resolved.get_untracked()));
    let remove = move |_| head.with_value(|head| talk.remove(head.list, &head.row));
    view! {
        <Show when=move || talk.can_say.get()>
            <div class="acts no-print">
                <Show when=may_take><button class="btn word" type="button" on:click=take>"Accept"</button></Show>
                <button class="btn word" type="button" on:click=answer>"Answer"</button>
                <Show when=may_resolve>
                    <button class="btn word" type="button" on:click=resolve>{move || if is_resolved.get() { "Reopen" } else { "Resolve" }}</button>
                </Show>
                <Show when=move || is_own.get()><button class="btn word" type="button" on:click=remove>"Withdraw"</button></Show>
            </div>
        </Show>
    }
}
