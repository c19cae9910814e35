//! Changes since somebody was last here: when a visit ends, which edits are one change, and which words are told.
#![allow(clippy::expect_used, reason = "a test that goes wrong should stop")]

use super::*;

const HOUR_MS: u64 = 3600 * 1000;
/// A morning.
const NOW_MS: u64 = 1_795_939_200_000;

fn edited(doc: &str, by: &str, hours_ago: u64, gone: &[&str], come: &[&str]) -> Edited {
    let [gone, come] = [gone, come].map(|lines| lines.iter().map(|line| (*line).to_owned()).collect());
    let at_ms = NOW_MS - hours_ago * HOUR_MS;
    Edited { doc: doc.parse().expect("an id"), place: doc.to_owned(), by: by.to_owned(), at_ms, come, gone }
}

fn words(before: &str, gone: &str, come: &str, after: &str) -> Words {
    let [before, gone, come, after] = [before, gone, come, after].map(ToOwned::to_owned);
    Words { before, gone, come, after }
}

#[test]
fn a_visit_goes_on_through_a_short_pause_and_the_next_one_is_told_of_what_came_since_its_end() {
    let first = Visit::first(NOW_MS);
    assert_eq!(first, Visit { since_ms: NOW_MS - AT_FIRST_MS, seen_ms: NOW_MS });
    for (later_ms, is_next) in [(0, false), (60_000, false), (AWAY_MS, false), (AWAY_MS + 1, true), (AWAY_MS * 9, true)]
    {
        let then = first.at(NOW_MS + later_ms);
        let since_ms = if is_next { NOW_MS } else { first.since_ms };
        assert_eq!(then, Visit { since_ms, seen_ms: NOW_MS + later_ms }, "{later_ms} ms later");
    }
    assert_eq!(first.at(NOW_MS - HOUR_MS), first, "a clock that is put back ends no visit");
}

#[test]
fn the_words_of_one_short_line_are_told_with_those_that_went_and_those_that_came() {
    for (gone, come, told) in [
        (
            &["- porters use the app"][..],
            &["- crews use the app"][..],
            Some(words("", "porters", "crews", "use the app")),
        ),
        (&["first three days"], &["first seven days"], Some(words("first", "three", "seven", "days"))),
        (&["one two"], &["one two two"], Some(words("one two", "", "two", ""))),
        (&[], &["| Keys | 84 |"], Some(words("", "", "Keys | 84", ""))),
        (&["> Gone."], &[], Some(words("", "Gone.", "", ""))),
        (&["a"], &["b", "c"], None),
        (&["Mission"], &["Mission", "New"], Some(words("", "", "New", ""))),
    ] {
        let since = Since::of(0, vec![edited("ours", "Mei", 1, gone, come)]);
        assert_eq!(since.changes.first().and_then(|change| change.words.clone()), told, "{gone:?} to {come:?}");
    }
    let long = "word ".repeat(LETTERS_MAX);
    let since = Since::of(0, vec![edited("ours", "Mei", 1, &[], &[&long])]);
    assert_eq!((since.n, since.changes[0].n_lines, &since.changes[0].words), (1, 1, &None), "a long line is counted");
}

#[test]
fn one_persons_edits_of_a_day_in_a_document_are_one_change_and_what_came_and_went_is_none() {
    let since = Since::of(
        7,
        vec![
            edited("ours", "Mei", 3, &["a"], &["b"]),
            edited("ours", "Mei", 1, &["b"], &["c"]),
            edited("ours", "Bo", 2, &["---"], &["| --- |"]),
            edited("theirs", "Mei", 2, &[], &["new", "newer"]),
            edited("ours", "Mei", 30, &[], &["old"]),
            edited("weekly", "Bo", 2, &["x"], &["x"]),
        ],
    );
    let told: Vec<_> = since.changes.iter().map(|one| (one.doc.as_str(), one.by.as_str(), one.n_lines)).collect();
    assert_eq!(told, [("ours", "Mei", 1), ("theirs", "Mei", 2), ("ours", "Mei", 1)]);
    assert_eq!(since.changes[0].words, Some(words("", "a", "c", "")));
    assert_eq!((since.from_ms, since.n), (7, 3));
}

#[test]
fn many_changes_are_cut_and_counted() {
    let edits = (0..CHANGES_MAX + 3).map(|n| edited(&format!("doc-{n}"), "Mei", 1, &[], &["new"])).collect();
    let since = Since::of(0, edits);
    assert_eq!((since.changes.len(), since.n), (CHANGES_MAX, CHANGES_MAX + 3));
}
