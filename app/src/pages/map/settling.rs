//! The steps that settle a surface: each changes the claim of the team that takes it, and writes the record into the logs.

use leptos::prelude::*;
use muster_shared::id::{DocId, RowId};
use muster_shared::kinds::charter::{CLAIMS, Mode};
use muster_shared::kinds::log::{ANSWERS, CHOICE, DECISIONS, NEED, ON, QUESTION, REQUESTS};
use muster_shared::kinds::org::surface_name;
use muster_shared::kinds::{charter, log};
use muster_shared::map::Team;
use muster_shared::map::settle::{Between, Values, Way, question};
use muster_shared::names;
use muster_shared::order;
use muster_shared::sheet::people::{is_person, naming};
use muster_shared::sheet::{Edit, Place, Row};

use super::use_map::UseMap;
use crate::browser::today;
use crate::live::{LiveDoc, Phase, my_name_signal};
use crate::pages::open;
use crate::words::listed;

/// A team that claims the surface, with its documents.
#[derive(Clone)]
pub(super) struct Party {
    pub(super) team: Team,
    charter: LiveDoc,
    log: Option<LiveDoc>,
}

/// The sentence where a log has not come to this device yet.
const NOT_HERE: &str =
    "A charter or a decision log is not on this device yet. It opens by itself as soon as the server answers.";

impl Party {
    /// Opens its documents, for as long as the component that asks is shown.
    pub(super) fn open(team: Team) -> Self {
        let charter = open::hold(&team.doc, charter::KIND);
        let log = log::about(&team.doc).map(|doc: DocId| open::hold(&doc, log::KIND));
        Self { team, charter, log }
    }

    /// The charter, for those who list it.
    pub(super) fn charter(&self) -> LiveDoc {
        self.charter
    }

    /// Whether this person may take steps for the team.
    pub(super) fn is_mine(&self) -> bool {
        self.charter.phase.get() == Phase::Ready && self.charter.can_edit.get()
    }

    /// The claims of the team on a surface.
    fn claims(&self, cx: UseMap, surface: &str) -> Vec<Row> {
        let key = names::key(surface);
        self.charter.sheet.with(|sheet| {
            cx.shell.org.sheet.with(|org| {
                let is_on = |row: &&Row| {
                    surface_name(org, row.value("surface").words()).is_some_and(|name| names::key(name) == key)
                };
                sheet.rows(CLAIMS).filter(is_on).cloned().collect()
            })
        })
    }

    /// The words of the team beside its claim; empty where it has none.
    pub(super) fn note(&self, cx: UseMap, surface: &str) -> String {
        let notes = self.claims(cx, surface).into_iter().map(|row| row.text("note").trim().to_owned());
        notes.filter(|note| !note.is_empty()).collect::<Vec<_>>().join(" ")
    }

    /// How the team stands to a surface.
    pub(super) fn mode(&self, cx: UseMap, surface: &str) -> Mode {
        let modes = self.claims(cx, surface).into_iter().map(|row| Mode::of(row.value("mode").words()));
        modes.min().unwrap_or(Mode::Consult)
    }

    /// The steps that its log holds: day and words.
    fn steps(&self, surface: &str) -> Vec<(String, String)> {
        let asked = question(surface);
        let Some(log) = self.log else { return Vec::new() };
        log.sheet.with(|sheet| {
            let day = |row: &Row| row.value(ON).words().to_owned();
            let decided = sheet.rows(DECISIONS).filter(|row| row.value(QUESTION).words() == asked);
            let decided = decided.map(|row| (day(row), row.value(CHOICE).words().to_owned()));
            let needs = sheet.rows(REQUESTS).filter_map(|row| {
                let need = row.value(NEED).words().strip_prefix(asked.as_str())?;
                Some((day(row), need.trim().to_owned()))
            });
            decided.chain(needs).collect()
        })
    }

    fn ready_log(&self) -> Result<LiveDoc, String> {
        let log = self.log.filter(|log| log.phase.get_untracked() == Phase::Ready);
        log.ok_or_else(|| NOT_HERE.to_owned())
    }
}

/// All steps so far, the oldest first.
pub(super) fn steps(parties: &[Party], surface: &str) -> Vec<(String, String)> {
    let mut steps: Vec<(String, String)> = parties.iter().flat_map(|party| party.steps(surface)).collect();
    order::sort_by_key(&mut steps, |(day, _)| day.clone());
    steps
}

/// Takes a step for one of the teams.
///
/// # Errors
/// A sentence for the person. Where a log is not here, nothing has changed; the record is written before the claim changes.
pub(super) fn take(cx: UseMap, way: Way, own: &Party, others: &[&Party], surface: &str) -> Result<(), String> {
    let (why, part, today) = (cx.why.get_untracked(), cx.part.get_untracked(), today());
    if way == Way::Split && part.trim().is_empty() {
        return Err("Name the part that your team takes.".to_owned());
    }
    let names: Vec<String> = others.iter().map(|other| other.team.name.clone()).collect();
    let all = listed(&names);
    let between = Between { surface, own: &own.team.name, other: &all };
    let decision = way.decision(between, &part, &why, &me(own.charter), &today);
    let decision = decision.map(|values| Ok::<_, String>((own.ready_log()?, values))).transpose()?;
    let asks = others.iter().filter_map(|other| {
        let between = Between { other: &other.team.name, ..between };
        let values = way.request(between, untrack(|| other.mode(cx, surface)), &why, &today)?;
        Some(other.ready_log().map(|log| (log, values)))
    });
    let asks = asks.collect::<Result<Vec<(LiveDoc, Values)>, String>>()?;
    if let Some((log, values)) = decision {
        add(log, DECISIONS, values)?;
    }
    for (log, values) in asks {
        let request = add(log, REQUESTS, values)?;
        if let Some(values) = request.and_then(|request| way.answer(request.as_str(), &today)) {
            add(log, ANSWERS, values)?;
        }
    }
    for row in untrack(|| own.claims(cx, surface)) {
        let set = |name: &str, to: String| {
            let edit = Edit::Set { at: Place::in_row(CLAIMS, &row.id, name), to: to.into() };
            own.charter.edit(&edit).map_err(|error| error.to_string())
        };
        if let Some(mode) = way.mode() {
            set("mode", mode.to_owned())?;
        }
        if let Some(surface) = way.surface(&part) {
            set("surface", surface)?;
        }
    }
    Ok(())
}

/// This person as a document names them.
fn me(doc: LiveDoc) -> String {
    let (id, name) = (doc.who(), my_name_signal().get_untracked());
    if is_person(&id) { naming(&id, &name) } else { name }
}

/// Adds a row behind the others.
///
/// # Errors
/// A sentence for the person.
pub(super) fn add(doc: LiveDoc, list: &'static str, values: Values) -> Result<Option<RowId>, String> {
    let after = doc.rows(list).with_untracked(|ids| ids.last().cloned());
    let values = values.into_iter().map(|(name, words)| (name.to_owned(), words.into())).collect();
    let edit = Edit::Add { list: list.to_owned(), after, texts: Vec::new(), values };
    doc.edit(&edit).map_err(|error| error.to_string())
}
