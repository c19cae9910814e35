//! Signals of alignment, each held against the team's own past eight weeks. Three are counted in the log itself; advice, meetings,
//! hours and times with customers stand in reviews and in the charter, which the server reads within the rights of whoever asks.

use js_sys::{Array, JSON, Reflect};
use leptos::prelude::*;
use leptos::task::spawn_local;
use muster_shared::id::RowId;
use muster_shared::kinds::log::*;
use muster_shared::sheet::Row;
use wasm_bindgen::{JsCast, JsValue};

use super::row::go_to;
use super::use_log::UseLog;
use crate::boxed::memo;
use crate::editor::marked;
use crate::form::plain::{button, each_known, el, following, heading, known, with, words};
use crate::form::{Composing, Folded, section};
use crate::live::Phase;
use crate::talk::said::below;
use crate::widgets::origin::origin;
use crate::widgets::outline::{Face, take_back};
use crate::words::short_day;

/// The events that stand in reviews; none while the server has not said.
type Heard = RwSignal<Option<Vec<(Sign, Event)>>>;

/// The section.
pub(super) fn part(cx: UseLog, face: Face) -> AnyView {
    let heard: Heard = RwSignal::new(None);
    Effect::new(move |asked: Option<bool>| {
        let is_ready = cx.form.doc.phase.get() == Phase::Ready;
        if is_ready && asked != Some(true) {
            spawn_local(async move {
                if let Some(json) = cx.form.doc.ask("signals").await {
                    heard.try_set(Some(read(&json)));
                }
            });
        }
        is_ready || asked == Some(true)
    });
    let rows =
        Sign::ALL.into_iter().map(|signal| one_signal(cx, face, heard, signal)).chain([place(cx, face)]).collect();
    let counted = |signal: Sign| [words("dt", "", signal.name()), words("dd", "", signal.counted())];
    let counted = el("dl", "facts", Sign::ALL.into_iter().flat_map(counted).collect());
    let how = el("details", "whole", vec![words("summary", "", "How these are counted"), counted]);
    section(cx.form, "Signals", "signals", || "The last eight weeks".to_owned(), vec![el("ul", "rows sigs", rows), how])
}

/// Reads what the server counted.
fn read(json: &str) -> Vec<(Sign, Event)> {
    let Some(told) = JSON::parse(json).ok().and_then(|told| told.dyn_into::<Array>().ok()) else { return Vec::new() };
    let text = |one: &JsValue, field: &str| Reflect::get(one, &field.into()).ok()?.as_string();
    let event = |one: JsValue| {
        let word = text(&one, "signal")?;
        let signal = Sign::ALL.into_iter().find(|signal| signal.word() == word)?;
        let (doc, row) = (text(&one, "doc")?.parse().ok(), text(&one, "row").and_then(|row| row.parse().ok()));
        let minutes = Reflect::get(&one, &"minutes".into()).ok()?.as_f64();
        let counts = minutes.map_or(1, |minutes| minutes as usize);
        let (on, says) = (text(&one, "on")?, text(&one, "says").unwrap_or_default());
        Some((signal, Event { on, doc, row, says, counts }))
    };
    told.iter().filter_map(event).collect()
}

/// A signal; none while nobody has counted it.
fn trend(cx: UseLog, heard: Heard, signal: Sign) -> Option<Trend> {
    let today = cx.today.get_value();
    match signal {
        Sign::PulledUp | Sign::Avoidable | Sign::Escalated => {
            cx.view.with(|view| view.own_trends(&today)).into_iter().find(|trend| trend.signal == signal)
        }
        Sign::Orders | Sign::Meetings | Sign::Hours | Sign::Customers => heard.with(|heard| {
            let events = heard.as_ref()?.iter().filter(|(of, _)| *of == signal).map(|(_, event)| event.clone());
            Some(Trend::of(signal, events, &today))
        }),
    }
}

fn one_signal(cx: UseLog, face: Face, heard: Heard, signal: Sign) -> AnyView {
    let stamp = memo(move || trend(cx, heard, signal));
    let read = following(move || match stamp.get() {
        Some(trend) => drawn(cx, &trend),
        None => {
            let says = words("p", "def", "The server counts this. It shows here once the server answers.");
            el("div", "sig none", vec![el("div", "", vec![name(cx, signal), says])])
        }
    });
    with_notes(cx, face, signal.word(), read)
}

/// Something that is counted, the words of the team beside it, and the way to say some.
fn with_notes(cx: UseLog, face: Face, word: &'static str, read: AnyView) -> AnyView {
    let notes = memo(move || {
        cx.view.with(|view| {
            let of_signal = |row: &&Row| row.value(SIGNAL).words() == word;
            view.annotations.iter().filter(of_signal).cloned().collect::<Vec<_>>()
        })
    });
    let beside = each_known(notes, |row| &row.id, move |id, row| annotation(cx, face, &id, row));
    let say = Folded::about("Say something beside it", move || composing(cx, word)).show(cx.form.can_edit);
    let acts = el("div", "acts no-print", vec![say]);
    el("li", "", vec![el("div", "", vec![read, acts]), el("div", "margin", vec![beside])])
}

