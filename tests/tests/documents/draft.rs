//! A draft and the review it is about: words that wait for a reveal, and come into the review once, whichever of their
//! author's devices bring them. The rules are those of reviews, by their numbers.
#![allow(clippy::unwrap_used, reason = "a test that goes wrong should stop")]

use muster_shared::id::RowId;
use muster_shared::kinds::draft::{self, PUT_IN, Silent, Spent, StillOut};
use muster_shared::kinds::review::{self, AT, Ballot, Came, ITEMS, REMARKS, REVEALS, ReviewView};
use muster_shared::sheet::{Edit, Place, Schema, Splice, Stamp, Value, apply};
use muster_shared::sync::document::GatedDoc;

const REVEALED: u64 = 1_700_000_600_000;

fn run(copy: &mut GatedDoc, schema: &'static Schema, edit: &Edit, (by, at_ms): (&str, u64)) -> Option<RowId> {
    let stamp = Stamp { by: by.to_owned(), at_ms };
    copy.transact("a test", |txn| apply(schema, txn, edit, &stamp)).result.unwrap()
}

fn add(list: &str, texts: &[(&str, &str)], values: &[(&str, Value)]) -> Edit {
    let texts = texts.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect();
    let values = values.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
    Edit::Add { list: list.to_owned(), after: None, texts, values }
}

fn hear(one: &mut GatedDoc, other: &mut GatedDoc) {
    let update = other.encode_diff(&one.state_vector());
    one.admit(&update.into()).unwrap();
}

/// A device of a person: their copies of the review and of their draft.
struct Device {
    by: &'static str,
    review: GatedDoc,
    draft: GatedDoc,
}

impl Device {
    fn new(by: &'static str, client: u64) -> Self {
        let review = GatedDoc::new(Some(&review::SCHEMA), client);
        Self { by, review, draft: GatedDoc::new(Some(&draft::SCHEMA), client + 1) }
    }

    fn write(&mut self, item: &str, words: &str, at_ms: u64) -> RowId {
        let values = [(draft::ITEM, item.into()), (draft::WRITTEN, (at_ms as f64).into())];
        let edit = add(draft::REMARKS, &[(draft::TEXT, words)], &values);
        run(&mut self.draft, &draft::SCHEMA, &edit, (self.by, at_ms)).unwrap()
    }

    fn go_on(&mut self, row: &RowId, words: &str, at_ms: u64) {
        let splice = Splice { at: 0, remove: 0, insert: words.to_owned() };
        let text = Edit::Write { at: Place::in_row(draft::REMARKS, row, draft::TEXT), splice };
        let written = Place::in_row(draft::REMARKS, row, draft::WRITTEN);
        let written = Edit::Set { at: written, to: (at_ms as f64).into() };
        for edit in [text, written] {
            run(&mut self.draft, &draft::SCHEMA, &edit, (self.by, at_ms));
        }
    }

    fn out(&mut self) -> Vec<Silent> {
        Silent::all(&self.draft.sheet().unwrap()).into_iter().filter(Silent::is_out).collect()
    }

    /// Puts in what is out, as a page does.
    fn put_in(&mut self, at_ms: u64) {
        for silent in self.out() {
            let edit = add(REMARKS, &[], &silent.remark());
            run(&mut self.review, &review::SCHEMA, &edit, (self.by, at_ms));
            let mark = Place::under_key(PUT_IN, silent.row.id.as_str());
            let mark = Edit::Set { at: mark, to: silent.written_ms().into() };
            run(&mut self.draft, &draft::SCHEMA, &mark, (self.by, at_ms));
        }
    }

    fn meet(&mut self, other: &mut Self) {
        hear(&mut self.review, &mut other.review);
        hear(&mut other.review, &mut self.review);
        hear(&mut self.draft, &mut other.draft);
        hear(&mut other.draft, &mut self.draft);
    }

