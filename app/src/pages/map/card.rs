//! The conflict card: the teams that claim one surface, what each says, what was done so far, and the ways to settle it. The
//! captains of all of them see the same card; each takes steps for their own team.

use leptos::prelude::*;
use muster_shared::kinds::charter::Mode;
use muster_shared::map::Team;
use muster_shared::map::settle::{Between, Way};
use muster_shared::text::words::long_day;

use super::settling::{Party, steps, take};
use super::use_map::{PANEL, UseMap, address, go_on_at};
use crate::boxed::{effect, memo};
use crate::form::plain::{
    acting, button, el, following, has, holds, icon, nothing, on, while_so, with, words, written,
};
use crate::pages::kept;
use crate::pages::words::first_of;
use crate::words::listed;

/// The card, for as long as it is shown.
#[derive(Clone, Copy)]
struct Card {
    cx: UseMap,
    surface: StoredValue<String>,
    parties: StoredValue<Vec<Party>, LocalStorage>,
    /// The team that steps are taken for, by its place among the parties.
    acts_for: RwSignal<Option<usize>>,
    /// The step that was taken last: pressed twice, it is taken once. Once the surface stands otherwise it can be taken again.
    taken: RwSignal<Option<(Way, usize)>>,
}

/// The card of a surface and the teams that say that they answer for it.
pub(super) fn card(cx: UseMap, surface: &str, teams: Vec<Team>) -> AnyView {
    let names: Vec<String> = teams.iter().map(|team| team.name.clone()).collect();
    let parties: Vec<Party> = teams.into_iter().map(Party::open).collect();
    let listed_here: Vec<AnyView> = parties.iter().map(|party| kept(party.charter())).collect();
    let card = Card {
        cx,
        surface: StoredValue::new(surface.to_owned()),
        parties: StoredValue::new_local(parties),
        acts_for: RwSignal::new(None),
        taken: RwSignal::new(None),
    };
    effect(move || {
        cx.surface.with(|_| ());
        card.taken.set(None);
    });
    let head = el("h4", "flag", vec![icon("i i-look"), format!("{} claim “{surface}”", listed(&names)).into_any()]);
    let voices = card.parties.with_value(|parties| parties.iter().map(|party| card.voice(party)).collect());
    let parts = vec![head, el("ul", "voices", voices), card.so_far(), card.ways()];
    let about = vec![("role", "group".to_owned()), ("aria-label", "To settle".to_owned())];
    with("div", "conflict", about, parts.into_iter().chain(listed_here).collect())
}

impl Card {
    fn voice(self, party: &Party) -> AnyView {
        let link = vec![("href", address(&party.team.doc)), ("dir", "auto".to_owned())];
        let name = with("a", "", link, vec![party.team.name.clone().into_any()]);
        let captain = match first_of(&party.team.captains) {
            none if none.is_empty() => words("span", "sub", "No captain yet"),
            captains => written("span", "sub", &captains),
        };
        let party = StoredValue::new_local(party.clone());
        let note = memo_of_note(self, party);
        let says = following(move || match note.get() {
            none if none.is_empty() => words("p", "small quiet", "It says nothing beside its claim."),
            note => written("blockquote", "", &note),
        });
        el("li", "", vec![name, captain, says])
    }

    /// The steps that the logs hold.
    fn so_far(self) -> AnyView {
        let found =
            memo(move || self.parties.with_value(|parties| self.surface.with_value(|surface| steps(parties, surface))));
        let step = |(day, says): (String, String)| {
            el("li", "", vec![words("span", "sub", long_day(&day)), written("span", "", &says)])
        };
        following(move || match found.get() {
            none if none.is_empty() => words("p", "small quiet", "No step has been taken yet."),
            steps => el("ol", "so-far", steps.into_iter().map(step).collect()),
        })
    }

    /// The places of the teams that this person takes steps for.
    fn mine(self) -> Vec<usize> {
        self.parties.with_value(|parties| {
            parties.iter().enumerate().filter(|(_, party)| party.is_mine()).map(|(at, _)| at).collect()
        })
    }

    /// The team that steps are taken for: the one that was chosen, else one's own, else the first that may be.
    fn actor(self) -> Option<usize> {
        let mine = self.mine();
        let own = self.cx.mine.get().and_then(|at| self.cx.team(at));
        let is_own = |at: &&usize| {
            self.parties.with_value(|parties| {
                parties.get(**at).map(|party| &party.team.doc) == own.as_ref().map(|own| &own.doc)
            })
        };
        let chosen = self.acts_for.get().filter(|at| mine.contains(at));
        chosen.or_else(|| mine.iter().find(is_own).copied()).or_else(|| mine.first().copied())
    }

