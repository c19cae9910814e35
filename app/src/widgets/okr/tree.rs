//! The tree of objectives, from the company's to the teams', with its gaps, and the same as a table.

use leptos::prelude::*;
use muster_shared::kinds::okr::{Node, Tree};

use super::use_okr::UseOkr;
use crate::form::plain::{el, following, icon, nothing, with, words, written};
use crate::form::section;
use crate::widgets::origin::origin;
use crate::words::counted;

/// The section; nothing where there are no goals but these.
pub(super) fn tree(cx: UseOkr) -> AnyView {
    following(move || {
        let is_alone = cx.tree.with(|tree| tree.cycles.len() < 2 && tree.silent.is_empty());
        if is_alone {
            return nothing();
        }
        let aside = move || cx.tree.with(|tree| counted(tree.n_gaps(), "gap", "gaps"));
        let lead = words(
            "p",
            "quiet small",
            "Objectives of these days, from the company’s to the teams’. A dashed outline is a gap.",
        );
        let content = vec![el("div", "", vec![lead, following(move || drawn(cx)), following(move || table(cx))])];
        section(cx.form, "From the company to the teams", "tree", aside, content)
    })
}

fn leaf(cx: UseOkr, tree: &Tree, node: Node, class: &'static str) -> AnyView {
    let Some((cycle, aim)) = tree.of(node) else { return nothing() };
    let own = cycle.doc == cx.id();
    let class = match (own, class) {
        (true, "leaf co") => "leaf co mine",
        (true, _) => "leaf mine",
        (false, class) => class,
    };
    let at = if own { format!("#{}", aim.row) } else { format!("{}/d/{}#{}", origin(), cycle.doc, aim.row) };
    let label = written("span", "label", whose(&cycle.team));
    with("a", class, vec![("href", at)], vec![label, written("span", "", &aim.words)])
}

fn whose(team: &str) -> &str {
    if team.is_empty() { "The company" } else { team }
}

fn gap(says: String) -> AnyView {
    let label = el("span", "label look", vec![icon("i i-look"), " Gap".into_any()]);
    el("div", "leaf gap", vec![label, words("span", "", says)])
}

fn drawn(cx: UseOkr) -> AnyView {
    cx.tree.with(|tree| {
        let top = |(top, below): &(Node, Vec<Node>)| {
            let mut children: Vec<AnyView> =
                below.iter().map(|node| el("li", "", vec![leaf(cx, tree, *node, "leaf")])).collect();
            if children.is_empty() {
                children.push(el("li", "", vec![gap("No team’s objective points here".to_owned())]));
            }
            el("li", "", vec![leaf(cx, tree, *top, "leaf co"), el("ul", "", children)])
        };
        let astray: Vec<Node> = tree.astray().collect();
        let loose = |node: &Node| {
            let above = match tree.of(*node) {
                _ if astray.contains(node) => gap("Nothing of the company’s above it".to_owned()),
                Some((_, aim)) if aim.alone => {
                    el("div", "leaf", vec![words("span", "label", "Stands alone, with a reason")])
                }
                _ => el("div", "leaf", vec![words("span", "label", "An area of focus, or another’s objective")]),
            };
            el("li", "", vec![above, el("ul", "", vec![el("li", "", vec![leaf(cx, tree, *node, "leaf")])])])
        };
        let silent = |team: &String| {
            let says = format!("{team} has written no objective for these days");
            el("li", "", vec![gap(says)])
        };
        let all = tree.tops.iter().map(top).chain(tree.loose.iter().map(loose)).chain(tree.silent.iter().map(silent));
        with("ul", "tree", vec![("aria-label", "Tree of objectives".to_owned())], all.collect())
    })
}

fn table(cx: UseOkr) -> AnyView {
    let lines = cx.tree.with(|tree| {
        let words_of =
            |node: Node| tree.of(node).map(|(cycle, aim)| (whose(&cycle.team).to_owned(), aim.words.clone()));
        let mut lines: Vec<[String; 3]> = Vec::new();
        for (top, below) in &tree.tops {
            let above = words_of(*top).map(|(_, words)| words).unwrap_or_default();
            if below.is_empty() {
                lines.push([above.clone(), String::new(), "none (gap)".to_owned()]);
            }
            lines.extend(
                below.iter().filter_map(|node| words_of(*node)).map(|(team, words)| [above.clone(), team, words]),
            );
        }
        let astray: Vec<Node> = tree.astray().collect();
        for node in &tree.loose {
            let above = if astray.contains(node) { "none (gap)" } else { "not the company’s" };
            lines.extend(words_of(*node).map(|(team, words)| [above.to_owned(), team, words]));
        }
        lines.extend(tree.silent.iter().map(|team| [String::new(), team.clone(), "none (gap)".to_owned()]));
        lines
    });
    let head = |says: &'static str| with("th", "", vec![("scope", "col".to_owned())], vec![says.into_any()]);
    let heads = el("tr", "", ["Company’s objective", "Team", "Team’s objective"].into_iter().map(head).collect());
    let line = |cells: [String; 3]| el("tr", "", cells.iter().map(|cell| written("td", "", cell)).collect());
    let body = el("tbody", "", lines.into_iter().map(line).collect());
    let table = el("table", "plain", vec![el("thead", "", vec![heads]), body]);
    let own = |name: &'static str, value: &str| (name, value.to_owned());
    let attributes = vec![own("tabindex", "0"), own("role", "region"), own("aria-label", "Objectives as a table")];
    let scroll = with("div", "scroll", attributes, vec![table]);
    el("details", "astable", vec![words("summary", "", "As a table"), scroll])
}
