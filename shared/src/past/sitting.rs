//! Sittings: the edits that one person makes in a document with no long pause between them. People who write together so
//! that their edits alternate sit together.

/// A sitting goes on through a pause of so long, in milliseconds: ten minutes.
const PAUSE_MS: u64 = 10 * 60 * 1000;
/// A sitting takes no longer than this: an hour.
const LONGEST_MS: u64 = 60 * 60 * 1000;
/// People take turns so many times at most; from then on they sit together.
const TURNS_MAX: usize = 6;

/// Edits that follow each other in the log and belong to one sitting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stretch {
    /// The sitting: stretches with one number are one sitting, which others' may lie between.
    pub sitting: usize,
    /// The authors, in the order in which they began; several where they sat together.
    pub authors: Vec<String>,
    /// The time of the first edit, in milliseconds since 1970.
    pub from_ms: u64,
    /// The time of the last one.
    pub to_ms: u64,
    /// How many edits.
    pub n_edits: usize,
}

/// The stretches of a document, which takes the author and time of each edit in the order of the log.
#[derive(Debug, Default)]
pub struct Stretches {
    done: Vec<Stretch>,
    /// The stretches between which there is no long pause.
    turns: Vec<Stretch>,
    n_sittings: usize,
}

impl Stretches {
    /// Takes one edit.
    pub fn add(&mut self, author: &str, at_ms: u64) {
        if self.ends(at_ms) {
            self.settle();
        }
        match self.turns.last_mut() {
            Some(last) if last.is_of(author) => last.take(author, at_ms),
            _ => self.turns.push(Stretch::begun(author, at_ms)),
        }
        if self.turns.len() > TURNS_MAX {
            self.turns = together(std::mem::take(&mut self.turns));
        }
    }

    /// Every stretch, the first first.
    #[must_use]
    pub fn finish(mut self) -> Vec<Stretch> {
        self.settle();
        self.done
    }

    fn ends(&self, at_ms: u64) -> bool {
        let (Some(first), Some(last)) = (self.turns.first(), self.turns.last()) else { return false };
        at_ms.saturating_sub(last.to_ms) > PAUSE_MS || at_ms.saturating_sub(first.from_ms) > LONGEST_MS
    }

    /// No edit of these sittings follows.
    fn settle(&mut self) {
        let mut people: Vec<Vec<String>> = Vec::new();
        for turn in std::mem::take(&mut self.turns) {
            let at = people.iter().position(|known| *known == turn.authors).unwrap_or_else(|| {
                people.push(turn.authors.clone());
                people.len() - 1
            });
            self.done.push(Stretch { sitting: self.n_sittings + at, ..turn });
        }
        self.n_sittings += people.len();
    }
}

impl Stretch {
    fn begun(author: &str, at_ms: u64) -> Self {
        Self { sitting: 0, authors: vec![author.to_owned()], from_ms: at_ms, to_ms: at_ms, n_edits: 1 }
    }

    /// Whether an edit of somebody belongs here. Those who sit together are joined by whoever comes.
    fn is_of(&self, author: &str) -> bool {
        self.authors.len() > 1 || self.authors.iter().any(|known| known == author)
    }

    fn take(&mut self, author: &str, at_ms: u64) {
        if !self.authors.iter().any(|known| known == author) {
            self.authors.push(author.to_owned());
        }
        self.to_ms = at_ms.max(self.to_ms);
        self.n_edits += 1;
    }
}

/// All turns as one stretch.
fn together(turns: Vec<Stretch>) -> Vec<Stretch> {
    let joined = turns.into_iter().reduce(|mut joined, turn| {
        for author in turn.authors {
            if !joined.authors.contains(&author) {
                joined.authors.push(author);
            }
        }
        joined.to_ms = turn.to_ms.max(joined.to_ms);
        joined.n_edits += turn.n_edits;
        joined
    });
    joined.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const MINUTE_MS: u64 = 60 * 1000;

    /// The sittings of edits: number, authors together, and how many edits, in the order of the stretches.
    fn sat(edits: &[(&str, u64)]) -> Vec<(usize, String, usize)> {
        let mut stretches = Stretches::default();
        edits.iter().for_each(|(author, minute)| stretches.add(author, minute * MINUTE_MS));
        stretches.finish().into_iter().map(|one| (one.sitting, one.authors.join("+"), one.n_edits)).collect()
    }

    #[test]
    fn a_sitting_is_one_persons_edits_until_a_long_pause_or_an_hour() {
        let one = |sitting, author: &str, n| (sitting, author.to_owned(), n);
        for (edits, sittings) in [
            (&[][..], vec![]),
            (&[("a", 1), ("a", 11), ("a", 21)], vec![one(0, "a", 3)]),
            (&[("a", 1), ("a", 12)], vec![one(0, "a", 1), one(1, "a", 1)]),
            (&[("a", 1), ("b", 2), ("a", 3)], vec![one(0, "a", 1), one(1, "b", 1), one(0, "a", 1)]),
            (&[("a", 1), ("b", 2), ("a", 20)], vec![one(0, "a", 1), one(1, "b", 1), one(2, "a", 1)]),
            (
                &[("a", 0), ("a", 10), ("a", 20), ("a", 30), ("a", 40), ("a", 50), ("a", 60), ("a", 61)],
                vec![one(0, "a", 7), one(1, "a", 1)],
            ),
        ] {
            assert_eq!(sat(edits), sittings, "{edits:?}");
        }
    }

    #[test]
    fn people_who_keep_taking_turns_sit_together_and_whoever_comes_joins_them() {
        let turns: Vec<(&str, u64)> = (0..9).map(|nth| (if nth % 2 == 0 { "a" } else { "b" }, nth)).collect();
        assert_eq!(sat(&turns[..6]).len(), 6);
        assert_eq!(sat(&turns), [(0, "a+b".to_owned(), 9)]);
        let more: Vec<(&str, u64)> = turns.into_iter().chain([("c", 10), ("a", 30)]).collect();
        assert_eq!(sat(&more), [(0, "a+b+c".to_owned(), 10), (1, "a".to_owned(), 1)]);
    }

    #[test]
    fn a_clock_that_is_put_back_ends_no_sitting() {
        assert_eq!(sat(&[("a", 30), ("a", 5), ("a", 31)]), [(0, "a".to_owned(), 3)]);
    }
}
