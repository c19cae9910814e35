//! Comments and suggestions by what they are about, each with its answers.

use std::collections::BTreeMap;
use std::fmt;

use super::{ANSWERS, COMMENTS, ON, PROPOSED, RESOLVED, SUGGESTIONS, TEXT};
use crate::id::RowId;
use crate::order;
use crate::sheet::{Row, Sheet};

/// The threads of a talk, by the place they are about.
pub type Threads = BTreeMap<Anchor, Vec<Thread>>;

/// The place in a document that a remark is about: a field or a list, or one row of a list. Written as `mission` or
/// `claims/<row>`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Anchor {
    /// The field's or the list's name.
    pub name: String,
    /// The row.
    pub row: Option<RowId>,
}

impl Anchor {
    /// The anchor of a field, or of a row of a list.
    pub fn new(name: &str, row: Option<RowId>) -> Self {
        Self { name: name.to_owned(), row }
    }

    /// Reads what [`Anchor`] writes; a row that is none is left out, so that what was said stays with its list.
    pub fn read(on: &str) -> Self {
        match on.split_once('/') {
            Some((name, row)) => Self::new(name, row.parse().ok()),
            None => Self::new(on, None),
        }
    }
}

impl fmt::Display for Anchor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.row {
            Some(row) => write!(f, "{}/{row}", self.name),
            None => f.write_str(&self.name),
        }
    }
}

/// One thing somebody said.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Remark {
    /// [`COMMENTS`], [`SUGGESTIONS`], or [`super::PLAINLY`].
    pub list: &'static str,
    /// Its row.
    pub row: RowId,
    /// The writer's name as they gave it.
    pub by: String,
    /// When, in milliseconds since 1970 by the writer's clock.
    pub at_ms: u64,
}

/// A comment or suggestion with the answers to it, oldest first.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Thread {
    /// The remark that began it.
    pub head: Remark,
    /// Whether it is dealt with.
    pub is_resolved: bool,
    /// The answers.
    pub answers: Vec<Remark>,
}

/// All threads, by the place they are about, in the order they were begun. A remark that is still empty is not said
/// yet, unless it `is_own`.
pub fn threads(talk: &Sheet, is_own: &dyn Fn(&str, &Row) -> bool) -> Threads {
    let mut threads = Threads::new();
    let is_said = |list: &str, row: &Row| {
        !row.text(TEXT).trim().is_empty() || !row.text(PROPOSED).is_empty() || is_own(list, row)
    };
    for list in [COMMENTS, SUGGESTIONS] {
        for row in talk.rows(list).filter(|row| row.value(ANSWERS).is_vacant() && is_said(list, row)) {
            let is_resolved = row.value(RESOLVED).shown().is_some_and(|value| *value == true.into());
            let thread = Thread { head: remark(list, row), is_resolved, answers: answers(talk, row, &is_said) };
            threads.entry(Anchor::read(row.value(ON).words())).or_default().push(thread);
        }
    }
    threads.values_mut().for_each(sort);
    threads
}

/// The threads of a document's own talk with those that were begun elsewhere before it had one, of which `is_here` picks
/// the ones about its rows.
pub fn with_earlier(mut own: Threads, earlier: Threads, is_here: &dyn Fn(&Anchor) -> bool) -> Threads {
    for (on, begun) in earlier.into_iter().filter(|(on, _)| is_here(on)) {
        let all = own.entry(on).or_default();
        all.extend(begun);
        sort(all);
    }
    own
}

/// All threads in the order in which a page shows them; those that it does not show come last, the oldest first.
pub fn in_order(mut threads: Vec<Thread>, shown: &[RowId]) -> Vec<Thread> {
    let at = |row: &RowId| shown.iter().position(|one| one == row).unwrap_or(usize::MAX);
    order::sort_by_key(&mut threads, |thread| (at(&thread.head.row), thread.head.at_ms));
    threads
}

/// The row to go to from another: the next one for 1, the one before for -1, in a ring. From nowhere that is the first, or
/// the last.
pub fn step(rows: &[RowId], from: Option<&RowId>, by: isize) -> Option<RowId> {
    let n = rows.len() as isize;
    let at = from.and_then(|from| rows.iter().position(|row| row == from));
    let to = match at {
        Some(at) => at as isize + by,
        None if by < 0 => n - 1,
        None => 0,
    };
    rows.get(to.rem_euclid(n.max(1)) as usize).cloned()
}

/// The thread that was begun first comes first.
fn sort(begun: &mut Vec<Thread>) {
    order::sort_by_key(begun, |thread| thread.head.at_ms);
}

fn answers(talk: &Sheet, head: &Row, is_said: &dyn Fn(&str, &Row) -> bool) -> Vec<Remark> {
    let to_it = |row: &&Row| row.value(ANSWERS).words() == head.id.as_str() && is_said(COMMENTS, row);
    let rows = talk.rows(COMMENTS).filter(to_it);
    let mut answers: Vec<Remark> = rows.map(|row| remark(COMMENTS, row)).collect();
    order::sort_by_key(&mut answers, |answer| answer.at_ms);
    answers
}

pub(super) fn remark(list: &'static str, row: &Row) -> Remark {
    let stamp = row.value(ON).writes.first();
    let by = stamp.map(|write| write.by.clone()).unwrap_or_default();
    Remark { list, row: row.id.clone(), by, at_ms: stamp.map_or(0, |write| write.at_ms) }
}

#[cfg(test)]
#[allow(clippy::expect_used, reason = "a test that goes wrong should stop")]
mod tests {
    use super::*;
    use crate::sheet::{Register, Value, Write};

