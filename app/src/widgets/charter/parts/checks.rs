//! All checks on a charter in one folded place, and those that somebody dismissed, each with the reason.

use leptos::prelude::*;
use muster_shared::kinds::charter::{Check, DISMISSED, Dismissal};

use super::check::one_check;
use super::looked::looked;
use crate::boxed::{For, Show, memo};
use crate::browser::now_ms;
use crate::form::plain::{button, el, following, icon, while_so, with, words, written};
use crate::form::{Makers, Section, unfolding};
use crate::talk::said::below;
use crate::widgets::charter::use_charter::UseCharter;
use crate::words::{ago, counted};

/// The list of checks, and when the team reads the charter again.
#[component]
pub(crate) fn Checks(cx: UseCharter) -> impl IntoView {
    let (open, dismissed) = (cx.open_checks(), cx.dismissed_checks());
    let makers = Makers::new();
    makers.follow(cx.charter.doc, &[DISMISSED]);
    let far = memo(move || far(open.with(Vec::len), dismissed.with(Vec::len)));
    let is_said = move || open.with(|open| !open.is_empty()) || dismissed.with(|all| !all.is_empty());
    view! {
        <Show when=move || cx.charter.can_edit.get() || is_said()>
            <Section form=cx.charter name="Checks" part="checks" aside=far>
                {looked(cx)}
                {folded(cx, open)}
                {over(cx, makers, dismissed)}
            </Section>
        </Show>
    }
}

/// How many there are, in words.
fn far(n_open: usize, n_dismissed: usize) -> String {
    match (n_open, n_dismissed) {
        (0, 0) => String::new(),
        (n, 0) => format!("{n} open"),
        (0, n) => format!("{n} dismissed"),
        (open, dismissed) => format!("{open} open, {dismissed} dismissed"),
    }
}

/// The open ones, folded: most of them stand beside their lines as well.
fn folded(cx: UseCharter, open: Memo<Vec<Check>>) -> AnyView {
    let key = |check: &Check| (check.named(), check.advice());
    while_so(
        move || open.with(|open| !open.is_empty()),
        move || {
            let n = following(move || counted(open.with(Vec::len), "thing to look at", "things to look at").into_any());
            unfolding("checks no-print", vec![n], move || {
                let all = view! { <For each=move || open.get() key children=move |check| one_check(cx, check)/> };
                el("div", "check-list", vec![all.into_any()])
            })
        },
    )
}

/// The dismissed ones, each with who said why.
fn over(cx: UseCharter, makers: Makers, dismissed: Memo<Vec<(Check, Dismissal)>>) -> AnyView {
    let key = |(check, one): &(Check, Dismissal)| (check.named(), one.row.clone());
    let one = move |(check, one): (Check, Dismissal)| dismissal(cx, makers, check, one);
    while_so(
        move || dismissed.with(|all| !all.is_empty()),
        move || {
            let all = view! { <For each=move || dismissed.get() key children=one/> }.into_any();
            el("ul", "dismissed", vec![all])
        },
    )
}

fn dismissal(cx: UseCharter, makers: Makers, check: Check, one: Dismissal) -> AnyView {
    let head = check.sort.head;
    let Dismissal { row, reason, by, at_ms, .. } = one;
    let (named, said) = (vec![("data-row", row.to_string())], below(cx.talk, DISMISSED, &row));
    let says = following(move || {
        let by = makers.maker_of(cx.charter.doc, DISMISSED, &row).told(&by);
        let by = if by.is_empty() { "somebody".to_owned() } else { by };
        words("p", "small quiet", format!("Dismissed by {by}, {}:", ago(at_ms, now_ms())))
    });
    let check = StoredValue::new(check);
    let again = while_so(
        move || cx.charter.can_edit.get(),
        move || button("btn word no-print", "Show again", move || check.with_value(|check| cx.show_again(check))),
    );
    let about = check.with_value(Check::advice);
    let label = el("p", "by", vec![icon("i i-look"), format!("{head}. {about}").into_any()]);
    with("li", "", named, vec![label, says, written("p", "", &reason), again, said])
}
