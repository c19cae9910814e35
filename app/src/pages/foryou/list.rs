//! The list itself: each thing with where it comes from, how long it waits, and the one press that settles it.

use leptos::prelude::*;
use muster_shared::asks::{Ask, Changed, Sort, When};
use muster_shared::text::words::one_line;
use muster_shared::text::{Change, Piece, compare};

use super::cards::cards;
use super::device::while_unheard;
use super::press::{Answer, Settled, a_friday, answer, at_once, name_of};
use super::{PART, UseForYou};
use crate::boxed::{For, memo};
use crate::browser::today;
use crate::form::plain::{
    Attributes, acting, button, el, following, icon, nothing, on, while_so, with, words, written,
};
use crate::pages::time::{self, Ago};
use crate::visitor;
use crate::words::{counted, day_number, short_day};

/// So many things stand there before somebody asks for the others.
const FIRST: usize = 5;
/// The most letters of a line that changed.
const LETTERS: usize = 140;

/// The section, with things of some sorts; of all where none are named.
pub(super) fn for_you(cx: UseForYou, sorts: &'static [Sort]) -> AnyView {
    while_unheard(cx);
    let asks = cx.asks(sorts);
    let is_whole = RwSignal::new(false);
    let shown = memo(move || {
        let mut asks = asks.get();
        if !is_whole.get() {
            asks.truncate(FIRST);
        }
        asks
    });
    let n_open = memo(move || {
        let settled = cx.settled.get();
        asks.with(|asks| asks.iter().filter(|ask| !settled.iter().any(|one| one.is(ask))).count())
    });
    let count = following(move || match n_open.get() {
        0 => words("span", "agreed", ""),
        1 => words("span", "agreed", "1"),
        n => words("span", "agreed", format!("{n}, soonest first")),
    });
    let list = view! {
        <ul class="todo">
            <For each=move || shown.get() key=key children=move |ask: Ask| row(cx, ask)/>
        </ul>
    };
    let more = following(move || match asks.with(Vec::len).saturating_sub(FIRST) {
        0 => ().into_any(),
        n if !is_whole.get() => button("btn word", format!("Show the other {n}"), move || is_whole.set(true)),
        _ => button("btn word", "Show the first five", move || is_whole.set(false)),
    });
    let none = while_so(move || asks.with(Vec::is_empty), move || words("p", "quiet", empty(cx)));
    let head = with("h2", "", vec![("id", "h-for-you".to_owned())], vec!["For you".into_any()]);
    let body = el("div", "for-you", vec![list.into_any(), none, more, unread(cx), age(cx), elsewhere(sorts)]);
    let about = vec![("id", PART.to_owned()), ("aria-labelledby", "h-for-you".to_owned())];
    let teams = if sorts.is_empty() { cards(cx) } else { nothing() };
    with("section", "part", about, vec![teams, el("div", "side", vec![head, count]), body])
}

fn key(ask: &Ask) -> String {
    format!("{} {} {} {} {}", name_of(ask), ask.title, ask.detail, ask.due, ask.href)
}

/// The words where nothing waits.
fn empty(cx: UseForYou) -> String {
    let sentence = cx.told.with(|told| told.sentence.clone());
    match (sentence, cx.is_known()) {
        (Some(sentence), _) => sentence,
        (None, true) => "Nothing. When somebody waits for your word, it stands here with one button.".to_owned(),
        (None, false) if cx.is_old.get() => "The list comes from the server, which does not answer.".to_owned(),
        (None, false) => String::new(),
    }
}

/// The words about documents that could not be read.
fn unread(cx: UseForYou) -> AnyView {
    following(move || match cx.told.with(|told| told.unread) {
        0 => ().into_any(),
        1 => words("p", "small quiet", "One document could not be read: what it asks of you is missing here."),
        n => {
            words("p", "small quiet", format!("{n} documents could not be read: what they ask of you is missing here."))
        }
    })
}

/// How old the list is and where it comes from, while the server does not answer.
fn age(cx: UseForYou) -> AnyView {
    while_so(
        move || cx.is_old.get() && cx.is_known(),
        move || {
            let now = time::minute();
            following(move || {
                let (says, at_ms, end) = match cx.worked_ms.get() {
                    0 => ("The server does not answer. The list is from ", cx.told_ms.get(), "."),
                    at_ms => (
                        WORKED_OUT,
                        at_ms,
                        ", of the documents that it keeps. Presses go out when the network is back.",
                    ),
                };
                let ago = view! { <Ago at_ms=Signal::stored(at_ms) now/> }.into_any();
                el("p", "small quiet", vec![says.into_any(), ago, end.into_any()])
            })
        },
    )
}

