//! The map over small companies.

use super::*;
use crate::id::RowId;
use crate::kinds::org::{self, proposal};
use crate::sheet::{Register, Row, Value, Write};

fn registry(names: &[(&str, &str)]) -> Sheet {
    let rows = names.iter().map(|(id, name)| {
        let mut row = Row::new(id.parse().unwrap());
        let write = Write { id: "1".to_owned(), value: Value::from(*name), by: String::new(), at_ms: 1 };
        row.values.insert("name".to_owned(), Register { writes: vec![write] });
        row
    });
    let lists = [(org::SURFACES.to_owned(), rows.collect())].into();
    Sheet { lists, ..Sheet::default() }
}

fn team(name: &str, claims: &[(&str, Mode)]) -> Summary {
    let stand = |(surface, mode): &(&str, Mode)| Stand { surface: (*surface).to_owned(), mode: *mode, since_ms: 5 };
    Summary {
        name: name.to_owned(),
        captains: Vec::new(),
        mission: String::new(),
        owns: Vec::new(),
        shares: Vec::new(),
        jobs: Vec::new(),
        claims: claims.iter().map(stand).collect(),
        touches: Vec::new(),
        functions: Vec::new(),
        people: Vec::new(),
        holes: Vec::new(),
        n_open_values: 0,
        missing: Vec::new(),
        serves: Vec::new(),
        checks: Vec::new(),
        dismissed: Vec::new(),
        read_as: String::new(),
        closed: String::new(),
        example: false,
    }
}

fn map(org: &Sheet, teams: &[Summary]) -> Map {
    let docs: Vec<DocId> = (0..teams.len()).map(|at| format!("team{at}").parse().unwrap()).collect();
    Map::of(org, docs.iter().zip(teams), false)
}

fn named<'a>(map: &'a Map, name: &str) -> &'a Surface {
    map.surfaces.iter().find(|surface| surface.name == name).unwrap()
}

#[test]
fn the_claims_on_a_surface_say_how_it_stands() {
    use Mode::{Consult, Own, Share};
    for (claims, state) in [
        (vec![], State::Unowned),
        (vec![Consult, Consult], State::Unowned),
        (vec![Own], State::Owned),
        (vec![Own, Consult], State::Owned),
        (vec![Share, Share], State::Shared),
        (vec![Share], State::Shared),
        (vec![Own, Own], State::Contested),
        (vec![Own, Own, Share], State::Contested),
        (vec![Own, Share], State::OneSided),
    ] {
        let teams: Vec<Summary> = claims.iter().map(|mode| team("Team", &[("s", *mode)])).collect();
        let map = map(&registry(&[("s", "Inspection")]), &teams);
        assert_eq!(map.surfaces[0].state(), state, "{claims:?}");
    }
}

#[test]
fn rows_of_one_name_are_one_surface_and_a_proposal_joins_the_row_that_confirms_it() {
    let both = [team("A", &[("a", Mode::Own)]), team("B", &[("b", Mode::Own)])];
    let twice = map(&registry(&[("a", "Bank transfers"), ("b", "bank  Transfers")]), &both);
    assert_eq!((twice.surfaces.len(), twice.surfaces[0].state()), (1, State::Contested));

    let proposes = [team("A", &[(&proposal("Night handovers"), Mode::Own)])];
    let before = map(&registry(&[]), &proposes);
    assert!(!named(&before, "Night handovers").is_registered);
    let after = map(&registry(&[("n", "night handovers")]), &proposes);
    assert_eq!(after.surfaces.len(), 1);
    assert!(after.surfaces[0].is_registered && after.surfaces[0].state() == State::Owned);
}

#[test]
fn a_team_stands_once_to_a_surface_by_the_claim_that_says_most() {
    let teams = [team("A", &[("s", Mode::Consult), ("s", Mode::Own), ("s", Mode::Share)])];
    let map = map(&registry(&[("s", "Inspection")]), &teams);
    assert_eq!(map.surfaces[0].claims, [Claimant { team: 0, mode: Mode::Own, since_ms: 5 }]);
}

