//! One entry of a metrics review: the reading with its picture, the two voices beside each other, and what is missing.

use leptos::html::Input as InputElement;
use leptos::prelude::*;
use muster_shared::id::RowId;
use muster_shared::kinds::charter::READINGS;
use muster_shared::kinds::review::{CALLED, Entry, METRIC, TEAM, TEXT, VOICE, VOICES, Voice, Week};
use muster_shared::sheet::{Named, Value};

use super::advice::composing;
use super::use_review::UseReview;
use crate::boxed::memo;
use crate::browser::today;
use crate::editor::marked;
use crate::form::plain::{
    button, each_known, el, following, heading, icon, known, nothing, while_so, with, words, written, wrong,
};
use crate::form::{Ask, Composing, Folded};
use crate::keyboard;
use crate::live::LiveDoc;
use crate::talk::said::below;
use crate::widgets::charter::Spark;
use crate::words::{measured, typed_number};

static WORKS: &[Ask] = &[Ask::new(TEXT, "What works", "One thing, in a sentence").must("Write what works.")];
static WORKS_NOT: &[Ask] =
    &[Ask::new(TEXT, "What does not work", "One thing, in a sentence").must("Write what does not work.")];

/// A team of the series, with its charter.
#[derive(Clone)]
pub(super) struct Team {
    /// The charter's id.
    pub(super) id: String,
    /// The team's name: of now, where its charter is here.
    pub(super) name: String,
    pub(super) charter: LiveDoc,
}

/// The cards, as they are by now: which team's, and the entry.
pub(super) type Entries = Memo<Vec<(usize, Entry)>>;

/// A card in the making: whose it is, and its entry as it is by now.
#[derive(Clone, Copy)]
struct Card {
    cx: UseReview,
    team: StoredValue<Team, LocalStorage>,
    metric: StoredValue<RowId>,
    week: StoredValue<Week>,
    entry: Memo<Option<Entry>>,
}

/// The card of one metric.
pub(super) fn card(
    cx: UseReview,
    team: Team,
    week: StoredValue<Week>,
    entries: Entries,
    at: usize,
    row: &RowId,
) -> AnyView {
    let this = row.clone();
    let entry = memo(move || {
        entries.with(|entries| {
            entries.iter().find(|(of, entry)| *of == at && entry.metric.row == this).map(|(_, entry)| entry.clone())
        })
    });
    let card = Card { cx, team: StoredValue::new_local(team), metric: StoredValue::new(row.clone()), week, entry };
    let read = following(move || card.drawn(|entry| card.read(entry)));
    let missing = following(move || card.drawn(missing));
    let inside = vec![card.top(), read, card.voices(), missing, card.acts()];
    let is_gap = memo(move || entry.with(|entry| entry.as_ref().is_some_and(|entry| entry.missing().len() == 3)));
    let id = row.to_string();
    view! { <li class="mcard" class:gap=move || is_gap.get() data-row=id>{inside}</li> }.into_any()
}

/// The sentence about a team whose charter this person may not read.
pub(super) fn closed(team: &str) -> AnyView {
    words("p", "small quiet", format!("The charter of {team} is not here, or not for you: its metrics are not shown."))
}

impl Card {
    fn drawn(self, draw: impl Fn(&Entry) -> AnyView) -> AnyView {
        self.entry.with(|entry| entry.as_ref().map_or_else(nothing, draw))
    }

    fn called(self) -> String {
        self.entry.with(|entry| entry.as_ref().map(|entry| entry.metric.name.trim().to_owned()).unwrap_or_default())
    }

