//! The files of a book that are no pages: copied into the site, measured, and shown on pages of their own.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::BuildError;
use super::asking::AskedFiles;
use super::book::Book;
use super::build::BuildFindings;
use super::links::Files;
use super::output::Output;
use crate::diag::Diagnostic;
use crate::digest::{self, Digest};
use crate::model::document::{Document, Event, Link, LinkTarget};
use crate::model::html::{Attrs, Name};
use crate::path::{Names, SitePath};
use crate::report::SourceFile;
use crate::sanitize::file::{self, Kind};
use crate::sanitize::{attributes, drawing};
use crate::source::{Asset, SourceDir};
use crate::title::{Namespace, Title};
use crate::world::World as _;

/// How far into a picture made of lines its first element is looked for, in bytes.
const SVG_HEAD: usize = 16 << 10;

/// Copies the files that are no pages, and learns the sizes of pictures.
///
/// Pictures are copied as they are and shown in the size that pages ask for: making smaller copies would take a decoder
/// for each format and, for a photograph, more time than a hundred pages.  What could run something where it is opened is left
/// out, unless `active` names it, and drawings are cleaned: a book's files come from strangers as its pages do.
pub(super) fn copy(
    source: &SourceDir,
    active: &[PathBuf],
    book: &Book<'_>,
    names: Names,
    out: &Output<'_>,
    findings: &mut BuildFindings,
) -> Result<Files, BuildError> {
    let mut files = Files::default();
    for asset in source.assets() {
        let Some(title) = asset.title(book.site()) else { continue };
        let shown = source.shown_asset(asset);
        let mut tell = |diagnostic| findings.push((SourceFile::new(shown.clone(), ""), vec![diagnostic]));
        if files.contains_key(title.name()) {
            tell(
                Diagnostic::warning("duplicate-file", format!("the file “{}” is there twice; the first one is used", title.name()))
                    .hint("rename one of the two"),
            );
            continue;
        }
        let kind = if active.iter().any(|named| *named == Path::new(&shown)) { None } else { Some(file::kind(title.name())) };
        let path = names.of(SitePath::media(title.name()));
        let one = One { asset, kind, path: &path, name: title.name() };
        if let Some(size) = one.copy(source, out, &mut tell)? {
            files.insert(title.name().to_owned(), (path, size.0));
        }
    }
    Ok(files)
}

/// One file on its way into the site.
struct One<'a> {
    asset: &'a Asset,
    /// What becomes of it; `None` if the book wants it as it is.
    kind: Option<Kind>,
    path: &'a SitePath,
    /// Its name in the namespace of files.
    name: &'a str,
}

/// The size of a picture, if it has one.
struct Size(Option<(u32, u32)>);

impl One<'_> {
    /// Copies it, and gives the size of a picture; `None` if it is left out.  A file that is as it was is not read, but for
    /// drawings, of which is told again what they lost.
    fn copy(&self, source: &SourceDir, out: &Output<'_>, tell: &mut dyn FnMut(Diagnostic)) -> Result<Option<Size>, BuildError> {
        if self.kind == Some(Kind::Active) {
            tell(left_out());
            return Ok(None);
        }
        let id = format!("file/{}", self.name);
        let how = match self.kind {
            None => 1,
            Some(Kind::Drawing) => 2,
            Some(_) => 0,
        };
        let key = |digest: u64| Digest::new().text(self.path.as_str()).number(digest).number(how).finish();
        if self.kind != Some(Kind::Drawing)
            && let Some((memory, old)) = out.memory.and_then(|memory| Some((memory, memory.asset(self.asset)?)))
            && memory.keeps(&id, key(old.digest))
        {
            memory.asset_is(self.asset, old.digest, old.size);
            return Ok(Some(Size(old.size)));
        }
        let mut bytes = source.read_asset(self.asset)?;
        if self.kind == Some(Kind::Unknown) && file::is_document(&bytes) {
            tell(left_out());
            return Ok(None);
        }
        let digest = digest::of(&bytes);
        if self.kind == Some(Kind::Drawing) {
            match drawing::clean(&bytes) {
                Ok(cleaned) => {
                    if !cleaned.refused.is_empty() {
                        tell(lost(&cleaned.refused));
                    }
                    bytes = cleaned.svg.into_bytes();
                }
                Err(reason) => {
                    tell(
                        Diagnostic::warning("bad-drawing", format!("the drawing cannot be read, so it is left out: {reason}"))
                            .hint("write it as plain SVG in UTF-8"),
                    );
                    return Ok(None);
                }
            }
        }
        let size = dimensions(self.name, &bytes);
        if let Some(memory) = out.memory {
            memory.asset_is(self.asset, digest, size);
        }
        out.unit(&id, || key(digest), |sink| Ok(sink.put(self.path, &bytes).map(|_| ())?))?;
        Ok(Some(Size(size)))
    }
}

/// Tells of a file that could run something.
fn left_out() -> Diagnostic {
    Diagnostic::warning("active-file", "the file could run scripts where it is opened, so it is left out")
        .hint("name it in `active-files` below `[book]` in book.toml, if it is your own")
}

