//! Packs, in words: what came of opening one, and which documents one brought here.

use leptos::prelude::*;
use leptos::task::spawn_local;
use muster_shared::text::words::long_day;

use super::PackOpened;
use crate::boxed::effect;
use crate::form::plain::{el, following, icon, nothing, with, words, written};
use crate::live::LiveDoc;
use crate::store::{BroughtBy, Store};
use crate::visitor;
use crate::words::counted;

/// The outcome of opening a pack.
pub(crate) fn pack_told(opened: &PackOpened) -> AnyView {
    let n = opened.taken.len();
    let head = match (&opened.review, n) {
        (Some(_), _) => opened.title.clone(),
        (None, 0) => "Nothing of this pack was taken".to_owned(),
        (None, _) => format!("{} of this pack", counted(n, "document", "documents")),
    };
    let from = written("p", "quiet", &format!("{} {}", made_by(&opened.by), kept_here(opened)));
    let mut parts = vec![written("h2", "", &head), from];
    if opened.n_waiting > 0 {
        let waiting = counted(opened.n_waiting, "edit in it had not", "edits in it had not");
        parts.push(words(
            "p",
            "",
            format!("{waiting} reached the server. They are sent as soon as there is a connection."),
        ));
    }
    if !opened.left_out.is_empty() {
        parts.push(written("p", "quiet", &format!("The pack left out: {}.", opened.left_out.join(", "))));
    }
    parts.extend(refused(opened));
    if let Some(review) = &opened.review {
        let open = with("a", "btn strong", vec![("href", format!("/d/{review}"))], vec!["Open the review".into_any()]);
        parts.push(el("p", "acts", vec![open]));
    }
    let link = |(doc, name): &(muster_shared::id::DocId, String)| {
        let way = vec![("href", format!("/d/{doc}")), ("dir", "auto".to_owned())];
        el("li", "", vec![with("a", "", way, vec![name.clone().into_any()])])
    };
    if n > 1 {
        let list = el("ul", "kept-list", opened.taken.iter().map(link).collect());
        parts.push(el("details", "", vec![words("summary", "", "What it brought"), list]));
    }
    el("div", "receipt", parts)
}

fn kept_here(opened: &PackOpened) -> String {
    match opened.taken.len() {
        0 => String::new(),
        n => format!(
            "{} can be read and edited here now, also without a connection.",
            counted(n, "document", "documents")
        ),
    }
}

fn made_by(by: &BroughtBy) -> String {
    let day = js_sys::Date::new(&(by.at_ms as f64).into());
    let day = format!("{:04}-{:02}-{:02}", day.get_full_year(), day.get_month() + 1, day.get_date());
    match by.by.trim() {
        "" => format!("The pack was made on {}.", long_day(&day)),
        name => format!("{name} made the pack on {}.", long_day(&day)),
    }
}

fn refused(opened: &PackOpened) -> Option<AnyView> {
    let row = |(name, why): &(String, String)| {
        let says = el("div", "", vec![written("p", "", name), written("p", "quiet", &format!("Not taken: {why}."))]);
        el("li", "", vec![icon("i i-look look"), says])
    };
    let list = || el("ul", "failed", opened.refused.iter().map(row).collect());
    let way = || {
        let home = with("a", "", vec![("href", "/".to_owned())], vec!["Set aside".into_any()]);
        el(
            "p",
            "",
            vec![
                "The words of it are kept on this device under ".into_any(),
                home,
                " and can be copied out there.".into_any(),
            ],
        )
    };
    (!opened.refused.is_empty()).then(|| el("div", "", vec![list(), way()]))
}

/// Says of a document that it came in a pack, until the server has all of it.
pub(crate) fn brought(doc: LiveDoc) -> AnyView {
    let said = RwSignal::new(None::<BroughtBy>);
    effect(move || {
        doc.status.track();
        doc.phase.track();
        let Some(id) = doc.id() else { return };
        spawn_local(async move {
            let about = match Store::open(&visitor::own()).await {
                Ok(store) => store.about(&id).await.ok().flatten(),
                Err(_) => None,
            };
            let is = about.and_then(|about| about.brought);
            if said.try_with_untracked(|said| *said != is) == Some(true) {
                said.set(is);
            }
        });
    });
    following(move || match said.get() {
        None => nothing(),
        Some(by) => {
            let waits = match by.waits {
                0 => String::new(),
                n => format!(" {} of somebody else’s in it wait for a connection.", counted(n, "edit", "edits")),
            };
            let says = format!("This came in a pack. {}{waits}", made_by(&by));
            with(
                "p",
                "brought small no-print",
                vec![("role", "note".to_owned())],
                vec![icon("i i-device"), says.into_any()],
            )
        }
    })
}
