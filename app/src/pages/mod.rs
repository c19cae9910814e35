//! Placeholder.
use crate::live::*;
use leptos::prelude::*;
pub(crate) fn start() {
    let origin = crate::browser::window().and_then(|w| w.location().origin().ok()).unwrap_or_default();
    let doc =
        crate::browser::window().and_then(|w| w.location().pathname().ok()).unwrap_or_default().replace("/d/", "");
    let Ok(doc) = doc.parse() else { return };
    let opened = open(Which {
        origin: origin.clone(),
        doc,
        kind: muster_shared::kinds::Kind::Charter,
        token: String::new(),
        begin: None,
    });
    let org = open(Which {
        origin,
        doc: muster_shared::id::DocId::org(),
        kind: muster_shared::kinds::Kind::Org,
        token: String::new(),
        begin: None,
    });
    let l = opened.live();
    let o = org.live();
    std::mem::forget((opened, org));
    leptos::mount::mount_to_body(
        move || view! { <p role="status">{move || format!("{:?}", l.status.get())}</p><crate::widgets::charter::Charter charter=l org=o view=RwSignal::new(String::new()) mode=RwSignal::new(String::new()) listing=Signal::stored(vec![])/> },
    );
}
