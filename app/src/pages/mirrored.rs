//! Lines of this person out of the logs and reviews that this device keeps. They go to whoever asks for them on this device, and
//! nothing comes back: where one is taken, nobody here is told.

use std::collections::BTreeMap;

use leptos::prelude::*;
use leptos::task::spawn_local;
use muster_shared::asks::Me;
use muster_shared::id::DocId;
use muster_shared::kinds::log::LogView;
use muster_shared::kinds::series::MINUTES;
use muster_shared::kinds::{Face, Kind};
use muster_shared::mirror::{Line, of_log, of_review};
use muster_shared::sheet::Sheet;

use super::shell::{Shell, use_shell};
use super::words::named;
use crate::browser::pause;
use crate::live::{my_name_signal, read_updates};
use crate::store::{About, Store};
use crate::visitor;

/// The most documents that are read.
const DOCS_MAX: usize = 400;

/// Lines that are offered, and the way to look for them.
#[derive(Clone, Copy)]
pub(crate) struct Offered {
    /// The lines, once somebody looked for them.
    pub(crate) lines: RwSignal<Option<Vec<Line>>>,
    /// Looks for them.
    pub(crate) look: Callback<()>,
}

/// Nothing, until somebody looks.
pub(crate) fn offered() -> Offered {
    let (shell, lines) = (use_shell(), RwSignal::new(None));
    let look = Callback::new(move |()| {
        spawn_local(async move {
            let found = found(shell).await;
            lines.try_set(Some(found));
        });
    });
    Offered { lines, look }
}

async fn found(shell: Shell) -> Vec<Line> {
    let Ok(store) = Store::open(&visitor::own()).await else { return Vec::new() };
    let visitor = visitor::own();
    let me =
        Me { id: Some(visitor.who().to_owned()).filter(|who| !who.is_empty()), name: my_name_signal().get_untracked() };
    let sheets = read(&store).await;
    let team = |words: &str| team_of(shell, words);
    let mut lines = Vec::new();
    for (doc, (kind, sheet)) in &sheets {
        match kind.spec().face {
            Ok(Face::Log) => {
                let of = kind.subject_of(doc).map(|charter| team(charter.as_str())).unwrap_or_default();
                lines.extend(of_log(doc, &of, &LogView::of(sheet), &me));
            }
            Ok(Face::Review) => {
                let Some(slot) = kind.slot_of(doc) else { continue };
                let series = kind.subject_of(doc).and_then(|series| sheets.get(&series));
                let minutes = series.and_then(|(_, series)| series.value(MINUTES).number());
                let minutes = minutes.filter(|minutes| (1.0..=1440.0).contains(minutes)).map(|minutes| minutes as u32);
                lines.extend(of_review((doc, slot.day(), minutes), sheet, &team, &me));
            }
            _ => {}
        }
    }
    muster_shared::order::sort_by(&mut lines, |one: &Line, other: &Line| other.on.cmp(&one.on));
    lines
}

/// The logs, reviews and series that this device keeps, but for those of the example.
async fn read(store: &Store) -> BTreeMap<DocId, (Kind, Sheet)> {
    let is_meant = |kind: Kind| matches!(kind.spec().face, Ok(Face::Log | Face::Review | Face::Series));
    let mut abouts = store.all_abouts().await.unwrap_or_default();
    abouts.retain(|about| about.refused.is_none() && is_meant(about.kind));
    abouts.truncate(DOCS_MAX);
    let mut sheets = BTreeMap::new();
    for About { doc, kind, .. } in abouts {
        let Ok(edits) = store.edits(&doc).await else { continue };
        let read = read_updates(kind, edits.into_iter().map(|edit| edit.bytes)).ok();
        if let Some(read) = read.filter(|read| !read.is_example) {
            sheets.insert(doc, (kind, read.sheet));
        }
        // Keys and presses come between two documents.
        pause(0).await;
    }
    sheets
}

/// The name of a team that is named by its charter or by its name.
fn team_of(shell: Shell, words: &str) -> String {
    let listed = shell.catalogue.listed.get_untracked();
    let found = listed.iter().find(|row| row.doc.as_str() == words).map(|row| named(&row.summary.name));
    found.unwrap_or_else(|| words.to_owned())
}
