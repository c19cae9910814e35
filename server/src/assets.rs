//! The files built into this binary: the app's page, its hashed assets, the service worker and the loader for other pages.

use std::borrow::Cow;
use std::io::Write;
use std::sync::Arc;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::Path;
use axum::http::header::{
    ACCEPT_ENCODING, ACCESS_CONTROL_ALLOW_ORIGIN, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_SECURITY_POLICY,
    CONTENT_TYPE, ETAG, IF_NONE_MATCH, VARY, X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use flate2::Compression;
use flate2::write::GzEncoder;
use muster_shared::files::faces::Theme;
use muster_shared::kinds::{Face, Kind, Subject, charter};
use rust_embed::EmbeddedFile;

use crate::carried;

/// A file whose name holds its hash never changes.
const FOR_EVER: &str = "public, max-age=31536000, immutable";
/// Keeps its name, so ask each time; the answer is mostly "not modified".
pub(crate) const ASK: &str = "no-cache";
/// On other people's pages a question at each page view would be rude.
const SHORT: &str = "public, max-age=300";

pub(crate) const CORP: HeaderName = HeaderName::from_static("cross-origin-resource-policy");

/// The policy for our own pages: their scripts, their Wasm, their server, nothing from elsewhere. `ancestors` are the
/// pages that may frame them.
pub(crate) fn policy(ancestors: &str) -> String {
    format!(
        "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; img-src 'self' data: blob:; object-src 'none'; \
         base-uri 'none'; form-action 'self'; frame-ancestors {ancestors}"
    )
}

/// All files that need nothing but themselves. `origin` is where browsers reach this server, without a slash at the end.
pub(crate) fn routes<S: Clone + Send + Sync + 'static>(origin: &str) -> Router<S> {
    let loader = Loader::for_origin(origin).map(Arc::new);
    Router::new()
        .route("/", get(|headers: HeaderMap| async move { page(&headers) }))
        .route("/sw.js", get(|headers: HeaderMap| async move { file("sw.js", &headers, ASK) }))
        .route(
            "/manifest.webmanifest",
            get(|headers: HeaderMap| async move { file("manifest.webmanifest", &headers, ASK) }),
        )
        .route(
            "/custom-elements.json",
            get(|headers: HeaderMap| async move { file("custom-elements.json", &headers, ASK) }),
        )
        .route("/icon.svg", get(|headers: HeaderMap| async move { file("icon.svg", &headers, SHORT) }))
        .route("/icon-192.png", get(|headers: HeaderMap| async move { file("icon-192.png", &headers, SHORT) }))
        .route("/icon-512.png", get(|headers: HeaderMap| async move { file("icon-512.png", &headers, SHORT) }))
        .route("/card.png", get(|headers: HeaderMap| async move { common_card(&headers) }))
        .route("/assets/{*path}", get(asset))
        .route("/embed.js", get(move |headers: HeaderMap| async move { serve_loader(loader.as_deref(), &headers) }))
}

/// The app's page, for every address the app itself shows (`/`, `/d/…`).
pub(crate) fn page(headers: &HeaderMap) -> Response {
    let mut response = file("index.html", headers, ASK);
    if let Ok(policy) = HeaderValue::from_str(&policy("'self'")) {
        response.headers_mut().insert(CONTENT_SECURITY_POLICY, policy);
    }
    response
}

/// The app's page with more in its head, which is HTML.
pub(crate) fn page_with(head: &str) -> Response {
    let Some(file) = carried::file("index.html") else {
        return missing();
    };
    page_of(String::from_utf8_lossy(&file.data).replacen("</head>", &format!("{head}</head>"), 1))
}

fn page_of(page: String) -> Response {
    let mut response = Response::new(Body::from(page));
    let headers = response.headers_mut();
    describe(headers, "index.html", ASK);
    if let Ok(policy) = HeaderValue::from_str(&policy("'self'")) {
        headers.insert(CONTENT_SECURITY_POLICY, policy);
    }
    response
}

