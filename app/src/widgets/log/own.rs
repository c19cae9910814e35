//! The parts of a log's face that its outline does not say: requests as the way from one team to another with the days they
//! wait, and what is noticed about a row. The rest of requests, and learnings, are drawn from the outline.

use leptos::prelude::*;
use muster_shared::id::RowId;
use muster_shared::kinds::log::{BETS, Bet, DECISIONS, NEED, REQUESTS, Remark, Request};
use muster_shared::sheet::Row;

use super::row::{drawn, stamp};
use super::use_log::UseLog;
use crate::editor::marked;
use crate::form::plain::{el, icon, with, words, written};
use crate::widgets::outline::{Face, Named, Own, take_back};
use crate::words::{counted, day_number, long_day};

/// The log's own parts.
pub(super) struct OfLog(pub(super) UseLog);

impl Own for OfLog {
    fn row(&self, face: Face, list: &'static str, row: &Row) -> Option<AnyView> {
        let (cx, of, about) = (self.0, row.id.clone(), row.id.clone());
        let rows = |one: &Request| stamp([&one.row].into_iter().chain(one.answers.iter().map(|answer| &answer.row)));
        (list == REQUESTS).then(|| {
            drawn(
                cx,
                move |view| find(&view.requests, &of).map(rows).unwrap_or_default(),
                move |view| find(&view.requests, &about).map(|one| request(cx, face, one)),
            )
        })
    }

    fn suggests(&self, field: &'static str) -> Vec<String> {
        self.0.suggests(field)
    }

    fn begins(&self, list: &'static str) -> [Named; 2] {
        self.0.begins(list)
    }

    fn noticed(&self, list: &'static str, row: &RowId) -> Vec<(String, String)> {
        let cx = self.0;
        let remarks: Vec<Remark> = cx.today.with_value(|today| {
            cx.view.with(|view| match list {
                DECISIONS => view.decision(row).map(|one| one.remarks(today)).unwrap_or_default(),
                REQUESTS => find(&view.requests, row).map(|one| one.remarks(today)).unwrap_or_default(),
                BETS => {
                    view.bets.iter().find(|one| one.row.id == *row).map(|one| one.remarks(today)).unwrap_or_default()
                }
                _ => Vec::new(),
            })
        });
        remarks.iter().map(|remark| (remark.head().to_owned(), remark.advice().to_owned())).collect()
    }

    fn says(&self, list: &'static str) -> Option<String> {
        let open = |requests: &[Request]| requests.iter().filter(|one| one.is_open()).count();
        let alive = |bets: &[Bet]| bets.iter().filter(|one| one.is_alive()).count();
        let said = |open: usize, all: usize, words: [&str; 2]| match all {
            0 => String::new(),
            _ => format!("{open} {}, {} {}", words[0], all - open, words[1]),
        };
        self.0.view.with(|view| match list {
            REQUESTS => Some(said(open(&view.requests), view.requests.len(), ["open", "settled"])),
            BETS => Some(said(alive(&view.bets), view.bets.len(), ["alive", "ended"])),
            _ => None,
        })
    }
}

fn find<'a>(requests: &'a [Request], row: &RowId) -> Option<&'a Request> {
    requests.iter().find(|one| one.row.id == *row)
}

/// A request: which team asks which, for what, by when, and how long it waits.
fn request(cx: UseLog, face: Face, one: &Request) -> AnyView {
    let today = cx.today.get_value();
    let (from, to) = (written("b", "", one.from()), written("b", "", one.to()));
    let way = el("p", "way", vec![from, icon("i i-to"), words("span", "vh", " ask "), to]);
    let by = one.needed_by();
    let by = (!by.is_empty()).then(|| words("p", "small quiet", format!("Needed by {}", long_day(by))));
    let back = take_back(face, REQUESTS, &one.row, "Withdraw");
    let what = [marked(one.row.value(NEED).words())].into_iter().chain(by).chain([back]);
    let age = day_number(&today).zip(day_number(one.on())).map(|(now, then)| (now - then).max(0) as usize);
    let days = age.filter(|_| one.is_open()).map(|days| words("p", "days", counted(days, "day", "days")));
    let class = match (one.is_open(), one.is_late(&today)) {
        (false, _) => "req done",
        (true, true) => "req old",
        (true, false) => "req",
    };
    let parts = [way, el("div", "", what.collect())].into_iter().chain(days).collect();
    with("article", class, vec![("tabindex", "-1".to_owned())], parts)
}
