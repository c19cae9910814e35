//! Time as people say it, and waiting.

use js_sys::Date;
use leptos::prelude::*;
use wasm_bindgen::JsValue;

use crate::browser::{now_ms, pause};
use crate::told::{to_say, told};

const MINUTE_MS: u64 = 60_000;
const DAYS: [&str; 7] = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];
const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// The time now, brought up to date once a minute.
pub(crate) fn minute() -> RwSignal<u64> {
    let now = RwSignal::new(now_ms());
    leptos::task::spawn_local(async move {
        while now.try_get_untracked().is_some() {
            pause(MINUTE_MS as i32).await;
            now.try_set(now_ms());
        }
    });
    now
}

/// How long ago, in a word or two.
fn ago(at_ms: u64, now: u64) -> String {
    let minutes = now.saturating_sub(at_ms) / MINUTE_MS;
    let (at, today) = (date(at_ms), date(now));
    let days = (midnight(&today) - midnight(&at)) / (24.0 * 60.0 * MINUTE_MS as f64);
    match (minutes, days.round() as i64) {
        (0, _) => "just now".to_owned(),
        (1..60, _) => format!("{minutes} min ago"),
        (_, 0) => format!("{} h ago", minutes / 60),
        (_, 1) => "yesterday".to_owned(),
        (_, 2..7) => DAYS[at.get_day() as usize % 7].to_owned(),
        _ => {
            let day = format!("{} {}", at.get_date(), MONTHS[at.get_month() as usize % 12]);
            if at.get_full_year() == today.get_full_year() { day } else { format!("{day} {}", at.get_full_year()) }
        }
    }
}

fn date(ms: u64) -> Date {
    Date::new(&JsValue::from_f64(ms as f64))
}

fn midnight(day: &Date) -> f64 {
    Date::new_with_year_month_day(day.get_full_year(), day.get_month() as i32, day.get_date() as i32).get_time()
}

/// A moment, said as the time since then.
#[component]
pub(crate) fn Ago(
    /// Milliseconds since 1970.
    #[prop(into)]
    at_ms: Signal<u64>,
    /// The time now.
    now: RwSignal<u64>,
) -> impl IntoView {
    let iso = move || String::from(date(at_ms.get()).to_iso_string());
    let whole = move || String::from(date(at_ms.get()).to_locale_string("en-GB", &JsValue::UNDEFINED));
    view! { <time datetime=iso title=whole use:told=to_say(move || ago(at_ms.get(), now.get()))></time> }
}

/// Bytes as people say them.
pub(crate) fn size(bytes: f64) -> String {
    match bytes {
        b if b < 1_000_000.0 => format!("{:.0} kB", (b / 1000.0).max(1.0)),
        b => format!("{:.1} MB", b / 1_000_000.0),
    }
}