/// The app's page of a document, whose text stands where the app will. `title`, `head` and `text` are HTML.
pub(crate) fn first_page(title: &str, head: &str, text: &str) -> Response {
    let Some(file) = carried::file("index.html") else {
        return missing();
    };
    let page = String::from_utf8_lossy(&file.data);
    let (before, noscript) = page.split_once("<noscript>").unwrap_or((&*page, ""));
    let behind = noscript.split_once("</noscript>").map_or("", |(_, behind)| behind);
    // Words that people wrote come last: nothing looks for a place in it.
    let before = before.replacen("<title>Muster</title>", &format!("<title>{title}</title>"), 1);
    let (above, below) = before.split_once("</head>").unwrap_or((&*before, ""));
    let style = text_style();
    let mut response = page_of(format!("{above}{style}{head}</head>{below}{text}{behind}"));
    // Unlike the app's page alone, it says what a document says.
    for name in [ACCESS_CONTROL_ALLOW_ORIGIN, CORP] {
        response.headers_mut().remove(name);
    }
    response
}

/// The link to the style of texts; nothing in a server without an app.
pub(crate) fn text_style() -> String {
    carried::file("text-style.html").map_or_else(String::new, |file| String::from_utf8_lossy(&file.data).into_owned())
}

/// The attribute of a page that is light or dark whatever the device says.
pub(crate) fn theme(theme: Theme) -> &'static str {
    match theme {
        Theme::Auto => "",
        Theme::Light => " data-theme=\"light\"",
        Theme::Dark => " data-theme=\"dark\"",
    }
}

/// A document in a frame. `title` and `text` are HTML; `kind` is the document's kind, empty where it is not known; `ticket` is
/// what the page shows to be given a pass; `head` is HTML for programs that show a card of the page. A page that is opened by a read
/// link asks for the scripts of its holder at once.
#[derive(Debug, Default)]
pub(crate) struct Framed<'a> {
    pub(crate) kind: &'a str,
    pub(crate) title: &'a str,
    pub(crate) text: &'a str,
    pub(crate) ticket: &'a str,
    pub(crate) head: &'a str,
    pub(crate) theme: Theme,
    pub(crate) is_by_link: bool,
}

/// The beginning and the end of what stands in a frame's page only where a read link opens it.
const BY_LINK: [&str; 2] = ["<!-- by link ", " -->"];

/// The page of one widget.
pub(crate) fn frame(framed: &Framed<'_>) -> Response {
    let Framed { kind, title, text, ticket, head, theme: chosen, is_by_link } = *framed;
    let theme = theme(chosen);
    let values =
        [("kind", kind), ("title", title), ("text", text), ("ticket", ticket), ("head", head), ("theme", theme)];
    let marks = BY_LINK.into_iter().filter(|_| is_by_link);
    let opened = |page: String| marks.fold(page, |page, mark| page.replacen(mark, "", 1));
    let mut response = filled_of("frame.html", opened, &values);
    if response.status().is_success() {
        describe(response.headers_mut(), "frame.html", ASK);
    }
    response
}

/// A page the server writes itself: sign-in and the like. `title` and `text` are HTML. Nobody may frame it.
pub(crate) fn door(title: &str, text: &str) -> Response {
    let mut response = filled("door.html", &[("title", title), ("text", text)]);
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(content_type("door.html")));
    if let Ok(policy) = HeaderValue::from_str(&policy("'none'")) {
        headers.insert(CONTENT_SECURITY_POLICY, policy);
    }
    response
}

fn filled(name: &str, values: &[(&str, &str)]) -> Response {
    filled_of(name, |page| page, values)
}

/// A template that is changed before its holes are filled.
fn filled_of(name: &str, change: impl FnOnce(String) -> String, values: &[(&str, &str)]) -> Response {
    let Some(file) = carried::file(name) else {
        return missing();
    };
    Response::new(Body::from(fill(&change(String::from_utf8_lossy(&file.data).into_owned()), values)))
}

/// Fills the holes of a template, `{{name}}`, in one pass: what is filled in is never read again, so a person may write
/// anything that looks like a hole.
fn fill(template: &str, values: &[(&str, &str)]) -> String {
    let mut filled = String::with_capacity(template.len());
    let mut rest = template;
    while let Some((before, after)) = rest.split_once("{{") {
        filled.push_str(before);
        let hole = after.split_once("}}");
        let value = hole.and_then(|(name, _)| values.iter().find(|(known, _)| *known == name));
        rest = match (value, hole) {
            (Some((_, value)), Some((_, behind))) => {
                filled.push_str(value);
                behind
            }
            _ => {
                filled.push_str("{{");
                after
            }
        };
    }
    filled.push_str(rest);
    filled
}

/// The picture of a link to a document that is not shown.
pub(crate) fn common_card(headers: &HeaderMap) -> Response {
    file("card.png", headers, SHORT)
}

