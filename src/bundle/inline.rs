//! A page with all it needs inside: styles, scripts, pictures.
//!
//! Scripts and styles stand in the page then, where the site's policy forbids them, so each page gets a policy of its own
//! that names them by their hashes (CSP 3, §6.7.3.3): nothing else runs, and nothing is asked of any host.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use rustc_hash::FxHashMap;
use sha2::{Digest, Sha256};

use super::dom::{Dom, Id};
use super::{Built, BundleError, MAKER, media_type, raw};
use crate::path::SitePath;

/// How many bytes of styles, scripts and pictures are kept to be put into the next page too.
const MAX_KEPT: usize = 8 << 20;

/// Puts what pages name into them.
pub(super) struct Inliner<'s> {
    site: &'s Built,
    /// Files that were asked for, as `data:` addresses or as text.
    kept: FxHashMap<SitePath, String>,
    size: usize,
}

impl<'s> Inliner<'s> {
    pub(super) fn new(site: &'s Built) -> Self {
        Self { site, kept: FxHashMap::default(), size: 0 }
    }

    /// A page of the site that needs no other file, but for the pages and files that it links to.
    pub(super) fn page(&mut self, path: &SitePath) -> Result<String, BundleError> {
        let mut dom = Dom::parse(&self.site.read_page(path)?);
        let mut hashes = (Vec::new(), Vec::new());
        let mut late = Vec::new();
        let mut policy = None;
        for id in dom.all() {
            match dom.name(id) {
                "meta" if dom.attr(id, "http-equiv").is_some_and(|v| v.eq_ignore_ascii_case("content-security-policy")) => {
                    policy = Some(id)
                }
                "link" => self.link(&mut dom, path, id, &mut hashes.1)?,
                "script" => {
                    let Some(src) = dom.attr(id, "src") else { continue };
                    let Some((file, _)) = self.site.target(path, src) else { continue };
                    let text = raw::script(&self.text(&file)?);
                    hashes.0.push(hash(&text));
                    // A script inside the page runs where it stands, so one that waits for the page goes to its end.
                    if dom.attr(id, "defer").is_some() {
                        late.push(id);
                    }
                    dom.keep_attrs(id, |_, _| false);
                    let text = dom.text_node(&text);
                    dom.append(id, text);
                }
                _ => self.media(&mut dom, path, id)?,
            }
        }
        if let Some(body) = dom.find(0, |dom, id| dom.name(id) == "body") {
            late.into_iter().for_each(|id| dom.append(body, id));
        }
        let sources = |hashes: &[String]| if hashes.is_empty() { "'none'".to_owned() } else { hashes.join(" ") };
        let content = format!(
            "default-src 'none'; script-src {}; style-src {}; style-src-attr 'unsafe-inline'; img-src data:; font-src data:; media-src data:; base-uri 'none'; form-action 'none'",
            sources(&hashes.0),
            sources(&hashes.1)
        );
        if let Some(policy) = policy {
            dom.set(policy, "content", content);
            // Beside the policy, which stands before all that it governs: the mark by which taben knows the file again.
            let mark = dom.element("meta");
            dom.set(mark, "name", "generator");
            dom.set(mark, "content", MAKER);
            let together = dom.element("head");
            dom.replace(policy, together);
            dom.append(together, policy);
            dom.append(together, mark);
            dom.unwrap(together);
        }
        Ok(dom.html(0))
    }

    /// A style sheet becomes an element with its text; what else a page names beside itself is of no use in one file.
    fn link(&mut self, dom: &mut Dom, path: &SitePath, id: Id, hashes: &mut Vec<String>) -> Result<(), BundleError> {
        let rel = dom.attr(id, "rel").unwrap_or_default().to_owned();
        let target = dom.attr(id, "href").and_then(|href| self.site.target(path, href));
        match (rel.as_str(), target) {
            ("stylesheet", Some((file, _))) => {
                let css = raw::style(&self.css(&file)?);
                hashes.push(hash(&css));
                let style = dom.element("style");
                let text = dom.text_node(&css);
                dom.append(style, text);
                dom.replace(id, style);
            }
            ("icon", Some((file, _))) => {
                let data = self.data(&file)?;
                dom.set(id, "href", data);
            }
            ("canonical" | "license", _) => {}
            _ => dom.detach(id),
        }
        Ok(())
    }

