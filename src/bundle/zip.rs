//! The whole site as one archive, the same bytes for the same site: names sorted, times fixed.

use std::fs::File;
use std::io::{BufReader, BufWriter, Read, Write};

use sha2::{Digest, Sha256};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

use super::settle::without_remote;
use super::{Built, BundleError, MAKER, OutFile, failed};
use crate::path::Names;

/// What a reader is to see first.
const README: &str = "README.txt";
/// The names of the files and their SHA-256 hashes, as `sha256sum -c` reads them.
const HASHES: &str = "SHA256SUMS";

/// Files that do not get smaller.
const PACKED: &[&str] = &[
    "png", "jpg", "jpeg", "gif", "webp", "avif", "woff", "woff2", "ogg", "oga", "opus", "mp3", "mp4", "webm", "ogv", "zip", "pdf", "xz",
    "gz",
];

/// Writes the site as an archive: how to open it, the files in the order of their paths, their hashes.
///
/// # Errors
/// If a file cannot be read or written; with [`Names::Ascii`] if a file of the theme has a name that is not.
pub fn write(site: &Built, names: Names, out: &mut OutFile) -> Result<(), BundleError> {
    if names == Names::Ascii
        && let Some(path) = site.files.iter().find(|p| !p.as_str().is_ascii())
    {
        return Err(BundleError::Name { path: path.clone() });
    }
    let place = out.place().to_owned();
    let mut archive = Archive::new(out.file());
    let title = site.views.first().map_or("", |v| v.title.as_str());
    let readme = readme(title);
    let mut hashes = String::new();
    let io = |e| failed("write", &place)(e);
    archive.put(README, readme.as_bytes()).map_err(io)?;
    note(&mut hashes, README, &Sha256::digest(readme.as_bytes()));
    for path in &site.files {
        if path.as_str().ends_with(".html") {
            let page = site.read_page(path)?;
            let page = without_remote(&page).unwrap_or(page);
            archive.put(path.as_str(), page.as_bytes()).map_err(io)?;
            note(&mut hashes, path.as_str(), &Sha256::digest(page.as_bytes()));
            continue;
        }
        let source = site.place(path);
        let mut file = BufReader::new(File::open(&source).map_err(failed("read", &source))?);
        archive.begin(path.as_str()).map_err(io)?;
        let mut hash = Sha256::new();
        let mut block = vec![0; 64 << 10];
        loop {
            let n = file.read(&mut block).map_err(failed("read", &source))?;
            if n == 0 {
                break;
            }
            hash.update(&block[..n]);
            archive.write(&block[..n]).map_err(io)?;
        }
        note(&mut hashes, path.as_str(), &hash.finalize());
    }
    archive.put(HASHES, hashes.as_bytes()).map_err(io)?;
    archive.finish().map_err(io)
}

/// One line of the list of hashes.
fn note(hashes: &mut String, path: &str, hash: &[u8]) {
    for byte in hash {
        hashes.push_str(&format!("{byte:02x}"));
    }
    hashes.push_str("  ");
    hashes.push_str(path);
    hashes.push('\n');
}

/// How to open the book, for a reader who looks into the archive.
fn readme(title: &str) -> String {
    let lines = [
        title,
        "",
        "1. 先把整个压缩文件解开到一个文件夹。",
        "2. 打开文件夹里的 index.html。",
        "不要在压缩文件里直接打开：那样页面找不到样式、图片和别的页面。看的时候不需要网络。",
        "",
        "1. 先把整個壓縮檔解開到一個資料夾。",
        "2. 打開資料夾裡的 index.html。",
        "不要在壓縮檔裡直接打開：那樣頁面找不到樣式、圖片和別的頁面。看的時候不需要網路。",
        "",
        "1. Extract the whole archive into a folder first.",
        "2. Open index.html in that folder.",
        "Do not open it inside the archive: pages would find no styles, pictures or other pages. Reading needs no network.",
        "",
        "SHA256SUMS lists every file with its hash: sha256sum -c SHA256SUMS",
        "",
    ];
    // Notepad reads UTF-8 for certain only with the mark, and breaks lines everywhere only at both characters.
    format!("\u{feff}{}", lines.join("\r\n"))
}

/// An archive that is written file by file; its bytes depend on names and contents alone.
pub(super) struct Archive<'f> {
    zip: ZipWriter<BufWriter<&'f mut File>>,
}

impl<'f> Archive<'f> {
    pub(super) fn new(file: &'f mut File) -> Self {
        Self { zip: ZipWriter::new(BufWriter::new(file)) }
    }

    /// Begins a file; what is written follows.
    pub(super) fn begin(&mut self, path: &str) -> std::io::Result<()> {
        let ending = path.rsplit_once('.').map_or("", |(_, e)| e).to_ascii_lowercase();
        // An EPUB begins with its media type as plain bytes (EPUB 3.3, §4.2.2).
        let method =
            if PACKED.contains(&ending.as_str()) || path == "mimetype" { CompressionMethod::Stored } else { CompressionMethod::Deflated };
        // 1980-01-01 is the first day that the format knows.  Large files are rare; the format has room for them.
        let options = SimpleFileOptions::default().compression_method(method).last_modified_time(DateTime::DEFAULT).unix_permissions(0o644);
        self.zip.start_file(path, options).map_err(Into::into)
    }

    pub(super) fn write(&mut self, bytes: &[u8]) -> std::io::Result<()> {
        self.zip.write_all(bytes)
    }

    /// Adds a whole file.
    pub(super) fn put(&mut self, path: &str, bytes: &[u8]) -> std::io::Result<()> {
        self.begin(path)?;
        self.write(bytes)
    }

    /// Ends the archive with the words by which taben knows it.
    pub(super) fn finish(mut self) -> std::io::Result<()> {
        self.zip.set_comment(format!("made by {MAKER}")).map_err(std::io::Error::from)?;
        self.zip.finish().map_err(std::io::Error::from)?.flush()
    }
}
