//! Every rule of the gate with bytes it lets in and bytes it refuses.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

mod bytes;

use super::*;
use crate::sync::lib0::Writer;
use bytes::*;

#[test]
fn every_trigger_that_was_measured_is_refused() {
    let triggers = [
        "010101fcffffff0f000100",
        "0101000082000000010000",
        "02010100000101012e000100",
        "010100000401017204f09f988000",
    ];
    for trigger in triggers {
        let mut gate = Gate::new(Schema::Any);
        let refused = admit(&mut gate, &hex(trigger));
        // The emoji stands in a text here; whoever reads that root as an array asks the gate first.
        if trigger.ends_with("9f988000") {
            assert!(refused.is_ok() && !gate.reads_as("r", Class::Array), "{trigger}");
        } else {
            assert!(matches!(refused, Err(Refusal::Malformed(_))), "{trigger}: {refused:?}");
        }
    }
}

#[test]
fn r1_honest_updates_are_read() {
    assert_eq!(admits(&[], &[0, 0]), Admission::default());
    let admission = admits(&[], &update(&[(7, 0, vec![bytes(&text("hé😀"))])], &[(7, 1, 1)]));
    assert_eq!(
        admission,
        Admission { news: true, structs: 1, deletes: 1, clients: vec![Since { client: 7, clock: 0 }] }
    );
}

#[test]
fn r1_numbers_counts_and_ids_are_kept_within_bounds() {
    let malformed: &[(&str, Vec<u8>)] = &[
        ("nothing", vec![]),
        ("no delete set", vec![0]),
        ("left over", vec![0, 0, 0]),
        ("overlong number", vec![0x80, 0, 0]),
        ("lists past the end", vec![0xff, 0xff, 0xff, 0x7f, 0]),
        ("blocks past the end", vec![1, 0xff, 0xff, 0xff, 0x7f, 1, 0, 0]),
        ("ranges past the end", vec![0, 1, 1, 0xff, 0xff, 0xff, 0x7f, 0]),
        ("a list without blocks", vec![1, 0, 1, 0, 0]),
        ("a client without ranges", vec![0, 1, 1, 0]),
        ("client past 53 bits", one(1 << 53, 0, &[text("a")])),
        ("origin past 53 bits", one(1, 0, &[text("a").after(1 << 53, 0)])),
        ("clock past 2^30", one(1, 1 << 30, &[text("a")])),
        ("end past 2^30", update(&[(1, (1 << 30) - 1, vec![vec![0, 2]])], &[])),
        ("client twice", update(&[(1, 0, vec![vec![0, 1]]), (1, 1, vec![vec![0, 1]])], &[])),
        ("deleting client twice", update(&[], &[(1, 0, 1), (1, 2, 1)])),
        ("ranges out of order", vec![0, 1, 1, 2, 4, 1, 0, 1]),
        ("ranges that overlap", vec![0, 1, 1, 2, 0, 3, 2, 1]),
        ("empty range", deletion(1, 0, 0)),
        ("empty text", one(1, 0, &[text("")])),
        ("no values", one(1, 0, &[item(8, &[0]).root("list")])),
        ("empty GC", update(&[(1, 0, vec![vec![0, 0]])], &[])),
        ("GC with origin", update(&[(1, 0, vec![vec![0x80, 0, 0, 1]])], &[])),
        ("unknown info bit", update(&[(1, 0, vec![vec![0x14, 1, 1, b'a', 1, b'a']])], &[])),
        ("text that is not UTF-8", one(1, 0, &[item(4, &[1, 0xff])])),
    ];
    for (what, bytes) in malformed {
        assert!(matches!(refuses(&[], bytes), Refusal::Malformed(_)), "{what}");
    }
}

