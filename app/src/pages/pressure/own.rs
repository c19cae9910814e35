//! The face of a pressure test: eleven questions in three parts, each with the captain's answer beside the leader's, and a picture
//! with a spoke for each part.

use leptos::prelude::*;
use muster_shared::access::Side;
use muster_shared::kinds::outline::Section;
use muster_shared::kinds::pressure::*;
use muster_shared::sheet::{Maker, Named, Place, Register, Row};

use super::heard::{Heard, heard};
use crate::boxed::memo;
use crate::browser::today;
use crate::editor::marked;
use crate::form::plain::{el, following, heading, words};
use crate::form::{Composing, Folded, section, unfolding};
use crate::live::Lasting;
use crate::widgets::outline::{At, Face, Own, Titled, named_from_the_start, note, take_back};
use crate::words::{counted, short_day};

/// The parts that a pressure test draws itself.
pub(in crate::pages) struct OfPressure;

impl Own for OfPressure {
    fn titled(&self) -> Titled {
        Titled {
            page: None,
            label: "Name of the test",
            hint: "Name the test",
            says: "A captain has the skills for the calls, and the trust of leadership and team. Each of you answers alone, with \
                an example each time: to talk about, not to add up. Nobody else finds this page, leaders and owners included.",
            editors: "its two people",
        }
    }

    /// The two are named as the test begins, and whose answer is whose follows from it.
    fn field(&self, face: Face, at: &At) -> Option<AnyView> {
        named_from_the_start(face, at, &[CAPTAIN, LEADER])
    }

    fn section(&self, face: Face, _section: &'static Section) -> Option<AnyView> {
        Some(Test::of(face).section())
    }
}

/// The answers as this page draws them.
#[derive(Clone, Copy)]
struct Test {
    face: Face,
    view: Memo<Pressure>,
    /// The team's own answers to its part.
    heard: RwSignal<Option<Heard>>,
}

/// The side of a person. There are two people, so that the one who is not the captain is the leader.
fn side_of(captain: Lasting<Register>, person: &str) -> Side {
    let is_captain = captain.with(|captain| Named::read(captain.words()).id == Some(person));
    if is_captain { Side::Captain } else { Side::Leader }
}

impl Test {
    fn of(face: Face) -> Self {
        let doc = face.form.doc;
        let captain = doc.value(&Place::on_sheet(CAPTAIN));
        let speaks = move |row: &Row| match face.makers.maker_of(doc, ANSWERS, &row.id) {
            Maker::Known { id, .. } => id.map(|id| side_of(captain, &id)),
            // The server has not spoken yet: of two people the other one wrote what this one did not.
            Maker::Unsaid => {
                let mine = side_of(captain, &doc.who());
                Some(if face.makers.is_mine(doc, ANSWERS, row, RATING) { mine } else { mine.other() })
            }
            Maker::OfAFile(_) | Maker::Nobody => None,
        };
        let view = memo(move || doc.sheet.with(|sheet| Pressure::with(sheet, speaks)));
        Self { face, view, heard: heard(captain) }
    }

    fn section(self) -> AnyView {
        let lacks = following(move || {
            let lacks = self.view.with(Pressure::lacks);
            lacks.iter().map(|lack| note(lack.head(), &lack.advice())).collect_view().into_any()
        });
        let parts = Spoke::ALL.map(|spoke| self.part(spoke));
        let content = [self.picture(), lacks].into_iter().chain(parts).collect();
        section(self.face.form, "Answers", "pressure", move || self.view.with(far), content)
    }

    /// Both sides on three spokes, once a side has answered something of each part; and the same in words.
    fn picture(self) -> AnyView {
        following(move || {
            let corners = self.view.with(|view| Side::ALL.map(|side| view.corners(side)));
            let heard = self.heard.get();
            if corners.iter().all(String::is_empty) && heard.is_none() {
                return ().into_any();
            }
            let [captain, leader] = corners;
            let team = heard.as_ref().map(|heard| {
                let (x, y) = Spoke::Team.point(heard.reach as f64 / 100.0);
                view! { <circle class="team" cx=format!("{x:.1}") cy=format!("{y:.1}") r="3.5"></circle> }
            });
            let line = |spoke: Spoke| {
                let (x, y) = spoke.point(1.0);
                view! { <line x1="50" y1="58" x2=x.to_string() y2=y.to_string()></line> }
            };
            let drawn = view! {
                <svg class="spokes" viewBox="0 0 100 100" aria-hidden="true">
                    {Spoke::ALL.map(line).into_iter().collect_view()}
                    <polygon class="leader" points=leader></polygon>
                    <polygon class="captain" points=captain></polygon>
                    {team}
                </svg>
            };
            let says = self.view.with(|view| Spoke::ALL.map(|spoke| words("li", "", in_words(view, spoke))));
            let team = heard.map(|heard| words("li", "", of_the_team(&heard)));
            el("div", "test", vec![drawn.into_any(), el("ul", "small", says.into_iter().chain(team).collect())])
        })
    }

