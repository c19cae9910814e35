//! The client's rules about rows that belong to their makers: a page asks for nothing that the server would refuse, and an
//! old page that does loses that edit alone.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that goes wrong should stop")]

use muster_shared::id::{RowId, Since};
use muster_shared::kinds::{Kind, charter, talk};
use muster_shared::sheet::{Edit, EditError, Place, Splice, Value};
use muster_shared::sync::replica::{Reason, Status};
use muster_shared::sync::wire::NackCode;
use muster_tests::network::Network;

/// A network of so many people, each with a tab that is connected and quiet.
fn people(kind: Kind, n: usize, seed: u64) -> Network {
    let mut network = Network::new(kind, seed);
    network.n_authors = n;
    for _ in 0..n {
        network.join();
    }
    network.run_until_quiet();
    network
}

fn comment(words: &str) -> Edit {
    let texts = vec![(talk::TEXT.to_owned(), words.to_owned())];
    let values = vec![(talk::ON.to_owned(), Value::from("goal"))];
    Edit::Add { list: talk::COMMENTS.to_owned(), after: None, texts, values }
}

fn reading(value: f64) -> Edit {
    let values = vec![("metric".to_owned(), "m".into()), ("value".to_owned(), value.into())];
    Edit::Add { list: charter::READINGS.to_owned(), after: None, texts: Vec::new(), values }
}

fn writes(row: &RowId, insert: &str) -> Edit {
    let splice = Splice { at: 0, remove: 0, insert: insert.to_owned() };
    Edit::Write { at: Place::in_row(talk::COMMENTS, row, talk::TEXT), splice }
}

/// The words of every comment on the server, in the order of the alphabet.
fn words(network: &mut Network) -> Vec<String> {
    let sheet = network.server.reread().sheet().unwrap();
    let mut words: Vec<String> = sheet.rows(talk::COMMENTS).map(|row| row.text(talk::TEXT).to_owned()).collect();
    muster_shared::order::sort(&mut words);
    words
}

/// Everybody's page has heard whose the client ids are.
fn tell_whose(network: &mut Network, peer: usize) {
    let device = network.peer(peer).device;
    let me = network.author_of(device);
    let own = network.clients.iter().filter(|(_, author)| **author == me);
    let own: Vec<Since> = own.map(|(client, _)| Since { client: *client, clock: 0 }).collect();
    network.replica(peer).know_own(own);
}

#[test]
fn c15_a_page_makes_no_edit_in_a_row_of_another() {
    for seed in 0..4 {
        let mut network = people(Kind::Talk, 2, seed);
        let row = network.edit(0, &comment("Why?")).unwrap().unwrap();
        network.run_until_quiet();
        tell_whose(&mut network, 1);
        let list = talk::COMMENTS.to_owned();
        let on = Place::in_row(talk::COMMENTS, &row, talk::ON);
        let resolved = Place::in_row(talk::COMMENTS, &row, talk::RESOLVED);
        for edit in [
            writes(&row, "x"),
            Edit::Set { at: on.clone(), to: Value::from("mission") },
            Edit::Clear { at: on },
            Edit::Archive { list: list.clone(), row: row.clone() },
            Edit::Move { list, row: row.clone(), after: None },
        ] {
            assert_eq!(network.edit(1, &edit).err(), Some(EditError::NotYours), "{edit:?}");
        }
        network
            .edit(1, &Edit::Set { at: resolved, to: Value::from(true) })
            .expect("an editor says that it is dealt with");
        let own = network.edit(1, &comment("Mine")).unwrap().unwrap();
        network.edit(1, &writes(&own, "All ")).expect("one's own is one's own before the server says so");
        network.run_until_quiet();
        assert_eq!((network.status(1), words(&mut network)), (Status::Saved, vec!["All Mine".into(), "Why?".into()]));
        assert!(network.peer(1).nacks.is_empty());
    }
}

#[test]
fn c15_what_another_tab_or_an_earlier_page_of_this_device_wrote_is_ones_own() {
    let mut network = people(Kind::Talk, 2, 1);
    network.cut(0);
    let second = network.open_tab(0);
    tell_whose(&mut network, second);
    let row = network.edit(0, &comment("one")).unwrap().unwrap();
    network.run_until_quiet();
    network.replica(second).know_own([]);
    network.edit(second, &writes(&row, "this ")).expect("the tabs of a device are one person's");
    network.run_until_quiet();
    network.kill_tab(0);
    network.kill_tab(second);
    let third = network.open_tab(0);
    network.replica(third).know_own([]);
    network.edit(third, &writes(&row, "still ")).expect("what the device kept is its person's");
    network.connect(third);
    network.run_until_quiet();
    assert_eq!(words(&mut network), ["still this one"]);
}

