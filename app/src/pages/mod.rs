//! The app around the charter: its pages, the bar above them, and what this device keeps.

mod act;
mod bar;
mod boxes;
mod catalogue;
mod charter;
mod digests;
mod file;
mod for_server;
mod foryou;
mod home;
mod import;
mod imported;
mod instead;
mod keep;
mod kept;
mod keys;
mod kind;
mod lead;
mod log;
mod map;
mod me;
mod menu;
mod mine;
mod mirrored;
mod okr;
mod open;
mod org;
mod outline;
mod pack;
mod pair;
mod palette;
mod past;
mod picture;
mod pocket;
mod pressure;
mod review;
mod reviews;
mod ring;
mod role;
mod router;
mod said;
mod seek;
mod seek_people;
mod share;
mod shell;
mod strategy;
mod theme;
mod time;
mod to_copy;
mod upload;
mod with_whom;
mod words;
mod worksheet;

use leptos::mount::mount_to;
use leptos::prelude::*;
use muster_shared::id::DocId;
use muster_shared::kinds::charter::KIND as CHARTER;
use muster_shared::kinds::{Face, Kind};

use bar::Bar;
use home::Home;
use import::Import;
use instead::{Instead, Why, instead};
use keys::KeyList;
use kind::Document;
use log::Log;
use me::MyCard;
use outline::outline;
use palette::Palette;
use review::{Review, Series};
use reviews::Reviews;
use router::Route;
use said::LayerOver;
use shell::{Layer, Shell, use_shell};
use strategy::Strategy;
use upload::keep_noting;
use worksheet::Worksheet;

use crate::browser::today;
use crate::chunk::{Reached, chunk, nothing, opening, reached};
use crate::form::plain::{acting, el, following, follows, says, with};
use crate::live::LiveDoc;
use crate::pressed;
use crate::told::Guard;
use crate::visitor::rank;
use crate::words::long_day;

pub(crate) use kind::hear;

/// Starts the app in its own page.
pub(crate) fn start() {
    theme::Theme::kept().show();
    if let Some(app) = router::find("#app") {
        // It watches for as long as the page is there.
        std::mem::forget(Guard::over(&app));
        pressed::of_the_page();
        mount_to(app, App).forget();
    }
}

/// The view that the shell's chunk is asked for.
#[derive(Clone)]
pub(crate) enum OfShell {
    Home,
    /// A document that is drawn from its kind's outline.
    Outline(Kind, DocId),
    Log(DocId),
    Series(DocId),
    Review(DocId),
    Strategy(DocId),
    Okr(DocId),
    /// All series of reviews.
    Reviews,
    /// The pressure tests of the captain of a team.
    Pressure(DocId),
    Worksheet(Option<DocId>),
    Import,
    /// The documents that this device keeps.
    OnDevice,
    /// Notes for oneself.
    Mine,
    /// The picture of alignment and coupling.
    Picture,
    /// Words that another app shares.
    ShareIn,
    /// The page that stands where no document is shown.
    Instead(Why),
    Palette,
    KeyList,
    MyCard,
    /// The news of the document that is shown since the person was away, and the words of its past that are put back.
    Past,
    /// The catalogue is filled and kept fresh; and all that stands beside every page.
    Catalogue,
    /// Nothing to see: the catalogue knows what a charter says, while it is open here.
    Kept(LiveDoc),
}

chunk!(shell:
/// Pages and layers that no charter needs.
fn of_desk(what: OfShell) {
    match what {
        OfShell::Home => view! { <Home/> }.into_any(),
        OfShell::Outline(kind, doc) => outline(kind, &doc),
        OfShell::Log(doc) => view! { <Log doc/> }.into_any(),
        OfShell::Series(doc) => view! { <Series doc/> }.into_any(),
        OfShell::Review(doc) => view! { <Review doc/> }.into_any(),
        OfShell::Strategy(doc) => view! { <Strategy doc/> }.into_any(),
        OfShell::Okr(doc) => okr::goals(doc),
        OfShell::Reviews => view! { <Reviews/> }.into_any(),
        OfShell::Pressure(charter) => pressure::of_team(&charter),
        OfShell::Worksheet(doc) => view! { <Worksheet doc/> }.into_any(),
        OfShell::Import => view! { <Import/> }.into_any(),
        OfShell::OnDevice => pocket::kept_page(),
        OfShell::Mine => mine::mine(),
        OfShell::Picture => picture::picture(),
        OfShell::ShareIn => pocket::share_in(),
        OfShell::Instead(why) => view! { <Instead why/> }.into_any(),
        OfShell::Palette => view! { <Palette/> }.into_any(),
        OfShell::KeyList => view! { <KeyList/> }.into_any(),
        OfShell::MyCard => view! { <MyCard/> }.into_any(),
        OfShell::Past => past::past(use_shell()),
        OfShell::Catalogue => {
            use_shell().keep();
            (pocket::beside_pages(), boxes::beside_pages()).into_any()
        }
        OfShell::Kept(charter) => {
            keep_noting(use_shell(), charter);
            nothing()
        }
    }
});

