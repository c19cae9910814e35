//! The map as its page follows it: made of the list and of the registry, with or without a connection.

use std::collections::BTreeSet;

use js_sys::decode_uri_component;
use leptos::prelude::*;
use leptos::task::spawn_local;
use muster_shared::id::DocId;
use muster_shared::map::{Map, Show, Sift, Surface, Team};
use muster_shared::names;
use muster_shared::order;

use crate::boxed::{effect, memo};
use crate::browser::pause;
use crate::live::is_my_name;
use crate::pages::keep;
use crate::pages::router;
use crate::pages::shell::{Shell, use_shell};

/// Where the device keeps which team is one's own, where somebody said so.
const MY_TEAM: &str = "muster-my-team";
/// The id of the list of all checks, which links lead to.
pub(super) const ALL_CHECKS: &str = "all-checks";
/// The id of the panel.
pub(super) const PANEL: &str = "surface-panel";

/// The map, for as long as its page.
#[derive(Clone, Copy)]
pub(super) struct UseMap {
    pub(super) shell: Shell,
    pub(super) map: Memo<Map>,
    /// Which surfaces are shown.
    pub(super) show: RwSignal<Show>,
    /// The words that are looked for, as they are typed.
    pub(super) typed: RwSignal<String>,
    /// The charter of one's own team, as it was chosen; empty while nobody chose.
    chosen: RwSignal<String>,
    /// One's own team, by its place in the map.
    pub(super) mine: Memo<Option<usize>>,
    /// The keys of the surfaces that are shown.
    pub(super) shown: Memo<BTreeSet<String>>,
    /// The key of the surface whose panel is open.
    opened: RwSignal<Option<String>>,
    /// That surface.
    pub(super) surface: Memo<Option<Surface>>,
    /// The reason that is written in its card.
    pub(super) why: RwSignal<String>,
    /// The name of the part that is taken when it is split.
    pub(super) part: RwSignal<String>,
    /// Why the last step could not be taken; empty where it was.
    pub(super) wrong: RwSignal<String>,
}

impl UseMap {
    pub(super) fn start() -> Self {
        let shell = use_shell();
        let map = memo(move || {
            shell.catalogue.listed.with(|listed| {
                let is_example = !listed.is_empty() && listed.iter().all(|row| row.summary.example);
                let rows = listed.iter().map(|row| (&row.doc, &row.summary));
                shell.org.sheet.with(|org| Map::of(org, rows, is_example))
            })
        });
        let (show, typed) = (RwSignal::new(Show::All), RwSignal::new(String::new()));
        let chosen = RwSignal::new(keep::get(MY_TEAM).unwrap_or_default());
        let mine = memo(move || map.with(|map| mine(&map.teams, &chosen.get())));
        let sought = memo(move || names::sought(&typed.get()));
        let shown = memo(move || {
            let sift = Sift { show: show.get(), sought: sought.get(), mine: mine.get() };
            map.with(|map| {
                let shown = map.surfaces.iter().zip(map.shown(&sift)).filter(|(_, is_shown)| *is_shown);
                order::gather(shown.map(|(surface, _)| surface.key.clone()))
            })
        });
        let opened = RwSignal::new(None::<String>);
        let surface = memo(move || {
            let key = opened.get()?;
            map.with(|map| map.surfaces.iter().find(|surface| surface.key == key).cloned())
        });
        let empty = || RwSignal::new(String::new());
        let (why, part, wrong) = (empty(), empty(), empty());
        let cx = Self { shell, map, show, typed, chosen, mine, shown, opened, surface, why, part, wrong };
        // A link to a surface has its name behind the `#`.
        effect(move || {
            let name = decode_uri_component(&shell.router.at.get()).map(String::from).unwrap_or_default();
            if !name.is_empty() && name != ALL_CHECKS {
                cx.open(&names::key(&name));
            }
        });
        cx
    }

    /// Opens the panel of a surface, and goes on reading there.
    pub(super) fn open(self, key: &str) {
        if self.opened.with_untracked(|opened| opened.as_deref() != Some(key)) {
            for field in [self.why, self.part, self.wrong] {
                field.set(String::new());
            }
            self.opened.set(Some(key.to_owned()));
        }
        go_on_at(format!("#{PANEL}"));
    }

    /// Closes the panel, and goes back to where it was opened.
    pub(super) fn close(self) {
        self.opened.set(None);
        go_on_at("[role=grid] [tabindex='0']".to_owned());
    }

    /// Whether this surface's panel is open.
    pub(super) fn is_open(self, key: &str) -> bool {
        self.opened.with(|opened| opened.as_deref() == Some(key))
    }

    /// Says which team is one's own.
    pub(super) fn choose(self, charter: String) {
        keep::set(MY_TEAM, &charter);
        self.chosen.set(charter);
    }

    /// A team of the map.
    pub(super) fn team(self, at: usize) -> Option<Team> {
        self.map.with(|map| map.teams.get(at).cloned())
    }
}

/// The team that somebody chose, else the first one whose captain they are.
fn mine(teams: &[Team], chosen: &str) -> Option<usize> {
    let is_chosen = |team: &Team| team.doc.as_str() == chosen;
    let is_led = |team: &Team| team.captains.iter().any(|captain| is_my_name(captain));
    teams.iter().position(is_chosen).or_else(|| teams.iter().position(is_led))
}

/// Focuses a part of the page once it is drawn.
pub(super) fn go_on_at(selector: String) {
    spawn_local(async move {
        pause(0).await;
        if let Some(element) = router::find(&selector) {
            let _ = element.focus();
        }
    });
}

/// The address of a charter.
pub(super) fn address(charter: &DocId) -> String {
    format!("/d/{charter}")
}
