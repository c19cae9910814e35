//! *Share*: who can read the document that a page shows, read links, and the lines that put it into somebody else's page. It
//! comes in a chunk of its own when it is first asked for.

mod choices;
mod links;
mod making;
mod naming;
mod preview;
mod recipes;
mod saying;
mod use_share;

use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::JsCast;
use web_sys::HtmlDialogElement;

use super::shell::use_shell;
use crate::browser::pause;
use crate::chunk::chunk;
use crate::form::plain::{Act, acting, el, follows, nothing, on, says, with};
use crate::live::LiveDoc;
use use_share::UseShare;

/// The id of the head, which names the dialog.
const HEAD: &str = "share-head";

chunk!(share:
/// The dialog. `closed` is called when it was closed.
fn door(doc: LiveDoc, closed: Callback<()>) {
    match UseShare::of(use_shell(), doc) {
        Some(cx) => dialog(cx, closed),
        None => nothing(),
    }
});

/// The dialog over the page: the focus stays in it, Esc, its last button and a press beside it close it.
fn dialog(cx: UseShare, closed: Callback<()>) -> AnyView {
    let acts = vec![
        over_the_page(),
        on("close", move |_| closed.run(())),
        on("click", |event| {
            if event.target() == event.current_target()
                && let Some(dialog) = event.target().and_then(|target| target.dyn_into::<HtmlDialogElement>().ok())
            {
                dialog.close();
            }
        }),
    ];
    let own = vec![("aria-labelledby", HEAD.to_owned())];
    let parts =
        vec![head(cx), links::links(cx), if cx.is_shown_elsewhere { elsewhere(cx) } else { plain(cx) }, ending()];
    acting("dialog", "layer share-sheet", own, acts, parts)
}

fn over_the_page() -> Act {
    Box::new(|element| {
        let dialog = element.clone().dyn_into::<HtmlDialogElement>();
        spawn_local(async move {
            // Only what is in the page already can lie over it.
            pause(0).await;
            if let Ok(dialog) = dialog
                && dialog.is_connected()
                && !dialog.open()
            {
                let _ = dialog.show_modal();
            }
        });
    })
}

/// The document's name, and for whom it is, before anything else.
fn head(cx: UseShare) -> AnyView {
    let own = vec![("id", HEAD), ("tabindex", "-1"), ("autofocus", ""), ("dir", "auto")];
    let own = own.into_iter().map(|(name, value)| (name, value.to_owned())).collect();
    let name = acting("h2", "", own, vec![says(move || format!("Share {}", cx.title.get()))], Vec::new());
    let for_whom = acting("p", "saying", Vec::new(), vec![says(move || saying::readable(cx))], Vec::new());
    el("header", "", vec![name, for_whom])
}

/// The lines for somebody else's page, with the choices that they are made of and a look at it.
fn elsewhere(cx: UseShare) -> AnyView {
    let made = el("div", "share-made", vec![choices::choices(cx), preview::preview(cx)]);
    part("In a wiki", "share-wiki", vec![recipes::wikis(cx), made, recipes::lines(cx), naming::naming(cx), doctor(cx)])
}

/// A document that no other page shows has a link all the same.
fn plain(cx: UseShare) -> AnyView {
    part("Elsewhere", "share-plain", vec![recipes::link(cx)])
}

fn doctor(cx: UseShare) -> AnyView {
    let address = move || match cx.wiki.get() {
        slug if slug.is_empty() => "/embed-check".to_owned(),
        slug => format!("/embed-check?wiki={slug}"),
    };
    let to = vec![follows("href", address)];
    let way = acting("a", "", Vec::new(), to, vec!["Does it work there?".into_any()]);
    let says = " The doctor reads what a wiki’s pages forbid, and names the line to change.";
    el("p", "small quiet", vec![way, says.into_any()])
}

fn ending() -> AnyView {
    let end = with("button", "btn", vec![("type", "submit".to_owned())], vec!["Close".into_any()]);
    with("form", "acts", vec![("method", "dialog".to_owned())], vec![end])
}

/// A part of the dialog under its heading.
fn part(name: &'static str, id: &'static str, inside: Vec<AnyView>) -> AnyView {
    let head = with("h3", "", vec![("id", id.to_owned())], vec![name.into_any()]);
    let parts = std::iter::once(head).chain(inside).collect();
    with("section", "share-part", vec![("aria-labelledby", id.to_owned())], parts)
}
