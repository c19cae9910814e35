//! The answers to whether other words change what was agreed, where the words alone do not tell. Somebody who may edit the
//! charter gives one, once: it is kept in the talk with its giver and its time, and every device reads it.

use super::matter::{Matter, matter, plain};
use super::threads::{Remark, remark};
use super::{CHANGES, JUDGED, NOW, ON, SEEN};
use crate::order;
use crate::sheet::Sheet;

/// An answer.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Judged {
    /// Its giver and its time.
    pub remark: Remark,
    /// The words of before.
    pub seen: String,
    /// The words that stand in their place.
    pub now: String,
    /// Whether they change what was agreed.
    pub changes: bool,
}

/// The answers about a section, the oldest first. Of several about the same words the last one counts. One that came with a
/// file is nobody's here.
pub(super) fn judged(talk: &Sheet, section: &str) -> Vec<Judged> {
    let rows = talk.rows(JUDGED).filter(|row| row.value(ON).words() == section && !row.id.is_of_a_file());
    let mut all: Vec<Judged> = rows
        .filter(|row| !row.value(CHANGES).is_vacant())
        .map(|row| Judged {
            remark: remark(JUDGED, row),
            seen: row.value(SEEN).words().to_owned(),
            now: row.value(NOW).words().to_owned(),
            changes: row.value(CHANGES).shown() == Some(&true.into()),
        })
        .collect();
    order::sort_by_key(&mut all, |one| one.remark.at_ms);
    let mut last: Vec<Judged> = Vec::new();
    for one in all {
        last.retain(|other| plain(&other.seen) != plain(&one.seen) || plain(&other.now) != plain(&one.now));
        last.push(one);
    }
    last
}

/// How much it is to somebody who agreed to `seen` that it reads `words` now, by the words and by the answers. Words that
/// an answer made equal to those that were seen are as good as seen; where one says that they changed, nobody is asked again.
pub(super) fn stands(seen: &str, words: &str, judged: &[Judged]) -> Matter {
    let is_same = |one: &str, other: &str| matter(one, other) == Matter::Wording;
    let mut reached = vec![seen];
    let mut links: Vec<&Judged> = judged.iter().filter(|one| !one.changes).collect();
    while let Some(at) = links.iter().position(|link| reached.iter().any(|known| is_same(known, &link.seen))) {
        reached.push(&links.remove(at).now);
    }
    let least = reached.iter().map(|known| matter(known, words)).min().unwrap_or(Matter::Material);
    let is_said = |one: &Judged| one.changes && reached.iter().any(|known| is_same(known, &one.seen));
    if least == Matter::Open && judged.iter().any(is_said) { Matter::Material } else { least }
}

#[cfg(test)]
#[allow(clippy::expect_used, reason = "a test that goes wrong should stop")]
mod tests {
    use super::*;
    use crate::sheet::{Register, Row, Value, Write};

    const A: &str = "Every invoice once";
    const B: &str = "Every payment once";
    const C: &str = "Every payment settled once";

    fn row(id: &str, at_ms: u64, seen: &str, now: &str, changes: Option<bool>) -> Row {
        let mut row = Row::new(id.parse().expect("an id"));
        let mut set = |name: &str, value: Value| {
            let write = Write { id: "w".to_owned(), value, by: "Ada".to_owned(), at_ms };
            row.values.insert(name.to_owned(), Register { writes: vec![write] });
        };
        set(ON, "mission".into());
        set(SEEN, seen.into());
        set(NOW, now.into());
        changes.into_iter().for_each(|changes| set(CHANGES, changes.into()));
        row
    }

    fn answers(rows: Vec<Row>) -> Vec<Judged> {
        let mut talk = Sheet::default();
        talk.lists.insert(JUDGED.to_owned(), rows);
        judged(&talk, "mission")
    }

    #[test]
    fn n2_an_answer_is_asked_for_once_and_holds_for_the_words_it_is_about() {
        use Matter::{Material, Open, Wording};
        let [no, yes] = [Some(false), Some(true)];
        for (why, rows, seen, words, is) in [
            ("nobody has said", vec![], A, B, Open),
            ("it changes nothing", vec![row("a-1", 1, A, B, no)], A, B, Wording),
            ("a slip in it is none", vec![row("a-1", 1, A, B, no)], A, "Every paymnet once!", Wording),
            ("it changes what was agreed", vec![row("a-1", 1, A, B, yes)], A, B, Material),
            ("and nobody is asked again", vec![row("a-1", 1, A, B, yes)], A, C, Material),
            ("the words of then are back", vec![row("a-1", 1, A, B, yes)], A, A, Wording),
            ("other words again", vec![row("a-1", 1, A, B, no)], A, C, Open),
            ("one after the other", vec![row("a-2", 2, B, C, no), row("a-1", 1, A, B, no)], A, C, Wording),
            ("whatever the clocks say", vec![row("a-2", 1, B, C, no), row("a-1", 2, A, B, no)], A, C, Wording),
            ("the second step changed it", vec![row("a-1", 1, A, B, no), row("a-2", 2, B, C, yes)], A, C, Material),
            ("the last word counts", vec![row("a-1", 1, A, B, no), row("a-2", 2, A, B, yes)], A, B, Material),
            ("and so it does the other way", vec![row("a-1", 2, A, B, no), row("a-2", 1, A, B, yes)], A, B, Wording),
            ("a number is beyond it", vec![row("a-1", 1, A, B, no)], A, "Every payment twice", Material),
            ("of a file", vec![row("iAb3", 1, A, B, no)], A, B, Open),
            ("without an answer", vec![row("a-1", 1, A, B, None)], A, B, Open),
        ] {
            assert_eq!(stands(seen, words, &answers(rows)), is, "{why}");
        }
    }
}