    fn top(self) -> AnyView {
        let name = following(move || match self.called() {
            none if none.is_empty() => words("span", "", "A metric without a name"),
            name => written("span", "", &name),
        });
        let of = following(move || {
            let owner =
                self.entry.with(|entry| entry.as_ref().map(|entry| entry.metric.owner.clone()).unwrap_or_default());
            let owner = self.cx.names.label(&owner);
            let owner = if owner.is_empty() { Named::read(&owner).name.to_owned() } else { owner };
            let team = self.team.with_value(|team| team.name.clone());
            words(
                "p",
                "small quiet",
                [team, owner].into_iter().filter(|it| !it.is_empty()).collect::<Vec<_>>().join(", "),
            )
        });
        let head = heading(self.cx.form.level + 2, "h3", Vec::new(), vec![name]);
        el("div", "mtop", vec![head, of])
    }

    fn read(self, entry: &Entry) -> AnyView {
        let metric = &entry.metric;
        let said = |value: f64| measured(value, &metric.unit);
        let goal = metric.target.number().map(|goal| format!("towards {}", said(goal)));
        let Some(reading) = &entry.reading else {
            let before = entry
                .before
                .as_ref()
                .map(|before| words("p", "small quiet", format!("Before: {}", said(before.value))));
            return before.unwrap_or_else(nothing);
        };
        let change = entry.change().map(|change| match change {
            0.0 => "no change".to_owned(),
            up if up > 0.0 => format!("up {}", said(up)),
            down => format!("down {}", said(-down)),
        });
        let about = change.into_iter().chain(goal).collect::<Vec<_>>().join(", ");
        let mut line = vec![words("b", "", said(reading.value))];
        let sign = entry.is_off().then(|| icon("i i-look"));
        line.push(el("span", "", sign.into_iter().chain([about.into_any()]).collect()));
        let line = el("p", if entry.is_off() { "read off" } else { "read" }, line);
        let picture = Spark::of(metric).map(|spark| spark.drawn());
        el("div", "", std::iter::once(line).chain(picture).collect())
    }

