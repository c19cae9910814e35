//! The checks on what a team heard from customers.

use super::super::heard::{FRESH_DAYS, Heard};
use super::super::schema::{CUSTOMER, JOB};
use super::super::view::CharterView;
use super::found::Check;
use super::sort::{NO_CONTACT, NO_EVIDENCE};
use crate::sheet::{Named, Sheet};
use crate::text::words::{days_later, long_day};

/// Evidence is old after so many days.
const EVIDENCE_DAYS: i64 = 90;

/// The checks on evidence, and on the people who met no customer lately.
pub(super) fn of_heard(sheet: &Sheet, view: &CharterView) -> Vec<Check> {
    let heard = Heard::all(sheet);
    evidence(sheet, &heard).into_iter().chain(contacts(view, &heard)).collect()
}

/// The check that somebody noted lately what a customer said. Where neither the customer nor their job is written down, that
/// comes first.
fn evidence(sheet: &Sheet, heard: &[Heard<'_>]) -> Option<Check> {
    if [CUSTOMER, JOB].iter().all(|text| sheet.text(text).trim().is_empty()) {
        return None;
    }
    let days = heard.iter().filter(|heard| !heard.what.is_empty()).map(|heard| heard.on);
    Some(match days.max() {
        None => Check::of(&NO_EVIDENCE, ""),
        Some(day) => {
            let about = format!("The latest is of {}. ", long_day(day));
            Check::of(&NO_EVIDENCE, about).since(days_later(day, EVIDENCE_DAYS + 1))
        }
    })
}

/// The people who noted nothing lately, each once. In a team that notes nothing at all, each by themselves says no more.
fn contacts(view: &CharterView, heard: &[Heard<'_>]) -> Vec<Check> {
    let mut found: Vec<Check> = Vec::new();
    for member in view.members.iter().filter(|member| !heard.is_empty() && !member.name.trim().is_empty()) {
        let named = Named::read(&member.name);
        let first = view.members.iter().find(|one| Named::read(&one.name).is(&named));
        if first.is_some_and(|first| first.row != member.row) {
            continue;
        }
        let own = heard.iter().filter(|heard| Named::read(heard.by).is(&named));
        let check = Check::in_row(&NO_CONTACT, &member.row, named.name);
        found.push(match own.map(|heard| heard.on).max() {
            None => check,
            Some(day) => check.since(days_later(day, FRESH_DAYS + 1)),
        });
    }
    found
}
