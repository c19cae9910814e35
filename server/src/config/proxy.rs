//! A proxy in front: an address, a range of addresses, or a name.

use std::net::IpAddr;
use std::str::FromStr;

use ipnet::{IpNet, Ipv4Net};

/// A proxy whose word on where a request came from is taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Proxy {
    /// A range of addresses; one address is the shortest.
    Range(IpNet),
    /// A name, whose addresses may change.
    Name(String),
}

impl FromStr for Proxy {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let range = text.parse::<IpAddr>().map(IpNet::from).or_else(|_| text.parse::<IpNet>());
        match range {
            Ok(range) => Ok(Self::Range(canonical(range))),
            Err(_) if is_name(text) => Ok(Self::Name(text.to_owned())),
            Err(_) => Err(format!("`{text}` is no proxy: write 10.0.0.1, 172.16.0.0/12, fd00::/8 or proxy.internal")),
        }
    }
}

/// A range of IPv4 addresses that is written as IPv6 is the range of IPv4 addresses it stands for.
fn canonical(range: IpNet) -> IpNet {
    const MAPPED: u8 = 96;
    let range = range.trunc();
    let IpNet::V6(v6) = range else { return range };
    let v4 = v6.addr().to_ipv4_mapped().filter(|_| v6.prefix_len() >= MAPPED);
    let v4 = v4.and_then(|address| Ipv4Net::new(address, v6.prefix_len() - MAPPED).ok());
    v4.map_or(range, IpNet::V4)
}

/// Whether the text is the name of a host. A text that ends in a number would be an address that is written wrongly.
fn is_name(text: &str) -> bool {
    let is_label = |label: &str| {
        let is_inside = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
        !label.is_empty() && label.len() <= 63 && label.bytes().all(is_inside)
    };
    let name = text.strip_suffix('.').unwrap_or(text);
    let last = name.rsplit('.').next().unwrap_or_default();
    name.len() <= 253 && name.split('.').all(is_label) && !last.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_proxy_is_an_address_a_range_or_a_name() {
        for (text, range) in [
            ("10.0.0.1", "10.0.0.1/32"),
            ("172.16.0.0/12", "172.16.0.0/12"),
            ("172.20.1.2/12", "172.16.0.0/12"),
            ("0.0.0.0/0", "0.0.0.0/0"),
            ("2001:db8::1", "2001:db8::1/128"),
            ("fd00::/8", "fd00::/8"),
            ("::ffff:10.0.0.1", "10.0.0.1/32"),
            ("::ffff:10.0.0.0/104", "10.0.0.0/8"),
            ("::/0", "::/0"),
        ] {
            let range: IpNet = range.parse().expect("a range");
            assert_eq!(text.parse(), Ok(Proxy::Range(range)), "{text}");
        }
        for name in ["proxy", "traefik_1", "proxy.internal", "a1.example.", "10.0.0.1.nip.io"] {
            assert_eq!(name.parse(), Ok(Proxy::Name(name.to_owned())), "{name}");
        }
        for wrong in
            ["", "10.0.0", "10.0.0.256", "10.0.0.0/33", "fd00::/129", "proxy:80", "http://proxy", "a b", ".", "a..b"]
        {
            assert!(wrong.parse::<Proxy>().is_err(), "{wrong}");
        }
    }
}
