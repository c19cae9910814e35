//! `/embed/{doc}`: one widget as a page, for frames of other people's pages. Its text can be read with scripts off.
//! With an ending it is a file (`files`).

use axum::Extension;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::Response;
use muster_shared::files::export::escaped;
use muster_shared::files::faces::Theme;
use muster_shared::id::DocId;
use serde::Deserialize;

use super::body;
use super::caller::{bearer_in, key_in};
use super::faces::{Credentials, Readable, Wanted, card, picture_of, readable};
use super::feeds;
use super::files::{self, Form};
use super::problem::Problem;
use super::state::App;
use super::tagged::under;
use crate::assets::{self, CORP, Framed};
use crate::connections::Peer;
use crate::people::link_holder::LinkKey;

/// Pages that shut out whatever is not marked for them, and frames that are not, take this one.
const COEP: HeaderName = HeaderName::from_static("cross-origin-embedder-policy");

/// From where an open server may be framed beside its own pages: whoever can be reached only on this machine.
const LOOPBACK: &str = "http://localhost:* https://localhost:* http://127.0.0.1:* https://127.0.0.1:* \
                        http://*.localhost:* https://*.localhost:*";

/// The words that are read without scripts where there is no charter. With scripts, the widget says them.
const NOTHING: &str = "<noscript><p>There is no such charter at this address.</p></noscript>";

/// The ending of the picture of a link, which other places show beside the name of a document.
const PREVIEW: &str = "png";

/// The view of a review that has only one person's field for words in silence.
const SILENT: &str = "silent";

/// `GET /embed/{doc}`.
pub(super) async fn page(
    State(app): State<App>,
    Path(doc): Path<String>,
    Query(asked): Query<Asked>,
    Extension(peer): Extension<Peer>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    // No id has a dot in it.
    let (doc, ending) = doc.split_once('.').map_or((&*doc, None), |(doc, ending)| (doc, Some(ending)));
    if let (Some("ics"), Some(key)) = (ending, &asked.key) {
        return feeds::calendar_of(&app, doc, key, peer).await;
    }
    // The field for words in silence stands in a page without a text.
    if ending.is_none() && asked.view.as_deref() == Some(SILENT) {
        return Ok(shell(State(app)).await);
    }
    // A script that shows a text in an element has the token in no address.
    let bearer = bearer_in(&headers);
    let read = readable(&app, doc, asked.credentials(bearer.as_deref()), &headers, peer).await?;
    if ending == Some(PREVIEW) {
        return preview(&app, read.as_ref(), &asked.wanted(), &headers).await;
    }
    let ancestors = read.as_ref().and_then(|read| read.ancestors.clone());
    let mut response = match ending {
        // An image and a program name no site, so that a link which is limited to sites has no faces for them.
        Some(ending) => {
            let read = read.as_ref().filter(|read| !read.names_no_site);
            file(&app, read, ending, &asked.wanted(), &headers).await?
        }
        None => widget(&app, read.as_ref(), &asked, &headers).await?,
    };
    let embedders = app.embedders(doc.parse().ok().as_ref());
    let holds = if ending == Some("svg") { Holds::Picture } else { Holds::Page };
    protect(&app, &mut response, ancestors, &embedders, holds);
    if let Some(read) = &read {
        read.let_page_read(&headers, &mut response);
    }
    Ok(response)
}

/// `POST /embed/{doc}`: the same for a page of another site that brings its credential, as the header `Authorization` would say it,
/// in a body of plain text. Before it sends a header, a browser first asks for leave to; and the credential is in no address this
/// way either. A cookie opens nothing here, so that any page may read the answer.
pub(super) async fn by_body(
    app: State<App>,
    doc: Path<String>,
    asked: Query<Asked>,
    peer: Extension<Peer>,
    mut headers: HeaderMap,
    body: body::Read,
) -> Result<Response, Problem> {
    let no_credential = || Problem::bad_request("the body is expected to be `Key …` or `Bearer …`");
    let shown = HeaderValue::from_bytes(&body::bytes(body)?).map_err(|_| no_credential())?;
    headers.remove(header::COOKIE);
    headers.insert(header::AUTHORIZATION, shown);
    if bearer_in(&headers).is_none() && key_in(&headers).is_none() {
        return Err(no_credential());
    }
    page(app, doc, asked, peer, headers).await
}