/// The table of recipes for wikis.
pub(crate) fn recipes(headers: &HeaderMap) -> Response {
    file("wikis.json", headers, ASK)
}

async fn asset(Path(path): Path<String>, headers: HeaderMap) -> Response {
    file(&format!("assets/{path}"), &headers, FOR_EVER)
}

/// The kinds that are elements for other people's pages, as an object of a script: each with the ending of its documents'
/// ids. The first has the empty one, which all ids have. A further kind that stands for itself, or that has many documents
/// about one, has an ending that no id has: of it a page must say the kind.
fn kinds() -> String {
    let elements = Kind::ALL.into_iter().filter(|kind| kind.spec().face.is_ok_and(Face::is_element));
    let entries = elements.map(|kind| match kind.spec().subject {
        Subject::Of(ending) => format!("{kind}:\"{ending}\""),
        Subject::Itself | Subject::Workspace if kind == charter::KIND => format!("{kind}:\"\""),
        Subject::Itself | Subject::Workspace | Subject::Each(_) | Subject::Personal(_) => format!("{kind}:\".\""),
    });
    format!("{{{}}}", entries.collect::<Vec<_>>().join(","))
}

/// The loader with this server's address and the kinds in it: the one file that can be packed only when the server starts.
struct Loader {
    text: Bytes,
    gzip: Bytes,
}

impl Loader {
    fn for_origin(origin: &str) -> Option<Self> {
        let file = carried::file("embed.js")?;
        let values = [("origin", &*in_script(origin)), ("kinds", &kinds())];
        let text = fill(&String::from_utf8_lossy(&file.data), &values);
        let mut packer = GzEncoder::new(Vec::new(), Compression::best());
        packer.write_all(text.as_bytes()).ok()?;
        Some(Self { gzip: packer.finish().ok()?.into(), text: text.into() })
    }
}

fn serve_loader(loader: Option<&Loader>, request: &HeaderMap) -> Response {
    let Some(loader) = loader else {
        return missing();
    };
    let packed = accepts(request, "gzip");
    let mut response = Response::new(Body::from(if packed { &loader.gzip } else { &loader.text }.clone()));
    describe(response.headers_mut(), "embed.js", SHORT);
    if packed {
        response.headers_mut().insert(CONTENT_ENCODING, HeaderValue::from_static("gzip"));
    }
    response
}

/// One embedded file, in the smallest form the browser takes.
fn file(path: &str, request: &HeaderMap, cache: &'static str) -> Response {
    let Some((file, encoding)) = smallest(path, request) else {
        return missing();
    };
    let tag = etag(&file.metadata.sha256_hash());
    let known =
        request.get(IF_NONE_MATCH).and_then(|known| known.to_str().ok()).is_some_and(|known| known.contains(&tag));
    let body = match file.data {
        _ if known => Body::empty(),
        Cow::Borrowed(bytes) => Body::from(bytes),
        Cow::Owned(bytes) => Body::from(bytes),
    };
    let mut response = Response::new(body);
    if known {
        *response.status_mut() = StatusCode::NOT_MODIFIED;
    }
    let headers = response.headers_mut();
    describe(headers, path, cache);
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        headers.insert(ETAG, tag);
    }
    if let Some(encoding) = encoding {
        headers.insert(CONTENT_ENCODING, HeaderValue::from_static(encoding));
    }
    response
}

fn smallest(path: &str, request: &HeaderMap) -> Option<(EmbeddedFile, Option<&'static str>)> {
    let packed = [("br", "br"), ("gz", "gzip")].into_iter().find_map(|(extension, encoding)| {
        let file = accepts(request, encoding).then(|| carried::file(&format!("{path}.{extension}"))).flatten()?;
        Some((file, Some(encoding)))
    });
    packed.or_else(|| Some((carried::file(path)?, None)))
}

/// Whether the browser names this encoding and does not refuse it with a weight of nought.
fn accepts(request: &HeaderMap, encoding: &str) -> bool {
    let lists = request.get_all(ACCEPT_ENCODING).into_iter().filter_map(|value| value.to_str().ok());
    lists.flat_map(|list| list.split(',')).any(|item| {
        let (name, weight) = item.split_once(';').unwrap_or((item, ""));
        let weight = weight.trim().trim_start_matches("q=");
        name.trim().eq_ignore_ascii_case(encoding) && weight.parse::<f32>().unwrap_or(1.0) > 0.0
    })
}

