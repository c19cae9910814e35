//! A new charter with the words of the one that is shown. It is made here, so it works without a server.

use leptos::prelude::*;
use leptos::task::spawn_local;
use muster_shared::access::Audience;
use muster_shared::files::import::{Copied, Original, Placed, place};
use muster_shared::id::DocId;
use muster_shared::sheet::Stamp;

use super::panel::{panel, telling};
use crate::browser::now_ms;
use crate::form::plain::{el, nothing, with, words};
use crate::live::{Begin, LiveDoc, linger, my_name_signal};
use crate::pages::open::{is_settled, new_ids, take};
use crate::pages::router::Route;
use crate::pages::shell::Shell;

/// Makes the copy and goes to it; a panel says what could not go along, or why there is none.
pub(super) fn duplicate(shell: Shell, doc: LiveDoc) -> AnyView {
    match copied(shell, doc) {
        Ok(Made { doc, remarks }) if remarks.is_empty() => {
            shell.say("Duplicated. This is the copy.");
            // The menu is still being drawn: the page is left after that.
            spawn_local(async move {
                shell.act.set(None);
                shell.router.go(Route::Document(doc));
            });
            nothing()
        }
        Ok(Made { doc, remarks }) => {
            let href = vec![("href", Route::Document(doc).path())];
            let way = el("p", "acts", vec![with("a", "btn", href, vec!["Open the copy".into_any()])]);
            panel(shell, "Duplicated", vec![words("p", "", remarks), way])
        }
        Err(why) => telling(shell, "Duplicate", RwSignal::new(why)),
    }
}

/// A copy that is a document by now, and sentences about what is otherwise in it.
struct Made {
    doc: DocId,
    remarks: String,
}

fn copied(shell: Shell, original: LiveDoc) -> Result<Made, String> {
    let not_here = || "This document is not here any more, so nothing was copied.".to_owned();
    let (id, kind) = original.which().ok_or_else(not_here)?;
    let (doc, lineage) = new_ids();
    let stamp = Stamp { by: my_name_signal().get_untracked(), at_ms: now_ms() };
    let for_whom = original.for_as_many();
    // A document for some people says nothing of itself in the one that everybody reads.
    let may_register = shell.org.can_edit.get_untracked() && for_whom.audience == Audience::Workspace;
    let copied = original.sheet.with_untracked(|sheet| {
        shell.org.sheet.with_untracked(|org| {
            let original = Original { doc: &id, kind, sheet, org, may_register };
            let copied = original.copied(lineage.clone(), &stamp)?;
            let placed = place(&copied.draft, &doc, org);
            Some((copied, placed))
        })
    });
    let (Copied { n_left_out, .. }, Placed { sheet, org }) = copied.ok_or_else(not_here)?;
    let is_alone = for_whom.audience == Audience::Roster && for_whom.people.is_empty();
    let opened = take(&doc, kind, Some(Begin { lineage, for_whom, captains: false }));
    opened.live().fill(&sheet, false).map_err(|error| format!("Nothing was copied: {error}."))?;
    if !org.is_bare() {
        shell.org.fill(&org, false).map_err(|error| format!("The copy is there without its surfaces: {error}."))?;
    }
    // The page of the copy takes it over; what is not sent by then is sent from here.
    spawn_local(linger(opened, |live| live.status.with_untracked(is_settled)));
    Ok(Made { doc, remarks: remarks(n_left_out, is_alone) })
}

fn remarks(n_left_out: usize, is_alone: bool) -> String {
    let surfaces = match n_left_out {
        0 => String::new(),
        1 => "One surface of the example is left out: leaders register the company’s own.".to_owned(),
        n => format!("{n} surfaces of the example are left out: leaders register the company’s own."),
    };
    let audience = if is_alone { "It is for you alone until you add people." } else { "" };
    [surfaces.as_str(), audience].into_iter().filter(|one| !one.is_empty()).collect::<Vec<_>>().join(" ")
}
