//! The way to feedback between two: the pages of feedback that this person is one of the two of, and a new one with a colleague.
//! The other one is chosen here, as nobody can be let in later.

mod own;

use leptos::prelude::*;
use muster_shared::access::Audience;
use muster_shared::kinds::pair::{KIND, NAME, ONE, OTHER};
use muster_shared::sheet::people::naming;
use muster_shared::sheet::{Edit, Place, Splice};

use super::open;
use super::router::Route;
use super::shell::Shell;
use super::with_whom::with_whom;
use crate::form::plain::{el, following, with, words, wrong};
use crate::live::{Account, Begin, Opened, my_name_signal};
use crate::store::ForWhom;
use crate::visitor::{self, rank};
use crate::widgets::digests::Digested;
pub(super) use own::OfPair;

/// The part of the page of reviews that leads there.
pub(super) fn part_of(shell: Shell) -> AnyView {
    let says = "Four steps to give feedback and four to receive it, upward as well as downward. Two people read it, and nobody \
        else: it is in no list, search or export of anybody else’s.";
    let side = el("div", "side", vec![words("h2", "", "Feedback between two")]);
    let inside = vec![words("p", "small quiet", says), mine(shell), begin(shell)];
    el("section", "part", vec![side, el("div", "", inside)])
}

/// The pages of feedback that this person is one of the two of.
fn mine(shell: Shell) -> AnyView {
    let one = |one: &Digested| {
        let name = if one.digest.title.is_empty() { KIND.outline().untitled } else { &one.digest.title };
        let href = vec![("href", format!("/d/{}", one.id)), ("dir", "auto".to_owned())];
        let way = with("a", "", href, vec![name.to_owned().into_any()]);
        el("li", "", vec![way, words("p", "small quiet", &one.digest.sentence)])
    };
    following(move || {
        let all = shell.catalogue.digests.shown;
        let mine: Vec<AnyView> = all.with(|all| all.iter().filter(|one| one.kind == KIND).map(one).collect());
        if mine.is_empty() { words("p", "empty", "You share none with anybody yet.") } else { el("ul", "rows", mine) }
    })
}

/// The way to a new one, for those who may begin it.
fn begin(shell: Shell) -> AnyView {
    if !KIND.may_be_begun_by(rank()) {
        return ().into_any();
    }
    let (said, opened) = (RwSignal::new(None::<String>), StoredValue::new_local(None::<Opened>));
    let start = move |other: Account| match make(&other) {
        Ok(begun) => {
            let doc = begun.live().id();
            opened.set_value(Some(begun));
            doc.into_iter().for_each(|doc| shell.router.go(Route::Document(doc)));
        }
        Err(why) => said.set(Some(why)),
    };
    el("div", "", vec![with_whom("Begin feedback with a colleague".to_owned(), Callback::new(start)), wrong(said)])
}

/// Makes a page of feedback with somebody, here and now, also without a network.
fn make(other: &Account) -> Result<Opened, String> {
    let me = Account { id: visitor::own().who().to_owned(), name: my_name_signal().get_untracked() };
    let (doc, lineage) = open::new_ids();
    let for_whom = ForWhom { audience: Audience::Pair, people: vec![other.id.clone()] };
    let opened = open::take(&doc, KIND, Some(Begin { lineage, for_whom, captains: false }));
    let insert = format!("Feedback between {} and {}", me.name, other.name);
    let name = Edit::Write { at: Place::on_sheet(NAME), splice: Splice { at: 0, remove: 0, insert } };
    let person =
        |field: &str, who: &Account| Edit::Set { at: Place::on_sheet(field), to: naming(&who.id, &who.name).into() };
    for edit in [name, person(ONE, &me), person(OTHER, other)] {
        opened.live().edit(&edit).map_err(|error| error.to_string())?;
    }
    Ok(opened)
}
