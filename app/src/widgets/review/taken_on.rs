//! Actions that people take on, small wins, notes on the whole meeting, and who was there.

use leptos::prelude::*;
use muster_shared::id::RowId;
use muster_shared::kinds::review::{
    ACTION, ACTIONS, ATTENDED, DONE, DUE, HERE, ITEM, LINK, NAME, NOTES, OWNER, PRESENT, TEAM, TEXT, TITLE, WINS,
    guide, smart,
};
use muster_shared::kinds::series::{TEAM_NAME, TEAMS};
use muster_shared::order;
use muster_shared::sheet::{Place, Row, Value};
use muster_shared::text::links::is_harmless;

use super::use_review::UseReview;
use crate::boxed::{For, Show, alive, memo};
use crate::editor::{TextField, marked};
use crate::form::plain::{button, each_known, el, following, heading, icon, known, while_so, with, words, written};
use crate::form::{
    Ask, Composing, Looks, PersonField, RemovedRows, RowTools, RowsEnd, Section, Takes, ValueField, name_in,
};
use crate::talk::said::below;
use crate::widgets::charter::marks_of;
use crate::words::listed;

static WIN: &[Ask] = &[
    Ask::new(TEXT, "Small win", "Something that went well, and thanks to whom").must("Write what went well."),
    Ask::new(TEAM, "Team", "Whose it is"),
    Ask::new(LINK, "Link", "The address where others see it"),
];

/// Actions about one item.
pub(super) fn actions_about(cx: UseReview, row: StoredValue<RowId>) -> AnyView {
    let ids = memo(move || row.with_value(|row| cx.actions(Some(row))));
    let head = following(move || match ids.with(Vec::is_empty) {
        true => ().into_any(),
        false => heading(cx.form.level + 2, "h3", Vec::new(), vec![guide::ACTION.label.into_any()]),
    });
    let item = row.with_value(ToString::to_string);
    el("div", "", vec![head, list(cx, ids), add(cx, item)])
}

fn list(cx: UseReview, ids: Memo<Vec<RowId>>) -> AnyView {
    let rows = cx.form.rows(ACTIONS, &[], name_in(ACTION));
    view! {
        <ul class="rows actions">
            <For each=move || ids.get() key=Clone::clone children=move |row: RowId| action(cx, rows, row)/>
        </ul>
    }
    .into_any()
}

fn add(cx: UseReview, item: String) -> AnyView {
    following(move || {
        let item = item.clone();
        match cx.form.can_edit.get() {
            true => button("btn word no-print", "Add an action", move || {
                let about: Vec<(&str, Value)> =
                    if item.is_empty() { Vec::new() } else { vec![(ITEM, item.as_str().into())] };
                let _ = cx.form.add(ACTIONS, &about);
            }),
            false => ().into_any(),
        }
    })
}

fn action(cx: UseReview, rows: crate::form::Rows, row: RowId) -> AnyView {
    let held = |name| cx.form.in_row(ACTIONS, &row, name);
    let (owner, due, done) = (held(OWNER), held(DUE), held(DONE));
    let looks = |label: &str, hint: &str| Looks { label: label.to_owned(), hint: hint.to_owned(), ..Looks::default() };
    let is_done = memo(move || done.register.with(|done| done.shown() == Some(&Value::Flag(true))));
    let place = Place::in_row(ACTIONS, &row, ACTION);
    let name: Signal<String> = cx.form.doc.text(&place).into();
    let (id, noticed) = (row.to_string(), row.clone());
    let remarks = following(move || {
        let one = |check: muster_shared::kinds::review::Check| {
            el(
                "p",
                "small look",
                vec![icon("i i-look"), format!(" {}. {}", check.remark.head(), check.remark.advice()).into_any()],
            )
        };
        cx.noticed(ACTIONS, &noticed).into_iter().map(one).collect_view().into_any()
    });
    let said = below(cx.talk, ACTIONS, &row);
    let marks = marks(cx, &row, is_done);
    let tick = move |_| {
        let _ = done.write.run(Some((!is_done.get_untracked()).into()));
    };
    view! {
        <li data-row=id class="action">
            <label class="tick-box"><input type="checkbox" aria-label="Done" prop:checked=move || is_done.get() disabled=move || !cx.form.can_edit.get() on:change=alive(tick)/></label>
            <div>
                <TextField doc=cx.form.doc place label="Action" hint="What somebody takes on" line=true/>
                <p class="acts small">
                    <PersonField held=owner names=cx.names looks=looks("Owner", "Who takes it on?")/>
                    <ValueField typed=due.typed(Takes::Day) takes=Takes::Day looks=looks("Due", "by when?")/>
                </p>
                {marks}
                {remarks}
                {said}
            </div>
            <Show when=move || cx.form.can_edit.get()><RowTools rows row=row.clone() name/></Show>
        </li>
    }
    .into_any()
}

