//! The lines for a wiki, each with its button to copy it, and the steps of the wiki's administrator.

use leptos::prelude::*;
use muster_shared::files::export::recipe::Shown;

use super::saying::readable_there;
use super::use_share::{Step, UseShare, Wiki};
use crate::form::plain::{acting, el, following, holds, nothing, on, says, with, words};
use crate::form::unique_id;
use crate::pages::to_copy::to_copy;

/// The list of wikis to choose from.
pub(super) fn wikis(cx: UseShare) -> AnyView {
    let id = unique_id();
    let label = with("label", "label", vec![("for", id.clone())], vec!["Where it goes".into_any()]);
    let list = following(move || {
        let any = [(String::new(), "Any page".to_owned())];
        let wikis =
            cx.wikis.with(|all| all.iter().map(|wiki| (wiki.slug.clone(), wiki.name.clone())).collect::<Vec<_>>());
        let one = |(slug, name): (String, String)| with("option", "", vec![("value", slug)], vec![name.into_any()]);
        let options = any.into_iter().chain(wikis).map(one).collect();
        let acts = vec![
            on("change", move |event| drop(cx.wiki.try_set(event_target_value(&event)))),
            holds(move || cx.wiki.get()),
        ];
        acting("select", "line", vec![("id", id.clone())], acts, options)
    });
    el("p", "share-where", vec![label, list])
}

/// The lines for the wiki that is chosen.
pub(super) fn lines(cx: UseShare) -> AnyView {
    let there = acting(
        "p",
        "share-for",
        vec![("role", "status".to_owned())],
        vec![says(move || readable_there(cx))],
        Vec::new(),
    );
    let lines = following(move || match cx.chosen() {
        Some(wiki) => of_wiki(cx, &wiki),
        None => any_page(cx),
    });
    el("div", "share-lines", vec![there, lines])
}

type Make = fn(&Shown<'_>) -> String;

/// The lines that any page may take: what each is for, its name, and how it is made.
const ANY_PAGE: [(&str, &str, Make); 4] = [
    ("A plain link, which every page takes:", "Link", |shown| shown.link()),
    ("An element, where the page takes HTML:", "Element", |shown| shown.element()),
    ("A frame, where it takes frames only:", "Frame", |shown| shown.frame()),
    ("A picture that stays true, where it takes pictures only:", "Picture", |shown| shown.face()),
];

/// The plain link by itself.
pub(super) fn link(cx: UseShare) -> AnyView {
    line(cx, "Link", |shown| shown.link())
}

fn any_page(cx: UseShare) -> AnyView {
    let one = |(says, label, make): (&str, &str, Make)| {
        el("div", "share-line", vec![words("p", "", says), line(cx, label, make)])
    };
    el("div", "share-lines", ANY_PAGE.map(one).into())
}

fn line(cx: UseShare, label: &str, make: Make) -> AnyView {
    to_copy(label, Signal::derive(move || cx.lines(make)), RwSignal::new(None))
}

fn of_wiki(cx: UseShare, wiki: &Wiki) -> AnyView {
    let ways = [
        ("Link", "A plain link:", &wiki.link),
        ("Element", "Into the page’s source:", &wiki.element),
        ("Frame", "As a frame:", &wiki.frame),
        ("Picture", "A picture that stays true and leads to it:", &wiki.face),
    ];
    let ways = ways.into_iter().filter_map(|(label, says, line)| {
        let line = line.clone()?;
        Some(el("div", "share-line", vec![words("p", "", says), filled(cx, label, line)]))
    });
    let steps = wiki.admin.iter().flatten().map(|one| step(cx, one)).collect::<Vec<_>>();
    let steps = match steps.is_empty() {
        true => nothing(),
        false => {
            let head = words("summary", "", format!("For whoever runs {}", wiki.name));
            el("details", "share-steps", vec![head, el("ol", "", steps)])
        }
    };
    let package = wiki.package.clone().map(|file| {
        let own = vec![("href", file), ("download", String::new())];
        el("p", "", vec![with("a", "", own, vec![format!("Download the package for {}", wiki.name).into_any()])])
    });
    let notes = wiki.notes.clone().map(|notes| {
        acting("p", "small quiet", Vec::new(), vec![says(move || cx.lines(|shown| shown.fill(&notes)))], Vec::new())
    });
    let works = words("p", "small quiet", works(wiki));
    let parts = ways.chain(package).chain([steps]).chain(notes).chain([works]).collect();
    el("div", "share-lines", parts)
}

fn works(wiki: &Wiki) -> String {
    match wiki.works.as_str() {
        "tested" => format!("Tested in {} itself.", wiki.name),
        "replayed" => format!("Tested in pages that forbid what {} forbids, not in {} itself.", wiki.name, wiki.name),
        _ => format!("Written from what is known of {}; nobody has tried it there for this release.", wiki.name),
    }
}

fn step(cx: UseShare, step: &Step) -> AnyView {
    let text = step
        .text
        .clone()
        .map(|text| acting("p", "", Vec::new(), vec![says(move || cx.lines(|shown| shown.fill(&text)))], Vec::new()));
    let code = step.code.clone().map(|code| filled(cx, &step.title, code));
    el("li", "", [words("b", "", &*step.title)].into_iter().chain(text).chain(code).collect())
}

fn filled(cx: UseShare, label: &str, line: String) -> AnyView {
    to_copy(label, Signal::derive(move || cx.lines(|shown| shown.fill(&line))), RwSignal::new(None))
}