#[test]
fn r2_content_is_what_yjs_writes_today() {
    let good = [
        item(3, &[1, 9]).root("list"),
        item(5, b"\x04null"),
        item(6, b"\x01b\x04true"),
        nested(2),
        item(7, &[3, 1, b'p']).root("xml"),
        item(8, &[2, 125, 0x40, 118, 1, 1, b'k', 117, 1, 119, 0]).root("list"),
    ];
    for item in &good {
        assert!(parse(&update(&[(1, 0, vec![bytes(item)])], &[])).is_ok(), "{}", item.kind);
        admits(&[], &update(&[(1, 0, vec![bytes(item)])], &[]));
    }
    let bad: &[(&str, Item)] = &[
        ("legacy JSON", item(2, &[1, 1, b'1'])),
        ("subdocument", item(9, &[1, b'g', 118, 0])),
        ("move", item(11, &[0])),
        ("weak link", nested(7)),
        ("XML hook", item(7, &[5, 1, b'h'])),
        ("undefined type", nested(15)),
        ("no JSON", item(5, b"\x01{")),
        ("half a pair", item(5, b"\x08\"\\ud83d\"")),
        ("a number yrs cannot hold", item(5, b"\x1418446744073709551615")),
        ("unknown value", item(8, &[1, 100])),
        ("values past the end", item(8, &[1, 117, 0xff, 0xff, 0xff, 0x7f])),
        ("overlong signed number", item(8, &[1, 125, 0x80, 0])),
        ("signed number past 53 bits", item(8, &[1, 125, 0xbf, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f])),
    ];
    for (what, item) in bad {
        let bytes = update(&[(1, 0, vec![bytes(item)])], &[]);
        assert!(matches!(refuses(&[], &bytes), Refusal::Malformed(_)), "{what}");
    }
}

#[test]
fn r2_values_and_json_nest_to_32() {
    let any = |depth: usize| [vec![1], [117, 1].repeat(depth), vec![126]].concat();
    let json = |depth: usize| {
        let text = format!("{}1{}", "[".repeat(depth), "]".repeat(depth));
        [vec![text.len() as u8], text.into_bytes()].concat()
    };
    admits(&[], &one(1, 0, &[item(8, &any(32)).root("list")]));
    admits(&[], &one(1, 0, &[item(5, &json(32))]));
    let too_deep = Refusal::TooLarge("a value is nested too deep");
    assert_eq!(refuses(&[], &one(1, 0, &[item(8, &any(33)).root("list")])), too_deep);
    assert_eq!(refuses(&[], &one(1, 0, &[item(5, &json(33))])), too_deep);
    // Far past the stack.
    assert_eq!(refuses(&[], &one(1, 0, &[item(8, &any(6230)).root("list")])), too_deep);
}

#[test]
fn r2_json_is_bounded() {
    let json = |len: usize| {
        let mut writer = Writer::new();
        writer.string(&format!("\"{}\"", "x".repeat(len - 2)));
        one(1, 0, &[item(5, &writer.into_bytes())])
    };
    admits(&[], &json(JSON_BYTES_MAX));
    assert!(matches!(refuses(&[], &json(JSON_BYTES_MAX + 1)), Refusal::TooLarge(_)));
}

#[test]
fn r2_types_nest_to_64() {
    let chain = |depth: u32| {
        let mut items = vec![nested(1).root("map").key("k")];
        items.extend((1..depth).map(|clock| nested(1).under(1, clock - 1).key("k")));
        one(1, 0, &items)
    };
    admits(&[], &chain(64));
    assert!(matches!(refuses(&[], &chain(65)), Refusal::TooLarge(_)));
    assert!(matches!(refuses(&[], &chain(7_252)), Refusal::TooLarge(_)));
}

#[test]
fn r2_a_skip_is_a_missing_dependency_unless_the_rest_is_malformed() {
    let skip = update(&[(1, 0, vec![vec![10, 3], bytes(&text("a"))])], &[]);
    assert_eq!(parse(&skip).err(), Some(Refusal::MissingDependency));
    let malformed = [skip, vec![0]].concat();
    assert!(matches!(parse(&malformed).err(), Some(Refusal::Malformed(_))));
}

