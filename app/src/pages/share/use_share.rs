//! The state of *Share*: the document, for whom it is, its read links, and the choices that lines are made of.

use leptos::prelude::*;
use leptos::task::spawn_local;
use muster_shared::access::Rank;
use muster_shared::files::export::recipe::Shown;
use muster_shared::json;
use muster_shared::kinds::{Face, Kind, root, subjects};
use serde::Deserialize;

use crate::browser::{Answer, call, fetch, word_in};
use crate::live::LiveDoc;
use crate::pages::open::origin;
use crate::pages::shell::Shell;
use crate::store::ForWhom;
use crate::visitor;

/// The heights that a frame is offered in, in pixels.
pub(super) const HEIGHTS: [u32; 4] = [300, 480, 640, 900];

/// The word for a link that lets its holder comment too.
const COMMENTS: &str = "comment";

/// A read link, as those who may make one see it.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub(super) struct Link {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) may: String,
    pub(super) until: Option<String>,
    #[serde(default)]
    pub(super) sites: Vec<String>,
    #[serde(default)]
    pub(super) uses: u64,
    #[serde(default)]
    pub(super) last_used: Option<String>,
}

/// A new read link with its secret, which is told this once.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub(super) struct Made {
    pub(super) key: String,
    pub(super) name: String,
    pub(super) may: String,
    pub(super) until: Option<String>,
    #[serde(default)]
    pub(super) sites: Vec<String>,
}

impl Link {
    /// Whether its holder may comment.
    pub(super) fn lets_comment(&self) -> bool {
        self.may == COMMENTS
    }
}

impl Made {
    /// Whether its holder may comment.
    pub(super) fn lets_comment(&self) -> bool {
        self.may == COMMENTS
    }
}

/// The read links, as far as they are known.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Links {
    /// The server has not answered yet.
    Asked,
    Here(Vec<Link>),
    /// There are none for this person to see, for this reason.
    None(String),
}

#[derive(Deserialize)]
struct Told {
    links: Vec<Link>,
}

/// A wiki, and its lines with holes for the document.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub(super) struct Wiki {
    pub(super) slug: String,
    pub(super) name: String,
    #[serde(default)]
    pub(super) works: String,
    pub(super) link: Option<String>,
    pub(super) element: Option<String>,
    pub(super) frame: Option<String>,
    pub(super) face: Option<String>,
    pub(super) admin: Option<Vec<Step>>,
    pub(super) package: Option<String>,
    pub(super) notes: Option<String>,
}

/// A step of an administrator.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub(super) struct Step {
    pub(super) title: String,
    pub(super) text: Option<String>,
    pub(super) code: Option<String>,
}

/// The state.
#[derive(Clone, Copy)]
pub(super) struct UseShare {
    pub(super) doc: LiveDoc,
    pub(super) title: RwSignal<String>,
    pub(super) org: Memo<String>,
    id: StoredValue<String>,
    pub(super) kind: Kind,
    /// Whether other pages can show it.
    pub(super) is_shown_elsewhere: bool,
    /// Whether this person may name wikis, on a page that is there.
    pub(super) names_wikis: bool,
    pub(super) readers: RwSignal<Option<ForWhom>>,
    pub(super) links: RwSignal<Links>,
    /// The link that was made just now.
    pub(super) made: RwSignal<Option<Made>>,
    pub(super) view: RwSignal<String>,
    pub(super) theme: RwSignal<String>,
    pub(super) height: RwSignal<String>,
    pub(super) wikis: RwSignal<Vec<Wiki>>,
    /// The wiki that lines are made for; empty for any page.
    pub(super) wiki: RwSignal<String>,
}