    /// The questions of one part, folded.
    fn part(self, spoke: Spoke) -> AnyView {
        let questions = move || QUESTIONS.iter().enumerate().filter(move |(_, question)| question.spoke == spoke);
        unfolding("test-part", vec![spoke.name().into_any()], move || {
            el("ul", "rows", questions().map(|(at, question)| self.question(at, question)).collect())
        })
    }

    fn question(self, at: usize, question: &'static Tested) -> AnyView {
        let both = memo(move || self.view.with(|view| Side::ALL.map(|side| view.answer(side, at).cloned())));
        let read = following(move || self.side_by_side(question, both.get()));
        let answer = Folded::about("Answer", move || self.composing(question)).show(self.face.form.can_edit);
        el("li", "", vec![el("div", "", vec![read, el("div", "acts no-print", vec![answer])])])
    }

    fn composing(self, question: &'static Tested) -> Composing {
        Composing {
            draft: question.word,
            with: StoredValue::new(vec![(TESTED, question.word.to_owned()), (ON, today())]),
            ..Composing::of((self.face.form, self.face.names), ANSWERS, AN_ANSWER.fields, AN_ANSWER.act)
        }
    }

    fn side_by_side(self, question: &'static Tested, both: [Option<Row>; 2]) -> AnyView {
        let title = heading(self.face.form.level + 2, "q", Vec::new(), vec![question.asks.into_any()]);
        let column = |(side, row): (Side, Option<Row>)| {
            let label =
                words("p", "label", if side == Side::Captain { "The captain’s answer" } else { "The leader’s answer" });
            let said = row.map_or_else(|| words("p", "quiet", "Not answered yet."), |row| self.answer(&row));
            el("div", "", vec![label, said])
        };
        let pair = Side::ALL.into_iter().zip(both).map(column).collect();
        el("div", "readiness", vec![title, el("div", "pair", pair)])
    }

    fn answer(self, row: &Row) -> AnyView {
        let (doc, example) = (self.face.form.doc, row.value(EXAMPLE_OF).words());
        let said = row.value(RATING).writes.first().map_or("", |write| write.by.as_str());
        let by = self.face.makers.maker_of(doc, ANSWERS, &row.id).told(said);
        let kept = row.value(RATING).words();
        let rating = RATING_READS.iter().find(|(word, _)| *word == kept).map_or("", |(_, reads)| *reads);
        let on = short_day(row.value(ON).words(), &today());
        let parts = [words("p", "view", rating)].into_iter().chain((!example.is_empty()).then(|| marked(example)));
        let foot = [words("p", "small quiet", format!("{by}, {on}")), take_back(self.face, ANSWERS, row, "Withdraw")];
        el("div", "answer", parts.chain(foot).collect())
    }
}

/// The team's own part in words.
fn of_the_team(heard: &Heard) -> String {
    let people = counted(heard.n, "person", "people");
    let on = short_day(&heard.on, &today());
    format!("{}, as the team says without names: {} of 100, by {people}, {on}.", Spoke::Team.name(), heard.reach)
}

/// How far both are.
fn far(pressure: &Pressure) -> String {
    match Side::ALL.map(|side| pressure.n_answered(side)) {
        [0, 0] => format!("{} questions", QUESTIONS.len()),
        [captain, leader] => format!("Captain {captain}, leader {leader} of {}", QUESTIONS.len()),
    }
}

/// One part of the picture in words.
fn in_words(pressure: &Pressure, spoke: Spoke) -> String {
    let of = |side: Side| {
        let reach = pressure.reach(side, spoke);
        let says = match reach.share {
            None => "nothing yet",
            Some(share) if share > 0.99 => "yes",
            Some(share) if share >= 0.5 => "mostly yes",
            Some(_) => "not yet in most",
        };
        format!("{says} ({} of {} answered)", reach.answered, reach.of)
    };
    format!("{}: the captain says {}, the leader says {}.", spoke.name(), of(Side::Captain), of(Side::Leader))
}
