//! Origins, as browsers name the pages that ask: which are of this machine alone, and which an owner may name as a wiki's.

use reqwest::Url;
use thiserror::Error;

/// The reason why a text is not the origin of a wiki.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum BadWiki {
    /// It is no address, or one that no policy can hold.
    #[error("the address of a wiki is https:// and its host, such as https://wiki.example")]
    NoAddress,
    /// Somebody on the way could put words into its pages.
    #[error("a wiki must be reached by https://; only one on this machine may be reached by http://")]
    Insecure,
    /// There is more behind the host.
    #[error("leave out what stands behind the host: {0}")]
    More(String),
}

/// The origin of a wiki that an owner names, as its browser will name it.
///
/// # Errors
/// [`BadWiki`], with a sentence.
pub fn wiki(text: &str) -> Result<String, BadWiki> {
    let origin = site(text)?;
    match origin.strip_prefix("http://") {
        Some(host) if !is_loopback(host) => Err(BadWiki::Insecure),
        _ => Ok(origin),
    }
}

/// The origin of a site in its one spelling, as its browser will name it. One without TLS is a site too: whoever runs the
/// server may let its pages in.
///
/// # Errors
/// [`BadWiki`], with a sentence.
pub fn site(text: &str) -> Result<String, BadWiki> {
    let url = Url::parse(text.trim()).map_err(|_| BadWiki::NoAddress)?;
    let is_fit = url.host_str().is_some_and(is_plain) && matches!(url.scheme(), "https" | "http");
    if !is_fit || !url.username().is_empty() || url.password().is_some() {
        return Err(BadWiki::NoAddress);
    }
    let origin = url.origin().ascii_serialization();
    match (url.path(), url.query(), url.fragment()) {
        ("" | "/", None, None) => Ok(origin),
        _ => Err(BadWiki::More(origin)),
    }
}

/// Whether a host may stand in a policy of framing as it is.
fn is_plain(host: &str) -> bool {
    !host.is_empty() && host.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.'))
}

/// Whether a host, with or without a port, can only be this machine.
pub(crate) fn is_loopback(host: &str) -> bool {
    let name = match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => host,
    };
    matches!(name, "127.0.0.1" | "localhost" | "[::1]") || name.strip_suffix(".localhost").is_some_and(is_label)
}

fn is_label(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'.')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_of_this_machine_are_loopback() {
        for (host, is) in [
            ("127.0.0.1", true),
            ("127.0.0.1:8787", true),
            ("localhost:1", true),
            ("wiki.localhost:3000", true),
            ("[::1]", true),
            ("[::1]:8787", true),
            ("", false),
            ("example.com", false),
            ("127.0.0.1.example.com", false),
            ("localhost.example.com:80", false),
            ("notlocalhost", false),
            (".localhost", false),
            ("evil@.localhost", false),
            ("localhost:80:80", false),
        ] {
            assert_eq!(is_loopback(host), is, "{host}");
        }
    }

    #[test]
    fn a_wiki_is_named_by_its_origin_alone() {
        for (text, origin) in [
            ("https://wiki.example", Ok("https://wiki.example")),
            (" https://wiki.example/ ", Ok("https://wiki.example")),
            ("https://WIKI.example:8443", Ok("https://wiki.example:8443")),
            ("https://wiki.example:443", Ok("https://wiki.example")),
            ("https://bücher.example", Ok("https://xn--bcher-kva.example")),
            ("http://localhost:3000", Ok("http://localhost:3000")),
            ("http://wiki.localhost", Ok("http://wiki.localhost")),
            ("http://wiki.example", Err(BadWiki::Insecure)),
            ("http://localhost.example", Err(BadWiki::Insecure)),
            ("https://wiki.example/Page", Err(BadWiki::More("https://wiki.example".to_owned()))),
            ("https://wiki.example?a", Err(BadWiki::More("https://wiki.example".to_owned()))),
            ("https://wiki.example#a", Err(BadWiki::More("https://wiki.example".to_owned()))),
            ("https://ada@wiki.example", Err(BadWiki::NoAddress)),
            ("https://*.example", Err(BadWiki::NoAddress)),
            ("https://*", Err(BadWiki::NoAddress)),
            ("https://wiki.example;script-src", Err(BadWiki::NoAddress)),
            ("https://[2001:db8::1]", Err(BadWiki::NoAddress)),
            ("wiki.example", Err(BadWiki::NoAddress)),
            ("null", Err(BadWiki::NoAddress)),
            ("file:///tmp", Err(BadWiki::NoAddress)),
            ("ftp://wiki.example", Err(BadWiki::NoAddress)),
            ("javascript:alert(1)", Err(BadWiki::NoAddress)),
            ("", Err(BadWiki::NoAddress)),
        ] {
            assert_eq!(wiki(text), origin.map(ToOwned::to_owned), "{text}");
        }
    }

    #[test]
    fn a_site_has_one_spelling_and_may_be_without_tls() {
        for (text, origin) in [
            (" HTTPS://Wiki.example:443/ ", Ok("https://wiki.example")),
            ("http://WIKI.example:80", Ok("http://wiki.example")),
            ("http://wiki.example:8080", Ok("http://wiki.example:8080")),
            ("http://wiki.example/page", Err(BadWiki::More("http://wiki.example".to_owned()))),
            ("ftp://wiki.example", Err(BadWiki::NoAddress)),
            ("null", Err(BadWiki::NoAddress)),
        ] {
            assert_eq!(site(text), origin.map(ToOwned::to_owned), "{text}");
        }
    }
}