impl UseShare {
    /// The state for a document; `None` while it is not known which one it is.
    pub(super) fn of(shell: Shell, doc: LiveDoc) -> Option<Self> {
        let (id, kind) = doc.which()?;
        let text = |text: &str| RwSignal::new(text.to_owned());
        let cx = Self {
            doc,
            title: shell.title,
            org: shell.org_name,
            id: StoredValue::new(id.to_string()),
            kind,
            is_shown_elsewhere: kind.spec().face.is_ok_and(Face::is_element),
            names_wikis: visitor::rank() == Rank::Owner && !doc.is_anybodys(),
            readers: RwSignal::new(None),
            links: RwSignal::new(Links::Asked),
            made: RwSignal::new(None),
            view: text("full"),
            theme: text("auto"),
            height: text("640"),
            wikis: RwSignal::new(Vec::new()),
            wiki: text(""),
        };
        spawn_local(async move {
            let readers = cx.doc.readers().await;
            cx.readers.try_set(Some(readers));
        });
        spawn_local(async move {
            // A server without recipes leaves the lines for any page.
            let Ok(answer) = fetch("/wikis.json", &visitor::own()).await else { return };
            cx.wikis.try_set(json::read(&answer.body).unwrap_or_default());
        });
        cx.ask_for_links();
        Some(cx)
    }

    /// Lines that are made of the choices of now.
    pub(super) fn lines(self, make: impl Fn(&Shown<'_>) -> String) -> String {
        let (origin, id) = (origin(), self.id.get_value());
        let (view, theme, title) = (self.view.get(), self.theme.get(), self.title.get());
        let key = self.made.with(|made| made.as_ref().map(|made| made.key.clone())).unwrap_or_default();
        let height = self.height.with(|height| HEIGHTS.into_iter().find(|one| one.to_string() == *height));
        make(&Shown {
            origin: &origin,
            doc: &id,
            kind: self.kind.name(),
            view: &view,
            theme: &theme,
            height: height.unwrap_or(640),
            key: &key,
            title: &title,
        })
    }

    /// The wiki that is chosen; `None` for any page.
    pub(super) fn chosen(self) -> Option<Wiki> {
        let slug = self.wiki.get();
        self.wikis.with(|wikis| wikis.iter().find(|wiki| wiki.slug == slug).cloned())
    }

    /// Asks for the read links.
    pub(super) fn ask_for_links(self) {
        spawn_local(async move {
            let told = match self.call("GET", "links", None).await {
                Ok(answer) => json::read::<Told>(&answer.body).ok_or_else(away),
                Err(why) => Err(why),
            };
            self.links.try_set(told.map_or_else(Links::None, |told| Links::Here(told.links)));
        });
    }

    /// Asks the server for something below the document's address.
    ///
    /// # Errors
    /// A sentence for the person.
    pub(super) async fn call(self, method: &str, below: &str, body: Option<&str>) -> Result<Answer, String> {
        asked(method, &format!("/api/docs/{}/{below}", self.id.get_value()), body).await
    }

    /// The document where a wiki is named for this one and those beside it.
    pub(super) fn root(self) -> String {
        self.id.get_value().parse().map(|doc| root(&doc, Some(self.kind)).to_string()).unwrap_or_default()
    }

    /// Whether an id is this document's, or that of one which it is about.
    pub(super) fn is_subject(self, id: &str) -> bool {
        self.id.get_value().parse().is_ok_and(|doc| subjects(&doc).any(|one| one.as_str() == id))
    }
}

/// Asks the server for something.
///
/// # Errors
/// A sentence for the person.
pub(super) async fn asked(method: &str, url: &str, body: Option<&str>) -> Result<Answer, String> {
    match call(method, url, body, &visitor::own()).await {
        Ok(answer) if answer.status < 300 => Ok(answer),
        Ok(answer) => Err(match word_in(&answer.body, "detail") {
            Some(why) if answer.status < 500 && !why.is_empty() => sentence(&why),
            _ => away(),
        }),
        Err(_) => Err(away()),
    }
}

fn away() -> String {
    "The server does not answer just now. Nothing has changed.".to_owned()
}

/// Problems are sentences without their capital letter and full stop.
fn sentence(detail: &str) -> String {
    let mut chars = detail.chars();
    chars.next().map(|first| format!("{}{}.", first.to_uppercase(), chars.as_str())).unwrap_or_default()
}
