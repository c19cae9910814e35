//! When the team last read the charter as a whole, what has changed since, and when it looks again.

use leptos::prelude::*;
use muster_shared::id::RowId;
use muster_shared::kinds::charter::{LOOKED_ON, LOOKS, READ_AS, REVIEW_ON};
use muster_shared::kinds::outline::Sources;
use muster_shared::kinds::talk;
use muster_shared::sheet::Row;
use muster_shared::text::words::days_later;

use crate::boxed::memo;
use crate::browser::today;
use crate::form::plain::{acting, button, each, el, says, while_so, with};
use crate::form::{Looks, Takes, ValueField};
use crate::talk::said::below;
use crate::widgets::charter::use_charter::UseCharter;
use crate::words::{listed, long_day};

/// The team looks again after so many days, where it says nothing else.
const DAYS: i64 = 90;

/// The line.
pub(crate) fn looked(cx: UseCharter) -> AnyView {
    let last = memo(move || last(cx));
    let changed =
        memo(move || last.with(|last| last.as_ref().map(|last| changed(cx, &last.read_as)).unwrap_or_default()));
    let told = move || last.with(|last| told(last.as_ref().map(|last| last.day.as_str()), &changed.get()));
    let read = move || acting("p", "", Vec::new(), vec![says(told)], Vec::new());
    let history = while_so(
        move || changed.with(|changed| !changed.is_empty()),
        move || {
            let to = vec![("href", format!("/d/{}/history", cx.id()))];
            with("a", "btn word for-people no-print", to, vec!["See what changed".into_any()])
        },
    );
    let press = while_so(
        move || cx.charter.can_edit.get(),
        move || button("btn no-print", "We read it as a whole today", move || look(cx)),
    );
    let row = memo(move || last.with(|last| last.iter().map(|last| last.row.clone()).collect::<Vec<_>>()));
    let one = move |row: RowId| {
        let named = vec![("data-row", row.to_string())];
        with("li", "", named, vec![read(), below(cx.talk, LOOKS, &row)])
    };
    let none = while_so(move || row.with(Vec::is_empty), read);
    let list = el("ul", "", vec![each(move || row.get(), one)]);
    el("div", "looked", vec![none, list, el("div", "acts", vec![again(cx), history, press])])
}

/// The day of the next look, to read and to write.
fn again(cx: UseCharter) -> AnyView {
    let typed = cx.charter.on_sheet(REVIEW_ON).typed(Takes::Day);
    let face = memo(move || typed.text.with(|day| if day.is_empty() { String::new() } else { long_day(day) }));
    let (label, hint) = ("Look again on".to_owned(), "Add a day".to_owned());
    let looks = Looks { label, hint, face: Some(face.into()), ..Looks::default() };
    let field = move || {
        let field = view! { <ValueField typed takes=Takes::Day looks=looks.clone()/> }.into_any();
        el("span", "phrase", vec!["Look again on ".into_any(), field])
    };
    while_so(move || cx.charter.can_edit.get() || !face.with(String::is_empty), field)
}

/// A reading of the charter as a whole.
#[derive(Clone, PartialEq)]
struct Look {
    row: RowId,
    day: String,
    /// The fingerprint of then.
    read_as: String,
}

/// The last look.
fn last(cx: UseCharter) -> Option<Look> {
    let of = |row: &Row| Look {
        row: row.id.clone(),
        day: row.value(LOOKED_ON).words().to_owned(),
        read_as: row.value(READ_AS).words().to_owned(),
    };
    let doc = cx.charter.doc;
    let looks = doc.rows(LOOKS).get().into_iter().map(|row| doc.row(LOOKS, &row).with(of));
    // Of one day the look that was noted last counts.
    looks.reduce(|one, next| if next.day >= one.day { next } else { one })
}

/// The sections that read otherwise now.
fn changed(cx: UseCharter, read_as: &str) -> Vec<String> {
    let doc = cx.id();
    let drift = cx
        .charter
        .doc
        .sheet
        .with(|sheet| cx.org.doc.sheet.with(|org| talk::drift(read_as, &Sources { sheet, org, doc: &doc })));
    drift.into_iter().map(|section| section.title().to_owned()).collect()
}

fn told(day: Option<&str>, changed: &[String]) -> String {
    match (day, changed) {
        (None, _) => "Nobody has noted yet that the team read it as a whole.".to_owned(),
        (Some(day), []) => format!("Last read as a whole on {}.", long_day(day)),
        (Some(day), changed) => {
            format!("Last read as a whole on {}. Since then these have changed: {}.", long_day(day), listed(changed))
        }
    }
}

/// Notes that the team read it today. Where no day lies ahead, it looks again in three months.
fn look(cx: UseCharter) {
    let (doc, day) = (cx.id(), today());
    let read_as = cx.charter.doc.sheet.with_untracked(|sheet| {
        cx.org.doc.sheet.with_untracked(|org| talk::fingerprint(&Sources { sheet, org, doc: &doc }))
    });
    // The chip says what the document refuses.
    let noted = cx.charter.add(LOOKS, &[(LOOKED_ON, day.as_str().into()), (READ_AS, read_as.into())]);
    let next = cx.charter.on_sheet(REVIEW_ON);
    let is_past = next.register.with_untracked(|next| next.words() <= day.as_str());
    if noted.is_ok() && is_past {
        let _ = next.write.run(Some(days_later(&day, DAYS).into()));
    }
}
