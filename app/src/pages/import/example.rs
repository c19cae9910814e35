//! The worked example: imported once, like any other file, and marked for good. Where it cannot be, it is shown to be read.

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::run::{Progress, Run};
use super::tour;
use crate::browser::is_online;
use crate::form::plain::{el, following, nothing, with};
use crate::pages::home::first_example;
use crate::pages::router::Route;
use crate::pages::shell::Shell;
use crate::visitor::rank;

/// Opens the example, and brings it here first if it is not.
#[derive(Clone, Copy)]
pub(crate) struct OpenExample {
    shell: Shell,
    run: Run,
    /// Whether it is shown to be read, as it could not be brought here.
    is_toured: RwSignal<bool>,
}

impl OpenExample {
    /// For as long as the component that asks is shown.
    pub(crate) fn new(shell: Shell) -> Self {
        Self { shell, run: Run::new(shell), is_toured: RwSignal::new(false) }
    }

    /// Whether it is on its way.
    pub(crate) fn is_busy(&self) -> bool {
        self.run.is_busy()
    }

    /// The word on the button.
    pub(crate) fn word(&self) -> String {
        let word = match self.run.is_busy() {
            true => "Opening the example…",
            false if rank().may_manage() => "Open the example",
            false => "Read the example",
        };
        word.to_owned()
    }

    /// The example to be read, below the buttons, where it could not be brought here; and why not, if that is not plain.
    pub(crate) fn below(&self) -> AnyView {
        let Self { run, is_toured, .. } = *self;
        let why = move || match run.progress.get() {
            Progress::Done(outcome) if is_online() => outcome.failed.into_iter().next().map(|(_, why)| why),
            _ => None,
        };
        following(move || match is_toured.get() {
            false => nothing(),
            true => {
                let alert = vec![("role", "alert".to_owned())];
                let wrong = why().map(|why| with("p", "wrong", alert, vec![why.into_any()]));
                el("div", "", wrong.into_iter().chain([tour::shown()]).collect())
            }
        })
    }

    /// Opens it.
    pub(crate) fn open(&self) {
        let Self { shell, run, is_toured } = *self;
        if let Some(doc) = untrack(move || first_example(shell)) {
            return shell.router.go(Route::Document(doc));
        }
        if untrack(move || run.is_busy()) {
            return;
        }
        // The server would say no, or nothing at all.
        if !is_online() || !rank().may_manage() {
            return is_toured.set(true);
        }
        spawn_local(async move {
            let outcome = run.example().await;
            match outcome.made.first().cloned().or_else(|| untrack(move || first_example(shell))) {
                Some(doc) => shell.router.go(Route::Document(doc)),
                None => _ = is_toured.try_set(true),
            }
        });
    }
}
