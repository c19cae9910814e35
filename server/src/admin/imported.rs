//! The outcome of an import, for the page, the command and the audit log.

use muster_shared::files::import;
use muster_shared::id::DocId;
use serde::Serialize;

/// How many remarks on a file are told at most.
const TOLD_MAX: usize = 200;

/// The outcome of the files so far.
#[derive(Debug, Clone, Default, Serialize)]
pub(crate) struct Imported {
    /// Charters that were made.
    pub(crate) made: Vec<DocId>,
    /// Documents that were there and now say more.
    pub(crate) filled: usize,
    /// Documents that were there and said all of it.
    pub(crate) same: usize,
    /// Decisions that were logged.
    pub(crate) records: usize,
    /// Reviews that minutes of meetings became, or that say more by them.
    pub(crate) reviews: usize,
    /// Surfaces the new charters claim.
    pub(crate) surfaces: usize,
    /// Names of charters that had been deleted here and were made anew; the deleted ones can still be brought back.
    pub(crate) anew: Vec<String>,
    /// The documents that were not taken, and why.
    pub(crate) refused: Vec<Refused>,
    /// Things that a person should know of what was taken.
    pub(crate) told: Vec<Told>,
    /// Everything that files say otherwise than the documents that are here, which was ignored, or became suggestions.
    pub(crate) differs: Vec<String>,
    /// Suggestions that were made of such texts.
    pub(crate) suggested: usize,
}

/// A thing that a person should know of a file that was taken.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Told {
    /// Where in the file, if that is known.
    pub(crate) line: Option<usize>,
    /// A clause for a person.
    pub(crate) words: String,
}

/// A file, or a charter in it, nothing of which was taken.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Refused {
    /// Where in the file, if that is known.
    pub(crate) line: Option<usize>,
    /// A sentence for a person.
    pub(crate) reason: String,
}

impl Imported {
    /// The result in a sentence.
    pub(super) fn sentence(&self) -> String {
        let mut counted = format!("{} made, {} filled, {} unchanged", self.made.len(), self.filled, self.same);
        for (n, one, many) in [
            (self.records, "1 decision logged", "decisions logged"),
            (self.reviews, "1 review written down", "reviews written down"),
            (self.suggested, "1 suggestion made", "suggestions made"),
            (self.differs.len().saturating_sub(self.suggested), "1 difference ignored", "differences ignored"),
        ] {
            counted = match n {
                0 => counted,
                1 => format!("{counted}, {one}"),
                n => format!("{counted}, {n} {many}"),
            };
        }
        match &self.anew[..] {
            [] => counted,
            anew => format!(
                "{counted}; deleted here before and now made anew: {}. The deleted ones can be brought back on the page People",
                anew.join(", ")
            ),
        }
    }

    /// The outcome for one document, which was there, or is new.
    pub(super) fn one(made: Option<DocId>) -> Self {
        Self { same: usize::from(made.is_none()), made: made.into_iter().collect(), ..Self::default() }
    }

    /// The outcome for a part of a document: a decision, or what was said in a meeting.
    pub(super) fn part(is_known: bool, is_meeting: bool) -> Self {
        let [same, records, reviews] = [is_known, !is_known && !is_meeting, !is_known && is_meeting].map(usize::from);
        Self { same, records, reviews, ..Self::default() }
    }

    pub(super) fn refuse(line: Option<usize>, reason: String) -> Self {
        Self { refused: vec![Refused { line, reason }], ..Self::default() }
    }

    pub(super) fn add(&mut self, other: Self) {
        self.made.extend(other.made);
        self.filled += other.filled;
        self.same += other.same;
        self.records += other.records;
        self.reviews += other.reviews;
        self.surfaces += other.surfaces;
        self.anew.extend(other.anew);
        self.refused.extend(other.refused);
        self.told.extend(other.told);
        self.differs.extend(other.differs);
        self.suggested += other.suggested;
    }

    /// Tells what the reader of a file noticed.
    pub(super) fn tell(&mut self, told: Vec<import::Told>) {
        let (left_out, told): (Vec<_>, Vec<_>) = told.into_iter().partition(|told| told.is_left_out);
        let refused = left_out.into_iter().map(|told| Refused { line: Some(told.line), reason: told.words });
        self.refused.extend(refused);
        let n = told.len();
        let told = told.into_iter().take(TOLD_MAX).map(|told| Told { line: Some(told.line), words: told.words });
        self.told.extend(told);
        if n > TOLD_MAX {
            self.told.push(Told { line: None, words: format!("{} more lines stand in the note", n - TOLD_MAX) });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn differences_that_became_no_suggestion_are_said_to_be_ignored_and_never_fewer_than_none() {
        for (n_differs, suggested, says) in [
            (2, 0, "0 made, 0 filled, 0 unchanged, 2 differences ignored"),
            (2, 1, "0 made, 0 filled, 0 unchanged, 1 suggestion made, 1 difference ignored"),
            (1, 1, "0 made, 0 filled, 0 unchanged, 1 suggestion made"),
            (1, 2, "0 made, 0 filled, 0 unchanged, 2 suggestions made"),
        ] {
            let differs = vec!["other words".to_owned(); n_differs];
            assert_eq!(Imported { differs, suggested, ..Imported::default() }.sentence(), says);
        }
    }
}
