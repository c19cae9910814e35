//! Agreement: who agrees with which section of a charter, as they read it.
//!
//! A signature keeps the words it was given for, so it needs no clock and no connection to be true: it is stale when the
//! section's words are others now. Points, case and line breaks are not words.

use super::{AGREEMENTS, ON, SEEN, STAND, TEXT};
use crate::id::RowId;
use crate::kinds::charter::{self, CharterView};
use crate::kinds::org::Captain;
use crate::kinds::outline::Sources;
use crate::names;
use crate::sheet::{Row, Sheet};

/// The sections that people agree with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Section {
    /// The mission, whom it serves, and the job.
    Mission,
    /// The claims, and what is in and out of scope.
    Mandate,
    /// Metrics: from where to where by when. Readings are no part of them.
    Metrics,
    /// The captain.
    Captain,
    /// The team's decisions, the people it asks and tells, and the rules nobody may bend.
    Decide,
}

impl Section {
    /// All of them, in the order they are read.
    pub const ALL: [Self; 5] = [Self::Mission, Self::Mandate, Self::Metrics, Self::Captain, Self::Decide];

    /// Its name in the document.
    pub fn name(self) -> &'static str {
        match self {
            Self::Mission => "mission",
            Self::Mandate => "mandate",
            Self::Metrics => "metrics",
            Self::Captain => "captain",
            Self::Decide => "decide",
        }
    }

    /// The section's title on the page.
    pub fn title(self) -> &'static str {
        match self {
            Self::Mission => "Mission",
            Self::Mandate => "Mandate",
            Self::Metrics => "Metrics",
            Self::Captain => "Captain",
            Self::Decide => "How we decide",
        }
    }

    /// Its words, a line each: what people agree to.
    pub fn words(self, from: &Sources<'_>) -> String {
        charter::OUTLINE.agreed(self.name(), from)
    }
}

/// Words as they are compared: case, points and line breaks aside.
fn plain(words: &str) -> String {
    let bare =
        words.split_whitespace().map(|word| word.trim_matches(|letter: char| ".,;:!?\"'()“”‘’".contains(letter)));
    names::key(&bare.collect::<Vec<_>>().join(" "))
}

/// How somebody stands to a section.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Stand {
    /// They agree.
    Agrees,
    /// They agree, and have said what they doubt.
    Reserves,
    /// They do not agree.
    Objects,
}

impl Stand {
    /// Its name in the document.
    pub fn name(self) -> &'static str {
        match self {
            Self::Agrees => "agree",
            Self::Reserves => "reserve",
            Self::Objects => "object",
        }
    }

    fn of(name: &str) -> Option<Self> {
        [Self::Agrees, Self::Reserves, Self::Objects].into_iter().find(|stand| stand.name() == name)
    }
}

/// A person's last word on a section.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Signature {
    /// Its row.
    pub row: RowId,
    /// When, in milliseconds since 1970 by the signer's clock.
    pub at_ms: u64,
    /// How they stand to it.
    pub stand: Stand,
    /// The words it was given for.
    pub seen: String,
    /// The reservation.
    pub note: String,
    /// Whether the section has other words now.
    pub is_stale: bool,
}

/// One person and a section.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Agreed {
    /// The person's name.
    pub name: String,
    /// Their last word; `None` while they have said nothing.
    pub signature: Option<Signature>,
}

impl Agreed {
    /// Whether they agree with what it says now, with a reservation or without.
    pub fn is_current(&self) -> bool {
        self.signature.as_ref().is_some_and(|given| !given.is_stale && given.stand != Stand::Objects)
    }
}

/// A section and everybody who is asked or has signed: the captain, the team, then others.
#[derive(Debug, Clone, PartialEq)]
pub struct Coverage {
    /// The section.
    pub section: Section,
    /// Its words now.
    pub words: String,
    /// The people.
    pub people: Vec<Agreed>,
}

impl Coverage {
    /// How many agree with what it says now.
    pub fn n_agreed(&self) -> usize {
        self.people.iter().filter(|one| one.is_current()).count()
    }

    /// How many agreed with what it said before.
    pub fn n_stale(&self) -> usize {
        self.people.iter().filter(|one| one.signature.as_ref().is_some_and(|given| given.is_stale)).count()
    }
}

/// Who agrees with each section that says something. `name_of` knows who wrote a row, where the server has said so; else
/// it is whoever they said they were.
pub fn coverage(
    charter: &Sources<'_>,
    view: &CharterView,
    talk: &Sheet,
    name_of: &dyn Fn(&Row) -> Option<String>,
) -> Vec<Coverage> {
    let asked = asked(view);
    let covered = Section::ALL.into_iter().filter_map(|section| {
        let words = section.words(charter);
        let mut people: Vec<Agreed> = asked.iter().map(|name| Agreed { name: name.clone(), signature: None }).collect();
        for row in talk.rows(AGREEMENTS).filter(|row| row.value(ON).words() == section.name()) {
            sign(&mut people, row, &words, name_of);
        }
        (!words.is_empty()).then_some(Coverage { section, words, people })
    });
    covered.collect()
}