#[test]
fn the_words_that_are_not_sent_are_a_persons_own_and_nobody_elses() {
    let mut network = people(Kind::Talk, 2, 3);
    network.edit(1, &comment("Theirs")).unwrap();
    let sent = network.edit(0, &comment("was sent")).unwrap().unwrap();
    network.edit(0, &comment("stays as it was sent")).unwrap();
    network.run_until_quiet();
    assert!(unsent(&mut network, 0).is_empty(), "everything is sent");
    network.cut(0);
    let texts =
        vec![(talk::PROPOSED.to_owned(), "Better".to_owned()), (talk::SEEN.to_owned(), "The charter's".to_owned())];
    let values = vec![(talk::ON.to_owned(), Value::from("goal"))];
    network.edit(0, &Edit::Add { list: talk::SUGGESTIONS.to_owned(), after: None, texts, values }).unwrap();
    network.edit(0, &comment("on a train")).unwrap();
    network.edit(0, &writes(&sent, "This ")).unwrap();
    assert_eq!(unsent(&mut network, 0), ["Better", "This was sent", "on a train"]);
    assert!(unsent(&mut network, 1).is_empty(), "the other has sent everything");
    network.connect(0);
    network.run_until_quiet();
    assert!(unsent(&mut network, 0).is_empty(), "everything is sent again");
}

/// The words of a page that the server does not have, in the order of the alphabet.
fn unsent(network: &mut Network, peer: usize) -> Vec<String> {
    let sheet = network.replica(peer).unsent();
    let texts = sheet.lists.into_values().flatten().flat_map(|row| row.texts.into_values());
    let mut words: Vec<String> = texts.filter(|text| !text.is_empty()).collect();
    muster_shared::order::sort(&mut words);
    words
}

#[test]
fn c15_undo_of_a_reading_takes_it_back_and_never_asks_for_what_is_refused() {
    for seed in 0..4 {
        let mut network = people(Kind::Charter, 2, seed);
        network.edit(0, &reading(4.0)).unwrap();
        network.undo(0);
        network.redo(0);
        network.run_until_quiet();
        let readings = network.server.reread().sheet().unwrap();
        let readings = readings.all_rows(charter::READINGS);
        assert_eq!((readings.len(), readings[0].archived.is_some()), (1, true), "what is taken back stays back");
        assert_eq!(network.status(0), Status::Saved);
        assert!(network.peer(0).nacks.is_empty());
        let row = readings[0].id.clone();
        let at = Place::in_row(charter::READINGS, &row, "value");
        for edit in [
            Edit::Set { at: at.clone(), to: Value::from(5.0) },
            Edit::Clear { at },
            Edit::Restore { list: charter::READINGS.to_owned(), row },
        ] {
            assert_eq!(network.edit(0, &edit).err(), Some(EditError::Once), "{edit:?}");
        }
    }
}

#[test]
fn c15_undo_goes_on_to_the_step_before_where_a_row_was_taken_back_for_good() {
    let mut network = people(Kind::Charter, 1, 1);
    let row = network.edit(0, &reading(4.0)).unwrap().unwrap();
    let splice = Splice { at: 0, remove: 0, insert: "typed".to_owned() };
    network.edit(0, &Edit::Write { at: Place::on_sheet("goal"), splice }).unwrap();
    network.edit(0, &Edit::Archive { list: charter::READINGS.to_owned(), row }).unwrap();
    network.undo(0);
    network.run_until_quiet();
    let sheet = network.server.reread().sheet().unwrap();
    assert_eq!(sheet.text("goal"), "");
    assert!(sheet.all_rows(charter::READINGS)[0].archived.is_some());
}

/// Somebody whose page does not know the rules, as one of before, writes into another's row among their own edits.
fn expect_alone(seed: u64, is_offline: bool) {
    let mut network = people(Kind::Talk, 3, seed);
    let row = network.edit(0, &comment("Why?")).unwrap().unwrap();
    network.run_until_quiet();
    if is_offline {
        network.cut(1);
    }
    let first = network.edit(1, &comment("before")).unwrap().unwrap();
    network.edit(1, &writes(&row, "Never mind. ")).expect("a page of before knows no rules");
    network.edit(1, &comment("after")).unwrap();
    network.edit(1, &writes(&first, "long ")).unwrap();
    if is_offline {
        network.run_until_quiet();
        network.connect(1);
    }
    network.run_until_quiet();
    let why = format!("seed {seed}, offline {is_offline}");
    assert_eq!(words(&mut network), ["Why?", "after", "long before"], "{why}");
    assert!(network.peer(1).aside.is_some(), "{why}: the copy is set aside with every word");
    assert!(matches!(network.status(1), Status::NotSaved(Reason::Refused { code: NackCode::ReadOnly, .. })), "{why}");
    assert_eq!(network.replica(1).n_unsaved(), 1, "{why}: one edit is in the copy alone");
    let kept = network.sheet(1);
    assert!(kept.all_rows(talk::COMMENTS).iter().any(|row| row.text(talk::TEXT) == "Never mind. Why?"), "{why}");
    assert_eq!(network.sheet(2), network.server.reread().sheet().unwrap(), "{why}: others see the same");
}

#[test]
fn c05_an_edit_that_breaks_a_rule_goes_alone_and_all_else_that_was_written_reaches_the_server() {
    for seed in 0..24 {
        expect_alone(seed, false);
        expect_alone(seed, true);
    }
}
