//! The rows of the table of teams, computed when the list changes, not when somebody looks.

use std::collections::{BTreeMap, BTreeSet};

use leptos::prelude::*;
use muster_shared::asks::Ahead;
use muster_shared::id::DocId;
use muster_shared::kinds::charter::Summary;
use muster_shared::kinds::talk::Whole;
use muster_shared::teams::Team;
use muster_shared::{names, order};

use crate::boxed::memo;
use crate::browser::today;
use crate::pages::foryou::{UseForYou, next_review};
use crate::pages::shell::Shell;
use crate::pages::words::named;
use crate::widgets::listing::{Listed, contested};
use crate::words::counted;

/// Which of the two tables.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Group {
    /// Real teams.
    Own,
    /// The worked example's.
    Example,
}

/// A row of the table.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Row {
    pub(super) doc: DocId,
    pub(super) name: String,
    pub(super) captain: String,
    /// The state of the team in few words; empty when there is nothing to say.
    pub(super) state: String,
    /// Whether somebody should look at it.
    pub(super) look: bool,
    /// Whether there are several captains to pick from.
    pub(super) pick: bool,
    /// Whether this person is in the team.
    pub(super) mine: bool,
    /// When the next review takes place; empty where none is known.
    pub(super) review: String,
    pub(super) here: Vec<String>,
    pub(super) edited_ms: u64,
    /// Edits that still wait on this device.
    pub(super) unsent: usize,
    /// Name and captain as they are compared with what somebody looks for.
    pub(super) folded: String,
    /// The team as the table puts it in order.
    pub(super) team: Team,
}

/// Everything the page shows of the charters there are.
#[derive(Clone, Copy)]
pub(super) struct Rows {
    /// Every row by its document.
    pub(super) by_doc: Memo<BTreeMap<DocId, Row>>,
    /// Real teams, the one edited last first.
    pub(super) own: Memo<Vec<DocId>>,
    /// The example's.
    pub(super) examples: Memo<Vec<DocId>>,
    /// The one sentence on top.
    pub(super) saying: Memo<String>,
}

impl Rows {
    /// Follows the catalogue, and what is known of this person's own teams.
    pub(super) fn of(shell: Shell, cx: UseForYou) -> Self {
        let (reviews, mine) = (cx.reviews(), cx.agreed());
        let (listed, kept) = (shell.catalogue.listed, shell.catalogue.kept);
        let by_doc = memo(move || {
            let unsent =
                |doc: &DocId| kept.with(|kept| kept.iter().find(|kept| kept.doc == *doc).map_or(0, |kept| kept.unsent));
            let day = today();
            let row = |one: &Listed, listed: &[Listed]| {
                let review = reviews.with(|reviews| UseForYou::review_of(reviews, &one.doc));
                let own = mine.with(|mine| mine.iter().find(|(doc, _)| *doc == one.doc).map(|(_, agreed)| *agreed));
                let row = row(one, listed, unsent(&one.doc)).with_own(own);
                (one.doc.clone(), row.with_review(review.as_ref(), &day))
            };
            listed.with(|listed| order::gather(listed.iter().map(|one| row(one, listed))))
        });
        let docs = move |example: bool| {
            listed.with(|listed| {
                let rows = listed.iter().filter(|row| row.summary.example == example);
                rows.map(|row| row.doc.clone()).collect::<Vec<DocId>>()
            })
        };
        Self {
            by_doc,
            own: memo(move || docs(false)),
            examples: memo(move || docs(true)),
            saying: memo(move || listed.with(|listed| saying(listed))),
        }
    }

    /// The documents of one table.
    pub(super) fn group(&self, group: Group) -> Memo<Vec<DocId>> {
        match group {
            Group::Own => self.own,
            Group::Example => self.examples,
        }
    }
}

impl Row {
    /// The same with what is known of this person's own team.
    fn with_own(mut self, agreed: Option<Whole>) -> Self {
        self.mine = agreed.is_some();
        self.team.agreed = agreed.or(self.team.agreed);
        self
    }

    /// The same with the team's next review.
    fn with_review(mut self, review: Option<&Ahead>, today: &str) -> Self {
        self.review = review.map(|review| next_review(review, today)).unwrap_or_default();
        self.team.review_ms = review.and_then(|review| u64::try_from(review.starts_ms).ok());
        self
    }
}

fn row(one: &Listed, listed: &[Listed], unsent: usize) -> Row {
    let Summary { name, captains, .. } = &one.summary;
    let n_contested = contested(one, listed).len();
    let sentence = one.summary.sentence(n_contested);
    // The sentence's words on captains stand in the captain's own column.
    let (captain, state) = match captains.as_slice() {
        [one] => (one.clone(), sentence),
        _ => {
            let (captain, rest) = sentence.split_once(" · ").unwrap_or((sentence.as_str(), ""));
            (captain.to_owned(), rest.to_owned())
        }
    };
    let team = Team {
        name: names::sought(name),
        captain: captains.first().map(|captain| names::sought(captain)).unwrap_or_default(),
        agreed: one.agreed,
        n_to_look: one.summary.n_to_look(n_contested) as u64,
        review_ms: None,
        changed_ms: one.edited_ms,
    };
    Row {
        doc: one.doc.clone(),
        name: named(name),
        state,
        look: n_contested > 0 || n_values(&one.summary) > 0,
        pick: captains.len() > 1,
        mine: false,
        review: String::new(),
        team,
        here: one.here.clone(),
        edited_ms: one.edited_ms,
        unsent,
        folded: names::sought(&format!("{name} {captain}")),
        captain,
    }
}

/// Values that wait for a choice, the captain aside.
fn n_values(summary: &Summary) -> usize {
    summary.n_open_values.saturating_sub(usize::from(summary.captains.len() > 1))
}

/// The state of all teams in one or two sentences of words.
fn saying(listed: &[Listed]) -> String {
    let own: Vec<&Listed> = listed.iter().filter(|row| !row.summary.example).collect();
    if own.is_empty() {
        return if listed.is_empty() {
            "No charters yet.".to_owned()
        } else {
            "Here is a made-up company to look around in. Yours is still to be written.".to_owned()
        };
    }
    let surfaces: BTreeSet<String> = order::gather(own.iter().flat_map(|row| contested(row, listed).into_keys()));
    let holes: usize = own.iter().map(|row| row.summary.holes.len()).sum();
    let vacant = own.iter().filter(|row| row.summary.captains.is_empty()).count();
    let several = own.iter().filter(|row| row.summary.captains.len() > 1).count();
    let to_pick: usize = own.iter().map(|row| n_values(&row.summary)).sum();
    let parts: Vec<String> = [
        (surfaces.len(), "surface is contested", "surfaces are contested"),
        (holes, "function is missing", "functions are missing"),
        (to_pick, "value waits for a choice", "values wait for a choice"),
        (several, "team has several captains to pick from", "teams have several captains to pick from"),
        (vacant, "team has no captain", "teams have no captain"),
    ]
    .into_iter()
    .filter(|(n, ..)| *n > 0)
    .map(|(n, one, many)| counted(n, one, many))
    .take(3)
    .collect();
    let charters = counted(own.len(), "charter", "charters");
    match parts.as_slice() {
        [] => format!("{charters}. Nothing waits for you."),
        [one] => format!("{charters}. {one}."),
        [first @ .., last] => format!("{charters}. {} and {last}.", first.join(", ")),
    }
}
