//! The people that a series is for: the whole workspace, those on its roster, or two. People on a roster who edit the series
//! put others on it and take them off; guests come in by a grant.

use leptos::prelude::*;
use leptos::task::spawn_local;
use muster_shared::access::{Audience, Rank};
use muster_shared::id::DocId;
use muster_shared::json;
use serde::Deserialize;

use super::expand::{Expanded, expand};
use super::use_series::UseSeries;
use crate::boxed::{effect, effect_since, memo};
use crate::browser::fetch;
use crate::form::plain::{button, el, following, icon, nothing, with, words, written, wrong};
use crate::form::{Chosen, Held, Looks, PersonField, Section};
use crate::live::Phase;
use crate::visitor;
use crate::widgets::listing::Listing;
use crate::widgets::origin::origin;
use crate::words::{counted, initials, listed};

/// The people a series is for, in the server's word.
#[derive(Debug, Clone, PartialEq, Deserialize)]
struct Roster {
    audience: Audience,
    people: Vec<OnIt>,
}

/// Somebody on the roster, or with a grant in the series.
#[derive(Debug, Clone, PartialEq, Deserialize)]
struct OnIt {
    person: String,
    name: String,
}

/// Somebody of the workspace.
#[derive(Debug, Clone, PartialEq, Deserialize)]
struct Somebody {
    id: String,
    rank: Rank,
}

/// The roster as the page shows it.
#[derive(Clone, Copy)]
struct UseRoster {
    cx: UseSeries,
    roster: RwSignal<Option<Roster>>,
    /// The guests of the workspace, by their ids.
    guests: RwSignal<Vec<String>>,
    /// The people who were given something in the series.
    granted: RwSignal<Vec<OnIt>>,
    /// Why something was not done, in a sentence.
    refused: RwSignal<Option<String>>,
    /// A sentence on what was done.
    done: RwSignal<String>,
    /// The team that is put on it just now.
    expanding: RwSignal<Option<DocId>>,
    may: Memo<bool>,
    /// The audience by itself: the ways to change it stay as they are while people come and go.
    of: Memo<Option<Audience>>,
}

/// The section; nothing where nobody signs in, and in other people's pages.
pub(super) fn roster(cx: UseSeries) -> AnyView {
    if cx.shown.in_host_page || visitor::own().who().is_empty() {
        return nothing();
    }
    let roster = RwSignal::new(None::<Roster>);
    let state = UseRoster {
        cx,
        roster,
        guests: RwSignal::new(Vec::new()),
        granted: RwSignal::new(Vec::new()),
        refused: RwSignal::new(None),
        done: RwSignal::new(String::new()),
        expanding: RwSignal::new(None),
        may: memo(move || cx.form.can_edit.get()),
        of: memo(move || roster.with(|roster| roster.as_ref().map(|roster| roster.audience))),
    };
    state.follow();
    let aside = memo(move || state.aside());
    let list = following(move || state.list());
    let tools = following(move || if state.may.get() { state.tools() } else { nothing() });
    let said = following(move || match state.done.get() {
        none if none.is_empty() => nothing(),
        done => with("p", "small", vec![("role", "status".to_owned())], vec![done.into_any()]),
    });
    let rest = el("div", "roster-tools no-print", vec![tools, said, wrong(state.refused)]);
    view! { <Section form=cx.form name="Roster" part="roster" aside>{list}{rest}</Section> }.into_any()
}

impl UseRoster {
    /// Asks as soon as the server can know the series, and whenever somebody may do more here than before.
    fn follow(self) {
        let series = self.cx.shown.series;
        effect(move || {
            // A memo that nobody reads follows nothing.
            self.may.with(|_| ());
            if series.phase.get() == Phase::Ready {
                self.ask();
            }
        });
        effect_since(move |was: Option<bool>| {
            let is_saved = series.status.get() == muster_shared::sync::replica::Status::Saved;
            if is_saved && was == Some(false) && self.roster.with_untracked(Option::is_none) {
                self.ask();
            }
            is_saved
        });
    }