/// The picture of a link. A document that has none for this caller has the common one, as one that is not there.
async fn preview(
    app: &App,
    read: Option<&Readable>,
    wanted: &Wanted,
    headers: &HeaderMap,
) -> Result<Response, Problem> {
    let Some(read) = read.filter(|read| !read.names_no_site) else { return Ok(assets::common_card(headers)) };
    let Some(mut response) = app.previewed(read, wanted, headers).await? else {
        return Ok(assets::common_card(headers));
    };
    protect(app, &mut response, read.ancestors.clone(), &app.embedders(Some(&read.doc)), Holds::Picture);
    read.let_page_read(headers, &mut response);
    Ok(response)
}

async fn file(
    app: &App,
    read: Option<&Readable>,
    ending: &str,
    wanted: &Wanted,
    headers: &HeaderMap,
) -> Result<Response, Problem> {
    let file = match (read, Form::named(ending)) {
        (Some(read), Some(form)) => files::file(app, read, form, wanted, headers).await?,
        _ => None,
    };
    file.ok_or_else(|| Problem::not_found("there is no such file of a charter at this address"))
}

async fn widget(app: &App, read: Option<&Readable>, asked: &Asked, headers: &HeaderMap) -> Result<Response, Problem> {
    let wanted = asked.wanted();
    let shown = match read {
        Some(read) => app.shown(read, &wanted).await?,
        None => None,
    };
    // Only pages the token or the link is for can show this page, so its script is given a pass.
    let ticket = match asked.passed().filter(|_| read.is_some_and(|read| read.ancestors.is_some())) {
        Some(shown) => app.tickets.make(&shown)?,
        None => String::new(),
    };
    let (Some(shown), Some(read)) = (&shown, read) else {
        let mut response =
            assets::frame(&Framed { title: "Muster", text: NOTHING, ticket: &ticket, ..Framed::default() });
        // A missing charter is reported by the server where it has the page to say it in.
        if response.status().is_success() {
            *response.status_mut() = StatusCode::NOT_FOUND;
        }
        return Ok(response);
    };
    let way_on = if read.reads_beside() { invitation(asked.mode.as_deref(), &read.doc) } else { String::new() };
    let (kind, title, text) = (shown.kind.name(), &escaped(&shown.name), &format!("{}{way_on}", shown.text));
    // The page is shown to others too: its head names no device.
    let key = asked.link().filter(|_| !read.reads_beside());
    let picture = read.is_for_the_asking().then(|| picture_of(&app.origin, &read.doc, shown, key.as_deref()));
    let (head, theme) = (&card(shown, picture.as_deref()), wanted.theme);
    let is_by_link = !read.reads_beside();
    let mut response = assets::frame(&Framed { kind, title, text, ticket: &ticket, head, theme, is_by_link });
    if !ticket.is_empty() {
        response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    } else if response.status().is_success() {
        response = under(headers, &shown.tag(), read.kept(), response);
    }
    Ok(response)
}

/// The way to where people write, for a frame that is for writing and has no scripts; nothing where it is for reading. The
/// holder of a read link has none, as no other page opens for them.
fn invitation(mode: Option<&str>, doc: &DocId) -> String {
    let does = match mode {
        Some("edit") => "Edit",
        Some("comment") => "Comment",
        _ => return String::new(),
    };
    format!(
        "<noscript><p class=\"mt-acts\"><a class=\"mt-open\" href=\"/d/{doc}\">{does} in Muster</a></p></noscript>\n"
    )
}

/// The words that may stand in the address, besides those for the widget's script.
#[derive(Debug, Deserialize)]
pub(super) struct Asked {
    token: Option<String>,
    /// The key of a read link; of a calendar, a feed's secret, which opens that and nothing else.
    key: Option<String>,
    /// How much of the document is shown.
    view: Option<String>,
    /// The row that is shown of several.
    item: Option<String>,
    /// For reading, commenting or writing.
    mode: Option<String>,
    /// Light or dark.
    theme: Option<String>,
}

impl Asked {
    fn credentials<'a>(&'a self, bearer: Option<&'a str>) -> Credentials<'a> {
        Credentials { token: self.token.as_deref().or(bearer), key: self.key.as_deref() }
    }

    /// The words that a ticket is made for: the token, or the part of a read link's key that is no secret.
    fn passed(&self) -> Option<String> {
        self.token.clone().or_else(|| self.link())
    }

    /// The link's own part of a read link's key, without the secret of a device.
    fn link(&self) -> Option<String> {
        LinkKey::read(self.key.as_deref()?).map(|key| key.link())
    }

