//! Words of other documents beside one that is written out: the name it goes by, its team's latest decisions, and how far
//! it is agreed.

use crate::id::DocId;
use crate::kinds::companion;
use crate::kinds::log::{Decision, Learning, LogView};
use crate::kinds::talk::Tally;
use crate::sheet::Sheet;
use crate::text::words::long_day;

/// Decisions that a charter shows.
const LATEST_MAX: usize = 3;

/// Words of other documents beside one.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Beside {
    /// The name of a document that takes it from the one it is about.
    pub name: Option<String>,
    /// The latest decisions of the team.
    pub strip: Option<Strip>,
    /// How far it is agreed: the whole, and each section. Empty while nobody has signed.
    pub agreed: Vec<Tally>,
    /// The things that learnings in the team’s log apply to; nothing where the log is not read along.
    pub learned: Option<Vec<String>>,
}

impl Beside {
    /// The same for somebody who reads the one document alone: nothing of what its team decided elsewhere.
    pub fn alone(&self) -> Self {
        Self { strip: None, learned: None, ..self.clone() }
    }
}

/// The latest decisions of a team, as its charter shows them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Strip {
    /// The log.
    pub log: DocId,
    /// Decisions that stand, the newest first: the choice, and by whom on which day.
    pub latest: Vec<(String, String)>,
    /// The number of decisions.
    pub n: usize,
    /// The number of those taken this month.
    pub n_this_month: usize,
    /// The authority of the team, in one line.
    pub authority: Option<String>,
}

/// The things that learnings in a log apply to.
pub fn learned(log: &Sheet) -> Vec<String> {
    let to = |one: &Learning| Some(one.applies_to().trim().to_owned()).filter(|to| !to.is_empty());
    LogView::of(log).learnings.iter().filter_map(to).collect()
}

impl Strip {
    /// The strip of a log on the day `today`; `None` where nothing was decided.
    pub fn of(log: DocId, sheet: &Sheet, today: &str) -> Option<Self> {
        let view = LogView::of(sheet);
        let latest = view.decisions.iter().filter(|decision| decision.stands()).take(LATEST_MAX).map(line).collect();
        let (n, n_this_month) = (view.decisions.len(), view.n_this_month(today));
        let authority = view.brief().says(today);
        (n > 0 || authority.is_some()).then_some(Self { log, latest, n, n_this_month, authority })
    }

    /// The number of decisions, in words.
    pub fn counted(&self) -> String {
        let decisions = |n: usize| if n == 1 { "1 decision".to_owned() } else { format!("{n} decisions") };
        match self.n_this_month {
            0 if self.n == 0 => "No decision so far".to_owned(),
            0 => format!("{} so far, none this month", decisions(self.n)),
            n => format!("{} this month", decisions(n)),
        }
    }
}

fn line(decision: &Decision) -> (String, String) {
    let said = if decision.choice().is_empty() { decision.question() } else { decision.choice() };
    let of = [decision.decided_by(), decision.on()].into_iter().filter(|words| !words.is_empty());
    (said.split_whitespace().collect::<Vec<_>>().join(" "), of.collect::<Vec<_>>().join(", "))
}

/// The name of a document about another: the name of the one whose grants it has, then for each document on the way its
/// day, or else what it is.
pub fn name_about(doc: &DocId, root: &str) -> String {
    let (mut parts, mut at) = (Vec::new(), doc.clone());
    while let Some((kind, subject)) = companion(&at) {
        parts.push(
            kind.slot_of(&at).map_or_else(|| in_a_sentence(kind.outline().untitled), |slot| long_day(slot.day())),
        );
        at = subject;
    }
    parts.push(root.to_owned());
    parts.reverse();
    parts.join(", ")
}

fn in_a_sentence(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map(|first| first.to_lowercase().to_string() + letters.as_str()).unwrap_or_default()
}
