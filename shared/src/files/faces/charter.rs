//! The views of a charter.

use super::Told;
use super::card::{Bar, Card, LINES_MAX, Line, Part, Ring, Way};
use super::view::View;
use crate::kinds::charter::{CharterView, Claim, Metric, Mode, Summary};
use crate::kinds::org::Captain;
use crate::kinds::talk::Tally;
use crate::names;
use crate::sheet::{Named, Register};
use crate::text::words::{long_day, measured};

/// The metrics beside what a team is for and what it owns.
const METRICS_BESIDE: usize = 3;

/// The card of a view; `None` where the whole is shown.
pub(super) fn card(view: View, item: &str, told: &Told<'_>) -> Option<Card> {
    let charter = CharterView::of(told.from.sheet, told.from.org, told.from.doc);
    Some(match view {
        View::ThreeMs => three_ms(told, &charter),
        View::Coverage => coverage(told),
        View::Metrics => metrics(told, &charter),
        View::Metric => metric(told, &charter, item),
        View::Card => brief(told, &charter),
        _ => return None,
    })
}

fn brief(told: &Told<'_>, charter: &CharterView) -> Card {
    let captain = match &charter.captain {
        Captain::Vacant => "No captain yet".to_owned(),
        Captain::One { name, .. } => Named::read(name).name.to_owned(),
        Captain::Several(_) => "Several people are named".to_owned(),
    };
    let mut facts = vec![("Captain", captain)];
    facts.extend(surfaces(charter, Mode::Own, &contested(told)).map(|owned| ("Own", owned)));
    Card::new(told, "charter")
        .lead(charter.mission.clone())
        .with(Part::Labelled(facts))
        .with(Part::Bars(charter.metrics.iter().take(1).map(bar).collect()))
        .foot(told.beside.agreed.first().map_or("", |whole| whole.says.as_str()))
}

fn three_ms(told: &Told<'_>, charter: &CharterView) -> Card {
    let modes = [("Own", Mode::Own), ("Share", Mode::Share), ("Consult", Mode::Consult)];
    let contested = contested(told);
    let mandate = modes.into_iter().filter_map(|(label, mode)| Some((label, surfaces(charter, mode, &contested)?)));
    Card::new(told, "three Ms")
        .lead(charter.mission.clone())
        .with(Part::Labelled(mandate.collect()))
        .with(Part::Bars(charter.metrics.iter().take(METRICS_BESIDE).map(bar).collect()))
        .or_says("Nothing is written yet of mission, mandate and metrics.")
}

fn coverage(told: &Told<'_>) -> Card {
    let card = Card::new(told, "agreement");
    let Some((whole, sections)) = told.beside.agreed.split_first() else {
        return card.lead("Nobody has agreed to anything yet.");
    };
    let ring =
        |tally: &Tally| Ring { label: tally.title.to_owned(), agreed: tally.agreed, stale: tally.stale, of: tally.of };
    card.with(Part::Rings(vec![Ring { label: "Everything".to_owned(), ..ring(whole) }]))
        .with(Part::Rings(sections.iter().map(ring).collect()))
}

fn metrics(told: &Told<'_>, charter: &CharterView) -> Card {
    Card::new(told, "metrics")
        .with(Part::Bars(charter.metrics.iter().take(LINES_MAX).map(bar).collect()))
        .foot(more(charter.metrics.len()))
        .or_says("No metric is written yet.")
}

fn metric(told: &Told<'_>, charter: &CharterView, item: &str) -> Card {
    let card = Card::new(told, "metric");
    let meant = charter.metrics.iter().find(|metric| item.is_empty() || metric.row.as_str() == item);
    let Some(metric) = meant else { return card.lead("This metric is not there any more.") };
    let read = metric.readings.last().map(|reading| ("Read", long_day(&reading.on)));
    let due = Some(metric.due.words()).filter(|due| !due.is_empty()).map(|due| ("By", long_day(due)));
    let named = [("Source", metric.source.as_str()), ("Owner", Named::read(&metric.owner).name)];
    let named =
        named.into_iter().filter(|(_, words)| !words.is_empty()).map(|(label, words)| (label, words.to_owned()));
    let Bar { now, to, .. } = bar(metric);
    card.with(Part::Big(now, to))
        .with(Part::Bars(vec![Bar { now: String::new(), to: String::new(), ..bar(metric) }]))
        .lines(
            [metric.definition.trim()].iter().filter(|text| !text.is_empty()).map(|text| Line::new(text, "")).collect(),
        )
        .with(Part::Labelled(due.into_iter().chain(read).chain(named).collect()))
}

/// Keys of the surfaces that the team owns and another one too, as far as the teams that are told of say so.
fn contested(told: &Told<'_>) -> Vec<String> {
    let (own, others): (Vec<_>, Vec<_>) = told.teams.iter().partition(|(doc, _)| doc == told.from.doc);
    let others: Vec<&Summary> = others.into_iter().map(|(_, other)| other).collect();
    own.first().map(|(_, own)| own.unsettled(&others).into_keys().collect()).unwrap_or_default()
}

/// The surfaces to which a team stands in one way, in one line; `None` where there are none.
fn surfaces(charter: &CharterView, mode: Mode, contested: &[String]) -> Option<String> {
    let claims = charter.claims.iter().filter(|claim| claim.mode == mode && !claim.name.is_empty());
    let name = |claim: &Claim| match mode == Mode::Own && contested.contains(&names::key(&claim.name)) {
        true => format!("{} (contested)", claim.name),
        false => claim.name.clone(),
    };
    let said: Vec<String> = claims.map(name).collect();
    (!said.is_empty()).then(|| said.join(", "))
}

fn bar(metric: &Metric) -> Bar {
    let now = metric.now();
    let to = metric.target.number();
    Bar {
        name: metric.name.trim().to_owned(),
        now: now.map_or_else(String::new, |now| measured(now, &metric.unit)),
        to: target(&metric.target, &metric.unit).map_or_else(String::new, |to| format!("to {to}")),
        way: Way::of(metric.baseline, now, to),
    }
}

/// The target; where several stand side by side, none can be told.
fn target(target: &Register, unit: &str) -> Option<String> {
    target.number().map(|number| measured(number, unit))
}

fn more(n: usize) -> String {
    if n > LINES_MAX { format!("And {} more.", n - LINES_MAX) } else { String::new() }
}
