//! Putting back what a document, a section or a row said before. It becomes a new edit of whoever presses, as any other: what
//! stands today stays in the history.

use leptos::prelude::*;
use leptos::task::spawn_local;
use muster_shared::id::DocId;
use muster_shared::json;
use muster_shared::kinds::Kind;
use muster_shared::kinds::outline::Sources;
use muster_shared::past::{Changed, Restored, Scope, changes, restored};
use muster_shared::sheet::Sheet;
use serde::Deserialize;
use web_sys::UrlSearchParams;

use super::told::lines;
use crate::boxed::{effect, memo};
use crate::form::plain::{acting, button, el, following, has, while_so, with, words};
use crate::live::LiveDoc;
use crate::pages::router::Route;
use crate::pages::shell::{Shell, use_shell};
use crate::words::{counted, long_day};

/// The part that somebody asks to put back, as the address has it.
#[derive(Debug, Clone)]
pub(crate) struct Asked {
    /// The number of the update after which the document said it.
    seq: u64,
    scope: Scope,
}

impl Asked {
    /// Reads it from an address.
    pub(super) fn read(params: &UrlSearchParams) -> Option<Self> {
        let seq = params.get("restore")?.parse().ok()?;
        let row = params.get("list").zip(params.get("row").and_then(|row| row.parse().ok()));
        let scope = match (row, params.get("section")) {
            (Some((list, row)), _) => Scope::Row { list, row },
            (None, Some(section)) => Scope::Section(section),
            (None, None) => Scope::Document,
        };
        Some(Self { seq, scope })
    }
}

/// The document as it stood, as the server tells it.
#[derive(Debug, Clone, Deserialize)]
struct Then {
    at_ms: u64,
    sheet: Sheet,
}

/// How far it is.
#[derive(Clone)]
enum State {
    Asking,
    Away,
    Here(Box<Then>),
    Done(String),
    Left,
}

/// The question, with what would change.
pub(super) fn restore(doc: LiveDoc, asked: Asked) -> AnyView {
    let (shell, state) = (use_shell(), RwSignal::new(State::Asking));
    let seq = asked.seq;
    let ask = move || {
        state.set(State::Asking);
        spawn_local(async move {
            let told = doc.ask(&format!("history/{seq}")).await.and_then(|body| json::read(&body));
            state.try_set(told.map_or(State::Away, |then| State::Here(Box::new(then))));
        });
    };
    ask();
    following(move || match state.get() {
        State::Asking => framed(vec![words("p", "quiet", "Looking it up…")]),
        State::Away => framed(vec![
            words("p", "", "What stood there then could not be read just now, or you may not edit this document."),
            el("p", "acts", vec![button("btn", "Try again", ask), leave(shell, doc, state)]),
        ]),
        State::Here(then) => question(shell, doc, state, &asked, *then),
        State::Done(so) => framed(vec![words("p", "", so), el("p", "acts", vec![leave(shell, doc, state)])]),
        State::Left => ().into_any(),
    })
}

fn framed(parts: Vec<AnyView>) -> AnyView {
    let own =
        vec![("aria-label", "Restore".to_owned()), ("role", "region".to_owned()), ("aria-live", "polite".to_owned())];
    with("section", "ask restore", own, parts)
}

fn leave(shell: Shell, doc: LiveDoc, state: RwSignal<State>) -> AnyView {
    let is_done = state.with_untracked(|state| matches!(state, State::Done(_)));
    button("btn word", if is_done { "Close" } else { "Leave it as it is" }, move || {
        state.set(State::Left);
        tidy(shell, doc);
    })
}

/// Takes the question out of the address, so that a page that is loaded again does not ask it again.
fn tidy(shell: Shell, doc: LiveDoc) {
    if let Some(id) = doc.id() {
        shell.router.rename(Route::Document(id));
    }
}

/// The question, and what it takes to answer it.
struct Question {
    id: DocId,
    kind: Kind,
    scope: Scope,
    then: Sheet,
    org: Sheet,
}

