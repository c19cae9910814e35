//! The page of a document that is drawn from its kind's outline.

use leptos::prelude::*;
use muster_shared::id::DocId;
use muster_shared::kinds::{Kind, Subject, pair, pressure, role, talk};
use muster_shared::sheet::Place;

use super::open;
use super::org::OfWorkspace;
use super::pair::OfPair;
use super::pressure::OfPressure;
use super::role::OfRole;
use super::shell::use_shell;
use crate::live::LiveDoc;
use crate::widgets::led_to::LedTo;
use crate::widgets::outline::{Own, Plain, Shown};

/// The page.
pub(super) fn outline(kind: Kind, doc: &DocId) -> AnyView {
    let shell = use_shell();
    let held = open::hold(doc, kind);
    shell.show_in_bar(held);
    provide_context(shell.open_beside());
    provide_context(LedTo(shell.router.at.into()));
    let (outline, own) = (kind.outline(), own(kind, held));
    let title = outline.title.map(|title| held.text(&Place::on_sheet(title)));
    let page = own.titled().page;
    shell.name_page(move || {
        match page.map(str::to_owned).or_else(|| title.map(|title| title.get())).unwrap_or_default() {
            none if none.trim().is_empty() => outline.untitled.to_owned(),
            title => title,
        }
    });
    let has_talk = kind.spec().beside.contains(&talk::KIND);
    Shown { doc: held, kind, has_talk }.show(own)
}

/// The parts that a kind adds to its outline on this page.
fn own(kind: Kind, doc: LiveDoc) -> Box<dyn Own> {
    match kind.spec().subject {
        Subject::Workspace => Box::new(OfWorkspace::new()),
        _ if kind == pressure::KIND => Box::new(OfPressure),
        _ if kind == pair::KIND => Box::new(OfPair(doc)),
        _ if kind == role::KIND => Box::new(OfRole(doc)),
        _ => Box::new(Plain),
    }
}
