//! The page of all that this device keeps: how much it is, what is fetched ahead, and each document to be thrown away.

use leptos::prelude::*;
use leptos::task::spawn_local;
use muster_shared::ahead::Mine;
use muster_shared::id::DocId;

use super::ahead::{UseAhead, ahead, use_ahead};
use super::rows::{part, rows};
use crate::form::plain::{acting, button, el, following, has, nothing, on, says, while_so, with, words};
use crate::pages::catalogue::{Kept, is_lasting};
use crate::pages::said::SILENT;
use crate::pages::shell::Shell;
use crate::pages::time::size;
use crate::pages::words::named;
use crate::store::is_silent;
use crate::words::counted;

/// The ways to say what of a person's own is fetched ahead.
const OF_MINE: [(Mine, &str, &str); 3] = [
    (
        Mine::Near,
        "My teams and next reviews",
        "Teams that you captain or are in, and the reviews that come next for them and for you.",
    ),
    (
        Mine::Everything,
        "Everything of mine",
        "These, the next review of every series, and all that asks something of you.",
    ),
    (Mine::Nothing, "Only what I open or choose", "Nothing is fetched by itself."),
];

/// The page.
pub(super) fn page(shell: Shell) -> AnyView {
    shell.name_page(|| "Kept on this device".to_owned());
    let ahead = ahead();
    spawn_local(async move {
        use_ahead(shell).await;
    });
    let parts = vec![
        head(shell, ahead),
        part("Fetched ahead", vec![mine(shell, ahead), team(shell, ahead)]),
        rows(shell, ahead),
    ];
    el("div", "sheet kept-page without-margin", vec![el("div", "doc", parts)])
}

/// How much is kept, and whether the browser will let it be.
fn head(shell: Shell, ahead: UseAhead) -> AnyView {
    let lasting = RwSignal::new(None::<bool>);
    spawn_local(async move {
        let told = is_lasting().await;
        lasting.try_set(told);
    });
    let kept = move || match shell.catalogue.trouble.get() {
        Some(trouble) => trouble.sentence().to_owned(),
        None if is_silent().get() => format!("{SILENT}."),
        None => {
            // The workspace's own document comes along with every other, and is in no list.
            let listed = |kept: &[Kept]| {
                let theirs = kept.iter().filter(|one| one.doc != DocId::org());
                theirs.fold((0, 0), |(n, bytes), one| (n + 1, bytes + one.bytes))
            };
            let (n, bytes) = shell.catalogue.kept.with(|kept| listed(kept));
            if n == 0 {
                return String::new();
            }
            format!(
                "{} here without a connection: {}.",
                counted(n, "document opens", "documents open"),
                size(bytes as f64)
            )
        }
    };
    let stays = move || match lasting.get() {
        Some(true) => "The browser has promised to keep them until you throw them away.",
        Some(false) => {
            "The browser may clear them when the device runs short of room. It promises to keep them for apps that are installed, and for pages that are used often."
        }
        None => "",
    };
    let fetching = move || match ahead.left.get() {
        0 => String::new(),
        n => format!("{} still to be fetched.", counted(n, "document is", "documents are")),
    };
    let said = |class: &'static str, role: bool, act| {
        let role = role.then(|| ("role", "status".to_owned())).into_iter().collect();
        acting("p", class, role, vec![act], Vec::new())
    };
    let lines = vec![
        words("h1", "team", "Kept on this device"),
        said("", true, says(kept)),
        said("small quiet", false, says(stays)),
        said("small quiet", true, says(fetching)),
    ];
    el("header", "part title", lines)
}

/// The choice of what is fetched without being named.
fn mine(shell: Shell, ahead: UseAhead) -> AnyView {
    let one = |(mine, label, about): (Mine, &'static str, &'static str)| {
        let own = vec![("type", "radio".to_owned()), ("name", "mine".to_owned())];
        let acts = vec![
            has("checked", move || ahead.choices.with(|choices| choices.mine == mine)),
            on("change", move |_| ahead.choose(shell, move |choices| choices.mine = mine)),
        ];
        let name = el("span", "", vec![words("b", "", label), words("span", "small quiet", format!(" {about}"))]);
        el("label", "choice", vec![acting("input", "", own, acts, Vec::new()), name])
    };
    let legend = words("legend", "vh", "Fetched by itself");
    el("fieldset", "kept-choices", std::iter::once(legend).chain(OF_MINE.map(one)).collect())
}

/// Another team that is chosen, out of those that are not.
fn team(shell: Shell, ahead: UseAhead) -> AnyView {
    let chosen = RwSignal::new(None::<DocId>);
    let others = move || {
        ahead.choices.with(|choices| {
            let is_other = |row: &&crate::widgets::listing::Listed| !choices.teams.contains(&row.doc);
            let name = |row: &crate::widgets::listing::Listed| (row.doc.clone(), named(&row.summary.name));
            shell.catalogue.listed.with(|listed| listed.iter().filter(is_other).map(name).collect::<Vec<_>>())
        })
    };
    let option = |value: String, name: String| {
        with("option", "", vec![("value", value), ("dir", "auto".to_owned())], vec![name.into_any()])
    };
    let field = following(move || {
        let others = others();
        if others.is_empty() {
            return nothing();
        }
        chosen.set(None);
        let first = option(String::new(), "Choose a team".to_owned());
        let options = std::iter::once(first).chain(others.into_iter().map(|(doc, name)| option(doc.to_string(), name)));
        let pick = on("change", move |event| chosen.set(event_target_value(&event).parse().ok()));
        let label = vec![("aria-label", "Another team to keep".to_owned())];
        acting("select", "line", label, vec![pick], options.collect())
    });
    let keep = move || {
        if let Some(team) = chosen.get_untracked() {
            ahead.choose(shell, move |choices| choices.choose(&team, true));
        }
    };
    let act = while_so(move || chosen.with(Option::is_some), move || button("btn", "Keep this team", keep));
    el("div", "acts", vec![field, act])
}
