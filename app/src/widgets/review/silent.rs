//! Writing in silence. Words and stance stand in a document of the person alone who writes, or on their device where nobody
//! signs in, and are in no other document before somebody reveals. Then this person's devices put them into the review: by
//! itself a tab that was open before the reveal, and after asking one that came later.

use leptos::prelude::*;
use muster_shared::id::RowId;
use muster_shared::kinds::review::{Came, ITEM, Phase, REMARKS, Remark, STANCE};

use super::kept::KeptIn;
use super::mine::Mine;
use super::personal::personal_in;
use super::themes::theme_of;
use super::use_review::UseReview;
use super::words::signed;
use crate::boxed::{Show, alive, memo};
use crate::browser::storage;
use crate::editor::marked;
use crate::form::plain::{
    button, each_known, el, following, heading, icon, known, nothing, with, words, written, wrong,
};
use crate::talk::said::below;
use crate::told::{to_say, told};
use crate::widgets::origin::origin;
use crate::words::{counted, initials, plain_number};

/// How many remarks are shown before somebody asks for the others.
const SHOWN: usize = 3;

/// The part: a field while people write, the words of all once they are revealed.
pub(super) fn silent(cx: UseReview, row: StoredValue<RowId>) -> AnyView {
    let mine = Mine::on(cx, row);
    let shown = Shown::of(mine, row);
    let part = following(move || match shown.get() {
        Shown::Revealed => revealed(mine, row),
        // Another company's page has the field in a frame, which stands before this part.
        Shown::Field if cx.drafts.kept == KeptIn::Nowhere => nothing(),
        Shown::Field => el("div", "silent", writing(mine, row).into_iter().chain([reveal_part(cx, row)]).collect()),
        Shown::Told => {
            words("p", "quiet", "People write in silence now. You read here what they wrote once it is revealed.")
        }
        Shown::Nothing => nothing(),
    });
    el("div", "", vec![part])
}

/// The part of it that belongs to this person: the field, and the question about words that came too late to go in by
/// themselves.
pub(super) fn own(cx: UseReview, row: StoredValue<RowId>) -> AnyView {
    let mine = Mine::on(cx, row);
    let shown = Shown::of(mine, row);
    let part = following(move || match shown.get() {
        Shown::Revealed => late(mine),
        Shown::Field => {
            el("div", "silent", writing(mine, row).into_iter().chain(way_out(cx, "Write in Muster")).collect())
        }
        Shown::Told | Shown::Nothing => nothing(),
    });
    el("div", "", vec![part])
}

/// The part as somebody sees it just now.
#[derive(Clone, Copy, PartialEq)]
enum Shown {
    Nothing,
    /// That others write.
    Told,
    Field,
    Revealed,
}

impl Shown {
    fn of(mine: Mine, row: StoredValue<RowId>) -> Memo<Self> {
        let cx = mine.cx;
        let state = memo(move || {
            row.with_value(|row| cx.of_item(row, |item| (item.phase, item.revealed_ms.is_some()))).unwrap_or_default()
        });
        memo(move || match state.get() {
            (_, true) => Self::Revealed,
            (Phase::Write, false) if !cx.say.can_edit.get() => Self::Told,
            (Phase::Write, false) => Self::Field,
            // A person who has written already sees it, whatever the phase is.
            (_, false) if cx.say.can_edit.get() && mine.is_out() => Self::Field,
            (_, false) => Self::Nothing,
        })
    }
}

fn fields(mine: Mine, is_insight: bool) -> AnyView {
    let asks = match is_insight {
        true => "What did you hear, what surprised you, and so what?",
        false => "What speaks for it, what against it?",
    };
    let text = memo(move || mine.text());
    let stance = if is_insight { nothing() } else { stance(mine) };
    view! {
        <label class="label" for="muster-silent">{asks}</label>
        <textarea class="field" id="muster-silent" rows="4" dir="auto" spellcheck="true" prop:value=move || text.get()
            placeholder="Nobody sees this before it is revealed."
            on:input=alive(move |event| {
                let field: web_sys::HtmlTextAreaElement = event_target(&event);
                let caret = field.selection_end().ok().flatten().unwrap_or_default();
                mine.write_text(field.value(), caret);
            })></textarea>
        {stance}
    }
    .into_any()
}

fn stance(mine: Mine) -> AnyView {
    let stance = memo(move || mine.stance());
    let says = move || match stance.get() {
        Some(stance) => signed(stance),
        None => "no stance yet".to_owned(),
    };
    view! {
        <label class="label" for="muster-stance">"Would this plan work? −10 no, +10 yes: "<b use:told=to_say(says)></b></label>
        <input id="muster-stance" type="range" min="-10" max="10" step="1"
            prop:value=move || stance.get().map(|stance| stance.to_string()).unwrap_or_default()
            on:input=alive(move |event| {
                if let Some(stance) = plain_number(&event_target_value(&event)) {
                    mine.write_stance(stance);
                }
            })/>
    }
    .into_any()
}

