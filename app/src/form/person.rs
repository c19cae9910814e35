//! The field of a person: picked from the workspace's people as somebody types, or a plain name. Only a pick names an
//! account; a name that is typed out stays a name, however equal, and the mark beside it offers the account.

use leptos::ev::{FocusEvent, KeyboardEvent};
use leptos::html::Input as InputElement;
use leptos::prelude::*;
use muster_shared::names;
use muster_shared::sheet::Named;

use super::chosen::Chosen;
use super::held::Held;
use super::row_keys::RowKeys;
use super::use_names::{UseNames, fits};
use super::value::{Looks, unique_id};
use super::whose::WhoseName;
use crate::boxed::{For, Show, alive, effect, memo};
use crate::editor::Wrong;
use crate::keyboard;
use crate::live::Account;
use crate::told::{to_say, told};

/// The longest list of people that is shown at once.
const SHOWN_MAX: usize = 7;

/// A person to read, and to choose where that is allowed.
#[component]
pub(crate) fn PersonField(
    held: Held,
    names: UseNames,
    looks: Looks,
    /// Takes the choice; the value is written if nothing else is done with it.
    #[prop(optional, into)]
    choose: Option<Callback<Chosen, Result<(), String>>>,
    /// Words of other fields, whose people are suggested first.
    #[prop(optional, into)]
    first: Option<Signal<Vec<String>>>,
    #[prop(optional_no_strip, into)] keys: Option<RowKeys>,
    /// The id of the field that is typed into, where a label names it.
    #[prop(optional, into)]
    id: Option<String>,
) -> impl IntoView {
    let Looks { label, hint, class, .. } = looks;
    let id = StoredValue::new(id);
    let choose = choose.unwrap_or_else(|| Callback::new(move |chosen: Chosen| held.write.run(chosen.value())));
    let words: Signal<String> = memo(move || held.register.with(|held| held.words().to_owned())).into();
    let name = memo(move || words.with(|words| names.label(words)));
    let error = RwSignal::new(None::<String>);
    let (label, hint, error_id) = (StoredValue::new(label), StoredValue::new(hint), StoredValue::new(unique_id()));
    let is_empty = memo(move || name.with(String::is_empty));
    let shown = move || if is_empty.get() && held.can_edit.get() { hint.get_value() } else { name.get() };
    view! {
        <span class=format!("value {class}") class:is-empty=is_empty class:is-wrong=move || error.with(Option::is_some)>
            <bdi class="face" aria-hidden=move || held.can_edit.get().then_some("true") use:told=to_say(shown)></bdi>
            <Show when=move || held.can_edit.get()>
                <Combo people=Picking::new(names, name, first, choose, error) label error_id keys id/>
            </Show>
        </span>
        <Wrong id=error_id error/>
        <WhoseName names of=words can_edit=held.can_edit choose/>
    }
}

/// The state of one field while somebody picks.
#[derive(Clone, Copy)]
struct Picking {
    names: UseNames,
    /// The name that stands in the field.
    name: Memo<String>,
    first: Option<Signal<Vec<String>>>,
    choose: Callback<Chosen, Result<(), String>>,
    error: RwSignal<Option<String>>,
    node: NodeRef<InputElement>,
    typed: RwSignal<String>,
    is_open: RwSignal<bool>,
    active: RwSignal<Option<usize>>,
    focused: RwSignal<bool>,
    list_id: StoredValue<String>,
}

impl Picking {
    fn new(
        names: UseNames,
        name: Memo<String>,
        first: Option<Signal<Vec<String>>>,
        choose: Callback<Chosen, Result<(), String>>,
        error: RwSignal<Option<String>>,
    ) -> Self {
        let typed = RwSignal::new(String::new());
        Self {
            names,
            name,
            first,
            choose,
            error,
            node: NodeRef::new(),
            typed,
            is_open: RwSignal::new(false),
            active: RwSignal::new(None),
            focused: RwSignal::new(false),
            list_id: StoredValue::new(unique_id()),
        }
    }

    /// The choices there are for what is typed: people first, the plain name last.
    fn choices(self) -> Vec<Chosen> {
        let typed = self.typed.get();
        let key = names::key(&typed);
        let first = self.first.map(|first| first.get()).unwrap_or_default();
        let first = first.iter().map(|words| self.named(words)).filter(|one| fits(&names::key(one.name()), &key));
        let people = self.names.people_like(&key, SHOWN_MAX).into_iter().map(Chosen::Account);
        let mut choices: Vec<Chosen> = Vec::new();
        for choice in first.chain(people) {
            if choices.len() < SHOWN_MAX && choice != Chosen::Nobody && !choices.contains(&choice) {
                choices.push(choice);
            }
        }
        let plain = Chosen::Name(typed.trim().to_owned());
        if !key.is_empty() && !choices.contains(&plain) {
            choices.push(plain);
        }
        choices
    }

    /// The person or name that another field's words say.
    fn named(self, words: &str) -> Chosen {
        let name = self.names.label(words);
        match Named::read(words).id {
            Some(id) => Chosen::Account(Account { id: id.to_owned(), name }),
            None if name.trim().is_empty() => Chosen::Nobody,
            None => Chosen::Name(name.trim().to_owned()),
        }
    }

    fn show(self, text: &str) {
        if let Some(node) = self.node.get_untracked() {
            node.set_value(text);
        }
        self.typed.set(text.to_owned());
    }

    fn take(self, chosen: Chosen) {
        self.is_open.set(false);
        self.active.set(None);
        let refused = self.choose.run(chosen).err();
        if refused.is_none() {
            self.show(&self.name.get_untracked());
        }
        self.error.set(refused);
    }

