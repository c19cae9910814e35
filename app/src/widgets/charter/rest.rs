//! The rest of a charter: everything below its mission, what people say about it, who agrees, its cards. It comes in a
//! chunk of its own, as soon as head and mission can be read and written.

use leptos::prelude::*;
use muster_shared::kinds::talk::{Section, Whole};
use muster_shared::sheet::Place;

use super::link;
use super::parts::agreement::{Agreement, Sections as Signed};
use super::parts::card::Card;
use super::parts::checks::Checks;
use super::parts::context::context;
use super::parts::decide::{Decide, NonNegotiables};
use super::parts::decisions::latest_decisions;
use super::parts::goals::goals;
use super::parts::heard::heard;
use super::parts::keys::Keys;
use super::parts::line::{line, picks};
use super::parts::mandate::Mandate;
use super::parts::metrics::Metrics;
use super::parts::mission::{Cadence, Excellent};
use super::parts::note::Margin;
use super::parts::peers::peers;
use super::parts::people::People;
use super::parts::research::research;
use super::parts::ring::Covered;
use super::parts::serves::serves;
use super::parts::title::state_line;
use super::step::{Parts, Step};
use super::use_charter::UseCharter;
use crate::boxed::{Show, memo};
use crate::browser::{pause, today};
use crate::chunk::{Chunk, Reached, chunk, nothing, once, reached};
use crate::talk::list::all_said;
use crate::told::{to_say, told};
use crate::widgets::chip::StatusChip;
use crate::widgets::editions::editions;
use crate::words::long_day;

/// The views that the chunk is asked for.
#[derive(Clone)]
pub(crate) enum Rest {
    /// The sections below the mission; the talk is open while they are shown.
    Sections,
    /// The margin of a text of the charter itself.
    Margin(&'static str),
    /// The line below the team's name, to read and to write.
    Line,
    /// The choices to make where several captains or ends stand side by side.
    Picks,
    /// The state in one sentence.
    State,
    /// The line that says which focus the mission serves.
    Serves,
    /// The people who agree with a section.
    Covered(Section),
    /// The sheet of keys, and whether it is open.
    Keys(RwSignal<bool>),
    /// The last line on paper.
    PrintFoot,
    /// A step of the worksheet.
    Step(Step),
    /// The metrics alone.
    Metrics,
    /// The charter at a glance.
    Card,
    /// The people who agree with it, as a card.
    AgreedCard,
}

chunk!(charter:
/// The door of the chunk.
fn door(cx: UseCharter, what: Rest) {
    cx.follow();
    match what {
        Rest::Line => line(cx),
        Rest::Picks => picks(cx),
        Rest::State => state_line(cx),
        Rest::Serves => [serves(cx), goals(cx)].into_iter().collect_view().into_any(),
        Rest::Sections => {
            reached(Reached::Rest);
            view! { <Sections cx/> }.into_any()
        }
        Rest::Margin(beside) => view! { <Margin cx beside text=Place::on_sheet(beside)/> }.into_any(),
        Rest::Covered(section) => view! { <Covered cx section/> }.into_any(),
        Rest::Keys(open) => view! { <Keys open/> }.into_any(),
        Rest::PrintFoot => view! { <PrintFoot cx/> }.into_any(),
        Rest::Step(step) => view! { <Parts cx step/> }.into_any(),
        Rest::Metrics => view! { <div class="doc"><Metrics cx alone=true/></div> }.into_any(),
        Rest::Card => view! { <Card cx chip=view! { <StatusChip doc=cx.charter.doc/> }.into_any() link=link(cx)/> }.into_any(),
        Rest::AgreedCard => view! { <AgreedCard cx/> }.into_any(),
    }
});

/// Asks for the chunk.
pub(crate) fn rest() -> Chunk {
    Chunk::come("The rest of this charter", || once(Reached::Words, door::load))
}

impl UseCharter {
    /// Shows something of the chunk among the charter's words.
    pub(super) fn rest(self, what: Rest) -> AnyView {
        self.rest.join(move || door::show(self, what.clone()))
    }

    /// Shows something of the chunk where it is said when the chunk is missing.
    pub(super) fn alone(self, what: Rest) -> AnyView {
        self.rest.show(nothing, move || door::show(self, what.clone()))
    }
}

/// Everything below the mission.
#[component]
fn Sections(cx: UseCharter) -> impl IntoView {
    cx.open_talk();
    let part = parts_in_turn();
    view! {
        <Show when=part(1)><Mandate cx/></Show>
        <Show when=part(2)><Metrics cx/></Show>
        <Show when=part(3)><People cx/>{heard(cx)}{research(cx)}</Show>
        <Show when=part(4)><Decide cx/>{latest_decisions(cx)}<NonNegotiables cx/><Excellent cx/><Cadence cx/>{context(cx)}{peers(cx)}<Checks cx/><Agreement cx/>{editions(cx.talk)}{all_said(cx.talk)}</Show>
    }
}

/// The parts that stand further down come one task after the other: what is read first is there at once, and the page
/// answers in between. The answer says whether a part's turn has come.
fn parts_in_turn() -> impl Fn(u8) -> Box<dyn Fn() -> bool + Send + Sync> {
    let turn = RwSignal::new(0);
    leptos::task::spawn_local(async move {
        for part in 1..=4 {
            pause(0).await;
            turn.try_set(part);
        }
    });
    move |part| Box::new(move || turn.get() >= part)
}

#[component]
fn PrintFoot(cx: UseCharter) -> impl IntoView {
    let name = memo(move || cx.view().with(|view| view.name.clone()));
    let says = move || {
        let agreed = cx.agreement.whole();
        let agreed = agreed.map(|whole| format!(" · {} of {} agreed", whole.agreed, whole.of)).unwrap_or_default();
        format!("{agreed} · {}", long_day(&today()))
    };
    view! {
        <footer class="print-only print-foot">
            <bdi use:told=to_say(move || name.get())></bdi><span use:told=to_say(says)></span>
        </footer>
    }
}

/// The people who agree with each section, for other people's pages.
#[component]
fn AgreedCard(cx: UseCharter) -> impl IntoView {
    cx.open_talk();
    let name = memo(move || cx.view().with(|view| view.name.clone()));
    let says = move || cx.agreement.whole().map_or("Nobody has agreed to it yet.".to_owned(), Whole::says);
    view! {
        <article class="card" part="card" aria-label=name>
            <div class="in">
                <header>
                    <div class="h" role="heading" prop:ariaLevel=cx.charter.level.to_string() part="name"><bdi use:told=to_say(move || name.get())></bdi></div>
                    <p class="quiet" use:told=to_say(says)></p>
                </header>
                <Signed cx/>
            </div>
            <footer class="foot no-print"><span></span><a href=link(cx)>"Open in Muster"</a></footer>
        </article>
    }
}
