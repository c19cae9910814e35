//! Writing in silence. Words and stance stay on the device of the person who writes, in a draft that survives a closed tab,
//! and are in no document before somebody reveals. Then this device puts them into the review: by itself in a tab that was
//! open before the reveal, else after asking.

use leptos::prelude::*;
use leptos::task::spawn_local;
use muster_shared::id::RowId;
use muster_shared::kinds::review::{Came, ITEM, Phase, REMARKS, Remark, STANCE, TEXT, WRITTEN};
use muster_shared::sheet::Value;

use super::use_review::UseReview;
use super::words::signed;
use crate::browser::{now_ms, pause, window};
use crate::editor::marked;
use crate::form::Draft;
use crate::form::plain::{button, el, following, heading, icon, with, words, written, wrong};
use crate::lean::{Show, alive, memo};
use crate::talk::plainly::plainly;
use crate::told::{to_say, told};
use crate::words::{counted, initials, plain_number};

/// The fields of a draft.
const FIELDS: [&str; 3] = [TEXT, STANCE, WRITTEN];
/// How long tabs of one device wait to see which of them puts a draft in, in milliseconds.
const CLAIM_MS: i32 = 120;
/// How many remarks are shown before somebody asks for the others.
const SHOWN: usize = 3;

/// The state of one person's silent words on one item.
#[derive(Clone, Copy)]
struct Silent {
    cx: UseReview,
    row: StoredValue<RowId>,
    draft: Draft,
    /// How often the fields were filled anew.
    times: RwSignal<u32>,
    refused: RwSignal<Option<String>>,
}

/// The part: a field while people write, the words of all once they are revealed.
pub(super) fn silent(cx: UseReview, row: StoredValue<RowId>) -> AnyView {
    let silent = Silent {
        cx,
        row,
        draft: row.with_value(|row| Draft::of(cx.form.doc, &[REMARKS], Some(row), &FIELDS)),
        times: RwSignal::new(0),
        refused: RwSignal::new(None),
    };
    silent.put_in_at_the_reveal();
    let state = memo(move || {
        row.with_value(|row| cx.of_item(row, |item| (item.phase, item.revealed_ms.is_some()))).unwrap_or_default()
    });
    let shown = following(move || match state.get() {
        (_, true) => silent.revealed(),
        (Phase::Write, false) => silent.writing(),
        // A person who has written already sees it, whatever the phase is.
        (_, false) if silent.draft.has_words() => silent.writing(),
        (_, false) => ().into_any(),
    });
    el("div", "", vec![shown])
}

impl Silent {
    fn is_revealed(self) -> bool {
        self.row.with_value(|row| self.cx.of_item(row, |item| item.revealed_ms.is_some())).unwrap_or_default()
    }

    /// A tab that was open before the reveal puts its person's words in by itself.
    fn put_in_at_the_reveal(self) {
        let is_revealed = memo(move || self.is_revealed());
        Effect::new(move |before: Option<bool>| {
            let is_revealed = is_revealed.get();
            if before == Some(false) && is_revealed && self.draft.has_words() {
                spawn_local(async move {
                    if self.claim().await {
                        return self.put_in();
                    }
                    // Another tab puts them in. Where it did not, this one asks.
                    pause(CLAIM_MS).await;
                    if !self.row.is_disposed() && self.draft.is_gone() {
                        self.forget();
                    }
                });
            }
            is_revealed
        });
    }

    /// Whether this tab is the one of the device's tabs that puts the words in. The last who says so is.
    async fn claim(self) -> bool {
        let Some(storage) = window().and_then(|window| window.local_storage().ok().flatten()) else { return true };
        let key = format!("muster-reveal {} {}", self.cx.id(), self.row.with_value(ToString::to_string));
        let mine = format!("{:x}", crate::browser::random_bits());
        if storage.set_item(&key, &mine).is_err() {
            return true;
        }
        pause(CLAIM_MS).await;
        let is_mine = storage.get_item(&key).ok().flatten().is_some_and(|last| last == mine);
        // A tab whose mark it is not leaves it to the one whose it is.
        if is_mine {
            let _ = storage.remove_item(&key);
        }
        is_mine
    }

    /// Puts the words into the review, under this person's name, with the time at which they were last written.
    fn put_in(self) {
        // Nobody's words go in twice, whichever tab of theirs is asked.
        if self.draft.is_gone() {
            return self.forget();
        }
        let text = self.draft.text(TEXT).unwrap_or_default();
        let stance = self.draft.text(STANCE).and_then(|stance| plain_number(&stance));
        let written = self.draft.text(WRITTEN).and_then(|written| plain_number(&written)).unwrap_or(now_ms() as f64);
        let mut values: Vec<(&str, Value)> = vec![(ITEM, self.row.with_value(|row| row.as_str().into()))];
        if !text.trim().is_empty() {
            values.push((TEXT, text.trim().into()));
        }
        values.extend(stance.map(|stance| (STANCE, stance.into())));
        values.push((WRITTEN, written.into()));
        match self.cx.say(REMARKS, &values) {
            Ok(()) => self.forget(),
            Err(why) => self.refused.set(Some(why)),
        }
    }

    fn forget(self) {
        self.draft.clear();
        self.refused.set(None);
        self.times.update(|times| *times += 1);
    }

    fn write(self, field: &'static str, text: String) {
        self.draft.write(field, text);
        self.draft.write(WRITTEN, now_ms().to_string());
    }