    /// Takes what is typed as a plain name, if it is other than what stands there.
    fn commit(self) {
        let Some(node) = self.node.get_untracked() else { return };
        let text = node.value().trim().to_owned();
        if self.name.with_untracked(|name| name.trim() == text) {
            self.is_open.set(false);
            return self.error.set(None);
        }
        self.take(if text.is_empty() { Chosen::Nobody } else { Chosen::Name(text) });
    }

    fn open(self) {
        self.names.ask_people();
        self.is_open.set(true);
    }

    /// Goes on to another choice, in a ring.
    fn go(self, by: isize) -> bool {
        if !self.is_open.get_untracked() {
            self.open();
        }
        let n = untrack(|| self.choices()).len() as isize;
        let at = match self.active.get_untracked() {
            Some(at) => (at as isize + by).rem_euclid(n.max(1)),
            None if by < 0 => n - 1,
            None => 0,
        };
        self.active.set((n > 0).then_some(at as usize));
        true
    }

    fn active_choice(self) -> Option<Chosen> {
        let at = self.active.get_untracked().filter(|_| self.is_open.get_untracked())?;
        untrack(|| self.choices()).into_iter().nth(at)
    }

    fn key(self, event: &KeyboardEvent, keys: Option<RowKeys>) {
        let (Some(node), Some(key)) = (self.node.get_untracked(), keyboard::key(event)) else { return };
        let handled = match key.as_str() {
            "Escape" if self.is_open.get_untracked() => {
                self.is_open.set(false);
                self.active.set(None);
                true
            }
            "Escape" => {
                self.show(&self.name.get_untracked());
                node.blur().is_ok()
            }
            "Enter" => match self.active_choice() {
                Some(chosen) => {
                    self.take(chosen);
                    true
                }
                None => {
                    self.commit();
                    keys.is_some_and(RowKeys::entered)
                }
            },
            "Backspace" if node.value().is_empty() => keys.is_some_and(RowKeys::emptied),
            "ArrowUp" if event.alt_key() => keys.is_some_and(|keys| keys.moved(-1)),
            "ArrowDown" if event.alt_key() => keys.is_some_and(|keys| keys.moved(1)),
            "ArrowUp" => self.go(-1),
            "ArrowDown" => self.go(1),
            _ => false,
        };
        if handled {
            event.prevent_default();
            event.stop_propagation();
        }
    }
}

#[component]
fn Combo(
    people: Picking,
    label: StoredValue<String>,
    error_id: StoredValue<String>,
    keys: Option<RowKeys>,
    id: StoredValue<Option<String>>,
) -> impl IntoView {
    let Picking { node, error, is_open, active, focused, list_id, typed, .. } = people;
    // Another person's edit meanwhile must not wipe the name that this person is typing.
    effect(move || {
        let name = people.name.get();
        if let Some(node) = node.get()
            && !focused.get()
        {
            node.set_value(&name);
            node.set_default_value(&name);
        }
    });
    // A field that is taken out with the focus in it is left first.
    on_cleanup(move || {
        if focused.get_untracked() {
            people.commit();
        }
    });
    let input = move |event: web_sys::Event| {
        typed.set(event_target_value(&event));
        active.set(None);
        people.open();
    };
    let arrive = move |_: FocusEvent| {
        focused.set(true);
        typed.set(people.name.get_untracked());
        people.names.ask_people();
    };
    let leave = move |_: FocusEvent| {
        people.commit();
        focused.set(error.with_untracked(Option::is_some));
    };
    let option_id = move |at: usize| format!("{}-{at}", list_id.get_value());
    let is_shown = memo(move || is_open.get() && !people.choices().is_empty());
    view! {
        <input node_ref=node id=id.get_value() type="text" dir="auto" role="combobox" aria-autocomplete="list" autocomplete="off" spellcheck="false"
            aria-label=label.get_value()
            aria-expanded=move || is_shown.get().to_string()
            aria-controls=move || is_shown.get().then(|| list_id.get_value())
            aria-activedescendant=move || active.get().filter(|_| is_shown.get()).map(option_id)
            aria-invalid=move || error.with(Option::is_some).then_some("true")
            aria-describedby=move || error.with(Option::is_some).then(|| error_id.get_value())
            on:input=input
            on:focus=alive(arrive)
            on:blur=alive(leave)
            on:keydown=move |event| people.key(&event, keys)
        />
        <Show when=move || is_shown.get()><Choices people label/></Show>
    }
}

/// The list below the field. A press in it does not take the focus from the field.
#[component]
fn Choices(people: Picking, label: StoredValue<String>) -> impl IntoView {
    let choices = memo(move || people.choices().into_iter().enumerate().collect::<Vec<_>>());
    view! {
        <ul class="choices no-print" role="listbox" id=people.list_id.get_value()
            aria-label=format!("{}: suggestions", label.get_value())
            on:mousedown=|event: leptos::ev::MouseEvent| event.prevent_default()>
            <For each=move || choices.get() key=Clone::clone let((at, choice))>
                <OneChoice people at choice/>
            </For>
        </ul>
    }
}

#[component]
fn OneChoice(people: Picking, at: usize, choice: Chosen) -> impl IntoView {
    let is_active = move || people.active.get() == Some(at);
    let name = choice.name().to_owned();
    let how = if matches!(choice, Chosen::Account(_)) { "by their account" } else { "just a name" };
    let choice = StoredValue::new(choice);
    view! {
        <li role="option" id=format!("{}-{at}", people.list_id.get_value()) aria-selected=move || is_active().to_string()
            class:is-active=is_active on:click=move |_| people.take(choice.get_value())>
            <bdi>{name}</bdi>" "<span class="small quiet">{how}</span>
        </li>
    }
}
