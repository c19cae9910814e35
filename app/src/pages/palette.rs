//! Find: every document that has a page, and every command, from the keyboard.

use leptos::html::Input;
use leptos::prelude::*;
use muster_shared::ahead::led_to;
use muster_shared::id::DocId;
use muster_shared::kinds::charter;
use muster_shared::kinds::org::{self, SURFACES};
use muster_shared::sheet::Row;
use muster_shared::{names, order};
use web_sys::KeyboardEvent;

use super::act::{Act, GROUPS};
use super::foryou::PART;
use super::me::show_me;
use super::open::origin;
use super::router::{self, Route};
use super::seek::{self, Decision};
use super::seek_people::people;
use super::shell::{Layer, Shell, use_shell};
use super::theme::Theme;
use super::words::named;
use crate::boxed::{effect, memo};
use crate::browser::{pause, window};
use crate::keyboard;
use crate::live::Account;
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
    People,
    Account,
    Reviews,
    /// A page of the document that is shown, by the end of its address.
    Of(&'static str),
    ForYou,
    New,
    Import,
    Kept,
    Map,
    Org,
    Name,
    Keys,
    Theme(Theme),
}

/// Commands and the words they are found by.
const COMMANDS: [(Command, &str, &str); 17] = [
    (Command::ForYou, "For you", "asked waits due answer sign todo mine"),
    (Command::New, "New charter", "worksheet begin create team"),
    (Command::Import, "Import", "markdown json files kubernetes"),
    (Command::Kept, "Kept on this device", "offline storage room without connection ahead"),
    (Command::Home, "All teams", "home list"),
    (Command::Reviews, "Reviews", "series meetings dates"),
    (Command::People, "People", "invite roles members guests deleted activity log"),
    (Command::Account, "Account", "passkeys sign out sessions letters your data"),
    (Command::Of("people"), "Who can edit this", "share rights captain delete audience roster people"),
    (Command::Of("history"), "History of this", "who wrote what when changes"),
    (Command::Map, "Company map", "surfaces teams matrix contested owners mandate overlap"),
    (Command::Org, "Functions and surfaces", "workspace org registry required"),
    (Command::Name, "Your name", "me who"),
    (Command::Keys, "Keys", "keyboard shortcuts help"),
    (Command::Theme(Theme::Light), "Appearance: light", "colour appearance day"),
    (Command::Theme(Theme::Dark), "Appearance: dark", "colour appearance night"),
    (Command::Theme(Theme::System), "Appearance: match system", "colour appearance auto"),
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
    /// A part of a document that a pasted address leads to.
    Address(DocId, String),
    /// A surface of the company, by its row.
    Surface(String),
    /// A person of the workspace, by their id.
    Person(String),
    Decision(Box<Decision>),
    Command(Command),
    /// A command of the document that is shown.
    Act(Act),
}

/// The things that the words of the field are found in.
fn found_by(shell: Shell, sought: RwSignal<String>) -> Memo<Vec<Found>> {
    let words = memo(move || names::sought(&sought.get()));
    let decisions = seek::decisions(words);
    let people = people(shell);
    memo(move || {
        let address = sought.with(|sought| pasted(shell, sought));
        let mut found = decisions.with(|decisions| {
            words.with(|words| people.with(|people| find(shell, words, decisions, of_people(people, words))))
        });
        found.splice(0..0, address);
        found
    })
}

/// The document that a pasted address of this server leads to.
fn pasted(shell: Shell, sought: &str) -> Option<Found> {
    let (doc, part) = led_to(sought, &origin())?;
    let charter = shell.catalogue.listing_of(&doc).map(|row| named(&row.summary.name));
    let other = || {
        let digests = shell.catalogue.digests.shown;
        digests.with(|all| all.iter().find(|one| one.id == doc).map(|one| named(&one.digest.title)))
    };
    let name = charter.or_else(other).unwrap_or_else(|| "The document of this address".to_owned());
    Some(Found { what: What::Address(doc, part), name, about: "pasted address".to_owned() })
}

