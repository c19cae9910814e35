//! The names of documents and the teams of a workspace, as a list for one person needs them: the server makes it of all that
//! somebody may read, a device of what it keeps.

use std::collections::BTreeMap;

use crate::asks::{Ask, Me, Waiting, of_person, soonest_first};
use crate::id::DocId;
use crate::kinds::org::CAPTAINS;
use crate::kinds::{companion, root};
use crate::names;
use crate::sheet::Sheet;
use crate::text::words::short_day;

/// Names and teams.
#[derive(Debug, Clone, Default)]
pub struct Places {
    /// The names of documents that stand for themselves.
    names: BTreeMap<DocId, String>,
    teams: Vec<Team>,
}

/// A team, with its captains as `org` names them.
#[derive(Debug, Clone)]
pub struct Team {
    /// Its charter.
    pub charter: DocId,
    /// Its name, as names are compared.
    key: String,
    /// Its captains: several, where writes stand side by side.
    pub captains: Vec<String>,
}

impl Places {
    /// Notes a document that stands for itself.
    pub fn note(&mut self, doc: DocId, name: String) {
        self.names.insert(doc, name);
    }

    /// Notes a team by its charter.
    pub fn note_team(&mut self, charter: DocId, name: String, org: &Sheet) {
        let captains = org.under_key(CAPTAINS, charter.as_str()).writes.iter();
        let captains = captains.filter_map(|write| write.value.words().map(ToOwned::to_owned)).collect();
        self.teams.push(Team { charter: charter.clone(), key: names::key(&name), captains });
        self.note(charter, name);
    }

    /// The teams.
    pub fn teams(&self) -> &[Team] {
        &self.teams
    }

    /// The name of a document that stands for itself.
    pub fn name(&self, doc: &DocId) -> Option<&str> {
        self.names.get(doc).map(String::as_str)
    }

    /// The team that is named by its charter's id or its name.
    pub fn team(&self, named: &str) -> Option<&Team> {
        let key = names::key(named);
        let by_id = self.teams.iter().find(|team| team.charter.as_str() == named);
        by_id.or_else(|| self.teams.iter().find(|team| !key.is_empty() && team.key == key))
    }

    /// Everything that waits for a person on the day `today`, the soonest first, each with where it is from.
    pub fn asks<'a>(&self, waiting: impl IntoIterator<Item = &'a Waiting>, me: &Me, today: &str) -> Vec<Ask> {
        let is_captain_of = |team: &str| self.team(team).is_some_and(|team| team.is_captained_by(me));
        let mut asks = of_person(waiting, me, &is_captain_of, today);
        asks.iter_mut().for_each(|ask| self.name_place(ask, today));
        soonest_first(&mut asks, today);
        asks
    }

    /// Where a document about another is from: the review or the team.
    pub fn place(&self, doc: &DocId, today: &str) -> Option<String> {
        let (kind, subject) = companion(doc)?;
        if kind.is_personal() {
            return self.place(&subject, today);
        }
        let name = self.name(&root(doc, Some(kind))).unwrap_or_default();
        Some(match kind.slot_of(doc) {
            Some(slot) => format!("{name}, {}", short_day(slot.day(), today)),
            None => name.to_owned(),
        })
    }

    /// Says below a thing where it is from.
    fn name_place(&self, ask: &mut Ask, today: &str) {
        let Some(place) = self.place(&ask.doc, today) else { return };
        let name = companion(&ask.doc).and_then(|(kind, _)| self.name(&root(&ask.doc, Some(kind)))).unwrap_or_default();
        let is_said = ask.detail.contains(name) || ask.title.contains(name);
        match (ask.detail.is_empty(), is_said) {
            (true, _) => ask.detail = place,
            (false, false) => ask.detail = format!("{} · {place}", ask.detail),
            (false, true) => {}
        }
    }
}

impl Team {
    /// Whether a person is its captain.
    pub fn is_captained_by(&self, me: &Me) -> bool {
        self.captains.iter().any(|words| me.is(words))
    }
}
