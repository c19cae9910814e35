//! The actions of every list: add below, remove, move, bring back; by key, by button, on touch.

use leptos::prelude::*;
use muster_shared::id::RowId;
use muster_shared::sheet::Place;

use super::Form;
use super::row_keys::RowKeys;
use super::use_rows::Rows;
use crate::boxed::{For, Show, memo};
use crate::browser::now_ms;
use crate::editor::TextField;
use crate::told::{to_say, told};
use crate::words::ago;

/// Buttons for what the keys do; quiet until the row is near.
#[component]
pub(crate) fn RowTools(
    rows: Rows,
    row: RowId,
    /// The row's name, for assistive technology.
    #[prop(into)]
    name: Signal<String>,
    /// Rows whose order says nothing are not moved.
    #[prop(optional)]
    fixed: bool,
) -> impl IntoView {
    let at = StoredValue::new(row.clone());
    let is_edge = move |by: i32| {
        rows.ids
            .with(|ids| at.with_value(|row| if by < 0 { ids.first() == Some(row) } else { ids.last() == Some(row) }))
    };
    let keys = RowKeys::of(rows, &row);
    let about = move |act: &'static str| move || format!("{act}: {}", name.get());
    let mover = move |by: i32, act: &'static str, icon: &'static str| {
        view! {
            <button class="round" type="button" aria-label=about(act) title=act disabled=move || is_edge(by)
                on:click=move |_| keys.step.run(by)>
                <span class=icon aria-hidden="true"></span>
            </button>
        }
    };
    view! {
        <Show when=move || rows.can_edit.get()>
            <span class="tools">
                {(!fixed).then(|| (mover(-1, "Move up", "i i-up"), mover(1, "Move down", "i i-down")))}
                <button class="round" type="button" aria-label=about("Remove") title="Remove"
                    on:click=move |_| rows.remove.run(at.get_value())>
                    <span class="i i-cross" aria-hidden="true"></span>
                </button>
            </span>
        </Show>
    }
}

/// The way to a new row, and the way back for the removed ones.
#[component]
pub(crate) fn RowsEnd(rows: Rows, #[prop(into)] add: String) -> impl IntoView {
    let add = StoredValue::new(add);
    view! {
        <Show when=move || rows.can_edit.get()>
            <div class="rows-end">
                <button class="btn word" type="button" on:click=move |_| rows.add.run(None)>
                    <span class="i i-plus" aria-hidden="true"></span>
                    {add.get_value()}
                </button>
                <RemovedRows rows/>
            </div>
        </Show>
    }
}

/// The removed rows, each with who removed it, when, and the way back.
#[component]
pub(crate) fn RemovedRows(rows: Rows) -> impl IntoView {
    let n = memo(move || rows.removed.with(Vec::len));
    view! {
        <Show when=move || n.with(|n| *n > 0)>
            <details class="removed">
                <summary use:told=to_say(move || format!("Removed ({})", n.get()))></summary>
                <ul>
                    <For each=move || rows.removed.get() key=Clone::clone let(one)>
                        <li>
                            <del>{one.name.clone()}</del>
                            <span class="small quiet">{format!("{}, {}", one.by, ago(one.at_ms, now_ms()))}</span>
                            <button class="btn word" type="button" aria-label=format!("Bring back: {}", one.name)
                                on:click=move |_| rows.restore.run(one.row.clone())>
                                "Bring back"
                            </button>
                        </li>
                    </For>
                </ul>
            </details>
        </Show>
    }
}

/// A list of plain lines.
#[component]
pub(crate) fn Lines(
    form: Form,
    rows: Rows,
    list: &'static str,
    /// The text of a row that is its line.
    text: &'static str,
    /// The name of one line, for assistive technology.
    label: &'static str,
    /// A hint at the text that belongs in it.
    #[prop(into)]
    hint: String,
    /// The words on the button that adds one.
    add: &'static str,
    /// The view below a line.
    #[prop(optional)]
    below: Option<Callback<RowId, AnyView>>,
) -> impl IntoView {
    let hint = StoredValue::new(hint);
    view! {
        <ul class="lines">
            <For each=move || rows.ids.get() key=Clone::clone let(row)>
                <Line form rows list text label hint below row/>
            </For>
        </ul>
        <RowsEnd rows add/>
    }
}

#[component]
fn Line(
    form: Form,
    rows: Rows,
    list: &'static str,
    text: &'static str,
    label: &'static str,
    hint: StoredValue<String>,
    below: Option<Callback<RowId, AnyView>>,
    row: RowId,
) -> impl IntoView {
    let keys = RowKeys::of(rows, &row);
    let id = row.to_string();
    let place = Place::in_row(list, &row, text);
    let of = row.clone();
    let lines = Callback::new(move |lines: Vec<String>| form.add_lines((list, text), of.clone(), lines));
    let name: Signal<String> = form.doc.text(&place).into();
    view! {
        <li data-row=id class="row-line">
            <TextField doc=form.doc place label hint=hint.get_value() line=true
                on_enter=keys.enter on_empty_backspace=keys.empty_backspace on_move=keys.step on_lines=lines/>
            <RowTools rows row=row.clone() name/>
            {below.map(|below| below.run(row))}
        </li>
    }
}
