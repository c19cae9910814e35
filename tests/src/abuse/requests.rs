//! Abuse over HTTP: too many requests for what costs something.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use anyhow::Result;
use futures_util::future::join_all;
use tokio::time::{Instant, MissedTickBehavior, interval, sleep, timeout};

use super::{Abuse, Stage};
use crate::cast::{OURS, THEIRS};
use crate::server::request;

/// Requests on their way at a time.
const AT_ONCE: usize = 8;
/// How often each of them asks at most: what stands behind this is no second server, and must leave the machine to it.
const EVERY: Duration = Duration::from_millis(40);
/// After how long somebody hangs up who does not wait for the answer.
const IMPATIENT: Duration = Duration::from_millis(20);

/// One request.
struct Asked {
    method: &'static str,
    path: String,
    headers: Vec<String>,
    body: Vec<u8>,
    hangs_up: bool,
}

/// Asks until `end`.
pub(super) async fn go_on(abuse: Abuse, stage: &Stage, end: Instant) -> Result<u64> {
    let count = Arc::new(AtomicU64::new(0));
    let asking = (0..AT_ONCE).map(|_| async {
        let mut pace = interval(EVERY);
        pace.set_missed_tick_behavior(MissedTickBehavior::Delay);
        while Instant::now() < end {
            pace.tick().await;
            let nth = count.fetch_add(1, Ordering::Relaxed);
            ask(stage, &asked(abuse, stage, nth), end).await;
        }
    });
    join_all(asking).await;
    Ok(count.load(Ordering::Relaxed))
}

async fn ask(stage: &Stage, asked: &Asked, end: Instant) {
    let headers: Vec<&str> = asked.headers.iter().map(String::as_str).collect();
    let answer = request(stage.address(), asked.method, &asked.path, &headers, &asked.body);
    let patience = if asked.hangs_up { IMPATIENT } else { end.saturating_duration_since(Instant::now()) };
    if !matches!(timeout(patience, answer).await, Ok(Ok(_))) {
        sleep(Duration::from_millis(1)).await;
    }
}

fn asked(abuse: Abuse, stage: &Stage, nth: u64) -> Asked {
    let reader = format!("Authorization: Bearer {}", stage.cast.token("reader"));
    let key = format!("Authorization: Bearer {}.{}", stage.cast.key.0, stage.cast.key.1);
    let get =
        |path: String, headers: Vec<String>| Asked { method: "GET", path, headers, body: Vec::new(), hangs_up: false };
    let token = stage.cast.token("reader");
    match abuse {
        Abuse::History => {
            let path = format!("/api/docs/{OURS}/history");
            Asked { hangs_up: nth % 2 == 1, ..get(path, vec![reader]) }
        }
        Abuse::Exports => {
            let form = [".md", ".json", ".html", ""][nth as usize % 4];
            get(format!("/embed/{OURS}{form}?token={token}"), Vec::new())
        }
        Abuse::Lists => get("/api/docs".to_owned(), signed_in(stage, "member")),
        Abuse::Readiness => get("/readyz".to_owned(), Vec::new()),
        Abuse::Tries => post("/api/sign-in/challenge", signed_in(stage, "nobody"), Vec::new()),
        Abuse::Tokens => {
            let body = format!("{{\"doc\":\"{OURS}\",\"role\":\"reader\",\"name\":\"Somebody\"}}");
            post("/api/tokens", vec![key], body.into_bytes())
        }
        Abuse::Documents => post("/api/docs", signed_in(stage, "member"), b"{\"kind\":\"charter\"}".to_vec()),
        Abuse::Rights => {
            let path = format!("/api/docs/{THEIRS}/people/{}", stage.cast.id("stranger"));
            let body = b"{\"grant\":\"reader\"}".to_vec();
            let method = if nth.is_multiple_of(2) { "PUT" } else { "DELETE" };
            Asked { method, path, headers: signed_in(stage, "leader"), body, hangs_up: false }
        }
        _ => get("/livez".to_owned(), Vec::new()),
    }
}

fn post(path: &str, headers: Vec<String>, body: Vec<u8>) -> Asked {
    Asked { method: "POST", path: path.to_owned(), headers, body, hangs_up: false }
}

/// The header lines of a page of ours that somebody has open.
fn signed_in(stage: &Stage, who: &str) -> Vec<String> {
    let origin = format!("Origin: http://localhost:{}", stage.address().port());
    let who = stage.cast.header(who).map(|(name, value)| format!("{name}: {value}"));
    std::iter::once(origin).chain(who).collect()
}
