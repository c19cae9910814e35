//! A team is put on a roster: everybody whom its charter names with an account, as it is now. Nobody follows later.

use leptos::prelude::*;
use muster_shared::id::DocId;
use muster_shared::kinds::charter;
use muster_shared::sheet::{Named, Sheet};

use crate::boxed::effect;
use crate::form::plain::words;
use crate::live::Phase;
use crate::talk::OpenBeside;
use crate::words::{counted, listed};

/// The accounts of a team's members, and what is said once they are on the roster; else why they are not known.
pub(super) type Expanded = Result<(Vec<String>, String), String>;

/// Reads the team's charter, and hands its people over as soon as it is here.
pub(super) fn expand(team: &DocId, found: Callback<Expanded>) -> AnyView {
    let Some(open) = use_context::<OpenBeside>() else {
        return words("p", "wrong", "The charter cannot be opened here.");
    };
    let charter = open.0.run((team.clone(), charter::KIND));
    let is_done = StoredValue::new(false);
    effect(move || match charter.phase.get() {
        Phase::Ready if !is_done.get_value() => {
            is_done.set_value(true);
            found.run(Ok(charter.sheet.with(members)));
        }
        Phase::Closed(reason) => found.run(Err(reason.sentence())),
        _ => {}
    });
    words("span", "small quiet", "The team is put on it.")
}

fn members(charter: &Sheet) -> (Vec<String>, String) {
    let (mut ids, mut names) = (Vec::new(), Vec::new());
    for row in charter.rows(charter::MEMBERS) {
        let named = Named::read(row.value("name").words());
        match named.id {
            Some(id) => ids.push(id.to_owned()),
            None if named.name.trim().is_empty() => {}
            None => names.push(named.name.to_owned()),
        }
    }
    let came = counted(ids.len(), "person", "people");
    let says = match names.as_slice() {
        [] => format!("{came} of the team {} on it.", if ids.len() == 1 { "is" } else { "are" }),
        none => format!("{came} of the team put on it. Without an account, and so left out: {}.", listed(none)),
    };
    (ids, says)
}