    fn fields(self) -> AnyView {
        let text = self.draft.text(TEXT).unwrap_or_default();
        let at = RwSignal::new(self.draft.text(STANCE).unwrap_or_default());
        let stance = move || match plain_number(&at.get()) {
            Some(stance) => signed(stance),
            None => "no stance yet".to_owned(),
        };
        view! {
            <label class="label" for="muster-silent">"What speaks for it, what against it?"</label>
            <textarea class="field" id="muster-silent" rows="4" dir="auto" spellcheck="true" prop:value=text
                placeholder="Nobody sees this before it is revealed."
                on:input=alive(move |event| self.write(TEXT, event_target_value(&event)))></textarea>
            <label class="label" for="muster-stance">"Would this plan work? −10 no, +10 yes: "<b use:told=to_say(stance)></b></label>
            <input id="muster-stance" type="range" min="-10" max="10" step="1" prop:value=move || at.get_untracked()
                on:input=alive(move |event| {
                    at.set(event_target_value(&event));
                    self.write(STANCE, event_target_value(&event));
                })/>
        }
        .into_any()
    }

    fn writing(self) -> AnyView {
        let cx = self.cx;
        let fields = following(move || {
            self.times.track();
            self.fields()
        });
        let head = heading(cx.form.level + 2, "h3", Vec::new(), vec!["Write in silence".into_any()]);
        let says = words(
            "p",
            "small quiet",
            "Your words stay on this device until somebody reveals. Then all of them are there at once, each with its name.",
        );
        let kept =
            view! { <span class="small quiet end" role="status" use:told=to_say(move || self.draft.says())></span> }
                .into_any();
        let reveal = following(move || match cx.form.can_edit.get() {
            true => reveal(cx, self.row),
            false => words("p", "small quiet", "Somebody who edits this review reveals what is written."),
        });
        let frame = el("div", "frame compose no-print", vec![fields, el("div", "acts", vec![kept])]);
        let own = following(move || {
            if cx.say.can_edit.get() {
                ().into_any()
            } else {
                words("p", "small quiet", "You read here; those who take part write.")
            }
        });
        el("div", "silent", vec![head, says, frame, own, reveal])
    }

    fn revealed(self) -> AnyView {
        let cx = self.cx;
        let all = RwSignal::new(false);
        let remarks =
            memo(move || self.row.with_value(|row| cx.of_item(row, |item| item.remarks.clone())).unwrap_or_default());
        let spread = following(move || {
            let n = remarks.with(Vec::len);
            let head = heading(cx.form.level + 2, "h3", Vec::new(), vec!["Written before anyone spoke".into_any()]);
            el(
                "div",
                "spread",
                vec![head, words("span", "small quiet", format!("{} wrote", counted(n, "person", "people")))],
            )
        });
        let list = following(move || {
            let shown = remarks.with(|remarks| {
                let most = if all.get() { remarks.len() } else { SHOWN };
                remarks.iter().take(most).map(|remark| one(cx, remark)).collect()
            });
            el("ul", "remarks", shown)
        });
        let more = following(move || match remarks.with(Vec::len).saturating_sub(SHOWN) {
            n if n > 0 && !all.get() => {
                button("btn word no-print", format!("Show the other {n}"), move || all.set(true))
            }
            _ => ().into_any(),
        });
        let mine = following(move || if self.draft.has_words() { self.late() } else { ().into_any() });
        el("div", "", vec![spread, list, more, mine])
    }

    /// The words that were written here and are not in the review: a tab that came after the reveal asks.
    fn late(self) -> AnyView {
        let says = words("p", "", "You wrote this before you saw what the others wrote. It is on this device alone.");
        let text = marked(&self.draft.text(TEXT).unwrap_or_default());
        let refused = following(move || match self.refused.get() {
            Some(why) => words("p", "wrong", why),
            None => ().into_any(),
        });
        let acts = vec![
            button("btn strong", "Put mine in", move || self.put_in()),
            button("btn word", "Discard it", move || self.forget()),
        ];
        el("div", "ask no-print", vec![says, text, refused, el("div", "acts", acts)])
    }
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

fn one(cx: UseReview, remark: &Remark) -> AnyView {
    let ring = with("span", "who", vec![("aria-hidden", "true".to_owned())], vec![initials(&remark.by).into_any()]);
    let mut by = vec![written("b", "", &remark.by)];
    let late = match remark.came {
        Came::InTime => None,
        Came::LateButWrittenBefore(at_ms) => Some(format!("written before the reveal, arrived {}", time_of(at_ms))),
        Came::After => Some("written after the reveal".to_owned()),
    };
    by.extend(late.map(|late| el("span", "late", vec![icon("i i-device"), late.into_any()])));
    let stance = remark.row.value(STANCE).number();
    let stance = stance.map(|stance| words("span", "st", signed(stance))).unwrap_or_else(|| ().into_any());
    let id = remark.row.id.clone();
    let row = remark.row.clone();
    let take_back = following(move || match cx.may_retract(REMARKS, &row, ITEM) {
        true => {
            let id = id.clone();
            button("btn word no-print", "Take back", move || cx.retract(REMARKS, &id))
        }
        false => ().into_any(),
    });
    el(
        "li",
        "",
        vec![
            ring,
            el(
                "div",
                "",
                vec![el("p", "by", by), marked(remark.words()), plainly(cx.talk, REMARKS, &remark.row.id), take_back],
            ),
            stance,
        ],
    )
}

/// The time of day on this device.
pub(super) fn time_of(at_ms: u64) -> String {
    let date = js_sys::Date::new(&(at_ms as f64).into());
    format!("{:02}:{:02}", date.get_hours(), date.get_minutes())
}
