//! All series of reviews, what each is for, and the way to begin one.

use leptos::prelude::*;
use muster_shared::id::DocId;
use muster_shared::kinds::Kind;
use muster_shared::kinds::series::{
    self, ITEM_MINUTES, MINUTES, NAME, PRESET, PRESETS, PURPOSE, Preset, RHYTHM, STANDING, TITLE, TYPE, ZONE,
};
use muster_shared::sheet::{Edit, Place, Splice, Value};

use super::desk::{Desk, use_desk};
use super::hold;
use super::router::Route;
use super::worksheet::for_whom::ForWhomField;
use crate::form::plain::{button, el, following, with, words, written};
use crate::lean::memo;
use crate::live::{Begin, LiveDoc, Opened};
use crate::store::ForWhom;
use crate::visitor::rank;
use crate::widgets::digests::Digested;
use crate::widgets::series::zone_here;

/// The page of all series.
#[component]
pub(crate) fn Reviews() -> impl IntoView {
    let desk = use_desk();
    desk.name_page(|| "Reviews".to_owned());
    let listed = memo(move || {
        let of = |kind: Kind| move |one: &&Digested| one.kind == kind;
        desk.shelf.digests.shown.with(|digests| digests.iter().filter(of(series::KIND)).cloned().collect::<Vec<_>>())
    });
    let list = following(move || {
        let listed = listed.get();
        match listed.is_empty() {
            true => words(
                "p",
                "empty",
                "No series of reviews has been begun. Choose one below: it comes with a purpose and an agenda that you can change.",
            ),
            false => el("ol", "rows", listed.iter().map(one).collect()),
        }
    });
    let said = RwSignal::new(String::new());
    let opened = StoredValue::new_local(None::<Opened>);
    let for_whom = RwSignal::new(ForWhom::default());
    let may_begin = series::KIND.may_be_begun_by(rank());
    let begin = may_begin.then(|| {
        let door = |preset: &'static Preset| {
            let press = move || match make(preset, for_whom.get_untracked()) {
                Ok((doc, begun)) => {
                    opened.set_value(Some(begun));
                    go(desk, doc);
                }
                Err(why) => said.set(why),
            };
            let about = words("p", "small quiet", preset.purpose);
            el("li", "", vec![button("btn", format!("Begin a {}", preset.name.to_lowercase()), press), about])
        };
        let doors = el("ul", "rows begin", PRESETS.iter().map(door).collect());
        let whom = view! { <ForWhomField chosen=for_whom/> }.into_any();
        part("Begin", vec![whom, doors, following(move || words("p", "wrong", said.get()))])
    });
    let head = el(
        "header",
        "part title",
        vec![
            words("h1", "team", "Reviews"),
            words("p", "captain", "Reviews give context and debate. They decide nothing: captains do, in their logs."),
        ],
    );
    let pack = with("a", "btn", vec![("href", "/import".to_owned())], vec!["Open a pack".into_any()]);
    let about = "Somebody took a review along as a file? It opens here, also without a connection, and what was written in it comes back.";
    let packs = part("Packs", vec![words("p", "small quiet", about), el("p", "acts", vec![pack])]);
    let parts = [Some(head), Some(part("Series", vec![list])), begin, Some(packs)].into_iter().flatten().collect();
    el("div", "sheet muster-series", vec![el("div", "doc", parts)])
}

fn part(name: &'static str, inside: Vec<AnyView>) -> AnyView {
    let side = el("div", "side", vec![words("h2", "", name)]);
    el("section", "part", vec![side, el("div", "", inside)])
}

fn one(series: &Digested) -> AnyView {
    let name = if series.digest.title.is_empty() { "A series without a name" } else { &series.digest.title };
    let way = with(
        "a",
        "",
        vec![("href", format!("/d/{}", series.id)), ("dir", "auto".to_owned())],
        vec![name.to_owned().into_any()],
    );
    let example = if series.digest.example { " Part of the example." } else { "" };
    el("li", "", vec![way, written("p", "small quiet", &format!("{}{example}", series.digest.sentence))])
}

fn go(desk: Desk, doc: DocId) {
    desk.router.go(Route::Document(doc));
}

/// Makes a series of a preset, here and now, also without a network.
fn make(preset: &Preset, for_whom: ForWhom) -> Result<(DocId, Opened), String> {
    let (doc, lineage) = hold::new_ids();
    let opened = hold::take(&doc, series::KIND, Some(Begin { lineage, for_whom }));
    fill(opened.live(), preset).map_err(|error| error.to_string())?;
    Ok((doc, opened))
}

fn fill(doc: LiveDoc, preset: &Preset) -> Result<(), muster_shared::sheet::EditError> {
    for (text, words) in [(NAME, preset.name), (PURPOSE, preset.purpose)] {
        let splice = Splice { at: 0, remove: 0, insert: words.to_owned() };
        doc.edit(&Edit::Write { at: Place::on_sheet(text), splice })?;
    }
    let zone = zone_here().map(|zone| (ZONE, Value::from(zone)));
    let values = [
        (PRESET, Value::from(preset.word)),
        (MINUTES, f64::from(preset.minutes).into()),
        (RHYTHM, "FREQ=WEEKLY".into()),
    ];
    for (name, to) in values.into_iter().chain(zone) {
        doc.edit(&Edit::Set { at: Place::on_sheet(name), to })?;
    }
    let mut after = None;
    for (title, sort, minutes) in preset.standing {
        let texts = vec![(TITLE.to_owned(), (*title).to_owned())];
        let values = vec![(TYPE.to_owned(), Value::from(*sort)), (ITEM_MINUTES.to_owned(), f64::from(*minutes).into())];
        after = doc.edit(&Edit::Add { list: STANDING.to_owned(), after, texts, values })?;
    }
    Ok(())
}
