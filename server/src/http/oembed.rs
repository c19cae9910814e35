//! `/oembed`: what a host that is given a charter's address puts into its page, as oEmbed 1.0 says.

use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::{Extension, Json};
use muster_shared::files::export::escaped;
use muster_shared::files::faces::Theme;
use percent_encoding::percent_decode_str;
use serde::Deserialize;
use serde_json::json;

use super::faces::{self, Credentials, readable};
use super::guard::url_encoded;
use super::problem::Problem;
use super::state::App;
use crate::connections::Peer;

/// How wide the frame is where the host does not say, in pixels.
const WIDTH: u32 = 720;
/// How long a host may keep the answer, in seconds: a name may change, and the frame shows the text of now anyway.
const CACHE_AGE: u32 = 3_600;

/// The host's question. Hosts send a size that they do not know as an empty one.
#[derive(Debug, Deserialize)]
pub(super) struct Wanted {
    url: String,
    format: Option<String>,
    maxwidth: Option<String>,
    maxheight: Option<String>,
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
    if wanted.format.as_deref().is_some_and(|format| !matches!(format, "" | "json")) {
        return Err(Problem::new(StatusCode::NOT_IMPLEMENTED, "this server writes `format=json` only"));
    }
    let (most_wide, most_high) = (most(wanted.maxwidth.as_deref())?, most(wanted.maxheight.as_deref())?);
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    let ours = [app.origin.to_string(), format!("https://{host}"), format!("http://{host}")];
    let meant = Meant::by(&wanted.url, &ours).ok_or_else(nothing)?;
    let read = readable(&app, &meant.doc, meant.credentials(), &headers, peer).await?;
    let Some(read) = read else {
        return Err(if app.config.visitors.open { nothing() } else { Problem::not_signed_in() });
    };
    let shown = app.shown(&read, &meant.wanted()).await?.ok_or_else(nothing)?;
    let (width, height) = (size(WIDTH, most_wide), size(shown.view.height(), most_high));
    let (origin, src) = (&*app.origin, escaped(&format!("{}/embed/{}{}", app.origin, read.doc, meant.query())));
    let title = escaped(&shown.name);
    let html = format!(
        "<iframe src=\"{src}\" title=\"{title}\" width=\"{width}\" height=\"{height}\" style=\"border:0\" \
         loading=\"lazy\"></iframe>"
    );
    let said = json!({
        "version": "1.0", "type": "rich", "title": shown.name, "provider_name": "Muster", "provider_url": origin,
        "cache_age": CACHE_AGE, "html": html, "width": width, "height": height,
    });
    Ok(Json(said).into_response())
}

/// The words of an address of ours that its frame has too.
const CARRIED: [&str; 6] = ["view", "item", "mode", "theme", "token", "key"];

/// The document that an address of ours is of, and the words in it.
#[derive(Debug, PartialEq, Eq)]
struct Meant {
    doc: String,
    /// Words of [`CARRIED`] and what they say, in the order of that.
    words: Vec<(&'static str, String)>,
}

impl Meant {
    fn by(url: &str, ours: &[String]) -> Option<Self> {
        let path = ours.iter().find_map(|origin| url.strip_prefix(origin.as_str()))?;
        let path = path.split('#').next().unwrap_or_default();
        let (path, query) = path.split_once('?').unwrap_or((path, ""));
        let doc = path.strip_prefix("/d/").or_else(|| path.strip_prefix("/embed/"))?;
        let said: Vec<(&str, &str)> = query.split('&').filter_map(|pair| pair.split_once('=')).collect();
        let word = |name: &'static str| {
            let (_, said) = said.iter().find(|(known, said)| *known == name && !said.is_empty())?;
            Some((name, percent_decode_str(said).decode_utf8().ok()?.into_owned()))
        };
        let words = CARRIED.into_iter().filter_map(word).collect();
        Some(Self { doc: doc.strip_suffix('/').unwrap_or(doc).to_owned(), words })
    }

    fn word(&self, name: &str) -> Option<&str> {
        self.words.iter().find(|(known, _)| *known == name).map(|(_, said)| said.as_str())
    }

    fn credentials(&self) -> Credentials<'_> {
        Credentials { token: self.word("token"), key: self.word("key") }
    }

    fn wanted(&self) -> faces::Wanted {
        let word = |name| self.word(name).unwrap_or_default().to_owned();
        faces::Wanted { view: word("view"), item: word("item"), theme: Theme::of_word(&word("theme")) }
    }

    /// The same words for the frame's address.
    fn query(&self) -> String {
        let words: Vec<String> =
            self.words.iter().map(|(name, said)| format!("{name}={}", url_encoded(said))).collect();
        if words.is_empty() { String::new() } else { format!("?{}", words.join("&")) }
    }
}

/// The most that a host has room for; nothing where it does not say.
fn most(said: Option<&str>) -> Result<Option<u32>, Problem> {
    let unread = |_| Problem::bad_request("`maxwidth` and `maxheight` are numbers of pixels");
    said.filter(|said| !said.is_empty()).map(|said| said.parse().map_err(unread)).transpose()
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
    fn only_addresses_of_this_server_mean_a_document_and_its_frame_has_their_words() {
        let ours = ["https://muster.example".to_owned(), "http://localhost:8787".to_owned()];
        for (url, means) in [
            ("https://muster.example/d/a-1", Some(("a-1", ""))),
            ("http://localhost:8787/embed/a-1/?token=x.y&view=card#part", Some(("a-1", "?view=card&token=x.y"))),
            (
                "https://muster.example/d/a-1?view=metric&item=r%2D1&other=1&theme=",
                Some(("a-1", "?view=metric&item=r-1")),
            ),
            ("https://muster.example/d/a-1?mode=read&key=%22%3E", Some(("a-1", "?mode=read&key=%22%3E"))),
            ("https://muster.example/", None),
            ("https://muster.example.evil/d/a-1", None),
            ("https://elsewhere.example/d/a-1", None),
        ] {
            let meant = Meant::by(url, &ours);
            let meant = meant.as_ref().map(|meant| (meant.doc.clone(), meant.query()));
            assert_eq!(meant, means.map(|(doc, query)| (doc.to_owned(), query.to_owned())), "{url}");
        }
    }

    #[test]
    fn a_size_is_the_usual_one_or_what_the_host_has_room_for() {
        for (said, wide) in [
            (None, Some(720)),
            (Some(""), Some(720)),
            (Some("719"), Some(719)),
            (Some("5000"), Some(720)),
            (Some("0"), Some(1)),
            (Some("wide"), None),
            (Some("-1"), None),
        ] {
            assert_eq!(most(said).ok().map(|max| size(WIDTH, max)), wide, "{said:?}");
        }
    }
}
