//! Advice on goals, computed and never stored: warnings only, and nothing is stopped by one.

use super::lint::lint;
use super::pace::{Pace, Standing};
use super::schema::{KEY_RESULTS, OBJECTIVES, ON, STARTS, TO_DUE, WAS_DUE};
use super::view::{KeyResult, OkrView};
use crate::id::RowId;
use crate::text::words::{counted, day_number, long_day};

/// So many objectives are enough for a company's quarter, and so many key results for an objective.
const FEWEST: usize = 3;
const MOST: usize = 5;
/// A target that moves in so many days before it is due says so.
const LATE_DAYS: i64 = 14;
/// Words by which a number comes from a survey.
const SURVEYS: [&str; 4] = ["survey", "pulse", "comfortable asking", "trust battery"];
/// So many days at nine tenths are long.
const NEARLY_DAYS: i64 = 21;
const NEARLY: f64 = 0.9;

/// One piece of advice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
    /// The list or the value that it stands beside.
    pub beside: &'static str,
    /// The row it is about, if it is about one.
    pub row: Option<RowId>,
    /// Its name in a document, by which it is dismissed.
    pub key: &'static str,
    /// A few words for its head.
    pub head: String,
    /// The facts, and the next thing to do.
    pub advice: String,
}

/// Everything noticed about goals on the day `today`; what somebody dismissed is left out.
pub fn checks(view: &OkrView, today: &str) -> Vec<Check> {
    let mut found = of_cycle(view);
    for objective in &view.objectives {
        let named = objective.results.iter().filter(|one| !one.metric.name.trim().is_empty()).count();
        if !objective.words.is_empty() && !(FEWEST..=MOST).contains(&named) {
            found.push(Check {
                beside: OBJECTIVES,
                row: Some(objective.row.clone()),
                key: "count",
                head: counted(named, "key result", "key results"),
                advice: "Three to five show an objective from more than one side and can still be remembered."
                    .to_owned(),
            });
        }
    }
    found.extend(view.results().flat_map(|result| of_result(view, result, today)));
    found
}

fn of_cycle(view: &OkrView) -> Vec<Check> {
    let about = |beside, key, head: String, advice: String| Check { beside, row: None, key, head, advice };
    let mut found = Vec::new();
    if !view.starts.is_empty() && !view.ends.is_empty() && view.ends <= view.starts {
        let advice = format!(
            "It ends on {} and begins on {}. Change one of the days; nothing that was read is lost.",
            long_day(&view.ends),
            long_day(&view.starts)
        );
        found.push(about(STARTS, "backwards", "The cycle ends before it begins".to_owned(), advice));
    }
    let n = view.objectives.iter().filter(|one| !one.words.is_empty()).count();
    // Teams set as many as they can carry: the count is for the company's quarter.
    if view.team.is_none() && n > 0 && !(FEWEST..=MOST).contains(&n) {
        let advice = "For a company and a quarter three to five are enough to choose by, and few enough to remember.";
        found.push(about(OBJECTIVES, "count", counted(n, "objective", "objectives"), advice.to_owned()));
    }
    found
}

/// The remarks on a key result.
pub fn of_result(view: &OkrView, result: &KeyResult, today: &str) -> Vec<Check> {
    let row = || Some(result.metric.row.clone());
    let check =
        |key, head: &str, advice: String| Check { beside: KEY_RESULTS, row: row(), key, head: head.to_owned(), advice };
    let linted =
        lint(result).into_iter().map(|one| check(one.rule.key(), one.rule.head(), one.rule.advice().to_owned()));
    let mut found: Vec<Check> = linted.collect();
    if view.closed.is_none() {
        found.extend(
            no_reading(view, result, today).map(|advice| check("no-reading", "No reading for two weeks", advice)),
        );
        found.extend(
            no_first_survey(view, result)
                .map(|advice| check("first-survey", "It begins before its first survey", advice)),
        );
        found.extend(falling(result).map(|advice| check("falling", "Confidence down twice", advice)));
        found.extend(nearly(view, result, today).map(|advice| check("nearly", "Nine tenths for three weeks", advice)));
    }
    found.extend(moved_late(result).map(|advice| check("moved-late", "Target moved late", advice)));
    found.extend(outside(view, result, today).map(|advice| check("outside", "A reading outside the cycle", advice)));
    found.retain(|one| !result.is_dismissed(one.key));
    found
}

