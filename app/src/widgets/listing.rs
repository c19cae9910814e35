//! Every charter the server knows, in brief: for the home page, and to see which surfaces several teams claim.

use leptos::prelude::*;
use leptos::task::spawn_local;
use muster_shared::id::DocId;
use muster_shared::kinds::charter::Summary;
use serde::Deserialize;
use serde_json::value::RawValue;

use crate::browser::{Listener, Timer, fetch, on_window};
use crate::visitor::Visitor;

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

/// A charter as the server lists it; what is none has no summary.
#[derive(Deserialize)]
struct Row {
    id: DocId,
    summary: Summary,
    #[serde(default)]
    here: Vec<String>,
    #[serde(default)]
    edited_ms: u64,
}

/// The charters in the server's list. A row this app does not understand is passed over, a list is not.
pub(crate) fn read_listing(json: &str) -> Option<Vec<Listed>> {
    let rows: Vec<&RawValue> = serde_json::from_str(json).ok()?;
    let rows = rows.into_iter().filter_map(|row| serde_json::from_str::<Row>(row.get()).ok());
    Some(rows.map(|Row { id, summary, here, edited_ms }| Listed { doc: id, summary, here, edited_ms }).collect())
}

/// Follows the server's list, as far as `visitor` may see it, for as long as the owner lives. While the server cannot be reached it stays as it was.
pub(crate) fn follow(origin: &str, visitor: Visitor) -> Signal<Vec<Listed>> {
    let list = RwSignal::new(Vec::new());
    let url = format!("{origin}/api/docs");
    let follower = StoredValue::new_local(Follower { url, visitor, list, timer: None, _back: None });
    ask(follower);
    let back = on_window("focus", move |_| ask(follower));
    follower.update_value(|follower| follower._back = Some(back));
    list.into()
}

struct Follower {
    url: String,
    visitor: Visitor,
    list: RwSignal<Vec<Listed>>,
    timer: Option<Timer>,
    _back: Option<Listener>,
}

type Following = StoredValue<Follower, LocalStorage>;

fn ask(follower: Following) {
    let asks = follower.try_with_value(|follower| (follower.url.clone(), follower.visitor.clone(), follower.list));
    let Some((url, visitor, list)) = asks else { return };
    spawn_local(async move {
        if !is_hidden()
            && let Ok(answer) = fetch(&url, &visitor).await
            && let Some(charters) = read_listing(&answer.body)
            && list.try_with_untracked(|shown| *shown != charters) == Some(true)
        {
            list.set(charters);
        }
        // Set from here, not from within the timer's own callback: a closure must not drop itself while it runs.
        let next = Timer::after(AGAIN_MS, move || ask(follower));
        follower.try_update_value(|follower| follower.timer = Some(next));
    });
}

fn is_hidden() -> bool {
    let document = crate::browser::window().and_then(|window| window.document());
    document.is_some_and(|document| document.hidden())
}