    fn remarks(&mut self) -> Vec<(String, String, Came)> {
        let view = ReviewView::of(&self.review.sheet().unwrap());
        view.items[0].remarks.iter().map(|one| (one.by.clone(), one.words().to_owned(), one.came)).collect()
    }
}

/// Two devices of one person, in a review with one item that the first has seen revealed.
fn two_devices() -> (Device, Device, String) {
    let (mut laptop, mut phone) = (Device::new("Sanjay", 10), Device::new("Sanjay", 20));
    let item = add(ITEMS, &[(review::TITLE, "Inspect 48 hours ahead")], &[]);
    let item = run(&mut laptop.review, &review::SCHEMA, &item, ("Ines", 1)).unwrap().to_string();
    laptop.meet(&mut phone);
    (laptop, phone, item)
}

fn reveal(device: &mut Device, item: &str) {
    let values = [(review::ITEM, item.into()), (AT, (REVEALED as f64).into())];
    run(&mut device.review, &review::SCHEMA, &add(REVEALS, &[], &values), ("Pauline", REVEALED));
}

#[test]
fn v03_two_devices_of_one_person_that_both_put_the_words_in_without_a_network_say_them_once() {
    let (mut laptop, mut phone, item) = two_devices();
    laptop.write(&item, "Owners hand us keys late.", REVEALED - 60_000);
    laptop.meet(&mut phone);
    reveal(&mut laptop, &item);
    reveal(&mut phone, &item);
    laptop.put_in(REVEALED + 500);
    phone.put_in(REVEALED + 900);
    laptop.meet(&mut phone);
    for device in [&mut laptop, &mut phone] {
        assert_eq!(device.review.sheet().unwrap().rows(REMARKS).count(), 2, "both put them in");
        let words = "Owners hand us keys late.".to_owned();
        assert_eq!(device.remarks(), [("Sanjay".to_owned(), words, Came::InTime)]);
        assert!(device.out().is_empty(), "the mark is on both");
    }
}

#[test]
fn v03_of_words_that_were_put_in_twice_the_page_shows_those_that_were_written_last() {
    let (mut laptop, mut phone, item) = two_devices();
    let row = laptop.write(&item, "late.", REVEALED - 90_000);
    laptop.meet(&mut phone);
    // The phone has no network, and its person goes on writing there.
    phone.go_on(&row, "Keys come ", REVEALED - 30_000);
    reveal(&mut laptop, &item);
    laptop.put_in(REVEALED + 500);
    hear(&mut phone.review, &mut laptop.review);
    phone.put_in(REVEALED + 300_000);
    laptop.meet(&mut phone);
    for device in [&mut laptop, &mut phone] {
        let came = Came::LateButWrittenBefore(REVEALED + 300_000);
        assert_eq!(device.remarks(), [("Sanjay".to_owned(), "Keys come late.".to_owned(), came)]);
        assert!(device.out().is_empty());
    }
}

#[test]
fn v03_words_that_came_from_nobodys_draft_and_those_of_others_hide_nothing() {
    let (mut laptop, mut phone, item) = two_devices();
    let row = laptop.write(&item, "Mine.", REVEALED - 60_000);
    laptop.put_in(REVEALED + 500);
    let said = |words: &str, from: &str| {
        let written = (review::WRITTEN, ((REVEALED + 900) as f64).into());
        let always = [(review::ITEM, item.as_str().into()), (review::TEXT, words.into()), written];
        let from = (!from.is_empty()).then(|| (review::FROM, from.into()));
        add(REMARKS, &[], &always.into_iter().chain(from).collect::<Vec<_>>())
    };
    for (by, words, from) in
        [("Mei", "Mei's, from the same row.", row.as_str()), ("Bo", "One.", ""), ("Bo", "Two.", "")]
    {
        run(&mut phone.review, &review::SCHEMA, &said(words, from), (by, REVEALED + 900));
    }
    laptop.meet(&mut phone);
    let mut shown: Vec<String> = laptop.remarks().into_iter().map(|(_, words, _)| words).collect();
    shown.sort();
    assert_eq!(shown, ["Mei's, from the same row.", "Mine.", "One.", "Two."]);
}

