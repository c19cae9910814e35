//! The checks on a charter: those that stand, and what can be done about one: to go where it is mended, to dismiss it with a
//! reason, to show it again.

use leptos::prelude::*;
use muster_shared::id::RowId;
use muster_shared::kinds::charter::{
    CHECK, CLAIMS, Check, CheckSort, DISMISSED, Dismissal, Leads, MEMBERS, REASON, checks, few_own_words, of_peers,
    unconfirmed,
};
use muster_shared::kinds::talk::{self, Coverage, Section};
use muster_shared::sheet::Value;

use super::use_charter::UseCharter;
use crate::boxed::memo;
use crate::browser::today;
use crate::form::focus;
use crate::live::Phase;

/// The sorts of checks that say nothing before the registry is here.
const OF_THE_REGISTRY: [&str; 2] = ["unregistered", "no-captain"];

impl UseCharter {
    /// Everything noticed about the charter today, dismissed or not: for as long as it is shown, and made when it is first asked
    /// for.
    fn all_checks(self) -> Memo<Vec<Check>> {
        if let Some(made) = self.checks.get_value() {
            return made;
        }
        let made = self.for_as_long_as_it_is_shown(move || memo(move || self.find_checks()));
        self.checks.set_value(Some(made));
        made
    }

    fn find_checks(self) -> Vec<Check> {
        if self.view().with(|view| view.closed.is_some()) {
            return Vec::new();
        }
        let contested = self.contested.get();
        let others = |surface: &str| contested.get(surface).cloned().unwrap_or_default();
        let mut found = self.charter.doc.sheet.with(|sheet| self.view().with(|view| checks(sheet, view, &others)));
        // The surfaces that others own too are found with their rows.
        let of_others = |check: &&Check| check.sort.beside != CLAIMS;
        self.across.with(|(across, _)| found.extend(across.iter().filter(of_others).cloned()));
        found.extend(self.unconfirmed());
        found.extend(self.few_own_words());
        found.extend(of_peers(&self.peers()));
        found.extend(self.unread_research());
        let is_registry_here = self.org.doc.phase.with(|phase| *phase == Phase::Ready);
        let today = today();
        found.retain(|check| check.is_due(&today) && (is_registry_here || !OF_THE_REGISTRY.contains(&check.sort.name)));
        found
    }

    /// The check that the captain agrees to what they own, as far as it is known who agrees.
    fn unconfirmed(self) -> Option<Check> {
        let sections = self.agreement.coverage(|covered| self.view().with(|view| talk::unconfirmed(view, covered)));
        unconfirmed(&sections.into_iter().map(|section| section.title().to_lowercase()).collect::<Vec<_>>())
    }

    /// The check that people said the mission in their own words, as far as it is known who is asked.
    fn few_own_words(self) -> Option<Check> {
        let of_mission = |covered: &[Coverage]| {
            let mission = covered.iter().find(|one| one.section == Section::Mission);
            mission.map(|one| one.counted().filter(|one| one.is_asked).count())
        };
        let n_asked =
            self.agreement.coverage(of_mission).filter(|_| self.view().with(|view| !view.mission.is_empty()))?;
        few_own_words(self.in_own_words().len(), n_asked)
    }

    /// The checks that nobody dismissed.
    pub(crate) fn open_checks(self) -> Memo<Vec<Check>> {
        let all = self.all_checks();
        memo(move || {
            let mut found = all.get();
            self.view().with(|view| found.retain(|check| !view.is_dismissed(&check.named())));
            found
        })
    }

    /// The checks that nobody dismissed on a list or a text, or on one row of it.
    pub(crate) fn checks_beside(self, beside: &'static str, row: Option<RowId>) -> Memo<Vec<Check>> {
        let open = self.open_checks();
        memo(move || {
            let mut found = open.get();
            found.retain(|check| check.sort.beside == beside && check.row == row);
            found
        })
    }

    /// The checks that somebody dismissed and that would stand without that, each with the dismissal.
    pub(crate) fn dismissed_checks(self) -> Memo<Vec<(Check, Dismissal)>> {
        let all = self.all_checks();
        memo(move || {
            let found = all.get();
            let by_key = |one: &Dismissal| found.iter().find(|check| check.named() == one.key).cloned();
            self.view().with(|view| view.dismissed.iter().filter_map(|one| Some((by_key(one)?, one.clone()))).collect())
        })
    }

    /// Dismisses a check, for everybody; the error is a sentence for the person.
    pub(crate) fn dismiss(self, check: &Check, reason: &str) -> Result<(), String> {
        let reason = reason.trim();
        if reason.is_empty() {
            return Err("Say why, in a line. Whoever reads the charter sees it.".to_owned());
        }
        self.charter.add(DISMISSED, &[(CHECK, check.named().into()), (REASON, reason.into())]).map(drop)
    }

    /// Shows a check again.
    pub(crate) fn show_again(self, check: &Check) {
        // The chip says what the document refuses.
        let _ = self.charter.add(DISMISSED, &[(CHECK, check.named().into())]);
    }

    /// Whether this person can do something about a check here.
    pub(crate) fn may_mend(self, check: &Check) -> bool {
        match check.sort.leads {
            Leads::Map => true,
            Leads::Field("Captain") | Leads::Part("title") => self.org.can_edit.get(),
            Leads::Part(_) => true,
            Leads::Field(_) | Leads::Row | Leads::New(_) => self.charter.can_edit.get(),
        }
    }

    /// Goes where something is done about a check.
    pub(crate) fn mend(self, check: &Check) {
        let root = self.charter.root;
        match (check.sort.leads, &check.row) {
            (Leads::Field(label), _) => focus::within(root, holder_of(label)),
            (Leads::Row, Some(row)) => match field_of(check) {
                Some(label) => focus::within(root, format!("[data-row=\"{row}\"] {}", holder_of(label))),
                None => focus::row(root, row),
            },
            (Leads::New(list), _) => {
                let after = self.charter.doc.rows(list).with_untracked(|rows| rows.last().cloned());
                self.charter.begin_row(list, after, begun_with(list, check));
            }
            (Leads::Part(part), _) => focus::place(root, &format!("[part={part}]")),
            // A link leads to the map.
            (Leads::Map, _) | (Leads::Row, None) => {}
        }
    }
}

/// The selector of the element that holds the field of a label.
fn holder_of(label: &str) -> String {
    format!(":has(> :is(input, textarea)[aria-label=\"{label}\"])")
}

/// The label of the field that a check on a row is about, where it is about one.
fn field_of(check: &Check) -> Option<&'static str> {
    let is = |name: &str| CheckSort::called(name) == Some(check.sort);
    let first = check.about.split(", ").next().unwrap_or_default();
    match first {
        _ if is("no-reading") => Some("New reading"),
        _ if is("research-no-job") => Some("Job that it tells of"),
        _ if !is("incomplete") => None,
        "unit" => Some("Unit"),
        "baseline" => Some("Baseline"),
        "target" => Some("Target"),
        "due date" => Some("Target, day"),
        "source" => Some("Source"),
        "owner" => Some("Owner"),
        _ => None,
    }
}

/// The values that a new row begins with.
fn begun_with(list: &str, check: &Check) -> Vec<(String, Value)> {
    match list {
        CLAIMS => vec![("mode".to_owned(), "own".into())],
        MEMBERS if !check.part.is_empty() => vec![("function".to_owned(), check.about.as_str().into())],
        _ => Vec::new(),
    }
}