    fn voices(self) -> AnyView {
        let one = |name: &'static str, of: fn(&Entry) -> &Vec<Voice>| {
            let all = memo(move || {
                self.entry.with(|entry| entry.as_ref().map(|entry| of(entry).clone())).unwrap_or_default()
            });
            let said = each_known(all, |voice| &voice.row.id, move |id, voice| self.voice(&id, voice));
            let none = while_so(move || all.with(Vec::is_empty), || words("dd", "quiet", "Nobody yet."));
            el("div", "", vec![words("dt", "", name), said, none])
        };
        el("dl", "voices", vec![one("Working", |entry| &entry.working), one("Not working", |entry| &entry.not_working)])
    }

    fn voice(self, id: &RowId, voice: Memo<Option<Voice>>) -> AnyView {
        let read = known(voice, move |voice| self.voice_read(voice));
        with("dd", "", vec![("data-row", id.to_string())], vec![read, below(self.cx.talk, VOICES, id)])
    }

    fn voice_read(self, voice: &Voice) -> AnyView {
        let cx = self.cx;
        let mut parts = vec![marked(voice.words()), written("p", "by", &voice.by)];
        if cx.may_retract(VOICES, &voice.row, METRIC) {
            let id = voice.row.id.clone();
            parts.push(button("btn word no-print", "Withdraw", move || cx.retract(VOICES, &id)));
        }
        parts.into_any()
    }

    fn acts(self) -> AnyView {
        let cx = self.cx;
        let works = Folded::about("Say what works", move || self.saying("working", WORKS));
        let works_not = Folded::about("Say what does not", move || self.saying("not working", WORKS_NOT));
        let says = while_so(
            move || cx.say.can_edit.get(),
            move || el("div", "acts", [works, works_not].map(|way| way.class("btn word").show(cx.say.can_edit)).into()),
        );
        let may_read_off =
            memo(move || cx.say.can_edit.get() && self.team.with_value(|team| team.charter.can_edit.get()));
        let lacks = memo(move || self.entry.with(|entry| entry.as_ref().is_some_and(|entry| entry.reading.is_none())));
        let reading = following(move || match (may_read_off.get(), lacks.get()) {
            (true, _) => self.field(),
            (false, true) => {
                let team = self.team.with_value(|team| team.name.clone());
                words(
                    "p",
                    "small quiet",
                    format!("A reading is put in by those who edit the charter of {team}. Ask its captain."),
                )
            }
            (false, false) => nothing(),
        });
        el("div", "no-print", vec![reading, says])
    }

    /// The metric that is spoken of, its team, and its name.
    fn about(self) -> Vec<(&'static str, String)> {
        let team = self.team.with_value(|team| team.id.clone());
        vec![(TEAM, team), (METRIC, self.metric.with_value(ToString::to_string)), (CALLED, untrack(|| self.called()))]
    }

    fn saying(self, voice: &'static str, asks: &'static [Ask]) -> Composing {
        let with = self
            .about()
            .into_iter()
            .filter(|(_, words)| !words.is_empty())
            .chain([(VOICE, voice.to_owned())])
            .collect();
        Composing {
            draft: voice,
            ..self.metric.with_value(|metric| composing(self.cx, VOICES, asks, metric, with, "Say it"))
        }
    }

    /// One line for the reading. A wrong one is corrected by another one of the same day.
    fn field(self) -> AnyView {
        let (node, error) = (NodeRef::<InputElement>::new(), RwSignal::new(None::<String>));
        let put = move || {
            let Some(node) = node.get_untracked() else { return };
            let done = typed_number(&node.value()).and_then(|value| self.put_in(value));
            if done.is_ok() {
                node.set_value("");
            }
            error.set(done.err());
        };
        let key = move |event: leptos::ev::KeyboardEvent| {
            if keyboard::key(&event).as_deref() == Some("Enter") {
                event.prevent_default();
                put();
            }
        };
        let label = untrack(|| format!("Reading: {}", self.called()));
        let unit = untrack(|| {
            self.entry.with(|entry| entry.as_ref().map(|entry| entry.metric.unit.clone()).unwrap_or_default())
        });
        view! {
            <div class="acts read-off">
                <input class="ctl" node_ref=node type="text" inputmode="decimal" autocomplete="off" aria-label=label placeholder="Reading"
                    aria-invalid=move || error.with(Option::is_some).then_some("true") on:keydown=key/>
                {(!unit.is_empty()).then(|| words("span", "small quiet", unit))}
                {button("btn", "Put it in", put)}
                {wrong(error)}
            </div>
        }
        .into_any()
    }

    /// Puts a reading into the charter, dated within the week of this review, and into the review as it was said.
    fn put_in(self, value: f64) -> Result<(), String> {
        let day = self.week.with_value(|week| week.day_for(&today()));
        let charter = self.team.with_value(|team| team.charter);
        let metric = self.metric.with_value(ToString::to_string);
        let values = [("metric", metric.as_str().into()), ("on", day.as_str().into()), ("value", value.into())];
        self.cx.form.beside(charter, charter.can_edit.into()).add(READINGS, &values)?;
        let unit = self
            .entry
            .with_untracked(|entry| entry.as_ref().map(|entry| entry.metric.unit.clone()).unwrap_or_default());
        let said = [(VOICE, "reading".to_owned()), (TEXT, measured(value, &unit))];
        let values: Vec<(&'static str, String)> =
            self.about().into_iter().chain(said).filter(|(_, words)| !words.is_empty()).collect();
        let values: Vec<(&str, Value)> = values.iter().map(|(name, words)| (*name, words.as_str().into())).collect();
        self.cx.say(VOICES, &values)
    }
}

fn missing(entry: &Entry) -> AnyView {
    let says = Some(entry.says().to_owned()).filter(|says| !says.is_empty());
    let says: Vec<String> = says.into_iter().chain(entry.jump()).collect();
    let one = |says: String| with("p", "miss look", Vec::new(), vec![icon("i i-look"), words("b", "", says)]);
    match says.is_empty() {
        true => nothing(),
        false => el("div", "", says.into_iter().map(one).collect()),
    }
}