#[test]
fn r3_what_an_update_builds_on_is_here_or_comes_along() {
    let hello = one(1, 0, &[text("hello")]);
    let missing = [
        one(1, 1, &[text("a")]),
        one(2, 0, &[text("a").after(1, 0)]),
        one(2, 0, &[text("a").before(1, 0)]),
        one(2, 0, &[null().under(1, 0).key("k")]),
        deletion(1, 0, 1),
    ];
    for bytes in &missing {
        assert_eq!(refuses(&[], bytes), Refusal::MissingDependency);
    }
    admits(std::slice::from_ref(&hello), &one(2, 0, &[text("a").after(1, 4)]));
    assert_eq!(refuses(&[hello], &one(2, 0, &[text("a").after(1, 5)])), Refusal::MissingDependency);
    // Forth and back between two clients.
    let along = update(
        &[
            (2, 0, vec![bytes(&text("b").after(1, 0)), bytes(&text("d").after(1, 1))]),
            (1, 0, vec![bytes(&text("a")), bytes(&text("c").after(2, 0))]),
        ],
        &[(2, 1, 1)],
    );
    assert_eq!(admits(&[], &along).structs, 4);
}

#[test]
fn r3_clients_that_wait_for_each_other_for_ever_are_refused() {
    let circle =
        update(&[(2, 0, vec![bytes(&text("b").after(1, 0))]), (1, 0, vec![bytes(&text("a").after(2, 0))])], &[]);
    assert_eq!(refuses(&[], &circle), Refusal::MissingDependency);
    let gap = update(&[(2, 0, vec![bytes(&text("b").after(1, 0))]), (1, 5, vec![bytes(&text("a"))])], &[]);
    assert_eq!(refuses(&[], &gap), Refusal::MissingDependency);
    assert!(matches!(refuses(&[], &one(1, 0, &[text("a").after(1, 0)])), Refusal::Malformed(_)));
}

#[test]
fn r3_a_long_chain_of_clients_takes_no_stack_and_no_square_of_time() {
    let chain = |n_clients: u64| {
        let block = |client| match client {
            1 => text("a"),
            _ => text("a").after(client - 1, 0),
        };
        let lists: Vec<_> = (1..=n_clients).map(|client| (client, 0, vec![bytes(&block(client))])).collect();
        update(&lists, &[])
    };
    assert_eq!(admits(&[], &chain(CHAIN_MAX as u64)).clients.len(), CHAIN_MAX);
    assert!(matches!(refuses(&[], &chain(CHAIN_MAX as u64 + 1)), Refusal::Quota(_)));
}

#[test]
fn r4_origins_share_their_place_and_differ() {
    let before = [
        one(1, 0, &[text("ab"), null().root("map").key("a"), null().root("map").key("b"), null().root("list")]),
        one(2, 0, &[nested(1).root("list"), nested(2).root("list")]),
        one(3, 0, &[text("in").under(2, 1)]),
    ];
    admits(&before, &one(9, 0, &[text("x").after(1, 0).before(1, 1)]));
    for (left, right) in [((1, 0), (1, 0)), ((1, 0), (1, 4)), ((1, 0), (3, 0)), ((1, 4), (1, 2))] {
        let between = one(9, 0, &[item(1, &[1]).after(left.0, left.1).before(right.0, right.1)]);
        assert!(matches!(refuses(&before, &between), Refusal::Malformed(_)), "{left:?} {right:?}");
    }
    for parent in [(1, 0), (1, 2), (1, 4)] {
        let child = one(9, 0, &[null().under(parent.0, parent.1).key("k")]);
        assert!(matches!(refuses(&before, &child), Refusal::Malformed(_)), "{parent:?}");
    }
}

#[test]
fn r4_what_was_collected_fits_everywhere_that_is_dead() {
    let row = one(1, 0, &[nested(1).root("map").key("row"), null().under(1, 0).key("a"), null().after(1, 1)]);
    let offline = one(2, 0, &[null().under(1, 0).key("b")]);
    admits(std::slice::from_ref(&row), &offline);
    // The row was removed and collected, and the gate rebuilt: an edit made offline still enters.
    let collected = update(&[(1, 0, vec![bytes(&deleted(1).root("map").key("row")), vec![0, 2]])], &[(1, 0, 3)]);
    admits(std::slice::from_ref(&collected), &offline);
    admits(&[collected], &one(2, 0, &[null().after(1, 2)]));
    // Between what was collected and what lives nothing fits: yrs would let it live, Yjs would not.
    let gc = update(&[(3, 0, vec![vec![0, 2]])], &[]);
    let beside = one(4, 0, &[text("x").after(3, 0).before(5, 0)]);
    assert!(matches!(refuses(&[gc, one(5, 0, &[text("ab")])], &beside), Refusal::Malformed(_)));
}

