//! Find: every document that has a page, and every command, from the keyboard.

use leptos::html::Input;
use leptos::prelude::*;
use muster_shared::id::DocId;
use muster_shared::kinds::charter;
use muster_shared::{names, order};
use web_sys::KeyboardEvent;

use super::desk::{Desk, Layer, use_desk};
use super::foryou::PART;
use super::me::show_me;
use super::router::{self, Route};
use super::seek::{self, Decision};
use super::theme::Theme;
use super::words::named;
use crate::browser::pause;
use crate::keyboard;
use crate::lean::memo;
use crate::visitor;
use crate::widgets::digests::Digested;
use crate::words::{counted, long_day};

/// How many things are offered at once.
const OFFERED: usize = 12;
/// So many of them are left for decisions, where some were found.
const DECISIONS: usize = 5;

/// The commands that can be given from here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Command {
    Home,
    ForYou,
    New,
    Import,
    Org,
    Name,
    Keys,
    Theme(Theme),
}

/// Commands and the words they are found by.
const COMMANDS: [(Command, &str, &str); 10] = [
    (Command::ForYou, "For you", "asked waits due answer sign todo mine"),
    (Command::New, "New charter", "worksheet begin create team"),
    (Command::Import, "Import", "markdown json files kubernetes"),
    (Command::Home, "All teams", "home list"),
    (Command::Org, "Functions and surfaces", "workspace org registry required"),
    (Command::Name, "Your name", "me who"),
    (Command::Keys, "Keys", "keyboard shortcuts help"),
    (Command::Theme(Theme::Light), "Theme: light", "colour appearance day"),
    (Command::Theme(Theme::Dark), "Theme: dark", "colour appearance night"),
    (Command::Theme(Theme::System), "Theme: as the system", "colour appearance auto"),
];

/// Something that can be found.
#[derive(Debug, Clone, PartialEq)]
struct Found {
    what: What,
    name: String,
    about: String,
}

#[derive(Debug, Clone, PartialEq)]
enum What {
    Document(DocId),
    Decision(Box<Decision>),
    Command(Command),
}

/// The field that finds, and what it found.
#[component]
pub(crate) fn Palette() -> impl IntoView {
    let sought = RwSignal::new(String::new());
    let input = NodeRef::<Input>::new();
    let desk = use_desk();
    Effect::new(move || {
        if desk.layer.get() == Layer::Find {
            sought.set(String::new());
        }
    });
    let words = memo(move || names::sought(&sought.get()));
    let decisions = seek::decisions(words);
    let found = memo(move || decisions.with(|decisions| words.with(|words| find(desk, words, decisions))));
    let chosen = RwSignal::new(0_usize);
    let at = memo(move || found.with(|found| chosen.get().min(found.len().saturating_sub(1))));
    Effect::new(move || {
        if let Some(input) = input.get() {
            router::focus_quietly(&input);
        }
    });
    let key = move |event: KeyboardEvent| {
        let n = found.with_untracked(Vec::len).max(1);
        let Some(key) = keyboard::key(&event) else { return };
        match key.as_str() {
            "ArrowDown" => chosen.set((at.get_untracked() + 1) % n),
            "ArrowUp" => chosen.set((at.get_untracked() + n - 1) % n),
            "Home" => chosen.set(0),
            "End" => chosen.set(n - 1),
            "Enter" => {
                if let Some(found) = found.with_untracked(|found| found.get(at.get_untracked()).cloned()) {
                    open(desk, &found.what);
                }
            }
            _ => return,
        }
        event.prevent_default();
        reveal(at.get_untracked());
    };
    let active = move || found.with(|found| (!found.is_empty()).then(|| format!("found-{}", at.get())));
    view! {
        <input
            class="find-field"
            node_ref=input
            type="text"
            role="combobox"
            aria-label="Find a charter, a decision or a command"
            aria-expanded="true"
            aria-controls="found"
            aria-autocomplete="list"
            aria-activedescendant=active
            autocomplete="off"
            spellcheck="false"
            placeholder="A team, a captain, a decision, a command"
            prop:value=move || sought.get()
            on:input=move |event| { sought.set(event_target_value(&event)); chosen.set(0); }
            on:keydown=key
        />
        <Offers found at chosen/>
        <p class="small quiet" role="status">
            {move || found.with(|found| match found.len() {
                0 => "Nothing of that name.".to_owned(),
                n => counted(n, "thing found", "things found"),
            })}
        </p>
    }
}

#[component]
fn Offers(found: Memo<Vec<Found>>, at: Memo<usize>, chosen: RwSignal<usize>) -> impl IntoView {
    let desk = use_desk();
    let offer = move |(index, one): (usize, Found)| {
        let icon = match one.what {
            What::Document(_) => "i i-context",
            What::Decision(_) => "i i-check",
            What::Command(_) => "i i-go",
        };
        view! {
            <li
                id=format!("found-{index}")
                role="option"
                aria-selected=move || if at.get() == index { "true" } else { "false" }
                on:pointermove=move |_| if chosen.get_untracked() != index { chosen.set(index) }
                on:click=move |_| open(desk, &one.what)
            >
                <span class=icon aria-hidden="true"></span>
                <span class="found-name" dir="auto">{one.name.clone()}</span>
                <span class="small quiet" dir="auto">{one.about.clone()}</span>
            </li>
        }
    };
    view! {
        <ul id="found" class="found" role="listbox" aria-label="Found">
            {move || found.get().into_iter().enumerate().map(offer).collect_view()}
        </ul>
    }
}

