//! Where a request came from. A proxy adds whom it was asked by to `X-Forwarded-For`; its word is taken as far as proxies
//! are trusted, and anything else in that header could be anybody's.

use std::collections::HashSet;
use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use hyper::HeaderMap;
use ipnet::IpNet;
use tokio::net::lookup_host;
use tokio::time::{sleep, timeout};
use tracing::warn;

use crate::config::proxy::Proxy;

/// How often names are resolved anew: the addresses of containers change with each of their starts.
const RESOLVE_EVERY: Duration = Duration::from_secs(30);
/// How long a name may take.
const PATIENCE: Duration = Duration::from_secs(2);

/// The proxies whose word is taken. Cheap to clone.
#[derive(Clone, Default)]
pub(crate) struct Proxies {
    ranges: Arc<[IpNet]>,
    names: Arc<[String]>,
    /// The addresses that the names stood for when they were last resolved.
    resolved: Arc<RwLock<HashSet<IpAddr>>>,
}

impl Proxies {
    pub(crate) fn new(proxies: &[Proxy]) -> Self {
        let range = |proxy: &Proxy| if let Proxy::Range(range) = proxy { Some(*range) } else { None };
        let name = |proxy: &Proxy| if let Proxy::Name(name) = proxy { Some(name.clone()) } else { None };
        let (ranges, names) = (proxies.iter().filter_map(range).collect(), proxies.iter().filter_map(name).collect());
        Self { ranges, names, resolved: Arc::default() }
    }

    /// Resolves the names, now and then, for ever. Nothing is awaited where there are none.
    pub(crate) async fn keep_resolving(self) {
        while !self.names.is_empty() {
            self.resolve().await;
            sleep(RESOLVE_EVERY).await;
        }
    }

    /// Resolves the names. Those that do not answer keep nothing: an address that was a proxy's may be another's now.
    pub(crate) async fn resolve(&self) {
        let mut found = HashSet::new();
        for name in &*self.names {
            match timeout(PATIENCE, lookup_host((name.as_str(), 0))).await {
                Ok(Ok(addresses)) => found.extend(addresses.map(|address| address.ip().to_canonical())),
                Ok(Err(_)) | Err(_) => warn!(name, "the trusted proxy {name} has no address just now"),
            }
        }
        *self.resolved.write().unwrap_or_else(PoisonError::into_inner) = found;
    }

    /// Whether this address is a trusted proxy's.
    pub(crate) fn trusts(&self, ip: IpAddr) -> bool {
        let ip = ip.to_canonical();
        self.ranges.iter().any(|range| range.contains(&ip))
            || self.resolved.read().unwrap_or_else(PoisonError::into_inner).contains(&ip)
    }

    /// Where a request of `peer` came from: the last one named that is no trusted proxy is as far as anybody's word can be
    /// taken.
    pub(crate) fn origin(&self, peer: IpAddr, headers: &HeaderMap) -> IpAddr {
        let lines = headers.get_all("x-forwarded-for").into_iter().filter_map(|line| line.to_str().ok());
        let mut known = peer.to_canonical();
        for named in lines.rev().flat_map(|line| line.rsplit(',')) {
            match address(named.trim()) {
                Some(named) if self.trusts(known) => known = named,
                _ => break,
            }
        }
        known
    }
}

/// An address as proxies write it: some add the port, and put IPv6 into brackets.
fn address(text: &str) -> Option<IpAddr> {
    let bare = || text.strip_prefix('[')?.strip_suffix(']')?.parse().ok();
    let with_port = || text.parse::<SocketAddr>().ok().map(|address| address.ip());
    let ip = text.parse().ok().or_else(bare).or_else(with_port)?;
    Some(IpAddr::to_canonical(&ip))
}

#[cfg(test)]
mod tests {
    use hyper::header::HeaderValue;

    use super::*;

    fn proxies(texts: &[&str]) -> Proxies {
        Proxies::new(&texts.iter().map(|text| text.parse().expect("a proxy")).collect::<Vec<_>>())
    }

    fn origin(proxies: &Proxies, peer: &str, lines: &[&'static str]) -> String {
        let mut headers = HeaderMap::new();
        for line in lines {
            headers.append("x-forwarded-for", HeaderValue::from_static(line));
        }
        proxies.origin(peer.parse().expect("an address"), &headers).to_string()
    }

    #[test]
    fn a_header_is_believed_as_far_as_trusted_proxies_say_it() {
        let trusted = proxies(&["10.0.0.1", "172.16.0.0/12", "fd00::/8", "::ffff:192.168.7.0/120"]);
        let cases: [(&str, &[&'static str], &str); 19] = [
            ("192.0.2.9", &[], "192.0.2.9"),
            ("192.0.2.9", &["198.51.100.7"], "192.0.2.9"),
            ("10.0.0.1", &[], "10.0.0.1"),
            ("10.0.0.1", &["198.51.100.7"], "198.51.100.7"),
            ("10.0.0.1", &["203.0.113.5, 198.51.100.7"], "198.51.100.7"),
            ("10.0.0.1", &["198.51.100.7, 172.20.3.4"], "198.51.100.7"),
            ("10.0.0.1", &["203.0.113.5", "198.51.100.7,172.31.255.255"], "198.51.100.7"),
            ("10.0.0.1", &["198.51.100.7, 172.32.0.0"], "172.32.0.0"),
            ("10.0.0.1", &["198.51.100.7, rubbish"], "10.0.0.1"),
            ("10.0.0.1", &["2001:db8::1"], "2001:db8::1"),
            ("::ffff:10.0.0.1", &["198.51.100.7"], "198.51.100.7"),
            ("fd12::9", &["::ffff:198.51.100.7"], "198.51.100.7"),
            ("fe12::9", &["198.51.100.7"], "fe12::9"),
            ("192.168.7.200", &["198.51.100.7"], "198.51.100.7"),
            ("192.168.8.200", &["198.51.100.7"], "192.168.8.200"),
            ("10.0.0.1", &["198.51.100.7:4711"], "198.51.100.7"),
            ("10.0.0.1", &["[2001:db8::1]:4711"], "2001:db8::1"),
            ("10.0.0.1", &["[2001:db8::1]"], "2001:db8::1"),
            ("10.0.0.1", &["unknown"], "10.0.0.1"),
        ];
        for (peer, lines, expected) in cases {
            assert_eq!(origin(&trusted, peer, lines), expected, "{peer} {lines:?}");
        }
        assert_eq!(origin(&Proxies::default(), "10.0.0.1", &["198.51.100.7"]), "10.0.0.1", "nobody is trusted");
    }

    #[tokio::test]
    async fn a_name_is_trusted_as_long_as_it_stands_for_the_address() {
        let named = proxies(&["localhost"]);
        assert_eq!(origin(&named, "127.0.0.1", &["198.51.100.7"]), "127.0.0.1", "not resolved yet");
        named.resolve().await;
        assert_eq!(origin(&named, "127.0.0.1", &["198.51.100.7"]), "198.51.100.7");
        assert_eq!(origin(&named, "192.0.2.9", &["198.51.100.7"]), "192.0.2.9");
        let gone = Proxies { names: ["nowhere.invalid".to_owned()].into(), ..named };
        gone.resolve().await;
        assert_eq!(origin(&gone, "127.0.0.1", &["198.51.100.7"]), "127.0.0.1", "it stands for nothing any more");
    }
}
