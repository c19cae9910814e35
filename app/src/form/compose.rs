//! Rows that are composed on this device and enter their document by one press, whatever list they are for: the fields come
//! from the list's schema. Nothing of a draft is in the document before that, and nothing of the row is edited after.

use leptos::prelude::*;
use muster_shared::id::RowId;
use muster_shared::kinds::outline::Ask;
use muster_shared::sheet::{Is, Value};
use wasm_bindgen::JsCast;
use web_sys::{Event, KeyboardEvent};

use super::draft::Draft;
use super::held::Held;
use super::person::PersonField;
use super::plain::{acting, button, el, following, nothing, on, says, while_so, with, words, wrong};
use super::value::{Looks, unique_id};
use super::{Form, UseNames, focus};
use crate::boxed::memo;
use crate::keyboard;
use crate::redrawn::FOLDED;

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
    /// Values nobody is asked for either, which the draft holds: they come with its words, and go with them.
    pub(crate) brings: &'static [&'static str],
    /// The words in the fields to begin with.
    pub(crate) start: StoredValue<Vec<(&'static str, String)>>,
    /// The people there are to name in the field of a person.
    pub(crate) names: UseNames,
    /// Words to choose from in a field.
    pub(crate) suggest: Callback<&'static str, Vec<String>>,
    /// Advice on what stands in a field while it is written, and the reason why that is not taken; nothing where none is given.
    pub(crate) advise: Option<Callback<(&'static str, String), Advised>>,
    /// The word on the button.
    pub(crate) act: &'static str,
    /// The call once the row is there.
    pub(crate) done: Callback<RowId>,
    /// Whether somebody opened it just now: they stand in the first field then.
    pub(crate) is_opened: bool,
    /// Closes it, where it does not always stand there.
    pub(crate) close: Option<Callback<()>>,
}

/// Advice on the words in a field.
#[derive(Default)]
pub(crate) struct Advised {
    /// Sentences about them, while they are written.
    pub(crate) hints: Vec<String>,
    /// The reason why they are not taken.
    pub(crate) refused: Option<String>,
}

/// The state of one filling of the fields.
#[derive(Clone, Copy)]
struct Filling {
    composing: Composing,
    draft: Draft,
    /// A sentence for each field that is not right, by its place.
    wrong: StoredValue<Vec<RwSignal<Option<String>>>>,
    /// The words in each field as they are written, where somebody advises on them.
    written: StoredValue<Vec<RwSignal<String>>>,
    /// Why the document did not take the row.
    refused: RwSignal<Option<String>>,
    /// How often the fields were emptied.
    times: RwSignal<u32>,
}

impl Composing {
    /// A row that is about no other, begins empty, and is asked for as `asks` says. `act` is the word on its button.
    pub(crate) fn of(
        (form, names): (Form, UseNames),
        list: &'static str,
        asks: &'static [Ask],
        act: &'static str,
    ) -> Self {
        Self {
            form,
            list,
            draft: "",
            about: StoredValue::new(None),
            asks,
            with: StoredValue::new(Vec::new()),
            brings: &[],
            start: StoredValue::new(Vec::new()),
            names,
            suggest: Callback::new(|_| Vec::new()),
            advise: None,
            act,
            done: Callback::new(|_| ()),
            is_opened: false,
            close: None,
        }
    }

    /// The draft as it was left.
    pub(crate) fn draft(self) -> Draft {
        let fields: Vec<&'static str> =
            self.asks.iter().map(|ask| ask.field).chain(self.brings.iter().copied()).collect();
        self.about.with_value(|about| Draft::of(self.form.doc, &[self.list, self.draft], about.as_ref(), &fields))
    }

    /// The fields and the button.
    pub(crate) fn show(self) -> AnyView {
        let wrong = self.asks.iter().map(|_| RwSignal::new(None)).collect();
        let filling = Filling {
            composing: self,
            draft: self.draft(),
            wrong: StoredValue::new(wrong),
            written: StoredValue::new(self.asks.iter().map(|_| RwSignal::new(String::new())).collect()),
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
        let draft = self.draft;
        let key = move |event: Event| {
            let Ok(event) = event.dyn_into::<KeyboardEvent>() else { return };
            if keyboard::key(&event).as_deref() == Some("Enter") && (event.ctrl_key() || event.meta_key()) {
                event.prevent_default();
                self.send();
            }
        };
        let mut acts = vec![button("btn strong", self.composing.act, move || self.send())];
        let discard = move || button("btn word", "Discard draft", move || self.discard());
        acts.push(while_so(move || draft.has_words(), discard));
        acts.extend(self.composing.close.map(|close| button("btn word", "Close", move || close.run(()))));
        let role = vec![("role", "status".to_owned())];
        acts.push(acting("span", "small quiet end", role, vec![says(move || draft.says())], Vec::new()));
        let parts = vec![fields, wrong(self.refused), el("div", "acts", acts)];
        let hears = [on("submit", |event| event.prevent_default()), on("keydown", key)];
        let hears = hears.into_iter().chain(self.composing.is_opened.then(focus::coming)).collect();
        let folded = self.composing.close.map(|_| (FOLDED, String::new()));
        let attributes = [draft.attribute()].into_iter().chain(folded).collect();
        acting("form", "frame compose no-print", attributes, hears, parts)
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
        if self.composing.advise.is_some() {
            self.written.with_value(|written| written[at].set(text.clone()));
        }
        self.draft.write(field, text);
        self.wrong.with_value(|wrong| wrong[at].set(None));
    }

    fn field(self, at: usize, ask: &'static Ask) -> AnyView {
        let id = unique_id();
        let label = with("label", "label", vec![("for", id.clone())], vec![ask.label.into_any()]);
        let (label, control, tag) = match self.is(ask) {
            Is::OneOf(_) => (words("legend", "label", ask.label), self.choice(at, ask), "fieldset"),
            Is::Person => (label, self.person(at, ask, id), "div"),
            is => (label, self.typed(at, ask, is, id), "div"),
        };
        let error = self.wrong.with_value(|wrong| wrong[at]);
        let class = if ask.is_large { "choice" } else { "" };
        let parts = [control, wrong(error)].into_iter().chain(self.hints(at, ask.field));
        el(tag, "f", vec![label, el("div", class, parts.collect())])
    }

    /// The advice on what is written in a field, told as it changes.
    fn hints(self, at: usize, field: &'static str) -> Option<AnyView> {
        let advise = self.composing.advise?;
        let written = self.written.with_value(|written| written[at]);
        written.set(self.text(field));
        let hints = memo(move || advise.run((field, written.get())).hints.join(" "));
        let status = vec![("role", "status".to_owned())];
        Some(acting("p", "small quiet hints", status, vec![says(move || hints.get())], Vec::new()))
    }

    /// Lines, paragraphs or a day, as they are typed.
    fn typed(self, at: usize, ask: &'static Ask, is: Is, id: String) -> AnyView {
        let text = self.text(ask.field);
        let input = vec![on("input", move |event| self.write(at, ask.field, event_target_value(&event)))];
        let own = |name: &'static str, value: &str| (name, value.to_owned());
        let mut attributes = vec![("id", id.clone()), own("dir", "auto"), own("placeholder", ask.hint)];
        if is == Is::Paragraphs {
            attributes.extend([own("rows", "1"), own("spellcheck", "true")]);
            return acting("textarea", "field", attributes, input, vec![text.into_any()]);
        }
        let list = format!("{id}-list");
        let (kind, class) = if is == Is::Day { ("date", "ctl num") } else { ("text", "field") };
        attributes.extend([own("type", kind), own("list", &list), own("autocomplete", "off"), ("value", text)]);
        let suggest = self.composing.suggest;
        let options = following(move || {
            let option = |word: String| with("option", "", vec![("value", word)], Vec::new());
            let options: Vec<AnyView> = suggest.run(ask.field).into_iter().map(option).collect();
            // With an empty list the field would say that there are words to choose from.
            if options.is_empty() {
                return nothing();
            }
            with("datalist", "", vec![("id", list.clone())], options)
        });
        [acting("input", class, attributes, input, Vec::new()), options].into_iter().collect_view().into_any()
    }

    /// A person is picked here as anywhere else; the pick stands in the draft.
    fn person(self, at: usize, ask: &'static Ask, id: String) -> AnyView {
        let names = self.composing.names;
        let picked = RwSignal::new(self.text(ask.field));
        let pick = move |words: String| {
            picked.set(words.clone());
            self.write(at, ask.field, words);
            Ok(())
        };
        // The letters of a name that is still typed are in the draft too, until the field is left and says whom it means.
        let typed = move |event| {
            let text = event_target_value(&event);
            let meant = picked.get_untracked();
            self.write(at, ask.field, if text.trim() == untrack(|| names.label(&meant)) { meant } else { text });
        };
        let left = move |_| {
            let meant = picked.get_untracked();
            if self.text(ask.field) != meant {
                self.write(at, ask.field, meant);
            }
        };
        let first = Signal::derive(move || self.composing.suggest.run(ask.field));
        let looks = Looks { label: ask.label.to_owned(), hint: ask.hint.to_owned(), ..Looks::default() };
        let held = Held::of(picked, Callback::new(pick));
        let field = view! { <PersonField held names looks first id/> }.into_any();
        acting("div", "person", Vec::new(), vec![on("input", typed), on("focusout", left)], vec![field])
    }

    fn choice(self, at: usize, ask: &'static Ask) -> AnyView {
        let (name, chosen) = (unique_id(), self.text(ask.field));
        let one = |(kept, reads): &'static (&'static str, &'static str)| {
            let mut attributes =
                vec![("type", "radio".to_owned()), ("name", name.clone()), ("value", (*kept).to_owned())];
            attributes.extend((chosen == *kept).then(|| ("checked", String::new())));
            let take = on("change", move |_| self.write(at, ask.field, (*kept).to_owned()));
            el("label", "", vec![acting("input", "", attributes, vec![take], Vec::new()), words("span", "", *reads)])
        };
        el("div", "seg", ask.choices.iter().map(one).collect())
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
                Ok(()) => {
                    let advised = self.composing.advise.map(|advise| advise.run((ask.field, text.to_owned())));
                    advised.and_then(|advised| advised.refused)
                }
                Err(bad) => Some(format!("{}: {bad}.", ask.label)),
            };
            is_right &= error.is_none();
            self.wrong.with_value(|wrong| wrong[at].set(error));
            if !text.is_empty() {
                values.push((ask.field, text.into()));
            }
        }
        let brought = self.composing.brings.iter().copied().map(|name| (name, self.text(name)));
        values.extend(brought.filter(|(_, text)| !text.is_empty()).map(|(name, text)| (name, text.into())));
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
