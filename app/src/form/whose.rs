//! The quiet mark beside a person's name: whether they are named by their account. A plain name that exactly one account
//! has is offered as that person to whoever may write; one that only looks like an account's bears a warning.

use leptos::prelude::*;
use muster_shared::sheet::Named;

use super::chosen::Chosen;
use super::use_names::{UseNames, Whose};
use crate::boxed::{Show, memo};
use crate::live::Account;
use crate::told::{to_say, told};

/// The mark of a name.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Mark {
    Nothing,
    ByAccount,
    Offer(Account),
    JustAName,
    Alike(String),
}

/// The mark beside the name that the words `of` a person field say.
#[component]
pub(crate) fn WhoseName(
    names: UseNames,
    of: Signal<String>,
    /// Whether this person may write the field; only then an account is offered.
    can_edit: Signal<bool>,
    /// Takes the account that is offered.
    choose: Callback<Chosen, Result<(), String>>,
) -> impl IntoView {
    let mark = memo(move || of.with(|words| mark(names, words, can_edit.get())));
    let offered = move || match mark.get() {
        Mark::Offer(account) => Some(account),
        _ => None,
    };
    let warning = move || match mark.get() {
        Mark::Alike(name) => format!("not the account of {name}"),
        _ => String::new(),
    };
    let take = move |_| {
        if let Some(account) = untrack(offered) {
            // A refusal leaves the offer standing.
            let _ = choose.run(Chosen::Account(account));
        }
    };
    let about = move || offered().map(|account| format!("Name {} by their account", account.name));
    view! {
        <Show when=move || mark.get() == Mark::ByAccount>
            <span class="whose i i-check" role="img" title="By their account" aria-label="By their account"></span>
        </Show>
        <Show when=move || mark.get() == Mark::JustAName><span class="whose small quiet no-print">"just a name"</span></Show>
        <Show when=move || offered().is_some()>
            <button class="btn word whose no-print" type="button" aria-label=about title=about on:click=take>"By their account?"</button>
        </Show>
        <Show when=move || matches!(mark.get(), Mark::Alike(_))>
            <span class="whose look"><span class="i i-look" aria-hidden="true"></span>" "<span use:told=to_say(warning)></span></span>
        </Show>
    }
}

fn mark(names: UseNames, words: &str, may_write: bool) -> Mark {
    if let Some(id) = Named::read(words).id {
        return if names.knows(id) { Mark::ByAccount } else { Mark::Nothing };
    }
    match names.whose(words) {
        Some(Whose::Account(account)) if may_write => Mark::Offer(account),
        Some(Whose::Nobody) if may_write && !words.is_empty() => Mark::JustAName,
        Some(Whose::Alike(name)) => Mark::Alike(name),
        _ => Mark::Nothing,
    }
}
