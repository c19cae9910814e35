//! The strategy on the home page: the way to it, and for leaders the way to the first one.

use leptos::prelude::*;
use muster_shared::kinds::strategy::{KIND, NAME, SINCE};
use muster_shared::sheet::{Edit, Place, Splice};

use crate::boxed::memo;
use crate::browser::today;
use crate::form::plain::{button, el, following, nothing, with, words, written};
use crate::live::{Begin, Opened};
use crate::pages::open;
use crate::pages::router::Route;
use crate::pages::shell::{Shell, use_shell};
use crate::store::ForWhom;
use crate::visitor::rank;
use crate::widgets::digests::Digested;

/// The strategies that there are; nothing for those who can neither read nor begin one.
pub(super) fn strategies() -> AnyView {
    let shell = use_shell();
    let listed = memo(move || {
        let all = shell.catalogue.digests.shown;
        all.with(|all| all.iter().filter(|one| one.kind == KIND).cloned().collect::<Vec<_>>())
    });
    let (said, opened) = (RwSignal::new(String::new()), StoredValue::new_local(None::<Opened>));
    following(move || {
        let listed = listed.get();
        let may_begin = KIND.may_be_begun_by(rank()) && !listed.iter().any(|one| !one.digest.example);
        if listed.is_empty() && !may_begin {
            return nothing();
        }
        let begin = move || match make(shell) {
            Ok(begun) => {
                let doc = begun.live().id();
                opened.set_value(Some(begun));
                doc.into_iter().for_each(|doc| shell.router.go(Route::Document(doc)));
            }
            Err(why) => said.set(why),
        };
        let begin = may_begin.then(|| el("p", "acts", vec![button("btn word", "Write the strategy", begin)]));
        let rows = (!listed.is_empty()).then(|| el("ul", "rows strategies", listed.iter().map(one).collect()));
        let wrong = following(move || words("p", "wrong", said.get()));
        let side =
            el("div", "side", vec![with("h2", "", vec![("id", "h-strategy".to_owned())], vec!["Strategy".into_any()])]);
        let parts = [side].into_iter().chain(rows).chain(begin).chain([wrong]).collect();
        with("section", "part", vec![("aria-labelledby", "h-strategy".to_owned())], parts)
    })
}

fn one(strategy: &Digested) -> AnyView {
    let name = if strategy.digest.title.is_empty() { "A strategy without a name" } else { &strategy.digest.title };
    let href = vec![("href", format!("/d/{}", strategy.id)), ("dir", "auto".to_owned())];
    let example = if strategy.digest.example { " Part of the example." } else { "" };
    let says = written("span", "small quiet", &format!("{}{example}", strategy.digest.sentence));
    el("li", "", vec![el("p", "", vec![with("a", "", href, vec![name.to_owned().into_any()]), " ".into_any(), says])])
}

/// Makes a strategy, here and now, also without a network. It bears the name of the company and holds from today on.
fn make(shell: Shell) -> Result<Opened, String> {
    let (doc, lineage) = open::new_ids();
    let opened = open::take(&doc, KIND, Some(Begin { lineage, for_whom: ForWhom::default(), captains: false }));
    let name = Edit::Write {
        at: Place::on_sheet(NAME),
        splice: Splice { at: 0, remove: 0, insert: shell.org_name.get_untracked() },
    };
    let since = Edit::Set { at: Place::on_sheet(SINCE), to: today().into() };
    for edit in [name, since] {
        opened.live().edit(&edit).map_err(|error| error.to_string())?;
    }
    Ok(opened)
}