const WORKED_OUT: &str = "The server does not answer. The list was worked out on this device ";

/// The other ways in which the whole list comes to somebody who signs in.
fn elsewhere(sorts: &'static [Sort]) -> AnyView {
    if !sorts.is_empty() || visitor::own().is_anybody() {
        return nothing();
    }
    let way = with("a", "", vec![("href", "/digest".to_owned())], vec!["a page for the week".into_any()]);
    let end = ", and from there by letter or feed.".into_any();
    el("p", "small quiet", vec!["Settled things leave this list. The same list comes as ".into_any(), way, end])
}

fn row(cx: UseForYou, ask: Ask) -> AnyView {
    let about: Attributes = vec![("data-ask", name_of(&ask)), ("tabindex", "-1".to_owned())];
    let inside = following(move || {
        let settled = cx.settled.with(|all| all.iter().find(|one| one.is(&ask)).cloned());
        match settled {
            Some(settled) => done(cx, &ask, settled),
            None => open(cx, &ask),
        }
    });
    with("li", "", about, vec![inside])
}

fn done(cx: UseForYou, ask: &Ask, settled: Settled) -> AnyView {
    let wrong = RwSignal::new(String::new());
    let says = el("div", "", vec![written("p", "quiet", &ask.title), words("p", "sub", settled.says), alert(wrong)]);
    let ask = ask.clone();
    let undo =
        settled.undo.map(|undo| button("btn word", "Undo", move || cx.take_back(ask.clone(), undo.clone(), wrong)));
    let parts = [Some(icon("i i-check quiet")), Some(says), undo];
    el("div", "ask", parts.into_iter().flatten().collect())
}

fn open(cx: UseForYou, ask: &Ask) -> AnyView {
    let (day, wrong) = (today(), RwSignal::new(String::new()));
    let way =
        with("a", "", vec![("href", ask.href.clone()), ("dir", "auto".to_owned())], vec![ask.title.clone().into_any()]);
    let mut says = vec![el("p", "", vec![way])];
    says.extend(ask.changed.as_ref().map(what_changed));
    says.push(el("p", "sub", below(ask, &day)));
    let is_answered = matches!(ask.sort, Sort::Advice | Sort::Promise | Sort::Pitch);
    says.extend(is_answered.then(|| another(cx, ask, wrong)));
    says.push(alert(wrong));
    let class = if ask.sort == Sort::Agreement { "btn strong" } else { "btn" };
    let press = match at_once(ask) {
        None if ask.sort == Sort::Draft && ask.row.is_some() => {
            let out = ask.clone();
            button(class, act_of(ask, &day), move || cx.put_in(out.clone(), wrong))
        }
        Some(_) => {
            let settled = ask.clone();
            let act = move || {
                // Made anew, as the day may be another one by now.
                if let Some(edits) = at_once(&settled) {
                    cx.settle(settled.clone(), edits, wrong);
                }
            };
            button(class, act_of(ask, &day), act)
        }
        None => with("a", "btn", vec![("href", ask.href.clone())], vec![act_of(ask, &day).into_any()]),
    };
    el("div", "ask", vec![icon(icon_of(ask, &day)), el("div", "", says), press])
}

/// The words on a button that settles a thing, or on the link that leads to where it is settled.
fn act_of(ask: &Ask, today: &str) -> String {
    match ask.sort {
        Sort::Agreement if ask.changed.as_ref().is_some_and(|changed| changed.agreed) => "Agree again",
        Sort::Agreement | Sort::Unanswered | Sort::Suggestion | Sort::Feedback => "Look at it",
        Sort::Metric => "Write it",
        Sort::Advice => return format!("Will do by {}", short_day(&a_friday(today), today)),
        Sort::Promise | Sort::Owed => "Done",
        Sort::Pitch => "Yes, on the roadmap",
        Sort::Draft => "Put it in",
        Sort::Action => "Mark done",
        Sort::LookAgain => "Say what came of it",
        Sort::Request | Sort::Mention | Sort::Pressure | Sort::Box => "Answer",
        // A row says that something is to be read.
        Sort::Review if ask.row.is_some() => "Read",
        Sort::Review => "Open",
    }
    .to_owned()
}

fn icon_of(ask: &Ask, today: &str) -> &'static str {
    match (ask.sort, ask.when(today)) {
        (Sort::Agreement | Sort::Unanswered, _) => "i i-look",
        (_, When::Overdue) => "i i-clock",
        (Sort::Metric | Sort::Promise | Sort::Owed, _) => "i i-clock quiet",
        (
            Sort::Advice | Sort::Request | Sort::Mention | Sort::Pitch | Sort::Pressure | Sort::Feedback | Sort::Box,
            _,
        ) => "i i-comment quiet",
        (Sort::Draft, _) => "i i-device quiet",
        (Sort::Action, _) => "i i-check quiet",
        (Sort::LookAgain, _) => "i i-undo quiet",
        (Sort::Suggestion, _) => "i i-pen quiet",
        (Sort::Review, _) => "i i-context quiet",
    }
}

