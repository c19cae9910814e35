//! The checks on a charter's head, its mission, its people and how it decides.

use super::super::schema::{
    CUSTOMER, DECIDE, EXCELLENT, GOAL, JOB, LINE, LOOKED_ON, LOOKS, NON_NEGOTIABLES, REVIEW_ON,
};
use super::super::stand::Mode;
use super::super::view::CharterView;
use super::super::week::{Over, Share, over};
use super::found::Check;
use super::sort::{
    FEW_OWN_WORDS, HOLE, LONG_MISSION, NO_CAPTAIN, NO_CUSTOMER, NO_GOAL, NO_JOB, NO_MISSION, NO_PEOPLE, NO_REVIEW_DAY,
    NO_RULES, NO_STANDARD, NOT_DECIDED, NOTHING_DECIDED, OVER_A_WEEK, PAST_END, REVIEW_DUE, SEVERAL_CAPTAINS,
    UNCONFIRMED, VAGUE_MISSION,
};
use crate::kinds::org::Captain;
use crate::names;
use crate::sheet::{Named, Sheet};
use crate::text::vague;
use crate::text::words::{days_later, listed, long_day};

/// A mission has so many words at most.
const WORDS_MAX: usize = 40;
/// A charter is looked at again after so many days at most.
const REVIEW_DAYS: i64 = 90;

/// The checks on head and mission.
pub(super) fn of_head(sheet: &Sheet, view: &CharterView) -> Vec<Check> {
    let mut found = Vec::new();
    if let Some(ends) = &view.ends {
        found.push(Check::of(&PAST_END, long_day(ends)).since(days_later(ends, 1)));
    }
    found.extend(review(sheet));
    let is_empty = |text: &str| sheet.text(text).trim().is_empty();
    found.extend(is_empty(GOAL).then(|| Check::of(&NO_GOAL, "")));
    found.extend(match &view.captain {
        Captain::Vacant => Some(Check::of(&NO_CAPTAIN, "")),
        Captain::One { .. } => None,
        Captain::Several(register) => Some(Check::of(&SEVERAL_CAPTAINS, register.writes.len().to_string())),
    });
    found.extend(match view.mission.split_whitespace().count() {
        0 => Some(Check::of(&NO_MISSION, "")),
        n if n > WORDS_MAX => Some(Check::of(&LONG_MISSION, n.to_string())),
        _ => None,
    });
    let vague = vague(&view.mission);
    found.extend((!vague.is_empty()).then(|| Check::of(&VAGUE_MISSION, listed(&vague))));
    found.extend(is_empty(CUSTOMER).then(|| Check::of(&NO_CUSTOMER, "")));
    found.extend(is_empty(JOB).then(|| Check::of(&NO_JOB, "")));
    found
}

/// The check on the day of the next look at the charter: the one that was set, or so many days after the last look.
fn review(sheet: &Sheet) -> Option<Check> {
    let looks = sheet.rows(LOOKS).map(|row| row.value(LOOKED_ON).words());
    let (last, next) = (looks.max().unwrap_or_default(), sheet.value(REVIEW_ON).words());
    let latest = (!last.is_empty()).then(|| days_later(last, REVIEW_DAYS + 1));
    let set = (!next.is_empty() && next > last).then(|| next.to_owned());
    let Some(day) = set.into_iter().chain(latest).min() else { return Some(Check::of(&NO_REVIEW_DAY, "")) };
    let about = match last {
        "" => String::new(),
        last => format!("It was last read as a whole on {}. ", long_day(last)),
    };
    Some(Check::of(&REVIEW_DUE, about).since(day))
}

/// The checks on people, decisions and rules.
pub(super) fn of_team(sheet: &Sheet, view: &CharterView) -> Vec<Check> {
    let mut found = Vec::new();
    found.extend(view.members.is_empty().then(|| Check::of(&NO_PEOPLE, "")));
    // Where nobody is named at all, each function by itself says no more.
    let holes = view.holes().into_iter().filter(|_| !view.members.is_empty());
    found.extend(holes.map(|hole| Check::of(&HOLE, hole.clone()).part(names::key(&hole))));
    found.extend(over_a_week(view));
    found.extend(decided(sheet, view));
    found.extend(sheet.text(EXCELLENT).trim().is_empty().then(|| Check::of(&NO_STANDARD, "")));
    found.extend(sheet.rows(NON_NEGOTIABLES).next().is_none().then(|| Check::of(&NO_RULES, "")));
    found
}

/// People whose shares in the team add up to more than a week, each at the last row of the time in which they do.
fn over_a_week(view: &CharterView) -> Vec<Check> {
    let mut by_person: Vec<(Named<'_>, Vec<&Share>)> = Vec::new();
    let all = Share::all(view.members.iter());
    for share in &all {
        let named = Named::read(&share.person);
        match by_person.iter_mut().find(|(known, _)| known.is(&named)) {
            Some((_, shares)) => shares.push(share),
            None => by_person.push((named, vec![share])),
        }
    }
    let found = by_person.iter().flat_map(|(named, shares)| {
        let check = |time: Over| {
            let last = time.places.last().and_then(|at| shares.get(*at))?;
            Some(Check::in_row(&OVER_A_WEEK, &last.row, named.name).since(time.from).till(time.until))
        };
        over(shares).into_iter().filter_map(check).collect::<Vec<_>>()
    });
    found.collect()
}

/// The check that the team decides about all that it owns.
fn decided(sheet: &Sheet, view: &CharterView) -> Option<Check> {
    let owned: Vec<&str> =
        view.claims.iter().filter(|claim| claim.mode == Mode::Own).map(|claim| claim.name.as_str()).collect();
    let lines: Vec<String> = sheet.rows(DECIDE).map(|row| names::key(row.text(LINE))).collect();
    if owned.is_empty() {
        return None;
    }
    if lines.iter().all(String::is_empty) {
        return Some(Check::of(&NOTHING_DECIDED, ""));
    }
    let is_said = |name: &str| lines.iter().any(|line| line.contains(&names::key(name)));
    let open: Vec<String> = owned.into_iter().filter(|name| !is_said(name)).map(|name| format!("“{name}”")).collect();
    (!open.is_empty()).then(|| Check::of(&NOT_DECIDED, listed(&open)))
}

/// The check that the captain agrees to the words of these sections, which they do not; none where there are none.
pub fn unconfirmed(sections: &[String]) -> Option<Check> {
    (!sections.is_empty()).then(|| Check::of(&UNCONFIRMED, listed(sections)))
}

/// The check that at least half of those who are asked said the mission in their own words. One person alone need not.
pub fn few_own_words(n_said: usize, n_asked: usize) -> Option<Check> {
    let are_few = n_asked > 1 && n_said * 2 < n_asked;
    are_few.then(|| Check::of(&FEW_OWN_WORDS, format!("{n_said} of {n_asked}")))
}
