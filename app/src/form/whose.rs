//! The quiet mark beside a person's name: whether it is an account's, or could be taken for one.

use leptos::prelude::*;

use super::use_names::{UseNames, Whose};
use crate::lean::{Show, memo};
use crate::told::{to_say, told};

/// The mark beside the name `of` a person.
#[component]
pub(crate) fn WhoseName(names: UseNames, of: Signal<String>) -> impl IntoView {
    let whose = memo(move || of.with(|name| names.whose(name)));
    let is_account = move || whose.get() == Whose::Account;
    let alike = move || matches!(whose.get(), Whose::Alike(_));
    let warning = move || match whose.get() {
        Whose::Alike(name) => format!("not the account of {name}"),
        Whose::Account | Whose::Nobody => String::new(),
    };
    view! {
        <Show when=is_account>
            <span class="whose i i-check" role="img" title="Has an account here" aria-label="Has an account here"></span>
        </Show>
        <Show when=alike>
            <span class="whose look"><span class="i i-look" aria-hidden="true"></span>" "<span use:told=to_say(warning)></span></span>
        </Show>
    }
}
