//! The words of people of the worked example about a charter: who agrees, one with a doubt, one with words that are others by
//! now, a question that was answered, a remark that was dealt with, and other words for the mission.

use super::dates::{Moved, ms};
use super::sample;
use crate::files::import::Draft;
use crate::id::{DocId, RowId};
use crate::kinds::charter::MISSION;
use crate::kinds::outline::Sources;
use crate::kinds::talk::*;
use crate::sheet::{Register, Row, Sheet, Value, Write};

/// The team that the example talks about.
const SOURCE: &str = "sample:first-keys";

/// A signature: who, under which section, how, when, and a doubt.
type Signed = (&'static str, Section, Stand, &'static str, &'static str);

const SIGNED: [Signed; 8] = [
    ("Ines Okafor-Lund", Section::Mission, Stand::Agrees, "2026-11-03", ""),
    ("Tomasz Wrona", Section::Mission, Stand::Agrees, "2026-11-03", ""),
    ("Mei Harada", Section::Mission, Stand::Agrees, "2026-11-04", ""),
    (
        "Bruno Salgado",
        Section::Mission,
        Stand::Reserves,
        "2026-11-04",
        "“Ready to live in” has to hold in January too, when the heating is the first thing to fail.",
    ),
    ("Ines Okafor-Lund", Section::Decide, Stand::Agrees, "2026-11-03", ""),
    ("Bruno Salgado", Section::Decide, Stand::Agrees, "2026-11-05", ""),
    ("Ines Okafor-Lund", Section::Captain, Stand::Agrees, "2026-11-03", ""),
    ("Mei Harada", Section::Captain, Stand::Agrees, "2026-11-04", ""),
];

/// The words of the mission that one of them agreed to before they became what they are.
const OLD: (&str, &str, &str) =
    ("Pauline Achterberg", "2026-10-13", "Renters get their keys on the day we promised, to a clean home.");

/// Remarks: list, id, who, when, the words, what they answer, and whether they are dealt with.
type Said = (&'static str, &'static str, &'static str, &'static str, &'static str, &'static str, bool);

const SAID: [Said; 4] = [
    (
        COMMENTS,
        "example_promised",
        "Adaeze Nwosu",
        "2026-11-10",
        "Which day counts when the contract is signed late: the one in the draft or the one that was signed?",
        "",
        false,
    ),
    (
        COMMENTS,
        "example_promised_signed",
        "Ines Okafor-Lund",
        "2026-11-11",
        "The one that was signed. The note below says so now.",
        "example_promised",
        false,
    ),
    (COMMENTS, "example_homes", "Tomasz Wrona", "2026-10-20", "“Homes” or “home”? One renter has one.", "", true),
    (
        SUGGESTIONS,
        "example_hour",
        "Bruno Salgado",
        "2026-11-17",
        "People plan the van by the hour, not by the day.",
        "",
        false,
    ),
];

/// The mission as somebody would word it.
const BY_THE_HOUR: &str = "Renters get their keys at the hour we promised, to a home that is ready to live in.";

/// The example's talks, as they are on the day `today`, as `2026-11-29`. They come after the charters that they are about.
pub fn talks(today: &str) -> Vec<Draft> {
    let charter = sample().into_iter().find(|draft| draft.source == SOURCE);
    charter.map(|charter| talk(&charter, Moved::to(today))).into_iter().collect()
}

fn talk(charter: &Draft, moved: Moved) -> Draft {
    let mut sheet = Sheet::default();
    let mut add = |list: &str, row: Option<Row>| {
        sheet.lists.entry(list.to_owned()).or_default().extend(row);
    };
    for (at, (who, section, stand, day, doubt)) in SIGNED.iter().enumerate() {
        let by = By { who, at_ms: ms(&moved.day(day), "10:00") };
        add(AGREEMENTS, signature(at, by, *section, *stand, (&words_of(*section, charter), doubt)));
    }
    let (who, day, seen) = OLD;
    let by = By { who, at_ms: ms(&moved.day(day), "16:00") };
    add(AGREEMENTS, signature(SIGNED.len(), by, Section::Mission, Stand::Agrees, (seen, "")));
    for said in SAID {
        add(said.0, remark(said, moved, charter.sheet.text(MISSION)));
    }
    Draft::example(charter.source.as_str(), KIND, sheet)
}

/// The words of a section as the example's charter has them.
fn words_of(section: Section, charter: &Draft) -> String {
    let doc = DocId::org();
    let mut org = Sheet::default();
    for (map, register) in &charter.org.values {
        org.keyed.entry(map.clone()).or_default().insert(doc.to_string(), register.clone());
    }
    section.words(&Sources { sheet: &charter.sheet, org: &org, doc: &doc })
}

/// Somebody, at a moment.
#[derive(Clone, Copy)]
struct By<'a> {
    who: &'a str,
    at_ms: u64,
}