fn no_reading(view: &OkrView, result: &KeyResult, today: &str) -> Option<String> {
    let Standing::Old(last) = view.standing(result, today) else { return None };
    Some(match last.as_str() {
        "" => "Nobody has read it yet. A number with no comment is better than none.".to_owned(),
        last => format!("The last one is of {}. A number with no comment is better than none.", long_day(last)),
    })
}

/// A number that a survey gives, and that nobody asked for before the cycle begins: nothing shows later what the goal changed.
fn no_first_survey(view: &OkrView, result: &KeyResult) -> Option<String> {
    let metric = &result.metric;
    let said = format!("{} {}", metric.name, metric.source).to_lowercase();
    let is_of_survey = SURVEYS.iter().any(|word| said.contains(word));
    let was_asked = metric.baseline.is_some()
        && !metric.baseline_on.is_empty()
        && metric.baseline_on.as_str() <= view.starts.as_str();
    (is_of_survey && !view.starts.is_empty() && !was_asked).then(|| {
        let starts = long_day(&view.starts);
        format!("Ask it once in the same words before {starts}, and write the number and its day as the baseline.")
    })
}

fn falling(result: &KeyResult) -> Option<String> {
    let all = result.confidence();
    let [.., (_, first), (_, second), (_, third)] = all.as_slice() else { return None };
    (first > second && second > third).then(|| {
        format!("{first}, then {second}, then {third}. What would have to be true to reach it? Change the plan, or say that you will miss it.")
    })
}

/// A number that has been close to its target for long.
fn nearly(view: &OkrView, result: &KeyResult, today: &str) -> Option<String> {
    let pace = Pace::of(&result.metric, &view.days(today))?;
    let is_near = |value: f64| (NEARLY..1.0).contains(&pace.share(value));
    let latest = result.metric.readings.iter().rev().take_while(|reading| is_near(reading.value)).last()?;
    let days = day_number(today)? - day_number(&latest.on)?;
    (days >= NEARLY_DAYS).then(|| {
        let since = long_day(&latest.on);
        format!("It has been close since {since}. Say what is left, or call it reached and turn to something else.")
    })
}

fn moved_late(result: &KeyResult) -> Option<String> {
    let is_late = |row: &&crate::sheet::Row| {
        let due = [row.value(WAS_DUE), row.value(TO_DUE)].into_iter().find(|day| !day.is_vacant());
        let due = due.map_or(result.metric.due.words(), |day| day.words());
        let days = day_number(due).zip(day_number(row.value(ON).words())).map(|(due, on)| due - on);
        days.is_some_and(|days| days <= LATE_DAYS)
    };
    let late = result.moves.iter().find(is_late)?;
    let on = long_day(late.value(ON).words());
    Some(format!("It moved on {on}, within two weeks of its day. The old target stays beside the number."))
}

fn outside(view: &OkrView, result: &KeyResult, today: &str) -> Option<String> {
    let is_outside =
        |on: &str| !on.is_empty() && ((!view.starts.is_empty() && on < view.starts.as_str()) || on > today);
    // A charter reads its metrics the whole year round.
    let strange =
        result.metric.readings.iter().find(|reading| result.of_charter.is_none() && is_outside(&reading.on))?;
    Some(format!("One is of {}. It stays; read it again if the day is wrong.", long_day(&strange.on)))
}

#[cfg(test)]
mod tests;
