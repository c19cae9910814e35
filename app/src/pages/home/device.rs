//! The documents that open without a connection, and the edits that still wait here.

use leptos::prelude::*;
use muster_shared::kinds::{Subject, charter};
use muster_shared::order;

use crate::boxed::{Show, memo};
use crate::pages::catalogue::Kept;
use crate::pages::router::Route;
use crate::pages::said::SILENT;
use crate::pages::shell::{Shell, use_shell};
use crate::pages::time::size;
use crate::pages::words::{first_of, named};
use crate::store::is_silent;
use crate::told::{to_say, told};
use crate::words::counted;

/// The documents that this device keeps, in words.
#[component]
pub(super) fn OnThisDevice() -> impl IntoView {
    let shell = use_shell();
    let kept = memo(move || charters(shell));
    let says = move || {
        let room = shell.catalogue.used_bytes.get().map(|bytes| format!(" {}.", size(bytes))).unwrap_or_default();
        let names: Vec<String> = kept.with(|kept| kept.iter().map(|(name, _)| name.clone()).collect());
        match names.as_slice() {
            _ if let Some(trouble) = shell.catalogue.trouble.get() => trouble.sentence().to_owned(),
            _ if is_silent().get() => format!("{SILENT}. What is kept on this device shows here as soon as it does."),
            [] => "Charters you open are kept here and open without a connection.".to_owned(),
            [_] => format!("{} opens without a connection.{room}", first_of(&names)),
            _ => format!("{} open without a connection.{room}", first_of(&names)),
        }
    };
    let unsent = move || kept.with(|kept| kept.iter().map(|(_, one)| one.unsent).sum::<usize>());
    view! {
        <section class="part" aria-labelledby="h-kept">
            <div class="side"><h2 id="h-kept">"On this device"</h2></div>
            <div class="kept">
                <p class="quiet" dir="auto" use:told=to_say(says)></p>
                <Show when=move || { unsent() > 0 }>
                    <p><span class="i i-device" aria-hidden="true"></span>" "
                        <span use:told=to_say(move || format!("{} to send as soon as there is a connection.", counted(unsent(), "edit waits", "edits wait")))></span>
                    </p>
                </Show>
                <Show when=move || kept.with(|kept| kept.len() > 1)><List kept/></Show>
                <p><a href=Route::Kept.path()>"Choose what is kept"</a></p>
            </div>
        </section>
    }
}

/// Every charter that is kept, one by one.
#[component]
fn List(kept: Memo<Vec<(String, Kept)>>) -> impl IntoView {
    let row = |(name, kept): (String, Kept)| {
        let waits =
            if kept.unsent > 0 { counted(kept.unsent, "edit to send", "edits to send") } else { "all sent".to_owned() };
        view! { <li><a href=format!("/d/{}", kept.doc) dir="auto">{name}</a> <span class="small quiet">{waits}</span></li> }
    };
    view! {
        <details>
            <summary>"What is kept"</summary>
            <ul class="kept-list">{move || kept.get().into_iter().map(row).collect_view()}</ul>
        </details>
    }
}

/// The name of a kept document. One that has just been fetched waits until its name is known, unless it has something to
/// send.
fn called(shell: Shell, kept: &Kept) -> Option<String> {
    let noun = kept.kind.spec().noun.one;
    match shell.catalogue.name_of(&kept.doc) {
        Some(name) if name.trim().is_empty() && kept.kind != charter::KIND => Some(format!("A {noun} without a name")),
        Some(name) => Some(named(&name)),
        None => kept.is_ahead().then(|| format!("A {noun} that is in no list")),
    }
}

/// Kept documents that stand for themselves with their names, those with work to send first.
fn charters(shell: Shell) -> Vec<(String, Kept)> {
    let of_itself = |kept: &&Kept| kept.kind.spec().subject == Subject::Itself;
    let mut charters: Vec<(String, Kept)> = shell.catalogue.kept.with(|kept| {
        kept.iter().filter(of_itself).filter_map(|kept| Some((called(shell, kept)?, kept.clone()))).collect()
    });
    order::sort_by(&mut charters, |(a, x), (b, y)| y.unsent.cmp(&x.unsent).then_with(|| a.cmp(b)));
    charters
}
