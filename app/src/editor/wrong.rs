//! The sentence at a field that says why it did not take what was written.

use leptos::prelude::*;

/// Why a field did not take what was written.
#[component]
pub(crate) fn Wrong(
    /// The sentence's id, for a field that names what describes it.
    #[prop(optional, into)]
    id: Option<StoredValue<String>>,
    error: RwSignal<Option<String>>,
) -> impl IntoView {
    move || {
        error.get().map(|error| {
            view! {
                <span class="wrong" role="alert" id=id.map(|id| id.get_value())>
                    <span class="i i-risk" aria-hidden="true"></span>
                    {error}
                </span>
            }
        })
    }
}
