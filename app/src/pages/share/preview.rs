//! A look at the document as a frame of it would show it, live.

use leptos::prelude::*;
use muster_shared::files::export::recipe::Shown;

use super::use_share::UseShare;
use crate::boxed::memo;
use crate::form::plain::{acting, el, following, says, with, words};

/// The look, as this person sees it: a read link is not used for it.
pub(super) fn preview(cx: UseShare) -> AnyView {
    let address = memo(move || cx.lines(|shown| Shown { key: "", ..shown.clone() }.frame_address()));
    // A frame whose address changed would be a step in the history of the page: each choice has a frame of its own.
    let frame = following(move || {
        let own = vec![("src", address.get()), ("title", "Preview".to_owned()), ("height", cx.height.get())];
        with("iframe", "share-frame", own, Vec::new())
    });
    let said = move || format!("Preview, live, {} px tall", cx.height.get());
    let caption = acting("figcaption", "label", Vec::new(), vec![says(said)], Vec::new());
    let note = words("p", "small quiet", "As you see it, signed in as yourself. Write here and it is written.");
    el("figure", "share-preview", vec![caption, frame, note])
}
