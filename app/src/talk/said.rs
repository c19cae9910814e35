//! The talk about a line, beside it: comments, suggestions and answers, and the way to say something.

use leptos::context::Provider;
use leptos::prelude::*;
use muster_shared::id::RowId;
use muster_shared::kinds::talk::{Anchor, PROPOSED, Remark, SEEN, SUGGESTIONS, TEXT, Thread};
use muster_shared::sheet::Place;
use web_sys::KeyboardEvent;

use super::compose::{Composer, What};
use super::marks::note_id;
use super::proposal::proposal;
use super::quoted::quoted;
use super::select::Picked;
use super::{UseTalk, plainly};
use crate::boxed::{For, Show, alive, effect, memo};
use crate::browser::now_ms;
use crate::editor::{Editable, TextField};
use crate::form::plain::el;
use crate::keyboard;
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
    comment: Composer,
    /// The place for other words, where there is a text to propose them for.
    suggestion: Option<Composer>,
}

/// A thread, and the place for an answer to it.
#[derive(Clone, Copy)]
struct OneThread {
    about: About,
    head: StoredValue<Remark>,
    thread: Memo<Option<Thread>>,
    answer: Composer,
}

impl OneThread {
    fn is_resolved(self) -> bool {
        self.thread.with(|thread| thread.as_ref().is_some_and(|thread| thread.is_resolved))
    }

    fn is_own(self) -> bool {
        self.head.with_value(|head| self.about.talk.is_mine(head.list, &head.row))
    }

    /// Whether it proposes words that this person may put into the text.
    fn may_take(self) -> bool {
        let of_text =
            self.head.with_value(|head| head.list == SUGGESTIONS) && self.about.text.with_value(Option::is_some);
        let may = self.about.talk.can_say.get() && self.about.talk.about.can_edit.get();
        of_text && may && !self.is_resolved()
    }

    fn take(self) {
        let About { talk, text, .. } = self.about;
        self.head.with_value(|head| text.with_value(|text| text.iter().for_each(|text| talk.take_over(head, text))));
    }

    /// The one key that accepts a suggestion which has the focus.
    fn key(self, event: &KeyboardEvent) {
        let is_on_it = event.target().is_some() && event.target() == event.current_target();
        let is_plain = !(event.ctrl_key() || event.meta_key() || event.alt_key());
        let accepts = matches!(keyboard::key(event).as_deref(), Some("Enter" | "a"));
        if is_on_it && is_plain && accepts && untrack(|| self.may_take()) {
            event.prevent_default();
            event.stop_propagation();
            self.take();
        }
    }
}

/// The threads about one line.
#[component]
pub(crate) fn Said(talk: UseTalk, anchor: Anchor, text: Option<Place>) -> impl IntoView {
    let anchor = StoredValue::new(anchor);
    let comment = Composer::of(talk, anchor, What::Comment);
    let suggestion = text.clone().map(|text| Composer::of(talk, anchor, What::Suggestion(text)));
    let about = About { talk, anchor, text: StoredValue::new(text), comment, suggestion };
    effect(move || {
        let is_here = |picked: &Picked| anchor.with_value(|on| *on == picked.anchor);
        if let Some(picked) = talk.picked.get().filter(is_here) {
            talk.picked.set(None);
            comment.open_about(picked);
        }
    });
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
        {comment.show()}
        {suggestion.map(Composer::show)}
        <Begin about/>
    }
}

/// The words that people say about a row which has no margin of its own, below it, and the ways to say something.
pub(crate) fn below(talk: UseTalk, list: &str, row: &RowId) -> AnyView {
    let anchor = Anchor::new(list, Some(row.clone()));
    el("div", "margin said-below", vec![view! { <Said talk anchor text=None/> }.into_any()])
}

