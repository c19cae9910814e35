//! All series of reviews: what they ask of this person, when the next ones take place, what each is for, and the way to begin
//! one.

use leptos::prelude::*;
use muster_shared::access::Audience;
use muster_shared::asks::Sort;
use muster_shared::id::DocId;
use muster_shared::kinds::Kind;
use muster_shared::kinds::series::{
    self, ITEM_MINUTES, MINUTES, NAME, PRESET, PRESETS, PURPOSE, Preset, RHYTHM, STANDING, TITLE, TYPE, ZONE,
};
use muster_shared::names;
use muster_shared::sheet::{Edit, Place, Splice, Value};

use super::foryou::{Part, UseForYou};
use super::router::Route;
use super::shell::{Shell, use_shell};
use super::with_whom::with_whom;
use super::worksheet::for_whom::ForWhomField;
use super::{open, pair};
use crate::boxed::memo;
use crate::form::plain::{acting, button, el, following, on, while_so, with, words, written};
use crate::live::{Account, Begin, LiveDoc, Opened, my_name_signal};
use crate::store::ForWhom;
use crate::visitor::rank;
use crate::widgets::digests::Digested;
use crate::widgets::series::zone_here;

/// From so many series on there is a field to find one.
const FILTER_FROM: usize = 7;
/// So many sorts of meeting, which most teams have, are shown without a press.
const FIRST: usize = 5;
/// The things that reviews ask of people.
const OF_REVIEWS: &[Sort] = &[Sort::Advice, Sort::Promise, Sort::Draft, Sort::Action, Sort::Review];

/// The page of all series.
#[component]
pub(crate) fn Reviews() -> impl IntoView {
    let shell = use_shell();
    shell.name_page(|| "Reviews".to_owned());
    let begin = series::KIND.may_be_begun_by(rank()).then(|| begin_one(shell));
    let head = el(
        "header",
        "part title",
        vec![
            words("h1", "team", "Reviews"),
            words("p", "captain", "Reviews give context and debate. They decide nothing: captains do, in their logs."),
        ],
    );
    let cx = UseForYou::start(shell, false);
    let next = [cx.part(Part::List(OF_REVIEWS)), cx.part(Part::Week("Next", true))].map(Some);
    let pack = with("a", "btn", vec![("href", "/import".to_owned())], vec!["Open a pack".into_any()]);
    let about = "Somebody took a review along as a file? It opens here, also without a connection, and what was written in it comes back.";
    let packs = part("Packs", vec![words("p", "small quiet", about), el("p", "acts", vec![pack])]);
    let for_two = Some(pair::part_of(shell));
    let parts = [Some(head)].into_iter().chain(next).chain([Some(all_series(shell)), begin, for_two, Some(packs)]);
    let parts = parts.flatten().collect();
    el("div", "sheet muster-series without-margin", vec![el("div", "doc", parts)])
}

/// All series, and a field that finds one where there are many.
fn all_series(shell: Shell) -> AnyView {
    let listed = memo(move || {
        let of = |kind: Kind| move |one: &&Digested| one.kind == kind;
        shell
            .catalogue
            .digests
            .shown
            .with(|digests| digests.iter().filter(of(series::KIND)).cloned().collect::<Vec<_>>())
    });
    let sought = RwSignal::new(String::new());
    let list = following(move || {
        let mut listed = listed.get();
        let is_empty = listed.is_empty();
        let words_of = names::sought(&sought.get());
        listed.retain(|one| {
            names::has_words(&names::sought(&format!("{} {}", one.digest.title, one.digest.sentence)), &words_of)
        });
        match is_empty {
            true => words(
                "p",
                "empty",
                "No series of reviews has been begun. Choose one below: it comes with a purpose and an agenda that you can change.",
            ),
            false if listed.is_empty() => words("p", "quiet", "No series has these words."),
            false => el("ol", "rows listed", listed.iter().map(one).collect()),
        }
    });
    let filter = while_so(move || listed.with(Vec::len) >= FILTER_FROM, move || filter(sought));
    part("Series", vec![filter, list])
}

/// The doors to a new series, one for each preset.
fn begin_one(shell: Shell) -> AnyView {
    let said = RwSignal::new(String::new());
    let opened = StoredValue::new_local(None::<Opened>);
    let for_whom = RwSignal::new(ForWhom::default());
    let begin = move |preset: &'static Preset, name: &str, for_whom: ForWhom| match make(preset, name, for_whom) {
        Ok((doc, begun)) => {
            opened.set_value(Some(begun));
            go(shell, doc);
        }
        Err(why) => said.set(why),
    };
    let door = |preset: &'static Preset| {
        let about = words("p", "small quiet", preset.purpose);
        let says = preset.begins();
        let way = match preset.is_for_two {
            true => with_whom(
                says,
                Callback::new(move |other: Account| {
                    let name = format!("{}, {} and {}", preset.name, my_name_signal().get_untracked(), other.name);
                    begin(preset, &name, ForWhom { audience: Audience::Pair, people: vec![other.id] });
                }),
            ),
            false => button("btn", says, move || begin(preset, preset.name, for_whom.get_untracked())),
        };
        el("li", "", vec![way, about])
    };
    let (first, more) = PRESETS.split_at(FIRST);
    let doors = |of: &'static [Preset]| el("ul", "rows begin", of.iter().map(door).collect());
    let summary = words("summary", "", format!("{} more sorts of meeting", more.len()));
    let more = el("details", "whole", vec![summary, doors(more)]);
    let whom = view! { <ForWhomField chosen=for_whom/> }.into_any();
    part("Begin", vec![whom, doors(first), more, following(move || words("p", "wrong", said.get()))])
}

/// A field that finds a series by its name or by the person who leads it.
fn filter(sought: RwSignal<String>) -> AnyView {
    let typed = on("input", move |event| sought.set(event_target_value(&event)));
    let about =
        [("type", "search"), ("dir", "auto"), ("aria-label", "Find a series"), ("placeholder", "A series, a person")];
    let about = about.map(|(name, value)| (name, value.to_owned())).to_vec();
    el("div", "filter", vec![acting("input", "line", about, vec![typed], Vec::new())])
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

fn go(shell: Shell, doc: DocId) {
    shell.router.go(Route::Document(doc));
}

/// Makes a series of a preset, here and now, also without a network.
fn make(preset: &Preset, name: &str, for_whom: ForWhom) -> Result<(DocId, Opened), String> {
    let (doc, lineage) = open::new_ids();
    let opened = open::take(&doc, series::KIND, Some(Begin { lineage, for_whom, captains: false }));
    fill(opened.live(), preset, name).map_err(|error| error.to_string())?;
    Ok((doc, opened))
}

fn fill(doc: LiveDoc, preset: &Preset, name: &str) -> Result<(), muster_shared::sheet::EditError> {
    for (text, words) in [(NAME, name), (PURPOSE, preset.purpose)] {
        let splice = Splice { at: 0, remove: 0, insert: words.to_owned() };
        doc.edit(&Edit::Write { at: Place::on_sheet(text), splice })?;
    }
    let zone = zone_here().map(|zone| (ZONE, Value::from(zone)));
    let values = [(PRESET, Value::from(preset.word)), (MINUTES, f64::from(preset.minutes).into())];
    // One without a rhythm takes place once.
    let rhythm = (!preset.rhythm.is_empty()).then(|| (RHYTHM, Value::from(preset.rhythm)));
    for (name, to) in values.into_iter().chain(rhythm).chain(zone) {
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
