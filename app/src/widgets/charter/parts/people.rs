//! The people: functions as a grid, with the required ones that nobody fills as holes in it.

use leptos::prelude::*;
use muster_shared::id::RowId;
use muster_shared::kinds::charter::guide;
use muster_shared::kinds::charter::outline::PEOPLE;
use muster_shared::kinds::charter::{MEMBERS, THERE_FROM, THERE_UNTIL};
use muster_shared::sheet::{Named, Row};

use super::note::Margin;
use crate::boxed::{For, Show, memo};
use crate::form::plain::while_so;
use crate::form::{
    Choice, Looks, Nothing, PersonField, Pick, RemovedRows, RowKeys, Rows, Section, Takes, Typed, ValueField,
};
use crate::told::{to_say, told};
use crate::widgets::charter::use_charter::UseCharter;
use crate::widgets::charter::use_people::{Group, UsePeople, use_people};
use crate::words::{initials, long_day, plain_number};

/// Shares of a week as people say them.
const SHARES: [(&str, &str); 4] = [("1", "full"), ("0.75", "¾"), ("0.5", "½"), ("0.25", "¼")];

/// The people.
#[component]
pub(crate) fn People(cx: UseCharter) -> impl IntoView {
    let rows = cx.charter.rows(MEMBERS, &[], member_name);
    let people = use_people(cx, rows);
    let groups = people.groups;
    let aside = memo(move || groups.with(|groups| filled(groups)));
    let is_empty = move || groups.with(Vec::is_empty);
    view! {
        <Section form=cx.charter name=PEOPLE.heading part="people" about=&guide::MEMBER aside>
            <ul class="functions cells">
                <For each=move || groups.get() key=|group| (group.key.clone(), group.required.clone()) let(group)>
                    <Function cx people rows group/>
                </For>
            </ul>
            <Nothing form=cx.charter about=&guide::MEMBER when=Signal::derive(is_empty)/>
            <Show when=move || cx.charter.can_edit.get()>
                <div class="rows-end">
                    <button class="btn word" type="button" on:click=move |_| people.join.run(String::new())>
                        <span class="i i-plus" aria-hidden="true"></span>"Add a person"
                    </button>
                    <Show when=move || cx.org.can_edit.get()><Require people/></Show>
                    <RemovedRows rows/>
                </div>
            </Show>
            <Margin cx beside=MEMBERS/>
        </Section>
    }
}

fn filled(groups: &[Group]) -> String {
    let required = groups.iter().filter(|group| group.required.is_some());
    let (n, n_filled) = required.fold((0, 0), |(n, filled), group| (n + 1, filled + usize::from(!group.is_hole())));
    if n == 0 { String::new() } else { format!("{n_filled} of {n} functions") }
}

/// Names one more function the team needs.
#[component]
fn Require(people: UsePeople) -> impl IntoView {
    let typed = Typed { text: Signal::stored(String::new()), commit: people.require, can_edit: people.can_require };
    let looks = Looks {
        label: "Add a required function".to_owned(),
        hint: "Add a required function".to_owned(),
        class: "require",
        options: Some(people.functions),
        ..Looks::default()
    };
    view! { <ValueField typed takes=Takes::Words looks/> }
}

#[component]
fn Function(cx: UseCharter, people: UsePeople, rows: Rows, group: Group) -> impl IntoView {
    let key = StoredValue::new(group.key.clone());
    let name = StoredValue::new(group.name.clone());
    let required = StoredValue::new(group.required.clone());
    let members = memo(move || {
        people
            .groups
            .with(|groups| {
                key.with_value(|key| groups.iter().find(|group| group.key == *key).map(|group| group.members.clone()))
            })
            .unwrap_or_default()
    });
    let is_hole = move || required.with_value(Option::is_some) && members.with(Vec::is_empty);
    let title = if group.name.is_empty() { "No function yet".to_owned() } else { group.name.clone() };
    view! {
        <li class:hole=is_hole part="function">
            <p class="label">
                <Show when=is_hole><span class="i i-look look" aria-hidden="true"></span></Show>
                <bdi>{title}</bdi>
                <Unrequire people required name/>
            </p>
            <Show when=is_hole><p>"Nobody yet"</p></Show>
            <ul>
                <For each=move || members.get() key=Clone::clone let(row)><OneMember cx people rows row/></For>
            </ul>
            <Show when=move || cx.charter.can_edit.get()>
                <button class="btn word join" type="button" aria-label=format!("Add somebody for {}", name.get_value())
                    on:click=move |_| people.join.run(name.get_value())>
                    <span class="i i-plus" aria-hidden="true"></span>
                    {move || if is_hole() { "Add somebody" } else { "Add" }}
                </button>
            </Show>
        </li>
    }
}

