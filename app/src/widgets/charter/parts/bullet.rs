//! A metric in pictures: baseline, now and target as a bullet graph; readings as a sparkline.

use leptos::prelude::*;
use muster_shared::kinds::charter::Metric;

use crate::boxed::memo;
use crate::browser::today;
use crate::widgets::charter::drawing::{Bullet, Kind, Mark, Spark};

/// A metric's pictures, as soon as they have something to show.
#[component]
pub(crate) fn Drawn(metric: Memo<Metric>) -> impl IntoView {
    let spark = memo(move || metric.with(Spark::of));
    let bullet = memo(move || metric.with(|metric| Bullet::of(metric, &today())));
    view! {
        {move || spark.get().map(Spark::drawn)}
        {move || bullet.get().map(|bullet| view! { <BulletGraph bullet/> })}
    }
}

/// The bullet with each number under its mark.
#[component]
pub(crate) fn BulletGraph(
    bullet: Bullet,
    /// Without numbers, for small places that write them themselves.
    #[prop(optional)]
    bare: bool,
) -> impl IntoView {
    let is_off = bullet.is_off;
    let labels = (!bare).then(|| view! { <Labels marks=bullet.marks.clone()/> });
    view! { <div class="bullet" class:off=is_off><Picture bullet/>{labels}</div> }
}

#[component]
fn Picture(bullet: Bullet) -> impl IntoView {
    let percent = |at: f64| format!("{at:.2}%");
    let at = |kind| bullet.at(kind);
    let (Some(baseline), Some(target)) = (at(Kind::Baseline), at(Kind::Target)) else { return ().into_any() };
    let now = at(Kind::Now).unwrap_or(baseline);
    let (from, to) = (baseline.min(now), baseline.max(now));
    view! {
        <svg role="img" aria-label=bullet.words.clone()>
            <rect class="track" y="5" width="100%" height="10" rx="2"></rect>
            <rect class="now" x=percent(from) y="5" width=percent(to - from) height="10"></rect>
            <line class="gap" x1=percent(now) x2=percent(target) y1="10" y2="10"></line>
            <line class="base" x1=percent(baseline) x2=percent(baseline) y1="2" y2="20"></line>
            <line class="mark" x1=percent(target) x2=percent(target) y1="0" y2="22"></line>
        </svg>
    }
    .into_any()
}

/// The numbers. Each stands under its mark as long as there is room, and pushes the next one away when there is not;
/// the stylesheet works that out from where the marks are and how wide the words may be.
#[component]
fn Labels(marks: Vec<Mark>) -> impl IntoView {
    let n = marks.len();
    let at = |i: usize| marks.get(i).map_or("100%".to_owned(), |mark| format!("{:.2}%", mark.at));
    let width = |i: usize| marks.get(i).map_or("0em".to_owned(), |mark| format!("{:.1}em", mark.width));
    let places = [at(0), at(1), at(2)];
    let widths = [width(0), width(1), width(2)];
    let [at_1, at_2, at_3] = places;
    let [width_1, width_2, width_3] = widths;
    let labels = marks.into_iter().map(|mark| {
        let class = if mark.kind == Kind::Baseline { "number" } else { "number strong" };
        view! { <span class=class><bdi>{mark.number}</bdi><small>{mark.under}</small></span> }
    });
    view! {
        <div class="numbers" aria-hidden="true" data-n=n
            style:--at-1=at_1 style:--at-2=at_2 style:--at-3=at_3
            style:--width-1=width_1 style:--width-2=width_2 style:--width-3=width_3>
            {labels.collect_view()}
        </div>
    }
}

impl Spark {
    /// The readings over time.
    pub(crate) fn drawn(self) -> AnyView {
        let goal = self.goal.map(|y| view! { <path class="goal" d=format!("M0 {y:.1}H120")></path> });
        let (x, y) = self.end;
        view! {
            <svg class="spark" viewBox="0 0 120 28" role="img" aria-label=self.words>
                {goal}
                <path d=self.path></path>
                <circle cx=format!("{x:.1}") cy=format!("{y:.1}") r="2.5"></circle>
            </svg>
        }
        .into_any()
    }
}
