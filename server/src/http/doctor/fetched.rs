//! Headers that the server asks for itself: of a wiki that an owner has named, and of nothing else. The request carries
//! nothing of anybody, goes to no address of a private network unless whoever runs the server has named that origin, follows
//! nobody elsewhere, reads no text of the page, and ends soon.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::time::Duration;

use axum::http::header;
use reqwest::redirect::Policy;
use reqwest::{Client, Url};
use tokio::net::lookup_host;
use tokio::time::timeout;

use super::pasted::Headers;

/// How long a wiki may take to answer, with its name looked up and all pages on the way.
const PATIENCE: Duration = Duration::from_secs(5);
/// The most pages of the same wiki that lead on to another.
const STEPS_MAX: usize = 3;

const SILENT: &str = "the wiki does not answer within five seconds; paste the headers of its page instead";
const PRIVATE: &str = "this name leads into a private network, where the server asks nobody; paste the headers of its page \
                       instead, or have the wiki named with --allow-origin by whoever runs the server";

/// The origins that may be asked.
pub(in crate::http) struct Askable {
    /// Those that are named, by whomever.
    pub(in crate::http) named: Vec<String>,
    /// Those of them that whoever runs the server has named, also in a private network.
    pub(in crate::http) operators: Vec<String>,
}

/// The headers of a page of a wiki that is named.
///
/// # Errors
/// A sentence without its capital letter and full stop.
pub(in crate::http) async fn headers_of(askable: &Askable, address: &str) -> Result<Headers, String> {
    timeout(PATIENCE, found(askable, address)).await.unwrap_or_else(|_| Err(SILENT.to_owned()))
}

async fn found(askable: &Askable, address: &str) -> Result<Headers, String> {
    let mut url = Url::parse(address.trim()).map_err(|_| "this is no address of a page".to_owned())?;
    for _ in 0..=STEPS_MAX {
        let places = places(askable, &url).await?;
        match ask(&url, &places).await? {
            Asked::Headers(headers) => return Ok(headers),
            Asked::Onward(next) if next.origin() == url.origin() => url = next,
            Asked::Onward(next) => {
                let to = next.origin().ascii_serialization();
                return Err(format!(
                    "the page leads on to {to}; ask for the page there, if it is a wiki that is named"
                ));
            }
        }
    }
    Err("the page leads on and on; paste the headers of the last one instead".to_owned())
}

/// The addresses that may be asked for a page.
async fn places(askable: &Askable, url: &Url) -> Result<Vec<SocketAddr>, String> {
    let origin = url.origin().ascii_serialization();
    if !askable.named.contains(&origin) {
        return Err(
            "the server asks only wikis that an owner has named; name it first, or paste the headers".to_owned()
        );
    }
    // An operator may name a wiki of their own network; an owner's word alone does not open it.
    let is_operators = askable.operators.contains(&origin);
    let host = url.host_str().unwrap_or_default().trim_matches(['[', ']']);
    let port = url.port_or_known_default().unwrap_or(443);
    let found = lookup_host((host, port)).await.map_err(|_| "nobody knows this name".to_owned())?;
    let found: Vec<SocketAddr> = found.collect();
    match found.iter().all(|place| is_operators || is_public(place.ip())) {
        _ if found.is_empty() => Err("nobody knows this name".to_owned()),
        true => Ok(found),
        false => Err(PRIVATE.to_owned()),
    }
}

/// The outcome of a request.
enum Asked {
    Headers(Headers),
    /// The page is elsewhere.
    Onward(Url),
}

/// Asks for a page at these addresses, whatever its name says by now.
async fn ask(url: &Url, places: &[SocketAddr]) -> Result<Asked, String> {
    let silent = |_| "the wiki does not answer as a page does; paste the headers instead".to_owned();
    // Another part of the program may have chosen already; both have chosen the same.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let host = url.host_str().unwrap_or_default();
    let client = Client::builder().redirect(Policy::none()).no_proxy().timeout(PATIENCE);
    let client = client.resolve_to_addrs(host, places).build().map_err(silent)?;
    let asked = client.get(url.clone()).header(header::ACCEPT, "text/html").header(header::USER_AGENT, "Muster");
    // The text behind the headers is never read.
    let answer = asked.send().await.map_err(silent)?;
    let onward = answer.headers().get(header::LOCATION).filter(|_| answer.status().is_redirection());
    if let Some(next) = onward.and_then(|next| next.to_str().ok()).and_then(|next| url.join(next).ok()) {
        return Ok(Asked::Onward(next));
    }
    let pairs = answer
        .headers()
        .iter()
        .filter_map(|(name, value)| Some((name.as_str().to_owned(), value.to_str().ok()?.to_owned())));
    Ok(Asked::Headers(pairs.collect()))
}

/// Whether an address is one of the public network.
fn is_public(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => is_public_v4(ip),
        IpAddr::V6(ip) => is_public_v6(ip),
    }
}

fn is_public_v4(ip: Ipv4Addr) -> bool {
    let [first, second, third, _] = ip.octets();
    let is_shared = matches!((first, second), (100, 64..=127) | (198, 18 | 19));
    let is_local = matches!((first, second), (0 | 10 | 127, _) | (169, 254) | (172, 16..=31) | (192, 168));
    let is_special = matches!((first, second, third), (192, 0, 0 | 2) | (192, 88, 99) | (198, 51, 100) | (203, 0, 113));
    // Everything from here on is for many at once, or for nobody yet.
    first < 224 && !is_shared && !is_local && !is_special
}

fn is_public_v6(ip: Ipv6Addr) -> bool {
    let [first, second, ..] = ip.segments();
    // Of all there is, only this part is the public network's; what stands for addresses of the other kind is none of it.
    (0x2000..=0x3fff).contains(&first) && !matches!((first, second), (0x2001, 0 | 0xdb8) | (0x2002, _) | (0x3fff, _))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_addresses_of_the_public_network_are_asked() {
        for (ip, public) in [
            ("93.184.216.34", true),
            ("1.1.1.1", true),
            ("172.15.0.1", true),
            ("172.32.0.1", true),
            ("0.0.0.0", false),
            ("10.0.0.1", false),
            ("100.64.0.1", false),
            ("127.0.0.1", false),
            ("127.9.9.9", false),
            ("169.254.169.254", false),
            ("172.16.0.1", false),
            ("172.31.255.255", false),
            ("192.168.1.1", false),
            ("198.18.0.1", false),
            ("224.0.0.1", false),
            ("255.255.255.255", false),
            ("2606:2800:220:1::1", true),
            ("::1", false),
            ("::", false),
            ("::ffff:10.0.0.1", false),
            ("::ffff:93.184.216.34", false),
            ("64:ff9b::a00:1", false),
            ("2002:a00:1::", false),
            ("2001:0:1::1", false),
            ("2001:db8::1", false),
            ("fc00::1", false),
            ("fd12::1", false),
            ("fe80::1", false),
            ("ff02::1", false),
        ] {
            assert_eq!(ip.parse().map(is_public), Ok(public), "{ip}");
        }
    }
}
