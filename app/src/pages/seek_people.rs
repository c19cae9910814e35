//! People of the workspace, for Find.

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::shell::Shell;
use crate::live::Account;
use crate::visitor;

/// The people of the workspace, as the server tells them, or as the device saw them last; nobody where nobody signs in.
pub(super) fn people(shell: Shell) -> RwSignal<Vec<Account>> {
    let people = RwSignal::new(Vec::new());
    if visitor::own_name().is_some() {
        spawn_local(async move {
            let known = match shell.org.people_here().await {
                Some(told) => Some(told),
                None => shell.org.people_kept().await,
            };
            people.try_set(known.unwrap_or_default());
        });
    }
    people
}
