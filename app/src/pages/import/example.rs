//! The worked example: imported once, like any other file, and marked for good.

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::run::{Progress, Run};
use crate::pages::home::first_example;
use crate::pages::router::Route;
use crate::pages::shell::Shell;

/// Opens the example, and brings it here first if it is not.
#[derive(Clone, Copy)]
pub(crate) struct OpenExample {
    shell: Shell,
    run: Run,
}

impl OpenExample {
    /// For as long as the component that asks is shown.
    pub(crate) fn new(shell: Shell) -> Self {
        Self { shell, run: Run::new(shell) }
    }

    /// Whether it is on its way.
    pub(crate) fn is_busy(&self) -> bool {
        self.run.is_busy()
    }

    /// The word on the button.
    pub(crate) fn word(&self) -> String {
        if self.run.is_busy() { "Opening the example…".to_owned() } else { "Open the example".to_owned() }
    }

    /// Why it did not work, if it did not.
    pub(crate) fn failed(&self) -> Option<String> {
        match self.run.progress.get() {
            Progress::Done(outcome) => outcome.failed.into_iter().next().map(|(_, why)| why),
            _ => None,
        }
    }

    /// Opens it.
    pub(crate) fn open(&self) {
        let Self { shell, run } = *self;
        if let Some(doc) = untrack(move || first_example(shell)) {
            return shell.router.go(Route::Document(doc));
        }
        if untrack(move || run.is_busy()) {
            return;
        }
        spawn_local(async move {
            let outcome = run.example().await;
            if let Some(doc) = outcome.made.first().cloned().or_else(|| untrack(move || first_example(shell))) {
                shell.router.go(Route::Document(doc));
            }
        });
    }
}
