//! The series page's state: signals over the series and its dates.

use leptos::prelude::*;
use muster_shared::id::DocId;

use super::ShownSeries;
use crate::boxed::memo;
use crate::form::{Form, UseNames};
use crate::talk::{UseTalk, use_talk};
use crate::widgets::review::{Dates, use_dates};

/// Everything the parts are made of.
#[derive(Clone, Copy)]
pub(crate) struct UseSeries {
    pub(super) shown: ShownSeries,
    pub(super) form: Form,
    pub(super) names: UseNames,
    pub(super) talk: UseTalk,
    /// The dates, once they are known.
    pub(super) dates: RwSignal<Option<Dates>>,
    id: StoredValue<DocId>,
}

/// The signals of one series.
pub(super) fn use_series(shown: ShownSeries) -> UseSeries {
    let ShownSeries { series, mode, .. } = shown;
    let can_edit = memo(move || series.can_edit.get() && mode.with(|mode| mode != "read" && mode != "comment"));
    let form = Form::of(series, can_edit.into(), if shown.in_host_page { 3 } else { 1 });
    UseSeries {
        shown,
        form,
        names: UseNames::new(),
        talk: use_talk(form, mode),
        dates: use_dates(series),
        id: StoredValue::new(series.id().unwrap_or_else(DocId::org)),
    }
}

impl UseSeries {
    /// The series' id.
    pub(super) fn id(self) -> DocId {
        self.id.get_value()
    }

    /// Asks for the names of the people whom the series names.
    pub(super) fn follow_names(self) {
        self.names.follow([self.shown.series, self.shown.series], self.id());
    }
}
