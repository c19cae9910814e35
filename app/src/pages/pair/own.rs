//! The parts that feedback between two adds to its outline: hints while it is written, and the labels of an answer.

use leptos::prelude::*;
use muster_shared::kinds::pair::*;
use muster_shared::sheet::Row;

use crate::browser::today;
use crate::editor::marked;
use crate::form::Advised;
use crate::form::plain::{el, words};
use crate::live::LiveDoc;
use crate::widgets::outline::{At, Face, Named, Own, Titled, named_from_the_start, take_back};
use crate::words::short_day;

/// The parts, and the document that they are of.
pub(in crate::pages) struct OfPair(pub(in crate::pages) LiveDoc);

impl Own for OfPair {
    fn titled(&self) -> Titled {
        Titled {
            page: None,
            label: "Name",
            hint: "Name it",
            says: "Say one thing that you saw, begin with what works, keep it constructive, and come back to it. Listen, ask for an \
                example, make a plan, and ask again. Nobody else finds this page, leaders and owners included.",
            editors: "its two people",
        }
    }

    fn ways(&self) -> Vec<(&'static str, String)> {
        let doc = self.0.id().into_iter();
        doc.map(|doc| ("Delete it for me", format!("/d/{doc}/people#delete"))).collect()
    }

    /// The two are named as it begins.
    fn field(&self, face: Face, at: &At) -> Option<AnyView> {
        named_from_the_start(face, at, &[ONE, OTHER])
    }

    fn begins(&self, _list: &'static str) -> [Named; 2] {
        [Vec::new(), vec![(ON, today())]]
    }

    fn is_advising(&self, _list: &'static str) -> bool {
        true
    }

    fn advises(&self, field: &'static str, words: &str) -> Advised {
        let today = today();
        let hints = hints(field, words, &today).iter().map(Hint::says).collect();
        Advised { hints, refused: refused(field, words, &today) }
    }

    fn row(&self, face: Face, list: &'static str, row: &Row) -> Option<AnyView> {
        (list == RECEIVED).then(|| answer(face, row))
    }
}

/// The answer to feedback, step by step.
fn answer(face: Face, row: &Row) -> AnyView {
    let by = row.value(HEARD).writes.first().map_or("", |write| write.by.as_str());
    let by = face.makers.maker_of(face.form.doc, RECEIVED, &row.id).told(by);
    let day = |field: &str| short_day(row.value(field).words(), &today());
    let said = RECEIVED_READS.iter().filter(|(_, field)| !row.value(field).words().is_empty());
    let said =
        said.flat_map(|(label, field)| [words("dt", "", *label), el("dd", "", vec![marked(row.value(field).words())])]);
    let again = Some(day(ASK_ON)).filter(|day| !day.is_empty()).map(|day| format!(" Asks again on {day}."));
    let foot = words("p", "small quiet", format!("{by}, {}.{}", day(ON), again.unwrap_or_default()));
    let back = take_back(face, RECEIVED, row, "Withdraw");
    el("div", "answer", vec![el("dl", "facts", said.collect()), foot, back])
}
