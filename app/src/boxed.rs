//! Leptos' own building blocks, compiled once instead of once for every closure.
//!
//! `Show`, `For` and `Memo` are generic over the closures they are given, and the module would carry each of them a
//! hundred times. These look and behave the same, and box their closures at the door.

use std::hash::{DefaultHasher, Hash, Hasher};

use leptos::prelude::*;

use crate::redrawn::keep_focus;

/// Whether something is so now.
pub(crate) struct Condition(Box<dyn Fn() -> bool + Send + Sync>);

impl<F: Fn() -> bool + Send + Sync + 'static> From<F> for Condition {
    fn from(is_so: F) -> Self {
        Self(Box::new(is_so))
    }
}

/// Shows its children while a condition holds, and the fallback while it does not.
#[component]
pub(crate) fn Show(
    /// The condition.
    #[prop(into)]
    when: Condition,
    /// The view that is shown instead.
    #[prop(optional, into)]
    fallback: ViewFn,
    children: ChildrenFn,
) -> impl IntoView {
    let holds = memo(when.0);
    move || if holds.get() { children() } else { fallback.run().into_any() }
}

type Item = (u64, Box<dyn FnOnce() -> AnyView + Send>);

/// Shows each item; an item that stays, stays as it is, and whoever writes in one that is moved goes on.
#[component]
pub(crate) fn For<T, K, V>(
    /// The items.
    each: impl Fn() -> Vec<T> + Send + 'static,
    /// The key that tells an item from the others.
    key: impl Fn(&T) -> K + Send + 'static,
    /// How one is shown.
    children: impl Fn(T) -> V + Send + Sync + Clone + 'static,
) -> impl IntoView
where
    T: Send + 'static,
    K: Hash + 'static,
    V: IntoView + 'static,
{
    each_of(Box::new(move || {
        let item = |item: T| -> Item {
            let children = children.clone();
            (hash(&key(&item)), Box::new(move || children(item).into_any()))
        };
        each().into_iter().map(item).collect()
    }))
}

fn hash(key: &impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    key.hash(&mut hasher);
    hasher.finish()
}

fn each_of(items: Box<dyn Fn() -> Vec<Item> + Send>) -> AnyView {
    let items = move || {
        keep_focus();
        items()
    };
    view! { <leptos::prelude::For each=items key=|(key, _)| *key children=|(_, show): Item| show()/> }.into_any()
}

/// Makes something that lives as long as the page: signals belong to whatever is being shown while they are made, and go
/// with it, also when they are first asked for from within a view.
pub(crate) fn for_the_page<T>(make: impl FnOnce() -> T) -> T {
    thread_local! {
        // Made without a parent, so nobody takes it along.
        static PAGE: Owner = Owner::default();
    }
    PAGE.with(|page| page.with(make))
}

/// A handler of events that also come while an element is taken out of the page: it loses its focus then, and what was
/// changed in it is told, when the signals of its view are gone already. The handler is not called any more by then.
pub(crate) fn alive<E: 'static>(handle: impl FnMut(E) + 'static) -> impl FnMut(E) + 'static {
    while_shown(Box::new(handle))
}

fn while_shown<E: 'static>(mut handle: Box<dyn FnMut(E)>) -> impl FnMut(E) + 'static {
    let shown = StoredValue::new(());
    move |event| {
        if !shown.is_disposed() {
            handle(event);
        }
    }
}

/// A value computed from signals, computed again when they change, and passed on when it differs.
pub(crate) fn memo<T: PartialEq + Send + Sync + 'static>(compute: impl Fn() -> T + Send + Sync + 'static) -> Memo<T> {
    boxed(Box::new(compute))
}

fn boxed<T: PartialEq + Send + Sync + 'static>(compute: Box<dyn Fn() -> T + Send + Sync>) -> Memo<T> {
    Memo::new(move |_| compute())
}

/// Does something now, and again whenever a signal in it changes, for as long as the owner lives.
pub(crate) fn effect(run: impl FnMut() + 'static) {
    follow(Box::new(run));
}

fn follow(mut run: Box<dyn FnMut()>) {
    Effect::new(move |_: Option<()>| run());
}

/// The same, with what it made the last time.
pub(crate) fn effect_since<T: 'static>(mut run: impl FnMut(Option<T>) -> T + 'static) {
    let mut before = None;
    effect(move || before = Some(run(before.take())));
}