/// The ways to say something; quiet until the line is near.
#[component]
fn Begin(about: About) -> impl IntoView {
    let can_suggest = move || about.suggestion.is_some() && !about.talk.about.can_edit.get();
    let on = about.anchor.with_value(ToString::to_string);
    // A press takes the focus from the text, and with it the words that are selected there.
    let held = StoredValue::new(None::<Picked>);
    let hold = move |_| held.set_value(about.talk.selected());
    let comment = move |_| {
        let picked = held.try_update_value(Option::take).flatten();
        match picked.filter(|picked| about.anchor.with_value(|on| *on == picked.anchor)) {
            Some(picked) => about.comment.open_about(picked),
            None => about.comment.open(),
        }
    };
    view! {
        <Show when=move || about.talk.can_say.get()>
            <div class="say-here no-print" data-on=on.clone()>
                <button class="round" type="button" aria-label="Comment" title="Comment" on:pointerdown=hold on:click=comment>
                    <span class="i i-comment" aria-hidden="true"></span>
                </button>
                {plainly::round(about.talk, about.anchor)}
                <Show when=can_suggest>
                    <button class="round" type="button" aria-label="Suggest other words" title="Suggest other words"
                        on:click=move |_| about.suggestion.into_iter().for_each(Composer::open)>
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
    let answer = Composer::of(about.talk, about.anchor, What::Answer(head.clone()));
    let of = OneThread { about, head: StoredValue::new(head.clone()), thread, answer };
    let may_take = memo(move || of.may_take());
    let is_suggestion = head.list == SUGGESTIONS;
    let (what, icon) = if is_suggestion { ("Suggestion", "i i-pen") } else { ("Comment", "i i-comment") };
    let (kept, id, named) = (head.clone(), head.row.to_string(), note_id(&head.row));
    let label = move || format!("{what} by {}", about.talk.author(&kept));
    view! {
        <aside class="note said" part="note" aria-label=label id=named data-thread=id
            tabindex=move || if may_take.get() { "0" } else { "-1" }
            aria-keyshortcuts=move || may_take.get().then_some("Enter A")
            on:keydown=move |event| of.key(&event)
        >
            <p class="by"><span class=icon aria-hidden="true"></span><By about remark=head.clone()/></p>
            {is_suggestion.then(|| view! { <Proposal about head=head.clone()/> })}
            {(!is_suggestion).then(|| quoted(about.talk, &head))}
            <Words about remark=head.clone() label=if is_suggestion { "Why" } else { "Comment" }/>
            <For each=answers key=|answer| answer.row.clone() let(answer)>
                <div class="reply">
                    <p class="by"><By about remark=answer.clone()/></p>
                    <Words about remark=answer label="Answer"/>
                </div>
            </For>
            <Acts of may_take/>
            {answer.show()}
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

/// The change that is proposed.
#[component]
fn Proposal(about: About, head: Remark) -> impl IntoView {
    let place = |name| StoredValue::new(Place::in_row(SUGGESTIONS, &head.row, name));
    let (proposed, seen) = (place(PROPOSED), place(SEEN));
    let doc = untrack(|| about.talk.talk_of(&head));
    let text_at =
        move |place: StoredValue<Place>| doc.map(|doc| doc.text(&place.get_value()).get()).unwrap_or_default();
    let now = move || about.text.with_value(|text| text.as_ref().map(|text| about.talk.about.doc.text(text).get()));
    let is_old = memo(move || now().is_some_and(|now| now != text_at(seen)));
    view! {
        {proposal(move || text_at(seen), move || text_at(proposed))}
        <Show when=move || is_old.get()><p class="small quiet">"The text has changed since."</p></Show>
    }
}

/// The actions on a thread.
#[component]
fn Acts(of: OneThread, may_take: Memo<bool>) -> impl IntoView {
    let talk = of.about.talk;
    let is_own = memo(move || of.is_own());
    let is_resolved = memo(move || of.is_resolved());
    let may_resolve = move || is_own.get() || talk.about.can_edit.get();
    let resolve = move |_| of.head.with_value(|head| talk.resolve(head, !is_resolved.get_untracked()));
    let remove = move |_| of.head.with_value(|head| talk.remove(head.list, &head.row));
    view! {
        <Show when=move || talk.can_say.get()>
            <div class="acts no-print">
                <Show when=move || may_take.get()>
                    <button class="btn word" type="button" title="Enter or A, while the suggestion has the focus"
                        on:click=move |_| of.take()>"Accept"</button>
                </Show>
                <button class="btn word" type="button" on:click=move |_| of.answer.open()>"Answer"</button>
                <Show when=may_resolve>
                    <button class="btn word" type="button" on:click=resolve>{move || if is_resolved.get() { "Reopen" } else { "Resolve" }}</button>
                </Show>
                <Show when=move || is_own.get()><button class="btn word" type="button" on:click=remove>"Withdraw"</button></Show>
            </div>
        </Show>
    }
}