    fn ask(self) {
        spawn_local(async move {
            let series = self.cx.shown.series;
            if let Some(told) = series.ask("roster").await.and_then(|told| json::read::<Roster>(&told)) {
                self.roster.try_set(Some(told));
            }
            if let Some(told) = series.ask("people").await.and_then(|told| json::read::<Vec<OnIt>>(&told)) {
                self.granted.try_set(told);
            }
            let Ok(answer) = fetch(&format!("{}/api/people", origin()), &visitor::own()).await else { return };
            let people: Vec<Somebody> = json::read(&answer.body).unwrap_or_default();
            let guests = people.into_iter().filter(|one| one.rank < Rank::Member).map(|one| one.id);
            self.guests.try_set(guests.collect());
        });
    }

    fn audience(self) -> Option<Audience> {
        self.of.get()
    }

    fn people(self) -> Vec<OnIt> {
        self.roster.with(|roster| roster.as_ref().map(|roster| roster.people.clone()).unwrap_or_default())
    }

    fn is_guest(self, person: &str) -> bool {
        self.guests.with(|guests| guests.iter().any(|guest| guest == person))
    }

    /// The guests who were let in.
    fn guests_in(self) -> Vec<OnIt> {
        self.granted.with(|granted| granted.iter().filter(|one| self.is_guest(&one.person)).cloned().collect())
    }

    fn aside(self) -> String {
        let people = self.people();
        match self.audience() {
            None => String::new(),
            Some(Audience::Workspace) => match self.guests_in().len() {
                0 => "Everybody".to_owned(),
                n => format!("Everybody, {}", counted(n, "guest", "guests")),
            },
            Some(_) => {
                let n_guests = people.iter().filter(|one| self.is_guest(&one.person)).count();
                let all = counted(people.len() - n_guests, "person", "people");
                if n_guests == 0 { all } else { format!("{all}, {}", counted(n_guests, "guest", "guests")) }
            }
        }
    }

    fn list(self) -> AnyView {
        let names = || self.people().into_iter().map(|one| one.name).collect::<Vec<_>>();
        match self.audience() {
            None => words("p", "empty", "The server says who it is for, once it answers."),
            Some(Audience::Workspace) => {
                let guests = self.guests_in();
                let says = words("p", "", "Everybody in the workspace, and the guests who were let in.");
                let rows = guests.iter().map(|one| self.row(one, false)).collect();
                el("div", "", vec![says, el("ul", "roster", rows)])
            }
            Some(Audience::Roster) => el("ul", "roster", self.people().iter().map(|one| self.row(one, true)).collect()),
            Some(Audience::Pair) => written("p", "", &format!("{}, and nobody else.", listed(&names()))),
            Some(Audience::Author) => words("p", "", "You alone."),
        }
    }

    fn row(self, one: &OnIt, is_on_list: bool) -> AnyView {
        let ring = with("span", "who", vec![("aria-hidden", "true".to_owned())], vec![initials(&one.name).into_any()]);
        let is_let_in = self.granted.with(|granted| granted.iter().any(|other| other.person == one.person));
        let says = match (self.is_guest(&one.person), is_let_in) {
            (true, true) => "guest",
            (true, false) => "guest, not let in yet",
            (false, _) => "",
        };
        let mut lines = vec![with("bdi", "", Vec::new(), vec![one.name.clone().into_any()])];
        lines.extend((!says.is_empty()).then(|| words("span", "small quiet", says)));
        let mut parts = vec![ring, el("div", "", lines)];
        let (person, name) = (one.person.clone(), one.name.clone());
        if self.may.get() && is_on_list {
            let take_off = move || self.take_off(person.clone(), name.clone());
            let label = format!("Take {} off the roster", one.name);
            parts.push(crosses(label, take_off));
        }
        el("li", "", parts)
    }

    fn tools(self) -> AnyView {
        match self.audience() {
            Some(Audience::Roster) => {
                el("div", "acts", vec![self.picker("Put somebody on it"), self.teams(), self.grants()])
            }
            Some(Audience::Workspace) => {
                el("div", "acts", vec![self.picker_of_guests(), self.narrowing(), self.grants()])
            }
            _ => nothing(),
        }
    }

    /// The way to all grants of the series.
    fn grants(self) -> AnyView {
        let way = format!("{}/d/{}/people", origin(), self.cx.id());
        with("a", "btn word", vec![("href", way), ("rel", "external".to_owned())], vec!["Who may do what".into_any()])
    }

