//! A key result: its words, its way from baseline to target, confidence, who reads it where, what was noticed, and the ways to
//! write its numbers, to check in and to mend it.

use leptos::prelude::*;
use muster_shared::id::RowId;
use muster_shared::kinds::charter::Smart;
use muster_shared::kinds::okr::*;
use muster_shared::kinds::outline::Ask;

use super::check_in::{check_in, moving};
use super::drawing::{confidence, line, rows};
use super::mend::mend;
use super::remarks::on_result;
use super::split::split;
use super::use_okr::UseOkr;
use crate::boxed::memo;
use crate::editor::marked;
use crate::form::plain::{acting, button, el, following, icon, nothing, of_button, on, while_so, with, words, written};
use crate::form::{RowTools, Rows, focus, unfolding};
use crate::widgets::charter::marks_of;
use crate::widgets::origin::origin;
use crate::widgets::outline::{At, Face, field, margin, take_back};
use crate::words::{initials, short_day};

/// The fields of a key result that is a metric of the charter: its numbers stand there.
const OF_CHARTER: [&str; 2] = [SORT, METRIC];
/// The fields that move with a reason once a number was read.
const AIMED: [&str; 2] = [TARGET, DUE];

/// The forms that may be open in a key result.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Open {
    Nothing,
    CheckIn,
    Mend,
}

/// The row.
pub(super) fn result(cx: UseOkr, (face, own): (Face, Face), held: Rows, row: RowId) -> AnyView {
    let found = cx.result(&row);
    let open = RwSignal::new(Open::Nothing);
    let name =
        memo(move || found.with(|one| one.as_ref().map(|one| one.metric.name.trim().to_owned()).unwrap_or_default()));
    let ask = A_RESULT.ask(NAME, "Key result");
    let level = vec![("role", "heading".to_owned()), ("aria-level", (cx.form.level + 2).to_string())];
    let head = with("div", "name", level, vec![field(face, At::Row(KEY_RESULTS, row.clone(), NAME), ask, None)]);
    let def = following(move || found.get().map_or_else(nothing, |one| sort(cx, &one)));
    let tools = view! { <RowTools rows=held row=row.clone() name fixed=true/> }.into_any();
    let drawn = following(move || found.get().map_or_else(nothing, |one| drawn(cx, &one)));
    let conf = following(move || {
        let today = cx.today.get_value();
        found.get().map_or_else(nothing, |one| confidence(&one.confidence(), &today))
    });
    let foot = following(move || found.get().map_or_else(nothing, |one| foot(cx, &one)));
    let (at_1, at_2) = (row.clone(), row.clone());
    let forms = following(move || match open.get() {
        Open::Nothing => nothing(),
        Open::CheckIn => check_in(cx, at_1.clone(), Callback::new(move |()| open.set(Open::Nothing))),
        Open::Mend => mend(cx, at_2.clone(), Callback::new(move |()| open.set(Open::Nothing))),
    });
    let (of_numbers, of_said) = (row.clone(), row.clone());
    let numbers = while_so(move || cx.form.can_edit.get(), move || numbers(cx, face, of_numbers.clone()));
    let said = following(move || found.get().map_or_else(nothing, |one| said(cx, own, &one)));
    let five = memo(move || found.with(|one| one.as_ref().map(|one| five(cx, one)).unwrap_or_default()));
    let smart = marks_of(five, move || !name.with(String::is_empty));
    let two = split(cx, KEY_RESULTS, NAME, row.clone(), name);
    let parts = vec![
        el("div", "hd", vec![head, def, tools]),
        conf,
        drawn,
        foot,
        el("div", "acts no-print", vec![ways(cx, row.clone(), open), two, moving(cx, row.clone())]),
        on_result(cx, &row),
        forms,
        smart,
        numbers,
        said,
    ];
    let beside = margin(face, KEY_RESULTS, &of_said);
    let content = [el("div", "kr", parts)].into_iter().chain(beside).collect();
    with("li", "", vec![("id", row.to_string()), ("data-row", row.to_string())], content)
}

/// Whether it is specific, measurable, achievable, relevant and bound in time.
fn five(cx: UseOkr, one: &KeyResult) -> Vec<Smart> {
    let objective = cx.view.with(|view| {
        let has_it = |objective: &&Objective| objective.results.iter().any(|of| of.metric.row == one.metric.row);
        view.objectives.iter().find(has_it).map(|objective| objective.words.clone()).unwrap_or_default()
    });
    smart(one, &objective).to_vec()
}