/// Says that a function is needed, and lets it go.
#[component]
fn Unrequire(people: UsePeople, required: StoredValue<Option<RowId>>, name: StoredValue<String>) -> impl IntoView {
    let let_go = move |_| {
        if let Some(row) = required.get_value() {
            people.release.run(row);
        }
    };
    view! {
        <Show when=move || people.can_require.get() && required.with_value(Option::is_some)>
            <button class="round" type="button" title="No longer required" on:click=let_go
                aria-label=format!("No longer required: {}", name.get_value())>
                <span class="i i-cross" aria-hidden="true"></span>
            </button>
        </Show>
    }
}

#[component]
fn OneMember(cx: UseCharter, people: UsePeople, rows: Rows, row: RowId) -> impl IntoView {
    let held = |name| cx.charter.in_row(MEMBERS, &row, name);
    let (name, share, function) = (held("name"), held("allocation"), held("function"));
    let shown = memo(move || name.register.with(|name| cx.names.label(name.words())));
    let letters = move || shown.with(|name| initials(name));
    let keys = RowKeys::of(rows, &row);
    let id = row.to_string();
    let looks = |label: &str, hint: &str| Looks { label: label.to_owned(), hint: hint.to_owned(), ..Looks::default() };
    let moved = Looks { class: "to", options: Some(people.functions), ..looks("Function", "function") };
    let shares = Signal::stored(SHARES.map(|(kept, words)| (kept.to_owned(), words.to_owned())).to_vec());
    let share_looks =
        Looks { class: "share", face: Some(share_face(share.register)), ..looks("Share of the week", "% of time?") };
    let this = StoredValue::new(row.clone());
    let remove = move |_| rows.remove.run(this.get_value());
    view! {
        <li data-row=id class="p">
            <span class="who" aria-hidden="true" use:told=to_say(letters)></span>
            <PersonField held=name names=cx.names looks=looks("Name", "Name") keys/>
            <Choice held=share options=shares looks=share_looks number=true/>
            {there(cx, &row, true)}
            <Show when=move || rows.can_edit.get()>
                <span class="tools">
                    {there(cx, &this.get_value(), false)}
                    <ValueField typed=function.typed(Takes::Words) takes=Takes::Words looks=moved.clone()/>
                    <button class="round" type="button" title="Remove" on:click=remove
                        aria-label=move || format!("Remove: {}", shown.get())>
                        <span class="i i-cross" aria-hidden="true"></span>
                    </button>
                </span>
            </Show>
            <Pick held=name what="The name" face=cx.person_face()/>
            <Pick held=function what="The function"/>
            <Pick held=share what="The share"/>
            <Margin cx beside=MEMBERS row below=true/>
        </li>
    }
}

/// The days from which and until which somebody is there: those that somebody said, or the fields for the others.
fn there(cx: UseCharter, row: &RowId, is_said: bool) -> AnyView {
    let day = |(name, label, hint): (&'static str, &'static str, &'static str)| {
        let typed = cx.charter.in_row(MEMBERS, row, name).typed(Takes::Day);
        let reads =
            move |day: &String| if day.is_empty() { String::new() } else { format!("{hint} {}", long_day(day)) };
        let face = memo(move || typed.text.with(reads));
        let show = move || {
            let looks = Looks {
                label: label.to_owned(),
                hint: format!("{hint}…"),
                face: Some(face.into()),
                ..Looks::default()
            };
            view! { <ValueField typed takes=Takes::Day looks/> }.into_any()
        };
        while_so(move || typed.text.with(|day| day.is_empty() != is_said), show)
    };
    [(THERE_FROM, "There from", "from"), (THERE_UNTIL, "There until", "until")]
        .map(day)
        .into_iter()
        .collect_view()
        .into_any()
}

fn share_face(share: Signal<muster_shared::sheet::Register>) -> Signal<String> {
    let words = memo(move || match share.with(|share| share.number()) {
        Some(share) => SHARES
            .iter()
            .find(|(kept, _)| plain_number(kept) == Some(share))
            .map_or_else(|| format!("{:.0} %", share * 100.0), |(_, words)| (*words).to_owned()),
        None => String::new(),
    });
    words.into()
}

fn member_name(row: &Row) -> String {
    Named::read(row.value("name").words()).name.to_owned()
}
