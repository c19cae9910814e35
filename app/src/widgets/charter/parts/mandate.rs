//! The mandate: surfaces the team owns, shares or is consulted on, and matters that are somebody else's.

use js_sys::encode_uri_component;
use leptos::prelude::*;
use muster_shared::id::{DocId, RowId};
use muster_shared::kinds::charter::guide;
use muster_shared::kinds::charter::outline::MANDATE;
use muster_shared::kinds::charter::{CLAIMS, IN_SCOPE, LINE, Mode, OUT_OF_SCOPE};
use muster_shared::kinds::org::{proposed, surface_called, surface_name};
use muster_shared::kinds::talk;
use muster_shared::names;
use muster_shared::sheet::{Place, Row, Sheet, Value};

use super::note::{Margin, below};
use crate::boxed::{For, Show, memo};
use crate::editor::TextField;
use crate::form::{
    Choice, Lines, Looks, Nothing, Pick, RemovedRows, RowKeys, RowTools, Rows, RowsEnd, Section, Takes, ValueField,
    name_in,
};
use crate::widgets::charter::rest::Rest;
use crate::widgets::charter::use_charter::UseCharter;
use crate::widgets::origin::origin;

const MODES: [(&str, &str); 3] = [("own", "Own"), ("share", "Share"), ("consult", "Consult")];

/// The mandate.
#[component]
pub(crate) fn Mandate(cx: UseCharter) -> impl IntoView {
    let rows =
        cx.charter.rows(CLAIMS, &[("mode", "own")], move |row| cx.org.doc.sheet.with(|org| claim_name(row, org)));
    let is_empty = move || rows.ids.with(Vec::is_empty);
    let scope = cx.charter.rows(IN_SCOPE, &[], name_in(LINE));
    view! {
        <Section form=cx.charter name=MANDATE.heading part="mandate" about=&guide::CLAIM also=cx.rest(Rest::Covered(talk::Section::Mandate))>
            <ul class="rows">
                <For each=move || rows.ids.get() key=Clone::clone let(row)><Claim cx rows row/></For>
                <Show when=move || rows.can_edit.get() || is_empty()>
                    <li>
                        <Nothing form=cx.charter about=&guide::CLAIM when=Signal::derive(is_empty)/>
                        <div class="ends"><RowsEnd rows add="Add a surface"/><ScopeBegin rows=scope/></div>
                    </li>
                </Show>
                <InScope cx rows=scope/>
                <OutOfScope cx/>
            </ul>
        </Section>
    }
}

/// The way to the first line of what is in scope; most mandates need none.
#[component]
fn ScopeBegin(rows: Rows) -> impl IntoView {
    view! {
        <Show when=move || rows.can_edit.get() && rows.ids.with(Vec::is_empty)>
            <button class="btn word" type="button" on:click=move |_| rows.add.run(None)>
                <span class="i i-plus" aria-hidden="true"></span>
                "Add in-scope item"
            </button>
            <RemovedRows rows/>
        </Show>
    }
}

/// Lines that the mandate takes in, in words: there only if somebody wants them.
#[component]
fn InScope(cx: UseCharter, rows: Rows) -> impl IntoView {
    let is_there = move || rows.ids.with(|ids| !ids.is_empty());
    view! {
        <Show when=is_there>
            <li>
                <div class="scope">
                    <p class="label">"In scope"</p>
                    <div>
                        <Lines form=cx.charter rows text=LINE list=IN_SCOPE label="In scope" hint="A matter that people may come to you for" add="Add a line"
                            below=below(cx, IN_SCOPE, LINE)/>
                    </div>
                </div>
            </li>
        </Show>
    }
}

/// Lines that the mandate leaves to others.
#[component]
fn OutOfScope(cx: UseCharter) -> impl IntoView {
    let rows = cx.charter.rows(OUT_OF_SCOPE, &[], name_in(LINE));
    let is_there = move || rows.can_edit.get() || rows.ids.with(|ids| !ids.is_empty());
    view! {
        <Show when=is_there>
            <li>
                <div class="scope">
                    <p class="label">{guide::OUT_OF_SCOPE.label}</p>
                    <div>
                        <Lines form=cx.charter rows text=LINE list=OUT_OF_SCOPE label=guide::OUT_OF_SCOPE.label hint=guide::OUT_OF_SCOPE.hint add="Add a line"
                            below=below(cx, OUT_OF_SCOPE, LINE)/>
                    </div>
                </div>
                <Margin cx beside=OUT_OF_SCOPE/>
            </li>
        </Show>
    }
}