    fn picker(self, hint: &'static str) -> AnyView {
        let empty = RwSignal::new(String::new());
        let held = Held::of(empty, Callback::new(|_| Ok(())));
        let choose = Callback::new(move |chosen: Chosen| match chosen {
            Chosen::Account(one) => {
                self.put_on(one.id, one.name);
                Ok(())
            }
            Chosen::Name(name) => Err(format!("{name} has no account here. An invitation makes one.")),
            Chosen::Nobody => Ok(()),
        });
        let looks = Looks { label: hint.to_owned(), hint: hint.to_owned(), ..Looks::default() };
        view! { <span class="pick-person"><PersonField held names=self.cx.names looks choose/></span> }.into_any()
    }

    fn picker_of_guests(self) -> AnyView {
        self.picker("Let a guest in")
    }

    /// A series for the workspace becomes one for those on a roster, after one question.
    fn narrowing(self) -> AnyView {
        let is_asked = RwSignal::new(false);
        following(move || match is_asked.get() {
            false => button("btn word", "Only for people I name…", move || is_asked.set(true)),
            true => {
                let says = "Nobody else will find it or its reviews from then on, leaders and owners included. It cannot be widened again.";
                let narrow = move || {
                    is_asked.set(false);
                    self.change(
                        "PATCH",
                        String::new(),
                        Some(r#"{"audience":"roster","people":[]}"#.to_owned()),
                        String::new(),
                    );
                };
                let acts = vec![
                    button("btn strong", "Narrow it", narrow),
                    button("btn word", "Leave it", move || is_asked.set(false)),
                ];
                el("div", "ask", vec![words("p", "", says), el("div", "acts", acts)])
            }
        })
    }

    /// Everybody of a team is put on it, once: who joins the team later is not.
    fn teams(self) -> AnyView {
        let Some(listing) = use_context::<Listing>() else { return nothing() };
        following(move || match self.expanding.get() {
            Some(team) => expand(&team, Callback::new(move |found| self.put_all_on(found))),
            None => super::teams::choose_team(
                listing,
                "Put a team on it",
                Callback::new(move |(team, _): (DocId, String)| self.expanding.set(Some(team))),
            ),
        })
    }

    /// Puts somebody on it. A guest needs a grant besides; where the series is for the workspace that is all it takes.
    fn put_on(self, person: String, name: String) {
        let (is_guest, audience) = untrack(|| (self.is_guest(&person), self.audience()));
        if audience == Some(Audience::Workspace) && !is_guest {
            return self.done.set(format!("{name} is of the workspace, and in it already."));
        }
        let series = self.cx.shown.series;
        self.refused.set(None);
        spawn_local(async move {
            let mut done = Ok(());
            if audience == Some(Audience::Roster) {
                done = series.tell("PUT", &format!("roster/{person}"), None).await;
            }
            if done.is_ok() && is_guest {
                done = series.tell("PUT", &format!("people/{person}"), Some(r#"{"grant":"commenter"}"#)).await;
            }
            self.end(done, format!("{name} is in it."));
        });
    }

    /// Puts the people of a team on it, and says who could not be.
    fn put_all_on(self, found: Expanded) {
        let series = self.cx.shown.series;
        let (people, says) = match found {
            Ok(found) => found,
            Err(why) => {
                self.expanding.set(None);
                return self.refused.set(Some(why));
            }
        };
        self.refused.set(None);
        spawn_local(async move {
            let mut done = Ok(());
            for person in people {
                if done.is_ok() {
                    done = series.tell("PUT", &format!("roster/{person}"), None).await;
                }
            }
            self.expanding.try_set(None);
            self.end(done, says);
        });
    }

    fn take_off(self, person: String, name: String) {
        self.change("DELETE", format!("roster/{person}"), None, format!("{name} is off the roster."));
    }

    fn change(self, method: &'static str, below: String, body: Option<String>, says: String) {
        let series = self.cx.shown.series;
        self.refused.set(None);
        spawn_local(async move {
            let done = series.tell(method, &below, body.as_deref()).await;
            self.end(done, says);
        });
    }

    fn end(self, done: Result<(), String>, says: String) {
        let said = if done.is_ok() { says } else { String::new() };
        self.done.try_set(said);
        self.refused.try_set(done.err());
        self.ask();
    }
}

/// A small button with a cross.
fn crosses(label: String, mut press: impl FnMut() + 'static) -> AnyView {
    use crate::form::plain::{acting, of_button, on};
    let attributes = of_button().into_iter().chain([("aria-label", label.clone()), ("title", label)]).collect();
    acting("button", "round no-print", attributes, vec![on("click", move |_| press())], vec![icon("i i-cross")])
}
