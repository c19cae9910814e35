//! Sets to begin from: each arrives as it was written, with the linter's remarks showing.

use leptos::prelude::*;
use muster_shared::kinds::okr::*;
use muster_shared::sheet::{Edit, Value};

use super::remarks::headed;
use super::use_okr::UseOkr;
use crate::form::plain::{
    acting, button, el, following, follows, icon, nothing, of_button, on, while_so, words, wrong,
};
use crate::form::{focus, section, unfolding};

/// The section, for those who may write.
pub(super) fn sets(cx: UseOkr) -> AnyView {
    while_so(
        move || cx.form.can_edit.get() && cx.view.with(|view| view.closed.is_none()),
        move || {
            let chosen = RwSignal::new(None::<usize>);
            let all = unfolding("sets no-print", vec!["Seven sets to look at".into_any()], move || {
                let choose = SETS.iter().enumerate().map(|(at, set)| one(chosen, at, set)).collect();
                let shown = following(move || match chosen.get().and_then(|at| SETS.get(at)) {
                    Some(set) => drawn(cx, set),
                    None => nothing(),
                });
                el("div", "frame", vec![el("div", "setlist", choose), shown])
            });
            section(cx.form, "Start from a set", "sets", String::new, vec![all])
        },
    )
}

fn one(chosen: RwSignal<Option<usize>>, at: usize, set: &'static Suggested) -> AnyView {
    let press = on("click", move |_| chosen.set(Some(at)));
    let is_it = follows("aria-pressed", move || (chosen.get() == Some(at)).to_string());
    acting("button", "", of_button(), vec![press, is_it], vec![set.of.into_any()])
}

/// A set, with what is said about each of its key results.
fn drawn(cx: UseOkr, set: &'static Suggested) -> AnyView {
    let error = RwSignal::new(None::<String>);
    let linted: Vec<(&'static str, Vec<Lint>)> =
        set.results.iter().map(|said| (*said, lint(&KeyResult::of_words(said)))).collect();
    let lacks = |lints: &[Lint]| lints.iter().any(|one| [Rule::NoBaseline, Rule::MoreThanWhat].contains(&one.rule));
    let n_whole = linted.iter().filter(|(_, lints)| !lacks(lints)).count();
    let lead = format!(
        "{SUGGESTED_BY} It arrives with its remarks: {n_whole} of {} key results have a baseline.",
        linted.len()
    );
    let remark = |one: &Lint| {
        let (head, advice) = (one.rule.head(), one.rule.advice());
        el("li", "", vec![icon("i i-look"), el("span", "", vec![words("b", "", headed(head)), advice.into_any()])])
    };
    let result = |(said, lints): &(&'static str, Vec<Lint>)| {
        el("li", "", vec![words("p", "said", *said), el("ul", "rem", lints.iter().map(remark).collect())])
    };
    let take = move || {
        error.set(take(cx, set).err());
    };
    let parts = vec![
        words("p", "claim", set.objective),
        words("p", "small quiet", lead),
        el("ol", "krs", linted.iter().map(result).collect()),
        wrong(error),
        el("div", "acts", vec![button("btn", "Take it, remarks and all", take)]),
        words("p", "small quiet", "Remarks are advice. Nothing stops you; what you dismiss keeps your reason."),
    ];
    el("div", "set", parts)
}

/// Writes a set into the goals: a copy, which no later version of it touches.
fn take(cx: UseOkr, set: &'static Suggested) -> Result<(), String> {
    let add = |list: &'static str, texts: Vec<(String, String)>, values: Vec<(String, Value)>| {
        let after = cx.form.doc.rows(list).with_untracked(|ids| ids.last().cloned());
        cx.form.edit(&Edit::Add { list: list.to_owned(), after, texts, values })
    };
    let text = |name: &str, said: &str| vec![(name.to_owned(), said.to_owned())];
    let Some(objective) = add(OBJECTIVES, text(OBJECTIVE, set.objective), Vec::new())? else { return Ok(()) };
    for said in set.results {
        add(KEY_RESULTS, text(NAME, said), vec![(OBJECTIVE.to_owned(), objective.as_str().into())])?;
    }
    focus::row(cx.form.root, &objective);
    Ok(())
}
