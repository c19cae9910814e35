//! Agreement: who agrees with which section of a charter, as they read it.
//!
//! A signature keeps the words it was given for, so it needs no clock and no connection to be true: it is stale when the
//! section's words are others now. Points, case and line breaks are not words.

use super::{AGREEMENTS, ON, SEEN, STAND, TEXT};
use crate::access::Author;
use crate::id::RowId;
use crate::kinds::charter::{self, CharterView};
use crate::kinds::org::Captain;
use crate::kinds::outline::Sources;
use crate::names;
use crate::sheet::people::is_person;
use crate::sheet::{Labels, Maker, Named, Row, Sheet};

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
            Self::Captain => CAPTAIN,
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

/// The name of the section whose words are the captain's.
pub(super) const CAPTAIN: &str = "captain";

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
    /// The person's id, where one is known: two people of one name are two.
    pub id: Option<String>,
    /// The person's name of now.
    pub name: String,
    /// Their last word; `None` while they have said nothing.
    pub signature: Option<Signature>,
}

impl Agreed {
    /// Words that are the same for one person in every section, and others for each person.
    pub fn identity(&self) -> String {
        self.id.as_ref().map_or_else(|| names::key(&self.name), |id| format!("@{id}"))
    }

    /// Whether this is a person: by ids where both are known, else by name. An id that is no person's of the workspace
    /// says nothing against one that is: to guests everybody else has a number.
    fn is(&self, id: Option<&str>, name: &str) -> bool {
        match (self.id.as_deref(), id) {
            (Some(own), Some(other)) if is_person(own) == is_person(other) => own == other,
            _ => names::same(&self.name, name),
        }
    }

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
    /// The names in signatures that nobody here is known to have given, each with what is known of it. They count as
    /// nobody's.
    pub unproven: Vec<(Maker, String)>,
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

/// The agreement with each section that says something. `maker` knows who made a row. `labels` are the names of now. A
/// row that nobody here is known to have made is named beside them and counts nothing.
pub fn coverage(
    charter: &Sources<'_>,
    view: &CharterView,
    talk: &Sheet,
    labels: &Labels,
    maker: &dyn Fn(&Row) -> Maker,
) -> Vec<Coverage> {
    let asked = asked(view, labels);
    let covered = Section::ALL.into_iter().filter_map(|section| {
        let words = section.words(charter);
        let mut people = asked.clone();
        let mut unproven = Vec::new();
        for row in talk.rows(AGREEMENTS).filter(|row| row.value(ON).words() == section.name()) {
            match maker_of(row, maker) {
                maker @ (Maker::OfAFile(_) | Maker::Nobody) => {
                    unproven.extend(row.value(ON).writes.first().map(|on| (maker, on.by.clone())));
                }
                maker => sign(&mut people, row, &words, maker),
            }
        }
        (!words.is_empty()).then_some(Coverage { section, words, people, unproven })
    });
    covered.collect()
}

/// The maker of a signature. One whose id the server made of a file came with that, whoever says what.
fn maker_of(row: &Row, maker: &dyn Fn(&Row) -> Maker) -> Maker {
    match maker(row) {
        Maker::Known { id: Some(id), .. } if id == Author::server().as_str() => Maker::OfAFile(None),
        Maker::Known { .. } | Maker::Unsaid | Maker::Nobody if row.id.is_of_a_file() => Maker::OfAFile(None),
        maker => maker,
    }
}

/// The people whose agreement counts: the captain and the team, each once.
fn asked(view: &CharterView, labels: &Labels) -> Vec<Agreed> {
    let captain = match &view.captain {
        Captain::One { name, .. } => Some(name),
        Captain::Vacant | Captain::Several(_) => None,
    };
    let mut people: Vec<Agreed> = Vec::new();
    for words in captain.into_iter().chain(view.members.iter().map(|member| &member.name)) {
        let (id, name) = (Named::read(words).id, labels.shown(words).trim());
        let is_known = people.iter().any(|known| known.is(id, name));
        if !is_known && (!name.is_empty() || id.is_some()) {
            people.push(Agreed { id: id.map(str::to_owned), name: name.to_owned(), signature: None });
        }
    }
    people
}

fn sign(people: &mut Vec<Agreed>, row: &Row, words: &str, maker: Maker) {
    let (on, stand) = (row.value(ON).writes.first(), Stand::of(row.value(STAND).words()));
    let (Some(on), Some(stand)) = (on, stand) else { return };
    let seen = row.text(SEEN).to_owned();
    let is_of_people = on.value.words() == Some(Section::Captain.name());
    let is_stale = plain(&seen) != plain(words) && !(is_of_people && are_same_people(&seen, words));
    let note = row.text(TEXT).to_owned();
    let given = Signature { row: row.id.clone(), at_ms: on.at_ms, stand, seen, note, is_stale };
    let (id, name) = match maker {
        Maker::Known { id, name } => (id, name),
        Maker::OfAFile(_) | Maker::Unsaid | Maker::Nobody => (None, on.by.clone()),
    };
    // The one of this id comes before one who is only called the same.
    let by_id = people.iter().position(|one| id.is_some() && one.id == id);
    match by_id.or_else(|| people.iter().position(|one| one.is(id.as_deref(), &name))).map(|at| &mut people[at]) {
        Some(one) if one.signature.as_ref().is_some_and(|last| last.at_ms > given.at_ms) => {}
        Some(one) => one.signature = Some(given),
        None => people.push(Agreed { id, name, signature: Some(given) }),
    }
}

/// Whether words that were agreed to name the people whom the section names now, each in the same part, be it under other
/// names.
fn are_same_people(seen: &str, words: &str) -> bool {
    let (seen, now): (Vec<&str>, Vec<&str>) = (seen.lines().collect(), words.lines().collect());
    let mut lines = seen.iter().zip(&now);
    seen.len() == now.len() && lines.all(|(seen, now)| plain(seen) == plain(now) || is_same_person(seen, now))
}

/// Whether two lines name one and the same person in the same part. Where values stand side by side, a line holds several
/// names; their letters alone say that they are the same.
fn is_same_person(seen: &str, now: &str) -> bool {
    let ((part, seen), (part_now, now)) = (named_in(seen), named_in(now));
    let is_one = [seen, now].iter().all(|named| !named.name.contains(", "));
    part == part_now && is_one && (seen.id.is_some() || now.id.is_some()) && seen.is(&now)
}

/// The label before a person, where there is one, and the person.
fn named_in(line: &str) -> (&str, Named<'_>) {
    let (label, words) = line.split_once(": ").unwrap_or(("", line));
    (label, Named::read(words))
}

#[cfg(test)]
#[allow(clippy::expect_used, reason = "a test that goes wrong should stop")]
mod tests {
    use super::*;
    use crate::id::DocId;
    use crate::kinds::charter::{MEMBERS, MISSION};
    use crate::kinds::org::CAPTAINS;
    use crate::sheet::{Register, Source, Value, Write};

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

