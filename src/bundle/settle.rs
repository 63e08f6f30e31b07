//! Pages as they are carried away without being taken apart: what they would ask of other hosts becomes links.

use super::dom::Dom;
use super::inline::{away, is_remote};

/// A page in which no picture, sound or film is of another host; `None` if none was.
pub(super) fn without_remote(html: &str) -> Option<String> {
    // Most pages have none, and are not read for it.
    if ![" src=\"http", " src=\"//", " poster=\"http", " poster=\"//"].iter().any(|start| html.contains(start)) {
        return None;
    }
    let mut dom = Dom::parse(html);
    settle(&mut dom);
    Some(dom.html(0))
}

/// Puts links in the place of what is of other hosts.
pub(super) fn settle(dom: &mut Dom) {
    for id in dom.all() {
        if !matches!(dom.name(id), "img" | "audio" | "video" | "source" | "track") {
            continue;
        }
        let address = ["src", "poster"].iter().find_map(|key| dom.attr(id, key).filter(|a| is_remote(a)).map(str::to_owned));
        if let Some(address) = address {
            away(dom, id, &address);
        }
    }
}