/// The heading over the field.
pub(super) fn head(cx: UseReview) -> AnyView {
    heading(cx.form.level + 2, "h3", Vec::new(), vec!["Write in silence".into_any()])
}

fn writing(mine: Mine, row: StoredValue<RowId>) -> Vec<AnyView> {
    let cx = mine.cx;
    let says = words(
        "p",
        "small quiet",
        match cx.drafts.kept {
            KeptIn::Document => {
                "Nobody but you sees your words until somebody reveals, on whichever of your devices. Then all of them are there at once, each with its name."
            }
            _ => {
                "Your words stay on this device until somebody reveals. Then all of them are there at once, each with its name."
            }
        },
    );
    let (is_open, is_insight) = (memo(move || mine.is_open()), memo(move || cx.is_insight(row)));
    let field = following(move || match is_open.get() {
        true => fields(mine, is_insight.get()),
        false => words("p", "quiet", "Your draft comes as soon as the server answers."),
    });
    let kept =
        view! { <span class="small quiet end" role="status" use:told=to_say(move || mine.says())></span> }.into_any();
    let others = following(move || {
        let other = |words: String| {
            el(
                "div",
                "",
                vec![
                    self::words("p", "small quiet", "Written on another of your devices, and put in too:"),
                    marked(&words),
                ],
            )
        };
        mine.others().into_iter().map(other).collect_view().into_any()
    });
    let refused = following(move || mine.refused.get().map_or_else(nothing, |why| words("p", "wrong", why)));
    let done = following(move || if is_insight.get() { put_mine_in(mine, row) } else { nothing() });
    let names = following(move || if is_insight.get() { personal_in(&[mine.text()]) } else { nothing() });
    let frame = vec![field, refused, others, el("div", "acts", vec![done, kept])];
    let frame = el("div", "frame compose no-print", frame);
    vec![head(cx), says, el("div", "beside", vec![names]), frame]
}

/// In an insight review a person says that their answer is written. It waits with the others for the one reveal.
fn put_mine_in(mine: Mine, row: StoredValue<RowId>) -> AnyView {
    let cx = mine.cx;
    if row.with_value(|row| cx.has_answered(row)) {
        let says = words("span", "small", "Yours is written. It goes in with everybody’s, at the reveal.");
        let on = button("btn word", "Write on", move || row.with_value(|row| cx.say_answered(row, false)));
        return el("span", "acts", vec![icon("i i-check"), says, on]);
    }
    match mine.is_out() {
        true => button("btn strong", "Put mine in", move || row.with_value(|row| cx.say_answered(row, true))),
        false => nothing(),
    }
}

/// Where the browser keeps nothing in frames of this page, words are safe in Muster's own pages alone.
pub(super) fn way_out(cx: UseReview, way: &'static str) -> Option<AnyView> {
    let says = "This browser keeps nothing in this page. In Muster it keeps what you write.";
    storage().is_none().then(|| elsewhere(cx, says, way))
}

/// The way to where one can write: what is written in silence never stands where another company's scripts can read it.
pub(super) fn elsewhere(cx: UseReview, says: &str, way: &'static str) -> AnyView {
    let at = format!("{}/d/{}", origin(), cx.id());
    let to = vec![("href", at), ("target", "_blank".to_owned()), ("rel", "noopener".to_owned())];
    let way = with("a", "btn", to, vec![way.into_any()]);
    el("div", "acts no-print", vec![words("p", "small quiet", says), way])
}

/// The way to the reveal, and how many words are still out.
pub(super) fn reveal_part(cx: UseReview, row: StoredValue<RowId>) -> AnyView {
    let way = following(move || match cx.form.can_edit.get() {
        true => reveal(cx, row),
        false => words("p", "small quiet", "Somebody who edits this review reveals what is written."),
    });
    el("div", "acts", vec![way, still_out(cx, row)])
}

/// How many people have words that are not in the review, for those who edit it.
pub(super) fn still_out(cx: UseReview, row: StoredValue<RowId>) -> AnyView {
    let says = memo(move || match row.with_value(|row| cx.drafts.n_out(row)) {
        n if n > 0 && cx.form.can_edit.get() => format!("{} still out", counted(n, "draft", "drafts")),
        _ => String::new(),
    });
    view! { <span class="small quiet out" role="status" use:told=to_say(move || says.get())></span> }.into_any()
}

fn revealed(mine: Mine, row: StoredValue<RowId>) -> AnyView {
    let cx = mine.cx;
    let all = RwSignal::new(false);
    let remarks = memo(move || row.with_value(|row| cx.of_item(row, |item| item.remarks.clone())).unwrap_or_default());
    let spread = following(move || {
        let n = remarks.with(Vec::len);
        let head = heading(cx.form.level + 2, "h3", Vec::new(), vec!["Written before anyone spoke".into_any()]);
        let wrote = words("span", "small quiet", format!("{} wrote", counted(n, "person", "people")));
        el("div", "spread", vec![head, wrote, still_out(cx, row)])
    });
    let shown = memo(move || {
        let most = if all.get() { usize::MAX } else { SHOWN };
        remarks.with(|remarks| remarks.iter().take(most).cloned().collect::<Vec<_>>())
    });
    let list = each_known(shown, |remark| &remark.row.id, move |id, remark| one(cx, row, &id, remark));
    let list = el("ul", "remarks", vec![list]);
    let more = following(move || match remarks.with(Vec::len).saturating_sub(SHOWN) {
        n if n > 0 && !all.get() => button("btn word no-print", format!("Show the other {n}"), move || all.set(true)),
        _ => nothing(),
    });
    el("div", "", vec![spread, list, more, late(mine)])
}