/// The ways to check in and to mend.
fn ways(cx: UseOkr, row: RowId, open: RwSignal<Open>) -> AnyView {
    let way = move |says: &'static str, what: Open| {
        let press = on("click", move |_| open.set(if open.get_untracked() == what { Open::Nothing } else { what }));
        let back = focus::back_after(move || match open.get() {
            Open::Nothing => Some(false),
            now => (now == what).then_some(true),
        });
        acting("button", "btn word", of_button(), vec![press, back], vec![says.into_any()])
    };
    let lints = memo(move || {
        let of = |view: &OkrView| view.result(&row).is_some_and(|one| !lint(one).is_empty());
        cx.view.with(of)
    });
    let is_open = memo(move || cx.view.with(|view| view.closed.is_none()));
    let check_in = while_so(move || cx.own.can_edit.get() && is_open.get(), move || way("Check in", Open::CheckIn));
    let mend = while_so(move || cx.form.can_edit.get() && lints.get(), move || way("Mend it", Open::Mend));
    [check_in, mend].into_iter().collect_view().into_any()
}

/// Whether it is promised, which way is better, and whose number it is.
fn sort(cx: UseOkr, one: &KeyResult) -> AnyView {
    let sort = match one.is_committed {
        Some(true) => "Committed. ",
        Some(false) => "Stretch. ",
        None => "",
    };
    let way = if one.metric.up_is_good == Some(false) { "Fewer is better. " } else { "" };
    let team = cx.view.with(|view| view.team.clone()).filter(|_| one.of_charter.is_some());
    let charter = team.map(|team| {
        let href = vec![("href", format!("{}/d/{team}", origin()))];
        el(
            "span",
            "",
            vec![
                with("a", "", href, vec!["The charter’s metric".into_any()]),
                ", one number in both places.".into_any(),
            ],
        )
    });
    let definition = one.metric.definition.trim();
    let definition = (!definition.is_empty()).then(|| written("span", "", definition));
    let says = format!("{sort}{way}");
    let says = (!says.is_empty()).then(|| words("span", "", says));
    let all: Vec<AnyView> = says.into_iter().chain(charter).chain(definition).collect();
    if all.is_empty() { nothing() } else { el("p", "def", all) }
}

/// The line from baseline to target, where there is one.
fn drawn(cx: UseOkr, one: &KeyResult) -> AnyView {
    let today = cx.today.get_value();
    cx.view.with(|view| {
        let days = view.days(&today);
        let class = match view.standing(one, &today) {
            Standing::Behind(_) => "off",
            Standing::Old(_) => "off old",
            _ => "",
        };
        match Pace::of(&one.metric, &days).filter(|_| !one.is_elsewhere) {
            Some(pace) => line(&one.metric, &pace, &days, class),
            None => nothing(),
        }
    })
}

/// How it stands, where it is read and by whom, and all of it as a table.
fn foot(cx: UseOkr, one: &KeyResult) -> AnyView {
    let today = cx.today.get_value();
    let stands = cx.view.with(|view| view.standing(one, &today));
    let (class, of) = match &stands {
        stands if stands.is_well() => ("pc", "i i-check"),
        stands if stands.is_behind() => ("pc look", "i i-look"),
        _ => ("pc", "i i-hollow"),
    };
    let says = el("span", class, vec![icon(of), stands.says(&one.metric.unit).into_any()]);
    let source = one.metric.source.trim();
    let source = (!source.is_empty()).then(|| written("span", "", source));
    let owner = cx.names.label(&one.metric.owner);
    let owner = (!owner.is_empty()).then(|| {
        let ring = with("span", "who", vec![("aria-hidden", "true".to_owned())], vec![initials(&owner).into_any()]);
        el("span", "own", vec![ring, written("bdi", "", &owner)])
    });
    let table = table(cx, one);
    el("div", "foot", [says].into_iter().chain(source).chain(owner).chain(table).collect())
}

