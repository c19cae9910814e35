//! Goals on the home page: the way to each set of them, and to the next one, of the company or of a team.

use leptos::prelude::*;
use muster_shared::id::DocId;
use muster_shared::kinds::okr::{ENDS, KIND, NAME, STARTS, TEAM, TEAM_NAME};
use muster_shared::sheet::{Edit, Place, Splice, Value};
use muster_shared::text::quarter::Quarter;

use crate::boxed::memo;
use crate::browser::today;
use crate::form::plain::{acting, button, el, following, nothing, on, with, words, written};
use crate::live::{Begin, Opened};
use crate::pages::open;
use crate::pages::router::Route;
use crate::pages::shell::{Shell, use_shell};
use crate::store::ForWhom;
use crate::visitor::rank;
use crate::widgets::digests::Digested;

/// A team whose goals are set: its charter and its name; none for those of the company.
type Team = Option<(DocId, String)>;

/// The sets of goals that there are; nothing for those who can neither read nor begin one.
pub(super) fn all_goals() -> AnyView {
    let shell = use_shell();
    let listed = memo(move || {
        let all = shell.catalogue.digests.shown;
        all.with(|all| all.iter().filter(|one| one.kind == KIND).cloned().collect::<Vec<_>>())
    });
    let teams = memo(move || {
        shell.catalogue.listing().charters.with(|all| {
            let own = all.iter().filter(|one| !one.summary.example && !one.summary.name.trim().is_empty());
            own.map(|one| (one.doc.clone(), one.summary.name.trim().to_owned())).collect::<Vec<_>>()
        })
    });
    let (said, opened) = (RwSignal::new(String::new()), StoredValue::new_local(None::<Opened>));
    let begin = move |team: Team| match make(shell, team) {
        Ok(begun) => {
            let doc = begun.live().id();
            opened.set_value(Some(begun));
            doc.into_iter().for_each(|doc| shell.router.go(Route::Document(doc)));
        }
        Err(why) => said.set(why),
    };
    following(move || {
        let (listed, teams) = (listed.get(), teams.get());
        let may_begin = KIND.may_be_begun_by(rank());
        // Where nothing is written down yet there is nobody whose goals they would be.
        if listed.is_empty() && (!may_begin || teams.is_empty()) {
            return nothing();
        }
        let rows = (!listed.is_empty()).then(|| el("ul", "rows strategies", listed.iter().map(one).collect()));
        let company = button("btn word", "Set the company’s goals", move || begin(None));
        let ways = may_begin.then(|| el("div", "acts", vec![company, choice(teams, move |team| begin(Some(team)))]));
        let wrong = following(move || words("p", "wrong", said.get()));
        let side =
            el("div", "side", vec![with("h2", "", vec![("id", "h-goals".to_owned())], vec!["Goals".into_any()])]);
        let parts = [side].into_iter().chain(rows).chain(ways).chain([wrong]).collect();
        with("section", "part", vec![("aria-labelledby", "h-goals".to_owned())], parts)
    })
}

/// The choice of a team whose goals are set.
fn choice(teams: Vec<(DocId, String)>, begin: impl Fn((DocId, String)) + 'static) -> AnyView {
    let option = |value: &str, says: &str| {
        with("option", "", vec![("value", value.to_owned())], vec![says.to_owned().into_any()])
    };
    let first = option("", "Set a team’s goals…");
    let options = [first].into_iter().chain(teams.iter().map(|(doc, name)| option(doc.as_str(), name))).collect();
    let take = on("change", move |event| {
        let chosen = event_target_value(&event);
        teams.iter().find(|(doc, _)| doc.as_str() == chosen).into_iter().for_each(|team| begin(team.clone()));
    });
    let label = vec![("aria-label", "Set the goals of a team".to_owned())];
    acting("select", "ctl", label, vec![take], options)
}

fn one(goals: &Digested) -> AnyView {
    let name = if goals.digest.title.is_empty() { "Goals without a name" } else { &goals.digest.title };
    let href = vec![("href", format!("/d/{}", goals.id)), ("dir", "auto".to_owned())];
    let example = if goals.digest.example { " Part of the example." } else { "" };
    let says = written("span", "small quiet", &format!("{}{example}", goals.digest.sentence));
    el("li", "", vec![el("p", "", vec![with("a", "", href, vec![name.to_owned().into_any()]), " ".into_any(), says])])
}

/// Makes a set of goals for the quarter of today, here and now, also without a network.
fn make(shell: Shell, team: Team) -> Result<Opened, String> {
    let (doc, lineage) = open::new_ids();
    let opened = open::take(&doc, KIND, Some(Begin { lineage, for_whom: ForWhom::default(), captains: false }));
    let quarter = Quarter::of(&today());
    let whose = team.as_ref().map_or_else(|| shell.org_name.get_untracked(), |(_, name)| name.clone());
    let months = quarter.as_ref().map(|quarter| quarter.name.clone()).unwrap_or_default();
    let insert = format!("{whose}: goals, {months}").trim_start_matches(": ").trim_end_matches(", ").to_owned();
    let name = Edit::Write { at: Place::on_sheet(NAME), splice: Splice { at: 0, remove: 0, insert } };
    let days = quarter.into_iter().flat_map(|quarter| [(STARTS, quarter.starts), (ENDS, quarter.ends)]);
    let team = team.into_iter().flat_map(|(doc, name)| [(TEAM, String::from(doc)), (TEAM_NAME, name)]);
    let set = |(field, to): (&'static str, String)| Edit::Set { at: Place::on_sheet(field), to: Value::from(to) };
    for edit in [name].into_iter().chain(days.chain(team).map(set)) {
        opened.live().edit(&edit).map_err(|error| error.to_string())?;
    }
    Ok(opened)
}
