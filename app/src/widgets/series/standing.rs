//! Items that stand on every agenda.

use leptos::prelude::*;
use muster_shared::id::RowId;
use muster_shared::kinds::series::{ITEM_MINUTES, STANDING, TITLE, TYPE};
use muster_shared::sheet::Place;

use super::use_series::UseSeries;
use crate::editor::TextField;
use crate::form::{Choice, Looks, Pick, RowKeys, RowTools, RowsEnd, Section, Takes, ValueField, name_in};
use crate::lean::{For, Show};
use crate::widgets::review::TYPES;

/// The section.
pub(super) fn standing(cx: UseSeries) -> AnyView {
    let rows = cx.form.rows(STANDING, &[("type", "topic")], name_in(TITLE));
    let sorts = Signal::stored(TYPES.map(|(kept, reads, _)| (kept.to_owned(), reads.to_owned())).to_vec());
    let draw = move |row: RowId| {
        let held = |name| cx.form.in_row(STANDING, &row, name);
        let (sort, minutes) = (held(TYPE), held(ITEM_MINUTES));
        let looks =
            |label: &str, hint: &str| Looks { label: label.to_owned(), hint: hint.to_owned(), ..Looks::default() };
        let keys = RowKeys::of(rows, &row);
        let place = Place::in_row(STANDING, &row, TITLE);
        let name: Signal<String> = cx.form.doc.text(&place).into();
        let id = row.to_string();
        view! {
            <li data-row=id class="row-line">
                <TextField doc=cx.form.doc place label="Item" hint="What stands on every agenda" line=true
                    on_enter=keys.enter on_empty_backspace=keys.empty_backspace on_move=keys.step/>
                <span class="acts small">
                    <Choice held=sort options=sorts looks=looks("Sort of item", "Sort")/>
                    <ValueField typed=minutes.typed(Takes::Number) takes=Takes::Number looks=looks("Minutes", "minutes")/>
                </span>
                <RowTools rows row name/>
                <Pick held=sort what="The sort"/>
                <Pick held=minutes what="The minutes"/>
            </li>
        }
    };
    view! {
        <Section form=cx.form name="Every time" part="standing">
            <Show when=move || rows.ids.with(|ids| ids.is_empty())><p class="empty">"Nothing stands on every agenda."</p></Show>
            <ul class="lines"><For each=move || rows.ids.get() key=Clone::clone children=draw/></ul>
            <RowsEnd rows add="Add a standing item"/>
        </Section>
    }
    .into_any()
}
