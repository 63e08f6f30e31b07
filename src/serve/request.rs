//! What is asked for: whether it may be asked at all, and the path in the site.

use std::net::IpAddr;

use percent_encoding::percent_decode_str;

/// The name that a server at `host` is asked by; `None` if that is an address, which everybody may ask by.
pub(super) fn name_of(host: &str) -> Option<String> {
    (!is_address(host)).then(|| host.trim_end_matches('.').to_ascii_lowercase())
}

/// Whether a request with this `Host` (RFC 9110, §7.2) may be answered.
///
/// A page of the web whose own name was made to lead to this machine asks by that name.  One that is written as an address
/// or as `localhost` (RFC 6761, §6.3) can belong to nobody else.
pub(super) fn is_ours(host: &str, name: Option<&str>) -> bool {
    let bare = without_port(host);
    if is_address(bare) {
        return true;
    }
    let bare = bare.trim_end_matches('.').to_ascii_lowercase();
    bare == "localhost" || bare.ends_with(".localhost") || name.is_some_and(|name| name == bare)
}

/// A host without the port behind it.
fn without_port(host: &str) -> &str {
    match host.rsplit_once(':') {
        // The colons of `[::1]` are inside of the brackets.
        Some((bare, port)) if port.bytes().all(|b| b.is_ascii_digit()) && (!bare.contains(':') || bare.ends_with(']')) => bare,
        _ => host,
    }
}

/// Whether it is an address, IPv6 with or without its brackets.
fn is_address(host: &str) -> bool {
    let bare = host.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(host);
    bare.parse::<IpAddr>().is_ok()
}

/// The path of a request in the site, decoded once; `None` if it does not begin with `/` or is not UTF-8.
///
/// Nothing is made simpler here: a path with `..` is one that no file of the site has.
pub(super) fn path(path: &str) -> Option<String> {
    let rest = path.strip_prefix('/')?;
    percent_decode_str(rest).decode_utf8().ok().map(std::borrow::Cow::into_owned)
}

/// The value of a parameter of the query, decoded; empty if there is none.
pub(super) fn parameter(query: Option<&str>, name: &str) -> String {
    let pairs = query.unwrap_or_default().split('&').filter_map(|pair| pair.split_once('='));
    let value = pairs.filter(|(key, _)| *key == name).map(|(_, value)| value).next().unwrap_or_default();
    percent_decode_str(value).decode_utf8_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_our_own_names_are_answered() {
        for host in
            ["localhost", "localhost:3000", "LocalHost.:3000", "book.localhost", "127.0.0.1:3000", "[::1]:3000", "[::1]", "192.168.1.7:80"]
        {
            assert!(is_ours(host, None), "{host}");
        }
        for host in [
            "",
            "evil.example",
            "evil.example:3000",
            "localhost.evil.example",
            "127.0.0.1.evil.example",
            "evillocalhost",
            "127.0.0.1:x",
            "::1:",
        ] {
            assert!(!is_ours(host, None), "{host}");
        }
        let name = name_of("Desk.home.");
        assert!(is_ours("desk.home:3000", name.as_deref()) && !is_ours("other.home", name.as_deref()));
        assert_eq!((name_of("0.0.0.0"), name_of("::"), name_of("[::1]")), (None, None, None));
    }

    #[test]
    fn paths_are_decoded_once() {
        assert_eq!(path("/zh-cn/%E7%94%B2.html").as_deref(), Some("zh-cn/甲.html"));
        assert_eq!(path("/%252e%252e/x").as_deref(), Some("%2e%2e/x"));
        assert_eq!((path("*"), path("/%FF")), (None, None));
        assert_eq!(parameter(Some("a=1&page=zh-cn%2F%E7%94%B2.html"), "page"), "zh-cn/甲.html");
        assert_eq!(parameter(None, "page"), "");
    }
}