#[component]
fn Claim(cx: UseCharter, rows: Rows, row: RowId) -> impl IntoView {
    let surface = cx.surface(&row);
    let name = surface.text;
    let (mode, pointer) = (cx.charter.in_row(CLAIMS, &row, "mode"), cx.charter.in_row(CLAIMS, &row, "surface"));
    let others = memo(move || {
        let owned = mode.register.with(|mode| Mode::of(mode.words()) == Mode::Own);
        let plain = name.with(|name| names::key(name));
        if owned { cx.rivals(&plain) } else { None }
    });
    let is_proposed = memo(move || {
        let name = pointer.register.with(|pointer| proposed(pointer.words()).map(str::to_owned));
        name.is_some_and(|name| cx.org.doc.sheet.with(|org| surface_called(org, &name).is_none()))
    });
    let origin = StoredValue::new(origin());
    let to_map = move || {
        let surface = name.with(|name| String::from(encode_uri_component(name)));
        origin.with_value(|origin| format!("{origin}/map#{surface}"))
    };
    let is_contested = move || others.with(Option::is_some);
    let keys = RowKeys::of(rows, &row);
    let id = row.to_string();
    let note = Place::in_row(CLAIMS, &row, "note");
    let margin_text = note.clone();
    let looks = Looks {
        label: "Surface".to_owned(),
        hint: "Name a surface".to_owned(),
        options: Some(cx.surfaces()),
        ..Looks::default()
    };
    let modes = Signal::stored(MODES.map(|(kept, words)| (kept.to_owned(), words.to_owned())).to_vec());
    let mode_looks =
        Looks { label: "How the team stands to it".to_owned(), hint: "How?".to_owned(), ..Looks::default() };
    let icon = Signal::derive(move || mode_icon(is_contested(), &mode.register.with(|mode| mode.words().to_owned())));
    view! {
        <li data-row=id part="surface">
            <div class="surface" class:contested=is_contested>
                <div class="mode"><Choice held=mode options=modes looks=mode_looks icon/></div>
                <div class="body">
                    <div class="name"><ValueField typed=surface takes=Takes::Words looks keys/></div>
                    <TextField doc=cx.charter.doc place=note label="Note" hint="What this covers" class="what" line=true
                        on_enter=keys.enter on_move=keys.step/>
                    {move || others.get().map(|teams| contested_by(&teams, &origin.get_value(), to_map()))}
                    {move || is_proposed.get().then(|| view! { <p class="what">"Proposed: a leader has yet to confirm it."</p> })}
                    <Pick held=mode what="This row" face=Callback::new(|mode| mode_word(&mode))/>
                    <Pick held=pointer what="The surface" face=Callback::new(move |id: Value| cx.surface_called(&id.to_string()))/>
                </div>
                <RowTools rows row=row.clone() name/>
            </div>
            <Margin cx beside=CLAIMS text=margin_text row/>
        </li>
    }
}

/// The sentence on the teams that claim it too, with the way to each, and to where it is settled.
fn contested_by(teams: &[(DocId, String)], origin: &str, to_map: String) -> AnyView {
    let claims = if teams.len() > 1 { "claim" } else { "claims" };
    let link = |doc: &DocId, name: &str| {
        let name = if name.is_empty() { "a team without a name" } else { name };
        view! { <a href=format!("{origin}/d/{doc}") dir="auto">{name.to_owned()}</a> }.into_any()
    };
    let gap = |at: usize| match teams.len() - at {
        _ if at == 0 => "",
        1 => " and ",
        _ => ", ",
    };
    let mut said: Vec<AnyView> =
        teams.iter().enumerate().flat_map(|(at, (doc, name))| [gap(at).into_any(), link(doc, name)]).collect();
    if said.is_empty() {
        said.push("another team".into_any());
    }
    view! { <p class="what look">"Contested: "{said}{format!(" also {claims} to own it. ")}<a href=to_map>"Settle it"</a></p> }.into_any()
}

fn mode_word(mode: &Value) -> String {
    let kept = mode.to_string();
    MODES.iter().find(|(word, _)| *word == kept).map_or(kept, |(_, words)| (*words).to_owned())
}

fn mode_icon(is_contested: bool, mode: &str) -> &'static str {
    match Mode::of(mode) {
        _ if is_contested => "i-look",
        Mode::Own => "i-full",
        Mode::Share => "i-half",
        Mode::Consult => "i-hollow",
    }
}

fn claim_name(row: &Row, org: &Sheet) -> String {
    surface_name(org, row.value("surface").words()).unwrap_or(row.text("note")).to_owned()
}
