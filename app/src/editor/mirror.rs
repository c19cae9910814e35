//! The box's text again, unseen: it gives other people's carets their place, and where a box cannot grow by itself it
//! makes it as tall as its text.

use leptos::prelude::*;
use muster_shared::order;
use muster_shared::sheet::Place;

use crate::boxed::memo;
use crate::live::{Caret, Lasting, LiveDoc};
use crate::told::{to_say, told};

/// The mirror of a text box.
#[component]
pub(super) fn Mirror(doc: LiveDoc, place: Place, text: Lasting<String>) -> impl IntoView {
    let place = StoredValue::new(place);
    let carets = memo(move || {
        doc.people.track();
        text.track();
        place.with_value(|place| doc.carets_in(place))
    });
    let pieces = move || match carets.get() {
        carets if carets.is_empty() => view! { <span use:told=to_say(move || text.get())></span> }.into_any(),
        carets => text.with(|text| pieces(text, carets)).into_any(),
    };
    view! {
        // The last line counts even while it is empty.
        <div class="mirror" aria-hidden="true" translate="no">{pieces}"\u{200b}"</div>
    }
}

/// The text with a caret between its pieces for everybody who has one here.
fn pieces(text: &str, mut carets: Vec<Caret>) -> Vec<AnyView> {
    order::sort_by_key(&mut carets, |caret| caret.head);
    let units: Vec<u16> = text.encode_utf16().collect();
    let mut views = Vec::new();
    let mut from = 0;
    for caret in carets {
        let to = (caret.head as usize).clamp(from, units.len());
        views.push(piece(&units[from..to]));
        let name = caret.name.split_whitespace().next().unwrap_or("").to_owned();
        views.push(view! { <span class="caret" data-name=name></span> }.into_any());
        from = to;
    }
    views.push(piece(&units[from..]));
    views
}

fn piece(units: &[u16]) -> AnyView {
    let text = String::from_utf16_lossy(units);
    view! { <span use:told=to_say(move || text.clone())></span> }.into_any()
}