#[test]
fn v04_drafts_that_are_still_out_are_counted_by_item_a_person_once_each() {
    let (mut laptop, mut phone, item) = two_devices();
    let count = |laptop: &mut Device, phone: &mut Device| {
        let mut still_out = StillOut::default();
        [laptop, phone].into_iter().for_each(|device| still_out.add(&device.draft.sheet().unwrap()));
        still_out.0.into_iter().collect::<Vec<_>>()
    };
    assert_eq!(count(&mut laptop, &mut phone), []);
    laptop.write(&item, "One thing.", 1);
    laptop.write(&item, "Another thing.", 2);
    laptop.write(&item, "  ", 3);
    phone.write("other-item", "On another item.", 4);
    let [here, there] = [(item.clone(), 1), ("other-item".to_owned(), 1)];
    let mut both = vec![here, there.clone()];
    both.sort();
    assert_eq!(count(&mut laptop, &mut phone), both);
    laptop.put_in(5);
    assert_eq!(count(&mut laptop, &mut phone), [there], "what is put in is not out any more");
    let empty = phone.write(&item, "Never mind.", 6);
    run(&mut phone.draft, &draft::SCHEMA, &Edit::Archive { list: draft::REMARKS.to_owned(), row: empty }, ("Mo", 7));
    phone.put_in(8);
    assert_eq!(count(&mut laptop, &mut phone), [], "what was discarded is not out either");
}

/// Gives dots in a vote, each at its time.
fn give(device: &mut Device, ballot: &str, given: &[(&str, u64)]) {
    for (to, at_ms) in given {
        let edit = add(draft::DOTS, &[], &[(draft::BALLOT, ballot.into()), (draft::GIVEN, (*to).into())]);
        run(&mut device.draft, &draft::SCHEMA, &edit, (device.by, *at_ms));
    }
}

/// Puts dots in, as a page does.
fn put_in_dots(device: &mut Device, ballot: &str, dots: usize, at_ms: u64) {
    let spent = Spent::of(&device.draft.sheet().unwrap(), ballot, dots);
    for (to, n) in &spent.counts {
        let values = [
            (review::BALLOT, ballot.into()),
            (review::GIVEN, to.as_str().into()),
            (review::DOTS, (*n as f64).into()),
            (review::WRITTEN, spent.written_ms.into()),
        ];
        run(&mut device.review, &review::SCHEMA, &add(review::VOTES, &[], &values), (device.by, at_ms));
    }
    let mark = Edit::Set { at: Place::under_key(PUT_IN, ballot), to: spent.written_ms.into() };
    run(&mut device.draft, &draft::SCHEMA, &mark, (device.by, at_ms));
}

fn owned(counts: &[(&str, usize)]) -> Vec<(String, usize)> {
    counts.iter().map(|(to, n)| ((*to).to_owned(), *n)).collect()
}

#[test]
fn v08_dots_that_two_devices_gave_apart_are_cut_by_the_latest_and_the_voter_is_told_which() {
    let (mut laptop, mut phone, _) = two_devices();
    give(&mut laptop, "vote", &[("a", 10), ("a", 20), ("b", 30)]);
    give(&mut phone, "vote", &[("c", 15), ("c", 40)]);
    let alone = Spent::of(&laptop.draft.sheet().unwrap(), "vote", 3);
    assert_eq!((alone.counts, alone.cut), (owned(&[("a", 2), ("b", 1)]), vec![]));
    laptop.meet(&mut phone);
    for device in [&mut laptop, &mut phone] {
        let spent = Spent::of(&device.draft.sheet().unwrap(), "vote", 3);
        assert_eq!((spent.all(), spent.written_ms, spent.is_out()), (3, 40.0, true));
        assert_eq!((spent.counts, spent.cut), (owned(&[("a", 1), ("b", 1), ("c", 1)]), owned(&[("a", 1), ("c", 1)])));
        assert_eq!(Spent::of(&device.draft.sheet().unwrap(), "another vote", 3).all(), 0);
    }
}

