//! Words of one person in a review are theirs, whatever they are called by now.
#![allow(clippy::unwrap_used, reason = "a test that goes wrong should stop")]

use super::*;
use crate::id::RowId;
use crate::sheet::people::naming;
use crate::sheet::{Maker, Register, Row, Sheet, Value, Write};

/// The person of whom all is said, by what they were called at first.
const ID: &str = "p1eCf";
const THEN: &str = "Ines Okafor";

fn row(id: &str, by: &str, values: &[(&str, Value)]) -> Row {
    let mut row = Row::new(id.parse().unwrap());
    for (name, value) in values {
        let write = Write { id: "w".to_owned(), value: value.clone(), by: by.to_owned(), at_ms: 1 };
        row.values.insert((*name).to_owned(), Register { writes: vec![write] });
    }
    row
}

/// A review in which one person presents, answers advice, votes, writes in silence and reads; and does it again under
/// the name of now.
fn sheet(presenter: &str, now: &str) -> Sheet {
    let about = |id: &str, by: &str| row(id, by, &[(ITEM, "i".into())]);
    let remark = |id: &str, by: &str| row(id, by, &[(ITEM, "i".into()), (FROM, "d1".into()), (TEXT, "Why?".into())]);
    let vote = |id: &str, by: &str| row(id, by, &[(BALLOT, "b".into()), (GIVEN, "i".into()), (DOTS, 2.0.into())]);
    let answer = [(TO, "a".into()), (ENDING, "done".into())];
    let lists = [
        (ITEMS, vec![row("i", THEN, &[(PRESENTER, presenter.into())])]),
        (ADVICE, vec![row("a", "Bo", &[(ITEM, "i".into()), (TEXT, "Inspect ahead".into())])]),
        (ANSWERS, vec![row("w", now, &answer)]),
        (READS, vec![about("r1", THEN), about("r2", now)]),
        (REMARKS, vec![remark("s1", THEN), remark("s2", now)]),
        (BALLOTS, vec![row("b", "Bo", &[(DOTS, 3.0.into())])]),
        (CLOSES, vec![row("c", "Bo", &[(BALLOT, "b".into()), (AT, 9.0.into())])]),
        (VOTES, vec![vote("v1", THEN), vote("v2", now)]),
    ];
    Sheet { lists: lists.map(|(list, rows)| (list.to_owned(), rows)).into(), ..Sheet::default() }
}

#[test]
fn whatever_one_person_said_is_theirs_by_their_id_and_where_nobody_is_known_by_their_name() {
    let by_id = naming(ID, THEN);
    let known = |id: &str, name: &str| Maker::Known { id: Some(id.to_owned()), name: name.to_owned() };
    let cases: [(&str, &str, Option<Maker>, bool); 6] = [
        // The presenter, the name of now, the server's word on who made the rows, whether it is one person.
        (&by_id, "Ines Lund", Some(known(ID, "Ines Lund")), true),
        (&by_id, THEN, Some(known(ID, "Ines Lund")), true),
        (&by_id, THEN, Some(known("p2", THEN)), false),
        (THEN, "ines  okafor", None, true),
        (&by_id, "ines  okafor", None, true),
        (&by_id, "Ines Lund", None, false),
    ];
    for (presenter, now, word, is_one) in cases {
        let sheet = sheet(presenter, now);
        let said = word.clone().unwrap_or(Maker::Unsaid);
        let maker = |_: &str, _: &RowId| said.clone();
        let view = ReviewView::said_by(&sheet, &maker);
        let item = view.item("i").unwrap();
        let ballot = Ballot::all_said_by(&sheet, &maker).remove(0);
        let case = format!("{presenter}, {now}, {word:?}");
        assert_eq!(item.advice[0].ending == Ending::Done, is_one, "{case}");
        // Rows of one maker are one person's, whoever presents.
        let is_one = is_one || word.is_some();
        let n_people = if is_one { 1 } else { 2 };
        assert_eq!((item.n_reads, item.remarks.len(), ballot.n_voters()), (n_people, n_people, n_people), "{case}");
        let dots: usize = ballot.given.iter().map(|given| given.dots).sum();
        assert_eq!(dots, 2 * n_people, "{case}");
    }
}