    fn wanted(&self) -> Wanted {
        let (view, item) = (self.view.clone().unwrap_or_default(), self.item.clone().unwrap_or_default());
        Wanted { view, item, theme: Theme::of_word(self.theme.as_deref().unwrap_or_default()) }
    }
}

/// `GET /embed`: the same page without a text. A service worker keeps it for when the server is away.
pub(super) async fn shell(State(app): State<App>) -> Response {
    let mut response = assets::frame(&Framed { title: "Muster", ..Framed::default() });
    // It says nothing of a document, so every page that may show any may show it.
    protect(&app, &mut response, None, &app.all_embedders(), Holds::Page);
    response
}

/// The sort of an answer.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Holds {
    /// A page, or a file that is read as one.
    Page,
    /// A picture, which pages of every sort show.
    Picture,
}

/// Which pages may frame this one, and what it may do: those a token names, or else those the workspace does.
fn protect(app: &App, response: &mut Response, named: Option<Vec<String>>, embedders: &[String], holds: Holds) {
    let ancestors = match named {
        Some(named) => sources(&named).collect::<Vec<_>>().join(" "),
        None => ancestors(app.config.visitors.open, embedders),
    };
    let ancestors = if ancestors.is_empty() { "'none'".to_owned() } else { ancestors };
    let policy = match holds {
        Holds::Page => assets::policy(&ancestors),
        // Its colours stand in it, and it has nothing else.
        Holds::Picture => format!("default-src 'none'; style-src 'unsafe-inline'; frame-ancestors {ancestors}"),
    };
    let headers = response.headers_mut();
    if let Ok(policy) = HeaderValue::from_str(&policy) {
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    headers.insert(COEP, HeaderValue::from_static("require-corp"));
    if holds == Holds::Picture {
        headers.insert(CORP, HeaderValue::from_static("cross-origin"));
    }
    // It may be framed, not read: unlike the files beside it, it says what a charter says.
    headers.remove(header::ACCESS_CONTROL_ALLOW_ORIGIN);
}

fn ancestors(open: bool, allowed: &[String]) -> String {
    let loopback = Some(LOOPBACK).filter(|_| open);
    ["'self'"].into_iter().chain(loopback).chain(sources(allowed)).collect::<Vec<_>>().join(" ")
}

/// Those of the origins that may stand in a policy.
fn sources(origins: &[String]) -> impl Iterator<Item = &str> {
    origins.iter().map(String::as_str).filter(|origin| {
        let host = origin.strip_prefix("http://").or_else(|| origin.strip_prefix("https://"));
        host.is_some_and(|host| {
            !host.is_empty() && host.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-.:".contains(&byte))
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_frame_that_is_for_writing_invites_to_it() {
        let doc: DocId = "team-1".parse().expect("an id");
        for (mode, says) in [
            (None, None),
            (Some(""), None),
            (Some("read"), None),
            (Some("<b>"), None),
            (Some("edit"), Some("<a class=\"mt-open\" href=\"/d/team-1\">Edit in Muster</a>")),
            (Some("comment"), Some("<a class=\"mt-open\" href=\"/d/team-1\">Comment in Muster</a>")),
        ] {
            let html = invitation(mode, &doc);
            assert_eq!(html.is_empty(), says.is_none(), "{mode:?}");
            assert!(html.contains(says.unwrap_or_default()), "{html}");
        }
    }

    #[test]
    fn of_the_key_of_a_read_link_the_link_alone_is_passed_on() {
        let (link, device) = ("A".repeat(43), "B".repeat(42) + "A");
        for (key, passed) in [
            (link.clone(), Some(&link)),
            (format!("{link}.{device}"), Some(&link)),
            (format!("{link}..pass"), Some(&link)),
            ("feed".to_owned(), None),
        ] {
            let asked: Asked = serde_json::from_value(serde_json::json!({ "key": key })).expect("words");
            assert_eq!(asked.link().as_ref(), passed, "{key}");
        }
    }

    #[test]
    fn only_pages_of_this_machine_and_those_allowed_may_frame() {
        let allowed =
            ["https://wiki.example:8443", "null", "https://a;script-src *", "https://", "*"].map(str::to_owned);
        assert_eq!(ancestors(true, &allowed), format!("'self' {LOOPBACK} https://wiki.example:8443"));
        assert_eq!(ancestors(false, &[]), "'self'");
    }
}