/// The question. The list of changes in it follows the document, in which others may write meanwhile; where the press comes
/// before that is seen, it is asked anew.
fn question(shell: Shell, doc: LiveDoc, state: RwSignal<State>, asked: &Asked, then: Then) -> AnyView {
    let Some((id, kind)) = doc.which() else { return ().into_any() };
    let day = long_day(&muster_shared::text::words::day_of_ms(then.at_ms));
    let question = Question { id, kind, scope: asked.scope.clone(), then: then.sheet, org: shell.org.sheet_now() };
    let what = question.what();
    let (would, is_anew) = (RwSignal::new(question.would_change(&doc.sheet_now())), RwSignal::new(false));
    let question = StoredValue::new(question);
    // Answers whether it was seen already.
    let look = move || {
        let now = question.try_with_value(|question| question.would_change(&doc.sheet_now())).unwrap_or_default();
        let is_seen = would.with_untracked(|seen| *seen == now);
        if !is_seen {
            would.set(now);
        }
        is_seen
    };
    effect(move || {
        doc.sheet.track();
        look();
    });
    let press = move || {
        if !look() {
            return is_anew.set(true);
        }
        let so = question.with_value(|question| question.put_back(doc));
        tidy(shell, doc);
        state.set(State::Done(so));
    };
    let is_same = memo(move || would.with(Vec::is_empty));
    following(move || {
        if is_same.get() {
            let same = format!("Nothing to restore: {what} says what it said on {day}.");
            return framed(vec![words("p", "", same), el("p", "acts", vec![leave(shell, doc, state)])]);
        }
        framed(vec![
            words("p", "head", format!("Restore {what} as it stood on {day}?")),
            words("p", "", "It becomes a new edit of yours, so what stands today stays in the history."),
            while_so(
                move || is_anew.get(),
                || words("p", "", "The document has changed meanwhile. Look again, and press again."),
            ),
            changing(would, is_anew),
            el("p", "acts", vec![button("btn strong", "Restore", press), leave(shell, doc, state)]),
        ])
    })
}

/// The list of changes; it is opened where the question is asked anew.
fn changing(would: RwSignal<Vec<Changed>>, is_anew: RwSignal<bool>) -> AnyView {
    let all = following(move || would.with(|would| el("ul", "changes", lines(would))));
    let opens = vec![has("open", move || is_anew.get())];
    acting("details", "", Vec::new(), opens, vec![words("summary", "", "What would change"), all])
}

impl Question {
    fn what(&self) -> String {
        match &self.scope {
            Scope::Document => "the document".to_owned(),
            Scope::Section(section) => format!("“{section}”"),
            Scope::Row { .. } => "the row".to_owned(),
        }
    }

    fn sources<'a>(&'a self, sheet: &'a Sheet) -> Sources<'a> {
        Sources { sheet, org: &self.org, doc: &self.id }
    }

    /// The parts that would say something else.
    fn would_change(&self, now: &Sheet) -> Vec<Changed> {
        let is_of = |changed: &Changed| match &self.scope {
            Scope::Document => true,
            Scope::Section(section) => changed.section == *section,
            Scope::Row { list, row } => changed.row.as_ref().is_some_and(|of| of.list == *list && of.row == *row),
        };
        let is_own = |list: &str| self.kind.schema().list(list).is_some_and(|list| list.rule.is_own());
        let changes = changes(self.kind, &self.sources(now), &self.sources(&self.then)).into_iter();
        changes.filter(|changed| is_of(changed) && !changed.row.as_ref().is_some_and(|of| is_own(&of.list))).collect()
    }

    /// Makes the edits; answers how it went.
    fn put_back(&self, doc: LiveDoc) -> String {
        let now = doc.sheet_now();
        let Restored { edits, n_left } =
            restored(self.kind, &self.sources(&now), &self.sources(&self.then), &self.scope);
        let refused: Vec<String> =
            edits.iter().filter_map(|edit| doc.edit(edit).err()).map(|error| error.sentence()).collect();
        let left = match n_left {
            0 => String::new(),
            n => format!(" {} stayed as they are: only their makers change them.", counted(n, "row", "rows")),
        };
        match refused.first() {
            None => format!("Restored, as a new edit.{left}"),
            Some(why) => format!("{} could not be put back. {why}{left}", counted(refused.len(), "place", "places")),
        }
    }
}