/// The line below a thing: where it comes from, and how it stands to its day.
fn below(ask: &Ask, today: &str) -> Vec<AnyView> {
    let days = |day: &str| day_number(today).zip(day_number(day)).map_or(0, |(now, then)| now - then);
    let counted_days = |days: i64| counted(days.unsigned_abs() as usize, "day", "days");
    let when = match ask.when(today) {
        When::Overdue => format!("Due {}, {} ago", short_day(&ask.due, today), counted_days(days(&ask.due))),
        When::Today => "Today".to_owned(),
        When::Coming if days(&ask.due) == -1 => "Tomorrow".to_owned(),
        When::Coming => format!("In {}", counted_days(days(&ask.due))),
        When::Waits if days(&ask.since) > 0 && !ask.since.is_empty() => {
            format!("Waits {}", counted_days(days(&ask.since)))
        }
        When::Waits => String::new(),
    };
    let class = if ask.when(today) == When::Overdue { "nowrap look" } else { "nowrap" };
    let mut parts = vec![written("span", "", &ask.detail)];
    if !when.is_empty() {
        let gap = if ask.detail.is_empty() { "" } else { " · " };
        parts.extend([gap.into_any(), words("span", class, when)]);
    }
    parts
}

/// The words that have changed since they were signed.
fn what_changed(changed: &Changed) -> AnyView {
    let told = |lines: &[String]| -> String {
        lines.iter().take(2).map(|line| one_line(line, LETTERS)).collect::<Vec<_>>().join("\n")
    };
    let piece = |Piece { words: said, change }: Piece| match change {
        Change::Kept => said.into_any(),
        Change::Gone => words("del", "", said),
        Change::New => words("ins", "", said),
    };
    let pieces = compare(&told(&changed.gone), &told(&changed.come)).into_iter().map(piece).collect();
    let mut lines = vec![with("p", "sub compared", vec![("dir", "auto".to_owned())], pieces)];
    let left = changed.gone.len().saturating_sub(2) + changed.come.len().saturating_sub(2);
    if left > 0 {
        lines.push(words("p", "sub", format!("And {} more.", counted(left, "line", "lines"))));
    }
    el("div", "changed", lines)
}

/// Another answer to advice or to a pitch than the one that the button gives.
fn another(cx: UseForYou, ask: &Ask, wrong: RwSignal<String>) -> AnyView {
    let (is_open, ask) = (RwSignal::new(false), StoredValue::new(ask.clone()));
    following(move || {
        if !is_open.get() {
            return button("btn word", "Another answer…", move || is_open.set(true));
        }
        let (day, why) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
        let give = move |said: Answer, missing: &str| {
            if matches!(&said, Answer::WillDo(words) | Answer::NotNow(words) if words.trim().is_empty()) {
                return wrong.set(missing.to_owned());
            }
            ask.with_value(|ask| {
                if let Some(edits) = answer(ask, &said) {
                    cx.settle(ask.clone(), edits, wrong);
                }
            });
        };
        let will_do = move || give(Answer::WillDo(day.get_untracked()), "Name the day.");
        let not_now = move || give(Answer::NotNow(why.get_untracked()), "A reason belongs to it.");
        let is_pitch = ask.with_value(|ask| ask.sort == Sort::Pitch);
        let by = || el("p", "acts", vec![field("date", "Will do by", day), button("btn", "Will do", will_do)]);
        let because = el("p", "acts", vec![field("text", "Because", why), button("btn", "Heard, not now", not_now)]);
        let close = button("btn word", "Close", move || is_open.set(false));
        el("div", "answers", (!is_pitch).then(by).into_iter().chain([because, close]).collect())
    })
}

fn field(kind: &'static str, label: &'static str, text: RwSignal<String>) -> AnyView {
    let typed = on("input", move |event| {
        text.set(event_target_value(&event));
    });
    let input =
        acting("input", "line", vec![("type", kind.to_owned()), ("dir", "auto".to_owned())], vec![typed], Vec::new());
    el("label", "", vec![words("span", "small", label), input])
}

fn alert(wrong: RwSignal<String>) -> AnyView {
    while_so(
        move || wrong.with(|wrong| !wrong.is_empty()),
        move || with("p", "wrong", vec![("role", "alert".to_owned())], vec![wrong.get().into_any()]),
    )
}
