//! Recipes and packages for wikis: what an editor pastes in each, and what its administrator installs once, with this
//! server's address in it. `app/wikis/` holds them, and the build puts all packages into one file.

mod zip;

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::Path;
use axum::http::header::CONTENT_DISPOSITION;
use axum::http::{HeaderMap, HeaderValue};
use axum::response::Response;
use axum::routing::get;
use muster_shared::files::faces::View;
use serde::Deserialize;

use crate::{assets, carried};

/// The packages as the build leaves them: by the name of each the texts in it.
type Built = BTreeMap<String, Vec<Part>>;

/// A file of a package.
#[derive(Debug, Deserialize)]
struct Part {
    path: String,
    text: String,
}

/// `/wikis.json`, the table of recipes as it is, and `/wikis/{file}`, one package. Nobody needs to sign in to read them: all
/// that they tell of a workspace is the address they come from.
pub(crate) fn routes<S: Clone + Send + Sync + 'static>(origin: &str) -> Router<S> {
    let packages = Arc::new(packages(origin));
    Router::new()
        .route("/wikis.json", get(|headers: HeaderMap| async move { assets::recipes(&headers) }))
        .route("/wikis/{file}", get(move |Path(file): Path<String>| async move { package(&packages, &file) }))
}

fn package(packages: &BTreeMap<String, Bytes>, file: &str) -> Response {
    let Some((name, bytes)) = packages.get_key_value(file) else {
        return assets::missing();
    };
    let mut response = Response::new(Body::from(bytes.clone()));
    let headers = response.headers_mut();
    assets::describe(headers, name, assets::ASK);
    if let Ok(disposition) = HeaderValue::from_str(&format!("attachment; filename=\"{name}\"")) {
        headers.insert(CONTENT_DISPOSITION, disposition);
    }
    response
}

/// All packages by their names, ready to be sent.
fn packages(origin: &str) -> BTreeMap<String, Bytes> {
    let built = carried::file("wikis/packages.json");
    let built: Built = built.and_then(|file| serde_json::from_slice(&file.data).ok()).unwrap_or_default();
    built.into_iter().filter_map(|(name, parts)| Some((name.clone(), packed(&name, parts, origin)?))).collect()
}

/// An archive where the name asks for one, else the one text.
fn packed(name: &str, mut parts: Vec<Part>, origin: &str) -> Option<Bytes> {
    for part in &mut parts {
        part.text = filled(&part.text, origin);
    }
    if name.ends_with(".zip") {
        return zip::zip(parts.iter().map(|part| (&*part.path, &*part.text))).map(Bytes::from);
    }
    parts.pop().map(|part| part.text.into())
}

/// The text with this server's address in its holes: `{origin}`, `{host}`, and `{socket}` for WebSockets; and with the style that
/// keeps the space of a document, `{room}`.
fn filled(text: &str, origin: &str) -> String {
    let origin = plain(origin);
    let host = origin.split_once("://").map_or(&*origin, |(_, host)| host);
    let socket = origin.replacen("http", "ws", 1);
    text.replace("{origin}", &origin).replace("{host}", host).replace("{socket}", &socket).replace("{room}", &room())
}

/// The style that keeps about the space of a document in a wiki's page from the first words on. The loader keeps it too, but comes
/// after them where a browser has not got it yet, and what is below would move then.
fn room() -> String {
    let waits = ":is([data-muster]:not(:has([doc])),[doc]:not(:defined))";
    let usual = View::Full.height();
    let mut lower: BTreeMap<u32, Vec<String>> = BTreeMap::new();
    for view in View::ALL.into_iter().filter(|view| view.height() != usual) {
        let word = view.word();
        lower.entry(view.height()).or_default().push(format!("[view={word}],[data-view={word}]"));
    }
    let rule =
        |(height, views): (u32, Vec<String>)| format!("{waits}:is({}){{min-height:{height}px}}", views.join(","));
    let lower: String = lower.into_iter().map(rule).collect();
    format!("@media (scripting:enabled){{{waits}{{display:block;min-height:{usual}px}}{lower}}}")
}

/// An address as it may stand in a line of any language.
fn plain(origin: &str) -> String {
    origin.chars().filter(|char| char.is_ascii_alphanumeric() || ":/.-[]".contains(*char)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn holes_take_this_servers_address_and_nothing_that_ends_a_text_in_any_language() {
        for (origin, wanted) in [
            ("https://muster.example", "https://muster.example muster.example wss://muster.example {doc} $x"),
            ("http://localhost:8787", "http://localhost:8787 localhost:8787 ws://localhost:8787 {doc} $x"),
            ("https://a'\"`$();<b>", "https://ab ab wss://ab {doc} $x"),
        ] {
            assert_eq!(filled("{origin} {host} {socket} {doc} $x", origin), wanted);
        }
    }

    #[test]
    fn the_space_of_a_view_is_the_same_in_packages_and_in_the_loader() {
        let room = room();
        assert!(room.contains("min-height:640px}") && room.contains("[view=card],[data-view=card]"), "{room}");
        assert!(!room.contains(['\'', '"', '\\']), "it stands in texts of other languages: {room}");
        let words = |height: u32| {
            let views = View::ALL.into_iter().filter(|view| view.height() == height);
            views.map(View::word).collect::<Vec<_>>().join("|")
        };
        let (tall, middle) = (words(640), words(360));
        let line = format!("/^(|{tall})$/.test(view) ? 640 : /^({middle})$/.test(view) ? 360 : 300");
        assert!(include_str!("../../../app/web/embed.js").contains(&line), "{line}");
        assert!(View::ALL.into_iter().all(|view| [640, 360, 300].contains(&view.height())));
    }

    #[test]
    fn a_package_is_an_archive_or_its_one_text() {
        let part = |path: &str| Part { path: path.to_owned(), text: "from {origin}".to_owned() };
        let text = packed("lines.yml", vec![part("lines.yml")], "https://muster.example");
        assert_eq!(text.as_deref(), Some(&b"from https://muster.example"[..]));
        let archive = packed("both.zip", vec![part("a"), part("b")], "https://muster.example").expect("an archive");
        assert!(archive.starts_with(b"PK"));
        assert_eq!(packed("lines.yml", Vec::new(), "https://muster.example"), None);
    }
}
