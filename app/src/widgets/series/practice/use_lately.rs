//! A series with its reviews of late, as the parts of its page read them.

use leptos::prelude::*;
use muster_shared::kinds::Line;
use muster_shared::kinds::review::Record;
use muster_shared::kinds::series::{Lately, Leaders};

use super::super::use_series::UseSeries;
use crate::browser::today;

/// A series as rules over its reviews read it, once all of them are here.
#[derive(Clone, Copy)]
pub(super) struct UseLately {
    pub(super) cx: UseSeries,
    /// Its reviews, the newest first; none while one of them is on its way.
    pub(super) reviews: Memo<Option<Vec<Record>>>,
    pub(super) leaders: RwSignal<Leaders>,
    pub(super) large: Memo<Vec<Line>>,
}

impl UseLately {
    /// Does something with the reviews, once they are here.
    pub(super) fn with<T>(self, read: impl FnOnce(Lately<'_>) -> T) -> Option<T> {
        let today = today();
        self.reviews.with(|reviews| {
            let reviews = reviews.as_deref()?;
            let read = |series: &_| {
                self.leaders.with(|leaders| {
                    self.large.with(|large| read(Lately { series, reviews, leaders, large, today: &today }))
                })
            };
            Some(self.cx.shown.series.sheet.with(read))
        })
    }
}
