//! Rows that are composed on this device and enter their document by one press, whatever list they are for: the fields come
//! from the list's schema. Nothing of a draft is in the document before that, and nothing of the row is edited after.

use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use muster_shared::id::RowId;
use muster_shared::sheet::{Is, Value};

use super::Form;
use super::draft::Draft;
use super::plain::{button, el, following, with, words};
use super::value::unique_id;
use crate::editor::Wrong;
use crate::keyboard;
use crate::lean::{Show, alive};
use crate::told::{to_say, told};

/// A field that is asked for.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Ask {
    /// Its name in the row.
    pub(crate) field: &'static str,
    pub(crate) label: &'static str,
    /// A hint at the text that belongs in it.
    pub(crate) hint: &'static str,
    /// The sentence when it is left empty; none where it may be.
    pub(crate) must: &'static str,
    /// The words of a choice, as they are kept and as they read.
    pub(crate) choices: &'static [(&'static str, &'static str)],
    /// More classes.
    pub(crate) class: &'static str,
}

impl Ask {
    /// A field that may be left empty.
    pub(crate) const fn new(field: &'static str, label: &'static str, hint: &'static str) -> Self {
        Self { field, label, hint, must: "", choices: &[], class: "" }
    }

    /// The same, and the sentence that asks for it.
    pub(crate) const fn must(self, must: &'static str) -> Self {
        Self { must, ..self }
    }

    /// The same as a choice of a few words.
    pub(crate) const fn of(self, choices: &'static [(&'static str, &'static str)]) -> Self {
        Self { choices, ..self }
    }

    /// The same in another look.
    pub(crate) const fn class(self, class: &'static str) -> Self {
        Self { class, ..self }
    }
}