fn late(mine: Mine) -> AnyView {
    let late = memo(move || if mine.cx.say.can_edit.get() { mine.late() } else { Vec::new() });
    following(move || late.get().into_iter().map(|late| ask(mine, late)).collect_view().into_any())
}

/// The words that were written here and are not in the review: a tab that came after the reveal asks.
fn ask(mine: Mine, (key, text, stance): (RowId, String, Option<f64>)) -> AnyView {
    let cx = mine.cx;
    let says = match cx.drafts.kept {
        KeptIn::Document => "You wrote this before you saw what the others wrote. Nobody else has seen it.",
        _ => "You wrote this before you saw what the others wrote. It is on this device alone.",
    };
    let stance = stance.map(|stance| words("p", "small quiet", format!("Your stance: {}", signed(stance))));
    let this = key.clone();
    let refused = following(move || {
        let why = cx.drafts.asked.with(|asked| asked.get(&this).cloned());
        why.filter(|why| !why.is_empty()).map_or_else(nothing, |why| words("p", "wrong", why))
    });
    let that = key.clone();
    let acts = vec![
        button("btn strong", "Put mine in", move || cx.put_in(&key)),
        button("btn word", "Discard it", move || mine.discard(&that)),
    ];
    let parts = [Some(words("p", "", says)), Some(marked(&text)), stance, Some(refused), Some(el("div", "acts", acts))];
    el("div", "ask no-print", parts.into_iter().flatten().collect())
}

/// The way to the reveal, after one question: it cannot be taken back.
fn reveal(cx: UseReview, row: StoredValue<RowId>) -> AnyView {
    let is_asked = RwSignal::new(false);
    let refused = RwSignal::new(None::<String>);
    let now = move || refused.set(row.with_value(|row| cx.reveal(row)).err());
    view! {
        <Show when=move || is_asked.get() fallback=move || button("btn no-print", "Reveal…", move || is_asked.set(true))>
            <div class="ask no-print" role="group" aria-label="Reveal">
                <p>"Everybody’s words are shown, each with its name. It cannot be taken back."</p>
                <div class="acts">
                    {button("btn strong", "Reveal now", now)}
                    {button("btn word", "Wait", move || is_asked.set(false))}
                </div>
                {wrong(refused)}
            </div>
        </Show>
    }
    .into_any()
}

fn one(cx: UseReview, item: StoredValue<RowId>, row: &RowId, remark: Memo<Option<Remark>>) -> AnyView {
    let ring = known(remark, |remark| {
        with("span", "who", vec![("aria-hidden", "true".to_owned())], vec![initials(&remark.by).into_any()])
    });
    let stance = known(remark, |remark| {
        let stance = remark.row.value(STANCE).number();
        stance.map_or_else(nothing, |stance| words("span", "st", signed(stance)))
    });
    let (read, back) = (known(remark, remark_read), known(remark, move |remark| take_back(cx, remark)));
    let says = el("div", "", vec![read, theme_of(cx, item, row), below(cx.talk, REMARKS, row), back]);
    with("li", "", vec![("data-row", row.to_string())], vec![ring, says, stance])
}

fn remark_read(remark: &Remark) -> AnyView {
    let mut by = vec![written("b", "", &remark.by)];
    let late = match remark.came {
        Came::InTime => None,
        Came::LateButWrittenBefore(at_ms) => Some(format!("written before the reveal, arrived {}", time_of(at_ms))),
        Came::After => Some("written after the reveal".to_owned()),
    };
    by.extend(late.map(|late| el("span", "late", vec![icon("i i-device"), late.into_any()])));
    vec![el("p", "by", by), marked(remark.words())].into_any()
}

/// The way to take it back, for its author.
fn take_back(cx: UseReview, remark: &Remark) -> AnyView {
    let id = remark.row.id.clone();
    let (row, twins) = (remark.row.clone(), remark.twins.clone());
    following(move || match cx.may_retract(REMARKS, &row, ITEM) {
        true => {
            let id = id.clone();
            button("btn word no-print", "Withdraw", {
                let twins = twins.clone();
                move || [&id].into_iter().chain(&twins).for_each(|row| cx.retract(REMARKS, row))
            })
        }
        false => ().into_any(),
    })
}

/// The time of day on this device.
pub(super) fn time_of(at_ms: u64) -> String {
    let date = js_sys::Date::new(&(at_ms as f64).into());
    format!("{:02}:{:02}", date.get_hours(), date.get_minutes())
}