    /// Puts a picture, a sound or a film into the page; one of another host becomes a link to it.
    pub(super) fn media(&mut self, dom: &mut Dom, path: &SitePath, id: Id) -> Result<(), BundleError> {
        if !matches!(dom.name(id), "img" | "source" | "audio" | "video" | "track") {
            return Ok(());
        }
        dom.remove_attr(id, "srcset");
        for key in ["src", "poster"] {
            let Some(address) = dom.attr(id, key).map(str::to_owned) else { continue };
            if let Some((file, _)) = self.site.target(path, &address) {
                let data = self.data(&file)?;
                dom.set(id, key, data);
            } else if is_remote(&address) {
                away(dom, id, &address);
            }
        }
        Ok(())
    }

    /// A text file of the site.
    fn text(&mut self, file: &SitePath) -> Result<String, BundleError> {
        if let Some(text) = self.kept.get(file) {
            return Ok(text.clone());
        }
        let text = self.site.read_page(file)?;
        Ok(self.keep(file, text))
    }

    /// A style sheet with the files inside that it names.
    fn css(&mut self, file: &SitePath) -> Result<String, BundleError> {
        if let Some(css) = self.kept.get(file) {
            return Ok(css.clone());
        }
        let css = self.site.read_page(file)?;
        let mut out = String::with_capacity(css.len());
        let mut rest = css.as_str();
        while let Some(at) = rest.find("url(") {
            let (before, tail) = rest.split_at(at + 4);
            out.push_str(before);
            let Some(end) = tail.find(')') else {
                rest = tail;
                break;
            };
            let address = tail[..end].trim().trim_matches(['"', '\'']);
            match self.site.target(file, address) {
                Some((target, _)) => out.push_str(&format!("\"{}\"", self.data(&target)?)),
                None => out.push_str(&tail[..end]),
            }
            rest = &tail[end..];
        }
        out.push_str(rest);
        Ok(self.keep(file, out))
    }

    /// A file of the site as a `data:` address (RFC 2397).
    pub(super) fn data(&mut self, file: &SitePath) -> Result<String, BundleError> {
        if let Some(data) = self.kept.get(file) {
            return Ok(data.clone());
        }
        let data = format!("data:{};base64,{}", media_type(file.as_str()), STANDARD.encode(self.site.read(file)?));
        Ok(self.keep(file, data))
    }

    /// Keeps what was read, as long as there is room: every page names the same styles, few the same photograph.
    fn keep(&mut self, file: &SitePath, text: String) -> String {
        if self.size + text.len() <= MAX_KEPT {
            self.size += text.len();
            self.kept.insert(file.clone(), text.clone());
        }
        text
    }
}

/// Whether an address would be asked of another host.
pub(super) fn is_remote(address: &str) -> bool {
    address.starts_with("//") || address.split_once(':').is_some_and(|(scheme, _)| matches!(scheme, "http" | "https" | "ftp"))
}

/// Puts a link in the place of a picture of another host.
pub(super) fn away(dom: &mut Dom, id: Id, address: &str) {
    let words = dom.attr(id, "alt").filter(|alt| !alt.is_empty()).unwrap_or(address).to_owned();
    let text = dom.text_node(&words);
    // A link may not stand in a link.
    let mut above = dom.parent(id);
    while let Some(parent) = above {
        if dom.name(parent) == "a" {
            dom.replace(id, text);
            return;
        }
        above = dom.parent(parent);
    }
    let link = dom.element("a");
    dom.set(link, "class", "external");
    dom.set(link, "href", address);
    dom.append(link, text);
    dom.replace(id, link);
}

/// The source that stands for a text in a policy.
fn hash(text: &str) -> String {
    format!("'sha256-{}'", STANDARD.encode(Sha256::digest(text.as_bytes())))
}