/// The five marks of an action, for those who write it and while it is not done.
fn marks(cx: UseReview, row: &RowId, is_done: Memo<bool>) -> AnyView {
    let words = cx.form.doc.text(&Place::in_row(ACTIONS, row, ACTION));
    let row = cx.form.doc.row(ACTIONS, row);
    let item_of = move |row: &Row| {
        let of = row.value(ITEM).words().to_owned();
        let is_it = |item: &&muster_shared::kinds::review::Item| item.row.id.as_str() == of;
        cx.view
            .with(|view| view.items.iter().find(is_it).map(|item| item.row.text(TITLE).to_owned()))
            .unwrap_or_default()
    };
    let five = memo(move || {
        row.with(|row| {
            let owner = cx.names.label(row.value(OWNER).words());
            words.with(|words| smart(words, row, &owner, item_of(row).trim()).to_vec())
        })
    });
    let has_words = move || words.with(|words| !words.trim().is_empty());
    marks_of(five, move || cx.form.can_edit.get() && !is_done.get() && has_words())
}

/// Everything that is about no single item.
pub(super) fn after_the_items(cx: UseReview) -> AnyView {
    el("div", "parts", vec![actions(cx), wins(cx), whole_notes(cx), attended(cx)])
}

fn actions(cx: UseReview) -> AnyView {
    let ids = memo(move || cx.actions(None));
    let all = memo(move || {
        let (n, done) = ids.with(|ids| {
            cx.view.with(|view| {
                let done = view.actions.iter().filter(|action| action.is_done() && ids.contains(&action.row.id));
                (ids.len(), done.count())
            })
        });
        if n == 0 { String::new() } else { format!("{done} of {n} done") }
    });
    let rows = cx.form.rows(ACTIONS, &[], name_in(ACTION));
    view! {
        <Section form=cx.form name="Other actions" part="actions" aside=all about=&guide::ACTION>
            {list(cx, ids)}
            {add(cx, String::new())}
            <RemovedRows rows/>
        </Section>
    }
    .into_any()
}

fn wins(cx: UseReview) -> AnyView {
    let wins = memo(move || cx.view.with(|view| view.wins.clone()));
    let none = while_so(move || wins.with(Vec::is_empty), || words("p", "empty", "No win is written down yet."));
    let list = while_so(
        move || !wins.with(Vec::is_empty),
        move || el("ul", "rows", vec![each_known(wins, |win| &win.id, move |id, row| win(cx, &id, row))]),
    );
    let teams =
        move |field: &'static str| match field {
            TEAM => cx.shown.series.sheet.with(|series| {
                series.rows(TEAMS).map(|team| team.value(TEAM_NAME).words().to_owned()).collect::<Vec<_>>()
            }),
            _ => Vec::new(),
        };
    let composing =
        move || Composing { suggest: Callback::new(teams), ..Composing::of((cx.say, cx.names), WINS, WIN, "Add") };
    let new = following(move || if cx.say.can_edit.get() { composing().show() } else { ().into_any() });
    view! { <Section form=cx.form name="Small wins" part="wins">{none}{list}{new}</Section> }.into_any()
}