/// The field that finds, and what it found.
#[component]
pub(crate) fn Palette() -> impl IntoView {
    let sought = RwSignal::new(String::new());
    let input = NodeRef::<Input>::new();
    let shell = use_shell();
    effect(move || {
        if shell.layer.get() == Layer::Find {
            sought.set(String::new());
        }
    });
    let found = found_by(shell, sought);
    let chosen = RwSignal::new(0_usize);
    let at = memo(move || found.with(|found| chosen.get().min(found.len().saturating_sub(1))));
    effect(move || {
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
                    open(shell, &found.what);
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
            dir="auto"
            role="combobox"
            aria-label="Find a charter, a surface, a person, a decision or a command"
            aria-expanded="true"
            aria-controls="found"
            aria-autocomplete="list"
            aria-activedescendant=active
            autocomplete="off"
            spellcheck="false"
            placeholder="A team, a person, a surface, a decision, a command"
            prop:value=move || sought.get()
            on:input=move |event| { sought.set(event_target_value(&event)); chosen.set(0); }
            on:keydown=key
        />
        <Offers found at chosen/>
        <p class="small quiet" role="status">
            {move || found.with(|found| match found.len() {
                0 => "No results".to_owned(),
                n => counted(n, "thing found", "things found"),
            })}
        </p>
    }
}

#[component]
fn Offers(found: Memo<Vec<Found>>, at: Memo<usize>, chosen: RwSignal<usize>) -> impl IntoView {
    let shell = use_shell();
    let offer = move |(index, one): (usize, Found)| {
        let icon = match one.what {
            What::Document(_) | What::Surface(_) | What::Address(..) => "i i-context",
            What::Decision(_) => "i i-check",
            What::Command(_) | What::Act(_) | What::Person(_) => "i i-go",
        };
        view! {
            <li
                id=format!("found-{index}")
                role="option"
                aria-selected=move || if at.get() == index { "true" } else { "false" }
                on:pointermove=move |_| if chosen.get_untracked() != index { chosen.set(index) }
                on:click=move |_| open(shell, &one.what)
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
fn find(shell: Shell, sought: &str, decisions: &[Decision], people: Vec<(usize, Found)>) -> Vec<Found> {
    let mut ranked: Vec<(usize, Found)> = shell.catalogue.listed.with(|listed| {
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
        shell
            .catalogue
            .digests
            .shown
            .with(|digests| digests.iter().filter_map(|one| other(one, sought)).collect::<Vec<_>>()),
    );
    ranked.extend(surfaces(shell, sought));
    ranked.extend(people);
    order::sort_by_key(&mut ranked, |(rank, _)| *rank);
    let commands = COMMANDS.iter().filter(|(command, ..)| is_theirs(shell, *command));
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
    let acts = acts(shell, sought);
    // A command that is typed by its whole name is meant.
    let (meant, commands): (Vec<_>, Vec<_>) = commands.partition(|one| names::sought(&one.name) == sought);
    // Of the others those come first whose own name has what is sought.
    let has_it = |one: &Found| names::has_words(&names::sought(&one.name), sought);
    let (called, also): (Vec<_>, Vec<_>) = acts.into_iter().chain(commands).partition(has_it);
    meant
        .into_iter()
        .chain(documents)
        .chain(decisions.iter().map(decided))
        .chain(called)
        .chain(also)
        .take(OFFERED)
        .collect()
}

/// The company's surfaces whose names have what is sought. They are found behind charters of the same name.
fn surfaces(shell: Shell, sought: &str) -> Vec<(usize, Found)> {
    if sought.is_empty() {
        return Vec::new();
    }
    let found = |row: &Row| {
        let name = row.value("name").words().to_owned();
        let rank = rank([&names::sought(&name), "", ""], sought)?;
        Some((rank, Found { what: What::Surface(row.id.to_string()), name, about: "surface".to_owned() }))
    };
    shell.org.sheet.with(|org| org::own_rows(org, SURFACES).filter_map(found).collect())
}

/// The people whose names have what is sought. They are found behind the charters that they captain.
fn of_people(people: &[Account], sought: &str) -> Vec<(usize, Found)> {
    if sought.is_empty() {
        return Vec::new();
    }
    let found = |one: &Account| {
        let rank = rank([&names::sought(&one.name), "", ""], sought)?;
        let (what, name) = (What::Person(one.id.clone()), one.name.clone());
        Some((rank, Found { what, name, about: "person".to_owned() }))
    };
    people.iter().filter_map(found).collect()
}

/// Commands of the document that is shown, once something is sought.
fn acts(shell: Shell, sought: &str) -> Vec<Found> {
    let kind = shell.shown.get().and_then(|doc| doc.which()).map(|(_, kind)| kind);
    let Some(kind) = kind.filter(|_| !sought.is_empty()) else { return Vec::new() };
    let acts = GROUPS.iter().copied().flatten().filter(|act| act.is_of(kind));
    let is_sought = |act: &&Act| {
        let words = format!("{} {}", act.label(), act.also());
        names::has_words(&names::sought(&words), sought)
    };
    let title = shell.title.get_untracked();
    acts.filter(is_sought).map(|act| found(*act, &title)).collect()
}

fn found(act: Act, title: &str) -> Found {
    Found { what: What::Act(act), name: act.label().to_owned(), about: title.to_owned() }
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
    let rank = rank([&names::sought(&name), &names::sought(spec.noun.one), ""], sought)
        .filter(|_| spec.face.is_ok() && !sought.is_empty())?;
    let about = format!("{} · {}", spec.noun.one, one.digest.sentence);
    Some((rank, Found { what: What::Document(one.id.clone()), name, about }))
}

/// Whether this person may do that.
fn is_theirs(shell: Shell, command: Command) -> bool {
    match command {
        Command::Of(_) => shown(shell).is_some(),
        Command::People | Command::Account => visitor::own_name().is_some(),
        Command::New => charter::KIND.may_be_begun_by(visitor::rank()),
        Command::Import => visitor::rank().may_manage(),
        Command::Name => visitor::own_name().is_none(),
        _ => true,
    }
}

/// The document that the page shows.
fn shown(shell: Shell) -> Option<DocId> {
    shell.router.route.with(|route| match route {
        Route::Document(doc) if *doc != DocId::org() => Some(doc.clone()),
        _ => None,
    })
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

fn open(shell: Shell, what: &What) {
    shell.layer.set(Layer::None);
    match what {
        What::Act(act) => {
            let act = *act;
            leptos::task::spawn_local(async move {
                // First the dialog gives the focus back to where it was.
                pause(0).await;
                shell.act.set(Some(act));
            });
        }
        What::Document(doc) => shell.router.go(Route::Document(doc.clone())),
        What::Address(doc, part) => shell.router.go_to(Route::Document(doc.clone()), part.clone()),
        What::Decision(one) => one.open(shell),
        What::Surface(row) => shell.router.go_to(Route::Document(DocId::org()), row.clone()),
        What::Person(id) => leave_for(&format!("/people#{id}")),
        What::Command(Command::Home) => shell.router.go(Route::Home),
        What::Command(Command::Reviews) => shell.router.go(Route::Reviews),
        What::Command(Command::People) => leave_for("/people"),
        What::Command(Command::Account) => leave_for("/account"),
        What::Command(Command::Of(page)) => {
            untrack(|| shown(shell)).into_iter().for_each(|doc| leave_for(&format!("/d/{doc}/{page}")));
        }
        What::Command(Command::ForYou) => shell.router.go_to(Route::Home, PART.to_owned()),
        What::Command(Command::New) => shell.router.go(Route::Worksheet(None)),
        What::Command(Command::Import) => shell.router.go(Route::Import),
        What::Command(Command::Kept) => shell.router.go(Route::Kept),
        What::Command(Command::Map) => shell.router.go(Route::Map),
        What::Command(Command::Org) => shell.router.go(Route::Document(DocId::org())),
        What::Command(Command::Name) => leptos::task::spawn_local(async {
            // First the dialog gives the focus back to where it was.
            pause(0).await;
            show_me(true);
        }),
        What::Command(Command::Keys) => shell.layer.set(Layer::Keys),
        What::Command(Command::Theme(theme)) => theme.choose(shell.theme),
    }
}

/// Goes to a page that the server writes.
fn leave_for(path: &str) {
    if let Some(window) = window() {
        let _ = window.location().assign(path);
    }
}

fn reveal(index: usize) {
    if let Some(offer) = router::find(&format!("#found-{index}")) {
        let options = web_sys::ScrollIntoViewOptions::new();
        options.set_block(web_sys::ScrollLogicalPosition::Nearest);
        offer.scroll_into_view_with_scroll_into_view_options(&options);
    }
}
