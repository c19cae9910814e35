//! The summary of a charter in the list: small, made where the whole document is.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::noted::{Noted, key_of};
use super::stand::{Mode, Stand};
use super::touched::Touch;
use super::view::{CharterView, Claim};
use super::week::Share;
use crate::kinds::org::Captain;
use crate::kinds::strategy::{Job, Served};
use crate::sheet::{Named, Sheet};
use crate::text::words::{listed, long_day};

/// The summary of a charter in the list: small, made where the whole document is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Summary {
    /// The team's name.
    pub name: String,
    /// Captains: none, one, or several to pick from.
    pub captains: Vec<String>,
    /// The mission's line.
    pub mission: String,
    /// The jobs of customers that the team knows.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub jobs: Vec<Job>,
    /// The areas of focus that the mission serves.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub serves: Vec<Served>,
    /// Names of the surfaces it claims to own, as compared (lower case).
    pub owns: Vec<String>,
    /// Names of the surfaces it shares, in the same way.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub shares: Vec<String>,
    /// How it stands to each surface that it claims.
    #[serde(default)]
    pub claims: Vec<Stand>,
    /// The surfaces that it decides about and neither owns nor shares.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub touches: Vec<Touch>,
    /// The function of each of its people who has one, and their share of a week, 0 to 1; a whole one while nobody said.
    #[serde(default)]
    pub functions: Vec<(String, f64)>,
    /// Its people of whom somebody said a share of a week.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub people: Vec<Share>,
    /// Required functions that nobody fills, but for those of which somebody said why.
    pub holes: Vec<String>,
    /// Values that wait for somebody to pick one of several.
    pub n_open_values: usize,
    /// Those of mission, mandate and metrics that say nothing yet, in this order, but for those of which somebody said why.
    #[serde(default)]
    pub missing: Vec<String>,
    /// The checks that stand: see [`super::summary`].
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub checks: Vec<Noted>,
    /// The keys of the checks that somebody dismissed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub dismissed: Vec<String>,
    /// A fingerprint of mission, mandate and metrics: others have read them as they were then.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub read_as: String,
    /// The day on which it was closed; empty while it works.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub closed: String,
    /// Part of the worked example.
    #[serde(default)]
    pub example: bool,
}

impl CharterView {
    /// The summary of this charter with all that others are compared by.
    pub fn compared(&self, org: &Sheet, example: bool) -> Summary {
        let summary = self.summary(example);
        if self.closed.is_some() {
            return summary;
        }
        let held: Vec<String> = summary.owns.iter().chain(&summary.shares).cloned().collect();
        let touches = Touch::all(&self.decides, &held, org);
        Summary { people: Share::all(self.members.iter()), touches, read_as: self.read_as(), ..summary }
    }

    /// The summary of this charter by itself.
    pub fn summary(&self, example: bool) -> Summary {
        let captains = match &self.captain {
            Captain::Vacant => Vec::new(),
            Captain::One { name, .. } => vec![Named::read(name).name.to_owned()],
            Captain::Several(register) => {
                let words = register.writes.iter().filter_map(|write| write.value.words());
                words.map(|words| Named::read(words).name.to_owned()).collect()
            }
        };
        let held = |mode: Mode| {
            let held = self.claims.iter().filter(move |claim| claim.mode == mode && !claim.name.is_empty());
            held.map(Claim::key).collect()
        };
        let says_nothing = [
            ("mission", self.mission.is_empty()),
            ("mandate", self.claims.is_empty()),
            ("metrics", self.metrics.is_empty()),
        ];
        let is_open = |(name, is_empty): &(&str, bool)| *is_empty && !self.is_dismissed(&format!("no-{name}"));
        let missing = says_nothing.into_iter().filter(is_open).map(|(name, _)| name.to_owned());
        let summary = Summary {
            name: self.name.clone(),
            captains,
            mission: self.mission.clone(),
            jobs: self.jobs.clone(),
            serves: self.serves.clone(),
            owns: held(Mode::Own),
            shares: held(Mode::Share),
            claims: self.claims.iter().filter(|claim| !claim.surface.is_empty()).map(Claim::stand).collect(),
            touches: Vec::new(),
            functions: self.functions(),
            people: Vec::new(),
            holes: self.open_holes(),
            n_open_values: self.n_open_values,
            missing: missing.collect(),
            checks: Vec::new(),
            dismissed: self.dismissed.iter().map(|one| one.key.clone()).collect(),
            read_as: String::new(),
            closed: String::new(),
            example,
        };
        match &self.closed {
            None => summary,
            Some(day) => summary.closed_on(day),
        }
    }
}

impl Summary {
    /// The same of a team that was closed on a day: it holds nothing any more, lacks nothing, and is asked for nothing.
    fn closed_on(self, day: &str) -> Self {
        Self {
            closed: day.to_owned(),
            jobs: Vec::new(),
            serves: Vec::new(),
            owns: Vec::new(),
            shares: Vec::new(),
            claims: Vec::new(),
            functions: Vec::new(),
            holes: Vec::new(),
            missing: Vec::new(),
            n_open_values: 0,
            ..self
        }
    }

