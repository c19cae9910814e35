//! Light, dark, or as the system has it; kept on this device.

use leptos::prelude::*;

use super::keep;
use crate::browser::window;

const KEY: &str = "muster-theme";

/// How the app looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Theme {
    /// As the system has it.
    System,
    /// Ink on paper.
    Light,
    /// Paper on ink.
    Dark,
}

impl Theme {
    /// All of them, in the order they are offered.
    pub(crate) const ALL: [Self; 3] = [Self::System, Self::Light, Self::Dark];

    /// The word for it.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::System => "Match system",
            Self::Light => "Light",
            Self::Dark => "Dark",
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    /// The theme that was chosen on this device.
    pub(crate) fn kept() -> Self {
        let name = keep::get(KEY).unwrap_or_default();
        Self::ALL.into_iter().find(|theme| theme.name() == name).unwrap_or(Self::System)
    }

    /// Shows it from now on.
    pub(crate) fn choose(self, chosen: RwSignal<Self>) {
        keep::set(KEY, self.name());
        self.show();
        chosen.set(self);
    }

    /// Shows it.
    pub(crate) fn show(self) {
        let Some(root) = window().and_then(|window| window.document()).and_then(|document| document.document_element())
        else {
            return;
        };
        let _ = match self {
            Self::System => root.remove_attribute("data-theme"),
            Self::Light | Self::Dark => root.set_attribute("data-theme", self.name()),
        };
    }
}
