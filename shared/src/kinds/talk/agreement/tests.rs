//! Agreements: what counts, what is stale, and whose it is.
#![allow(clippy::expect_used, reason = "a test that goes wrong should stop")]

use super::*;
use crate::id::DocId;
use crate::kinds::charter::{MEMBERS, MISSION, OUT_OF_SCOPE};
use crate::kinds::org::CAPTAINS;
use crate::kinds::talk::{CHANGES, JUDGED, NOW, Whole};
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
    let covered = coverage(&from, &view, &talk, &Labels::default(), maker, &[]);
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
fn a_signature_stays_through_a_slip_and_words_that_do_not_tell_wait_for_an_answer() {
    for (seen, is_stale, is_open) in [
        ("Renters sleep well.", false, false),
        ("Rentres sleep well.", false, false),
        ("Renters rest well.", true, true),
        ("Renters never sleep well.", true, false),
    ] {
        let row = signed("a-1", "Ada", 1, Stand::Agrees, seen);
        let coverage = of_mission("Renters sleep well.", vec![row], &|_| Maker::Unsaid);
        let given = coverage.people.iter().find_map(|one| one.signature.clone()).expect("a signature");
        assert_eq!((given.is_stale, given.is_open), (is_stale, is_open), "{seen}");
        assert_eq!(coverage.question().map(|given| given.seen.as_str()), is_open.then_some(seen), "{seen}");
    }
}

#[test]
fn an_answer_in_the_talk_decides_for_everybody_who_signed_the_same_words() {
    for (changes, n_agreed) in [(false, 2), (true, 0)] {
        let (charter, doc) = (charter("Renters sleep well."), DocId::org());
        let org = Sheet::default();
        let mut answer = Row::new("k-1".parse().expect("an id"));
        for (name, words) in [(ON, "mission"), (SEEN, "Renters rest well."), (NOW, "Renters sleep well.")] {
            answer.values.insert(name.to_owned(), value(words, "Ada", 5));
        }
        let write = Write { id: "w".to_owned(), value: changes.into(), by: "Ada".to_owned(), at_ms: 5 };
        answer.values.insert(CHANGES.to_owned(), Register { writes: vec![write] });
        let mut talk = Sheet::default();
        let rows = ["Ada", "Bo"].map(|by| signed(&format!("{by}-1"), by, 1, Stand::Agrees, "Renters rest well."));
        talk.lists.insert(AGREEMENTS.to_owned(), rows.into());
        talk.lists.insert(JUDGED.to_owned(), vec![answer]);
        let from = Sources { sheet: &charter, org: &org, doc: &doc };
        let view = CharterView::of(&charter, &org, &doc);
        let covered = coverage(&from, &view, &talk, &Labels::default(), &|_| Maker::Unsaid, &[]);
        let mission = covered.first().expect("the mission");
        assert_eq!((mission.n_agreed(), mission.question()), (n_agreed, None), "{changes}");
        assert_eq!(mission.answer().map(|answer| (answer.changes, &*answer.remark.by)), Some((changes, "Ada")));
    }
}

#[test]
fn captains_of_teams_beside_it_are_asked_for_the_mandate_alone_and_the_whole_adds_up() {
    let (mut charter, doc) = (charter("M"), DocId::org());
    let mut scope = Row::new("o1".parse().expect("an id"));
    scope.texts.insert("line".to_owned(), "Loans".to_owned());
    charter.lists.insert(OUT_OF_SCOPE.to_owned(), vec![scope]);
    let org = Sheet::default();
    let from = Sources { sheet: &charter, org: &org, doc: &doc };
    let view = CharterView::of(&charter, &org, &doc);
    let signed_for = |id: &str, by: &str, section: Section| {
        let mut row = signed(id, by, 1, Stand::Agrees, &section.words(&from));
        row.values.insert(ON.to_owned(), value(section.name(), by, 1));
        row
    };
    let mut talk = Sheet::default();
    let of = |talk: &Sheet, neighbours: &[&str]| {
        let neighbours: Vec<String> = neighbours.iter().map(|name| (*name).to_owned()).collect();
        let covered = coverage(&from, &view, talk, &Labels::default(), &|_| Maker::Unsaid, &neighbours);
        let counts = covered.iter().map(|one| (one.section, one.n_agreed(), one.counted().count())).collect::<Vec<_>>();
        (counts, Whole::of(&view, &Labels::default(), &covered))
    };
    let rows = vec![
        signed_for("a-1", "Ada", Section::Mission),
        signed_for("a-2", "Ada", Section::Mandate),
        signed_for("c-1", "Cy", Section::Mandate),
        signed_for("b-1", "Bo", Section::Mission),
    ];
    talk.lists.insert(AGREEMENTS.to_owned(), rows);
    let mission = (Section::Mission, 2, 2);
    for (neighbours, mandate, agreed, of_all) in
        [(&[][..], (1, 2), 1, 2), (&["Cy"], (2, 3), 2, 3), (&["Cy", "Di", "Ada"], (2, 4), 2, 4)]
    {
        let (counts, whole) = of(&talk, neighbours);
        assert_eq!(counts, [mission, (Section::Mandate, mandate.0, mandate.1)], "{neighbours:?}");
        assert_eq!(whole, Whole { agreed, stale: 0, of: of_all }, "{neighbours:?}");
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
    assert_eq!((people.as_slice(), coverage.n_agreed()), (expected.as_slice(), 1));
    assert_eq!(coverage.counted().count(), 2, "Cy, who is not in the team, is named and counts nothing");
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
fn every_section_counts_the_same_people_and_without_a_team_whoever_signed() {
    let rows = |ids: [&str; 3]| {
        let signer = |(id, by): (&str, &str)| signed(id, by, 1, Stand::Agrees, "M");
        ids.into_iter().zip(["Ada", "Cy", "Di"]).map(signer).collect::<Vec<_>>()
    };
    let of_team = of_mission("M", rows(["a-1", "b-1", "c-1"]), &|_| Maker::Unsaid);
    assert_eq!((of_team.n_agreed(), of_team.counted().count(), of_team.people.len()), (1, 2, 4));
    let mut nobodys = of_team;
    nobodys.people.retain(|one| !one.is_asked);
    assert_eq!((nobodys.n_agreed(), nobodys.counted().count()), (2, 2));
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
    let covered = coverage(&from, &view, &talk, labels, &maker, &[]);
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
        ("both are the same, one renamed", format!("{mara}\nSponsor: {bo}"), format!("{renamed}\nSponsor: {bo}"), true),
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
    let labels: Labels =
        [("p1", "Mara Meyer"), ("p2", "Mara Lindt")].map(|(id, name)| (id.into(), name.into())).into_iter().collect();
    let (mara, other) = ("Mara Lindt <@p1>", "Mara Lindt <@p2>");
    let said = |people: &[(&str, bool)]| people.iter().map(|(name, is)| ((*name).to_owned(), *is)).collect::<Vec<_>>();
    for (why, captain, members, signers, expected) in [
        ("renamed since", mara, vec![mara], vec![("p1", "Mara Meyer", mara)], said(&[("Mara Meyer", true)])),
        (
            "two of one name",
            mara,
            vec![other],
            vec![("p2", "Mara Lindt", mara)],
            said(&[("Mara Meyer", false), ("Mara Lindt", true)]),
        ),
        ("a plain name", "Mara Meyer", vec![], vec![("p1", "Mara Meyer", "mara meyer")], said(&[("Mara Meyer", true)])),
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
