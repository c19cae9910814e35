//! Documents are fetched ahead quietly: one at a time, when the browser has nothing else to do, and not on a line on which the
//! person saves data. Each is opened as any page opens it, and closed again once the device has it.

use std::cell::Cell;
use std::collections::VecDeque;

use js_sys::{Function, Object, Promise, Reflect};
use leptos::prelude::*;
use leptos::task::spawn_local;
use muster_shared::files::pack::wanted;
use muster_shared::id::DocId;
use muster_shared::kinds::{Kind, companion, review, root, series};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;

use super::ahead::{ahead, use_ahead};
use crate::again::{Again, is_hidden};
use crate::boxed::effect;
use crate::browser::{fetch, is_online, now_ms, pause, storage, today, window, word_in};
use crate::live::{LiveDoc, Phase, linger};
use crate::pages::catalogue::Trouble;
use crate::pages::foryou::told_now;
use crate::pages::open;
use crate::pages::pack::teams;
use crate::pages::shell::Shell;
use crate::pages::upload::note_fetched;
use crate::store::Store;
use crate::visitor;
use crate::widgets::review::{Dates, dates_kept_as};

/// The list of what is a person's is asked for so seldom, in milliseconds.
const ASK_MS: u64 = 10 * 60_000;
/// All that is kept without being chosen takes no more room than this, in bytes.
const QUOTA_BYTES: usize = 50_000_000;
/// Where the server did not answer, it is asked again no sooner than this, in milliseconds.
const AGAIN_MS: u64 = 60_000;
/// So many documents are fetched before the device is looked through again: it reads all that it keeps for that.
const LOOK_AFTER: usize = 4;
/// A page is left alone for so long before it begins, in milliseconds.
const CALM_MS: i32 = 2_000;
/// A document may take so many steps of so many milliseconds to come, and to be written.
const STEPS: u32 = 80;
const STEP_MS: i32 = 100;

thread_local! {
    static BUSY: Cell<bool> = const { Cell::new(false) };
    /// When the list was last asked for.
    static ASKED_MS: Cell<u64> = const { Cell::new(0) };
}

/// The end of fetching a document.
#[derive(PartialEq, Eq)]
enum End {
    /// The device has it.
    Kept(Kind),
    /// There is none, or none for this person.
    Nothing,
    /// The server does not answer.
    Away,
    /// The device does not take it.
    NoRoom,
}

/// Fetches what is due now, and again and again for as long as the app runs.
pub(super) fn begin(shell: Shell) {
    let choices = ahead().choices;
    effect(move || {
        choices.track();
        ASKED_MS.set(0);
        spawn_local(run(shell));
    });
    StoredValue::new_local(Again::begin(Box::new(move || Box::pin(run(shell)))));
}

/// Leaves a page that was just opened alone for a while.
pub(super) async fn idle() {
    pause(CALM_MS).await;
    until_idle().await;
}

/// Waits until the browser has nothing else to do.
async fn until_idle() {
    let Some(window) = window() else { return };
    let ask = Reflect::get(&window, &"requestIdleCallback".into()).and_then(|ask| ask.dyn_into::<Function>());
    let Ok(ask) = ask else { return pause(STEP_MS).await };
    let options = Object::new();
    let _ = Reflect::set(&options, &"timeout".into(), &5000.into());
    let waited = Promise::new(&mut |done, _| drop(ask.call2(&window, &done, &options)));
    let _ = JsFuture::from(waited).await;
}

/// Whether anything may be fetched just now.
fn may_fetch(shell: Shell) -> bool {
    let connection = window().and_then(|window| Reflect::get(&window.navigator(), &"connection".into()).ok());
    let saves = connection.and_then(|it| Reflect::get(&it, &"saveData".into()).ok()).is_some_and(|it| it.is_truthy());
    let has_room = !matches!(shell.catalogue.trouble.get_untracked(), Some(Trouble::Refused | Trouble::Full));
    is_online() && !saves && has_room && !is_hidden()
}

async fn run(shell: Shell) {
    if !may_fetch(shell) || now_ms().saturating_sub(ASKED_MS.get()) < ASK_MS || BUSY.replace(true) {
        return;
    }
    fetch_due(shell).await;
    BUSY.set(false);
}