/// Tells of a drawing that is not as it was.
fn lost(refused: &[String]) -> Diagnostic {
    let what: Vec<String> = refused.iter().map(|what| format!("`{what}`")).collect();
    Diagnostic::warning("active-drawing", format!("the drawing could run or load something, and is published without {}", what.join(", ")))
        .hint("take it out of the file; to publish the file as it is, name it in `active-files` below `[book]` in book.toml")
}

/// Width and height of a picture in CSS pixels; `None` if it is none, or does not say.
fn dimensions(name: &str, bytes: &[u8]) -> Option<(u32, u32)> {
    if name.rsplit_once('.').is_some_and(|(_, ending)| ending.eq_ignore_ascii_case("svg")) {
        return svg_size(bytes);
    }
    let size = imagesize::blob_size(bytes).ok()?;
    Some((u32::try_from(size.width).ok()?, u32::try_from(size.height).ok()?))
}

/// The size that an SVG says it has: its `width` and `height`, or those of its `viewBox` (SVG 2, §8).
fn svg_size(bytes: &[u8]) -> Option<(u32, u32)> {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(SVG_HEAD)]);
    let at = head.find("<svg")?;
    let tag = head[at + 4..].split('>').next()?;
    let (mut width, mut height, mut view) = (None, None, None);
    for (key, value) in attributes::split(tag) {
        match key {
            "width" => width = length(&value),
            "height" => height = length(&value),
            "viewBox" => {
                let numbers: Vec<f64> = value.split([' ', ',']).filter(|n| !n.is_empty()).filter_map(|n| n.parse().ok()).collect();
                view = <[f64; 4]>::try_from(numbers).ok().map(|[_, _, w, h]| (w, h)).filter(|(w, h)| *w > 0.0 && *h > 0.0);
            }
            _ => {}
        }
    }
    let (w, h) = match (width, height, view) {
        (Some(w), Some(h), _) => (w, h),
        (Some(w), None, Some((vw, vh))) => (w, w * vh / vw),
        (None, Some(h), Some((vw, vh))) => (h * vw / vh, h),
        (None, None, Some(view)) => view,
        _ => return None,
    };
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to what fits")]
    let whole = |n: f64| n.round().clamp(1.0, 1e6) as u32;
    Some((whole(w), whole(h)))
}

/// A length in CSS pixels; per cent are none, since what they are of is not known.
fn length(value: &str) -> Option<f64> {
    let value = value.trim();
    let end = value.find(|c: char| c.is_ascii_alphabetic() || c == '%').unwrap_or(value.len());
    let number: f64 = value[..end].trim().parse().ok().filter(|n: &f64| n.is_finite() && *n > 0.0)?;
    let factor = match &value[end..] {
        "" | "px" => 1.0,
        "pt" => 96.0 / 72.0,
        "pc" => 16.0,
        "in" => 96.0,
        "cm" => 96.0 / 2.54,
        "mm" => 96.0 / 25.4,
        "em" | "rem" => 16.0,
        _ => return None,
    };
    Some(number * factor)
}

/// Puts the file itself before what its page says; a page of another namespace is left as it is.
pub(super) fn show(title: &Title, files: &AskedFiles<'_>, document: &mut Document<'_>) {
    if title.namespace() != Namespace::FILE {
        return;
    }
    let Some((_, size)) = files.get(title.name()) else { return };
    let classed = |class: &'static str| -> Attrs<'static> { [("class".into(), class.into())].into_iter().collect() };
    let link = Link { target: LinkTarget::File(title.clone()), title: None };
    let mut img = Attrs::new();
    img.set("src", format!("file:{}", title.name()));
    img.set("alt", "");
    let mut events = vec![Event::Open(Name::Figure, classed("media whole-file")), Event::Open(Name::Img, img)];
    events.push(Event::Open(Name::Figcaption, Attrs::new()));
    events.extend([Event::OpenLink(Arc::new(link)), Event::Text(title.name().to_owned().into()), Event::Close(Name::A)]);
    if let Some((width, height)) = size {
        events.push(Event::Text(format!(" · {width} × {height}").into()));
    }
    events.extend([Event::Close(Name::Figcaption), Event::Close(Name::Figure)]);
    document.events.splice(0..0, events);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn drawings_say_their_size_in_many_ways() {
        let size = |svg: &str| svg_size(svg.as_bytes());
        assert_eq!(size("<?xml?><!-- x --><svg width=\"10\" height=\"20px\">"), Some((10, 20)));
        assert_eq!(size("<svg viewBox='0 0 30 40.4'>"), Some((30, 40)));
        assert_eq!(size("<svg width='1in' viewBox='0,0,2,1'>"), Some((96, 48)));
        assert_eq!(size("<svg width='100%' height='100%' viewBox='0 0 8 9'>"), Some((8, 9)));
        assert_eq!(size("<svg width='0' height='5'>"), None);
        assert_eq!(size("<p>"), None);
    }
}