fn win(cx: UseReview, id: &RowId, win: Memo<Option<Row>>) -> AnyView {
    let read = known(win, |win| {
        let by = win.value(TEXT).writes.first().map(|write| write.by.as_str()).unwrap_or_default();
        let team = win.value(TEAM).words().trim();
        let by = [by, team].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ");
        vec![marked(win.value(TEXT).words()), link(win.value(LINK).words().trim()), written("p", "small quiet", &by)]
            .into_any()
    });
    let of = StoredValue::new(id.clone());
    let may = move || win.with(|win| win.as_ref().is_some_and(|win| cx.may_retract(WINS, win, TEXT)));
    let way = move || button("btn word no-print", "Withdraw", move || of.with_value(|id| cx.retract(WINS, id)));
    let parts = vec![read, below(cx.talk, WINS, id), while_so(may, way)];
    with("li", "", vec![("data-row", id.to_string())], parts)
}

/// The address where others see a win: one that is no address stands as it was written.
fn link(address: &str) -> AnyView {
    match (address, is_harmless(address)) {
        ("", _) => ().into_any(),
        (_, false) => written("p", "small", address),
        (_, true) => {
            let way = vec![("href", address.to_owned()), ("rel", "noopener noreferrer".to_owned())];
            el("p", "small", vec![with("a", "", way, vec![written("bdi", "", address)])])
        }
    }
}

fn whole_notes(cx: UseReview) -> AnyView {
    let place = Place::on_sheet(NOTES);
    view! {
        <Section form=cx.form name="Notes" part="notes">
            <TextField doc=cx.form.doc place label="Notes on the whole review" hint="Anything that belongs to no single item"/>
        </Section>
    }
    .into_any()
}

fn attended(cx: UseReview) -> AnyView {
    let rows = cx.form.rows(ATTENDED, &[], |row| row.value(NAME).words().to_owned());
    let here = following(move || {
        let present = cx.shown.review.sheet.with(|sheet| {
            let present =
                sheet.rows(PRESENT).filter_map(|row| row.value(HERE).writes.first()).map(|write| write.by.clone());
            let mut present: Vec<String> = present.filter(|by| !by.is_empty()).collect();
            order::sort(&mut present);
            present.dedup();
            present
        });
        match present.is_empty() {
            true => words("p", "empty", "People who say that they are ready stand here."),
            false => written("p", "", &format!("{}.", listed(&present))),
        }
    });
    let looks =
        || Looks { label: "Name".to_owned(), hint: "Somebody without an account".to_owned(), ..Looks::default() };
    let draw = move |row: RowId| {
        let held = cx.form.in_row(ATTENDED, &row, NAME);
        let part = cx.form.in_row(ATTENDED, &row, "part").register;
        let name = held.typed(Takes::Words).text;
        let part = following(move || words("span", "small quiet", part.with(|part| part.words().to_owned())));
        let (id, said) = (row.to_string(), below(cx.talk, ATTENDED, &row));
        view! {
            <li data-row=id class="row-line">
                <PersonField held names=cx.names looks=looks()/>{part}
                <RowTools rows row name/>
                {said}
            </li>
        }
    };
    let is_more = memo(move || rows.ids.with(|ids| !ids.is_empty()) || cx.form.can_edit.get());
    view! {
        <Section form=cx.form name="Who was there" part="attended">
            {here}
            <Show when=move || is_more.get()><p class="small quiet">"People without an account:"</p></Show>
            <ul class="lines"><For each=move || rows.ids.get() key=Clone::clone children=draw/></ul>
            <RowsEnd rows add="Write somebody down"/>
        </Section>
    }
    .into_any()
}