#[test]
fn r4_deleted_text_is_no_parent() {
    let before = [one(1, 0, &[text("ab")]), deletion(1, 0, 2)];
    assert!(matches!(refuses(&before, &one(2, 0, &[null().under(1, 0).key("k")])), Refusal::Malformed(_)));
}

#[test]
fn r4_a_value_under_a_key_stands_alone_and_after_the_one_before() {
    let before = [one(1, 0, &[null().root("map").key("k")])];
    admits(&before, &one(2, 0, &[null().after(1, 0)]));
    assert!(matches!(refuses(&before, &one(2, 0, &[null().before(1, 0)])), Refusal::Malformed(_)));
    let three = item(8, &[3, 126, 126, 126]).root("map").key("k");
    assert!(matches!(
        refuses(&[], &one(1, 0, &[item(8, &[3, 126, 126, 126]).root("map").key("k")])),
        Refusal::Malformed(_)
    ));
    // A document that collects nothing joins what was overwritten.
    admits(&[], &update(&[(1, 0, vec![bytes(&three)])], &[(1, 0, 3)]));
}

#[test]
fn r5_what_is_known_is_skipped_and_what_is_half_known_goes_on_in_its_place() {
    let before = [one(1, 0, &[text("abc"), null().root("list")])];
    assert_eq!(admits(&before, &one(1, 0, &[text("abc")])), Admission::default());
    assert_eq!(admits(&before, &one(1, 0, &[text("zzz")])), Admission::default());
    let before = [one(1, 0, &[text("abc")])];
    let more = admits(&before, &one(1, 0, &[text("abcd")]));
    assert_eq!((more.structs, more.clients), (1, vec![Since { client: 1, clock: 3 }]));
    assert!(matches!(
        refuses(&before, &one(1, 0, &[item(8, &[4, 126, 126, 126, 126]).root("list")])),
        Refusal::Malformed(_)
    ));
    // One of the halves was collected: asked again, an honest peer sends the other alone.
    assert_eq!(
        refuses(&[update(&[(1, 0, vec![vec![0, 3]])], &[])], &one(1, 0, &[text("abcd")])),
        Refusal::MissingDependency
    );
    let gc = update(&[(1, 0, vec![vec![0, 5]])], &[(1, 0, 5)]);
    assert_eq!(admits(&before, &gc).structs, 1);
}

#[test]
fn r6_only_roots_of_the_schema() {
    let said = |name: &'static str| refuses(&[], &one(1, 0, &[text("a").root(name)])).to_string();
    assert_eq!(said("other"), "it does not belong here: this kind of document has no root called `other`");
    assert!(said("long ".repeat(99).leak()).len() < 123, "a close frame has room for it");
    let mut any = Gate::new(Schema::Any);
    assert!(admit(&mut any, &one(1, 0, &[text("a").root("other")])).is_ok());
}

#[test]
fn r6_only_content_that_its_parent_can_hold() {
    let wrong = [
        text("a").root("list"),
        text("a").root("map"),
        text("a").root("xml"),
        text("a").root("map").key("k"),
        item(5, b"\x04null").root("list"),
        item(6, b"\x01b\x04true").root("xml"),
        null().root("text"),
        null().root("map"),
        null().root("xml"),
        null().root("list").key("k"),
        item(3, &[1, 9]).root("text"),
        nested(1).root("xml"),
        nested(1).root("map"),
    ];
    for item in &wrong {
        let bytes = update(&[(1, 0, vec![bytes(item)])], &[]);
        assert!(matches!(refuses(&[], &bytes), Refusal::Schema(_)), "{} in {:?}", item.kind, item.parent);
    }
    for item in [null().root("map").key("k"), nested(2).root("map").key("k"), nested(6).root("xml"), nested(0)] {
        admits(&[], &one(1, 0, &[item]));
    }
    let note = one(1, 0, &[nested(1).root("map").key("row"), nested(2).under(1, 0).key("note")]);
    admits(std::slice::from_ref(&note), &one(2, 0, &[text("a").under(1, 1)]));
    let said = refuses(&[note], &one(2, 0, &[text("a").under(1, 0)])).to_string();
    assert_eq!(said, "it does not belong here: what stands within `map` is a map and takes no letters");
}

