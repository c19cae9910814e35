//! Undo takes back one's own steps and nobody else's: tables of what people do, each seeing the others' at once.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that goes wrong should stop")]

use muster_shared::kinds::Kind;
use muster_tests::network::Network;
use muster_tests::script::{commands, edit, show};

/// A script line is `ada: command`, `bo: command` or `wait ms`; a command is also `undo` or `redo`.
fn check(script: &str, after: &str) {
    let mut network = Network::new(Kind::Charter, 1);
    let people = [("ada", network.join()), ("bo", network.join())];
    network.run_until_quiet();
    for command in commands(script) {
        if let Some(ms) = command.strip_prefix("wait ") {
            network.wait(ms.parse().unwrap());
            continue;
        }
        let (who, what) = command.split_once(": ").expect("who does it");
        let peer = people.iter().find(|(name, _)| *name == who).expect("ada or bo").1;
        network.wait(1);
        match what {
            "undo" => network.undo(peer),
            "redo" => network.redo(peer),
            _ if what.starts_with("quietly ") => {
                let edit = edit(&what["quietly ".len()..], &network.sheet(peer));
                network.quietly(peer, &edit);
            }
            _ => {
                let edit = edit(what, &network.sheet(peer));
                network.edit(peer, &edit).expect("an edit that fits");
            }
        }
        network.run_until_quiet();
    }
    for (name, peer) in people {
        assert_eq!(show(&network.sheet(peer)), after, "{name} after {script}");
    }
}

#[test]
fn only_ones_own_steps_are_taken_back() {
    check("ada: type aa; bo: type bb; ada: undo", "bb");
    check("ada: type aa; bo: type bb; bo: undo", "aa");
    check("ada: undo", "");
    check("ada: type aa; bo: undo", "aa");
    check("ada: ends 1; bo: add x; ada: undo", "x");
}

#[test]
fn typing_within_half_a_second_is_one_step() {
    check("ada: type a; wait 400; ada: type b; ada: undo", "");
    check("ada: type a; wait 600; ada: type b; ada: undo", "a");
    check("ada: type a; wait 600; ada: type b; ada: undo; ada: undo", "");
}

#[test]
fn typing_before_and_after_another_step_is_two_steps() {
    check("ada: type a; ada: ends 1; ada: type b; ada: undo", "a ends=01");
    check("ada: type a; ada: ends 1; ada: type b; ada: undo; ada: undo", "a");
    check("ada: type a; ada: ends 1; ada: type b; ada: undo; ada: undo; ada: undo", "");
}

#[test]
fn undoing_an_added_row_archives_it_and_keeps_what_others_wrote_in_it() {
    check("ada: add x; ada: undo", "[x]");
    check("ada: add x; bo: note why in x; ada: undo", "[x(why)]");
    check("ada: add x; bo: note why in x; ada: undo; ada: redo", "x(why)");
}

#[test]
fn a_row_that_was_begun_and_quietly_taken_out_leaves_nothing_to_undo() {
    check("ada: type a; wait 600; ada: add x; ada: quietly archive x; ada: undo", "[x]");
    check("ada: add x; ada: quietly archive x; ada: undo; ada: redo", "[x]");
    check("ada: add x; ada: add y; ada: quietly archive x; ada: undo", "[y] [x]");
    check("ada: add y; ada: add x; ada: quietly archive x; ada: undo; ada: redo", "[x] y");
    check("ada: add x; ada: ends 1; ada: quietly archive x; ada: undo; ada: undo", "[x]");
    // Brought back because somebody wrote in it meanwhile, it stays whatever its beginner takes back.
    check("ada: add x; ada: quietly archive x; bo: note why in x; ada: quietly restore x; ada: undo", "x(why)");
}

#[test]
fn rows_go_back_to_where_they_were() {
    check("ada: add a; ada: add b after a; ada: add c after b; ada: move a after c; ada: undo", "a b c");
    check("ada: add a; ada: add b after a; ada: move a after b; ada: undo; ada: redo", "b a");
    check("ada: add a; ada: archive a; ada: undo", "a");
    check("ada: add a; ada: archive a; ada: restore a; ada: undo", "[a]");
}

#[test]
fn a_value_goes_back_step_by_step() {
    check("ada: ends 1; ada: ends 2; ada: ends 3; ada: undo", "ends=02");
    check("ada: ends 1; ada: ends 2; ada: ends 3; ada: undo; ada: undo", "ends=01");
    check("ada: ends 1; ada: ends 2; ada: ends 3; ada: undo; ada: undo; ada: undo", "");
    check("ada: ends 1; ada: clear; ada: undo", "ends=01");
    check("bo: ends 1; ada: ends 2; ada: undo", "ends=01");
}

#[test]
fn a_value_that_somebody_else_has_set_since_is_left_alone() {
    check("ada: ends 1; bo: ends 2; ada: undo", "ends=02");
    check("ada: type a; ada: ends 1; bo: ends 2; ada: undo", "ends=02");
    check("ada: ends 1; ada: undo; bo: ends 2; ada: redo", "ends=02");
}

#[test]
fn what_was_taken_back_is_done_again() {
    check("ada: type aa; ada: undo; ada: redo", "aa");
    check("ada: type aa; bo: type bb at 0; ada: undo; ada: redo", "bbaa");
    check("ada: ends 1; ada: ends 2; ada: undo; ada: undo; ada: redo; ada: redo", "ends=02");
    check("ada: ends 1; ada: undo; ada: ends 3; ada: redo", "ends=03");
    check("ada: type a; ada: undo; ada: ends 3; ada: redo", "ends=03");
}

#[test]
fn what_changed_nothing_is_no_step() {
    check("ada: ends 1; ada: ends 1; ada: undo", "");
    check("ada: add a; bo: archive a; ada: archive a; ada: ends 1; ada: undo", "[a]");
    check("ada: ends 1; ada: add a; ada: restore a; ada: undo", "[a] ends=01");
}

#[test]
fn a_deletion_comes_back_with_what_others_typed_around_it() {
    check("bo: type hello; ada: cut 3 at 1; bo: type ! at 2; ada: undo", "hello!");
    check("ada: type hello; wait 600; ada: cut 5 at 0; ada: undo", "hello");
}

#[test]
fn a_clock_that_goes_back_stops_nothing() {
    use muster_shared::sheet::Stamp;
    use muster_shared::sync::replica::Replica;
    use std::sync::atomic::{AtomicU64, Ordering};

    let time = AtomicU64::new(1000);
    let mut replica = Replica::new(Kind::Charter.schema(), 1, move || time.fetch_sub(10, Ordering::Relaxed));
    replica.begin(muster_tests::network::lineage());
    for command in ["type a", "type b", "type c"] {
        let edit = edit(command, &replica.sheet());
        replica.edit(&edit, &Stamp::default()).expect("an edit that fits");
    }
    replica.undo(&Stamp::default());
    assert_eq!(show(&replica.sheet()), "");
}