/// A row that is composed.
#[derive(Clone, Copy)]
pub(crate) struct Composing {
    pub(crate) form: Form,
    pub(crate) list: &'static str,
    /// The draft's name among those of the list about the same row.
    pub(crate) draft: &'static str,
    /// The row it is about, if it is about one: each has a draft of its own.
    pub(crate) about: StoredValue<Option<RowId>>,
    pub(crate) asks: &'static [Ask],
    /// Values nobody is asked for.
    pub(crate) with: StoredValue<Vec<(&'static str, String)>>,
    /// The words in the fields to begin with.
    pub(crate) start: StoredValue<Vec<(&'static str, String)>>,
    /// Words to choose from in a field.
    pub(crate) suggest: Callback<&'static str, Vec<String>>,
    /// The word on the button.
    pub(crate) act: &'static str,
    /// The call once the row is there.
    pub(crate) done: Callback<RowId>,
    /// Closes it, where it does not always stand there.
    pub(crate) close: Option<Callback<()>>,
}

/// The state of one filling of the fields.
#[derive(Clone, Copy)]
struct Filling {
    composing: Composing,
    draft: Draft,
    /// A sentence for each field that is not right, by its place.
    wrong: StoredValue<Vec<RwSignal<Option<String>>>>,
    /// Why the document did not take the row.
    refused: RwSignal<Option<String>>,
    /// How often the fields were emptied.
    times: RwSignal<u32>,
}

impl Composing {
    /// The draft as it was left.
    pub(crate) fn draft(self) -> Draft {
        let fields: Vec<&'static str> = self.asks.iter().map(|ask| ask.field).collect();
        self.about.with_value(|about| Draft::of(self.form.doc, &[self.list, self.draft], about.as_ref(), &fields))
    }

    /// The fields and the button.
    pub(crate) fn show(self) -> AnyView {
        let wrong = self.asks.iter().map(|_| RwSignal::new(None)).collect();
        let filling = Filling {
            composing: self,
            draft: self.draft(),
            wrong: StoredValue::new(wrong),
            refused: RwSignal::new(None),
            times: RwSignal::new(0),
        };
        let fields = following(move || {
            filling.times.track();
            el("div", "fields", self.asks.iter().enumerate().map(|(at, ask)| filling.field(at, ask)).collect())
        });
        filling.framed(fields)
    }
}

impl Filling {
    fn framed(self, fields: AnyView) -> AnyView {
        let (draft, refused) = (self.draft, self.refused);
        let key = move |event: KeyboardEvent| {
            if keyboard::key(&event).as_deref() == Some("Enter") && (event.ctrl_key() || event.meta_key()) {
                event.prevent_default();
                self.send();
            }
        };
        view! {
            <form class="frame compose no-print" on:submit=|event| event.prevent_default() on:keydown=key>
                {fields}
                <Wrong error=refused/>
                <div class="acts">
                    {button("btn strong", self.composing.act, move || self.send())}
                    <Show when=move || draft.has_words()>{button("btn word", "Discard draft", move || self.discard())}</Show>
                    {self.composing.close.map(|close| button("btn word", "Close", move || close.run(())))}
                    <span class="small quiet end" role="status" use:told=to_say(move || draft.says())></span>
                </div>
            </form>
        }
        .into_any()
    }

    fn is(self, ask: &Ask) -> Is {
        let which = self.composing.form.doc.which();
        let list = which.and_then(|(_, kind)| kind.schema().list(self.composing.list));
        list.and_then(|list| list.value(ask.field)).map_or(Is::Words, |field| field.is)
    }

    fn text(self, field: &'static str) -> String {
        let start = || {
            self.composing
                .start
                .with_value(|start| start.iter().find(|(name, _)| *name == field).map(|(_, text)| text.clone()))
        };
        self.draft.text(field).or_else(start).unwrap_or_default()
    }

    fn write(self, at: usize, field: &'static str, text: String) {
        self.draft.write(field, text);
        self.wrong.with_value(|wrong| wrong[at].set(None));
    }

    fn field(self, at: usize, ask: &'static Ask) -> AnyView {
        let id = unique_id();
        let label = with("label", "label", vec![("for", id.clone())], vec![ask.label.into_any()]);
        let error = self.wrong.with_value(|wrong| wrong[at]);
        let control = match self.is(ask) {
            Is::Paragraphs => self.area(at, ask, id),
            Is::OneOf(_) => return self.choice(at, ask),
            is => self.line(at, ask, is, id),
        };
        el("div", "f", vec![label, el("div", ask.class, vec![control, view! { <Wrong error/> }.into_any()])])
    }

    fn area(self, at: usize, ask: &'static Ask, id: String) -> AnyView {
        let input = move |event| self.write(at, ask.field, event_target_value(&event));
        view! {
            <textarea class="field" rows="1" id=id spellcheck="true" dir="auto" placeholder=ask.hint
                prop:value=self.text(ask.field) on:input=input></textarea>
        }
        .into_any()
    }

    fn line(self, at: usize, ask: &'static Ask, is: Is, id: String) -> AnyView {
        let input = move |event| self.write(at, ask.field, event_target_value(&event));
        let (kind, class) = if is == Is::Day { ("date", "ctl num") } else { ("text", "field") };
        let list = format!("{id}-list");
        let suggest = self.composing.suggest;
        let options = following(move || {
            let option = |word: String| with("option", "", vec![("value", word)], Vec::new());
            suggest.run(ask.field).into_iter().map(option).collect_view().into_any()
        });
        view! {
            <input class=class type=kind id=id dir="auto" list=list.clone() autocomplete="off" placeholder=ask.hint
                prop:value=self.text(ask.field) on:input=input/>
            <datalist id=list>{options}</datalist>
        }
        .into_any()
    }

    fn choice(self, at: usize, ask: &'static Ask) -> AnyView {
        let (name, chosen) = (unique_id(), self.text(ask.field));
        let one = |(kept, reads): &'static (&'static str, &'static str)| {
            let take = move |_| self.write(at, ask.field, (*kept).to_owned());
            let is_chosen = chosen == *kept;
            view! {
                <label><input type="radio" name=name.clone() value=*kept checked=is_chosen on:change=alive(take)/><span>{*reads}</span></label>
            }
            .into_any()
        };
        let choices = el("div", "seg", ask.choices.iter().map(one).collect());
        let error = self.wrong.with_value(|wrong| wrong[at]);
        el(
            "fieldset",
            "f",
            vec![
                words("legend", "label", ask.label),
                el("div", ask.class, vec![choices, view! { <Wrong error/> }.into_any()]),
            ],
        )
    }

    /// The values of the row; nothing where a field is not right, which its sentence then says.
    fn values(self) -> Option<Vec<(&'static str, Value)>> {
        let mut is_right = true;
        let mut values: Vec<(&'static str, Value)> = Vec::new();
        for (at, ask) in self.composing.asks.iter().enumerate() {
            let text = self.text(ask.field);
            let text = text.trim();
            let error = match self.is(ask).check(&text.into()) {
                _ if text.is_empty() => Some(ask.must.to_owned()).filter(|must| !must.is_empty()),
                Ok(()) => None,
                Err(bad) => Some(format!("{}: {bad}.", ask.label)),
            };
            is_right &= error.is_none();
            self.wrong.with_value(|wrong| wrong[at].set(error));
            if !text.is_empty() {
                values.push((ask.field, text.into()));
            }
        }
        self.composing
            .with
            .with_value(|with| values.extend(with.iter().map(|(name, text)| (*name, text.as_str().into()))));
        is_right.then_some(values)
    }

    fn send(self) {
        let Some(values) = self.values() else { return };
        match self.composing.form.add(self.composing.list, &values) {
            Ok(row) => {
                self.refused.set(None);
                self.discard();
                if let Some(row) = row {
                    self.composing.done.run(row);
                }
            }
            Err(why) => self.refused.set(Some(why)),
        }
    }

    fn discard(self) {
        self.draft.clear();
        self.times.update(|times| *times += 1);
    }
}