    /// Whether the team works no more.
    pub fn is_closed(&self) -> bool {
        !self.closed.is_empty()
    }

    /// Owned surfaces that another charter owns too, with those charters' names.
    pub fn contested(&self, others: &[&Self]) -> BTreeMap<String, Vec<String>> {
        let mut contested: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for surface in &self.owns {
            for other in others.iter().filter(|other| other.example == self.example && other.owns.contains(surface)) {
                contested.entry(surface.clone()).or_default().push(other.name.clone());
            }
        }
        contested
    }

    /// How many things are to be looked at, `n_contested` surfaces among them.
    pub fn n_to_look(&self, n_contested: usize) -> usize {
        let n_vacant = usize::from(self.captains.is_empty() && !self.is_closed());
        n_vacant + n_contested + self.n_open_values + self.holes.len() + self.missing.len()
    }

    /// Whether somebody dismissed the check of this key.
    pub fn is_dismissed(&self, key: &str) -> bool {
        self.dismissed.iter().any(|one| one == key)
    }

    /// Owned surfaces that another charter owns too, but for those of which somebody here said why.
    pub fn unsettled(&self, others: &[&Self]) -> BTreeMap<String, Vec<String>> {
        let mut contested = self.contested(others);
        contested.retain(|surface, _| !self.is_dismissed(&key_of("contested", surface)));
        contested
    }

    /// The state in one sentence of few words; empty when there is nothing to say.
    pub fn sentence(&self, n_contested: usize) -> String {
        if self.is_closed() {
            return format!("Closed on {}", long_day(&self.closed));
        }
        let mut parts = Vec::new();
        let n_captains = self.captains.len();
        match n_captains {
            0 => parts.push("No captain yet".to_owned()),
            1 => {}
            n => parts.push(format!("{n} people are named captain: choose one")),
        }
        let n_values = self.n_open_values - usize::from(n_captains > 1).min(self.n_open_values);
        let counted = |n: usize, one: &str, many: &str| match n {
            0 => None,
            1 => Some(format!("1 {one}")),
            n => Some(format!("{n} {many}")),
        };
        parts.extend(counted(n_contested, "contested surface", "contested surfaces"));
        parts.extend(counted(n_values, "value to choose", "values to choose"));
        if !self.holes.is_empty() {
            parts.push(format!("Nobody for {}", listed(&self.holes)));
        }
        if !self.missing.is_empty() {
            let mut missing = format!("{} missing", listed(&self.missing));
            missing.get_mut(..1).into_iter().for_each(str::make_ascii_uppercase);
            parts.push(missing);
        }
        parts.join(" · ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn summary(captains: &[&str], holes: &[&str], missing: &[&str], n_open_values: usize) -> Summary {
        let owned = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<String>>();
        Summary {
            name: "First Keys".to_owned(),
            captains: owned(captains),
            mission: String::new(),
            jobs: Vec::new(),
            serves: Vec::new(),
            owns: Vec::new(),
            shares: Vec::new(),
            claims: Vec::new(),
            touches: Vec::new(),
            functions: Vec::new(),
            people: Vec::new(),
            holes: owned(holes),
            n_open_values,
            missing: owned(missing),
            checks: Vec::new(),
            dismissed: Vec::new(),
            read_as: String::new(),
            closed: String::new(),
            example: false,
        }
    }

    #[test]
    fn the_sentence_names_what_is_missing_and_counts_what_is_to_be_looked_at() {
        for (summary, n_contested, sentence, n_to_look) in [
            (summary(&["Ines"], &[], &[], 0), 0, "", 0),
            (summary(&[], &[], &["metrics"], 0), 0, "No captain yet · Metrics missing", 2),
            (summary(&["Ines"], &["Data"], &[], 0), 1, "1 contested surface · Nobody for Data", 2),
            (summary(&["Ines"], &["Data", "Legal", "Design"], &[], 0), 0, "Nobody for Data, Legal and Design", 3),
            (summary(&["Ines", "Bo"], &[], &[], 2), 0, "2 people are named captain: choose one · 1 value to choose", 2),
        ] {
            assert_eq!(summary.sentence(n_contested), sentence);
            assert_eq!(summary.n_to_look(n_contested), n_to_look, "{sentence}");
        }
    }

    #[test]
    fn a12_a_team_that_is_closed_says_so_and_holds_lacks_and_is_asked_for_nothing() {
        let open = Summary { owns: vec!["keys".to_owned()], ..summary(&[], &["Data"], &["metrics"], 1) };
        let closed = open.clone().closed_on("2026-11-03");
        assert_eq!((closed.sentence(0).as_str(), closed.n_to_look(0)), ("Closed on 3 November 2026", 0));
        assert!(closed.contested(&[&open]).is_empty() && open.contested(&[&closed]).is_empty());
        assert!(!open.contested(&[&open]).is_empty());
    }
}