/// Other people's pages load these too: open to every origin, and usable under a strict embedder policy.
pub(crate) fn describe(headers: &mut HeaderMap, path: &str, cache: &'static str) {
    let fixed = [
        (CONTENT_TYPE, content_type(path)),
        (CACHE_CONTROL, cache),
        (ACCESS_CONTROL_ALLOW_ORIGIN, "*"),
        (CORP, "cross-origin"),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (VARY, "accept-encoding"),
    ];
    for (name, value) in fixed {
        headers.insert(name, HeaderValue::from_static(value));
    }
}

fn content_type(path: &str) -> &'static str {
    match path.rsplit_once('.').map_or("", |(_, extension)| extension) {
        "html" => "text/html; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        // Exactly this, or browsers refuse to compile while it arrives.
        "wasm" => "application/wasm",
        "css" => "text/css; charset=utf-8",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "json" => "application/json",
        "webmanifest" => "application/manifest+json",
        "zip" => "application/zip",
        "env" | "sh" | "txt" | "yml" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

fn etag(hash: &[u8]) -> String {
    let hex: String = hash.iter().take(16).map(|byte| format!("{byte:02x}")).collect();
    format!("\"{hex}\"")
}

/// An address as it may stand between the quotes of a script.
fn in_script(origin: &str) -> String {
    origin.chars().filter(|char| !matches!(char, '"' | '\\' | '<' | '\n' | '\r' | '\u{2028}' | '\u{2029}')).collect()
}

/// The answer where this release has no such file.
pub(crate) fn missing() -> Response {
    (StatusCode::NOT_FOUND, "this file is not part of this release of Muster\n").into_response()
}

#[cfg(test)]
mod tests {
    use muster_shared::id::DocId;
    use muster_shared::kinds::companion;

    use super::*;

    fn asking(encodings: &'static str) -> HeaderMap {
        HeaderMap::from_iter([(ACCEPT_ENCODING, HeaderValue::from_static(encodings))])
    }

    #[test]
    fn an_encoding_is_taken_when_named_and_not_refused() {
        assert!(accepts(&asking("gzip, deflate, br"), "br"));
        assert!(accepts(&asking("BR;q=0.5"), "br"));
        assert!(!accepts(&asking("gzip, br;q=0"), "br"));
        assert!(!accepts(&asking("gzip"), "br"));
        assert!(!accepts(&HeaderMap::new(), "gzip"));
    }

    #[test]
    fn what_is_filled_in_is_never_read_again() {
        for (template, filled) in [
            ("<t>{{title}}</t><b>{{text}}</b>", "<t>{{text}} {{title}}</t><b>{{title}}</b>"),
            ("{{text}}{{title}}", "{{title}}{{text}} {{title}}"),
            ("{{title}}}}", "{{text}} {{title}}}}"),
            ("{{{{title}}", "{{{{text}} {{title}}"),
            ("{{other}} {{", "{{other}} {{"),
            ("{{ title }}", "{{ title }}"),
            ("", ""),
        ] {
            let values = [("title", "{{text}} {{title}}"), ("text", "{{title}}")];
            assert_eq!(fill(template, &values), filled, "{template}");
        }
    }

    #[test]
    fn the_loader_tells_the_kind_of_every_id_as_the_kinds_do() {
        let kinds = kinds();
        let entries = kinds.trim_matches(['{', '}']).split(',').map(|entry| entry.split_once(':').expect("an entry"));
        let endings: Vec<(&str, &str)> = entries.map(|(kind, ending)| (kind, ending.trim_matches('"'))).collect();
        assert_eq!(endings[0], (charter::KIND.name(), ""), "the last that fits is meant, and this one always fits");
        let team: DocId = "q3-team".parse().expect("an id");
        for kind in Kind::ALL.into_iter().filter(|kind| kind.spec().face.is_ok_and(Face::is_element)) {
            let doc = kind.about(&team).unwrap_or_else(|| team.clone());
            let told = endings.iter().rfind(|(_, ending)| doc.as_str().ends_with(ending)).map(|(kind, _)| *kind);
            let known = companion(&doc).map_or(charter::KIND, |(kind, _)| kind);
            assert_eq!(told, Some(known.name()), "{doc}");
            assert!(endings.iter().any(|(named, _)| *named == kind.name()), "{kind} has an element");
        }
    }

    #[test]
    fn an_origin_cannot_leave_its_quotes() {
        assert_eq!(in_script("https://muster.example"), "https://muster.example");
        assert_eq!(in_script("https://a\"</script>"), "https://a/script>");
    }
}
