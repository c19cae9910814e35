//! `/oembed`: what a host that is given a charter's address puts into its page, as oEmbed 1.0 says, and how it finds us.

use axum::extract::rejection::QueryRejection;
use axum::extract::{Path, Query, RawQuery, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::{Extension, Json};
use muster_shared::files::export::{name, title};
use muster_shared::id::DocId;
use serde::Deserialize;
use serde_json::json;

use super::embed::{Readable, readable};
use super::guard::{ByLink, url_encoded};
use super::problem::Problem;
use super::state::App;
use crate::assets;
use crate::connections::Peer;

/// How large the frame is where the host does not say, in pixels.
const WIDTH: u32 = 720;
const HEIGHT: u32 = 640;

/// The host's question.
#[derive(Debug, Deserialize)]
pub(super) struct Wanted {
    url: String,
    format: Option<String>,
    maxwidth: Option<u32>,
    maxheight: Option<u32>,
}

/// `GET /oembed?url=…`. A caller who may not read a document is not told whether there is one: with sign-in, 401 says
/// to the host that it had better show the link alone.
pub(super) async fn answer(
    State(app): State<App>,
    Extension(peer): Extension<Peer>,
    headers: HeaderMap,
    wanted: Result<Query<Wanted>, QueryRejection>,
) -> Result<Response, Problem> {
    let Query(wanted) = wanted.map_err(|refused| Problem::bad_request(refused.body_text()))?;
    if wanted.format.as_deref().is_some_and(|format| format != "json") {
        return Err(Problem::new(StatusCode::NOT_IMPLEMENTED, "this server writes `format=json` only"));
    }
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    let ours = [app.origin.to_string(), format!("https://{host}"), format!("http://{host}")];
    let Meant { doc, token, key } = meant(&wanted.url, &ours).ok_or_else(nothing)?;
    let read = readable(&app, doc, token, key, &headers, peer).await?;
    let Some(Readable { doc: id, .. }) = read else {
        return Err(if app.config.visitors.open { nothing() } else { Problem::not_signed_in() });
    };
    let (name, title) = called(&app, &id).await?.ok_or_else(nothing)?;
    let (width, height) = (size(WIDTH, wanted.maxwidth), size(HEIGHT, wanted.maxheight));
    let shown = token.map(|token| ("token", token)).or(key.map(|key| ("key", key)));
    let shown = shown.map(|(name, word)| format!("?{name}={}", url_encoded(word))).unwrap_or_default();
    let (origin, src) = (&*app.origin, format!("{}/embed/{id}{shown}", app.origin));
    let html = format!(
        "<iframe src=\"{src}\" title=\"{title}\" width=\"{width}\" height=\"{height}\" style=\"border:0\" \
         loading=\"lazy\"></iframe>"
    );
    let said = json!({
        "version": "1.0", "type": "rich", "title": name, "provider_name": "Muster", "provider_url": origin,
        "html": html, "width": width, "height": height,
    });
    Ok(Json(said).into_response())
}

/// `GET /d/{doc}`: the app's page, which says where it can be asked for. The holder of a read link is shown the words alone.
pub(super) async fn page(
    State(app): State<App>,
    Path(doc): Path<String>,
    by_link: Option<Extension<ByLink>>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    match doc.parse::<DocId>() {
        Ok(id) if by_link.is_some() => {
            Redirect::to(&format!("/embed/{id}?{}", query.unwrap_or_default())).into_response()
        }
        Ok(id) => assets::page_with(&discovery(&app.origin, &id)),
        Err(_) => assets::page(&headers),
    }
}

fn discovery(origin: &str, id: &DocId) -> String {
    let url = url_encoded(&format!("{origin}/d/{id}"));
    let origin = origin.replace('&', "&amp;").replace('"', "&quot;").replace('<', "&lt;");
    format!(
        "<link rel=\"alternate\" type=\"application/json+oembed\" href=\"{origin}/oembed?url={url}&amp;format=json\" \
         title=\"Muster\">\n"
    )
}

/// The document an address of ours is of, and the token or the key in it.
#[derive(Debug, PartialEq, Eq)]
struct Meant<'u> {
    doc: &'u str,
    token: Option<&'u str>,
    key: Option<&'u str>,
}

fn meant<'u>(url: &'u str, ours: &[String]) -> Option<Meant<'u>> {
    let path = ours.iter().find_map(|origin| url.strip_prefix(origin.as_str()))?;
    let path = path.split('#').next().unwrap_or_default();
    let (path, query) = path.split_once('?').unwrap_or((path, ""));
    let doc = path.strip_prefix("/d/").or_else(|| path.strip_prefix("/embed/"))?;
    let value = |name: &str| query.split('&').find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='));
    Some(Meant { doc: doc.strip_suffix('/').unwrap_or(doc), token: value("token"), key: value("key") })
}

/// A document's name, as it is and as HTML; `None` if it has no kind.
async fn called(app: &App, id: &DocId) -> Result<Option<(String, String)>, Problem> {
    let called = app.made_of("name", id, |cold, _, beside| {
        let (kind, sheet) = (cold.row.kind?, cold.room.sheet()?);
        let name = beside.name.clone().unwrap_or_else(|| name(kind, &sheet).to_owned());
        Some((name, title(kind, &sheet, beside)))
    });
    Ok(called.await?.as_ref().clone())
}

fn size(usual: u32, max: Option<u32>) -> u32 {
    usual.min(max.unwrap_or(usual)).max(1)
}

fn nothing() -> Problem {
    Problem::not_found("there is no charter at this address")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_addresses_of_this_server_mean_a_document() {
        let ours = ["https://muster.example".to_owned(), "http://localhost:8787".to_owned()];
        for (url, means) in [
            ("https://muster.example/d/a-1", Some(("a-1", None, None))),
            ("http://localhost:8787/embed/a-1/?view=card&token=x.y#part", Some(("a-1", Some("x.y"), None))),
            ("https://muster.example/d/a-1?keys=z&key=k", Some(("a-1", None, Some("k")))),
            ("https://muster.example/", None),
            ("https://muster.example.evil/d/a-1", None),
            ("https://elsewhere.example/d/a-1", None),
        ] {
            let means = means.map(|(doc, token, key)| Meant { doc, token, key });
            assert_eq!(meant(url, &ours), means, "{url}");
        }
    }

    #[test]
    fn a_size_is_the_usual_one_or_what_the_host_has_room_for() {
        assert_eq!(
            [None, Some(720), Some(719), Some(5000), Some(0)].map(|max| size(WIDTH, max)),
            [720, 720, 719, 720, 1]
        );
    }

    #[test]
    fn the_link_in_the_page_leads_back_to_it() {
        let id = "a-1".parse().expect("an id");
        let link = discovery("https://muster.example", &id);
        assert!(link.contains("https://muster.example/oembed?url=https%3A//muster.example/d/a-1&amp;"), "{link}");
        assert!(!discovery("https://a\"><script>", &id).contains("\"><script>"));
    }
}
