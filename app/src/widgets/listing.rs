//! Every charter the server knows, in brief: for the home page, and to see which surfaces several teams claim.

use leptos::prelude::*;
use leptos::task::spawn_local;
use muster_shared::id::DocId;
use muster_shared::kinds::charter::Summary;
use serde::Deserialize;

use crate::browser::{Listener, Timer, fetch, on_window};

/// How often the list is asked for again while somebody looks at it, in milliseconds.
const AGAIN_MS: i32 = 15_000;

/// One charter in brief.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Listed {
    /// The document.
    pub(crate) doc: DocId,
    /// What it says, in brief.
    pub(crate) summary: Summary,
    /// Names of the people in it now.
    pub(crate) here: Vec<String>,
    /// When somebody last edited it, in milliseconds since 1970.
    pub(crate) edited_ms: u64,
}

/// A document as the server lists it; what is no charter has no summary.
#[derive(Deserialize)]
struct Told {
    id: DocId,
    summary: Option<Summary>,
    #[serde(default)]
    here: Vec<String>,
    #[serde(default)]
    edited_ms: u64,
}

/// Follows the server's list for as long as the owner lives. While the server cannot be reached it stays as it was.
pub(crate) fn follow(origin: &str) -> Signal<Vec<Listed>> {
    let list = RwSignal::new(Vec::new());
    let url = format!("{origin}/api/docs");
    let follower = StoredValue::new_local(Follower { url, list, timer: None, _back: None });
    ask(follower);
    let back = on_window("focus", move |_| ask(follower));
    follower.update_value(|follower| follower._back = Some(back));
    list.into()
}

struct Follower {
    url: String,
    list: RwSignal<Vec<Listed>>,
    timer: Option<Timer>,
    _back: Option<Listener>,
}

type Following = StoredValue<Follower, LocalStorage>;

fn ask(follower: Following) {
    let Some((url, list)) = follower.try_with_value(|follower| (follower.url.clone(), follower.list)) else { return };
    spawn_local(async move {
        if !is_hidden()
            && let Ok(answer) = fetch(&url).await
            && let Ok(told) = serde_json::from_str::<Vec<Told>>(&answer.body)
        {
            take(list, told);
        }
        // Set from here, not from within the timer's own callback: a closure must not drop itself while it runs.
        let next = Timer::after(AGAIN_MS, move || ask(follower));
        follower.try_update_value(|follower| follower.timer = Some(next));
    });
}

fn take(list: RwSignal<Vec<Listed>>, told: Vec<Told>) {
    let charters = told.into_iter().filter_map(|told| {
        Some(Listed { doc: told.id, summary: told.summary?, here: told.here, edited_ms: told.edited_ms })
    });
    let charters: Vec<Listed> = charters.collect();
    if list.try_with_untracked(|shown| *shown != charters) == Some(true) {
        list.set(charters);
    }
}

fn is_hidden() -> bool {
    let document = crate::browser::window().and_then(|window| window.document());
    document.is_some_and(|document| document.hidden())
}