/// Documents before decisions, and both before commands; a name that begins with what is sought before one that only holds
/// it.
fn find(desk: Desk, sought: &str, decisions: &[Decision]) -> Vec<Found> {
    let mut ranked: Vec<(usize, Found)> = desk.shelf.listed.with(|listed| {
        let charters = listed.iter().filter_map(|row| {
            let (name, captains) = (named(&row.summary.name), row.summary.captains.join(", "));
            let words = [&name, &captains, &row.summary.mission].map(|words| names::sought(words));
            let rank = rank([&words[0], &words[1], &words[2]], sought)?;
            let about = if row.summary.example { format!("{captains} · example") } else { captains };
            Some((rank, Found { what: What::Document(row.doc.clone()), name, about }))
        });
        charters.collect()
    });
    ranked.extend(
        desk.shelf
            .digests
            .shown
            .with(|digests| digests.iter().filter_map(|one| other(one, sought)).collect::<Vec<_>>()),
    );
    order::sort_by_key(&mut ranked, |(rank, _)| *rank);
    let commands = COMMANDS.iter().filter(|(command, ..)| is_theirs(*command));
    let commands =
        commands.filter(|(_, name, words)| names::has_words(&names::sought(&format!("{name} {words}")), sought));
    let commands = commands.map(|(command, name, _)| Found {
        what: What::Command(*command),
        name: (*name).to_owned(),
        about: String::new(),
    });
    // Before anything is typed there is room for both.
    let documents = if sought.is_empty() { 5 } else { OFFERED - decisions.len().min(DECISIONS) };
    let documents = ranked.into_iter().map(|(_, found)| found).take(documents);
    documents.chain(decisions.iter().map(decided)).chain(commands).take(OFFERED).collect()
}

/// A decision as it is offered.
fn decided(one: &Decision) -> Found {
    let example = if one.example { " · example" } else { "" };
    let day = if one.line.on.is_empty() { String::new() } else { format!(" · {}", long_day(&one.line.on)) };
    let about = format!("{}{day}{example}", one.title);
    Found { what: What::Decision(Box::new(one.clone())), name: one.line.words(), about }
}

/// A document of another kind than charters, if it has a page and is sought by its name. It is found behind a charter of the
/// same name.
fn other(one: &Digested, sought: &str) -> Option<(usize, Found)> {
    let spec = one.kind.spec();
    let name = named(&one.digest.title);
    let rank = rank([&names::sought(&name), "", ""], sought).filter(|_| spec.face.is_ok() && !sought.is_empty())?;
    let about = format!("{} · {}", spec.noun.one, one.digest.sentence);
    Some((rank, Found { what: What::Document(one.id.clone()), name, about }))
}

/// Whether this person may do that.
fn is_theirs(command: Command) -> bool {
    match command {
        Command::New => charter::KIND.may_be_begun_by(visitor::rank()),
        Command::Import => visitor::rank().may_manage(),
        Command::Name => visitor::own_name().is_none(),
        _ => true,
    }
}

fn rank([name, captains, mission]: [&str; 3], sought: &str) -> Option<usize> {
    let has = |text: &str| names::has_words(text, sought);
    if name.starts_with(sought) {
        Some(0)
    } else if has(name) {
        Some(1)
    } else if has(&format!("{name} {captains}")) {
        Some(2)
    } else {
        has(&format!("{name} {captains} {mission}")).then_some(3)
    }
}

fn open(desk: Desk, what: &What) {
    desk.layer.set(Layer::None);
    match what {
        What::Document(doc) => desk.router.go(Route::Document(doc.clone())),
        What::Decision(one) => one.open(desk),
        What::Command(Command::Home) => desk.router.go(Route::Home),
        What::Command(Command::ForYou) => desk.router.go_to(Route::Home, PART.to_owned()),
        What::Command(Command::New) => desk.router.go(Route::Worksheet(None)),
        What::Command(Command::Import) => desk.router.go(Route::Import),
        What::Command(Command::Org) => desk.router.go(Route::Document(DocId::org())),
        What::Command(Command::Name) => leptos::task::spawn_local(async {
            // First the dialog gives the focus back to where it was.
            pause(0).await;
            show_me(true);
        }),
        What::Command(Command::Keys) => desk.layer.set(Layer::Keys),
        What::Command(Command::Theme(theme)) => theme.choose(desk.theme),
    }
}

fn reveal(index: usize) {
    if let Some(offer) = router::find(&format!("#found-{index}")) {
        let options = web_sys::ScrollIntoViewOptions::new();
        options.set_block(web_sys::ScrollLogicalPosition::Nearest);
        offer.scroll_into_view_with_scroll_into_view_options(&options);
    }
}
