//! `/embed-check`: the doctor. It takes the headers of a wiki's page and says what they forbid and which line to change, in the
//! wiki's own words. It works without scripts, and tells nothing of the workspace; only an owner has the server ask a wiki.

mod answer;

use axum::Extension;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::Response;
use maud::{Markup, html};
use muster_shared::access::Rank;
use oauth2::url::form_urlencoded;
use serde::Deserialize;

use super::parts::part;
use super::{room, sentence};
use crate::connections::Peer;
use crate::http::body;
use crate::http::caller::{Caller, must_be_ours, session_in};
use crate::http::doctor::product::{self, Product};
use crate::http::doctor::report::examine;
use crate::http::doctor::{fetched, pasted};
use crate::http::problem::Problem;
use crate::http::state::App;
use crate::people::person::Person;

/// The path of the page.
const HERE: &str = "/embed-check";
/// Longest text that is examined, in bytes.
const PASTED_BYTES_MAX: usize = 64 << 10;

/// The words that may stand in the address: the loader says a reason, *Share* says a wiki.
#[derive(Debug, Default, Deserialize)]
pub(in crate::http::sign_in) struct Asks {
    #[serde(default)]
    reason: String,
    #[serde(default)]
    wiki: String,
}

/// A form that was filled in.
#[derive(Debug, Default)]
struct Filled {
    wiki: String,
    headers: String,
    address: String,
}

impl Filled {
    fn read(body: &[u8]) -> Self {
        let mut filled = Self::default();
        for (name, value) in form_urlencoded::parse(body) {
            match &*name {
                "wiki" => filled.wiki = value.into_owned(),
                "headers" => filled.headers = value.into_owned(),
                "address" => filled.address = value.into_owned(),
                _ => {}
            }
        }
        filled
    }
}

/// The doctor's visitor, and whether the server may ask a wiki for them.
struct Patient {
    person: Option<Person>,
    asks: bool,
}

/// `GET /embed-check`.
pub(in crate::http::sign_in) async fn page(
    State(app): State<App>,
    Query(Asks { reason, wiki }): Query<Asks>,
    headers: HeaderMap,
) -> Response {
    let products = product::products();
    let product = chosen(&products, &wiki);
    let why = (!reason.is_empty()).then(|| answer::reason(&reason, product, &app.origin));
    let filled = Filled { wiki, ..Filled::default() };
    app.doctor(&headers, &products, &filled, why).await
}

/// `POST /embed-check`: headers that were pasted, or the address of a wiki that is named.
pub(in crate::http::sign_in) async fn examined(
    State(app): State<App>,
    Extension(peer): Extension<Peer>,
    headers: HeaderMap,
    body: body::Read,
) -> Response {
    let products = product::products();
    let filled = body.as_deref().map(Filled::read).unwrap_or_default();
    let found = match filled.address.trim() {
        "" => found_in(&filled.headers),
        address => app.asked(&headers, peer, address).await,
    };
    let answer = match found {
        Ok(found) => answer::report(&examine(&found, &app.origin), chosen(&products, &filled.wiki), &app.origin),
        Err(why) => html! { p.wrong role="alert" { span.i.i-risk aria-hidden="true" {} span { (sentence(&why)) } } },
    };
    app.doctor(&headers, &products, &filled, Some(answer)).await
}

fn chosen<'p>(products: &'p [Product], slug: &str) -> Option<&'p Product> {
    products.iter().find(|product| product.slug == slug)
}

/// The headers in a text that was pasted.
fn found_in(text: &str) -> Result<pasted::Headers, String> {
    if text.len() > PASTED_BYTES_MAX {
        return Err("that is more than a page's headers; paste the headers alone".to_owned());
    }
    let found = pasted::read(text);
    match found.is_empty() {
        true => {
            Err("there are no headers in this; each stands on a line of its own, with a colon behind its name"
                .to_owned())
        }
        false => Ok(found),
    }
}

