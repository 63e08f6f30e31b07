//! What kind of thing a file is, as its name tells.

/// The kinds of files that pages show in ways of their own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MediaKind {
    /// A picture, which `<img>` shows.
    Picture,
    /// Something to hear.
    Audio,
    /// Something to watch.
    Video,
    /// A document or anything else: a link leads to it.
    Document,
}

impl MediaKind {
    /// The kind of the file of that name.
    ///
    /// A name without a known ending is taken for a picture, since that is what `[[File:…]]` is for.
    #[must_use]
    pub fn of(name: &str) -> Self {
        let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending).to_ascii_lowercase();
        match ending.as_str() {
            "ogg" | "oga" | "opus" | "mp3" | "wav" | "flac" | "m4a" | "aac" | "weba" | "mid" | "midi" => Self::Audio,
            "ogv" | "webm" | "mp4" | "m4v" | "mov" | "mpg" | "mpeg" => Self::Video,
            "pdf" | "djvu" | "stl" | "zip" | "txt" | "csv" | "json" | "doc" | "docx" | "odt" | "xls" | "xlsx" | "ods" | "ppt" | "pptx"
            | "odp" | "epub" | "tiff" | "tif" | "xcf" | "map" | "tab" => Self::Document,
            _ => Self::Picture,
        }
    }
}