/// The way to the picture that the team is placed in by these signals and by agreement.
fn place(cx: UseLog, face: Face) -> AnyView {
    let name = heading(cx.form.level + 2, "q", Vec::new(), vec!["Place among all teams".into_any()]);
    let way =
        with("a", "", vec![("href", format!("{}/picture", origin()))], vec!["Aligned and loosely coupled".into_any()]);
    let says =
        el("p", "def", vec!["These signals and the charter’s agreement place the team in a picture: ".into_any(), way]);
    with_notes(cx, face, PLACE, el("div", "sig none", vec![name, says]))
}

fn composing(cx: UseLog, word: &'static str) -> Composing {
    let with = StoredValue::new(vec![(SIGNAL, word.to_owned())]);
    let start = StoredValue::new(vec![(ON, cx.today.get_value())]);
    Composing { draft: word, with, start, ..cx.composing(ANNOTATIONS, &A_NOTE) }
}

fn name(cx: UseLog, signal: Sign) -> AnyView {
    heading(cx.form.level + 2, "q", Vec::new(), vec![signal.name().into_any()])
}

fn drawn(cx: UseLog, trend: &Trend) -> AnyView {
    let mut said = vec![name(cx, trend.signal), words("p", "def", trend.says())];
    if !trend.events.is_empty() {
        said.push(events(cx, trend));
    }
    let said = el("div", "", said);
    if !trend.is_drawn() {
        return el("div", "sig none", vec![said]);
    }
    let now = vec![
        words("b", "", trend.signal.amount(trend.now())),
        words("span", "", format!("{} this week", trend.signal.unit()).trim_start().to_owned()),
    ];
    el("div", "sig", vec![said, line(trend), el("p", "now", now)])
}

/// The weeks as a line, the highest at the top.
fn line(trend: &Trend) -> AnyView {
    let most = trend.weeks.iter().copied().max().unwrap_or(1).max(1);
    let at = |week: usize, n: usize| (2 + week * 115 / (trend.weeks.len() - 1), 24 - n * 18 / most);
    let points: Vec<(usize, usize)> = trend.weeks.iter().enumerate().map(|(week, n)| at(week, *n)).collect();
    let path: String = points.iter().map(|(x, y)| format!(" {x} {y}")).collect();
    let (x, y) = points.last().copied().unwrap_or_default();
    let (path, label) = (format!("M{}", path.trim_start()), trend.described());
    view! {
        <svg class="spark" viewBox="0 0 120 28" role="img" aria-label=label>
            <path d=path></path>
            <circle cx=x.to_string() cy=y.to_string() r="2.5"></circle>
        </svg>
    }
    .into_any()
}

/// The very events, each with the way to it.
fn events(cx: UseLog, trend: &Trend) -> AnyView {
    let today = cx.today.get_value();
    let line = |event: &Event| {
        let day = words("span", "", format!("{}, ", short_day(&event.on, &today)));
        let says = if event.says.is_empty() { "Open it".to_owned() } else { event.says.clone() };
        let go = match (&event.doc, &event.row) {
            (Some(doc), _) => with("a", "", vec![("href", format!("{}/d/{doc}", origin()))], vec![says.into_any()]),
            (None, Some(row)) => {
                let row = row.clone();
                button("btn word", says, move || go_to(cx, &row))
            }
            (None, None) => words("span", "", says),
        };
        el("li", "", vec![day, go])
    };
    let rows = el("ol", "", trend.events.iter().map(line).collect());
    el("details", "whole count", vec![words("summary", "", "These are counted"), rows])
}

/// Words of the team beside a signal.
fn annotation(cx: UseLog, face: Face, id: &RowId, row: Memo<Option<Row>>) -> AnyView {
    let remark = known(row, move |row| remark(cx, face, row));
    with("div", "", vec![("data-row", id.to_string())], vec![remark, below(cx.talk, ANNOTATIONS, id)])
}

fn remark(cx: UseLog, face: Face, row: &Row) -> AnyView {
    let said = row.value(NOTE).writes.first().map_or("", |write| write.by.as_str());
    let by = cx.made_by(ANNOTATIONS, &row.id, said);
    let head = format!("{by}, {}", short_day(row.value(ON).words(), &cx.today.get_value()));
    let label = vec![("aria-label", format!("Remark by {by}"))];
    let back = take_back(face, ANNOTATIONS, row, "Withdraw");
    with("aside", "note said", label, vec![words("p", "by", head), marked(row.value(NOTE).words()), back])
}