impl App {
    /// Only an owner has the server ask, from a page of ours.
    async fn asked(&self, headers: &HeaderMap, peer: Peer, address: &str) -> Result<pasted::Headers, String> {
        let caller = self.caller_of(headers).await.ok_or("sign in first")?;
        let told = |problem: Problem| problem.detail;
        must_be_ours(headers, &self.origin).map_err(told)?;
        caller.must(Rank::may_hold_keys, "only owners have the server ask a wiki").map_err(told)?;
        self.one_more_read(&caller, peer, "embed-check").map_err(told)?;
        fetched::headers_of(self, address).await
    }

    /// The person who is signed in; nobody on an open server.
    async fn caller_of(&self, headers: &HeaderMap) -> Option<Caller> {
        let credential = session_in(headers, &self.origin).filter(|_| !self.config.visitors.open)?;
        self.caller(&credential).await.ok()
    }

    async fn doctor(
        &self,
        headers: &HeaderMap,
        products: &[Product],
        filled: &Filled,
        answer: Option<Markup>,
    ) -> Response {
        let person = self.caller_of(headers).await.and_then(|caller| caller.person().cloned());
        let asks = person.as_ref().is_some_and(|person| person.rank.may_hold_keys());
        let patient = Patient { person, asks };
        let text = html! {
            @if let Some(answer) = &answer { (part("answer", "What was found", answer)) }
            (part("paste", "Headers of a page", &pasting(products, filled)))
            (part("ask", "Address of a page", &asking(&patient, products, filled)))
        };
        let mut response = room(patient.person.as_ref(), "Does it work there?", HERE, &text);
        // Without a referrer browsers send plain forms under no origin, which could be anybody's.
        response.headers_mut().insert(header::REFERRER_POLICY, HeaderValue::from_static("same-origin"));
        response
    }
}

fn pasting(products: &[Product], filled: &Filled) -> Markup {
    html! {
        p { "A wiki’s pages say in their headers what may be shown in them. Paste them here, and read what they forbid and which line to change. "
            "They are shown by " code { "curl -I https://wiki.example/Page" } ", and by the tools of a browser under " i { "Network" } "." }
        form.stack method="post" action=(HERE) {
            (which(products, &filled.wiki))
            label.label { "Headers" textarea.line name="headers" rows="8" cols="60" maxlength=(PASTED_BYTES_MAX) dir="ltr" spellcheck="false" autocomplete="off" required { (filled.headers) } }
            button.btn.strong { "Examine them" }
        }
    }
}

fn asking(patient: &Patient, products: &[Product], filled: &Filled) -> Markup {
    html! {
        @if patient.asks {
            p { "The server asks the page for its headers by itself: of a wiki that is named under " a href="/people#wikis" { "People" } ", without anybody’s sign-in, and following it nowhere else. It asks nobody in a private network, unless " code { "--allow-origin" } " names the wiki." }
            form.stack method="post" action=(HERE) {
                (which(products, &filled.wiki))
                label.label { "Address of the page" input.line name="address" type="url" maxlength="2000" required placeholder="https://wiki.example/Page" value=(filled.address) dir="ltr"; }
                button.btn { "Ask and examine" }
            }
        } @else {
            p.empty { "Owners, once signed in, can have the server ask a wiki that they have named. The server asks for nobody else." }
        }
    }
}

fn which(products: &[Product], slug: &str) -> Markup {
    html! {
        @if !products.is_empty() {
            label.label { "Which wiki"
                select.line name="wiki" {
                    option value="" { "Another one" }
                    @for product in products { option value=(product.slug) selected[product.slug == slug] { (product.name) } }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_is_read_as_browsers_send_it() {
        let filled = Filled::read(b"wiki=fossil&headers=X-Frame-Options%3A+DENY%0D%0AServer%3A+x&more=1");
        assert_eq!(filled.wiki, "fossil");
        assert_eq!(filled.headers, "X-Frame-Options: DENY\r\nServer: x");
        assert_eq!(filled.address, "");
    }

    #[test]
    fn a_text_without_headers_is_refused_with_a_sentence() {
        assert!(found_in("nothing").is_err());
        assert!(found_in(&"a: b\n".repeat(PASTED_BYTES_MAX)).is_err());
        assert_eq!(found_in("Server: x").map(|found| found.len()), Ok(1));
    }
}