#[test]
fn v08_a_vote_shows_nothing_before_it_is_closed_and_each_persons_dots_once_after_it() {
    let (mut laptop, mut phone, item) = two_devices();
    let ballot = add(review::BALLOTS, &[], &[(review::DOTS, 3.0.into())]);
    let ballot = run(&mut laptop.review, &review::SCHEMA, &ballot, ("Pauline", 5)).unwrap().to_string();
    laptop.meet(&mut phone);
    give(&mut laptop, &ballot, &[(&item, 10), (&item, 20)]);
    laptop.meet(&mut phone);
    give(&mut phone, &ballot, &[("other", 30), ("other", 31)]);
    // Both put in what they know of, without having met.
    put_in_dots(&mut laptop, &ballot, 3, REVEALED);
    put_in_dots(&mut phone, &ballot, 3, REVEALED + 1);
    laptop.meet(&mut phone);
    let shown = |device: &mut Device| Ballot::all(&device.review.sheet().unwrap()).remove(0);
    assert_eq!(shown(&mut laptop).given, [], "nobody sees any before the end");
    let close = add(review::CLOSES, &[], &[(review::BALLOT, ballot.as_str().into()), (AT, (REVEALED as f64).into())]);
    for (by, at_ms) in [("Pauline", REVEALED), ("Leila", REVEALED + 9)] {
        run(&mut laptop.review, &review::SCHEMA, &close, (by, at_ms));
    }
    laptop.meet(&mut phone);
    for device in [&mut laptop, &mut phone] {
        let vote = shown(device);
        assert_eq!((vote.closed_ms, vote.n_voters(), vote.dots), (Some(REVEALED), 1, 3), "closed twice is closed once");
        let choices: Vec<RowId> = [item.as_str(), "other"].iter().map(|row| row.parse().unwrap()).collect();
        let tallies: Vec<(String, usize)> =
            vote.tallies(&choices).into_iter().map(|tally| (tally.of, tally.dots)).collect();
        assert_eq!(tallies, [("other".to_owned(), 2), (item.clone(), 1)], "the phone's count, which was written last");
    }
}

#[test]
fn v08_nobody_has_more_dots_than_the_vote_gives_whatever_their_program_writes() {
    let (mut laptop, ..) = two_devices();
    let ballot = add(review::BALLOTS, &[], &[(review::DOTS, 5.0.into())]);
    let ballot = run(&mut laptop.review, &review::SCHEMA, &ballot, ("Pauline", 5)).unwrap().to_string();
    let close = add(review::CLOSES, &[], &[(review::BALLOT, ballot.as_str().into()), (AT, (REVEALED as f64).into())]);
    run(&mut laptop.review, &review::SCHEMA, &close, ("Pauline", REVEALED));
    for (by, to, dots, written) in [
        ("Mo", "a", 400.0, 9.0),
        ("Mo", "b", 3.0, 10.0),
        ("Mo", "b", 1.0, 8.0),
        ("Nia", "a", -4.0, 1.0),
        ("Nia", "b", 2.0, 2.0),
    ] {
        let values = [
            (review::BALLOT, ballot.as_str().into()),
            (review::GIVEN, to.into()),
            (review::DOTS, dots.into()),
            (review::WRITTEN, written.into()),
        ];
        run(&mut laptop.review, &review::SCHEMA, &add(review::VOTES, &[], &values), (by, 1));
    }
    let vote = Ballot::all(&laptop.review.sheet().unwrap()).remove(0);
    let given: Vec<(&str, &str, usize, usize)> =
        vote.given.iter().map(|one| (one.by.as_str(), one.to.as_str(), one.dots, one.cut)).collect();
    assert_eq!(given, [("Mo", "b", 3, 0), ("Mo", "a", 2, 398), ("Nia", "b", 2, 0), ("Nia", "a", 0, 0)]);
}