    fn of_mission(mission: &str, signatures: Vec<Row>, maker: &dyn Fn(&Row) -> Maker) -> Coverage {
        let charter = charter(mission);
        let (org, doc) = (Sheet::default(), DocId::org());
        let view = CharterView::of(&charter, &org, &doc);
        let from = Sources { sheet: &charter, org: &org, doc: &doc };
        let mut talk = Sheet::default();
        talk.lists.insert(AGREEMENTS.to_owned(), signatures);
        let covered = coverage(&from, &view, &talk, &Labels::default(), maker);
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
            let row = signed("a-1", "Ada", 1, Stand::Agrees, seen);
            let coverage = of_mission("Renters sleep well.", vec![row], &|_| Maker::Unsaid);
            assert_eq!((coverage.n_stale() == 1, coverage.n_agreed() == 0), (is_stale, is_stale), "{seen}");
        }
    }

    #[test]
    fn the_latest_word_of_each_person_counts_once() {
        let rows = vec![
            signed("a-1", "Ada", 5, Stand::Objects, "M"),
            signed("b-1", "Ada", 9, Stand::Agrees, "M"),
            signed("c-1", "ada ", 7, Stand::Objects, "M"),
            signed("d-1", "Cy", 2, Stand::Reserves, "M"),
        ];
        let coverage = of_mission("M", rows, &|_| Maker::Unsaid);
        let people: Vec<_> = coverage
            .people
            .iter()
            .map(|one| (one.name.as_str(), one.signature.as_ref().map(|given| given.stand)))
            .collect();
        let expected = [("Ada", Some(Stand::Agrees)), ("Bo", None), ("Cy", Some(Stand::Reserves))];
        assert_eq!((people.as_slice(), coverage.n_agreed()), (expected.as_slice(), 2));
    }

