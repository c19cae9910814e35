//! Questions, each with the person who answers it, the day by which, and the answer. An open one stands on top of the next
//! review until it is answered.

use leptos::prelude::*;
use muster_shared::id::RowId;
use muster_shared::kinds::outline::is_nameless;
use muster_shared::kinds::review::{ANSWER, ANSWERED, DUE, ITEM, OWNER, QUESTIONS, Question, TEXT};
use muster_shared::sheet::{Edit, Place};

use super::advice::composing;
use super::use_review::UseReview;
use super::votes::{begin_vote, vote};
use crate::boxed::memo;
use crate::editor::marked;
use crate::form::plain::{button, each, el, following, heading, icon, nothing, while_so, words, written};
use crate::form::{Ask, Folded, Looks, PersonField, Pick, Takes, Typed, ValueField};
use crate::talk::said::below;
use crate::words::short_day;

static QUESTION: &[Ask] = &[Ask::new(TEXT, "Question", "What you would have to know").must("Write the question.")];

/// Questions on the item.
pub(super) fn questions(cx: UseReview, row: StoredValue<RowId>) -> AnyView {
    let ids = memo(move || {
        let ids =
            row.with_value(|row| cx.of_item(row, |item| item.questions.iter().map(|one| one.row.id.clone()).collect()));
        ids.unwrap_or_else(Vec::new)
    });
    let head = while_so(
        move || ids.with(|ids| !ids.is_empty()),
        move || heading(cx.form.level + 2, "h3", Vec::new(), vec!["Questions".into_any()]),
    );
    let ask = Folded::about("Ask a question", move || {
        row.with_value(|row| composing(cx, QUESTIONS, QUESTION, row, vec![(ITEM, row.to_string())], "Ask"))
    });
    el("div", "", vec![head, list(cx, ids), ask.show(cx.say.can_edit), begin_vote(cx, Some(row)), vote(cx, Some(row))])
}

/// Questions of a review of before that wait for an answer; nothing where none does.
pub(super) fn still_open(then: UseReview) -> AnyView {
    let ids = memo(move || {
        then.view.with(|view| view.open_questions().into_iter().map(|one| one.row.id.clone()).collect::<Vec<_>>())
    });
    while_so(
        move || ids.with(|ids| !ids.is_empty()),
        move || {
            let head =
                heading(then.form.level + 2, "h3", Vec::new(), vec!["Questions that wait for an answer".into_any()]);
            el("div", "", vec![head, list(then, ids)])
        },
    )
}

fn list(cx: UseReview, ids: Memo<Vec<RowId>>) -> AnyView {
    // A question that stays, stays as it is: somebody may write into it while others come.
    el("ul", "ledger", vec![each(move || ids.get(), move |id| question(cx, &id))])
}

fn question(cx: UseReview, id: &RowId) -> AnyView {
    let this = id.clone();
    let one = memo(move || cx.view.with(|view| view.all_questions().find(|one| one.row.id == this).cloned()));
    let drawn = move |draw: fn(UseReview, &Question) -> AnyView| {
        following(move || one.with(|one| one.as_ref().map_or_else(nothing, |one| draw(cx, one))))
    };
    let parts = vec![drawn(says), drawn(end), drawn(acts), fields(cx, id), below(cx.talk, QUESTIONS, id)];
    crate::form::plain::with("li", "", vec![("data-row", id.to_string())], parts)
}

fn says(_: UseReview, one: &Question) -> AnyView {
    let answer = (!one.answer().is_empty()).then(|| {
        let by = one.row.value(ANSWER).writes.last().map(|write| write.by.clone()).unwrap_or_default();
        el("div", "answer", vec![marked(one.answer()), written("p", "by", &by)])
    });
    let by = if is_nameless(&one.row) { words("p", "by", "Without a name") } else { written("p", "by", &one.by) };
    el("div", "", [marked(one.words()), by].into_iter().chain(answer).collect())
}

fn end(cx: UseReview, one: &Question) -> AnyView {
    let today = cx.today.get_value();
    let says = match (one.is_answered(), one.due()) {
        (true, _) => return el("div", "end done", vec![icon("i i-check"), words("b", "", "Answered")]),
        (false, "") => "Open".to_owned(),
        (false, day) if one.is_late(&today) => format!("Open, its day was {}", short_day(day, &today)),
        (false, day) => format!("An answer by {}", short_day(day, &today)),
    };
    el("div", "end open", vec![icon("i i-look"), words("b", "", says)])
}

fn acts(cx: UseReview, one: &Question) -> AnyView {
    if !may_answer(cx, one) {
        return nothing();
    }
    let (id, is_answered) = (one.row.id.clone(), one.is_answered());
    let says = if is_answered { "Open it again" } else { "Answered" };
    el("div", "acts no-print", vec![button("btn word", says, move || set_answered(cx, &id, !is_answered))])
}

fn may_answer(cx: UseReview, one: &Question) -> bool {
    cx.form.can_edit.get() || cx.may_retract(QUESTIONS, &one.row, ITEM)
}

fn set_answered(cx: UseReview, id: &RowId, is_answered: bool) {
    let at = Place::in_row(QUESTIONS, id, ANSWERED);
    // A refused edit is said by the chip.
    let _ = cx.say.edit(&Edit::Set { at, to: is_answered.into() });
}

/// The person who answers, the day, and the answer: for those who edit the review. Writing an answer says that there is one.
fn fields(cx: UseReview, id: &RowId) -> AnyView {
    let held = |name| cx.form.in_row(QUESTIONS, id, name);
    let (owner, due, answer) = (held(OWNER), held(DUE), held(ANSWER));
    let looks = |label: &str, hint: &str| Looks { label: label.to_owned(), hint: hint.to_owned(), ..Looks::default() };
    let typed = answer.typed(Takes::Words);
    let id = StoredValue::new(id.clone());
    let commit = Callback::new(move |text: String| {
        let is_one = !text.trim().is_empty();
        typed.commit.run(text)?;
        id.with_value(|id| set_answered(cx, id, is_one));
        Ok(())
    });
    let typed = Typed { commit, ..typed };
    let is_asked = memo(move || cx.form.can_edit.get() || owner.register.with(|owner| !owner.is_vacant()));
    while_so(
        move || is_asked.get(),
        move || {
            view! {
            <div class="acts small due">
                <PersonField held=owner names=cx.names looks=looks("Who answers it", "Who answers it?")/>
                <ValueField typed=due.typed(Takes::Day) takes=Takes::Day looks=looks("Answer by", "by when?")/>
                <span class="no-print answered"><ValueField typed takes=Takes::Words looks=looks("Answer", "The answer, in a line")/></span>
                <Pick held=owner what="The person who answers"/>
                <Pick held=due what="The day"/>
                <Pick held=answer what="The answer"/>
            </div>
        }
        .into_any()
        },
    )
}