#[test]
fn r6_the_class_of_an_undeclared_root_follows_from_its_content() {
    let mut gate = Gate::new(Schema::Any);
    admit(&mut gate, &one(1, 0, &[nested(3).root("r")])).expect_err("an element has a tag");
    assert!(gate.reads_as("r", Class::Map) && gate.roots().next().is_none());
    admit(&mut gate, &one(1, 0, &[item(7, &[3, 1, b'p']).root("r")])).unwrap();
    assert!(!gate.reads_as("r", Class::Map) && gate.reads_as("r", Class::Array) && gate.reads_as("r", Class::Xml));
    admit(&mut gate, &one(1, 1, &[null().root("r").key("k")])).unwrap();
    admit(&mut gate, &one(1, 2, &[null().root("r")])).expect_err("neither text nor XML holds bare values");
    admit(&mut gate, &one(1, 2, &[text("a").root("r")])).unwrap();
    assert_eq!(gate.roots().collect::<Vec<_>>(), [("r", Some(Class::Text))]);
}

#[test]
fn what_is_new_is_counted() {
    let before = [one(1, 0, &[text("abc")]), deletion(1, 0, 2)];
    assert!(!admits(&before, &deletion(1, 0, 1)).news);
    let admission = admits(&before, &deletion(1, 1, 2));
    assert_eq!(admission, Admission { news: true, structs: 0, deletes: 1, clients: vec![] });
    // A collected block is deleted already.
    assert!(!admits(&[update(&[(1, 0, vec![vec![0, 3]])], &[])], &deletion(1, 0, 3)).news);
}

#[test]
fn the_clients_of_one_document_are_counted() {
    let lists: Vec<_> = (0..CLIENTS_MAX as u64).map(|client| (client, 0, vec![bytes(&text("a"))])).collect();
    let full = update(&lists, &[]);
    assert_eq!(gate(std::slice::from_ref(&full)).state_vector().0.len(), CLIENTS_MAX);
    let mut gate = gate(&[full]);
    assert!(matches!(admit(&mut gate, &one(1 << 40, 0, &[text("a")])), Err(Refusal::Quota(_))));
    assert!(admit(&mut gate, &one(5, 1, &[text("b").after(5, 0)])).is_ok());
}

#[test]
fn a_hundred_thousand_edits_of_a_text_are_one_run() {
    let mut gate = Gate::new(Schema::Roots(ROOTS.to_vec()));
    admit(&mut gate, &one(1, 0, &[text("a")])).unwrap();
    for clock in 1..100_000 {
        // Forwards, backwards and anywhere.
        let edit = match clock % 3 {
            0 => text("a").after(1, clock - 1),
            1 => text("a").before(1, clock - 1),
            _ => text("a").after(1, clock / 2 - 1).before(1, clock / 2),
        };
        admit(&mut gate, &one(1, clock, &[edit])).unwrap();
    }
    assert_eq!(gate.runs(), 1);
    assert!(gate.bytes() < 4096, "{}", gate.bytes());
}

#[test]
fn two_keys_overwritten_in_turn_cost_eight_bytes_each_time() {
    let mut gate = Gate::new(Schema::Roots(ROOTS.to_vec()));
    let keys = ["a", "b"];
    for clock in 0..10_000u32 {
        let value = if clock < 2 { null().root("map").key(keys[clock as usize]) } else { null().after(1, clock - 2) };
        admit(&mut gate, &one(1, clock, &[value])).unwrap();
    }
    assert_eq!(gate.runs(), 10_000);
    assert!(gate.bytes() < 17 * 10_000, "{}", gate.bytes());
}
