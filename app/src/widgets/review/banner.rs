//! A sentence on top of a review that somebody may not change any more while it is on: their right has ended, or the series
//! is gone. Every word stays on the page.

use leptos::prelude::*;
use muster_shared::sync::replica::Reason;

use super::use_review::UseReview;
use crate::boxed::effect;
use crate::form::plain::{following, icon, nothing, with};

/// The sentence; nothing while all is well.
pub(super) fn banner(cx: UseReview) -> AnyView {
    let led = StoredValue::new(false);
    let edited = StoredValue::new(false);
    effect(move || {
        if cx.form.can_edit.get() {
            edited.set_value(true);
            led.set_value(cx.is_facilitator());
        }
    });
    following(move || {
        let may_edit = cx.form.can_edit.get();
        let refusals = [cx.shown.review.refusal.get(), cx.shown.series.refusal.get()];
        let says = refusals.into_iter().flatten().find_map(|why| sentence(&why, edited.get_value(), led.get_value()));
        match says.filter(|_| !may_edit) {
            Some(says) => {
                let status = vec![("role", "status".to_owned())];
                let line =
                    with("p", "banner no-print", status, vec![icon("i i-lock"), " ".into_any(), says.into_any()]);
                with("div", "part banners", Vec::new(), vec![line])
            }
            None => nothing(),
        }
    })
}

fn sentence(why: &Reason, did_edit: bool, did_lead: bool) -> Option<&'static str> {
    match (why, did_edit, did_lead) {
        (Reason::Gone | Reason::Forbidden, ..) => Some(
            "This series was deleted, or you were taken off it, while its review was open here. Every word that is here stays \
             on this device, and your version can be copied out beside “Not saved”.",
        ),
        (Reason::ReadOnly, true, true) => Some(
            "You led through this review and may not change it any more. What you wrote stays; anybody who edits it can take \
             over.",
        ),
        (Reason::ReadOnly, true, false) => Some("You may not change this review any more. What you wrote stays."),
        _ => None,
    }
}