impl By<'_> {
    fn says(self, value: impl Into<Value>) -> Register {
        let write = Write { id: "example".to_owned(), value: value.into(), by: self.who.to_owned(), at_ms: self.at_ms };
        Register { writes: vec![write] }
    }
}

fn signature(at: usize, by: By<'_>, section: Section, stand: Stand, (seen, doubt): (&str, &str)) -> Option<Row> {
    let mut row = Row::new(format!("example_signed_{at}").parse::<RowId>().ok()?);
    row.values = [(ON.to_owned(), by.says(section.name())), (STAND.to_owned(), by.says(stand.name()))].into();
    row.texts = [(SEEN.to_owned(), seen.to_owned()), (TEXT.to_owned(), doubt.to_owned())].into();
    Some(row)
}

fn remark((list, id, who, day, words, answers, is_resolved): Said, moved: Moved, mission: &str) -> Option<Row> {
    let by = By { who, at_ms: ms(&moved.day(day), "11:00") };
    let mut row = Row::new(id.parse::<RowId>().ok()?);
    row.texts.insert(TEXT.to_owned(), words.to_owned());
    row.values.insert(ON.to_owned(), by.says(MISSION));
    if !answers.is_empty() {
        row.values.insert(ANSWERS.to_owned(), by.says(answers));
    }
    if is_resolved {
        row.values.insert(RESOLVED.to_owned(), by.says(true));
    }
    if list == SUGGESTIONS {
        row.texts.insert(PROPOSED.to_owned(), BY_THE_HOUR.to_owned());
        row.texts.insert(SEEN.to_owned(), mission.to_owned());
    }
    Some(row)
}

#[cfg(test)]
#[allow(clippy::expect_used, reason = "a test that goes wrong should stop")]
mod tests {
    use super::*;
    use crate::files::import::place;
    use crate::kinds::charter::CharterView;
    use crate::sheet::{Labels, Maker};

    #[test]
    fn the_example_shows_agreement_a_doubt_a_stale_word_a_question_and_a_suggestion() {
        let charter = sample().into_iter().find(|draft| draft.source == SOURCE).expect("the team");
        let doc: DocId = "first-keys".parse().expect("an id");
        let placed = place(&charter, &doc, &Sheet::default());
        let talk = talks("2026-11-29").remove(0);
        assert!(talk.example && talk.kind == KIND && talk.doc.is_none());
        let from = Sources { sheet: &placed.sheet, org: &placed.org, doc: &doc };
        let view = CharterView::of(&placed.sheet, &placed.org, &doc);
        let covered = coverage(&from, &view, &talk.sheet, &Labels::default(), &|_| Maker::Unsaid, &[]);
        let of = |section| covered.iter().find(|one| one.section == section).expect("it says something");
        let mission = of(Section::Mission);
        let n_doubts =
            mission.people.iter().filter_map(|one| one.signature.as_ref()).filter(|one| one.stand == Stand::Reserves);
        assert_eq!((mission.counted().count(), mission.n_agreed(), mission.n_stale(), n_doubts.count()), (6, 4, 1, 1));
        assert_eq!(
            (of(Section::Decide).n_agreed(), of(Section::Captain).n_agreed(), of(Section::Mandate).n_agreed()),
            (2, 2, 0)
        );
        let said = threads(&talk.sheet, &|_, _| false);
        let about = &said[&Anchor::new(MISSION, None)];
        let open: Vec<usize> = about.iter().filter(|one| !one.is_resolved).map(|one| one.answers.len()).collect();
        assert_eq!((about.len(), open), (3, vec![1, 0]));
    }

    #[test]
    fn in_a_real_charter_the_examples_names_count_as_nobodys() {
        let talk = talks("2026-11-29").remove(0);
        let row = talk.sheet.rows(AGREEMENTS).next().expect("a signature").clone();
        let mut sheet = Sheet::default();
        sheet.lists.insert(AGREEMENTS.to_owned(), vec![row]);
        let charter = sample().remove(0);
        let (org, doc) = (Sheet::default(), DocId::org());
        let from = Sources { sheet: &charter.sheet, org: &org, doc: &doc };
        let view = CharterView::of(&charter.sheet, &org, &doc);
        let server =
            Maker::Known { id: Some(crate::access::Author::server().as_str().to_owned()), name: String::new() };
        let covered = coverage(&from, &view, &sheet, &Labels::default(), &|_| server.clone(), &[]);
        assert!(covered.iter().all(|one| one.n_agreed() == 0));
    }
}