    fn ways(self) -> AnyView {
        let (mine, actor) = (memo(move || self.mine()), memo(move || self.actor()));
        let has_some = move || actor.with(Option::is_some);
        let choice = following(move || self.choice(&mine.get(), actor));
        el("div", "", vec![choice, while_so(has_some, move || self.form(actor))])
    }

    fn form(self, actor: Memo<Option<usize>>) -> AnyView {
        let stands = memo(move || actor.get().map(|at| (at, self.mode(at))));
        let ways = following(move || stands.get().map_or_else(nothing, |(at, mode)| self.ways_of(at, mode)));
        let says = "Both charters’ logs keep a record. Nothing changes in another team’s charter.";
        let why = field("Why? (one line, for the record)", self.cx.why);
        el("div", "", vec![why, ways, words("p", "small quiet", says)])
    }

    /// How a team stands to the surface.
    fn mode(self, at: usize) -> Mode {
        self.parties.with_value(|parties| {
            let mode = |party: &Party| self.surface.with_value(|surface| party.mode(self.cx, surface));
            parties.get(at).map_or(Mode::Consult, mode)
        })
    }

    fn ways_of(self, at: usize, mode: Mode) -> AnyView {
        let way = |way: Way| {
            let press = button("btn", way.label(), move || self.step(way, at));
            let part = (way == Way::Split).then(|| field("Name of the part that you take", self.cx.part));
            el("li", "", [press, words("span", "small", self.says(way, at))].into_iter().chain(part).collect())
        };
        let offered = Way::ALL.into_iter().filter(|way| way.is_offered(mode));
        el("ul", "ways", offered.map(way).collect())
    }

    /// The choice of the team that steps are taken for, where there are several. It stays as it is while somebody chooses.
    fn choice(self, mine: &[usize], actor: Memo<Option<usize>>) -> AnyView {
        let name = |at: usize| self.parties.with_value(|parties| parties.get(at).map(|party| party.team.name.clone()));
        match mine {
            [] => return words("p", "small quiet", "The captains of these teams settle it, or a leader does."),
            [one] => return words("p", "small", format!("You take steps for {}.", name(*one).unwrap_or_default())),
            _ => {}
        }
        let option = |one: &usize| {
            let one = *one;
            let chosen = vec![has("selected", move || actor.get() == Some(one))];
            let says = vec![name(one).unwrap_or_default().into_any()];
            acting("option", "", vec![("value", one.to_string())], chosen, says)
        };
        let options = mine.iter().map(option).collect();
        let choose = on("change", move |event| {
            let value = event_target_value(&event);
            let n = self.parties.with_value(Vec::len);
            self.acts_for.set((0..n).find(|at| at.to_string() == value));
        });
        let label = vec![("aria-label", "The team that you take steps for".to_owned())];
        acting("select", "line", label, vec![choose], options)
    }

    fn says(self, way: Way, at: usize) -> String {
        self.parties.with_value(|parties| {
            let names = |is_own: bool| {
                let found = parties.iter().enumerate().filter(|(place, _)| (*place == at) == is_own);
                listed(&found.map(|(_, party)| party.team.name.clone()).collect::<Vec<_>>())
            };
            let (own, other) = (names(true), names(false));
            self.surface.with_value(|surface| way.says(Between { surface, own: &own, other: &other }))
        })
    }

    fn step(self, way: Way, at: usize) {
        let cx = self.cx;
        if self.taken.get_untracked() == Some((way, at)) {
            return;
        }
        let taken = self.parties.with_value(|parties| {
            let Some(own) = parties.get(at) else { return Ok(()) };
            let others: Vec<&Party> =
                parties.iter().enumerate().filter(|(place, _)| *place != at).map(|(_, party)| party).collect();
            self.surface.with_value(|surface| take(cx, way, own, &others, surface))
        });
        match taken {
            Ok(()) => {
                self.taken.set(Some((way, at)));
                for field in [cx.why, cx.part, cx.wrong] {
                    field.set(String::new());
                }
                cx.shell.say("The step is taken, and the logs have its record.");
                go_on_at(format!("#{PANEL}"));
            }
            Err(why) => cx.wrong.set(why),
        }
    }
}

/// A line that is written before a step is taken.
fn field(label: &'static str, text: RwSignal<String>) -> AnyView {
    let typed = on("input", move |event| text.set(event_target_value(&event)));
    let about = [("type", "text"), ("aria-label", label), ("placeholder", label)];
    let about = about.map(|(name, value)| (name, value.to_owned())).to_vec();
    acting("input", "line", about, vec![holds(move || text.get()), typed], Vec::new())
}

/// The words beside a team's claim, to follow.
fn memo_of_note(card: Card, party: StoredValue<Party, LocalStorage>) -> Memo<String> {
    memo(move || party.with_value(|party| card.surface.with_value(|surface| party.note(card.cx, surface))))
}
