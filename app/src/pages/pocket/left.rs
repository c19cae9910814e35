//! Documents of two people that this person has deleted for themselves, on this device or on another one. The server gives them
//! to the person no more, so that no device keeps them either.

use leptos::prelude::*;
use leptos::task::spawn_local;
use muster_shared::access::Audience;
use muster_shared::id::DocId;

use super::rows::throw_away;
use crate::boxed::effect;
use crate::browser::fetch;
use crate::pages::catalogue::Kept;
use crate::pages::open::origin;
use crate::pages::shell::Shell;
use crate::visitor;

/// Looks at what is kept whenever that changes, for as long as the app runs.
pub(super) fn follow(shell: Shell) {
    effect(move || {
        let unlisted = shell.catalogue.kept.with(|kept| {
            let kept = kept.iter().filter(|one| is_for_two(one) && !one.is_ahead());
            kept.map(|one| one.doc.clone()).filter(|doc| !is_listed(shell, doc)).collect::<Vec<_>>()
        });
        unlisted.into_iter().for_each(|doc| spawn_local(let_go(shell, doc)));
    });
}

fn is_for_two(kept: &Kept) -> bool {
    kept.kind.spec().rights.audience == Some(Audience::Pair)
}

fn is_listed(shell: Shell, doc: &DocId) -> bool {
    shell.catalogue.digests.shown.with(|all| all.iter().any(|one| one.id == *doc))
}

/// Throws the copy away where the server says that there is no such document for this person. One with words that were never
/// sent stays, and so does one that somebody looks at.
async fn let_go(shell: Shell, doc: DocId) {
    let asked = fetch(&format!("{}/api/docs/{doc}?brief", origin()), &visitor::own()).await;
    if asked.is_ok_and(|answer| answer.status == 404)
        && throw_away(shell, &doc, std::slice::from_ref(&doc)).await.is_ok()
    {
        shell.catalogue.look_again().await;
    }
}
