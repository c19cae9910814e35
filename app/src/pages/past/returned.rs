//! The quiet line for somebody who comes back to a document: how much others changed, who, and the way to see it. The moment at
//! which they were last here stands on the device.

use leptos::prelude::*;
use leptos::task::spawn_local;
use muster_shared::id::DocId;
use muster_shared::json;
use muster_shared::past::{Heard, since};
use serde::Deserialize;
use web_sys::VisibilityState;

use crate::browser::{is_online, now_ms, on_window, pause, storage, window};
use crate::form::plain::{button, following, nothing, with, words};
use crate::live::{LiveDoc, Phase, my_name_signal};

/// Somebody who comes back after so long has been away, in milliseconds: two hours.
const AWAY_MS: u64 = 2 * 3600 * 1000;
/// The server is asked so many times, with so many milliseconds between.
const TRIES: u32 = 200;
const AGAIN_MS: i32 = 3000;

/// Notes when the person was last here, for as long as the document is shown, and says since when they were away when they come
/// back after long.
pub(super) fn watch(doc: LiveDoc, id: &DocId) -> RwSignal<Option<u64>> {
    let key = format!("muster-here:{}:{id}", doc.who());
    let since = RwSignal::new(away_since(&key));
    let mark = {
        let key = key.clone();
        move || {
            if doc.phase.get_untracked() == Phase::Ready {
                note(&key);
            }
        }
    };
    let (left, hidden) = (mark.clone(), mark.clone());
    let leaving = on_window("pagehide", move |_| left());
    let looked = on_window("visibilitychange", move |_| {
        if is_hidden() {
            hidden();
        } else if let Some(ms) = away_since(&key) {
            let _ = since.try_set(Some(ms));
        }
    });
    StoredValue::new_local([leaving, looked]);
    on_cleanup(mark);
    since
}

/// The moment at which somebody was last here, if that is long ago.
fn away_since(key: &str) -> Option<u64> {
    let kept: u64 = storage()?.get_item(key).ok().flatten()?.parse().ok()?;
    (now_ms().saturating_sub(kept) > AWAY_MS).then_some(kept)
}

fn note(key: &str) {
    if let Some(storage) = storage() {
        // Where the browser refuses, nobody is told what they missed.
        let _ = storage.set_item(key, &now_ms().to_string());
    }
}

fn is_hidden() -> bool {
    let document = window().and_then(|window| window.document());
    document.is_some_and(|document| document.visibility_state() == VisibilityState::Hidden)
}

/// A sitting as the server tells it.
#[derive(Deserialize)]
struct Told {
    author: String,
    name: String,
    #[serde(default)]
    with: Vec<String>,
    to_ms: u64,
    #[serde(default)]
    n_places: usize,
}

/// The line, once the server has answered; nothing where nobody else changed anything.
pub(super) fn line(doc: LiveDoc, since_ms: u64) -> AnyView {
    let says = RwSignal::new(None::<String>);
    spawn_local(async move {
        let Some(told) = ask(doc, says).await else { return };
        let me = my_name_signal().get_untracked();
        let heard = told.into_iter().filter_map(|told| {
            let i_began = !told.author.is_empty() && doc.is_me(&told.author);
            let by = std::iter::once(told.name).chain(told.with).collect();
            Heard { by, to_ms: told.to_ms, n: told.n_places }.of_others(&me, i_began)
        });
        says.try_set(since(&heard.collect::<Vec<_>>(), since_ms, now_ms()));
    });
    let id = doc.id().map(|id| id.to_string()).unwrap_or_default();
    following(move || match says.get() {
        Some(line) => {
            let href = format!("/d/{id}/history?since={since_ms}");
            let parts = vec![
                words("span", "", line),
                " · ".into_any(),
                with("a", "", vec![("href", href)], vec!["See what".into_any()]),
                button("btn word", "Close", move || says.set(None)),
            ];
            with("p", "since-line", vec![("role", "status".to_owned()), ("dir", "auto".to_owned())], parts)
        }
        None => nothing(),
    })
}

/// The latest sittings. A server that does not answer is asked again for as long as the line is wanted.
async fn ask(doc: LiveDoc, wanted: RwSignal<Option<String>>) -> Option<Vec<Told>> {
    for _ in 0..TRIES {
        if is_online()
            && let Some(body) = doc.ask("history").await
        {
            return json::read(&body);
        }
        pause(AGAIN_MS).await;
        wanted.try_get_untracked()?;
    }
    None
}