#[test]
fn the_example_is_a_company_of_its_own() {
    let example = RowId::made_by(1, 1).of_example();
    let teams = [team("Real", &[("s", Mode::Own)]), Summary { example: true, ..team("Made up", &[("s", Mode::Own)]) }];
    let map = map(&registry(&[("s", "Inspection"), (example.as_str(), "Made up")]), &teams);
    assert_eq!(map.teams.iter().map(|team| team.name.as_str()).collect::<Vec<_>>(), ["Real"]);
    assert_eq!((map.surfaces.len(), map.surfaces[0].state()), (1, State::Owned));
}

#[test]
fn each_filter_shows_its_surfaces_and_words_narrow_them() {
    let org =
        registry(&[("a", "Applications"), ("b", "Boilers"), ("c", "Cleaning"), ("d", "Deposits"), ("e", "Éclairs")]);
    let teams = [
        team("First Keys", &[("a", Mode::Own), ("b", Mode::Consult)]),
        team("Homecare", &[("b", Mode::Own), ("c", Mode::Share)]),
        team("Ledger", &[("a", Mode::Own), ("d", Mode::Own), ("c", Mode::Share)]),
    ];
    let map = map(&org, &teams);
    let shown = |show, sought: &str, mine| {
        let shown = map.shown(&Sift { show, sought: names::sought(sought), mine });
        let letters = map.surfaces.iter().zip(shown).filter(|(_, is)| *is).map(|(one, _)| names::sought(&one.name));
        letters.filter_map(|name| name.chars().next()).collect::<String>()
    };
    for (show, sought, mine, expected) in [
        (Show::All, "", None, "abcde"),
        (Show::Open, "", None, "a"),
        (Show::Unowned, "", None, "e"),
        (Show::Shared, "", None, "c"),
        (Show::Mine, "", Some(0), "ab"),
        (Show::Mine, "", None, ""),
        (Show::NextToMine, "", Some(0), "cd"),
        (Show::All, "eclair", None, "e"),
        (Show::All, "homecare", None, "bc"),
        (Show::All, "keys boil", None, "b"),
        (Show::Unowned, "keys", None, ""),
    ] {
        assert_eq!(shown(show, sought, mine), expected, "{show:?} {sought}");
    }
}

#[test]
fn the_sentence_counts_every_surface_once() {
    let org = registry(&[("a", "Applications"), ("b", "Boilers"), ("c", "Cleaning"), ("d", "Deposits")]);
    let teams = [team("A", &[("a", Mode::Own), ("b", Mode::Own), ("c", Mode::Share)]), team("B", &[("a", Mode::Own)])];
    let words = "Of 4 surfaces, 1 has one owner, 1 is shared, 1 waits to be settled and 1 has no owner.";
    assert_eq!(map(&org, &teams).sentence(), words);
    assert_eq!(map(&registry(&[]), &[]).sentence(), "No surface is registered yet, and no team claims one.");
}

#[test]
fn surfaces_that_look_alike_are_paired() {
    let map = map(&registry(&[("a", "Key handover"), ("b", "Handing over keys"), ("c", "Viewings")]), &[]);
    let pairs: Vec<_> =
        map.look_alikes().into_iter().map(|(a, b)| (&*map.surfaces[a].name, &*map.surfaces[b].name)).collect();
    assert_eq!(pairs, [("Handing over keys", "Key handover")]);
}

#[test]
fn a12_a_team_that_was_closed_is_no_column_and_is_told_with_its_day() {
    let org = registry(&[("s1", "Key handover")]);
    let closed = Summary { closed: "2026-11-03".to_owned(), ..team("Homecare", &[]) };
    let map = map(&org, &[closed, team("First Keys", &[("s1", Mode::Own)])]);
    assert_eq!(map.teams.iter().map(|team| team.name.as_str()).collect::<Vec<_>>(), ["First Keys"]);
    let told: Vec<_> = map.closed.iter().map(|team| (team.name.as_str(), team.on.as_str())).collect();
    assert_eq!(told, [("Homecare", "2026-11-03")]);
    assert_eq!(map.surfaces[0].claims.iter().map(|claim| claim.team).collect::<Vec<_>>(), [0]);
}