    #[test]
    fn a_signature_that_nobody_here_gave_is_told_and_counts_as_nobodys() {
        let rows = vec![
            signed("iAb3", "Ada", 9, Stand::Agrees, "M"),
            signed("b-1", "Bo", 2, Stand::Agrees, "M"),
            signed("c-1", "Cy", 2, Stand::Agrees, "M"),
            signed("d-1", "Di", 2, Stand::Agrees, "M"),
            signed("e-1", "Ed", 2, Stand::Agrees, "M"),
        ];
        let source = Source::new("backups/ours.json", "Mo");
        let coverage = of_mission("M", rows, &|row| match row.id.as_str() {
            "c-1" => Maker::Known { id: Some("server".to_owned()), name: String::new() },
            "d-1" => Maker::OfAFile(Some(source.clone())),
            "e-1" => Maker::Nobody,
            _ => Maker::Unsaid,
        });
        let ada = coverage.people.iter().find(|one| one.name == "Ada").expect("a member");
        assert_eq!((ada.signature.is_some(), coverage.n_agreed(), coverage.n_stale()), (false, 1, 0));
        let told: Vec<String> = coverage.unproven.iter().map(|(maker, name)| maker.told(name)).collect();
        assert_eq!(
            told,
            [
                "Ada, from an imported file",
                "Cy, from an imported file",
                "Di, from ours.json, imported by Mo",
                "Ed, nobody is known to have written this",
            ]
        );
    }

    #[test]
    fn who_the_server_knows_signs_as_themselves_whatever_they_say() {
        let rows = vec![signed("a-1", "Ada", 1, Stand::Agrees, "M")];
        let coverage = of_mission("M", rows, &|_| Maker::Known { id: None, name: "Mallory".to_owned() });
        let ada = coverage.people.iter().find(|one| one.name == "Ada").expect("a member");
        assert_eq!(ada.signature, None);
        assert!(coverage.people.iter().any(|one| one.name == "Mallory" && one.is_current()));
    }

    /// The people of a charter whose captain and members are named so, with the signatures of these signers under the
    /// section that names the captain: each one's name, and whether they agree.
    fn agreed(captain: &str, members: &[&str], labels: &Labels, signers: &[(&str, &str, &str)]) -> Vec<(String, bool)> {
        let doc = DocId::org();
        let (mut sheet, mut org, mut talk) = (charter("M"), Sheet::default(), Sheet::default());
        let row = |(n, name): (usize, &&str)| {
            let mut row = Row::new(format!("m{n}").parse().expect("an id"));
            row.values.insert("name".to_owned(), value(name, "", 0));
            row
        };
        sheet.lists.insert(MEMBERS.to_owned(), members.iter().enumerate().map(row).collect());
        org.keyed.entry(CAPTAINS.to_owned()).or_default().insert(doc.to_string(), value(captain, "", 0));
        let signed = |(n, (_, name, seen)): (usize, &(&str, &str, &str))| {
            let mut row = signed(&format!("s-{n}"), name, 1, Stand::Agrees, seen);
            row.values.insert(ON.to_owned(), value("captain", name, 1));
            row
        };
        talk.lists.insert(AGREEMENTS.to_owned(), signers.iter().enumerate().map(signed).collect());
        let maker = |row: &Row| {
            let at: usize = row.id.as_str().trim_start_matches("s-").parse().expect("a number");
            let (id, name, _) = signers[at];
            Maker::Known { id: (!id.is_empty()).then(|| id.to_owned()), name: name.to_owned() }
        };
        let view = CharterView::of(&sheet, &org, &doc);
        let from = Sources { sheet: &sheet, org: &org, doc: &doc };
        let covered = coverage(&from, &view, &talk, labels, &maker);
        let people = covered.into_iter().find(|one| one.section == Section::Captain).expect("a captain").people;
        people.into_iter().map(|one| (one.name.clone(), one.is_current())).collect()
    }

