//! `GET /d/{doc}`: the app's page, with the document's text in it until the app has started, and with what other places need to
//! show a card of it. A document that is not there and one that is not for the caller have one answer: the app without a
//! text, which may know of a document that was begun on this device.

use axum::Extension;
use axum::extract::{Path, RawQuery, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use muster_shared::files::export::escaped;
use muster_shared::id::DocId;

use super::picture::SIZE;
use super::readable::{Credentials, as_read, caller, is_personal};
use super::shown::{Shown, Wanted};
use crate::assets;
use crate::connections::Peer;
use crate::http::caller::{Caller, origin_in};
use crate::http::guard::{ByLink, url_encoded};
use crate::http::problem::Problem;
use crate::http::state::App;
use crate::http::tagged::{Kept, under};

/// The part of a document that the page has.
enum Has {
    /// Its text.
    Text(Box<Shown>, Kept),
    /// The document is there, and the server shows no text of it.
    Nothing,
    /// There is none for this caller.
    Absent,
}

/// `GET /d/{doc}`. The holder of a read link is shown the words alone.
pub(in crate::http) async fn page(
    State(app): State<App>,
    Path(doc): Path<String>,
    Extension(peer): Extension<Peer>,
    by_link: Option<Extension<ByLink>>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    let Ok(id) = doc.parse::<DocId>() else { return absent(&app.origin) };
    if by_link.is_some() {
        return Redirect::to(&format!("/embed/{id}?{}", query.unwrap_or_default())).into_response();
    }
    // A page that cannot be looked up just now is for the app to say something about.
    match app.first(&id, &headers, peer).await.unwrap_or(Has::Nothing) {
        Has::Text(shown, kept) => {
            let head = head(&app.origin, &id, &shown, kept == Kept::ByAnybody);
            let page = assets::first_page(&escaped(&shown.name), &head, &shown.text);
            if page.status().is_success() { under(&headers, &shown.tag(), kept, page) } else { page }
        }
        Has::Nothing => assets::page_with(&discovery(&app.origin, &id)),
        Has::Absent => absent(&app.origin),
    }
}

fn absent(origin: &str) -> Response {
    let mut page = assets::page_with(&common(origin));
    *page.status_mut() = StatusCode::NOT_FOUND;
    page
}

impl App {
    async fn first(&self, id: &DocId, headers: &HeaderMap, peer: Peer) -> Result<Has, Problem> {
        // Somebody has such a document to themselves: nobody is told whether it is there.
        if is_personal(id.as_str()) {
            return Ok(Has::Absent);
        }
        let caller = caller(self, Credentials::default(), headers, peer).await?;
        // A read link opens frames and files, and no page of the app.
        let Some(caller) = caller.filter(|caller| !matches!(caller, Caller::Link(_))) else { return Ok(Has::Absent) };
        let to_be = match self.first_look(&caller, id).await {
            Ok((_, to_be)) => to_be,
            Err(problem) if problem.status == StatusCode::NOT_FOUND => return Ok(Has::Absent),
            Err(problem) => return Err(problem),
        };
        let is_script = origin_in(headers).is_some() && caller != Caller::Anybody;
        if to_be.is_some() || is_script {
            return Ok(Has::Nothing);
        }
        self.one_more_read(&caller, peer, &format!("page {id}"))?;
        let read = as_read(id.clone(), caller);
        let kept = read.kept();
        Ok(match self.shown(&read, &Wanted::default()).await? {
            // Of a kind without a page the app says why it has none.
            Some(shown) if shown.kind.spec().face.is_ok() => Has::Text(Box::new(shown), kept),
            _ => Has::Nothing,
        })
    }
}

/// The words for a card that other places show of a document, and where more is to be had.
fn head(origin: &str, id: &DocId, shown: &Shown, is_for_anybody: bool) -> String {
    let address = escaped(&format!("{origin}/d/{id}"));
    let ours =
        format!("<link rel=\"canonical\" href=\"{address}\">\n<meta property=\"og:url\" content=\"{address}\">\n");
    let picture = is_for_anybody.then(|| picture_of(origin, id, shown, None));
    ours + &card(shown, picture.as_deref()) + &discovery(origin, id)
}

/// The address of the picture of a link to a document. The read link that opened the page opens the picture too: `key` is its own part.
pub(in crate::http) fn picture_of(origin: &str, id: &DocId, shown: &Shown, key: Option<&str>) -> String {
    let view = url_encoded(shown.view.word());
    let key = key.map_or_else(String::new, |key| format!("&key={}", url_encoded(key)));
    format!("{origin}/embed/{id}.png?view={view}{key}")
}

/// The words for a card of what is not shown: the same for a document that is not there and for one that is not for the caller.
fn common(origin: &str) -> String {
    let picture = picture(&format!("{origin}/card.png"), "The letter M of Muster, over a golden dot");
    format!(
        "<meta property=\"og:site_name\" content=\"Muster\">\n<meta property=\"og:title\" content=\"Muster\">\n\
         <meta name=\"twitter:card\" content=\"summary_large_image\">\n{picture}"
    )
}

/// The words for a card that other places show of a document. It has a picture, which is at that address, where programs can read
/// the page that make such cards.
pub(in crate::http) fn card(shown: &Shown, picture_at: Option<&str>) -> String {
    let (name, sentence, noun) = (escaped(&shown.name), escaped(&shown.description), shown.kind.spec().noun.one);
    let layout = if picture_at.is_some() { "summary_large_image" } else { "summary" };
    let mut card = format!(
        "<meta property=\"og:type\" content=\"article\">\n<meta property=\"og:site_name\" content=\"Muster\">\n\
         <meta property=\"og:title\" content=\"{name}\">\n<meta property=\"article:section\" content=\"{noun}\">\n\
         <meta name=\"twitter:card\" content=\"{layout}\">\n<meta name=\"twitter:title\" content=\"{name}\">\n"
    );
    if !sentence.is_empty() {
        card.push_str(&format!(
            "<meta property=\"og:description\" content=\"{sentence}\">\n\
             <meta name=\"twitter:description\" content=\"{sentence}\">\n"
        ));
    }
    let alt = format!("{}, {noun}. {}", shown.name, shown.description);
    card + &picture_at.map_or_else(String::new, |address| picture(address, &alt))
}

fn picture(address: &str, alt: &str) -> String {
    let ((wide, high), address, alt) = (SIZE, escaped(address), escaped(alt.trim()));
    format!(
        "<meta property=\"og:image\" content=\"{address}\">\n<meta property=\"og:image:type\" content=\"image/png\">\n\
         <meta property=\"og:image:width\" content=\"{wide}\">\n<meta property=\"og:image:height\" content=\"{high}\">\n\
         <meta property=\"og:image:alt\" content=\"{alt}\">\n<meta name=\"twitter:image\" content=\"{address}\">\n\
         <meta name=\"twitter:image:alt\" content=\"{alt}\">\n"
    )
}

fn discovery(origin: &str, id: &DocId) -> String {
    let (url, origin) = (url_encoded(&format!("{origin}/d/{id}")), escaped(origin));
    format!(
        "<link rel=\"alternate\" type=\"application/json+oembed\" href=\"{origin}/oembed?url={url}&amp;format=json\" \
         title=\"Muster\">\n"
    )
}

#[cfg(test)]
mod tests {
    use muster_shared::files::faces::View;
    use muster_shared::kinds::charter;

    use super::*;

    #[test]
    fn a_card_elsewhere_has_the_name_and_the_sentence_as_text() {
        let id: DocId = "team-1".parse().expect("an id");
        let shown = Shown {
            kind: charter::KIND,
            name: "A \"<b>\"".to_owned(),
            view: View::Full,
            description: "We & you.".to_owned(),
            text: String::new(),
        };
        let head = head("https://muster.example", &id, &shown, true);
        for line in [
            "<link rel=\"canonical\" href=\"https://muster.example/d/team-1\">",
            "<meta property=\"og:title\" content=\"A &quot;&lt;b&gt;&quot;\">",
            "<meta property=\"og:description\" content=\"We &amp; you.\">",
            "<meta name=\"twitter:card\" content=\"summary_large_image\">",
            "<meta property=\"og:image\" content=\"https://muster.example/embed/team-1.png?view=full\">",
            "<meta property=\"og:image:alt\" content=\"A &quot;&lt;b&gt;&quot;, charter. We &amp; you.\">",
            "<meta property=\"og:image:width\" content=\"1200\">",
            "/oembed?url=https%3A//muster.example/d/team-1&amp;format=json",
        ] {
            assert!(head.contains(line), "{line}: {head}");
        }
        let silent = super::head("https://muster.example", &id, &Shown { description: String::new(), ..shown }, false);
        assert!(!silent.contains("description") && !silent.contains("image"), "{silent}");
    }

    #[test]
    fn the_picture_of_a_link_has_the_key_that_opened_the_page_and_what_is_not_shown_has_the_common_one() {
        let id: DocId = "team-1".parse().expect("an id");
        let (name, description, text) = ("A".to_owned(), String::new(), String::new());
        let shown = Shown { kind: charter::KIND, name, view: View::ThreeMs, description, text };
        let address = picture_of("https://muster.example", &id, &shown, Some("a\"&b"));
        assert_eq!(address, "https://muster.example/embed/team-1.png?view=three-ms&key=a%22%26b");
        assert!(common("https://muster.example").contains("content=\"https://muster.example/card.png\""));
    }
}
