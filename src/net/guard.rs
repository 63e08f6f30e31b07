//! Which addresses may be asked at all.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use ureq::http::Uri;

/// The host and port of a web address, by which requests are spaced; `None` if it is no web address.
pub(super) fn host(address: &str) -> Option<String> {
    let uri: Uri = without_fragment(address).parse().ok()?;
    matches!(uri.scheme_str(), Some("http" | "https")).then_some(())?;
    let authority = uri.authority()?;
    (!authority.host().is_empty()).then(|| authority.as_str().rsplit('@').next().unwrap_or_default().to_ascii_lowercase())
}

/// The address as it is asked for: a place on a page is no concern of the server.
pub(super) fn without_fragment(address: &str) -> &str {
    address.split('#').next().unwrap_or_default()
}

/// Whether a host is named so that it can only lie in a private network, without asking for its number.
///
/// A page must not make its reader's computer ask the router, the cloud's metadata service or its own services.
pub(super) fn is_private_name(host: &str) -> bool {
    let host = host.trim_start_matches('[').trim_end_matches(']').trim_end_matches('.');
    if let Ok(ip) = host.parse::<IpAddr>() {
        return is_private(ip);
    }
    let lower = host.to_ascii_lowercase();
    !lower.contains('.')
        || [".localhost", ".local", ".internal", ".lan", ".home.arpa", ".localdomain"].iter().any(|end| lower.ends_with(end))
}

/// Whether a number is not one of the public Internet (IANA's special-purpose registries).
pub(super) fn is_private(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => is_private_v4(ip),
        IpAddr::V6(ip) => match ip.to_ipv4_mapped() {
            Some(ip) => is_private_v4(ip),
            None => is_private_v6(ip),
        },
    }
}

fn is_private_v4(ip: Ipv4Addr) -> bool {
    let [a, b, c, _] = ip.octets();
    ip.is_private()
        || ip.is_loopback()
        || ip.is_link_local()
        || ip.is_broadcast()
        || ip.is_documentation()
        || ip.is_multicast()
        || a == 0
        || a >= 240
        || (a == 100 && (64..128).contains(&b))
        || (a == 198 && (b == 18 || b == 19))
        || (a == 192 && b == 0 && c == 0)
}

fn is_private_v6(ip: Ipv6Addr) -> bool {
    let first = ip.segments()[0];
    // Only 2000::/3 is given out; of it, documentation and tunnels that may end anywhere are left out.
    first & 0xe000 != 0x2000 || first == 0x2002 || (first == 0x2001 && (ip.segments()[1] == 0x0db8 || ip.segments()[1] == 0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn private_places_are_known() {
        for host in [
            "localhost",
            "router",
            "a.local",
            "127.0.0.1",
            "10.1.2.3",
            "192.168.0.1",
            "172.20.0.1",
            "169.254.169.254",
            "100.64.0.1",
            "0.0.0.0",
            "[::1]",
            "[fe80::1]",
            "[fd00::1]",
            "[::ffff:10.0.0.1]",
            "metadata.google.internal",
            "224.0.0.1",
        ] {
            assert!(is_private_name(host), "{host}");
        }
        for host in ["example.org", "8.8.8.8", "[2606:4700::1111]", "xn--fiqs8s.cn"] {
            assert!(!is_private_name(host), "{host}");
        }
    }

    #[test]
    fn only_web_addresses_have_hosts() {
        assert_eq!(host("https://user:x@Example.org:8080/a#b").as_deref(), Some("example.org:8080"));
        for other in ["ftp://example.org/", "mailto:a@example.org", "//example.org/", "http://", "file:///etc/passwd"] {
            assert_eq!(host(other), None, "{other}");
        }
    }
}