    #[test]
    fn people_who_were_agreed_to_are_compared_line_by_line() {
        let (mara, renamed, bo) = ("Mara Lindt <@p1>", "Mara Meyer <@p1>", "Bo Ek <@p2>");
        for (why, seen, now, is_same) in [
            ("renamed", mara.to_owned(), renamed.to_owned(), true),
            (
                "another captain and the same sponsor",
                format!("{mara}\nSponsor: {bo}"),
                format!("{bo}\nSponsor: {bo}"),
                false,
            ),
            (
                "the same captain, another sponsor",
                format!("{mara}\nSponsor: {bo}"),
                format!("{mara}\nSponsor: {mara}"),
                false,
            ),
            (
                "both are the same, one renamed",
                format!("{mara}\nSponsor: {bo}"),
                format!("{renamed}\nSponsor: {bo}"),
                true,
            ),
            ("the sponsor renamed", format!("{bo}\nSponsor: {mara}"), format!("{bo}\nSponsor: {renamed}"), true),
            ("one who captained only sponsors now", mara.to_owned(), format!("Sponsor: {mara}"), false),
            ("a sponsor came", mara.to_owned(), format!("{mara}\nSponsor: {bo}"), false),
            ("a sponsor went", format!("{mara}\nSponsor: {bo}"), mara.to_owned(), false),
            ("one of several changed", format!("{mara}, {bo}"), format!("Cy Rey <@p3>, {bo}"), false),
            ("one of several was picked", format!("{mara}, {bo}"), bo.to_owned(), false),
            ("several with a plain name", format!("Cy, {bo}"), format!("Di, {bo}"), false),
            ("nobody any more", mara.to_owned(), String::new(), false),
        ] {
            assert_eq!(are_same_people(&seen, &now), is_same, "{why}: {seen} → {now}");
        }
    }

    #[test]
    fn people_are_asked_and_sign_as_persons_whatever_they_are_called() {
        let labels: Labels = [("p1", "Mara Meyer"), ("p2", "Mara Lindt")]
            .map(|(id, name)| (id.into(), name.into()))
            .into_iter()
            .collect();
        let (mara, other) = ("Mara Lindt <@p1>", "Mara Lindt <@p2>");
        let said =
            |people: &[(&str, bool)]| people.iter().map(|(name, is)| ((*name).to_owned(), *is)).collect::<Vec<_>>();
        for (why, captain, members, signers, expected) in [
            ("renamed since", mara, vec![mara], vec![("p1", "Mara Meyer", mara)], said(&[("Mara Meyer", true)])),
            (
                "two of one name",
                mara,
                vec![other],
                vec![("p2", "Mara Lindt", mara)],
                said(&[("Mara Meyer", false), ("Mara Lindt", true)]),
            ),
            (
                "a plain name",
                "Mara Meyer",
                vec![],
                vec![("p1", "Mara Meyer", "mara meyer")],
                said(&[("Mara Meyer", true)]),
            ),
            (
                "a plain name taken as the person",
                mara,
                vec![],
                vec![("p1", "Mara Meyer", "Mara Lindt")],
                said(&[("Mara Meyer", true)]),
            ),
            ("a number for guests", mara, vec![], vec![("other-1", "Mara Meyer", mara)], said(&[("Mara Meyer", true)])),
            (
                "another captain",
                other,
                vec![],
                vec![("p1", "Mara Meyer", mara)],
                said(&[("Mara Lindt", false), ("Mara Meyer", false)]),
            ),
            (
                "a namesake without an account",
                mara,
                vec![],
                vec![("", "Mara Lindt", mara)],
                said(&[("Mara Meyer", false), ("Mara Lindt", true)]),
            ),
        ] {
            assert_eq!(agreed(captain, &members, &labels, &signers), expected, "{why}");
        }
    }
}
