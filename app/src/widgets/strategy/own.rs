//! The parts of a strategy's rows that its outline does not say: the teams that serve a focus, the choice of a focus, and what is
//! noticed about a row.

use leptos::prelude::*;
use muster_shared::id::RowId;
use muster_shared::kinds::strategy::{FOCUS, FOCUSES, StrategyView, Team};
use muster_shared::kinds::talk::Anchor;
use muster_shared::sheet::Place;

use super::sight::team_link;
use super::use_strategy::UseStrategy;
use crate::boxed::memo;
use crate::form::plain::{el, following, icon, nothing, with, words};
use crate::form::{Choice, Looks};
use crate::talk::said::Said;
use crate::widgets::outline::{At, Face, Own};
use crate::words::long_day;

/// The strategy's own parts.
pub(super) struct OfStrategy(pub(super) UseStrategy);

impl Own for OfStrategy {
    fn choices(&self, at: &At) -> Option<Signal<Vec<(String, String)>>> {
        let cx = self.0;
        let focuses = move || {
            let of = |view: &StrategyView| {
                view.focuses.iter().map(|focus| (focus.row.to_string(), focus.name.clone())).collect::<Vec<_>>()
            };
            cx.view.with(of)
        };
        matches!(at, At::Row(_, _, FOCUS)).then(|| memo(focuses).into())
    }

    fn below(&self, face: Face, list: &'static str, row: &RowId) -> Option<AnyView> {
        let (cx, row) = (self.0, row.clone());
        match list {
            FOCUSES => Some(following(move || served(cx, &row))),
            // A pointer to a focus is none of the outline's fields: it reads as the focus is called.
            _ if face.form.doc.which()?.1.schema().list(list)?.value(FOCUS).is_some() => {
                let held = face.form.in_row(list, &row, FOCUS);
                let options = self.choices(&At::Row(list, row, FOCUS))?;
                let reads = memo(move || match held.register.with(|held| held.words().to_owned()) {
                    none if none.is_empty() => none,
                    of => {
                        let is_it = |(row, _): &&(String, String)| *row == of;
                        let named = options.with(|all| all.iter().find(is_it).map(|(_, name)| name.clone()));
                        named.unwrap_or_else(|| "A focus that was removed".to_owned())
                    }
                });
                let (label, hint) = ("Focus".to_owned(), "for which focus?".to_owned());
                let looks = Looks { label, hint, face: Some(reads.into()), ..Looks::default() };
                let field = view! { <Choice held options looks/> }.into_any();
                Some(el("span", "small quiet of-focus", vec![field]))
            }
            _ => None,
        }
    }

    fn suggests(&self, field: &'static str) -> Vec<String> {
        untrack(|| self.0.suggests(field))
    }

    fn noticed(&self, list: &'static str, row: &RowId) -> Vec<(String, String)> {
        noticed(self.0, list, Some(row))
    }
}

/// Remarks on a row, or on what stands beside no row: a heading and advice each.
pub(super) fn noticed(cx: UseStrategy, beside: &str, row: Option<&RowId>) -> Vec<(String, String)> {
    cx.checks.with(|checks| {
        let about = checks.iter().filter(|check| check.beside == beside && check.row.as_ref() == row);
        about.map(|check| (check.remark.head().to_owned(), check.remark.advice())).collect()
    })
}

/// The words that people say about a text of the strategy.
pub(super) fn said_of(cx: UseStrategy, text: &'static str) -> AnyView {
    let (anchor, place) = (Anchor::new(text, None), Place::on_sheet(text));
    view! { <Said talk=cx.talk anchor text=Some(place)/> }.into_any()
}

/// The teams that serve a focus; where there are none, the gap.
fn served(cx: UseStrategy, row: &RowId) -> AnyView {
    let found = cx.sight.with(|sight| {
        let (focus, teams) = sight.focuses.iter().find(|(focus, _)| focus.row == *row)?;
        let teams: Vec<Team> = teams.iter().map(|at| sight.teams[*at].0.clone()).collect();
        Some((focus.clone(), teams))
    });
    match found {
        None => nothing(),
        Some((focus, teams)) if teams.is_empty() => match cx.today.with_value(|today| focus.waits(today)) {
            true => words("p", "small quiet", format!("Waits for a team until {}.", long_day(&focus.waits_until))),
            false => el("p", "gapline", vec![icon("i i-look look"), words("span", "", "No team points here.")]),
        },
        Some((_, teams)) => {
            let links = teams.iter().map(|team| el("li", "", vec![team_link(team)])).collect();
            with("ul", "teams", vec![("aria-label", "Teams that point here".to_owned())], links)
        }
    }
}
