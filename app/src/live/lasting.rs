//! A document's signals, as components hold them.
//!
//! Components come and go in an order of their own, and some callbacks arrive late: a text box that is taken out loses
//! its focus, a timer fires, an answer comes. A signal of a document that nobody keeps open any more can still be read
//! then, and says that there is nothing.

use leptos::prelude::*;

/// A signal of a document. Reading one never fails.
pub(crate) struct Lasting<T: 'static> {
    signal: RwSignal<T>,
    closed: fn() -> T,
}

impl<T> Clone for Lasting<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Lasting<T> {}

impl<T: Default + Send + Sync + 'static> From<RwSignal<T>> for Lasting<T> {
    fn from(signal: RwSignal<T>) -> Self {
        Self { signal, closed: T::default }
    }
}

impl<T: Send + Sync + 'static> Lasting<T> {
    /// `closed` is how it reads once nobody keeps the document open.
    pub(super) fn new(value: T, closed: fn() -> T) -> Self {
        Self::over(RwSignal::new(value), closed)
    }

    /// The same over a signal that is there.
    pub(super) fn over(signal: RwSignal<T>, closed: fn() -> T) -> Self {
        Self { signal, closed }
    }

    /// The value, followed from here on.
    pub(crate) fn get(&self) -> T
    where
        T: Clone,
    {
        self.signal.try_get().unwrap_or_else(self.closed)
    }

    /// The value now.
    pub(crate) fn get_untracked(&self) -> T
    where
        T: Clone,
    {
        self.signal.try_get_untracked().unwrap_or_else(self.closed)
    }

    /// Reads it, and follows it from here on.
    pub(crate) fn with<R>(&self, read: impl FnOnce(&T) -> R) -> R {
        self.track();
        self.with_untracked(read)
    }

    /// Reads what it says now.
    pub(crate) fn with_untracked<R>(&self, read: impl FnOnce(&T) -> R) -> R {
        match self.signal.try_read_untracked() {
            Some(value) => read(&value),
            None => read(&(self.closed)()),
        }
    }

    /// Follows it from here on.
    pub(crate) fn track(&self) {
        self.signal.track();
    }

    /// Says something else, if it is something else.
    pub(super) fn set_if_new(&self, value: T)
    where
        T: PartialEq,
    {
        if self.with_untracked(|shown| *shown != value) {
            self.signal.try_set(value);
        }
    }

    /// Says something else.
    pub(super) fn set(&self, value: T) {
        self.signal.try_set(value);
    }
}

impl<T: Clone + Send + Sync + 'static> From<Lasting<T>> for Signal<T> {
    fn from(lasting: Lasting<T>) -> Self {
        Self::derive(move || lasting.get())
    }
}