fn table(cx: UseOkr, one: &KeyResult) -> Option<AnyView> {
    let today = cx.today.get_value();
    let mut lines = cx.view.with(|view| {
        let days = view.days(&today);
        Pace::of(&one.metric, &days).map(|pace| rows(&one.metric, &pace, &days)).unwrap_or_default()
    });
    let given = one.confidence();
    let said: Vec<String> = given.iter().map(|(on, n)| format!("{n} on {}", short_day(on, &today))).collect();
    lines.extend((!said.is_empty()).then(|| ("Confidence".to_owned(), said.join(", "))));
    if lines.is_empty() {
        return None;
    }
    let line = |(label, number): (String, String)| {
        let scope = vec![("scope", "row".to_owned())];
        el("tr", "", vec![with("th", "", scope, vec![label.into_any()]), words("td", "", number)])
    };
    let body = el("tbody", "", lines.into_iter().map(line).collect());
    Some(el("details", "", vec![words("summary", "", "As a table"), el("table", "", vec![body])]))
}

/// The values that the numbers are made of, folded away.
fn numbers(cx: UseOkr, face: Face, row: RowId) -> AnyView {
    let found = cx.result(&row);
    let shape = memo(move || {
        found.with(|one| one.as_ref().map(|one| (one.of_charter.is_some(), !one.metric.readings.is_empty())))
    });
    let fields = move || {
        let (is_of_charter, is_read) = shape.get().unwrap_or_default();
        let is_shown = |ask: &&Ask| match ask.field {
            NAME => false,
            field if is_of_charter => OF_CHARTER.contains(&field),
            field if is_read => !AIMED.contains(&field),
            _ => true,
        };
        let line = |ask: &Ask| {
            let value = field(face, At::Row(KEY_RESULTS, row.clone(), ask.field), *ask, None);
            [words("dt", "", ask.label), el("dd", "", vec![value])]
        };
        el("dl", "case", A_RESULT.fields.iter().filter(is_shown).flat_map(line).collect())
    };
    let fields = StoredValue::new_local(fields);
    unfolding("numbers no-print", vec!["Its numbers".into_any()], move || {
        following(move || fields.with_value(|fields| fields()))
    })
}

/// The latest check-in in words, and where the target was before.
fn said(cx: UseOkr, own: Face, one: &KeyResult) -> AnyView {
    let today = cx.today.get_value();
    let latest = one.check_ins.last().map(|check_in| {
        let part = |label: &'static str, field: &str| {
            let text = check_in.row.value(field).words();
            (!text.trim().is_empty()).then(|| el("div", "", vec![words("span", "label", label), marked(text)]))
        };
        let by = format!("{}, {}", cx.made_by(CHECK_INS, &check_in.row), short_day(&check_in.on, &today));
        let back = take_back(own, CHECK_INS, &check_in.row, "Take back");
        let parts = [part("Working", WORKING), part("Not working", NOT_WORKING)].into_iter().flatten();
        el("div", "latest small", parts.chain([written("span", "quiet", &by), back]).collect())
    });
    let moved = one.moves.iter().map(|moved| {
        let number = |field| moved.value(field).number().map(|n| crate::words::measured(n, &one.metric.unit));
        let was = [number(WAS).unwrap_or_default(), short_day(moved.value(WAS_DUE).words(), &today)];
        let was = was.into_iter().filter(|words| !words.is_empty()).collect::<Vec<_>>().join(" by ");
        let head = format!("Until {} the target was {was}.", short_day(moved.value(ON).words(), &today));
        el("li", "", vec![words("span", "", head), " ".into_any(), written("span", "quiet", moved.value(WHY).words())])
    });
    let moved: Vec<AnyView> = moved.collect();
    let moved = (!moved.is_empty()).then(|| el("ul", "moved small", moved));
    el("div", "", latest.into_iter().chain(moved).collect())
}

/// The way to a new key result of an objective.
pub(super) fn add(cx: UseOkr, objective: RowId) -> AnyView {
    let press = move || {
        let values = [(OBJECTIVE, objective.as_str().into())];
        // The chip says what the document refuses.
        if let Ok(Some(row)) = cx.form.add(KEY_RESULTS, &values) {
            crate::form::focus::row(cx.form.root, &row);
        }
    };
    let press = StoredValue::new_local(press);
    while_so(
        move || cx.form.can_edit.get(),
        move || button("btn word no-print", A_RESULT.add, move || press.with_value(|press| press())),
    )
}