    fn row(id: &str, at_ms: u64, text: &str, values: &[(&str, Value)]) -> Row {
        let mut row = Row::new(id.parse().expect("an id"));
        row.texts.insert(TEXT.to_owned(), text.to_owned());
        for (name, value) in values {
            let write = Write { id: "w".to_owned(), value: value.clone(), by: "Ada".to_owned(), at_ms };
            row.values.insert((*name).to_owned(), Register { writes: vec![write] });
        }
        row
    }

    #[test]
    fn what_was_said_stands_with_what_it_is_about_and_answers_with_what_they_answer() {
        let on = |on: &str| (ON, Value::from(on));
        let rows = vec![
            row("b", 20, "later", &[on("mission")]),
            row("a", 10, "first", &[on("mission"), (RESOLVED, true.into())]),
            row("d", 40, "yes", &[on("mission"), (ANSWERS, "a".into())]),
            row("c", 30, "why?", &[on("mission"), (ANSWERS, "a".into())]),
            row("e", 50, "of a row", &[on("claims/r1")]),
            row("f", 60, "", &[on("mission")]),
        ];
        let mut talk = Sheet::default();
        talk.lists.insert(COMMENTS.to_owned(), rows);
        let threads = threads(&talk, &|_, _| false);
        let said = |name: &str, row: Option<&str>| -> Vec<(String, bool, Vec<String>)> {
            let anchor = Anchor::new(name, row.map(|row| row.parse().expect("an id")));
            let begun = threads.get(&anchor).into_iter().flatten();
            begun
                .map(|thread| {
                    let answers = thread.answers.iter().map(|answer| answer.row.to_string()).collect();
                    (thread.head.row.to_string(), thread.is_resolved, answers)
                })
                .collect()
        };
        let of_a = vec!["c".to_owned(), "d".to_owned()];
        assert_eq!(said("mission", None), [("a".to_owned(), true, of_a), ("b".to_owned(), false, vec![])]);
        assert_eq!(said("claims", Some("r1")), [("e".to_owned(), false, vec![])]);
        assert_eq!(threads.len(), 2, "what is empty is not said");
    }

    #[test]
    fn what_is_empty_is_there_for_who_writes_it() {
        let mut talk = Sheet::default();
        talk.lists.insert(COMMENTS.to_owned(), vec![row("a", 1, " ", &[(ON, "goal".into())])]);
        assert!(threads(&talk, &|_, _| false).is_empty());
        assert_eq!(threads(&talk, &|_, _| true).len(), 1);
    }

    #[test]
    fn what_was_said_of_a_row_elsewhere_stands_with_what_is_said_now_in_the_order_it_was_begun() {
        let said = |rows: Vec<Row>| {
            let mut talk = Sheet::default();
            talk.lists.insert(COMMENTS.to_owned(), rows);
            threads(&talk, &|_, _| false)
        };
        let on = |on: &str| [(ON, Value::from(on))];
        let before = vec![
            row("a", 10, "before", &on("decisions/d1")),
            row("b", 15, "yes", &[(ON, "decisions/d1".into()), (ANSWERS, "a".into())]),
            row("m", 5, "of the charter", &on("mission")),
            row("c", 6, "of a claim", &on("claims/d1")),
        ];
        let now = vec![row("d", 8, "early clock", &on("decisions/d1")), row("e", 30, "now", &on("decisions/d2"))];
        let all = with_earlier(said(now), said(before), &|on| on.name == "decisions");
        let heads: Vec<(String, Vec<&str>)> = all
            .iter()
            .map(|(on, begun)| (on.to_string(), begun.iter().map(|thread| thread.head.row.as_str()).collect()))
            .collect();
        assert_eq!(heads, [("decisions/d1".to_owned(), vec!["d", "a"]), ("decisions/d2".to_owned(), vec!["e"])]);
        let answered = all.values().flatten().find(|thread| thread.head.row.as_str() == "a");
        assert_eq!(answered.map(|thread| thread.answers.len()), Some(1), "answers come along");
    }

    #[test]
    fn threads_stand_in_the_order_of_the_page_and_those_it_does_not_show_behind_them() {
        let thread = |row: &str, at_ms: u64| {
            let remark = Remark { list: COMMENTS, row: row.parse().expect("an id"), by: String::new(), at_ms };
            Thread { head: remark, is_resolved: false, answers: Vec::new() }
        };
        let shown: Vec<RowId> = ["c", "a"].map(|row| row.parse().expect("an id")).into();
        let all = in_order(vec![thread("a", 1), thread("b", 9), thread("c", 3), thread("d", 2)], &shown);
        let rows: Vec<&str> = all.iter().map(|thread| thread.head.row.as_str()).collect();
        assert_eq!(rows, ["c", "a", "d", "b"]);
    }

    #[test]
    fn one_goes_from_thread_to_thread_in_a_ring() {
        let rows: Vec<RowId> = ["a", "b", "c"].map(|row| row.parse().expect("an id")).into();
        for (from, by, to) in [
            (Some("a"), 1, "b"),
            (Some("c"), 1, "a"),
            (Some("a"), -1, "c"),
            (None, 1, "a"),
            (None, -1, "c"),
            (Some("gone"), 1, "a"),
        ] {
            let row: Option<RowId> = from.map(|from| from.parse().expect("an id"));
            assert_eq!(step(&rows, row.as_ref(), by).as_ref().map(RowId::as_str), Some(to), "{from:?} by {by}");
        }
        assert_eq!(step(&[], None, 1), None);
    }

    #[test]
    fn an_anchor_reads_as_what_it_writes() {
        for anchor in [Anchor::new("mission", None), Anchor::new("claims", "x7".parse().ok())] {
            assert_eq!(Anchor::read(&anchor.to_string()), anchor);
        }
        assert_eq!(Anchor::read("claims/ not an id"), Anchor::new("claims", None));
    }
}