/// Whose agreement counts: the captain's and the team's, each once.
fn asked(view: &CharterView) -> Vec<String> {
    let captain = match &view.captain {
        Captain::One { name, .. } => Some(name),
        Captain::Vacant | Captain::Several(_) => None,
    };
    let mut names: Vec<String> = Vec::new();
    for name in captain.into_iter().chain(view.members.iter().map(|member| &member.name)) {
        if !name.trim().is_empty() && !names.iter().any(|known| names::same(known, name)) {
            names.push(name.trim().to_owned());
        }
    }
    names
}

fn sign(people: &mut Vec<Agreed>, row: &Row, words: &str, name_of: &dyn Fn(&Row) -> Option<String>) {
    let (on, stand) = (row.value(ON).writes.first(), Stand::of(row.value(STAND).words()));
    let (Some(on), Some(stand)) = (on, stand) else { return };
    let seen = row.text(SEEN).to_owned();
    let is_stale = plain(&seen) != plain(words);
    let note = row.text(TEXT).to_owned();
    let given = Signature { row: row.id.clone(), at_ms: on.at_ms, stand, seen, note, is_stale };
    let name = name_of(row).unwrap_or_else(|| on.by.clone());
    match people.iter_mut().find(|one| names::same(&one.name, &name)) {
        Some(one) if one.signature.as_ref().is_some_and(|last| last.at_ms > given.at_ms) => {}
        Some(one) => one.signature = Some(given),
        None => people.push(Agreed { name, signature: Some(given) }),
    }
}

#[cfg(test)]
#[allow(clippy::expect_used, reason = "a test that goes wrong should stop")]
mod tests {
    use super::*;
    use crate::id::DocId;
    use crate::kinds::charter::{MEMBERS, MISSION};
    use crate::sheet::{Register, Value, Write};

    fn value(value: &str, by: &str, at_ms: u64) -> Register {
        let write = Write { id: "w".to_owned(), value: Value::from(value), by: by.to_owned(), at_ms };
        Register { writes: vec![write] }
    }

    fn charter(mission: &str) -> Sheet {
        let mut sheet = Sheet::default();
        sheet.texts.insert(MISSION.to_owned(), mission.to_owned());
        let members = ["Ada", "Bo"].into_iter().enumerate().map(|(n, name)| {
            let mut row = Row::new(format!("m{n}").parse().expect("an id"));
            row.values.insert("name".to_owned(), value(name, "", 0));
            row
        });
        sheet.lists.insert(MEMBERS.to_owned(), members.collect());
        sheet
    }

    fn signed(id: &str, by: &str, at_ms: u64, stand: Stand, seen: &str) -> Row {
        let mut row = Row::new(id.parse().expect("an id"));
        row.values.insert(ON.to_owned(), value("mission", by, at_ms));
        row.values.insert(STAND.to_owned(), value(stand.name(), by, at_ms));
        row.texts.insert(SEEN.to_owned(), seen.to_owned());
        row
    }

    fn of_mission(mission: &str, signatures: Vec<Row>, name_of: &dyn Fn(&Row) -> Option<String>) -> Coverage {
        let charter = charter(mission);
        let (org, doc) = (Sheet::default(), DocId::org());
        let view = CharterView::of(&charter, &org, &doc);
        let from = Sources { sheet: &charter, org: &org, doc: &doc };
        let mut talk = Sheet::default();
        talk.lists.insert(AGREEMENTS.to_owned(), signatures);
        let covered = coverage(&from, &view, &talk, name_of);
        covered.into_iter().find(|one| one.section == Section::Mission).expect("the mission says something")
    }

    #[test]
    fn a_signature_is_stale_when_the_words_are_others_and_points_are_no_words() {
        for (seen, is_stale) in [
            ("Renters sleep well.", false),
            ("renters  sleep\nwell", false),
            ("Renters, sleep well!", false),
            ("Renters sleep badly.", true),
            ("Renters sleep well. Now.", true),
            ("", true),
        ] {
            let row = signed("a", "Ada", 1, Stand::Agrees, seen);
            let coverage = of_mission("Renters sleep well.", vec![row], &|_| None);
            assert_eq!((coverage.n_stale() == 1, coverage.n_agreed() == 0), (is_stale, is_stale), "{seen}");
        }
    }

    #[test]
    fn the_latest_word_of_each_person_counts_once() {
        let rows = vec![
            signed("a", "Ada", 5, Stand::Objects, "M"),
            signed("b", "Ada", 9, Stand::Agrees, "M"),
            signed("c", "ada ", 7, Stand::Objects, "M"),
            signed("d", "Cy", 2, Stand::Reserves, "M"),
        ];
        let coverage = of_mission("M", rows, &|_| None);
        let people: Vec<_> = coverage
            .people
            .iter()
            .map(|one| (one.name.as_str(), one.signature.as_ref().map(|given| given.stand)))
            .collect();
        let expected = [("Ada", Some(Stand::Agrees)), ("Bo", None), ("Cy", Some(Stand::Reserves))];
        assert_eq!((people.as_slice(), coverage.n_agreed()), (expected.as_slice(), 2));
    }

    #[test]
    fn who_the_server_knows_signs_as_themselves_whatever_they_say() {
        let rows = vec![signed("a", "Ada", 1, Stand::Agrees, "M")];
        let coverage = of_mission("M", rows, &|_| Some("Mallory".to_owned()));
        let ada = coverage.people.iter().find(|one| one.name == "Ada").expect("a member");
        assert_eq!(ada.signature, None);
        assert!(coverage.people.iter().any(|one| one.name == "Mallory" && one.is_current()));
    }
}