async fn fetch_due(shell: Shell) {
    let ahead = use_ahead(shell).await;
    let Some(told) = told_now(shell.catalogue).await else {
        return ask_soon();
    };
    ASKED_MS.set(now_ms());
    ahead.told.set(told);
    let person = visitor::own().who().to_owned();
    let wanted = || ahead.told.with_untracked(|told| ahead.choices.with_untracked(|one| one.wanted(told, &person)));
    let mut queue: VecDeque<DocId> = wanted().into_iter().filter(|doc| ahead.is_due(shell, doc)).collect();
    let mut n_fetched = 0;
    while let Some(doc) = queue.pop_front() {
        ahead.left.set(queue.len() + 1);
        until_idle().await;
        let head = root(&doc, companion(&doc).map(|(kind, _)| kind));
        let is_chosen = ahead.choices.with_untracked(|choices| choices.has(&head));
        // The rest is fetched when somebody comes back to the page, or the network does.
        if !may_fetch(shell) {
            ASKED_MS.set(0);
            break;
        }
        if !is_chosen && bytes_kept(shell) > QUOTA_BYTES {
            break;
        }
        match one(shell, &doc).await {
            End::Kept(kind) => {
                ahead.note(shell, &doc);
                for more in along(shell, kind, &doc).await {
                    if ahead.is_due(shell, &more) && !queue.contains(&more) {
                        queue.push_back(more);
                    }
                }
            }
            End::Nothing => ahead.note(shell, &doc),
            End::Away => {
                ask_soon();
                break;
            }
            End::NoRoom => {
                ahead.left.set(0);
                return shell.catalogue.trouble.set(Some(Trouble::Full));
            }
        }
        n_fetched += 1;
        if n_fetched == LOOK_AFTER {
            n_fetched = 0;
            shell.catalogue.look_again().await;
        }
    }
    if n_fetched > 0 {
        shell.catalogue.look_again().await;
    }
    ahead.left.set(0);
}

/// The server did not answer: it is asked again in a while.
fn ask_soon() {
    ASKED_MS.set(now_ms().saturating_sub(ASK_MS - AGAIN_MS));
}

fn bytes_kept(shell: Shell) -> usize {
    shell.catalogue.kept.with_untracked(|kept| kept.iter().map(|one| one.bytes).sum())
}

/// Fetches one document and waits until the device has it.
async fn one(shell: Shell, doc: &DocId) -> End {
    let kind = match fetch(&format!("/api/docs/{doc}?brief"), &visitor::own()).await {
        Ok(answer) if answer.status == 200 => word_in(&answer.body, "kind").and_then(|kind| kind.parse::<Kind>().ok()),
        Ok(answer) if matches!(answer.status, 403 | 404) => return End::Nothing,
        _ => return End::Away,
    };
    // A document of a kind that this app does not know has no page that could show it.
    let Some(kind) = kind else { return End::Nothing };
    let opened = open::take(doc, kind, None);
    let live = opened.live();
    let end = come(live, kind).await;
    if end == End::Kept(kind) {
        // The names of people in it are asked for as a page would, which keeps them.
        drop(live.labels().await);
        note_fetched(shell, live);
        if kind == series::KIND {
            keep_dates(live, doc).await;
        }
        if !is_stored(doc).await {
            return End::NoRoom;
        }
    }
    linger(opened, |live| live.status.with_untracked(open::is_settled)).await;
    end
}

async fn come(live: LiveDoc, kind: Kind) -> End {
    for _ in 0..STEPS {
        match live.phase.get_untracked() {
            Phase::Closed(_) => return End::Nothing,
            Phase::Ready if live.is_synced() => return End::Kept(kind),
            _ => pause(STEP_MS).await,
        }
    }
    End::Away
}

/// Whether the device has taken a document.
async fn is_stored(doc: &DocId) -> bool {
    for _ in 0..STEPS {
        let Ok(store) = Store::open(&visitor::own()).await else { return false };
        if store.about(doc).await.is_ok_and(|about| about.is_some()) {
            return true;
        }
        pause(STEP_MS).await;
    }
    false
}

/// Keeps the dates of a series where its page looks for them.
async fn keep_dates(series: LiveDoc, doc: &DocId) {
    if let (Some(dates), Some(storage)) = (series.ask("occurrences?n=12").await, storage()) {
        let _ = storage.set_item(&dates_kept_as(visitor::own().who(), doc), &dates);
    }
}

/// The documents that a review needs to be opened without a connection; none for other kinds.
async fn along(shell: Shell, kind: Kind, doc: &DocId) -> Vec<DocId> {
    let (Some(slot), Some(series)) = (review::KIND.slot_of(doc), review::KIND.subject_of(doc)) else {
        return Vec::new();
    };
    let dates = storage().and_then(|it| it.get_item(&dates_kept_as(visitor::own().who(), &series)).ok().flatten());
    let dates: Dates = dates.and_then(|dates| serde_json::from_str(&dates).ok()).unwrap_or_default();
    // Of a review that is over nothing more is fetched, or the whole past would come one after the other.
    let is_next = dates.occurrences.iter().any(|one| one.doc == *doc) || dates.current(&today()).as_ref() == Some(doc);
    if kind != review::KIND || !is_next {
        return Vec::new();
    }
    let opened = open::take(doc, kind, None);
    let live = opened.live();
    // The device has it by now, so that it opens at once.
    let _ = come(live, kind).await;
    wanted(doc, &live.sheet_now(), dates.before(&slot), &teams(shell))
}
