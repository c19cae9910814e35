//! The people whom an @ in a draft may mean: they stand below the field, and one of them is picked.

use leptos::prelude::*;
use leptos::task::spawn_local;
use muster_shared::kinds::talk::mentioned::{Begun, begun, completed, is_meant};
use muster_shared::order;
use muster_shared::sheet::Named;
use muster_shared::sheet::people::naming;
use web_sys::{HtmlTextAreaElement, KeyboardEvent};

use crate::boxed::memo;
use crate::form::plain::{Attributes, acting, following, follows, on, while_so, with};
use crate::form::unique_id;
use crate::keyboard;
use crate::live::{Account, LiveDoc};

/// So many people are shown at once.
const SHOWN_MAX: usize = 6;

/// The name that is typed in a field of this page, and the people it may mean.
#[derive(Clone, Copy)]
pub(super) struct Mentions {
    people: RwSignal<Vec<Account>>,
    asked: StoredValue<bool>,
    /// The draft in which a name is typed, and the name so far.
    typed: RwSignal<Option<(String, Begun)>>,
    node: StoredValue<Option<HtmlTextAreaElement>, LocalStorage>,
    /// The person whom Enter picks, by their place among those shown.
    active: RwSignal<usize>,
    list_id: StoredValue<String>,
}

impl Mentions {
    /// Nobody is known yet.
    pub(super) fn new() -> Self {
        Self {
            people: RwSignal::new(Vec::new()),
            asked: StoredValue::new(false),
            typed: RwSignal::new(None),
            node: StoredValue::new_local(None),
            active: RwSignal::new(0),
            list_id: StoredValue::new(unique_id()),
        }
    }

    /// Asks who is here to be mentioned, once for a page; the device knows whom it saw last.
    fn ask(self, doc: LiveDoc) {
        if self.asked.get_value() {
            return;
        }
        self.asked.set_value(true);
        spawn_local(async move {
            let told = doc.people_here().await;
            let _ = self.asked.try_set_value(told.is_some());
            let mut known = match told {
                Some(people) => people,
                None => doc.people_kept().await.unwrap_or_default(),
            };
            // Somebody who may not read it would never hear of it.
            let readers = doc.readers().await;
            known.retain(|one| readers.is_for(&one.id) || doc.is_me(&one.id));
            order::sort_by(&mut known, |one, other| one.name.cmp(&other.name));
            // The page may have gone meanwhile.
            let _ = self.people.try_set(known);
        });
    }

    /// Something was typed in a draft, or the caret moved there.
    pub(super) fn look(self, doc: LiveDoc, draft: &str, node: HtmlTextAreaElement) {
        let caret = caret_of(&node);
        let typed = begun(&node.value(), caret).map(|begun| (draft.to_owned(), begun));
        if typed.is_some() {
            self.ask(doc);
        }
        self.node.set_value(Some(node));
        if self.typed.with_untracked(|known| *known != typed) {
            self.active.set(0);
            self.typed.set(typed);
        }
    }

    /// Nobody types there any more.
    pub(super) fn leave(self) {
        let _ = self.typed.try_set(None);
    }

    /// The people whom the name typed in a draft may mean.
    fn choices(self, draft: &str) -> Vec<Account> {
        self.typed.with(|typed| {
            let Some((_, begun)) = typed.as_ref().filter(|(id, _)| id == draft) else { return Vec::new() };
            self.people.with(|people| {
                let meant = people.iter().filter(|one| is_meant(&one.name, &begun.letters));
                meant.take(SHOWN_MAX).cloned().collect()
            })
        })
    }

    /// The keys of the list, while it is shown. Answers whether the key was one of them, and the person it picked.
    pub(super) fn key(self, draft: &str, event: &KeyboardEvent) -> (bool, Option<Account>) {
        let choices = untrack(|| self.choices(draft));
        let (n, at) = (choices.len(), self.active.get_untracked());
        if n == 0 {
            return (false, None);
        }
        match keyboard::key(event).as_deref() {
            Some("ArrowDown") => self.active.set((at + 1) % n),
            Some("ArrowUp") => self.active.set((at + n - 1) % n),
            Some("Escape") => self.leave(),
            Some("Enter" | "Tab") => return (true, choices.into_iter().nth(at)),
            _ => return (false, None),
        }
        (true, None)
    }

    /// Puts the name of a person where its beginning stands. Answers the text, and the person as a person field has them.
    pub(super) fn pick(self, account: &Account) -> Option<(String, String)> {
        let node = self.node.get_value()?;
        let (_, begun) = self.typed.get_untracked()?;
        let words = naming(&account.id, &account.name);
        let (text, caret) = completed(&node.value(), caret_of(&node), &begun, Named::read(&words).name);
        node.set_value(&text);
        let _ = node.focus();
        let _ = node.set_selection_range(caret, caret);
        self.leave();
        Some((text, words))
    }

    /// The id of the person who is marked in the list, for the field of a draft; empty while no list is shown.
    pub(super) fn active_id(self, draft: &str) -> String {
        let n = self.choices(draft).len();
        let at = self.active.get();
        if at < n { self.option_id(at) } else { String::new() }
    }

    fn option_id(self, at: usize) -> String {
        self.list_id.with_value(|id| format!("{id}-{at}"))
    }

    /// The list below the field of a draft. A press in it does not take the focus from the field.
    pub(super) fn show(self, draft: StoredValue<String>, pick: Callback<Account>) -> AnyView {
        let choices = memo(move || draft.with_value(|draft| self.choices(draft)));
        let list = move || {
            let options = following(move || {
                let all = choices.get().into_iter().enumerate();
                all.map(|(at, account)| self.option(at, account, pick)).collect_view().into_any()
            });
            let attributes: Attributes =
                vec![("role", "listbox".to_owned()), ("aria-label", "People to mention".to_owned())];
            let stay = on("mousedown", |event| event.prevent_default());
            acting("ul", "choices", attributes, vec![stay], vec![options])
        };
        while_so(move || choices.with(|choices| !choices.is_empty()), list)
    }

    fn option(self, at: usize, account: Account, pick: Callback<Account>) -> AnyView {
        let is_active = move || self.active.get() == at;
        let attributes = vec![("role", "option".to_owned()), ("id", self.option_id(at))];
        let name = with("bdi", "", Vec::new(), vec![account.name.clone().into_any()]);
        let acts = vec![
            follows("aria-selected", move || is_active().to_string()),
            on("click", move |_| pick.run(account.clone())),
        ];
        acting("li", "", attributes, acts, vec![name])
    }
}

fn caret_of(node: &HtmlTextAreaElement) -> u32 {
    node.selection_end().ok().flatten().unwrap_or_default()
}
