//! A team at a glance, for somebody who is in it: its mission, what it owns, where its numbers are, how far it is agreed and what
//! is to be looked at.

use serde::{Deserialize, Serialize};

use crate::id::DocId;
use crate::kinds::Brief;
use crate::kinds::charter::{CharterView, Metric, Mode};
use crate::kinds::log::LogView;
use crate::kinds::outline::Sources;
use crate::kinds::talk::{Whole, coverage};
use crate::sheet::{Labels, Maker, Row, Sheet};
use crate::text::words::{counted, measured};

/// The most metrics that a card shows.
const METRICS_MAX: usize = 3;

/// A team at a glance.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TeamCard {
    /// The team's charter.
    pub doc: DocId,
    /// The team's name.
    pub name: String,
    /// Whether the person who asks is its captain; else they are in it.
    #[serde(default)]
    pub is_captain: bool,
    /// The mission.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub mission: String,
    /// The surfaces that it owns.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub owns: Vec<String>,
    /// Its first metrics.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub metrics: Vec<Aim>,
    /// How far the charter is agreed.
    pub agreed: Whole,
    /// The things to look at, in a few words each.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub look: Vec<String>,
    /// The team's authority.
    #[serde(default)]
    pub authority: Brief,
}

/// A metric in a few words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Aim {
    /// Its name.
    pub name: String,
    /// The latest number with its unit; empty while there is none.
    pub now: String,
    /// The number it should get to; empty while nobody said.
    pub target: String,
}

/// The documents that a card is made of.
#[derive(Clone, Copy)]
pub struct OfTeam<'a> {
    /// The charter's id.
    pub doc: &'a DocId,
    /// The charter as it is written, with the ids of people.
    pub charter: &'a Sheet,
    /// The `org` document as it is written.
    pub org: &'a Sheet,
    /// The talk about the charter.
    pub talk: &'a Sheet,
    /// The team's decision log.
    pub log: &'a Sheet,
    /// The names of now.
    pub labels: &'a Labels,
    /// The maker of a signature in the talk.
    pub maker: &'a dyn Fn(&Row) -> Maker,
    /// The captains of teams beside this one, as person fields name them.
    pub neighbours: &'a [String],
}

impl TeamCard {
    /// The card of a team, for somebody who is in it and not its captain.
    pub fn of(team: &OfTeam<'_>) -> Self {
        let view = CharterView::of(team.charter, team.org, team.doc);
        let from = Sources { sheet: team.charter, org: team.org, doc: team.doc };
        let covered = coverage(&from, &view, team.talk, team.labels, team.maker, team.neighbours);
        let agreed = Whole::of(&view, team.labels, &covered);
        let owned = view.claims.iter().filter(|claim| claim.mode == Mode::Own && !claim.name.trim().is_empty());
        let authority = LogView::of(team.log).brief();
        Self {
            doc: team.doc.clone(),
            name: view.name.clone(),
            is_captain: false,
            mission: view.mission.trim().to_owned(),
            owns: owned.map(|claim| claim.name.clone()).collect(),
            metrics: named(&view).take(METRICS_MAX).map(Aim::of).collect(),
            look: look(&view, agreed, &authority),
            agreed,
            authority,
        }
    }
}

impl Aim {
    fn of(metric: &Metric) -> Self {
        let said = |number: Option<f64>| number.map(|number| measured(number, &metric.unit)).unwrap_or_default();
        Self { name: metric.name.clone(), now: said(metric.now()), target: said(metric.target.number()) }
    }
}

fn named(view: &CharterView) -> impl Iterator<Item = &Metric> {
    view.metrics.iter().filter(|metric| !metric.name.trim().is_empty())
}

fn look(view: &CharterView, agreed: Whole, authority: &Brief) -> Vec<String> {
    let holes = match view.open_holes().as_slice() {
        [] => None,
        [one] => Some(format!("Nobody in {one}")),
        many => Some(format!("{} functions empty", many.len())),
    };
    let n_blank = named(view).filter(|metric| metric.now().is_none()).count();
    let metrics = match (named(view).count(), n_blank) {
        (0, _) => Some("No metric yet".to_owned()),
        (_, 0) => None,
        (_, n) => Some(format!("{} without a number", counted(n, "metric", "metrics"))),
    };
    let some = |n: usize, one: &str, many: &str| (n > 0).then(|| counted(n, one, many));
    let values = some(view.n_open_values, "value to pick", "values to pick");
    let stale = some(agreed.stale, "person signed older words", "people signed older words");
    let early = agreed.too_early(&authority.released).map(|_| "Released before enough people agree".to_owned());
    [holes, metrics, values, stale, early].into_iter().flatten().collect()
}