/// Shows something of the shell as soon as its chunk is here.
fn from_shell(what: OfShell) -> AnyView {
    reached(Reached::Rest);
    at_leisure(what)
}

/// Shows something of the shell that nobody waits for yet.
fn at_leisure(what: OfShell) -> AnyView {
    use_shell().parts.show(opening, move || of_desk::show(what.clone()))
}

/// Lets the catalogue know what a charter says, for as long as the component that asks is shown.
fn kept(charter: LiveDoc) -> AnyView {
    use_shell().parts.join(move || of_desk::show(OfShell::Kept(charter)))
}

/// The worksheet of a charter; a document of another kind has none, and is shown.
fn worksheet_of(doc: DocId) -> AnyView {
    let shown = doc.clone();
    kind::with_kind(doc, move |kind| match kind.spec().face {
        Ok(Face::Charter) => from_shell(OfShell::Worksheet(Some(shown.clone()))),
        _ => kind::page(kind, &shown),
    })
}

/// The foot of each page on paper, where a document has none of its own.
fn foot_on_paper(shell: Shell) -> AnyView {
    let title = acting("bdi", "", Vec::new(), vec![says(move || shell.title.get())], Vec::new());
    el("footer", "print-only page-foot", vec![title, format!(" · {}", long_day(&today())).into_any()])
}

/// The whole app.
#[component]
fn App() -> impl IntoView {
    let shell = Shell::start();
    provide_context(shell);
    let page = move || match shell.router.route.get() {
        Route::Home => from_shell(OfShell::Home),
        Route::Document(doc) => view! { <Document doc/> }.into_any(),
        // Nobody is led there whose rank it is not; a charter begun there would never be taken.
        Route::Worksheet(None) if !CHARTER.may_be_begun_by(rank()) => instead(Why::Nowhere),
        Route::Worksheet(None) => from_shell(OfShell::Worksheet(None)),
        Route::Worksheet(Some(doc)) => worksheet_of(doc),
        Route::Reviews => from_shell(OfShell::Reviews),
        Route::Pressure(charter) => from_shell(OfShell::Pressure(charter)),
        Route::Boxes(doc) => boxes::boxes(doc),
        Route::Map => map::map(),
        Route::Import => from_shell(OfShell::Import),
        Route::Kept => from_shell(OfShell::OnDevice),
        Route::Mine => from_shell(OfShell::Mine),
        Route::Picture => from_shell(OfShell::Picture),
        Route::ShareIn => from_shell(OfShell::ShareIn),
        Route::Unknown => instead(Why::Nowhere),
    };
    let over = |layer: Layer, class: &'static str, label: &'static str, what: OfShell, is_light: bool| {
        view! { <LayerOver layer class label what is_light/> }.into_any()
    };
    let find = "Find a charter, a decision or a command";
    let main = vec![("id", "main".to_owned()), ("tabindex", "-1".to_owned())];
    let titled = vec![follows("aria-label", move || shell.title.get())];
    let said = acting("p", "vh", vec![("role", "status".to_owned())], vec![says(move || shell.said.get())], Vec::new());
    [
        with("a", "skip btn", vec![("href", "#main".to_owned())], vec!["Skip to the page".into_any()]),
        view! { <Bar/> }.into_any(),
        shell.parts.join(|| of_desk::show(OfShell::Past)),
        acting("main", "", main, titled, vec![following(page), foot_on_paper(shell)]),
        said,
        shell.parts.join(|| of_desk::show(OfShell::Catalogue)),
        over(Layer::Find, "layer find-layer", find, OfShell::Palette, true),
        over(Layer::Keys, "layer keys-layer", "Keys", OfShell::KeyList, false),
    ]
}
