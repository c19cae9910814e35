//! The page: where the notes are kept and what is lost with the device, the four sorts of them, and the way to another device.

use leptos::prelude::*;
use muster_shared::oneself::{FORMS, Form, MIRROR};

use super::carry::carry;
use super::notes::of_form;
use super::offered::to_take;
use super::use_mine::{State, UseMine};
use crate::form::plain::{el, following, nothing, words, wrong};
use crate::pages::mirrored::Offered;

/// The page.
pub(super) fn page(offered: Offered) -> AnyView {
    let mine = UseMine::start();
    let content = following(move || match mine.state.get() {
        State::Reading | State::Unread => nothing(),
        State::Ready => {
            let own = |form: &'static Form| (form.word == MIRROR).then(|| to_take(mine, offered));
            let forms = FORMS.iter().map(|form| of_form(mine, form, own(form))).chain([carry(mine)]);
            forms.collect_view().into_any()
        }
    });
    el("div", "sheet muster-mine without-margin", vec![el("div", "doc", vec![head(mine), content])])
}

fn head(mine: UseMine) -> AnyView {
    let kept = "They are kept in this browser, on this device, and nowhere else: no server has them, no colleague and no owner, no \
        backup and no export. Whoever can use this browser can read them.";
    let lost = "They are lost with the device, when the browser’s data are cleared, and when you sign out and erase what it keeps. \
        Save a file of them now and then.";
    let parts = vec![
        words("h1", "team", "Notes for yourself"),
        words("p", "", kept),
        words("p", "quiet", lost),
        wrong(mine.refused),
    ];
    el("header", "part title", parts)
}
