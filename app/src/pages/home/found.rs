//! Decisions below the table of teams, for as long as somebody looks for words.

use leptos::prelude::*;

use super::rows::Group;
use crate::boxed::memo;
use crate::form::plain::{el, following, with, words as line};
use crate::pages::seek::{Decision, decisions};
use crate::pages::shell::use_shell;
use crate::widgets::digests::Digested;
use crate::words::long_day;

/// The decisions that were found.
#[derive(Clone, Copy)]
pub(super) struct Found {
    group: Group,
    digests: RwSignal<Vec<Digested>>,
    decisions: Memo<Vec<Decision>>,
}

impl Found {
    /// Those of real teams or of the example that have the words, however old they are.
    pub(super) fn of(group: Group, words: Memo<String>) -> Self {
        let all = decisions(words);
        let is_here = move |one: &Decision| one.example == (group == Group::Example);
        Self {
            group,
            digests: use_shell().catalogue.digests.shown,
            decisions: memo(move || all.get().into_iter().filter(is_here).collect()),
        }
    }

    /// How many there are.
    pub(super) fn n(self) -> usize {
        self.decisions.with(Vec::len)
    }

    /// Whether there is a decision to find at all.
    pub(super) fn may_be(self) -> bool {
        let is_example = self.group == Group::Example;
        let has_some = |one: &Digested| one.digest.example == is_example && !one.digest.lines.is_empty();
        self.digests.with(|digests| digests.iter().any(has_some))
    }

    /// The list of them, while there are any.
    pub(super) fn show(self) -> AnyView {
        following(move || {
            let found = self.decisions.get();
            if found.is_empty() {
                return ().into_any();
            }
            let list = el("ul", "kept-list", found.iter().map(row).collect());
            el("div", "found-decisions", vec![el("h3", "", vec!["Decisions".into_any()]), list])
        })
    }
}

fn row(one: &Decision) -> AnyView {
    let attributes = vec![("href", one.href()), ("dir", "auto".to_owned())];
    let day = if one.line.on.is_empty() { String::new() } else { format!(", {}", long_day(&one.line.on)) };
    let about = line("span", "small quiet", format!("{}{day}", one.title));
    el("li", "", vec![with("a", "", attributes, vec![one.line.words().into_any()]), about])
}
