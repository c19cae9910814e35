//! Freedom and responsibility: what the team decides, what it asks about first, what it tells afterwards; and the
//! rules nobody may bend.

use leptos::prelude::*;
use muster_shared::id::RowId;
use muster_shared::kinds::charter::guide;
use muster_shared::kinds::charter::outline::{HOW_WE_DECIDE, RULES};
use muster_shared::kinds::charter::{CONSULT, DECIDE, INFORM, LINE, NON_NEGOTIABLES, RULE_OWNER};
use muster_shared::kinds::outline::Guide;
use muster_shared::kinds::talk;
use muster_shared::sheet::Place;

use super::note::{Margin, below};
use crate::boxed::{For, Show};
use crate::editor::TextField;
use crate::form::plain::{el, while_so};
use crate::form::{
    Lines, Looks, Nothing, PersonField, Pick, RowKeys, RowTools, Rows, RowsEnd, Section, SubHead, name_in,
};
use crate::widgets::charter::rest::Rest;
use crate::widgets::charter::use_charter::UseCharter;

/// The three columns.
#[component]
pub(crate) fn Decide(cx: UseCharter) -> impl IntoView {
    view! {
        <Section form=cx.charter name=HOW_WE_DECIDE.heading part="decide" about=&guide::DECIDE also=cx.rest(Rest::Covered(talk::Section::Decide))>
            <div class="three">
                <Column cx list=DECIDE about=&guide::DECIDE/>
                <Column cx list=CONSULT about=&guide::CONSULT/>
                <Column cx list=INFORM about=&guide::INFORM/>
            </div>
            <Margin cx beside=DECIDE/>
        </Section>
    }
}

#[component]
fn Column(cx: UseCharter, list: &'static str, about: &'static Guide) -> impl IntoView {
    let rows = cx.charter.rows(list, &[], name_in(LINE));
    let is_empty = move || rows.ids.with(Vec::is_empty);
    view! {
        <div>
            <SubHead form=cx.charter name=about.label/>
            <Nothing form=cx.charter about when=Signal::derive(is_empty)/>
            <Lines form=cx.charter rows text=LINE list label=about.label hint="Write one line" add="Add" below=below(cx, list, LINE)/>
        </div>
    }
}

/// Rules nobody may bend, each with its reason and the person who answers for it.
#[component]
pub(crate) fn NonNegotiables(cx: UseCharter) -> impl IntoView {
    let rows = cx.charter.rows(NON_NEGOTIABLES, &[], name_in("rule"));
    let is_empty = move || rows.ids.with(Vec::is_empty);
    view! {
        <Show when=move || rows.can_edit.get() || !is_empty()>
            <Section form=cx.charter name=RULES.heading part="rules" about=&guide::NON_NEGOTIABLES>
                <ul class="rows">
                    <For each=move || rows.ids.get() key=Clone::clone let(row)><Rule cx rows row/></For>
                    <Show when=move || rows.can_edit.get()>
                        <li><Nothing form=cx.charter about=&guide::NON_NEGOTIABLES when=Signal::derive(is_empty)/><RowsEnd rows add="Add a rule"/></li>
                    </Show>
                </ul>
            </Section>
        </Show>
    }
}

#[component]
fn Rule(cx: UseCharter, rows: Rows, row: RowId) -> impl IntoView {
    let keys = RowKeys::of(rows, &row);
    let id = row.to_string();
    let of = row.clone();
    let lines =
        Callback::new(move |lines: Vec<String>| cx.charter.add_lines((NON_NEGOTIABLES, "rule"), of.clone(), lines));
    let place = |name| Place::in_row(NON_NEGOTIABLES, &row, name);
    let name: Signal<String> = cx.charter.doc.text(&place("rule")).into();
    view! {
        <li data-row=id>
            <div class="rule">
                <div>
                    <TextField doc=cx.charter.doc place=place("rule") label="Rule" hint=guide::NON_NEGOTIABLES.hint class="name" line=true
                        on_enter=keys.enter on_empty_backspace=keys.empty_backspace on_move=keys.step on_lines=lines/>
                    <TextField doc=cx.charter.doc place=place("why") label="Why" hint="Because…" class="what" line=true
                        on_enter=keys.enter on_move=keys.step/>
                    {owner(cx, &row)}
                </div>
                <RowTools rows row=row.clone() name/>
            </div>
            <Margin cx beside=NON_NEGOTIABLES text=place("rule") row=row.clone()/>
        </li>
    }
}

/// The person who answers for a rule, to read and to name.
fn owner(cx: UseCharter, row: &RowId) -> AnyView {
    let held = cx.charter.in_row(NON_NEGOTIABLES, row, RULE_OWNER);
    let show = move || {
        let looks = Looks { label: "Answers for the rule".to_owned(), hint: "name one".to_owned(), ..Looks::default() };
        let field = view! { <PersonField held names=cx.names looks/> }.into_any();
        let pick = view! { <Pick held what="The owner" face=cx.person_face()/> }.into_any();
        el("p", "small quiet", vec!["Owner: ".into_any(), field, pick])
    };
    while_so(move || cx.charter.can_edit.get() || held.register.with(|one| !one.is_vacant()), show)
}
