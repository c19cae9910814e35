//! The questions of an open box, and the place of this person's answer.

use leptos::prelude::*;
use muster_shared::blind::{Form, Question, Takes, WORDS_CHARS_MAX, padded};

use super::device::{self, Own};
use super::use_boxes::UseBoxes;
use crate::form::plain::{Act, Attributes, acting, button, el, following, nothing, on, with, words};
use crate::form::unique_id;

/// The warning beside free words.
const WARNING: &str = "Nobody is told that you wrote this, but words can give you away: leave out names, days, and turns of \
    phrase that are known as yours.";

/// The questions, where this device has a right to answer; else how it stands.
pub(super) fn answering(cx: UseBoxes, id: &str, form: &'static Form) -> AnyView {
    let Some(own) = device::of(id) else {
        return words("p", "quiet", "This device has no right to answer it.");
    };
    if own.is_refused {
        return words("p", "quiet", "The server did not take your answer. It stands above.");
    }
    if own.is_written() {
        return words(
            "p",
            "",
            "You have answered. Your words are on the server without your name, and on this device no more.",
        );
    }
    if own.is_sent {
        let says = "You have answered. The server writes it down once four people have opened this page; this device keeps it until \
                    then, or until you sign out here, and sends it again.";
        return words("p", "", says);
    }
    if own.right.is_none() {
        return words(
            "p",
            "quiet",
            "Your right to answer is not on this device yet; it comes once the server can be reached.",
        );
    }
    let draft = own.answer.clone();
    cx.drafts.update_untracked(|drafts| {
        if let Some(draft) = draft {
            drafts.entry(own.id.clone()).or_insert(draft);
        }
    });
    questions(cx, own, form)
}

fn questions(cx: UseBoxes, own: Own, form: &'static Form) -> AnyView {
    let waits = own.answer.is_some().then(|| {
        let says = "Your answer is kept on this device, until you sign out here. It is sent, without your sign-in, once the server \
                    can be reached.";
        words("p", "small", says)
    });
    let id = own.id;
    let parts: Vec<AnyView> = form.questions.iter().map(|question| asked(cx, &id, question)).collect();
    let send = on("submit", move |event| {
        event.prevent_default();
        answer(cx, &id, form);
    });
    let press = with("button", "btn", vec![("type", "submit".to_owned())], vec!["Answer".into_any()]);
    let label = vec![("aria-label", form.name.to_owned())];
    let form = acting("form", "blind", label, vec![send], parts.into_iter().chain([press]).collect());
    el("div", "", waits.into_iter().chain([form]).collect())
}

/// Sends the answer, if it is one.
fn answer(cx: UseBoxes, id: &str, form: &'static Form) {
    let draft = cx.drafts.with_untracked(|drafts| drafts.get(id).cloned()).unwrap_or_default();
    if draft.said.values().all(|said| said.trim().is_empty()) {
        return cx.say(id, "Answer one question at least.");
    }
    if draft.trouble(form).is_some() || padded(&draft).is_none() {
        return cx.say(id, &format!("Say it in fewer words: {WORDS_CHARS_MAX} letters at most."));
    }
    cx.answer(id);
}

fn asked(cx: UseBoxes, id: &str, question: &'static Question) -> AnyView {
    match question.takes {
        Takes::Steps(steps) => stepped(cx, id, question, steps),
        Takes::Words => worded(cx, id, question),
    }
}

fn said(cx: UseBoxes, id: &str, question: &Question) -> String {
    let said = |drafts: &std::collections::BTreeMap<_, muster_shared::blind::Answer>| {
        drafts.get(id).and_then(|draft| draft.said.get(question.word)).cloned()
    };
    cx.drafts.with_untracked(said).unwrap_or_default()
}

/// Notes what is chosen or typed.
fn notes(cx: UseBoxes, id: &str, event: &'static str, word: &'static str) -> Act {
    let id = id.to_owned();
    on(event, move |event| {
        let value = event_target_value(&event);
        cx.drafts.try_update(|drafts| drop(drafts.entry(id.clone()).or_default().said.insert(word.to_owned(), value)));
    })
}

fn stepped(cx: UseBoxes, id: &str, question: &'static Question, steps: &'static [&'static str]) -> AnyView {
    let (name, now) = (unique_id(), said(cx, id, question));
    let one = |step: &&'static str| {
        let own: Attributes = vec![("type", "radio".to_owned()), ("name", name.clone()), ("value", (*step).to_owned())];
        let chosen = (now == *step).then(|| ("checked", String::new()));
        let own = own.into_iter().chain(chosen).collect();
        let input = acting("input", "", own, vec![notes(cx, id, "change", question.word)], Vec::new());
        el("label", "", vec![input, " ".into_any(), (*step).into_any()])
    };
    let legend = words("legend", "q", question.asks);
    let choices = el("div", "steps", steps.iter().map(one).collect());
    el("fieldset", "", vec![legend, choices])
}

fn worded(cx: UseBoxes, id: &str, question: &'static Question) -> AnyView {
    let (field, warning) = (unique_id(), unique_id());
    let own = vec![
        ("id", field.clone()),
        ("rows", "4".to_owned()),
        ("dir", "auto".to_owned()),
        ("maxlength", WORDS_CHARS_MAX.to_string()),
        ("aria-describedby", warning.clone()),
    ];
    let now = said(cx, id, question);
    let begin: Act = Box::new(move |element| element.set_text_content(Some(&now)));
    let input = acting("textarea", "line", own, vec![begin, notes(cx, id, "input", question.word)], Vec::new());
    let label = with("label", "q", vec![("for", field)], vec![question.asks.into_any()]);
    let warning = with("p", "small quiet", vec![("id", warning)], vec![WARNING.into_any()]);
    el("div", "", vec![label, input, warning])
}

/// The sentence about a box, while there is one.
pub(super) fn sentence(cx: UseBoxes, id: String) -> AnyView {
    following(move || match cx.said.with(|said| said.get(&id).cloned()).filter(|words| !words.is_empty()) {
        None => nothing(),
        Some(says) => with("p", "small", vec![("role", "status".to_owned())], vec![says.into_any()]),
    })
}

/// The button that closes a box, in two steps: closing cannot be taken back.
pub(super) fn closing(cx: UseBoxes, id: String) -> AnyView {
    let is_asked = RwSignal::new(false);
    following(move || {
        let id = id.clone();
        if !is_asked.get() {
            return button("btn", "Close the box…", move || is_asked.set(true));
        }
        let says = "Closing shows the answers to everybody who may read here, if four or more came; with fewer they are forgotten. It \
                    cannot be taken back.";
        let close = button("btn", "Close and show", move || cx.close(&id));
        let leave = button("btn word", "Leave it open", move || is_asked.set(false));
        el("div", "", vec![words("p", "small", says), close, leave])
    })
}
